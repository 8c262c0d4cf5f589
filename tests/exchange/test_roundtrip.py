"""A park through a workbook is the same park."""

import os

import pytest
from hypothesis import given, settings

from circnet.exchange.saving import save
from circnet.exchange.template import park_workbook
from circnet.park import builtin_parks, load_catalog, load_park, read_park, save_park
from tests.strategies import atom_parks

EVERY = bool(os.environ.get("CIRCNET_EVERY_WORKBOOK"))
PARKS = [(name, lang) for name in builtin_parks() for lang in ("zh", "en")] if EVERY else [("minhe", "zh")]


def _files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("name", "lang"), PARKS)
def test_a_built_in_park_survives_a_workbook(name, lang, tmp_path):
    catalog = load_catalog()
    park = load_park(name, catalog)
    save_park(park, tmp_path / "before")
    path = tmp_path / "park.xlsx"
    path.write_bytes(park_workbook(park, catalog, lang))
    read, faults = read_park(path, catalog)
    assert faults[faults["severity"].eq("error")].empty
    save(read, catalog, tmp_path / "after", lang)
    assert _files(tmp_path / "after") == _files(tmp_path / "before")
    assert park_workbook(read, catalog, lang) == path.read_bytes()


@settings(max_examples=20 if EVERY else 2)
@given(case=atom_parks())
def test_a_random_park_survives_a_workbook(case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    park = load_park(case.write(folder / "park"))
    path = folder / "park.xlsx"
    path.write_bytes(park_workbook(park, load_catalog(), "zh"))
    assert load_park(path).same(park)
