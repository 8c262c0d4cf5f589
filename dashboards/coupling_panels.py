"""Pieces of the couplings page made of components: figures on top, the table, the story of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids import Couplings as Ids
from dashboards.runs import ParkRun
from dashboards.views import couplings, limits, summary
from dashboards.views.story import Band, Story
from dashboards.views.wording import Wording

__all__ = ["GRID_THEME", "column_choice", "grid", "needs_list", "story_panel", "strip"]

GRID_THEME = (
    "themeQuartz.withParams({accentColor: 'var(--accent)', backgroundColor: 'var(--surface)',"
    " foregroundColor: 'var(--text)', headerBackgroundColor: 'var(--raised)', borderColor: 'var(--line)',"
    " rowHoverColor: 'var(--hover)', selectedRowBackgroundColor: 'var(--picked)', fontFamily: 'inherit',"
    " fontSize: 13, headerFontSize: 12, rowHeight: 32, headerHeight: 34, wrapperBorderRadius: 6,"
    " cellHorizontalPadding: 8, browserColorScheme: 'inherit'})"
)
"""Theme of every table, out of the colours of the style sheet."""


def strip(run: ParkRun, words: Wording, view: View) -> list[Any]:
    """Return the figures of a run: baseline to optimum, what is saved and avoided; first the limits that gave way."""
    cards = [
        html.Div(
            [
                html.Div(figure.label, className="label"),
                html.Div(figure.value, className="value"),
                html.Div(figure.note, className="note", title=figure.note),
            ],
            className=f"figure-card {figure.name}{' unsure' if figure.unsure else ''}",
        )
        for figure in summary.figures(run, words)
    ]
    return [*_gave_way(run, view), *cards]


def _gave_way(run: ParkRun, view: View) -> list[Any]:
    """Return the limits that gave way, the worst first, and the way back."""
    told = limits.gave_way(run, view.lang)
    if not told:
        return []
    back = html.A(t("relax.back", view.lang), href=view.address("/couplings", relax=""), className="inside")
    return [
        html.Div(
            [html.B(t("relax.banner", view.lang, count=len(told))), " ", back, html.Ol([html.Li(one) for one in told])],
            className="banner", role="alert",
        )
    ]  # fmt: skip


def grid(run: ParkRun, words: Wording) -> dag.AgGrid:
    """Return the ranked table: what changes between two runs flashes, rows keep their place by id."""
    lang = words.lang
    return dag.AgGrid(
        id=Ids.GRID,
        rowData=couplings.rows(run, words),
        columnDefs=couplings.columns(lang),
        defaultColDef={
            "sortable": True, "resizable": True, "filter": "agNumberColumnFilter", "minWidth": 50,
            "enableCellChangeFlash": True,
        },
        getRowId="params.data.id",
        dashGridOptions={
            "theme": {"function": GRID_THEME},
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "rowClassRules": {"equal": "params.data.choice == 'equal'", "unsure": "params.data.evidence == 'D'"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t("page.no_couplings", lang)},
            "tooltipShowDelay": 400,
            "animateRows": False,
            "suppressColumnMoveAnimation": True,
        },
        className="couplings-grid",
        style={"height": "100%", "width": "100%"},
    )  # fmt: skip


def column_choice(lang: str) -> dmc.Popover:
    """Return the list of columns to tick, kept by the browser."""
    boxes = [dmc.Checkbox(label=t(f"heading.{name}", lang), value=name, size="xs") for name in couplings.CHOOSABLE]
    group = dmc.CheckboxGroup(
        dmc.Stack(boxes, gap=6), id=Ids.COLUMNS, value=list(couplings.SHOWN_FIRST), persistence=True,
        persistence_type="local",
    )  # fmt: skip
    return dmc.Popover(
        [
            dmc.PopoverTarget(html.Button(t("controls.columns", lang), className="plain")),
            dmc.PopoverDropdown(group),
        ],
        position="bottom-end", shadow="sm", withinPortal=True, keepMounted=True,
    )  # fmt: skip


def needs_list(told: Story, lang: str) -> list[Any]:
    """Return what stands in the way of a coupling, as far as the run knows."""
    return [html.Section([html.H4(t("story.needs", lang)), html.Ul([html.Li(text) for text in told.needs])])]


def story_panel(told: Story | None, view: View, selected: str, more: Sequence[Any] = ()) -> list[Any]:
    """Return the explanation of a coupling; ``more`` stands below its figures."""
    lang = view.lang
    if told is None:
        return [html.P(t("story.tip", lang), className="tip")]
    grade = html.Span(
        t("details.grade", lang, grade=told.badge, meaning=t(f"grade.{told.badge}", lang)),
        className=f"badge grade-{told.badge.lower()}",
    )
    groups = [
        html.Section([html.H4(heading), html.Dl([html.Div([html.Dt(name), html.Dd(value)], title=meaning)
                                                for name, value, meaning in facts])])
        for heading, facts in told.groups
    ]  # fmt: skip
    return [
        html.H3(told.title),
        html.Div(grade),
        html.P(told.lead, className="lead"),
        *([_band(told.band, lang)] if told.band else []),
        *groups,
        *(more or needs_list(told, lang)),
        html.A(t("story.network", lang), href=view.address("/network", sel=f"link:{selected}"), className="inside"),
    ]


def _band(band: Band, lang: str) -> html.Section:
    """Return floor, middle and ceiling as marks on a bar."""
    marks = [
        html.Div([html.Span(t(f"story.{name}", lang)), html.B(couplings.plain(value))], className=f"mark {name}")
        for name, value in (("floor", band.floor), ("middle", band.middle), ("ceiling", band.ceiling))
    ]
    return html.Section(
        [html.H4([t("story.band", lang), html.Small(band.told)]), html.Div(marks, className="band")], className="prices"
    )
