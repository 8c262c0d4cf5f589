"""A park from a folder through a workbook and a database to a folder is the same park, to the byte."""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from circnet.exchange.keeping import files_to_keep
from circnet.exchange.saving import save, save_files
from circnet.park import builtin_parks, load_catalog, load_park
from circnet.workspace import Workspace
from tests.dashboards.tinypark import write_park
from tests.strategies import atom_parks

EVERY = bool(os.environ.get("CIRCNET_EVERY_WORKBOOK"))
PARKS = builtin_parks() if EVERY else ["minhe"]


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def round_trip(start, home, catalog, lang="zh"):
    """Return the files of a folder, and what comes back by a workbook and a database."""
    park = load_park(start, catalog)
    save(park, catalog, home / "before", lang)
    save(load_park(home / "before", catalog), catalog, home / "book.xlsx", lang)
    workspace = Workspace(home / "parks.db")
    workspace.put(park.info.id, files_to_keep(home / "book.xlsx", catalog), "anna")
    save_files(workspace.files(park.info.id), catalog, home / "after", lang)
    workspace.close()
    return contents(home / "before"), contents(home / "after")


@pytest.mark.parametrize("name", PARKS)
def test_a_built_in_park_comes_back_as_it_was(name, tmp_path):
    before, after = round_trip(name, tmp_path, load_catalog())
    assert after == before
    assert load_park(tmp_path / "after").same(load_park(name))


def test_scenarios_and_boundary_come_along(tmp_path):
    folder = tmp_path / "park"
    write_park(folder)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "碳价.toml").write_text('name = "=1+1"\n\n[settings]\ncarbon_price = 9\n  \n', "utf-8")
    (folder / "boundary.geojson").write_text('{"type": "Polygon", "note": "' + " 长" * 40_000 + '"}', "utf-8")
    (folder / "notes.txt").write_text("no file of a park", "utf-8")
    before, after = round_trip(folder, tmp_path / "way", load_catalog(), "en")
    assert after == before
    assert {"scenarios/碳价.toml", "boundary.geojson"} < set(after)
    assert after["boundary.geojson"] == (folder / "boundary.geojson").read_bytes()


@settings(max_examples=40 if EVERY else 1, suppress_health_check=[HealthCheck.too_slow])
@given(case=atom_parks())
def test_a_random_park_comes_back_as_it_was(case, tmp_path_factory):
    home = tmp_path_factory.mktemp("random")
    before, after = round_trip(case.write(home / "start"), home, load_catalog())
    assert after == before
