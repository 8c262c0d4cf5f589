"""Files that a workbook carries beside its tables, as texts in a sheet of their own: a path, and a part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from circnet.park.book.grid import Grid
from circnet.park.book.words import ATTACHED, table_of
from circnet.park.faults import faults_at

__all__ = ["attached", "attached_faults", "parts_of"]

_MOST = 30_000
"""Characters of a cell; Excel takes 32,767."""
_PATH = re.compile(r"scenarios/[\w.-]+\.toml|boundary\.geojson")


def parts_of(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return texts as rows of the sheet, long ones in several."""
    plain = {path: text.replace("\r\n", "\n") for path, text in files.items()}
    return [
        (path, text[start : start + _MOST])
        for path, text in sorted(plain.items())
        for start in range(0, max(len(text), 1), _MOST)
    ]


def attached(sheets: Iterable[Grid]) -> dict[str, str]:
    """Return the texts of a workbook's sheets by path; what is no file of a park is left to `attached_faults`."""
    files: dict[str, str] = {}
    for _, path, text in _rows(sheets):
        if _PATH.fullmatch(path):
            files[path] = files.get(path, "") + text
    return files


def attached_faults(sheets: Iterable[Grid]) -> pd.DataFrame:
    """Return a fault for each path that is none of a park's."""
    wrong = [(number, path[:80]) for number, path, _ in _rows(sheets) if not _PATH.fullmatch(path)]
    expected = "scenarios/NAME.toml, boundary.geojson"
    return faults_at("unknown_file", ATTACHED, [at for at, _ in wrong], "", [path for _, path in wrong], expected)


def _rows(sheets: Iterable[Grid]) -> list[tuple[int, str, str]]:
    own = [sheet for sheet in sheets if table_of(sheet.title) == ATTACHED]
    numbered = [pair for sheet in own for pair in zip(sheet.numbers[1:], sheet.rows[1:], strict=True)]
    texts = [["" if cell is None else str(cell) for cell in (*row, None, None)[:2]] for _, row in numbered]
    return [(number, path.strip(), text) for (number, _), (path, text) in zip(numbered, texts, strict=True)]
