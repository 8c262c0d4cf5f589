"""What is known of every park at this moment: its manifest, and its run as far as it is there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from circnet.park.manifest import FILE, info_of, parse_toml
from dashboards.parks import OfferedPark
from dashboards.runs import Failure, ParkRun
from dashboards.state import state
from dashboards.views.overview.table import ParkState

__all__ = ["firms_of", "park_states"]

_ASKED_AT_ONCE = 2
"""Runs asked for by one look: more would stand before those that somebody waits for on another page."""


def park_states(told: Mapping[str, str] | None = None) -> tuple[list[ParkState], list[ParkRun]]:
    """Return the state of each park on offer, and the runs that are there; a page that is drawn asks for the rest.

    Parameters
    ----------
    told
        Statuses that the page shows already: a run that failed is told once and not tried again by it. Without
        them nothing is asked for, so that a first page does not wait behind the start of processes.
    """
    app, states, runs, asked = state(), [], [], 0
    for name, offered in app.parks.items():
        task, before = app.task(name), (told or {}).get(name, "waiting")
        outcome = app.jobs.outcome(task.key)
        if outcome is None and told is not None and before in ("waiting", "done") and asked < _ASKED_AT_ONCE:
            asked += 1
            outcome = app.outcome(task)
        if isinstance(outcome, ParkRun):
            runs.append(outcome)
            states.append(ParkState(_known(offered), "done", dict(outcome.figures) | {"park": name}))
        else:
            status = outcome.kind if isinstance(outcome, Failure) else "waiting" if before == "done" else before
            states.append(ParkState(_known(offered), status))
    return states, runs


def firms_of(runs: list[ParkRun]) -> pd.DataFrame:
    """Return the firms of all runs: ``park, id, name_zh, name_en, lat, lon``."""
    columns = ["id", "name_zh", "name_en", "lat", "lon"]
    tables = [run.enterprises.reindex(columns=columns).assign(park=run.info.id) for run in runs]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*columns, "park"])


def _known(offered: OfferedPark) -> dict[str, Any]:
    lat, lon, level = _manifest(offered.path)
    return {
        "park": offered.id, "name_zh": offered.name_zh, "name_en": offered.name_en, "lat": lat, "lon": lon,
        "level": level,
    }  # fmt: skip


@cache
def _manifest(path: Path) -> tuple[float, float, str]:
    """Where a park lies and its level, also while it is not solved."""
    try:
        tree, lines, _ = parse_toml((path / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return math.nan, math.nan, ""
    if tree is None:
        return math.nan, math.nan, ""
    info = info_of(tree, lines)[0]
    return info.lat, info.lon, info.level
