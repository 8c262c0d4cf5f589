"""The couplings of a run as rows and columns of a grid."""

from __future__ import annotations

from typing import Any, Final

from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.views.network import Link, links_of
from dashboards.views.wording import Wording, known

__all__ = ["CHOOSABLE", "SHOWN_FIRST", "columns", "locale", "plain", "rows", "safe_cell"]

_TEXTS = ("from", "to", "commodity", "mode", "barriers")
_NUMBERS = (
    "amount", "saving", "saving_unexplained", "saving_alone", "price_floor", "price_ceiling", "co2_t", "waste_t",
    "water_m3", "distance_km", "capex", "payback_a",
)  # fmt: skip
_WIDTHS: dict[str, int] = {
    "rank": 58, "from": 136, "to": 136, "commodity": 112, "amount": 98, "saving": 96, "evidence": 66,
    "saving_unexplained": 104, "saving_alone": 100, "price_band": 150, "co2_t": 98, "waste_t": 104, "water_m3": 104,
    "distance_km": 84, "mode": 112, "capex": 98, "payback_a": 80, "barriers": 320,
}  # fmt: skip
_WIDER = {("en", "amount"): 146, ("en", "price_band"): 168, ("en", "mode"): 140}
CHOOSABLE: Final = tuple(name for name in _WIDTHS if name not in ("rank", "from", "to"))
"""Columns that may be shown or not."""
SHOWN_FIRST: Final = tuple(name for name in CHOOSABLE if name not in ("saving_unexplained", "waste_t", "water_m3"))
"""Those that are shown before anybody chose."""
_RIGHT = ("amount", "saving", "saving_unexplained", "saving_alone", "price_band", "co2_t", "waste_t", "water_m3",
          "distance_km", "capex", "payback_a")  # fmt: skip


def rows(run: ParkRun, words: Wording) -> list[dict[str, Any]]:
    """Return one row per coupling: numbers to sort by, and under ``shown`` the texts to read."""
    return [_row(link, words) for link in links_of(run) if link.kind in ("chosen", "equal")]


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns; those nobody chose yet are hidden."""
    return [_column(name, _WIDER.get((lang, name), width), lang) for name, width in _WIDTHS.items()]


def locale(lang: str) -> dict[str, str]:
    """Return the grid's own words."""
    return dict(section("grid", lang))


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def plain(value: float) -> str:
    """Return a price without its unit."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def _row(link: Link, words: Wording) -> dict[str, Any]:
    facts = link.facts
    numbers = {name: known(facts[name]) for name in _NUMBERS}
    equal = link.kind == "equal"
    texts = {
        "from": words.firm(link.start),
        "to": words.firm(link.end),
        "commodity": words.good(link.commodity),
        "mode": words.mode(facts["mode"]),
        "barriers": t("figure.comma", words.lang).join(words.barriers(facts["barriers"])),
    }
    shown = {
        "rank": t("grid_cell.equal", words.lang) if equal else str(link.rank),
        "from": words.short.get(link.start, texts["from"]),
        "to": words.short.get(link.end, texts["to"]),
        "amount": words.amount(numbers["amount"], link.unit),
        "price_band": words.price_band(numbers["price_floor"], numbers["price_ceiling"], link.unit),
        "co2_t": words.amount(numbers["co2_t"], "t"),
        "distance_km": words.distance(numbers["distance_km"]),
        "payback_a": words.years(numbers["payback_a"]),
        "waste_t": words.amount(numbers["waste_t"], "t"),
        "water_m3": words.amount(numbers["water_m3"], "m3"),
        **{name: words.saved(numbers[name]) for name in ("saving", "saving_alone")},
        **{name: words.money(numbers[name]) for name in ("saving_unexplained", "capex")},
    }
    return {
        "id": link.id, "choice": link.kind, "rank": link.rank + (0.5 if equal else 0.0), "evidence": link.grade,
        "price_band": numbers["price_floor"],
        "grade_told": t(f"grade.{link.grade}", words.lang), **numbers, **texts, "shown": shown,
    }  # fmt: skip


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"heading.{name}", lang),
        "headerTooltip": t(f"told.{name}", lang), "width": width,
        "hide": name in CHOOSABLE and name not in SHOWN_FIRST,
    }  # fmt: skip
    if name in _RIGHT:
        column |= {"type": "rightAligned", "cellClass": "figure", "suppressHeaderFilterButton": True}
    if name in _RIGHT or name in ("rank", "from", "to"):
        column["valueFormatter"] = {"function": f"params.data.shown.{name}"}
    if name in (*_TEXTS, "evidence"):
        column |= {"filter": "agTextColumnFilter"}
    if name in _TEXTS:
        column["tooltipField"] = name
    if name == "rank":
        column |= {"pinned": "left", "cellClass": "rank", "filter": False, "resizable": False}
    if name == "evidence":
        column |= {"cellRenderer": "GradeBadge", "tooltipField": "grade_told"}
    return column
