"""The comparison of parks made of components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from dashboards.address import View
from dashboards.downloads import download_button
from dashboards.i18n import t
from dashboards.ids import ProgressPage as Ids
from dashboards.progress_controls import asked, compared_choice
from dashboards.runs import ParkRun
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.overview.table import short_names
from dashboards.views.progress.matrix import Cell, matrix
from dashboards.views.progress.standing import Counts, Standing, common_ask, finding, standing, unread

__all__ = ["park_names", "standing_panel", "standing_meanwhile", "status_chip"]


def park_names(lang: str) -> dict[str, str]:
    """Return the names of the parks on offer by id."""
    return {name: park.name(lang) for name, park in state().parks.items()}


def standing_panel(found: Study, _: ParkRun, view: View) -> list[Any]:
    """Return the finding and the parks, the farthest behind first; a park's name leads to it."""
    lang, names = view.lang, _short(view.lang)
    rows = standing(found, names, lang)
    lead, more = finding(found, rows, lang)
    heads = [t(f"progress_head.{name}", lang) for name in ("park", "worst", "status", "help")]
    body: list[Any] = []
    common = common_ask(found, lang)
    for place, row in enumerate(rows):
        if not row.retrofit and place and rows[place - 1].retrofit:
            body.append(html.Tr(html.Th(t("progress.others", lang), colSpan=len(heads)), className="group-row"))
        body.append(_row(row, view, not common))
    cannot = unread(found, names)
    by = asked(view, "by")
    told = [*filter(None, [common]), t("progress.standing_source", lang)] + (
        [t("progress.unread", lang, parks=t("figure.comma", lang).join(cannot))] if cannot else []
    )
    head = html.Thead(html.Tr([html.Th(one, scope="col") for one in heads]))
    return [
        html.Section(
            [
                html.Div([html.P([lead, html.Span(more, className="muted")], className="answer"),
                          compared_choice(view)], className="card-head"),
                html.Div([html.Table([head, html.Tbody(body)], className="plain-table standing-table by-worst"),
                          matrix_table(found, rows, view)], className=f"standing-rows {by}", id=Ids.STANDING_PANE),
                html.Div([html.P(" ".join(told), className="source-line"), download_button(Ids.STANDING_BOOK, lang)],
                         className="pane-tools"),
            ],
            className="card standing-card",
        )
    ]  # fmt: skip


def matrix_table(found: Study, rows: Sequence[Standing], view: View) -> html.Div:
    """Return all indicators of the chosen system by park; a cell leads to the indicator of that park."""
    lang, system = view.lang, asked(view, "system")
    told = matrix(found, system, lang)
    heads = [html.Th(t("progress_head.park", lang), scope="col")] + [
        html.Th(html.Span(code), scope="col", title=told.names.get(code, code)) for code in told.codes
    ]
    body: list[Any] = []
    for place, row in enumerate(rows):
        if not row.retrofit and place and rows[place - 1].retrofit:
            body.append(html.Tr(html.Th(t("progress.others", lang), colSpan=len(heads)), className="group-row"))
        cells = [html.Td(_cell(cell, row, view)) for cell in told.rows.get(row.park, ())]
        picked = "picked" if row.park == view.park else ""
        body.append(html.Tr([html.Th(_link(row.park, row.name, view), scope="row"), *cells], className=picked))
    legend = html.P([t("progress.matrix_told", lang, **told.count)], className="source-line")
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table matrix-table")
    return html.Div([table, legend], className="by-all")


def _cell(cell: Cell, row: Standing, view: View) -> html.A:
    address = _address(row.park, view, code=cell.code, system=asked(view, "system"))
    look = f"cell-link inside {cell.sign}{' by-model' if cell.by_model else ''}"
    return html.A(cell.mark, href=address, className=look, title=f"{row.name}\n{cell.told}", tabIndex=-1,
                  **{"aria-label": f"{row.name} {cell.told}"})  # fmt: skip


def standing_meanwhile(view: View) -> list[Any]:
    """Return the parks while they are compared, so that one can be picked."""
    links = [html.Li(_link(park, name, view)) for park, name in _short(view.lang).items()]
    told = html.P(t("progress.comparing", view.lang), className="muted")
    return [html.Section([told, html.Ul(links)], className="card scrolls comparing")]


def status_chip(sign: str, mark: str, told: str, by_model: bool, lang: str) -> html.Span:
    """Return a status as a sign and a word; dashed where only the flow model says so."""
    title = t("progress_cell.by_model", lang) if by_model else None
    return html.Span([html.Span(mark, className="mark", **{"aria-hidden": "true"}), told],
                     className=f"chip {sign}{' by-model' if by_model else ''}", title=title)  # fmt: skip


def _row(row: Standing, view: View, ask: bool) -> html.Tr:
    lang = view.lang
    bar = html.Div(
        [html.Span(className=f"filled {row.sign}", style={"width": f"{100 * row.filled:.1f}%"}),
         html.Span(className="aim", style={"left": f"{100 * row.aim:.1f}%"})],
        className=f"aim-bar{' by-model' if row.by_model else ''}",
    )  # fmt: skip
    figures = html.Span([html.B(row.value), html.Span(row.target, className="muted")], className="value-line")
    return html.Tr(
        [
            html.Th([_link(row.park, row.name, view), _known(row.counts, lang)], scope="row"),
            html.Td([html.Div(row.indicator), html.Div([figures, bar], className="value-line")], title=row.basis,
                    className="worst"),
            html.Td(status_chip(row.sign, row.mark, row.status_told, row.by_model, lang)),
            html.Td([html.Div(row.help), *([html.Small(row.ask)] if ask else [])], title=f"{row.help}\n{row.help_told}",
                    className="helps"),
        ],
        className="picked" if row.park == view.park else "",
        **({"aria-current": "true"} if row.park == view.park else {}),
    )  # fmt: skip


def _link(park: str, name: str, view: View) -> html.A:
    return html.A(name, href=_address(park, view), className="inside", title=park_names(view.lang).get(park, name))


def _address(park: str, view: View, **changes: str) -> str:
    """Return the address of another park, shown as this one is."""
    kept = {name: view.query.get(name, "") for name in ("system", "list", "by")} | changes
    return view.address("/progress", park=park, scenario="", parks="", include="", sel="", **kept)


def _short(lang: str) -> dict[str, str]:
    """Park names without zone and brackets, for a narrow column."""
    named = [{"park": park.id, "name_zh": park.name_zh, "name_en": park.name_en} for park in state().parks.values()]
    return short_names(pd.DataFrame(named, columns=["park", "name_zh", "name_en"]), lang)


def _known(counts: Counts, lang: str) -> html.Div:
    """How many indicators are reported, modelled and missing, as a bar and in words."""
    told = {"reported": counts.reported, "by_model": counts.by_model, "missing": counts.missing, "all": counts.all}
    parts = [html.Span(className=name, style={"width": f"{100 * told[name] / max(counts.all, 1):.1f}%"})
             for name in ("reported", "by_model")]  # fmt: skip
    return html.Div([html.Div(parts, className="known-bar"), html.Small(t("progress_cell.counts_short", lang, **told))],
                    className="known", title=t("progress_cell.counts", lang, **told))  # fmt: skip
