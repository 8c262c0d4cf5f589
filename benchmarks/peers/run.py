"""circnet against other modelling tools on the same networks, in one run, with the same answer.

``python -m benchmarks.peers.run --python PEERS/bin/python [--firms 100 1000 5000] [--tools plain pulp ...]``

Goods are matched at fixed activity (`benchmarks.networks.matching`), so that a bus, a link and a generator are all that
a tool must know. Every tool solves with HiGHS and one thread, in a process of its own; circnet in one of its own too.
Ratios are to plain HiGHS on the full matrix.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.networks import matching, network
from benchmarks.peers.case import Case
from benchmarks.peers.one import peak_mb
from circnet.coupling import Settings
from circnet.coupling.model import Model, build
from circnet.large.reduction import without_fixed
from circnet.lp.arrays import arrays_of
from circnet.park import load_catalog

AGREEMENT = 1e-6
MEMORY_GB = 16
"""Address space that a tool may take; one that asks for more is told as not done."""
TOOLS = ("plain", "circnet", "pulp", "linopy", "pyomo", "pypsa", "pypsa_model", "oemof")


def case_of(model: Model) -> tuple[Case, float]:
    """Return the case of a matching model, and the cost of what is fixed."""
    program, _ = without_fixed(arrays_of(model.program))
    sign = np.where(model.program.rows["family"] == "demand", -1.0, 1.0)
    filled = np.unique(program.matrix.indices)
    by_column = (program.matrix * sign[:, None]).tocsr()[filled].tocsc()
    count = np.diff(by_column.indptr)
    first = by_column.indptr[:-1]
    pairs, alone = np.flatnonzero(count == 2), np.flatnonzero(count == 1)
    entries = first[pairs][:, None] + np.arange(2)
    entries = np.where(by_column.data[entries[:, :1]] < 0, entries, entries[:, ::-1])  # the giver first
    source = alone[by_column.data[first[alone]] > 0]
    sink = alone[by_column.data[first[alone]] < 0]
    case = Case(
        supply=-(sign * program.row_lower)[filled], start=by_column.indices[entries[:, 0]],
        end=by_column.indices[entries[:, 1]], efficiency=by_column.data[entries[:, 1]], cost=program.cost[pairs],
        source=by_column.indices[first[source]], source_cost=program.cost[source],
        sink=by_column.indices[first[sink]], sink_cost=program.cost[sink],
    )  # fmt: skip
    return case, program.offset


def circnet(firms: int, seed: int, max_km: float | None) -> dict[str, float]:
    """Solve the network with circnet, from its tables to the tables of the result."""
    from circnet.large import couple_large
    from circnet.pieces import Machines

    catalog = matching(load_catalog())
    park = network(firms, seed, catalog)
    couple_large(network(100, seed, catalog), catalog)  # what is imported or cached on first use is not counted
    start = time.process_time()
    result = couple_large(park, catalog, Settings(max_km=max_km), "parts", Machines())
    total = time.process_time() - start
    return {"objective": float(str(result.summary["cost"])), "build": np.nan, "solve": np.nan, "total": total,
            "memory_mb": peak_mb()}  # fmt: skip


def measured(asked: argparse.Namespace, firms: int) -> pd.DataFrame:
    """Return what each tool took for a network."""
    catalog = matching(load_catalog())
    model = build(network(firms, asked.seed, catalog), catalog, Settings(max_km=asked.max_km))
    case, fixed = case_of(model)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.npz"
        case.save(path)
        for tool in asked.tools:
            own = [sys.executable, "-m", "benchmarks.peers.run", "--only", str(firms), "--seed", str(asked.seed)]
            own += [] if asked.max_km is None else ["--max-km", str(asked.max_km)]
            command = own if tool == "circnet" else [asked.python, "-m", "benchmarks.peers.one", tool, str(path)]
            figures = _run(command, asked.limit)
            if tool != "circnet" and "objective" in figures:
                figures["objective"] += fixed
            rows.append({"firms": firms, "arcs": len(model.arcs), "tool": tool} | figures)
    return pd.DataFrame(rows)


def _run(command: list[str], limit: int) -> dict[str, float]:
    """Run a tool until it is done or has taken so many processor seconds, or `MEMORY_GB`."""
    most = MEMORY_GB * 1024**3
    capped = f"resource.setrlimit(resource.RLIMIT_CPU, ({limit}, {limit})); "
    capped += f"resource.setrlimit(resource.RLIMIT_AS, ({most}, {most})); os.execv(sys.argv[1], sys.argv[1:])"
    capped = f"import os, resource, sys; {capped}"
    done = subprocess.run([sys.executable, "-c", capped, *command], capture_output=True, text=True, check=False)
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"total": float("inf")}
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Print the table, with ratios to the first tool that solved, and write it where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument("--firms", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--tools", nargs="+", default=list(TOOLS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-km", type=float)
    parser.add_argument("--limit", type=int, default=600, help="processor seconds after which a tool is stopped")
    parser.add_argument("--out", type=Path, help="a CSV to write")
    parser.add_argument("--only", type=int, help="print circnet's own figures for so many firms")
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(circnet(asked.only, asked.seed, asked.max_km)))
        return
    table = pd.concat([measured(asked, firms) for firms in asked.firms], ignore_index=True)
    solved = table.dropna(subset=["objective"]) if "objective" in table else table[:0]
    apart = solved.groupby("firms")["objective"].agg(lambda values: np.ptp(values) / np.abs(values).max())
    assert (apart < AGREEMENT).all(), f"answers differ: {apart.to_dict()}"
    base = solved[solved["tool"] == "plain"].set_index("firms")
    for figure in ("total", "memory_mb"):
        if len(base):
            table[f"{figure}_ratio"] = table[figure] / base[figure].reindex(table["firms"]).to_numpy()
    print(table.round(3).to_string(index=False))
    if asked.out:
        table.to_csv(asked.out, index=False)


if __name__ == "__main__":
    main()
