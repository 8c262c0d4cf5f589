"""A park made by hand: a smelter that sells its metal raw and pays to be rid of its slag, and what could come to it."""

import pandas as pd

from circnet.park import Catalog, Park, ParkInfo

GOODS = {
    "ore": 100.0, "metal": 1000.0, "slag": -50.0, "lime": 40.0, "brick": 80.0, "resin": 900.0, "board": 250.0,
    "wire": 1150.0, "cable": 1400.0, "brine": 1.0, "salt": 30.0,
}  # fmt: skip
RECIPES = {
    "smelt": {"metal": 1.0, "ore": -2.0, "slag": 1.0},
    "brick_making": {"brick": 1.0, "slag": -0.5, "lime": -0.1},
    "board_making": {"board": 1.0, "slag": -1.0, "resin": -0.2},
    "wire_drawing": {"wire": 1.0, "metal": -1.0},
    "cable_making": {"cable": 1.0, "wire": -1.0, "resin": -0.1},
    "salt_works": {"salt": 1.0, "brine": -5.0},
}
SIZES = {"brick_making": (40.0, 150.0, 60.0), "board_making": (0.0, 60.0, 200.0), "wire_drawing": (10.0, 80.0, 300.0),
         "cable_making": (0.0, 30.0, 400.0), "salt_works": (0.0, 100.0, 10.0)}  # fmt: skip
SELLS = {"metal": 1000.0, "brick": 80.0, "board": 250.0, "wire": 1150.0, "cable": 1400.0, "salt": 30.0}
BUYS = {"ore": 100.0, "metal": 1050.0, "lime": 40.0, "resin": 900.0, "wire": 1200.0}


def slag_park(load=100.0, least=True):
    """The park; without ``least`` a plant may be as small as it likes."""
    info = ParkInfo(id="slag", name_zh="渣园", name_en="Slag park", catalog=False, candidates="nearby")
    sizes = {name: (low if least else 0.0, high, capex) for name, (low, high, capex) in SIZES.items()}
    technologies = pd.DataFrame([
        {"id": name, "name_zh": name, "name_en": name, "reference": next(iter(recipe)), "role": "producer",
         "chain": "金属" if name != "salt_works" else "盐", "stage": "midstream", "lifetime_a": 10,
         "scale_low": sizes.get(name, (0, 0, 0))[0], "scale_high": sizes.get(name, (0, 0, 0))[1],
         "capex_cny_per_unit": sizes.get(name, (0, 0, 0))[2], "basis": "assumed"}
        for name, recipe in RECIPES.items()
    ])  # fmt: skip
    recipes = [(name, good, amount) for name, recipe in RECIPES.items() for good, amount in recipe.items()]
    markets = [{"commodity": good, "sell_price": price} for good, price in SELLS.items()]
    bought = pd.DataFrame([{"commodity": good, "buy_price": price} for good, price in BUYS.items()])
    markets = pd.DataFrame(markets).merge(bought, on="commodity", how="outer")
    markets = pd.concat([markets, pd.DataFrame([{"commodity": "slag", "dispose_cost": 50.0}])], ignore_index=True)
    return Park.of(info, {
        "enterprises": pd.DataFrame([{"id": "smelter", "name_zh": "冶炼厂", "name_en": "Smelter", "park": "slag"}]),
        "units": pd.DataFrame([{"id": "furnace", "enterprise": "smelter", "technology": "smelt", "role": "main",
                                "capacity": load, "throughput": load, "status": "operating", "park": "slag"}]),
        "markets": markets.assign(park="slag"),
        "technologies": technologies,
        "recipes": pd.DataFrame(recipes, columns=["technology", "commodity", "coefficient"]).assign(basis="assumed"),
        "commodities": pd.DataFrame([
            {"id": good, "name_zh": good, "name_en": good, "kind": "waste" if good == "slag" else "material", "unit":
            "t",
             "t_per_unit": 1.0, "price": price, "price_low": 0.9 * price, "price_high": 1.1 * price, "basis": "assumed"}
            for good, price in GOODS.items()
        ]),
    })  # fmt: skip


def no_catalog():
    """An empty catalog: the park brings its own."""
    return Catalog.of()
