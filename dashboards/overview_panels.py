"""Pieces of the overview made of components: the map, cards, table and findings."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboards.address import View
from dashboards.choices import QUERY
from dashboards.coupling_panels import GRID_THEME
from dashboards.i18n import t
from dashboards.ids import Overview as Ids
from dashboards.theme import template
from dashboards.views.couplings import locale
from dashboards.views.overview import ranking
from dashboards.views.overview.cards import Card, cards
from dashboards.views.overview.figures import FIGURES, Figure, headline
from dashboards.views.overview.findings import Finding, findings
from dashboards.views.overview.province import province
from dashboards.views.overview.table import short_names

__all__ = ["card_list", "finding_list", "map_figure", "map_title", "panes", "partial", "tools"]

_PLAIN = dict.fromkeys(("scenario", "sel", *QUERY), "")
"""The overview shows parks as they are: its links lead to them as they are."""


def tools(figure: Figure, lang: str) -> list[Any]:
    """Return the choice of the figure, of cards or table, and the download."""
    shown = [{"value": name, "label": t(f"overview_figure.{name}", lang)} for name in FIGURES]
    sides = [{"value": side, "label": t(f"overview.{side}", lang)} for side in ("cards", "table")]
    return [
        dmc.SegmentedControl(
            id=Ids.FIGURE, data=shown, value=figure.name, size="xs", **{"aria-label": t("overview.figure", lang)}
        ),
        dmc.SegmentedControl(
            id=Ids.SIDE, data=sides, value="cards", size="xs", **{"aria-label": t("overview.show", lang)}
        ),
        html.Button(t("run.download", lang), id=Ids.GET, className="plain", title=t("run.download_told", lang)),
        dcc.Download(id=Ids.FILE),
    ]


def panes(table: pd.DataFrame, firms: pd.DataFrame, figure: Figure, view: View) -> list[Any]:
    """Return map, cards or table, and findings."""
    lang = view.lang
    graph = dcc.Graph(
        id=Ids.MAP, figure=map_figure(table, firms, figure, view), className="map", responsive=True,
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"},
    )  # fmt: skip
    return [
        html.Div(
            [
                html.Section(
                    [
                        html.H2(map_title(table, figure, lang), id=Ids.HEADLINE),
                        graph,
                        html.P(t("overview.source", lang), className="source"),
                    ],
                    className="pane pane-map",
                ),
                html.Section(
                    [
                        html.Div(card_list(table, figure, view), id=Ids.CARDS, className="park-cards"),
                        _grid(table, lang),
                    ],
                    className="pane pane-parks",
                ),
            ],
            id=Ids.PANES,
            className="overview-panes cards",
        ),
        html.Section(
            finding_list(table, view), id=Ids.FINDINGS, className="findings",
            **{"aria-label": t("overview.findings", lang)},
        ),
    ]  # fmt: skip


def map_figure(table: pd.DataFrame, firms: pd.DataFrame, figure: Figure, view: View) -> Any:  # noqa: ANN401  plotly has no types
    """Return the map; the park of the address is marked if the address names one."""
    selected = view.query.get("park", "")
    return province(table, figure, view.lang, firms=firms, selected=selected, template=template(view.theme))


def map_title(table: pd.DataFrame, figure: Figure, lang: str) -> str:
    """Return what the map shows, in a sentence."""
    return headline(table, figure, short_names(table, lang), lang)


def partial(table: pd.DataFrame, lang: str) -> str:
    """Return how many parks are in while some are waited for; blank when all are."""
    waiting = int((table["status"] == "waiting").sum())
    return t("overview.partial", lang, done=len(table) - waiting, all=len(table)) if waiting else ""


def card_list(table: pd.DataFrame, figure: Figure, view: View) -> list[Any]:
    """Return a card per park, each a link into it."""
    if table.empty:
        return [html.P(t("overview.no_park", view.lang), className="empty")]
    return [_card(card, view) for card in cards(table, figure, view.lang)]


def finding_list(table: pd.DataFrame, view: View) -> list[Any]:
    """Return what the results say, each a link to where it shows."""
    found = findings(table, view.lang)
    return [_finding(one, view) for one in found] or [html.P(t("overview.nothing", view.lang), className="empty")]


def _card(card: Card, view: View) -> html.A:
    lang = view.lang
    figures = [
        html.Div([html.Dt(one.label), html.Dd([html.Span(one.value), *_badge(one.grade, lang)])],
                 className="unsure" if one.grade == "D" else "")
        for one in card.figures
    ]  # fmt: skip
    about = " · ".join(filter(None, [card.level, card.batch]))
    return html.A(
        [
            html.Div([html.H3(card.name), html.Span(card.told, className=f"state {card.status}")], className="top"),
            html.P(about, className="about", title=about),
            html.Dl(figures),
            *_bar(card, lang),
        ],
        href=view.address("/network", park=card.park, **_PLAIN),
        className=f"park-card inside {card.status}{' chosen' if view.query.get('park') == card.park else ''}",
        title=card.full,
    )


def _bar(card: Card, lang: str) -> list[Any]:
    if not card.evidence:
        return []
    parts = [
        html.I(grade if count * 12 >= sum(card.evidence.values()) else "", className=f"part grade-{grade.lower()}",
               style={"flexGrow": count})
        for grade, count in card.evidence.items() if count
    ]  # fmt: skip
    told = t("overview.evidence_bar", lang, **card.evidence)
    return [html.Div(parts, className="evidence-bar", role="img", title=told, **{"aria-label": told})]


def _finding(found: Finding, view: View) -> html.A:
    href = view.address(found.page, **(_PLAIN | {"park": found.park, "sel": found.sel}))
    return html.A(
        [html.H3([found.title, *_badge(found.grade, view.lang)]), html.P(found.text)],
        href=href, className=f"finding inside {found.kind}",
    )  # fmt: skip


def _badge(grade: str, lang: str) -> list[Any]:
    if not grade:
        return []
    told = t("overview.grade", lang, grade=grade, meaning=t(f"grade.{grade}", lang))
    return [html.Span(grade, className=f"badge grade-{grade.lower()}", title=told)]


def _grid(table: pd.DataFrame, lang: str) -> dag.AgGrid:
    return dag.AgGrid(
        id=Ids.GRID,
        rowData=ranking.rows(table, lang),
        columnDefs=ranking.columns(lang),
        defaultColDef={"sortable": True, "resizable": True, "minWidth": 50},
        getRowId="params.data.id",
        dashGridOptions={
            "theme": {"function": GRID_THEME},
            "localeText": locale(lang) | {"noRowsToShow": t("overview.no_park", lang)},
            "tooltipShowDelay": 400, "animateRows": False, "suppressColumnMoveAnimation": True,
        },
        className="parks-grid",
        style={"height": "100%", "width": "100%"},
    )  # fmt: skip
