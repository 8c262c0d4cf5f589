"""The links of a run: those of the data, then the couplings in the order of their worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboards.runs import ParkRun
from dashboards.theme import FAMILIES
from dashboards.views.wording import known

__all__ = ["KINDS", "SHOWN_KINDS", "Link", "families_shown", "family_of", "find_link", "firm_of", "links_of"]

KINDS = ("existing", "chosen", "idle", "equal")
"""What a link may be, in the order of the legend."""
SHOWN_KINDS = ("existing", "chosen", "idle")
"""Kinds of links that are shown before anyone filters; equal partners would only cover the rest."""


@dataclass(frozen=True)
class Link:
    """One arrow of the graph.

    Attributes
    ----------
    id
        Also that of the row of the table, where there is one: ``l.a>b:slag`` for a link of the data, ``c.a>b:slag`` for
        a coupling, the same in every run of a park; a second one of the same kind ends in ``#2``.
    start, end, commodity
        Ids.
    kind
        ``existing``, ``idle`` (a link of the data that does not run), ``chosen`` or ``equal``.
    rank
        Place in the table; an equal one has that of the link it could stand in for; 0 for links of the data.
    amount, unit, grade
        What flows in a year, and how sure that is.
    facts
        The row of the table it comes from.
    """

    id: str
    start: str
    end: str
    commodity: str
    kind: str
    rank: int
    amount: float | None
    unit: str
    grade: str
    facts: Mapping[str, Any] = field(repr=False, compare=False)


def links_of(run: ParkRun) -> list[Link]:
    """Return the links of the data, then the couplings in the order of their worth."""
    units = dict(zip(run.commodities["id"], run.commodities["unit"], strict=True))
    named: Counter[str] = Counter()
    links = []
    for row in run.links.to_dict("records"):
        kind = "existing" if row["status"] in ("existing", "") else "idle"
        links.append(Link(_id("l", row, named), row["from"], row["to"], row["commodity"], kind, 0, known(row["amount"]),
                          units.get(row["commodity"], ""), row.get("grade") or "D", row))  # fmt: skip
    rank = 0
    for row in run.opportunities.to_dict("records"):
        rank += row["choice"] == "chosen"
        links.append(Link(_id("c", row, named), row["from"], row["to"], row["commodity"], row["choice"], rank,
                          known(row["amount"]), row["unit"], row["evidence"] or "D", row))  # fmt: skip
    return links


def find_link(run: ParkRun, link_id: str) -> Link | None:
    """Return the link of an id, or None if this run has none."""
    return next((link for link in links_of(run) if link.id == link_id), None)


def firm_of(run: ParkRun, ref: str) -> pd.Series | None:
    """Return the row of a firm, or None if it is no firm of the park."""
    rows = run.enterprises[run.enterprises["id"] == ref]
    return None if rows.empty else rows.iloc[0]


def family_of(run: ParkRun) -> dict[str, str]:
    """Return the family of each commodity as the legend has it; what nobody knows is ``other``."""
    families = run.commodities["family"].where(run.commodities["family"].isin(list(FAMILIES)), "other")
    return dict(zip(run.commodities["id"], families, strict=True))


def families_shown(run: ParkRun) -> list[str]:
    """Return the families of the commodities that the graph shows, in the order of the legend."""
    families = family_of(run)
    present = {families.get(link.commodity, "other") for link in links_of(run) if link.kind != "equal"}
    return [family for family in FAMILIES if family in present]


def _id(prefix: str, row: Mapping[str, Any], named: Counter[str]) -> str:
    name = f"{prefix}.{row['from']}>{row['to']}:{row['commodity']}"
    named[name] += 1
    return name if named[name] == 1 else f"{name}#{named[name]}"
