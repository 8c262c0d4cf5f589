"""A workbook before its cells are read: what is no workbook is refused, blank cells are left out.

An .xlsx is a zip of XML. Its size is known before anything is unpacked; cells that hold nothing (a hundred thousand
rows with a border and no value) are taken out of the text, since a reader of cells would make an object of each.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as ZlibError

import pandas as pd

from circnet.park.faults import collect, file_fault, no_faults

__all__ = ["Archive", "Marks", "slimmed"]

MOST_FILE = 50_000_000
MOST_UNPACKED = 300_000_000
MOST_TEXT = 12_000_000
"""Bytes of the file, of everything in it unpacked, and of the XML that is left without its blank cells."""

_CHUNK = 4_000_000
_BLANK_CELL = re.compile(rb'<c\s(?=[^>]*\br=")[^>]*(?:/>|>(?:<v\s*/>|<v></v>)?</c>)')
_BLANK_ROW = re.compile(rb'<row\s(?=[^>]*\br=")[^>]*(?:/>|>\s*</row>)')
_FORMULA = re.compile(rb"<c\s([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)\s*(<v>[^<]+</v>)?")
_PLACE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_MERGED = re.compile(rb'<mergeCell\s[^>]*\bref="([A-Z0-9:]+)"')
_KINDS = {b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": ".xls", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR",
          b"7z\xbc\xaf": "7z", b"{\\rtf": "RTF", b"<": "HTML, XML"}  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """What the XML of one sheet says beside its values: places like ``B7``, ranges like ``A1:C1``."""

    uncomputed: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Archive:
    """A workbook without its blank cells: the bytes, and the marks of each sheet by its path in the zip."""

    data: bytes
    marks: dict[str, Marks] = field(default_factory=dict)


def slimmed(path: Path) -> tuple[Archive | None, pd.DataFrame]:
    """Return a workbook fit to be read.

    Returns
    -------
    Archive or None
        None where the file is no workbook or a too large one.
    DataFrame
        Faults `unreadable_workbook`, `renamed_file`, `oversized_workbook`; warnings `macros`, `external_links`.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            kind = _kind(start)
            if kind:
                return None, file_fault("renamed_file", path.name, kind, ".xlsx")
            if size > MOST_FILE:
                return None, _oversized(path, size, MOST_FILE)
            return _repacked(path, file)
    except (OSError, BadZipFile, ZlibError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        # zipfile passes on whatever a broken or encrypted archive makes its readers raise
        return None, file_fault("unreadable_workbook", path.name, type(error).__name__, ".xlsx")


def _kind(start: bytes) -> str:
    """Return what a file is that is no zip, an empty text for a zip."""
    if start.startswith(b"PK"):
        return ""
    found = [name for mark, name in _KINDS.items() if start.startswith(mark)]
    return found[0] if found else "CSV, TXT" if start else "0 B"


def _oversized(path: Path, size: int, most: int) -> pd.DataFrame:
    return file_fault("oversized_workbook", path.name, f"{size / 1e6:,.0f} MB", f"{most / 1e6:,.0f} MB")


def _repacked(path: Path, file: IO[bytes]) -> tuple[Archive | None, pd.DataFrame]:
    """Copy the zip, its sheets without blank cells."""
    with ZipFile(file) as source:
        names = source.namelist()
        whole = sum(item.file_size for item in source.infolist())
        if whole > MOST_UNPACKED:
            return None, _oversized(path, whole, MOST_UNPACKED)
        if "xl/workbook.xml" not in names:
            return None, file_fault("renamed_file", path.name, "ZIP", ".xlsx")
        target, marks, left = io.BytesIO(), {}, 0
        with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as copy:
            for name in dict.fromkeys(names):
                with source.open(name) as part:
                    parts = _without_blanks(part) if _is_sheet(name) else iter([part.read()])
                    text = io.BytesIO()
                    for piece in parts:
                        text.write(piece)
                        if name.endswith((".xml", ".rels")):
                            left += len(piece)
                        if left > MOST_TEXT:
                            return None, _oversized(path, left, MOST_TEXT)
                data = text.getvalue()
                if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:4096]:
                    return None, file_fault("unreadable_workbook", path.name, "DOCTYPE", ".xlsx")
                if _is_sheet(name):
                    marks[name] = _marks(data)
                copy.writestr(name, data)
        found = [no_faults()]
        if any(name.endswith("vbaProject.bin") for name in names):
            found.append(file_fault("macros", path.name, "VBA", ".xlsx", severity="warning"))
        if any(name.startswith("xl/externalLinks/") for name in names):
            found.append(file_fault("external_links", path.name, "", "", severity="warning"))
    return Archive(target.getvalue(), marks), collect(found)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _without_blanks(part: IO[bytes]) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces, cells and rows that hold nothing left out."""
    tail = b""
    while piece := part.read(_CHUNK):
        text = tail + piece
        cut = text.rfind(b"<row")  # never inside a row: the next piece begins with it
        cut = cut if cut > 0 else len(text) if len(text) > 4 * _CHUNK else 0
        tail = text[cut:]
        yield _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", text[:cut]))
    yield _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", tail))


def _marks(data: bytes) -> Marks:
    """Return formulas without a value, formulas that look into other files, and merged ranges."""
    uncomputed, elsewhere = set(), set()
    for found in _FORMULA.finditer(data):
        attributes, formula, value = found.groups()
        place = _PLACE.search(attributes)
        if place is None:
            continue
        name = place[1].decode()
        if value is None and b't="str"' not in attributes:  # a formula may well give an empty text
            uncomputed.add(name)
        if re.search(rb"\[[0-9]+\]", formula or b""):
            elsewhere.add(name)
    merged = tuple(place.decode() for place in _MERGED.findall(data))
    return Marks(frozenset(uncomputed), frozenset(elsewhere), merged)
