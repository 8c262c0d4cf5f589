"""Transport problems: supplies, demands, a cost per lane, and lanes that several goods share.

Dantzig (1963), Linear Programming and Extensions, ch. 3.3; Fourer, Gay and Kernighan, AMPL, ch. 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.casefolders import CasePark, slug

Inputs = dict[str, Any]
Lane = tuple[str, str, float]


def trnsport_lanes(inputs: Inputs) -> list[Lane]:
    """Lanes of the Dantzig problem: distance in thousand miles times freight, kUSD per case."""
    freight = inputs["freight_per_case_per_1000_miles"] / 1000
    return [(source, target, freight * distance) for source, target, distance in inputs["distance_1000_miles"]]


def ampl_lanes(inputs: Inputs) -> list[Lane]:
    """Lanes of a cost matrix."""
    return [(slug(i), slug(j), cost) for i, row in inputs["cost"].items() for j, cost in row.items()]


def _empty(title: str) -> CasePark:
    return CasePark(id="transport", title=title, currency="USD")


def _lanes(park: CasePark, lanes: list[Lane]) -> None:
    for source, target, cost in lanes:
        park.arc(source, target, "goods", cost)


def _demands(park: CasePark, inputs: Inputs) -> None:
    for name, amount in inputs["demand"].items():
        park.demand(slug(name), "goods", amount)


def ports(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """Supplies and demands are ports."""
    park = _empty("Transport, ports")
    for name, amount in inputs["supply"].items():
        park.supply(slug(name), "goods", amount)
    _demands(park, inputs)
    _lanes(park, lanes)
    return park


def makers(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """A supplier is a unit with a capacity and no feed."""
    park = _empty("Transport, units that make")
    park.technology("cannery", {"goods": 1.0})
    for name, amount in inputs["supply"].items():
        park.run(slug(name), "cannery", capacity=amount)
    _demands(park, inputs)
    _lanes(park, lanes)
    return park


def users(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """A customer is a unit with a fixed throughput whose reference is what it uses up."""
    park = _empty("Transport, units that use")
    park.technology("market-hall", {"goods": -1.0})
    for name, amount in inputs["supply"].items():
        park.supply(slug(name), "goods", amount)
    for name, amount in inputs["demand"].items():
        park.run(slug(name), "market-hall", throughput=amount)
    _lanes(park, lanes)
    return park


def traders(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """A supplier is a hub that buys for nothing up to a limit and passes on."""
    park = _empty("Transport, hubs that buy")
    for name, amount in inputs["supply"].items():
        park.enterprise(slug(name), passes_on=True)
        park.market("goods", slug(name), buy_price=0.0, buy_limit=amount)
    _demands(park, inputs)
    _lanes(park, lanes)
    return park


def priced_at_the_gate(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """One firm per lane buys what the lane costs; the supplier's limit is the market's, shared by all its lanes."""
    park = _empty("Transport, one carrier per lane")
    for name, amount in inputs["supply"].items():
        park.market(f"goods-{slug(name)}", buy_price=0.0, buy_limit=amount)
    for source, target, cost in lanes:
        carrier, at_source = f"{source}-to-{target}", f"goods-{source}"
        park.technology(carrier, {"goods": 1.0, at_source: -1.0}, cost=cost)
        park.run(carrier, carrier)
        park.arc(carrier, target, "goods")
    _demands(park, inputs)
    return park


def stopovers(inputs: Inputs, lanes: list[Lane]) -> CasePark:
    """Every lane goes through a hub of its own, which pays half of the cost on either side."""
    park = _empty("Transport, a hub on every lane")
    for name, amount in inputs["supply"].items():
        park.supply(slug(name), "goods", amount)
    for source, target, cost in lanes:
        stop = park.enterprise(f"{source}-to-{target}", passes_on=True)
        park.arc(source, stop, "goods", cost / 2)
        park.arc(stop, target, "goods", cost / 2)
    _demands(park, inputs)
    return park


def _with(lanes: Callable[[Inputs], list[Lane]], way: Callable[..., CasePark]) -> Callable[[Inputs], CasePark]:
    return lambda inputs: way(inputs, lanes(inputs))


def _multi(title: str, inputs: Inputs) -> tuple[CasePark, Iterator[tuple[str, str, str, float]]]:
    park = CasePark(id="multi", title=title, currency="USD")
    for product, places in inputs["supply"].items():
        for name, amount in places.items():
            park.supply(slug(name), product, amount)
    return park, (
        (product, slug(i), slug(j), cost)
        for product, matrix in inputs["cost"].items()
        for i, row in matrix.items()
        for j, cost in row.items()
    )


def _multi_demands(park: CasePark, inputs: Inputs, arrived: str = "{}") -> None:
    for product, places in inputs["demand"].items():
        for name, amount in places.items():
            park.demand(slug(name), arrived.format(product), amount)


def loading_docks(inputs: Inputs) -> CasePark:
    """A mill loads each good for each customer; what it loads for one customer shares a dock (equipment)."""
    park, lanes = _multi("Multicommodity transport, docks at the mills", inputs)
    for product, mill, customer, cost in lanes:
        loading = f"load-{product}-for-{customer}"
        park.technology(loading, {f"{product}-loaded-{customer}": 1.0, product: -1.0})
        park.run(mill, loading)
        park.uses(loading, f"dock-{customer}")
        park.arc(mill, f"gate-{customer}", f"{product}-loaded-{customer}", cost)
        unloading = f"unload-{product}-{customer}"
        park.technology(unloading, {product: 1.0, f"{product}-loaded-{customer}": -1.0})
    for name in inputs["destinations"]:
        customer = slug(name)
        for mill in inputs["origins"]:
            park.equipment(slug(mill), f"dock-{customer}", inputs["joint_arc_limit"])
        for product in inputs["products"]:
            park.run(f"gate-{customer}", f"unload-{product}-{customer}")
            park.arc(f"gate-{customer}", customer, product)
    _multi_demands(park, inputs)
    return park


def carriers(inputs: Inputs) -> CasePark:
    """Every lane is a firm that carries all goods on the same trucks (equipment) at a cost per tonne (process cost)."""
    park, lanes = _multi("Multicommodity transport, one carrier per lane", inputs)
    for product, mill, customer, cost in lanes:
        lane, carrying = f"{mill}-{customer}", f"carry-{product}-{mill}-{customer}"
        park.technology(carrying, {f"{product}-delivered": 1.0, product: -1.0}, cost=cost)
        park.run(lane, carrying)
        park.uses(carrying, "trucks")
        park.arc(mill, lane, product)
        park.arc(lane, customer, f"{product}-delivered")
    for mill in inputs["origins"]:
        for customer in inputs["destinations"]:
            park.equipment(f"{slug(mill)}-{slug(customer)}", "trucks", inputs["joint_arc_limit"])
    _multi_demands(park, inputs, "{}-delivered")
    return park


def slots(inputs: Inputs) -> CasePark:
    """As carriers, but room on the lane is a commodity that the lane supplies and carrying uses up."""
    park, lanes = _multi("Multicommodity transport, room on the lane as a commodity", inputs)
    for product, mill, customer, cost in lanes:
        lane, carrying = f"{mill}-{customer}", f"carry-{product}"
        park.technology(carrying, {f"{product}-delivered": 1.0, product: -1.0, "room": -1.0})
        park.run(lane, carrying)
        park.arc(mill, lane, product, cost)
        park.arc(lane, customer, f"{product}-delivered")
    for mill in inputs["origins"]:
        for customer in inputs["destinations"]:
            park.supply(f"{slug(mill)}-{slug(customer)}", "room", inputs["joint_arc_limit"])
    _multi_demands(park, inputs, "{}-delivered")
    return park


_WAYS = (ports, makers, users, traders, priced_at_the_gate, stopovers)

ENCODINGS = {
    "lp_trnsport": {way.__name__: _with(trnsport_lanes, way) for way in _WAYS},
    "lp_ampl_transp": {way.__name__: _with(ampl_lanes, way) for way in _WAYS},
    "lp_ampl_multi": {way.__name__: way for way in (loading_docks, carriers, slots)},
}
