"""Units of indicators as plans and yearbooks write them: `10^4 CNY`, `tce/10^4CNY`, `%`, `count`, `t CO2`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from circnet import units
from circnet.errors import UnknownUnit

if TYPE_CHECKING:
    import pint

__all__ = ["factor", "in_base", "quantity"]

_COUNTS = units.COUNTING | {
    "person", "persons", "employee", "employees", "firm", "firms", "project", "projects", "event", "events", "link",
    "links", "yes", "no", "yes/no", "score", "level", "ratio", "人", "次", "项", "户", "家", "分", "是/否",
}  # fmt: skip
_POWER = re.compile(r"10\s*\^\s*(\d{1,2})")
_YEARLY = re.compile(r"\s*/\s*(a|yr|year|年)$")


@cache
def _plain(text: str) -> str:
    """Return a unit without what only explains it: a yearly total's `/a`, counting words, the CO2 behind a tonne."""
    text = _POWER.sub(lambda found: f"{10 ** int(found[1])} ", text.strip())
    text = _YEARLY.sub("", re.sub(r"\bt\s*CO2\b", "t", text)).strip()
    if text.startswith("yes") or text in _COUNTS:
        return ""
    parts = [part.strip() for part in text.split("/")]
    return "/".join("" if part in _COUNTS else part for part in parts)


def quantity(text: str) -> pint.Quantity:
    """Return one of a unit; raises UnknownUnit.

    Examples
    --------
    >>> quantity("10^4 CNY").to("CNY").magnitude
    10000.0
    """
    try:
        return units.parse(_plain(text))
    except OverflowError as error:
        raise UnknownUnit(text) from error


@cache
def factor(source: str, target: str) -> float:
    """Return how many of the target unit one of the source unit is.

    Raises
    ------
    UnknownUnit
        If a unit is unknown, or the two measure different things.
    """
    return float(units.convert(1.0, _plain(source), _plain(target)))


@cache
def in_base(unit: str) -> float:
    """Return one of a unit in base units, in which formulas are worked out: 0.01 for %, 10000 for 10^4 CNY.

    Raises
    ------
    UnknownUnit
        If nobody knows the unit.
    """
    return float(quantity(unit).to_base_units().magnitude)
