"""The built-in parks: they load, solve, keep their atoms, and find what the press reports."""

import os

import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.ledgers import element_totals
from circnet.lp import highs_backend, pulp_backend
from circnet.network.arcs import existing_links
from circnet.park import builtin_parks, load_catalog, load_park
from tests.coupledparks import coupled, park_of

PARKS = ["biotech", "datong-beichuan", "dongchuan", "ganhe", "golmud", "haibei", "hehuang", "huzhu", "ledu", "minhe",
         "nanchuan", "reshui"]  # fmt: skip
EVERY = 1 if os.environ.get("CIRCNET_EVERY_PARK") else 3
"""Every which park is looked at where each takes long."""
LINKS = 1 if EVERY == 1 else 7
"""Every which link of a park is taken out in turn."""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def loaded(catalog):
    return {name: load_park(name, catalog) for name in PARKS}


def test_the_twelve_parks_are_there():
    assert builtin_parks() == PARKS


@pytest.mark.parametrize("name", PARKS)
def test_atoms_that_enter_leave(name, loaded, catalog):
    result = coupled(name)
    ledger = element_totals(loaded[name], catalog, Settings(), result)
    assert ledger["residual_share"].abs().max() <= 1e-6, ledger[["input", "output", "recipes", "residual"]].to_string()
    assert ledger["throughput"].max() > 0


@pytest.mark.parametrize("name", PARKS[::EVERY])
def test_pulp_and_the_direct_solve_agree(name, loaded, catalog):
    program = build(loaded[name], catalog, Settings()).program
    direct, through = highs_backend.solve(program), pulp_backend.solve(program)
    assert through.objective == pytest.approx(direct.objective, rel=1e-9)


def test_parks_together_find_no_less_than_apart():
    """Solved together, Golmud and Ganhe keep every exchange they have alone, and gain those between them."""
    both, together = park_of("golmud", "ganhe"), coupled("golmud", "ganhe")
    apart = [coupled(name).summary for name in ("golmud", "ganhe")]
    home = both.enterprises.set_index("id")["park"]
    between = together.flows[home[together.flows["from"]].to_numpy() != home[together.flows["to"]].to_numpy()]
    assert len(between) > 0
    assert together.summary["net_cost"] <= sum(part["net_cost"] for part in apart) + 1.0


def test_known_links_are_found_again(loaded, catalog):
    """Links in use are taken out of links.csv in turn: the programme must propose each, or a partner as good."""
    found, missed = [], []
    for name, park in loaded.items():
        for position, link in existing_links(park).iloc[::LINKS].iterrows():
            without = park.replace(links=park.links.drop(index=position).reset_index(drop=True))
            proposed = couple(without, catalog).opportunities
            same = proposed[
                (proposed["from"] == link["from"])
                & (proposed["to"] == link["to"])
                & (proposed["commodity"] == link["commodity"])
            ]
            (found if len(same) else missed).append((name, link["from"], link["to"], link["commodity"]))
    share = len(found) / (len(found) + len(missed))
    assert share >= 0.7, f"{len(found)} found; missed: {missed}"


def test_statuses_can_be_included(loaded, catalog):
    """Suspended units take part only when asked for."""
    park = loaded["golmud"]
    suspended = park.units[park.units["status"] == "suspended"]
    assert len(suspended) > 0
    running = set(coupled("golmud").activities["unit"])
    assert not running & set(suspended["id"])
    included = set(couple(park, catalog, Settings(include=("suspended",))).activities["unit"])
    assert included & set(suspended["id"])


def test_objectives_reach_their_own_least(loaded, catalog):
    """Under each objective its own quantity is not above what the cheapest plan has."""
    park = loaded["ganhe"]
    cheapest = coupled("ganhe").baseline.set_index("quantity")["optimum"]
    for objective, quantity in (("co2", "co2_t"), ("waste", "waste_t"), ("water", "water_m3")):
        least = couple(park, catalog, Settings(objective=objective)).baseline.set_index("quantity")["optimum"]
        assert least[quantity] <= cheapest[quantity] + 1e-6 * abs(cheapest[quantity])


def test_a_carbon_price_never_raises_emissions(loaded, catalog):
    park = loaded["ganhe"]
    plain = build(park, catalog, Settings())
    taxed = build(park, catalog, Settings(carbon_price=300.0))
    emissions = [float(m.column("co2_t") @ highs_backend.solve(m.program).values) for m in (plain, taxed)]
    assert emissions[1] <= emissions[0] + 1e-6 * abs(emissions[0])
