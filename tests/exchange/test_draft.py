"""A unit drafted from the catalog."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.errors import UsageFault
from circnet.exchange.draft import draft, with_draft
from circnet.park import check_park, load_catalog, load_park


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def test_a_draft_has_the_catalogs_recipe_at_the_capacity(catalog):
    found = draft(catalog, "氯化钾", "50万吨", "gm-potash")
    assert (found.technology, found.capacity, found.unit) == ("kcl_flotation", 500_000.0, "t")
    recipe = catalog.recipes[catalog.recipes["technology"].eq("kcl_flotation")].set_index("commodity")["coefficient"]
    amounts = found.flows.set_index("commodity")["amount"]
    assert amounts.to_dict() == pytest.approx((recipe * 500_000.0).to_dict())
    groups = found.flows.set_index("commodity")["group"]
    expected = {"kcl": "product", "carnallite_ore": "input", "fresh_water": "water", "electricity": "power",
                "steam_lp": "heat", "flotation_tailsalt": "waste", "kcl_mother_liquor": "by_product"}  # fmt: skip
    assert expected.items() <= groups.to_dict().items()
    assert all(set(table["basis"]) == {"estimated"} for table in found.tables.values() if len(table))


def test_the_command_tells_the_draft_as_json_and_as_rows_to_paste():
    told = CliRunner().invoke(app, ["draft", "kcl", "--capacity", "50万吨", "--json"])
    assert json.loads(told.stdout)["units"][0]["capacity"] == 500_000.0
    shown = CliRunner().invoke(app, ["draft", "kcl", "--capacity", "50万吨", "--lang", "en"]).stdout
    assert "\nfirm-kcl-flotation\tfirm\tkcl_flotation\t500000\testimated\t" in shown
    wrong = CliRunner().invoke(app, ["draft", "kcl", "--capacity", "lots"])
    assert wrong.exit_code == 2


def test_a_product_gets_its_likeliest_technology_and_names_the_others(catalog):
    found = draft(catalog, "soda_ash", "900 t/d")
    assert found.capacity == 900 * 365
    assert {found.technology, *found.others} == {"soda_hou", "soda_solvay", "soda_solvay_carbide_slag"}
    assert found.technology != "soda_solvay_carbide_slag", "a variant of another"


def test_the_basis_is_asked_where_it_matters(catalog):
    with pytest.raises(UsageFault, match="pure / dry / as sold"):
        draft(catalog, "membrane_chlor_alkali", "30万吨")
    assert draft(catalog, "membrane_chlor_alkali", "30万吨 折百").capacity == 300_000.0
    assert draft(catalog, "membrane_chlor_alkali", "32万吨 实物").capacity == pytest.approx(320_000.0 / 3.125)
    for wrong in ("lots", "-5", "30 m"):
        with pytest.raises(UsageFault, match="bad capacity"):
            draft(catalog, "kcl_flotation", wrong)
    with pytest.raises(UsageFault, match="no draft"):
        draft(catalog, "philosophers-stone", "1 t")


def test_a_park_with_a_draft_checks(catalog):
    park = load_park("reshui", catalog)
    firm = park.enterprises["id"].iloc[0]
    found = draft(catalog, "soda_solvay", "100万t/a", firm)
    more = with_draft(park, catalog, found)
    assert len(more.units) == len(park.units) + 1
    told = check_park(more, catalog)
    assert told[told["severity"].eq("error")].empty
    twice = with_draft(more, catalog, found)
    assert twice.units["id"].is_unique
    with pytest.raises(UsageFault, match="no enterprise"):
        with_draft(park, catalog, draft(catalog, "soda_solvay", "100万t/a", "nobody"))
