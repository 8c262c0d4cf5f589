"""Splits of joint gains against games with published values, and against trying every coalition."""

from itertools import chain, combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from circnet.coupling.games import excess, least_core, shapley, shapley_sampled, worst_coalition


def members(mask, players):
    return [player for player in range(players) if mask >> player & 1]


def airport(mask):
    """Littlechild SC, Owen G. A simple expression for the Shapley value in a special case. Manage Sci 1973;20:370-372.

    A runway costs what its largest aircraft needs; here the needs are 1 to 4, and the worth is a cost saved.
    """
    return max((player + 1 for player in members(mask, 4)), default=0)


def glove(mask):
    """One left glove, two right ones: a pair is worth 1."""
    return float(bool(mask & 1) and bool(mask & 6))


def bankruptcy(estate, claims):
    """O'Neill B. A problem of rights arbitration from the Talmud. Math Soc Sci 1982;2:345-371.

    A coalition can be sure of what is left when all others are paid in full.
    """
    everybody = range(len(claims))
    return lambda mask: max(0.0, estate - sum(claims[p] for p in everybody if not mask >> p & 1))


def test_shapley_of_the_airport_game_is_what_littlechild_and_owen_print():
    """Each part of the runway is shared equally by those who need it: 1/4, then +1/3, +1/2, +1."""
    assert shapley(airport, 4) == pytest.approx(
        [1 / 4, 1 / 4 + 1 / 3, 1 / 4 + 1 / 3 + 1 / 2, 1 / 4 + 1 / 3 + 1 / 2 + 1]
    )


def test_shapley_of_the_glove_game():
    assert shapley(glove, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.mark.parametrize(
    ("estate", "claims", "split"),
    [
        (100, [100, 200, 300], [100 / 3] * 3),
        (200, [100, 200, 300], [100 / 3, 250 / 3, 250 / 3]),
        (300, [100, 200, 300], [50, 100, 150]),
    ],
)
def test_shapley_of_bankruptcy_is_the_rule_of_random_arrival(estate, claims, split):
    """O'Neill 1982: who comes first takes what he claims from what is left, averaged over all orders."""
    taken = []
    for order in permutations(range(len(claims))):
        left, share = estate, [0.0] * len(claims)
        for player in order:
            share[player] = min(claims[player], left)
            left -= share[player]
        taken.append(share)
    arrival = np.mean(taken, axis=0)
    found = shapley(bankruptcy(estate, claims), len(claims))
    assert found == pytest.approx(arrival)
    assert found == pytest.approx(split)


def test_the_glove_game_has_one_split_that_holds():
    epsilon, shares = least_core(glove, 3)
    assert epsilon == pytest.approx(0.0, abs=1e-9)
    assert shares == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    value = shapley(glove, 3)
    assert excess(glove, value, worst_coalition(glove, value)) == pytest.approx(1 / 6), "left and one right would leave"


def test_the_core_of_a_majority_game_is_empty():
    """Two of three take all: whatever the split, some two gain a third by leaving."""

    def majority(mask):
        return float(mask.bit_count() >= 2)

    epsilon, shares = least_core(majority, 3)
    assert epsilon == pytest.approx(1 / 3)
    assert shares == pytest.approx([1 / 3] * 3)


def random_games(players):
    values = st.lists(st.integers(0, 20), min_size=(1 << players) - 1, max_size=(1 << players) - 1)
    return values.map(lambda drawn: [0.0, *map(float, drawn)])


@given(values=random_games(4))
def test_the_core_check_agrees_with_every_coalition_at_once(values):
    epsilon, shares = least_core(values.__getitem__, 4)
    rows, limits = [], []
    for group in chain.from_iterable(combinations(range(4), size) for size in (1, 2, 3)):
        rows.append([-1.0 if player in group else 0.0 for player in range(4)] + [-1.0])
        limits.append(-values[sum(1 << player for player in group)])
    everybody = [[1.0] * 4 + [0.0]]
    whole = linprog([0.0] * 4 + [1.0], rows, limits, everybody, [values[-1]], bounds=[(None, None)] * 5)
    assert epsilon == pytest.approx(whole.fun, abs=1e-6)
    assert shares.sum() == pytest.approx(values[-1])
    worst = worst_coalition(values.__getitem__, shares)
    assert excess(values.__getitem__, shares, worst) == pytest.approx(epsilon, abs=1e-6)


@given(values=random_games(5), seed=st.integers(0, 100))
def test_samples_add_up_and_come_near(values, seed):
    exact = shapley(values.__getitem__, 5)
    estimate, error = shapley_sampled(values.__getitem__, 5, pairs=200, seed=seed)
    assert estimate.sum() == pytest.approx(values[-1])
    assert exact.sum() == pytest.approx(values[-1])
    assert (np.abs(estimate - exact) <= 7 * error + 1e-9).all()


def test_samples_of_one_seed_are_the_same():
    first, again = (shapley_sampled(airport, 4, pairs=5, seed=3) for _ in range(2))
    assert (first[0] == again[0]).all()
    assert (first[0] != shapley_sampled(airport, 4, pairs=5, seed=4)[0]).any()


def test_several_games_at_once_are_split_each_by_itself():
    both = shapley(lambda mask: np.array([airport(mask), mask.bit_count()]), 4)
    assert both[:, 0] == pytest.approx(shapley(airport, 4))
    assert both[:, 1] == pytest.approx([1.0] * 4)
