"""The coupling that a sheet is about, and the names it is told in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from circnet.coupling import Coupling, Settings
from circnet.coupling.readiness import Readiness
from circnet.coupling.result import OBJECTIVE_UNITS, records
from circnet.park import Catalog, Park
from circnet.report.figures import money, names, price, quantity
from circnet.report.phrases import word
from circnet.text import t

Row = tuple[str, str]
"""A label and what it says; a blank label where the text stands alone."""


@dataclass(frozen=True)
class Subject:
    """One opportunity of a run, at a place in its table, in one language.

    The catalog is the park's effective one; ``ready`` is about this link alone.
    """

    park: Park
    catalog: Catalog
    settings: Settings
    result: Coupling
    ready: Readiness
    place: int
    lang: str
    scenario: str
    price: float | None

    def text(self, key: str, **values: object) -> str:
        """Return a text of the sheet's own catalogue."""
        return t(f"paper.{key}", self.lang, **values)

    @cached_property
    def row(self) -> dict[str, Any]:
        """The opportunity as plain values; what is not known is None."""
        return records(self.result.opportunities.iloc[[self.place]])[0]

    @cached_property
    def state(self) -> dict[str, Any]:
        """The link's row of readiness as plain values."""
        return records(self.ready.links)[0]

    @cached_property
    def firms(self) -> dict[str, str]:
        """Names of firms by id."""
        return names(self.park.enterprises, self.lang)

    @cached_property
    def goods(self) -> dict[str, str]:
        """Names of goods by id."""
        return names(self.catalog.commodities, self.lang)

    @cached_property
    def modes(self) -> dict[str, str]:
        """Names of modes by id."""
        return names(self.catalog.transport.rename(columns={"mode": "id"}).drop_duplicates("id"), self.lang)

    @cached_property
    def units(self) -> dict[str, str]:
        """What each of the park's units runs, by the unit's id."""
        technologies = names(self.catalog.technologies, self.lang)
        table = self.park.units
        return {unit: technologies.get(run, run) for unit, run in zip(table["id"], table["technology"], strict=True)}

    @property
    def giver(self) -> str:
        """Name of the seller."""
        return self.firms.get(self.row["from"], self.row["from"])

    @property
    def taker(self) -> str:
        """Name of the buyer."""
        return self.firms.get(self.row["to"], self.row["to"])

    @property
    def good(self) -> str:
        """Name of what is exchanged."""
        return self.goods.get(self.row["commodity"], self.row["commodity"])

    @property
    def park_name(self) -> str:
        """Name of the park."""
        info = self.park.info
        return (info.name_zh if self.lang == "zh" else info.name_en) or info.name_zh or info.id

    @property
    def ends(self) -> dict[str, str]:
        """The names that most sentences need."""
        return {"giver": self.giver, "taker": self.taker, "good": self.good}

    @property
    def middle(self) -> float | None:
        """The price the gains are told at: the one given, else the middle of the band; None where neither is known."""
        low, high = self.row["price_floor"], self.row["price_ceiling"]
        if self.price is not None:
            return self.price
        return None if low is None or high is None else (low + high) / 2.0

    def gain(self, side: str) -> float | None:
        """What the seller or the buyer gains a year at that price, CNY; None where it cannot be known."""
        low, high, at, amount = self.row["price_floor"], self.row["price_ceiling"], self.middle, self.row["amount"]
        bound = low if side == "giver" else high
        if at is None or bound is None or amount is None:
            return None
        return float((at - bound if side == "giver" else bound - at) * amount)

    def money(self, value: float | None) -> str:
        """An amount of money."""
        return money(value, self.lang)

    def worth(self, value: float | None) -> str:
        """An amount of the objective: money, or tonnes and cubic metres."""
        objective = self.settings.objective
        if objective == "cost":
            return money(value, self.lang)
        amount = quantity(value, OBJECTIVE_UNITS.get(objective, "t"), self.lang)
        return f"{amount} {word('objective', objective, self.lang)}"

    def per_unit(self, value: float | None, unit: str | None = None) -> str:
        """A price with its unit."""
        if value is None:
            return "–"
        return self.text("per_unit", price=price(value), unit=word("measure", unit or self.row["unit"], self.lang))

    def quantity(self, value: float | None, unit: str) -> str:
        """An amount with its unit."""
        return quantity(value, unit, self.lang)

    def a_year(self, value: float | None, unit: str) -> str:
        """An amount per year."""
        return "–" if value is None else self.text("a_year", amount=self.quantity(value, unit))

    def join(self, parts: list[str]) -> str:
        """A list in a sentence."""
        return t("barrier.comma", self.lang).join(dict.fromkeys(part for part in parts if part))
