"""What belongs to a park and is no table: its scenarios and its boundary, beside the tables or inside a workbook."""

from __future__ import annotations

from pathlib import Path

from circnet.park.book.archive import slimmed
from circnet.park.book.attached import attached
from circnet.park.book.grid import grids

__all__ = ["BOUNDARY", "SCENARIOS", "attachments_of"]

SCENARIOS = "scenarios"
"""Folder of a park's own scenario files."""
BOUNDARY = "boundary.geojson"


def attachments_of(place: str | Path | None) -> dict[str, str]:
    """Return the texts of the files that belong to a park, by their path in its folder.

    Parameters
    ----------
    place : str or path
        A park's folder or workbook; what is neither, or None, has none.
    """
    if not place:
        return {}
    path = Path(place)
    if path.is_dir():
        files = [*sorted((path / SCENARIOS).glob("*.toml")), *sorted(path.glob(BOUNDARY))]
        return {file.relative_to(path).as_posix(): _text(file) for file in files}
    archive = slimmed(path)[0] if path.is_file() else None
    return attached(grids(archive)) if archive is not None else {}


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8-sig", errors="replace")
