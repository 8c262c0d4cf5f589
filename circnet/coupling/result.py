"""The result of a coupling run."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circnet.network import flow_graph

if TYPE_CHECKING:
    import networkx as nx

UNITS = {
    "amount": "unit/a", "saving": "CNY/a", "saving_alone": "CNY/a", "saving_unexplained": "CNY/a",
    "price_floor": "CNY/unit", "price_ceiling": "CNY/unit", "price": "CNY/unit", "value": "CNY/a",
    "co2_t": "t/a", "waste_t": "t/a", "water_m3": "m3/a", "distance_km": "km", "capex": "CNY", "payback_a": "a",
}  # fmt: skip

OBJECTIVE_UNITS = {"cost": "CNY", "co2": "t", "waste": "t", "water": "m3"}
"""Unit of each objective; a formula released is in t."""


@dataclass(frozen=True)
class Coupling:
    """What a coupling run found.

    Attributes
    ----------
    summary
        ``status, cost, baseline_cost, saving, saving_unexplained, co2_avoided_t, waste_diverted_t,
        fresh_water_saved_m3`` and how the run was made; money in CNY/a.
    flows
        ``from, to, commodity, amount, unit, mode, distance_km, existing, lost`` (sent, and lost on the way).
    opportunities
        New links, best first: ``choice`` (chosen, or equal: would serve as well, not counted in totals), ``from,
        to, commodity, amount, unit, saving, saving_unexplained, saving_alone, price_floor, price_ceiling, co2_t,
        waste_t, water_m3, distance_km, mode, capex, payback_a, evidence, barriers``.
    activities
        ``enterprise, unit, technology, own, amount, unit_of_amount, grade``.
    purchases, sales, disposals
        ``enterprise, commodity, amount, unit, price, value, partner``.
    prices
        Dual value of a further unit, per ``enterprise, commodity, side``; a sign of where to look, not a worth.
    unexplained
        Needs and surpluses that the data cannot explain: ``enterprise, commodity, side, amount, unit, price,
        value``: each a question to the firm.
    baseline
        ``quantity, baseline, optimum, change`` of the main totals.
    amounts
        Every column of the model that is not zero: ``family, enterprise, commodity, item, amount``.
    baseline_flows, baseline_amounts
        The same two tables of the state with existing links only; without rows where that has no solution.
    relaxed
        Limits that gave way, as `circnet.coupling.infeasible.relax`; without rows where none had to.
    links_built
        Lines decided by yes or no, as `circnet.coupling.yesno.Decision.built`; without rows where that was not asked.
    """

    summary: Mapping[str, object]
    flows: pd.DataFrame
    opportunities: pd.DataFrame
    activities: pd.DataFrame
    purchases: pd.DataFrame
    sales: pd.DataFrame
    disposals: pd.DataFrame
    prices: pd.DataFrame
    unexplained: pd.DataFrame
    baseline: pd.DataFrame
    amounts: pd.DataFrame
    baseline_flows: pd.DataFrame
    baseline_amounts: pd.DataFrame
    relaxed: pd.DataFrame = field(default_factory=pd.DataFrame)
    links_built: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def units(self) -> dict[str, str]:
        """Unit of each column of the tables; savings are in the unit of the objective."""
        objective = OBJECTIVE_UNITS.get(str(self.summary["objective"]), "t")
        return UNITS | dict.fromkeys(("saving", "saving_alone"), f"{objective}/a")

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "summary"}

    def summary_table(self) -> pd.DataFrame:
        """The summary as ``quantity, value``, for files."""
        values = ["" if value is None else str(value) for value in self.summary.values()]
        return pd.DataFrame({"quantity": list(self.summary), "value": values})

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; what is not known is None."""
        return {**self.summary, **{name: records(table) for name, table in self.tables().items()}}

    def to_json(self) -> str:
        """The result as one JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def to_excel(self, path: str | Path) -> None:
        """Write one sheet per table; text that a spreadsheet would read as a formula stays text."""
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as book:
            for name, table in {"summary": self.summary_table(), **self.tables()}.items():
                table.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
                book.sheets[name].autofit()

    def to_folder(self, folder: str | Path) -> None:
        """Write one CSV per table (UTF-8 with a byte-order mark, so that Excel reads Chinese)."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for name, table in {"summary": self.summary_table(), **self.tables()}.items():
            table.to_csv(target / f"{name}.csv", index=False, encoding="utf-8-sig")

    def graph(self) -> nx.MultiDiGraph:
        """The flows as a networkx graph: nodes are firms, edges carry the flow's columns."""
        return flow_graph(self.flows)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain values; NaN and infinities become None."""
    columns = [[_plain(value) for value in column.tolist()] for _, column in table.items()]
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
