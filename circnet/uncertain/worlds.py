"""What a sample of the inputs makes of a model: other costs, bounds and coefficients, the same columns and rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.uncertain.inputs import energy_lines, port_items

__all__ = ["Effects", "World"]


@dataclass(frozen=True)
class World:
    """The figures of a model in one sample.

    Attributes
    ----------
    cost, money, worth
        Per column: weight in the objective (penalties included), net cost and worth, CNY per unit.
    lower, upper, row_lower, row_upper
        Bounds of columns and rows.
    coefficients
        Values at `Effects.entries`.
    freight, lines
        Per arc: operating cost, CNY per unit sent, and the factor on the annuity of its line.
    """

    cost: np.ndarray
    money: np.ndarray
    worth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    coefficients: np.ndarray
    freight: np.ndarray
    lines: np.ndarray


class Effects:
    """How the uncertain inputs act on a model.

    Attributes
    ----------
    entries
        ``row, column, value`` of the coefficients that inputs change: positions and central figures.
    hubs
        Ways to trade with hubs, of which each world takes the best.

    Parameters
    ----------
    model
        The model at central figures, under the cost objective.
    hubs
        `circnet.uncertain.hubs.hub_ways` of it.
    inputs
        `circnet.uncertain.inputs.uncertain_inputs`.
    """

    def __init__(self, model: Model, hubs: pd.DataFrame, inputs: pd.DataFrame) -> None:
        columns = model.program.columns
        self._model, self.hubs = model, hubs
        self._places = pd.Index(inputs["input"])
        self._unit = np.where(inputs["central"].to_numpy(float) == 0, 0.0, 1.0)
        self._columns = {
            name: columns[name].to_numpy(float)
            for name in ("cost", "real_cost", "worth", "penalty", "lower", "upper")
        }  # fmt: skip
        self._rows = {name: model.program.rows[name].to_numpy(float) for name in ("lower", "upper")}
        self._hub(model, hubs)
        self._trade(model)
        self._unexplained(model)
        self._carriage(model)
        self._sizes(model)
        self.entries, self._entry_input = self._uses(model)

    def world(self, values: np.ndarray) -> World:
        """Return the world of one sample (one value per input)."""
        known = np.concatenate([values, [1.0]])  # the last stands for what is not uncertain
        factor = np.concatenate([np.where(self._unit == 0, 1.0, values), [1.0]])
        shift = np.concatenate([np.where(self._unit == 0, values, 0.0), [0.0]])
        change = np.zeros(len(self._columns["cost"]))
        if len(self._hub_column):
            change[self._hub_column] += self._hub_change(known, factor, shift)
        price = self._price * factor[self._price_input] + shift[self._price_input]
        change[self._trade_column] += self._trade_sign * (price - self._price)
        worth, penalty = self._columns["worth"].copy(), self._columns["penalty"].copy()
        value = self._value * factor[self._value_input] + shift[self._value_input]
        worth[self._value_column] = self._value_sign * value
        penalty[self._value_column] += 10.0 * (np.abs(value) - np.abs(self._value))
        freight, lines = self._freight * known[self._freight_input], known[self._line_input]
        paid = freight - self._freight + self._line * (lines - 1.0)
        change[self._model.arcs["column"].to_numpy()] += paid
        size, row_size = known[self._size_input], known[self._row_input]
        money = self._columns["real_cost"] + change
        return World(
            cost=money + penalty, money=money, worth=worth,
            lower=self._columns["lower"] * size, upper=self._columns["upper"] * size,
            row_lower=self._rows["lower"] * row_size, row_upper=self._rows["upper"] * row_size,
            coefficients=self.entries["value"].to_numpy() * known[self._entry_input],
            freight=freight, lines=lines,
        )  # fmt: skip

    @property
    def sized_columns(self) -> np.ndarray:
        """Positions of columns whose bounds an input changes."""
        return np.flatnonzero(self._size_input < len(self._places))

    @property
    def sized_rows(self) -> np.ndarray:
        """Positions of rows whose bounds an input changes."""
        return np.flatnonzero(self._row_input < len(self._places))

    def _inputs(self, kind: str, items: pd.Series | np.ndarray) -> np.ndarray:
        """Positions of the inputs of some items; the number of inputs where none is uncertain."""
        found = self._places.get_indexer(kind + "|" + pd.Series(np.asarray(items, dtype=object), dtype="str"))
        return np.where(found < 0, len(self._places), found)

    def _hub(self, model: Model, ways: pd.DataFrame) -> None:
        names, first = np.unique(ways["name"].to_numpy(str), return_index=True)
        self._hub_first = first
        self._hub_column = pd.Index(model.program.columns["name"]).get_indexer(names)
        self._buys = (ways["trade"] == "buy").to_numpy()
        self._hub_sign = np.where(self._buys[first], 1.0, -1.0)
        self._quote, self._haul, self._kept = (ways[name].to_numpy(float) for name in ("quote", "cost", "kept"))
        self._quote_input = self._inputs("price", ways["commodity"])
        self._haul_input = self._inputs("freight", ways["mode"])
        self._hub_price = model.offers.set_index("name")["price"].reindex(names).to_numpy(float)

    def _hub_change(self, known: np.ndarray, factor: np.ndarray, shift: np.ndarray) -> np.ndarray:
        quote = self._quote * factor[self._quote_input] + shift[self._quote_input]
        haul = self._haul * known[self._haul_input]
        # a sale counts negative, so that the least is the best of either
        each = np.where(self._buys, (quote + haul) / self._kept, haul - quote * self._kept)
        return np.minimum.reduceat(each, self._hub_first) - self._hub_sign * self._hub_price

    def _trade(self, model: Model) -> None:
        offers = model.offers[~model.offers["partner"].str.startswith("hub:")]
        self._trade_column = pd.Index(model.program.columns["name"]).get_indexer(offers["name"])
        self._trade_sign = np.where(offers["trade"] == "sell", -1.0, 1.0)
        self._price = offers["price"].to_numpy(float)
        fee = (offers["trade"] == "dispose").to_numpy()
        self._price_input = np.where(
            fee, self._inputs("disposal", offers["commodity"]), self._inputs("price", offers["commodity"])
        )

    def _unexplained(self, model: Model) -> None:
        columns = model.program.columns
        self._value_column = np.flatnonzero(columns["family"].isin(["need", "surplus"]))
        part = columns.iloc[self._value_column]
        self._value_sign = np.where(part["family"] == "need", 1.0, -1.0)
        self._value = self._value_sign * part["worth"].to_numpy(float)
        self._value_input = self._inputs("price", part["commodity"])

    def _carriage(self, model: Model) -> None:
        arcs = model.arcs
        by_hand = arcs["listed"].to_numpy(bool)
        none = len(self._places)
        self._freight = arcs["cost"].to_numpy(float)
        self._freight_input = np.where(by_hand, none, self._inputs("freight", arcs["mode"]))
        self._line_input = np.where(by_hand, none, self._inputs("line", arcs["mode"]))
        self._line = model.money[arcs["column"].to_numpy()] - self._freight

    def _sizes(self, model: Model) -> None:
        """Bounds of units and plants go with the firm's works, those of ports with the port."""
        columns, rows = model.program.columns, model.program.rows
        none = len(self._places)
        run = (columns["family"] == "run").to_numpy()
        port = columns["family"].str.startswith("port-").to_numpy()
        works = self._inputs("load", columns["enterprise"])
        ports = self._inputs("port", port_items(model.case).reindex(columns["name"]).fillna(""))
        self._size_input = np.where(run, works, np.where(port, ports, none))
        plants = rows["family"].isin(["unit", "equipment"]).to_numpy()
        self._row_input = np.where(plants, self._inputs("load", rows["enterprise"]), none)

    def _uses(self, model: Model) -> tuple[pd.DataFrame, np.ndarray]:
        """Coefficients of uncertain recipe lines: on the balance, and on the limits of what may replace the good."""
        lines = energy_lines(model.case)
        lines = lines.assign(place=self._inputs("use", lines["item"]), run="run|" + lines["activity"])
        lines = lines[lines["place"] < len(self._places)]
        columns = pd.Index(model.program.columns["name"])
        lines = lines.assign(column=columns.get_indexer(lines["run"]))
        rows = model.program.rows
        balance = (rows["family"] == "demand").to_numpy()
        limit = (rows["family"] == "substitution").to_numpy()
        good = rows["commodity"].where(~limit, rows["item"])
        known = rows.assign(row=np.arange(len(rows)), good=good)[balance | limit][["row", "enterprise", "good"]]
        at = lines.merge(known, left_on=["enterprise", "commodity"], right_on=["enterprise", "good"])
        entries = at[["row", "column", "place"]].merge(model.program.coefficients, on=["row", "column"])
        entries = entries.sort_values(["row", "column"]).reset_index(drop=True)
        return entries[["row", "column", "value"]], entries["place"].to_numpy(int)
