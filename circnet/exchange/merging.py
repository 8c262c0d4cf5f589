"""Answers of firms merged into the park they were asked from: cell by cell, all or nothing.

Three states of a cell count: as it was sent out (the questionnaire remembers), as the firm answers, and as it is in the
park by now. A cell that an answer leaves alone keeps what the park has; two answers that say different things of one
cell, or an answer to a cell that the park has changed meanwhile, are a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults
from circnet.exchange.questionnaire import ANSWERED, SHARED, remembered, texts_of
from circnet.park.checks import check_park
from circnet.park.faults import collect, errors_of, file_fault
from circnet.park.folder import completed
from circnet.park.park import Park
from circnet.park.reading import typed
from circnet.park.workbook import read_workbook
from circnet.schema import PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["CHANGE_COLUMNS", "Merge", "merge"]

CHANGE_COLUMNS = ["table", "row", "column", "old", "new", "who", "now"]
_KEYS = {"ports": ("enterprise", "commodity", "direction"), "links": ("from", "to", "commodity"),
         "markets": ("enterprise", "commodity"), "projects": ("enterprise", "id", "name_zh")}  # fmt: skip
_PRESENT = "1"


@dataclass(frozen=True)
class Merge:
    """What the answers change.

    Parameters
    ----------
    park : Park or None
        The park with every change; None where there is a conflict.
    changes : DataFrame
        A row per changed cell: `table`, `row` (its key), `column`, `old` (as sent out), `new`, `who` (the file),
        `now` (in the park). A row that is new or struck out has a blank `column`, and `1` where it is there.
    conflicts : DataFrame
        The changes that contradict each other or the park, same columns.
    """

    park: Park | None
    changes: pd.DataFrame
    conflicts: pd.DataFrame


def merge(park: Park, catalog: Catalog | None, files: Sequence[Path]) -> Merge:
    """Merge answered questionnaires into a park.

    Parameters
    ----------
    park : Park
        As it is now.
    catalog : Catalog or None
        The whole catalog; None for a park with ``catalog = false``.
    files : sequence of Path
        The answers, workbooks that `circnet.exchange.questionnaire.questionnaires` wrote.

    Raises
    ------
    InputFaults
        With every fault of every answer, or of the park that they would make; nothing is merged then.
    """
    now = {name: _keyed(table, name) for name, table in texts_of(park).items()}
    answers, faults = [], []
    for path in sorted(files):
        told, found = _answer(path, park, catalog)
        faults.append(found)
        answers += [] if told is None else [_changes(*told, path.name)]
    broken = collect(faults)
    if len(errors_of(broken)):
        raise InputFaults(broken)
    changes = pd.concat(answers, ignore_index=True) if answers else pd.DataFrame(columns=CHANGE_COLUMNS, dtype="str")
    changes = changes.assign(now=_looked_up(changes, now)).astype("str")
    changes = changes.sort_values(["table", "row", "column", "who"], kind="stable", ignore_index=True)
    wrong = _contradicted(changes)
    conflicts = changes[wrong].reset_index(drop=True)
    merged = None if wrong.any() else _merged(park, catalog, now, changes)
    return Merge(merged, changes, conflicts)


def _answer(
    path: Path, park: Park, catalog: Catalog | None
) -> tuple[tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]] | None, pd.DataFrame]:
    """Return the tables as sent out and as answered, and the faults of the file."""
    book = read_workbook(path, catalog, within=park)
    faults = book.located(book.faults)
    faults = faults.assign(file=[f"{path.name} {file}" if file != path.name else file for file in faults["file"]])
    if book.info is None:
        return None, faults
    if book.info.id != park.info.id:
        return None, file_fault("foreign_answer", path.name, book.info.id, park.info.id)
    if book.asked is None:
        return None, file_fault("no_answer", path.name, "", "")
    try:
        asked = remembered(book.asked)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return None, file_fault("no_answer", path.name, "", "")
    answered = texts_of(Park.of(book.info, {name: book.tables[name].reset_index(drop=True) for name in ANSWERED}))
    return (asked, answered), faults


def _keyed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table by the key of its rows; rows that share one are counted."""
    key = [column for column in _KEYS.get(name, PARK_TABLES[name].key) if column in table]
    if table.empty:
        return table.set_axis(pd.Index([], dtype="str"), axis=0)
    keys = table[key].agg(" / ".join, axis=1)
    count = keys.groupby(keys).cumcount()
    return table.set_axis(keys.where(count.eq(0), keys + " #" + (count + 1).astype("str")), axis=0)


def _cells(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return every cell that is not blank by (table, row, column); a blank column says that the row is there."""
    parts = []
    for name in ANSWERED:
        if name not in tables or tables[name].empty:
            continue
        table = _keyed(tables[name], name).assign(**{"": _PRESENT})
        long = table.stack()
        parts.append(long.set_axis(pd.MultiIndex.from_tuples([(name, *place) for place in long.index]), axis=0))
    found = pd.concat(parts) if parts else pd.Series(dtype="str", index=pd.MultiIndex.from_tuples([], names=range(3)))
    return found[found.ne("")]


def _changes(asked: dict[str, pd.DataFrame], answered: dict[str, pd.DataFrame], who: str) -> pd.DataFrame:
    """Return the cells in which an answer differs from what was sent out."""
    both = pd.concat({"old": _cells(asked), "new": _cells(answered)}, axis=1).fillna("").astype("str")
    both = both[both["old"].ne(both["new"])].rename_axis(index=["table", "row", "column"]).reset_index()
    gone = both["column"].eq("") & both["new"].eq("")
    dropped = set(zip(both.loc[gone, "table"], both.loc[gone, "row"], strict=True))
    rows = pd.MultiIndex.from_frame(both[["table", "row"]])
    follows = pd.Series(rows.isin(list(dropped)), index=both.index) & both["column"].ne("")
    unseen = both["table"].isin(SHARED) & gone  # a firm sees only the part that its rows name
    return both[~follows & ~unseen].assign(who=who)


def _looked_up(changes: pd.DataFrame, now: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return what the park has in each changed cell by now."""
    found = []
    for table, row, column in zip(changes["table"], changes["row"], changes["column"], strict=True):
        rows = now[table]
        there = row in rows.index
        found.append((_PRESENT if there else "") if column == "" else
                     str(rows.at[row, column]) if there and column in rows else "")  # fmt: skip
    return found


def _contradicted(changes: pd.DataFrame) -> pd.Series:
    """Return which changes contradict another answer, or a cell of the park that is no more what was sent out."""
    if changes.empty:
        return pd.Series(dtype="bool")
    told = changes.groupby(["table", "row", "column"])["new"].transform("nunique").gt(1)
    meanwhile = changes["now"].ne(changes["old"]) & changes["now"].ne(changes["new"])
    removed = changes["column"].eq("") & changes["new"].eq("")
    row = [changes["table"], changes["row"]]
    gone = removed.groupby(row).transform("any") & changes["who"].groupby(row).transform("nunique").gt(1)
    edited = (~removed).groupby(row).transform("any")
    return told | meanwhile | (gone & edited)


def _merged(park: Park, catalog: Catalog | None, now: Mapping[str, pd.DataFrame], changes: pd.DataFrame) -> Park:
    """Return the park with the changes, checked."""
    tables, faults = {}, []
    for name, found in changes.groupby("table", sort=False):
        texts = now[str(name)].astype(object)
        rows = found[found["column"].eq("")]
        texts = texts.drop(index=[row for row in rows.loc[rows["new"].eq(""), "row"] if row in texts.index])
        added = [row for row in rows.loc[rows["new"].ne(""), "row"].unique() if row not in texts.index]
        texts = texts.reindex([*texts.index, *added], fill_value="")
        for row, column, new in found.loc[found["column"].ne(""), ["row", "column", "new"]].to_numpy():
            texts.loc[row, column] = new
        texts = texts.fillna("").astype("str").reset_index(drop=True)
        frame, wrong = typed(texts.set_axis(range(2, len(texts) + 2), axis=0), PARK_TABLES[str(name)], str(name))
        tables[str(name)] = frame.reset_index(drop=True)
        faults.append(wrong)
    result = completed(park.replace(**tables), catalog)
    told = collect([*faults, check_park(result, catalog)])
    if len(errors_of(told)):
        raise InputFaults(told)
    return result
