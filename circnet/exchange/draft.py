"""A unit drafted from the catalog: product and capacity give technology, inputs, by-products, heat and water."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.errors import UsageFault
from circnet.exchange.rows import reference_of
from circnet.park.book.amounts import read_amount
from circnet.park.book.cells import Reference
from circnet.park.book.measures import Trouble, factor
from circnet.park.faults import nearest
from circnet.park.folder import completed
from circnet.park.park import Park, ParkInfo
from circnet.schema import PARK_TABLES
from circnet.text import t

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["Draft", "draft", "with_draft"]

HOURS = 8000.0
"""Hours a year that a drafted heat stream is taken to run."""

_GROUPS = {
    "heat": "heat",
    "electricity": "power",
    "water": "water",
    "waste": "waste",
    "emission": "waste",
    "ambient": "waste",
}


@dataclass(frozen=True)
class Draft:
    """A unit as the catalog would have it; every row is marked estimated.

    Parameters
    ----------
    technology : str
        The technology taken.
    others : tuple of str
        Other technologies for the same product, the likeliest first.
    capacity : float
        In `unit` per year.
    unit : str
        Of the technology's reference good.
    flows : DataFrame
        ``group, commodity, amount, unit, per_unit, low, high, basis, source``: amounts a year at full capacity, +
        made, - used; `group` is product, by_product, input, heat, power, water or waste; `low`, `high` per unit.
    tables : dict of str to DataFrame
        Rows of `units`, `recipes` and `streams` for a park.
    """

    technology: str
    others: tuple[str, ...]
    capacity: float
    unit: str
    flows: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def draft(catalog: Catalog, name: str, capacity: str, enterprise: str = "firm", lang: str = "zh") -> Draft:
    """Draft a unit.

    Parameters
    ----------
    catalog : Catalog
        What counts: of a park, its effective catalog.
    name : str
        A technology or a product, by id or by name in either language.
    capacity : str
        Per year, as one writes it: ``300000``, ``30万吨``, ``900 t/d``.
    enterprise : str
        Id of the firm.
    lang : str
        Of the note beside each row.

    Raises
    ------
    UsageFault
        `no_draft` if nothing is called so; `bad_capacity` if the capacity cannot be read, or does not say its basis.
    """
    reference = reference_of(Park.of(ParkInfo("draft", "", ""), {}), catalog)
    chosen = _technologies(catalog, reference, name.strip())
    amounts = {id_: _capacity(capacity, id_, reference) for id_ in chosen}
    technologies = catalog.technologies.drop_duplicates("id").set_index("id")
    order = sorted(chosen, key=lambda id_: (*_fitness(technologies.loc[id_], amounts[id_]), id_))
    taken, *others = order
    tables, flows = _drafted(catalog, technologies.loc[taken], amounts[taken], enterprise, lang)
    good = reference.reference_good(taken)
    return Draft(taken, tuple(others), amounts[taken], good.unit if good is not None else "", flows, tables)


def _technologies(catalog: Catalog, reference: Reference, name: str) -> list[str]:
    """Return the technologies that a name means: its own, or those that make the product."""
    found = reference.names.find(name, ["technologies"]).id
    if found in reference.names.ids["technologies"]:
        return [found]
    good = reference.names.find(name, ["commodities"]).id
    makers = catalog.technologies.loc[catalog.technologies["reference"].eq(good), "id"]
    makes = catalog.recipes[catalog.recipes["coefficient"].gt(0)]
    makers = makers[makers.isin(makes.loc[makes["commodity"].eq(good), "technology"])]
    if makers.empty and len(name) > 1:
        makers = _called(catalog, name)
    if makers.empty:
        every = {name for kind in ("commodities", "technologies") for names in reference.names.shown[kind].values()
                 for name in (*names, *names.values())}  # fmt: skip
        near = nearest([name], every)[0]
        raise UsageFault("no_draft", name, f" ({near}?)" if near else "")
    return makers.unique().tolist()


def _called(catalog: Catalog, name: str) -> pd.Series:
    """Return the technologies whose own name, or whose product's, has the word in it."""
    goods, technologies = catalog.commodities, catalog.technologies
    named = [table[["name_zh", "name_en"]].apply(lambda column: column.str.contains(name, case=False, regex=False))
             for table in (goods, technologies)]  # fmt: skip
    products = goods.loc[named[0].any(axis=1), "id"]
    return technologies.loc[named[1].any(axis=1) | technologies["reference"].isin(products), "id"]


def _capacity(text: str, technology: str, reference: Reference) -> float:
    """Return a capacity in the unit of the technology's reference good."""
    good, amount = reference.reference_good(technology), read_amount(text)
    unit = good.unit if good is not None else "t"
    if good is None or amount is None or not 0 < amount.value < math.inf:
        raise UsageFault("bad_capacity", text, f"300000 {unit}/a")
    times = factor(amount.unit, "reference/a", good)
    if isinstance(times, Trouble):
        basis = f" {times.expected}" if times.check == "which_basis" else ""
        raise UsageFault("bad_capacity", text, f"{unit}/a{basis}")
    return amount.value * times


def _fitness(technology: pd.Series, capacity: float) -> tuple[int, int, float]:
    """Rank a technology for a capacity: producers before by-routes, base before variants, usual before odd sizes."""
    role = {"producer": 0, "conversion": 1}.get(technology["role"], 2)
    low, typical, high = (technology[name] for name in ("scale_low", "scale_typical", "scale_high"))
    outside = (not math.isnan(low) and capacity < low) or (not math.isnan(high) and capacity > high)
    apart = abs(math.log(capacity / typical)) if typical > 0 else 10.0
    return bool(technology["variant_of"]) * 2 + outside, role, apart


def _drafted(
    catalog: Catalog, technology: pd.Series, capacity: float, enterprise: str, lang: str
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the rows for a park, and the amounts of a year."""
    id_ = str(technology.name)
    goods = catalog.commodities.drop_duplicates("id").set_index("id")
    recipe = catalog.recipes[catalog.recipes["technology"].eq(id_)].reset_index(drop=True)
    coefficient = recipe["coefficient"]
    kind = recipe["commodity"].map(goods["kind"]).astype("str")
    made = np.where(recipe["commodity"].eq(technology["reference"]) & coefficient.gt(0), "product", "by_product")
    group = kind.map(_GROUPS).fillna(pd.Series(np.where(coefficient.gt(0), made, "input"), index=recipe.index))
    group = group.where(made != "product", "product")
    flows = pd.DataFrame({
        "group": group, "commodity": recipe["commodity"], "amount": coefficient * capacity,
        "unit": recipe["commodity"].map(goods["unit"]), "per_unit": coefficient, "low": recipe["low"],
        "high": recipe["high"], "basis": "estimated", "source": recipe["source"],
    })  # fmt: skip
    unit_id, note = f"{enterprise}-{id_}".replace("_", "-"), t("draft_said.note", lang)
    marked = {"basis": "estimated", "note": note}
    own = pd.DataFrame({"id": [unit_id], "enterprise": [enterprise], "technology": [id_], "capacity": [capacity],
                        "source": [technology["source"]]}).assign(**marked)  # fmt: skip
    rows = recipe[["commodity", "coefficient", "source"]].assign(technology=unit_id, **marked)
    streams = catalog.heat_streams[catalog.heat_streams["technology"].eq(id_)]
    heat = pd.DataFrame({
        "enterprise": enterprise, "name": streams["name"], "supply_c": streams["supply_c"],
        "target_c": streams["target_c"], "duty_kw": streams["duty_gj_per_unit"] * capacity * 1e6 / (HOURS * 3600.0),
        "unit": unit_id, "hours": HOURS, "source": streams["source"],
    }).assign(**marked)  # fmt: skip
    tables = {"units": own, "recipes": rows, "streams": heat.reset_index(drop=True)}
    tables = {name: PARK_TABLES[name].frame(table)[list(PARK_TABLES[name].columns)] for name, table in tables.items()}
    return tables, flows


def with_draft(park: Park, catalog: Catalog, found: Draft) -> Park:
    """Return a park with a drafted unit.

    Raises
    ------
    UsageFault
        If the park lacks the firm.
    """
    firm = str(found.tables["units"]["enterprise"].iloc[0])
    known = park.enterprises["id"].tolist()
    if firm not in known:
        raise UsageFault("no_enterprise", firm, ", ".join(known))
    unit_id = str(found.tables["units"]["id"].iloc[0])
    taken = set(park.units["id"])
    free = next(name for name in (unit_id, *(f"{unit_id}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    of_unit = {"units": "id", "recipes": "technology", "streams": "unit"}
    added = {name: table.assign(**{of_unit[name]: free}) for name, table in found.tables.items() if len(table)}
    if "streams" in added:  # names of streams are a firm's own
        added["streams"] = added["streams"].assign(name=free + " " + added["streams"]["name"])
    whole = {
        name: PARK_TABLES[name].frame(pd.concat([park.tables()[name], rows], ignore_index=True))
        for name, rows in added.items()
    }
    return completed(park.replace(**whole), catalog)
