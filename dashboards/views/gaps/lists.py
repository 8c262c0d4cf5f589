"""Orphans and bridges: goods without a taker or a supplier inside, and ways from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.gaps.words import GapWords
from dashboards.views.wording import known

__all__ = ["BLOCKS", "BridgeRow", "OrphanRow", "bridge_rows", "bridges_finding", "orphan_rows", "orphans_finding"]

BLOCKS: Final = ("untaken", "instead", "sold", "bought")
"""Orphans: by-products without a taker, bought though inside could serve, sold raw, bought for want of a maker."""
_LOOSE = ("disposed", "unexplained")
_TRACE: Final = 0.01
"""Units of a surplus per unit of a need below which a path does nothing for the surplus."""


@dataclass(frozen=True)
class OrphanRow:
    """A good that crosses the border of the park."""

    good: str
    way: str
    amount: str
    money: str
    firms: str
    instead: str
    technologies: str


@dataclass(frozen=True)
class BridgeRow:
    """A path from a surplus to a need.

    ``main`` where the last technology is there for what is needed, and it uses the surplus for more than a trace.
    """

    surplus: str
    need: str
    path: tuple[str, ...]
    used: str
    cost: str
    besides: str
    main: bool


def orphan_rows(found: Study, words: GapWords) -> dict[str, list[OrphanRow]]:
    """Return the orphans of each block, the dearest first."""
    blocks: dict[str, list[OrphanRow]] = {block: [] for block in BLOCKS}
    for row in found.tables["orphans"].to_dict("records"):
        blocks[_block(row)].append(_orphan(row, words))
    return blocks


def _block(row: dict[str, Any]) -> str:
    if row["side"] == "offered":
        return "untaken" if row["way"] in _LOOSE else "sold"
    return "instead" if row["instead"] else "bought"


def _orphan(row: dict[str, Any], words: GapWords) -> OrphanRow:
    lang, cost = words.lang, known(row["cost"]) or 0.0
    kind = "spent" if cost > 0 else "earned"
    firms = [words.firm(one) for one in str(row["firms"]).split(";") if one]
    return OrphanRow(
        good=words.plain.good(row["commodity"]), way=t(f"gap_way.{row['side']}_{row['way']}", lang),
        amount=words.plain.amount(row["amount"], row["unit"]),
        money=t(f"gaps.{kind}", lang, money=words.plain.money(abs(cost))) if cost else "–",
        firms=words.comma(firms), instead=words.goods(row["instead"]),
        technologies=str(row["technologies"]) if row["technologies"] else t("gaps.no_technology", lang),
    )  # fmt: skip


def orphans_finding(found: Study, words: GapWords) -> str:
    """Return in a sentence how much has no taker and what could be replaced from inside."""
    table = found.tables["orphans"]
    if table.empty:
        return t("gaps.no_orphans", words.lang)
    loose = table[(table["side"] == "offered") & table["way"].isin(_LOOSE)]
    instead = table[(table["side"] == "wanted") & (table["instead"] != "")]
    return t("gaps.orphans_told", words.lang, count=len(loose), tonnes=words.plain.amount(loose["tonnes"].sum(), "t"),
             cost=words.plain.money(loose["cost"].clip(lower=0.0).sum()), instead=len(instead))  # fmt: skip


def bridge_rows(found: Study, words: GapWords) -> list[BridgeRow]:
    """Return the bridges: those meant for what is needed first, the cheapest of each need first."""
    table = found.tables["bridges"]
    if table.empty:
        return []
    last = table["technologies"].str.rpartition(" > ")[2]
    makes = pd.Series({ref: about["reference"] for ref, about in words.catalog.items()}, dtype="object")
    meant = (last.map(makes) == table["need"]) & (table["used"] >= _TRACE) & (table["cost"] > 0)
    order = table.assign(main=meant.to_numpy())
    order = order.sort_values(["main", "need", "cost"], ascending=[False, True, True], kind="stable")
    units = found.goods.set_index("id")["unit"].to_dict()
    return [_bridge(row, units, words) for row in order.to_dict("records")]


def _bridge(row: dict[str, Any], units: dict[str, str], words: GapWords) -> BridgeRow:
    plain = words.plain
    unit = units.get(row["need"], "t")
    return BridgeRow(
        surplus=plain.good(row["surplus"]), need=plain.good(row["need"]), path=tuple(words.path(row["technologies"])),
        used=t("gaps.per_unit", words.lang, amount=plain.amount(row["used"], units.get(row["surplus"], "t")),
               unit=plain.unit(unit)),
        cost=plain.price(row["cost"], unit), besides=words.goods(row["besides"]), main=bool(row["main"]),
    )  # fmt: skip


def bridges_finding(rows: list[BridgeRow], words: GapWords) -> str:
    """Return in a sentence how many bridges there are."""
    if not rows:
        return t("gaps.no_bridges", words.lang)
    main = [row for row in rows if row.main]
    return t("gaps.bridges_told", words.lang, count=len(main), needs=len({row.need for row in main}))
