"""The graph of a park as components: the drawing, its filters, its legend, and what is known of the selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import View
from dashboards.downloads import download_button
from dashboards.i18n import t
from dashboards.ids import GraphIds
from dashboards.runs import ParkRun
from dashboards.views import details, network
from dashboards.views.graph.balance import Balance, Bar
from dashboards.views.graph.choices import choices, setup
from dashboards.views.graph.stylesheet import stylesheet
from dashboards.views.wording import wording_of

__all__ = ["details_panel", "filter_panel", "graph_panel"]

Components = list[Any]


def graph_panel(run: ParkRun, view: View, prefix: str = "network") -> html.Section:
    """Return the drawing with its legend.

    Parameters
    ----------
    prefix
        Of the ids; `dashboards.graph_callbacks` with the same prefix brings it to life.
    """
    ids, lang = GraphIds(prefix), view.lang
    drawn, told = _data(run, view, prefix)
    dense = network.is_dense(drawn)
    graph = cyto.Cytoscape(
        id=ids.graph,
        elements=drawn,
        stylesheet=stylesheet(view.theme, dense=dense),
        layout={"name": "preset", "fit": True, "padding": 12},
        style={"width": "100%", "height": "100%"},
        autoRefreshLayout=False,
        # where a run's graph gives way to the next one's, it would still be fitted once it is gone
        responsive=prefix == "network",
        boxSelectionEnabled=False,
        minZoom=0.05,
        maxZoom=3,
    )
    tools = html.Div(
        [
            html.Span(id=ids.count, className="count", role="status"),
            html.Button(t("filter.reset", lang), id=ids.reset, className="plain", title=t("filter.reset_told", lang)),
            html.Button(t("graph.fit", lang), id=ids.fit, className="plain", title=t("graph.fit_told", lang)),
            *(
                [download_button(ids.book, lang)] if prefix == "network" else []
            ),  # elsewhere the table beside it has one
        ],
        className="graph-tools",
    )
    return html.Section(
        [
            tools,
            html.Div([graph, html.Div(id=ids.hint, className="hint", hidden=True)], className="graph"),
            _legend(run, lang),
            dcc.Store(id=ids.setup, data=told),
        ],
        className="pane pane-graph",
    )


def _data(run: ParkRun, view: View, prefix: str = "network") -> tuple[Components, dict[str, Any]]:
    """Return the elements of the drawing, and what the browser needs beside them."""
    ids, words = GraphIds(prefix), wording_of(run, view.lang)
    drawn = network.elements(run, words)
    parts = {"graph": ids.graph, "hint": ids.hint, "count": ids.count}
    return drawn, setup(run, words, view.theme, dense=network.is_dense(drawn)) | {"ids": parts}


def filter_panel(run: ParkRun, view: View, prefix: str = "network") -> html.Aside:
    """Return what narrows the graph down, as the address has it."""
    ids, lang = GraphIds(prefix), view.lang
    offered = choices(run, wording_of(run, lang))

    def chosen(name: str) -> list[str]:
        return [one for one in str(view.query.get(name, "")).split(",") if one]

    def several(part: str, name: str, key: str, data: Components) -> dmc.MultiSelect:
        return dmc.MultiSelect(
            id=part, data=data, value=chosen(name), label=t(f"filter.{key}", lang), searchable=True, clearable=True,
            placeholder="" if chosen(name) else t(f"filter.{key}_told", lang), size="xs", hidePickedOptions=True,
            nothingFoundMessage=t("filter.none", lang), comboboxProps={"width": 260, "position": "bottom-start"},
        )  # fmt: skip

    reach = [{"value": value, "label": t(f"reach.{value}", lang)} for value in ("near", "all")]
    return html.Aside(
        [
            dmc.Select(
                id=ids.firm, data=offered.firms, label=t("filter.firms", lang), searchable=True, clearable=True,
                placeholder=t("filter.firms_told", lang), size="xs", nothingFoundMessage=t("filter.none", lang),
                comboboxProps={"width": 320, "position": "bottom-start"},
            ),
            html.Div(
                [
                    html.Span(t("reach.label", lang), className="label"),
                    dmc.SegmentedControl(id=ids.reach, data=reach, size="xs", orientation="vertical", fullWidth=True,
                                         value="all" if view.query.get("reach") == "all" else "near"),
                ]
            ),
            html.Hr(),
            dmc.TextInput(id=ids.search, value=view.query.get("find", ""), label=t("filter.search", lang), size="xs",
                          placeholder=t("filter.search_told", lang), className="search-box", debounce=150),
            several(ids.commodities, "good", "commodity", offered.commodities),
            several(ids.elements, "element", "element", offered.elements),
            several(ids.kinds, "link", "link", offered.kinds),
            several(ids.statuses, "firm", "firm", offered.statuses),
            html.P(t("filter.element_note", lang), className="note"),
            html.Button(t("filter.clear", lang), id=ids.clear, className="plain"),
        ],
        className="graph-filters",
        **{"aria-label": t("filter.title", lang)},
    )  # fmt: skip


def details_panel(run: ParkRun, lang: str, selection: Mapping[str, str] | None) -> Components:
    """Return what is known of the selection; without one, how to select and what to ask the firms."""
    words = wording_of(run, lang)
    found = details.details(run, words, selection)
    if found is None:
        asked = details.questions(run, words)
        more = [html.H3(t("details.questions", lang)), html.Ul([html.Li(text) for text in asked])] if asked else []
        return [html.P(t("details.tip", lang), className="tip"), *more]
    head = [html.Span(found.title)]
    if found.badge:
        told = t("details.grade", lang, grade=found.badge, meaning=t(f"grade.{found.badge}", lang))
        head.append(html.Span(told, className=f"badge grade-{found.badge.lower()}"))
    clear = html.Button("×", className="clear", title=t("details.clear", lang), **{"data-select": ""})
    remarks = [html.Ul([html.Li(text) for text in found.remarks])] if found.remarks else []
    pairs = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in found.facts]
    return [
        html.H3([clear, *head]),
        *_balances(found.balances, lang, firm=found.upstream is not None),
        *_dealings(found.upstream, "upstream", lang),
        *_dealings(found.downstream, "downstream", lang),
        *remarks,
        html.Dl(pairs),
    ]


def _legend(run: ParkRun, lang: str) -> html.Div:
    lines = [
        html.Span([html.I(className=f"line {kind}"), t(f"legend.{kind}", lang)], className="key")
        for kind in ("existing", "chosen", "idle", "unsure")
    ]
    heads = [
        html.Span([html.I(className=f"head {way}"), t(f"reach.{way}", lang)], className="key") for way in ("up", "down")
    ]
    families = [
        html.Span([html.I(className=f"swatch family-{family}"), t(f"family.{family}", lang)], className="key")
        for family in network.families_shown(run)
    ]
    return html.Div([*lines, *heads, *families], className="legend")


def _dealings(found: list[details.Dealing] | None, side: str, lang: str) -> Components:
    if not found:
        return []
    lines = [
        html.Button(
            [
                html.I(className=f"line {one.look}"),
                html.Span([html.Span(one.good, className="good"), html.Span(one.partner, className="partner")]),
                html.Span([html.Span(one.amount, className="amount"), html.Span(one.kind, className="partner")]),
                html.Span(one.grade, className=f"badge grade-{one.grade.lower()}", title=t(f"grade.{one.grade}", lang)),
            ],
            className="dealing",
            **{"data-select": f"link:{one.link}"},
        )
        for one in found
    ]
    title = t(f"details.{side}", lang, count=len(found))
    return [html.H4([html.I(className=f"head {'up' if side == 'upstream' else 'down'}"), title]), *lines]


def _balances(found: list[Balance], lang: str, *, firm: bool) -> Components:
    if not found:
        return [html.P(t("balance.none", lang), className="tip")] if firm else []
    states = [
        html.Details(
            [
                html.Summary(t(f"balance.{balance.state}", lang)),
                *(_bar(bar, lang) for bar in balance.bars),
                *([html.P(balance.gap, className="gap")] if balance.gap else []),
                *([html.P(_unweighed(balance, lang), className="tip")] if balance.unweighed else []),
            ],
            open=balance is found[-1],
        )
        for balance in found
    ]
    return [html.H4(t("balance.title", lang)), *states]


def _bar(bar: Bar, lang: str) -> html.Div:
    parts = [
        html.I(className=f"part {one.look}{' unsure' if one.grade == 'D' else ''}", title=f"{one.name} {one.amount}",
               style={"width": f"{100 * max(one.share, 0.0):.3f}%"})
        for one in bar.segments
    ]  # fmt: skip
    lines = [
        html.Li(
            [
                html.I(className=f"swatch {one.look}{' unsure' if one.grade == 'D' else ''}"),
                html.Span(one.name),
                html.Span(one.amount, className="amount"),
            ]
        )
        for one in bar.segments
    ]
    head = html.Div([html.Span(t(f"balance.{bar.side}", lang)), html.Span(bar.total, className="amount")])
    return html.Div([head, html.Div(parts, className="stack"), html.Ul(lines)], className="balance-bar")


def _unweighed(balance: Balance, lang: str) -> str:
    listed = t("figure.comma", lang).join(f"{name} {amount}" for name, amount in balance.unweighed)
    return t("balance.unweighed", lang, list=listed)
