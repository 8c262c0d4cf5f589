"""Process models: steel works with imports and exports, and a paper company from logs to paper.

Kendrick, Meeraus and Alatorre (1984), The Planning of Investment Programs in the Steel Industry (small static model);
Thompson and Thore (1991), Computational Economics, ch. 9.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.casefolders import CasePark

Inputs = dict[str, Any]


def _recipes(inputs: Inputs) -> dict[str, dict[str, float]]:
    """Recipe of each process, what it makes first."""
    recipes: dict[str, dict[str, float]] = defaultdict(dict)
    for commodity, process, coefficient in sorted(inputs["io_coefficients"], key=lambda row: -row[2]):
        recipes[process][commodity] = coefficient
    return recipes


def _freight(inputs: Inputs, source: str, target: str) -> float:
    """``2.48 + 0.0084 km`` where a distance is given, else nothing (the same town)."""
    distances = {(i, j): km for i, j, km in inputs["rail_km"]}
    return 2.48 + 0.0084 * distances[source, target] if (source, target) in distances else 0.0


def _steel(inputs: Inputs, title: str) -> CasePark:
    park = CasePark(id="steel", title=title, currency="USD")
    for process, recipe in _recipes(inputs).items():
        park.technology(process, recipe)
    for market, amount in inputs["demand_mill_tpy"].items():
        park.demand(market, "steel", amount)
    return park


def _units(inputs: Inputs) -> list[tuple[str, str, str, float]]:
    """``(plant, equipment, process, capacity)`` where the plant has the equipment; each use is one per unit."""
    return [
        (plant, equipment, process, capacity)
        for equipment, plant, capacity in inputs["capacity_mill_tpy"]
        for equipment_of_process, process, _ in inputs["unit_of_process"]
        if equipment == equipment_of_process
    ]


def steel_works(inputs: Inputs) -> CasePark:
    """A plant is one firm of several units; one market for raw materials; imports and exports pass through hubs."""
    park = _steel(inputs, "Steel, one firm per plant")
    for plant, _, process, capacity in _units(inputs):
        park.run(plant, process, capacity=capacity)
    for raw, price in inputs["raw_price"].items():
        park.market(raw, buy_price=price)
    park.enterprise("import", passes_on=True)
    park.enterprise("export", passes_on=True)
    park.market("steel", "import", buy_price=inputs["import_price_steel"])
    park.market("steel", "export", sell_price=inputs["export_price_steel"], sell_limit=inputs["export_bound"])
    for plant in inputs["plants"]:
        park.arc(plant, "export", "steel", _freight(inputs, plant, "export"))
        for market in inputs["demand_mill_tpy"]:
            park.arc(plant, market, "steel", _freight(inputs, plant, market))
    for market in inputs["demand_mill_tpy"]:
        park.arc("import", market, "steel", _freight(inputs, "import", market))
    return park


def steel_shops(inputs: Inputs) -> CasePark:
    """Every process is a firm of its own beside its neighbours; raw materials and imports come by priced arcs from
    suppliers; exports are a good of their own, made by shipping it and sold in one market with a shared limit.
    """
    park = _steel(inputs, "Steel, one firm per process")
    recipes, shops = _recipes(inputs), _units(inputs)
    for plant, equipment, process, capacity in shops:
        firm = f"{plant}-{process}"
        park.run(firm, process)
        park.uses(process, equipment)
        park.equipment(firm, equipment, capacity)
        for commodity, coefficient in recipes[process].items():
            if commodity in inputs["raw_price"]:
                park.supply_once(commodity)
                park.arc(f"{commodity}-supplier", firm, commodity, inputs["raw_price"][commodity])
            for other, _, user, _ in shops:
                if coefficient > 0 and other == plant and recipes[user].get(commodity, 0.0) < 0:
                    park.arc(firm, f"{plant}-{user}", commodity)
        if process.startswith("steel"):
            for market in inputs["demand_mill_tpy"]:
                park.arc(firm, market, "steel", _freight(inputs, plant, market))
            park.arc(firm, f"{plant}-rail", "steel")
    for plant in inputs["plants"]:
        cost = _freight(inputs, plant, "export")
        park.technology(f"ship-{plant}", {"steel-abroad": 1.0, "steel": -1.0}, cost=cost)
        park.run(f"{plant}-rail", f"ship-{plant}")
    park.market("steel-abroad", sell_price=inputs["export_price_steel"], sell_limit=inputs["export_bound"])
    park.supply("import", "steel")
    for market in inputs["demand_mill_tpy"]:
        park.arc("import", market, "steel", inputs["import_price_steel"] + _freight(inputs, "import", market))
    return park


def steel_ports(inputs: Inputs) -> CasePark:
    """As one firm per plant, with capacities as equipment, raw prices by firm and each town importing for itself."""
    park = _steel(inputs, "Steel, equipment and prices by firm")
    recipes = _recipes(inputs)
    for plant, equipment, process, capacity in _units(inputs):
        park.run(plant, process)
        park.uses(process, equipment)
        park.equipment(plant, equipment, capacity)
        for raw in recipes[process].keys() & inputs["raw_price"].keys():
            park.market_once(raw, plant, buy_price=inputs["raw_price"][raw])
    for market in inputs["demand_mill_tpy"]:
        price = inputs["import_price_steel"] + _freight(inputs, "import", market)
        park.market("steel", market, buy_price=price)
        for plant in inputs["plants"]:
            park.arc(plant, market, "steel", _freight(inputs, plant, market))
    park.enterprise("quay", passes_on=True)
    park.market("steel", "quay", sell_price=inputs["export_price_steel"])
    park.enterprise("customs", passes_on=True)
    park.arc("customs", "quay", "steel", capacity=inputs["export_bound"])
    for plant in inputs["plants"]:
        park.arc(plant, "customs", "steel", _freight(inputs, plant, "export"))
    return park


def _paper_trade(park: CasePark, inputs: Inputs, firm: dict[str, str]) -> None:
    scenario = inputs["scenarios"]["scenario-3"]
    for pulp, (most_sold, most_bought) in scenario["pulp_sale_max_buy_max"].items():
        price = scenario["pulp_price"][pulp]
        limits = {"buy_limit": most_bought, "sell_limit": most_sold}
        park.market(pulp, firm[pulp], buy_price=price, sell_price=price, **limits)


def paper_company(inputs: Inputs) -> CasePark:
    """One firm; what moves between its mills is a cost of the process that receives it."""
    park = CasePark(id="paper", title="Paper company, one firm", currency="USD")
    park.market("logs", buy_price=inputs["log_price"])
    for wood, cost in inputs["wood_process_cost"].items():
        park.technology(f"cut-{wood}", {wood: 1.0, "logs": -1.0 / inputs["log_yield"]}, cost=cost)
        park.run("company", f"cut-{wood}")
    for pulp, cost in inputs["wood_ship_cost"].items():
        shares = {wood: -share for wood, made, share in inputs["wood_per_pulp"] if made == pulp}
        park.technology(f"cook-{pulp}", {pulp: 1.0} | shares, cost=cost * -sum(shares.values()))
        park.run("company", f"cook-{pulp}")
    moved = {(pulp, paper): cost for pulp, paper, cost in inputs["pulp_ship_cost"]}
    for paper, (least, most) in inputs["paper_bounds"].items():
        shares = {pulp: share for pulp, made, share in inputs["pulp_per_paper"] if made == paper}
        cost = sum(share * moved[pulp, paper] for pulp, share in shares.items())
        recipe = {paper: 1.0} | {pulp: -share for pulp, share in shares.items()}
        park.technology(f"roll-{paper}", recipe, cost=cost)
        park.run("company", f"roll-{paper}", capacity=most, minimum=least or None)
        park.market(paper, sell_price=inputs["paper_price"][paper])
    _paper_trade(park, inputs, dict.fromkeys(inputs["wood_ship_cost"], "company"))
    return park


def paper_mills(inputs: Inputs) -> CasePark:
    """A log yard, saw mills, pulp mills that trade, and paper mills, joined by arcs with their freight."""
    park = CasePark(id="paper", title="Paper company, mills joined by arcs", currency="USD")
    park.enterprise("yard", passes_on=True)
    park.market("logs", "yard", buy_price=inputs["log_price"])
    for wood, cost in inputs["wood_process_cost"].items():
        park.arc("yard", f"mill-{wood}", "logs")
        yields, per_log = inputs["log_yield"], cost * inputs["log_yield"]
        park.technology(f"cut-{wood}", {"logs": -1.0, wood: yields}, cost=per_log, reference="logs")
        park.run(f"mill-{wood}", f"cut-{wood}")
    for pulp in inputs["wood_ship_cost"]:
        shares = {wood: -share for wood, made, share in inputs["wood_per_pulp"] if made == pulp}
        park.technology(f"cook-{pulp}", {pulp: 1.0} | shares)
        park.enterprise(f"mill-{pulp}", passes_on=True)
        park.run(f"mill-{pulp}", f"cook-{pulp}")
        for wood in shares:
            park.arc(f"mill-{wood}", f"mill-{pulp}", wood, inputs["wood_ship_cost"][pulp])
    for paper, (least, most) in inputs["paper_bounds"].items():
        shares = {pulp: -share for pulp, made, share in inputs["pulp_per_paper"] if made == paper}
        park.technology(f"roll-{paper}", {paper: 1.0} | shares)
        park.run(f"mill-{paper}", f"roll-{paper}", minimum=least or None)
        park.market(paper, f"mill-{paper}", sell_price=inputs["paper_price"][paper], sell_limit=most)
    for pulp, paper, cost in inputs["pulp_ship_cost"]:
        park.arc(f"mill-{pulp}", f"mill-{paper}", pulp, cost)
    _paper_trade(park, inputs, {pulp: f"mill-{pulp}" for pulp in inputs["wood_ship_cost"]})
    return park


ENCODINGS = {
    "lp_mexss": {way.__name__: way for way in (steel_works, steel_shops, steel_ports)},
    "lp_paperco": {way.__name__: way for way in (paper_company, paper_mills)},
}
