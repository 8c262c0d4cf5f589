"""Scenarios side by side: zero against itself, differences that add up, known answers, problems as columns."""

from dataclasses import replace

import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.scenario.compare import Comparison, compare, side_by_side
from circnet.scenario.compare_column import AS_IS, MEASURES
from circnet.scenario.compare_inputs import differences, key_of
from circnet.scenario.overrides import apply
from circnet.scenario.reading import Scenario, parse_scenario
from circnet.schema import PARK_TABLES
from circnet.studies.freezing import freeze
from circnet.studies.frozen_column import frozen_column
from circnet.workspace import Workspace
from tests.casefolders import CasePark

TEXTS = {
    "dear": '[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\nset = {dispose_cost = 30}\n',
    "apart": '[settings]\ncarbon_price = 5\n[[remove]]\ntable = "arcs"\nwhere = {from = "smelter"}\n',
    "more": (
        '[[add]]\ntable = "ports"\n'
        'rows = [{enterprise = "yard", commodity = "slag", direction = "demand", minimum = 10, maximum = 10}]\n'
        '[[add]]\ntable = "enterprises"\nrows = [{id = "yard", name_zh = "yard"}]\n'
        '[[add]]\ntable = "arcs"\nrows = [{from = "smelter", to = "yard", commodity = "slag", cost = 1}]\n'
    ),
    "less": '[[change]]\ntable = "ports"\nwhere = {enterprise = "kiln"}\nset = {minimum = 50, maximum = 50}\n',
    "lost": '[[remove]]\ntable = "arcs"\nwhere = {from = "nobody"}\n',
    "never": '[settings]\nobjective = "profit"\n',
    "stuck": '[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\nset = {dispose_limit = 10}\n',
    "same": "",
}


def scenario(name: str) -> Scenario:
    return parse_scenario(TEXTS[name].encode(), f"{name}.toml")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def park(tmp_path_factory, catalog):
    """A smelter pays 20 to dump each of 100 t of slag; a kiln buys 60 t at 50; the road between them costs 5."""
    built = CasePark(id="slag", title="Slag")
    built.supply("smelter", "slag", available=100.0, least=100.0)
    built.demand("kiln", "slag", 60.0)
    built.market("slag", "smelter", dispose_cost=20.0)
    built.market("slag", "kiln", buy_price=50.0)
    built.arc("smelter", "kiln", "slag", cost=5.0)
    return load_park(str(built.write(tmp_path_factory.mktemp("slag") / "park")), catalog)


@pytest.fixture(scope="module")
def found(park, catalog) -> Comparison:
    return compare(
        park, catalog, Settings(strict=True), [AS_IS, *map(scenario, ("dear", "apart", "more", "same", "less"))]
    )


@pytest.fixture(scope="module")
def later(park, catalog) -> Comparison:
    return compare(park, catalog, Settings(strict=True), [scenario("less"), scenario("dear")])


def value(table: pd.DataFrame, scenario_id: str, column: str = "value", **where: str):
    rows = table[table["scenario"].eq(scenario_id)]
    for name, wanted in where.items():
        rows = rows[rows[name].eq(wanted)]
    assert len(rows) == 1
    return rows[column].iloc[0]


def test_measures_are_those_worked_out_by_hand(found):
    # as it is: 60 t go by road, 40 t are dumped; without the road 60 t are bought and 100 t dumped
    for name, cost, saving in (
        ("base", 60 * 5 + 40 * 20, 60 * 65), ("dear", 60 * 5 + 40 * 30, 60 * 75), ("apart", 60 * 50 + 100 * 20, 0.0),
        ("more", 60 * 5 + 10 * 1 + 30 * 20, 60 * 65 + 10 * 19),
    ):  # fmt: skip
        assert value(found.measures, name, measure="net_cost") == pytest.approx(cost), name
        if name != "more":  # without new links the yard's need has no source
            assert value(found.measures, name, measure="net_saving") == pytest.approx(saving), name
    assert value(found.measures, "dear", "delta", measure="net_cost") == pytest.approx(400)
    assert value(found.measures, "dear", "relative", measure="net_cost") == pytest.approx(400 / 1100)
    assert value(found.measures, "apart", measure="links_chosen") == 0


def test_links_appear_vanish_grow_and_shrink(found, later):
    slag = {"from": "smelter", "commodity": "slag"}
    names = ("base", "dear", "apart", "less")
    changes = {one: value(found.links, one, "change", to="kiln", **slag) for one in names}
    assert changes == {"base": "same", "dear": "same", "apart": "vanishes", "less": "shrinks"}
    assert value(found.links, "more", "change", to="yard", **slag) == "appears"
    assert value(found.links, "base", "change", to="yard", **slag) == "absent"
    assert value(found.links, "apart", "delta", to="kiln", **slag) == pytest.approx(-60)
    assert value(later.links, "dear", "change", to="kiln", **slag) == "grows"


def test_goods_and_firms_are_told_with_their_differences(found):
    dumped = {"commodity": "slag", "quantity": "disposed"}
    assert value(found.commodities, "base", "amount", **dumped) == pytest.approx(40)
    assert value(found.commodities, "apart", "delta", **dumped) == pytest.approx(60)
    assert value(found.commodities, "more", "delta", commodity="slag", quantity="exchanged") == pytest.approx(10)
    bought = {"enterprise": "kiln", "kind": "purchase"}
    assert value(found.balances, "base", "amount", **bought) == 0.0
    assert value(found.balances, "apart", "delta", **bought) == pytest.approx(60)


def test_inputs_tell_every_change_once(found):
    rows = {(row["table"], row["record"], row["column"]): row for row in found.inputs.to_dict("records")}
    assert list(found.inputs)[3:] == ["base", "dear", "apart", "more", "same", "less"]
    assert next(iter(rows))[0] == "settings"
    assert rows["settings", "", "carbon_price"]["base"] == 0.0
    assert [rows["settings", "", "carbon_price"][one] for one in ("dear", "apart")] == [0.0, 5]
    dear = rows["markets", "slag|smelter", "dispose_cost"]
    assert [dear[one] for one in ("base", "dear", "more")] == [20.0, 30.0, 20.0]
    assert rows["arcs", "smelter|kiln|slag|", ""]["apart"] is None
    assert "cost=5" in rows["arcs", "smelter|kiln|slag|", ""]["base"]
    assert rows["enterprises", "yard", ""]["base"] is None
    assert rows["enterprises", "yard", ""]["more"].startswith("name_zh=yard")
    assert rows["ports", "kiln|slag|demand", "maximum"]["less"] == 50.0
    assert len(rows) == 8


def test_a_scenario_like_the_first_differs_in_nothing(found):
    for table in (found.measures, found.links, found.commodities, found.balances):
        part = table[table["scenario"].isin(["same", "base"])]
        assert len(part)
        assert part["delta"].dropna().eq(0.0).all()
    assert found.inputs["same"].equals(found.inputs["base"])
    assert set(found.links.loc[found.links["scenario"].eq("same"), "change"]) <= {"same", "absent"}


def test_differences_add_up(found, later):
    for name, column, keys in (
        ("measures", "value", ["measure"]), ("links", "amount", ["from", "to", "commodity", "mode"]),
        ("commodities", "amount", ["commodity", "quantity"]),
        ("balances", "amount", ["enterprise", "side", "kind", "commodity"]),
    ):  # fmt: skip
        a_to, b_to = (getattr(one, name).set_index([*keys, "scenario"])["delta"] for one in (found, later))
        first, second, whole = (
            table.xs(which, level="scenario") for table, which in ((a_to, "less"), (b_to, "dear"), (a_to, "dear"))
        )
        summed = first.add(second, fill_value=0.0).reindex(whole.index)
        assert len(whole)
        assert (summed - whole).abs().dropna().le(1e-6).all(), (name, column)


def test_what_has_no_figures_is_a_column_with_its_reason(park, catalog):
    asked = [AS_IS, *map(scenario, ("lost", "never", "stuck"))]
    found = compare(park, catalog, Settings(strict=True), asked)
    told = found.problems.set_index("scenario")["kind"].to_dict()
    assert told == {"lost": "faults", "never": "usage", "stuck": "no_solution"}
    assert found.scenarios["solved"].tolist() == [True, False, False, False]
    broken = found.measures[found.measures["scenario"].isin(["lost", "never", "stuck"])]
    assert broken[["value", "delta"]].isna().all(axis=None)
    assert len(broken) == 3 * len(MEASURES)
    assert set(found.links.loc[found.links["scenario"].eq("stuck"), "change"]) == {""}
    assert found.inputs["lost"].isna().all()
    assert found.inputs.set_index("column").at["dispose_limit", "stuck"] == 10.0


@pytest.mark.parametrize(
    ("names", "key"),
    [(["dear"], "compare_count"), (["dear"] * 2, "compare_twice"), (["dear", "table"], "compare_name")],
)
def test_what_cannot_be_compared_is_refused(park, catalog, names, key):
    asked = [replace(scenario("dear"), file=f"{name}.toml") for name in names]
    with pytest.raises(UsageFault) as fault:
        compare(park, catalog, None, asked)
    assert fault.value.key == key


def test_every_table_of_a_park_has_a_name_for_its_rows():
    assert all(set(key_of(table)) <= set(spec.columns) and key_of(table) for table, spec in PARK_TABLES.items())


def test_the_second_of_two_like_rows_is_told_apart(park, catalog):
    doubled = park.replace(ports=pd.concat([park.ports, park.ports.tail(1)], ignore_index=True))
    told = differences(park, Settings(), doubled, Settings())
    assert told[["table", "column", "old"]].to_numpy().tolist() == [["ports", "", None]]
    changed, _ = apply(scenario("less"), doubled, catalog, Settings())
    told = differences(doubled, Settings(), changed, Settings())
    assert sorted(told["record"].unique()) == ["kiln|slag|demand", "kiln|slag|demand#2"]
    assert (told["new"] == 50.0).all()


def test_a_kept_run_stands_beside_scenarios_with_the_figures_it_was_kept_with(tmp_path, park, catalog, found):
    file = tmp_path / "dear.toml"
    file.write_text(TEXTS["dear"], encoding="utf-8")
    workspace = Workspace(tmp_path / "kept.sqlite")
    run = freeze(workspace, str(park.path), file, Settings(strict=True), "Dear", "Li")
    kept = frozen_column(run, workspace.frozen_catalog(run.catalog), park, catalog, Settings(strict=True))
    workspace.close()
    dear = found.columns[1]
    assert kept.id == f"frozen:{run.id}"
    pd.testing.assert_series_equal(kept.measures, dear.measures)
    pd.testing.assert_frame_equal(kept.flows, dear.flows)
    told = side_by_side([dear, kept]).inputs.set_index("column")
    assert told.at["dispose_cost", kept.id] == told.at["dispose_cost", "dear"] == 30.0
