"""The figures of a ledger, each for every state, with what they rest on; and what they say in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.ledgers.words import LedgerWords
from dashboards.views.wording import known

__all__ = ["Cell", "Column", "StateRow", "finding", "heads", "state_rows"]

_BALANCE: Final = ("input", "output", "stock", "gap", "uncertainty")
_REACTIVE: Final = ("reactive_made", "reactive_used", "reactive_released", "reactive_untaken")
_SMALL = 0.0005
_LEAST = 0.5
"""Tonnes of what is unexplained that are not worth a word."""
_MOST_GOODS = 3
_MOST_GAPS = 4


@dataclass(frozen=True)
class Column:
    """A figure: its heading and what it means."""

    name: str
    heading: str
    meaning: str


@dataclass(frozen=True)
class Cell:
    """A figure of a state: its value, what stands small beside it, what it rests on, and whether it is good or bad."""

    value: str
    beside: str
    rests_on: str
    sign: str = ""


@dataclass(frozen=True)
class StateRow:
    """The figures of a state."""

    state: str
    name: str
    cells: list[Cell]


def heads(found: Study, words: LedgerWords) -> list[Column]:
    """Return the figures that the element has: reactive ones only where it has reactive forms."""
    return [
        Column(name, t(f"ledger_figure.{name}", words.lang, element=words.named),
               t(f"ledger_meaning.{name}", words.lang, element=words.named))
        for name in _figures(found)
    ]  # fmt: skip


def state_rows(found: Study, words: LedgerWords) -> list[StateRow]:
    """Return the figures of each state."""
    figures = _figures(found)
    return [
        StateRow(row["state"], t(f"ledger_state.{row['state']}", words.lang),
                 [_CELLS[name](row, _of(found, row["state"]), words) for name in figures])
        for row in found.tables["summary"].to_dict("records")
    ]  # fmt: skip


def finding(found: Study, words: LedgerWords, state: str) -> list[str]:
    """Return in sentences where the element goes, and what becomes of its reactive forms."""
    lang, tables = words.lang, _of(found, state)
    row = tables["summary"].iloc[0]
    if row["input"] <= 0 and row["output"] <= 0:
        return [t("ledgers.nothing", lang, element=words.named)]
    out = tables["outputs"]
    gone = out.groupby(["kind", "commodity"])["t"].sum().sort_values(ascending=False, kind="stable")
    shares = (gone / max(float(gone.sum()), 1e-12)).head(_MOST_GOODS)
    goods = [
        t(f"ledger_gone.{kind}", lang, good=words.good(good),
          share=f"{share:.0%}" if share >= 0.01 else "<1%")
        for (kind, good), share in shares.items()
    ]  # fmt: skip
    where = words.comma(goods)
    told = [t("ledgers.finding", lang, element=words.named, amount=words.tonnes(row["input"]), where=where)]
    if row["reactive_made"] > 0:
        ends = {"used": row["reactive_used"], "sold": row["reactive_sold"], "released": row["reactive_released"],
                "untaken": row["reactive_untaken"]}  # fmt: skip
        parts = [
            t(f"ledger_end_of.{name}", lang, amount=words.tonnes(value)) for name, value in ends.items() if value > 0
        ]
        key = "reactive_entering" if row["reactive_entering"] > 0 else "reactive"
        figures = {"made": words.tonnes(row["reactive_made"]), "entering": words.tonnes(row["reactive_entering"])}
        told.append(t(f"ledgers.{key}", lang, element=words.named, ends=words.comma(parts), **figures))
    return told


def _figures(found: Study) -> list[str]:
    summary = found.tables["summary"]
    reactive = float(summary[["reactive_made", "reactive_entering"]].abs().to_numpy().sum()) > 0
    return [*_BALANCE, *(_REACTIVE if reactive else ())]


def _of(found: Study, state: str) -> dict[str, pd.DataFrame]:
    return {name: table[table["state"] == state] for name, table in found.tables.items() if "state" in table}


Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


def _sum(side: str) -> Callable[[Row, Tables, LedgerWords], Cell]:
    def cell(row: Row, tables: Tables, words: LedgerWords) -> Cell:
        rows = tables[f"{side}s"]
        lost = float(row["unexplained_in" if side == "input" else "unexplained_out"])
        beside = t(f"ledgers.unexplained_{side}", words.lang, amount=words.tonnes(lost)) if lost > _LEAST else ""
        return Cell(words.tonnes(row[side]), beside, words.rests_on(rows))

    return cell


def _stock(row: Row, _: Tables, words: LedgerWords) -> Cell:
    return Cell(words.tonnes(row["stock"]), "", t("ledgers.no_stock", words.lang))


def _gap(row: Row, tables: Tables, words: LedgerWords) -> Cell:
    share = known(row["gap_share"]) or 0.0
    told = f"{share:+.1%}" if abs(share) >= _SMALL else t("ledgers.small_share", words.lang)
    parts = tables["missing"][tables["missing"]["in_gap"] & (tables["missing"]["kind"] != "rounding")]
    lines = [
        t("ledgers.part", words.lang, what=t(f"ledger_gap.{kind}", words.lang),
          firm=words.firm(firm), amount=words.tonnes(amount))
        for kind, firm, amount in zip(parts["kind"], parts["enterprise"], parts["t"], strict=True)
    ]  # fmt: skip
    left = len(lines) - _MOST_GAPS
    more = [t("ledgers.more_parts", words.lang, count=left)] if left > 0 else []
    explained = t("ledgers.explained", words.lang, amount=words.tonnes(row["explained"]))
    return Cell(words.tonnes(row["gap"]), told, "\n".join([explained, *lines[:_MOST_GAPS], *more]))


def _uncertainty(row: Row, tables: Tables, words: LedgerWords) -> Cell:
    closes = "closes" if row["closes"] else "does_not_close"
    both = pd.concat([tables["inputs"], tables["outputs"]])
    spread = t("ledgers.spread", words.lang, amount=words.tonnes(row["uncertainty"]))
    sign = "good" if row["closes"] else "bad"
    return Cell(spread, t(f"ledgers.{closes}", words.lang), words.rests_on(both), sign)


def _reactive(name: str, kinds: tuple[str, ...], side: str) -> Callable[[Row, Tables, LedgerWords], Cell]:
    def cell(row: Row, tables: Tables, words: LedgerWords) -> Cell:
        """Made and used: told by the units; what leaves: by its rows."""
        if not kinds:
            return Cell(words.tonnes(row[name]), "", _by_units(tables, words, side))
        rows = tables["outputs"]
        rows = rows[(rows["group"] == "reactive") & rows["kind"].isin(kinds)]
        bad = "watch" if row[name] > 0 else ""
        told = [
            t("ledgers.part", words.lang, what=words.plain.good(one["commodity"]), firm=words.firm(one["enterprise"]),
              amount=words.tonnes(one["t"]))
            for one in rows.sort_values("t", ascending=False).head(_MOST_GAPS).to_dict("records")
        ]  # fmt: skip
        return Cell(words.tonnes(row[name]), "", "\n".join([*told, words.rests_on(rows)]), bad)

    return cell


def _by_units(tables: Tables, words: LedgerWords, side: str) -> str:
    groups = tables["by_form"].drop_duplicates("form").set_index("form")["group"]
    turned = tables["conversions"]
    other = "from" if side == "to" else "to"
    mine = turned[(turned[side].map(groups) == "reactive") & (turned[other].map(groups) != "reactive")]
    summed = mine.groupby(["enterprise", "technology"])["t"].sum().sort_values(ascending=False, kind="stable")
    lines = [
        t("ledgers.part", words.lang, what=words.technology(technology), firm=words.firm(firm),
          amount=words.tonnes(amount))
        for (firm, technology), amount in summed.head(_MOST_GAPS).items()
    ]  # fmt: skip
    # the loads of the units are told where what they make or take is
    flows = pd.concat(
        [tables["outputs"], tables["inputs"], tables["internal"].assign(enterprise=tables["internal"]["from"])]
    )
    rest = flows[(flows["group"] == "reactive") & flows["enterprise"].isin(mine["enterprise"])]
    return "\n".join([*lines, words.rests_on(rest)] if lines else [t("ledgers.no_rows", words.lang)])


_CELLS: Final[Mapping[str, Callable[[Row, Tables, LedgerWords], Cell]]] = {
    "input": _sum("input"), "output": _sum("output"), "stock": _stock, "gap": _gap, "uncertainty": _uncertainty,
    "reactive_made": _reactive("reactive_made", (), "to"), "reactive_used": _reactive("reactive_used", (), "from"),
    "reactive_released": _reactive("reactive_released", ("disposal", "ambient", "loss"), ""),
    "reactive_untaken": _reactive("reactive_untaken", ("unexplained",), ""),
}  # fmt: skip
