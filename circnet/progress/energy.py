"""Energy of units against the benchmark 标杆 and the baseline 基准 of their product, and the sectors they make up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.case import Case, all_lines, prepare
from circnet.park import Catalog, Park
from circnet.progress.judge import CONFIRMED
from circnet.progress.measure import weakest
from circnet.progress.standards import Standards

__all__ = ["LEVELS", "Energy", "energy_levels", "levels_of", "sector_shares", "two_high_units"]

LEVELS = ("benchmark", "baseline", "below", "unknown")
"""At or better than the benchmark; between it and the baseline; worse than the baseline; cannot be judged."""
COLUMNS = (
    ["unit", "enterprise", "technology", "product", "capacity", "specific", "unit_of_specific", "benchmark", "baseline",
     "edition", "deadline", "level", "basis", "source", "confirmed", "note"],
    ["sector", "level", "capacity_share", "enterprise_share", "enterprises", "confirmed"],
    ["id", "sector", "level", "year", "value", "capacity_share", "enterprise_share", "unknown_share", "status"],
    ["unit", "enterprise", "technology", "industry", "capacity", "basis"],
)  # fmt: skip
"""Columns of the tables of `Energy`, in its order."""
_UNITS = {"kgce/t": 1000.0, "kgce/kg": 1.0, "kWh/t": 1000.0, "kgce/weight case (50 kg)": 50.0}
"""What a figure per t, in tce or MWh, is multiplied by."""


@dataclass(frozen=True, eq=False)
class Energy:
    """Energy levels of a park.

    Attributes
    ----------
    units
        ``unit, enterprise, technology, product, capacity, specific, unit_of_specific, benchmark, baseline, edition,
        deadline, level, basis, source, confirmed, note``: specific energy of the unit's own recipe. ``confirmed`` where
        both the recipe's energy and the published levels are reported or published.
    sectors
        ``sector, level, capacity_share, enterprise_share, enterprises, confirmed``, shares in %: of the capacity, and
        of the enterprises (one counts at its worst unit).
    targets
        Targets of sectors: ``id, sector, level, year, value, capacity_share, enterprise_share, unknown_share, status``.
    two_high
        ``unit, enterprise, technology, industry, capacity, basis``: units of industries of high energy use and
        emissions.
    """

    units: pd.DataFrame
    sectors: pd.DataFrame
    targets: pd.DataFrame
    two_high: pd.DataFrame


def levels_of(
    park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None, year: int | None = None
) -> Energy:
    """Hold every unit that runs against the energy levels of its product.

    Parameters
    ----------
    park, catalog
        The park and the catalog with its ``benchmarks``.
    standards
        Which figure a technology is held against, and the sectors.
    settings
        Statuses to include.
    year
        Of the judgement (default: the park's data); editions that are younger do not count.
    """
    if park.units.empty:
        return Energy(*(pd.DataFrame(columns=columns) for columns in COLUMNS))
    case = prepare(park, catalog, settings or Settings())
    year = year or park.info.year
    units = energy_levels(case, standards, year)
    sectors = sector_shares(units, standards)
    return Energy(units, sectors, _targets(sectors, standards), two_high_units(case, standards))


def energy_levels(case: Case, standards: Standards, year: int | None = None) -> pd.DataFrame:
    """Return the specific energy of each unit and its level; see `Energy.units`."""
    held = standards.benchmark_of.merge(_figures(case, year), on=["product", "process"], how="left")
    size = case.park.units.set_index("id")[["capacity", "throughput"]]
    table = case.units[["unit", "enterprise", "technology"]].merge(held, on="technology")
    capacity = size["capacity"].fillna(size["throughput"]).reindex(table["unit"]).to_numpy()
    table = table.assign(capacity=capacity).merge(_specific(case, table, standards), on="unit", how="left")
    factor = table["unit_of_specific"].map(_UNITS)
    specific = (table["energy"] * factor).where(table["boundary"] != "none")
    known = specific.notna() & table["benchmark"].notna() & table["baseline"].notna()
    level = np.select(
        [~known, specific <= table["benchmark"], specific <= table["baseline"]], ["unknown", *LEVELS[:2]], "below"
    )
    confirmed = known & table["basis_of_level"].isin(CONFIRMED) & table["basis"].isin(CONFIRMED)
    table = table.assign(specific=specific, level=level, confirmed=confirmed, note=_notes(table, known))
    texts = dict.fromkeys(("unit_of_specific", "edition", "deadline", "basis", "source", "note"), "")
    return table[COLUMNS[0]].fillna(texts).sort_values(["product", "enterprise", "unit"]).reset_index(drop=True)


def _notes(table: pd.DataFrame, known: pd.Series) -> pd.Series:
    old = ~known & table["note"].eq("") & table["benchmark"].isna()
    return table["note"].where(~old, "edition")


def _figures(case: Case, year: int | None) -> pd.DataFrame:
    """Published levels that hold in a year, in the units of `_UNITS`; a young edition has none to give."""
    table = case.catalog.benchmarks
    began = table["edition"].str.extract(r"(20\d\d)")[0].astype(float)
    table = table[~(began > (year or np.inf))]
    return table.rename(columns={"unit": "unit_of_specific", "basis": "basis_of_level"})[
        ["product", "process", "benchmark", "baseline", "unit_of_specific", "edition", "deadline", "basis_of_level",
         "source"]
    ]  # fmt: skip


def _specific(case: Case, held: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Energy per unit of the reference: what the own recipe uses less what counts as a credit; weakest basis of it."""
    goods = case.catalog.commodities.set_index("id")
    energy = standards.members.loc[standards.members["sum"] == "energy", "commodity"]
    lines = all_lines(case.activities[case.activities["own"]], case.park, case.catalog)
    lines = lines[lines["commodity"].isin(energy)].merge(held[["unit", "product", "boundary"]], on="unit")
    kind = goods["kind"].reindex(lines["commodity"]).to_numpy()
    lines = lines[lines["commodity"].ne(lines["product"])].assign(kind=kind[lines["commodity"].ne(lines["product"])])
    used = lines["coefficient"] < 0
    credit = lines["boundary"].eq("net") | (lines["boundary"].eq("heat_credited") & lines["kind"].eq("heat"))
    power = lines["boundary"].eq("electricity")
    lines = lines[(used & (~power | lines["kind"].eq("electricity"))) | (~used & credit)]
    per = goods["tce_per_unit"].reindex(lines["commodity"]).fillna(0.0).to_numpy()
    weight = np.where(lines["boundary"].eq("electricity"), 1.0, per)
    lines = lines.assign(energy=-lines["coefficient"] * weight)
    grouped = lines.groupby("unit")
    return pd.DataFrame({"energy": grouped["energy"].sum(), "basis": grouped["basis"].agg(weakest)}).reset_index()


def sector_shares(units: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return the share of capacity and of enterprises at each level, per sector that the park has; see `Energy`."""
    listed = standards.sectors.assign(product=standards.sectors["products"].str.split(";")).explode("product")
    table = units.merge(listed[["id", "product"]].rename(columns={"id": "sector"}), on="product")
    if table.empty:
        return pd.DataFrame(columns=COLUMNS[1])
    table = table.assign(rank=table["level"].map({"benchmark": 0, "baseline": 1, "unknown": 2, "below": 3}))
    firms = table.sort_values("rank").groupby(["sector", "enterprise"]).tail(1)
    counted = firms.groupby(["sector", "level"]).size()
    sizes = table.groupby(["sector", "level"])["capacity"].sum()
    names = pd.MultiIndex.from_product([[s for s in listed["id"].unique() if s in set(table["sector"])], LEVELS])
    sizes, counted = sizes.reindex(names, fill_value=0.0), counted.reindex(names, fill_value=0)
    total, number = sizes.groupby(level=0).transform("sum"), counted.groupby(level=0).transform("sum")
    sure = table.groupby("sector")["confirmed"].all()
    found = pd.DataFrame({
        "capacity_share": 100.0 * sizes / total.where(total > 0), "enterprise_share": 100.0 * counted / number,
        "enterprises": counted,
    }).rename_axis(["sector", "level"]).reset_index()  # fmt: skip
    return found.assign(confirmed=sure.reindex(found["sector"]).to_numpy())


def _targets(sectors: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Targets of sectors that the park has; judged only where every unit's level is confirmed."""
    targets = standards.targets[standards.targets["level"].isin(LEVELS[:2])]
    targets = targets[["id", "sector", "level", "year", "value"]]
    reached = sectors.assign(benchmark=sectors["level"].eq("benchmark"), known=sectors["level"].ne("unknown"),
                             baseline=sectors["level"].isin(LEVELS[:2]))  # fmt: skip
    rows = []
    for target in targets.to_dict("records"):
        own = reached[reached["sector"] == target["sector"]]
        if own.empty:
            continue
        at = own[own[target["level"]]]
        unknown = float(own.loc[~own["known"], "enterprise_share"].sum())
        share = float(at["enterprise_share"].sum())
        sure = bool(own["confirmed"].all()) and not unknown
        status = ("met" if share >= target["value"] else "not_met") if sure else "to_be_confirmed"
        rows.append(target | {"capacity_share": float(at["capacity_share"].sum()), "enterprise_share": share,
                              "unknown_share": unknown, "status": status})  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS[2])


def two_high_units(case: Case, standards: Standards) -> pd.DataFrame:
    """Return the units of industries of high energy use and high emissions; see `Energy.two_high`."""
    industry = case.catalog.technologies.set_index("id")["industry"].reindex(case.units["technology"]).fillna("")
    listed = standards.two_high.sort_values("industry")
    match = [next((code for code in listed["industry"] if name.startswith(code)), "") for name in industry]
    size = case.park.units.set_index("id")[["capacity", "throughput"]]
    table = case.units[["unit", "enterprise", "technology"]].assign(industry=match)
    table = table.assign(capacity=size["capacity"].fillna(size["throughput"]).reindex(table["unit"]).to_numpy())
    table = table[table["industry"].ne("")]
    basis = listed.set_index("industry")["basis"].reindex(table["industry"]).to_numpy()
    return table.assign(basis=basis).sort_values(["industry", "enterprise", "unit"]).reset_index(drop=True)
