"""Own data: the tables of a park in a grid, checked as one types; imports, versions and exports."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, clientside_callback, dcc, html, register_page

from circnet.errors import InputFaults
from dashboards import data_effect, data_files
from dashboards.address import View, view_of
from dashboards.data_adding import begin_dialog, draft_dialog
from dashboards.data_history import history_tab
from dashboards.data_import import import_tab
from dashboards.data_parks import Held, held
from dashboards.data_tables import tables_tab
from dashboards.export_panels import export_section
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.notices import notice_panel
from dashboards.runs import Failure
from dashboards.state import state
from dashboards.views.notices import failure_notice
from dashboards.who import who

register_page(__name__, path="/data", name="data", title="circnet", order=9)

_TABS = ("tables", "import", "history", "export")
assert data_effect, data_files  # noqa: S101  imported for their callbacks


def layout(**query: str) -> html.Div:
    """Return the page as an address says it."""
    view = view_of(query)
    tab = view.query.get("tab", "")
    tab = tab if tab in _TABS else _TABS[0]
    one, notice = _held(view)
    name = dcc.Input(id=Ids.WHO, value=who(), debounce=False, maxLength=80, autoComplete="name",
                     placeholder=t("data.who_told", view.lang))  # fmt: skip
    editor = html.Label([html.Span(t("data.who", view.lang), className="label"), name], className="data-who",
                        title=t("data.who_why", view.lang))  # fmt: skip
    can = state().workspace is not None
    return html.Div(
        [
            html.Div(html.H1(t("data.question", view.lang)), className="page-head"),
            html.Div([_tabs(view, tab), *_version(one, view), *([editor, begin_dialog(one, view)] if can else [])],
                     className="data-bar"),
            html.Div([*notice, *_body(tab, one, view)], className=f"page-body data-body tab-{tab}"),
            dcc.Store(id=Ids.VIEW, data=view.data()),
            dcc.Store(id=Ids.BOOK_ASKED), dcc.Download(id=Ids.BOOK_FILE),
        ],
        className="page page-data",
    )  # fmt: skip


def _held(view: View) -> tuple[Held | None, list[Any]]:
    """Return the park, or why there is none."""
    offered = state().parks.get(view.park)
    try:
        return held(view.park), []
    except KeyError:
        failure = Failure("unknown_park" if state().parks else "no_park", reason=view.park)
    except InputFaults as error:
        failure = Failure("faults", faults=error.faults)
    name = offered.name(view.lang) if offered else view.park[:60]
    return None, [notice_panel(failure_notice(failure, name, view.lang))]


def _version(one: Held | None, view: View) -> list[Any]:
    if one is None:
        return []
    told = t("data.version", view.lang, version=one.version) if one.own else t("data.built_in", view.lang)
    return [html.Span(told, className="badge data-version")]


def _tabs(view: View, tab: str) -> html.Nav:
    links = [
        html.A(t(f"data_tab.{name}", view.lang), href=view.address("/data", tab="" if name == _TABS[0] else name),
               className="inside question", **({"aria-current": "true"} if name == tab else {}))
        for name in _TABS
    ]  # fmt: skip
    return html.Nav(links, className="questions", **{"aria-label": t("data.tabs", view.lang)})


def _body(tab: str, one: Held | None, view: View) -> list[Any]:
    if tab == "import":
        return import_tab(one, view)
    if one is None:
        return []
    if tab == "history":
        return history_tab(one, view)
    if tab == "export":
        return [html.Section(export_section(view), className="card scrolls")]
    return [*tables_tab(one, view), draft_dialog(view.lang)]


clientside_callback(ClientsideFunction("circnet_data", "who"), Input(Ids.WHO, "value"), prevent_initial_call=True)
