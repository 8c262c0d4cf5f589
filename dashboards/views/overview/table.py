"""The parks of the province as one table, whether or not their runs are there yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

import pandas as pd

from dashboards.i18n import t
from dashboards.runs import FailureKind

__all__ = ["NUMBERS", "STATUSES", "TEXTS", "ParkState", "park_table", "short_names"]

STATUSES: Final = ("done", "waiting", *get_args(FailureKind))
"""What became of a park's run: it is there, it is waited for, or why there is none."""

NUMBERS: Final = (
    "lat", "lon", "year", "batch_year", "enterprises", "links", "output", "output_unknown", "saving",
    "saving_unexplained", "couplings", "co2_avoided", "waste", "waste_diverted", "waste_left", "water_saved",
    "unexplained", "unexplained_value", "evidence_A", "evidence_B", "evidence_C", "evidence_D", "best_saving",
    "left_amount", "open_value",
)  # fmt: skip
TEXTS: Final = (
    "park", "name_zh", "name_en", "level", "prefecture", "county", "batch_zh", "batch_en", "grade_output",
    "grade_saving", "grade_co2_avoided", "grade_waste", "grade_waste_diverted", "grade_water_saved", "open_side",
    *(f"{name}{end}" for name in ("best_from", "best_to", "best_good", "left_firm", "left_good", "open_firm",
                                  "open_good") for end in ("", "_zh", "_en")),
)  # fmt: skip

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True)
class ParkState:
    """What is known of a park.

    Attributes
    ----------
    known
        At least ``park, name_zh, name_en``; ``lat`` and ``lon`` place it on the map.
    status
        One of `STATUSES`.
    figures
        Of `circnet.report.park_figures.park_figures`; nothing while there is no run.
    """

    known: Mapping[str, Any]
    status: str = "waiting"
    figures: Mapping[str, Any] | None = None


def park_table(parks: Iterable[ParkState]) -> pd.DataFrame:
    """Return one row per park, by id: `TEXTS` (blank if unknown), `NUMBERS` (NaN if unknown) and ``status``."""
    rows = [{**park.known, **(park.figures or {}), "status": park.status} for park in parks]
    table = pd.DataFrame(rows, columns=[*TEXTS, *NUMBERS, "status"])
    texts = {name: table[name].astype(object).where(table[name].notna(), "").astype("str") for name in TEXTS}
    numbers = {name: pd.to_numeric(table[name]).astype("float64") for name in NUMBERS}
    return table.assign(**texts, **numbers).sort_values("park", ignore_index=True)


def short_names(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return a short name for each park: without brackets and without the zone it belongs to; no two are equal."""
    full = dict(
        zip(table["park"], table[f"name_{lang}"].where(table[f"name_{lang}"] != "", table["park"]), strict=True)
    )
    short = {park: _short(name, t("overview.name_ends", lang).split("|")) or name for park, name in full.items()}
    return {park: full[park] if list(short.values()).count(name) > 1 else name for park, name in short.items()}


def _short(name: str, ends: list[str]) -> str:
    """Drop brackets, what follows a comma or slash, the zone in front and the word for park behind."""
    plain = re.split(r"\s*[,/，]\s*", _BRACKETS.sub("", name))[0].strip()
    tail = re.split(r"经济技术开发区", plain)[-1]
    plain = tail or plain
    for end in ends:
        plain = plain.removesuffix(end).strip() or plain
    return plain
