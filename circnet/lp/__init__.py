"""Linear programmes as tables, and the solvers behind them."""

from circnet.lp.program import LinearProgram, Solution

__all__ = ["LinearProgram", "Solution"]
