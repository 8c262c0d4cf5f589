"""The page of ledgers without a browser: what runs in another process, and how its views tell it."""

import io
import json
import sys
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from circnet.report.sheets import table_workbook
from dashboards.address import view_of
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.ledger_controls import LISTS, asked, elements_held
from dashboards.ledger_runs import ledger_study
from dashboards.runs import Failure, couple_parks
from dashboards.studies import Study
from dashboards.views.ledgers import flows, rows
from dashboards.views.ledgers.audit import audit
from dashboards.views.ledgers.closing import closing
from dashboards.views.ledgers.entries import DRAWINGS, SIDES, entries
from dashboards.views.ledgers.figures import finding, heads, state_rows
from dashboards.views.ledgers.files import ledger_tables, study_tables
from dashboards.views.ledgers.questions import questions
from dashboards.views.ledgers.words import STATES, element_name, ledger_words, state_of
from dashboards.views.sankey import prepare
from tests.dashboards.chlorinepark import MADE, TAKEN, write_chlorine_park
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_chlorine_park(tmp_path_factory.mktemp("parks") / "salt")


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def found(folder):
    return ledger_study((folder,), None, Choices(), "ledger", "Cl")


@pytest.fixture(scope="module")
def closed(folder):
    return ledger_study((folder,), None, Choices(), "closing", "Cl", "0.5")


@pytest.fixture(scope="module")
def audited(folder):
    return ledger_study((folder,), None, Choices(), "audit")


def figure_of(found, words, state, name):
    place = [one.name for one in heads(found, words)].index(name)
    return next(row for row in state_rows(found, words) if row.state == state).cells[place]


def text_of(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def all_states(found):
    return {state: entries(found, state) for state in STATES}


def test_answers_of_other_processes_are_plain_or_say_why_not(folder, found):
    assert isinstance(found, Study)
    refused = ledger_study((folder,), None, Choices(), "ledger", "Xx")
    assert isinstance(refused, Failure)
    assert refused.choice[:2] == ("untracked_element", "Xx")
    not_in_money = ledger_study((folder,), None, Choices(objective="co2"), "closing", "Cl", "1")
    assert not_in_money.choice[0] == "not_in_money"


def test_figures_of_all_states_stand_side_by_side_with_what_they_rest_on(run, found):
    words = ledger_words(run, found, "en")
    assert [row.state for row in state_rows(found, words)] == list(STATES)
    assert figure_of(found, words, "baseline", "reactive_released").value == f"{MADE:.0f} t"
    assert figure_of(found, words, "optimum", "reactive_released").value == f"{MADE - TAKEN:.0f} t"
    assert figure_of(found, words, "optimum", "reactive_released").sign == "watch"
    assert figure_of(found, words, "optimum", "reactive_untaken").sign == ""
    closes = figure_of(found, words, "reported", "uncertainty")
    assert (closes.beside, closes.sign) == ("closes", "good")
    assert "B 100%" in figure_of(found, words, "baseline", "input").rests_on
    assert "cell" in figure_of(found, words, "baseline", "reactive_made").rests_on
    summary = found.tables["summary"].assign(closes=False)
    open_ = replace(found, tables={**found.tables, "summary": summary})
    assert figure_of(open_, words, "reported", "uncertainty").sign == "bad"


def test_an_element_without_reactive_forms_has_no_such_figures(folder, run):
    magnesium = ledger_study((folder,), None, Choices(), "ledger", "Mg")
    words = ledger_words(run, magnesium, "zh")
    assert [one.name for one in heads(magnesium, words)] == ["input", "output", "stock", "gap", "uncertainty"]
    assert len(finding(magnesium, words, "baseline")) == 1
    nothing = ledger_study((folder,), None, Choices(), "ledger", "S")
    assert finding(nothing, ledger_words(run, nothing, "zh"), "baseline") == ["这个园区的硫账上没有数。"]


def test_finding_says_where_the_chlorine_goes(run, found):
    chinese = finding(found, ledger_words(run, found, "zh"), "baseline")
    assert chinese[0] == "每年进入 145.2 吨氯；离开的主要是处置的chlorine（100%）。"
    english = finding(found, ledger_words(run, found, "en"), "optimum")
    assert "Acid sold (69%)" in english[0]
    assert "45 t is disposed of or emitted" in english[1]


def test_goods_are_called_short_where_that_tells_them_apart(run, found):
    goods = found.goods.assign(name_en=["Acid (31%)", "Brine (old)", "Brine (new)", *found.goods["name_en"][3:]])
    words = ledger_words(run, replace(found, goods=goods), "en")
    assert [words.good(ref) for ref in goods["id"][:3]] == ["Acid", "Brine (old)", "Brine (new)"]


def test_rows_and_ribbons_hold_the_same_tonnes(run, found):
    words, tables = ledger_words(run, found, "en"), all_states(found)
    table = tables["optimum"]
    assert set(table["side"]) <= {*SIDES, "gap"}
    for side, field in (("in", "input"), ("out", "output")):
        total = found.tables["summary"].set_index("state").loc["optimum", field]
        assert table.loc[table["side"] == side, "t"].sum() == pytest.approx(total)
    for by in DRAWINGS:
        nodes, links = flows.drawn_flows(tables, "optimum", words, by, salts=True)
        drawn = prepare(nodes, links, share=0.0)
        assert drawn.nodes.loc[drawn.nodes["kind"].isin(["firm", "form"]), "imbalance"].abs().max() == 0
        assert links["amount"].sum() == pytest.approx(table.loc[table[f"{by}_source"] != "", "t"].sum())
        listed = {key for row in rows.rows(run, table, words) for key in row["keys"]}
        shown = links[(links["amount"] > 0) & ~links["id"].str.contains("gap-")]
        assert set(shown["id"]) <= listed


def test_order_and_columns_of_the_drawing_do_not_depend_on_the_state(run, found):
    words, tables = ledger_words(run, found, "en"), all_states(found)
    placed = [flows.drawn_flows(tables, state, words, "form", salts=True)[0] for state in STATES]
    assert placed[0].drop(columns="hint").equals(placed[2].drop(columns="hint"))
    column = placed[0].set_index("id")["column"]
    assert column["purchase-in|melt"] < column["form|MgCl2"] < column["form|Cl2"] < column["form|HCl"]
    assert column["form|HCl"] < column["sale-out|acid"]
    assert column["sale-out|acid"] == column["disposal-out|chlorine"]


def test_forms_have_the_colour_of_their_group_and_salts_may_be_left_out(run, found):
    words, tables = ledger_words(run, found, "zh"), all_states(found)
    nodes, links = flows.drawn_flows(tables, "optimum", words, "form", salts=False)
    family = nodes.set_index("id")["family"]
    assert (family["form|MgCl2"], family["form|Cl2"], family["form|HCl"]) == ("salt", "chlorine", "chlorine")
    assert "purchase-in|melt" not in set(nodes["id"])
    assert set(links["group"]) == {"reactive"}
    for theme in ("light", "dark"):
        figure = flows.diagram(tables, "optimum", words, by="form", salts=True, title="x", theme=theme)
        assert "活性态" in {trace.name for trace in figure.data if trace.showlegend}
        assert "氯" not in {trace.name for trace in figure.data}


def test_a_form_that_turns_into_another_group_keeps_its_own_colour(run, found):
    big = {"state": "optimum", "enterprise": "works", "unit": "u", "technology": "cell", "from": "Cl2", "to": "NaCl",
           "t": 1000.0}  # fmt: skip
    salt = {
        "state": "optimum",
        "form": "NaCl",
        "group": "salt",
        "entering": 0.0,
        "leaving": 0.0,
        "made": 1.0,
        "used": 0.0,
    }
    tables = {name: pd.concat([found.tables[name], pd.DataFrame([row])], ignore_index=True)
              for name, row in (("conversions", big), ("by_form", salt))}  # fmt: skip
    other = replace(found, tables={**found.tables, **tables})
    nodes, links = flows.drawn_flows(all_states(other), "optimum", ledger_words(run, other, "en"), "form", salts=False)
    family = nodes.set_index("id")["family"]
    assert (family["form|Cl2"], family["form|NaCl"]) == ("chlorine", "salt")
    assert 1000.0 in set(links["amount"])


def test_hostile_names_are_text_everywhere(run, found):
    words, tables = ledger_words(run, found, "en"), all_states(found)
    for by in DRAWINGS:
        drawn = flows.diagram(tables, "optimum", words, by=by, salts=True, title="x", theme="light").to_json()
        assert NASTY not in drawn
    told, headings = ledger_tables(found, run, "zh")
    book = openpyxl.load_workbook(io.BytesIO(table_workbook(told, headings, "zh")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any("=镁厂" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert book.sheetnames[0] == "数字"


def test_a_row_is_the_link_of_all_views_and_touches_its_firms(run, found):
    words = ledger_words(run, found, "en")
    told = rows.rows(run, entries(found, "optimum"), words)
    between = next(row for row in told if row["side"] == "between")
    assert (between["link"], between["firms"]) == ("c.smelter>works:chlorine", ["smelter", "works"])
    assert between["shown"]["t"] == "100 t"
    turned = next(row for row in told if row["side"] == "turned")
    assert (turned["firms"], turned["material"], turned["amount"]) == (["smelter"], "cell", None)
    assert turned["grade"] == "B"
    assert {column["field"] for column in rows.columns("zh")} <= set(between)
    names = rows.labels(entries(found, "optimum"), words)
    assert {key for row in told for key in row["keys"]} <= set(names)
    assert names["firm|works"] == "works"


def test_every_gap_is_a_question_to_a_firm(run, found):
    words = ledger_words(run, found, "zh")
    listed = questions(found, words, "reported")
    assert [(one.firm, one.small) for one in listed] == [("works", False), ("smelter", True)]
    assert listed[0].amount == "–"
    assert "去年产量" in listed[0].question
    kinds = ("recipe", "substitution", "oversent", "overreceived", "unexplained_source", "unexplained_sink",
             "unknown_load", "unknown_amount", "composition")  # fmt: skip
    base = found.tables["missing"].iloc[0].to_dict()
    statuses = {"recipe": ["ok", "trace", "declared", "composition", "open"]}
    made = [{**base, "state": "reported", "kind": kind, "status": status, "t": 5.0}
            for kind in kinds for status in statuses.get(kind, [""])]  # fmt: skip
    missing = pd.DataFrame([*made, {**base, "state": "reported", "kind": "rounding"}])
    other = replace(found, tables={**found.tables, "missing": missing})
    for lang in LANGS:
        told = questions(other, ledger_words(run, other, lang), "reported")
        assert len(told) == len(made)
        assert sum(one.small for one in told) == 2
        assert all(one.told and one.question for one in told)


def test_closing_tells_each_load_and_what_it_costs(run, closed):
    told = closing(closed, run, "en")
    assert told.finding == '"cell" at 50%: 45 t of reactive chlorine has no taker.'
    assert [(row.load, row.untaken, row.asked) for row in told.loads] == [
        ("today", "45 t", False), ("0%", "0 t", False), ("25%", "0 t", False), ("50%", "45 t", True),
        ("100%", "190 t", False),
    ]  # fmt: skip
    assert told.loads[-1].share == 1.0
    assert any("190 t less released" in line for line in told.lines)
    assert told.takers == []
    stuck = closed.tables["loads"].assign(status="no_solution")
    cannot = closing(replace(closed, tables={**closed.tables, "loads": stuck}), run, "zh")
    assert cannot.finding.endswith("无法运行。")


def test_audit_names_guesses_as_such(run, audited):
    guess = {"level": "firm", "name": "smelter", "side": "output", "candidate": "chlorine", "t": 3.0, "residual": 0.25,
             "grade": "D"}  # fmt: skip
    odd = audited.tables["recipes"].assign(status="open")
    tables = {**audited.tables, "guesses": pd.DataFrame([guess]), "recipes": odd}
    told = audit(replace(audited, tables=tables), run, "en")
    assert told.finding.startswith("2 recipes do not balance")
    assert [(one.candidate, one.residual, one.grade) for one in told.guesses] == [("Chlorine", "25%", "D")]
    assert {row.told for row in told.recipes} == {"open"}
    assert audit(audited, run, "zh").recipes == []


def test_tables_of_audit_and_closing_are_files(run, audited, closed):
    for answer in (audited, closed):
        for lang in LANGS:
            tables, headings = study_tables(answer, run, lang)
            book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
            assert set(book.sheetnames) == set(tables)


def test_an_address_asks_for_what_there_is(run, folder, found):
    app = create_app({"salt": folder}, "en", DoneJobs(run), DoneJobs(found))
    with app.server.test_request_context("/"):
        odd = view_of({"park": "salt", "element": "<b>", "state": "x", "list": "?", "load": "7", "by": "firm"})
    assert [asked(odd, name) for name in ("element", "state", "list", "load", "by")] == [
        "Cl", "baseline", "out", "1", "firm",
    ]  # fmt: skip
    assert elements_held(run) == ["Cl", "Mg"]
    reported = found.tables["summary"][found.tables["summary"]["state"] == "reported"]
    assert state_of(replace(found, tables={"summary": reported}), "baseline") == "reported"
    assert element_name("Cl", "zh") == "氯"


@pytest.mark.parametrize(("shown", "lang"), [*zip(LISTS, LANGS * 4, strict=False)])
def test_page_shows_a_ledger_whole_at_once(run, folder, found, closed, audited, shown, lang):
    app = create_app({"salt": folder}, lang, DoneJobs(run), DoneJobs(found))
    answer = {"audit": audited, "closing": closed}.get(shown)
    if answer is not None:
        with app.server.test_request_context("/"):
            page = sys.modules["dashboards.pages.ledgers"]
            view = view_of({"park": "salt", "lang": lang, "list": shown})
            told = {"audit": page.panels.audit_panel, "closing": page.panels.closing_panel}[shown](answer, run, view)
        assert text_of(told).count('"Table"') >= 1
        return
    tree = page_of(app, "ledgers", park="salt", lang=lang, list=shown)
    assert {"ledgers-sankey", "ledgers-grid", "ledgers-element", "ledgers-load"} <= ids(tree)
    assert f"ledger-lists {shown}" in text_of(tree)


def test_page_of_an_element_that_is_not_there_says_so(run, folder, found):
    nothing = ledger_study((folder,), None, Choices(), "ledger", "S")
    app = create_app({"salt": folder}, "zh", DoneJobs(run), DoneJobs(nothing))
    for by in DRAWINGS:
        tree = page_of(app, "ledgers", park="salt", element="S", by=by)
        assert "账上没有数" in text_of(tree)
        assert "ledgers-sankey" in ids(tree)
    tables = found.tables["by_form"], found.tables["inputs"], found.tables["outputs"]
    salts = {name: table[table["group"] == "salt"] for name, table in
             zip(("by_form", "inputs", "outputs"), tables, strict=True)}  # fmt: skip
    none = {name: found.tables[name].iloc[:0] for name in ("internal", "conversions", "by_firm")}
    only = replace(found, tables={**found.tables, **salts, **none})
    words = ledger_words(run, only, "en")
    bare = flows.diagram(all_states(only), "optimum", words, by="form", salts=False, title="x", theme="light")
    assert len(bare.data) == 0


def test_page_waits_for_its_ledger_and_tells_what_went_wrong(run, folder):
    waiting = create_app({"salt": folder}, "en", DoneJobs(run), DoneJobs(None))
    tree = page_of(waiting, "ledgers", park="salt")
    assert "ledgers-element" in ids(tree)
    assert "ledgers-sankey" not in ids(tree)
    broken = create_app(
        {"salt": folder}, "en", DoneJobs(run), DoneJobs(Failure("choice", choice=("untracked_element", "Xx", "Cl")))
    )
    assert "Xx" in text_of(page_of(broken, "ledgers", park="salt"))
