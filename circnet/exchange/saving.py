"""A park written whole or not at all: as a folder, or as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from circnet.exchange.template import park_workbook
from circnet.park.attachments import attachments_of
from circnet.park.files import write_files
from circnet.park.folder import load_park, save_park
from circnet.park.park import Park
from circnet.schema import PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["save", "save_files"]


def save(park: Park, catalog: Catalog, place: Path, lang: str) -> None:
    """Write a park to a folder, or to a workbook if the name ends in .xlsx.

    Everything is written beside the place first; only then do the finished files take the place of older ones.
    """
    files = attachments_of(park.path)
    with tempfile.TemporaryDirectory(dir=_standing(place.parent), prefix=".circnet-") as aside:
        if place.suffix.lower() == ".xlsx":
            whole = Path(aside) / "park.xlsx"
            whole.write_bytes(park_workbook(park, catalog, lang, files=files))
            whole.replace(place)
            return
        save_park(park, aside)
        write_files(files, Path(aside))
        _replace(Path(aside), place)


def save_files(files: Mapping[str, str], catalog: Catalog, place: Path, lang: str) -> None:
    """Write the files of a park to a folder as they are, or as a workbook if the name ends in .xlsx.

    Raises
    ------
    InputFaults
        If a workbook is asked for and the files are no park that holds.
    """
    with tempfile.TemporaryDirectory(dir=_standing(place.parent), prefix=".circnet-") as aside:
        folder = Path(aside) / "park"
        write_files(files, folder)
        if place.suffix.lower() == ".xlsx":
            save(load_park(folder, catalog), catalog, place, lang)
        else:
            _replace(folder, place)


def _replace(made: Path, place: Path) -> None:
    """Put finished files in the place of older ones; tables that are not there any more go."""
    place.mkdir(parents=True, exist_ok=True)
    names = sorted(file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file())
    for name in names:
        (place / name).parent.mkdir(exist_ok=True)
        (made / name).replace(place / name)
    for name in {table.file for table in PARK_TABLES.values()} - set(names):
        (place / name).unlink(missing_ok=True)


def _standing(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
