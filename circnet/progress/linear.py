"""Linear sums and ratios of them, so that a formula over sums of the flow model becomes a row of a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Linear", "Ratio"]

_BEYOND = "only a sum, or one sum over another, can be aimed at"


@dataclass(frozen=True, eq=False)
class Linear:
    """``weights @ x + constant``."""

    weights: np.ndarray
    constant: float = 0.0

    def at(self, values: np.ndarray) -> float:
        """Return its value in a state; what is below rounding counts as none."""
        parts = self.weights * values
        total = float(parts.sum()) + self.constant
        return 0.0 if abs(total) <= 1e-12 * (float(np.abs(parts).sum()) + abs(self.constant)) else total

    def __add__(self, other: float | Linear) -> Linear:
        if isinstance(other, Linear):
            return Linear(self.weights + other.weights, self.constant + other.constant)
        return Linear(self.weights, self.constant + _number(other))

    __radd__ = __add__

    def __neg__(self) -> Linear:
        return Linear(-self.weights, -self.constant)

    def __pos__(self) -> Linear:
        return self

    def __sub__(self, other: float | Linear) -> Linear:
        return self + (-other)

    def __rsub__(self, other: float) -> Linear:
        return -self + other

    def __mul__(self, other: float) -> Linear:
        return Linear(self.weights * _number(other), self.constant * _number(other))

    __rmul__ = __mul__

    def __truediv__(self, other: float | Linear) -> Linear | Ratio:
        return Ratio(self, other) if isinstance(other, Linear) else self * (1.0 / _number(other))

    def __rtruediv__(self, other: float) -> Ratio:
        return Ratio(Linear(np.zeros_like(self.weights), _number(other)), self)


@dataclass(frozen=True, eq=False)
class Ratio:
    """One linear sum over another; the lower one is positive in every state that counts."""

    upper: Linear
    lower: Linear

    def at(self, values: np.ndarray) -> float:
        """Return its value in a state; NaN where the lower sum is zero."""
        below = self.lower.at(values)
        return self.upper.at(values) / below if below else float("nan")

    def __add__(self, other: float) -> Ratio:
        return Ratio(self.upper + self.lower * _number(other), self.lower)

    __radd__ = __add__

    def __neg__(self) -> Ratio:
        return Ratio(-self.upper, self.lower)

    def __pos__(self) -> Ratio:
        return self

    def __sub__(self, other: float) -> Ratio:
        return self + (-_number(other))

    def __rsub__(self, other: float) -> Ratio:
        return -self + other

    def __mul__(self, other: float) -> Ratio:
        return Ratio(self.upper * _number(other), self.lower)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Ratio:
        return self * (1.0 / _number(other))


def _number(value: object) -> float:
    """Return a plain number; raises TypeError for a sum, where the result would not be linear."""
    if isinstance(value, int | float | np.floating):
        return float(value)
    raise TypeError(_BEYOND)
