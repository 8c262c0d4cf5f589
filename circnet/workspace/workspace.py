"""Parks in a database, and who changed what."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from circnet.errors import EditConflict, UsageFault
from circnet.park.files import write_files
from circnet.workspace import tables
from circnet.workspace.changes import CELL_COLUMNS, CHANGE_COLUMNS, applied, conflicts, difference, inverse
from circnet.workspace.database import opened, writing
from circnet.workspace.files import cells_of, files_of, matched
from circnet.workspace.frozen import Frozen, frozen_catalog, frozen_run, frozen_runs, keep_frozen

__all__ = ["Workspace"]


class Workspace:
    """A database of parks: every accepted edit is a version, kept with who, when, old and new.

    Parameters
    ----------
    place : str or path
        A file of SQLite (made if absent), or ``postgresql://user@host/name``.

    Raises
    ------
    UsageFault
        If the place cannot be opened.
    """

    def __init__(self, place: str | Path) -> None:
        self.engine = opened(place)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def parks(self) -> pd.DataFrame:
        """Return the parks: `park`, `version`, and `who` changed it last and when (`at`, UTC)."""
        last = (tables.edit.c.park == tables.park.c.id) & (tables.edit.c.version == tables.park.c.version)
        asked = select(tables.park.c.id, tables.park.c.version, tables.edit.c.who, tables.edit.c.at)
        with self.engine.connect() as connection:
            rows = connection.execute(asked.join(tables.edit, last).order_by(tables.park.c.id)).all()
        return pd.DataFrame(rows, columns=["park", "version", "who", "at"])

    def versions(self) -> dict[str, int]:
        """Return the newest version of every park."""
        asked = select(tables.park.c.id, tables.park.c.version).where(tables.park.c.version > 0)
        with self.engine.connect() as connection:
            rows = connection.execute(asked.order_by(tables.park.c.id)).all()
        return {name: version for name, version in rows}  # noqa: C416  rows are no plain pairs

    def state(self, park: str, version: int | None = None) -> tuple[int, pd.DataFrame]:
        """Return a version of a park, the newest if none is named, and its cells (columns `CELL_COLUMNS`)."""
        with self.engine.connect() as connection:
            newest, state = _read(connection, park)
            if version is None or version == newest:
                return newest, state
            log = _log(connection, park)
        if not 0 < version < newest:
            raise UsageFault("workspace_version", str(version), f"1..{newest}")
        for _, changes in sorted(log[log["version"].gt(version)].groupby("version"), reverse=True):
            state = applied(inverse(changes), state)
        return version, state

    def files(self, park: str, version: int | None = None) -> dict[str, str]:
        """Return the files of a park, as `park.toml`, `units.csv`, `scenarios/dear.toml` ..."""
        return files_of(self.state(park, version)[1])

    @contextmanager
    def laid_out(self, park: str, version: int | None = None) -> Iterator[Path]:
        """Give a folder with the files of a park, as long as it is needed."""
        with tempfile.TemporaryDirectory(prefix="circnet-") as folder:
            place = Path(folder) / park
            place.mkdir()
            write_files(self.files(park, version), place)
            yield place

    def put(self, park: str, files: Mapping[str, bytes], who: str, seen: int | None = None) -> int:
        """Take in the files of a park, all or nothing.

        Parameters
        ----------
        park
            Its id.
        files
            Contents by path.
        who
            Who does it.
        seen
            The version the files were made from, None for a new park. What others changed since then stays, unless
            these files change the same cell.

        Returns
        -------
        int
            The version that it became, the one that is there if the files change nothing.

        Raises
        ------
        InputFaults
            If the files are no tables and texts.
        EditConflict
            If others changed the same cells since.
        UsageFault
            If the park is there already and no version is named.
        """
        after = cells_of(files)
        if seen is None:
            with writing(self.engine) as connection:
                try:
                    connection.execute(insert(tables.park).values(id=park, version=0, last_record=0))
                except IntegrityError:
                    raise UsageFault("workspace_taken", park) from None
                fresh = after.assign(record=-after["record"])
                changes = difference(pd.DataFrame(columns=CELL_COLUMNS).astype(fresh.dtypes), fresh)
                return _keep(connection, park, changes, who, "import")
        _, before = self.state(park, seen)
        changes = difference(before, matched(before, after))
        with writing(self.engine) as connection:
            return _keep(connection, park, changes, who, "import")

    def edit(self, park: str, changes: pd.DataFrame, who: str) -> int:
        """Make changes, all or none.

        Parameters
        ----------
        park
            Its id.
        changes : DataFrame
            Columns `CHANGE_COLUMNS`: `old` is the text that was seen, None where there was none. A new record has a
            negative number, the same for all of its cells.
        who
            Who does it.

        Returns
        -------
        int
            The version that it became.

        Raises
        ------
        EditConflict
            If something else is there than was seen; nothing is changed.
        """
        with writing(self.engine) as connection:
            return _keep(connection, park, changes, who, "edit")

    def undo(self, park: str, who: str) -> int:
        """Take the last edit of somebody back that is not taken back yet; as `edit` otherwise."""
        return self._turn(park, who, "undo")

    def redo(self, park: str, who: str) -> int:
        """Make the last edit again that somebody took back, unless he has edited since; as `edit` otherwise."""
        return self._turn(park, who, "redo")

    def remove(self, park: str) -> None:
        """Remove a park and its history; runs that were frozen of it stay."""
        with writing(self.engine) as connection:
            if not connection.execute(delete(tables.park).where(tables.park.c.id == park)).rowcount:
                raise UsageFault("workspace_park", park)

    def history(self, park: str) -> pd.DataFrame:
        """Return every change: `version`, `who`, `at`, `kind`, `target` (the version an undo or redo is of), and it."""
        with self.engine.connect() as connection:
            return _log(connection, park)

    def freeze(self, run: Frozen, catalog: Mapping[str, bytes]) -> str:
        """Keep a run with the files of its catalog; return its id. Nothing ever changes it."""
        return keep_frozen(self.engine, run, catalog)

    def frozen(self) -> pd.DataFrame:
        """Return the kept runs, the newest first; columns `circnet.workspace.frozen.FROZEN_COLUMNS`."""
        return frozen_runs(self.engine)

    def frozen_run(self, name: str) -> Frozen:
        """Return a kept run; `UsageFault` if there is none."""
        return frozen_run(self.engine, name)

    def frozen_catalog(self, digest: str) -> dict[str, bytes]:
        """Return the files of a catalog that runs were kept with."""
        return frozen_catalog(self.engine, digest)

    def _turn(self, park: str, who: str, kind: str) -> int:
        with writing(self.engine) as connection:
            log = _log(connection, park)
            edits = log.drop_duplicates("version")
            done, undone = _stacks(edits[edits["who"].eq(who)])
            targets = done if kind == "undo" else undone
            if not targets:
                raise UsageFault(f"workspace_{kind}", park)
            changes = log.loc[log["version"].eq(targets[-1]), CHANGE_COLUMNS]
            wanted = inverse(changes) if kind == "undo" else changes
            return _keep(connection, park, wanted, who, kind, targets[-1])


def _stacks(edits: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Return the versions that can be undone and redone, the next one last."""
    done: list[int] = []
    undone: list[int] = []
    for version, kind, target in zip(edits["version"], edits["kind"], edits["target"], strict=True):
        if kind == "undo":
            done.remove(target)
            undone.append(target)
        elif kind == "redo":
            undone.remove(target)
            done.append(target)
        elif version > 1:  # there is no park before its first version
            done.append(version)
            undone.clear()
    return done, undone


def _read(connection: Connection, park: str) -> tuple[int, pd.DataFrame]:
    """Return the version and the cells of a park; whoever writes keeps others from writing it."""
    version = connection.scalar(select(tables.park.c.version).where(tables.park.c.id == park).with_for_update())
    if version is None:
        raise UsageFault("workspace_park", park)
    asked = select(tables.record.c.id, tables.record.c.sheet, tables.record.c.cells)
    rows = connection.execute(asked.where(tables.record.c.park == park).order_by(tables.record.c.id))
    cells = [(record, sheet, column, text) for record, sheet, texts in rows for column, text in texts.items()]
    return version, pd.DataFrame(cells, columns=CELL_COLUMNS).astype({"record": "int64"})


def _log(connection: Connection, park: str) -> pd.DataFrame:
    """Return every change of a park, oldest first."""
    same = (tables.edit.c.park == tables.change.c.park) & (tables.edit.c.version == tables.change.c.version)
    told = [tables.edit.c[name] for name in ("version", "who", "at", "kind", "target")]
    asked = select(*told, *(tables.change.c[name] for name in CHANGE_COLUMNS)).join_from(
        tables.edit, tables.change, same
    )
    asked = asked.where(tables.edit.c.park == park).order_by(tables.change.c.version, tables.change.c.place)
    columns = ["version", "who", "at", "kind", "target", *CHANGE_COLUMNS]
    return pd.DataFrame(connection.execute(asked).all(), columns=columns, dtype=object)


def _keep(
    connection: Connection, park: str, changes: pd.DataFrame, who: str, kind: str, target: int | None = None
) -> int:  # noqa: PLR0913, PLR0917
    """Write changes as a version, unless others changed what they saw."""
    version, state = _read(connection, park)
    if changes.duplicated(["record", "sheet", "column"]).any():
        raise ValueError("a cell may change only once in an edit")
    against = conflicts(changes, state)
    if len(against):
        raise EditConflict(park, _by_whom(against, _log(connection, park)))
    if changes.empty:
        return version
    changes = _numbered(connection, park, changes)
    _write(connection, park, changes, state)
    made = {"park": park, "version": version + 1}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(insert(tables.edit).values(**made, who=who, at=when, kind=kind, target=target))
    rows = changes.assign(**made, place=range(len(changes))).astype(object).to_dict("records")
    connection.execute(insert(tables.change), rows)
    connection.execute(update(tables.park).where(tables.park.c.id == park).values(version=version + 1))
    return version + 1


def _numbered(connection: Connection, park: str, changes: pd.DataFrame) -> pd.DataFrame:
    """Give new records numbers that no record of the park ever had."""
    chosen = tables.park.c.id == park
    last = connection.execute(select(tables.park.c.last_record).where(chosen)).scalar_one()
    new = sorted(set(changes["record"][changes["record"].lt(0)]), reverse=True)
    connection.execute(update(tables.park).where(chosen).values(last_record=last + len(new)))
    numbers = {record: last + place for place, record in enumerate(new, start=1)}
    return changes.assign(record=changes["record"].replace(numbers).astype("int64"))[CHANGE_COLUMNS]


def _write(connection: Connection, park: str, changes: pd.DataFrame, state: pd.DataFrame) -> None:
    """Write the records that changes touch; one without any cell is gone."""
    touched = sorted(set(changes["record"]))
    after = applied(changes, state[state["record"].isin(touched)])
    rows = [
        {"park": park, "id": record, "sheet": sheet, "cells": dict(zip(part["column"], part["text"], strict=True))}
        for (record, sheet), part in after.groupby(["record", "sheet"])
    ]
    for start in range(0, len(touched), 500):
        among = tables.record.c.id.in_(touched[start : start + 500])
        connection.execute(delete(tables.record).where(tables.record.c.park == park, among))
    if rows:
        connection.execute(insert(tables.record), rows)


def _by_whom(against: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Add who changed each cell last, and when."""
    cell = ["record", "sheet", "column"]
    last = log.drop_duplicates(cell, keep="last")[[*cell, "who", "at"]]
    return against.merge(last.astype({"record": "int64"}), on=cell, how="left")
