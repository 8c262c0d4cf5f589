"""A run that was frozen gives the same figures again, whatever becomes of the park and the catalog."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.park.builtin import builtin_folder
from circnet.scenario import apply, read_scenario
from circnet.studies import freezing
from circnet.workspace import Workspace, back_up, restore
from tests.dashboards.tinypark import write_park

PRICES = ["buy", "sell", "low", "high"]
DEAR = (
    'name = "dear"\n[settings]\ncarbon_price = 20\n[[change]]\ntable = "markets"\n'
    'where = {enterprise = "smelter"}\nset = {dispose_cost = 150.0}\n'
)


@pytest.fixture
def tiny(tmp_path):
    return write_park(tmp_path / "tiny")


@pytest.fixture
def dear(tmp_path):
    path = tmp_path / "dear.toml"
    path.write_text(DEAR, encoding="utf-8")
    return path


def test_a_frozen_run_holds_what_was_solved(workspace, tiny, dear):
    workspace.put("tiny", {path.name: path.read_bytes() for path in tiny.iterdir()}, "anna")
    settings = Settings(carbon_price=20, transaction_cost=10.0)
    kept = freezing.freeze(workspace, tiny, dear, settings, "回收价", "anna")
    park, settled = apply(read_scenario(dear), load_park(tiny), load_catalog(), settings)
    solved = couple(park, load_catalog(), settled)
    assert (kept.park, kept.version, kept.scenario, kept.name, kept.who) == ("tiny", 1, "dear", "回收价", "anna")
    assert kept.summary == solved.summary
    assert kept.summary["saving"] > couple(load_park(tiny), load_catalog(), settings).summary["saving"]
    pd.testing.assert_frame_equal(kept.results["flows"], solved.flows)
    pd.testing.assert_frame_equal(kept.results["opportunities"], solved.opportunities)
    assert workspace.frozen().loc[0, ["id", "park", "catalog"]].tolist() == [kept.id, "tiny", freezing.catalog_now()]


def test_figures_come_again_when_the_catalog_has_changed(workspace, tmp_path, monkeypatch, place):
    kept = freezing.freeze(workspace, "minhe", None, Settings(), "before", "anna")
    data = tmp_path / "data"
    shutil.copytree(builtin_folder("data"), data)
    prices = pd.read_csv(data / "prices.csv", dtype=str, keep_default_na=False)
    scaled = {name: pd.to_numeric(prices[name]).mul(1.5) for name in PRICES}
    prices.assign(**scaled).to_csv(data / "prices.csv", index=False)
    monkeypatch.setattr(freezing, "builtin_folder", lambda _: data)
    now = freezing.freeze(workspace, "minhe", None, Settings(), "after", "bert")
    assert now.catalog != kept.catalog
    assert now.summary["cost"] != pytest.approx(kept.summary["cost"], rel=1e-3)
    for run in (kept, now):
        figures = freezing.again(workspace, workspace.frozen_run(run.id))
        assert figures["same"].all()
        assert figures.set_index("quantity").loc["cost", "then"] == run.summary["cost"]
    if "://" not in place:
        back_up(workspace, tmp_path / "backup.db")
        restore(tmp_path / "backup.db", tmp_path / "other.db")
        other = Workspace(tmp_path / "other.db")
        assert other.frozen_run(kept.id).summary == kept.summary
        assert freezing.again(other, other.frozen_run(kept.id))["same"].all()
        other.close()


def test_a_changed_figure_is_told(workspace, tiny):
    kept = freezing.freeze(workspace, tiny, None, Settings(), "run", "anna")
    wrong = kept.inputs | {"parks/tiny/markets.csv": kept.inputs["parks/tiny/markets.csv"].replace("80", "81")}
    figures = freezing.again(workspace, replace(kept, inputs=wrong)).set_index("quantity")["same"]
    assert not figures["saving"]
    assert figures["waste_diverted_t"]


def test_what_cannot_be_solved_is_not_kept(workspace, tiny):
    (tiny / "links.csv").write_text("from,to,commodity\nnobody,smelter,slag\n", encoding="utf-8")
    with pytest.raises(Exception, match="nobody|links"):
        freezing.freeze(workspace, tiny, None, Settings(), "run", "anna")
    assert workspace.frozen().empty
    with pytest.raises(UsageFault):
        workspace.frozen_run("absent")


def test_several_parks_are_kept_together(workspace, tmp_path):
    one, other = (write_park(tmp_path / name) for name in ("one", "other"))
    for place in (one, other):
        text = (place / "park.toml").read_text("utf-8").replace('"tiny"', f'"{place.name}"')
        (place / "park.toml").write_text(text, encoding="utf-8")
    kept = freezing.freeze(workspace, [one, other], None, Settings(), "both", "anna")
    assert {path.split("/")[1] for path in kept.inputs if path.startswith("parks/")} == {"one", "other"}
    assert kept.version is None
    assert freezing.again(workspace, kept)["same"].all()


def test_the_catalog_kept_is_the_catalog_read(workspace, tiny):
    kept = freezing.freeze(workspace, tiny, None, Settings(), "run", "anna")
    files = workspace.frozen_catalog(kept.catalog)
    folder = builtin_folder("data")
    assert files == {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*.csv")}
