"""Pieces of the page of chain gaps made of components: candidates, a chain, orphans and bridges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.i18n import t
from dashboards.ids import Gaps as Ids
from dashboards.studies import Study
from dashboards.views import couplings
from dashboards.views.gaps import candidates, chains, lists
from dashboards.views.gaps.words import KINDS, GapWords

__all__ = ["SIDES", "answer", "bridges_panel", "candidate_grid", "chain_chart", "chain_choice", "kind_choice",
           "orphans_panel", "shown_chain", "shown_kind", "shown_side", "side_choice"]  # fmt: skip

SIDES = ("chain", "orphans", "bridges", "set", "where")
_OPEN = ("untaken", "instead")
_ALL = "all"
_HEADS = {"wrapHeaderText": True, "autoHeaderHeight": True}


def shown_kind(view: View) -> str:
    """Return the kind of gap an address narrows the list to."""
    return view.query.get("kind") if view.query.get("kind") in KINDS else _ALL  # type: ignore[return-value]


def shown_side(view: View) -> str:
    """Return what an address wants beside the list."""
    return view.query.get("side") if view.query.get("side") in SIDES else SIDES[0]  # type: ignore[return-value]


def shown_chain(found: Study, words: GapWords, asked: str | None) -> str:
    """Return the chain an address asks for, or the one to begin with."""
    known = {chain for chain, _ in chains.chain_names(found, words)}
    return asked if asked in known else chains.first_chain(found, words)


def answer(found: Study, words: GapWords, park: str) -> html.P:
    """Return the finding, and that all of it is an estimate."""
    told, counted = candidates.finding(found, words, park)
    sure = html.Span("D", className="badge grade-d", title=t("grade.D", words.lang))
    return html.P([told, html.Span([sure, " ", t("gaps.sure", words.lang), " ", counted], className="muted")],
                  className="answer")  # fmt: skip


def kind_choice(found: Study, view: View) -> dmc.SegmentedControl:
    """Return the filter by kind of gap."""
    held = set(candidates.kinds_of(found))
    labels = [(_ALL, t("gaps.all", view.lang))]
    labels += [(kind, t(f"gap_kind.{kind}", view.lang)) for kind in KINDS]
    return dmc.SegmentedControl(
        id=Ids.KIND, value=shown_kind(view), size="xs", **{"aria-label": t("gaps.kinds", view.lang)},
        data=[{"value": kind, "label": label, "disabled": kind not in {*held, _ALL}} for kind, label in labels],
    )  # fmt: skip


def candidate_grid(found: Study, words: GapWords) -> dag.AgGrid:
    """Return the ranked list."""
    lang = words.lang
    return dag.AgGrid(
        id=Ids.GRID, rowData=candidates.ranked_rows(found, words), columnDefs=candidates.columns(lang),
        getRowId="params.data.id", defaultColDef={"sortable": True, "resizable": True, "minWidth": 38} | _HEADS,
        dashGridOptions={
            "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "isExternalFilterPresent": {"function": "true"},
            "doesExternalFilterPass": {"function": "gapRow(params)"},
            "rowClassRules": {"careful": "params.data.careful"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t("gaps.no_rows", lang)},
        },
        className="couplings-grid gaps-grid", style={"height": "100%", "width": "100%"},
    )  # fmt: skip


def side_choice(view: View) -> dmc.SegmentedControl:
    """Return the choice of what stands beside the list."""
    return dmc.SegmentedControl(
        id=Ids.SIDE, value=shown_side(view), size="xs", **{"aria-label": t("gaps.sides", view.lang)},
        data=[{"value": one, "label": t(f"gap_side_tab.{one}", view.lang)} for one in SIDES],
    )  # fmt: skip


def chain_choice(found: Study, words: GapWords, chain: str) -> dmc.Select:
    """Return the choice of a chain."""
    return dmc.Select(
        id=Ids.CHAIN, value=chain or None, size="xs", w=190, allowDeselect=False, searchable=True,
        data=[{"value": one, "label": name} for one, name in chains.chain_names(found, words)],
        **{"aria-label": t("gaps.chain", words.lang)},
    )  # fmt: skip


def chain_chart(found: Study, words: GapWords, chain: str) -> list[Any]:
    """Return a chain as columns of boxes with arrows between, and what the boxes mean."""
    if not chain:
        return [html.P(t("gaps.no_chains", words.lang), className="muted")]
    columns: list[Any] = []
    for stage in chains.chain_stages(found, words, chain):
        columns += [html.Div("→", className="chain-arrow", **{"aria-hidden": "true"})] if columns else []
        columns.append(_stage(stage, words.lang))
    states = [html.Span([html.Span(className=f"chain-key {one}"), t(f"gap_state.{one}", words.lang)], className="key")
              for one in ("present", "planned", "standing", "missing")]  # fmt: skip
    return [
        html.P(chains.chain_finding(found, words, chain), className="lead"),
        html.Div(columns, className="chain-chart"),
        html.Div([*states, html.Span(t("gaps.chart_told", words.lang))], className="legend chain-legend"),
    ]


def _stage(stage: chains.Stage, lang: str) -> html.Section:
    parts: list[Any] = [html.H3(stage.name), *[_box(box, lang) for box in stage.boxes]]
    if not stage.boxes:
        parts.append(html.P(t("gaps.empty_stage", lang), className="muted"))
    if stage.folded:
        summary = html.Summary(t("gaps.more", lang, count=len(stage.folded)))
        parts.append(html.Details([summary, *[_box(box, lang) for box in stage.folded]]))
    return html.Section(parts, className="chain-stage")


def _box(box: chains.Box, lang: str) -> Any:  # noqa: ANN401  a button where there is more to see
    badges = []
    if box.kind:
        badges.append(html.Span(box.kind_name, className=f"badge gap-kind {box.kind}"))
    if box.mark:
        badges.append(html.Span(t(f"gap_mark.{box.mark}", lang), className=f"badge mark {box.mark}",
                                title=t(f"gap_mark_told.{box.mark}", lang)))  # fmt: skip
    load: list[Any] = []
    if box.state == "present":
        known = box.load is not None
        told_load = t("gaps.load", lang, share=f"{box.load:.0%}") if known else t("gaps.load_unknown", lang)
        fill = html.Span(className="fill", style={"width": f"{min(max(box.load or 0.0, 0.0), 1.0):.0%}"})
        load = [
            html.Span(told_load, className="load-told"),
            *([html.Span(fill, className="load-bar")] if known else []),
        ]
    name = [html.Span(box.name, className="box-name"), *badges]
    told = "\n".join(filter(None, [box.name, t("gaps.makes", lang, good=box.product), box.state_name, box.firms]))
    parts = [html.Span(name, className="box-head"), *([html.Span(load, className="box-load")] if load else [])]
    if box.plant:
        return html.Button(parts, className=f"chain-box {box.state} valued", title=told, **{"data-plant": box.plant})
    return html.Div(parts, className=f"chain-box {box.state}", title=told)


def orphans_panel(found: Study, words: GapWords) -> list[Any]:
    """Return goods without a taker or a supplier inside, by what can be done about them."""
    lang, blocks = words.lang, lists.orphan_rows(found, words)
    parts: list[Any] = [html.P(lists.orphans_finding(found, words), className="lead")]
    for block, rows in blocks.items():
        if not rows:
            continue
        last = {"instead": "instead", "bought": "makers"}.get(block, "technologies")
        body = [
            html.Tr([html.Th([row.good, html.Small(f"{row.way} · {row.firms}", title=row.firms)], scope="row"),
                     html.Td(row.amount, className="figure"), html.Td(row.money, className="figure"),
                     html.Td(row.instead if block == "instead" else row.technologies)])
            for row in rows
        ]  # fmt: skip
        told = html.Summary([html.B(t(f"gap_orphan.{block}", lang)), html.Span(str(len(rows)), className="badge"),
                             html.Span(t(f"gap_orphan_told.{block}", lang), className="muted")])  # fmt: skip
        heads = [t(f"gap_orphan_head.{name}", lang) for name in ("good", "amount", "money")]
        about = t(f"gap_orphan_head.{last}_told", lang)
        heads.append(html.Span(t(f"gap_orphan_head.{last}", lang), title=about))
        parts.append(html.Details([told, _table(heads, body, (1, 2))], open=block in _OPEN))
    return parts


def bridges_panel(found: Study, words: GapWords) -> list[Any]:
    """Return paths from a surplus to a need."""
    lang, rows = words.lang, lists.bridge_rows(found, words)
    parts: list[Any] = [html.P(lists.bridges_finding(rows, words), className="lead")]
    heads = [t(f"gap_bridge.{name}", lang) for name in ("path", "used", "cost")]
    for main in (True, False):
        body = [
            html.Tr([html.Th(_path(row, lang), scope="row"), html.Td(row.used, className="figure"),
                     html.Td(row.cost, className="figure")])
            for row in rows if row.main == main
        ]  # fmt: skip
        if body:
            key = "main" if main else "aside"
            told = html.Summary([html.B(t(f"gap_bridge.{key}", lang)), html.Span(str(len(body)), className="badge"),
                                 html.Span(t(f"gap_bridge.{key}_told", lang), className="muted")])  # fmt: skip
            parts.append(html.Details([told, _table(heads, body, (1, 2))], open=main))
    return parts


def _path(row: lists.BridgeRow, lang: str) -> list[Any]:
    steps: list[Any] = [html.Span(row.surplus, className="good end")]
    for step in row.path:
        steps += [" → ", html.Span(step, className="step")]
    besides = [html.Small(t("gap_bridge.besides", lang, goods=row.besides))] if row.besides else []
    return [*steps, " → ", html.Span(row.need, className="good end"), *besides]


def _table(heads: Sequence[Any], body: Sequence[Any], figures: Sequence[int]) -> html.Table:
    """Return a table that is read and printed as it stands; heads over figures stand on the right."""
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(list(body))], className="plain-table")
