"""Each park as a card: who it is, four figures, and how sure its data are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import section, t
from dashboards.views.overview.figures import Figure, figure_of, grades, told, values
from dashboards.views.overview.table import short_names

__all__ = ["Card", "CardFigure", "batch_told", "cards", "level_told"]

_ON_CARD = ("saving", "output", "waste", "co2")


@dataclass(frozen=True)
class CardFigure:
    """One figure: its name in text keys, label, value, and grade (blank where nothing is graded)."""

    name: str
    label: str
    value: str
    grade: str


@dataclass(frozen=True)
class Card:
    """A park.

    Attributes
    ----------
    park, name, full
        Id, short and full name.
    level, batch
        In words; blank where not known.
    status, told
        Code, and in words (blank when the run is there).
    figures
        The chosen one first.
    evidence
        Number of figures by grade; empty while not known.
    """

    park: str
    name: str
    full: str
    level: str
    batch: str
    status: str
    told: str
    figures: tuple[CardFigure, ...]
    evidence: Mapping[str, int]


def cards(table: pd.DataFrame, figure: Figure, lang: str) -> list[Card]:
    """Return a card per park, the largest of the chosen figure first, those without it last."""
    names = short_names(table, lang)
    wanted = [name for name in (figure.name, *_ON_CARD) if name != "evidence"]
    shown = [figure_of(name) for name in dict.fromkeys(wanted)][:4]
    full = table.assign(
        value=values(table, figure), **{f"value_{one.name}": values(table, one) for one in shown},
        **{f"sure_{one.name}": grades(table, one) for one in shown},
    ).sort_values(["value", "park"], ascending=[False, True])  # fmt: skip
    return [_card(row, shown, names, lang) for row in full.to_dict("records")]


def level_told(level: str, lang: str) -> str:
    """Return the level of a park in words; what stands in brackets is left out, what nobody knows stays."""
    code = level.split("(", maxsplit=1)[0].strip()
    return section("overview_level", lang).get(code, code)


def batch_told(row: Mapping[str, Any], lang: str) -> str:
    """Return batch and year of the park's circular retrofit; blank where neither is known."""
    told, number = str(row[f"batch_{lang}"]), row["batch_year"]
    year = "" if number != number else str(int(number))  # noqa: PLR0124  NaN is not itself
    return told if year in told else f"{year} {told}".strip()


def _card(row: Mapping[str, Any], shown: list[Figure], names: Mapping[str, str], lang: str) -> Card:
    counts = {letter: row[f"evidence_{letter}"] for letter in "ABCD"}
    known = sum(counts.values()) > 0  # NaN is not
    figures = tuple(
        CardFigure(
            one.name, t(f"overview_figure.{one.name}", lang), told(row[f"value_{one.name}"], one, lang),
            row[f"sure_{one.name}"],
        )
        for one in shown
    )  # fmt: skip
    return Card(
        park=row["park"], name=names[row["park"]], full=row[f"name_{lang}"] or row["park"],
        level=level_told(row["level"], lang), batch=batch_told(row, lang), status=row["status"],
        told="" if row["status"] == "done" else t(f"overview_status.{row['status']}", lang), figures=figures,
        evidence={letter: int(count) for letter, count in counts.items()} if known else {},
    )  # fmt: skip
