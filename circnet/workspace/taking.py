"""Parks taken in from elsewhere: archives unpacked, what is new told apart from what is only written otherwise."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import file_fault
from circnet.park.manifest import FILE
from circnet.schema import PARK_TABLES
from circnet.workspace.changes import CHANGE_COLUMNS, applied, difference
from circnet.workspace.facts import fact_texts
from circnet.workspace.files import FILES, HEADINGS, POSITION, cells_of, files_of, matched
from circnet.workspace.sheets import settled

if TYPE_CHECKING:
    from circnet.workspace.workspace import Workspace

__all__ = ["MOST_UNPACKED", "altered", "take_in", "unpacked"]

MOST_UNPACKED = 60_000_000
"""Bytes of all files of an archive together."""

_MOST_FILES = 400
_TABLES = {FILE, *(table.file for table in PARK_TABLES.values())}
_BELONGS = re.compile(r"[\w-]+\.csv|park\.toml|boundary\.geojson|scenarios/[\w-]+\.toml")


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a park from a zip of its folder; whatever else lies in it is left out.

    Raises
    ------
    InputFaults
        If it is no zip, too large, or holds no park; nothing is ever written to disk.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > _MOST_FILES or sum(one.file_size for one in entries) > MOST_UNPACKED:
                raise InputFaults(file_fault("unreadable_file", name, f"> {MOST_UNPACKED // 10**6} MB", ".zip"))
            homes = [PurePosixPath(one.filename).parent for one in entries if _named(one.filename) == FILE]
            if len(homes) != 1:
                raise InputFaults(file_fault("missing_file", FILE, "", "a TOML file"))
            return _files(archive, [one.filename for one in entries], homes[0])
    except (BadZipFile, ZlibError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InputFaults(file_fault("unreadable_file", name, type(error).__name__, ".zip")) from None


def _named(path: str) -> str:
    return PurePosixPath(path).name


def _files(archive: ZipFile, paths: list[str], home: PurePosixPath) -> dict[str, bytes]:
    """Read what lies in the park's folder, never more than an archive may hold."""
    found, left = {}, MOST_UNPACKED
    for path in paths:
        inside = PurePosixPath(path)
        if not inside.is_relative_to(home):
            continue
        told = inside.relative_to(home).as_posix()
        if not _BELONGS.fullmatch(told):
            continue
        with archive.open(path) as file:
            found[told] = file.read(left + 1)
        left -= len(found[told])
        if left < 0:  # the sizes that the archive tells of are not its own
            raise InputFaults(file_fault("unreadable_file", path, f"> {MOST_UNPACKED // 10**6} MB", ".zip"))
    return found


def altered(state: pd.DataFrame, plain: Mapping[str, bytes], files: Mapping[str, bytes]) -> pd.DataFrame:
    """Return what the files of a park change in what is kept of it.

    Parameters
    ----------
    state : DataFrame
        What is kept, columns `circnet.workspace.changes.CELL_COLUMNS`.
    plain : mapping of str to bytes
        The kept park written out again as the files are, so that a blank that means its default, or a number written
        otherwise, is no change. The kept files themselves if they cannot be read as a park.
    files : mapping of str to bytes
        The park that comes in. What is no table and is not among them stays.

    Returns
    -------
    DataFrame
        Columns `circnet.workspace.changes.CHANGE_COLUMNS`, fit for `circnet.workspace.sheets.settled`: changes of cells
        and whole files, without those from one blank to another, without places and headings.
    """
    before = _placed_as(state, cells_of(plain))
    after = _paired(before, matched(before, cells_of({**_unspoken(plain, files), **files})))
    found = difference(before, after)
    found = found[found["column"].ne(POSITION) & found["sheet"].ne(HEADINGS) & ~_of_manifest(found, before, after)]
    cell = ["record", "sheet", "column"]
    kept = found[cell].merge(state, on=cell, how="left")["text"].astype(object)
    found = found.assign(old=kept.where(kept.notna(), None).to_numpy())
    blank = found["old"].fillna("").eq("") & found["new"].fillna("").eq("")
    gone = found["new"].isna().groupby(found["record"]).transform("all")
    facts = _facts(plain.get(FILE, b""), files.get(FILE, b""))
    return pd.concat([part for part in (facts, found[~blank | gone]) if len(part)] or [facts], ignore_index=True)


def take_in(
    workspace: Workspace, park: str, plain: Mapping[str, bytes], files: Mapping[str, bytes], seen: int, who: str
) -> int:  # noqa: PLR0913, PLR0917
    """Keep what the files of a park change in the version that was seen; see `altered`.

    Returns
    -------
    int
        The version that it became.

    Raises
    ------
    EditConflict
        If others changed the same cells since.
    """
    _, state = workspace.state(park, seen)
    after = applied(settled(altered(state, plain, files), state), state)
    return workspace.put(park, {path: text.encode() for path, text in files_of(after).items()}, who, seen)


def _placed_as(state: pd.DataFrame, plain: pd.DataFrame) -> pd.DataFrame:
    """Number the records of a park written out again as those it was read from: its rows stand in the same order."""
    named = matched(state, plain)
    numbers = dict(zip(plain["record"], named["record"], strict=True))
    tables = [table.file for table in PARK_TABLES.values()]
    one, other = _in_order(state, tables), _in_order(plain, tables)
    for file in tables:
        old, new = one.get(file, []), other.get(file, [])
        if len(old) == len(new):
            numbers |= dict(zip(new, old, strict=True))
    return plain.assign(record=plain["record"].map(numbers))


def _in_order(state: pd.DataFrame, files: Sequence[str]) -> dict[str, list[int]]:
    places = state[state["column"].eq(POSITION) & state["sheet"].isin(files)]
    places = places.assign(place=places["text"].astype(float)).sort_values(["place", "record"])
    return {str(file): part["record"].tolist() for file, part in places.groupby("sheet")}


def _paired(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pair rows that no key tells apart by what they must say: a link by its ends and its good."""
    one = _said(before[~before["record"].isin(after["record"])])
    other = _said(after[after["record"].lt(0)])
    pairs = other.reset_index().merge(one.reset_index(), on=["sheet", "said", "again"], suffixes=("", "_old"))
    return after.assign(record=after["record"].replace(dict(zip(pairs["record"], pairs["record_old"], strict=True))))


def _said(state: pd.DataFrame) -> pd.DataFrame:
    """Return what each record of a keyless table must say, and how many said the same before; by record."""
    must = {table.file: {name for name, one in table.columns.items() if one.required} | {"enterprise"}
            for table in PARK_TABLES.values() if not table.key}  # fmt: skip
    wanted = [column in must.get(sheet, ()) for column, sheet in zip(state["column"], state["sheet"], strict=True)]
    cells = state[pd.Series(wanted, index=state.index, dtype="bool")].sort_values(["record", "column"])
    said = cells.groupby(["record", "sheet"])["text"].agg("|".join).rename("said").reset_index("sheet")
    return said.assign(again=said.groupby(["sheet", "said"]).cumcount())


def _of_manifest(changes: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return which changes are of the manifest's text: its facts are told one by one."""
    held = pd.concat([before, after])
    records = held.loc[held["sheet"].eq(FILES) & held["column"].eq("path") & held["text"].eq(FILE), "record"]
    return changes["sheet"].eq(FILES) & changes["record"].isin(records)


def _facts(before: bytes, after: bytes) -> pd.DataFrame:
    was, now = (fact_texts(text.decode("utf-8-sig", errors="replace")) for text in (before, after))
    told = [(0, FILE, key, was.get(key, ""), text) for key, text in now.items() if text != was.get(key, "")]
    return pd.DataFrame(told, columns=CHANGE_COLUMNS)


def _unspoken(plain: Mapping[str, bytes], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that are no tables and that what comes in does not carry."""
    return {path: text for path, text in plain.items() if path not in _TABLES and path not in files}
