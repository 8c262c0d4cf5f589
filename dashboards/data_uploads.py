"""Uploaded files: hostile until they are read; kept in a folder of their own while they are, under names of ours."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pandas as pd

from circnet.errors import InputFaults
from circnet.exchange.keeping import written_files
from circnet.park import load_catalog, read_park
from circnet.park.attachments import attachments_of
from circnet.park.faults import errors_of, file_fault
from circnet.park.manifest import FILE
from circnet.park.park import OWNED, Park
from circnet.workspace.facts import with_facts
from circnet.workspace.judging import park_of
from circnet.workspace.taking import unpacked

__all__ = ["MOST", "Incoming", "incoming", "laid_down", "plain_files", "under_id"]

MOST = 20_000_000
"""Bytes of an uploaded file."""


@dataclass(frozen=True)
class Incoming:
    """A park that comes in: its files if it may be taken, all faults, and whether it is a workbook."""

    park: Park | None
    files: dict[str, bytes]
    faults: pd.DataFrame
    book: bool

    @property
    def sound(self) -> bool:
        """Whether it may be taken in."""
        return self.park is not None and errors_of(self.faults).empty


def _bytes(content: str, name: str) -> bytes:
    """Return what a browser sent as a data address.

    Raises
    ------
    InputFaults
        If it is too large or none.
    """
    if len(content) > MOST * 4 // 3 + 200:
        raise InputFaults(file_fault("unreadable_file", name, f"> {MOST // 10**6} MB", ""))
    try:
        return base64.b64decode(content.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise InputFaults(file_fault("unreadable_file", name, "base64", "")) from None


@contextmanager
def laid_down(contents: Sequence[str], names: Sequence[str]) -> Iterator[list[Path]]:
    """Lay uploaded workbooks into a folder; their names are only told, never paths.

    Raises
    ------
    InputFaults
        If one is too large.
    """
    with tempfile.TemporaryDirectory(prefix="circnet-") as folder:
        paths = []
        for place, (content, name) in enumerate(zip(contents, names, strict=True)):
            told = _told(name)
            path = Path(folder) / str(place) / f"{told.rsplit('.', 1)[0] or 'file'}.xlsx"
            path.parent.mkdir()
            path.write_bytes(_bytes(content, told))
            paths.append(path)
        yield paths


def _told(name: str) -> str:
    """Return the last part of a name, without what a path or a control sign could be."""
    plain = PurePath(str(name).replace("\\", "/")).name
    return "".join(sign if sign.isprintable() and sign not in '<>:"|?*/' else "_" for sign in plain)[-80:] or "file"


def incoming(content: str, name: str) -> Incoming:
    """Read an uploaded workbook, or a zip of a park's folder, and everything wrong with it."""
    catalog, told = load_catalog(), _told(name)
    empty: dict[str, bytes] = {}
    if told.lower().endswith(".zip"):
        try:
            files = unpacked(_bytes(content, told), told)
        except InputFaults as error:
            return Incoming(None, empty, error.faults, book=False)
        park, faults = park_of(
            {path: text.decode("utf-8-sig", errors="replace") for path, text in files.items()}, catalog
        )
        return Incoming(park, files, faults, book=False)
    try:
        with laid_down([content], [told]) as (path,):
            park, faults = read_park(path, catalog)
            files = {} if park is None else {one: text.encode() for one, text in attachments_of(path).items()}
    except InputFaults as error:
        return Incoming(None, empty, error.faults, book=False)
    sound = park is not None and errors_of(faults).empty
    return Incoming(park, {**written_files(park), **files} if park is not None and sound else empty, faults, book=True)


def under_id(found: Incoming, park: str) -> dict[str, bytes]:
    """Return the files of a park that may be taken in, under another id.

    Raises
    ------
    InputFaults
        If the id is none.
    """
    if found.park is None or found.park.info.id == park:
        return found.files
    _, faults = with_facts(found.files[FILE].decode("utf-8-sig"), {"id": park})
    if len(faults):
        raise InputFaults(faults)
    old = found.park.info.id
    owned = {name: table.assign(park=table["park"].replace({old: park})) for name in OWNED
             for table in [getattr(found.park, name)]}  # fmt: skip
    renamed = found.park.replace(info=replace(found.park.info, id=park), **owned)
    return {path: text for path, text in found.files.items() if not path.endswith(".csv")} | written_files(renamed)


def plain_files(files: dict[str, str]) -> dict[str, bytes]:
    """Return the files of a kept park as they would be written out again; as they are if they hold no park."""
    catalog = load_catalog()
    park, faults = park_of(files, catalog)
    plain = {path: text.encode() for path, text in files.items()}
    if park is None or len(errors_of(faults)):
        return plain
    return plain | written_files(park)
