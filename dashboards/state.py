"""What one app holds: the parks on offer, its language, and its jobs; found through the server that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app

from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.workspace import Workspace
from dashboards.choices import Choices
from dashboards.jobs import Jobs, Task
from dashboards.own_parks import OwnParks
from dashboards.parks import OfferedPark, content_key, default_park
from dashboards.progress_runs import standing_task
from dashboards.runs import couple_parks

__all__ = ["AppState", "state"]

_NAME = "circnet"


@dataclass(frozen=True)
class AppState:
    """Parks on offer, the language of an address that names none, and where runs are made and kept.

    ``studies`` are jobs of their own, so that no run waits for a question that takes longer; ``own`` are the parks of
    a workspace, None where the app has none.
    """

    given: Mapping[str, OfferedPark]
    lang: str
    jobs: Jobs
    studies: Jobs
    own: OwnParks | None = None

    @property
    def workspace(self) -> Workspace | None:
        """The workspace that pages write into."""
        return self.own.workspace if self.own else None

    @property
    def parks(self) -> Mapping[str, OfferedPark]:
        """The parks on offer as they are now, the user's own last; no own park hides one that was given."""
        return {**self.given, **{name: park for name, park in self._own().items() if name not in self.given}}

    def _own(self) -> Mapping[str, OfferedPark]:
        return self.own.offered() if self.own else {}

    @property
    def default_park(self) -> str:
        """The park of an address that names none."""
        return default_park(self.parks)

    def attach(self, server: Flask) -> None:
        """Let callbacks of this server find the state."""
        server.extensions[_NAME] = self

    def task(
        self, park: str, scenario: str = "", choices: Choices | None = None,
        function: Callable[..., object] = couple_parks, *more: str,
    ) -> Task:  # fmt: skip
        """Return the run of a park under a scenario and choices, or what another function makes of them.

        Raises
        ------
        KeyError
            If a park is not on offer.
        """
        choices = choices or Choices()
        parks = [self.parks[name] for name in (park, *choices.parks)]
        file = parks[0].scenarios[scenario].path if scenario else None
        key = content_key(parks, file, choices, function.__name__, more)
        return Task(key, function, (tuple(park.path for park in parks), file, choices, *more))

    def settings(self, park: str, scenario: str = "") -> Settings:
        """Return the settings of a park's scenario before anybody chose; a scenario at fault has the usual ones."""
        offered = self.parks.get(park)
        given = offered.scenarios[scenario].settings if offered and scenario else {}
        try:
            return replace(Settings(), **given)
        except (TypeError, UsageFault):
            return Settings()

    def outcome(self, task: Task, seconds: float = 0.0) -> Any | None:  # noqa: ANN401  what the task's function gives
        """Return what a run gave, asking for it if nobody did; None while it runs."""
        self.jobs.ask(task)
        return self.jobs.outcome(task.key, seconds)

    def study(self, task: Task, seconds: float = 0.0) -> Any | None:  # noqa: ANN401  what the task's function gives
        """Return an answer as `outcome` does a run; it is made beside the runs, which never wait for it.

        What is made already among the runs, ahead of any question, is waited for there.
        """
        place = self.jobs if self.jobs.running(task.key) else self.studies
        place.ask(task)
        return place.outcome(task.key, seconds)

    def warm(self) -> None:
        """Make the run of every park while nobody waits for another."""
        first = [self.default_park, *(name for name in self.parks if name != self.default_park)]
        self.jobs.ask_later([self.task(name) for name in first if name in self.parks])

    def compare(self) -> None:
        """Put all parks side by side while nobody waits for a run: the answer stands for pages that show it."""
        if self.parks:
            self.jobs.ask_later([standing_task(list(self.parks.values()))])


def state() -> AppState:
    """Return the state of the server that answers."""
    return current_app.extensions[_NAME]
