"""The history of a park: every version, what differs between two, undo, redo, back to an old one, and a backup."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Input, Output, State, callback, dcc, html, no_update

from circnet.errors import CircnetError, EditConflict, UsageFault
from circnet.park import catalog_of, load_catalog, read_park
from circnet.workspace import Workspace, back_up
from circnet.workspace.versions import compared, versions
from dashboards.address import View
from dashboards.data_judging import told_fault
from dashboards.data_parks import Held
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.state import state
from dashboards.views.data import history
from dashboards.who import who

__all__ = ["backup_file", "difference_table", "history_tab", "names_of_park"]

_MOST_VERSIONS = 500


def history_tab(one: Held, view: View) -> list[Any]:
    """Return the versions on the left, what differs between two of them on the right."""
    lang, workspace = view.lang, state().workspace
    if not one.own or workspace is None:
        return [html.P(t("data.no_history", lang), className="notice")]
    listed = versions(workspace.history(one.park)).head(_MOST_VERSIONS)
    choices = [{"value": str(number), "label": t("data.version", lang, version=number)} for number in listed["version"]]
    pickers = [
        dmc.Select(id=name, data=choices, value=str(max(one.version - back, 1)), size="xs", w=130, allowDeselect=False,
                   searchable=True, **{"aria-label": t(f"data.{label}", lang)})
        for name, label, back in ((Ids.FROM, "from", 1), (Ids.TO, "to", 0))
    ]  # fmt: skip
    turns = [html.Button(t(f"data.{turn}", lang), className="plain", title=t(f"data.{turn}_told", lang),
                         **{"data-turn": turn}) for turn in ("undo", "redo")]  # fmt: skip
    backup = html.Button(t("data.backup", lang), className="plain", title=t("data.backup_told", lang),
                         **{"data-book": "backup"})  # fmt: skip
    remove = html.Button(t("data.remove", lang), className="plain", title=t("data.remove_sure", lang, park=one.park),
                         **{"data-turn": "remove"})  # fmt: skip
    return [
        html.Div(
            [
                html.Section([html.Div([*turns, backup, remove], className="data-tools"),
                              html.Div(id=Ids.TURNED, role="status"), _table(listed, one.version, lang)],
                             className="card scrolls"),
                html.Section([html.Div([html.Span(t("data.differences", lang)), pickers[0], "→", pickers[1]],
                                       className="data-tools"),
                              html.Div(_differences(one.park, max(one.version - 1, 1), one.version, lang),
                                       id=Ids.COMPARED)], className="card scrolls"),
            ],
            className="history-panes",
        ),
        dcc.Store(id=Ids.TURN),
    ]  # fmt: skip


def _table(listed: pd.DataFrame, newest: int, lang: str) -> html.Table:
    heads = [html.Th(t(f"data_version.{name}", lang), scope="col") for name in ("version", "who", "at", "kind", "size")]

    def row(line: history.VersionLine) -> html.Tr:
        place = {"data-version": str(line.version)}
        tools = [html.Button(t("data.as_book", lang), className="plain", **{"data-book": "book", **place})]
        if line.version != newest:
            tools.append(html.Button(t("data.restore", lang), className="plain", title=t("data.restore_told", lang),
                                     **{"data-turn": "restore", **place}))  # fmt: skip
        told = [html.Td(one) for one in (line.who, line.at, line.kind, line.size)]
        return html.Tr([html.Th(str(line.version), scope="row"), *told, html.Td(html.Span(tools, className="buttons"))])

    return html.Table([html.Thead(html.Tr([*heads, html.Th()])),
                       html.Tbody([row(line) for line in history.version_lines(listed, lang)])],
                      className="plain-table versions-table")  # fmt: skip


def names_of_park(park: str, lang: str) -> dict[str, str]:
    """Return what the ids of a park's firms, goods and technologies are called."""
    offered = state().parks.get(park)
    catalog = load_catalog()
    found = read_park(offered.path, catalog)[0] if offered else None
    column = "name_zh" if lang == "zh" else "name_en"
    counts = catalog_of(found, catalog) if found is not None else catalog
    tables = [counts.commodities, counts.technologies, *([] if found is None else [found.enterprises])]
    return {id_: name for table in tables for id_, name in zip(table["id"], table[column], strict=True) if name}


def _differences(park: str, first: int, second: int, lang: str) -> list[Any]:
    workspace = state().workspace
    if workspace is None or first == second:
        return [html.P(t("data.same_version", lang), className="muted")]
    found = compared(workspace.state(park, first)[1], workspace.state(park, second)[1])
    return difference_table(found, names_of_park(park, lang), lang)


def difference_table(found: pd.DataFrame, names: Mapping[str, str], lang: str) -> list[Any]:
    """Return what differs as a table; of very much only the first part."""
    if found.empty:
        return [html.P(t("data.no_difference", lang), className="muted")]
    lines: Sequence[history.Difference] = history.differences(found, names, lang)
    heads = [
        html.Th(t(f"data_difference.{name}", lang), scope="col") for name in ("table", "row", "column", "old", "new")
    ]
    body = [
        html.Tr([html.Th([html.Span(t(f"data_change.{line.kind}", lang), className=f"badge {line.kind}"), line.table],
                         scope="row"), html.Td(line.row), html.Td(line.column), html.Td(line.old, className="old"),
                 html.Td(line.new, className="new")])
        for line in lines
    ]  # fmt: skip
    rest = len(found) - len(lines)
    return [
        html.P(t("data.difference_count", lang, count=len(found)), className="lead"),
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table difference-table"),
        *([html.P(t("data.more_differences", lang, count=rest), className="muted")] if rest else []),
    ]


@callback(
    Output(Ids.COMPARED, "children"),
    Input(Ids.FROM, "value"), Input(Ids.TO, "value"), State(Ids.VIEW, "data"), prevent_initial_call=True,
)  # fmt: skip
def compare(first: str | None, second: str | None, view: Mapping[str, Any]) -> Any:  # noqa: ANN401  components
    """Show what differs between two versions."""
    if not first or not second:
        return no_update
    try:
        return _differences(view["park"], int(first), int(second), view["lang"])
    except (UsageFault, ValueError) as error:
        return html.P(told_fault(error, view["lang"]) if isinstance(error, UsageFault) else "", className="bad")


@callback(
    Output(Ids.TURNED, "children"), Output(Ids.GONE_TO, "data", allow_duplicate=True),
    Input(Ids.TURN, "data"), State(Ids.VIEW, "data"), prevent_initial_call=True,
)  # fmt: skip
def turn(asked: Mapping[str, Any] | None, view: Mapping[str, Any]) -> tuple[Any, Any]:
    """Take one's last edit back, make it again, bring an old version back as a new edit, or remove the park."""
    workspace, park, lang = state().workspace, view["park"], view["lang"]
    if not asked or workspace is None:
        return no_update, no_update
    if not who():
        return html.P(t("data.say_who", lang), className="bad"), no_update
    try:
        _turned(workspace, park, str(asked["turn"]), int(asked.get("version") or 0))
    except EditConflict as error:
        return html.P(t("data.turn_conflict", lang, count=len(error.cells)), className="bad"), no_update
    except UsageFault as error:
        return html.P(told_fault(error, lang), className="bad"), no_update
    except CircnetError:
        return html.P(t("data.turn_not", lang), className="bad"), no_update
    known = workspace.versions()
    return no_update, f"/data?park={park}&tab=history&at={known[park]}" if park in known else "/data"


def _turned(workspace: Workspace, park: str, how: str, version: int) -> None:
    if how == "undo":
        workspace.undo(park, who())
    elif how == "redo":
        workspace.redo(park, who())
    elif how == "remove":
        workspace.remove(park)
    else:
        newest = workspace.versions()[park]
        files = {path: text.encode() for path, text in workspace.files(park, version).items()}
        workspace.put(park, files, who(), newest)


def backup_file(workspace: Workspace) -> bytes:
    """Return the whole workspace as one file."""
    with tempfile.TemporaryDirectory(prefix="circnet-") as folder:
        file = Path(folder) / "workspace.db"
        back_up(workspace, file)
        return file.read_bytes()
