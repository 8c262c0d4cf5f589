"""The frame of a page that shows a run: skeleton, progress with cancel, then what the page draws of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)

from dashboards.address import View, view_of
from dashboards.i18n import t
from dashboards.ids import FrameIds
from dashboards.jobs import Job
from dashboards.notices import notice_panel
from dashboards.progress import Progress
from dashboards.runs import Failure, ParkRun
from dashboards.state import state
from dashboards.views import notices

__all__ = ["Frame", "ask_again", "run_of"]

Components = list[Any]
Draw = Callable[[ParkRun, View], Components]
Head = Callable[[View], Components]

_POLL_MS = 200
_AT_ONCE_S = 1.2
"""How long an answer waits for a run: most are done by then and are shown without a progress bar in between."""


class Frame:
    """A page of one run.

    Parameters
    ----------
    page
        Name of the page: of its ids, its address and its texts.
    draw
        Makes the content from a run.
    head
        What stands above the content while it waits, too: controls.
    redraws
        Whether the page itself brings a new run into the content it has, listening to ``ids.shown``; else the
        content is drawn anew.
    """

    def __init__(self, page: str, draw: Draw, head: Head | None = None, redraws: bool = False) -> None:
        self.page, self._draw, self._head, self._redraws = page, draw, head, redraws
        self.ids = FrameIds(page)
        ids = self.ids
        callback(
            Output(ids.content, "children"), Output(ids.status, "children"), Output(ids.poll, "disabled"),
            Output(ids.poll, "n_intervals"), Output(ids.shown, "data"),
            Input(ids.poll, "n_intervals"), Input(ids.view, "data"), Input(ids.again, "n_clicks", allow_optional=True),
            State(ids.shown, "data"), State(ids.born, "data"), prevent_initial_call=True,
        )(self.follow)  # fmt: skip
        ask_again(ids.poll, ids.shown, ids.born)
        callback(
            Output(ids.status, "children", allow_duplicate=True), Output(ids.poll, "disabled", allow_duplicate=True),
            Input(ids.cancel, "n_clicks", allow_optional=True), State(ids.view, "data"), prevent_initial_call=True,
        )(self.cancel)  # fmt: skip

    def layout(self, **query: str) -> html.Div:
        """Return the page as an address says it."""
        view, ids = view_of(query), self.ids
        outcome = _outcome(view)
        content = _skeleton() if outcome is None else self._told(outcome, view)
        born = uuid.uuid4().hex
        shown = {"key": _key(view) if isinstance(outcome, ParkRun) else "", "born": born}
        return html.Div(
            [
                html.Div([html.H1(t(f"{self.page}.question", view.lang)), *_refused(view)], className="page-head"),
                *(self._head(view) if self._head else []),
                html.Div(id=ids.status, className="run-status", role="status"),
                html.Div(content, id=ids.content, className="page-body"),
                dcc.Store(id=ids.view, data=view.data()),
                dcc.Store(id=ids.born, data=born),
                dcc.Store(id=ids.shown, data=shown),
                # each look starts the next: a browser drops an answer when the same was asked again in between
                dcc.Interval(id=ids.poll, interval=_POLL_MS, max_intervals=1, disabled=outcome is not None),
            ],
            className=f"page page-{self.page}",
        )

    def follow(
        self, _: int | None, data: Mapping[str, Any], __: int | None, shown: Mapping[str, str], born: str
    ) -> tuple[Any, ...]:
        """Show the result as soon as there is one, and till then how far it is."""
        view = view_of(data["query"])
        key = _key(view)
        if ctx.triggered_id == self.ids.poll:
            outcome = state().jobs.outcome(key)
            job = state().jobs.running(key)
            if outcome is None and job is None:
                return no_update, self._stopped(view), True, no_update, {**shown, "born": born}
            if outcome is None:
                return no_update, self._waiting(view, job), False, 0, no_update
        else:
            outcome = _outcome(view, _AT_ONCE_S)
            if outcome is None:
                return no_update, no_update, False, 0, no_update
        if not isinstance(outcome, ParkRun):
            return self._told(outcome, view), [], True, no_update, {"key": "", "born": born}
        kept = shown["born"] == born and (key == shown["key"] or (self._redraws and shown["key"]))
        content = no_update if kept else self._told(outcome, view)
        return content, [], True, no_update, {"key": key, "born": born}

    def cancel(self, clicks: int | None, data: Mapping[str, Any]) -> tuple[Any, Any]:
        """Stop the run that is waited for."""
        if not clicks:
            return no_update, no_update
        view = view_of(data["query"])
        state().jobs.cancel(_key(view))
        return self._stopped(view), True

    def _told(self, outcome: ParkRun | Failure, view: View) -> Components:
        if isinstance(outcome, ParkRun):
            return self._draw(outcome, view)
        return [notice_panel(_said(outcome, view), self._offer(outcome, view))]

    def _offer(self, failure: Failure, view: View) -> Components:
        """Offer to solve all the same where limits cannot all hold."""
        if failure.kind != "no_solution" or view.choices.relax:
            return []
        way = html.A(t("relax.offer", view.lang), href=view.address(f"/{self.page}", relax="1"), className="inside")
        return [html.P([way, html.Span(t("relax.offer_told", view.lang))], className="offer")]

    def _waiting(self, view: View, job: Job) -> Components:
        if job.seconds < 1.0:
            return no_update  # type: ignore[return-value]
        at = state().jobs.progress(_key(view)) or Progress("queue")
        park = state().parks[view.park].name(view.lang)
        told = t(
            "run.waiting", view.lang, park=park, stage=t(f"run.{at.stage}", view.lang), seconds=f"{job.seconds:.0f}"
        )
        share = {"read": 15, "solve": 45, "pack": 90}.get(at.stage, 5)
        return [
            dmc.Progress(value=share, size="sm", animated=True, className="bar", **{"aria-label": told}),
            html.Span(told),
            html.Button(t("run.cancel", view.lang), id=self.ids.cancel, className="plain"),
        ]

    def _stopped(self, view: View) -> Components:
        again = html.Button(t("run.again", view.lang), id=self.ids.again, className="plain")
        return [html.Span(t("run.stopped", view.lang)), again]


def ask_again(poll: str, told: str, born: str) -> None:
    """Have the browser ask again where an answer came that was asked for a layout left meanwhile.

    Parameters
    ----------
    poll, told, born
        Ids of what asks, and of the stores of the layout that was answered and of the one that is there.
    """
    clientside_callback(
        ClientsideFunction("circnet", "stale"), Output(poll, "disabled", allow_duplicate=True),
        Output(poll, "n_intervals", allow_duplicate=True), Input(told, "data"), State(born, "data"),
        prevent_initial_call=True,
    )  # fmt: skip


def run_of(data: Mapping[str, Any]) -> ParkRun | None:
    """Return the run that a page's view shows; None if it is not there (any more)."""
    outcome = _outcome(view_of(data["query"]), _AT_ONCE_S)
    return outcome if isinstance(outcome, ParkRun) else None


def _key(view: View) -> str:
    return state().task(view.park, view.scenario, view.choices).key if view.park in state().parks else ""


def _outcome(view: View, seconds: float = 0.0) -> ParkRun | Failure | None:
    app = state()
    if view.park not in app.parks:
        return Failure("unknown_park" if app.parks else "no_park", reason=view.park)
    return app.outcome(app.task(view.park, view.scenario, view.choices), seconds)


def _said(failure: Failure, view: View) -> notices.Notice:
    offered = state().parks.get(view.park)
    return notices.failure_notice(failure, offered.name(view.lang) if offered else view.park[:60], view.lang)


def _refused(view: View) -> Components:
    if not view.refused:
        return []
    return [html.Span(t("run.refused", view.lang, what=", ".join(view.refused)), className="refused", role="alert")]


def _skeleton() -> Components:
    return [
        html.Div([dmc.Skeleton(height=69, radius=6) for _ in range(6)], className="strip"),
        html.Div(
            [dmc.Skeleton(height="100%", radius=6), dmc.Skeleton(height="100%", radius=6)], className="panes both"
        ),
    ]
