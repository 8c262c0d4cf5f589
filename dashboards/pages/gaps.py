"""Which plant a park lacks, and what it would be worth there; chains, orphans and bridges beside the candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update, register_page

from circnet.report.sheets import table_workbook
from dashboards import gap_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.frame import Frame, run_of
from dashboards.gap_extra import LATER, PLANT, ask_gaps, later_panels
from dashboards.gap_story import story_panel
from dashboards.i18n import t
from dashboards.ids import Gaps as Ids
from dashboards.ids import Shell
from dashboards.runs import Failure, ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.gaps.files import gap_tables
from dashboards.views.gaps.plant import plant
from dashboards.views.gaps.words import GapWords, gap_words

register_page(__name__, path="/gaps", name="gaps", title="circnet", order=4)

_FILE_S = 120.0


def _gaps(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the finding, the ranked candidates, and chain, orphans and bridges beside them."""
    words, lang = gap_words(run, found, view.lang), view.lang
    side = panels.shown_side(view)
    chain = panels.shown_chain(found, words, view.query.get("chain"))
    park = run.info.name_zh if lang == "zh" else run.info.name_en
    picked = html.Span(panels.chain_choice(found, words, chain), className="chain-choice")
    return [
        panels.answer(found, words, park),
        html.Div(
            [
                html.Section(
                    [
                        html.Div([panels.kind_choice(found, view), download_button(Ids.BOOK, lang)],
                                 className="pane-tools"),
                        panels.candidate_grid(found, words),
                    ],
                    className="pane",
                ),
                html.Section(
                    [
                        html.Div([panels.side_choice(view), picked], className="pane-tools"),
                        html.Div(panels.chain_chart(found, words, chain), id=Ids.CHART, className="card list-chain"),
                        html.Div(panels.orphans_panel(found, words), className="card scrolls list-orphans"),
                        html.Div(panels.bridges_panel(found, words), className="card scrolls list-bridges"),
                        *later_panels(found, words, view, side),
                    ],
                    id=Ids.PANE, className=f"pane gap-lists {side}",
                ),
            ],
            className="gap-panes", **{f"data-{name}": section.ids.asked for name, section in LATER.items()},
        ),
        html.Aside(
            [
                html.Button("×", id=Ids.SHUT, className="shut", title=t("story.close", lang)),
                html.Div(id=Ids.STORY, className="story"),
                html.Div(PLANT.panel(view), className="story"),
            ],
            id=Ids.DRAWER, className="drawer gap-drawer", hidden=True,
        ),
    ]  # fmt: skip


_SECTION = Section("gaps-found", ask_gaps, _gaps)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return the gaps of the park; finding them takes longer than the run."""
    return [html.Div(_SECTION.panel(view, view.query, meanwhile=_waiting(view)), className="gap-body")]


def _waiting(view: View) -> list[Any]:
    return [html.P(t("gaps.waiting", view.lang), className="muted")]


FRAME = Frame("gaps", draw)
layout = FRAME.layout


def _found(data: Mapping[str, Any]) -> tuple[Study, ParkRun, GapWords] | None:
    """Return the answer that is shown, its run and its words; None if it is not there (any more)."""
    view = view_of(data["query"])
    task, run = ask_gaps(view), run_of(data)
    found = state().study(task) if task is not None and run is not None else None
    if run is None or found is None or isinstance(found, Failure):
        return None
    return found, run, gap_words(run, found, view.lang)


@callback(
    Output(Ids.STORY, "children"), Output(Ids.DRAWER, "hidden"), Output(PLANT.ids.asked, "data"),
    Output(PLANT.ids.content, "children", allow_duplicate=True),
    Input(Shell.SELECTION, "data"), State(_SECTION.ids.asked, "data"), prevent_initial_call="initial_duplicate",
)  # fmt: skip
def explain(selection: Mapping[str, str] | None, data: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Explain the plant that is selected, and ask for its sizes and its map."""
    nothing = no_update, True, None, []
    if not selection or selection["kind"] != "plant" or not data:
        return nothing
    shown = _found(data)
    told = plant(shown[0], shown[2], selection["id"]) if shown else None
    if told is None:
        return nothing
    query = {**data["query"], "sel": f"plant:{selection['id']}"}
    return story_panel(told, view_of(data["query"])), False, {"query": query}, []


@callback(
    Output(Ids.CHART, "children"),
    Input(Ids.CHAIN, "value"), State(_SECTION.ids.asked, "data"), prevent_initial_call=True,
)  # fmt: skip
def draw_chain(chain: str | None, data: Mapping[str, Any] | None) -> Any:  # noqa: ANN401  components
    """Draw another chain."""
    shown = _found(data) if chain and data else None
    return no_update if shown is None else panels.chain_chart(shown[0], shown[2], str(chain))


def _file(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return all tables as a workbook."""
    view = view_of(data["query"])
    found = answer_of(ask_gaps(view), _FILE_S)
    tables, headings = gap_tables(found, gap_words(run, found, view.lang))
    return f"gaps-{run.info.id}.xlsx", table_workbook(tables, headings, view.lang)


offer_download(Ids.BOOK, _SECTION.ids.asked, _file)
clientside_callback(ClientsideFunction("circnet_gaps", "kind"), Output(Ids.PANE, "data-kind"),
                    Input(Ids.KIND, "value"), Input(Ids.GRID, "rowData"))  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_gaps", "side"), Output(Ids.PANE, "className"), Input(Ids.SIDE, "value"),
    prevent_initial_call=True,
)  # fmt: skip
for _control, _function in ((Ids.MOST, "most"), (Ids.PLACE, "place")):
    clientside_callback(
        ClientsideFunction("circnet_gaps", _function), Input(_control, "value"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_gaps", "chain"), Input(Ids.CHAIN, "value"), prevent_initial_call=True
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_gaps", "pickRow"), Input(Ids.GRID, "selectedRows"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_gaps", "showRow"), Output(Ids.GRID, "selectedRows"), Output(Ids.GRID, "scrollTo"),
    Input(Shell.SELECTION, "data"), Input(Ids.GRID, "rowData"),
)  # fmt: skip
clientside_callback(ClientsideFunction("circnet_gaps", "shut"), Input(Ids.SHUT, "n_clicks"), prevent_initial_call=True)
