"""One function per tool: the case as its users write it, HiGHS as its solver, one thread.

Each takes a case and returns the objective and the moment at which the model stood built, by `time.process_time`: other
work on the machine does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers.case import Case

Answer = tuple[float, float]


def plain(case: Case) -> Answer:
    """HiGHS on the full matrix, through its Python interface."""
    import highspy
    from scipy import sparse

    links, buses = len(case.start), len(case.supply)
    at = np.arange(links)
    rows = np.concatenate([case.start, case.end, case.source, case.sink])
    columns = np.concatenate([at, at, links + np.arange(len(case.source) + len(case.sink))])
    values = np.concatenate(
        [np.full(links, -1.0), case.efficiency, np.ones(len(case.source)), -np.ones(len(case.sink))]
    )
    count = links + len(case.source) + len(case.sink)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(buses, count))
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = buses, count
    lp.col_cost_ = np.concatenate([case.cost, case.source_cost, case.sink_cost])
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.full(count, np.inf)
    lp.row_lower_ = lp.row_upper_ = -case.supply
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    built = time.process_time()
    highs.run()
    return highs.getInfo().objective_function_value, built


def pulp(case: Case) -> Answer:
    """PuLP: a variable per link, a sum per bus."""
    import pulp as library

    problem = library.LpProblem("network", library.LpMinimize)
    flow = [problem.add_variable(f"f{i}", 0) for i in range(len(case.start))]
    bought = [problem.add_variable(f"b{i}", 0) for i in range(len(case.source))]
    sold = [problem.add_variable(f"s{i}", 0) for i in range(len(case.sink))]
    terms: list[list] = [[] for _ in case.supply]
    for x, one, two, share in zip(flow, case.start, case.end, case.efficiency, strict=True):
        terms[one].append(-1 * x)
        terms[two].append(float(share) * x)
    for x, bus in zip(bought, case.source, strict=True):
        terms[bus].append(x)
    for x, bus in zip(sold, case.sink, strict=True):
        terms[bus].append(-1 * x)
    costs = np.concatenate([case.cost, case.source_cost, case.sink_cost])
    problem += library.lpSum(float(c) * x for c, x in zip(costs, [*flow, *bought, *sold], strict=True))
    for i, row in enumerate(terms):
        problem += library.lpSum(row) == -float(case.supply[i]), f"bus{i}"
    built = time.process_time()
    problem.solve(library.HiGHS(msg=False, threads=1))
    return library.value(problem.objective), built


def linopy(case: Case) -> Answer:
    """Linopy: arrays of variables, sums grouped by bus."""
    import linopy as library
    import pandas as pd
    import xarray as xr

    model = library.Model()
    amounts = {"flow": case.cost, "bought": case.source_cost, "sold": case.sink_cost}
    x = {name: model.add_variables(lower=0, coords=[pd.RangeIndex(len(cost), name=name)], name=name)
         for name, cost in amounts.items()}  # fmt: skip
    parts = (
        ("flow", case.start, np.full(len(case.start), -1.0)),
        ("flow", case.end, case.efficiency),
        ("bought", case.source, np.ones(len(case.source))),
        ("sold", case.sink, -np.ones(len(case.sink))),
    )
    buses = pd.RangeIndex(len(case.supply), name="bus")
    balance = 0
    for name, bus, share in parts:
        group = xr.DataArray(bus, dims=name, coords={name: np.arange(len(bus))}, name="bus")
        weight = xr.DataArray(share, dims=name, coords={name: np.arange(len(bus))})
        balance = (weight * x[name]).groupby(group).sum().reindex({"bus": buses}) + balance
    model.add_constraints(balance == xr.DataArray(-case.supply, coords=[buses]), name="balance")
    model.add_objective(sum((xr.DataArray(cost, dims=name, coords={name: np.arange(len(cost))}) * x[name]).sum()
                            for name, cost in amounts.items()))  # fmt: skip
    built = time.process_time()
    model.solve("highs", io_api="direct", output_flag=False, threads=1)
    return float(model.objective.value), built


def pyomo(case: Case) -> Answer:
    """Pyomo: a concrete model with indexed variables, a rule per bus, through the persistent HiGHS interface."""
    import pyomo.environ as library
    from pyomo.contrib.appsi.solvers import Highs

    model = library.ConcreteModel()
    model.flow = library.Var(range(len(case.start)), within=library.NonNegativeReals)
    model.bought = library.Var(range(len(case.source)), within=library.NonNegativeReals)
    model.sold = library.Var(range(len(case.sink)), within=library.NonNegativeReals)
    terms: list[list] = [[] for _ in case.supply]
    for i, (one, two, share) in enumerate(zip(case.start, case.end, case.efficiency, strict=True)):
        terms[one].append(-model.flow[i])
        terms[two].append(float(share) * model.flow[i])
    for i, bus in enumerate(case.source):
        terms[bus].append(model.bought[i])
    for i, bus in enumerate(case.sink):
        terms[bus].append(-model.sold[i])
    model.balance = library.Constraint(
        [i for i, row in enumerate(terms) if row],
        rule=lambda m, i: library.quicksum(terms[i]) == -float(case.supply[i]),
    )
    parts = ((model.flow, case.cost), (model.bought, case.source_cost), (model.sold, case.sink_cost))
    model.cost = library.Objective(
        expr=library.quicksum(float(c) * x[i] for x, costs in parts for i, c in enumerate(costs))
    )
    built = time.process_time()
    solver = Highs()
    solver.highs_options = {"threads": 1}
    solver.solve(model)
    return library.value(model.cost), built


def _pypsa_network(case: Case) -> Any:  # noqa: ANN401
    """A bus per balance, a load or generator for what is left or lacking, a link per arc, one snapshot."""
    import pandas as pd
    import pypsa as library

    network = library.Network()
    network.set_snapshots(pd.RangeIndex(1))
    name = np.array([f"b{i}" for i in range(len(case.supply))])
    network.add("Bus", name)
    endless = float(np.abs(case.supply).sum())
    network.add("Load", [f"l{i}" for i in range(len(name))], bus=name, p_set=-case.supply)
    network.add("Link", [f"a{i}" for i in range(len(case.start))], bus0=name[case.start], bus1=name[case.end],
                efficiency=case.efficiency, marginal_cost=case.cost, p_nom=endless)  # fmt: skip
    network.add("Generator", [f"g{i}" for i in range(len(case.source))], bus=name[case.source], p_nom=endless,
                marginal_cost=case.source_cost)  # fmt: skip
    network.add("Generator", [f"s{i}" for i in range(len(case.sink))], bus=name[case.sink], p_nom=endless, sign=-1,
                marginal_cost=case.sink_cost)  # fmt: skip
    return network


def pypsa(case: Case) -> Answer:
    """PyPSA as its users call it: `Network.optimize`, which checks, solves and writes the results back."""
    network = _pypsa_network(case)
    built = time.process_time()
    network.optimize(solver_name="highs", io_api="direct", solver_options={"output_flag": False, "threads": 1})
    return float(network.objective), built


def pypsa_model(case: Case) -> Answer:
    """PyPSA's model alone: made and solved, nothing written back into the network."""
    network = _pypsa_network(case)
    model = network.optimize.create_model()
    built = time.process_time()
    model.solve("highs", io_api="direct", output_flag=False, threads=1)
    return float(model.objective.value), built


def oemof(case: Case) -> Answer:
    """oemof.solph: buses, converters for arcs, sources and sinks, one time step."""
    import pandas as pd
    from oemof import solph as library
    from pyomo import environ
    from pyomo.contrib.appsi.solvers import Highs

    times = pd.date_range("2025-01-01", periods=2, freq="h")
    system = library.EnergySystem(timeindex=times, infer_last_interval=False)
    bus = [library.Bus(label=f"b{i}") for i in range(len(case.supply))]
    parts = list(bus)
    for i, amount in enumerate(case.supply):
        flow = library.Flow(fix=[1.0], nominal_capacity=abs(float(amount)))
        if amount > 0:
            parts.append(library.components.Source(label=f"m{i}", outputs={bus[i]: flow}))
        elif amount < 0:
            parts.append(library.components.Sink(label=f"n{i}", inputs={bus[i]: flow}))
    for i, (one, two, share, cost) in enumerate(zip(case.start, case.end, case.efficiency, case.cost, strict=True)):
        parts.append(library.components.Converter(
            label=f"a{i}", inputs={bus[one]: library.Flow(variable_costs=float(cost))},
            outputs={bus[two]: library.Flow()}, conversion_factors={bus[two]: float(share)},
        ))  # fmt: skip
    for i, (at, cost) in enumerate(zip(case.source, case.source_cost, strict=True)):
        flow = library.Flow(variable_costs=float(cost))
        parts.append(library.components.Source(label=f"g{i}", outputs={bus[at]: flow}))
    for i, (at, cost) in enumerate(zip(case.sink, case.sink_cost, strict=True)):
        parts.append(library.components.Sink(label=f"s{i}", inputs={bus[at]: library.Flow(variable_costs=float(cost))}))
    system.add(*parts)
    model = library.Model(system)
    built = time.process_time()
    solver = Highs()
    solver.highs_options = {"threads": 1}
    solver.solve(model)
    return float(environ.value(model.objective)), built


TOOLS: dict[str, Callable[[Case], Answer]] = {
    "plain": plain, "pulp": pulp, "linopy": linopy, "pyomo": pyomo, "pypsa": pypsa,
    "pypsa_model": pypsa_model, "oemof": oemof,
}  # fmt: skip
