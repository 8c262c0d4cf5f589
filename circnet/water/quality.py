"""What water is judged by: properties, how they mix, and limits on them.

A property mixes by flow-weighted mean, if need be after an operator that makes it do so: reflectivity by its 5.92th
power, density by its reciprocal, pH by the hydrogen ions (Shelley and El-Halwagi, Comput. Chem. Eng. 24 (2000) 2081).
Inside the kernel every limit is one from above on a *signed* value: what must be at least so much counts negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.errors import UsageFault

__all__ = [
    "AT_LEAST", "AT_MOST", "NOTES", "RESERVED", "Limit", "Rule", "blend_rule", "limits_of", "mixable", "properties_of",
]  # fmt: skip

NOTES = ("note", "source", "basis", "id", "unit", "units", "type", "kind", "description")
"""Columns of any text, for readers."""
RESERVED = ("name", "flow", "cost", "lat", "lon", *NOTES)
"""Columns of sources and sinks that are no property."""
AT_LEAST, AT_MOST = ">=", "<="
_RULES = "linear, power:<exponent>, log, ph"


@dataclass(frozen=True)
class Rule:
    """An operator under which a property mixes linearly: ``linear``, ``power`` (of an exponent), ``log`` or ``ph``."""

    kind: str = "linear"
    exponent: float = 1.0

    @property
    def direction(self) -> float:
        """Return -1 where the operator falls as the property rises, else 1."""
        return -1.0 if self.kind == "ph" or (self.kind == "power" and self.exponent < 0) else 1.0

    def blend(self, values: np.ndarray) -> np.ndarray:
        """Return the values on the scale on which they mix linearly; NaN and infinities stay."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            if self.kind == "power":
                return np.power(values, self.exponent)
            if self.kind == "log":
                return np.log(values)
            return np.power(10.0, -values) if self.kind == "ph" else values

    def read(self, blended: np.ndarray) -> np.ndarray:
        """Return the property from its blended value."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            if self.kind == "power":
                return np.power(blended, 1.0 / self.exponent)
            if self.kind == "log":
                return np.exp(blended)
            return -np.log10(blended) if self.kind == "ph" else blended


def blend_rule(text: str) -> Rule:
    """Read ``linear``, ``power:5.92``, ``log`` or ``ph``.

    Raises
    ------
    UsageFault
        If the text is none of these.
    """
    kind, _, rest = text.strip().lower().partition(":")
    if kind in ("linear", "log", "ph") and not rest:
        return Rule(kind)
    try:
        exponent = float(rest)
    except ValueError:
        exponent = 0.0
    if kind != "power" or not np.isfinite(exponent) or exponent == 0.0:
        raise UsageFault("unknown_mixing", text, _RULES)
    return Rule("power", exponent)


@dataclass(frozen=True)
class Limit:
    """One property, limited from one side.

    Attributes
    ----------
    name
        The property: its column in the sources.
    column
        Its column in the sinks: the name, or the name with ``>=`` or ``<=`` behind it.
    at_least
        Whether the limit is one from below.
    rule
        How the property mixes.
    """

    name: str
    column: str
    at_least: bool
    rule: Rule

    @property
    def sign(self) -> float:
        """Return what turns a blended value into one that is limited from above."""
        return (-1.0 if self.at_least else 1.0) * self.rule.direction

    @property
    def side(self) -> str:
        """Return the side as a sign, ``>=`` or ``<=``."""
        return AT_LEAST if self.at_least else AT_MOST

    def signed(self, values: np.ndarray) -> np.ndarray:
        """Return values of the property as the kernel counts them."""
        return self.sign * self.rule.blend(np.asarray(values, float))

    def plain(self, signed: np.ndarray) -> np.ndarray:
        """Return values of the property from what the kernel counts."""
        return self.rule.read(self.sign * np.asarray(signed, float))


def properties_of(sources: pd.DataFrame) -> list[str]:
    """Return the columns of sources that are properties."""
    return [str(name) for name in sources.columns if name not in RESERVED]


def mixable(limit: Limit, values: np.ndarray) -> np.ndarray:
    """Return signed values; NaN stays NaN.

    Raises
    ------
    UsageFault
        If the mixing rule has no value for one of them: a power of a negative figure, the logarithm of zero.
    """
    signed = limit.signed(values)
    lost = ~np.isnan(values) & ~np.isfinite(signed)
    if lost.any():
        first = float(values[np.argmax(lost)])
        raise UsageFault("unmixable", f"{limit.name} {first:g}", limit.rule.kind)
    return signed


def limits_of(
    sources: pd.DataFrame, sinks: pd.DataFrame, at_least: tuple[str, ...], mixing: Mapping[str, str]
) -> tuple[Limit, ...]:
    """Return the limits that the sinks put on the properties of the sources, in the order of the sources' columns.

    Raises
    ------
    UsageFault
        If `at_least` or `mixing` name no property of the sources.
    """
    names = properties_of(sources)
    unknown = [name for name in [*at_least, *mixing] if name not in names]
    if unknown:
        raise UsageFault("no_such_property", ", ".join(unknown), ", ".join(names) or "-")
    rules = {name: blend_rule(mixing.get(name, "linear")) for name in names}
    return tuple(
        Limit(name, column, side == AT_LEAST or (side == "" and name in at_least), rules[name])
        for name in names
        for side in ("", AT_MOST, AT_LEAST)
        if (column := f"{name}{side}") in sinks
    )
