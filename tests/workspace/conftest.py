"""Every test of a workspace runs on both databases."""

import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from circnet.workspace import Workspace
from tests.park import goodpark
from tests.workspace.databases import postgresql


@pytest.fixture(scope="session")
def server():
    """The address of a PostgreSQL; in a folder whose path is short enough for a socket."""
    with (
        tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder,
        postgresql(Path(folder)) as address,
    ):
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new workspace can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "parks.db")
    address = request.getfixturevalue("server")
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()
    return address


@pytest.fixture
def workspace(place):
    opened = Workspace(place)
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path):
    """The files of a small park."""
    folder = tmp_path / "good"
    goodpark.write(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
