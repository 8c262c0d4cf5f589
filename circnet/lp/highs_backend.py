"""HiGHS, directly: the only module that imports highspy.

One thread always: HiGHS keeps a scheduler per process, a second thread count makes later solves fail, and a
fork after a threaded solve hangs. Parallel work runs in spawned processes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import highspy
import numpy as np
import pandas as pd
from scipy import sparse

from circnet.errors import Infeasible, SolverFailure, Unbounded
from circnet.lp.arrays import Arrays, arrays_of
from circnet.lp.program import LinearProgram, Solution

_STATUS = highspy.HighsModelStatus
_PRIMAL = 4


class Session:
    """A programme loaded once and solved many times, each solve starting from the last basis.

    Parameters
    ----------
    program
        The programme; later changes of bounds and costs stay inside the session.
    mip_gap
        Relative gap at which a mixed-integer search may stop.
    time_limit
        Seconds after which a solve stops; None for as long as it takes.
    """

    def __init__(self, program: LinearProgram | Arrays, mip_gap: float = 1e-6, time_limit: float | None = None) -> None:
        self.program = program
        self._highs = highspy.Highs()
        options = {"output_flag": False, "threads": 1, "mip_rel_gap": mip_gap, "random_seed": 0}
        options |= {} if time_limit is None else {"time_limit": float(time_limit)}
        for option, value in options.items():
            self._highs.setOptionValue(option, value)
        _load(self._highs, program)

    def add_columns(self, costs: np.ndarray, upper: np.ndarray, entries: sparse.csc_array) -> None:
        """Add columns from 0 up to ``upper`` with their costs; ``entries`` has the shape (rows, new columns).

        The basis stays; later solves start from it with the primal simplex method, for which it is feasible.
        """
        count = len(costs)
        self._highs.addCols(
            count, np.asarray(costs, float), np.zeros(count), np.asarray(upper, float), entries.nnz,
            entries.indptr[:-1].astype(np.int32), entries.indices.astype(np.int32), entries.data.astype(float),
        )  # fmt: skip
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)

    def set_bounds(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Change the bounds of some columns (positions)."""
        index = np.asarray(columns, dtype=np.int32)
        self._highs.changeColsBounds(len(index), index, np.asarray(lower, float), np.asarray(upper, float))

    def set_row_bounds(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Change the bounds of some rows (positions)."""
        for row, low, high in zip(rows, lower, upper, strict=True):
            self._highs.changeRowBounds(int(row), float(low), float(high))

    def set_costs(self, costs: np.ndarray) -> None:
        """Change the whole objective (one cost per column)."""
        index = np.arange(len(costs), dtype=np.int32)
        self._highs.changeColsCost(len(index), index, np.asarray(costs, float))

    def set_coefficients(self, rows: np.ndarray, columns: np.ndarray, values: np.ndarray) -> None:
        """Change some coefficients (positions of rows and columns)."""
        for row, column, value in zip(rows, columns, values, strict=True):
            self._highs.changeCoeff(int(row), int(column), float(value))

    def basis(self) -> highspy.HighsBasis:
        """Return the basis the last solve ended in."""
        return self._highs.getBasis()

    def start_from(self, basis: highspy.HighsBasis) -> None:
        """Let the next solve start from a basis, whatever was solved before: the same answer in any order."""
        self._highs.clearSolver()
        self._highs.setBasis(basis)

    def solve(self) -> Solution:
        """Solve from where the last solve ended.

        Raises
        ------
        Infeasible, Unbounded
            If there is no optimum.
        SolverFailure
            If HiGHS stopped for another reason, or at the time limit without a point that holds.
        """
        status = self._run()
        if status in (_STATUS.kUnknown, _STATUS.kSolveError):  # the last basis led astray: start afresh
            self._highs.clearSolver()
            status = self._run()
        if status == _STATUS.kUnboundedOrInfeasible:
            status = self._run(presolve="off")
        if status in (_STATUS.kUnknown, _STATUS.kSolveError):
            self._highs.clearSolver()
            status = self._run(solver="ipm")
        if status == _STATUS.kInfeasible:
            raise Infeasible("no values satisfy all rows and bounds", pd.DataFrame())
        if status == _STATUS.kUnbounded:
            raise Unbounded("the objective falls without end", pd.DataFrame())
        if status == _STATUS.kTimeLimit and not self._has_point():
            raise SolverFailure("time_limit", "HiGHS")
        if status not in (_STATUS.kOptimal, _STATUS.kModelEmpty, _STATUS.kTimeLimit):
            raise SolverFailure("stopped", "HiGHS", self._highs.modelStatusToString(status))
        return self._answer()

    def _has_point(self) -> bool:
        """Whether an interrupted search has found a point that holds; an interrupted linear solve has none to trust."""
        feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
        return self.program.is_mip and self._highs.getInfo().primal_solution_status == feasible

    def _run(self, **options: str) -> highspy.HighsModelStatus:
        """Run with some options changed for this once."""
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._highs.run()
        for name in options:
            self._highs.setOptionValue(name, "choose")
        return self._highs.getModelStatus()

    def _answer(self) -> Solution:
        answer, info = self._highs.getSolution(), self._highs.getInfo()
        mip = self.program.is_mip
        return Solution(
            objective=float(info.objective_function_value),
            values=np.array(answer.col_value, dtype=float),
            duals=np.empty(0) if mip else np.array(answer.row_dual, dtype=float),
            reduced_costs=np.empty(0) if mip else np.array(answer.col_dual, dtype=float),
            gap=float(info.mip_gap) if mip else 0.0,
            solver="highs",
        )


def solve(program: LinearProgram) -> Solution:
    """Solve once with HiGHS; raises as `Session.solve`."""
    return Session(program).solve()


def model_text(program: LinearProgram, form: str) -> bytes:
    """Return a programme as a file of ``mps`` or ``lp`` form, under its own names.

    Names must be of letters, digits, ``_`` and ``.``, which both forms take.

    Raises
    ------
    SolverFailure
        If HiGHS refuses to write it.
    """
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    _load(highs, program)
    lp = highs.getLp()
    lp.col_names_, lp.row_names_ = program.columns["name"].tolist(), program.rows["name"].tolist()
    highs.passModel(lp)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model.{form}"
        if highs.writeModel(str(path)) == highspy.HighsStatus.kError:
            raise SolverFailure("stopped", "HiGHS", f"writeModel {form}")
        return path.read_bytes()


def _load(highs: highspy.Highs, program: LinearProgram | Arrays) -> None:
    """Hand a programme over as arrays; field by field HiGHS would turn each number into a Python object."""
    arrays = program if isinstance(program, Arrays) else arrays_of(program)
    matrix = arrays.matrix
    whole = np.zeros(matrix.shape[1], dtype=np.int32)
    if isinstance(program, LinearProgram):
        whole[program.columns["integer"].to_numpy(bool)] = int(highspy.HighsVarType.kInteger)
    highs.passModel(
        matrix.shape[1], matrix.shape[0], matrix.nnz, int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize), arrays.offset, arrays.cost, arrays.lower, arrays.upper, arrays.row_lower,
        arrays.row_upper, matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, whole,
    )  # fmt: skip
