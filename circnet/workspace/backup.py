"""A workspace as one file and back, from any database to any other."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from circnet.errors import UsageFault
from circnet.workspace import tables
from circnet.workspace.database import opened, writing
from circnet.workspace.workspace import Workspace

__all__ = ["back_up", "restore"]

_AT_ONCE = 1000


def back_up(workspace: Workspace, file: str | Path) -> None:
    """Write all parks and their history, as they are at one moment, to a file of SQLite.

    Raises
    ------
    UsageFault
        If the file is there already.
    """
    path = Path(file)
    if path.exists():
        raise UsageFault("workspace_exists", str(path))
    half = path.with_name(f"{path.name}.part")
    half.unlink(missing_ok=True)
    made = opened(half)
    try:
        _copy(workspace.engine, made)
        with made.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # the journal cannot be folded in while a transaction is open
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    finally:
        made.dispose()
    half.rename(path)


def restore(file: str | Path, place: str | Path) -> None:
    """Fill an empty workspace from a file that `back_up` wrote.

    Raises
    ------
    UsageFault
        If the file is not there, or the workspace holds parks.
    """
    if not Path(file).is_file():
        raise UsageFault("workspace_no_backup", str(file))
    source, target = opened(file), opened(place)
    try:
        with target.connect() as connection:
            if connection.scalar(select(func.count()).select_from(tables.park)):
                raise UsageFault("workspace_not_empty", str(place))
        _copy(source, target)
    finally:
        source.dispose()
        target.dispose()


def _copy(source: Engine, target: Engine) -> None:
    """Copy every row, seen at one moment, in one transaction."""
    still = {"isolation_level": "REPEATABLE READ"} if source.dialect.name == "postgresql" else {}
    with source.connect().execution_options(**still) as reader, writing(target) as writer:
        for table in tables.metadata.sorted_tables:
            for rows in reader.execute(select(table)).mappings().partitions(_AT_ONCE):
                writer.execute(insert(table), [dict(row) for row in rows])
