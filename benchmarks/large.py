"""Delayed columns against the plain programme on generated networks: times, sizes, and the same optimum.

``python -m benchmarks.large [--firms 1000 5000] [--max-km K] [--flexible] [--matching] [--alone]``

Processor seconds of one thread, so that other work on the machine counts little; both methods run in one process.
``--alone`` leaves the plain programme out, for networks whose arcs do not fit into memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import pandas as pd

from benchmarks.networks import matching, network
from circnet.coupling import Settings
from circnet.coupling.model import build
from circnet.large import couple_large, solving
from circnet.large import network as analysis
from circnet.lp.highs_backend import Session
from circnet.park import Catalog, Park, load_catalog
from circnet.pieces import Machines


def timed[T](work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work gives, and its processor seconds."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def plain(park: Park, catalog: Catalog, settings: Settings) -> dict[str, float]:
    """Build all arcs, load, solve."""
    model, build_s = timed(lambda: build(park, catalog, settings))
    session, load_s = timed(lambda: Session(model.program))
    solution, solve_s = timed(session.solve)
    return {"arcs": len(model.arcs), "plain_build": build_s + load_s, "plain_solve": solve_s,
            "plain_cost": solution.objective}  # fmt: skip


def columns(park: Park, catalog: Catalog, settings: Settings, method: str) -> dict[str, float]:
    """Solve without all arcs, from tables to tables; rounds and pricing apart from the rest."""
    spent: dict[str, list[float]] = {"optimum": [], "candidates": []}

    def watched[**P, T](name: str, work: Callable[P, T]) -> Callable[P, T]:
        def timing(*given: P.args, **named: P.kwargs) -> T:
            answer, seconds = timed(lambda: work(*given, **named))
            spent[name].append(seconds)
            return answer

        return timing

    originals = analysis.optimum, solving.candidates
    analysis.optimum, solving.candidates = watched("optimum", originals[0]), watched("candidates", originals[1])
    try:
        result, whole = timed(lambda: couple_large(park, catalog, settings, method, Machines()))
    finally:
        analysis.optimum, solving.candidates = originals
    told = {name: float(str(result.summary[name])) for name in ("cost", "arcs_entered", "parts", "rounds")}
    solve, listing = spent["optimum"][0] - spent["candidates"][0], sum(spent["candidates"])
    return {"listing": listing, "solve": solve, "around": whole - sum(spent["optimum"]) + listing} | told


def main() -> None:
    """Print one row per network."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--firms", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-km", type=float)
    parser.add_argument("--flexible", action="store_true")
    parser.add_argument("--matching", action="store_true")
    parser.add_argument("--method", default="parts")
    parser.add_argument("--alone", action="store_true")
    asked = parser.parse_args()
    catalog = matching(load_catalog()) if asked.matching else load_catalog()
    settings = Settings(flexible=asked.flexible, max_km=asked.max_km)
    couple_large(network(100, asked.seed, catalog), catalog)  # what is imported or cached on first use is not counted
    rows = []
    for firms in asked.firms:
        park = network(firms, asked.seed, catalog)
        row = {"firms": firms} | columns(park, catalog, settings, asked.method)
        if not asked.alone:
            row |= plain(park, catalog, settings)
            row |= {"times_faster": row["plain_solve"] / row["solve"],
                    "around_share": row["around"] / row["plain_solve"],
                    "apart": abs(row["cost"] - row["plain_cost"]) / abs(row["plain_cost"])}  # fmt: skip
            assert row["apart"] < 1e-7
        row["memory_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        rows.append(row)
        print(pd.DataFrame(rows).round(3).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
