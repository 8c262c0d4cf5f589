"""Pieces of the page of scenarios made of components: columns and what can be done to each, tables, flows, network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import dcc, html

from circnet.report.compare import CompareWords, problem_words
from circnet.scenario.compare import Comparison
from circnet.scenario.compare_column import BASE, Column
from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids import GraphIds
from dashboards.ids_scenarios import ScenariosPage as Ids
from dashboards.runs import ParkRun
from dashboards.scenario_address import FROZEN, address, one_of
from dashboards.state import state
from dashboards.theme import THEMES
from dashboards.views import network as graph
from dashboards.views.graph.choices import setup
from dashboards.views.graph.stylesheet import stylesheets
from dashboards.views.scenarios import network, sankeys, tables
from dashboards.views.wording import wording_of

__all__ = ["GRAPH", "comparison_panel"]

Components = list[Any]
GRAPH = "scenarios"
"""Prefix of the ids of the graph."""
_OPEN_ROWS = 5
_CHART = {"displaylogo": False, "displayModeBar": False}


def comparison_panel(found: Comparison, run: ParkRun, view: View) -> Components:
    """Return the columns and, as the address asks, their tables, flow diagrams or network."""
    words = CompareWords(found.columns, view.lang)
    parts = [_notes(found, words, view)]
    match one_of(view, "view"):
        case "sankey":
            return [*parts, _heads(found, words, view), _sankeys(found, words, view)]
        case "network":
            return [*parts, _heads(found, words, view), _network(found, words, run, view)]
        case _:
            return [*parts, _tables(found, words, view)]


def _notes(found: Comparison, words: CompareWords, view: View) -> html.Div:
    """Say what all columns have in common, and which optimum is not the only one."""
    lang = view.lang
    loose = [words.scenario(column.id) for column in found.columns if column.unique is False]
    lines = []
    if loose:
        lines.append(t("scenarios.not_unique", lang, names=t("figure.comma", lang).join(loose)))
    if view.choices.parks:
        lines.append(t("scenarios.alone", lang))
    return html.Div([html.P(line, className="source-line") for line in lines], className="scenario-notes")


def _named(column: Column, words: CompareWords, view: View) -> str:
    name = words.scenario(column.id)
    return t("scenarios.kept_name", view.lang, name=name) if column.id.startswith(FROZEN) else name


def _head(column: Column, first: bool, words: CompareWords, view: View) -> Components:
    """Return the name of a column, why it has no figures, and what can be done to it."""
    lang, park = view.lang, state().parks[view.park]
    parts: Components = [
        html.Div(_named(column, words, view), className="scenario-name", title=column.notes.get(lang, ""))
    ]
    if column.error is not None:
        parts.append(html.Ul([html.Li(line) for line in problem_words(column.error, lang)], className="scenario-why"))
    kept, stored = column.id.startswith(FROZEN), column.id in park.scenarios
    acts: Components = [
        html.Span(t("scenarios.reference", lang), className="badge first") if first else _act("first", column.id, lang)
    ]
    if stored and park.version is not None:
        acts.append(html.A(t("scenarios.edit", lang), href=address(view, edit=column.id), className="inside plain act"))
        acts += [_act(one, column.id, lang) for one in ("copy", "delete")]
    if stored:
        acts.append(_act("toml", column.id, lang))
    if kept:
        acts.append(html.A(t("scenarios.open", lang), className="inside plain act",
                           href=address(view, frozen=column.id.removeprefix(FROZEN))))  # fmt: skip
    elif state().workspace is not None and column.error is None:
        acts.append(_act("freeze", column.id, lang))
    return [*parts, html.Div(acts, className="acts")]


def _act(do: str, name: str, lang: str) -> html.Button:
    return html.Button(t(f"scenarios.{do}", lang), className="plain act", title=t(f"scenarios.{do}_told", lang),
                       **{"data-do": do, "data-scenario": name})  # fmt: skip


def _heads(found: Comparison, words: CompareWords, view: View) -> html.Div:
    cards = [
        html.Div(_head(column, place == 0, words, view), className="card scenario-head")
        for place, column in enumerate(found.columns)
    ]
    return html.Div(cards, className="scenario-heads", style={"--columns": str(len(cards))})


def _tables(found: Comparison, words: CompareWords, view: View) -> html.Div:
    """Return what changes on top, then figures, links, goods and firms, the columns one under the other."""
    lang, count = view.lang, len(found.columns)
    names = [html.Th("", scope="col"), *[
        html.Th(_head(column, place == 0, words, view), scope="col", className="scenario-col")
        for place, column in enumerate(found.columns)
    ]]  # fmt: skip
    inputs, links = tables.input_rows(found, words), tables.link_rows(found, words)
    goods, more_goods = tables.amount_rows(found, words, "commodities")
    firms, more_firms = tables.amount_rows(found, words, "balances")
    extra = BASE not in [column.id for column in found.columns]
    body = [
        *_block("inputs", _of_columns(inputs, extra, lang), count, lang, open_rows=_OPEN_ROWS),
        *_block("measures", tables.measure_rows(found, words), count, lang),
        *_block("links", links, count, lang, open_rows=_OPEN_ROWS),
        *_block("commodities", goods, count, lang, open_rows=0, all_rows=more_goods),
        *_block("balances", firms, count, lang, open_rows=0, all_rows=more_firms),
    ]
    table = html.Table([html.Thead(html.Tr(names)), *body], className="plain-table compared-table",
                       style={"--columns": str(count)})  # fmt: skip
    return html.Div(html.Section(table, className="card scrolls"), className="compared")


def _of_columns(rows: list[tables.Row], extra: bool, lang: str) -> list[tables.Row]:
    """Without the park as it is among the columns, its value stands with the name of the input."""
    if not extra:
        return rows
    return [
        tables.Row(t("scenarios.set_to", lang, what=row.name, value=row.cells[0].text), row.cells[1:], row.group)
        for row in rows
    ]


def _block(  # noqa: PLR0913
    name: str, rows: Sequence[tables.Row], count: int, lang: str, *, open_rows: int | None = None, all_rows: int = 0
) -> Components:  # fmt: skip
    """Return a part of the table: its heading, its first rows, and the rest folded."""
    first = rows if open_rows is None else rows[:open_rows]
    rest = rows[len(first) :]
    number = max(all_rows, len(rows))
    told = t(f"scenarios.{name}_none", lang) if not rows else t(f"scenarios.{name}_told", lang, count=number)
    heading: Components = [html.B(t(f"scenarios.{name}", lang)), html.Span(told, className="muted")]
    if rest:
        more = t("scenarios.show_more", lang, count=len(rest))
        heading.append(html.Button(more, className="row-link", **{"data-unfold": name, "aria-expanded": "false"}))
    head = html.Tr(html.Th(html.Div(heading), colSpan=count + 1, scope="rowgroup"), className="block-head")
    parts: Components = [html.Tbody([head, *[_line(row) for row in first]])]
    if rest:
        parts.append(html.Tbody([_line(row) for row in rest], className="folded", **{"data-fold": name}))
    return parts


def _line(row: tables.Row) -> html.Tr:
    group = [html.Small(row.group)] if row.group else []
    return html.Tr([html.Th([row.name, *group], scope="row"), *[_cell(cell) for cell in row.cells]])


def _cell(cell: tables.Cell) -> html.Td:
    parts: Components = [html.Div(cell.text, className=f"value grade-{cell.grade.lower()}" if cell.grade else "value")]
    if cell.delta:
        parts.append(html.Div(cell.delta, className=f"delta {cell.look}"))
    return html.Td(parts, className=f"figure {'changed' if cell.look == 'changed' else ''}")


def _sankeys(found: Comparison, words: CompareWords, view: View) -> html.Div:
    of, lang = one_of(view, "of"), view.lang
    drawn = sankeys.diagrams(found, words, of, view.theme, width=620)
    data = [{"value": one, "label": t(f"scenarios.of_{one}", lang)} for one in sankeys.MEASURES]
    control = dmc.SegmentedControl(id=Ids.OF, data=data, value=of, size="xs", **{"aria-label": t("scenarios.of", lang)})
    figures = [
        html.Section(dcc.Graph(figure=figure, config=_CHART, responsive=True, className="sankey"), className="card")
        for figure in drawn.values()
    ]
    line = html.Div([control, html.Span(t("scenarios.same_scale", lang), className="muted")], className="controls")
    return html.Div([line, html.Div(figures, className="sankeys")], className="compared")


def _network(found: Comparison, words: CompareWords, run: ParkRun, view: View) -> html.Div:
    lang = view.lang
    offered = [column for column in found.columns[1:] if column.error is None]
    if found.columns[0].error is not None or not offered:
        return html.Div(html.P(t("scenarios.no_network", lang), className="notice"), className="compared")
    ids = [column.id for column in offered]
    given = view.query.get("against", "")
    name = given if given in ids else ids[0]
    wording = wording_of(run, lang)
    drawn = network.compared_elements(found, words, run, name)
    dense = graph.is_dense(drawn)
    sheets = {theme: [*sheet, *network.rules(theme)] for theme, sheet in stylesheets(dense=dense).items()}
    own = GraphIds(GRAPH)
    parts = {"graph": own.graph, "hint": own.hint, "count": own.count}
    told = setup(run, wording, view.theme, dense=dense) | {"ids": parts, "sheets": sheets, "kinds": ["chosen"]}
    assert set(sheets) == set(THEMES)  # noqa: S101  the browser changes between them
    picker = dmc.SegmentedControl(
        id=Ids.AGAINST, value=name, size="xs", **{"aria-label": t("scenarios.against", lang)},
        data=[{"value": column.id, "label": _named(column, words, view)} for column in offered],
    )  # fmt: skip
    counts = found.links[found.links["scenario"].eq(name)]["change"].value_counts()
    legend = [
        html.Span(
            [html.Span(className=f"line compared-{one}"), t(f"scenarios.link_{one}", lang, count=counts.get(one, 0))],
            className="key",
        )
        for one in network.CHANGES
    ]  # fmt: skip
    drawing = cyto.Cytoscape(
        id=own.graph, elements=drawn, stylesheet=sheets[view.theme], autoRefreshLayout=False, boxSelectionEnabled=False,
        layout={"name": "preset", "fit": True, "padding": 12}, style={"width": "100%", "height": "100%"}, minZoom=0.05,
        maxZoom=3, responsive=False,
    )  # fmt: skip
    tools = html.Div(
        [picker, html.Span(id=own.count, className="count", role="status"),
         html.Button(t("graph.fit", lang), id=own.fit, className="plain", title=t("graph.fit_told", lang)),
         html.Button(t("filter.reset", lang), id=own.reset, className="plain", title=t("filter.reset_told", lang))],
        className="graph-tools",
    )  # fmt: skip
    return html.Div(
        html.Section(
            [tools, html.Div([drawing, html.Div(id=own.hint, className="hint", hidden=True)], className="graph"),
             html.Div(legend, className="legend"), dcc.Store(id=own.setup, data=told)],
            className="pane pane-graph",
        ),
        className="compared",
    )  # fmt: skip
