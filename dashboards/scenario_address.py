"""What an address asks of the page of scenarios, and the tasks that answer it."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import pandas as pd

from circnet.scenario.compare import INPUT_KEYS, MOST
from circnet.scenario.compare_column import BASE
from dashboards.address import View
from dashboards.jobs import Task
from dashboards.parks import content_key
from dashboards.scenario_runs import Asked, compared, lists_of
from dashboards.state import state
from dashboards.views.scenarios.sankeys import MEASURES

__all__ = [
    "FROZEN", "NEW", "VIEWS", "address", "asked_of", "compared_ids", "edited", "file_of", "frozen_of", "kept_runs",
    "lists_task", "one_of", "task_of",
]  # fmt: skip

FROZEN: Final = "frozen:"
NEW: Final = "new"
VIEWS: Final = ("tables", "sankey", "network")
_FIRST: Final = 3
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def one_of(view: View, name: str) -> str:
    """Return a choice of the page: ``view`` or ``of``; the usual where the address says nothing that is known."""
    known = {"view": VIEWS, "of": tuple(MEASURES)}[name]
    given = view.query.get(name, "")
    return given if given in known else known[0]


def compared_ids(view: View) -> tuple[list[str], list[str]]:
    """Return the ids of the columns, and what the address names that is not there.

    Without a word in the address they are the park as it is and its first scenarios; one frozen run alone stands
    beside the park as it is.
    """
    park = state().parks.get(view.park)
    if park is None:
        return [], []
    given = [one for one in str(view.query.get("compare", "")).split(",") if one]
    if not given:
        return [BASE, *list(park.scenarios)[: _FIRST - 1]], []
    listed = list(dict.fromkeys(given))
    there = {BASE, *park.scenarios, *(f"{FROZEN}{one}" for one in kept_runs(view)["id"])}
    known = [one for one in listed if one in there]
    return known[:MOST], [one for one in listed if one not in known[:MOST]]


def kept_runs(view: View) -> pd.DataFrame:
    """Return the kept runs of the park, the newest first."""
    workspace = state().workspace
    if workspace is None:
        return pd.DataFrame(columns=["id", "park", "version", "scenario", "name", "who", "at", "catalog", "program"])
    table = workspace.frozen()
    return table[table["park"].eq(view.park)].reset_index(drop=True)


def frozen_of(view: View) -> str:
    """Return the id of the kept run that is looked at; an empty text if none is, or it is not there."""
    given = view.query.get("frozen", "")
    return given if given in set(kept_runs(view)["id"]) else ""


def edited(view: View) -> str:
    """Return the id of the scenario whose form is open, `NEW` for a new one, an empty text for none."""
    park, given = state().parks.get(view.park), view.query.get("edit", "")
    own = park is not None and park.version is not None
    return given if own and park is not None and (given == NEW or given in park.scenarios) else ""


def asked_of(view: View) -> list[Asked]:
    """Return the columns that an address asks for."""
    park = state().parks[view.park]
    found = []
    for one in compared_ids(view)[0]:
        if one.startswith(FROZEN):
            workspace = state().workspace
            assert workspace is not None  # noqa: S101  its runs are known
            run = workspace.frozen_run(one.removeprefix(FROZEN))
            found.append(Asked(one, frozen=run, catalog=workspace.frozen_catalog(run.catalog)))
        else:
            found.append(Asked(one, None if one == BASE else park.scenarios[one].path.read_bytes()))
    return found


def task_of(view: View) -> Task | None:
    """Return the comparison that an address asks for; None if it asks for fewer than two columns."""
    if len(compared_ids(view)[0]) < 2 or view.park not in state().parks:  # noqa: PLR2004
        return None
    asked = asked_of(view)
    digest = hashlib.sha256(repr([(one.id, one.content) for one in asked]).encode()).hexdigest()
    park = state().parks[view.park]
    key = content_key([park], None, view.choices, compared.__name__, digest)
    return Task(key, compared, (park.path, tuple(asked), view.choices))


def lists_task(view: View) -> Task | None:
    """Return the task that makes the lists of the form; None while it is closed."""
    name = edited(view)
    if not name:
        return None
    park = state().parks[view.park]
    content = None if name == NEW else park.scenarios[name].path.read_bytes()
    digest = hashlib.sha256(content or b"").hexdigest()
    key = content_key([park], None, lists_of.__name__, name, digest)
    return Task(key, lists_of, (park.path, content, name))


def file_of(name: str) -> str:
    """Return where a scenario lies among the files of its park.

    Raises
    ------
    ValueError
        If a scenario cannot be called so.
    """
    if not _ID.fullmatch(name) or name in (BASE, NEW, *INPUT_KEYS):
        raise ValueError(name)
    return f"scenarios/{name}.toml"


def address(view: View, **changes: str) -> str:
    """Return an address of the page that keeps what is compared."""
    kept = {name: view.query.get(name, "") for name in ("compare", "view", "of", "against")}
    return view.address("/scenarios", **(kept | changes))
