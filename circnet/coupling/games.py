"""Cooperative games with side payments: how a joint gain may be split, and who would rather leave.

A game of ``n`` players is a function of coalitions; a coalition is a number whose binary digit ``i`` says whether
player ``i`` is in it, so ``2**n - 1`` is everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
import pandas as pd

from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session

Game = Callable[[int], float]
Oracle = Callable[[np.ndarray], int]
TOLERANCE = 1e-7
"""Excess, as a share of what everybody together gains, below which nobody leaves."""


def shapley(worth: Game, players: int) -> np.ndarray:
    """Return what each player adds on average over all orders in which they could join.

    ``phi_i = sum_S |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))``

    Parameters
    ----------
    worth
        The game; asked once for each of the ``2**n`` coalitions. It may give an array (several games at once).
    players
        Number of players.

    Returns
    -------
    numpy.ndarray
        Shape (players, ...); adds up to the worth of everybody less that of nobody.

    Notes
    -----
    Shapley LS. A value for n-person games. In: Contributions to the Theory of Games II, 1953, 307-317.
    """
    coalitions = np.arange(1 << players)
    values = np.array([worth(mask) for mask in range(1 << players)], dtype=float)
    sizes = np.bitwise_count(coalitions)
    weights = np.array([1.0 / (players * comb(players - 1, size)) for size in range(players)])
    shares = []
    for player in range(players):
        without = coalitions[(coalitions >> player) & 1 == 0]
        added = values[without | (1 << player)] - values[without]
        shares.append(np.tensordot(weights[sizes[without]], added, axes=1))
    return np.array(shares)


def shapley_sampled(worth: Game, players: int, pairs: int = 100, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the Shapley value from random orders, each taken forwards and backwards.

    Parameters
    ----------
    worth, players
        As for `shapley`.
    pairs
        Number of orders; at least two.
    seed
        Of the random numbers.

    Returns
    -------
    value, error
        Shape (players, ...) each; the value adds up exactly, ``error`` is the standard error of each share.

    Notes
    -----
    Castro J, Gómez D, Tejada J. Polynomial calculation of the Shapley value based on sampling. Comput Oper Res
    2009;36:1726-1730; an order and its reverse are antithetic (Mitchell R et al. J Mach Learn Res 2022;23:43).
    """
    random = np.random.default_rng(seed)
    means = []
    for _ in range(pairs):
        order = random.permutation(players)
        means.append((_joined(worth, order) + _joined(worth, order[::-1])) / 2.0)
    drawn = np.array(means)
    return drawn.mean(axis=0), drawn.std(axis=0, ddof=1) / np.sqrt(pairs)


def _joined(worth: Game, order: np.ndarray) -> np.ndarray:
    """What each player adds when they join in this order."""
    masks = np.concatenate([[0], np.bitwise_or.accumulate(1 << order.astype(np.int64))])
    added = np.diff(np.array([worth(int(mask)) for mask in masks], dtype=float), axis=0)
    return added[np.argsort(order)]


def excess(worth: Game, shares: np.ndarray, coalition: int) -> float:
    """Return what a coalition would gain by leaving: its own worth less what its members are given."""
    inside = (coalition >> np.arange(len(shares))) & 1 == 1
    return float(worth(coalition)) - float(shares[inside].sum())


def worst_coalition(worth: Game, shares: np.ndarray) -> int:
    """Return the coalition with the greatest excess, neither nobody nor everybody, by trying all.

    Of equal ones (to the last reliable digits) the smallest, then the one of the lowest number.
    """
    masks = np.arange(1, (1 << len(shares)) - 1)
    values = np.array([worth(int(mask)) for mask in masks], dtype=float)
    given = ((masks[:, None] >> np.arange(len(shares))) & 1) @ shares
    over = values - given
    close = masks[over >= over.max() - 1e-9 * max(1.0, np.abs(values).max())]
    return int(close[np.lexsort((close, np.bitwise_count(close)))[0]])


def least_core(
    worth: Game,
    players: int,
    oracle: Oracle | None = None,
    enough: float = -np.inf,
    first: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """Return the least ``epsilon`` such that a split exists from which no coalition gains more by leaving.

    ``min epsilon`` with ``x(S) + epsilon >= v(S)`` for each coalition but nobody and everybody, ``x(N) = v(N)``, by
    row generation: coalitions are added as the oracle finds them. The core is empty exactly where epsilon > 0.

    Parameters
    ----------
    worth, players
        The game, of two players at least.
    oracle
        Gives the coalition with the greatest excess under a split; default `worst_coalition`.
    enough
        Stop at the first split from which no coalition gains more than this; 0 stops at any split of the core.
    first
        A split to look at before all others.

    Returns
    -------
    epsilon, shares
        The split and the most that a coalition gains by leaving it, in the unit of the game; of several such splits,
        one.

    Notes
    -----
    Maschler M, Peleg B, Shapley LS. Geometric properties of the kernel, nucleolus, and related solution concepts.
    Math Oper Res 1979;4:303-338; row generation as in Hallefjord Å, Helming R, Jørnsten K. Int J Game Theory
    1995;24:365-372.
    """
    find = oracle or (lambda shares: worst_coalition(worth, shares))
    everybody = (1 << players) - 1
    known = sorted({1 << player for player in range(players)} | {everybody ^ (1 << p) for p in range(players)})
    scale = max(abs(float(worth(everybody))), 1e-12)
    epsilon, shares = (-np.inf, first) if first is not None else _best_split(worth, players, known)
    while True:
        found = find(shares)
        gain = excess(worth, shares, found)
        if gain <= max(epsilon + TOLERANCE * scale, enough) or (np.isfinite(epsilon) and found in known):
            return max(epsilon, gain), shares
        known.append(found)
        epsilon, shares = _best_split(worth, players, sorted(set(known)))


def _best_split(worth: Game, players: int, known: list[int]) -> tuple[float, np.ndarray]:
    """The least epsilon over the coalitions known so far."""
    everybody = (1 << players) - 1
    columns = pd.DataFrame({
        "name": [f"x{player}" for player in range(players)] + ["epsilon"], "lower": -np.inf, "upper": np.inf,
        "cost": [0.0] * players + [1.0], "integer": False,
    })  # fmt: skip
    values = np.array([worth(mask) for mask in [*known, everybody]], dtype=float)
    scale = max(np.abs(values).max(), 1e-12)
    rows = pd.DataFrame({
        "name": [str(mask) for mask in known] + ["everybody"], "lower": values / scale,
        "upper": [np.inf] * len(known) + [values[-1] / scale],
    })  # fmt: skip
    members = (np.array([*known, everybody])[:, None] >> np.arange(players)) & 1
    matrix = np.column_stack([members, np.append(np.ones(len(known)), 0.0)])
    row, column = np.nonzero(matrix)
    entries = pd.DataFrame({"row": row, "column": column, "value": matrix[row, column].astype(float)})
    answer = Session(LinearProgram(columns, rows, entries)).solve().values * scale
    return float(answer[-1]), answer[:players]
