"""The parks of a workspace, each version laid out as a folder that runs can read as any other."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import threading
import weakref
from pathlib import Path

from circnet.errors import CircnetError
from circnet.park.files import write_files
from circnet.workspace import Workspace
from dashboards.parks import OfferedPark, offered_park

__all__ = ["OwnParks"]

_log = logging.getLogger(__name__)
_KEPT = 4
"""Versions of a park that stay laid out: runs of the ones before may still be under way."""


class OwnParks:
    """The newest versions of a workspace's parks.

    Parameters
    ----------
    workspace : Workspace
        Asked each time: others may write into it, from other servers too.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._folder = Path(tempfile.mkdtemp(prefix="circnet-parks-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)  # where nobody closes it
        self._lock = threading.Lock()
        self._held: dict[str, OfferedPark] = {}

    def offered(self) -> dict[str, OfferedPark]:
        """Return the parks by id; those that were known last if the database does not answer."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            newest = self.workspace.versions()
        except SQLAlchemyError as error:
            _log.error("the workspace does not answer: %s", error)
            return dict(self._held)
        with self._lock:
            held = self._held
            if newest != {name: park.version for name, park in held.items()}:
                for name in held.keys() - newest.keys():  # another one of this id would begin with version 1 again
                    shutil.rmtree(self._folder / name, ignore_errors=True)
                same = {name for name, park in held.items() if park.version == newest.get(name)}
                self._held = {
                    name: held[name] if name in same else self._laid_out(name, version)
                    for name, version in newest.items()
                }
            return dict(self._held)

    def close(self) -> None:
        """Let go of the database and remove the folders."""
        self.workspace.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _laid_out(self, name: str, version: int) -> OfferedPark:
        home = self._folder / name
        place = home / str(version)
        if not place.is_dir():
            home.mkdir(parents=True, exist_ok=True)
            half = Path(tempfile.mkdtemp(dir=home))
            with contextlib.suppress(CircnetError):  # removed meanwhile: an empty folder is a park at fault
                write_files(self.workspace.files(name, version), half)
            half.rename(place)
            _drop(home)
        return offered_park(name, place, version)


def _drop(home: Path) -> None:
    versions = sorted((place for place in home.iterdir() if place.name.isdigit()), key=lambda place: int(place.name))
    for place in versions[:-_KEPT]:
        shutil.rmtree(place, ignore_errors=True)
