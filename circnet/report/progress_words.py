"""Figures, units and codes of indicators in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from circnet.report.figures import money, quantity
from circnet.report.phrases import word as listed
from circnet.text import t

__all__ = [
    "MARKS",
    "amount",
    "change",
    "code_word",
    "distance_told",
    "known",
    "project_state",
    "scaled",
    "status_told",
    "target_told",
    "unit_told",
    "year_told",
]

MARKS: Final[Mapping[str, str]] = {
    "not_met": "✕", "behind": "↓", "cannot_be_judged": "○", "to_be_confirmed": "?", "on_track": "↗", "met": "✓",
    "no_target": "–", "missing": "…",
}  # fmt: skip
"""A sign beside the word of a status, so that it is never told by colour alone."""
_SCALES: Final = {"10^8": ("yi", 1e8), "10^4": ("wan", 1e4)}
_MASSES: Final = ("t", "m3", "GJ", "MWh", "tce")


def amount(value: object, unit: str, lang: str) -> str:
    """Return a value of an indicator with its unit, in the scales of the language; a dash where it is not known."""
    number = known(value)
    if number is None:
        return "–"
    if unit in ("%", ""):
        return f"{number:.2g}{unit}" if abs(number) < 1 else f"{number:.1f}{unit}"
    if unit == "yes/no":
        return t(f"indicator_cell.{'yes' if number else 'no'}", lang)
    by, rest = scaled(unit)
    if rest == "CNY":
        return money(number * by, lang)
    if rest in _MASSES:
        return quantity(number * by, rest, lang).replace("tce", t("indicator_unit.tce", lang))
    return f"{number:,.4g} {unit_told(unit, lang)}".rstrip()


def scaled(unit: str) -> tuple[float, str]:
    """Return the factor before a unit, and the unit without it: ``10^4 t`` is 10,000 and ``t``."""
    for sign, (_, by) in _SCALES.items():
        if unit.startswith(sign) and "/" not in unit:
            return by, unit.removeprefix(sign).strip()
    return 1.0, unit


def change(value: object, unit: str, lang: str) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    number = known(value)
    if number is None:
        return "–"
    size = (
        t("indicator_cell.points", lang, value=f"{abs(number):.1f}") if unit == "%" else amount(abs(number), unit, lang)
    )
    return ("+" if number > 0 else "−" if number < 0 else "") + size


def unit_told(unit: str, lang: str) -> str:
    """Return a unit as it is written in a language: ``tce/10^4CNY`` is 吨标煤/万元."""
    whole = listed("indicator_unit", unit, lang)
    return whole if whole != unit else "/".join(_part(part, lang) for part in unit.split("/"))


def _part(unit: str, lang: str) -> str:
    """One side of a ratio of units, its scale in words."""
    scale = ""
    for sign, (name, _) in _SCALES.items():
        if unit.startswith(sign):
            scale, unit = t(f"indicator_unit.{name}", lang), unit.removeprefix(sign).strip()
    return scale + listed("indicator_unit", unit, lang)


def target_told(row: Mapping[str, object], lang: str) -> str:
    """Return what an indicator is held against, with its relation; a dash where nothing is set."""
    if known(row["target"]) is None:
        return "–"
    relation = code_word("relation", str(row.get("relation") or "at_least"), lang).strip()
    return f"{relation} {amount(row['target'], str(row['unit']), lang)}"


def distance_told(row: Mapping[str, object], lang: str) -> str:
    """Return what is missing to a target, or to spare, in words; a dash where there is nothing to compare."""
    gap = known(row["distance"])
    if gap is None:
        return "–"
    size = change(abs(gap), str(row["unit"]), lang).lstrip("+")
    return t(f"indicator_cell.{'short' if gap > 0 else 'over'}", lang, amount=size) if gap else "0"


def status_told(row: Mapping[str, object], lang: str) -> str:
    """Return a status; one that rests on the flow model says so, for it is in no score."""
    told = code_word("status", str(row["status"]), lang)
    model = row["origin"] in ("model", "mixed") and row["status"] not in ("no_target", "missing")
    return t("indicator_cell.by_model", lang, status=told) if model else told


def year_told(value: object) -> str:
    """Return a year as it is written; a blank where there is none."""
    number = known(value)
    return "" if number is None else f"{number:.0f}"


def code_word(kind: str, code: str, lang: str) -> str:
    """Return the word for a code: of a status, an origin, a basis, a holder; a blank stays blank."""
    return t(f"progress_{kind}.{code}", lang) if code else ""


def project_state(row: Mapping[str, object], lang: str) -> str:
    """Return how far a project is; a text of somebody's own stays as written."""
    text = str(row["status"] or row["stage"] or "")
    return listed("project_state", text, lang) if text else ""


def known(value: object) -> float | None:
    """Return a number, or None where it is blank; what is noise of the solver is zero."""
    if value is None or value == "" or value != value:  # noqa: PLR0124  NaN is not itself
        return None
    number = float(value)  # type: ignore[arg-type]
    return 0.0 if abs(number) < 1e-9 else number
