"""How long the gaps of a park take, and how often a plant taken out comes back among the first five.

Run with ``python benchmarks/gaps.py [PARK ...]``; ``--every N`` takes out every N-th plant only. Beside each time
stands
its ratio to ``couple`` of the same park in this process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from circnet.coupling import couple
from circnet.gaps import candidates, screen
from circnet.gaps.alone import traded
from circnet.gaps.chains import planned_in
from circnet.gaps.ranking import tying
from circnet.park import Catalog, Park, builtin_parks, load_catalog, load_park

FIRST = 5
REMOVABLE = ("main", "intermediate", "treatment")


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


def tied(park: Park, catalog: Catalog) -> set[tuple[str, str]]:
    """Return ``(unit, technology)`` of units that exchange a tying good with another unit of the park, as settled."""
    found = screen(park, catalog, technologies=("smelter_acid",))
    case, columns = found.model.case, found.model.program.columns
    flows = columns[(columns["family"] == "flow") & (found.point.values > 1e-6)]  # noqa: PLR2004
    goods = tying(case.catalog)
    between = {*zip(flows["enterprise"], flows["commodity"], strict=True)}
    between |= {*zip(flows["item"], flows["commodity"], strict=True)}
    lines = traded(case.catalog)
    lines = case.units[["unit", "enterprise", "technology"]].merge(lines[lines["commodity"].isin(goods)])
    meets = lines.merge(lines, on=["enterprise", "commodity"])
    meets = meets[meets["coefficient_x"] * meets["coefficient_y"] < 0]
    works = set(zip(meets["unit_x"], meets["technology_x"], strict=True))
    at = zip(lines["enterprise"], lines["commodity"], strict=True)
    mask = [one in between for one in at]
    return works | set(zip(lines["unit"][mask], lines["technology"][mask], strict=True))


def removals(park: Park, catalog: Catalog, every: int) -> tuple[list[bool], list[bool], list[str]]:
    """Take out each running plant in turn.

    Returns whether each came back, whether it exchanged with the park, and what was missed with its rank (0: ruled
    out).
    """
    ties, hits = tied(park, catalog), []
    runs = park.units["status"].isin(["operating", "trial", ""])
    runs |= park.units["status"].eq("unknown") & park.units["throughput"].notna()
    units = park.units[runs & park.units["role"].isin(REMOVABLE)].iloc[::every]
    missed = []
    for unit, technology in zip(units["id"], units["technology"], strict=True):
        rest = park.units[park.units["id"] != unit].reset_index(drop=True)
        ranked = screen(park.replace(units=rest), catalog).ranked["technology"].tolist()
        rank = ranked.index(technology) + 1 if technology in ranked else 0
        hits.append(0 < rank <= FIRST)
        if not hits[-1]:
            missed.append(f"{unit} {technology} {rank}")
    exchanged = [pair in ties for pair in zip(units["id"], units["technology"], strict=True)]
    return hits, exchanged, missed


def main() -> None:
    """Print both for each park."""
    options = argparse.ArgumentParser()
    options.add_argument("parks", nargs="*")
    options.add_argument("--every", type=int, default=1)
    chosen = options.parse_args()
    catalog = load_catalog()
    total, every, close = 0.0, [], []
    for name in chosen.parks or builtin_parks():
        park = load_park(name, catalog)
        bare, spent = timed(lambda: couple(park, catalog)), timed(lambda: candidates(park, catalog))  # noqa: B023
        total += spent
        found, tried, missed = removals(park, catalog, chosen.every)
        every += found
        close += [hit for hit, near in zip(found, tried, strict=True) if near]
        print(f"{name}: gaps {spent:.1f} s, couple {bare:.1f} s ({spent / bare:.0f} times); removals {_rate(found)}")
        print(f"  missed: {'; '.join(missed)}\n  planned: {planned_ranks(park, catalog)}", flush=True)
    print(f"all: {total:.0f} s; among the first {FIRST}: {_rate(every)}; of those that exchange inside {_rate(close)}")


def _rate(hits: list[bool]) -> str:
    return f"{sum(hits)}/{len(hits)} = {sum(hits) / max(len(hits), 1):.0%}"


if __name__ == "__main__":
    main()
