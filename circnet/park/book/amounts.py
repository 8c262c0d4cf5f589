"""Amounts as people write them in a cell: `12,000`, `３００`, `30万吨`, `87%`, `2024年`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Amount", "read_amount"]

_TEXT = re.compile(
    r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)"
    r"\s*(?P<times>万亿|千万|百万|十万|[千万亿])?(?P<unit>(?:[^\W\d_]|[%‰°(（]).*)?"
)
_TIMES = {"千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}


@dataclass(frozen=True)
class Amount:
    """A number and the unit written after it; `plain` where the cell holds just a number that a program can read."""

    value: float
    unit: str
    plain: bool


def read_amount(text: str) -> Amount | None:
    """Read an amount; None where the text is none (`about 300`, `12,00`, `300-400`)."""
    bare = unicodedata.normalize("NFKC", text.replace("℃", "degC").replace("\u2212", "-")).replace("°C", "degC").strip()
    bare = re.sub(r"(?<=[0-9])[\u0020\u00a0\u202f](?=[0-9]{3}(?![0-9]))", ",", bare)
    found = _TEXT.fullmatch(bare)
    if found is None:
        return None
    number, times, unit = found["number"], found["times"] or "", (found["unit"] or "").strip()
    value = float(number.replace(",", "")) * _TIMES.get(times, 1.0)
    return Amount(value, unit, plain=number == text.strip() and "," not in number)
