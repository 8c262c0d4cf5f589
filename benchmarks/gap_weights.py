"""Fit the weights of the signs by which gaps are ranked (``data/gap_weights.csv``), and how well they do held out.

Run with ``python benchmarks/gap_weights.py [--workers 2] [--write]``. Every plant of every built-in park is taken out
in turn (`circnet.gaps.removals`). The choice of the technology taken out among all candidates is a conditional logit
(McFadden 1974, in Zarembka, Frontiers in Econometrics, 105-142) in the signs, weights not negative, with a small ridge
on the scaled weights. Held out means: the weights are fitted on the other parks alone.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from circnet.gaps.removals import Removal, removals
from circnet.gaps.signs import SIGNS, worth
from circnet.park import builtin_parks, load_catalog, load_park

FIRST = 5
RIDGE = 1.0
FILE = Path(__file__).parents[1] / "data" / "gap_weights.csv"


def collect(name: str) -> list[Removal]:
    """Return all removals of a built-in park."""
    catalog = load_catalog()
    return list(removals(load_park(name, catalog), catalog))


def design(found: list[Removal]) -> list[tuple[np.ndarray, int]]:
    """Return of each removal the signs of all candidates and the place of the one taken out; ruled out ones apart."""
    tables = [(one.ranked.assign(worth=worth(one.ranked["score"]))[list(SIGNS)], one.rank) for one in found]
    return [(table.to_numpy(float), rank - 1) for table, rank in tables if rank > 0]


def fitted(cases: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """Return the weights that make the choices likeliest."""
    sizes = np.array([len(signs) for signs, _ in cases])
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    signs = np.vstack([table for table, _ in cases])
    chosen = start + np.array([place for _, place in cases])
    scale = signs.std(axis=0) + 1e-9
    signs = signs / scale

    def unlikely(weight: np.ndarray) -> tuple[float, np.ndarray]:
        value = signs @ weight
        top = np.maximum.reduceat(value, start)
        odds = np.exp(value - np.repeat(top, sizes))
        whole = np.add.reduceat(odds, start)
        share = odds / np.repeat(whole, sizes)
        loss = -(value[chosen] - top - np.log(whole)).sum() + RIDGE * float(weight @ weight) / 2
        return loss, signs.T @ share - signs[chosen].sum(axis=0) + RIDGE * weight

    bounds = [(0.0, None)] * len(scale)
    return np.asarray(minimize(unlikely, np.zeros(len(scale)), jac=True, method="L-BFGS-B", bounds=bounds).x) / scale


def place(one: Removal, weight: np.ndarray) -> int:
    """Return the rank of the plant taken out under some weights; 0 where it is ruled out, ties the worst."""
    if one.rank == 0:
        return 0
    ((signs, at),) = design([one])
    value = signs @ weight
    return int((value >= value[at]).sum())


def rates(ranks: list[tuple[Removal, int]]) -> str:
    """Return how many are among the first, of single units and of all units of a technology."""
    units = [0 < rank <= FIRST for one, rank in ranks if len(one.units) == 1]
    whole = [0 < rank <= FIRST for one, rank in ranks if one.whole]
    told = [f"{sum(hits)}/{len(hits)} = {sum(hits) / max(len(hits), 1):.1%}" for hits in (units, whole)]
    return f"one unit {told[0]}; all units of a technology {told[1]}"


def main() -> None:
    """Fit, and print the rates held out and in sample."""
    options = argparse.ArgumentParser()
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    names = list(builtin_parks())
    with ProcessPoolExecutor(chosen.workers, get_context("spawn")) as pool:
        found = dict(zip(names, pool.map(collect, names), strict=True))
    report(found, write=chosen.write)


def report(found: dict[str, list[Removal]], *, write: bool) -> None:
    """Print the weights and the rates of removals by park; write the weights to the data table."""
    everything = [one for park in found.values() for one in park]
    weight = fitted(design(everything))
    held: list[tuple[Removal, int]] = []
    for name, park in found.items():
        others = fitted(design([one for other, part in found.items() if other != name for one in part]))
        held += [(one, place(one, others)) for one in park]
    print("held out: ", rates(held))
    print("in sample:", rates([(one, place(one, weight)) for one in everything]))
    print("as listed:", rates([(one, one.rank) for one in everything]))
    missed = [f"{';'.join(one.units)} {one.technology} {rank}" for one, rank in held if not 0 < rank <= FIRST]
    print("missed held out (rank; 0 ruled out):", *missed, sep="\n  ")
    table = pd.read_csv(FILE, dtype="str", keep_default_na=False).set_index("sign")
    print(pd.DataFrame({"listed": table["weight"].reindex(SIGNS), "fitted": weight.round(3)}, index=list(SIGNS)))
    if write:
        table = table.reindex(list(SIGNS)).assign(weight=[f"{one:.3g}" for one in weight]).fillna("")
        table.reset_index(names="sign").to_csv(FILE, index=False)


if __name__ == "__main__":
    main()
