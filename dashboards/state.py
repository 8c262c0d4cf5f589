"""What one app holds: the parks on offer, its language, and its jobs; found through the server that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from circnet.coupling import Settings
from dashboards.jobs import Jobs
from dashboards.parks import OfferedPark, content_key, default_park
from dashboards.runs import couple_park

__all__ = ["AppState", "asked_run", "state"]

_NAME = "circnet"


@dataclass(frozen=True)
class AppState:
    """Parks on offer, the language of an address that names none, and where runs are kept."""

    parks: Mapping[str, OfferedPark]
    lang: str
    jobs: Jobs

    @property
    def default_park(self) -> str:
        """The park of an address that names none."""
        return default_park(self.parks)

    def attach(self, server: Flask) -> None:
        """Let callbacks of this server find the state."""
        server.extensions[_NAME] = self

    def ask(self, park: OfferedPark, settings: Settings | None = None) -> str:
        """Ask for the run of a park, unless it was asked for already; return its key."""
        settings = settings or Settings()
        key = content_key(park, settings)
        self.jobs.ask(key, couple_park, park.path, settings)
        return key


def state() -> AppState:
    """Return the state of the server that answers."""
    return current_app.extensions[_NAME]


def asked_run(park: OfferedPark) -> str:
    """Ask for the run of a park with the usual settings; return its key."""
    return state().ask(park)
