"""Scenario files: what-ifs on a park's tables and settings."""

from dataclasses import replace

import pytest

from circnet.coupling import Settings, couple
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park
from circnet.scenario import apply, read_scenario
from tests.casefolders import CasePark


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture
def park(tmp_path, catalog):
    """A smelter pays 20 to dump each of 100 t of slag; a kiln buys 60 t at 50; the road between them costs 5."""
    built = CasePark(id="slag", title="Slag")
    built.supply("smelter", "slag", available=100.0, least=100.0)
    built.demand("kiln", "slag", 60.0)
    built.market("slag", "smelter", dispose_cost=20.0)
    built.market("slag", "kiln", buy_price=50.0)
    built.arc("smelter", "kiln", "slag", cost=5.0)
    return load_park(str(built.write(tmp_path / "park")), catalog)


def scenario(tmp_path, text):
    path = tmp_path / "what-if.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path)


def cost(park, catalog, read):
    return couple(*_ordered(apply(read, park, catalog, Settings()), catalog)).summary["cost"]


def _ordered(changed, catalog):
    return changed[0], catalog, changed[1]


def test_cells_rows_and_settings_change_and_the_original_stays(tmp_path, park, catalog):
    read = scenario(
        tmp_path,
        'name = "dear dumping"\n[settings]\ncarbon_price = 7\ninclude = ["planned"]\nrelease_limits = ["Cl2=0"]\n'
        '[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\nset = {dispose_cost = 30}\n'
        '[[add]]\ntable = "ports"\n'
        'rows = [{enterprise = "kiln", commodity = "slag", direction = "demand", minimum = 10, maximum = 10}]\n',
    )
    changed, settings = apply(read, park, catalog, Settings(flexible=True))
    assert (settings.carbon_price, settings.include, settings.flexible) == (7, ("planned",), True)
    assert settings.release_limits == (("Cl2", 0.0),)
    settings = replace(settings, release_limits=())
    assert couple(changed, catalog, settings).summary["cost"] == pytest.approx(30 * 30 + 70 * 5)
    assert couple(park, catalog).summary["cost"] == pytest.approx(40 * 20 + 60 * 5)
    removed = scenario(tmp_path, '[[remove]]\ntable = "arcs"\nwhere = {from = "smelter"}\n')
    assert cost(park, catalog, removed) == pytest.approx(100 * 20 + 60 * 50)


@pytest.mark.parametrize(
    ("text", "check", "row", "value"),
    [
        ("[[chnge]]\n", "unknown_key", 0, "chnge"),
        ("[settings]\ncarbon_prize = 3\n", "unknown_key", 0, "carbon_prize"),
        ('[[remove]]\ntable = "arcs"\n', "missing_key", 1, ""),
        ('[[remove]]\ntable = "arc"\nwhere = {from = "smelter"}\n', "unknown_key", 1, "arc"),
        ('[[remove]]\ntable = "arcs"\nwhere = {form = "smelter"}\n', "unknown_key", 1, "form"),
        ('[[remove]]\ntable = "arcs"\nwhere = {from = "nobody"}\n', "no_row", 1, "from = nobody"),
        ('[[change]]\ntable = "arcs"\nwhere = {from = "smelter"}\nset = {cost = "much"}\n', "toml_value", 1, ""),
        (
            '[[change]]\ntable = "arcs"\nwhere = {from = "smelter"}\nset = {to = "nobody"}\n',
            "unknown_reference",
            2,
            "nobody",
        ),
        ("name = nope\n", "toml_syntax", 0, ""),
    ],
)
def test_a_faulty_scenario_says_where_and_what(tmp_path, park, catalog, text, check, row, value):
    with pytest.raises(InputFaults) as caught:
        apply(scenario(tmp_path, text), park, catalog, Settings())
    found = caught.value.faults
    one = found[found["check"] == check].iloc[0]
    assert one["row"] == row
    assert value in one["value"]


def test_a_setting_with_a_value_it_cannot_have_is_wrong_usage(tmp_path, park, catalog):
    for text, told in (
        ('include = ["foo"]', "foo"),
        ('carbon_price = "much"', "carbon_price = 'much'"),
        ("strict = 1", "strict = 1"),
        ('release_limits = [["Cl2", 0]]', "release_limits"),
    ):
        with pytest.raises(UsageFault, match=told):
            apply(scenario(tmp_path, f"[settings]\n{text}\n"), park, catalog, Settings())


def test_a_scenario_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(InputFaults):
        read_scenario(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ('set = {status = "asleep"}', "not_a_choice"),
        ("set = {capacity = -1.0}", "out_of_range"),
        ("scale = {throughput = -2.0}", "out_of_range"),
        ('set = {basis = "guessed"}', "not_a_choice"),
    ],
)
def test_a_changed_cell_is_judged_as_one_of_a_file(change, check, tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text(f'name = "odd"\n[[change]]\ntable = "units"\nwhere = {{status = "operating"}}\n{change}\n', "utf-8")
    catalog = load_catalog()
    with pytest.raises(InputFaults) as caught:
        apply(read_scenario(path), load_park("minhe", catalog), catalog, Settings())
    fault = caught.value.faults.iloc[0]
    assert (fault["check"], fault["file"], fault["row"]) == (check, "odd.toml", 1)
