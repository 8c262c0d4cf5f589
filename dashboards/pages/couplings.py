"""What to link next, and what it is worth: choices, the ranked table, flows before and after, a row explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import (
    Input,
    Output,
    State,
    callback,
    dcc,
    html,
    no_update,
    register_page,
)

from dashboards import coupling_extra as extra
from dashboards import coupling_panels as panels
from dashboards.address import View, view_of
from dashboards.coupling_callbacks import connect_couplings, switch
from dashboards.coupling_controls import controls
from dashboards.downloads import download_button, offer_download
from dashboards.flow_book import flow_book
from dashboards.frame import Frame, run_of
from dashboards.graph_callbacks import connect_graph, connect_selection
from dashboards.graph_panels import graph_panel
from dashboards.i18n import t
from dashboards.ids import Couplings as Ids
from dashboards.ids import Shell
from dashboards.runs import ParkRun, couplings_book
from dashboards.state import state
from dashboards.views import couplings, exchange
from dashboards.views.story import story
from dashboards.views.wording import wording_of

register_page(__name__, path="/couplings", name="couplings", title="circnet", order=2)

_BOOK_S = 60.0
_PREFIX = "couplings"
_TEXTS = {"state": "side", "scope": "side", "measure": "measure"}


def draw(run: ParkRun, view: View) -> list[Any]:
    """Return strip, table and figure of a run."""
    words, lang = wording_of(run, view.lang), view.lang
    lists = "why" if view.query.get("list") == "why" else "proposed"
    return [
        html.Div(panels.strip(run, words, view), id=Ids.STRIP, className="strip"),
        html.Div(
            [
                html.Section(
                    [
                        _tools(lists, lang),
                        html.Div(panels.grid(run, words), className="proposed-pane filled"),
                        extra.why_pane(run, view),
                    ],
                    id=Ids.LISTS, className=f"pane pane-table lists {lists}",
                ),
                html.Section(_side(view), className="pane pane-side"),
            ],
            className="panes both",
        ),
        html.Aside(
            [
                html.Button("×", id=Ids.SHUT, className="shut", title=t("story.close", lang)),
                html.Div(id=Ids.STORY, className="story"),
            ],
            id=Ids.DRAWER, className="drawer", hidden=True,
        ),
        dcc.Store(id=Ids.DRAWN, data={"key": _key(view)}),
    ]  # fmt: skip


FRAME = Frame("couplings", draw, head=controls, redraws=True)
layout = FRAME.layout


def _tools(lists: str, lang: str) -> html.Div:
    """Return the choice between what is proposed and what was not chosen, and the tools of each."""
    pick = dmc.SegmentedControl(
        id=Ids.LIST, value=lists, size="xs", **{"aria-label": t("whynot.lists", lang)},
        data=[{"value": one, "label": t(f"whynot.{one}", lang)} for one in ("proposed", "why")],
    )  # fmt: skip
    tools = [
        html.Span([panels.column_choice(lang), download_button(Ids.BOOK, lang)], className="proposed-pane tools"),
        html.Span(extra.candidates_button(lang), className="why-pane tools"),
    ]
    return html.Div([pick, *tools], className="pane-tools")


def _side(view: View) -> list[Any]:
    query, lang = view.query, view.lang
    chosen = {
        "state": query.get("state") if query.get("state") in exchange.STATES else "after",
        "scope": query.get("scope") if query.get("scope") in exchange.SCOPES else "links",
        "measure": query.get("measure") if query.get("measure") in exchange.MEASURES else "value",
    }
    options = {"state": ("before", "after"), "scope": exchange.SCOPES, "measure": tuple(exchange.MEASURES)}
    switches = [
        dmc.SegmentedControl(
            id=switch(name), value=chosen[name], size="xs", **{"aria-label": t(f"side.{name}", lang)},
            data=[{"value": one, "label": t(f"{_TEXTS[name]}.{one}", lang)} for one in values],
        )
        for name, values in options.items()
    ]  # fmt: skip
    shown = "graph" if query.get("view") == "graph" else "flows"
    looks = [{"value": one, "label": t(f"side.{one}", lang)} for one in ("flows", "graph")]
    return [
        html.Div(
            [
                dmc.SegmentedControl(id=Ids.LOOK, value=shown, data=looks, size="xs",
                                     **{"aria-label": t("side.look", lang)}),
                *switches,
                download_button(Ids.SANKEY_DATA, lang),
            ],
            className="pane-tools",
        ),
        # the table comes first: what draws the figures takes the browser longer than all the rest
        html.Div(dmc.Skeleton(height="100%", radius=6), id=Ids.SIDE, className=f"side {shown}"),
    ]  # fmt: skip


def _flows(run: ParkRun, view: View, when: str, scope: str, measure: str) -> Any:  # noqa: ANN401  plotly has no types
    return exchange.diagram(run, wording_of(run, view.lang), state=when, scope=scope, measure=measure, theme=view.theme)


def _key(view: View) -> str:
    return state().task(view.park, view.scenario, view.choices).key


@callback(
    Output(Ids.STRIP, "children"),
    Output(Ids.GRID, "rowData"),
    Output(Ids.DRAWN, "data"),
    Input(FRAME.ids.shown, "data"),
    State(FRAME.ids.view, "data"),
    State(Ids.DRAWN, "data", allow_optional=True),
    prevent_initial_call=True,
)
def bring(shown: Mapping[str, str], data: Mapping[str, Any], drawn: Mapping[str, str] | None) -> tuple[Any, ...]:
    """Bring a new run into strip and table."""
    run = run_of(data) if drawn and shown["key"] and shown["key"] != drawn["key"] else None
    if run is None:
        return (no_update,) * 3
    words = wording_of(run, data["lang"])
    return panels.strip(run, words, view_of(data["query"])), couplings.rows(run, words), {"key": shown["key"]}


@callback(
    Output(Ids.SIDE, "children"),
    Input(Ids.DRAWN, "data"),
    State(switch("state"), "value"),
    State(switch("scope"), "value"),
    State(switch("measure"), "value"),
    State(FRAME.ids.view, "data"),
)
def draw_side(_: Mapping[str, str], when: str, scope: str, measure: str, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  components
    """Draw flows and graph of a run once its table stands."""
    run = run_of(data)
    if run is None:
        return no_update
    view = view_of(data["query"])
    figure = _flows(run, view, when, scope, measure)
    return [
        dcc.Graph(id=Ids.SANKEY, figure=figure, className="flows", responsive=True,
                  config={"displaylogo": False, "displayModeBar": False}),
        html.P(t("side.flows_told", view.lang), className="source-line"),
        graph_panel(run, view, _PREFIX),
    ]  # fmt: skip


@callback(
    Output(Ids.SANKEY, "figure"),
    Input(switch("state"), "value"),
    Input(switch("scope"), "value"),
    Input(switch("measure"), "value"),
    State(FRAME.ids.view, "data"),
    prevent_initial_call=True,
)
def redraw(when: str, scope: str, measure: str, data: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Draw the flows of another state, scope or measure."""
    run = run_of(data)
    return no_update if run is None else _flows(run, view_of(data["query"]), when, scope, measure)


@callback(
    Output(Ids.STORY, "children"),
    Output(Ids.DRAWER, "hidden"),
    Input(Shell.SELECTION, "data"),
    Input(Ids.DRAWN, "data"),
    State(FRAME.ids.view, "data"),
)
def explain(selection: Mapping[str, str] | None, _: Mapping[str, str], data: Mapping[str, Any]) -> tuple[Any, bool]:
    """Explain the coupling that is selected."""
    kind, chosen = (selection["kind"], selection["id"]) if selection else ("", "")
    run = run_of(data) if kind in ("link", "why") else None
    if run is None:
        return no_update, True
    view = view_of(data["query"])
    if kind == "why":
        asked = extra.answer_panel(run, view, chosen)
        return asked or no_update, asked is None
    told = story(run, wording_of(run, view.lang), chosen)
    more = [] if told is None else extra.coupling_parts(view, chosen, panels.needs_list(told, view.lang))
    return panels.story_panel(told, view, chosen, more), told is None


def _book(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the couplings as a workbook; made in another process, since it solves once more."""
    view = view_of(data["query"])
    content = state().outcome(state().task(view.park, view.scenario, view.choices, couplings_book, view.lang), _BOOK_S)
    if not isinstance(content, bytes):
        raise TimeoutError(getattr(content, "reason", "the workbook was not made in time"))
    return f"couplings-{run.info.id}.xlsx", content


connect_graph(_PREFIX)
connect_selection(_PREFIX)
offer_download(Ids.BOOK, FRAME.ids.view, _book)
offer_download(Ids.SANKEY_DATA, FRAME.ids.view, flow_book)
connect_couplings(FRAME.ids)
