"""How much of an element has no taker at each load, what could take it, and what closing its balance costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.ledgers.words import element_name
from dashboards.views.wording import Wording, known

__all__ = ["ClosingTold", "LoadRow", "TakerRow", "closing"]

_MOST_TAKERS, _MOST_NEEDS = 12, 3
_LEAST = 1e-3
"""Tonnes a year below which everything has a taker."""


@dataclass(frozen=True)
class LoadRow:
    """A load: what is made, what has no taker (also as a share of the largest), whether it is the one in question."""

    load: str
    output: str
    made: str
    untaken: str
    share: float
    price: str
    asked: bool


@dataclass(frozen=True)
class TakerRow:
    """What could take it: who, how, how much, what that is worth, and what it needs."""

    who: str
    technology: str
    takes: str
    share: str
    worth: str
    capital: str
    needs: str


@dataclass(frozen=True)
class ClosingTold:
    """How an element closes, in words.

    Attributes
    ----------
    finding
        How much has no taker at the load in question.
    lines
        What closing costs, the smallest change of loads, and how much can be used at all.
    loads, takers
        Rows.
    """

    finding: str
    lines: list[str]
    loads: list[LoadRow]
    takers: list[TakerRow]


def closing(found: Study, run: ParkRun, lang: str) -> ClosingTold:
    """Return a closing in words."""
    words, tables = study_words(run, found, lang), found.tables
    kinds, what = names(tables["technologies"], lang), _what(found, lang)
    loads = tables["loads"]
    asked = known(found.summary["load"])
    row = _asked_row(loads, asked)
    at = {"load": _load(row["load"], lang), "what": what,
          "technology": kinds.get(str(found.summary["technology"]), str(found.summary["technology"]))}  # fmt: skip
    key = "cannot_run" if row["status"] != "ok" else "finding" if row["without_taker"] > _LEAST else "all_taken"
    finding = t(f"ledger_closing.{key}", lang, amount=words.amount(row["without_taker"], "t"), **at)
    return ClosingTold(finding, _lines(found, words, at), _load_rows(loads, asked, words), _takers(found, kinds, words))


def _what(found: Study, lang: str) -> str:
    """Names of the forms that are closed, or of the element."""
    symbol = str(found.summary["element"]).partition(":")[0]
    element = element_name(symbol, lang)
    return t("ledger_closing.reactive", lang, element=element) if ":" in str(found.summary["target"]) else element


def _asked_row(loads: pd.DataFrame, asked: float | None) -> Mapping[str, Any]:
    """The load in question; today's where nobody makes the form."""
    rows = loads[loads["load"].isna()] if asked is None else loads[loads["load"] == asked]
    return rows.iloc[-1].to_dict()


def _load(value: object, lang: str) -> str:
    share = None if value is None or value != value else float(value)  # type: ignore[arg-type] # noqa: PLR0124  NaN
    return t("ledger_closing.today", lang) if share is None else f"{share:.0%}"


def _load_rows(loads: pd.DataFrame, asked: float | None, words: Wording) -> list[LoadRow]:
    most = max(float(loads["without_taker"].max(skipna=True) or 0.0), 1e-9)
    ordered = loads.sort_values("load", na_position="first", kind="stable").to_dict("records")
    rows = []
    for row in ordered:
        mine = row["load"] == asked or (asked is None and row["load"] != row["load"])  # noqa: PLR0124  NaN
        told = LoadRow(
            _load(row["load"], words.lang), words.amount(row["amount"], row["unit"]), "–", "–", 0.0, "–", mine
        )
        if row["status"] == "ok":
            told = replace(
                told, made=words.amount(row["made"], "t"), untaken=words.amount(row["without_taker"], "t"),
                share=float(row["without_taker"]) / most, price=words.money(row["price_cny_a"]),
            )  # fmt: skip
        rows.append(told)
    return rows


def _takers(found: Study, kinds: Mapping[str, str], words: Wording) -> list[TakerRow]:
    table = found.tables["absorbers"]
    table = table[table["absorbed"] > 0].head(_MOST_TAKERS) if len(table) else table
    return [
        TakerRow(
            who=t(f"ledger_closing.{row['kind']}", words.lang,
                  firm=words.short.get(row["enterprise"], words.firm(row["enterprise"]))),
            technology=kinds.get(row["technology"], row["technology"]), takes=words.amount(row["absorbed"], "t"),
            share="–" if known(row["absorbed_share"]) is None else f"{row['absorbed_share']:.0%}",
            worth=words.price(row["value_cny_per_t"], "t"),
            capital=words.money(row["capex"]) if row["capex"] else "–",
            needs=_needs(found.tables["needs"], row["unit"], words),
        )
        for row in table.to_dict("records")
    ]  # fmt: skip


def _needs(needs: pd.DataFrame, unit: str, words: Wording) -> str:
    mine = needs[(needs["unit"] == unit) & (needs["side"] == "input")].head(_MOST_NEEDS)
    parts = [
        t("ledger_closing.need", words.lang, good=words.good(row["commodity"]),
          amount=words.amount(row["per_t"], row["unit_of_amount"]))
        for row in mine.to_dict("records")
    ]  # fmt: skip
    return t("figure.comma", words.lang).join(parts) or "–"


def _lines(found: Study, words: Wording, at: Mapping[str, str]) -> list[str]:
    lang, price = words.lang, found.summary["price"]
    plans = {row["plan"]: row for row in found.tables["plans"].to_dict("records")}
    lines = []
    figures = {"price": words.money(price["price_cny_a"]), "avoided": words.amount(price["avoided"], "t"),
               "per_t": words.price(price["cny_per_t"], "t")}  # fmt: skip
    if price["loads"] == "fixed" and not (known(price["avoided"]) or 0.0) > _LEAST:
        lines.append(t("ledger_closing.no_price", lang, **at))
    elif price["loads"] == "fixed" or plans["cheapest"]["status"] == "ok":
        lines.append(t(f"ledger_closing.price_{price['loads']}", lang, **figures, **at))
    else:
        lines.append(t("ledger_closing.no_loads", lang, **at))
    smallest = plans["smallest"]
    if smallest["status"] == "ok" and smallest["units"]:
        lines.append(t("ledger_closing.smallest", lang, count=int(smallest["units"]),
                       change=words.money(smallest["change_cny_a"])))  # fmt: skip
    usable = [
        t(f"ledger_closing.with_{row['with']}", lang, amount=words.amount(row["usable"], "t"),
          share=f"{row['share']:.0%}")
        for row in found.tables["usable"].to_dict("records") if known(row["share"]) is not None
    ]  # fmt: skip
    return [*lines, *([t("ledger_closing.usable", lang, parts=t("figure.comma", lang).join(usable))] if usable else [])]
