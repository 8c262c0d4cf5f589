"""A candidate plant told for those who look for an investor: from whom, to whom, what it earns, what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.gaps.words import GapWords, cautions, park_has
from dashboards.views.ledgers.words import element_name
from dashboards.views.wording import known

__all__ = ["Partner", "Plant", "plant"]

_CASES: Final = ("low", "central", "high")


@dataclass(frozen=True)
class Partner:
    """An exchange with a firm or a market; ``firm`` is the id of a firm of the park, else blank."""

    good: str
    name: str
    firm: str
    inside: bool
    amount: str
    share: str


@dataclass(frozen=True)
class Plant:
    """What the drawer of a candidate says.

    Attributes
    ----------
    title, kind, kind_name, grade, grade_told, high_energy
        Name and badges.
    lead
        What it is, where, and what it is worth, in a sentence.
    cautions
        Why its figures cannot be taken as they stand.
    signs
        What in the park's records speaks for it; blank where nothing does.
    planned, idle
        Who in the park plans one already, or has one that stands still.
    suppliers, takers, supplies, wastes
        Partners for goods, the largest first; and for energy and water, or emissions.
    economics
        Rows ``case, capex, gain, npv, irr, payback``.
    worth, changes, energy
        ``(name, value, meaning)`` each.
    closes
        What was disposed of or unexplained and is less so.
    elements
        Names of elements that close better, of those that have a ledger.
    sources
        Titles that the technology's figures rest on.
    """

    title: str
    kind: str
    kind_name: str
    grade: str
    grade_told: str
    high_energy: bool
    lead: str
    cautions: list[str]
    signs: str
    planned: list[str]
    idle: list[str]
    suppliers: list[Partner]
    takers: list[Partner]
    supplies: list[Partner]
    wastes: list[Partner]
    economics: list[dict[str, str]]
    worth: list[tuple[str, str, str]]
    changes: list[tuple[str, str, str]]
    energy: list[tuple[str, str, str]]
    closes: list[str]
    elements: str
    sources: list[str]


def plant(found: Study, words: GapWords, technology: str) -> Plant | None:
    """Return what there is to say of a candidate; None if it was not valued."""
    gaps = found.tables["gaps"]
    chosen = gaps[gaps["technology"] == technology] if len(gaps) else gaps
    if chosen.empty:
        return None
    row, lang = chosen.iloc[0].to_dict(), words.lang
    about = words.catalog.get(technology, {})
    taken, given = (_own(found.tables[name], technology) for name in ("feedstock", "products"))
    return Plant(
        title=words.technology(technology), kind=row["kind"], kind_name=words.kind(row["kind"]),
        grade=str(about.get("grade", "D")), grade_told=t(f"grade.{about.get('grade', 'D')}", lang),
        high_energy=bool(row["high_energy"]), lead=_lead(row, words),
        cautions=[t(f"gap_caution.{one}", lang) for one in cautions(row, words)],
        signs=_signs(row, words), planned=_planned(park_has(found, technology), words),
        idle=_idle(found, technology, words),
        suppliers=_partners(taken, True, False, words), takers=_partners(given, True, True, words),
        supplies=_partners(taken, False, False, words), wastes=_partners(given, False, True, words),
        economics=_economics(_own(found.tables["economics"], technology), words), worth=_worth(row, words),
        changes=_changes(row, words), energy=_energy(row, words), closes=_closes(found, technology, words),
        elements=_elements(row["elements"], words), sources=_sources(about, words),
    )  # fmt: skip


def _own(table: pd.DataFrame, technology: str) -> pd.DataFrame:
    return table[table["technology"] == technology] if len(table) else table


def _lead(row: Mapping[str, Any], words: GapWords) -> str:
    plain = words.plain
    host = row["host"] if isinstance(row["host"], str) else ""
    beside = t("gaps.beside", words.lang, host=words.firm(host)) if host else ""
    values = {"size": plain.amount(row["capacity"], row["unit"]), "beside": beside}
    if row["status"] != "valued":
        return t("gaps.lead_none", words.lang, **values)
    return t("gaps.lead", words.lang, **values, feed=words.share(row["covers"]), value=plain.money(row["saving"]))


def _signs(row: Mapping[str, Any], words: GapWords) -> str:
    told = words.signs(row.get("signs"))
    firm = row.get("points_to")
    if not told or not isinstance(firm, str) or not firm:
        return told
    return t("gaps.points_to", words.lang, signs=told, firm=words.firm(firm))


def _planned(table: pd.DataFrame, words: GapWords) -> list[str]:
    return list(dict.fromkeys(words.firm(one) or t("gaps.somebody", words.lang) for one in table.get("firm", ())))


def _idle(found: Study, technology: str, words: GapWords) -> list[str]:
    rows = _own(found.tables["chains"], technology)
    firms = [one for text in rows.loc[rows["status"] == "standing", "firms"] for one in text.split(";") if one]
    return [words.firm(one) for one in dict.fromkeys(firms)]


def _partners(table: pd.DataFrame, tied: bool, taker: bool, words: GapWords) -> list[Partner]:
    if table.empty:
        return []
    part = table[table["tied"] == tied]
    return [
        Partner(
            good=words.plain.good(row["commodity"]), name=words.partner(row["partner"], taker),
            firm=row["partner"] if row["inside"] and row["partner"] in words.plain.firms else "",
            inside=bool(row["inside"]), amount=words.plain.amount(row["amount"], row["unit"]),
            share=words.share(row["share"]),
        )
        for row in part.to_dict("records")
    ]  # fmt: skip


def _economics(table: pd.DataFrame, words: GapWords) -> list[dict[str, str]]:
    if table.empty:
        return []
    plain, cases = words.plain, table.set_index("case")
    return [
        {
            "case": t(f"gap_case.{case}", words.lang), "capex": plain.money(row["capex"]),
            "gain": plain.money(row["gain"]), "npv": plain.money(row["npv"]), "irr": words.share(row["irr"]),
            "payback": plain.years(row["payback_a"]),
        }
        for case, row in cases.reindex(_CASES).iterrows()
    ]  # fmt: skip


def _facts(names: Mapping[str, str], lang: str) -> list[tuple[str, str, str]]:
    heads, told = section("gap_fact", lang), section("gap_fact_told", lang)
    return [(heads[name], value, told.get(name, "")) for name, value in names.items() if value != "–"]


def _worth(row: Mapping[str, Any], words: GapWords) -> list[tuple[str, str, str]]:
    money = words.plain.money
    named = {"here": "value_here", "alone": "value_alone", "adds": "adds", "place": "place"}
    return _facts({name: money(row[column]) for name, column in named.items()}, words.lang)


def _changes(row: Mapping[str, Any], words: GapWords) -> list[tuple[str, str, str]]:
    units = {"co2": "t", "waste": "t", "water": "m3"}
    less = {name: known(row[name]) for name in units}
    return _facts({name: words.changed(None if value is None else -value, units[name])
                   for name, value in less.items()}, words.lang)  # fmt: skip


def _energy(row: Mapping[str, Any], words: GapWords) -> list[tuple[str, str, str]]:
    lang, plain = words.lang, words.plain
    unit = str(row["energy_unit"])
    level = {name: "–" if known(row[name]) is None else f"{row[name]:,.0f} {unit}"
             for name in ("energy_intensity", "benchmark", "baseline")}  # fmt: skip
    verdict = t(f"gap_energy.{row['energy_class']}", lang) if row["energy_class"] else "–"
    tce = known(row["energy_tce"])
    facts = {
        "tce": "–" if tce is None else plain.amount(tce, "tce"), "power": plain.amount(row["electricity_mwh"], "MWh"),
        "intensity": level["energy_intensity"], "benchmark": level["benchmark"], "baseline": level["baseline"],
        "class": verdict,
    }  # fmt: skip
    return _facts(facts, lang)


def _closes(found: Study, technology: str, words: GapWords) -> list[str]:
    plain = words.plain
    return [
        t("gaps.closes", words.lang, firm=words.firm(row["enterprise"]), good=plain.good(row["commodity"]),
          amount=plain.amount(row["amount"], row["unit"]), was=plain.amount(row["was"], row["unit"]))
        for row in _own(found.tables["closes"], technology).to_dict("records")
    ]  # fmt: skip


def _elements(symbols: object, words: GapWords) -> str:
    listed = symbols if isinstance(symbols, (list, tuple)) else ()
    named = section("element", words.lang)
    return words.comma([element_name(one, words.lang) for one in listed if one in named])


def _sources(about: Mapping[str, Any], words: GapWords) -> list[str]:
    cited = about.get("source")
    ids = [one.strip() for one in cited.split(";")] if isinstance(cited, str) else []
    return [words.titles.get(one, one) for one in ids if one]
