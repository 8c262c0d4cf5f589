"""Candidates that were not used, the nearest to being used first, and the answer for one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from circnet.report.figures import price
from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.wording import Wording, known

__all__ = ["Answer", "answer", "columns", "ends_of", "reference", "rows"]

_WIDTHS: Final = {
    "from": 140, "to": 140, "commodity": 120, "reason": 130, "gap": 84, "freight": 92, "break_even_freight": 104,
    "break_even_price": 110, "distance_km": 84, "mode": 110,
}  # fmt: skip
_TEXTS: Final = ("from", "to", "commodity", "reason", "mode")
_REFERENCE = re.compile(r"(?P<start>[^>]+)>(?P<end>[^:>]+):(?P<good>.+)")


@dataclass(frozen=True)
class Answer:
    """Why a link is not used: a sentence, then its margins, whether they were confirmed, and further facts."""

    lead: str
    lines: list[str]


def reference(start: str, end: str, good: str) -> str:
    """Return how a selection names a candidate.

    Examples
    --------
    >>> reference("a", "b", "slag")
    'a>b:slag'
    """
    return f"{start}>{end}:{good}"


def ends_of(ref: str) -> tuple[str, str, str] | None:
    """Return giver, taker and good of a reference; None where it is none.

    Examples
    --------
    >>> ends_of("a>b:slag"), ends_of("slag")
    (('a', 'b', 'slag'), None)
    """
    found = _REFERENCE.fullmatch(ref)
    return (found["start"], found["end"], found["good"]) if found else None


def rows(study: Study, words: Wording) -> list[dict[str, Any]]:
    """Return one row per candidate: numbers to sort by, and under ``shown`` the texts to read."""
    table = study.tables["candidates"]
    return [_row(place, row, words) for place, row in enumerate(table.to_dict("records"), start=1)]


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list."""
    return [_column(name, width, lang) for name, width in _WIDTHS.items()]


def answer(study: Study) -> Answer:
    """Return the answer for one link as texts."""
    first, *lines = study.summary["lines"]
    return Answer(first, [line.removeprefix("· ") for line in lines])


def _row(place: int, row: dict[str, Any], words: Wording) -> dict[str, Any]:
    numbers = {name: known(row[name]) for name in
               ("gap", "freight", "break_even_freight", "break_even_price", "distance_km")}  # fmt: skip
    texts = {
        "from": words.firm(row["from"]), "to": words.firm(row["to"]), "commodity": words.good(row["commodity"]),
        "reason": section("reason", words.lang).get(row["reason"], row["reason"]), "mode": words.mode(row["mode"]),
    }  # fmt: skip
    gap, unit = numbers["gap"], words.unit(str(row["unit"]))

    def per_unit(name: str) -> str:
        value = numbers[name]
        return "–" if value is None else t("whynot.per_unit", words.lang, price=price(value), unit=unit)

    shown = {
        "from": words.short.get(row["from"], texts["from"]), "to": words.short.get(row["to"], texts["to"]),
        "gap": "–" if gap is None or gap <= 0 else t("whynot.by", words.lang, share=f"{gap:.1%}"),
        "distance_km": words.distance(numbers["distance_km"]),
        **{name: per_unit(name) for name in ("freight", "break_even_freight", "break_even_price")},
    }  # fmt: skip
    return {"id": str(place), "ref": reference(row["from"], row["to"], row["commodity"]), **numbers, **texts,
            "shown": shown}  # fmt: skip


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"whynot.{name}", lang), "width": width,
        "headerTooltip": t(f"whynot_told.{name}", lang),
    }  # fmt: skip
    if name in _TEXTS:
        column |= {"filter": "agTextColumnFilter", "tooltipField": name}
    else:
        column |= {"type": "rightAligned", "cellClass": "figure", "suppressHeaderFilterButton": True}
    if name not in ("commodity", "reason", "mode"):
        column["valueFormatter"] = {"function": f"params.data.shown.{name}"}
    return column
