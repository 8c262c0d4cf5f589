"""The sets of the coupling model: which units run, what they make and use, who can give and take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from circnet.coupling.settings import Settings
from circnet.heat import heat_ports, with_heat_ports
from circnet.keys import Pairs, among, name_of
from circnet.park import Catalog, Park, catalog_of
from circnet.park.running import RUNNING, STOPPED, runs

__all__ = [
    "RUNNING",
    "SIDES",
    "Case",
    "all_lines",
    "balance_sides",
    "prepare",
    "recipe_lines",
    "running_ports",
    "running_units",
    "unit_activities",
    "with_accepted",
]

SIDES = ["enterprise", "commodity"]


@dataclass(frozen=True)
class Case:
    """A park made ready for the model.

    Attributes
    ----------
    park, catalog, settings
        What was asked; the catalog is the park's effective one.
    units
        ``unit, enterprise, technology, role, lower, upper, grade``: units that take part and the bounds of their
        activity, in units of the reference commodity per year.
    activities
        ``activity, unit, enterprise, technology, own, max_share, cost``: a unit's own recipe and its variants;
        cost in CNY per unit of activity.
    lines
        ``activity, enterprise, commodity, coefficient, own``: recipe lines without ambient commodities.
    ports
        ``port, enterprise, commodity, direction, lower, upper``.
    sides
        ``enterprise, commodity, side, genuine, accepted, passes_on``: the balance rows; ``genuine`` when the unit's
        own recipe or a port asks for it, ``accepted`` when only a substitution or a higher heat grade does.
    pairs
        Numbers of firms with goods, sorted as ``sides`` is; what may be accepted is among the goods.
    """

    park: Park
    catalog: Catalog
    settings: Settings
    units: pd.DataFrame
    activities: pd.DataFrame
    lines: pd.DataFrame
    ports: pd.DataFrame
    sides: pd.DataFrame
    pairs: Pairs

    @cached_property
    def goods(self) -> pd.DataFrame:
        """The catalog's commodities by their id."""
        return self.catalog.commodities.set_index("id")

    @cached_property
    def hubs(self) -> pd.Series:
        """Firms that pass on what they have not made."""
        return _hubs(self.park)

    @cached_property
    def line_pairs(self) -> np.ndarray:
        """Numbers of the firm and good of each line among `pairs`."""
        return self.pairs.of(self.lines)

    @cached_property
    def line_activities(self) -> np.ndarray:
        """Positions among ``activities`` of the activity of each line."""
        return pd.Index(self.activities["activity"]).get_indexer(self.lines["activity"])

    @cached_property
    def port_pairs(self) -> np.ndarray:
        """Numbers of the firm and good of each port among `pairs`."""
        return self.pairs.of(self.ports)

    @cached_property
    def suppliers(self) -> pd.DataFrame:
        """Who can send what to a neighbour: ``enterprise, commodity``.

        A utility's own product (its boiler's steam) does not go to neighbours unless the park names a link or an arc.
        """
        return _suppliers(self)

    @cached_property
    def _sides(self) -> dict[str, pd.DataFrame]:
        return {side: self.sides[self.sides["side"].isin([side, "both"])] for side in ("supply", "demand")}

    @cached_property
    def side_pairs(self) -> np.ndarray:
        """Numbers of the firm and good of each balance row among `pairs`."""
        return self.pairs.of(self.sides)

    @cached_property
    def _numbers(self) -> dict[str, np.ndarray]:
        return {side: self.side_pairs[rows.index] for side, rows in self._sides.items()}

    @cached_property
    def row_names(self) -> pd.Series:
        """Names of the balance rows, in the order of ``sides``."""
        return name_of(self.sides["side"], self.sides["enterprise"], self.sides["commodity"])

    @cached_property
    def _rows(self) -> dict[str, tuple[pd.Index, np.ndarray]]:
        return {side: (pd.Index(self.numbers(side)), rows.index.to_numpy()) for side, rows in self._sides.items()}

    def rows(self, side: str, numbers: np.ndarray) -> np.ndarray:
        """Positions among ``sides`` of the balance rows of one side by their numbers among `pairs`; -1 for none."""
        known, position = self._rows[side]
        return np.append(position, -1)[known.get_indexer(numbers)]

    def numbers(self, side: str) -> np.ndarray:
        """Numbers of the balance rows of one side among `pairs`."""
        return self._numbers[side]

    def side(self, side: str) -> pd.DataFrame:
        """Balance rows of one side; a firm that passes on has one row, which counts for both."""
        return self._sides[side]


def prepare(park: Park, catalog: Catalog, settings: Settings) -> Case:
    """Build the sets of the model.

    Parameters
    ----------
    park
        One park, or several joined.
    catalog
        The whole catalog; the park's own tables are laid over it.
    settings
        Statuses to include, whether activities are free, and whether heat streams become ports.
    """
    if settings.heat_streams:
        park = with_heat_ports(park, heat_ports(park, catalog).ports)
    effective = catalog_of(park, catalog)
    units = running_units(park, settings)
    activities = unit_activities(units, effective)
    lines = recipe_lines(activities, park, effective)
    ports = running_ports(park, effective, settings)
    sides = balance_sides(park, lines, ports)
    goods = effective.commodities["id"], effective.substitutions["accepts"], sides["commodity"]
    firms = park.enterprises["id"], sides["enterprise"]
    pairs = Pairs(*(pd.Index(sorted({name for column in columns for name in column.tolist()}))
                    for columns in (firms, goods)))  # fmt: skip
    return Case(park, effective, settings, units, activities, lines, ports, sides, pairs)


def _hubs(park: Park) -> pd.Series:
    return park.enterprises.loc[park.enterprises["passes_on"].astype(bool), "id"]


def running_units(park: Park, settings: Settings) -> pd.DataFrame:
    """Units that take part, with the bounds of their activity.

    Utilities run between 0 and capacity. Others are fixed at their throughput, unless it is blank or the
    settings free them; units brought in by status run at ``restart_throughput``.
    """
    table = park.units
    running = runs(table)
    included = ~running & table["status"].isin(settings.include)
    table = table.assign(included=included)[running | included]
    load = table["throughput"].where(~table["included"], table["restart_throughput"].fillna(table["throughput"]))
    # Without a capacity a real park's unit goes no further than its known load; a hand-written one has no limit.
    ceiling = table["capacity"].fillna(load) if park.info.catalog else table["capacity"]
    fixed = load.notna() & (table["role"] != "utility") & (not settings.flexible)
    least = table["minimum"].fillna(0.0).where(table["role"] != "utility", 0.0)
    return pd.DataFrame({
        "unit": table["id"],
        "enterprise": table["enterprise"],
        "technology": table["technology"],
        "role": table["role"],
        "lower": load.where(fixed, least),
        "upper": load.where(fixed, ceiling.fillna(np.inf)),
        "grade": table["grade"],
    }).reset_index(drop=True)  # fmt: skip


def unit_activities(units: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Each unit's own recipe, and every technology that is a variant of it."""
    cost = catalog.technologies.set_index("id")["om_cny_per_unit"].reindex(units["technology"])
    own = units.assign(own=True, max_share=1.0, cost=cost.fillna(0.0).to_numpy())
    variants = units.merge(_variants(catalog), left_on="technology", right_on="base")
    variants = variants.assign(
        technology=variants["id"],
        own=False,
        max_share=variants["max_share"].fillna(1.0),
        cost=variants["om_cny_per_unit"].fillna(0.0) + variants["switch_cost"].fillna(0.0),
    )
    columns = ["unit", "enterprise", "technology", "own", "max_share", "cost", "grade", "role"]
    own = own.assign(activity=own["unit"])[[*columns, "activity"]]
    variants = variants.assign(activity=name_of(variants["unit"], variants["technology"]))[own.columns]
    table = pd.concat([own, variants], ignore_index=True) if len(variants) else own
    return table.astype({"own": bool})


@lru_cache(maxsize=4)
def _variants(catalog: Catalog) -> pd.DataFrame:
    """Variants by what they are a ``base`` of."""
    listed = catalog.technologies[catalog.technologies["variant_of"].fillna("") != ""]
    listed = listed.assign(base=listed["variant_of"].str.split(";")).explode("base")
    listed = listed.assign(base=listed["base"].str.strip())
    return listed[["id", "base", "switch_cost", "max_share", "om_cny_per_unit"]]


def all_lines(activities: pd.DataFrame, park: Park, catalog: Catalog, but: pd.Series | None = None) -> pd.DataFrame:
    """Recipe lines of every activity; a park's figures for a unit replace the catalog's for its own recipe.

    Parameters
    ----------
    but
        Commodities that are left out; none if absent.
    """
    base = activities.merge(catalog.recipes[["technology", "commodity", "coefficient", "basis"]], on="technology")
    overrides = park.recipes[park.recipes["technology"].isin(activities["unit"])]
    overrides = overrides.rename(columns={"technology": "unit"})[["unit", "commodity", "coefficient", "basis"]]
    if len(overrides):
        own = activities[activities["own"]].merge(overrides, on="unit")
        taken = pd.MultiIndex.from_frame(own[["activity", "commodity"]])
        base = base[~pd.MultiIndex.from_frame(base[["activity", "commodity"]]).isin(taken)]
        base = pd.concat([base, own], ignore_index=True)
    columns = ["activity", "unit", "enterprise", "technology", "commodity", "coefficient", "own", "role"]
    keep = base["coefficient"] != 0 if but is None else (base["coefficient"] != 0) & ~base["commodity"].isin(but)
    return base.loc[keep, [*columns, "grade", "basis"]].reset_index(drop=True)


def recipe_lines(activities: pd.DataFrame, park: Park, catalog: Catalog) -> pd.DataFrame:
    """Lines that need a balance: ambient goods come from and go to the surroundings."""
    ambient = catalog.commodities.loc[catalog.commodities["kind"] == "ambient", "id"]
    return all_lines(activities, park, catalog, ambient)


def running_ports(park: Park, catalog: Catalog, settings: Settings) -> pd.DataFrame:
    """Ports of firms that are not stopped, with bounds; a blank maximum is no limit."""
    status = park.enterprises.set_index("id")["status"].reindex(park.ports["enterprise"]).to_numpy()
    stopped = np.isin(status.astype(str), [s for s in STOPPED if s not in settings.include])
    ambient = park.ports["commodity"].isin(catalog.commodities.loc[catalog.commodities["kind"] == "ambient", "id"])
    table = park.ports[~stopped & ~ambient.to_numpy()].reset_index(drop=True)
    return pd.DataFrame({
        "port": [f"port{i}" for i in range(len(table))],
        "enterprise": table["enterprise"],
        "commodity": table["commodity"],
        "direction": table["direction"],
        "lower": table["minimum"].fillna(0.0),
        "upper": table["maximum"].fillna(np.inf),
        "grade": table["grade"],
    })  # fmt: skip


def balance_sides(park: Park, lines: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """The balance rows: a supply and a demand side per firm and commodity, one row for firms that pass on."""
    named, amount = lines[[*SIDES, "own"]].rename(columns={"own": "genuine"}), lines["coefficient"]
    parts = [
        named[amount > 0].assign(side="supply"),
        named[amount < 0].assign(side="demand"),
        ports[[*SIDES, "direction"]].rename(columns={"direction": "side"}).assign(genuine=True),
    ]
    hubs = _hubs(park)
    if len(hubs):
        through = pd.concat([*_touched(park), park.markets[SIDES]], ignore_index=True)
        parts.append(through[through["enterprise"].isin(hubs)].assign(side="both", genuine=True))
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    table = table.assign(passes_on=table["enterprise"].isin(hubs))
    table["side"] = table["side"].where(~table["passes_on"], "both")
    firm, good, side = (pd.factorize(table[column], sort=True)[0] for column in (*SIDES, "side"))
    key = (firm * (1 + good.max(initial=0)) + good) * (1 + side.max(initial=0)) + side
    _, first, row = np.unique(key, return_index=True, return_inverse=True)
    genuine = np.zeros(len(first), dtype=bool)
    genuine[row[table["genuine"].to_numpy(bool)]] = True
    found = table[[*SIDES, "side", "passes_on"]].take(first).reset_index(drop=True)
    found.insert(3, "genuine", genuine)
    return found.assign(accepted=False)


def _touched(park: Park) -> list[pd.DataFrame]:
    """Who sends and who receives what on links and arcs that the park names."""
    return [table.rename(columns={end: "enterprise"})[SIDES]
            for table in (park.links, park.arcs) for end in ("from", "to")]  # fmt: skip


def with_accepted(case: Case, offers: pd.DataFrame) -> Case:
    """Add demand rows for what firms would take in place of something else (``enterprise, accepts``)."""
    if offers.empty:
        return case
    wanted = case.pairs.of(offers, good="accepts")
    numbers = np.unique(wanted[~among(wanted, case.numbers("demand"))])
    if not len(numbers):
        return case
    new = case.pairs.table(numbers).assign(side="demand", genuine=False, passes_on=False, accepted=True)
    sides = pd.concat([case.sides, new], ignore_index=True)
    numbers = np.append(case.side_pairs, numbers)
    order = np.lexsort([pd.factorize(sides["side"], sort=True)[0], numbers])
    return replace(case, sides=sides.take(order).reset_index(drop=True))


def _suppliers(case: Case) -> pd.DataFrame:
    positive = (case.lines["coefficient"] > 0).to_numpy()
    made, of_units = case.lines.loc[positive, ["technology", "commodity", "role"]], case.line_pairs[positive]
    reference = case.catalog.technologies.set_index("id")["reference"]
    own_utility = (made["role"] == "utility") & (
        made["commodity"].to_numpy() == reference.reindex(made["technology"]).to_numpy()
    )
    named = pd.concat([case.park.links, case.park.arcs], ignore_index=True)[["from", "commodity"]]
    pairs = case.pairs
    sent = np.unique(np.concatenate([
        of_units[~own_utility.to_numpy() | among(of_units, pairs.of(named, "from"))],
        case.port_pairs[(case.ports["direction"] == "supply").to_numpy()],
        case.side_pairs[case.sides["passes_on"].to_numpy()],
    ]))  # fmt: skip
    return pairs.table(sent)
