"""Scenarios of an own park written into its workspace; what cannot be done is said, never half done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from circnet.errors import CircnetError, EditConflict, UsageFault
from circnet.text import keys
from circnet.text import t as words
from dashboards.address import View
from dashboards.i18n import t
from dashboards.jobs import Task
from dashboards.runs import Failure
from dashboards.scenario_address import file_of
from dashboards.state import state
from dashboards.views.notices import failure_notice
from dashboards.who import who

__all__ = ["Refused", "answered", "content_of", "put_file", "put_park"]

_WAIT_S = 60.0


class Refused(Exception):  # noqa: N818  not a fault: what is said to the user
    """What cannot be done, in the user's words."""


def answered(task: Task, view: View) -> Any:  # noqa: ANN401  what the task gives
    """Return what a task gives.

    Raises
    ------
    Refused
        If it gives a `Failure`, or nothing in time.
    """
    found = state().study(task, _WAIT_S)
    if found is None:
        raise Refused(t("scenarios.too_long", view.lang))
    if isinstance(found, Failure):
        said = failure_notice(found, state().parks[view.park].name(view.lang), view.lang)
        raise Refused(" ".join([said.title, *(said.lines or [said.text])]))
    return found


def content_of(view: View, name: str) -> bytes:
    """Return the file of a scenario of the park; raises Refused if it is not there (any more)."""
    park = state().parks.get(view.park)
    if park is None or name not in park.scenarios:
        raise Refused(t("scenarios.gone", view.lang, name=name[:40]))
    return park.scenarios[name].path.read_bytes()


def put_file(view: View, name: str, content: bytes | None, seen: int | None = None, fresh: bool = False) -> None:
    """Write a scenario of an own park, or remove it.

    Parameters
    ----------
    name
        Its id.
    content
        Of its file; None removes it.
    seen
        The version of the park that the user looked at; the newest if absent.
    fresh
        Whether there may be none of this id yet.

    Raises
    ------
    Refused
        If somebody else changed the file meanwhile, the park is not the user's own, or the id cannot be had.
    """
    workspace, park = state().workspace, state().parks.get(view.park)
    if workspace is None or park is None or park.version is None:
        raise Refused(t("scenarios.not_own", view.lang))
    try:
        path = file_of(name)
    except ValueError:
        raise Refused(t("scenarios.bad_id", view.lang, name=name[:40])) from None
    version = park.version if seen is None else seen

    def write() -> None:
        files = {one: text.encode() for one, text in workspace.files(view.park, version).items()}
        if fresh and path in {**files, **dict.fromkeys(workspace.files(view.park))}:
            raise Refused(t("scenarios.taken", view.lang, name=name))
        changed = {one: data for one, data in files.items() if one != path}
        workspace.put(view.park, changed if content is None else {**changed, path: content}, who(), version)

    _told(write, view)


def put_park(view: View, park_id: str, files: Mapping[str, bytes]) -> None:
    """Keep a park under an id of the user's own; raises Refused if the id is taken."""
    workspace = state().workspace
    if workspace is None:
        raise Refused(t("scenarios.no_workspace", view.lang))
    if park_id in state().parks:
        raise Refused(t("scenarios.taken", view.lang, name=park_id))
    _told(lambda: workspace.put(park_id, files, who()), view)


def _told(write: Callable[[], object], view: View) -> None:
    try:
        write()
    except EditConflict as error:
        by = ", ".join(sorted({str(name) for name in error.cells["who"].dropna() if name})) or "?"
        raise Refused(t("scenarios.conflict", view.lang, who=by)) from error
    except UsageFault as error:
        key = f"usage.{error.key}"
        known = key in keys(view.lang)
        raise Refused(words(key, view.lang, value=error.value, expected=error.expected) if known else str(error)) \
            from error  # fmt: skip
    except CircnetError as error:
        raise Refused(str(error)) from error
