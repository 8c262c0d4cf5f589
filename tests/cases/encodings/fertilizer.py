"""The Egyptian fertilizer sector: five plants, nine processes, twenty regions, imports by sea, acid between plants.

Choksi, Meeraus and Stoutjesdijk (1980), The Planning of Investment Programs in the Fertilizer Industry; Bisschop and
Meeraus (1982). Costs in thousand LE where amounts are thousand tonnes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.casefolders import CasePark

Inputs = dict[str, Any]
IMPORTED_RAW = ("pyrites", "el-sulfur")


def recipes(inputs: Inputs) -> dict[str, dict[str, float]]:
    """Recipe of each process, what it makes first."""
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for commodity, process, coefficient in sorted(inputs["io_coefficients"], key=lambda row: -row[2]):
        table[process][commodity] = coefficient
    return table


def raw_prices(inputs: Inputs) -> dict[tuple[str, str], float]:
    """``(plant, raw material) -> LE per unit``: domestic prices, and imports with barge and lorry freight."""
    prices = {(plant, raw): price for plant, raw, price in inputs["domestic_raw_price_LE"]}
    legs = {"barge": (1.0, 0.003), "road": (0.5, 0.0144)}
    freight: dict[str, float] = defaultdict(float)
    for plant, leg, km in inputs["import_km"]:
        freight[plant] += legs[leg][0] + legs[leg][1] * km
    for raw in IMPORTED_RAW:
        landed = inputs["exchange_rate_LE_per_USD"] * inputs["import_price_USD"][raw]
        prices |= {(plant, raw): landed + freight[plant] for plant in inputs["plants"]}
    return prices


def final_freight(inputs: Inputs, origin: str, region: str) -> float:
    """``0.5 + 0.0144 km`` from a plant or the harbour to a region; nothing where no distance is given."""
    distances = {(place, region): km for region, place, km in inputs["road_km_region_plant"]}
    return 0.5 + 0.0144 * distances[origin, region] if (origin, region) in distances else 0.0


def shipments(inputs: Inputs) -> list[tuple[str, str, str, float]]:
    """``(commodity, from, to, cost)`` of what may move between plants: ``3.5 + 0.03 km`` by rail, either way."""
    if not inputs["interplant_shipment_allowed"]:
        return []
    rail = {frozenset((i, j)): km for i, j, km in inputs["rail_km_plants"]}
    every = [
        (commodity, i, j)
        for commodity in inputs["intermediates_shippable"]
        for i in inputs["plants"]
        for j in inputs["plants"]
        if i != j
    ]
    routes = inputs.get("shippable_routes", every)
    return [(commodity, i, j, 3.5 + 0.03 * rail[frozenset((i, j))]) for commodity, i, j in routes]


def _units(inputs: Inputs) -> list[tuple[str, str, str, float]]:
    """``(plant, process, equipment, usable capacity)`` of every process that a plant can run."""
    room = {(plant, equipment): value for equipment, plant, value in inputs["capacity_1000tpy"]}
    machine = {process: equipment for equipment, process, _ in inputs["unit_of_process"]}
    return [
        (plant, process, machine[process], inputs["utilization"] * room[plant, machine[process]])
        for process, plant in inputs["processes_possible"]
    ]


def _empty(inputs: Inputs, title: str) -> CasePark:
    park = CasePark(id="fertilizer", title=title, currency="LE")
    for process, recipe in recipes(inputs).items():
        park.technology(f"make-{process}", recipe)
    return park


def _landed(inputs: Inputs, product: str) -> float:
    return inputs["exchange_rate_LE_per_USD"] * inputs["import_price_USD"][product]


def works(inputs: Inputs) -> CasePark:
    """A plant is one firm whose processes share equipment, with its own prices; the harbour is a hub that buys."""
    park = _empty(inputs, "Fertilizer, one firm per plant")
    table, prices = recipes(inputs), raw_prices(inputs)
    makers: dict[str, set[str]] = defaultdict(set)
    for plant, process, equipment, capacity in _units(inputs):
        park.run(plant, f"make-{process}")
        park.uses(f"make-{process}", equipment)
        park.equipment_once(plant, equipment, capacity)
        for commodity, coefficient in table[process].items():
            if coefficient > 0:
                makers[commodity].add(plant)
            elif (plant, commodity) in prices:
                park.market_once(commodity, plant, buy_price=prices[plant, commodity])
    park.enterprise("abu-kir", passes_on=True)
    for product in inputs["final_products"]:
        park.market(product, "abu-kir", buy_price=_landed(inputs, product))
    for region, product, amount in inputs["demand_1000tpy"]:
        park.demand(f"region-{region}", product, amount)
        for origin in ["abu-kir", *sorted(makers[product])]:
            park.arc(origin, f"region-{region}", product, final_freight(inputs, origin, region))
    for commodity, source, target, cost in shipments(inputs):
        park.arc(source, target, commodity, cost)
    return park


def chains(inputs: Inputs) -> CasePark:
    """Every process of a plant is a firm beside its neighbours; raw materials come from suppliers by priced arcs;
    a region buys what it imports itself.
    """
    park = _empty(inputs, "Fertilizer, one firm per process")
    table, prices = recipes(inputs), raw_prices(inputs)
    makers: dict[tuple[str, str], list[str]] = defaultdict(list)
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for plant, process, _, capacity in _units(inputs):
        firm = f"{plant}-{process}"
        park.run(firm, f"make-{process}", capacity=capacity)
        for commodity, coefficient in table[process].items():
            (makers if coefficient > 0 else users)[plant, commodity].append(firm)
            if coefficient < 0 and (plant, commodity) in prices:
                park.supply_once(commodity)
                park.arc(f"{commodity}-supplier", firm, commodity, prices[plant, commodity])
    beside = [(commodity, plant, plant, 0.0) for plant, commodity in makers if (plant, commodity) in users]
    for commodity, source, target, cost in [*beside, *shipments(inputs)]:
        for maker in makers[source, commodity]:
            for user in users[target, commodity]:
                park.arc(maker, user, commodity, cost)
    for region, product, amount in inputs["demand_1000tpy"]:
        firm = f"region-{region}"
        park.demand(firm, product, amount)
        park.market(product, firm, buy_price=_landed(inputs, product) + final_freight(inputs, "abu-kir", region))
        for plant in inputs["plants"]:
            for maker in makers[plant, product]:
                park.arc(maker, firm, product, final_freight(inputs, plant, region))
    return park


def towns(inputs: Inputs) -> CasePark:
    """A plant and the region of the same name are one firm; what costs the same everywhere has one market, with
    rows by firm for the rest; imports are an unlimited supply port with arcs that carry price and freight.
    """
    park = _empty(inputs, "Fertilizer, plants within regions")
    table, prices = recipes(inputs), raw_prices(inputs)
    makers: dict[str, set[str]] = defaultdict(set)
    needs: set[tuple[str, str]] = set()
    for plant, process, _, capacity in _units(inputs):
        park.run(plant, f"make-{process}", capacity=capacity)
        needs |= {(plant, commodity) for commodity, coefficient in table[process].items() if coefficient < 0}
        makers[next(iter(table[process]))].add(plant)
    for raw in sorted({raw for _, raw in prices}):
        found = {price for (_, commodity), price in prices.items() if commodity == raw}
        buyers = sorted(plant for plant, commodity in needs if commodity == raw)
        if len(found) == 1 and all((plant, raw) in prices for plant in buyers):
            park.market(raw, buy_price=found.pop())
        else:
            for plant in buyers:
                if (plant, raw) in prices:
                    park.market(raw, plant, buy_price=prices[plant, raw])
    for product in inputs["final_products"]:
        park.supply("overseas", product)
    for region, product, amount in inputs["demand_1000tpy"]:
        park.demand(region, product, amount)
        freight = final_freight(inputs, "abu-kir", region)
        park.arc("overseas", region, product, _landed(inputs, product) + freight)
        for plant in sorted(makers[product] - {region}):
            park.arc(plant, region, product, final_freight(inputs, plant, region))
    for commodity, source, target, cost in shipments(inputs):
        park.arc(source, target, commodity, cost)
    return park


_WAYS = {way.__name__: way for way in (works, chains, towns)}

ENCODINGS = {"lp_ferts_noship": _WAYS, "lp_ferts_ship": _WAYS, "lp_egypt1_ampl": _WAYS}
