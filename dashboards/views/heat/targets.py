"""What heat a park needs and can pass on, in words: the finding, figures, three ways of exchange, mains and exergy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from circnet.report.figures import evidence_share
from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.heat.curves import inner_pinches
from dashboards.views.heat.words import HeatWords

__all__ = ["Figure", "Way", "curve_title", "evidence", "exergy_figures", "figures", "finding", "main_rows",
           "placed_rows", "ways", "zone_rows"]  # fmt: skip

_LEAST_KW: Final = 0.5
"""Heat flows below half a kilowatt are rounding."""
_WAYS: Final = ("none", "mains", "direct")


@dataclass(frozen=True)
class Figure:
    """A figure: its name, its value, what it means."""

    label: str
    value: str
    told: str


@dataclass(frozen=True)
class Way:
    """A way of exchange: what it means, the heat still to be made, recovered and thrown away; shares of the need."""

    name: str
    label: str
    told: str
    heating: str
    recovered: str
    cooling: str
    share_recovered: float
    share_heating: float


def finding(found: Study, words: HeatWords, park: str) -> str:
    """Return the answer in a sentence."""
    lang = words.lang
    if found.summary["firm"]:
        summary = found.summary
        return t("heatpage.finding_firm", lang, firm=words.firm(str(summary["firm"])),
                 need=words.power(summary["cold_duty_kw"]), recovered=words.power(summary["recovered_kw"]),
                 heating=words.power(_clean(summary["hot_utility_kw"])),
                 cooling=words.power(_clean(summary["cold_utility_kw"])))  # fmt: skip
    at = found.tables["targets"].set_index("exchange")["hot_utility_kw"].astype(float)
    alone, mains, direct = (_clean(at.get(way, at["none"])) for way in _WAYS)
    if alone <= 0:
        return t("heatpage.no_need", lang, park=park)
    saved = 1.0 - mains / alone
    figures_told = {"alone": words.power(alone), "mains": words.power(mains), "direct": words.power(direct)}
    if saved <= 0.005:
        return t("heatpage.finding_none", lang, **figures_told)
    reached = int((found.tables["pairs"]["worth_cny"] > 0).sum())
    # targets know no distances: what they promise may have no line
    reach = t(f"heatpage.{'in_reach' if reached else 'none_in_reach'}", lang, count=reached)
    return t("heatpage.finding", lang, share=f"{saved:.0%}", reach=reach, **figures_told)


def curve_title(found: Study, words: HeatWords) -> str:
    """Return what the curves show, in a sentence."""
    summary = found.summary
    return t("heatpage.curve_title", words.lang, recovered=words.power(_clean(summary["recovered_kw"])),
             heating=words.power(_clean(summary["hot_utility_kw"])),
             cooling=words.power(_clean(summary["cold_utility_kw"])))  # fmt: skip


def evidence(found: Study, words: HeatWords) -> tuple[str, str]:
    """Return the weakest grade of the streams, and how many streams there are of each."""
    streams = found.tables["streams"]
    grades = streams.loc[streams["shown"].astype(bool), "grade"]
    counted = [f"{grade} {count}" for grade, count in evidence_share(grades).items() if count]
    worst = str(grades.max()) if len(grades) else "D"
    key = "rests_on_estimates" if worst == "D" else "rests_on"
    return worst, t(f"heatpage.{key}", words.lang, count=len(grades), grades=words.comma(counted))


def figures(found: Study, words: HeatWords) -> list[Figure]:
    """Return the figures of the streams that are drawn."""
    lang, summary = words.lang, found.summary
    names = ("hot_duty_kw", "cold_duty_kw", "recovered_kw", "hot_utility_kw", "cold_utility_kw")
    told = [
        Figure(t(f"heatpage_figure.{name}", lang), words.power(_clean(summary[name])),
               t(f"heatpage_figure_told.{name}", lang))
        for name in names
    ]  # fmt: skip
    return [
        *told,
        Figure(t("heatpage_figure.pinch", lang), _pinch(found, words), t("heatpage_figure_told.pinch", lang)),
    ]


def _pinch(found: Study, words: HeatWords) -> str:
    at = inner_pinches(found)
    if at.empty:
        kind = found.summary["threshold_kind"] or "none"
        return t(f"heatpage_threshold.{kind}", words.lang)
    return words.comma(words.celsius(one) for one in at["shifted_c"])


def exergy_figures(found: Study, words: HeatWords) -> list[Figure]:
    """Return the exergy of heat recovered, lost on the way, and thrown away, and power between mains."""
    lang = words.lang
    told = [
        Figure(t(f"heatpage_figure.{name}", lang), words.power(_clean(found.summary["exergy"][name])),
               t(f"heatpage_figure_told.{name}", lang))
        for name in ("exergy_given_kw", "exergy_recovered_kw", "exergy_lost_kw", "exergy_rejected_kw")
    ]  # fmt: skip
    power = Figure(t("heatpage_figure.power_kw", lang), words.power(_clean(found.summary["power_kw"])),
                   t("heatpage_figure_told.power_kw", lang))  # fmt: skip
    return [*told, power]


def ways(found: Study, words: HeatWords) -> list[Way]:
    """Return the three ways of exchange, from none to direct."""
    table = found.tables["targets"].set_index("exchange")
    rows = []
    for name in (one for one in _WAYS if one in table.index):
        row = table.loc[name].astype(float)
        need = max(float(row["hot_utility_kw"] + row["recovered_kw"]), 1e-9)
        rows.append(Way(
            name=name, label=t(f"heatpage_way.{name}", words.lang), told=t(f"heatpage_way_told.{name}", words.lang),
            heating=words.power(_clean(row["hot_utility_kw"])), recovered=words.power(_clean(row["recovered_kw"])),
            cooling=words.power(_clean(row["cold_utility_kw"])), share_recovered=float(row["recovered_kw"]) / need,
            share_heating=_clean(row["hot_utility_kw"]) / need,
        ))  # fmt: skip
    return rows


def main_rows(found: Study, words: HeatWords) -> list[list[str]]:
    """Return a row per main: grade, temperature, raised, used, exchanged, let down, fired, left over, power."""
    columns = ("generated_kw", "used_kw", "exchanged_kw", "let_down_kw", "fired_kw", "surplus_kw", "power_kw")
    return [
        [words.grade(row["utility"]), words.celsius(row["temperature_c"]),
         *[words.power(row[name]) if _clean(row[name]) else "–" for name in columns]]
        for row in found.tables["mains"].to_dict("records")
    ]  # fmt: skip


def placed_rows(found: Study, words: HeatWords) -> list[list[str]]:
    """Return the grades that heat or are raised from the streams that are drawn: grade, role, heat, cost an hour."""
    placed = found.tables["placed"]
    placed = placed[placed["duty_kw"] > _LEAST_KW]
    return [
        [words.grade(row["utility"]), t(f"heatpage_role.{row['role']}", words.lang), words.power(row["duty_kw"]),
         "–" if pd.isna(row["cost_cny_per_h"]) or row["utility"].startswith("@")
         else t("heatpage.per_hour", words.lang, money=words.plain.money(row["cost_cny_per_h"]))]
        for row in placed.to_dict("records")
    ]  # fmt: skip


def zone_rows(found: Study, words: HeatWords) -> list[list[str]]:
    """Return a row per firm: still to be heated, heat left over, recovered within; those with most left first."""
    zones = found.tables["zones"]
    columns = ["hot_utility_kw", "cold_utility_kw", "recovered_kw"]
    order = zones[columns].astype(float).sum(axis=1).sort_values(ascending=False, kind="stable").index
    return [
        [words.firm(row["zone"]), *[words.power(_clean(row[name])) for name in columns]]
        for row in zones.loc[order].to_dict("records")
    ]  # fmt: skip


def _clean(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    return 0.0 if abs(number) < _LEAST_KW else number
