"""Time the valuing of every chosen link of Golmud and Ganhe joined, against building the model anew for each solve.

Run with ``python benchmarks/worth.py``.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from circnet.coupling import Settings
from circnet.coupling.model import build
from circnet.coupling.solve import Network
from circnet.coupling.state import baseline, settle
from circnet.coupling.worth import value_links, with_taps
from circnet.park import join, load_catalog, load_park

PARKS = ("golmud", "ganhe")
LINKS = 50
SAMPLE = 3
"""Links valued anew; the rest would take as long."""


def main() -> None:
    """Print seconds for all chosen links, per 50 links, and the ratio to building anew."""
    catalog = load_catalog()
    park = join([load_park(name, catalog) for name in PARKS])
    state = settle(park, catalog, Settings())
    existing = state.network.model.arcs["existing"].to_numpy()

    start = time.perf_counter()
    network = with_taps(state.network, state.open_arcs & ~existing)
    before = baseline(network)
    network.open_only(state.open_arcs)
    state = replace(state, network=network, point=network.solve())
    chosen = state.chosen
    value_links(network, state.open_arcs, chosen, state.point, before)
    warm = (time.perf_counter() - start) / chosen.sum()

    anew = []
    for arc in np.flatnonzero(chosen)[:SAMPLE]:
        start = time.perf_counter()
        for arcs in (state.open_arcs & (np.arange(len(existing)) != arc), existing | (np.arange(len(existing)) == arc)):
            for _ in range(2):  # in concert, floor, ceiling, alone: four solves
                fresh = Network(build(park, catalog, Settings()))
                fresh.price_arcs(network.arc_prices())
                fresh.open_only(arcs)
                fresh.solve()
        anew.append(time.perf_counter() - start)
    print(f"{chosen.sum()} links valued in {warm * chosen.sum():.2f} s: {warm * LINKS:.2f} s for {LINKS}")
    cold = float(np.mean(anew))
    print(f"built anew for each solve: {cold * LINKS:.1f} s for {LINKS}, {cold / warm:.0f} times as long")


if __name__ == "__main__":
    main()
