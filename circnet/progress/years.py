"""Figures of other years in a formula: `E_base` is E in the base year, `IAV_ago3` value added three years before."""

from __future__ import annotations

import re

__all__ = ["PERIOD", "plain_name", "year_of"]

PERIOD = "n"
"""The variable that counts the years from the base year."""
_OTHER = re.compile(r"^(?P<name>\w+?)_(?:(?P<base>base)|ago(?P<ago>\d{1,2}))$")


def plain_name(name: str) -> str:
    """Return the variable itself: `E` of `E_base`."""
    found = _OTHER.match(name)
    return found["name"] if found else name


def year_of(name: str, year: int, base_year: int | None) -> int | None:
    """Return the year that a name asks for; None where that is the base year and nobody knows it.

    Examples
    --------
    >>> year_of("IAV_ago3", 2025, 2020), year_of("E_base", 2025, 2020), year_of("E", 2025, None)
    (2022, 2020, 2025)
    """
    found = _OTHER.match(name)
    if found is None:
        return year
    return base_year if found["base"] else year - int(found["ago"])
