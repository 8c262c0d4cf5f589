"""Opening a database: SQLite in a file, or PostgreSQL by its address, brought to the newest schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from circnet.errors import UsageFault

__all__ = ["NEWEST", "migrate", "opened", "usual_place", "writing"]

NEWEST = "0002"
"""The newest revision in `migrations`."""

_WAIT_MS = 30_000
"""How long a writer waits for another, ms."""

_VARIABLE = "CIRCNET_WORKSPACE"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_WAIT_MS}")
_EXPECTED = "a file, sqlite:///FILE or postgresql://USER@HOST/NAME"


def usual_place() -> str:
    """Return where a workspace is if nobody says: what ``CIRCNET_WORKSPACE`` names, or a file among the user's own."""
    named = os.environ.get(_VARIABLE, "")
    if named:
        return named
    folder = user_data_path("circnet")
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / "workspace.db")


def opened(place: str | Path) -> Engine:
    """Open a database and bring it to the newest schema.

    Parameters
    ----------
    place : str or path
        A file of SQLite (made if absent), or the address of a database, ``postgresql://user@host/name``.

    Raises
    ------
    UsageFault
        If the address is none, or what is there cannot be opened as a workspace.
    """
    given = str(place)
    try:
        url = make_url(given if "://" in given else f"sqlite:///{Path(given).resolve()}")
    except ArgumentError:
        raise UsageFault("workspace_address", given, _EXPECTED) from None
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    elif url.get_backend_name() != "sqlite":
        raise UsageFault("workspace_address", given, _EXPECTED)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise UsageFault("workspace_closed", given, str(getattr(error, "orig", error))) from None
    return engine


def migrate(engine: Engine) -> None:
    """Bring a database to the newest schema, all or nothing."""
    with engine.connect() as connection:
        there = inspect(connection).has_table("alembic_version")
        if there and connection.scalar(text("select version_num from alembic_version")) == NEWEST:
            return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that is kept whole or not at all."""
    with engine.connect().execution_options(circnet_writes=True) as connection, connection.begin():
        yield connection


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own type
    """Set up a connection of SQLite; the driver must not begin transactions by itself."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin; who will write takes the right to it at once, since who read before could not be made to wait."""
    writes = connection.get_execution_options().get("circnet_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
