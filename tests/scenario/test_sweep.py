"""A sweep of a park of two firms: a link that saves 200,000 CNY a year, over what it costs to keep and is worth."""

import json
from pathlib import Path

import openpyxl
import pytest

from circnet.coupling import Settings, couple
from circnet.errors import UsageFault
from circnet.park import load_catalog
from circnet.pieces import Machines
from circnet.report.sweep import SweepWords, show_sweep
from circnet.scenario import Sweep, axes_of, sweep
from tests.commandline import circnet
from tests.uncertain.smallparks import AMOUNT, PRICE, pair_park

WORTH = AMOUNT * PRICE


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def pair(catalog, tmp_path_factory):
    park = pair_park(tmp_path_factory.mktemp("pair") / "pair", catalog)
    folder = Path(park.path) / "scenarios"
    folder.mkdir()
    change = '[[change]]\ntable = "markets"\nwhere = {commodity = "slag"}\nscale = {buy_price = 0.2}\n'
    (folder / "cheap.toml").write_text(f'name = "cheap"\n{change}', encoding="utf-8")
    return park


@pytest.fixture(scope="module")
def found(pair, catalog):
    axes = axes_of(["scenario=base,cheap", "transaction_cost=50000:250000:100000"], pair)
    return sweep(pair, catalog, axes)


def test_every_point_of_the_grid_is_solved_the_last_axis_fastest(found):
    points = found.points
    assert points["scenario"].tolist() == ["base"] * 3 + ["cheap"] * 3
    assert points["transaction_cost"].tolist() == [50_000.0, 150_000.0, 250_000.0] * 2
    assert points["links"].tolist() == [1, 1, 0, 0, 0, 0]  # 200,000 a year at the price, 40,000 at a fifth of it
    assert points["saving"].tolist() == pytest.approx([WORTH, WORTH, 0, 0, 0, 0], abs=1e-3)
    assert set(points["status"]) == {"optimal"}


def test_a_link_is_told_with_the_values_at_which_it_pays(found):
    (link,) = found.links.to_dict("records")
    assert (link["from"], link["to"], link["commodity"], link["existing"]) == ("maker", "user", "slag", False)
    assert (link["used"], link["share"]) == (2, pytest.approx(2 / 6))
    assert (link["transaction_cost_low"], link["transaction_cost_high"]) == (50_000.0, 150_000.0)
    assert link["amount_low"] == link["amount_high"] == pytest.approx(AMOUNT)
    assert link["saving_high"] == pytest.approx(WORTH)
    assert found.flows["point"].tolist() == [0, 1]


def test_a_point_has_the_figures_of_couple_to_the_bit(found, pair, catalog):
    summary = couple(pair, catalog, Settings(transaction_cost=150_000.0)).summary
    for name in ("cost", "baseline_cost", "saving", "co2_avoided_t"):
        assert found.points.loc[1, name] == summary[name]


def test_cells_are_swept_by_factors(pair, catalog):
    swept = sweep(pair, catalog, axes_of(["markets.buy_price[commodity=slag]=0.2,1"], pair))
    assert swept.points["links"].tolist() == [0, 1]
    assert swept.links["used"].tolist() == [1]


def test_brackets_of_an_axis_are_shown(found, pair, catalog, capsys):
    name = "markets.buy_price[commodity=slag]"
    axes = [{"name": name, "values": [1.0]}]
    points = found.points.head(1).assign(**{name: 1.0})
    show_sweep(Sweep({**found.summary, "axes": axes}, points, found.links.head(0), found.flows),
               SweepWords(pair, catalog, "en"))  # fmt: skip
    told = capsys.readouterr().out
    assert name in told
    assert "No new link pays" in told


def test_a_point_without_an_answer_says_why(pair, catalog):
    axes = axes_of(["markets.buy_price[commodity=gold]=1", "flexible=true,false"], pair)
    points = sweep(pair, catalog, axes).points
    assert points["status"].tolist() == ["faults"] * 2
    assert points["reason"].str.contains("commodity = gold").all()
    assert points[["cost", "saving"]].isna().all(axis=None)


def test_kept_points_are_read_back_and_other_axes_refused(pair, catalog, tmp_path):
    machines, axes = Machines(folder=tmp_path / "run"), axes_of(["flexible=false", "carbon_price=0,100"], pair)
    first, again = (sweep(pair, catalog, axes, None, machines).to_dict() for _ in range(2))
    assert first == again
    assert first["points"][0]["flexible"] is False
    with pytest.raises(UsageFault, match="axes"):
        sweep(pair, catalog, axes_of(["carbon_price=0,100"], pair), None, machines)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("carbon_price=0:0.3:0.1", (0.0, 0.1, 0.2, 0.3)),
        ("carbon_price=5", (5.0,)),
        ("max_km=10:20:15,7", (10.0, 7.0)),
        ("flexible=true,false", (True, False)),
        ("objective=cost,co2", ("cost", "co2")),
    ],
)
def test_values_of_an_axis(pair, text, values):
    (axis,) = axes_of([text], pair)
    assert axis.values == values
    name = text.split("=")[0]
    assert [step.settings for step in axis.steps] == [{name: value} for value in values]


@pytest.mark.parametrize(
    "text",
    ["carbon_price", "carbon_price=", "carbon_price=a", "carbon_price=3:1:1", "carbon_price=0:9:0", "carbon=1",
     "carbon_price=1:2", "carbon_price=0:inf:1", "flexible=maybe", "include=planned"],
)  # fmt: skip
def test_what_is_no_axis_is_refused(pair, text):
    with pytest.raises(UsageFault, match="axis"):
        axes_of([text], pair)


def test_an_axis_twice_or_too_many_points_are_refused(pair, catalog):
    with pytest.raises(UsageFault, match="carbon_price"):
        axes_of(["carbon_price=1", "carbon_price=2"], pair)
    with pytest.raises(UsageFault, match="20000"):
        sweep(pair, catalog, axes_of(["carbon_price=1:20000:1"], pair))


@pytest.mark.parametrize(("lang", "words"), [("zh", ["划算", "渣", "情景"]), ("en", ["New links that pay", "Slag"])])
def test_a_sweep_is_told_in_a_sentence_and_tables(found, pair, catalog, capsys, lang, words):
    show_sweep(found, SweepWords(pair, catalog, lang))
    told = capsys.readouterr().out
    assert "6" in told.splitlines()[0]
    for word in words:
        assert word in told


def test_the_command_writes_a_workbook_and_json(pair, tmp_path):
    book = tmp_path / "book.xlsx"
    done = circnet("sweep", pair.path, "carbon_price=0,50", "--out", book, "--json")
    told = json.loads(done.stdout)
    assert told["axes"] == [{"name": "carbon_price", "values": [0.0, 50.0]}]
    assert [point["links"] for point in told["points"]] == [1, 1]
    assert [sheet.max_row for sheet in openpyxl.load_workbook(book).worksheets] == [3, 2, 3]


def test_the_command_without_axes_samples_what_is_uncertain(pair):
    done = circnet("sweep", pair.path, "--samples", 4, "--seed", 1, "--json")
    told = json.loads(done.stdout)
    assert told["samples"] == 4
    assert {"share", "worth_q50"} <= set(told["links"][0])
    other = circnet("sweep", pair.path, "--samples", 4, "--objective", "co2", "--lang", "en")
    assert other.returncode == 2
    assert "must be cost, not 'co2'" in other.stderr
    neither = circnet("sweep", pair.path, "--lang", "en")
    assert neither.returncode == 2
    assert "carbon_price=0:200:50" in neither.stderr
