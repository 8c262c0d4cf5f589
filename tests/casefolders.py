"""Write a park folder by hand: the tables of one, collected row by row, as CSV files with one park.toml.

The published cases are written with it, and so are the random parks. It knows the file format and nothing of circnet,
so what it writes is what a person who only read the format would write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

Row = dict[str, str | float | bool | None]


def slug(text: str) -> str:
    """Lower-case id of a printed name: ``"Fresh acetic acid"`` -> ``"fresh-acetic-acid"``."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else " " for letter in text.lower())
    return "-".join(kept.split())


@dataclass
class CasePark:
    """The tables of one park folder with ``catalog = false`` and ``candidates = "listed"``.

    Enterprises and commodities that a row names are added as they are met, so that a builder states only what matters.
    Amounts are in the commodity's unit per year, money in the park's currency; ``None`` leaves a cell blank.
    """

    id: str
    title: str
    currency: str = "CNY"
    unit: str = "t"
    tables: dict[str, list[Row]] = field(default_factory=dict)
    _seen: dict[str, set[str]] = field(default_factory=dict)

    def add(self, table: str, **row: str | float | bool | None) -> None:
        """Append one row to ``<table>.csv``."""
        self.tables.setdefault(table, []).append(dict(row))

    def _once(self, table: str, key: str, **row: str | float | bool | None) -> None:
        if key not in self._seen.setdefault(table, set()):
            self._seen[table].add(key)
            self.add(table, **row)

    def enterprise(self, name: str, *, passes_on: bool = False) -> str:
        """Enterprise ``name``; a hub or trader passes on what it has not made."""
        self._once("enterprises", name, id=name, name_zh=name, name_en=name, passes_on=None, basis="published")
        if passes_on:
            next(row for row in self.tables["enterprises"] if row["id"] == name)["passes_on"] = "true"
        return name

    def commodity(self, name: str, *, kind: str = "material", unit: str | None = None) -> str:
        """Commodity ``name``, in the park's unit unless told."""
        self._once("commodities", name, id=name, name_zh=name, name_en=name, kind=kind, unit=unit or self.unit)
        return name

    def technology(
        self, name: str, recipe: Mapping[str, float], *, cost: float | None = None, reference: str | None = None
    ) -> str:
        """Technology with its recipe (+ made, - used, per unit of ``reference``) and cost per unit of activity."""
        if name in self._seen.setdefault("technologies", set()):
            return name
        self._once(
            "technologies",
            name,
            id=name,
            name_zh=name,
            name_en=name,
            reference=reference or next(iter(recipe)),
            om_cny_per_unit=cost,
        )
        for commodity, coefficient in recipe.items():
            self.commodity(commodity)
            self.add("recipes", technology=name, commodity=commodity, coefficient=coefficient, basis="published")
        return name

    def run(
        self,
        enterprise: str,
        technology: str,
        *,
        capacity: float | None = None,
        throughput: float | None = None,
        minimum: float | None = None,
    ) -> None:
        """Unit of ``enterprise`` that runs ``technology``; its id is ``<enterprise>-<technology>``."""
        self.enterprise(enterprise)
        self.add(
            "units",
            id=f"{enterprise}-{technology}",
            enterprise=enterprise,
            technology=technology,
            capacity=capacity,
            throughput=throughput,
            minimum=minimum,
            status="operating",
            basis="published",
        )

    def port(
        self,
        enterprise: str,
        commodity: str,
        direction: str,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
    ) -> None:
        """Supply or demand that no unit explains."""
        self.enterprise(enterprise)
        self.commodity(commodity)
        self.add(
            "ports",
            enterprise=enterprise,
            commodity=commodity,
            direction=direction,
            minimum=minimum,
            maximum=maximum,
            basis="published",
        )

    def supply(
        self, enterprise: str, commodity: str, available: float | None = None, least: float | None = None
    ) -> None:
        """Up to ``available`` can be had from the enterprise, at least ``least`` must leave it."""
        self.port(enterprise, commodity, "supply", minimum=least, maximum=available)

    def supply_once(self, commodity: str) -> None:
        """An enterprise ``<commodity>-supplier`` without limit, unless it is there already."""
        if commodity not in self._seen.setdefault("supplier", set()):
            self._seen["supplier"].add(commodity)
            self.supply(f"{commodity}-supplier", commodity)

    def demand(self, enterprise: str, commodity: str, amount: float) -> None:
        """Exactly ``amount`` must be met."""
        self.port(enterprise, commodity, "demand", minimum=amount, maximum=amount)

    def arc(
        self, source: str, target: str, commodity: str, cost: float | None = None, capacity: float | None = None
    ) -> None:
        """Candidate arc with its cost per unit carried."""
        self.enterprise(source)
        self.enterprise(target)
        self.commodity(commodity)
        self.add("arcs", **{"from": source, "to": target}, commodity=commodity, cost=cost, capacity=capacity)

    def market(self, commodity: str, enterprise: str | None = None, **trade: float) -> None:
        """Market row: ``buy_price, buy_limit, sell_price, sell_limit, dispose_cost, dispose_limit``."""
        if enterprise is not None:
            self.enterprise(enterprise)
        self.commodity(commodity)
        self.add("markets", commodity=commodity, enterprise=enterprise, **trade, basis="published")

    def market_once(self, commodity: str, enterprise: str, **trade: float) -> None:
        """Market row of one enterprise, unless it is there already."""
        self.commodity(commodity)
        self._once("markets", f"{commodity}@{enterprise}", commodity=commodity, enterprise=enterprise, **trade)

    def quality(self, enterprise: str, commodity: str, direction: str, property_: str, value: float) -> None:
        """What a supply has, or what a demand accepts at most."""
        self.add(
            "quality",
            enterprise=enterprise,
            commodity=commodity,
            direction=direction,
            property=property_,
            value=value,
        )

    def equipment(self, enterprise: str, equipment: str, capacity: float) -> None:
        """Plant of ``enterprise`` that several technologies share."""
        self.enterprise(enterprise)
        self.add("equipment", enterprise=enterprise, equipment=equipment, capacity=capacity)

    def equipment_once(self, enterprise: str, equipment: str, capacity: float) -> None:
        """As ``equipment``, unless it is there already."""
        key = f"{enterprise}/{equipment}"
        self._once("equipment", key, enterprise=enterprise, equipment=equipment, capacity=capacity)

    def uses(self, technology: str, equipment: str, use: float = 1.0) -> None:
        """Share of ``equipment`` taken per unit of the technology's activity."""
        key = f"{technology}/{equipment}"
        self._once("equipment_use", key, technology=technology, equipment=equipment, use=use)

    def write(self, folder: Path) -> Path:
        """Write ``park.toml`` and one CSV per table that has rows; returns ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f'id = "{self.id}"',
            f'name_zh = "{self.title}"',
            f'name_en = "{self.title}"',
            f'currency = "{self.currency}"',
            "catalog = false",
            'candidates = "listed"',
        ]
        (folder / "park.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for table, rows in self.tables.items():
            frame = pd.DataFrame(rows)
            blank = [column for column in frame if frame[column].isna().all()]
            target = folder / f"{table}.csv"
            frame.drop(columns=blank).to_csv(target, index=False, encoding="utf-8", lineterminator="\n")
        return folder
