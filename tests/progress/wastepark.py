"""A park whose solid-waste account is known by hand, and folders that hold nothing but reported figures."""

import pandas as pd

from circnet.park import Park, ParkInfo
from tests.casefolders import CasePark


def waste_park() -> CasePark:
    """A power plant makes 100 t of ash a year; a kiln needs 60 t of ash or clay, a brickworks 30 t.

    Disposal costs 10 and clay 5 CNY/t. Ash to the kiln travels for 2 CNY/t and pays (2 < 15); to the brickworks for 30
    CNY/t and does not (30 > 15). Each further tonne used there costs 15 CNY more than it saves.
    """
    park = CasePark(id="ash", title="Ash")
    park.add("commodities", id="ash", name_zh="ash", name_en="ash", kind="waste", unit="t", waste_class="SW02")
    park._seen["commodities"] = {"ash"}
    park.technology("burn", {"power": 1.0, "ash": 0.1, "coal": -0.5})
    park.technology("kiln-on-ash", {"clinker": 1.0, "ash": -0.2})
    park.technology("kiln-on-clay", {"clinker": 1.0, "clay": -0.2})
    park.technology("brick-on-ash", {"brick": 1.0, "ash": -0.5})
    park.technology("brick-on-clay", {"brick": 1.0, "clay": -0.5})
    park.run("plant", "burn", capacity=1000.0, throughput=1000.0)
    for firm, technology, capacity in (("kiln", "kiln", 300.0), ("works", "brick", 60.0)):
        product = "clinker" if technology == "kiln" else "brick"
        for fuel in ("ash", "clay"):
            park.run(firm, f"{technology}-on-{fuel}", capacity=capacity)
        park.demand(firm, product, capacity)
    park.arc("plant", "kiln", "ash", cost=2.0)
    park.arc("plant", "works", "ash", cost=30.0)
    park.market("ash", "plant", dispose_cost=10.0)
    park.market("clay", buy_price=5.0)
    park.market("coal", buy_price=100.0)
    park.market("power", "plant", sell_price=1.0)
    return park


def told_park(rows, *, base_year=None) -> Park:
    """The same park as `reported_park`, made without a folder, which would be checked from end to end each time."""
    figures = pd.DataFrame(reported_park(rows).tables["indicators"])
    info = ParkInfo("told", "Told", "Told", catalog=False, retrofit={"base_year": base_year} if base_year else {})
    return Park.of(info, {"enterprises": pd.DataFrame([{"id": "a", "name_zh": "a"}]), "indicators": figures})


def reported_park(rows) -> CasePark:
    """A park with one firm and figures: ``(variable, year, value)``, a unit and a basis if given."""
    park = CasePark(id="told", title="Told")
    park.enterprise("a")
    for variable, at, value, *more in rows:
        unit, basis = [*more, *["", "reported"][len(more) :]]
        park.add("indicators", variable=variable, year=at, value=value, unit=unit or None, basis=basis)
    return park
