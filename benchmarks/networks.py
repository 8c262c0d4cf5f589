"""Networks of any size to measure with: industrial parks of technologies of the catalog, scattered as China's are.

``python benchmarks/networks.py FIRMS FOLDER [--seed S]`` writes one as a park folder; the benchmarks make theirs in
memory. The same seed gives the same network.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.case import SIDES, prepare
from circnet.coupling.offers import trade_offers
from circnet.park import Catalog, Park, ParkInfo, load_catalog, save_park
from circnet.park.folder import completed

FIRMS_PER_PARK = 40
PARK_RADIUS_KM = 3.0
CHAINS_PER_PARK = 3
_KM_PER_DEGREE = 111.2
_PROVINCE = ("golmud", "delingha", "xining", "lanzhou")
"""Centres around which the parks of a network of up to `PROVINCIAL` firms lie; larger ones lie around all hubs."""
PROVINCIAL = 1_000
_SPREAD_KM = 250.0
_UTILITY = {"steam_hp": "coal_boiler", "steam_mp": "gas_boiler", "steam_lp": "electric_boiler",
            "softened_water": "softening", "demin_water": "demin"}  # fmt: skip
_DEAR, _FEE = 1.5, 0.2
"""Price and fee of a dealer, in prices of the catalog."""
_SIZE_SIGMA = 0.9
"""Standard deviation of the logarithm of a plant's capacity around the typical one of its technology."""


def matching(catalog: Catalog) -> Catalog:
    """Return a catalog in which a good stays itself: no variants of recipes, no substitutes, no utilities.

    At fixed activity its networks are transport problems, one per good.
    """
    plants = catalog.technologies
    kept = plants[(plants["variant_of"] == "") & (plants["role"] != "utility")]
    return catalog.replace(technologies=kept, substitutions=catalog.substitutions[:0])


def network(firms: int, seed: int = 0, catalog: Catalog | None = None) -> Park:
    """Return a network as a park of parks.

    Parameters
    ----------
    firms
        Number of firms, 1 to 100,000 and more.
    seed
        Of the random numbers.
    catalog
        The built-in one if absent.

    Notes
    -----
    Parks of about `FIRMS_PER_PARK` firms lie normally scattered around the catalog's hubs (few or many to a hub, by a
    lognormal weight), the firms within a park normally around its middle. A park has a few chains of the catalog, and
    a firm runs one to three technologies of them; one firm in six sells of a utility, and each has the boilers and
    water plants it needs, and buys dear or clears for a fee what no hub in reach brings or takes. Capacities are
    lognormal around the typical scale of the technology, loads 0.5 to 1 of them. A twentieth of the firms
    already hands a good to a neighbour.
    """
    catalog = catalog or load_catalog()
    rng = np.random.default_rng(seed)
    places = _places(firms, catalog, rng)
    firm = pd.DataFrame({"id": [f"f{i:06d}" for i in range(firms)]}).join(places)
    units = _with_utilities(_units(firm, catalog, rng), catalog)
    enterprises = firm[["id", "lat", "lon", "park"]].assign(name_zh=firm["id"], status="operating", basis="assumed")
    info = ParkInfo(f"made-{firms}-{seed}", f"生成网络 {firms}", f"Generated network of {firms}", year=2025)
    tables = {"enterprises": enterprises, "units": units, "links": _links(firm, units, catalog, rng)}
    park = completed(Park.of(info, tables), catalog)
    return completed(Park.of(info, tables | {"markets": dealers(park, catalog)}), catalog)


def _places(firms: int, catalog: Catalog, rng: np.random.Generator) -> pd.DataFrame:
    """``park, lat, lon, chains`` of each firm."""
    hubs = catalog.hubs[catalog.hubs["id"].isin(_PROVINCE) | (firms > PROVINCIAL)]
    parks = max(1, round(firms / FIRMS_PER_PARK))
    weight = rng.lognormal(0.0, 1.0, len(hubs))
    hub = hubs.iloc[rng.choice(len(hubs), parks, p=weight / weight.sum())]
    middle = hub[["lat", "lon"]].to_numpy(float) + _scatter(parks, _SPREAD_KM, hub["lat"].to_numpy(float), rng)
    size = rng.lognormal(0.0, 0.7, parks)
    of = np.sort(rng.choice(parks, firms, p=size / size.sum()))
    at = middle[of] + _scatter(firms, PARK_RADIUS_KM, middle[of, 0], rng)
    names = np.array([f"p{i:05d}" for i in range(parks)])
    return pd.DataFrame({"park": names[of], "of": of, "lat": at[:, 0].round(5), "lon": at[:, 1].round(5)})


def _scatter(count: int, km: float, lat: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Normal offsets in degrees of latitude and longitude, shape (count, 2)."""
    offset = rng.normal(0.0, km / _KM_PER_DEGREE, (count, 2))
    return offset / np.column_stack([np.ones(count), np.cos(np.radians(lat))])


def _units(firm: pd.DataFrame, catalog: Catalog, rng: np.random.Generator) -> pd.DataFrame:
    """Units of the firms: a few technologies of the chains of their park, and here and there a utility."""
    table = catalog.technologies
    table = table[(table["variant_of"] == "") & table["scale_typical"].notna()].reset_index(drop=True)
    chains = table["chain"].str.split(";").explode().str.strip()
    chain, weights = np.unique(chains, return_counts=True)
    plants = [
        np.array(chains.index[(chains == name) & (table["role"] != "utility").loc[chains.index]]) for name in chain
    ]
    utilities = np.flatnonzero(table["role"] == "utility")
    of_park = [rng.choice(len(chain), CHAINS_PER_PARK, p=weights / weights.sum()) for _ in range(firm["of"].max() + 1)]
    offered = [np.unique(np.concatenate([plants[i] for i in picked])) for picked in of_park]
    count = rng.choice([1, 2, 3], len(firm), p=[0.6, 0.3, 0.1])
    rows = [(i, t) for i, (of, n) in enumerate(zip(firm["of"], count, strict=True))
            for t in np.unique(rng.choice(offered[of], n))]  # fmt: skip
    own = np.flatnonzero(rng.random(len(firm)) < 1 / 6)
    if len(utilities):
        rows += list(zip(own, rng.choice(utilities, len(own)), strict=True))
    at, technology = np.array(rows).T
    order = np.lexsort([technology, at])
    at, technology = at[order], technology[order]
    capacity = table["scale_typical"].to_numpy()[technology] * rng.lognormal(0.0, _SIZE_SIGMA, len(at))
    ids = table["id"].to_numpy()[technology]
    return pd.DataFrame({
        "id": firm["id"].to_numpy()[at] + "-" + ids, "enterprise": firm["id"].to_numpy()[at], "technology": ids,
        "capacity": capacity.round(1), "throughput": (capacity * rng.uniform(0.5, 1.0, len(at))).round(1),
        "status": "operating", "basis": "assumed",
    })  # fmt: skip


def _lines(units: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Recipe lines of the units, what comes from the surroundings left out."""
    ambient = catalog.commodities.loc[catalog.commodities["kind"] == "ambient", "id"]
    lines = units.merge(catalog.recipes[["technology", "commodity", "coefficient"]], on="technology")
    return lines[~lines["commodity"].isin(ambient)]


def _with_utilities(units: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Give each firm the boiler and the water plant that its recipes ask for, ample for any load."""
    scale = catalog.technologies.set_index("id")["scale_typical"]
    for goods in (("steam_hp", "steam_mp", "steam_lp"), ("softened_water", "demin_water")):
        lines = _lines(units, catalog)
        need = lines.loc[(lines["coefficient"] < 0) & lines["commodity"].isin(goods), ["enterprise", "commodity"]]
        need = need.assign(technology=need["commodity"].map(_UTILITY)).drop_duplicates(["enterprise", "technology"])
        need = need[need["technology"].isin(scale.index)]
        own = need.assign(id=need["enterprise"] + "-" + need["technology"], status="operating", basis="assumed",
                          capacity=20.0 * scale.reindex(need["technology"]).to_numpy())  # fmt: skip
        units = pd.concat([units, own[~own["id"].isin(units["id"])].drop(columns="commodity")], ignore_index=True)
    return units.sort_values("id").reset_index(drop=True)


def dealers(park: Park, catalog: Catalog) -> pd.DataFrame:
    """Market rows of what no hub in reach brings or takes: a dealer brings it dear and takes it for a fee."""
    case = prepare(park, catalog, Settings())
    offers = trade_offers(case)
    traded = offers.assign(side=offers["trade"].map({"buy": "demand"}).fillna("supply"))[[*SIDES, "side"]]
    rows = case.sides.merge(traded.drop_duplicates(), on=[*SIDES, "side"], how="left", indicator="found")
    rows = rows.loc[rows["found"] == "left_only", SIDES].drop_duplicates()
    price = catalog.commodities.set_index("id")["price"].reindex(rows["commodity"]).abs().fillna(100.0).to_numpy()
    dear = {"buy_price": _DEAR * price + 1.0, "dispose_cost": _FEE * price + 1.0}
    return rows.assign(**dear, basis="assumed").reset_index(drop=True)


def _links(firm: pd.DataFrame, units: pd.DataFrame, catalog: Catalog, rng: np.random.Generator) -> pd.DataFrame:
    """Links that exist: within a park, from one that makes a good that travels to one that uses it."""
    lines = _lines(units, catalog)
    lines = lines[lines["commodity"].isin(catalog.transport_of["commodity"])]
    lines = lines.merge(firm[["id", "park"]], left_on="enterprise", right_on="id")
    giver = lines[lines["coefficient"] > 0][["enterprise", "commodity", "park"]].drop_duplicates()
    giver = giver.sample(frac=0.2, random_state=rng).rename(columns={"enterprise": "from"})
    taker = lines[lines["coefficient"] < 0][["enterprise", "commodity", "park"]].drop_duplicates()
    pairs = giver.merge(taker.rename(columns={"enterprise": "to"}), on=["commodity", "park"])
    pairs = pairs[pairs["from"] != pairs["to"]].sample(frac=1.0, random_state=rng).drop_duplicates("from")
    pairs = pairs.head(max(1, len(firm) // 20)).sort_values(["from", "to", "commodity"])
    return pairs[["from", "to", "commodity"]].assign(status="existing", basis="assumed")


def main() -> None:
    """Write a network as a park folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("firms", type=int)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    save_park(network(asked.firms, asked.seed), asked.folder)


if __name__ == "__main__":
    main()
