"""What the flow model knows of a park's indicators: sums over its amounts, as weights of its columns, and counts.

A sum is linear in the model's columns, so the same weights tell it of a solved state and bind it in a programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from circnet.coupling.listing import used
from circnet.coupling.model import Model
from circnet.coupling.solve import Network, Point
from circnet.progress.standards import Standards
from circnet.types import ACTIVE_STATUSES

__all__ = ["Sums", "waste_group"]

_ENTERING = ("buy", "need", "port-supply")
_LEAVING = ("sell", "port-demand")
_LOST = ("dispose", "surplus")
_NO_RESOURCE = ("cooling_duty",)


def waste_group(waste_class: pd.Series) -> pd.Series:
    """Return `general` or `hazardous` by the class of the national catalogues; blank where it is neither for sure.

    General industrial solid waste is SW01 to SW59 of the 2024 classification; municipal (SW60 on), agricultural (SW80
    on) and wastes still to be identified are in neither, and a class that names HW beside another is hazardous.
    """
    text = waste_class.fillna("")
    hazardous = text.str.contains("HW")
    general = text.str.match(r"SW[0-5]\d") & ~hazardous
    return pd.Series(np.select([hazardous, general], ["hazardous", "general"], ""), index=waste_class.index)


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over a model's columns.

    Attributes
    ----------
    model
        The coupling model.
    standards
        Which goods a sum counts.
    """

    model: Model
    standards: Standards

    @cached_property
    def _goods(self) -> pd.DataFrame:
        goods = self.model.case.catalog.commodities.set_index("id")
        heat = goods["kind"].eq("heat") & ~goods.index.isin(_NO_RESOURCE)
        return pd.DataFrame({
            "mass": goods["t_per_unit"].fillna(0.0), "tce": goods["tce_per_unit"].fillna(0.0), "one": 1.0,
            "kind": goods["kind"], "group": waste_group(goods["waste_class"]).where(goods["kind"].eq("waste"), ""),
            "heat": heat,
        })  # fmt: skip

    @cached_property
    def _lines(self) -> pd.DataFrame:
        """Recipe lines with the position of their column; ``main``: the product that the technology is for."""
        case = self.model.case
        reference = case.catalog.technologies.set_index("id")["reference"]
        position = pd.Index(self.model.program.columns["name"]).get_indexer("run|" + case.lines["activity"])
        main = case.lines["commodity"].to_numpy() == reference.reindex(case.lines["technology"]).to_numpy()
        return case.lines.assign(position=position, main=main)

    @cached_property
    def byproducts(self) -> pd.MultiIndex:
        """Who makes what beside a main product: ``(enterprise, commodity)``, wastes included."""
        made = self._lines[self._lines["coefficient"] > 0]
        kind = self._goods["kind"].reindex(made["commodity"]).to_numpy()
        main = made.assign(main=made["main"] & (kind != "waste")).groupby(["enterprise", "commodity"])["main"].any()
        kinds = self._goods["kind"].reindex(main.index.get_level_values("commodity")).to_numpy()
        return main.index[~main.to_numpy() & np.isin(kinds, ["material", "gas", "waste"])]

    def _of(self, families: tuple[str, ...], goods: pd.Series, per: str) -> np.ndarray:
        """Weights of some families of columns over some goods (boolean by id), in units of ``per``."""
        columns = self.model.program.columns
        counted = self._goods[per].where(goods, 0.0).reindex(columns["commodity"]).fillna(0.0).to_numpy(float)
        return np.where(columns["family"].isin(list(families)), counted, 0.0)

    def _runs(self, lines: pd.DataFrame, per: str) -> np.ndarray:
        """Weights of what recipes make (+) or use (-)."""
        weights = np.zeros(len(self.model.program.columns))
        unit = self._goods[per].reindex(lines["commodity"]).fillna(0.0).to_numpy(float)
        np.add.at(weights, lines["position"].to_numpy(), lines["coefficient"].to_numpy(float) * unit)
        return weights

    def _made(self, goods: pd.Series, per: str, *, main: bool = True) -> np.ndarray:
        lines = self._lines[(self._lines["coefficient"] > 0) & self._lines["commodity"].isin(goods.index[goods])]
        return self._runs(lines if main else lines[~lines["main"]], per)

    def _members(self, name: str) -> pd.Series:
        members = self.standards.members
        named = members.loc[members["sum"] == name, "commodity"]
        return pd.Series(self._goods.index.isin(named), index=self._goods.index)

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Weights of each variable, in its unit a year, one per column.

        Waste is used where it is made and neither disposed of nor stored: left unexplained, or taken back by its own
        maker where no unit uses it. By-product heat is recovered where it is neither let off nor unexplained. Energy
        is what comes in and is won (renewable power, coal) less what goes out, at calorific value; water and main
        resources are what comes in. Wastewater is no sum of the model: what a firm treats itself is not in its recipes.
        """
        goods = self._goods
        general, hazardous = goods["group"].eq("general"), goods["group"].eq("hazardous")
        fresh, reclaimed, energy, main = (
            self._members(name) for name in ("fresh_water", "reclaimed_water", "energy", "main_resource")
        )
        found = self._waste("S", general) | {"S_util_old": np.zeros(len(self.model.program.columns))}
        risky = self._waste("H", hazardous)
        heat = goods["heat"]
        by_heat = self._made(heat, "one", main=False) + self._of(("port-supply",), heat, "one")
        used_again = -self._runs(self._uses(reclaimed), "one") + self._of(("accept",), reclaimed, "one")
        return found | {
            "S_disp_old": found["S_util_old"],
            "H_gen": risky["H_gen"], "H_util": risky["H_gen"] - risky["H_store"],
            "Q_wh": by_heat, "Q_rec": by_heat - self._of(_LOST, heat, "one"),
            "W_f": self._of(_ENTERING, fresh, "one"), "W_rec": used_again,
            "E": self._of(_ENTERING, energy, "tce") - self._of(_LEAVING, energy, "tce") + self._primary(energy),
            "CO2": self.model.column("co2_t"), "R_main": self._of(_ENTERING, main, "mass"),
            "X_in": self._exchanged, "B_gen": self._beside,
        }  # fmt: skip

    def _waste(self, letter: str, goods: pd.Series) -> dict[str, np.ndarray]:
        made = self._made(goods, "mass") + self._of(("port-supply",), goods, "mass")
        gone = self._of(("dispose",), goods, "mass")
        stored = self._of(("surplus",), goods, "mass") + self._returned(goods)
        names = (f"{letter}_gen", f"{letter}_util", f"{letter}_disp", f"{letter}_store")
        return dict(zip(names, (made, made - gone - stored, gone, stored), strict=True))

    def _primary(self, energy: pd.Series) -> np.ndarray:
        """Fuel and power of units that give more of it than they use, and use no heat: mines, renewable plants."""
        lines = self._lines.assign(kind=self._goods["kind"].reindex(self._lines["commodity"]).to_numpy())
        heat = lines[lines["kind"].eq("heat") & (lines["coefficient"] < 0)]["activity"]
        fuel = lines[lines["commodity"].isin(energy.index[energy]) & lines["kind"].ne("heat")]
        fuel = fuel[~fuel["activity"].isin(heat)]
        return np.maximum(self._runs(fuel, "tce"), 0.0)

    def _returned(self, goods: pd.Series) -> np.ndarray:
        """Waste that its own maker takes back where no unit uses it: a tailings pond."""
        columns, made = self.model.program.columns, self._lines[self._lines["coefficient"] > 0]
        own = pd.MultiIndex.from_frame(columns[["enterprise", "commodity"]]).isin(
            pd.MultiIndex.from_frame(made[["enterprise", "commodity"]])
        )
        return np.where(own, self._of(("port-demand",), goods, "mass"), 0.0)

    def _uses(self, goods: pd.Series) -> pd.DataFrame:
        return self._lines[(self._lines["coefficient"] < 0) & self._lines["commodity"].isin(goods.index[goods])]

    @cached_property
    def _beside(self) -> np.ndarray:
        made = self._lines[self._lines["coefficient"] > 0]
        return self._runs(
            made[pd.MultiIndex.from_frame(made[["enterprise", "commodity"]]).isin(self.byproducts)], "mass"
        )

    @cached_property
    def _by_arc(self) -> np.ndarray:
        """Which arcs carry a by-product or waste of their giver."""
        return pd.MultiIndex.from_frame(self.model.arcs[["from", "commodity"]]).isin(self.byproducts)

    @cached_property
    def _exchanged(self) -> np.ndarray:
        arcs = self.model.arcs[self._by_arc]
        weights = np.zeros(len(self.model.program.columns))
        weights[arcs["column"].to_numpy()] = self._goods["mass"].reindex(arcs["commodity"]).to_numpy(float)
        return weights

    def counts(self, network: Network, point: Point) -> dict[str, float]:
        """Count firms and the pairs of them that exchange something in a solved state."""
        arcs = self.model.arcs.assign(by=self._by_arc)[used(network, point)]
        kind = self._goods["kind"].reindex(arcs["commodity"]).to_numpy()
        linked = arcs[arcs["by"] | np.isin(kind, ["heat", "water"])]
        case, firms = self.model.case, self.model.case.park.enterprises
        taking_part = pd.concat([case.units["enterprise"], case.ports["enterprise"], arcs["from"], arcs["to"]])
        there = firms["status"].isin([*ACTIVE_STATUSES, ""]) | firms["id"].isin(taking_part)
        return {
            "S_n": float(there.sum()),
            "L": float(len(linked[["from", "to"]].drop_duplicates())),
            "L_b": float(len(arcs.loc[arcs["by"], ["from", "to"]].drop_duplicates())),
            "S_linked": float(firms["id"].isin(pd.concat([arcs["from"], arcs["to"]])).sum()),
        }

    def values(self, network: Network, point: Point) -> dict[str, float]:
        """Return every variable of a solved state, in its unit a year; what is below rounding counts as none."""
        sums = {name: float(weights @ point.values) for name, weights in self.weights.items()}
        scale = {name: float(np.abs(weights * point.values).sum()) for name, weights in self.weights.items()}
        plain = {name: 0.0 if abs(total) <= 1e-9 * max(scale[name], 1.0) else total for name, total in sums.items()}
        return plain | self.counts(network, point)
