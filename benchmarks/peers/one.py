"""Solve one case with one tool and print its figures as JSON: ``python -m benchmarks.peers.one TOOL CASE``."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.peers.case import Case
from benchmarks.peers.tools import TOOLS

_LIBRARIES = {
    "plain": ("highspy", "scipy.sparse"), "pulp": ("pulp", "highspy"), "linopy": ("linopy", "highspy"),
    "pyomo": ("pyomo.environ", "pyomo.contrib.appsi.solvers", "highspy"), "pypsa": ("pypsa", "highspy"),
    "pypsa_model": ("pypsa", "highspy"),
    "oemof": ("oemof.solph", "pyomo.contrib.appsi.solvers", "highspy"),
}  # fmt: skip


def peak_mb() -> float:
    """Peak memory of this process, MB; what its parent held before it started does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(float(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def main(tool: str, path: str) -> None:
    """Print ``objective``, seconds to ``build`` and ``solve``, their ``total``, and the peak memory, ``memory_mb``."""
    case = Case.load(Path(path))
    for library in _LIBRARIES[tool]:
        importlib.import_module(library)
    start = time.process_time()
    objective, built = TOOLS[tool](case)
    end = time.process_time()
    figures = {"objective": objective, "build": built - start, "solve": end - built, "total": end - start,
               "memory_mb": peak_mb()}  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:3])
