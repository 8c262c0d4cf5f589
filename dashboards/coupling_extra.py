"""Drawer and list of the couplings page that take a solve of their own: gains, readiness, sheets, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from circnet.report.sheets import table_workbook
from dashboards.address import View, view_of
from dashboards.coupling_panels import GRID_THEME
from dashboards.downloads import download_button, offer_download
from dashboards.i18n import section, t
from dashboards.ids import Couplings as Ids
from dashboards.jobs import Task
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study, sheet, sheet_words, study
from dashboards.views import couplings, whynot
from dashboards.views.explore.words import named, study_words
from dashboards.views.gains import FirmGain, Gains, gains
from dashboards.views.wording import Wording, wording_of

__all__ = ["CANDIDATES", "answer_panel", "candidates_button", "coupling_parts", "why_pane"]

_FILE_S = 90.0
_FORMS = ("docx", "html")
_MOST = 400


def _about(view: View) -> tuple[str, str, str] | None:
    """Giver, taker and good of the coupling that an address selects."""
    kind, _, ref = str(view.query.get("sel", "")).partition(":")
    return whynot.ends_of(ref.partition(".")[2].partition("#")[0] if kind == "link" else ref) if ref else None


def _task(view: View, name: str, *more: str) -> Task | None:
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, study, name, *more) if known else None


def _ask_words(view: View) -> Task | None:
    about = _about(view)
    if about is None or view.park not in state().parks:
        return None
    return state().task(view.park, view.scenario, view.choices, sheet_words, *about, view.lang)


def _ask_why(view: View) -> Task | None:
    about = _about(view)
    return _task(view, "why", *about, view.lang) if about else None


def _draw_words(told: Mapping[str, Any], _: ParkRun, view: View) -> list[Any]:
    """Needs, risks, precedents and steps as the sheet tells them: its last parts, then its table."""
    parts = [
        html.Section([html.H4(part["title"]), html.Dl([html.Div([html.Dt(name), html.Dd(text)], className="line")
                                                       for name, text in part["rows"]], className="facts")])
        for part in told["parts"][-3:]
    ]  # fmt: skip
    steps = [html.Li(row[1]) for row in told["steps"][1:]]
    return [
        *parts,
        html.Section([html.H4(told["steps_title"]), html.Ol(steps)]),
        html.P(told["caution"], className="caution"),
    ]


def _draw_gains(found: Study, run: ParkRun, view: View) -> list[Any]:
    about, words = _about(view), study_words(run, found, view.lang)
    told = gains(found, words, *about) if about else None
    if told is None:
        return [html.P(t("gains.none", view.lang), className="muted")]
    return _gains(told, view.lang)


def _gains(told: Gains, lang: str) -> list[Any]:
    heads = [html.Th(t(f"gains.{name}", lang), title=t(f"gains.{name}_told", lang), scope="col",
            className="" if name == "firm" else "figure")
             for name in ("firm", "shapley", "equal", "side")]  # fmt: skip

    def table(firms: list[FirmGain]) -> html.Table:
        rows = [
            html.Tr([html.Th(firm.name, scope="row"),
                     *[html.Td(text, className="figure") for text in (firm.shapley, firm.equal, firm.side)]])
            for firm in firms
        ]  # fmt: skip
        return html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="plain-table")

    others = [firm for firm in told.firms if not firm.own]
    more = html.Details([html.Summary(t("gains.others", lang, count=len(others))), table(others)])
    return [
        html.P(told.lead),
        html.Dl([html.Div([html.Dt(name), html.Dd(price)]) for name, price in told.prices], className="two"),
        table([firm for firm in told.firms if firm.own]),
        *([more] if others else []),
        html.Ul([html.Li(text) for text in told.holds]),
    ]


def _draw_answer(found: Study, _: ParkRun, __: View) -> list[Any]:
    told = whynot.answer(found)
    return [html.P(told.lead, className="lead"), html.Ul([html.Li(line) for line in told.lines])]


def _draw_candidates(found: Study, run: ParkRun, view: View) -> list[Any]:
    words = study_words(run, found, view.lang)
    listed = whynot.rows(found, words)
    told = t("whynot.told", view.lang, count=len(listed)) if listed else t("whynot.empty", view.lang)
    cut = t("whynot.first", view.lang, most=_MOST) if len(listed) > _MOST else ""
    return [
        html.P(" ".join(filter(None, [told, cut])), className="source-line"),
        dag.AgGrid(
            id=Ids.WHY_GRID, rowData=listed[:_MOST], columnDefs=whynot.columns(view.lang), getRowId="params.data.id",
            defaultColDef={"sortable": True, "resizable": True, "filter": "agNumberColumnFilter", "minWidth": 50},
            dashGridOptions={
                "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False,
                "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
                "localeText": couplings.locale(view.lang) | {"noRowsToShow": t("whynot.empty", view.lang)},
            },
            className="couplings-grid why-grid", style={"height": "100%", "width": "100%"},
        ),
    ]  # fmt: skip


CANDIDATES = Section("coupling-candidates", lambda view: _task(view, "why_all"), _draw_candidates)
_WORDS = Section("coupling-words", _ask_words, _draw_words)
_GAINS = Section("coupling-gains", lambda view: _task(view, "split"), _draw_gains)
_ANSWER = Section("coupling-answer", _ask_why, _draw_answer)


def coupling_parts(view: View, link: str, meanwhile: list[Any]) -> list[Any]:
    """Return who gains what from a coupling, what it needs and what comes next, and its sheet.

    Until the needs are known ``meanwhile`` stands in their place.
    """
    query = _of(view, f"link:{link}")
    needs = _WORDS.panel(view, query, meanwhile=meanwhile)  # asked first: the gains may take long
    gains_ = [html.H4(t("gains.title", view.lang)), _GAINS.panel(view, query, lines=4)]
    return [html.Section(gains_, className="gains"), needs, _sheet_buttons(view.lang)]


def _sheet_buttons(lang: str) -> html.Div:
    """Return the buttons of the one-page sheet."""
    told = [
        html.Span([html.Button(t(f"sheet.{form}", lang), id=f"{_sheet(form)}-get", className="plain",
                               title=t("sheet.told", lang)), dcc.Download(id=f"{_sheet(form)}-file")])
        for form in _FORMS
    ]  # fmt: skip
    return html.Div([html.Span(t("sheet.title", lang), className="label"), *told], className="sheet-buttons")


def answer_panel(run: ParkRun, view: View, ref: str) -> list[Any] | None:
    """Return why a candidate is not used; None where the reference is none."""
    about, words = whynot.ends_of(ref), wording_of(run, view.lang)
    if about is None:
        return None
    start, end, good = about
    title = t("story.title", view.lang, good=words.good(good), start=words.firm(start), end=words.firm(end))
    return [
        html.Div(t("whynot.question", view.lang), className="label"),
        html.H3(title),
        _ANSWER.panel(view, _of(view, f"why:{ref}"), lines=5),
    ]


def candidates_button(lang: str) -> html.Span:
    """Return the download of what was not chosen."""
    return download_button(_BOOK, lang)


def why_pane(run: ParkRun, view: View) -> html.Div:
    """Return the list of what was not chosen, and the question about any link."""
    lang, words = view.lang, wording_of(run, view.lang)
    firms = [{"value": ref, "label": name} for ref, name in words.firms.items()]
    goods = [{"value": ref, "label": name} for ref, name in sorted(words.goods.items(), key=lambda one: one[1])]
    picks = [
        dmc.Select(id=name, data=data, size="xs", searchable=True, placeholder=t(f"whynot.pick_{key}", lang), w=180,
                   **{"aria-label": t(f"whynot.pick_{key}", lang)})
        for name, key, data in ((Ids.WHY_FROM, "from", firms), (Ids.WHY_TO, "to", firms), (Ids.WHY_GOOD, "good", goods))
    ]  # fmt: skip
    ask = html.Button(t("whynot.ask", lang), id=Ids.WHY_ASK, className="plain")
    shown = _of(view) if view.query.get("list") == "why" else None
    return html.Div(
        [html.Div([html.Span(t("whynot.any", lang), className="label"), *picks, ask,
                   ], className="pane-tools"),
         CANDIDATES.panel(view, shown)],
        className="why-pane filled",
    )  # fmt: skip


def _of(view: View, selection: str = "") -> dict[str, str]:
    return {**view.query, **({"sel": selection} if selection else {})}


def _sheet(form: str) -> str:
    return f"coupling-sheet-{form}"


def _paper(form: str) -> Any:  # noqa: ANN401  what offer_download takes
    def make(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
        view = view_of(data["query"])
        about = _about(view)
        task = state().task(view.park, view.scenario, view.choices, sheet, *(about or ("", "", "")), view.lang, form)
        return f"circnet-{run.info.id}-{'-'.join(about or ())}.{form}", answer_of(task, _FILE_S)

    return make


def _candidates_book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the candidates as a workbook."""
    view = view_of(data["query"])
    found = answer_of(_task(view, "why_all"), _FILE_S)
    words: Wording = study_words(run, found, view.lang)
    reasons = section("reason", view.lang)
    table: pd.DataFrame = named(found.tables["candidates"], words)
    table = table.assign(reason=table["reason"].map(lambda code: reasons.get(code, code))).drop(columns="checked")
    headings = {name: t(f"whynot.{name}", view.lang) for name in table.columns}
    return f"why-{run.info.id}.xlsx", table_workbook({t("whynot.title", view.lang): table}, headings, view.lang)


_BOOK = "coupling-candidates-book"
for _form in _FORMS:
    offer_download(_sheet(_form), _WORDS.ids.asked, _paper(_form))
offer_download(_BOOK, "couplings-view", _candidates_book)
