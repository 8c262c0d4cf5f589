"""How long the gaps of a park take, and how often a plant taken out comes back among the first five.

Run with ``python benchmarks/gaps.py [PARK ...]``; ``--every N`` takes out every N-th plant only and ``--no-removals``
none. Beside each time stands its ratio to ``couple`` of the same park in this process. ``benchmarks/gap_weights.py``
tells the rate held out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from circnet.coupling import couple
from circnet.gaps import candidates, screen
from circnet.gaps.chains import planned_in
from circnet.gaps.removals import Removal, removals
from circnet.park import Catalog, Park, builtin_parks, load_catalog, load_park

FIRST = 5


def timed(act: Callable[[], object]) -> float:
    """Return the seconds an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def planned_ranks(park: Park, catalog: Catalog) -> str:
    """Tell where the technologies that a park plans stand in its ranking."""
    ranked = screen(park, catalog).ranked["technology"].tolist()
    wanted = sorted(set(planned_in(park)["technology"]))
    return ", ".join(f"{name} {ranked.index(name) + 1 if name in ranked else '-'}" for name in wanted)


def rates(found: list[Removal]) -> str:
    """Return how many plants came back, of single units and of all units of a technology."""
    told = []
    for cases in ([one for one in found if len(one.units) == 1], [one for one in found if one.whole]):
        hits = sum(0 < one.rank <= FIRST for one in cases)
        told.append(f"{hits}/{len(cases)} = {hits / max(len(cases), 1):.0%}")
    return f"one unit {told[0]}; all units of a technology {told[1]}"


def main() -> None:
    """Print times and rates for each park."""
    options = argparse.ArgumentParser()
    options.add_argument("parks", nargs="*")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--removals", action=argparse.BooleanOptionalAction, default=True)
    chosen = options.parse_args()
    catalog = load_catalog()
    total = 0.0
    everything: list[Removal] = []
    for name in chosen.parks or builtin_parks():
        park = load_park(name, catalog)
        bare, spent = timed(lambda: couple(park, catalog)), timed(lambda: candidates(park, catalog))  # noqa: B023
        total += spent
        found = list(removals(park, catalog, every=chosen.every)) if chosen.removals else []
        everything += found
        missed = [f"{';'.join(one.units)} {one.technology} {one.rank}" for one in found if not 0 < one.rank <= FIRST]
        print(f"{name}: gaps {spent:.1f} s, couple {bare:.1f} s ({spent / bare:.0f} times); removals {rates(found)}")
        print(f"  missed: {'; '.join(missed)}\n  planned: {planned_ranks(park, catalog)}", flush=True)
    print(f"all: {total:.0f} s; among the first {FIRST}: {rates(everything)}")


if __name__ == "__main__":
    main()
