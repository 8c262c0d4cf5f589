"""Production, distribution and inventory over four months: time as places, or time as goods.

ARCNET user guide (1982); GAMS model library PDI. The published profit contains a constant, entered as a sale of
one unit.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.casefolders import CasePark

Inputs = dict[str, Any]


def _by_place(rows: list[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for place, what, value in rows:
        table[place][what] = value
    return table


def _months(inputs: Inputs) -> range:
    return range(1, inputs["months"] + 1)


def _constant(park: CasePark, inputs: Inputs) -> None:
    park.supply("bookkeeping", "constant", 1.0, 1.0)
    park.market("constant", sell_price=inputs["objective_constant"])


def _production(inputs: Inputs, month: int) -> list[tuple[str, str, float, float | None, float]]:
    """``(plant, shift, cost, least, most)`` of a month: regular work, and overtime where there is any.

    Regular work gets dearer by 0, 1, 2, 3 over the months, overtime by 0, 1, 2, 4.
    """
    shifts: list[tuple[str, str, float, float | None, float]] = []
    for plant, row in _by_place(inputs["pfd"]).items():
        dearer = inputs["prod_cost_month_add"][month - 1]
        shifts.append((plant, "regular", row["prod-cost"] + dearer, row.get("min-prod"), row["max-prod"]))
        if row.get("over-prod"):
            step = dearer + (1 if month == 4 else 0)
            shifts.append((plant, "overtime", row["over-cost"] + step, None, row["over-prod"]))
    return shifts


def _customers(park: CasePark, inputs: Inputs, served: str) -> None:
    """A customer takes the same amount every month, between its least and most, and pays by month."""
    for zone, row in _by_place(inputs["czd"]).items():
        paid = row["revenue"] * sum(inputs["revenue_factor"][month - 1] for month in _months(inputs))
        monthly = {served.format(month=month): -1.0 for month in _months(inputs)}
        technology = park.technology(f"trade-{zone}", {"paid": paid} | monthly, reference=next(iter(monthly)))
        park.run(f"zone-{zone}", technology, capacity=row["max-demand"], minimum=row.get("min-demand"))
        park.market("paid", f"zone-{zone}", sell_price=1.0)


def months_as_places(inputs: Inputs) -> CasePark:
    """Plants and depots exist once a month; a depot is two hubs, and what it handles the capacity of the arc
    between them; stock goes by an arc to the next month. At the customers' gates goods get the month's name.
    """
    park = CasePark(id="pdi", title="Inventory, months as places", currency="USD")
    park.commodity("goods")
    for month in _months(inputs):
        for plant, shift, cost, least, most in _production(inputs, month):
            technology = park.technology(f"{shift}-{plant}-{month}", {"goods": 1.0}, cost=cost)
            park.run(f"plant-{plant}-{month}", technology, capacity=most, minimum=least)
        for depot, row in _by_place(inputs["dcd"]).items():
            receiving = park.enterprise(f"in-{depot}-{month}", passes_on=True)
            sending = park.enterprise(f"out-{depot}-{month}", passes_on=True)
            park.arc(receiving, sending, "goods", capacity=row["max-invent"])
            park.arc(sending, f"in-{depot}-{month + 1}", "goods", row["hold-cost"])
        for plant, depot, cost in inputs["fdec"]:
            park.arc(f"plant-{plant}-{month}", f"in-{depot}-{month}", "goods", cost)
        for depot, zone, cost in inputs["sdec"]:
            park.arc(f"out-{depot}-{month}", f"gate-{zone}-{month}", "goods", cost)
        park.technology(f"receive-{month}", {f"goods-{month}": 1.0, "goods": -1.0})
        for zone in _by_place(inputs["czd"]):
            park.run(f"gate-{zone}-{month}", f"receive-{month}")
            park.arc(f"gate-{zone}-{month}", f"zone-{zone}", f"goods-{month}")
    for depot in _by_place(inputs["dcd"]):
        park.port(f"in-{depot}-{inputs['months'] + 1}", "goods", "demand", minimum=inputs["end_storage_min"])
    _customers(park, inputs, "goods-{month}")
    _constant(park, inputs)
    return park


def months_as_goods(inputs: Inputs) -> CasePark:
    """Goods of every month are goods of their own; a depot handles by one unit and keeps by another, which turns
    what it holds into next month's goods.
    """
    park = CasePark(id="pdi", title="Inventory, months as goods", currency="USD")
    for depot, row in _by_place(inputs["dcd"]).items():
        for month in _months(inputs):
            park.technology(f"handle-{month}", {f"held-{month}": 1.0, f"goods-{month}": -1.0})
            park.run(f"depot-{depot}", f"handle-{month}", capacity=row["max-invent"])
            kept = {f"goods-{month + 1}": 1.0, f"held-{month}": -1.0}
            technology = park.technology(f"keep-{depot}-{month}", kept, cost=row["hold-cost"])
            park.run(f"depot-{depot}", technology)
        end = f"goods-{inputs['months'] + 1}"
        park.port(f"depot-{depot}", end, "demand", minimum=inputs["end_storage_min"])
    for month in _months(inputs):
        for plant, shift, cost, least, most in _production(inputs, month):
            technology = park.technology(f"{shift}-{plant}-{month}", {f"goods-{month}": 1.0}, cost=cost)
            park.run(f"plant-{plant}", technology, capacity=most, minimum=least)
        for plant, depot, cost in inputs["fdec"]:
            park.arc(f"plant-{plant}", f"depot-{depot}", f"goods-{month}", cost)
        for depot, zone, cost in inputs["sdec"]:
            park.arc(f"depot-{depot}", f"zone-{zone}", f"held-{month}", cost)
    _customers(park, inputs, "held-{month}")
    _constant(park, inputs)
    return park


ENCODINGS = {"lp_pdi": {way.__name__: way for way in (months_as_places, months_as_goods)}}
