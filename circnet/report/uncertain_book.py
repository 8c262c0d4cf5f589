"""An uncertainty run as a workbook for people."""

from __future__ import annotations

import pandas as pd

from circnet.report.phrases import word
from circnet.report.sheets import Field, Sheet, write_book
from circnet.report.uncertain_words import Words, robust_sentence
from circnet.text import t
from circnet.uncertain import Comparison, Uncertainty

__all__ = ["uncertain_workbook"]

_NUMBERS = {
    "share": "price", "share_low": "price", "share_high": "price", "distance_km": "short", "low": "price",
    "central": "price", "high": "price", "spearman": "price", "prcc": "price", "noise": "price", "inputs": "whole",
    "explained": "price", "first": "price", "first_interval": "price", "total": "price", "total_interval": "price",
    "links": "whole", "size": "amount", "failing": "whole", "best": "price",
}  # fmt: skip
_MONEY = ("worth", "mean", "sd", "q", "due", "expected", "tail", "objective", "cost", "unexplained", "saving", "regret")
_TERMS = ("samples", "solved", "infeasible", "unbounded", "seed", "method", "shape", "rho", "spread", "alpha")
_FLAGS = ("chosen", "robust", "central", "two_stage", "existing")


def uncertain_workbook(found: Uncertainty, words: Words, compared: Comparison | None = None) -> bytes:
    """Return an uncertainty run as an Excel workbook in one language; amounts of money in CNY.

    Parameters
    ----------
    found
        The run.
    words
        Names and language.
    compared
        Sets of links in place of those of the run.
    """
    lang = words.lang
    sets, members = (compared.sets, compared.links) if compared else (found.sets, found.set_links)
    tables = {
        "about": _about(found, words),
        "totals": found.totals.assign(quantity=[word("uncertain_quantity", q, lang) for q in found.totals["quantity"]]),
        "links": found.links.assign(**_named(found.links, words)),
        "movers": _movers(found, words),
        "inputs": _inputs(found.inputs, words).drop(columns=["kind", "item", "together", "shape"]),
        "groups": found.groups.assign(group=[words.group(group) for group in found.groups["group"]]),
        "sets": sets.assign(set=sets["set"].map(words.set)),
        "set_links": members.assign(set=members["set"].map(words.set), **_named(members, words)),
    }
    if len(found.stages):
        tables["stages"] = found.stages.assign(set=found.stages["set"].map(words.set))
        tables["choice"] = found.choice.assign(**_named(found.choice, words))
    status = [word("uncertain_status", one, lang) for one in found.samples["status"]]
    tables["samples"] = found.samples.assign(status=status)
    title = t("uncertain.title", lang, park=words.park, samples=found.summary["samples"])
    sheets = [
        Sheet(t(f"uncertain_sheet.{name}", lang), [_field(column, lang) for column in table], _plain(table, words))
        for name, table in tables.items()
    ]
    return write_book(sheets, lang, title)


def _about(found: Uncertainty, words: Words) -> pd.DataFrame:
    """The finding, and what has to be known to have the same figures again."""
    rows = [(t("uncertain.finding", words.lang), robust_sentence(found.links, found.summary["robust_share"], words))]
    rows += [(t(f"uncertain_term.{name}", words.lang), _term(name, found.summary[name], words)) for name in _TERMS]
    return pd.DataFrame(rows, columns=["term", "value"], dtype="str")


def _term(name: str, value: object, words: Words) -> str:
    return word(f"uncertain_{name}", str(value), words.lang) if name in ("method", "shape") else f"{value}"


def _inputs(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    named = [words.input(kind, item) for kind, item in zip(table["kind"], table["item"], strict=True)]
    return table.assign(input=pd.Series(named, index=table.index, dtype="str"))


def _movers(found: Uncertainty, words: Words) -> pd.DataFrame:
    ends = (
        found.links[["from", "to", "commodity", "mode"]].iloc[found.movers["link"].astype(int)].reset_index(drop=True)
    )
    table = _inputs(found.movers, words).drop(columns=["link", "kind", "item"])
    return ends.assign(**_named(ends, words)).join(table)


def _named(table: pd.DataFrame, words: Words) -> dict[str, list[str]]:
    told = [words.link(row) for row in table.to_dict("records")]
    return {name: [row[place] for row in told] for place, name in enumerate(("from", "to", "commodity", "mode"))}


def _plain(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Groups by name, and yes and no as words."""
    told = {True: t("uncertain.yes", words.lang), False: ""}
    flags = [name for name in _FLAGS if name in table and table[name].dtype == bool]
    named = {"group": [words.group(name) for name in table["group"]]} if {"input", "group"} <= set(table) else {}
    return table.assign(**{name: table[name].map(told).astype("str") for name in flags}, **named)


def _field(column: str, lang: str) -> Field:
    form = _NUMBERS.get(column, "amount" if column.startswith("amount") else "text")
    form = "money" if column.startswith(_MONEY) and column != "quantity" else form
    return Field(column, t(f"uncertain_head.{column}", lang), form)
