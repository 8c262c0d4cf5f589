"""What comes into a firm goes out of it, and agrees with the tables of trades and flows."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, assume, given, settings

from circnet.coupling import Settings, couple
from circnet.coupling.atoms import run_lines
from circnet.coupling.case import prepare
from circnet.coupling.throughput import BALANCE_COLUMNS, MEASURES, STAGE_COLUMNS, firm_balances, stage_flows
from circnet.errors import NoSolution, UsageFault
from circnet.park import catalog_of, load_catalog, load_park
from tests.casefolders import CasePark
from tests.coupledparks import coupled, park_of
from tests.strategies import atom_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
TRADES = {"purchase": "purchases", "sale": "sales", "disposal": "disposals"}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def sides(balances):
    """Mass in and out per state and firm."""
    wide = balances.pivot_table(index=["state", "enterprise"], columns="side", values="mass_t", aggfunc="sum")
    return wide.reindex(columns=["in", "out"]).fillna(0.0)


def assert_balanced(balances, result):
    both = sides(balances)
    assert ((both["in"] - both["out"]).abs() <= 1e-9 * both.max(axis=1)).all(), both.to_string()
    after = balances[balances["state"] == "optimum"]
    key = ["enterprise", "commodity"]
    for kind, table in TRADES.items():
        here = after[after["kind"] == kind].groupby(key)["amount"].sum()
        told = getattr(result, table).groupby(key)["amount"].sum()
        assert here.to_dict() == pytest.approx(told.to_dict(), rel=1e-9)
    for state, flows in (("baseline", result.baseline_flows), ("optimum", result.flows)):
        links = balances[(balances["state"] == state) & (balances["kind"] == "link")]
        sent = links[links["side"] == "out"].groupby(["enterprise", "partner", "commodity"])["amount"].sum()
        told = flows.groupby(["from", "to", "commodity"])["amount"].sum()
        assert sent.to_dict() == pytest.approx(told.to_dict(), rel=1e-9)
        arrived = links.loc[links["side"] == "in", "amount"].sum()
        assert arrived == pytest.approx((flows["amount"] - flows["lost"]).sum(), rel=1e-9)


def assert_stages(balances, catalog, park):
    """Every firm of the flow chart receives, in mass, what it sends."""
    flows = stage_flows(balances, catalog_of(park, catalog).commodities)
    assert list(flows.columns) == STAGE_COLUMNS
    assert (flows["amount"] > 0).all()
    into = flows[flows["target_kind"] == "firm"].groupby(["state", "target"])["amount"].sum()
    out = flows[flows["source_kind"] == "firm"].groupby(["state", "source"])["amount"].sum()
    assert into.to_dict() == pytest.approx(out.to_dict(), rel=1e-8, abs=1e-6)
    links = flows[(flows["source_kind"] == "firm") & (flows["target_kind"] == "firm")]
    assert set(links["status"]) <= {"existing", "chosen"}
    assert "chosen" not in set(links.loc[links["state"] == "baseline", "status"])


@given(drawn=atom_parks())
@QUICK
def test_random_parks_balance_without_a_closing_row(drawn, catalog, tmp_path):
    """Recipes that conserve mass leave nothing unexplained."""
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    park = load_park(str(drawn.write(tmp_path / "p")), catalog)
    try:
        result = couple(park, catalog)
    except NoSolution:
        assume(False)
    balances = firm_balances(park, catalog, Settings(), result)
    assert list(balances.columns) == BALANCE_COLUMNS
    if balances.empty:
        assert result.amounts.empty
        return
    assert_balanced(balances, result)
    closing = balances[balances["kind"].isin(["loss", "gain"])]
    assert closing["amount"].max() <= 1e-6 * max(1.0, sides(balances).max().max()) or closing.empty
    assert_stages(balances, catalog, park)


@pytest.mark.parametrize("name", ["golmud", "ganhe", "huzhu", "reshui"])
def test_built_in_parks_balance_and_the_closing_row_is_the_recipes_gap(name, catalog):
    park, result = park_of(name), coupled(name)
    balances = firm_balances(park, catalog, Settings(), result)
    assert_balanced(balances, result)
    assert_stages(balances, catalog, park)
    assert set(balances["grade"]) <= {"A", "B", "C", "D", ""}
    assert not (balances["grade"].eq("") & ~balances["kind"].isin(["loss", "gain"])).any()
    closing = balances[(balances["state"] == "optimum") & balances["kind"].isin(["loss", "gain"])]
    signed = closing["amount"].where(closing["kind"] == "gain", -closing["amount"])
    found = signed.groupby(closing["enterprise"]).sum()
    case = prepare(park, catalog, Settings())
    mass = case.catalog.commodities.set_index("id")["t_per_unit"]
    lines = run_lines(case, result.amounts)
    made = (
        (lines["amount"] * mass.reindex(lines["commodity"]).fillna(0.0).to_numpy()).groupby(lines["enterprise"]).sum()
    )
    accepted = result.amounts[result.amounts["family"] == "accept"]
    swaps = set(accepted["enterprise"])
    plain = [firm for firm in found.index if firm not in swaps]
    scale = sides(balances).max().max()
    assert plain
    assert found[plain].to_dict() == pytest.approx(made[plain].to_dict(), abs=1e-8 * scale)


def test_joined_parks_balance_and_trade_with_each_other(catalog):
    park, result = park_of("golmud", "ganhe"), coupled("golmud", "ganhe")
    balances = firm_balances(park, catalog, Settings(), result)
    assert_balanced(balances, result)
    home = park.enterprises.set_index("id")["park"]
    links = balances[(balances["kind"] == "link") & (balances["side"] == "in")]
    assert (home[links["enterprise"]].to_numpy() != home[links["partner"]].to_numpy()).any()


@pytest.fixture
def case(tmp_path, catalog):
    """A smelter dumps 100 t of slag at 20 or sends it (a tenth is lost) to a kiln that buys 60 t at 50."""
    built = CasePark(id="slag", title="Slag")
    built.supply("smelter", "slag", available=100.0, least=100.0)
    built.demand("kiln", "slag", 60.0)
    built.market("slag", "smelter", dispose_cost=20.0)
    built.market("slag", "kiln", buy_price=50.0)
    built.add("arcs", **{"from": "smelter", "to": "kiln"}, commodity="slag", cost=5.0, loss=0.1)
    built.commodity("power", kind="electricity", unit="MWh")
    built.market("power", "kiln", buy_price=300.0)
    built.demand("kiln", "power", 2.0)
    built.commodity("water", kind="water", unit="m3")
    built.market("water", "kiln", buy_price=3.0)
    built.demand("kiln", "water", 7.0)
    park = load_park(str(built.write(tmp_path / "park")), catalog)
    return park, couple(park, catalog)


def rows(table, *columns):
    return {tuple(row) for row in table[list(columns)].itertuples(index=False)}


def test_a_case_solved_by_hand(case, catalog):
    park, result = case
    balances = firm_balances(park, catalog, Settings(), result)
    slag = balances[balances["commodity"] == "slag"].round(9)
    assert rows(slag[slag["state"] == "baseline"], "enterprise", "side", "kind", "partner", "amount") == {
        ("smelter", "in", "port", "", 100.0), ("smelter", "out", "disposal", "market", 100.0),
        ("kiln", "in", "purchase", "market", 60.0), ("kiln", "out", "port", "", 60.0),
    }  # fmt: skip
    assert rows(slag[slag["state"] == "optimum"], "enterprise", "side", "kind", "partner", "amount", "status") == {
        ("smelter", "in", "port", "", 100.0, ""), ("smelter", "out", "link", "kiln", 66.666666667, "chosen"),
        ("smelter", "out", "disposal", "market", 33.333333333, ""), ("kiln", "out", "port", "", 60.0, ""),
        ("kiln", "in", "link", "smelter", 60.0, "chosen"),
    }  # fmt: skip
    power = balances[(balances["commodity"] == "power") & (balances["side"] == "in")]
    assert power["mass_t"].isna().all()
    assert power["energy_gj"].to_list() == pytest.approx([7.2, 7.2])
    assert power["value"].to_list() == pytest.approx([600.0, 600.0])
    water = balances[(balances["commodity"] == "water") & (balances["side"] == "in")]
    assert water["mass_t"].to_list() == pytest.approx([7.0, 7.0])
    assert water["energy_gj"].isna().all()


def test_the_flow_chart_of_the_case(case, catalog):
    park, result = case
    goods = catalog_of(park, catalog).commodities
    flows = stage_flows(firm_balances(park, catalog, Settings(), result), goods).round(6)
    told = rows(flows[(flows["state"] == "optimum") & (flows["commodity"] == "slag")], "source", "source_kind",
                "target", "target_kind", "amount", "status")  # fmt: skip
    assert told == {
        ("port", "port", "smelter", "firm", 100.0, "port"), ("smelter", "firm", "kiln", "firm", 60.0, "chosen"),
        ("smelter", "firm", "loss", "loss", 6.666667, "loss"),
        ("smelter", "firm", "market", "disposal", 33.333333, "disposal"),
        ("kiln", "firm", "port", "port", 60.0, "port"),
    }  # fmt: skip
    measured = {measure: stage_flows(firm_balances(park, catalog, Settings(), result), goods, measure)
                for measure in MEASURES}  # fmt: skip
    assert set(measured["energy"]["commodity"]) == {"power"}
    assert set(measured["water"]["commodity"]) == {"water"}
    paid = measured["value"]
    bought = paid[(paid["state"] == "baseline") & (paid["source"] == "market")]
    assert dict(zip(bought["commodity"], bought["amount"], strict=True)) == pytest.approx(
        {"slag": 3000.0, "power": 600.0, "water": 21.0}
    )
    with pytest.raises(UsageFault, match="horsepower"):
        stage_flows(firm_balances(park, catalog, Settings(), result), goods, "horsepower")


def test_the_baseline_travels_with_the_result(case):
    _, result = case
    told = json.loads(result.to_json())
    assert told["baseline_flows"] == []
    assert {row["family"] for row in told["baseline_amounts"]} >= {"buy", "dispose"}
    assert {"baseline_flows", "baseline_amounts"} <= set(result.tables())
    assert list(result.baseline_flows.columns) == list(result.flows.columns)


def test_without_a_baseline_its_tables_are_empty(tmp_path, catalog):
    built = CasePark(id="only", title="Only by a new link")
    built.supply("well", "water", available=9.0)
    built.demand("mill", "water", 5.0)
    built.arc("well", "mill", "water", cost=1.0)
    park = load_park(str(built.write(tmp_path / "park")), catalog)
    result = couple(park, catalog)
    assert result.summary["baseline_cost"] is None
    for name in ("flows", "amounts"):
        before, after = getattr(result, f"baseline_{name}"), getattr(result, name)
        assert before.empty
        assert before.dtypes.to_dict() == after.dtypes.to_dict()
    assert set(firm_balances(park, catalog, Settings(), result)["state"]) == {"optimum"}
