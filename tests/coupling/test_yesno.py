"""Links decided by yes or no: the exact optimum by enumeration, and the rules on links."""

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circnet.coupling import Settings, couple
from circnet.coupling.lines import line_sizes
from circnet.coupling.model import build
from circnet.coupling.solve import Network
from circnet.coupling.yesno import decide
from circnet.errors import Infeasible, SolverFailure, UsageFault
from circnet.lp.highs_backend import Session
from circnet.network.freight import annuity_factor
from circnet.park import load_catalog, load_park
from circnet.report.console import failure_words
from tests.casefolders import CasePark
from tests.coupledparks import coupled

QUICK = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
TRANSACTION = 100_000.0


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def steam_park(folder, catalog, makers, takers, spots):
    """Firms of Ganhe that vent or raise steam; ``makers, takers``: GJ a year, ``spots``: degrees east of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "park.toml").write_text(
        'id = "steam"\nname_zh = "汽"\nname_en = "Steam"\nlat = 36.55\nlon = 101.5\n', encoding="utf-8"
    )
    firms = [f"maker-{i}" for i in range(len(makers))] + [f"taker-{i}" for i in range(len(takers))]
    rows = [f"{firm},{firm},36.55,{101.5 + spot}" for firm, spot in zip(firms, spots, strict=True)]
    (folder / "enterprises.csv").write_text("\n".join(["id,name_zh,lat,lon", *rows]) + "\n", encoding="utf-8")
    ports = [
        f"{firm},steam_mp,{side},{amount},{amount},assumed"
        for firm, side, amount in zip(
            firms, ["supply"] * len(makers) + ["demand"] * len(takers), [*makers, *takers], strict=True
        )
    ]
    (folder / "ports.csv").write_text(
        "\n".join(["enterprise,commodity,direction,minimum,maximum,basis", *ports]) + "\n", encoding="utf-8"
    )
    trade = [f"steam_mp,{firm},{'' if firm[0] == 'm' else 60},{0 if firm[0] == 'm' else ''},assumed" for firm in firms]
    (folder / "markets.csv").write_text(
        "\n".join(["commodity,enterprise,buy_price,dispose_cost,basis", *trade]) + "\n", encoding="utf-8"
    )
    return load_park(str(folder), catalog)


def best_by_enumeration(model):
    """Least cost over all subsets of links and sizes of each: the LP of each design, the annuities added by hand."""
    arcs = model.arcs.reset_index(drop=True)
    session = Session(model.program)
    columns = arcs["column"].to_numpy()
    costs = model.column("cost").copy()
    costs[columns] = arcs["cost"]
    session.set_costs(costs)
    sizes = line_sizes(arcs, np.full(len(arcs), arcs["design_flow"].max()))
    choices = [[(0.0, 0.0), *zip(part["capacity"], part["fixed"] + TRANSACTION, strict=True)]
               for _, part in sizes.groupby("arc")]  # fmt: skip
    choices = [trimmed(options, 200_000.0) for options in choices]
    best = np.inf
    for design in itertools.product(*choices):
        fixed = sum(cost for _, cost in design)
        session.set_bounds(columns, np.zeros(len(columns)), np.array([capacity for capacity, _ in design]))
        best = min(best, session.solve().objective + fixed)
    return best


def trimmed(options, most):
    """Nothing, and the sizes up to the first that carries the largest flow."""
    fits = [option for option in options[1:] if option[0] >= most]
    return [options[0], *[option for option in options[1:] if option[0] < most], *fits[:1]]


@given(
    makers=st.lists(st.sampled_from([1_500, 20_000, 60_000, 200_000]), min_size=1, max_size=2),
    takers=st.lists(st.sampled_from([3_000, 40_000, 150_000]), min_size=1, max_size=1),
    spots=st.lists(st.sampled_from([0.0, 0.01, 0.03]), min_size=3, max_size=3),
)
@QUICK
def test_the_objective_is_the_true_cost_of_the_best_design(makers, takers, spots, tmp_path, catalog):
    park = steam_park(tmp_path / "p", catalog, makers, takers, spots[: len(makers) + len(takers)])
    model = build(park, catalog, Settings(yes_no=True))
    assert set(model.arcs["mode"]) == {"steam_main_mp"}, "steam travels by pipe alone; else its price is not enumerated"
    found = decide(Network(model))
    assert found.objective == pytest.approx(best_by_enumeration(model), rel=1e-6, abs=1.0)
    links = len(found.built)
    assert found.point.objective + TRANSACTION * links == pytest.approx(found.objective, rel=1e-6, abs=1.0)
    assert found.bound <= found.objective + 1e-6


def test_a_line_costs_what_its_size_costs(tmp_path, catalog):
    result = couple(
        steam_park(tmp_path / "p", catalog, [200_000], [200_000], [0.0, 0.01]), catalog, Settings(yes_no=True)
    )
    (link,), (built,) = result.opportunities.to_dict("records"), result.links_built.to_dict("records")
    mode = catalog.transport.set_index("mode").loc[link["mode"]]
    assert built["capacity"] >= link["amount"]
    assert built["capacity"] / link["amount"] < 10**0.2, "one step smaller would not carry it"
    capex = (
        mode["capex_cny_per_km"]
        * link["distance_km"]
        * (built["capacity"] / mode["design_flow_per_a"]) ** mode["scaling_exponent"]
    )
    assert link["capex"] == pytest.approx(capex)
    annuity = capex * annuity_factor(0.08, np.array([mode["lifetime_a"]]))[0]
    assert built["annuity"] == pytest.approx(annuity)
    assert link["payback_a"] == pytest.approx(capex / (link["saving"] + annuity))
    freight = mode["fixed_cny_per_unit"] + mode["cny_per_unit_km"] * link["distance_km"]
    arriving = 1 - mode["loss_per_km"] * link["distance_km"]
    assert link["saving"] == pytest.approx(link["amount"] * (60 * arriving - freight) - annuity)
    assert result.summary["mip_gap"] <= 1e-6
    assert result.summary["proven"] is True


def test_small_steam_stays_where_it_is(tmp_path, catalog):
    result = couple(steam_park(tmp_path / "p", catalog, [1_500], [1_500], [0.0, 0.01]), catalog, Settings(yes_no=True))
    assert result.summary["links_chosen"] == 0
    assert result.summary["saving"] == pytest.approx(0.0, abs=1.0)


def ring():
    """Three makers and three takers of scrap; every pair has an arc, near ones are cheap."""
    park = CasePark(id="ring", title="Ring")
    for i in range(3):
        park.supply(f"maker-{i}", "scrap", available=30.0)
        park.demand(f"taker-{i}", "scrap", 20.0)
        park.market("scrap", f"taker-{i}", buy_price=50.0)
        for j in range(3):
            park.arc(f"maker-{i}", f"taker-{j}", "scrap", cost=1.0 + abs(i - j), capacity=15.0)
    return park


def solved(park, folder, catalog, **choices):
    return couple(load_park(str(park.write(folder)), catalog), catalog, Settings(yes_no=True, **choices))


def test_any_number_of_links_without_fixed_cost_is_the_linear_optimum(tmp_path, catalog):
    loaded = load_park(str(ring().write(tmp_path / "p")), catalog)
    linear = couple(loaded, catalog)
    counted = couple(loaded, catalog, Settings(yes_no=True, max_links=99))
    assert counted.summary["cost"] == pytest.approx(linear.summary["cost"])
    assert counted.summary["links_chosen"] > 3


@pytest.mark.parametrize("most", [0, 1, 8])
def test_no_more_links_than_allowed_and_the_best_of_them(tmp_path, catalog, most):
    result = solved(ring(), tmp_path / "p", catalog, max_links=most)
    assert result.summary["links_chosen"] <= most
    loaded = load_park(str(tmp_path / "p"), catalog)
    pairs = loaded.arcs.index
    best = min(
        couple_cost(loaded.replace(arcs=loaded.arcs.loc[list(kept)]), catalog)
        for kept in itertools.combinations(pairs, most)
    )
    assert result.summary["cost"] == pytest.approx(best)


def couple_cost(park, catalog):
    return Network(build(park, catalog, Settings())).solve().objective


def test_one_partner_each(tmp_path, catalog):
    flows = solved(ring(), tmp_path / "p", catalog, exclusive=True).flows
    assert len(flows) == 3
    assert not flows["from"].duplicated().any()
    assert not flows["to"].duplicated().any()


def test_an_existing_partner_counts(tmp_path, catalog):
    park = ring()
    park.add("links", **{"from": "maker-0", "to": "taker-1"}, commodity="scrap", status="existing", basis="published")
    new = solved(park, tmp_path / "p", catalog, exclusive=True).opportunities
    new = new[new["choice"] == "chosen"]
    assert "maker-0" not in set(new["from"])
    assert "taker-1" not in set(new["to"])
    assert len(new) == 2


def test_a_contract_is_kept_or_there_is_no_link(tmp_path, catalog):
    park = ring()
    assert solved(park, tmp_path / "p", catalog).flows["amount"].min() == pytest.approx(5.0)
    flows = solved(park, tmp_path / "p", catalog, min_flow=8.0).flows
    assert flows["amount"].min() >= 8.0 - 1e-6
    assert solved(park, tmp_path / "p", catalog, min_flow=16.0).flows.empty, "no arc carries that much"


def test_a_contract_that_needs_another_link_has_no_worth_alone(tmp_path, catalog):
    """Through a tank: neither half can carry its contract by itself, so alone it is worth nothing that can be told."""
    park = CasePark(id="tank", title="Tank")
    park.enterprise("tank", passes_on=True)
    park.supply("well", "water", available=50.0)
    park.demand("mill", "water", 20.0)
    park.market("water", "mill", buy_price=9.0)
    park.arc("well", "tank", "water", cost=1.0)
    park.arc("tank", "mill", "water", cost=1.0)
    result = solved(park, tmp_path / "p", catalog, min_flow=8.0)
    assert result.summary["saving"] == pytest.approx(20 * 7.0)
    assert result.opportunities["saving_alone"].isna().all()


def test_a_line_is_loaded_as_asked(tmp_path, catalog):
    """120,000 GJ go one way; a taker of 40,000 beside it may not have a line that runs empty."""
    park = steam_park(tmp_path / "p", catalog, [200_000], [120_000, 40_000], [0.0, 0.01, 0.005])
    built = couple(park, catalog, Settings(yes_no=True, min_load=0.9)).links_built.to_dict("records")
    assert built
    assert all(row["load"] >= 0.9 - 1e-6 for row in built)
    free = couple(park, catalog, Settings(yes_no=True)).links_built.to_dict("records")
    assert min(row["load"] for row in free) < 0.9


def test_rules_that_cannot_be_kept_are_named(tmp_path, catalog):
    park = ring()
    del park.tables["markets"]
    with pytest.raises(Infeasible) as caught:
        solved(park, tmp_path / "p", catalog, max_links=2, min_flow=1.0)
    (rule,) = caught.value.limits.to_dict("records")
    assert (rule["limit"], rule["amount"]) == ("max_links", 2.0)


def test_out_of_time_without_any_answer_is_a_failure_not_an_answer(monkeypatch, tmp_path, catalog):
    park = steam_park(tmp_path / "p", catalog, [200_000], [200_000], [0.0, 0.01])
    monkeypatch.setattr(Session, "_has_point", lambda self: False)
    monkeypatch.setattr(Session, "_run", lambda self, **options: __import__("highspy").HighsModelStatus.kTimeLimit)
    model = build(park, catalog, Settings(yes_no=True))
    with pytest.raises(SolverFailure) as caught:
        decide(Network(model))
    assert caught.value.key == "time_limit"


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        ({"max_links": 3}, "needs_yes_no"), ({"exclusive": True}, "needs_yes_no"), ({"min_flow": 1.0}, "needs_yes_no"),
        ({"min_load": 0.5}, "needs_yes_no"), ({"time_limit": 5.0}, "needs_yes_no"), ({"mip_gap": 0.1}, "needs_yes_no"),
        ({"yes_no": True, "objective": "co2"}, "yes_no_objective"), ({"yes_no": True, "max_links": -1}, "bad_setting"),
        ({"yes_no": True, "max_links": 1.5}, "bad_setting"), ({"yes_no": True, "min_load": 1.2}, "bad_setting"),
        ({"yes_no": True, "min_flow": -1.0}, "bad_setting"), ({"yes_no": True, "time_limit": 0.0}, "bad_setting"),
        ({"yes_no": True, "min_flow": float("nan")}, "bad_setting"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_had_are_refused(choices, key):
    with pytest.raises(UsageFault) as caught:
        Settings(**choices)
    assert caught.value.key == key


def test_sizes_follow_the_cost_curve():
    arcs = pd.DataFrame({"design_flow": [1000.0], "exponent": [0.5], "capex_per_km": [8e5], "annuity_per_km": [8e4],
                         "distance_km": [2.0]})  # fmt: skip
    sizes = line_sizes(arcs, np.array([300.0]))
    assert sizes["capacity"].iloc[-2] < 300.0 <= sizes["capacity"].iloc[-1]
    assert sizes["capex_per_km"].to_numpy() == pytest.approx(8e5 * np.sqrt(sizes["capacity"] / 1000.0))
    assert sizes["fixed"].to_numpy() == pytest.approx(2.0 * sizes["annuity_per_km"])
    assert line_sizes(arcs, np.array([0.0])).empty


def test_deciding_exactly_is_never_dearer_than_dropping_step_by_step(catalog):
    """The heuristic's links, each with the smallest line that carries its flow, are one of the designs."""
    for name in ("golmud", "minhe"):
        loaded = load_park(name, catalog)
        step, exact = coupled(name), couple(loaded, catalog, Settings(yes_no=True))
        dearer = 0.0
        for link in step.opportunities[step.opportunities["choice"] == "chosen"].to_dict("records"):
            mode = catalog.transport.set_index("mode").loc[link["mode"]]
            worst = 10 ** (0.2 * mode["scaling_exponent"]) - 1.0  # a line is at most one step too large
            if link["capex"] > 0:
                dearer += worst * link["capex"] * annuity_factor(0.08, np.array([mode["lifetime_a"]]))[0]
        kept = step.summary["cost"] + TRANSACTION * step.summary["links_chosen"] + dearer
        mine = exact.summary["cost"] + TRANSACTION * exact.summary["links_chosen"]
        assert mine <= kept + 2e-6 * abs(kept)
        assert exact.summary["proven"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", ["stopped", "time_limit", "disagree"])
def test_a_solver_failure_speaks_the_users_language(key, lang):
    words = failure_words(SolverFailure(key, "cbc", "status 7"), lang)
    assert "cbc" in words
    assert ("status 7" in words) or key == "time_limit"
    again = pickle.loads(pickle.dumps(SolverFailure(key, "cbc", "status 7")))
    assert (again.key, again.solver, again.detail) == (key, "cbc", "status 7")
