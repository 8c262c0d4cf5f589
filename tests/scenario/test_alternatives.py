"""Near-optimal networks, on parks solved by hand and on random ones."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.coupling.solve import Network
from circnet.coupling.state import settle
from circnet.coupling.ties import break_ties
from circnet.errors import NoSolution, UsageFault
from circnet.park import load_catalog, load_park
from circnet.scenario import alternatives
from tests.casefolders import CasePark
from tests.strategies import atom_parks

QUICK = settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def two_kilns(second_cost):
    """100 t of slag, 20 a tonne to dump; each of two kilns buys 100 t at 50; the roads cost 5 and ``second_cost``."""
    park = CasePark(id="kilns", title="Kilns")
    park.supply("smelter", "slag", available=100.0, least=100.0)
    park.market("slag", "smelter", dispose_cost=20.0)
    for kiln, cost in (("first", 5.0), ("second", second_cost)):
        park.demand(kiln, "slag", 100.0)
        park.market("slag", kiln, buy_price=50.0)
        park.arc("smelter", kiln, "slag", cost=cost)
    return park


def loaded(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def by_taker(result):
    return result.links.set_index("to")


def test_the_budget_is_a_share_of_the_saving_and_bounds_each_link(tmp_path, catalog):
    park = loaded(two_kilns(second_cost=6.0), tmp_path / "p", catalog)
    result = alternatives(park, catalog, within=0.005)
    assert result.summary["saving"] == pytest.approx(12_000.0 - 5_500.0)
    assert result.summary["budget"] == pytest.approx(32.5)
    links = by_taker(result)  # each tonne moved to the second kiln costs 1 more
    assert links.loc["first", ["amount", "least", "most"]].tolist() == pytest.approx([100.0, 67.5, 100.0], abs=1e-4)
    assert links.loc["second", ["amount", "least", "most"]].tolist() == pytest.approx([0.0, 0.0, 32.5], abs=1e-4)
    assert links["class"].to_dict() == {"first": "must", "second": "choice"}
    assert links["potential"].tolist() == pytest.approx([100.0, 100.0])


def test_no_budget_leaves_the_optimum_alone(tmp_path, catalog):
    result = alternatives(loaded(two_kilns(6.0), tmp_path / "p", catalog), catalog, within=0.0)
    links = by_taker(result)
    assert links.loc["first", ["least", "most"]].tolist() == pytest.approx([100.0, 100.0], rel=1e-6)
    assert links["class"].to_dict() == {"first": "must", "second": "never"}
    assert result.summary["unique"] is True
    assert result.stand_ins.empty
    assert result.networks["network"].tolist() == [0]


def test_links_that_tie_stand_in_for_one_another(tmp_path, catalog):
    result = alternatives(loaded(two_kilns(5.0), tmp_path / "p", catalog), catalog, within=0.0)
    assert result.summary["unique"] is False
    assert set(result.links["class"]) == {"choice"}
    assert result.links["group"].tolist() == [1, 1]
    (lost,) = result.stand_ins.loc[result.stand_ins["by"] == "flow"].to_dict("records")
    assert (lost["to"], lost["by_to"]) == ("first", "second")
    assert lost["amount"] == pytest.approx(100.0, rel=1e-5)
    assert lost["extra_cost"] == pytest.approx(0.0, abs=1e-4)
    assert result.networks["distance"].tolist() == [0.0, 1.0]


def test_a_link_too_dear_is_never_used(tmp_path, catalog):
    result = alternatives(loaded(two_kilns(90.0), tmp_path / "p", catalog), catalog, within=0.01)
    assert by_taker(result)["class"].to_dict() == {"first": "must", "second": "never"}


def test_whole_networks_keep_to_the_budget_and_differ(tmp_path, catalog):
    result = alternatives(loaded(two_kilns(6.0), tmp_path / "p", catalog), catalog, within=0.05, networks=3)
    assert len(result.networks) > 1
    assert (result.networks["extra_cost"] <= result.summary["budget"] * 1.001).all()
    assert (result.networks["distance"].iloc[1:] > 0).all()
    sets = result.members.groupby("network")["to"].apply(frozenset)
    assert sets.is_unique


@pytest.mark.parametrize(("within", "networks"), [(-0.1, 1), (float("nan"), 1), (0.1, -1)])
def test_a_budget_below_nothing_is_refused(tmp_path, catalog, within, networks):
    park = loaded(two_kilns(6.0), tmp_path / "p", catalog)
    with pytest.raises(UsageFault):
        alternatives(park, catalog, within=within, networks=networks)


def test_a_real_park_finds_networks_whose_true_cost_is_within(catalog):
    park = load_park("minhe", catalog)
    result = alternatives(park, catalog, within=0.05, networks=3)
    saved = couple(park, catalog).summary
    assert result.summary["saving"] == pytest.approx(saved["saving"] + saved["saving_unexplained"])
    assert (result.networks["extra_cost"] <= result.summary["budget"] * 1.001).all()
    used = result.links[result.links["amount"] > 0]
    assert (used["least"] <= used["amount"] * (1 + 1e-6)).all()
    assert (used["most"] >= used["amount"] * (1 - 1e-6)).all()


def tied_park(distances):
    """A kiln needs 100 t, which one large or two small suppliers could send at the same price."""
    park = CasePark(id="ties", title="Ties")
    park.demand("kiln", "slag", 100.0)
    park.market("slag", "kiln", buy_price=50.0)
    for name, amount in (("alpha", 50.0), ("beta", 50.0), ("gamma", 100.0), ("delta", 100.0)):
        park.supply(name, "slag", available=amount)
        park.arc(name, "kiln", "slag", cost=5.0)
    return park, distances


@pytest.mark.parametrize(
    ("distances", "chosen"),
    [({"gamma": 3.0, "delta": 7.0}, "gamma"), ({"gamma": 7.0, "delta": 3.0}, "delta"), ({}, "delta")],
)
def test_ties_go_to_the_fewest_then_the_shortest_then_the_first_name(tmp_path, catalog, distances, chosen):
    park, distances = tied_park(distances)
    model = build(loaded(park, tmp_path / "p", catalog), catalog, Settings())
    km = model.arcs["from"].map(distances).fillna(5.0)
    network = Network(pd_replace(model, km))
    point = network.solve()
    tied = break_ties(network, np.ones(len(model.arcs), dtype=bool), point)
    flow = pd.Series(tied.point.values[model.arcs["column"]], index=model.arcs["from"])
    assert flow[flow > 1e-6].to_dict() == pytest.approx({chosen: 100.0})
    assert tied.point.objective == pytest.approx(point.objective)
    assert tied.unique is False
    assert set(model.arcs.iloc[tied.ranges["arc"]]["from"]) == {"alpha", "beta", "gamma", "delta"}


def pd_replace(model, km):
    from dataclasses import replace

    return replace(model, arcs=model.arcs.assign(distance_km=km))


@given(drawn=atom_parks())
@QUICK
def test_a_must_link_is_one_whose_loss_exceeds_the_budget(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        result = alternatives(park, catalog, within=0.1, networks=0)
    except NoSolution:
        return
    limit = result.summary["cost"] + result.summary["budget"]
    for link in result.links[result.links["class"] == "must"].itertuples():
        arcs = park.arcs
        gone = (arcs["from"] == link._1) & (arcs["to"] == link.to) & (arcs["commodity"] == link.commodity)
        try:
            without = couple(park.replace(arcs=arcs[~gone].reset_index(drop=True)), catalog)
        except NoSolution:
            continue
        assert without.summary["cost"] > limit - 1e-6 * max(1.0, abs(limit))


@given(drawn=atom_parks())
@QUICK
def test_ranges_hold_the_optimum_and_widen_with_the_budget(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        narrow, wide = (alternatives(park, catalog, within=share, networks=0).links for share in (0.0, 0.2))
    except NoSolution:
        return
    key = ["from", "to", "commodity"]
    both = narrow.merge(wide, on=key, suffixes=("", "_wide"), how="outer")
    slack = 1e-5 * np.maximum(1.0, both["amount"])
    assert len(both) == len(narrow)
    assert (both["least"] <= both["amount"] + slack).all()
    assert (both["most"] >= both["amount"] - slack).all()
    assert (both["least_wide"] <= both["least"] + slack).all()
    assert (both["most_wide"] >= both["most"] - slack).all()


@given(drawn=atom_parks())
@QUICK
def test_the_tied_optimum_and_the_classes_do_not_depend_on_the_order_of_rows(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    turned = park.replace(**{name: table.iloc[::-1].reset_index(drop=True) for name, table in park.tables().items()})
    try:
        one, other = (alternatives(each, catalog, within=0.1, networks=0).links for each in (park, turned))
    except NoSolution:
        return
    assume(len(one))
    assert one[["from", "to", "commodity", "class"]].equals(other[["from", "to", "commodity", "class"]])
    for column in ("amount", "least", "most"):
        assert other[column].to_numpy() == pytest.approx(one[column].to_numpy(), rel=1e-4, abs=1e-3)


@given(drawn=atom_parks())
@QUICK
def test_the_rule_for_ties_keeps_the_cost_and_uses_no_more_links(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        state = settle(park, catalog, Settings())
    except NoSolution:
        return
    tied = break_ties(state.network, state.open_arcs, state.point)
    columns = state.network.model.arcs["column"].to_numpy()
    assert tied.point.objective == pytest.approx(state.point.objective, rel=1e-7, abs=1e-5)
    assert (tied.point.values[columns] > 1e-5).sum() <= (state.point.values[columns] > 1e-6).sum()
    rows = state.network.model.program
    activity = rows.matrix() @ tied.point.values
    assert (activity >= rows.rows["lower"].to_numpy() - 1e-5).all()
    assert (activity <= rows.rows["upper"].to_numpy() + 1e-5).all()
