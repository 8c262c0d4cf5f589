"""The files of a park as a workspace keeps them."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from circnet.errors import InputFaults, UsageFault
from circnet.park.attachments import attachments_of
from circnet.park.faults import errors_of
from circnet.park.folder import read_park, save_park
from circnet.park.manifest import FILE
from circnet.park.park import OWNED, Park
from circnet.schema import PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog
    from circnet.types import PathText

__all__ = ["files_to_keep", "written_files"]

_NAMES = {FILE, *(table.file for table in PARK_TABLES.values())}


def files_to_keep(place: PathText, catalog: Catalog, park_id: str = "") -> dict[str, bytes]:
    """Return the files of a park that holds: those of a folder as they are, a workbook's as a folder would have them.

    Parameters
    ----------
    place : str or path
        The id of a built-in park, a folder, or an .xlsx workbook.
    catalog : Catalog
        What the park is judged by.
    park_id : str
        The id that it is kept under; its own if empty.

    Returns
    -------
    dict of str to bytes
        Contents by path, `park.toml`, `units.csv`, `scenarios/dear.toml`.

    Raises
    ------
    InputFaults
        With every fault, if any is an error.
    UsageFault
        If the id is none.
    """
    park, faults = read_park(place, catalog)
    if park is None or len(errors_of(faults)):
        raise InputFaults(faults)
    if park_id and (not park_id.isascii() or not park_id.replace("-", "_").isidentifier() or len(park_id) > 60):
        raise UsageFault("park_id", park_id[:80], "a-z 0-9 _ -")
    folder = Path(park.path or "")
    if folder.is_dir() and park_id in ("", park.info.id):
        tables = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name in _NAMES}
    else:
        tables = written_files(_renamed(park, park_id or park.info.id))
    return tables | {path: text.encode() for path, text in attachments_of(park.path).items()}


def written_files(park: Park) -> dict[str, bytes]:
    """Return the files that a park is written as."""
    with tempfile.TemporaryDirectory() as folder:
        save_park(park, folder)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def _renamed(park: Park, park_id: str) -> Park:
    """Return a park under another id; a copy of a built-in one says whose it is in its names."""
    own = {name: getattr(park, name) for name in OWNED}
    old = park.info.id
    owned = {name: table.assign(park=table["park"].replace({old: park_id})) for name, table in own.items()}
    return park.replace(info=replace(park.info, id=park_id), **owned)
