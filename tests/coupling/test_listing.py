"""Worth listing: links that must pay for their own line, and what the data cannot explain."""

import json
import re
import shutil

import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.case import prepare
from circnet.coupling.model import arcs_of
from circnet.errors import Infeasible
from circnet.park import load_catalog, load_park
from tests.coupledparks import coupled


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
    """The same links; the line itself is built in a size on offer, at most one step too large."""
    for name, steam in (("large", 200_000), ("small", 1_500)):
        pair = park(tmp_path / name, catalog, steam)
        step, exact = couple(pair, catalog), couple(pair, catalog, Settings(yes_no=True))
        assert exact.summary["links_chosen"] == step.summary["links_chosen"]
        capex = [result.opportunities["capex"].sum() for result in (step, exact)]
        assert capex[0] <= capex[1] <= capex[0] * 10**0.2
        assert (
            step.summary["cost"] - 1e-3
            <= exact.summary["cost"]
            <= step.summary["cost"] + 0.2 * (capex[1] - capex[0]) + 1e-3
        )


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


def test_evidence_is_the_worst_of_both_ends_and_follows_from_the_basis(tmp_path, catalog):
    pair = park(tmp_path / "p", catalog, 200_000)
    bases = {"smelter": "reported", "dryer": "published"}
    for worst, change in (("B", {}), ("C", {"dryer": "derived"}), ("D", {"smelter": "assumed"})):
        text = (tmp_path / "p" / "ports.csv").read_text(encoding="utf-8")
        folder = tmp_path / worst
        shutil.copytree(tmp_path / "p", folder)
        for firm, basis in (bases | change).items():
            text = re.sub(rf"^({firm},.*),assumed$", rf"\1,{basis}", text, flags=re.MULTILINE)
        (folder / "ports.csv").write_text(text, encoding="utf-8")
        (link,) = couple(load_park(str(folder), catalog), catalog).opportunities.to_dict("records")
        assert link["evidence"] == worst
    assert couple(pair, catalog).opportunities["evidence"].tolist() == ["D"]


def test_a_link_in_use_beyond_every_reach_keeps_its_freight(tmp_path, catalog):
    """The press reports hauls longer than any mode is meant for: they stay, at the price of the furthest mode."""
    folder = tmp_path / "far"
    far = park(folder, catalog, 200_000)
    firms = far.enterprises.assign(lat=[36.5, 23.0], lon=[101.5, 113.0])
    links = "from,to,commodity,status,basis\nsmelter,dryer,fly_ash,existing,published\n"
    (folder / "links.csv").write_text(links, encoding="utf-8")
    ports = "enterprise,commodity,direction,minimum,maximum,basis\nsmelter,fly_ash,supply,,100,assumed\n"
    (folder / "ports.csv").write_text(ports + "dryer,fly_ash,demand,50,50,assumed\n", encoding="utf-8")
    (folder / "markets.csv").unlink()
    loaded = load_park(str(folder), catalog).replace(enterprises=firms)
    flows = couple(loaded, catalog).flows
    (ash,) = flows[flows["commodity"] == "fly_ash"].to_dict("records")
    assert ash["existing"]
    assert ash["distance_km"] > 1500
    arcs = arcs_of(prepare(loaded, catalog, Settings()))
    (row,) = arcs[arcs["existing"]].to_dict("records")
    mode = catalog.transport.set_index("mode").loc[row["mode"]]
    assert row["cost"] == pytest.approx(mode["fixed_cny_per_unit"] + mode["cny_per_unit_km"] * row["distance_km"])
    assert row["annuity_per_km"] == 0.0


def test_a_result_speaks_json_excel_and_networkx(catalog, tmp_path):
    result = coupled("minhe")
    plain = json.loads(result.to_json())
    assert plain["opportunities"][0]["from"] == result.opportunities["from"].iloc[0]
    assert result.graph().number_of_edges() == len(result.flows)
    assert result.units["saving"] == "CNY/a"
    result.to_excel(tmp_path / "book.xlsx")
    result.to_folder(tmp_path / "out")
    again = pd.read_csv(tmp_path / "out" / "flows.csv", encoding="utf-8-sig")
    assert again["amount"].tolist() == pytest.approx(result.flows["amount"].tolist())
    assert pd.read_excel(tmp_path / "book.xlsx", sheet_name="opportunities").shape == result.opportunities.shape
