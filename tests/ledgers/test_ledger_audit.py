"""The closure audit, its guesses, and the table of forms."""

import json

import pandas as pd
import pytest

from circnet.balance.forms import form_contents, form_table
from circnet.balance.guess import guess_missing
from circnet.chemistry import TRACKED, element_matrix, formula_mass_fractions
from circnet.coupling import Settings
from circnet.ledgers import closure_audit
from circnet.park import load_catalog, load_park, parks_folder
from tests.ledgers.test_ledger import MG_CL2, chain, read

NINE = ("Cl", "S", "F", "C", "Mg", "K", "Na", "Li", "B")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def formulas(*texts):
    shares = [dict(formula_mass_fractions(text)) for text in texts]
    return pd.DataFrame(shares, index=list(texts)).reindex(columns=list(TRACKED)).astype("float64").fillna(0.0)


def gap(**tonnes):
    return pd.Series(tonnes, dtype="float64").reindex(list(TRACKED)).fillna(0.0)


def test_a_planted_stream_is_guessed():
    candidates = formulas("NaCl", "CaCl2", "HCl", "Na2SO4", "CaSO4")
    lost = 30.0 * candidates.loc["CaCl2"]
    found = guess_missing(lost, candidates)
    assert found[["side", "candidate"]].to_numpy().tolist() == [["output", "CaCl2"]]
    assert found["t"].iloc[0] == pytest.approx(30.0)
    assert found["residual"].iloc[0] == pytest.approx(0.0, abs=1e-9)
    entered = guess_missing(-lost, candidates)
    assert entered[["side", "candidate"]].to_numpy().tolist() == [["input", "CaCl2"]]


def test_two_planted_streams_are_guessed():
    candidates = formulas("NaCl", "CaCl2", "KCl", "Na2SO4", "CaSO4")
    lost = 30.0 * candidates.loc["KCl"] + 20.0 * candidates.loc["Na2SO4"]
    found = guess_missing(lost, candidates).set_index("candidate")["t"]
    assert found.to_dict() == pytest.approx({"KCl": 30.0, "Na2SO4": 20.0})


def test_the_preferred_of_two_alike_is_guessed():
    candidates = pd.concat([formulas("HCl", "Cl2"), formulas("HCl").set_axis(["tail_acid"])])
    assert guess_missing(gap(Cl=1.0), candidates, pd.Index(["tail_acid"]))["candidate"].tolist() == ["tail_acid"]
    assert guess_missing(gap(Cl=1.0), candidates)["candidate"].tolist() == ["Cl2"]


@pytest.mark.parametrize("nothing", [gap(), gap(Pb=5.0)])
def test_what_resembles_nothing_is_not_guessed(nothing):
    assert guess_missing(nothing, formulas("NaCl", "CaCl2")).empty


def test_the_audit_finds_the_load_that_golmud_lacks(catalog):
    """50 kt of zinc residue reach Xigui, and the furnace that takes them has no load in the tables."""
    park = load_park("golmud", catalog)
    audit = closure_audit(park, catalog)
    worst = audit.guesses[audit.guesses["name"] == "xikuang-xigui"].iloc[0]
    assert (worst["level"], worst["side"], worst["candidate"]) == ("firm", "output", "zn_leach_residue")
    assert worst["t"] == pytest.approx(50_000.0, rel=0.01)
    assert worst["residual"] < 0.01
    assert (audit.guesses["grade"] == "D").all()
    stated = audit.firms.groupby("element")["gap"].sum()
    assert audit.park.set_index("element")["gap"].sub(stated, fill_value=0.0).abs().max() < 1e-3
    assert audit.firms["gap"].abs().is_monotonic_decreasing
    json.loads(audit.to_json())


def test_the_audit_names_a_recipe_that_loses_chlorine(tmp_path, catalog):
    drawn = chain(pvc_share=0.5)
    for row in drawn.tables["technologies"]:
        row["exceptions"] = "Cl:planted" if row["id"] == "cells" else None
    for row in drawn.tables["recipes"]:
        if (row["technology"], row["commodity"]) == ("cells", "chlorine"):
            row["coefficient"] = 0.5 * MG_CL2
    audit = closure_audit(read(drawn, tmp_path / "p", catalog), catalog, Settings())
    worst = audit.recipes.iloc[0]
    assert (worst["technology"], worst["element"], worst["status"]) == ("cells", "Cl", "declared")
    assert worst["gap"] == pytest.approx(0.5 * MG_CL2, rel=1e-3)
    guess = audit.guesses[(audit.guesses["level"] == "recipe") & (audit.guesses["name"] == "cells")].iloc[0]
    assert (guess["side"], guess["candidate"]) == ("output", "chlorine"), "of all that is chlorine, what the park has"
    assert guess["t"] == pytest.approx(0.5 * MG_CL2, rel=1e-3)


def test_every_form_in_the_catalog_and_the_parks_is_known(catalog):
    tables = [catalog.commodities, *map(pd.read_csv, sorted(parks_folder().glob("*/commodities.csv")))]
    goods = pd.concat(tables).drop_duplicates("composition").assign(id=lambda rows: range(len(rows)), t_per_unit=1.0)
    for element in NINE:
        held = form_contents(goods, element)
        assert held.loc[held["group"] == "", "form"].unique().tolist() == [], element


def test_forms_add_up_to_the_element(catalog):
    goods = catalog.commodities
    atoms = element_matrix(goods)
    for element in ("Cl", "S"):
        summed = form_contents(goods, element).groupby("commodity")["content"].sum()
        assert summed.to_numpy() == pytest.approx(atoms.loc[summed.index, element].to_numpy())
        assert (atoms.loc[~atoms.index.isin(summed.index), element] == 0.0).all()


def test_the_table_of_forms_holds(catalog):
    forms = form_table()
    assert not forms.duplicated(["element", "formula"]).any()
    assert all(formula_mass_fractions(row.formula).get(row.element, 0.0) > 0.0 for row in forms.itertuples())
    sources = forms["source"].str.split(";").explode().unique()
    assert set(sources) <= set(catalog.sources["id"])
    reactive = forms[(forms["element"] == "Cl") & (forms["group"] == "reactive")]
    assert set(reactive["formula"]) == {"Cl2", "HCl"}
