"""Scenarios: two to six side by side, what changes on top; made, edited, shared, kept."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
    set_props,
)

from circnet.scenario.building import Choice
from circnet.scenario.compare_column import BASE
from dashboards.address import View, view_of
from dashboards.downloads import offer_download
from dashboards.frame import Frame
from dashboards.graph_callbacks import connect_graph
from dashboards.i18n import t
from dashboards.ids import Shell
from dashboards.ids_scenarios import ScenariosPage as Ids
from dashboards.jobs import Task
from dashboards.parks import content_key
from dashboards.runs import Failure, ParkRun
from dashboards.scenario_address import NEW, asked_of, compared_ids, edited, frozen_of, lists_task, task_of
from dashboards.scenario_controls import controls
from dashboards.scenario_form import chosen_list, form_panel
from dashboards.scenario_kept import again_table, kept_list, kept_run
from dashboards.scenario_panels import GRAPH, comparison_panel
from dashboards.scenario_runs import book_of, build_scenario, freeze_run, kept_files, solve_again
from dashboards.scenario_saving import Refused, answered, content_of, put_file, put_park
from dashboards.sections import Section
from dashboards.state import state
from dashboards.who import who

register_page(__name__, path="/scenarios", name="scenarios", title="circnet", order=6)

_COMPARED = Section("scenarios-compare", task_of, comparison_panel)
_FORM = Section("scenarios-form-lists", lists_task, form_panel)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the form and the kept run that are open, the comparison, and the list of kept runs."""
    compared = compared_ids(view)[0]
    few = len(compared) < 2  # noqa: PLR2004
    hint = html.P(t("scenarios.few", view.lang), className="muted hint", hidden=not few)
    return [
        html.Div(
            [
                *kept_run(view),
                html.Div(_FORM.panel(view, view.query if edited(view) else None), className="form-section"),
                hint, _COMPARED.panel(view, view.query), *kept_list(view),
            ],
            className="scenario-body",
            **{"data-asked": _COMPARED.ids.asked, "data-compared": ",".join(compared)},
        )
    ]  # fmt: skip


FRAME = Frame("scenarios", draw, head=controls)


def layout(**query: str) -> html.Div:
    """Return the page; names come from the park as it is, whatever scenario other pages look at."""
    return FRAME.layout(**{name: value for name, value in query.items() if name != "scenario"})


def _say(view: View, text: str, *, good: bool = False) -> None:
    title = t("scenarios.done" if good else "scenarios.refused", view.lang)
    note = {"id": "scenarios", "action": "show", "color": "accent" if good else "red", "message": text,
            "title": title, "autoClose": 6000 if good else False}  # fmt: skip
    set_props(Shell.NOTES, {"sendNotifications": [note]})


@callback(
    Output(Ids.GO, "data"), Output(Ids.TOML, "data"),
    Input(Ids.ACT, "data"), State(FRAME.ids.view, "data"), prevent_initial_call=True,
)  # fmt: skip
def act(asked: Mapping[str, str] | None, data: Mapping[str, Any]) -> tuple[Any, Any]:
    """Do to a scenario what its column's button asks."""
    if not asked:
        return no_update, no_update
    view, name, park = view_of(data["query"]), asked["id"], state().parks[view_of(data["query"]).park]
    try:
        match asked["do"]:
            case "toml":
                return no_update, dcc.send_bytes(content_of(view, name), f"{name}.toml")
            case "delete":
                put_file(view, name, None)
                return {"drop": name}, no_update
            case "copy":
                number = 2
                while f"{name}-{number}" in park.scenarios:
                    number += 1
                put_file(view, f"{name}-{number}", content_of(view, name), fresh=True)
                return {"add": f"{name}-{number}", "edit": f"{name}-{number}"}, no_update
            case "freeze":
                _freeze(view, name)
                return {}, no_update
    except Refused as refused:
        _say(view, str(refused))
    return no_update, no_update


def _freeze(view: View, name: str) -> None:
    workspace, park = state().workspace, state().parks[view.park]
    if workspace is None:
        raise Refused(t("scenarios.no_workspace", view.lang))
    place = workspace.engine.url.render_as_string(hide_password=False)
    scenario = None if name == BASE else park.scenarios[name].path
    called = t("shell.as_is", view.lang) if scenario is None else park.scenarios[name].name(view.lang)
    order = uuid.uuid4().hex
    answered(Task(order, freeze_run, (place, park.path, scenario, view.choices, called, who(), order)), view)
    _say(view, t("scenarios.frozen", view.lang, name=called), good=True)


@callback(
    Output(Ids.GO, "data", allow_duplicate=True), Output(Ids.SAID, "children"),
    Input(Ids.SAVE, "n_clicks", allow_optional=True),
    State(Ids.FILE, "value"), State(Ids.NAME_ZH, "value"), State(Ids.NAME_EN, "value"), State(Ids.NOTE, "value"),
    State(Ids.CHOSEN, "data"), State(Ids.LISTS, "data"), State(FRAME.ids.view, "data"),
    running=[(Output(Ids.SAVE, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def save(  # noqa: PLR0913, PLR0917  the fields of the form
    clicks: int | None, file: str, name_zh: str, name_en: str, note: str, chosen: Mapping[str, Any],
    lists: Mapping[str, Any], data: Mapping[str, Any],
) -> tuple[Any, Any]:  # fmt: skip
    """Put a scenario together and keep it; what keeps it from that is said beside the button."""
    if not clicks:
        return no_update, no_update
    view, fresh = view_of(data["query"]), lists["name"] == NEW
    name = file.strip()
    try:
        old = None if fresh else content_of(view, name)
        task = _building(view, name, (name_zh.strip(), name_en.strip()), note.strip(), old, chosen)
        put_file(view, name, answered(task, view).encode(), seen=lists["version"], fresh=fresh)
    except Refused as refused:
        return no_update, str(refused)
    return {"add": name, "edit": ""}, ""


def _building(  # noqa: PLR0913, PLR0917
    view: View, name: str, names: tuple[str, str], note: str, old: bytes | None, chosen: Mapping[str, Any]
) -> Task:
    park = state().parks[view.park]
    told = names[0] or names[1] or name, names[1] or names[0] or name
    kept = park.scenarios[name].notes if old is not None and name in park.scenarios else {}
    notes = {**kept, view.lang: note}
    choices = tuple(Choice(one["what"], one["whom"], one.get("value")) for one in chosen["chosen"])
    dropped = frozenset((kind, ref) for kind, ref in chosen["dropped"])
    arguments = (park.path, name, told, (notes.get("zh", ""), notes.get("en", "")), old, dropped, choices)
    key = content_key([park], None, build_scenario.__name__, name, told, sorted(notes.items()), old, sorted(dropped),
                      choices)  # fmt: skip
    return Task(key, build_scenario, arguments)


@callback(
    Output(Ids.CHOSEN_LIST, "children"),
    Input(Ids.CHOSEN, "data"), State(Ids.LISTS, "data"), State(FRAME.ids.view, "data"), prevent_initial_call=True,
)  # fmt: skip
def show_chosen(chosen: Mapping[str, Any], lists: Mapping[str, Any], data: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """List the changes that the form has now."""
    return chosen_list(lists["lines"], chosen["chosen"], chosen["dropped"], data["lang"])


@callback(
    Output(Ids.GO, "data", allow_duplicate=True), Output(Ids.UPLOAD, "contents"),
    Input(Ids.UPLOAD, "contents", allow_optional=True), State(Ids.UPLOAD, "filename"), State(FRAME.ids.view, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def upload(content: str | None, filename: str | None, data: Mapping[str, Any]) -> tuple[Any, Any]:
    """Keep a file of a scenario as it is, if it can be laid over the park."""
    if not content:
        return no_update, no_update
    view = view_of(data["query"])
    name = (filename or "").rsplit("/", 1)[-1].removesuffix(".toml")
    text = base64.b64decode(content.partition(",")[2])
    try:
        answered(_building(view, name, ("", ""), "", text, {"chosen": [], "dropped": []}), view)
        put_file(view, name, text, fresh=True)
    except Refused as refused:
        _say(view, str(refused))
        return no_update, None
    return {"add": name}, None


@callback(
    Output(Ids.GO, "data", allow_duplicate=True),
    Input(Ids.OWN, "n_clicks", allow_optional=True), State(Ids.OWN_ID, "value"), State(FRAME.ids.view, "data"),
    running=[(Output(Ids.OWN, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def make_own(clicks: int | None, name: str, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  an address
    """Copy the park to the user's own, where scenarios can be made."""
    if not clicks:
        return no_update
    view = view_of(data["query"])
    park, wanted = state().parks[view.park], name.strip()
    try:
        task = Task(content_key([park], None, kept_files.__name__, wanted), kept_files, (park.path, wanted))
        put_park(view, wanted, answered(task, view))
    except Refused as refused:
        _say(view, str(refused))
        return no_update
    return {"park": wanted}


@callback(
    Output(Ids.AGAIN_TOLD, "children"), Input(Ids.AGAIN, "n_clicks", allow_optional=True),
    State(FRAME.ids.view, "data"), running=[(Output(Ids.AGAIN, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def solve_kept_again(clicks: int | None, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  components
    """Solve a kept run anew and show its figures then and now."""
    view = view_of(data["query"])
    workspace, name = state().workspace, frozen_of(view)
    if not clicks or workspace is None or not name:
        return no_update
    place = workspace.engine.url.render_as_string(hide_password=False)
    try:
        found = answered(Task(uuid.uuid4().hex, solve_again, (place, name)), view)
    except Refused as refused:
        return html.P(str(refused), className="watch-line")
    return again_table(found, str(workspace.frozen_run(name).summary.get("objective")), view.lang)


def _book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the comparison as a workbook."""
    view = view_of(data["query"])
    park, asked = state().parks[view.park], asked_of(view)
    task = Task(uuid.uuid4().hex, book_of, (park.path, tuple(asked), view.choices, view.lang))
    found = state().study(task, 90.0)
    if found is None or isinstance(found, Failure):
        raise TimeoutError(getattr(found, "reason", "the workbook was not there in time"))
    return f"scenarios-{run.info.id}.xlsx", found


def _connect(pairs: Sequence[tuple[str, str, str]]) -> None:
    for part, prop, function in pairs:
        clientside_callback(
            ClientsideFunction("circnet_scenarios", function), Input(part, prop), prevent_initial_call=True
        )


offer_download(Ids.BOOK, _COMPARED.ids.asked, _book)
connect_graph(GRAPH)
_connect([
    (Ids.PICK, "value", "pick"), (Ids.VIEW, "value", "view"), (Ids.OF, "value", "of"),
    (Ids.AGAINST, "value", "against"), (Ids.GO, "data", "go"), (Ids.COPY, "n_clicks", "copy"),
    (Ids.WHO, "value", "who"),
])  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_scenarios", "what"), Input(Ids.WHAT, "value"), State(Ids.LISTS, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_scenarios", "add"), Input(Ids.ADD, "n_clicks"), State(Ids.WHAT, "value"),
    State(Ids.WHOM, "value"), State(Ids.AT, "value"), State(Ids.VALUE, "value"), State(Ids.STATUS, "value"),
    State(Ids.LISTS, "data"), prevent_initial_call=True,
)  # fmt: skip
