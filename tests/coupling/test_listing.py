"""Worth listing: links that must pay for their own line, and what the data cannot explain."""

import pytest

from circnet.coupling import Settings, couple
from circnet.errors import Infeasible
from circnet.park import load_catalog, load_park


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def park(folder, catalog, steam, extra=""):
    """Two firms a kilometre apart in Ganhe; one vents ``steam`` GJ a year, the other raises as much from gas."""
    folder.mkdir(parents=True)
    (folder / "park.toml").write_text(
        'id = "pair"\nname_zh = "对"\nname_en = "Pair"\nlat = 36.55\nlon = 101.5\n', encoding="utf-8"
    )
    (folder / "enterprises.csv").write_text("id,name_zh\nsmelter,甲\ndryer,乙\n", encoding="utf-8")
    (folder / "ports.csv").write_text(
        "enterprise,commodity,direction,minimum,maximum,basis\n"
        f"smelter,steam_mp,supply,{steam},{steam},assumed\ndryer,steam_mp,demand,{steam},{steam},assumed\n{extra}",
        encoding="utf-8",
    )
    (folder / "markets.csv").write_text(
        "commodity,enterprise,buy_price,dispose_cost,basis\nsteam_mp,dryer,60,,assumed\nsteam_mp,smelter,,0,assumed\n",
        encoding="utf-8",
    )
    return load_park(str(folder), catalog)


def test_a_pipe_that_carries_much_is_listed_and_one_that_carries_little_is_not(tmp_path, catalog):
    large = couple(park(tmp_path / "large", catalog, 200_000), catalog)
    small = couple(park(tmp_path / "small", catalog, 1_500), catalog)
    assert large.summary["links_chosen"] == 1
    assert small.summary["links_chosen"] == 0
    assert small.summary["saving"] == pytest.approx(0.0, abs=1.0)


def test_the_line_costs_what_its_flow_says(tmp_path, catalog):
    """capex(flow) = capex per km * km * (flow / design)^exponent, its annuity in the saving."""
    result = couple(park(tmp_path / "p", catalog, 200_000), catalog)
    (link,) = result.opportunities.to_dict("records")
    mode = catalog.transport.set_index("mode").loc[link["mode"]]
    km = link["distance_km"]
    capex = mode["capex_cny_per_km"] * km * (link["amount"] / mode["design_flow_per_a"]) ** mode["scaling_exponent"]
    assert link["capex"] == pytest.approx(capex)
    life = mode["lifetime_a"]
    annuity = capex * 0.08 / (1 - 1.08**-life)
    haul = mode["fixed_cny_per_unit"] + mode["cny_per_unit_km"] * km
    arriving = 1 - mode["loss_per_km"] * km
    saving = link["amount"] * (60 * arriving - haul) - annuity
    assert link["saving"] == pytest.approx(saving, rel=1e-6)
    assert link["payback_a"] == pytest.approx(capex / (saving + annuity), rel=1e-6)
    assert link["price_floor"] == pytest.approx(0.0, abs=1e-6)
    assert link["price_ceiling"] == pytest.approx(60 * arriving - haul - annuity / link["amount"], rel=1e-6)


def test_yes_or_no_agrees_where_one_link_decides(tmp_path, catalog):
    for name, steam in (("large", 200_000), ("small", 1_500)):
        pair = park(tmp_path / name, catalog, steam)
        step, exact = couple(pair, catalog), couple(pair, catalog, Settings(yes_no=True))
        assert exact.summary["links_chosen"] == step.summary["links_chosen"]
        assert exact.summary["cost"] == pytest.approx(step.summary["cost"], rel=1e-9, abs=1e-3)


def test_deciding_exactly_is_never_worse_by_more_than_its_gap(catalog):
    """Counting what each new link costs to keep, the exact choice is at least as good as the heuristic."""
    for name in ("ganhe", "nanchuan"):
        loaded = load_park(name, catalog)
        step, exact = (couple(loaded, catalog, Settings(yes_no=yes_no)).summary for yes_no in (False, True))
        kept = [s["cost"] + 1e5 * s["links_chosen"] for s in (step, exact)]
        assert kept[1] <= kept[0] + 1e-3 * abs(step["saving"])


def test_what_the_data_cannot_explain_is_told_apart(tmp_path, catalog):
    """The dryer needs chlorine that nobody sells: a question to the firm, at the catalog's price, not a saving."""
    extra = "dryer,chlorine,demand,50,50,assumed\n"
    result = couple(park(tmp_path / "p", catalog, 200_000, extra), catalog)
    plain = couple(park(tmp_path / "q", catalog, 200_000), catalog)
    (question,) = result.unexplained.to_dict("records")
    price = catalog.commodities.set_index("id").at["chlorine", "price"]
    assert (question["enterprise"], question["commodity"], question["side"]) == ("dryer", "chlorine", "need")
    assert question["amount"] == pytest.approx(50.0)
    assert question["value"] == pytest.approx(50 * abs(price))
    assert result.summary["saving"] == pytest.approx(plain.summary["saving"])
    assert result.summary["saving_unexplained"] == pytest.approx(0.0)


def test_a_link_that_meets_an_unexplained_need_saves_apart(tmp_path, catalog):
    extra = "dryer,chlorine,demand,5000,5000,assumed\nsmelter,chlorine,supply,,6000,assumed\n"
    result = couple(park(tmp_path / "p", catalog, 200_000, extra), catalog)
    price = catalog.commodities.set_index("id").at["chlorine", "price"]
    link = result.opportunities.set_index("commodity").loc["chlorine"]
    assert link["saving"] < 0, "the pipe costs money"
    assert link["saving_unexplained"] == pytest.approx(5000 * price)
    assert result.summary["saving_unexplained"] == pytest.approx(5000 * price)
    assert result.unexplained.empty


def test_strict_refuses_what_the_data_cannot_explain(tmp_path, catalog):
    pair = park(tmp_path / "p", catalog, 200_000, "dryer,chlorine,demand,50,50,assumed\n")
    with pytest.raises(Infeasible) as caught:
        couple(pair, catalog, Settings(strict=True))
    (conflict,) = caught.value.conflicts.to_dict("records")
    assert (conflict["enterprise"], conflict["commodity"], conflict["problem"]) == ("dryer", "chlorine", "no source")
