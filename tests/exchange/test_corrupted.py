"""Whatever is wrong with a workbook: a clear answer, nothing half read, no traceback."""

import io
import os

import pytest
from openpyxl import load_workbook

from circnet.errors import InputFaults
from circnet.exchange.marking import marked_copy
from circnet.park import describe, load_park, read_park
from circnet.park.workbook import read_workbook
from tests.exchange import books
from tests.exchange.corrupted import KINDS, RARE, corrupted, sound

EVERY = bool(os.environ.get("CIRCNET_EVERY_WORKBOOK"))
"""Whether all three hundred are read and checked; else one of each kind, and only read."""
NUMBERS = range(300 if EVERY else len(RARE) + len(KINDS))
ONLY_WARNED = {"full width", "thousands", "macros", "external links", "blank rows"}
IN_CHECKS = {"unknown id"}
"""Found by the checks across tables, not while reading."""


def answered(path, kind):
    """The faults of a workbook, and its tables."""
    if EVERY or kind in IN_CHECKS:
        park, faults = read_park(path)
        return faults, None if park is None else park.tables()
    book = read_workbook(path)
    return book.located(book.faults), book.tables


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = books.write(sound(), tmp_path_factory.mktemp("small") / "small.xlsx")
    return answered(path, "")


@pytest.mark.parametrize("number", NUMBERS)
def test_each_corrupted_workbook_is_answered(number, tmp_path, small):
    path = tmp_path / "park.xlsx"
    kind, expected = corrupted(number, path)
    before = path.read_bytes()
    faults, tables = answered(path, kind)
    errors = faults["severity"].eq("error")
    if expected is not None:
        assert not expected or expected & set(faults["check"]), f"{kind}: {faults['check'].tolist()}"
        assert errors.any() == (kind not in ONLY_WARNED), faults
    for lang in ("zh", "en"):
        assert all(describe(faults, lang))
    if kind in ("macros", "external links", "blank rows"):
        assert all(table.equals(small[1][name]) for name, table in tables.items())
    assert path.read_bytes() == before
    if EVERY and errors.any():
        with pytest.raises(InputFaults):
            load_park(path)
        marked = load_workbook(io.BytesIO(marked_copy(path, faults, "zh")))
        assert marked.worksheets[0].max_row == len(faults) + 1


def test_the_whole_workbook_is_sound(small):
    assert small[0].empty
