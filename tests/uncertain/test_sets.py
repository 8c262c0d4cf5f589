"""Sets of links that a user names: what they save and what is regretted, and what is said of a set that is none."""

import json

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.coupling import Settings
from circnet.errors import InputFaults, UsageFault
from circnet.uncertain import Comparison, LinkSet, add_sets, uncertainty
from circnet.uncertain.linksheet import named_sets, read_links
from circnet.uncertain.sets import named_plans, sets_table
from tests.commandline import circnet
from tests.uncertain.smallparks import AMOUNT, PRICE

KEEPING = 100_000.0


def links(*rows):
    return pd.DataFrame(rows, columns=["from", "to", "commodity"], index=range(2, len(rows) + 2), dtype="str")


OURS = LinkSet("ours", links(("maker", "user", "slag")))


@pytest.fixture(scope="module")
def found(pair, catalog, terms):
    return uncertainty(pair, catalog, Settings(), terms, sets=[OURS])


@pytest.fixture(scope="module")
def worth(ready, terms):
    sampler = ready.sampler()
    return AMOUNT * PRICE * sampler.values(sampler.points(terms))[:, 0]


def test_a_set_is_what_its_closed_form_says(found, worth):
    told = found.sets.set_index("set")
    gain = worth - KEEPING
    assert list(told.index) == ["current", "central", "ours"]
    assert told.loc["ours", "saving_mean"] == pytest.approx(gain.mean())
    assert told.loc["ours", "saving_q05"] == pytest.approx(np.quantile(gain, 0.05))
    assert told.loc["ours", "regret_mean"] == pytest.approx(np.maximum(-gain, 0.0).mean())
    assert told.loc["ours", "regret_max"] == pytest.approx(np.maximum(-gain, 0.0).max())
    assert told.loc["current", "regret_max"] == pytest.approx(gain.max())
    assert told.loc["current", "saving_mean"] == 0.0
    assert told.loc["current", "best"] == pytest.approx((gain <= 0).mean())
    assert told["failing"].sum() == 0
    (row,) = found.set_links[found.set_links["set"] == "ours"].to_dict("records")
    assert (row["from"], row["size"], row["existing"]) == ("maker", pytest.approx(AMOUNT), False)


def test_a_set_added_afterwards_is_the_same_as_one_asked_for_at_once(pair, catalog, terms, found):
    plain = uncertainty(pair, catalog, Settings(), terms)
    run = Comparison(plain.sets, plain.set_links, plain.costs)
    later = add_sets(pair, catalog, Settings(), terms, run, [LinkSet("ours", OURS.links.assign(amount=np.nan))])
    pd.testing.assert_frame_equal(later.sets, found.sets)
    pd.testing.assert_frame_equal(later.costs[list(found.costs)], found.costs)
    pd.testing.assert_frame_equal(later.links, found.set_links)


@given(st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=30), st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=15, deadline=None)
def test_regret_is_never_negative_and_someone_is_always_cheapest(rows, alpha):
    costs = pd.DataFrame(rows, columns=["current", "a", "b"], dtype=float) * 1e6
    told = sets_table(costs, costs["a"].to_numpy() - 1.0, {"a": 1}, alpha).set_index("set")
    assert (told["regret_mean"] >= 0).all()
    assert (told["regret_tail"] >= told["regret_mean"] - 1e-6).all()
    assert (told["regret_max"] >= told["regret_tail"] - 1e-6).all()
    assert told["best"].sum() >= 1.0 - 1e-9
    assert told.loc["a", "saving_mean"] == pytest.approx((costs["current"] - costs["a"]).mean(), abs=1e-6)


def test_a_sample_without_a_solution_counts_as_failing_only():
    costs = pd.DataFrame({"current": [5.0, 5.0], "a": [1.0, np.inf]})
    told = sets_table(costs, np.array([1.0, 4.0]), {}, 0.9).set_index("set")
    assert told.loc["a", ["failing", "regret_mean", "saving_mean"]].tolist() == [1, 0.0, 4.0]
    assert told.loc["current", "regret_mean"] == pytest.approx(2.5)


def test_what_is_no_link_is_refused_with_row_and_hint(ready):
    wrong = LinkSet(
        "x", links(("makr", "user", "slag"), ("user", "maker", "slag"), ("maker", "user", "slagg")), "x.csv"
    )
    with pytest.raises(InputFaults) as refused:
        named_plans(ready, [wrong])
    rows = refused.value.faults[["check", "row", "value", "hint"]].to_numpy().tolist()
    assert rows[0] == ["set_firm", 2, "makr", "maker"]
    assert rows[1] == ["set_good", 4, "slagg", "slag"]
    assert rows[2][:3] == ["set_link", 3, "user → maker: slag"]
    assert "circnet why pair user maker slag" in refused.value.faults["expected"].tolist()
    for name in ("central", ""):
        with pytest.raises(UsageFault):
            named_plans(ready, [LinkSet(name, OURS.links)])


def test_a_line_is_built_for_what_is_asked_and_once(ready):
    asked = named_plans(ready, [LinkSet("x", OURS.links.assign(amount=500.0))])["x"]
    assert asked.flow.tolist() == [500.0]
    twice = LinkSet("x", links(("maker", "user", "slag"), ("maker", "user", "slag")))
    with pytest.raises(InputFaults) as refused:
        named_plans(ready, [twice])
    assert refused.value.faults["check"].tolist() == ["set_twice"]


def test_a_set_is_read_from_sheets_couplings_and_ids(tmp_path):
    sheet, book, told = tmp_path / "a.csv", tmp_path / "a.xlsx", tmp_path / "a.json"
    sheet.write_text("供方,受方,物料,数量\nmaker,user,渣,5\n", encoding="utf-8")
    page = openpyxl.Workbook()
    page.active.append(["from", "to", "commodity", "note"])
    page.active.append(["maker", "user", "slag", "x"])
    page.save(book)
    row = {"from": "maker", "to": "user", "commodity": "slag", "mode": "truck_bulk"}
    told.write_text(json.dumps({"opportunities": [row | {"choice": "chosen"}, row | {"choice": "equal"}]}))
    read = {place.suffix: read_links(str(place)) for place in (sheet, book, told)}
    assert read[".csv"].to_dict("records") == [
        {"from": "maker", "to": "user", "commodity": "渣", "mode": "", "amount": 5.0}
    ]
    assert read[".xlsx"].loc[2, "commodity"] == "slag"
    assert read[".json"]["mode"].tolist() == ["truck_bulk"]
    ids = read_links("flow|maker|user|slag|truck_bulk, a|b|c")
    assert ids[["from", "mode"]].to_numpy().tolist() == [["maker", "truck_bulk"], ["a", ""]]
    assert [one.name for one in named_sets(["current", f"x={sheet}"])] == ["x"]
    for text in ("x", "x=", f"x={tmp_path / 'none.csv'}"):
        with pytest.raises((UsageFault, InputFaults)):
            named_sets([text])
    for place, content in ((sheet, "from,to\na,b\n"), (sheet, "from,to,commodity\n"), (told, "[]")):
        place.write_text(content)
        with pytest.raises(InputFaults):
            read_links(str(place))


@pytest.mark.parametrize(("lang", "words"), [("zh", ["维持现状", "划算"]), ("en", ["Existing links alone", "pay"])])
def test_the_command_tells_sets_side_by_side(pair, lang, words):
    asked = ("--samples", 8, "--prices-only", "--set", "ours=maker|user|slag", "--set", "current", "--lang", lang)
    done = circnet("uncertain", pair.path, *asked)
    assert done.returncode == 0
    for word in (*words, "ours"):
        assert word in done.stdout


def test_the_command_says_which_link_there_is_none_of(pair):
    wrong = circnet("uncertain", pair.path, "--samples", 8, "--set", "x=user|maker|slag")
    assert wrong.returncode == 1
    assert "circnet why" in wrong.stdout
