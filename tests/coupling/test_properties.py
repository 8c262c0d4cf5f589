"""What must hold of every solution, on random parks."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from circnet.coupling import Settings, couple
from circnet.errors import NoSolution
from circnet.ledgers import element_totals
from circnet.park import load_catalog, load_park
from tests.strategies import atom_parks

QUICK = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def read(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def solved(park, catalog, **choices):
    try:
        return couple(park, catalog, Settings(**choices))
    except NoSolution:
        return None


@given(drawn=atom_parks())
@QUICK
def test_what_enters_leaves_and_no_link_sends_what_the_sender_did_not_make(drawn, catalog, tmp_path):
    """A firm that does not pass on sends no more of a good than its units make."""
    park = read(drawn, tmp_path / "p", catalog)
    result = solved(park, catalog)
    if result is None:
        return
    ledger = element_totals(park, catalog, Settings(), result)
    scale = max(1.0, ledger["throughput"].max())
    assert ledger["recipes"].abs().max() <= 1e-6 * scale, "these recipes conserve atoms"
    assert ledger["residual"].abs().max() <= 1e-6 * scale
    assert (ledger["input"] - ledger["output"]).abs().max() <= 1e-6 * scale
    recipes = park.recipes.rename(columns={"commodity": "good"})
    runs = result.activities.merge(recipes, on="technology")
    made = runs[runs["coefficient"] > 0]
    made = (made["amount"] * made["coefficient"]).groupby([made["enterprise"], made["good"]]).sum()
    sent = result.flows.groupby(["from", "commodity"])["amount"].sum()
    limit = made.reindex(sent.index).fillna(0.0)
    assert (sent.to_numpy() <= limit.to_numpy() + 1e-6 * np.maximum(1.0, limit.to_numpy())).all()


@given(drawn=atom_parks())
@QUICK
def test_more_choice_never_costs_more(drawn, catalog, tmp_path):
    park = read(drawn, tmp_path / "p", catalog)
    result = solved(park, catalog)
    without = solved(park.replace(arcs=park.arcs.iloc[:0]), catalog)
    if without is None:
        return
    assert result is not None, "arcs can only add solutions"
    assert result.summary["cost"] <= without.summary["cost"] + 1e-6
    assert result.summary["baseline_cost"] == pytest.approx(without.summary["cost"], abs=1e-6)
    free = solved(park, catalog, flexible=True)
    assert free is not None
    assert free.summary["cost"] <= result.summary["cost"] + 1e-6


@given(drawn=atom_parks())
@QUICK
def test_money_scales_with_prices(drawn, catalog, tmp_path):
    park = read(drawn, tmp_path / "p", catalog)
    result = solved(park, catalog)
    if result is None:
        return
    priced = ["buy_price", "sell_price", "dispose_cost"]
    markets, arcs = park.markets.copy(), park.arcs.assign(cost=park.arcs["cost"] * 7)
    markets[priced] *= 7
    dear = solved(park.replace(markets=markets, arcs=arcs), catalog)
    assert dear.summary["cost"] == pytest.approx(7 * result.summary["cost"], rel=1e-7, abs=1e-6)


@given(drawn=atom_parks())
@QUICK
def test_the_same_park_gives_the_same_answer_to_the_last_digit_and_in_any_order_the_same_cost(drawn, catalog, tmp_path):
    park = read(drawn, tmp_path / "p", catalog)
    result, again = solved(park, catalog), solved(park, catalog)
    assert (result is None) == (again is None)
    turned = park.replace(**{name: table.iloc[::-1].reset_index(drop=True) for name, table in park.tables().items()})
    other = solved(turned, catalog)
    assert (result is None) == (other is None)
    if result is not None:
        assert again.to_json() == result.to_json()
        assert other.summary["cost"] == pytest.approx(result.summary["cost"], rel=1e-9, abs=1e-7)
