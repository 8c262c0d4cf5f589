"""Figures as officials write them: 万吨 and 亿元 in Chinese, kt and M CNY in English."""

from __future__ import annotations

import pandas as pd

_ZH_UNITS = {"t": "吨", "m3": "m³", "kNm3": "千Nm³"}
_EN_UNITS = {"m3": "m³", "kNm3": "kNm³"}


def money(value: float | None, lang: str) -> str:
    """An amount of CNY, rounded to four figures at most; – where unknown."""
    if value is None or value != value:  # noqa: PLR0124
        return "–"
    size = abs(value)
    if lang == "zh":
        if size >= 1e8:
            return f"{value / 1e8:,.2f} 亿元"
        return f"{value / 1e4:,.1f} 万元" if size >= 1e4 else f"{value:,.0f} 元"
    if size >= 1e9:
        return f"{value / 1e9:,.2f} bn CNY"
    return f"{value / 1e6:,.2f} M CNY" if size >= 1e5 else f"{value:,.0f} CNY"


def price(value: float | None) -> str:
    """A price per unit, four figures; – where unknown."""
    if value is None or value != value:  # noqa: PLR0124
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def quantity(value: float | None, unit: str, lang: str) -> str:
    """An amount with its unit; large ones in 万 (Chinese) or thousands and millions (English)."""
    if value is None or value != value:  # noqa: PLR0124
        return "–"
    size, sign = abs(value), unit
    if lang == "zh":
        sign = _ZH_UNITS.get(unit, unit)
        return f"{value / 1e4:,.2f} 万{sign}" if size >= 1e4 else f"{value:,.4g} {sign}"
    if unit == "t":
        return (
            f"{value / 1e6:,.2f} Mt" if size >= 1e6 else f"{value / 1e3:,.1f} kt" if size >= 1e4 else f"{value:,.4g} t"
        )
    sign = _EN_UNITS.get(unit, unit)
    if size >= 1e6:
        return f"{value / 1e6:,.2f} M {sign}"
    return f"{value / 1e3:,.1f} k {sign}" if size >= 1e4 else f"{value:,.4g} {sign}"


def names(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Display name by id: the language's name, else the Chinese one, else the id."""
    first = table[f"name_{lang}"].fillna("")
    shown = first.where(first != "", table["name_zh"].fillna(""))
    return dict(zip(table["id"], shown.where(shown != "", table["id"]), strict=True))


def evidence_share(grades: pd.Series) -> dict[str, int]:
    """Number of figures by evidence grade, A to D."""
    counts = grades.replace("", "D").value_counts()
    return {grade: int(counts.get(grade, 0)) for grade in "ABCD"}
