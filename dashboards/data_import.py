"""Parks from elsewhere: a workbook or a folder's zip dragged in, answers of firms merged, and what to send out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from circnet.errors import EditConflict, InputFaults, UsageFault
from circnet.exchange.keeping import written_files
from circnet.exchange.marking import marked_copy
from circnet.exchange.merging import Merge, merge
from circnet.park import describe, load_catalog
from circnet.workspace import difference
from circnet.workspace.changes import applied
from circnet.workspace.judging import park_of
from circnet.workspace.sheets import settled
from circnet.workspace.taking import altered, take_in
from circnet.workspace.versions import compared
from dashboards.address import View
from dashboards.data_history import difference_table, names_of_park
from dashboards.data_judging import told_fault
from dashboards.data_parks import Held
from dashboards.data_uploads import Incoming, incoming, laid_down, plain_files, under_id
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.state import state
from dashboards.tables import plain_table
from dashboards.views.data.columns import shown_heading
from dashboards.views.data.sheets import table_title
from dashboards.who import who

__all__ = ["import_tab"]

_MOST = 200


def import_tab(one: Held | None, view: View) -> list[Any]:
    """Return where parks and answers come in, and what can be sent out."""
    lang = view.lang
    files = ("template", *(("book", "questionnaires") if one else ()))
    out = [html.Button(t(f"data_out.{file}", lang), className="plain", title=t(f"data_out.{file}_told", lang),
                       **{"data-book": file}) for file in files]  # fmt: skip
    own = one is not None and one.own
    answers = [
        html.H2(t("data.answers", lang)),
        html.P(t("data.answers_told" if own else "data.answers_own", lang), className="muted"),
        *([_drop(Ids.ANSWERS, "data.drop_answers", lang, multiple=True), html.Div(id=Ids.ANSWERS_TOLD, role="status"),
           html.Button(t("data.take_in", lang), id=Ids.ANSWERS_TAKE, className="plain strong spaced", disabled=True)]
          if own else []),
    ]  # fmt: skip
    return [
        html.Div(
            [
                html.Section(
                    [
                        html.H2(t("data.upload", lang)),
                        html.P(t("data.upload_told", lang), className="muted"),
                        _drop(Ids.UPLOAD, "data.drop", lang, multiple=False),
                        html.Div([dmc.TextInput(id=Ids.UPLOAD_ID, label=t("data.upload_id", lang), value="", size="xs",
                                                debounce=400, w=260),
                                  html.Button(t("data.take_in", lang), id=Ids.UPLOAD_TAKE, className="plain strong",
                                              disabled=True),
                                  html.Button(t("data.marked", lang), id=Ids.MARKED, className="plain", hidden=True,
                                              title=t("data.marked_told", lang))], className="upload-tools"),
                        html.Div(id=Ids.UPLOAD_TOLD, role="status"), dcc.Store(id=Ids.UPLOAD_SEEN),
                    ],
                    className="card scrolls",
                ),
                html.Section([html.H2(t("data_out.title", lang)), html.P(t("data_out.told", lang), className="muted"),
                              html.Div(out, className="data-tools"), *answers], className="card scrolls"),
            ],
            className="import-panes",
        )
    ]  # fmt: skip


def _drop(name: str, text: str, lang: str, *, multiple: bool) -> dcc.Upload:
    accept = ".xlsx,.xlsm" if multiple else ".xlsx,.xlsm,.zip"
    return dcc.Upload(html.Button(t(text, lang), className="drop"), id=name, multiple=multiple, accept=accept,
                      className="drop-zone", className_active="drop-zone over")  # fmt: skip


@callback(
    Output(Ids.UPLOAD_TOLD, "children"), Output(Ids.UPLOAD_TAKE, "disabled"), Output(Ids.UPLOAD_ID, "value"),
    Output(Ids.MARKED, "hidden"), Output(Ids.UPLOAD_SEEN, "data"),
    Input(Ids.UPLOAD, "contents"), Input(Ids.UPLOAD_ID, "value"), State(Ids.UPLOAD, "filename"),
    State(Ids.VIEW, "data"), prevent_initial_call=True,
)  # fmt: skip
def look_at(content: str | None, wanted: str | None, name: str | None, view: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read what was dragged in; tell its faults, or what it changes in the park that is there."""
    if not content or not name:
        return no_update, no_update, no_update, no_update, no_update
    lang, found = view["lang"], incoming(content, name)
    fresh = ctx.triggered_id == Ids.UPLOAD
    if not found.sound or found.park is None:
        return _faults(found.faults, lang), True, "", not found.book and not name.lower().endswith(".xlsx"), None
    target = found.park.info.id if fresh else str(wanted or "").strip()
    told, seen = _against(found, target, lang)
    warnings = [html.Details([html.Summary(t("data.warnings", lang, count=len(found.faults))),
                              *_faults(found.faults, lang)])] if len(found.faults) else []  # fmt: skip
    return [*told, *warnings], seen is None, target if fresh else no_update, True, seen


def _against(found: Incoming, target: str, lang: str) -> tuple[list[Any], int | None]:
    """Return what a park that comes in would do under an id, and the version it is set against; None if it cannot."""
    app = state()
    if app.workspace is None:
        return [html.P(t("data.no_workspace", lang), className="bad")], None
    if not target or target in app.given:
        key = "data.upload_given" if target else "data.upload_no_id"
        return [html.P(t(key, lang, id=target), className="bad", role="alert")], None
    if target not in app.workspace.versions():
        try:
            under_id(found, target)
        except InputFaults as error:
            return _faults(error.faults, lang), None
        return [html.P(t("data.upload_new", lang, id=target), className="good"), _size(found, lang)], 0
    version, cells = app.workspace.state(target)
    files = under_id(found, target)
    changes = altered(cells, plain_files(app.workspace.files(target)), files)
    after = applied(settled(changes, cells), cells)
    told = difference_table(compared(cells, after), names_of_park(target, lang), lang)
    nothing = difference(cells, after).empty
    return [html.P(t("data.upload_over", lang, id=target, version=version)), *told], None if nothing else version


def _size(found: Incoming, lang: str) -> html.P:
    tables = found.park.tables() if found.park else {}
    told = [f"{table_title(f'{name}.csv', lang)} {len(table)}" for name, table in tables.items() if len(table)]
    return html.P(" · ".join(told), className="muted")


def _faults(faults: pd.DataFrame, lang: str) -> list[Any]:
    """Return faults as a table: sheet, cell, value, expected, suggestion, what is wrong."""
    ordered = faults.sort_values("severity", kind="stable").head(_MOST).reset_index(drop=True)
    told = describe(ordered.assign(file="", row=0, column=""), lang)
    heads = [t(f"data_fault.{name}", lang) for name in ("severity", "sheet", "row", "column", "value", "hint", "told")]
    body = [
        [t(f"data.{row['severity']}", lang), row["file"], str(row["row"] or ""), row["column"], row["value"][:80],
         row["hint"][:80], text]
        for row, text in zip(ordered.to_dict("records"), told, strict=True)
    ]  # fmt: skip
    errors = int(faults["severity"].eq("error").sum())
    lead = [html.P(t("data.upload_faulty", lang, count=errors), className="bad", role="alert")] if errors else []
    return [*lead, plain_table(heads, body, texts=range(7))]


@callback(
    Output(Ids.GONE_TO, "data", allow_duplicate=True), Output(Ids.UPLOAD_TOLD, "children", allow_duplicate=True),
    Input(Ids.UPLOAD_TAKE, "n_clicks"), State(Ids.UPLOAD, "contents"), State(Ids.UPLOAD, "filename"),
    State(Ids.UPLOAD_ID, "value"), State(Ids.UPLOAD_SEEN, "data"), State(Ids.VIEW, "data"),
    running=[(Output(Ids.UPLOAD_TAKE, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def take(
    clicks: int | None, content: str, name: str, target: str, seen: int | None, view: Mapping[str, Any]
) -> tuple[Any, Any]:  # noqa: PLR0913, PLR0917
    """Take a park in: as a new one, or as changes of the version it was set against."""
    lang, workspace = view["lang"], state().workspace
    if not clicks or not content or seen is None or workspace is None:
        return no_update, no_update
    if not who():
        return no_update, html.P(t("data.say_who", lang), className="bad", role="alert")
    found = incoming(content, name)
    target = str(target).strip()
    if not found.sound or target in state().given:
        return no_update, _faults(found.faults, lang)
    return _taken(lambda: _put(under_id(found, target), target, seen), target, lang)


def _put(files: dict[str, bytes], target: str, seen: int) -> int:
    workspace = state().workspace
    assert workspace is not None  # noqa: S101  asked before
    if not seen:
        return workspace.put(target, files, who())
    return take_in(workspace, target, plain_files(workspace.files(target, seen)), files, seen, who())


def _taken(put: Any, target: str, lang: str) -> tuple[Any, Any]:  # noqa: ANN401  a function of no arguments
    try:
        put()
    except EditConflict as error:
        told = [html.P(t("data.take_conflict", lang, count=len(error.cells)), className="bad", role="alert"),
                _clashing(error.cells, lang)]  # fmt: skip
        return no_update, told
    except InputFaults as error:
        return no_update, _faults(error.faults, lang)
    except UsageFault as error:
        return no_update, html.P(told_fault(error, lang), className="bad", role="alert")
    return f"/data?park={target}&tab=history", no_update


def _clashing(cells: pd.DataFrame, lang: str) -> html.Table:
    heads = [t(f"data_conflict.{name}", lang) for name in ("cell", "mine", "theirs", "who")]
    body = [
        [f"{table_title(row['sheet'], lang)} {row['column']}", row["new"] or "–", row["now"] or "–", row["who"] or "–"]
        for row in cells.astype(object).where(cells.notna(), None).to_dict("records")
    ]
    return plain_table(heads, body, texts=range(4))


@callback(
    Output(Ids.ANSWERS_TOLD, "children"), Output(Ids.ANSWERS_TAKE, "disabled"),
    Input(Ids.ANSWERS, "contents"), State(Ids.ANSWERS, "filename"), State(Ids.VIEW, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def look_at_answers(
    contents: Sequence[str] | None, names: Sequence[str] | None, view: Mapping[str, Any]
) -> tuple[Any, bool]:
    """Show what the answers of firms change, and where they contradict each other or the park."""
    if not contents or not names:
        return no_update, True
    lang = view["lang"]
    try:
        _, found = _merged(view["park"], contents, names)
    except InputFaults as error:
        return _faults(error.faults, lang), True
    if len(found.conflicts):
        told = html.P(t("data.answers_clash", lang, count=len(found.conflicts)), className="bad", role="alert")
        return [told, _answers(found.conflicts, lang)], True
    told = html.P(t("data.answers_change", lang, count=len(found.changes), files=len(names)), className="good")
    return [told, _answers(found.changes, lang)], found.changes.empty


def _merged(park: str, contents: Sequence[str], names: Sequence[str]) -> tuple[int, Merge]:
    """Return the version that answers are merged into, and the merge."""
    workspace = state().workspace
    if workspace is None:
        raise UsageFault("workspace_park", park)
    catalog, version = load_catalog(), workspace.versions()[park]
    before, faults = park_of(workspace.files(park, version), catalog)
    if before is None:
        raise InputFaults(faults)
    with laid_down(contents, names) as paths:
        return version, merge(before, catalog, paths)


def _answers(changes: pd.DataFrame, lang: str) -> Any:  # noqa: ANN401  a component
    heads = [t(f"data_answer.{name}", lang) for name in ("table", "row", "column", "old", "new", "now", "who")]
    body = [
        [table_title(f"{row['table']}.csv", lang), row["row"],
         shown_heading(row["table"], row["column"], lang) if row["column"] else t("data.whole_row", lang),
         row["old"], row["new"], row["now"], row["who"]]
        for row in changes.head(_MOST).to_dict("records")
    ]  # fmt: skip
    return plain_table(heads, body, texts=range(7))


@callback(
    Output(Ids.GONE_TO, "data", allow_duplicate=True), Output(Ids.ANSWERS_TOLD, "children", allow_duplicate=True),
    Input(Ids.ANSWERS_TAKE, "n_clicks"), State(Ids.ANSWERS, "contents"), State(Ids.ANSWERS, "filename"),
    State(Ids.VIEW, "data"), running=[(Output(Ids.ANSWERS_TAKE, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def take_answers(
    clicks: int | None, contents: Sequence[str], names: Sequence[str], view: Mapping[str, Any]
) -> tuple[Any, Any]:  # fmt: skip
    """Take the answers of firms in."""
    lang, park = view["lang"], view["park"]
    if not clicks or not contents:
        return no_update, no_update
    if not who():
        return no_update, html.P(t("data.say_who", lang), className="bad", role="alert")
    try:
        version, found = _merged(park, contents, names)
    except InputFaults as error:
        return no_update, _faults(error.faults, lang)
    if found.park is None:
        return no_update, _answers(found.conflicts, lang)
    files = written_files(found.park)
    return _taken(lambda: _put(files, park, version), park, lang)


@callback(
    Output(Ids.BOOK_FILE, "data", allow_duplicate=True),
    Input(Ids.MARKED, "n_clicks"), State(Ids.UPLOAD, "contents"), State(Ids.UPLOAD, "filename"),
    State(Ids.VIEW, "data"), prevent_initial_call=True,
)  # fmt: skip
def hand_over_marked(clicks: int | None, content: str | None, name: str | None, view: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Hand over a copy of the faulty workbook with its faults marked."""
    if not clicks or not content or not name:
        return no_update
    found = incoming(content, name)
    with laid_down([content], [name]) as (path,):
        return dcc.send_bytes(marked_copy(path, found.faults, view["lang"]), f"{path.stem}-marked.xlsx")
