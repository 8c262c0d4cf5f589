"""Parks without a solution, each for one planted reason: the explanation must name it, and letting it go must help."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.errors import Infeasible
from circnet.park import load_catalog, load_park
from circnet.report.limits import conflict_rows, relaxed_rows
from tests.casefolders import CasePark

CASES = {}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def case(*planted, **choices):
    """Register a park with its planted cause: rows ``(enterprise, commodity, limit, amount)`` that must be named."""

    def register(build):
        CASES[build.__name__] = (build, planted, choices)
        return build

    return register


@case(("smelter", "slag", "port_minimum", 100.0))
def supply_without_outlet(park):
    park.supply("smelter", "slag", least=100.0)
    park.demand("kiln", "salt", 5.0)
    park.market("salt", "kiln", buy_price=1.0)


@case(("mill", "water", "port_minimum", 50.0))
def demand_without_source(park):
    park.demand("mill", "water", 50.0)


@case(("smelter", "slag", "dispose_limit", 40.0), ("smelter", "slag", "port_minimum", 100.0))
def disposal_limit_too_low(park):
    park.supply("smelter", "slag", least=100.0)
    park.market("slag", "smelter", dispose_cost=3.0, dispose_limit=40.0)


@case(("well", "water", "arc_capacity", 30.0), ("mill", "water", "port_minimum", 50.0))
def arc_capacity(park):
    park.supply("well", "water", available=80.0)
    park.demand("mill", "water", 50.0)
    park.arc("well", "mill", "water", cost=1.0, capacity=30.0)


@case(("smelter", "slag", "port_minimum", 100.0), ("kiln", "slag", "port_maximum", 60.0))
def minimum_above_what_others_take(park):
    park.supply("smelter", "slag", least=100.0)
    park.demand("kiln", "slag", 60.0)
    park.arc("smelter", "kiln", "slag")


@case(("works", "water", "quality", 50.0))
def quality_too_strict(park):
    park.supply("mill", "water", available=100.0)
    park.quality("mill", "water", "supply", "salt", 80.0)
    park.demand("works", "water", 40.0)
    park.quality("works", "water", "demand", "salt", 50.0)
    park.arc("mill", "works", "water")


@case(("plant", "", "equipment", 60.0), ("plant", "metal", "throughput", 50.0), ("plant", "alloy", "throughput", 40.0))
def equipment_over_used(park):
    for name in ("metal", "alloy"):
        park.technology(f"cast-{name}", {name: 1.0})
        park.uses(f"cast-{name}", "furnace")
        park.market(name, "plant", sell_price=1.0)
    park.run("plant", "cast-metal", capacity=50.0, throughput=50.0)
    park.run("plant", "cast-alloy", capacity=40.0, throughput=40.0)
    park.equipment("plant", "furnace", 60.0)


@case(("kiln", "sand", "buy_limit", 60.0), ("kiln", "slag", "substitution", 0.3))
def substitution_share(park):
    park.demand("kiln", "sand", 100.0)
    park.market("sand", "kiln", buy_price=10.0, buy_limit=60.0)
    park.supply("kiln", "slag", available=500.0)
    park.add("substitutions", accepts="slag", replaces="sand", ratio=1.0, max_share=0.3, cost=1.0)


@case(("well", "water", "port_maximum", 50.0), ("mill", "water", "port_minimum", 50.0))
def loss_on_the_way(park):
    park.supply("well", "water", available=50.0)
    park.demand("mill", "water", 50.0)
    park.arc("well", "mill", "water")
    park.tables["arcs"][-1]["loss"] = 0.2


@case(("well", "water", "port_maximum", 60.0), ("mill", "water", "port_minimum", 40.0),
      ("works", "water", "port_minimum", 30.0))  # fmt: skip
def demands_that_share_a_source(park):
    park.supply("well", "water", available=60.0)
    for firm, amount in (("mill", 40.0), ("works", 30.0)):
        park.demand(firm, "water", amount)
        park.arc("well", firm, "water")


@case(("tank", "water", "hub_outlet", None), ("mill", "water", "port_minimum", 50.0))
def hub_that_cannot_pass_on(park):
    park.enterprise("tank", passes_on=True)
    park.supply("mill", "water", least=50.0)
    park.demand("works", "water", 20.0)
    park.arc("mill", "tank", "water")
    park.arc("tank", "works", "water")


@case(("plant", "ore", "buy_limit", 70.0), ("plant", "metal", "throughput", 50.0))
def purchase_limit(park):
    park.technology("cast", {"metal": 1.0, "ore": -2.0})
    park.run("plant", "cast", capacity=50.0, throughput=50.0)
    park.market("metal", "plant", sell_price=1.0)
    park.market("ore", "plant", buy_price=1.0, buy_limit=70.0)


@case(("plant", "metal", "sell_limit", 35.0), ("plant", "metal", "throughput", 50.0))
def sale_limit_of_a_fixed_unit(park):
    park.technology("cast", {"metal": 1.0})
    park.run("plant", "cast", capacity=50.0, throughput=50.0)
    park.market("metal", "plant", sell_price=1.0, sell_limit=35.0)


@case(("plant", "metal", "throughput", 50.0), ("plant", "slag", "outlet", None))
def by_product_of_a_fixed_unit(park):
    park.technology("cast", {"metal": 1.0, "slag": 0.4})
    park.run("plant", "cast", capacity=50.0, throughput=50.0)
    park.market("metal", "plant", sell_price=1.0)


@case(
    ("", "salt", "market_limit", 15.0), ("mill", "salt", "port_minimum", 10.0), ("works", "salt", "port_minimum", 10.0)
)
def market_for_all_firms(park):
    for firm in ("mill", "works"):
        park.demand(firm, "salt", 10.0)
    park.market("salt", buy_price=1.0, buy_limit=15.0)


@case(("boiler-house", "steam", "capacity", 20.0), ("mill", "steam", "port_minimum", 30.0))
def capacity_of_a_unit(park):
    park.technology("boil", {"steam": 1.0})
    park.run("boiler-house", "boil", capacity=20.0)
    park.demand("mill", "steam", 30.0)
    park.arc("boiler-house", "mill", "steam")


@case(("plant", "metal", "minimum", 25.0), ("plant", "ore", "buy_limit", 20.0))
def minimum_load(park):
    park.technology("cast", {"metal": 1.0, "ore": -1.0})
    park.run("plant", "cast", capacity=40.0, minimum=25.0)
    park.market("metal", "plant", sell_price=1.0)
    park.market("ore", "plant", buy_price=1.0, buy_limit=20.0)


@case(
    ("kiln", "clinker", "variant_share", 0.3),
    ("kiln", "stone", "buy_limit", 60.0),
    ("kiln", "clinker", "throughput", 100.0),
)
def share_of_a_variant(park):
    park.technology("on-stone", {"clinker": 1.0, "stone": -1.0})
    park.technology("on-slag", {"clinker": 1.0, "slag": -1.0})
    park.tables["technologies"][-1] |= {"variant_of": "on-stone", "max_share": 0.3}
    park.run("kiln", "on-stone", capacity=100.0, throughput=100.0)
    park.market("stone", "kiln", buy_price=10.0, buy_limit=60.0)
    park.market("clinker", "kiln", sell_price=0.0)
    park.supply("kiln", "slag", available=500.0)


@case(("smelter", "slag", "port_minimum", 100.0), ("hall", "slag", "dispose_limit", 70.0))
def chain_of_three(park):
    """The grinder takes all slag, but the hall that takes its powder may dump only 70."""
    park.supply("smelter", "slag", least=100.0)
    park.technology("grind", {"powder": 1.0, "slag": -1.0})
    park.run("grinder", "grind")
    park.arc("smelter", "grinder", "slag")
    park.technology("blend", {"slag": 1.0, "powder": -1.0})
    park.run("hall", "blend")
    park.arc("grinder", "hall", "powder")
    park.market("slag", "hall", dispose_cost=1.0, dispose_limit=70.0)


@case(("smelter", "slag", "port_maximum", 8.0), ("kiln", "slag", "port_minimum", 9.0))
def a_tenth_too_little(park):
    park.supply("smelter", "slag", available=8.0)
    park.demand("kiln", "slag", 9.0)
    park.arc("smelter", "kiln", "slag", capacity=10.0)


@case(("dryer", "heat", "port_minimum", 30.0), ("smelter", "hot", "port_maximum", 20.0))
def heat_of_a_higher_grade(park):
    for name, celsius in (("hot", 230.0), ("heat", 95.0)):
        park.commodity(name, kind="heat", unit="GJ")
        park.tables["commodities"][-1]["temperature_c"] = celsius
    park.supply("smelter", "hot", available=20.0)
    park.demand("dryer", "heat", 30.0)
    park.arc("smelter", "dryer", "hot")


@pytest.fixture(scope="module")
def written(tmp_path_factory, catalog):
    """A case as a park, with its planted cause and its settings; each is read once."""

    @cache
    def write(name):
        build_case, planted, choices = CASES[name]
        park = CasePark(id="case", title=name)
        build_case(park)
        folder = park.write(tmp_path_factory.mktemp("cases") / name)
        return load_park(str(folder), catalog), planted, Settings(**choices)

    return write


@pytest.fixture(scope="module")
def limits_of(written, catalog):
    """The limits that a case says it cannot keep together; each is solved once."""

    @cache
    def explained(name):
        park, _, settings = written(name)
        with pytest.raises(Infeasible) as caught:
            couple(park, catalog, settings)
        return caught.value.limits

    return explained


def named(table):
    amounts = [None if pd.isna(value) else round(float(value), 9) for value in table["amount"]]
    return set(zip(table["enterprise"], table["commodity"], table["limit"], amounts, strict=True))


def test_there_are_twenty_of_them():
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", CASES)
def test_the_planted_cause_is_named(name, written, limits_of):
    _, planted, _ = written(name)
    limits = limits_of(name)
    assert set(planted) <= named(limits)
    for lang in ("zh", "en"):
        rows = conflict_rows(limits, lang)
        for firm, good, limit, amount in planted:
            (words,) = [r["words"] for r in rows if (r["enterprise"], r["commodity"], r["limit"]) == (firm, good, limit)
                        and (amount is None or r["amount"] == pytest.approx(amount))]  # fmt: skip
            assert firm in words
            assert good in words
            assert amount is None or f"{amount:g}" in words


@pytest.mark.parametrize("name", CASES)
def test_letting_any_one_of_them_go_is_enough_and_none_is_not(name, written, limits_of, catalog):
    """Irreducible, by solving again: all limits that are not in the set are dropped, then each of the set in turn."""
    park, _, settings = written(name)
    model = build(park, catalog, settings)
    limits = limits_of(name)
    assert not holds(model.program, limits)
    for i in limits.index:
        assert holds(model.program, limits.drop(index=i)), limits.loc[i].to_dict()


def holds(program, limits):
    """Whether just these limits (and that no amount is negative) can hold, by scipy."""
    from scipy.optimize import linprog

    def bounds(table, of, free):
        low, high = np.full(len(table), free), np.full(len(table), np.inf)
        for side, array in (("lower", low), ("upper", high)):
            at = limits.loc[(limits["of"] == of) & (limits["side"] == side), "position"].to_numpy()
            array[at] = table[side].to_numpy(float)[at]
        return low, high

    low, high = bounds(program.rows, "row", -np.inf)
    matrix = program.matrix().toarray()
    above, below = np.isfinite(high), np.isfinite(low)
    least, most = bounds(program.columns, "column", 0.0)
    if (least > most).any():
        return False
    found = linprog(
        np.zeros(len(program.columns)), A_ub=np.vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([high[above], -low[below]]), bounds=np.column_stack([least, most]),
    )  # fmt: skip
    return found.status != 2


@pytest.mark.parametrize("name", CASES)
def test_relaxed_it_runs_with_the_least_violation(name, written, limits_of, catalog):
    park, _, settings = written(name)
    result = couple(park, catalog, Settings(flexible=settings.flexible, relax=True))
    assert result.summary["status"] == "relaxed"
    told = result.relaxed.to_dict("records")
    assert told
    shares = result.relaxed["share"].dropna().tolist()
    assert shares == sorted(shares, reverse=True)
    assert all(row["by"] > 0 for row in told)
    smallest = limits_of(name)
    alone = (smallest["change"] / smallest["amount"].abs())[
        ~smallest["limit"].isin(["quality", "substitution", "variant_share"])
    ]
    assert sum(shares) <= alone.min() + 1e-6, "letting one limit of the set go is one way, and this is the least"
    assert all(r["words"] for lang in ("zh", "en") for r in relaxed_rows(pd.DataFrame(told), lang))


def test_a_park_that_has_a_solution_is_left_alone(tmp_path, catalog):
    park = CasePark(id="fine", title="Fine")
    park.supply("well", "water", available=50.0)
    park.demand("mill", "water", 40.0)
    park.arc("well", "mill", "water", cost=2.0)
    loaded = load_park(str(park.write(tmp_path / "p")), catalog)
    plain, relaxed = couple(loaded, catalog), couple(loaded, catalog, Settings(relax=True))
    assert relaxed.summary["status"] == "optimal"
    assert relaxed.relaxed.empty
    assert relaxed.to_json() == plain.to_json()


def test_among_equal_violations_the_cheapest_is_taken(tmp_path, catalog):
    """Two wells fall short alike; the dearer one need not be drawn on beyond its limit."""
    park = CasePark(id="wells", title="Wells")
    for well, cost in (("near", 1.0), ("far", 5.0)):
        park.supply(well, "water", available=20.0)
        park.arc(well, "mill", "water", cost=cost, capacity=None)
    park.supply("mill", "water", available=0.0)
    park.demand("mill", "water", 50.0)
    loaded = load_park(str(park.write(tmp_path / "p")), catalog)
    (row,) = couple(loaded, catalog, Settings(relax=True)).relaxed.to_dict("records")
    assert (row["enterprise"], row["limit"]) == ("mill", "port_minimum"), "10 of 50 is a fifth, 10 of 20 a half"
    assert row["by"] == pytest.approx(10.0)
    assert row["share"] == pytest.approx(0.2)
