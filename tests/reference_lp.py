"""A second, independent writing of the coupling LP: straight from a folder's CSV files to scipy, nothing of circnet.

It exists to be compared with ``circnet couple FOLDER``: two programs written apart that agree on every case and
on random parks are unlikely to share a mistake. It covers folders written by hand (``catalog = false``,
``candidates = "listed"``): units with variants, ports, arcs with loss, markets, disposal, quality, shared
equipment and substitutions. Heat grades, carbon, freight, partners outside and ``not_for`` are left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

STOPPED = {"planned", "building", "suspended", "closed"}
OUTCOMES = {0: "optimal", 2: "infeasible", 3: "unbounded"}
LINK = ("from", "to", "commodity")
Name = tuple[str, ...]
Terms = dict[int, float]


class _Row(dict[str, Any]):
    """One row of a table; a column that is absent is blank."""

    def __missing__(self, column: str) -> None:
        return None

    def number(self, column: str, blank: float) -> float:
        return blank if self[column] is None else float(self[column])


def _accounts() -> dict[tuple[str, str], Terms]:
    return defaultdict(lambda: defaultdict(float))


def _rows(path: Path) -> list[_Row]:
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""]).astype(object)
    return [_Row(row) for row in frame.where(frame.notna(), None).to_dict("records")]


@dataclass
class _Program:
    """Columns with cost and bounds; rows by name, whose sum is zero unless they have a limit."""

    folder: Path
    read: dict[str, list[_Row]] = field(default_factory=dict)  # tables by name
    cost: list[float] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    rows: dict[Name, Terms] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    limit: dict[Name, float] = field(default_factory=dict)
    hub: dict[str, bool] = field(default_factory=dict)  # enterprise -> passes on
    kind: dict[str, str] = field(default_factory=dict)  # commodity -> kind
    made: dict[tuple[str, str], Terms] = field(default_factory=_accounts)
    used: dict[tuple[str, str], Terms] = field(default_factory=_accounts)
    inflow: dict[tuple[str, str], list[tuple[str, int, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # (enterprise, commodity) -> (whose quality, column, share that arrives)

    def table(self, name: str) -> list[_Row]:
        if name not in self.read:
            path = self.folder / f"{name}.csv"
            self.read[name] = _rows(path) if path.exists() else []
        return self.read[name]

    def column(self, cost: float = 0.0, lower: float = 0.0, upper: float = math.inf) -> int:
        self.cost.append(cost)
        self.bounds.append((lower, upper))
        return len(self.cost) - 1

    def balance(self, row: Name, column: int, value: float) -> None:
        self.rows[row][column] += value

    def at_most(self, row: Name, column: int, value: float, limit: float = 0.0) -> None:
        self.rows[row][column] += value
        self.limit[row] = limit

    def side(self, firm: str, commodity: str, which: str) -> Name:
        """Balance row; a hub has one for both sides."""
        return ("both" if self.hub[firm] else which, firm, commodity)

    def account(self, firm: str, commodity: str, column: int, amount: float) -> None:
        """What a unit or port makes (+) or uses (-) per unit of its column."""
        if self.kind[commodity] != "ambient":
            (self.made if amount > 0 else self.used)[firm, commodity][column] += abs(amount)

    def units(self) -> None:
        """Activities with their variants, what they make and use, and the equipment they share."""
        technologies = {row["id"]: row for row in self.table("technologies")}
        recipes: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.table("recipes"):
            recipes[row["technology"]][row["commodity"]] = row["coefficient"]
        for row in self.table("units"):
            if row["status"] in STOPPED or (row["status"] == "unknown" and row["throughput"] is None):
                continue
            lower, upper = row.number("minimum", 0.0), row.number("capacity", math.inf)
            if row["role"] == "utility":
                lower = 0.0
            elif row["throughput"] is not None:
                lower = upper = row["throughput"]
            unit, own = self.column(0.0, lower, upper), row["technology"]
            self.balance(("unit", row["id"]), unit, -1.0)
            bases = {name: str(other["variant_of"]).split(";") for name, other in technologies.items()}
            for name in [own, *(name for name, base in bases.items() if own in base)]:
                column = self.column(technologies[name].number("om_cny_per_unit", 0.0))
                self.balance(("unit", row["id"]), column, 1.0)
                if name != own:
                    self.at_most(("variant", row["id"], name), column, 1.0)
                    self.at_most(("variant", row["id"], name), unit, -technologies[name].number("max_share", 1.0))
                recipe = recipes[name] | (recipes[row["id"]] if name == own else {})
                for commodity, coefficient in recipe.items():
                    self.account(row["enterprise"], commodity, column, coefficient)
                self.equipment(row["enterprise"], name, column)

    def equipment(self, firm: str, technology: str, column: int) -> None:
        room = {(row["enterprise"], row["equipment"]): row["capacity"] for row in self.table("equipment")}
        for use in self.table("equipment_use"):
            place = (firm, use["equipment"])
            if use["technology"] == technology and place in room:
                self.at_most(("equipment", *place), column, use["use"], room[place])

    def ports(self) -> None:
        for row in self.table("ports"):
            column = self.column(0.0, row.number("minimum", 0.0), row.number("maximum", math.inf))
            sign = 1.0 if row["direction"] == "supply" else -1.0
            self.account(row["enterprise"], row["commodity"], column, sign)

    def substitutions(self) -> None:
        """``accepted <= min(max_share, 1 / ratio) * requirement``."""
        for row in self.table("substitutions"):
            ratio, accepts, replaces = row.number("ratio", 1.0), row["accepts"], row["replaces"]
            share = min(row.number("max_share", 1.0), 1.0 / ratio)
            for firm in [f for f, commodity in self.used if commodity == replaces and not self.hub[f]]:
                accepted = self.column(row.number("cost", 0.0))
                self.at_most(("share", firm, accepts, replaces), accepted, 1.0)
                for column, amount in self.used[firm, replaces].items():
                    self.at_most(("share", firm, accepts, replaces), column, -share * amount)
                self.account(firm, accepts, accepted, -1.0)
                self.balance(("demand", firm, replaces), accepted, ratio)

    def arcs(self, *, links_only: bool) -> None:
        """Listed arcs, and links in use that are not listed, which cost nothing and have no limit."""
        rows = [row for row in self.table("links") if {row["from"], row["to"]} <= self.hub.keys()]
        links = {tuple(row[key] for key in LINK) for row in rows}
        listed = [(tuple(row[key] for key in LINK), row) for row in self.table("arcs")]
        unlisted = sorted(links - {link for link, _ in listed})
        kept = [row for link, row in listed if not links_only or link in links]
        for row in [*kept, *(_Row(zip(LINK, link, strict=True)) for link in unlisted)]:
            column = self.column(row.number("cost", 0.0), 0.0, row.number("capacity", math.inf))
            arriving = 1.0 - row.number("loss", 0.0)
            self.balance(self.side(row["from"], row["commodity"], "supply"), column, -1.0)
            self.balance(self.side(row["to"], row["commodity"], "demand"), column, arriving)
            self.inflow[row["to"], row["commodity"]].append((row["from"], column, arriving))

    def markets(self) -> None:
        """Purchases, sales and disposals; a firm's own price stands in for the price for all."""
        rows, released = self.table("markets"), set()
        for trade, price, which in (
            ("buy", "buy_price", "demand"),
            ("sell", "sell_price", "supply"),
            ("dispose", "dispose_cost", "supply"),
        ):
            own = {(row["enterprise"], row["commodity"]) for row in rows if row[price] is not None}
            for number, row in enumerate(rows):
                good = row["commodity"]
                everybody = [firm for firm in self.hub if (firm, good) not in own]
                for firm in [row["enterprise"]] if row["enterprise"] else everybody:
                    if row[price] is None:
                        continue
                    column = self.column(-row[price] if trade == "sell" else row[price])
                    self.balance(self.side(firm, good, which), column, 1.0 if trade == "buy" else -1.0)
                    limit = row.number(f"{trade}_limit", math.inf)
                    self.at_most(("limit", trade, str(number)), column, 1.0, limit)
                    if trade == "buy":
                        self.inflow[firm, good].append(("", column, 1.0))
                    elif trade == "dispose":
                        released.add((firm, good))
        for firm, good in [pair for pair in self.made if self.kind[pair[1]] == "emission"]:
            if (firm, good) not in released:
                self.balance(self.side(firm, good, "supply"), self.column(), -1.0)

    def balances(self) -> None:
        """What is made and used, and the firm's own transfer from one side to the other."""
        for which, sign, accounts in (("supply", 1.0, self.made), ("demand", -1.0, self.used)):
            for (firm, good), terms in accounts.items():
                for column, amount in terms.items():
                    self.balance(self.side(firm, good, which), column, sign * amount)
        for firm, good in self.made:
            if self.hub[firm]:
                self.inflow[firm, good] += [(firm, *term) for term in self.made[firm, good].items()]
            elif (firm, good) in self.used:
                own = self.column()
                self.balance(("supply", firm, good), own, -1.0)
                self.balance(("demand", firm, good), own, 1.0)
                self.inflow[firm, good].append((firm, own, 1.0))

    def quality(self) -> None:
        key = ("enterprise", "commodity", "property", "direction")
        stated = {tuple(row[part] for part in key): row["value"] for row in self.table("quality")}
        for (firm, good, name, direction), most in stated.items():
            for source, column, share in self.inflow[firm, good] if direction == "demand" else []:
                excess = stated.get((source, good, name, "supply"), 0.0) - most
                self.at_most(("quality", firm, good, name), column, share * excess)

    def minimum(self) -> tuple[str, float]:
        matrix = csr_array((len(self.rows), len(self.cost))).tolil()
        for i, terms in enumerate(self.rows.values()):
            for j, value in terms.items():
                matrix[i, j] = value
        most = np.array([self.limit.get(name, math.nan) for name in self.rows], dtype=float)
        equal, above = np.isnan(most), np.isfinite(most)
        for presolve in (True, False):
            found = linprog(
                self.cost,
                A_eq=matrix.tocsr()[equal],
                b_eq=np.zeros(int(equal.sum())),
                A_ub=matrix.tocsr()[above],
                b_ub=most[above],
                bounds=self.bounds,
                method="highs",
                options={"presolve": presolve},
            )
            if found.status in OUTCOMES:
                break
        return OUTCOMES[found.status], float(found.fun) if found.status == 0 else math.nan


def least_cost(folder: Path, *, links_only: bool = False) -> tuple[str, float]:
    """``(status, cost)`` of the coupling LP of a folder; ``links_only`` drops the candidate arcs (the baseline).

    ``status`` is ``optimal``, ``infeasible`` or ``unbounded``; ``cost`` is ``nan`` unless optimal.
    """
    program = _Program(folder)
    program.hub = {row["id"]: str(row["passes_on"]).lower() == "true" for row in program.table("enterprises")}
    program.kind = {row["id"]: row["kind"] for row in program.table("commodities")}
    program.units()
    program.ports()
    program.substitutions()
    program.arcs(links_only=links_only)
    program.markets()
    program.balances()
    program.quality()
    return program.minimum()
