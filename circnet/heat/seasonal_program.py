"""The linear programme of heat over seasons: its columns, rows and coefficients by name, then by position."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from circnet.lp import LinearProgram

__all__ = ["Pieces", "links", "machines", "power", "stores", "supplies"]


@dataclass
class Pieces:
    """Columns and coefficients by name, as the families of constraints give them."""

    columns: list[pd.DataFrame] = field(default_factory=list)
    coefficients: list[pd.DataFrame] = field(default_factory=list)
    rows: list[pd.DataFrame] = field(default_factory=list)

    def column(self, name: pd.Series, upper: object = np.inf, cost: object = 0.0) -> None:
        """Add columns from zero up to `upper`."""
        self.columns.append(pd.DataFrame({"name": name.to_numpy(), "upper": upper, "cost": cost}))

    def row(self, name: pd.Series, lower: object, upper: object) -> None:
        """Add rows."""
        self.rows.append(pd.DataFrame({"name": name.to_numpy(), "lower": lower, "upper": upper}))

    def term(self, row: pd.Series, column: pd.Series, value: object) -> None:
        """Add coefficients."""
        self.coefficients.append(pd.DataFrame({"row": row.to_numpy(), "column": column.to_numpy(), "value": value}))

    def program(self) -> LinearProgram:
        """Return the programme; coefficients named twice add up, rows of balances nobody declared hold zero."""
        columns = pd.concat(self.columns, ignore_index=True).assign(lower=0.0, integer=False)
        entries = pd.concat(self.coefficients, ignore_index=True)
        entries = entries.groupby(["row", "column"], as_index=False)["value"].sum()
        rows = pd.concat(self.rows, ignore_index=True)
        silent = pd.Index(entries["row"]).unique().difference(rows["name"])
        rows = pd.concat([rows, pd.DataFrame({"name": silent, "lower": 0.0, "upper": 0.0})], ignore_index=True)
        positions = pd.DataFrame({
            "row": pd.Index(rows["name"]).get_indexer(entries["row"]),
            "column": pd.Index(columns["name"]).get_indexer(entries["column"]),
            "value": entries["value"].to_numpy(float),
        })  # fmt: skip
        types = {"lower": float, "upper": float}
        return LinearProgram(columns.astype(types | {"cost": float}), rows.astype(types), positions)


def _at(firm: pd.Series, grade: pd.Series, period: pd.Series) -> pd.Series:
    return "balance|" + firm.astype(str) + "|" + grade.astype(str) + "|" + period.astype(str)


def _each(table: pd.DataFrame, periods: pd.DataFrame, label: str) -> pd.DataFrame:
    """Every row of a table in every period, with the names ``size`` (of the row) and ``item`` (in the period)."""
    numbered = table.assign(size=[f"{label}|{row}" for row in range(len(table))])
    both = numbered.merge(periods, how="cross")
    return both.assign(item=both["size"] + "|" + both["period"].astype(str))


def supplies(pieces: Pieces, heat: pd.DataFrame) -> None:
    """Supply used up to what there is; demand on the right-hand side of the balance."""
    place = _at(heat["enterprise"], heat["grade"], heat["period"])
    given = heat["direction"] == "supply"
    name = pd.Series([f"supply|{row}" for row in range(len(heat))], index=heat.index)
    pieces.column(name[given], heat["gj"][given])
    pieces.term(place[given], name[given], 1.0)
    need = heat["gj"].where(~given, 0.0).groupby(place.to_numpy()).sum()
    pieces.row(need.index.to_series(), need.to_numpy(), need.to_numpy())


def links(pieces: Pieces, table: pd.DataFrame, periods: pd.DataFrame) -> None:
    """flow_lp <= size_l hours_p; (1 - loss) of it arrives."""
    each = _each(table, periods, "link")
    pieces.column(each["item"], np.inf, each["cost"].to_numpy())
    pieces.term(_at(each["from"], each["grade"], each["period"]), each["item"], -1.0)
    pieces.term(_at(each["to"], each["grade"], each["period"]), each["item"], (1.0 - each["loss"]).to_numpy())
    _sized(pieces, each, table, "link", table["capacity_gj_h"])


def machines(pieces: Pieces, table: pd.DataFrame, periods: pd.DataFrame) -> None:
    """activity_kp <= size_k hours_p; heat used of one grade, heat made of another, power either way."""
    each = _each(table, periods, "converter")
    pieces.column(each["item"], np.inf, each["cost"].to_numpy())
    for grade, amount, sign in (("takes", "heat_used", -1.0), ("makes", "heat_made", 1.0)):
        part = each[each[grade].ne("")]
        place = _at(part["enterprise"], part[grade], part["period"])
        pieces.term(place, part["item"], (sign * part[amount]).to_numpy())
    pieces.term("power|" + each["period"].astype(str), each["item"], each["power_mwh"].to_numpy())
    _sized(pieces, each, table, "converter", table["capacity_gj_h"])


def _sized(pieces: Pieces, each: pd.DataFrame, table: pd.DataFrame, label: str, capacity: pd.Series) -> None:
    size = pd.Series([f"{label}|{row}" for row in range(len(table))])
    pieces.column(size, capacity.to_numpy(), table["annuity"].to_numpy())
    limit = "limit|" + each["item"]
    pieces.row(limit, -np.inf, 0.0)
    pieces.term(limit, each["item"], 1.0)
    pieces.term(limit, each["size"], -each["hours"].to_numpy())


def stores(pieces: Pieces, table: pd.DataFrame, periods: pd.DataFrame) -> None:
    """level_p = level_(p-1) (1 - d)^days_p + eta charge_p (1 - d)^(days_p / 2) - drawn_p; level_p <= size."""
    order = periods["period"].astype(str)
    before = dict(zip(order, np.roll(order.to_numpy(), 1), strict=True))
    each = _each(table, periods, "store")
    place = _at(each["enterprise"], each["grade"], each["period"])
    kept = (1.0 - each["loss_per_day"]) ** (each["hours"] / 24)
    names = {kind: f"{kind}|" + each["item"] for kind in ("charge", "draw", "level", "store")}
    for kind in ("charge", "draw", "level"):
        pieces.column(names[kind])
    earlier = "level|" + each["size"] + "|" + each["period"].astype(str).map(before)
    pieces.term(place, names["charge"], -1.0)
    pieces.term(place, names["draw"], 1.0)
    pieces.row(names["store"], 0.0, 0.0)
    pieces.term(names["store"], names["level"], -1.0)
    pieces.term(names["store"], earlier, kept.to_numpy())
    pieces.term(names["store"], names["charge"], (each["efficiency"] * np.sqrt(kept)).to_numpy())
    pieces.term(names["store"], names["draw"], -1.0)
    size = pd.Series([f"store|{row}" for row in range(len(table))])
    pieces.column(size, table["capacity_gj"].to_numpy(), table["annuity"].to_numpy())
    limit = "limit|" + each["item"]
    pieces.row(limit, -np.inf, 0.0)
    pieces.term(limit, names["level"], 1.0)
    pieces.term(limit, each["size"], -1.0)


def power(pieces: Pieces, periods: pd.DataFrame, buy: float, sell: float) -> None:
    """Power made and bought covers power used and sold, in every period."""
    row = "power|" + periods["period"].astype(str)
    for name, cost, sign in (("buy", buy, 1.0), ("sell", -sell, -1.0)):
        pieces.column(f"{name}|" + periods["period"].astype(str), np.inf, cost)
        pieces.term(row, f"{name}|" + periods["period"].astype(str), sign)
    pieces.row(row, 0.0, 0.0)
