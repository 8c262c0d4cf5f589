"""A large network solved by delayed columns, in parts or not, has the optimum of the plain programme."""

import os

import numpy as np
import pandas as pd
import pytest

from benchmarks.networks import dealers, network
from circnet.coupling import Settings
from circnet.coupling.model import build, modelled, named, sets_of
from circnet.errors import Infeasible, UsageFault
from circnet.large import PLAIN_UP_TO, couple_large, method_for, pricing, solving
from circnet.large.lanes import firms_of, goods_of, pairing, written_pairs
from circnet.large.network import arcs_table
from circnet.large.pricing import Search
from circnet.lp.highs_backend import Session
from circnet.network import known_arcs
from circnet.park import Park, load_catalog, load_park
from circnet.park.folder import completed
from circnet.pieces import Machines
from tests.commandline import circnet

EVERY = "CIRCNET_EVERY_NETWORK" in os.environ


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def plain(park, catalog, settings):
    return Session(build(park, catalog, settings).program).solve().objective


def altered(firms, seed, catalog):
    """A network; every other seed has firms at one place, equal sizes, hubs, firms without coordinates, limits."""
    park = network(firms, seed, catalog)
    if seed % 2 == 0:
        return park
    firm, units = park.enterprises, park.units
    at = np.arange(len(firm))
    firm = firm.assign(
        lat=firm["lat"].where(at % 3 > 0, firm["lat"].iloc[0]).where(at % 7 > 0),
        lon=firm["lon"].where(at % 3 > 0, firm["lon"].iloc[0]).where(at % 7 > 0),
        passes_on=at % 11 == 5,
    )
    units = units.assign(capacity=units["capacity"].round(-4) + 1e4, throughput=units["throughput"].round(-4))
    good = build(park, catalog, Settings()).arcs["commodity"].mode()[0]
    limit = {"enterprise": firm["id"], "commodity": good, "property": "ash"}
    quality = pd.concat([
        pd.DataFrame(limit | {"direction": "supply", "value": 0.1 * (at % 4)}),
        pd.DataFrame(limit | {"direction": "demand", "value": 0.15}),
    ])  # fmt: skip
    quality = Park.of(park.info, {"quality": quality}).quality
    park = park.replace(enterprises=firm, units=units, quality=quality, markets=park.markets[:0])
    return completed(park.replace(markets=Park.of(park.info, {"markets": dealers(park, catalog)}).markets), catalog)


@pytest.mark.parametrize("seed", range(500) if EVERY else range(3))
def test_every_method_finds_the_same_optimum(seed, catalog, monkeypatch):
    flexible = seed // 2 % 2 == 1
    park = altered(12 + 17 * (seed % 5), seed, catalog)
    settings = Settings(flexible=flexible, max_km=[None, 60.0][seed % 3 == 2], carbon_price=50.0 * (seed % 2))
    results = [couple_large(park, catalog, settings, method) for method in ("plain", "columns", "parts")]
    monkeypatch.setattr(pricing, "_WRITTEN_DOWN", 0)  # nothing is written down: each arc is searched for
    results += [couple_large(park, catalog, settings, "parts")]
    assert plain(park, catalog, settings) == pytest.approx(results[0].summary["cost"], rel=1e-7, abs=1e-2)
    for result in results[1:]:
        assert result.summary["cost"] == pytest.approx(results[0].summary["cost"], rel=1e-7, abs=1e-2)
        assert result.summary["baseline_cost"] == pytest.approx(results[0].summary["baseline_cost"], rel=1e-7, abs=1e-2)
        assert result.summary["saving"] >= -1e-7 * abs(result.summary["cost"])


@pytest.mark.parametrize(("seed", "max_km"), [(0, None), (1, None), (3, 60.0)])
def test_the_search_finds_the_candidates_of_the_plain_programme_and_no_other(seed, max_km, catalog):
    """Without bounds on the duals none is left out: far ones, other parks, pairs written down are told apart."""
    settings = Settings(max_km=max_km)
    park = altered(60, seed, catalog)
    sets = sets_of(park, catalog, settings)
    ends = pairing(sets.case)
    written = named(known_arcs(park, sets.case.catalog, ends.givers, ends.takers, settings.discount_rate,
                               max_km=max_km, pairs=written_pairs(ends)))  # fmt: skip
    model = modelled(sets, written)
    goods = goods_of(sets.case, ends, model.first_balance, model.arcs)
    rows = len(model.program.rows)
    search = Search(firms_of(sets.case), goods, np.full(rows, -np.inf), np.full(rows, np.inf))
    key, figures = ["from", "to", "commodity", "mode"], ["distance_km", "cost", "loss", "annuity_per_km"]
    plain = build(park, catalog, settings).arcs.set_index(key).sort_index()
    for arcs in (search.pool().arcs, search.below(np.zeros(rows), limit=np.inf)):
        found = arcs_table(model, goods, arcs)
        assert len(found) > 100
        both = pd.concat([model.arcs, found]).set_index(key).sort_index()
        pd.testing.assert_frame_equal(both[figures], plain[figures])


def test_no_arc_outside_has_a_negative_reduced_cost(catalog):
    park = network(40, 3, catalog)
    model = build(park, catalog, Settings())
    result = couple_large(park, catalog, Settings(), "columns")
    price = result.prices.set_index(["enterprise", "commodity", "side"])["price"]
    arcs = model.arcs
    cost = model.column("cost")[arcs["column"]]
    given, taken = (
        price.reindex(pd.MultiIndex.from_frame(arcs[[end, "commodity"]].assign(side=side))).to_numpy()
        for end, side in (("from", "supply"), ("to", "demand"))
    )
    reduced = cost - given + (1 - arcs["loss"].to_numpy()) * taken
    assert result.summary["arcs_entered"] < len(arcs)
    assert np.nanmin(reduced) > -1e-5


def test_result_reads_as_that_of_the_plain_programme(catalog):
    park = network(40, 3, catalog)
    one, two = (couple_large(park, catalog, Settings(), method) for method in ("plain", "columns"))
    key = ["from", "to", "commodity", "mode"]
    pd.testing.assert_frame_equal(
        one.flows.sort_values(key, ignore_index=True), two.flows.sort_values(key, ignore_index=True), rtol=1e-6
    )
    assert (two.opportunities["amount"] > 0).all()
    assert two.opportunities["saving"].isna().all()


def test_parts_in_processes_of_their_own_give_the_same(catalog):
    park = network(30, 7, catalog)
    here, apart = (couple_large(park, catalog, Settings(), "parts", Machines(workers)) for workers in (1, 2))
    assert here.summary == apart.summary
    pd.testing.assert_frame_equal(here.flows, apart.flows)


def test_parts_kept_in_a_folder_are_not_solved_again(catalog, tmp_path, monkeypatch):
    park = network(30, 7, catalog)
    here = Machines(folder=tmp_path / "run")
    first = couple_large(park, catalog, Settings(), "parts", here)
    monkeypatch.setattr(solving, "grow", None)
    again = couple_large(park, catalog, Settings(), "parts", here)
    assert again.summary == first.summary
    pd.testing.assert_frame_equal(again.flows, first.flows)
    with pytest.raises(UsageFault, match="run"):
        couple_large(park, catalog, Settings(carbon_price=10.0), "parts", here)


def test_what_cannot_be_solved_is_told_as_before(catalog):
    park = network(15, 0, catalog)
    with pytest.raises(Infeasible) as told:
        couple_large(park.replace(markets=park.markets[:0]), catalog, Settings(strict=True), "columns")
    assert len(told.value.conflicts)


def test_arcs_without_which_there_is_no_solution_are_found(catalog):
    park = network(40, 3, catalog)
    flows = couple_large(park, catalog, Settings(), "plain").flows
    into = flows.loc[~flows["existing"], ["to", "commodity"]].drop_duplicates()
    needed = couple_large(park, catalog, Settings(strict=True), "columns")
    assert len(into)
    assert needed.summary["cost"] == pytest.approx(plain(park, catalog, Settings(strict=True)), rel=1e-7)


def test_method_by_size(catalog):
    park = network(15, 0, catalog)
    firms = park.enterprises.iloc[np.arange(PLAIN_UP_TO + 1) % 15]
    assert method_for(park.replace(enterprises=firms)) == "parts"
    assert method_for(load_park("golmud", catalog)) == "plain"
    with pytest.raises(UsageFault, match="unknown method"):
        method_for(park, "fast")
    with pytest.raises(UsageFault, match="not large"):
        couple_large(park, catalog, Settings(objective="co2"))


def test_the_command_line_takes_a_method():
    told = circnet("couple", "golmud", "--method", "columns", "--json")
    assert told.returncode == 0
    assert '"method": "columns"' in told.stdout
    assert "columns" in circnet("couple", "golmud", "--method", "columns", "--lang", "en").stdout
    assert circnet("couple", "golmud", "--method", "fast").returncode == 2
    assert circnet("couple", "golmud", "--jobs", "2").returncode == 2  # links of a small park are valued one by one
