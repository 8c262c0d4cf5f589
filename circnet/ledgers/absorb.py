"""What could take a form that has no taker: how much each unit or new plant takes, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.case import all_lines
from circnet.ledgers.absorb_candidates import TAKES
from circnet.ledgers.closing_bench import Bench
from circnet.ledgers.closing_loads import PASSES_ON, Closed, Form
from circnet.lp import Solution

ABSORBER_COLUMNS = [
    "kind", "enterprise", "unit", "technology", "reference", "load_before", "load_after", "load_unit", "absorbed",
    "absorbed_share", "value_cny_a", "value_cny_per_t", "margin_cny_per_t", "capex", "annuity_cny_a",
    "energy_tce_per_t", "electricity_mwh_per_t", "co2_t_per_t", "lacks",
]  # fmt: skip
NEED_COLUMNS = ["unit", "side", "commodity", "per_t", "unit_of_amount", "cny_per_t"]
_LITTLE = 0.01
_NOTHING = 1e-3
"""Tonnes a year below which nothing is taken."""


@dataclass(frozen=True)
class Absorber:
    """A unit that may take the form.

    Attributes
    ----------
    unit, helpers
        Positions in the bench: itself, and the units that may run with it.
    final
        Whether the form ends in it; else it turns one good of the form into another, which must find a buyer.
    """

    unit: int
    helpers: tuple[int, ...]
    final: bool


def absorbers_of(
    bench: Bench, turnover: pd.DataFrame, helpers: Mapping[str, tuple[str, ...]], wanted: str
) -> list[Absorber]:
    """Return the units that could take more: those with room, those that stand still, and new ones.

    With a unit of the park may run the stopped units of its firm that do not take the form themselves; with a new one
    its ``helpers``. Units of the technology ``wanted`` stay at the load in question.
    """
    units = bench.units
    position = {(row.kind, row.technology): i for i, row in enumerate(units.itertuples())}
    takes, net = (units["unit"].map(turnover[name]).fillna(0.0).to_numpy() for name in ("takes", "net"))
    taker = (takes > TAKES) & (net <= PASSES_ON * takes)
    final = taker & (net < -PASSES_ON * takes)
    room = (units["most"] > units["high"]).to_numpy()
    found = []
    for i, row in enumerate(units.itertuples()):
        if row.technology == wanted or not room[i]:
            continue
        if row.kind == "new":
            if row.technology in helpers:
                found.append(
                    Absorber(i, tuple(position["new", one] for one in helpers[row.technology]), bool(final[i]))
                )
        elif taker[i] and row.role != "utility":
            mates = np.flatnonzero(
                (units["enterprise"] == row.enterprise) & (units["kind"] == "stopped") & ~final
                & (units["technology"] != wanted)
            )  # fmt: skip
            found.append(Absorber(i, tuple(int(mate) for mate in mates if mate != i), bool(final[i])))
    return found


class Trial:
    """Tries absorbers one by one, each against the same park with its helpers but without it.

    Nothing may be unexplained beyond the state in question, and no more of each good of the form may be sold or
    disposed of than in it: otherwise a helper's product would find the outlet, not the absorber. What an absorber
    makes itself may be sold, and where the form ends in it, its by-products disposed of.
    """

    def __init__(self, bench: Bench, form: Form, state: Closed, bounds: tuple[np.ndarray, np.ndarray]) -> None:
        self.bench, self._form, self._state = bench, form, state
        self._low, self._high = bounds
        columns = bench.model.program.columns
        outlets = columns["family"].isin(["sell", "dispose"]) & columns["commodity"].isin(form.goods.index)
        self._outlets = np.flatnonzero(outlets)
        self._lines = _lines(bench)
        self._references: dict[tuple[object, ...], tuple[float, Solution]] = {}

    def value(self, one: Absorber) -> tuple[dict[str, object], pd.DataFrame]:
        """Return what an absorber takes and is worth: values of `ABSORBER_COLUMNS`, and `NEED_COLUMNS`."""
        bench, row = self.bench, self.bench.units.iloc[one.unit]
        own = self._own_outlets(one)
        before, reference = self._at(one.helpers, own, None)
        after, opened = self._at(one.helpers, own, one.unit)
        absorbed = before - after
        load = bench.load[one.unit]
        told: dict[str, object] = {
            "kind": {"running": "room", "stopped": "restart", "new": "new"}[row["kind"]],
            **{name: row[name] for name in ("enterprise", "unit", "technology")},
            "load_before": max(float(reference.values[load]), 0.0), "load_after": max(float(opened.values[load]), 0.0),
            "absorbed": absorbed if absorbed > _NOTHING else 0.0,
        }  # fmt: skip
        if absorbed <= _NOTHING:
            return told | {"load_after": told["load_before"]}, pd.DataFrame(columns=NEED_COLUMNS)
        return told | self._worth(one, reference, opened, absorbed), self._needs(one, reference, opened, absorbed)

    def _at(self, helpers: tuple[int, ...], own: tuple[int, ...], unit: int | None) -> tuple[float, Solution]:
        """Least release, and the cheapest state with it."""
        key = (helpers, own, unit)
        if key not in self._references:
            bench, state = self.bench, self._state
            low, high = self._low.copy(), self._high.copy()
            free = [*helpers, *([] if unit is None else [unit])]
            high[free] = bench.units["most"].to_numpy(float)[free]
            bench.loads(low, high)
            bench.hold_at_most(bench.unexplained, state.closed.values)
            bench.hold_at_most(self._outlets, state.closed.values)
            bench.original(np.array(own, dtype=int))
            least = bench.least_release()
            self._references[key] = least, bench.cheapest_at(least)
        return self._references[key]

    def _own_outlets(self, one: Absorber) -> tuple[int, ...]:
        row = self.bench.units.iloc[one.unit]
        lines = self._lines[(self._lines["unit"] == row["unit"]) & (self._lines["coefficient"] > 0)]
        columns = self.bench.model.program.columns.iloc[self._outlets]
        mine = (columns["enterprise"] == row["enterprise"]) & columns["commodity"].isin(lines["commodity"])
        mine &= (columns["family"] == "sell") | one.final
        return tuple(int(position) for position in self._outlets[mine.to_numpy()])

    def _worth(self, one: Absorber, reference: Solution, opened: Solution, absorbed: float) -> dict[str, float]:
        bench = self.bench
        value = float(bench.money @ reference.values - bench.money @ opened.values)
        more = (opened.values - reference.values)[bench.load]
        annuity = float(bench.units["capital"].to_numpy(float) @ more)
        size, carbon = bench.size, bench.model.column("co2_t")
        co2 = float(carbon @ (opened.values - reference.values)[:size])
        return {
            "value_cny_a": value, "value_cny_per_t": value / absorbed, "annuity_cny_a": annuity,
            "margin_cny_per_t": (value + annuity) / absorbed, "co2_t_per_t": co2 / absorbed,
        }  # fmt: skip

    def _needs(self, one: Absorber, reference: Solution, opened: Solution, absorbed: float) -> pd.DataFrame:
        """What the absorber and its helpers together use and give, per t taken."""
        bench = self.bench
        ids = bench.units["unit"].iloc[[one.unit, *one.helpers]]
        more = (opened.values - reference.values)[self._lines["column"].to_numpy()]
        lines = self._lines.assign(amount=self._lines["coefficient"] * more)[self._lines["unit"].isin(ids)]
        per_t = lines.groupby("commodity")["amount"].sum() / absorbed
        per_t = per_t[(per_t.abs() > 1e-6) & ~per_t.index.isin(self._form.goods.index)]
        goods = bench.model.case.catalog.commodities.set_index("id").reindex(per_t.index)
        table = pd.DataFrame({
            "unit": bench.units["unit"].iloc[one.unit], "side": np.where(per_t < 0, "input", "product"),
            "commodity": per_t.index, "per_t": per_t.abs().to_numpy(), "unit_of_amount": goods["unit"].to_numpy(),
            "cny_per_t": (per_t.abs() * goods["price"]).to_numpy(),
        })  # fmt: skip
        return table.sort_values(["side", "cny_per_t", "commodity"], ascending=[True, False, True])[NEED_COLUMNS]


def _lines(bench: Bench) -> pd.DataFrame:
    """Recipe lines of all activities, with the position of their column; without what is ambient."""
    case = bench.model.case
    lines = all_lines(case.activities, case.park, case.catalog)
    ambient = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "ambient", "id"]
    lines = lines[~lines["commodity"].isin(ambient)].reset_index(drop=True)
    names = pd.Index(bench.model.program.columns["name"])
    return lines.assign(column=names.get_indexer("run|" + lines["activity"]))[
        ["unit", "commodity", "coefficient", "column"]
    ]


def tried(
    bench: Bench, form: Form, state: Closed, bounds: tuple[np.ndarray, np.ndarray], found: list[Absorber],
    capex: pd.Series,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Try every absorber at one load; return `ABSORBER_COLUMNS` and `NEED_COLUMNS`.

    First those that take at least a hundredth of what has no taker, what is worth most per t first, then those that
    take less, then those that take nothing.

    ``absorbed`` t/a of the form; ``value`` what the park's net cost falls by, annuities paid, per year and per t;
    ``margin`` the same before annuities; ``lacks`` goods that nobody makes or sells here, with ``;`` between.
    """
    trial = Trial(bench, form, state, bounds)
    told = [trial.value(one) for one in found]
    if not told:
        return pd.DataFrame(columns=ABSORBER_COLUMNS), pd.DataFrame(columns=NEED_COLUMNS)
    needs = pd.concat([table for _, table in told], ignore_index=True)
    table = pd.DataFrame([row for row, _ in told])
    reached = max(state.least, state.limit)
    goods = bench.model.case.catalog
    reference = goods.technologies.set_index("id")["reference"].reindex(table["technology"]).to_numpy()
    new = (table["kind"] == "new").to_numpy()
    grown = (table["load_after"] - table["load_before"]).to_numpy(float)
    table = table.reindex(columns=ABSORBER_COLUMNS).assign(
        reference=reference, load_unit=goods.commodities.set_index("id")["unit"].reindex(reference).to_numpy(),
        absorbed_share=table["absorbed"] / reached if reached > 0 else np.nan,
        capex=np.where(new, grown * capex.reindex(table["technology"]).fillna(0.0).to_numpy(), 0.0),
        lacks=_lacks(bench, found, table["absorbed"].to_numpy(float)),
    )  # fmt: skip
    table = _with_energy(table, needs, goods.commodities)
    little = np.where(table["absorbed"] > 0, table["absorbed_share"].fillna(1.0) < _LITTLE, 2)
    order = table.assign(little=little).sort_values(
        ["little", "value_cny_per_t", "technology", "unit"], ascending=[True, False, True, True], kind="stable"
    )
    return order[ABSORBER_COLUMNS].reset_index(drop=True), needs


def _with_energy(table: pd.DataFrame, needs: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    """Net energy used per t: all carriers in tce, electricity in MWh."""
    known = goods.set_index("id").reindex(needs["commodity"])
    used = needs["per_t"] * np.where(needs["side"] == "input", 1.0, -1.0)
    energy = (used * known["tce_per_unit"].fillna(0.0).to_numpy()).groupby(needs["unit"]).sum()
    power = used.where(known["kind"].to_numpy() == "electricity", 0.0).groupby(needs["unit"]).sum()
    return table.assign(
        energy_tce_per_t=energy.reindex(table["unit"]).to_numpy(),
        electricity_mwh_per_t=power.reindex(table["unit"]).to_numpy(),
    )


def _lacks(bench: Bench, found: list[Absorber], absorbed: np.ndarray) -> list[str]:
    """What an absorber that takes nothing would need and nobody makes or sells here."""
    case, columns = bench.model.case, bench.model.program.columns
    had = set(columns.loc[columns["family"] == "buy", "commodity"])
    had |= set(case.lines.loc[case.lines["coefficient"] > 0, "commodity"])
    used = case.lines[case.lines["coefficient"] < 0].groupby("unit")["commodity"].agg(set)
    ids = bench.units["unit"]
    return [
        "" if taken > 0 else ";".join(sorted(used.get(ids.iloc[one.unit], set()) - had))
        for one, taken in zip(found, absorbed, strict=True)
    ]
