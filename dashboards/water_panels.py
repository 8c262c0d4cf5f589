"""Pieces of the page of water made of components: answer, network, matches, pinch, units, limits, what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.i18n import t
from dashboards.ids import WaterPage as Ids
from dashboards.studies import Study
from dashboards.tables import plain_table
from dashboards.views import couplings
from dashboards.views.water import curve, network, rows, told
from dashboards.views.water.words import WaterWords
from dashboards.water_runs import OBJECTIVES, TREATMENTS

__all__ = ["SHOWN", "answer", "asked_objective", "asked_treatment", "controls", "empty", "impossible", "network_panes",
           "pinch_panes", "shown"]  # fmt: skip

SHOWN: Final = {"show": ("network", "pinch"), "state": ("after", "before")}
"""What an address chooses that needs no new answer; the first is the usual."""
_PLAIN = {"displayModeBar": False, "displaylogo": False}
_MOST: Final = 8
_COLUMNS: Final = "enterprise,commodity,direction,property,value,unit,basis,source"
"""Of quality.csv."""


def asked_objective(view: View) -> str:
    """Return what is to be least."""
    given = view.query.get("least", "")
    return given if given in OBJECTIVES else OBJECTIVES[0]


def asked_treatment(view: View) -> str:
    """Return whether what is given off may be treated, or must be."""
    given = view.query.get("treat", "")
    return given if given in TREATMENTS else TREATMENTS[0]


def shown(view: View, name: str) -> str:
    """Return what an address shows under a name of `SHOWN`."""
    given = view.query.get(name, "")
    return given if given in SHOWN[name] else SHOWN[name][0]


def controls(view: View) -> html.Div:
    """Return the choice of what is shown, of what is to be least, and of treatment."""
    lang = view.lang
    asked = {"least": (Ids.LEAST, asked_objective(view), OBJECTIVES),
             "treat": (Ids.TREAT, asked_treatment(view), TREATMENTS)}  # fmt: skip
    parts = [
        html.Label(
            [html.Span(t(f"waterpage.{name}", lang), className="label"), dmc.SegmentedControl(
                id=ref, value=now, size="xs", **{"aria-label": t(f"waterpage.{name}", lang)},
                data=[{"value": one, "label": t(f"water_{name}.{one or 'none'}", lang)} for one in known],
            )],
            title=t(f"waterpage.{name}_told", lang), className="beside",
        )
        for name, (ref, now, known) in asked.items()
    ]  # fmt: skip
    return html.Div([_choice(view, "show", Ids.SHOW), *parts], className="controls water-controls")


def answer(found: Study, words: WaterWords, park: str) -> html.P:
    """Return the finding, and how much of it nobody measured."""
    count = len(found.tables["missing"])
    more = [t("waterpage.unknown", words.lang, count=count)] if count else []
    taken = len(found.tables["assumed"])
    if taken:
        more.append(t("waterpage.assumes", words.lang, count=taken))
    if found.summary["feasible"] and not found.summary["proven"]:
        more.append(t("waterpage.unproven", words.lang, gap=f"{found.summary['gap'] or 0.0:.1%}"))
    badge = [html.Span("D", className="badge grade-d", title=t("grade.D", words.lang)), " "] if taken else []
    return html.P([told.finding(found, words, park), html.Span([*badge, " ".join(more)], className="muted")],
                  className="answer")  # fmt: skip


def network_panes(found: Study, words: WaterWords, view: View) -> list[Any]:
    """Return the drawing of the network, before or after, and the matches with the figures above."""
    lang = words.lang
    drawings = [
        html.Div(
            dcc.Graph(id=ref, figure=network.diagram(found, words, state, view.theme), responsive=True, config=_PLAIN,
                      className="water-figure"),
            className=f"state-{state}",
        )
        for state, ref in (("before", Ids.BEFORE), ("after", Ids.AFTER))
    ]  # fmt: skip
    grid = dag.AgGrid(
        id=Ids.GRID, rowData=rows.matches(found, words), columnDefs=rows.columns(lang), getRowId="params.data.id",
        defaultColDef={"sortable": True, "resizable": True, "minWidth": 40, "wrapHeaderText": True,
                       "autoHeaderHeight": True},
        dashGridOptions={
            "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "rowClassRules": {"reuse": "params.data.kind_code == 'reuse'"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t("waterpage.no_matches", lang)},
        },
        className="couplings-grid water-grid", style={"height": "100%", "width": "100%"},
    )  # fmt: skip
    return [
        html.Section(
            [
                html.Div([_choice(view, "state", Ids.STATE)], className="pane-tools"),
                html.Div(drawings, className="card water-flows"),
                html.P(t("waterpage.flows_told", lang), className="source-line"),
            ],
            className="pane show-network",
        ),
        html.Section(
            [
                _figures(told.figures(found, words)),
                grid,
                *_bound(found, words),
            ],
            className="pane show-network",
        ),
    ]


def pinch_panes(found: Study, words: WaterWords, view: View) -> list[Any]:
    """Return the limiting curve of a property, then waters from outside, limits, works and units, and what to ask."""
    lang, known = words.lang, curve.properties(found)
    wanted = view.query.get("property", "")
    name = wanted if wanted in known else (known[0] if known else "")
    heads = {
        key: [t(f"water_{key}_head.{one}", lang) for one in columns]
        for key, columns in {"outside": ("good", "before", "after", "change"), "limit": ("who", "property", "limit"),
                             "unit": ("who", "feed", "amount", "given"),
                             "assumed": ("water", "property", "value", "rests_on", "whose")}.items()
    }  # fmt: skip
    binding, works, taken = told.limits(found, words), told.units(found, words), told.assumed(found, words)
    right = [
        html.H2(t("waterpage.outside", lang)), plain_table(heads["outside"], told.outside(found, words)),
        html.H2(t("waterpage.limits", lang)),
        plain_table(heads["limit"], binding, texts=(1,)) if binding else html.P(t("waterpage.no_limits", lang)),
        html.H2(t("waterpage.units", lang)),
        plain_table(heads["unit"], works, texts=(1, 3)) if works else html.P(t("waterpage.no_units", lang)),
        html.P(t("waterpage.units_told", lang), className="source-line"),
        html.H2(t("waterpage.assumed", lang)),
        plain_table(heads["assumed"], taken, texts=(1, 3, 4)) if taken
        else html.P(t("waterpage.nothing_assumed", lang)),
        html.H2(t("waterpage.asks", lang)), *_missing(found, words),
    ]  # fmt: skip
    return [
        html.Section(curve_panel(found, words, name, view.theme) if name else _no_curve(found, words),
                     id=Ids.PINCH, className="pane show-pinch"),
        html.Section(html.Div(right, className="card scrolls"), className="pane show-pinch"),
    ]  # fmt: skip


def curve_panel(found: Study, words: WaterWords, name: str, theme: str) -> list[Any]:
    """Return the limiting curve of a property, with the choice of another."""
    lang = words.lang
    picker = dmc.Select(
        id=Ids.PROPERTY, value=name, size="xs", w=220, allowDeselect=False,
        data=[{"value": one, "label": words.trait(one)} for one in curve.properties(found)],
        **{"aria-label": t("waterpage.property", lang)},
    )  # fmt: skip
    return [
        html.Div([html.H2(curve.target_told(found, words, name)), picker], className="pane-tools"),
        html.Div(dcc.Graph(id=Ids.CURVE, figure=curve.figure(found, words, name, theme), responsive=True, config=_PLAIN,
                           className="water-figure"), className="card water-curve"),
        html.P(t("waterpage.curve_told", lang), className="source-line"),
    ]  # fmt: skip


def impossible(found: Study, words: WaterWords) -> html.Section:
    """Return why not every need can be served, and what to change."""
    lang = words.lang
    return html.Section(
        [
            html.H2(t("waterpage.cannot", lang)),
            html.Ul([html.Li(line) for line in told.conflicts(found, words)]),
            html.P(t("waterpage.cannot_advice", lang), className="muted"),
        ],
        className="notice", role="alert",
    )  # fmt: skip


def empty(found: Study, words: WaterWords, park: str) -> html.Section:
    """Return what to do where a park has no water that is known."""
    lang = words.lang
    return html.Section(
        [
            html.H2(t("waterpage.empty", lang, park=park)),
            html.P(t("waterpage.empty_why", lang)),
            html.Ol([html.Li(t(f"water_do.{one}", lang)) for one in ("ports", "throughput", "quality")]),
            *_missing(found, words),
        ],
        className="notice water-empty",
    )


def _no_curve(found: Study, words: WaterWords) -> list[Any]:
    """Say what is needed for a water pinch."""
    lang = words.lang
    return [
        html.Div(
            [
                html.H2(t("waterpage.no_curve", lang)),
                html.P(t("waterpage.no_curve_why", lang)),
                html.Ol([html.Li(t(f"water_curve_do.{one}", lang)) for one in ("supply", "demand", "example")]),
                html.P([t("waterpage.columns", lang), " ",
                        html.Code(_COLUMNS)]),
            ],
            className="notice water-empty",
        )
    ]  # fmt: skip


def _choice(view: View, name: str, ref: str) -> dmc.SegmentedControl:
    order = tuple(reversed(SHOWN[name])) if name == "state" else SHOWN[name]
    return dmc.SegmentedControl(
        id=ref, value=shown(view, name), size="xs", **{"aria-label": t(f"waterpage.{name}", view.lang)},
        data=[{"value": one, "label": t(f"water_{name}.{one}", view.lang)} for one in order],
    )  # fmt: skip


def _figures(listed: Sequence[told.Figure]) -> html.Dl:
    return html.Dl([html.Div([html.Dt(one.label), html.Dd(one.value)], title=one.told) for one in listed],
                   className="water-figures")  # fmt: skip


def _bound(found: Study, words: WaterWords) -> list[Any]:
    """The limits that keep more from being reused, in a line each."""
    binding = told.limits(found, words)
    if not binding:
        return []
    lines = [html.Li(t("waterpage.binds", words.lang, who=who, property=trait, limit=limit))
             for who, trait, limit in binding[:_MOST]]  # fmt: skip
    return [html.Details([html.Summary(t("waterpage.limits_count", words.lang, count=len(binding))), html.Ul(lines)])]


def _missing(found: Study, words: WaterWords) -> list[Any]:
    """What to ask firms for."""
    lists = told.missing(found, words)
    if not lists:
        return [html.P(t("waterpage.nothing_missing", words.lang))]
    return [
        html.Details([
            html.Summary([html.B(t(f"water_asked.{what}", words.lang)), " ",
                          html.Span(str(len(ends)), className="badge"), " ",
                          html.Span(t(f"water_asked_told.{what}", words.lang), className="muted")]),
            html.P(words.comma(ends)),
        ])
        for what, ends in lists.items()
    ]  # fmt: skip
