"""Random parks as hypothesis draws them: every kind of row that a hand-written folder can hold, small whole figures."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.casefolders import CasePark

GOODS = [f"good-{letter}" for letter in "abcde"]
FIRMS = ["mill", "works", "farm", "plant", "depot"]


def _maybe(values: SearchStrategy[float]) -> SearchStrategy[float | None]:
    return st.none() | values


@st.composite
def parks(draw: DrawFn) -> CasePark:
    """Park with up to five firms and goods; many have a solution, some have none, a few run away."""
    park = CasePark(id="random", title="Random park")
    firms = FIRMS[: draw(st.integers(2, len(FIRMS)))]
    goods = GOODS[: draw(st.integers(2, len(GOODS)))]
    amount, price = st.integers(1, 20).map(float), st.integers(0, 12).map(float)
    for good in goods:
        park.commodity(good)
    park.commodity("smoke", kind="emission")
    park.commodity("air", kind="ambient")
    for firm in firms:
        park.enterprise(firm, passes_on=draw(st.integers(0, 3)) == 0)
    _technologies(draw, park, goods)
    _units(draw, park, firms, amount)
    for _ in range(draw(st.integers(0, 4))):
        least = draw(_maybe(st.integers(0, 5).map(float)))
        most = draw(_maybe(st.integers(5, 20).map(float)))
        direction = draw(st.sampled_from(["supply", "demand"]))
        park.port(draw(st.sampled_from(firms)), draw(st.sampled_from(goods)), direction, minimum=least, maximum=most)
    _arcs(draw, park, firms, goods)
    for good in goods:
        if draw(st.booleans()):
            _market(draw, park, good, None)
        for firm in draw(st.lists(st.sampled_from(firms), unique=True, max_size=2)):
            _market(draw, park, good, firm)
    limits = st.tuples(st.sampled_from(firms), st.sampled_from(goods), st.sampled_from(["supply", "demand"]))
    hubs = {row["id"] for row in park.tables["enterprises"] if row["passes_on"]}
    for firm, good, direction in draw(st.lists(limits, unique=True, max_size=5)):
        if direction == "demand" and firm in hubs:
            continue  # whether what a hub makes itself counts in the mean of what comes in is left open
        park.quality(firm, good, direction, "salt", float(draw(st.integers(-2, 8))))
    if draw(st.integers(0, 2)) == 0:
        accepts, replaces = draw(st.permutations(goods))[:2]
        share, ratio = draw(st.sampled_from([None, 0.5, 1.0])), draw(st.sampled_from([0.5, 1.0, 2.0]))
        park.supply(draw(st.sampled_from(firms)), accepts, draw(amount))
        park.add("substitutions", accepts=accepts, replaces=replaces, ratio=ratio, max_share=share, cost=draw(price))
    return park


def _technologies(draw: DrawFn, park: CasePark, goods: list[str]) -> None:
    coefficient = st.sampled_from([0.5, 1.0, 2.0])
    for number in range(draw(st.integers(1, 4))):
        made, *used = draw(st.lists(st.sampled_from(goods), unique=True, min_size=1, max_size=4))
        recipe = {made: 1.0} | {good: -draw(coefficient) for good in used}
        recipe |= {"smoke": 0.5} if draw(st.booleans()) else {"air": -0.5}
        park.technology(f"process-{number}", recipe, cost=draw(_maybe(st.integers(0, 5).map(float))))
    rows = park.tables["technologies"]
    if len(rows) > 1 and draw(st.booleans()):
        rows[-1]["variant_of"] = rows[0]["id"]
        rows[-1]["max_share"] = draw(st.sampled_from([None, 0.5]))


def _units(draw: DrawFn, park: CasePark, firms: list[str], amount: SearchStrategy[float]) -> None:
    technologies = [str(row["id"]) for row in park.tables["technologies"]]
    places = st.tuples(st.sampled_from(firms), st.sampled_from(technologies))
    for firm, technology in draw(st.lists(places, unique=True, min_size=1, max_size=6)):
        capacity = draw(amount)
        load = draw(_maybe(st.sampled_from([0.5, 1.0])))
        least = draw(_maybe(st.sampled_from([0.0, 0.25])))
        size = {"throughput": load, "minimum": least}
        shares = {name: share * capacity for name, share in size.items() if share is not None}
        park.run(firm, technology, capacity=capacity, **shares)
        park.tables["units"][-1]["role"] = draw(st.sampled_from(["main", "utility"]))
        if draw(st.integers(0, 3)) == 0:
            park.uses(technology, "furnace", draw(st.sampled_from([1.0, 2.0])))
            park.equipment_once(firm, "furnace", draw(st.integers(5, 30).map(float)))


def _arcs(draw: DrawFn, park: CasePark, firms: list[str], goods: list[str]) -> None:
    costs, sizes = _maybe(st.integers(0, 5).map(float)), _maybe(st.integers(1, 9).map(float))
    triples = st.tuples(st.sampled_from(firms), st.sampled_from(firms), st.sampled_from(goods))
    between = triples.filter(lambda triple: triple[0] != triple[1])
    for source, target, good in draw(st.lists(between, unique=True, max_size=12)):
        in_use = draw(st.integers(0, 3)) == 0
        if in_use:
            park.add("links", **{"from": source, "to": target}, commodity=good)
        if not in_use or draw(st.booleans()):
            park.arc(source, target, good, draw(costs), draw(sizes))
            park.tables["arcs"][-1]["loss"] = draw(st.sampled_from([None, 0.1]))


def _market(draw: DrawFn, park: CasePark, good: str, firm: str | None) -> None:
    amount, price = st.integers(1, 20).map(float), st.integers(0, 12).map(float)
    trade = {}
    for name in draw(st.sets(st.sampled_from(["buy_price", "sell_price", "dispose_cost"]), min_size=1)):
        # What is sold fetches less than what is bought costs, so that trading alone seldom pays.
        trade[name] = draw(price) + (12.0 if name == "buy_price" else 0.0)
        if draw(st.integers(0, 2)) == 0:
            trade[name.partition("_")[0] + "_limit"] = draw(amount)
    park.market(good, firm, **trade)
