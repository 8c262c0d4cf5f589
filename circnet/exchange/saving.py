"""A park written whole or not at all: as a folder, or as a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from circnet.exchange.template import park_workbook
from circnet.park.folder import save_park
from circnet.park.park import Park
from circnet.schema import PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["save"]


def save(park: Park, catalog: Catalog, place: Path, lang: str) -> None:
    """Write a park to a folder, or to a workbook if the name ends in .xlsx.

    Everything is written beside the place first; only then do the finished files take the place of older ones.
    """
    with tempfile.TemporaryDirectory(dir=_standing(place.parent), prefix=".circnet-") as aside:
        if place.suffix.lower() == ".xlsx":
            whole = Path(aside) / "park.xlsx"
            whole.write_bytes(park_workbook(park, catalog, lang))
            whole.replace(place)
            return
        save_park(park, aside)
        place.mkdir(parents=True, exist_ok=True)
        made = sorted(Path(aside).iterdir())
        for file in made:
            file.replace(place / file.name)
        for name in {table.file for table in PARK_TABLES.values()} - {file.name for file in made}:
            (place / name).unlink(missing_ok=True)


def _standing(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
