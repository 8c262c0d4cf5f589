"""New plants: which technologies could come to a park, where in it they would stand, and the park with them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.chemistry import parse_composition
from circnet.coupling.model import Model
from circnet.gaps.alone import scales, traded
from circnet.network.freight import haulage
from circnet.park import Catalog, Park
from circnet.schema import PARK_TABLES

PREFIX = "new--"
"""A new plant of technology t is the enterprise and the unit ``new--t``."""
_AIR = {"O2", "N2", "Ar", "H2O", "CO2"}
_DEPOSIT = 0.5
"""Units of an ambient good other than air per unit made, from which a technology lives on a deposit."""
_NEAR_KM = 30.0
_PULL = 10.0
"""How much more a good that goes no further than `_NEAR_KM` counts in the choice of a place."""
_MINOR = 0.05
_UNTIED = ("ambient", "emission", "electricity", "water")


def own_inputs(catalog: Catalog) -> pd.DataFrame:
    """Return what a works makes for itself where no hub sells it: ``technology, commodity, price`` (CNY per unit).

    Goods that technologies of role ``utility`` are there for (steam, softened water), and gases worth less than a
    twentieth of what the technology makes (the hydrogen chloride of a polysilicon works), at the catalog's price.
    """
    goods, table, lines = catalog.commodities.set_index("id"), catalog.technologies, traded(catalog)
    price = lines["commodity"].map(goods["price"])
    value = lines["coefficient"] * price.fillna(0.0).abs()
    made = value.clip(lower=0.0).groupby(lines["technology"]).sum()
    minor = lines["commodity"].map(goods["kind"]).eq("gas") & (-value < _MINOR * lines["technology"].map(made))
    utility = lines["commodity"].isin(table.loc[table["role"] == "utility", "reference"])
    sold = lines["commodity"].isin(catalog.prices.loc[catalog.prices["buy"].notna(), "commodity"])
    own = (lines["coefficient"] < 0) & (utility | minor) & ~sold & price.notna()
    return lines.loc[own, ["technology", "commodity"]].assign(price=price[own]).reset_index(drop=True)


def ruled_out(model: Model, offered: pd.DataFrame) -> pd.DataFrame:
    """Return technologies that no new plant of the park can run, and why.

    Parameters
    ----------
    model
        The park's model; its catalog is the effective one.
    offered
        `circnet.gaps.crossing` rows on offer inside.

    Returns
    -------
    pandas.DataFrame
        ``technology, reason, commodity``: ``utility`` (serves its own works only), ``deposit`` (lives on a mineral in
        the ground), ``feedstock`` (neither the park nor a market carries it, nor a substitute).
    """
    catalog, park = model.case.catalog, model.case.park
    table = catalog.technologies
    utility = table.loc[table["role"] == "utility", ["id"]].rename(columns={"id": "technology"})
    used = traded(catalog)
    used = used.loc[used["coefficient"] < 0, ["technology", "commodity"]].drop_duplicates()
    sold = catalog.prices.loc[catalog.prices["buy"].notna(), "commodity"]
    named = park.markets.loc[park.markets["buy_price"].notna() & (park.markets["enterprise"] == ""), "commodity"]
    had = set(offered["commodity"]) | set(model.case.side("supply")["commodity"]) | set(named)
    swaps = catalog.substitutions[catalog.substitutions["accepts"].isin(had) & (catalog.substitutions["ratio"] > 0)]
    swaps = swaps[np.minimum(swaps["max_share"].fillna(1.0), 1.0 / swaps["ratio"]) * swaps["ratio"] >= 1.0]
    known = had | set(sold) | set(swaps["replaces"])
    own = pd.MultiIndex.from_frame(own_inputs(catalog)[["technology", "commodity"]])
    absent = used[~used["commodity"].isin(known) & ~pd.MultiIndex.from_frame(used).isin(own)]
    parts = [
        utility.assign(reason="utility", commodity=""),
        _on_deposits(catalog).assign(reason="deposit"),
        absent.assign(reason="feedstock"),
    ]
    parts = [part for part in parts if len(part)] or parts[:1]
    return (
        pd.concat(parts, ignore_index=True)[["technology", "reason", "commodity"]]
        .sort_values(["technology", "commodity"])
        .drop_duplicates("technology")
        .reset_index(drop=True)
    )


def _on_deposits(catalog: Catalog) -> pd.DataFrame:
    goods = catalog.commodities[catalog.commodities["kind"] == "ambient"]
    mineral = [
        good
        for good, composition in zip(goods["id"], goods["composition"].fillna(""), strict=True)
        if not composition or not {formula for formula, _ in parse_composition(composition)} <= _AIR
    ]
    lines = catalog.recipes[catalog.recipes["commodity"].isin(mineral) & (catalog.recipes["coefficient"] <= -_DEPOSIT)]
    return lines[["technology", "commodity"]]


def sites(catalog: Catalog, technologies: pd.Series, crossing: pd.DataFrame) -> pd.Series:
    """Return beside which firm each new plant would stand; a technology that meets nobody's goods is absent.

    The firm with the largest value of goods that the plant would take from it or bring to it, what travels no further
    than 30 km counted tenfold: a duct of sulphur dioxide ties a plant to its neighbour, a truck of ingots does not.
    """
    goods = catalog.commodities.set_index("id")
    lines = catalog.recipes[catalog.recipes["technology"].isin(technologies)]
    lines = lines[~lines["commodity"].map(goods["kind"]).isin(_UNTIED)]
    met = lines[["technology", "commodity", "coefficient"]].merge(crossing, on="commodity")
    met = met[(met["coefficient"] < 0) == (met["side"] == "offered")]
    hauls = haulage(catalog)
    reach = hauls[hauls["between"] != "hub"].groupby("commodity")["max_km"].max()
    near = met["commodity"].map(reach).fillna(0.0) <= _NEAR_KM
    most = met["coefficient"].abs() * met["technology"].map(scales(catalog)["high"]).fillna(1e9)
    worth = met["commodity"].map(goods["price"].abs()).fillna(1.0).clip(lower=1.0)
    met = met.assign(value=np.fmin(met["amount"], most) * worth * np.where(near, _PULL, 1.0))
    summed = met.groupby(["technology", "enterprise"], as_index=False)["value"].sum()
    summed = summed.sort_values(["technology", "value", "enterprise"], ascending=[True, False, True])
    return summed.drop_duplicates("technology").set_index("technology")["enterprise"]


def new_plants(model: Model, crossing: pd.DataFrame, technologies: pd.Series) -> pd.DataFrame:
    """Return the new plants of some technologies: ``technology, enterprise, host, lat, lon, park``.

    They stand beside their host (`sites`), else at the centroid of the park's firms.
    """
    park = model.case.park
    where = park.enterprises.set_index("id")[["lat", "lon", "park"]]
    host = technologies.map(sites(model.case.catalog, technologies, crossing)).astype("str").replace("nan", "")
    beside = where.reindex(host)
    centre = where[["lat", "lon"]].mean()
    return pd.DataFrame({
        "technology": technologies.to_numpy(), "enterprise": (PREFIX + technologies).to_numpy(),
        "host": host.to_numpy(),
        "lat": beside["lat"].fillna(centre["lat"]).to_numpy(), "lon": beside["lon"].fillna(centre["lon"]).to_numpy(),
        "park": beside["park"].fillna(where["park"].iloc[0] if len(where) else park.info.id).to_numpy(),
    })  # fmt: skip


def with_plants(park: Park, catalog: Catalog, plants: pd.DataFrame) -> Park:
    """Write new plants into a park: an enterprise and a unit each, with `own_inputs` at the catalog's price.

    Parameters
    ----------
    park
        The park.
    catalog
        Its effective catalog.
    plants
        As `new_plants`; optional ``capacity, throughput`` (units of the reference good a year), else the unit is free
        from zero.
    """
    named = catalog.technologies.set_index("id").reindex(plants["technology"])
    firms = plants.assign(
        id=plants["enterprise"], name_zh=named["name_zh"].to_numpy(), name_en=named["name_en"].to_numpy(),
        status="operating", location_basis="beside host", basis="assumed",
    )  # fmt: skip
    sized = {name: plants.get(name, np.nan) for name in ("capacity", "throughput")}
    units = plants.assign(
        id=plants["enterprise"], role="main", status="operating", basis="assumed", minimum=0.0, **sized
    )
    if "capacity" not in plants:
        units = units.assign(capacity=1e12)
    markets = own_inputs(catalog).merge(plants, on="technology").rename(columns={"price": "buy_price"})
    markets = markets.assign(basis="assumed")
    added = {"enterprises": firms, "units": units, "markets": markets}
    return park.replace(**{name: _stacked(park, name, rows) for name, rows in added.items()})


def _stacked(park: Park, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    spec = PARK_TABLES[name]
    fresh = spec.frame(rows[[column for column in rows if column in spec.columns]])
    old = getattr(park, name)
    fresh = fresh.reindex(columns=old.columns) if len(old) else fresh
    return pd.concat([old, fresh], ignore_index=True) if len(old) else fresh.reset_index(drop=True)
