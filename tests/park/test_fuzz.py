"""Whatever the bytes: a park loads, or InputFaults tells why. Nothing else is ever raised."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.errors import InputFaults
from circnet.park import describe, load_park, read_park

from . import goodpark

NAMES = [*(f"{name}.csv" for name in goodpark.TABLES), "park.toml"]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "-1", "1e308", "nan", "inf", "\uff11\uff12", "1,5", "true", "=A1", "external:", "external:x"]),
    st.sampled_from(
        ["salt", "cells", "washing;cells", "Cl2:1;", "A:1", "CaSO4·2H2O:1", ":", "t/", "万", "**", '"', "\x00"]
    ),
)


def _check(folder: Path) -> None:
    try:
        load_park(folder)
    except InputFaults as caught:
        faults = caught.faults
    else:
        return
    sentences = [describe(faults, lang) for lang in ("zh", "en")]
    errors = faults["severity"].eq("error").any()
    assert errors
    assert (faults["row"] >= 0).all()
    assert {len(told) for told in sentences} == {len(faults)}


@settings(max_examples=15)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=200))
def test_random_bytes(name, data):
    with tempfile.TemporaryDirectory() as place:
        folder = goodpark.write(Path(place))
        (folder / name).write_bytes(data)
        _check(folder)


@settings(max_examples=15)
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_flipped_bytes(data, name):
    with tempfile.TemporaryDirectory() as place:
        folder = goodpark.write(Path(place))
        text = bytearray((folder / name).read_bytes())
        for position in data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4)):
            text[position] = data.draw(st.integers(0, 255))
        (folder / name).write_bytes(bytes(text))
        _check(folder)


@settings(max_examples=15)
@given(data=st.data(), name=st.sampled_from(list(goodpark.TABLES)), cell=CELLS)
def test_changed_cells(data, name, cell):
    lines = [line.split(",") for line in goodpark.TABLES[name].splitlines()]
    row = data.draw(st.integers(0, len(lines) - 1))
    lines[row][data.draw(st.integers(0, len(lines[row]) - 1))] = cell
    with tempfile.TemporaryDirectory() as place:
        folder = goodpark.write(Path(place))
        (folder / f"{name}.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8", newline="")
        _check(folder)


@settings(max_examples=20)
@given(ref=st.text(max_size=30))
def test_any_reference(ref):
    park, faults = read_park(ref)
    assert park is not None or len(faults)
