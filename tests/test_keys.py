"""Names of rows and columns, and numbers of pairs."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circnet.coupling.block import Block, Places, Terms, assemble
from circnet.coupling.case import prepare
from circnet.coupling.families.activity import run_units
from circnet.coupling.families.balance import balances, row_of
from circnet.coupling.settings import Settings
from circnet.keys import Pairs, among, meet, name_of
from circnet.park import load_catalog, load_park

IDS = st.text("ab|-", min_size=1, max_size=3)


def texts(values, index=None):
    return pd.Series(values, dtype="str", index=index)


def test_names_keep_the_index_and_repeat_plain_texts():
    name = name_of("flow", texts(["a", "b"], [7, 3]), texts(["x", "y"], [7, 3]), "")
    pd.testing.assert_series_equal(name, texts(["flow|a|x|", "flow|b|y|"], [7, 3]))


def test_names_of_nothing_are_texts():
    assert name_of("flow", texts([])).dtype == "str"


@given(st.lists(IDS, unique=True, min_size=1), st.lists(IDS, unique=True, min_size=1), st.data())
def test_numbers_are_sorted_as_the_pairs_are_and_lead_back(firms, goods, data):
    pairs = Pairs(pd.Index(sorted(firms)), pd.Index(sorted(goods)))
    some = data.draw(st.lists(st.tuples(st.sampled_from(firms), st.sampled_from(goods)), min_size=1))
    table = pd.DataFrame(some, columns=["enterprise", "commodity"], dtype="str")
    numbers = pairs.of(table)
    pd.testing.assert_frame_equal(pairs.table(numbers), table)
    assert [some[i] for i in np.argsort(numbers, kind="stable")] == sorted(some)


def test_a_pair_of_which_either_is_unknown_has_no_number():
    pairs = Pairs(pd.Index(["f"]), pd.Index(["g", "h"]))
    table = pd.DataFrame({"to": ["f", "f", "?"], "good": ["h", "?", "g"]}, dtype="str")
    assert pairs.of(table, "to", "good").tolist() == [1, -1, -1]


NUMBERS = st.lists(st.integers(-1, 6)).map(lambda some: np.array(some, dtype=np.int64))


@given(NUMBERS, NUMBERS)
def test_equal_numbers_meet_by_left_then_by_right(left, right):
    at, other = meet(left, right)
    expected = [(i, j) for i, one in enumerate(left) for j, two in enumerate(right) if one == two >= 0]
    assert list(zip(at.tolist(), other.tolist(), strict=True)) == expected


@given(NUMBERS, NUMBERS)
def test_a_number_is_among_others_if_it_stands_there(numbers, others):
    assert among(numbers, others).tolist() == [one >= 0 and one in others for one in numbers]


def test_places_are_the_blocks_own_or_those_of_a_block_by_name():
    """Three rows and three columns of two blocks; what stands twice adds up, what adds up to nothing goes."""
    names = [texts(["a", "b"]), texts(["c"])]
    tables = [(name.to_frame("name"), ("r" + name).to_frame("name")) for name in names]
    first = [Terms(Places(np.array([0, 1])), Places(np.array([1, 1])), np.array([2.0, 3.0]))]
    second = [
        Terms(Places(np.array([0, 0])), Places(np.array([0, 1]), "first"), 5.0),
        Terms(Places(np.array([1]), "first"), Places(np.array([0])), -1.0),
        Terms(texts(["rb", "ra"]), texts(["c", "b"]), np.array([1.0, 4.0])),
    ]
    blocks = [Block(*tables[0], first, "first"), Block(*tables[1], second)]
    columns, rows, entries = assemble(blocks)
    assert (columns["name"].tolist(), rows["name"].tolist()) == (["a", "b", "c"], ["ra", "rb", "rc"])
    assert entries.to_numpy().tolist() == [[0, 1, 6.0], [1, 1, 3.0], [2, 0, 5.0], [2, 1, 5.0]]


def test_a_pair_without_a_row_is_named_in_the_fault():
    catalog = load_catalog()
    case = prepare(load_park("ganhe", catalog), catalog, Settings())
    firm = case.sides["enterprise"].iloc[0]
    lost = pd.DataFrame({"enterprise": [firm], "commodity": ["no_such_good"]}, dtype="str")
    with pytest.raises(KeyError, match=re.escape(f"demand|{firm}|no_such_good")):
        row_of(case, lost, "demand")
    needless = case.sides[(case.sides["side"] == "supply") & ~among(case.pairs.of(case.sides), case.numbers("demand"))]
    with pytest.raises(KeyError, match=re.escape("demand|" + "|".join(needless[["enterprise", "commodity"]].iloc[0]))):
        row_of(case, needless.iloc[:1], "demand")
    block = Block(pd.DataFrame({"name": ["x"]}, dtype="str"), terms=[Terms(texts(["lost"]), texts(["x"]), 1.0)])
    with pytest.raises(KeyError, match="lost"):
        assemble([run_units(case), balances(case), block])
