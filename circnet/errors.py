"""The exceptions circnet raises; everything it raises on purpose is one of these.

::

    CircnetError
    ├── InputFaults        the input is at fault: every fault, in a table        (exit 1)
    ├── UnknownUnit        a unit that nobody knows, or of another dimension     (also ValueError)
    ├── FormulaError       a chemical formula or composition that does not parse (also ValueError)
    ├── NoSolution         the model has no usable solution, and why             (exit 3)
    │   ├── Infeasible     something cannot go anywhere, or cannot be had
    │   └── Unbounded      something runs away
    ├── SolverFailure      the solver itself failed or gave nothing usable
    ├── EditConflict       somebody else changed what an edit would change
    └── UsageFault         an option that cannot be taken, and what could            (exit 2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FAULT_COLUMNS",
    "CircnetError",
    "EditConflict",
    "FormulaError",
    "Infeasible",
    "InputFaults",
    "NoSolution",
    "SolverFailure",
    "Unbounded",
    "UnknownUnit",
    "UsageFault",
]

FAULT_COLUMNS = ["check", "severity", "file", "row", "column", "value", "expected", "hint"]
"""Columns of every fault table. `severity` is error or warning; `row` is the line as a spreadsheet
numbers it (the header is 1) and 0 where the fault belongs to no row."""


class CircnetError(Exception):
    """Base of everything circnet raises on purpose."""


class InputFaults(CircnetError):
    """The input is at fault.

    Parameters
    ----------
    faults : DataFrame
        One row per fault, columns `FAULT_COLUMNS`; all faults at once, errors and warnings.
    """

    def __init__(self, faults: pd.DataFrame) -> None:
        self.faults = faults.reset_index(drop=True)
        errors = self.faults[self.faults["severity"] == "error"]
        first = errors.head(5)
        lines = [
            f"{file}:{row} {column}: {check} {value!r}, expected {expected}"
            for file, row, column, check, value, expected in zip(
                *(first[name] for name in ("file", "row", "column", "check", "value", "expected")), strict=True
            )
        ]
        more = [f"... and {len(errors) - len(lines)} more"] if len(errors) > len(lines) else []
        super().__init__("\n".join([f"{len(errors)} input fault(s)", *lines, *more]))

    def __reduce__(self) -> tuple[type[InputFaults], tuple[pd.DataFrame]]:
        """Pickle by the table, so that the exception crosses process borders."""
        return type(self), (self.faults,)


class UnknownUnit(CircnetError, ValueError):
    """A unit that cannot be read, or that measures something else than was asked for."""


class FormulaError(CircnetError, ValueError):
    """A formula that does not parse: chemical, of a composition or of an indicator."""


class NoSolution(CircnetError):
    """The model has no solution.

    Parameters
    ----------
    reason : str
        One sentence that a reader of the tables understands.
    conflicts : DataFrame, optional
        The rows in conflict, or the trades that run away; the columns depend on the diagnosis.
    limits : DataFrame, optional
        Limits that cannot all hold, none of which could be spared; columns of `circnet.coupling.infeasible`.
    """

    def __init__(self, reason: str, conflicts: pd.DataFrame | None = None, limits: pd.DataFrame | None = None) -> None:
        import pandas as pd

        self.reason = reason
        self.conflicts = pd.DataFrame() if conflicts is None else conflicts
        self.limits = pd.DataFrame() if limits is None else limits
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[NoSolution], tuple[str, pd.DataFrame, pd.DataFrame]]:
        """Pickle by reason, conflicts and limits."""
        return type(self), (self.reason, self.conflicts, self.limits)


class Infeasible(NoSolution):
    """Some supply has no outlet or some need no source."""


class Unbounded(NoSolution):
    """Some unit or trade runs away: it has no upper limit and earns money."""


class SolverFailure(CircnetError):
    """The solver failed, or hit a limit without a solution.

    Parameters
    ----------
    key : str
        What happened: `stopped`, `time_limit`, `disagree`; the sentence `solver_failure.<key>` says it to a user.
    solver : str
        Which solver.
    detail : str
        What it said.
    """

    def __init__(self, key: str, solver: str, detail: str = "") -> None:
        self.key, self.solver, self.detail = key, solver, detail
        super().__init__(f"solver failure, {key.replace('_', ' ')}: {solver}" + (f" ({detail})" if detail else ""))

    def __reduce__(self) -> tuple[type[SolverFailure], tuple[str, str, str]]:
        """Pickle by what it says."""
        return type(self), (self.key, self.solver, self.detail)


class EditConflict(CircnetError):
    """Somebody else changed what an edit would change; nothing of the edit was done.

    Parameters
    ----------
    park : str
        The park.
    cells : DataFrame
        One row per cell: `record`, `sheet`, `column`, the text that was seen (`old`), the one wanted (`new`), the one
        that is there (`now`), and `who` wrote it when (`at`).
    """

    def __init__(self, park: str, cells: pd.DataFrame) -> None:
        self.park, self.cells = park, cells.reset_index(drop=True)
        first = self.cells.iloc[0]
        super().__init__(
            f"{park}: {len(self.cells)} cell(s) changed meanwhile, first {first['sheet']} {first['column']}: "
            f"seen {first['old']!r}, now {first['now']!r} by {first['who']}"
        )

    def __reduce__(self) -> tuple[type[EditConflict], tuple[str, pd.DataFrame]]:
        """Pickle by park and cells."""
        return type(self), (self.park, self.cells)


class UsageFault(CircnetError, ValueError):
    """An option that cannot be taken.

    Parameters
    ----------
    key : str
        What is wrong: `unknown_solver`, `unknown_objective` ...; the sentence of that name says it to a user.
    value : str
        What was given.
    expected : str
        What could be.
    """

    def __init__(self, key: str, value: str, expected: str = "") -> None:
        self.key, self.value, self.expected = key, value, expected
        super().__init__(f"{key.replace('_', ' ')}: {value}" + (f"; there are {expected}" if expected else ""))

    def __reduce__(self) -> tuple[type[UsageFault], tuple[str, str, str]]:
        """Pickle by what it says."""
        return type(self), (self.key, self.value, self.expected)
