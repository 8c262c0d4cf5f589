"""Units as officials write them (万吨, 万m³, 亿kWh, tce ...) to the canonical units of the tables.

pint does the arithmetic and is imported only when a unit outside the canonical ones is met. Gas volumes (Nm3, kNm3)
are at 0 °C and 101.325 kPa and convert to m3 by number, as statistics do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from circnet.errors import UnknownUnit

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pint

__all__ = ["CANONICAL", "COUNTING", "UnknownUnit", "convert", "is_counting", "is_known", "parse"]

CANONICAL: tuple[str, ...] = ("t", "kg", "m3", "kNm3", "GJ", "MWh", "MW")
"""Units of the catalog's commodities; they need no parsing."""

_COUNTED = (
    "case cases piece pieces pc pcs unit units item items bag bags box boxes crate crates pallet pallets roll rolls "
    "sheet sheets set sets bottle bottles drum drums carton cartons pack packs package packages head heads bird birds "
    "bale bales batch batches load loads lot lots truck trucks truckload truckloads wagon wagons car cars vehicle "
    "vehicles each ea count number no dozen gross pair pairs log logs block blocks coil coils tyre tyres cell cells "
    "module modules wafer wafers panel panels widget widgets container containers teu order orders "
    "件 个 只 台 套 袋 箱 瓶 桶 辆 头 片 块 卷 张 根 支 条 组 吊 批 车 柜 羽 匹 双 盒 包"
)
COUNTING: frozenset[str] = frozenset(_COUNTED.split())
"""Plain counting words: no unit of measure, but a commodity may be counted in them."""

_PREFIXES = {"千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_WORDS = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_DIMENSIONLESS = {"": 1.0, "1": 1.0, "%": 0.01, "‰": 0.001, "-": 1.0, "无": 1.0}
_ALIASES = {
    "吨标准煤": "tce", "吨标煤": "tce", "千克标准煤": "kgce", "公斤标准煤": "kgce", "克标准煤": "gce", "标准煤": "tce",
    "标准立方米": "Nm3", "标立方米": "Nm3", "标方": "Nm3", "标立方": "Nm3", "立方米": "m3", "方": "m3",
    "平方公里": "km2", "平方千米": "km2", "平方米": "m2", "公顷": "hectare", "亩": "mu_area",
    "千克": "kg", "公斤": "kg", "克": "g", "吨": "t", "千瓦时": "kWh", "兆瓦时": "MWh", "度": "kWh", "千瓦": "kW",
    "兆瓦": "MW", "吉焦": "GJ", "百万千焦": "GJ", "千焦": "kJ", "兆焦": "MJ", "大卡": "kcal", "千卡": "kcal",
    "公里": "km", "千米": "km", "米": "m", "小时": "hour", "天": "day", "日": "day", "年": "year", "元": "CNY",
    "人民币": "CNY", "美元": "USD", "升": "L", "摄氏度": "degC", "℃": "degC",
}  # fmt: skip
_SYMBOLS = {"kNm3": "1000*Nm3", "kt": "1000*t", "a": "year", "yr": "year"}
_PRODUCT = re.compile(r"(?:(\d{1,12}(?:\.\d{1,6})?)\s*)?((?:[^\W\d]\w*)(?:\s*[*· ]\s*[^\W\d]\w*){0,3})?")
"""What pint may see: a plain number and a few names; never an expression that it would evaluate."""
_DEFINITIONS = (
    "tce = 29.3076 * GJ", "kgce = 0.0293076 * GJ", "gce = 2.93076e-5 * GJ", "Nm3 = m ** 3", "CNY = [currency]",
    "yuan = CNY", "RMB = CNY", "USD = [currency_usd]", "mu_area = 2000 / 3 * m ** 2", "tpa = t / year",
)  # fmt: skip


@cache
def _registry() -> pint.UnitRegistry:
    """Return the one unit registry, with the Chinese statistics' units."""
    import pint

    registry: pint.UnitRegistry = pint.UnitRegistry(cache_folder=None, autoconvert_offset_to_baseunit=True)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def _spelling(text: str) -> str:
    """Return a unit's text in one spelling: half-width, `³` as 3, Chinese names as symbols."""
    plain = unicodedata.normalize("NFKC", text.strip().replace("㎥", "m3").replace("℃", "degC")).replace(" per ", "/")
    for name in sorted(_ALIASES, key=len, reverse=True):
        plain = plain.replace(name, _ALIASES[name])
    return plain


def _part(text: str) -> tuple[float, str]:
    """Split one factor of a unit, `万m3`, into its number and the symbol pint knows."""
    text = text.strip()
    if text in _DIMENSIONLESS:
        return _DIMENSIONLESS[text], "dimensionless"
    found = re.match(r"^([十百千万亿]*)(.*)$", text)
    prefix, rest = found.groups() if found else ("", text)
    if prefix and prefix not in _PREFIXES:
        message = f"unknown multiplier {prefix!r} in unit {text!r}"
        raise UnknownUnit(message)
    factor = _PREFIXES.get(prefix, 1.0)
    words = rest.split(maxsplit=1)
    if len(words) == 2 and words[0].lower() in _WORDS:
        factor, rest = factor * _WORDS[words[0].lower()], words[1]
    product = _PRODUCT.fullmatch(rest.strip())
    if product is None:
        message = f"unknown unit {text!r}"
        raise UnknownUnit(message)
    number, symbols = product.groups()
    symbols = re.sub(r"\b([mcdk]?m)([23])\b", r"\1**\2", _SYMBOLS.get(symbols, symbols) or "dimensionless")
    return factor * float(number or 1), symbols.replace("·", "*")


@cache
def _quantity(text: str) -> pint.Quantity:
    """Return one of the unit as a pint quantity; raises UnknownUnit."""
    import pint

    registry = _registry()
    numerator, *denominators = [_part(part) for part in _spelling(text).split("/")]
    quantity: pint.Quantity
    try:
        quantity = numerator[0] * registry.parse_expression(numerator[1], case_sensitive=True)
        for factor, symbol in denominators:
            quantity = quantity / (factor * registry.parse_expression(symbol, case_sensitive=True))
        return registry.Quantity(quantity)
    except (pint.PintError, AttributeError, ValueError, TypeError, SyntaxError, ZeroDivisionError, OverflowError,
            RecursionError, AssertionError, KeyError, IndexError, MemoryError) as error:  # fmt: skip
        # pint's expression parser lets Python's own tokenizer and operator errors through
        message = f"unknown unit {text!r}; write one of {', '.join(CANONICAL)}, or a name that pint knows"
        raise UnknownUnit(message) from error


def parse(text: str) -> pint.Quantity:
    """Read a unit as people write it.

    Parameters
    ----------
    text : str
        `t`, `万吨`, `亿kWh`, `万m³`, `tce`, `kg/h`, `万元`, `thousand t` ...

    Returns
    -------
    pint.Quantity
        One of that unit.

    Raises
    ------
    UnknownUnit
        If nobody knows the unit.
    """
    if len(text) > 60:
        message = f"a unit of {len(text)} characters cannot be meant"
        raise UnknownUnit(message)
    return _quantity(text)


def is_known(text: str) -> bool:
    """Return whether the text is a unit of measure (counting words are not)."""
    if text in CANONICAL:
        return True
    try:
        parse(text)
    except UnknownUnit:
        return False
    return bool(re.search(r"[^\W\d]|%", text))


def is_counting(text: str) -> bool:
    """Return whether the text is a counting word, with or without a number before it (`thousand cases`, `万件`)."""
    words = re.sub(r"^(\d+(\.\d+)?|thousand|million|[十百千万亿]+)\s*", "", text.strip().lower())
    return words in COUNTING


def convert[Values: (float, "pd.Series", "np.ndarray")](values: Values, source: str, target: str) -> Values:
    """Convert amounts from one unit to another.

    Parameters
    ----------
    values : float, Series or array
        Amounts in `source`.
    source, target : str
        Units as people write them.

    Raises
    ------
    UnknownUnit
        If a unit is unknown, or the two measure different things.

    Examples
    --------
    >>> convert(3.0, "万吨", "t")
    30000.0
    """
    if source == target:
        return values
    import pint

    one, other = parse(source), parse(target)
    try:
        factor = float((one / other).to("dimensionless").magnitude)
    except pint.DimensionalityError as error:
        message = f"{source!r} ({one.dimensionality}) cannot become {target!r} ({other.dimensionality})"
        raise UnknownUnit(message) from error
    return values * round(factor, 12) if factor >= 1 else values * factor
