"""Element ledgers: known answers, the built-in parks, and what must hold of every park."""

import json
import shutil

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from circnet.coupling import Settings, couple
from circnet.coupling.case import prepare
from circnet.errors import NoSolution, UsageFault
from circnet.ledgers import element_ledger, element_totals
from circnet.ledgers.accounts import STATES, solved_accounts, together
from circnet.ledgers.ledger import read_ledger
from circnet.ledgers.processes import conversions
from circnet.ledgers.stated import reported_accounts
from circnet.park import join, load_catalog, load_park
from tests.casefolders import CasePark
from tests.coupledparks import coupled, park_of
from tests.strategies import atom_parks

MG_CL2 = 2.917321878947217  # t Cl2 per t Mg, IUPAC weights (case chem_mgcl2_electrolysis)
QUICK = settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def pure(park, **goods):
    """Goods of one formula each."""
    for good, formula in goods.items():
        park.add(
            "commodities", id=good, name_zh=good, name_en=good, kind="material", unit="t", composition=f"{formula}:1"
        )
        park._seen.setdefault("commodities", set()).add(good)


def chain(magnesium=100_000.0, pvc_share=1.0):
    """Magnesium cells whose chlorine goes to hydrogen chloride and on to vinyl chloride (yields of 1)."""
    park = CasePark(id="chain", title="Chain")
    pure(park, mgcl2="MgCl2", mg="Mg", chlorine="Cl2", hydrogen="H2", hcl="HCl", acetylene="C2H2", vcm="C2H3Cl")
    park.technology("cells", {"mg": 1.0, "chlorine": MG_CL2, "mgcl2": -(1.0 + MG_CL2)})
    park.technology("burner", {"hcl": 1.0, "chlorine": -0.972352, "hydrogen": -0.027648})
    park.technology("vinyl", {"vcm": 1.0, "hcl": -0.583390, "acetylene": -0.416610})
    park.run("mg-works", "cells", capacity=magnesium, throughput=magnesium)
    burnt = magnesium * MG_CL2 * pvc_share / 0.972352
    park.run("pvc-works", "burner", capacity=burnt, throughput=burnt)
    park.run("pvc-works", "vinyl", capacity=burnt / 0.583390, throughput=burnt / 0.583390)
    park.add("links", **{"from": "mg-works", "to": "pvc-works"}, commodity="chlorine",
             amount=magnesium * MG_CL2 * pvc_share, status="existing", basis="published")  # fmt: skip
    for good in ("mgcl2", "hydrogen", "acetylene"):
        park.market(good, buy_price=1.0)
    for good in ("mg", "vcm"):
        park.market(good, sell_price=10.0)
    park.market("chlorine", dispose_cost=100.0)
    return park


def read(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def forms(ledger, state):
    return ledger.of(state)["by_form"].set_index("form")


@pytest.mark.parametrize("state", STATES)
def test_chlorine_of_electrolytic_magnesium_in_pvc(state, tmp_path, catalog):
    """chem_chain_mg_pvc_chlorine: 100 kt Mg, 291.7 kt Cl2, 300.0 kt HCl, 514.3 kt VCM."""
    park = read(chain(), tmp_path / "p", catalog)
    ledger = element_ledger(park, catalog, Settings(), "Cl")
    table = forms(ledger, state)
    assert table.loc["Cl2", "made"] == pytest.approx(291_732.19, rel=1e-4)
    assert table.loc["Cl2", "used"] == pytest.approx(291_732.19, rel=1e-4)
    assert table.loc["HCl", "made"] / 0.972352 == pytest.approx(300_026.26, rel=1e-4)
    assert table.loc["C2H3Cl", "leaving"] == pytest.approx(291_732.19, rel=1e-4)
    assert table.loc["MgCl2", "entering"] == pytest.approx(291_732.19, rel=1e-4)
    figures = ledger.of(state)["summary"].iloc[0]
    assert figures["reactive_released"] == pytest.approx(0.0, abs=1.0)
    assert abs(figures["gap_share"]) < 1e-5
    turned = ledger.of(state)["conversions"].set_index(["unit", "from", "to"])["t"]
    assert turned["mg-works-cells", "MgCl2", "Cl2"] == pytest.approx(291_732.19, rel=1e-4)
    assert turned["pvc-works-vinyl", "HCl", "C2H3Cl"] == pytest.approx(291_732.19, rel=1e-4)


def test_chlorine_without_a_taker_is_told_apart(tmp_path, catalog):
    park = read(chain(pvc_share=0.25), tmp_path / "p", catalog)
    ledger = element_ledger(park, catalog, Settings(), "Cl")
    told = ledger.summary.set_index("state")
    assert told["reactive_released"].to_numpy() == pytest.approx(0.75 * 291_732.19, rel=1e-4)
    assert told["reactive_untaken"].eq(0.0).all()
    out = ledger.of("optimum")["outputs"]
    assert out.loc[out["form"] == "Cl2", ["kind", "group"]].to_numpy().tolist() == [["disposal", "reactive"]]


def test_catalog_magnesium_shows_its_chlorine(catalog):
    """100 kt magnesium by the catalog's electrolysis: 2.92 t chlorine a tonne."""
    park = load_park("golmud", catalog)
    cells = park.units[park.units["technology"] == "mg_electrolysis"]
    alone = cells.assign(status="operating", throughput=100_000.0, capacity=100_000.0)
    park = park.replace(units=alone.reset_index(drop=True), links=park.links.iloc[:0], ports=park.ports.iloc[:0])
    made = forms(element_ledger(park, catalog, Settings(), "Cl", states=["reported"]), "reported").loc["Cl2", "made"]
    assert made == pytest.approx(292_000.0, rel=0.03)


def test_figures_that_contradict_each_other_are_gaps(tmp_path, catalog):
    """The cells make a quarter less chlorine than the link says: sent and not made."""
    drawn = chain()
    drawn.tables["units"][0]["throughput"] = 75_000.0
    park = read(drawn, tmp_path / "p", catalog)
    ledger = element_ledger(park, catalog, Settings(), "Cl", states=["reported"])
    short = 25_000.0 * MG_CL2
    assert ledger.summary["gap"].iloc[0] == pytest.approx(-short, rel=1e-4)
    assert ledger.summary["explained"].iloc[0] == pytest.approx(ledger.summary["gap"].iloc[0], rel=1e-9)
    worst = ledger.missing.iloc[0]
    assert (worst["kind"], worst["enterprise"], worst["commodity"]) == ("oversent", "mg-works", "chlorine")
    firm = ledger.by_firm.set_index("enterprise").loc["mg-works"]
    assert firm["gap"] == pytest.approx(-short, rel=1e-9)


def test_a_recipe_that_loses_chlorine_is_named(tmp_path, catalog):
    park = chain()
    for row in park.tables["technologies"]:
        row["exceptions"] = "Cl:planted" if row["id"] == "vinyl" else None
    for row in park.tables["recipes"]:
        if row["technology"] == "vinyl" and row["commodity"] == "hcl":
            row["coefficient"] = -0.70
    for row in park.tables["units"]:
        if row["technology"] == "vinyl":
            row["throughput"] = row["capacity"] = row["throughput"] * 0.583390 / 0.70
    ledger = element_ledger(read(park, tmp_path / "p", catalog), catalog, Settings(), "Cl")
    for state in STATES:
        worst = ledger.of(state)["missing"].iloc[0]
        assert (worst["kind"], worst["technology"], worst["status"]) == ("recipe", "vinyl", "declared")
        assert worst["reason"] == "planted"
        assert worst["t"] == pytest.approx(291_732.19 * (1.0 - 0.583390 / 0.70), rel=1e-3)


@pytest.mark.parametrize("name", ["golmud", "ganhe"])
def test_ledgers_of_real_parks_close_or_say_why(name, catalog):
    park, coupling = park_of(name), coupled(name)
    totals = element_totals(park, catalog, Settings(), coupling)
    case = prepare(park, catalog, Settings())
    accounts = together([reported_accounts(case), solved_accounts(case, coupling)])
    for element in ("Cl", "S", "K", "Na", "Mg", "Li"):
        ledger = read_ledger(case, accounts, element)
        told = ledger.summary
        assert told["state"].tolist() == list(STATES)
        assert told["closes"].all(), told.to_string()
        size = told[["input", "output"]].max(axis=1)
        assert ((told["gap"] - told["explained"]).abs() <= 1e-9 * size).all(), told.to_string()
        assert (told["gap_share"].abs() < 0.06).all()
        named = ledger.missing[ledger.missing["in_gap"]].groupby("state")["t"].sum().reindex(told["state"]).fillna(0.0)
        assert named.to_numpy() == pytest.approx(told["gap"].to_numpy(), rel=1e-6, abs=1e-6 * (1.0 + size.max()))
        optimum = told.set_index("state").loc["optimum"]
        assert optimum["input"] == pytest.approx(totals.loc[element, "input"], rel=1e-9)
        assert optimum["output"] == pytest.approx(totals.loc[element, "output"], rel=1e-9)
        balanced(ledger)


def balanced(ledger):
    """Firms add up to the park, forms to the boundary, and flows into each node to those out of it."""
    told = ledger.summary.set_index("state")
    size = 1.0 + told[["input", "output"]].max(axis=1)
    firms = ledger.by_firm.groupby("state")["gap"].sum().reindex(told.index).fillna(0.0)
    assert ((firms - told["gap"]).abs() <= 1e-9 * size).all()
    sums = ledger.by_form.groupby("state")[["entering", "leaving"]].sum().reindex(told.index).fillna(0.0)
    assert ((sums["entering"] - told["input"]).abs() <= 1e-9 * size).all()
    assert ((sums["leaving"] - told["output"]).abs() <= 1e-9 * size).all()
    for flows, kind in ((ledger.flows, "firm"), (ledger.form_flows, "form")):
        assert (flows["amount"] > 0).all()
        into = flows[flows["target_kind"] == kind].groupby(["state", "target"])["amount"].sum()
        out = flows[flows["source_kind"] == kind].groupby(["state", "source"])["amount"].sum()
        off = into.sub(out, fill_value=0.0)
        room = 1e-6 * size.reindex(off.index.get_level_values(0)).to_numpy()
        assert (off.abs() <= room).all(), off[off.abs() > room]


@given(drawn=atom_parks())
@QUICK
def test_what_enters_leaves_in_any_solution(drawn, catalog, tmp_path):
    park = read(drawn, tmp_path / "p", catalog)
    try:
        coupling = couple(park, catalog)
    except NoSolution:
        return
    case = prepare(park, catalog, Settings())
    accounts = together([reported_accounts(case), solved_accounts(case, coupling)])
    for element in ("Cl", "Na"):
        ledger = read_ledger(case, accounts, element)
        told = ledger.summary
        size = 1.0 + told[["input", "output"]].max(axis=1)
        left = told["input"] - told["output"] - told["stock"] - told["explained"]
        assert (left.abs() <= 1e-9 * size).all(), told.to_string()
        solved = told["state"] != "reported"
        assert (told["gap"][solved].abs() <= 1e-9 * size[solved]).all(), "these recipes conserve atoms"
        balanced(ledger)


def test_the_ledger_of_a_union_is_the_sum(catalog):
    """Two parks without a link between them, as reported."""
    parks = [load_park(name, catalog) for name in ("huzhu", "ledu")]
    keys, element = ["kind", "commodity", "form"], "S"
    apart = [element_ledger(park, catalog, Settings(), element, states=["reported"]) for park in parks]
    together = element_ledger(join(parks), catalog, Settings(), element, states=["reported"])
    for table in ("inputs", "outputs"):
        summed = pd.concat([getattr(one, table) for one in apart]).groupby(keys)["t"].sum()
        pd.testing.assert_series_equal(getattr(together, table).groupby(keys)["t"].sum(), summed, rtol=1e-9)
    parts = sum(one.summary[["input", "output", "gap"]].iloc[0] for one in apart)
    assert together.summary[["input", "output", "gap"]].iloc[0].to_numpy() == pytest.approx(parts.to_numpy(), rel=1e-9)


def test_the_union_of_solved_parks_is_the_sum_where_nothing_new_links_them(tmp_path, catalog):
    one = chain()
    other = chain(magnesium=40_000.0, pvc_share=0.5)
    other.id = "second"
    first, second = read(one, tmp_path / "a", catalog), read(other, tmp_path / "b", catalog)
    whole = element_ledger(join([first, second]), catalog, Settings(), "Cl").summary.set_index("state")
    parts = [element_ledger(park, catalog, Settings(), "Cl").summary.set_index("state") for park in (first, second)]
    columns = ["input", "output", "reactive_made", "reactive_released", "salts_leaving"]
    summed = parts[0][columns] + parts[1][columns]
    pd.testing.assert_frame_equal(whole[columns], summed, rtol=1e-9, atol=1e-6)


def test_what_keeps_its_form_is_not_shared_out():
    """Used NaCl 10, KCl 5; made KCl 8, HCl 6: 5 KCl pass, the NaCl becomes 3 KCl and 6 HCl, 1 is lost."""
    rows = [("NaCl", "used", -10.0), ("KCl", "used", -5.0), ("KCl", "made", 8.0), ("HCl", "made", 6.0)]
    done = pd.DataFrame(rows, columns=["form", "side", "t"]).assign(
        state="optimum", kind="recipe", enterprise="mill", unit="mill-1", technology="wash", good=""
    )
    found = conversions(done).set_index(["from", "to"])["t"].to_dict()
    wanted = {("KCl", "KCl"): 5.0, ("NaCl", "KCl"): 3.0, ("NaCl", "HCl"): 6.0, ("NaCl", "@loss"): 1.0}
    assert found == pytest.approx(wanted)


def test_reported_needs_no_solution(tmp_path, catalog):
    """Chlorine that nobody takes: no optimum, but the tables still say where it is made."""
    park = chain(pvc_share=0.25)
    park.tables["markets"] = [row for row in park.tables["markets"] if row["commodity"] != "chlorine"]
    loaded = read(park, tmp_path / "p", catalog)
    with pytest.raises(NoSolution):
        element_ledger(loaded, catalog, Settings(), "Cl")
    told = element_ledger(loaded, catalog, Settings(), "Cl", states=["reported"]).summary.iloc[0]
    assert told["reactive_untaken"] == pytest.approx(0.75 * 291_732.19, rel=1e-4)
    assert told["unexplained_out"] == told["reactive_untaken"]


def test_every_figure_has_grade_and_basis(catalog):
    ledger = element_ledger(load_park("golmud", catalog), catalog, Settings(), "Cl", states=["reported"])
    for table in (ledger.inputs, ledger.outputs, ledger.internal):
        assert table["grade"].isin(list("ABCD")).all()
        assert (table["basis"] != "").all()
        assert (table["source"] != "").mean() > 0.5
    json.loads(ledger.to_json("reported"))


@pytest.mark.parametrize(
    ("element", "states", "key"), [("Xx", STATES, "untracked_element"), ("Cl", ["later"], "absent_state")]
)
def test_what_cannot_be_told_is_refused(element, states, key, tmp_path, catalog):
    park = read(chain(), tmp_path / "p", catalog)
    with pytest.raises(UsageFault) as caught:
        element_ledger(park, catalog, Settings(), element, states=states)
    assert caught.value.key == key
    with pytest.raises(UsageFault):
        element_ledger(park, catalog, Settings(), "Cl", states=["reported"]).of("optimum")
