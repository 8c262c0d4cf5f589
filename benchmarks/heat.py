"""Time pinch targets of random stream sets, and hold them against OpenPinch where it is installed.

Run with ``python benchmarks/heat.py``. OpenPinch (MIT, 0.7) is an extra of this benchmark alone:
``pip install openpinch``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from circnet.heat import pinch, stream_table

SETS, LEAST, MOST = 200, 2, 60
LARGE = 1000
AGREE = 1e-6
"""Share of the heat by which targets may differ: OpenPinch rounds temperatures."""

Targets = tuple[float, float]
Target = Callable[[Any], Targets]


def random_streams(random: np.random.Generator, count: int) -> pd.DataFrame:
    """Return streams between 20 and 630 C with contributions of their own."""
    low = random.uniform(20.0, 480.0, count).round(2)
    high = (low + random.uniform(1.0, 150.0, count)).round(2)
    hot = random.random(count) < 0.5
    table = pd.DataFrame({
        "name": [f"s{number}" for number in range(count)],
        "supply_c": np.where(hot, high, low), "target_c": np.where(hot, low, high),
        "duty_kw": random.uniform(10.0, 5000.0, count), "dt_contribution_k": random.choice([2.5, 5.0, 10.0], count),
    })  # fmt: skip
    return stream_table(table)[0]


def timed(call: Target, given: Sequence[Any]) -> tuple[list[Targets], float]:
    """Return the targets of everything given, and seconds."""
    start = time.perf_counter()
    found = [call(one) for one in given]
    return found, time.perf_counter() - start


def ours(table: pd.DataFrame) -> Targets:
    """Return least heating and cooling by circnet, with the grand composite curve as a table."""
    found = pinch(table)
    cascade = found.cascade["flow_kw"].to_numpy()
    return float(cascade[0]), float(cascade[-1])


def all_of_ours(table: pd.DataFrame) -> Targets:
    """Return the same with pinches, five curves and exergy."""
    told = pinch(table).to_dict()
    return told["hot_utility_kw"], told["cold_utility_kw"]


def theirs() -> tuple[Callable[[pd.DataFrame], Any], Target] | None:
    """Return how OpenPinch makes its streams and how its problem table finds targets; None where it is missing."""
    try:
        from OpenPinch.analysis.targeting.cascade import get_process_heat_cascade
        from OpenPinch.domain.stream import Stream
        from OpenPinch.domain.stream_collection import StreamCollection
    except ImportError:
        return None

    def made(table: pd.DataFrame) -> Any:  # noqa: ANN401
        sides = {True: StreamCollection(), False: StreamCollection()}
        rows = table[["name", "supply_c", "target_c", "duty_kw", "dt_contribution_k", "hot"]]
        for name, supply, target, duty, contribution, hot in rows.itertuples(index=False):
            sides[hot].add(Stream(name, supply, target, heat_flow=duty, delta_t_contribution=contribution))
        return sides

    def targets(sides: dict[bool, Any]) -> Targets:
        flow = get_process_heat_cascade(sides[True], sides[False])["H(net)"]
        return float(flow[0]), float(flow[-1])

    return made, targets


def main() -> None:
    """Print the time of 1,000 streams, and agreement and ratio on 200 random sets."""
    random = np.random.default_rng(0)
    large = random_streams(random, LARGE)
    for label, call in (("grand composite curve", ours), ("all tables", all_of_ours)):
        print(f"{LARGE} streams, {label}: {1e3 * _median(call, large):.1f} ms")
    tables = [random_streams(random, int(random.integers(LEAST, MOST))) for _ in range(SETS)]
    mine, my_time = timed(ours, tables)
    print(f"{SETS} sets of {LEAST} to {MOST - 1} streams: {my_time:.2f} s")
    other = theirs()
    if other is None:
        print("OpenPinch is not installed: nothing to compare with")
        return
    made, targets = other
    start = time.perf_counter()
    sides = [made(table) for table in tables]
    making = time.perf_counter() - start
    yours, your_time = timed(targets, sides)
    heat = [float(table["duty_kw"].sum()) for table in tables]
    apart = max(np.abs(np.subtract(a, b)).max() / total for a, b, total in zip(mine, yours, heat, strict=True))
    print(f"largest difference to OpenPinch: {apart:.1e} of the heat ({'agree' if apart <= AGREE else 'DISAGREE'})")
    print(f"OpenPinch: problem table {your_time:.2f} s (circnet takes {my_time / your_time:.2f} of it), "
          f"with its streams made {your_time + making:.2f} s ({my_time / (your_time + making):.2f})")  # fmt: skip
    their_large = _median(targets, made(large))
    print(f"{LARGE} streams by OpenPinch: {1e3 * their_large:.1f} ms; ratio {_median(ours, large) / their_large:.2f}")


def _median(call: Target, given: object) -> float:
    return statistics.median(timed(call, [given])[1] for _ in range(7))


if __name__ == "__main__":
    main()
