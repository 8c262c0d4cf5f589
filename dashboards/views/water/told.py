"""What the answer about water says: the finding, figures, waters drawn from outside, limits, units, what is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.water.network import flows
from dashboards.views.water.words import WaterWords
from dashboards.views.wording import known

__all__ = ["Figure", "assumed", "conflicts", "figures", "finding", "limits", "missing", "outside", "units"]

_LEAST_M3: Final = 0.5
_NAMED: Final = 2
_ASKED: Final = ("load", "quality", "limit")


@dataclass(frozen=True)
class Figure:
    """A figure: its name, its value, what it means."""

    label: str
    value: str
    told: str


def finding(found: Study, words: WaterWords, park: str) -> str:
    """Return the answer in a sentence."""
    lang = words.lang
    if not found.summary["feasible"]:
        return t("waterpage.infeasible", lang, park=park)
    needs = found.summary["needs"]
    if needs <= 0:
        return t("waterpage.no_needs", lang, park=park)
    saved = round(needs - found.summary["fresh"], 3)
    told = {"needs": words.yearly(needs), "fresh": words.yearly(found.summary["fresh"]), "saved": words.flow(saved),
            "share": f"{saved / needs:.1%}"}  # fmt: skip
    return t("waterpage.finding" if saved > _LEAST_M3 else "waterpage.nothing_saved", lang, **told)


def figures(found: Study, words: WaterWords) -> list[Figure]:
    """Return the figures of the network: needs, drawn anew, reused, flowing already, left over, cost, connections."""
    lang, summary = words.lang, found.summary
    if not summary["feasible"]:
        return []
    table = flows(found)
    reused = table.loc[table["kind"] == "reuse", "after"].sum()
    running = table.loc[table["kind"] == "existing", "after"].sum()
    values = {
        "needs": words.flow(summary["needs"]), "fresh": words.flow(summary["fresh"]), "reused": words.flow(reused),
        "running": words.flow(running), "left": words.flow(summary["waste"]),
        "cost": words.plain.money(summary["cost"]),
    }  # fmt: skip
    if summary["treated"]:
        values["treated"] = words.flow(summary["treated"])
    return [Figure(t(f"waterpage_figure.{name}", lang), value, t(f"waterpage_figure_told.{name}", lang))
            for name, value in values.items()]  # fmt: skip


def outside(found: Study, words: WaterWords) -> list[list[str]]:
    """Return a row per water drawn from outside: before, after, change."""
    table = flows(found)
    sums = table[table["kind"] == "fresh"].groupby("good", sort=True)[["before", "after"]].sum()
    sums = sums[(sums >= _LEAST_M3).any(axis=1)].sort_values("before", ascending=False, kind="stable")
    return [
        [words.good(str(good)), words.flow(row["before"]), words.flow(row["after"]), _change(row, words)]
        for good, row in sums.iterrows()
    ]


def _change(row: pd.Series, words: WaterWords) -> str:
    change = row["after"] - row["before"]
    return "–" if abs(change) < _LEAST_M3 else f"{'+' if change > 0 else '−'}{words.flow(abs(change))}"


def limits(found: Study, words: WaterWords) -> list[list[str]]:
    """Return the limits that bind: whose, on what, the limit."""
    inlets = found.tables["inlets"]
    rows = inlets[inlets["binding"].astype(bool)] if len(inlets) else inlets
    return [
        [words.end(row["name"]), words.trait(row["property"]),
         f"{'≥' if row['side'] == '>=' else '≤'} {words.level(row['property'], row['limit'])}"]
        for row in rows.to_dict("records")
    ]  # fmt: skip


def units(found: Study, words: WaterWords) -> list[list[str]]:
    """Return works and units that treat water: who, what they take in, what they give off and is used."""
    works = found.tables["left_out"]
    rows = [
        [words.firm(row["enterprise"]), words.good(row["commodity"]),
         words.flow(row["amount"]) if row["amount"] >= _LEAST_M3 else "–", t("waterpage.works", words.lang)]
        for row in works.to_dict("records")
    ]  # fmt: skip
    givers, takers = found.tables["givers"], found.tables["takers"]
    if len(takers):
        fed = takers[takers["kind"] == "feed"].set_index("name")["flow"]
        used = givers[givers["kind"] == "product"].set_index("name")["used"]
        rows += [[words.unit(str(name)), t("waterpage.feed", words.lang), words.flow(flow),
                  t("waterpage.product_used", words.lang, used=words.flow(used.get(name, 0.0)))]
                 for name, flow in fed.items()]  # fmt: skip
    return rows


def missing(found: Study, words: WaterWords) -> dict[str, list[str]]:
    """Return what to ask firms for, by what is unknown: loads, qualities given off, limits of what is taken in."""
    table = found.tables["missing"]
    told: dict[str, list[str]] = {}
    for what in _ASKED:
        rows = table[table["what"] == what]
        if len(rows):
            told[what] = [t("waterpage.end", words.lang, firm=words.firm(row["enterprise"]),
                            good=words.good(row["commodity"])) for row in rows.to_dict("records")]  # fmt: skip
    return told


def assumed(found: Study, words: WaterWords) -> list[list[str]]:
    """Return what stands in for figures nobody has stated: water, property, value, on what it rests, whose."""
    table = found.tables["assumed"]
    keys = ["side", "commodity", "property", "value", "unit", "rests_on"]
    grouped = table.groupby(keys, sort=True)["enterprise"].agg(list).reset_index() if len(table) else table
    return [
        [t("waterpage.assumed_of", words.lang, good=words.good(row["commodity"]),
           side=t(f"water_side.{row['side']}", words.lang)),
         words.trait(row["property"]), f"{row['value']:,.4g} {row['unit']}",
         t("waterpage.composition", words.lang) if row["rests_on"] == "composition" else str(row["rests_on"]),
         _whose(row["enterprise"], words)]
        for row in grouped.to_dict("records")
    ]  # fmt: skip


def _whose(firms: list[str], words: WaterWords) -> str:
    named = words.comma(words.firm(one) for one in firms[:_NAMED])
    return named if len(firms) <= _NAMED else t("waterpage.and_more", words.lang, firms=named, count=len(firms))


def conflicts(found: Study, words: WaterWords) -> list[str]:
    """Return why not all needs can be served."""
    return [_conflict(row, words) for row in found.tables["conflicts"].to_dict("records")]


def _conflict(row: dict[str, Any], words: WaterWords) -> str:
    key = str(row["problem"]).replace(" ", "_")
    side = "≥" if row["side"] == ">=" else "≤"
    return t(f"water_conflict.{key}", words.lang, who=words.end(str(row["name"])),
             property=words.trait(str(row["property"])), limit=f"{side} {words.level(row['property'], row['limit'])}",
             reached=words.level(row["property"], row["reached"]), amount=words.flow(known(row["amount"])))  # fmt: skip
