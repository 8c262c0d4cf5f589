"""The form of a scenario: its names, the changes it has, and one more at a time."""

from __future__ import annotations

import uuid
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from circnet.report.compare import CompareWords
from circnet.scenario.building import WHATS
from circnet.scenario.compare_column import Column
from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids_scenarios import ScenariosPage as Ids
from dashboards.runs import ParkRun
from dashboards.scenario_address import NEW, address, edited
from dashboards.scenario_runs import Lists
from dashboards.state import state
from dashboards.views.scenarios.changes import STATUSES, action_lines, options
from dashboards.who import who

__all__ = ["chosen_list", "form_panel"]

Components = list[Any]


def form_panel(lists: Lists, _: ParkRun, view: View) -> Components:
    """Return the form of the scenario that the address opens."""
    lang, name = view.lang, edited(view)
    if not name:
        return []
    words = CompareWords((Column("form", called=lists.called),), lang)
    scenario, fresh = lists.scenario, name == NEW
    lines = action_lines(scenario, words)
    park = state().parks[view.park]
    heads = [
        _text(Ids.FILE, "file", _free(park.scenarios) if fresh else name, lang, disabled=not fresh),
        _text(Ids.NAME_ZH, "name_zh", "" if fresh else scenario.names.get("zh", ""), lang),
        _text(Ids.NAME_EN, "name_en", "" if fresh else scenario.names.get("en", ""), lang),
        _text(Ids.NOTE, "note", scenario.notes.get(lang, ""), lang, width=280),
    ]
    if not who():
        heads.append(_text(Ids.WHO, "who", "", lang))
    told = options(lists, words)
    what = dmc.Select(
        id=Ids.WHAT, value=WHATS[0], size="xs", w=190, allowDeselect=False, label=t("scenarios.what", lang),
        data=[{"value": one, "label": t(f"scenarios_what.{one}", lang)} for one in WHATS],
    )  # fmt: skip
    whom = dmc.Select(id=Ids.WHOM, data=told[WHATS[0]], size="xs", w=340, searchable=True, limit=200,
                      label=t("scenarios.whom", lang), nothingFoundMessage=t("scenarios.nobody", lang))  # fmt: skip
    at = dmc.Select(id=Ids.AT, data=told["firms"], size="xs", w=220, searchable=True, clearable=True, limit=200,
                    label=t("scenarios.at", lang), nothingFoundMessage=t("scenarios.nobody", lang))  # fmt: skip
    value = dmc.TextInput(id=Ids.VALUE, value="", size="xs", w=110, label=t("scenarios.value", lang))
    status = dmc.Select(
        id=Ids.STATUS, value=STATUSES[0], size="xs", w=110, allowDeselect=False, label=t("scenarios.status", lang),
        data=[{"value": one, "label": words.value("units", "status", one)} for one in STATUSES],
        style={"display": "none"},
    )  # fmt: skip
    add = html.Button(t("scenarios.add", lang), id=Ids.ADD, className="plain add")
    buttons = [
        html.Button(t("scenarios.save", lang), id=Ids.SAVE, className="plain marked"),
        html.A(t("scenarios.close", lang), href=address(view, edit=""), className="inside plain"),
        html.Span(id=Ids.SAID, className="said", role="alert"),
    ]
    data = {"lists": told, "lines": [list(line) for line in lines], "version": park.version, "name": name,
            "what": {one: t(f"scenarios_what.{one}", lang) for one in WHATS},
            "status": {one: words.value("units", "status", one) for one in STATUSES}}  # fmt: skip
    title = t("scenarios.form_new", lang) if fresh else t("scenarios.form", lang, name=scenario.names.get(lang, name))
    return [
        html.Section(
            [
                html.H2(title), html.Div(heads, className="form-row"),
                html.Div([what, whom, at, value, status, add], className="form-row"),
                html.Div(chosen_list(data["lines"], [], [], lang), id=Ids.CHOSEN_LIST, className="chosen"),
                html.Div(buttons, className="form-row buttons"),
                dcc.Store(id=Ids.LISTS, data=data), dcc.Store(id=Ids.CHOSEN, data={"chosen": [], "dropped": []}),
            ],
            className="card scenario-form", **{"data-form": uuid.uuid4().hex},
        )
    ]  # fmt: skip


def chosen_list(lines: list[list[str]], chosen: list[dict[str, Any]], dropped: list[list[str]], lang: str) -> Any:  # noqa: ANN401  a component
    """Return the changes the file has and those that were chosen, each with a button to drop it."""
    rows = [
        html.Li([_drop(f"{kind}/{ref}", lang), html.Span(told)])
        for kind, ref, told in lines
        if [kind, ref] not in dropped
    ]
    rows += [
        html.Li([_drop(f"chosen/{place}", lang), html.Span(one["told"]), html.Span(t("scenarios.fresh", lang),
                 className="badge on")])
        for place, one in enumerate(chosen)
    ]  # fmt: skip
    return html.Ul(rows) if rows else html.P(t("scenarios.nothing_yet", lang), className="muted")


def _drop(ref: str, lang: str) -> html.Button:
    return html.Button("×", className="drop", title=t("scenarios.drop", lang), **{"data-drop": ref})


def _text(part: str, name: str, value: str, lang: str, width: int = 170, disabled: bool = False) -> dmc.TextInput:
    return dmc.TextInput(id=part, value=value, size="xs", w=width, disabled=disabled,
                         label=t(f"scenarios.{name}", lang), placeholder=t(f"scenarios.{name}_told", lang))  # fmt: skip


def _free(taken: object) -> str:
    """Return an id that no scenario of the park has."""
    number = 1
    while f"scenario-{number}" in taken:  # type: ignore[operator]
        number += 1
    return f"scenario-{number}"
