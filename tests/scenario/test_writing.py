"""Scenarios written as files and put together from choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circnet.coupling import Settings, couple
from circnet.coupling.case import prepare
from circnet.coupling.offers import trade_offers
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park, parks_folder
from circnet.scenario import apply, read_scenario, scenarios_of
from circnet.scenario.building import Choice, built
from circnet.scenario.reading import Scenario, parse_scenario
from circnet.scenario.writing import toml_of
from circnet.schema import PARK_TABLES
from tests.casefolders import CasePark

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cells = st.one_of(texts, st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False))
tables = st.sampled_from(sorted(PARK_TABLES))
dictionaries = st.dictionaries(texts, cells, max_size=3)
entries = {
    "change": st.fixed_dictionaries(
        {"table": tables, "where": dictionaries, "set": dictionaries}, optional={"copy": dictionaries}
    ),
    "add": st.fixed_dictionaries({"table": tables, "rows": st.lists(dictionaries, max_size=3)}),
    "remove": st.fixed_dictionaries({"table": tables, "where": dictionaries}),
}
settings = st.fixed_dictionaries({}, optional={
    "carbon_price": st.floats(0, 1e6), "flexible": st.booleans(), "objective": texts, "max_links": st.integers(0, 99),
    "include": st.lists(texts, max_size=2).map(tuple),
    "release_limits": st.lists(st.tuples(st.sampled_from(["Cl2", "Cl:reactive", "a=b"]), st.floats(0, 1e9)),
                               max_size=2).map(tuple),
})  # fmt: skip


@st.composite
def scenarios(draw):
    actions = tuple(
        (kind, number, entry)
        for kind, one in entries.items()
        for number, entry in enumerate(draw(st.lists(one, max_size=2)), start=1)
    )
    name = draw(texts.filter(bool))
    names = {lang: draw(texts) or name for lang in ("zh", "en")}
    notes = {lang: draw(texts) for lang in ("zh", "en")}
    return Scenario(name, draw(settings), actions, "what-if.toml", names, notes)


@given(scenarios())
def test_what_is_written_is_read_back(scenario):
    assert parse_scenario(toml_of(scenario).encode(), scenario.file) == scenario


@pytest.mark.parametrize("park", ["golmud", "ganhe", "nanchuan"])
def test_scenarios_that_come_with_circnet_are_written_as_they_are_read(park):
    for file in scenarios_of(parks_folder() / park):
        read = read_scenario(file.path)
        assert parse_scenario(toml_of(read).encode(), read.file) == read


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def golmud(catalog):
    return load_park("golmud", catalog)


@pytest.fixture(scope="module")
def park(tmp_path_factory, catalog):
    """A smelter dumps slag at 20 or sends it for 5 to a kiln that buys 60 t at 50 and sells clinker at 90 or less."""
    made = CasePark(id="slag", title="Slag")
    made.supply("smelter", "slag", available=100.0, least=100.0)
    made.technology("burn", {"clinker": 1.0, "slag": -2.0})
    made.run("kiln", "burn", capacity=30.0, throughput=30.0)
    made.market("slag", "smelter", dispose_cost=20.0)
    made.market("slag", "kiln", buy_price=50.0)
    made.market("clinker", sell_price=90.0)
    made.arc("smelter", "kiln", "slag", cost=5.0)
    made.add("links", **{"from": "smelter", "to": "kiln"}, commodity="slag", amount=10.0)
    return load_park(str(made.write(tmp_path_factory.mktemp("slag") / "park")), catalog)


def applied(park, catalog, *choices):
    made = built(choices, park, catalog, id="made")
    return apply(made, park, catalog, Settings())


def cost(park, catalog, *choices):
    changed, settings = applied(park, catalog, *choices)
    return couple(changed, catalog, settings).summary["net_cost"]


def test_each_choice_does_what_it_says(park, catalog):
    usual = 60 * 5 + 40 * 20 - 30 * 90
    unit = park.units["id"].iloc[0]
    assert cost(park, catalog, Choice("price", "clinker", 100)) == pytest.approx(usual - 300)
    half = 30 * 5 + 70 * 20 - 15 * 90
    assert cost(park, catalog, Choice("load_factor", "kiln", 0.5)) == pytest.approx(half)
    twice = 100 * 5 + 20 * 50 - 60 * 90
    assert cost(park, catalog, Choice("plant", "burn@kiln", 30)) == pytest.approx(twice)
    changed, settings = applied(
        park, catalog, Choice("load", unit, 10), Choice("load_factor", unit, 0.5),
        Choice("price_factor", "clinker", 0.5), Choice("link_removed", "smelter>kiln:slag"),
        Choice("setting", "carbon_price", 7),
    )  # fmt: skip
    assert changed.units["throughput"].tolist() == [5.0]
    assert changed.markets["sell_price"].max() == pytest.approx(45.0)
    assert (len(changed.links), settings.carbon_price) == (0, 7)
    stopped, _ = applied(park, catalog, Choice("status", "kiln", "suspended"))
    assert stopped.units["status"].tolist() == ["suspended"]
    gone, _ = applied(park, catalog, Choice("firm_removed", "kiln"))
    left = [gone.enterprises["id"], gone.units["enterprise"], gone.links["to"], gone.arcs["to"]]
    assert [column.tolist() for column in left] == [["smelter"], [], [], []]


def test_later_choices_and_edits_go_on_from_those_before(park, catalog):
    first = built([Choice("price_factor", "clinker", 2.0)], park, catalog, id="made", names={"zh": "涨", "en": "Up"})
    both = built([Choice("price_factor", "clinker", 0.5)], park, catalog, id="other", onto=first)
    assert both.names == {"zh": "涨", "en": "Up"}
    assert both.file == "other.toml"
    changed, _ = apply(both, park, catalog, Settings())
    assert changed.markets["sell_price"].max() == pytest.approx(90.0)
    assert len(first.actions) == 1


@pytest.mark.parametrize(
    ("choice", "check", "hint"),
    [
        (Choice("price", "clinkr", 1), "unknown_reference", "clinker"),
        (Choice("price", "clinker@kilm", 1), "unknown_reference", ""),
        (Choice("price", "clinker@smelter", 1), "no_price", ""),
        (Choice("price_factor", "clinker", -1), "out_of_range", ""),
        (Choice("price", "clinker", "dear"), "not_a_number", ""),
        (Choice("load", "kiln", 1), "unknown_reference", ""),
        (Choice("load_factor", "nobody", 1), "unknown_reference", ""),
        (Choice("status", "klin", "closed"), "unknown_reference", "kiln"),
        (Choice("plant", "brun@kiln", 1), "unknown_reference", ""),
        (Choice("plant", "burn@nobody", 1), "unknown_reference", ""),
        (Choice("link_removed", "kiln>smelter:slag"), "unknown_reference", ""),
        (Choice("firm_removed", "nobody"), "unknown_reference", ""),
        (Choice("setting", "carbon_prize", 1), "unknown_reference", "carbon_price"),
    ],
)
def test_what_cannot_be_had_is_told_with_the_number_of_the_choice(park, catalog, choice, check, hint):
    with pytest.raises(InputFaults) as fault:
        built([Choice("setting", "carbon_price", 1), choice], park, catalog, id="made")
    told = fault.value.faults.iloc[0]
    assert (told["check"], told["row"], told["column"]) == (check, 2, choice.what)
    assert hint in told["hint"]


def test_a_scenario_that_cannot_be_laid_over_the_park_is_not_kept(park, catalog):
    with pytest.raises(InputFaults) as fault:
        built([Choice("status", "kiln", "asleep")], park, catalog, id="made")
    assert fault.value.faults["check"].tolist() == ["not_a_choice"]
    lost = parse_scenario(b'[[change]]\ntable = "links"\nwhere = {to = "kiln"}\nset = {to = "nobody"}\n', "lost.toml")
    with pytest.raises(InputFaults) as fault:
        built([], park, catalog, id="made", onto=lost)
    assert fault.value.faults["check"].tolist() == ["unknown_reference"]
    wrong = parse_scenario(
        b'[[change]]\ntable = "units"\nwhere = {enterprise = "kiln"}\nset = {capacity = -1, status = "asleep"}\n',
        "wrong.toml",
    )
    with pytest.raises(InputFaults) as fault:
        built([], park, catalog, id="made", onto=wrong)
    assert sorted(fault.value.faults["check"]) == ["not_a_choice", "out_of_range"]
    with pytest.raises(UsageFault):
        built([Choice("setting", "carbon_price", "high")], park, catalog, id="made")


def offers(park, catalog, factor):
    goods = ("methanol", "soda_ash")
    changed, settings = applied(park, catalog, *(Choice("price_factor", good, factor) for good in goods if factor))
    table = trade_offers(prepare(changed, catalog, settings))
    return table[table["commodity"].isin(goods)].set_index(["commodity", "enterprise", "trade"])["price"]


def test_a_hub_price_times_one_is_no_change_and_freight_stays(golmud, catalog):
    usual, one, dear = (offers(golmud, catalog, factor) for factor in (None, 1.0, 1.2))
    assert set(usual.index.get_level_values("trade")) >= {"buy", "sell"}
    assert (one - usual.reindex(one.index)).abs().max() < 1e-6
    sold, bought = ((dear - usual).xs(side, level="trade") for side in ("sell", "buy"))
    # what a hub pays rises by a fifth of its quote, not of what is left of it after freight
    assert (sold > 0.2 * usual.xs("sell", level="trade").reindex(sold.index)).all()
    assert (bought < 0.2 * usual.xs("buy", level="trade").reindex(bought.index)).all()
    assert (bought > 0).all()


def test_a_firm_that_starts_runs_at_its_restart_loads(golmud, catalog):
    changed, _ = applied(golmud, catalog, Choice("status", "qslm", "operating"))
    units = changed.units.set_index("id")
    assert units.at["qslm-mg-electrolysis", "throughput"] == 70000.0
    others = changed.units["enterprise"].ne("qslm")
    assert changed.units[others].equals(golmud.units[others])
