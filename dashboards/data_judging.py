"""Changes that wait in the browser: judged as one types, saved together, set against what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update

from circnet.errors import CircnetError, EditConflict, UsageFault
from circnet.park import load_catalog
from circnet.text import t as circnet_t
from circnet.workspace.effect import Effect, effect, measures
from circnet.workspace.judging import Judged, judge
from circnet.workspace.sheets import attributed, keep
from circnet.workspace.versions import row_names
from dashboards.data_parks import Held, changes_of, counted, held, sent
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.state import state
from dashboards.views.data import faults
from dashboards.views.data.columns import shown_heading
from dashboards.views.data.sheets import table_title
from dashboards.who import who

__all__ = ["conflict_list", "effect_table", "fault_list", "told_fault"]


def told_fault(error: UsageFault, lang: str) -> str:
    """Return what cannot be done as a sentence."""
    return circnet_t(f"usage.{error.key}", lang, value=error.value, expected=error.expected)


@callback(
    Output(Ids.JUDGED, "data"), Output(Ids.COUNTS, "children"), Output(Ids.CONFLICTS, "children"),
    Output(Ids.FAULTS, "children"), Output(Ids.EFFECT, "children"), Output(Ids.SAVE, "disabled"),
    Output(Ids.DISCARD, "disabled"),
    Input(Ids.TYPED, "data"), prevent_initial_call=True,
)  # fmt: skip
def show_judged(typed: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Judge the park with the changes that wait."""
    if not typed or typed["park"] not in state().parks:
        return no_update, no_update, no_update, no_update, no_update, True, True
    lang = typed["lang"]
    try:
        one = held(typed["park"])
        changes = changes_of(typed)
        catalog = load_catalog()
        judged = judge(changes, one.state, catalog)
    except UsageFault as error:
        return no_update, told_fault(error, lang), [], [], [], True, True
    before = counted(one.path, one.version)
    change = effect(before, measures(judged.park, judged.faults, catalog))
    conflicts = _with_names(judged, one)
    names = row_names(judged.state)
    lines = faults.lines(judged, names, lang)
    return (
        faults.cells(lines, conflicts), _counts(changes, lines, lang), conflict_list(conflicts, names, lang),
        fault_list(lines, lang, own=one.own), effect_table(change, lang), changes.empty or not judged.sound
        or len(conflicts) > 0 or not one.own, changes.empty,
    )  # fmt: skip


def _with_names(judged: Judged, one: Held) -> pd.DataFrame:
    """Return the conflicts with who wrote each cell last."""
    workspace = state().workspace
    if judged.conflicts.empty or workspace is None:
        return judged.conflicts
    return attributed(judged.conflicts, workspace.history(one.park))


def _counts(changes: pd.DataFrame, lines: Sequence[faults.Line], lang: str) -> list[Any]:
    errors = sum(line.severity == "error" for line in lines)
    gone = changes["new"].isna()
    waiting = int((~gone).sum()) + changes.loc[gone, ["sheet", "record"]].drop_duplicates().shape[0]
    told = t("data.waiting", lang, count=waiting) if waiting else t("data.nothing_waits", lang)
    return [
        html.Span(told, className="waits" if waiting else "muted"),
        html.Span(t("data.errors", lang, count=errors), className="count error" if errors else "count none"),
        html.Span(t("data.warnings", lang, count=len(lines) - errors), className="count warning"),
    ]


def fault_list(lines: Sequence[faults.Line], lang: str, *, own: bool) -> list[Any]:
    """Return the faults as a list; each leads to its cell, and what was probably meant can be taken."""
    if not lines:
        return [html.P(t("data.no_faults", lang), className="muted all-right")]
    items = []
    for line in lines[: faults.MOST]:
        place = {"data-file": line.file, "data-record": str(line.record), "data-column": (line.columns or ("",))[0]}
        take = html.Button(t("data.take_hint", lang, hint=line.hint), className="plain hint-take",
                           **{"data-hint": line.hint, **place})  # fmt: skip
        items.append(html.Li(
            [html.Button([html.Span(t(f"data.{line.severity}", lang), className=f"badge {line.severity}"),
                          html.B(line.where), html.Span(line.text)], className="fault-line", **place),
             *([take] if line.hint and own else [])],
            className=line.severity,
        ))  # fmt: skip
    rest = len(lines) - faults.MOST
    more = [html.P(t("data.more_faults", lang, count=rest), className="muted")] if rest > 0 else []
    return [html.Ul(items, className="fault-lines"), *more]


def conflict_list(conflicts: pd.DataFrame, names: Mapping[int, str], lang: str) -> list[Any]:
    """Return the cells that others changed since: mine, theirs, who, when, and which is to stand."""
    if conflicts.empty:
        return []
    told = conflicts.astype(object).where(conflicts.notna(), None).to_dict("records")
    return [
        html.H2(t("data.conflicts", lang, count=len(told))),
        html.P(t("data.conflicts_told", lang), className="muted"),
        html.Table([_conflict(one, place, names, lang) for place, one in enumerate(told)],
                   className="plain-table conflict-table"),
    ]  # fmt: skip


def _conflict(one: Mapping[str, Any], place: int, names: Mapping[int, str], lang: str) -> html.Tbody:
    where = (table_title(one["sheet"], lang), names.get(one["record"], ""), _heading(one, lang))
    by = " ".join(filter(None, (one.get("who"), (one.get("at") or "")[:16].replace("T", " "))))

    def side(name: str, text: str, more: str) -> html.Tr:
        take = html.Button(t(f"data.take_{name}", lang), className="plain",
                           **{"data-take": name, "data-place": str(place)})  # fmt: skip
        told = [html.B(text), *([html.Small(more)] if more else [])]
        return html.Tr([html.Td(t(f"data_conflict.{name}", lang)), html.Td(told), html.Td(take, className="figure")])

    return html.Tbody(
        [html.Tr(html.Th(" · ".join(filter(None, where)), colSpan=3, scope="rowgroup")),
         side("mine", _mine(one, lang), ""), side("theirs", _theirs(one, lang), by)]
    )  # fmt: skip


def _heading(one: Mapping[str, Any], lang: str) -> str:
    table = one["sheet"].removesuffix(".csv")
    return shown_heading(table, one["column"], lang) if one["sheet"].endswith(".csv") else one["column"]


def _mine(one: Mapping[str, Any], lang: str) -> str:
    return t("data.row_removed", lang) if one["new"] is None else one["new"] or "–"


def _theirs(one: Mapping[str, Any], lang: str) -> str:
    return t("data.row_removed", lang) if one["gone"] else one["now"] or "–"


def effect_table(change: Effect, lang: str) -> Any:  # noqa: ANN401  a component
    """Return measures before and after; a sentence where nothing changes and nothing is wrong."""
    rows = faults.effect_rows(change, lang)
    if not rows:
        return html.P(t("data.no_effect", lang), className="muted")
    heads = [html.Th(t(f"data_effect.{name}", lang), scope="col", className="figure" if at else "")
             for at, name in enumerate(("measure", "before", "after"))]  # fmt: skip
    body = [
        html.Tr([html.Th(name, scope="row"), html.Td(before, className="figure"),
                 html.Td(after, className="figure changed" if differs else "figure")])
        for name, before, after, differs in rows
    ]  # fmt: skip
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table effect-table")


@callback(
    Output(Ids.KEPT, "data"), Output(Ids.SAID, "children"), Output(Ids.SHEETS, "data", allow_duplicate=True),
    Input(Ids.KEEP, "data"), prevent_initial_call=True,
)  # fmt: skip
def save(typed: Mapping[str, Any] | None) -> tuple[Any, Any, Any]:
    """Save what waits; nothing is saved while there are errors, conflicts, or nobody says who saves."""
    workspace, name = state().workspace, who()
    if not typed or workspace is None:
        return no_update, no_update, no_update
    park, lang = typed["park"], typed["lang"]
    if not name:
        return {"refused": "who"}, _said("data.say_who", lang, "bad"), no_update
    try:
        changes = changes_of(typed)
        if not judge(changes, held(park).state, load_catalog()).sound:
            return {"refused": "faults"}, _said("data.not_saved_faults", lang, "bad"), no_update
        version = keep(workspace, park, changes, name)
    except EditConflict as error:
        told = _said("data.not_saved_conflicts", lang, "bad", count=len(error.cells))
        return {"refused": "conflicts"}, told, no_update
    except UsageFault as error:
        return {"refused": "park"}, html.P(told_fault(error, lang), className="bad", role="alert"), no_update
    told = _said("data.saved", lang, "good", version=version, count=len(changes))
    return {"version": version}, told, {**sent(held(park), lang), "kept": True}


def _said(key: str, lang: str, look: str, **values: object) -> html.P:
    return html.P(t(key, lang, **values), className=look, role="status" if look == "good" else "alert")


@callback(
    Output(Ids.SHEETS, "data", allow_duplicate=True), Output(Ids.SAID, "children", allow_duplicate=True),
    Input(Ids.POLL, "n_intervals"), State(Ids.TYPED, "data"), prevent_initial_call=True,
)  # fmt: skip
def look_for_newer(_: int | None, typed: Mapping[str, Any] | None) -> tuple[Any, Any]:
    """Bring in the version that somebody else saved; what waits here goes on waiting."""
    workspace = state().workspace
    if not typed or workspace is None:
        return no_update, no_update
    park, lang = typed["park"], typed["lang"]
    newest = workspace.versions().get(park, 0)
    if newest <= typed["version"]:
        return no_update, no_update
    try:
        one = held(park)
    except (CircnetError, KeyError):
        return no_update, no_update
    by = workspace.parks().set_index("park")["who"].get(park, "")
    return sent(one, lang), _said("data.newer", lang, "good", version=one.version, who=by)


clientside_callback(
    ClientsideFunction("circnet_data", "taken"), Output(Ids.TYPED, "data"), Input(Ids.SHEETS, "data"),
    State(Ids.VIEW, "data"),
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_data", "edited"), Input(Ids.GRID, "cellValueChanged"), prevent_initial_call=True
)
clientside_callback(ClientsideFunction("circnet_data", "judged"), Input(Ids.JUDGED, "data"), prevent_initial_call=True)
clientside_callback(ClientsideFunction("circnet_data", "kept"), Input(Ids.KEPT, "data"), prevent_initial_call=True)
for _button, _function in ((Ids.SAVE, "save"), (Ids.DISCARD, "discard")):
    clientside_callback(
        ClientsideFunction("circnet_data", _function), Input(_button, "n_clicks"), prevent_initial_call=True
    )
