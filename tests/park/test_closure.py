"""Element closure against published stoichiometry (tests/cases/element_chemistry.json names each source)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from circnet.chemistry import TRACKED
from circnet.park import Catalog, closure

CASES = json.loads((Path(__file__).parents[1] / "cases" / "element_chemistry.json").read_text(encoding="utf-8"))
REACTIONS = [case for case in CASES if "reaction_lhs" in case["inputs"]]


def _mass(formula: str) -> float:
    from molmass import Formula

    return Formula(formula).mass


def _catalog(case: dict) -> Catalog:
    """The reaction as a technology whose coefficients are tonnes per tonne of the basis."""
    left, right = case["inputs"]["reaction_lhs"], case["inputs"]["reaction_rhs"]
    basis = case["inputs"]["basis"]
    moles = {**{name: -count for name, count in left.items()}, **right}
    tonnes = {name: count * _mass(name) / abs(moles[basis]) / _mass(basis) for name, count in moles.items()}
    names = list(tonnes)
    return Catalog.of(
        commodities=pd.DataFrame({"id": names, "name_zh": names, "name_en": names, "kind": "material", "unit": "t",
                                  "t_per_unit": 1.0, "composition": [f"{name}:1" for name in names]}),
        technologies=pd.DataFrame({"id": ["reaction"], "name_zh": "r", "name_en": "r", "reference": basis}),
        recipes=pd.DataFrame({"technology": "reaction", "commodity": names, "coefficient": [tonnes[n] for n in names]}),
    )  # fmt: skip


@pytest.mark.parametrize("case", REACTIONS, ids=lambda case: case["id"])
def test_published_reactions_close_and_give_the_published_ratios(case):
    catalog = _catalog(case)
    table = closure(catalog)
    assert table["status"].eq("ok").all()
    assert table["gap_share"].abs().max() < 1e-12
    ratio = catalog.recipes.set_index("commodity")["coefficient"].abs()
    for name, answer in case["answers"].items():
        formula = case["formula_of"][name]
        assert ratio[formula] == pytest.approx(answer, abs=case["tolerance"]["abs"])


@pytest.mark.parametrize("case", REACTIONS, ids=lambda case: case["id"])
def test_ten_per_cent_more_of_the_largest_product_does_not_close(case):
    catalog = _catalog(case)
    recipes = catalog.recipes
    largest = recipes["coefficient"].idxmax()
    off = recipes.assign(
        coefficient=recipes["coefficient"].where(recipes.index != largest, recipes["coefficient"] * 1.1)
    )
    table = closure(catalog, recipes=off)
    judged = table[table["element"].isin(TRACKED)]
    assert judged["status"].eq("open").any()


def test_the_chlorine_of_the_magnesium_pvc_chain():
    """100 kt/a of electrolytic magnesium, its chlorine taken up by acetylene PVC (computed case, no publication)."""
    case = next(case for case in CASES if case["id"] == "chem_chain_mg_pvc_chlorine")
    answers, magnesium = case["answers"], case["inputs"]["Mg_kt"]
    moles = magnesium / _mass("Mg")
    assert moles * _mass("Cl2") == pytest.approx(answers["Cl2_kt"], rel=1e-4)
    from circnet.chemistry import formula_mass_fractions

    chlorine = answers["VCM_kt"] * formula_mass_fractions("C2H3Cl")["Cl"]
    assert chlorine == pytest.approx(answers["Cl_in_VCM_kt"], rel=1e-4)


def test_trace_declared_and_open():
    catalog = Catalog.of(
        commodities=pd.DataFrame({
            "id": ["a", "b", "heat"], "name_zh": "x", "name_en": "x", "kind": ["material", "material", "heat"],
            "unit": ["t", "t", "GJ"], "t_per_unit": [1, 1, None],
            "composition": ["NaCl:0.9;KCl:0.0996;LiCl:0.0004", "NaCl:0.85;KCl:0.15", ""],
        }),
        technologies=pd.DataFrame({"id": ["t"], "name_zh": "t", "name_en": "t", "reference": "b",
                                   "exceptions": "K:assay"}),
        recipes=pd.DataFrame({"technology": "t", "commodity": ["a", "b", "heat"], "coefficient": [-1, 1, -2]}),
    )  # fmt: skip
    status = closure(catalog).set_index("element")["status"].to_dict()
    assert status == {"Cl": "ok", "Na": "open", "K": "declared", "Li": "trace"}


def test_nothing_is_claimed_where_a_composition_is_not_known():
    catalog = Catalog.of(
        commodities=pd.DataFrame({"id": ["a", "b"], "name_zh": "x", "name_en": "x", "kind": "material", "unit": "t",
                                  "t_per_unit": 1.0, "composition": ["NaCl:1", ""]}),
        technologies=pd.DataFrame({"id": ["t"], "name_zh": "t", "name_en": "t", "reference": "b"}),
        recipes=pd.DataFrame({"technology": "t", "commodity": ["a", "b"], "coefficient": [-1, 1]}),
    )  # fmt: skip
    assert closure(catalog).empty
