"""Blending: a mix of given composition from alloys or scrap at least cost.

Dantzig (1963), ch. 3.4 (lead, zinc, tin); IBM MPSX/370 primer (1979), aluminium alloy from scrap.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.casefolders import CasePark

Inputs = dict[str, Any]


def _alloys(inputs: Inputs) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for element, alloy, value in inputs["composition_pct_and_price"]:
        shares[alloy][element] = value
    prices = {alloy: row.pop("price") for alloy, row in shares.items()}
    return shares, prices


def dantzig_quality(inputs: Inputs) -> CasePark:
    """Suppliers of one good that differ in quality; the shares sum to 100 %, so upper limits fix all three."""
    park = CasePark(id="blend", title="Alloy blending, quality limits", currency="USD", unit="lb")
    shares, prices = _alloys(inputs)
    for alloy, row in shares.items():
        park.supply(f"alloy-{alloy}", "alloy")
        park.arc(f"alloy-{alloy}", "foundry", "alloy", prices[alloy])
        for element, value in row.items():
            park.quality(f"alloy-{alloy}", "alloy", "supply", element, value)
    park.demand("foundry", "alloy", 1.0)
    for element, value in inputs["required_pct"].items():
        park.quality("foundry", "alloy", "demand", element, value)
    return park


def dantzig_two_limits(inputs: Inputs) -> CasePark:
    """As before through hubs that buy; a least share is a limit on what is lacking, here its negative."""
    park = CasePark(id="blend", title="Alloy blending, hubs and two-sided limits", currency="USD", unit="lb")
    shares, prices = _alloys(inputs)
    for alloy, row in shares.items():
        park.enterprise(f"dealer-{alloy}", passes_on=True)
        park.market("alloy", f"dealer-{alloy}", buy_price=prices[alloy])
        park.arc(f"dealer-{alloy}", "foundry", "alloy")
        for element, value in row.items():
            park.quality(f"dealer-{alloy}", "alloy", "supply", f"{element}-most", value)
            park.quality(f"dealer-{alloy}", "alloy", "supply", f"{element}-least", -value)
    park.demand("foundry", "alloy", 1.0)
    for element, value in inputs["required_pct"].items():
        park.quality("foundry", "alloy", "demand", f"{element}-most", value)
        park.quality("foundry", "alloy", "demand", f"{element}-least", -value)
    return park


def dantzig_recipes(inputs: Inputs) -> CasePark:
    """Each alloy is a good of its own that a unit turns into its metals; the blend uses the metals by recipe."""
    park = CasePark(id="blend", title="Alloy blending, recipes", currency="USD", unit="lb")
    shares, prices = _alloys(inputs)
    for alloy, row in shares.items():
        recipe = {f"alloy-{alloy}": -1.0} | {element: value / 100 for element, value in row.items()}
        park.technology(f"melt-{alloy}", recipe, reference=f"alloy-{alloy}")
        park.run("foundry", f"melt-{alloy}")
        park.market(f"alloy-{alloy}", buy_price=prices[alloy])
    park.technology("blend", {"blend": 1.0} | {e: -value / 100 for e, value in inputs["required_pct"].items()})
    park.run("foundry", "blend", throughput=1.0)
    park.demand("foundry", "blend", 1.0)
    return park


def _scrap(inputs: Inputs) -> dict[str, dict[str, float]]:
    fractions: dict[str, dict[str, float]] = {name: {} for name in inputs["supply"]}
    for element, source, value in inputs["element_fraction"]:
        fractions[source][element] = value
    for key, value in inputs["run4_change"].items():
        element, source = key.split(" in ")
        fractions[source][element] = value
    return fractions


def ibm1_quality(inputs: Inputs) -> CasePark:
    """Bins with inventories and least uses supply one good; element limits are qualities of the furnace's charge."""
    park = CasePark(id="ibm1", title="Aluminium alloy from scrap, quality limits", currency="USD", unit="lb")
    batch, fractions = inputs["batch_lb"], _scrap(inputs)
    for name, row in inputs["supply"].items():
        park.supply(name, "charge", row["inventory"], row["min_use"] or None)
        park.arc(name, "furnace", "charge", row["cost"])
        for element in inputs["limits_lb"]:
            value = fractions[name].get(element, 0.0)
            park.quality(name, "charge", "supply", element, value)
            park.quality(name, "charge", "supply", f"other-than-{element}", 1.0 - value)
    park.demand("furnace", "charge", batch)
    for element, limit in inputs["limits_lb"].items():
        if limit["max"] is not None:
            park.quality("furnace", "charge", "demand", element, limit["max"] / batch)
        park.quality("furnace", "charge", "demand", f"other-than-{element}", 1.0 - limit["min"] / batch)
    return park


def ibm1_recipes(inputs: Inputs) -> CasePark:
    """One works whose units turn each bin's scrap into elements and mass; the alloy's limits are ports with a range."""
    park = CasePark(id="ibm1", title="Aluminium alloy from scrap, recipes", currency="USD", unit="lb")
    fractions = _scrap(inputs)
    for name, row in inputs["supply"].items():
        made = {element: value for element, value in fractions[name].items() if value}
        park.technology(f"melt-{name}", {"metal": 1.0} | made, cost=row["cost"])
        park.run("works", f"melt-{name}", capacity=row["inventory"], minimum=row["min_use"] or None)
    park.demand("works", "metal", inputs["batch_lb"])
    for element, limit in inputs["limits_lb"].items():
        park.port("works", element, "demand", minimum=limit["min"], maximum=limit["max"])
    return park


def ibm1_scrapyard(inputs: Inputs) -> CasePark:
    """The yard buys scrap at prices with limits and melts it; the range of an element is what it may dispose of."""
    park = CasePark(id="ibm1", title="Aluminium alloy from scrap, markets", currency="USD", unit="lb")
    fractions = _scrap(inputs)
    for name, row in inputs["supply"].items():
        limit = {} if row["inventory"] is None else {"buy_limit": row["inventory"]}
        park.market(f"scrap-{name}", "yard", buy_price=row["cost"], **limit)
        made = {element: value for element, value in fractions[name].items() if value}
        park.technology(f"melt-{name}", {f"scrap-{name}": -1.0, "metal": 1.0} | made, reference=f"scrap-{name}")
        park.run("yard", f"melt-{name}", minimum=row["min_use"] or None)
    park.technology("alloying", {"alloy": 1.0, "metal": -1.0})
    park.run("yard", "alloying", throughput=inputs["batch_lb"])
    park.market("alloy", sell_price=0.0)
    for element, limit in inputs["limits_lb"].items():
        least, most = limit["min"], limit["max"]
        park.demand("yard", element, least)
        free = {} if most is None else {"dispose_limit": most - least}
        park.market(element, "yard", dispose_cost=0.0, **free)
    return park


ENCODINGS = {
    "lp_dantzig_blend": {way.__name__: way for way in (dantzig_quality, dantzig_two_limits, dantzig_recipes)},
    "lp_ibm1_alloy": {way.__name__: way for way in (ibm1_quality, ibm1_recipes, ibm1_scrapyard)},
}
