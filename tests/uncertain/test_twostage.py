"""The choice in two stages against enumeration, and the tail against its closed form."""

from dataclasses import replace

import numpy as np
import pytest

from circnet.coupling import Settings
from circnet.park import load_park
from circnet.uncertain import UncertaintyTerms
from circnet.uncertain.chunks import evaluate
from circnet.uncertain.prepared import prepare
from circnet.uncertain.sets import weigh
from circnet.uncertain.statistics import tail_mean, wilson
from circnet.uncertain.twostage import choose_now, representatives
from tests.uncertain.smallparks import AMOUNT, PRICE

KEEPING = 100_000.0


@pytest.fixture(scope="module")
def worlds(ready):
    """Prices of 15, 25, 60, 90 and 100: the link loses 70,000 and 50,000, and gains 20,000, 80,000 and 100,000."""
    values = np.array([[0.15], [0.25], [0.6], [0.9], [1.0]])
    return values, np.full((5, 1), AMOUNT)


def choice(ready, worlds, terms, **changed):
    return choose_now(ready, *worlds, np.arange(5), replace(terms, **changed))


def losses(worlds):
    return AMOUNT * PRICE * worlds[0][:, 0] - KEEPING


def test_the_mean_alone_builds_the_link(ready, worlds, terms):
    found = choice(ready, worlds, terms, risk=0.0)
    told = found.sets.set_index("set")
    assert losses(worlds).mean() == pytest.approx(16_000.0)
    assert told.loc["two_stage", "expected"] == pytest.approx(16_000.0, rel=1e-6)
    assert found.links["two_stage"].tolist() == [True]
    assert found.value == pytest.approx(0.0, abs=1e-3)


def test_the_tail_leaves_it_and_that_is_the_value_of_looking_ahead(ready, worlds, terms):
    found = choice(ready, worlds, terms, risk=0.9, alpha=0.6)
    told = found.sets.set_index("set")
    assert told.loc["central", "tail"] == pytest.approx(-60_000.0, rel=1e-6)  # the worst two of five
    weighted = 0.1 * 16_000.0 - 0.9 * 60_000.0
    assert told.loc["central", "objective"] == pytest.approx(weighted, rel=1e-6)
    assert found.links["two_stage"].tolist() == [False]
    assert found.value == pytest.approx(-weighted, rel=1e-6)


@pytest.mark.parametrize(("risk", "alpha"), [(0.2, 0.6), (0.21, 0.6), (0.3, 0.3), (0.5, 0.9), (0.15, 0.8)])
def test_the_choice_is_the_better_of_building_and_not(ready, worlds, terms, risk, alpha):
    found = choice(ready, worlds, terms, risk=risk, alpha=alpha)
    built = (1.0 - risk) * losses(worlds).mean() + risk * tail_mean(losses(worlds), alpha)
    assert found.links["two_stage"].tolist() == [built > 0]


def test_large_flows_of_cheap_goods_are_not_lost_in_the_solver_s_tolerance(catalog):
    """What the programme saves in a park is what its worlds save one by one, with the same lines built."""
    terms = UncertaintyTerms(samples=8)
    prepared = prepare(load_park("dongchuan", catalog), catalog, Settings(), terms)
    points = prepared.sampler().points(terms)
    flows, taken = evaluate(prepared, points)["flow"], np.arange(8)
    found = choose_now(prepared, prepared.sampler().values(points), flows, taken, terms)
    most = np.maximum(flows.max(axis=0), np.where(prepared.plan.chosen, prepared.plan.flow, 0.0))
    built = replace(prepared.plan, flow=np.where(prepared.plan.chosen, most, 0.0))
    nothing = replace(prepared.plan, chosen=np.zeros_like(built.chosen))
    costs = weigh(prepared, {"none": nothing, "central": built, "two_stage": found.plan}, points, 8)
    for row in found.sets.to_dict("records"):
        assert row["expected"] == pytest.approx((costs["none"] - costs[row["set"]]).mean(), rel=1e-6, abs=1.0)


def test_tail_of_a_discrete_case():
    gains = np.array([5.0, -3.0, 1.0, 0.0])
    assert tail_mean(gains, 0.0) == pytest.approx(0.75)
    assert tail_mean(gains, 0.5) == pytest.approx(-1.5)
    assert tail_mean(gains, 0.9) == pytest.approx(-3.0)
    assert tail_mean(gains, 0.625) == pytest.approx((-3.0 + 0.5 * 0.0) / 1.5)
    # Rockafellar and Uryasev's form gives the same: max z - mean (z - gain)+ / (1 - alpha)
    best = max(z - np.maximum(z - gains, 0.0).mean() / 0.375 for z in gains)
    assert best == pytest.approx(tail_mean(gains, 0.625))


def test_interval_of_a_share_is_wilsons():
    low, high = wilson(np.array([8, 0, 10]), 10)
    assert (low[0], high[0]) == pytest.approx((0.4902, 0.9433), abs=5e-5)
    assert low[1] == 0.0
    assert high[2] == 1.0


def test_representatives_stand_in_the_middle_of_equal_strata():
    saving = np.array([50.0, np.nan, 10.0, 30.0, 20.0, 40.0, 60.0])
    assert saving[representatives(saving, 3)].tolist() == [20.0, 40.0, 60.0]
    assert len(representatives(saving, 9)) == 6
    assert not len(representatives(np.full(3, np.nan), 2))


def test_programme_and_samples_agree_on_what_a_planned_set_costs(ready, worlds, terms):
    found = choice(ready, worlds, terms, risk=0.0)
    points = ready.sampler().points(replace(terms, samples=2))
    assert set(evaluate(ready, points)["status"]) == {0}
    assert found.sets.set_index("set").loc["central", "due"] == pytest.approx(KEEPING)
