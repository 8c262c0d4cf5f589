"""A form of the figures that a park's indicators wait for, checked as one types; its answers go into indicators.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from circnet.errors import EditConflict
from circnet.park.checks import describe
from circnet.progress import answered, load_standards, with_answers
from circnet.report.sheets import table_workbook
from dashboards.address import View, view_of
from dashboards.i18n import t
from dashboards.ids import ProgressPage as Ids
from dashboards.progress_controls import asked
from dashboards.progress_help import assess
from dashboards.sections import answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.progress import rows, words
from dashboards.who import who

__all__ = ["form_pane"]

BASES: Final = ("reported", "published", "derived", "estimated")
MOST_ROWS: Final = 300
_FILE_S = 60.0


def form_pane(found: Study, view: View) -> html.Div:
    """Return a row to fill in for each missing figure of the chosen system."""
    lang = view.lang
    listed = rows.asked_for(found, asked(view, "system"), lang)
    if not listed:
        return html.Div(html.P(t("progress.all_known", lang), className="muted"), className="card scrolls")
    heads = [t(f"progress_head.{name}", lang) for name in ("figure", "value", "unit", "year", "basis", "source")]
    body = [_row(one, lang) for one in listed]
    tools = html.Div(
        [
            html.P(t("progress.form_told", lang, count=len(listed)), id=Ids.FORM_TOLD, className="lead", role="status"),
            *(html.Button(t(f"progress.form_{kind}", lang), id=f"{Ids.ANSWERS}-{kind}", className="plain",
                          disabled=True) for kind in ("csv", "xlsx", "keep")),
            dcc.Download(id=f"{Ids.ANSWERS}-file"),
        ],
        className="card-head",
    )  # fmt: skip
    head = html.Thead(html.Tr([html.Th(one, scope="col") for one in heads]))
    return html.Div(
        [tools, html.Table([head, html.Tbody(body)], className="plain-table form-table"),
         html.P(t("progress.form_note", lang), className="source-line"),
         dcc.Store(id=Ids.GIVEN), dcc.Store(id=Ids.CHECKED)],
        className="card scrolls",
    )  # fmt: skip


def _row(one: rows.Asked, lang: str) -> html.Tr:
    def box(name: str, value: str = "", width: int = 8) -> html.Td:
        told = f"{one.figure} {t(f'progress_head.{name}', lang)}"
        return html.Td(dcc.Input(value=value, className=f"cell {name}", size=str(width), name=name,
                                 autoComplete="off"), title=told)  # fmt: skip

    choices = [html.Option(words.word("basis", code, lang), value=code) for code in BASES]
    basis = html.Td(html.Select(choices, className="cell basis", title=t("progress_head.basis", lang)))
    figure = html.Th([one.figure, html.Small(one.holder), html.Span(className="fault", role="alert")], scope="row")
    return html.Tr(
        [figure, box("value", width=10), box("unit", one.plain_unit), box("year", one.plain_year, 5), basis,
         box("source", width=14)],
        **{"data-variable": one.variable},
    )  # fmt: skip


def check(typed: Mapping[str, Any] | None) -> tuple[Any, Any, bool, bool, bool]:
    """Check what was typed: sentences by row, a summary, whether files are shut, and whether it cannot be kept.

    Parameters
    ----------
    typed
        ``query`` of the address and ``rows`` of texts by name, from the browser.
    """
    if not typed:
        return no_update, no_update, True, True, True
    view, given = view_of(typed["query"]), typed["rows"]
    lang, task = view.lang, assess(view)
    found = state().study(task) if task else None
    if not isinstance(found, Study):
        return no_update, no_update, True, True, True
    table, faults = answered(list(given)[:MOST_ROWS], load_standards(), found.tables["sources_of_park"]["id"].tolist())
    plain = faults.assign(row=0, column="", file="")
    told: dict[str, str] = {}
    for place, text in zip(faults["row"], describe(plain, lang), strict=True):
        told[str(place)] = "; ".join(filter(None, (told.get(str(place), ""), text)))
    filled = sum(bool(str(row.get("value", "")).strip()) for row in given)
    key = "form_wrong" if told else "form_right" if filled else "form_empty"
    summary = t(f"progress.{key}", lang, filled=filled, wrong=len(told), right=len(table))
    shut = bool(told) or not filled
    return told, summary, shut, shut, shut or _version(view.park) is None


def _version(park: str) -> int | None:
    """Return the version of a park of the user's own; None of any other."""
    offered = state().parks.get(park)
    return offered.version if offered else None


def keep(clicks: int | None, typed: Mapping[str, Any] | None) -> str:
    """Put the answers into the park's indicators.csv in the workspace; return what to tell."""
    if not clicks or not typed:
        return no_update  # type: ignore[return-value]
    view = view_of(typed["query"])
    lang, version, workspace = view.lang, _version(view.park), state().workspace
    if workspace is None or version is None:
        return t("progress.form_not_own", lang)
    if not who():
        return t("progress.form_who", lang)
    file = answers_file("csv", typed["rows"], answer_of(assess(view), _FILE_S), lang)
    if file is None:
        return no_update  # type: ignore[return-value]
    texts = workspace.files(view.park, version) | {"indicators.csv": file[1].decode("utf-8-sig")}
    try:
        kept = workspace.put(view.park, {name: text.encode() for name, text in texts.items()}, who(), version)
    except EditConflict as error:
        return t("progress.form_conflict", lang, count=len(error.cells), who=str(error.cells["who"].iloc[0]))
    return t("progress.form_kept", lang, version=kept)


def answers_file(
    kind: str, given: Sequence[Mapping[str, str]], found: Study, lang: str
) -> tuple[str, bytes] | None:  # fmt: skip
    """Return the park's indicators.csv with the answers laid over it; None where an answer is at fault."""
    table, faults = answered(list(given)[:MOST_ROWS], load_standards(), found.tables["sources_of_park"]["id"].tolist())
    if len(faults) or table.empty:
        return None
    whole = with_answers(found.tables["reported"], table)
    whole = whole.assign(year=whole["year"].astype("Int64"))[table.columns]
    if kind == "csv":
        return "indicators.csv", whole.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    return "indicators.xlsx", table_workbook({"indicators": pd.DataFrame(whole)}, {}, lang)


def _offer(kind: str) -> None:
    def hand_over(clicks: int | None, typed: Mapping[str, Any] | None) -> Any:  # noqa: ANN401  what Dash takes
        if not clicks or not typed:
            return no_update
        view = view_of(typed["query"])
        file = answers_file(kind, typed["rows"], answer_of(assess(view), _FILE_S), view.lang)
        return no_update if file is None else dcc.send_bytes(file[1], file[0])

    callback(
        Output(f"{Ids.ANSWERS}-file", "data", allow_duplicate=True),
        Input(f"{Ids.ANSWERS}-{kind}", "n_clicks", allow_optional=True), State(Ids.GIVEN, "data", allow_optional=True),
        prevent_initial_call=True,
    )(hand_over)  # fmt: skip


for _kind in ("csv", "xlsx"):
    _offer(_kind)
callback(
    Output(Ids.FORM_TOLD, "children", allow_duplicate=True),
    Input(f"{Ids.ANSWERS}-keep", "n_clicks", allow_optional=True), State(Ids.GIVEN, "data", allow_optional=True),
    prevent_initial_call=True,
)(keep)  # fmt: skip
callback(
    Output(Ids.CHECKED, "data"), Output(Ids.FORM_TOLD, "children"), Output(f"{Ids.ANSWERS}-csv", "disabled"),
    Output(f"{Ids.ANSWERS}-xlsx", "disabled"), Output(f"{Ids.ANSWERS}-keep", "disabled"),
    Input(Ids.GIVEN, "data", allow_optional=True),
    prevent_initial_call=True,
)(check)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_progress", "faults"),
    Input(Ids.CHECKED, "data", allow_optional=True),
    prevent_initial_call=True,
)
