"""Where an element comes from, what it becomes and where it goes: figures, flows, rows, and what does not close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, html, register_page

from circnet.report.sheets import table_workbook
from dashboards import ledger_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.frame import Frame
from dashboards.i18n import t
from dashboards.ids import Ledgers as Ids
from dashboards.ids import Shell
from dashboards.jobs import Task
from dashboards.ledger_controls import asked, controls, list_choice
from dashboards.ledger_runs import ledger_study
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.ledgers.files import ledger_tables, study_tables

register_page(__name__, path="/ledgers", name="ledgers", title="circnet", order=3)

_FILE_S = 120.0


def _task(view: View, name: str, *more: str) -> Task | None:
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, ledger_study, name, *more) if known else None


_ASK: dict[str, Callable[[View], Task | None]] = {
    "ledger": lambda view: _task(view, "ledger", asked(view, "element")),
    "audit": lambda view: _task(view, "audit"),
    "closing": lambda view: _task(view, "closing", asked(view, "element"), asked(view, "load")),
}


def _ledger(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return figures, drawing and list of a ledger; what takes longer is asked when it is looked at."""
    words, shown_state = panels.words_and_state(found, run, view)
    lang, shown = view.lang, asked(view, "list")
    later = {name: _LATER[name].panel(view, view.query if shown == name else None) for name in _LATER}
    books = {"ledger": Ids.BOOK, **{name: _book(name) for name in _LATER}}
    tools = [list_choice(view), *[html.Span(download_button(book, lang), className=f"book-{name}")
                                  for name, book in books.items()]]  # fmt: skip
    return [
        panels.figures_table(found, words, shown_state),
        html.Div(
            [
                panels.drawing(found, run, view),
                html.Section(
                    [
                        html.Div(tools, className="pane-tools"),
                        html.Button(id=Ids.PICKED, className="plain picked-line", hidden=True,
                                    title=t("ledgers.show_all", lang), **{"data-told": t("ledgers.only", lang)}),
                        html.Div(panels.flow_grid(found, run, view), className="list-flows"),
                        html.Div(panels.missing_list(found, run, view), className="list-missing"),
                        html.Div(later["audit"], className="list-audit"),
                        html.Div(
                            [panels.load_slider(view), later["closing"]],
                            className="list-closing",
                        ),
                    ],
                    id=Ids.PANE, className=f"pane ledger-lists {shown}",
                ),
            ],
            className="ledger-panes",
        ),
    ]  # fmt: skip


_LATER = {"audit": Section("ledger-audit", _ASK["audit"], panels.audit_panel),
          "closing": Section("ledger-closing", _ASK["closing"], panels.closing_panel)}  # fmt: skip
_LEDGER = Section("ledger-flows", _ASK["ledger"], _ledger)


def draw(run: ParkRun, view: View) -> list[Any]:
    """Return the controls and the ledger that is asked for."""
    stores = {f"data-{name}": section.ids.asked for name, section in {"ledger": _LEDGER, **_LATER}.items()}
    body = html.Div(_LEDGER.panel(view, view.query), className="ledger-body", **stores)
    return [controls(run, view), body]


FRAME = Frame("ledgers", draw)
layout = FRAME.layout


def _book(name: str) -> str:
    return f"ledgers-{name}-book"


def _file(name: str, tables: Callable[..., tuple[dict[str, Any], dict[str, str]]]) -> Any:  # noqa: ANN401  as offer_download has it
    def make(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return all tables of an answer as a workbook."""
        view = view_of(data["query"])
        found = answer_of(_ASK[name](view), _FILE_S)
        element = "" if name == "audit" else f"-{asked(view, 'element')}"
        told, headings = tables(found, run, view.lang)
        return f"{name}-{run.info.id}{element}.xlsx", table_workbook(told, headings, view.lang)

    return make


offer_download(Ids.BOOK, _LEDGER.ids.asked, _file("ledger", ledger_tables))
for _name, _section in _LATER.items():
    offer_download(_book(_name), _section.ids.asked, _file(_name, study_tables))
for _control, _function in (
    (Ids.ELEMENT, "element"), (Ids.OTHER, "element"), (Ids.STATE, "state"), (Ids.BY, "by"), (Ids.SCOPE, "scope"),
    (Ids.LOAD, "load"),
):  # fmt: skip
    clientside_callback(
        ClientsideFunction("circnet_ledgers", _function), Input(_control, "value"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_ledgers", "list"), Output(Ids.PANE, "className"), Input(Ids.LIST, "value"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_ledgers", "pick"), Input(Ids.SANKEY, "clickData"), State(Ids.NAMES, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_ledgers", "pickRow"), Input(Ids.GRID, "selectedRows"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_ledgers", "narrow"), Output(Ids.PICKED, "data-of"),
    Input(Shell.SELECTION, "data"), Input(Ids.GRID, "rowData"), Input(Ids.NAMES, "data"),
)  # fmt: skip
