"""Time samples of a park moved in one loaded model, against building the model anew for each.

Run with ``python benchmarks/uncertain.py [PARK] [SAMPLES] [PROCESSES]``. Both ways are timed in turn, in processor time
of one process, so that what else the machine does counts for both; the whole run is timed by the clock.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from circnet.coupling import Settings
from circnet.coupling.model import build
from circnet.coupling.solve import Network
from circnet.park import load_catalog, load_park
from circnet.uncertain import Machines, UncertaintyTerms, uncertainty
from circnet.uncertain.deciding import live
from circnet.uncertain.loaded import Loaded
from circnet.uncertain.prepared import prepare

TURNS = 10


def main(name: str = "golmud", samples: int = 1000, processes: int = 2) -> None:
    """Print what a sample takes moved and built anew, for flows alone and with links decided, and the whole run."""
    catalog = load_catalog()
    park, settings, terms = load_park(name, catalog), Settings(), UncertaintyTerms(samples=samples)
    prepared = prepare(park, catalog, settings, terms)
    sampler = prepared.sampler()
    values = sampler.values(sampler.points(terms))[: TURNS * 5]
    network = prepared.network()
    taken: dict[str, list[float]] = {key: [] for key in ("moved", "moved, decided", "anew", "anew, decided")}

    def clocked(key: str, start: float) -> float:
        now = time.process_time()
        taken[key].append(now - start)
        return time.process_time()

    for turn, one in enumerate(values):
        start = time.process_time()
        network.enter(prepared.effects.world(one))
        network.solve()
        start = clocked("moved", start)
        live(network, prepared.effects.world(one), prepared.plan)
        start = clocked("moved, decided", start)
        if turn % 5 == 0:
            Network(build(park, catalog, settings)).solve()
            start = clocked("anew", start)
            fresh = Loaded(build(park, catalog, settings), prepared.effects)
            live(fresh, prepared.effects.world(one), prepared.plan)
            clocked("anew, decided", start)
    mean = {key: float(np.mean(seconds)) for key, seconds in taken.items()}
    for kind in ("", ", decided"):
        moved, anew = mean["moved" + kind], mean["anew" + kind]
        print(f"a sample{kind}: moved {1e3 * moved:.1f} ms, anew {1e3 * anew:.0f} ms: {anew / moved:.0f} times as long")
    begun = time.perf_counter()
    uncertainty(park, catalog, settings, terms, Machines(workers=processes))
    print(f"{samples} samples of {name} in {processes} processes: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(one) for one in sys.argv[2:4]))
