"""Kept pieces: to the bit what they were, readable as tables of a folder, and never half a piece."""

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circnet.errors import UsageFault
from circnet.pieces.kept import claim, keep, kept

TEXTS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=8))
ROWS = st.lists(
    st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**63 - 1), st.booleans(), TEXTS), max_size=20
)
EXAMPLES = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table_of(rows):
    """Any bits are a float."""
    columns = list(zip(*rows, strict=True)) or [[]] * 4
    return pd.DataFrame({
        "whole": pd.Series(columns[0], dtype="int64"),
        "figure": np.array(columns[1], dtype=np.int64).view(np.float64),
        "flag": pd.Series(columns[2], dtype="bool"), "名": pd.Series(columns[3], dtype="str"),
    })  # fmt: skip


@EXAMPLES
@given(rows=ROWS)
def test_every_table_comes_back_to_the_bit(tmp_path, rows):
    table = table_of([*rows, (0, 0, True, ""), (0, np.float64(-0.0).view(np.int64), False, None)])
    keep(tmp_path, 3, {"some": table, "none": table.head(0)})
    found = kept(tmp_path, 3)
    for name, given_table in (("some", table), ("none", table.head(0))):
        pd.testing.assert_frame_equal(found[name], given_table, check_exact=True)
        bits = [one["figure"].to_numpy().view(np.int64) for one in (found[name], given_table)]
        assert np.array_equal(*bits)


def test_a_kind_that_would_not_come_back_is_refused(tmp_path):
    with pytest.raises(TypeError, match="when is datetime"):
        keep(tmp_path, 0, {"links": pd.DataFrame({"when": pd.to_datetime(["2026-01-01"])})})
    assert kept(tmp_path, 0) is None


def test_a_folder_of_pieces_reads_as_one_table_without_what_is_not_whole(tmp_path, monkeypatch):
    for number in range(3):
        keep(tmp_path, number, {"links": pd.DataFrame({"flow": [number + 0.5]})})
    monkeypatch.setattr(Path, "replace", lambda *_: None)  # the process ends before the file has its name
    keep(tmp_path, 3, {"links": pd.DataFrame({"flow": [3.5]})})
    assert len(list(tmp_path.glob("*.part"))) == 1
    assert pl.read_parquet(tmp_path / "links")["flow"].to_list() == [0.5, 1.5, 2.5]
    assert kept(tmp_path, 3) is None


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    claim(tmp_path, {"inputs": "a"})
    keep(tmp_path, 0, {"links": pd.DataFrame({"flow": [1.0]})})
    (tmp_path / "links" / "piece-00000.parquet").write_bytes(b"PAR1 no more PAR1")
    with pytest.raises(UsageFault, match=r"piece-00000\.parquet"):
        kept(tmp_path, 0)


@pytest.mark.parametrize("content", ["", "[1]", "no JSON", '{"inputs": "b"}'])
def test_a_folder_that_is_not_this_run_s_is_refused(tmp_path, content):
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageFault, match="inputs"):
        claim(tmp_path, {"inputs": "a"})
    assert (tmp_path / "run.json").read_text("utf-8") == content
