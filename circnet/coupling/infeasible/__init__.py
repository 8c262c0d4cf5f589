"""When the limits of a park cannot all hold: which of them clash, and the smallest violations that let it run."""

from circnet.coupling.infeasible.explain import explain
from circnet.coupling.infeasible.limits import LIMIT_COLUMNS
from circnet.coupling.infeasible.relax import RELAXED_COLUMNS, relax

__all__ = ["LIMIT_COLUMNS", "RELAXED_COLUMNS", "explain", "relax"]
