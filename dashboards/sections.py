"""A part of a page that shows the answer to one question: asked on demand, with progress and cancel, kept by key."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from dashboards.address import View, view_of
from dashboards.frame import ask_again, run_of
from dashboards.i18n import t
from dashboards.ids import SectionIds
from dashboards.jobs import Task
from dashboards.notices import notice_panel
from dashboards.runs import Failure, ParkRun
from dashboards.state import state
from dashboards.views.notices import failure_notice

__all__ = ["Section", "answer_of"]

Components = list[Any]
Ask = Callable[[View], Task | None]
Draw = Callable[[Any, ParkRun, View], Components]

_POLL_MS = 250
_AT_ONCE_S = 0.4
_TOLD_AFTER_S = 1.0


class Section:
    """A part of a page with a question of its own.

    Parameters
    ----------
    name
        Of its ids.
    ask
        The task that answers what an address asks; None where it asks nothing.
    draw
        Makes the content from the answer, the run it belongs to, and the address.
    """

    def __init__(self, name: str, ask: Ask, draw: Draw) -> None:
        self._ask, self._draw = ask, draw
        self.ids = SectionIds(name)
        ids = self.ids
        callback(
            Output(ids.content, "children"), Output(ids.status, "children"), Output(ids.poll, "disabled"),
            Output(ids.poll, "n_intervals"), Output(ids.awaited, "data"), Output(ids.told, "data"),
            Input(ids.poll, "n_intervals"), Input(ids.asked, "data"), Input(ids.again, "n_clicks", allow_optional=True),
            State(ids.awaited, "data"), State(ids.born, "data"), prevent_initial_call=True,
        )(self.follow)  # fmt: skip
        ask_again(ids.poll, ids.told, ids.born)
        callback(
            Output(ids.status, "children", allow_duplicate=True), Output(ids.poll, "disabled", allow_duplicate=True),
            Input(ids.cancel, "n_clicks", allow_optional=True), State(ids.asked, "data"), prevent_initial_call=True,
        )(self.cancel)  # fmt: skip

    def panel(
        self, view: View, query: Mapping[str, str] | None = None, lines: int = 6, meanwhile: Components | None = None
    ) -> html.Div:
        """Return the section for an address.

        Parameters
        ----------
        query
            Of the address; None waits until the browser asks.
        lines, meanwhile
            What stands there while the answer is made: lines of a skeleton, or what is known already.
        """
        ids, born = self.ids, uuid.uuid4().hex
        if query is None:
            content, asked, still = [], None, True
        else:
            asked = {"query": dict(query), "lang": view.lang}
            task, outcome = self._ask(view_of(query)), None
            if task is not None:
                outcome = state().study(task)
            still = task is None or outcome is not None
            told = self._told(outcome, view_of(query)) if outcome is not None else None
            still = still and (task is None or told is not None)
            content = told or meanwhile or _skeleton(lines if task else 0)
        return html.Div(
            [
                html.Div(id=ids.status, className="run-status", role="status"),
                html.Div(content, id=ids.content, className="section-content"),
                dcc.Store(id=ids.asked, data=asked),
                dcc.Store(id=ids.awaited, data=""),
                dcc.Store(id=ids.born, data=born),
                dcc.Store(id=ids.told, data={"born": born}),
                # each look starts the next: a browser drops an answer when the same was asked again in between
                dcc.Interval(id=ids.poll, interval=_POLL_MS, max_intervals=1, disabled=still),
            ],
            className="section",
        )

    def follow(
        self, _: int | None, asked: Mapping[str, Any] | None, __: int | None, awaited: str, born: str
    ) -> tuple[Any, ...]:
        """Show the answer as soon as there is one, and till then how far it is; what is asked no more is stopped."""
        view = view_of(asked["query"]) if asked else None
        task = self._ask(view) if view else None
        app, told = state(), {"born": born}
        if awaited and (task is None or task.key != awaited):
            app.studies.cancel(awaited)
        if view is None or task is None:
            return [], [], True, no_update, "", told
        outcome = app.study(task, 0.0 if ctx.triggered_id == self.ids.poll else _AT_ONCE_S)
        content = self._told(outcome, view) if outcome is not None else None
        if content is None:
            return no_update, self._waiting(task, view), False, 0, task.key, told
        return content, [], True, no_update, "", told

    def cancel(self, clicks: int | None, asked: Mapping[str, Any] | None) -> tuple[Any, Any]:
        """Stop what is waited for."""
        if not clicks or not asked:
            return no_update, no_update
        view = view_of(asked["query"])
        task = self._ask(view)
        if task is not None:
            state().studies.cancel(task.key)
        again = html.Button(t("run.again", view.lang), id=self.ids.again, className="plain")
        return [html.Span(t("run.stopped", view.lang)), again], True

    def _told(self, outcome: object, view: View) -> Components | None:
        if isinstance(outcome, Failure):
            offered = state().parks.get(view.park)
            return [notice_panel(failure_notice(outcome, offered.name(view.lang) if offered else "", view.lang))]
        run = run_of({"query": view.query})
        return None if run is None else self._draw(outcome, run, view)

    def _waiting(self, task: Task, view: View) -> Components:
        job = state().studies.running(task.key)
        if job is None or job.seconds < _TOLD_AFTER_S:
            return no_update  # type: ignore[return-value]
        at = state().studies.progress(task.key)
        told = t("section.waiting", view.lang, stage=t(f"run.{at.stage if at else 'queue'}", view.lang),
                 seconds=f"{job.seconds:.0f}")  # fmt: skip
        counted = at is not None and at.total > 1
        return [
            dmc.Progress(
                value=100 * at.done / at.total, size="sm", animated=True, className="bar", **{"aria-label": told}
            )
            if counted
            else dmc.Loader(size="xs", type="dots"),
            html.Span(told),
            html.Button(t("run.cancel", view.lang), id=self.ids.cancel, className="plain"),
        ]


def answer_of(task: Task | None, seconds: float = 0.0) -> Any:  # noqa: ANN401  what the task gives
    """Return the answer of a task for a file.

    Raises
    ------
    TimeoutError
        If it is not there in time, or there is none.
    """
    found = state().study(task, seconds) if task is not None else None
    if found is None or isinstance(found, Failure):
        raise TimeoutError(getattr(found, "reason", "the answer was not there in time"))
    return found


def _skeleton(lines: int) -> Components:
    return [dmc.Skeleton(height=20, radius=6, mb=8) for _ in range(lines)]
