"""Pieces of the page of uncertainty made of components: finding, links, saving, what decides, sets, assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import dcc, html

from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.i18n import t
from dashboards.ids_uncertain import UncertainPage as Ids
from dashboards.tables import plain_table
from dashboards.uncertain_runs import MINE, Indices, UncertainStudy
from dashboards.views import couplings
from dashboards.views.uncertain import assumptions, deciding, drawings, rows, sets
from dashboards.views.uncertain.rows import UncertainWords
from dashboards.views.uncertain.story import LinkStory

__all__ = [
    "answer",
    "assumption_fold",
    "deciding_panes",
    "detail",
    "indices_panel",
    "link_pane",
    "saving_panes",
    "sets_panel",
]

_PLAIN = {"displayModeBar": False, "displaylogo": False}
_SET_HEADS = ("set", "links", "saving_mean", "saving_range", "saving_tail", "regret_mean", "regret_max", "best")


def answer(study: UncertainStudy, words: UncertainWords, park: str) -> html.P:
    """Return the finding."""
    first, *more = rows.finding(study.found, words, park)
    return html.P([first, html.Span(" ".join(more), className="muted")], className="answer")


def link_pane(study: UncertainStudy, words: UncertainWords) -> html.Section:
    """Return the links; a tick puts one into the user's own set."""
    lang = words.lang
    listed = rows.link_rows(study.found, words)
    grid = dag.AgGrid(
        id=Ids.GRID, rowData=listed, columnDefs=rows.columns(lang), getRowId="params.data.row",
        defaultColDef={"sortable": True, "resizable": True, "minWidth": 40, "wrapHeaderText": True,
                       "autoHeaderHeight": True},
        dashGridOptions={
            "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False, "rowHeight": 42,
            "rowSelection": {"mode": "multiRow", "checkboxes": True, "headerCheckbox": False,
                             "enableClickSelection": False},
            "rowClassRules": {"unsure": "params.data.evidence == 'D'"},
            "localeText": couplings.locale(lang) | {"noRowsToShow": t("uncertainpage.no_links", lang)},
        },
        className="couplings-grid chance-grid", style={"height": "100%", "width": "100%"},
    )  # fmt: skip
    note = html.P(t("uncertainpage.links_note", lang), className="source-line")
    return html.Section([grid, note], className="pane show-links")


def detail(story: LinkStory | None, study: UncertainStudy, words: UncertainWords, view: View) -> list[Any]:
    """Return what is said of the link that is selected."""
    lang = words.lang
    if study.found.links.empty:
        why = html.A(t("uncertainpage.why", lang), href=view.address("/couplings", list="why"), className="inside")
        return [html.P(t("uncertainpage.none_do", lang)), html.P(why)]
    if story is None:
        return [html.P(t("uncertainpage.pick", lang), className="muted")]
    badges = [html.Span(t(f"uncertain_badge.{name}", lang), className="badge on",
                        title=t(f"uncertain_badge_told.{name}", lang)) for name in story.badges]  # fmt: skip
    grade = html.Span(t("details.grade", lang, grade=story.grade, meaning=story.grade_told),
                      className=f"badge grade-{story.grade.lower()}")  # fmt: skip
    facts = html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in story.facts])
    parts: list[Any] = [html.H3(story.title), html.Div([grade, *badges], className="badges"),
                        html.P(story.lead, className="lead"), facts]  # fmt: skip
    if story.samples:
        parts += [
            html.H4(t("uncertainpage.worth_spread", lang)),
            dcc.Graph(id=Ids.HISTOGRAM, responsive=True, config=_PLAIN, style={"height": "180px"},
                      figure=drawings.worth_figure(study.found, words, view.theme, story.link)),
        ]  # fmt: skip
    parts += [html.H4(t("uncertainpage.moved_by", lang)), _movers(story, lang)]
    parts.append(html.A(t("uncertainpage.to_couplings", lang), className="inside",
                        href=view.address("/couplings", sel=f"link:{story.id}")))  # fmt: skip
    return parts


def _movers(story: LinkStory, lang: str) -> Any:  # noqa: ANN401  a component
    if not story.movers:
        return html.P(t("uncertainpage.moved_by_none", lang), className="muted")
    return html.Ul(
        [
            html.Li([html.Span(one.name), html.Span(
                html.Span(className=f"mover {'rises' if one.rises else 'falls'}", style={"width": f"{one.size:.0%}"}),
                className="mover-bar"), html.Span(one.told, className="figure")],
                title=t(f"uncertainpage.mover_{'rises' if one.rises else 'falls'}", lang))
            for one in story.movers
        ],
        className="movers",
    )  # fmt: skip


def saving_panes(study: UncertainStudy, words: UncertainWords, view: View) -> list[Any]:
    """Return how the saving of the park is spread, and its totals."""
    lang = words.lang
    heads = [t(f"uncertain_total_head.{name}", lang) for name in ("quantity", "central", "mean", "q05", "q50", "q95")]
    figure = dcc.Graph(id=Ids.SAVING, figure=drawings.saving_figure(study.found, words, view.theme), responsive=True,
                       config=_PLAIN, className="chance-figure")  # fmt: skip
    return [
        _pane("saving", deciding.saving_finding(study.found, words), html.Div(figure, className="card chance-card"),
              t("uncertainpage.bars_note", lang)),
        _pane("saving", t("uncertainpage.totals", lang),
              html.Div(plain_table(heads, deciding.total_rows(study.found, words)), className="card scrolls"),
              t("uncertainpage.totals_note", lang)),
    ]  # fmt: skip


def deciding_panes(study: UncertainStudy, words: UncertainWords, view: View, indices: html.Div | html.P) -> list[Any]:
    """Return the inputs that move the saving, and what groups of them explain; ``indices`` come later."""
    lang = words.lang
    figure = dcc.Graph(id=Ids.TORNADO, figure=drawings.tornado(study.found, words, view.theme), responsive=True,
                       config=_PLAIN, className="chance-figure")  # fmt: skip
    body = [
        html.Tr([html.Th(one.name, scope="row"), html.Td(str(one.inputs), className="figure"),
                 html.Td(_share_bar(one.share, lang))])
        for one in deciding.group_shares(study.found, words)
    ]  # fmt: skip
    heads = [html.Th(t(f"uncertain_group_head.{name}", lang), scope="col", className=look)
             for name, look in (("group", ""), ("inputs", "figure"), ("explained", ""))]  # fmt: skip
    return [
        _pane("deciding", deciding.deciding_finding(study.found, words), html.Div(figure, className="card chance-card"),
              t("uncertainpage.tornado_note", lang)),
        _pane("deciding", t("uncertainpage.indices", lang),
              html.Div([indices, html.H3(t("uncertainpage.groups", lang)),
                        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table"),
                        html.P(t("uncertainpage.groups_note", lang), className="source-line")],
                       className="card scrolls indices"),
              t("uncertainpage.indices_note", lang)),
    ]  # fmt: skip


def indices_panel(found: Indices, words: UncertainWords) -> list[Any]:
    """Return what groups of inputs decide by themselves and with others."""
    lang = words.lang
    heads = [t(f"uncertain_index_head.{name}", lang) for name in ("group", "first", "total")]
    missing = t("uncertainpage.index_missing", lang, count=found.missing) if found.missing else ""
    rested = t("uncertainpage.index_rest", lang, samples=f"{found.samples:,}", base=found.base) if found.samples else ""
    return [
        html.P(deciding.index_finding(found, words), className="lead"),
        plain_table(heads, deciding.index_rows(found, words)),
        html.P(rested + missing, className="source-line"),
    ]


def _pane(tab: str, head: str, content: html.Div, note: str) -> html.Section:
    """Return what one tab shows under a heading, with a note below."""
    return html.Section([html.H2(head), content, html.P(note, className="source-line")], className=f"pane show-{tab}")


def _share_bar(share: float | None, lang: str) -> Any:  # noqa: ANN401  a component
    if share is None:
        return html.Span(t("uncertainpage.too_few", lang), className="muted")
    return html.Span([html.Span(html.Span(className="fill", style={"width": f"{share:.0%}"}), className="share-bar"),
                      html.Span(f"{share:.0%}", className="figure")], className="share-cell")  # fmt: skip


def sets_panel(table: pd.DataFrame, links: pd.DataFrame, words: UncertainWords, view: View) -> list[Any]:
    """Return sets of links side by side: figures, a drawing, and what the user's own set holds."""
    lang = words.lang
    heads = [html.Th(t(f"uncertain_set_head.{name}", lang), scope="col", className="" if name == "set" else "figure",
                     title=t(f"uncertain_set_head_told.{name}", lang)) for name in _SET_HEADS]  # fmt: skip
    body = [
        html.Tr([html.Th(row.title, scope="row", title=row.told), *[html.Td(cell, className="figure")
                                                                    for cell in row.cells]],
                className=" ".join(filter(None, ["own" if row.least else "", "mine" if row.name == MINE else ""])))
        for row in sets.set_rows(table, words)
    ]  # fmt: skip
    figure = dcc.Graph(id=Ids.SETS, figure=drawings.sets_figure(table, words, view.theme), responsive=True,
                       config=_PLAIN, className="chance-figure")  # fmt: skip
    return [
        html.P(sets.sets_finding(table, words), className="lead"),
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table"),
        html.P(t("uncertainpage.sets_note", lang), className="source-line"),
        _own(sets.own_links(links, words), lang),
        html.Div(figure, className="chance-sets"),
    ]


def _own(links: Sequence[str], lang: str) -> html.Div:
    if not links:
        return html.Div(t("uncertainpage.tick", lang), className="muted hint")
    told = html.Summary(t("uncertainpage.mine_holds", lang, count=len(links)))
    return html.Div(html.Details([told, html.Ul([html.Li(one) for one in links])], open=False))


def assumption_fold(study: UncertainStudy, words: UncertainWords, told: str) -> html.Details:
    """Return what the figures rest on, folded, and the command that gives them again."""
    lang = words.lang
    parts = [part for head, text in assumptions.assumptions(study, words) for part in (html.Dt(head), html.Dd(text))]
    again = [html.Dt(t("uncertain_assume.again", lang)), html.Dd(html.Code(told))] if told else []
    return html.Details([html.Summary(t("uncertainpage.assumptions", lang)), html.Dl([*parts, *again])],
                        className="assumptions")  # fmt: skip
