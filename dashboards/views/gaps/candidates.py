"""The ranked candidates of a park: the finding in a sentence, the rows of the list and its columns."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.gaps.words import GapWords, cautions
from dashboards.views.wording import known

__all__ = ["columns", "finding", "kinds_of", "ranked_rows", "sound"]

_WIDTHS: Final[dict[str, int]] = {
    "rank": 38, "name": 140, "kind": 64, "capacity": 86, "value": 98, "feed": 56, "product": 56, "capex": 88,
    "payback": 60, "co2": 90, "energy": 58,
}  # fmt: skip
_WIDTHS_EN: Final[dict[str, int]] = {"kind": 98, "capacity": 70, "value": 78, "capex": 74, "co2": 76, "energy": 64}
"""Where English takes more or less room."""
_TEXTS = ("name", "kind", "energy")
_NAMED: Final = 3
"""Plants named in the finding."""


def sound(found: Study, words: GapWords) -> pd.DataFrame:
    """Return the candidates whose figures can be told: valued, of a size with a limit, worth more than they cost."""
    gaps = found.tables["gaps"]
    if gaps.empty:
        return gaps
    clear = [not cautions(row, words) for row in gaps.to_dict("records")]
    return gaps[pd.Series(clear, index=gaps.index) & (gaps["saving"] > 0)]


def finding(found: Study, words: GapWords, park: str) -> list[str]:
    """Return the answer in a sentence, and what it rests on in another."""
    lang, worth = words.lang, sound(found, words)
    counted = t("gaps.looked_at", lang, count=int(found.summary["candidates"]),
                out=int(found.summary["ruled_out_count"]))  # fmt: skip
    if worth.empty:
        key = "gaps.none_pays" if len(found.tables["gaps"]) else "gaps.none"
        return [t(key, lang, park=park), counted]
    named = [
        t("gaps.plant_worth", lang, plant=words.technology(row["technology"]), value=words.plain.money(row["saving"]))
        for row in worth.head(_NAMED).to_dict("records")
    ]
    return [t("gaps.finding", lang, plants=words.comma(named)), counted]


def kinds_of(found: Study) -> list[str]:
    """Return the kinds of gap that candidates have."""
    gaps = found.tables["gaps"]
    return sorted(set(gaps["kind"]) - {""}) if len(gaps) else []


def ranked_rows(found: Study, words: GapWords) -> list[dict[str, Any]]:
    """Return a row per candidate: numbers to sort by, texts to read; ``id`` is its technology."""
    return [_row(row, words) for row in found.tables["gaps"].to_dict("records")]


def _row(row: dict[str, Any], words: GapWords) -> dict[str, Any]:
    lang, plain = words.lang, words.plain
    careful = cautions(row, words)
    numbers = {
        "capacity": row["capacity"], "value": row["saving"], "feed": row["covers"], "product": row["products_inside"],
        "capex": row["capex"], "payback": row["payback_a"], "co2": None if known(row["co2"]) is None else -row["co2"],
    }  # fmt: skip
    shown = {
        "capacity": plain.amount(row["capacity"], row["unit"]), "value": _short(row["saving"], words),
        "feed": words.share(row["covers"]), "product": words.share(row["products_inside"]),
        "capex": "–" if "no_capex" in careful else _short(row["capex"], words),
        "payback": plain.years(row["payback_a"]),
        "co2": words.changed(numbers["co2"], "t"),
    }  # fmt: skip
    level = row["energy_class"] or "unknown"
    return {
        "id": row["technology"], "rank": row["rank"], "name": words.technology(row["technology"]), "kind": row["kind"],
        "kind_name": words.kind(row["kind"]), "energy": t("gaps.high_energy", lang) if row["high_energy"] else "",
        "energy_told": t(f"gap_energy.{level}", lang) if row["high_energy"] else t("gaps.not_listed", lang),
        "careful": "\n".join(t(f"gap_caution.{one}", lang) for one in careful),
        **{name: known(value) for name, value in numbers.items()}, "shown": shown,
    }  # fmt: skip


def _short(value: object, words: GapWords) -> str:
    """Return an amount of money under a heading that says its currency."""
    return words.plain.money(value).removesuffix(" CNY")


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list."""
    widths = _WIDTHS if lang == "zh" else _WIDTHS | _WIDTHS_EN
    return [_column(name, width, lang) for name, width in widths.items()]


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"gap_head.{name}", lang), "width": width,
        "headerTooltip": t(f"gap_told.{name}", lang), "suppressHeaderFilterButton": True,
    }  # fmt: skip
    if name == "rank":
        return column | {"cellClass": "rank", "pinned": "left"}
    if name not in _TEXTS:
        return column | {
            "type": "rightAligned", "cellClass": "figure", "filter": "agNumberColumnFilter",
            "tooltipField": "careful", "valueFormatter": {"function": f"params.data.shown.{name}"},
            "cellClassRules": {"below": "params.value < 0"} if name == "value" else {},
        }  # fmt: skip
    renderers = {"name": "GapName", "kind": "GapKind", "energy": "GapEnergy"}
    tips = {"name": "name", "kind": "kind_name", "energy": "energy_told"}
    grown = {"flex": 1, "minWidth": width} if name == "name" else {}
    return (
        column | {"filter": "agTextColumnFilter", "cellRenderer": renderers[name], "tooltipField": tips[name]} | grown
    )
