"""A park's indicators, what to ask for, what couplings add, energy levels and projects, made of components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboards.address import View
from dashboards.downloads import download_button
from dashboards.i18n import t
from dashboards.ids import ProgressPage as Ids
from dashboards.progress_controls import asked, system_choice
from dashboards.progress_standing import status_chip
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.progress import rows, steps
from dashboards.views.progress.levels import levels, projects

__all__ = ["contributions_panel", "energy_list", "indicators_card", "missing_list", "projects_list"]


def indicators_card(found: Study, run: ParkRun, view: View) -> html.Section:
    """Return the indicators of the chosen system: those known, and folded those that wait for a figure."""
    lang, system = view.lang, asked(view, "system")
    listed = rows.indicators(found, run, system, lang)
    known, blank = [row for row in listed if row.value], [row for row in listed if not row.value]
    lead, score = rows.finding(found, system, lang)
    columns = ("indicator", "reported_value", "model_value", "target", "status", "distance", "grade")
    heads = [t(f"progress_head.{name}", lang) for name in columns]
    note = found.tables["systems"].set_index("id").loc[system]
    body = [_indicator(row, view) for row in known]
    parts: list[Any] = [_table(heads, body, (1, 2, 3, 5))] if known else [
        html.P(t("progress.nothing_known", lang), className="muted")
    ]  # fmt: skip
    if blank:
        waiting = [
            html.Li([html.B(row.code), html.Span(row.name), html.Span(row.lacks, className="muted")]) for row in blank
        ]
        told = html.Summary(t("progress.waiting", lang, count=len(blank)))
        parts.append(html.Details([told, html.Ul(waiting, className="waiting-list")], open=not known))
    title = run.info.name_zh if lang == "zh" else run.info.name_en
    return html.Section(
        [
            html.Div(
                [html.H2(title), system_choice(found, view), *_report_buttons(lang), download_button(Ids.BOOK, lang)],
                className="card-head",
            ),
            html.P([lead, html.Span(score, className="muted")], className="lead"),
            html.P(note[f"note_{lang}"], className="source-line system-note"),
            html.Div(parts, className="indicator-rows"),
        ],
        className="card indicators-card",
    )


def _report_buttons(lang: str) -> list[html.Span]:
    """Return the buttons of the yearly report, one per form."""
    return [
        html.Span([html.Button(t(f"progress.report_{form}", lang), id=f"{Ids.REPORT}-{form}-get", className="plain",
                               title=t("progress.report_told", lang)),
                   dcc.Download(id=f"{Ids.REPORT}-{form}-file")])
        for form in ("docx", "html")
    ]  # fmt: skip


def _indicator(row: rows.Indicator, view: View) -> html.Tr:
    trend = [_trend(row.trend)] if row.trend else []
    grade = html.Span(row.grade, className=f"badge grade-{row.grade.lower()}", title=row.rests_on)
    return html.Tr(
        [
            html.Th(html.Button([html.Small(row.code), row.name], className="row-link", **{"data-code": row.code}),
                    scope="row"),
            html.Td([*trend, row.reported], className="figure", title=row.rests_on if not row.by_model else ""),
            html.Td(row.model, className="figure modelled", title=row.rests_on if row.by_model else ""),
            html.Td(row.target, className="figure", title=row.target_told),
            html.Td(status_chip(row.sign, row.mark, row.status_told, row.by_model, view.lang)),
            html.Td(row.distance, className=f"figure {row.sign}"),
            html.Td(grade),
        ],
        className="picked" if view.query.get("code") == row.code else "",
    )  # fmt: skip


def _trend(trend: rows.Trend) -> html.Span:
    bars = [html.Span(style={"height": f"{max(100 * height, 6):.0f}%"}) for height in trend.heights]
    return html.Span(bars, className="spark", title=trend.told, role="img", **{"aria-label": trend.told})


def missing_list(found: Study, view: View) -> html.Div:
    """Return the figures that the chosen system waits for, and from whom to ask them."""
    lang = view.lang
    listed = rows.asked_for(found, asked(view, "system"), lang)
    heads = [t(f"progress_head.{name}", lang) for name in ("figure", "year", "unit", "holder", "serves")]
    body = [
        html.Tr([html.Th([one.figure, *([html.Small(t("progress.stands_in", lang))] if one.stands_in else [])],
                         scope="row"),
                 html.Td(one.year), html.Td(one.unit), html.Td(one.holder), html.Td(one.serves, className="figure")])
        for one in listed
    ]  # fmt: skip
    if not body:
        return html.Div(html.P(t("progress.all_known", lang), className="muted"), className="card scrolls")
    told = html.P(t("progress.ask_told", lang, count=len(listed)), className="lead")
    return html.Div([html.Div([told, download_button(Ids.FORM, lang)], className="card-head"),
                     _table(heads, body, (4,))], className="card scrolls")  # fmt: skip


def contributions_panel(found: Study, assessed: Study, run: ParkRun, view: View) -> list[Any]:
    """Return what each coupling adds to an indicator, as a waterfall that is read row by row."""
    lang, given = view.lang, view.query.get("code", "")
    offered = steps.codes(found) if found.summary["solved"] else []
    if not offered:
        why = "no_contributions" if not found.summary["solved"] else "no_codes"
        return [html.Div(html.P(t(f"progress.{why}", lang), className="muted"), className="card scrolls")]
    code = given if given in offered else offered[0]
    told = steps.waterfall(found, assessed, run, code, lang)
    picks = html.Div([html.Button(one, className=f"plain{' on' if one == code else ''}",
                                  **{"data-code": one, "aria-pressed": "true" if one == code else "false"})
                      for one in offered], className="code-choice")  # fmt: skip
    refused = (
        [html.P(t("progress.not_by_model", lang, code=given), className="source-line")]
        if given not in ("", code)
        else []
    )
    heads = [t(f"progress_head.{name}", lang) for name in ("link", "amount", "change", "saving")]
    body = [
        html.Tr([html.Th(one.link, scope="row"), html.Td(one.amount, className="figure"),
                 html.Td([_bar(one, told.aim), html.Span(one.change, className="good" if one.good else "bad")],
                         className="figure", title=one.without),
                 html.Td(one.saving, className="figure")])
        for one in told.steps
    ]  # fmt: skip
    parts: list[Any] = [html.Div([html.P(told.finding, className="lead"), picks], className="card-head"), *refused]
    parts.append(_table(heads, body, (1, 2, 3)) if body else html.P(t("progress.no_steps", lang), className="muted"))
    if told.idle:
        idle = html.Ul([html.Li(link) for link in told.idle])
        parts.append(html.Details([html.Summary(t("progress.idle", lang, count=len(told.idle))), idle]))
    parts.append(html.P(t("progress.steps_told", lang, target=told.target), className="source-line"))
    return [html.Div(parts, className="card scrolls")]


def _bar(step: steps.Step, aim: float | None) -> html.Span:
    span = {"left": f"{100 * step.start:.1f}%", "width": f"{max(100 * step.width, 1.5):.1f}%"}
    mark = [html.Span(className="now", style={"left": f"{100 * aim:.1f}%"})] if aim is not None else []
    sign = "good" if step.good else "bad"
    return html.Span([html.Span(className=f"span {sign}", style=span), *mark], className="step-bar")


def energy_list(found: Study, view: View) -> html.Div:
    """Return the share of capacity at each energy level by sector."""
    lang, told = view.lang, levels(found, view.lang)
    if not told:
        return html.Div(html.P(t("progress.no_energy", lang), className="muted"), className="card scrolls")
    heads = [
        t(f"progress_head.{name}", lang) for name in ("sector", "benchmark", "baseline", "below", "unknown", "sure")
    ]
    body = [
        html.Tr([html.Th(row.sector, scope="row"), *[html.Td(share, className="figure") for share in row.shares],
                 html.Td(row.sure)])
        for row in told
    ]  # fmt: skip
    high = t("progress.two_high", lang, count=len(found.tables["energy_two_high"]))
    note = html.P(f"{t('progress.energy_told', lang)} {high}", className="source-line")
    return html.Div([_table(heads, body, (1, 2, 3, 4)), note], className="card scrolls")


def projects_list(found: Study, run: ParkRun, view: View) -> html.Div:
    """Return the retrofit projects, their state, and what they feed."""
    lang, told = view.lang, projects(found, run, view.lang)
    if not told:
        return html.Div(html.P(t("progress.no_projects", lang), className="muted"), className="card scrolls")
    heads = [t(f"progress_head.{name}", lang) for name in ("project", "firm", "state", "year", "feeds", "basis")]
    body = [
        html.Tr([html.Th(row.name, scope="row"), html.Td(row.firm), html.Td(row.state), html.Td(row.year),
                 html.Td(row.feeds), html.Td(row.basis, title=row.sources)])
        for row in told
    ]  # fmt: skip
    return html.Div(_table(heads, body, ()), className="card scrolls")


def _table(heads: Sequence[str], body: Sequence[Any], figures: Sequence[int]) -> html.Table:
    """Return a table that is read and printed as it stands; heads over figures stand on the right."""
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(list(body))], className="plain-table")
