"""Speed of a trade-off front: warm solves on one loaded programme against building the programme anew per point.

Run ``python benchmarks/pareto.py [PARK] [POINTS]``; the default is golmud with 20 points of cost against CO2.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

from circnet.coupling import Settings
from circnet.coupling.model import Model, build, objective_of
from circnet.park import Catalog, Park, load_catalog, load_park
from circnet.scenario import trade_off
from circnet.scenario.front import Front


def main(name: str = "golmud", points: int = 20) -> None:
    """Print the seconds of the whole analysis, of its solves alone, and of both with a new model per point."""
    catalog = load_catalog()
    park = load_park(name, catalog)
    start = time.perf_counter()
    result = trade_off(park, catalog, Settings(), "co2", points)
    whole = time.perf_counter() - start
    model = build(park, catalog, Settings())
    weights = _co2(model)
    start = time.perf_counter()
    front = Front(model.program, model.money, weights)
    warm = [front.at(value).first for value in result.points["value"]]
    solves = time.perf_counter() - start
    start = time.perf_counter()
    anew = [_anew(park, catalog, value) for value in result.points["value"]]
    slow = time.perf_counter() - start
    apart = float(np.abs(np.array(warm) - np.array(anew)).max() / np.abs(warm).max())
    corners = len(result.corners)
    print(f"{name}: {points} points, {corners} corners in {whole:.2f} s; {solves:.2f} s of it for {points} warm solves")
    print(f"a new model for each point: {slow:.2f} s, {slow / whole:.1f} times as long; costs differ by {apart:.1e}")


def _co2(model: Model) -> np.ndarray:
    case = replace(model.case, settings=replace(model.case.settings, objective="co2"))
    return objective_of(model.program.columns, case, model.program.columns["real_cost"]).to_numpy(float)


def _anew(park: Park, catalog: Catalog, value: float) -> float:
    model = build(park, catalog, Settings())
    return Front(model.program, model.money, _co2(model)).at(value).first


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
