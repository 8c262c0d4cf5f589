"""Samples against closed forms: a link that saves 2,000 t times the price and costs 100,000 CNY to keep."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_park
from circnet.uncertain import UncertaintyTerms, group_indices, uncertainty
from circnet.uncertain.chunks import evaluate
from circnet.uncertain.prepared import prepare
from tests.casefolders import CasePark
from tests.uncertain.smallparks import AMOUNT, HIGH, LOW, PRICE, pair_park

KEEPING = 100_000.0
PAYS = stats.triang((PRICE - LOW) / (HIGH - LOW), LOW, HIGH - LOW).sf(KEEPING / AMOUNT)


@pytest.fixture(scope="module")
def found(pair, catalog, terms):
    return uncertainty(pair, catalog, Settings(), replace(terms, scenarios=8))


def factors(ready, terms):
    sampler = ready.sampler()
    return sampler.values(sampler.points(terms))


def test_only_the_price_is_uncertain_and_has_the_range_of_the_table(ready):
    (row,) = ready.inputs.to_dict("records")
    assert row["input"] == "price|slag"
    assert (row["low"], row["high"]) == pytest.approx((LOW / PRICE, HIGH / PRICE))


def test_saving_is_the_price_times_the_amount_wherever_the_link_pays(ready, terms, found):
    worth = AMOUNT * PRICE * factors(ready, terms)[:, 0]
    expected = np.where(worth >= KEEPING, worth, 0.0)
    assert found.samples["saving"].to_numpy() == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_share_of_samples_is_the_probability_that_the_price_is_high_enough(terms, found):
    (link,) = found.links.to_dict("records")
    assert abs(link["share"] - PAYS) <= 1.0 / terms.samples  # each of the equal strata of a hypercube has one sample
    assert link["share_low"] < PAYS < link["share_high"]
    assert link["chosen"]


def test_quantiles_are_those_of_the_samples_that_use_the_link(ready, terms, found):
    worth = AMOUNT * PRICE * factors(ready, terms)[:, 0]
    (link,) = found.links.to_dict("records")
    used = np.sort(worth[worth >= KEEPING])
    assert link["worth_q50"] == pytest.approx(used[int(np.ceil(0.5 * len(used))) - 1])
    assert link["amount_q05"] == link["amount_q95"] == pytest.approx(AMOUNT)


def test_regret_is_what_keeping_the_link_costs_more_than_it_saves(ready, terms, found):
    worth = AMOUNT * PRICE * factors(ready, terms)[:, 0]
    assert found.samples["regret"].to_numpy() == pytest.approx(np.maximum(KEEPING - worth, 0.0), abs=1e-6)
    assert found.summary["regret_expected"] == pytest.approx(np.maximum(KEEPING - worth, 0.0).mean())
    assert found.summary["regret_maximum"] == pytest.approx(np.maximum(KEEPING - worth, 0.0).max())


def test_an_arc_by_hand_saves_in_proportion_to_the_price(catalog, terms, tmp_path):
    park = pair_park(tmp_path / "pair", catalog, arc=50.0)
    ready = prepare(park, catalog, Settings(), terms)
    answers = evaluate(ready, ready.sampler().points(terms))
    gain = AMOUNT * (PRICE * factors(ready, terms)[:, 0] - 50.0)
    assert answers["saving"] == pytest.approx(np.maximum(gain, 0.0), abs=1e-5)
    assert (answers["flow"][:, 0] > 0).tolist() == (gain > 0).tolist()


def test_without_spread_every_sample_is_the_centre(pair, catalog, terms):
    held = uncertainty(pair, catalog, Settings(), replace(terms, spread=0.0, samples=3))
    assert held.inputs.empty
    assert held.samples["saving"].tolist() == [AMOUNT * PRICE] * 3
    assert held.totals.loc[0, "central"] == AMOUNT * PRICE
    assert held.totals.loc[0, "sd"] == 0.0


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_samples_are_the_same_in_any_order_and_pieces_and_for_a_seed(ready, terms, method):
    terms = replace(terms, method=method, samples=12)
    points = ready.sampler().points(terms)
    assert np.array_equal(points, ready.sampler().points(terms))
    assert not np.array_equal(points, ready.sampler().points(replace(terms, seed=1)))
    order = np.random.default_rng(2).permutation(len(points))
    whole, mixed = evaluate(ready, points), evaluate(ready, points[order])
    for name, figures in whole.items():
        assert np.array_equal(figures[order], mixed[name], equal_nan=True)


def test_two_stages_are_no_worse_than_the_central_links(found):
    told = found.stages.set_index("set")
    assert told.loc["two_stage", "objective"] >= told.loc["central", "objective"] - 1.0
    assert (
        found.summary["value_of_stochastic_solution"]
        == told.loc["two_stage", "objective"] - (told.loc["central", "objective"])
    )
    assert told.loc["none", "expected"] == pytest.approx(0.0, abs=1e-3)


def test_indices_that_are_asked_for_later_are_those_of_the_run(pair, catalog):
    asked = UncertaintyTerms(samples=24, indices=8)
    whole = uncertainty(pair, catalog, Settings(), asked)
    found = uncertainty(pair, catalog, Settings(), replace(asked, indices=0))
    shares = []
    later, missing = group_indices(pair, catalog, Settings(), asked, found.groups, found.summary["target"],
                                   tell=shares.append)  # fmt: skip
    pd.testing.assert_frame_equal(later, whole.groups)
    assert missing == whole.summary["indices_without_figure"]
    assert len(whole.groups) > 1
    assert shares[-1] == 1.0


def test_samples_without_a_solution_are_counted_and_tell_nothing(catalog, tmp_path):
    park = CasePark(id="full", title="Full")
    park.supply("maker", "slag", available=1_000.0, least=1_000.0)
    park.port("user", "slag", "demand", maximum=1_050.0)
    park.arc("maker", "user", "slag", cost=5.0)
    terms = UncertaintyTerms(samples=40, scenarios=4, indices=8)
    found = uncertainty(load_park(str(park.write(tmp_path / "full")), catalog), catalog, Settings(), terms)
    ready = prepare(load_park(str(tmp_path / "full"), catalog), catalog, Settings(), terms)
    given, taken = factors(ready, terms).T
    fits = 1_000.0 * given <= 1_050.0 * taken
    assert (found.samples["status"] == "optimal").tolist() == fits.tolist()
    assert found.summary["solved"] == fits.sum() > 5
    assert found.summary["infeasible"] == (~fits).sum() > 5
    assert found.samples["cost"][fits].to_numpy() == pytest.approx(5_000.0 * given[fits])
    assert found.samples["cost"][~fits].isna().all()
    (link,) = found.links.to_dict("records")
    assert link["share"] == 1.0
    assert link["worth_q05"] == np.inf  # without it the good cannot leave
    by_input = found.inputs.set_index("input")
    assert by_input.loc["port|maker|slag|supply", "prcc"] == pytest.approx(-1.0)
    told = json.dumps(found.to_dict(), allow_nan=False)
    assert json.loads(told)["links"][0]["worth_q05"] is None


def test_a_run_is_refused_where_links_are_decided_otherwise(pair, catalog, terms):
    with pytest.raises(UsageFault, match="--yes-no"):
        prepare(pair, catalog, Settings(yes_no=True), terms)
    with pytest.raises(UsageFault, match="co2"):
        prepare(pair, catalog, Settings(objective="co2"), terms)
    for wrong in ({"samples": 1}, {"method": "grid"}, {"indices": 100}, {"alpha": 1.0}):
        with pytest.raises(UsageFault, match="bad setting"):
            UncertaintyTerms(**wrong)
