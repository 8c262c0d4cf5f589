"""The best set of plants in the order of building, and one plant in several parks: rows to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import circnet.text
from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.gaps.words import GapWords
from dashboards.views.wording import known

__all__ = ["Site", "Step", "set_finding", "set_steps", "where_finding", "where_rows"]

_FULL: Final = 0.98


@dataclass(frozen=True)
class Step:
    """A plant of a set: its place in the order of building, size, and what it adds to those before it."""

    place: int
    technology: str
    name: str
    size: str
    adds: str
    total: str


@dataclass(frozen=True)
class Site:
    """A park that a plant might stand in; ``reason`` says why it cannot."""

    park: str
    name: str
    here: bool
    size: str
    covers: str
    adds: str
    value: str
    below: bool
    payback: str
    reason: str


def set_steps(found: Study, words: GapWords) -> list[Step]:
    """Return the plants of the best set."""
    plain, table = words.plain, found.tables["plants"]
    about = found.tables["technologies"].set_index("id")
    called = names(found.tables["technologies"], words.lang)
    totals = table["adds"].cumsum()
    return [
        Step(place, row["technology"], called.get(row["technology"], row["technology"]),
             _size(row, str(about["unit"].get(row["technology"], "t")), words), plain.money(row["adds"]),
             plain.money(total))
        for place, (row, total) in enumerate(zip(table.to_dict("records"), totals, strict=True), start=1)
    ]  # fmt: skip


def _size(row: dict[str, Any], unit: str, words: GapWords) -> str:
    """Its capacity, and what it makes where it does not run full."""
    told = words.plain.amount(row["capacity"], unit)
    if row["load"] >= _FULL * row["capacity"]:
        return told
    return t("gaps.set_part", words.lang, size=told, load=words.plain.amount(row["load"], unit))


def set_finding(found: Study, words: GapWords) -> str:
    """Return what the best set adds and in which order it is built."""
    steps = set_steps(found, words)
    if not steps:
        return t("gaps.set_none", words.lang, most=found.summary["most"])
    return t("gaps.set_told", words.lang, count=len(steps), most=found.summary["most"],
             adds=words.plain.money(found.summary["adds"]), plants=t("gaps.then", words.lang).join(
                 step.name for step in steps))  # fmt: skip


def where_rows(found: Study, words: GapWords, here: str) -> list[Site]:
    """Return the parks, the one that adds most first."""
    called = names(found.tables["names"], words.lang)
    return [_site(row, called, words, here, found) for row in found.tables["where"].to_dict("records")]


def _site(row: dict[str, Any], called: dict[str, str], words: GapWords, here: str, found: Study) -> Site:
    plain, name = words.plain, called.get(row["park"], row["park"])
    mine = row["park"] == here
    if row["status"] != "valued":
        return Site(row["park"], name, mine, "–", "–", "–", "–", False, "–", _reason(str(row["status"]), words, found))
    value = known(row["saving"])
    return Site(row["park"], name, mine, plain.amount(row["capacity"], row["unit"]), words.share(row["covers"]),
                plain.money(row["adds"]), plain.money(value), value is not None and value < 0,
                plain.years(row["payback_a"]), "")  # fmt: skip


def _reason(status: str, words: GapWords, found: Study) -> str:
    code, _, good = status.partition(":")
    key = f"where_reason.{code}"
    told = names(found.goods, words.lang).get(good, good) if len(found.goods) else good
    return circnet.text.t(key, words.lang, good=told) if key in circnet.text.keys(words.lang) else status


def where_finding(found: Study, words: GapWords, here: str) -> str:
    """Return which park suits the plant best."""
    rows = where_rows(found, words, here)
    fit = [row for row in rows if not row.reason]
    plant = words.technology(str(found.summary["technology"]))
    if not fit:
        return t("gaps.where_none", words.lang, plant=plant)
    return t("gaps.where_told", words.lang, plant=plant, park=fit[0].name, adds=fit[0].adds, value=fit[0].value,
             count=len(fit), all=len(rows))  # fmt: skip
