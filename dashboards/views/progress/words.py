"""Figures, codes and names of indicators in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from circnet.report.figures import money, names, quantity
from circnet.text import t as told
from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.wording import known

__all__ = ["MARKS", "STATUSES", "amount", "change", "name_of", "punctuated", "sign_of", "source_titles", "status_name",
           "target_told", "unit_told", "word", "year_of"]  # fmt: skip

STATUSES: Final = (
    "not_met", "behind", "cannot_be_judged", "to_be_confirmed", "on_track", "met", "no_target", "missing",
)  # fmt: skip
"""Statuses of an indicator, what wants attention first."""
MARKS: Final[Mapping[str, str]] = {
    "not_met": "✕", "behind": "↓", "cannot_be_judged": "○", "to_be_confirmed": "?", "on_track": "↗", "met": "✓",
    "no_target": "–", "missing": "…",
}  # fmt: skip
"""A sign beside the word of a status, so that it is never told by colour alone."""
_SIGNS: Final = {
    "not_met": "bad", "behind": "bad", "cannot_be_judged": "unknown", "to_be_confirmed": "watch", "on_track": "good",
    "met": "good",
}  # fmt: skip
_SCALES: Final = {"10^8": 1e8, "10^4": 1e4}
_WIDE: Final = str.maketrans("(),:;", "（），：；")


def word(name: str, code: str, lang: str) -> str:
    """Return the word of the library for a code: of ``progress_<name>``, in the app's punctuation."""
    return punctuated(told(f"progress_{name}.{code}", lang), lang)


def punctuated(text: str, lang: str) -> str:
    """Return a text of the library with the app's punctuation: full-width in Chinese."""
    return text.translate(_WIDE) if lang == "zh" else text


def status_name(status: str, lang: str) -> str:
    """Return the word for a status."""
    return word("status", status, lang)


def sign_of(status: str) -> str:
    """Return the colour of a status: ``good``, ``watch``, ``bad`` or ``unknown``."""
    return _SIGNS.get(status, "unknown")


def amount(value: object, unit: str, lang: str) -> str:
    """Return a value of an indicator with its unit, in the scales of the language; a dash where it is not known."""
    number = known(value)
    if number is None:
        return "–"
    if unit in ("%", ""):
        return f"{number:.2g}{unit}" if abs(number) < 1 else f"{number:.1f}{unit}"
    if unit == "yes/no":
        return t(f"progress_cell.{'yes' if number else 'no'}", lang)
    scale, rest = next(((by, unit.removeprefix(sign).strip()) for sign, by in _SCALES.items() if unit.startswith(sign)),
                       (1.0, unit))  # fmt: skip
    if rest == "CNY":
        return money(number * scale, lang)
    if rest in ("t", "m3", "GJ", "MWh", "tce"):
        return quantity(number * scale, rest, lang).replace("tce", section("progress_unit", lang)["tce"])
    return f"{number:,.4g} {unit_told(unit, lang)}".rstrip()


def change(value: object, unit: str, lang: str) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    number = known(value)
    if number is None:
        return "–"
    size = (
        t("progress_cell.points", lang, value=f"{abs(number):.1f}") if unit == "%" else amount(abs(number), unit, lang)
    )
    return ("+" if number > 0 else "−" if number < 0 else "") + size


def target_told(row: Mapping[str, object], lang: str) -> str:
    """Return what an indicator is held against, with its relation."""
    if known(row["target"]) is None:
        return "–"
    relation = word("relation", str(row.get("relation") or "at_least"), lang).strip()
    return f"{relation} {amount(row['target'], str(row['unit']), lang)}"


def year_of(value: object) -> str:
    """Return a year as it is written; a blank where there is none."""
    number = known(value)
    return "" if number is None else f"{number:.0f}"


def name_of(table: pd.DataFrame, lang: str, key: str = "id") -> dict[str, str]:
    """Return names by a column, each its own."""
    return names(table.rename(columns={key: "id"}), lang)


def source_titles(found: Study, run: ParkRun) -> dict[str, str]:
    """Return titles of sources by id: the park's and those of the catalog that the answer names."""
    both = (run.sources, found.tables["sources"])
    return {ref: title for table in both for ref, title in zip(table["id"], table["title"], strict=True)}


def unit_told(unit: str, lang: str) -> str:
    """Return a unit as it is written in a language."""
    whole = section("unit", lang).get(unit)
    if whole:
        return whole
    unit = unit.replace("10^4 ", "10^4").replace("10^8 ", "10^8")
    for sign, text in section("progress_unit", lang).items():
        unit = unit.replace({"wan": "10^4", "yi": "10^8"}.get(sign, sign), text)
    return unit
