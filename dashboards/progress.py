"""How far a run is: its process writes it down, the server reads it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Progress", "note", "noting", "read_note"]

_PLACE: ContextVar[Path | None] = ContextVar("place", default=None)


@dataclass(frozen=True)
class Progress:
    """The step a run is at, and how many of how many where steps are counted."""

    stage: str
    done: int = 0
    total: int = 0


@contextlib.contextmanager
def noting(place: Path) -> Iterator[None]:
    """Write what is noted inside to a file, which goes afterwards."""
    token = _PLACE.set(place)
    try:
        yield
    finally:
        _PLACE.reset(token)
        place.unlink(missing_ok=True)


def note(stage: str, done: int = 0, total: int = 0) -> None:
    """Note how far the run is; outside a run of the app nothing happens."""
    place = _PLACE.get()
    if place is None:
        return
    part = place.with_suffix(".part")
    with contextlib.suppress(OSError):  # a note that cannot be written is no reason to stop
        part.write_text(json.dumps([stage, done, total]), encoding="utf-8")
        part.replace(place)


def read_note(place: Path) -> Progress | None:
    """Return what was noted last; None before the first note and after the end."""
    try:
        stage, done, total = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Progress(str(stage), int(done), int(total))
