"""PuLP, the modelling layer and the way to any solver: the only module that imports pulp."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pulp

from circnet.errors import Infeasible, SolverFailure, Unbounded, UsageFault
from circnet.lp.program import LinearProgram, Solution

_NO_OPTIMUM = {pulp.LpSolveStatus.Infeasible: Infeasible, pulp.LpSolveStatus.Unbounded: Unbounded}


def to_pulp(program: LinearProgram) -> pulp.LpProblem:
    """Build the programme as a PuLP problem; variables are ``x0, x1, ...`` and rows ``r0, r1, ...`` by position.

    Positions, not names: PuLP turns every character it does not know into ``_``, so two names may become one.
    """
    problem = pulp.LpProblem("circnet", pulp.LpMinimize)
    lower = [None if np.isinf(value) else float(value) for value in program.columns["lower"]]
    upper = [None if np.isinf(value) else float(value) for value in program.columns["upper"]]
    kinds = np.where(program.columns["integer"], pulp.LpInteger, pulp.LpContinuous)
    variables = [
        problem.add_variable(f"x{i}", low, high, kind)
        for i, (low, high, kind) in enumerate(zip(lower, upper, kinds, strict=True))
    ]
    costs = program.columns["cost"].to_numpy(float)
    priced = np.flatnonzero(costs)
    problem.setObjective(pulp.lpSum(float(costs[i]) * variables[i] for i in priced) + program.offset)
    matrix = program.matrix()
    bounds = program.rows[["lower", "upper"]].to_numpy(float)
    for i, (low, high) in enumerate(bounds):
        span = slice(matrix.indptr[i], matrix.indptr[i + 1])
        terms = zip(matrix.indices[span], matrix.data[span], strict=True)
        _add_row(problem, f"r{i}", pulp.lpSum(float(value) * variables[j] for j, value in terms), low, high)
    return problem


def _add_row(problem: pulp.LpProblem, name: str, expression: pulp.LpAffineExpression, low: float, high: float) -> None:
    if low == high:
        problem += expression == float(low), name
        return
    if np.isfinite(high):
        problem += expression <= float(high), name
    if np.isfinite(low):
        problem += expression >= float(low), name if np.isinf(high) else f"{name}_low"


def available_solvers() -> list[str]:
    """Names that `solve` accepts on this machine."""
    return ["highs", *sorted(set(pulp.listSolvers(onlyAvailable=True)) - {"HiGHS"})]


def solve(program: LinearProgram, solver: str = "highs") -> Solution:
    """Solve through PuLP.

    Parameters
    ----------
    program
        The programme.
    solver
        ``highs`` or a name from `available_solvers` (``COIN_CMD`` for CBC, ``GUROBI``, ``CPLEX_PY`` ...).

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum.
    UsageFault
        If the solver is not installed.
    SolverFailure
        If the solver stopped for another reason.
    """
    problem = to_pulp(program)
    try:
        stats = problem.solve(_solver(solver))
    except pulp.PulpSolverError as error:  # the solver's program broke off, or could not be started
        raise SolverFailure("stopped", solver, str(error)) from error
    if stats.status in _NO_OPTIMUM:
        raise _NO_OPTIMUM[stats.status](f"{solver} reports {stats.status.name}", pd.DataFrame())
    if not stats.has_solution or stats.status != pulp.LpSolveStatus.Optimal:
        raise SolverFailure("stopped", solver, stats.status.name)
    found = {variable.name: variable.varValue or 0.0 for variable in problem.variables()}
    values = np.array([found.get(f"x{i}", 0.0) for i in range(len(program.columns))], dtype=float)
    mip = program.is_mip
    return Solution(
        objective=float(program.columns["cost"].to_numpy(float) @ values) + program.offset,
        values=values,
        duals=np.empty(0),
        reduced_costs=np.empty(0),
        gap=float(getattr(stats, "gap_rel", 0.0) or 0.0) if mip else 0.0,
        solver=solver,
    )


def _solver(name: str) -> pulp.LpSolver:
    if name.lower() == "highs":
        return pulp.HiGHS(msg=False, threads=1)
    known = {solver.lower(): solver for solver in available_solvers()}
    wanted = known.get({"cbc": "coin_cmd"}.get(name.lower(), name.lower()))
    if wanted is None:
        raise UsageFault("unknown_solver", name, ", ".join(available_solvers()))
    return pulp.getSolver(wanted, msg=False)
