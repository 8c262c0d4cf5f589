"""The tables of the database.

A park is a set of records; a record is one row of one of its tables, or one of its files that is no table, as texts
under headings. A change turns one text of one record from old to new; an edit is the changes made at once.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = ["catalog", "change", "edit", "frozen", "metadata", "park", "record"]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)

park = Table(
    "park",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_record", Integer, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("park", ForeignKey("park.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sheet", String(200), nullable=False),
    Column("cells", JSON, nullable=False),
)

edit = Table(
    "edit",
    metadata,
    Column("park", ForeignKey("park.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("target", Integer),
)

change = Table(
    "change",
    metadata,
    Column("park", String(200), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("record", Integer, nullable=False),
    Column("sheet", String(200), nullable=False),
    Column("column", String(200), nullable=False),
    Column("old", Text),
    Column("new", Text),
    ForeignKeyConstraint(["park", "version"], ["edit.park", "edit.version"], ondelete="CASCADE"),
)

catalog = Table(
    "catalog",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

frozen = Table(
    "frozen",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("park", String(200), nullable=False),
    Column("version", Integer),
    Column("scenario", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("catalog", ForeignKey("catalog.id"), nullable=False),
    Column("program", String(40), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("results", JSON, nullable=False),
)
