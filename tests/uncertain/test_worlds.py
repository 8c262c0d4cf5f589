"""A moved model is the one that would be built from tables with the sampled figures."""

from dataclasses import replace

import numpy as np
import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.coupling.solve import Network
from circnet.coupling.state import baseline
from circnet.park import load_catalog, load_park
from circnet.uncertain import UncertaintyTerms
from circnet.uncertain.deciding import live
from circnet.uncertain.prepared import prepare

TERMS = UncertaintyTerms(samples=3, seed=5)


@pytest.fixture(scope="module")
def golmud():
    catalog = load_catalog()
    park = load_park("golmud", catalog)
    return park, catalog, prepare(park, catalog, Settings(), TERMS)


def by_kind(inputs, values, kind):
    at = (inputs["kind"] == kind).to_numpy()
    return dict(zip(inputs["item"][at], values[at], strict=True))


def scaled(table, key, factors, columns):
    factor = table[key].map(factors).fillna(1.0).to_numpy(float)
    return table.assign(**{column: table[column] * factor for column in columns})


def retold(park, catalog, inputs, values):
    """The park and the catalog with the sampled figures written into their tables."""
    prices = by_kind(inputs, values, "price")
    shifted = set(inputs["item"][(inputs["kind"] == "price") & (inputs["central"] == 0)])
    factors = {good: value for good, value in prices.items() if good not in shifted}
    goods = scaled(catalog.commodities, "id", factors, ["price"])
    goods = goods.assign(price=goods["price"].where(~goods["id"].isin(shifted), goods["id"].map(prices)))
    quotes = scaled(catalog.prices, "commodity", factors, ["buy", "sell"])
    moved = quotes["commodity"].map({good: prices[good] for good in shifted}).fillna(0.0)
    quotes = quotes.assign(buy=quotes["buy"] + moved, sell=quotes["sell"] + moved)
    modes = scaled(catalog.transport, "mode", by_kind(inputs, values, "freight"),
                   ["cny_per_unit_km", "fixed_cny_per_unit"])  # fmt: skip
    modes = scaled(modes, "mode", by_kind(inputs, values, "line"), ["capex_cny_per_km"])
    fees = scaled(catalog.disposal, "commodity", by_kind(inputs, values, "disposal"), ["cost"])
    uses = by_kind(inputs, values, "use")
    recipes = catalog.recipes
    line = (recipes["technology"] + "|" + recipes["commodity"]).map(uses).fillna(1.0)
    used = recipes["coefficient"].where(recipes["coefficient"] > 0, recipes["coefficient"] * line)
    catalog = catalog.replace(commodities=goods, prices=quotes, transport=modes, disposal=fees,
                              recipes=recipes.assign(coefficient=used))  # fmt: skip
    works = by_kind(inputs, values, "load")
    units = scaled(park.units, "enterprise", works, ["capacity", "throughput", "restart_throughput", "minimum"])
    name = park.ports["enterprise"] + "|" + park.ports["commodity"] + "|" + park.ports["direction"]
    ports = scaled(park.ports.assign(name=name), "name", by_kind(inputs, values, "port"), ["minimum", "maximum"])
    markets = scaled(park.markets, "commodity", factors, ["buy_price", "sell_price"])
    markets = scaled(markets, "commodity", by_kind(inputs, values, "disposal"), ["dispose_cost"])
    own = scaled(park.commodities, "id", factors, ["price"])
    return replace(park, units=units, ports=ports.drop(columns="name"), markets=markets, commodities=own), catalog


@pytest.mark.parametrize("sample", range(TERMS.samples - 1))
def test_warm_re_solve_is_a_fresh_build(golmud, sample):
    park, catalog, ready = golmud
    assert set(ready.inputs["kind"]) == {"price", "disposal", "freight", "line", "load", "port", "use"}
    sampler = ready.sampler()
    values = sampler.values(sampler.points(TERMS))[sample]
    fresh = Network(build(*retold(park, catalog, ready.inputs, values), Settings()))
    network = ready.network()
    live(network, ready.effects.world(values), ready.plan)  # leaves its traces
    world = ready.effects.world(values)
    network.enter(world)
    columns = fresh.model.program.columns.set_index("name").loc[ready.model.program.columns["name"]]
    for name in ("cost", "lower", "upper", "worth"):
        assert getattr(world, name) == pytest.approx(columns[name].to_numpy(), rel=1e-9, abs=1e-6)
    assert network.arc_prices() == pytest.approx(fresh.arc_prices(), rel=1e-9)
    warm, anew = network.solve(), fresh.solve()
    assert warm.real == pytest.approx(anew.real, rel=1e-7)
    assert warm.unexplained == pytest.approx(anew.unexplained, rel=1e-6, abs=10.0)
    before, then = baseline(network), baseline(fresh)
    assert before.real == pytest.approx(then.real, rel=1e-7)
    assert before.real - warm.real == pytest.approx(then.real - anew.real, rel=1e-6)


def test_central_figures_give_what_couple_settles_on(golmud):
    park, catalog, ready = golmud
    outcome = live(ready.network(), ready.effects.world(ready.central()), ready.plan)
    new = ~ready.model.arcs["existing"].to_numpy()
    assert ((outcome.flow > 0) & new).tolist() == ready.plan.chosen.tolist()
    settled = couple(park, catalog, Settings())
    assert outcome.cost == pytest.approx(settled.summary["net_cost"], rel=1e-7)  # flows may tie
    assert outcome.saving == pytest.approx(settled.summary["saving"], rel=1e-4)
    assert outcome.regret == pytest.approx(0.0, abs=1.0)


def test_a_world_is_the_same_after_any_other(golmud):
    _, _, ready = golmud
    sampler = ready.sampler()
    values = sampler.values(sampler.points(TERMS))
    worlds = [ready.effects.world(one) for one in values]
    network = ready.network()
    first = [live(network, world, ready.plan) for world in worlds]
    again = [live(network, world, ready.plan) for world in reversed(worlds)][::-1]
    for one, other in zip(first, again, strict=True):
        assert (one.saving, one.regret) == (other.saving, other.regret)
        assert np.array_equal(one.flow, other.flow)
        assert one.regret >= 0.0
