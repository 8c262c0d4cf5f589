"""The page of indicators without a browser: what runs in another process, and how its views tell it."""

import io
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from circnet.progress import load_standards
from circnet.progress.judge import STATUSES
from circnet.report.sheets import table_workbook
from circnet.workspace import Workspace
from dashboards.address import view_of
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.progress_controls import SYSTEMS, asked
from dashboards.progress_form import answers_file, check, keep
from dashboards.progress_runs import progress_report, progress_study, standing_study, standing_task
from dashboards.runs import Failure, couple_parks
from dashboards.studies import Study
from dashboards.views.progress import levels, matrix, rows, standing, steps, ways, words
from dashboards.views.progress.files import park_tables
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.slagpark import CARRIED, write_slag_park
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_slag_park(tmp_path_factory.mktemp("parks") / "slag")


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def assessed(folder):
    return progress_study((folder,), None, Choices(), "assess")


@pytest.fixture(scope="module")
def added(folder):
    return progress_study((folder,), None, Choices(), "contributions", "NDRC-PARK")


@pytest.fixture(scope="module")
def compared(folder):
    return standing_study((folder,))


@pytest.fixture
def app(folder, run, assessed):
    """The app where the run and the park's indicators are there already."""
    made = create_app({"slag": folder}, jobs=DoneJobs(run), studies=DoneJobs(assessed))
    with made.server.test_request_context("/progress?park=slag"):
        yield made


def row_of(listed, code):
    return next(row for row in listed if row.code == code)


def test_answers_of_other_processes_are_plain_or_say_why_not(folder, assessed, added, compared):
    assert all(isinstance(found, Study) for found in (assessed, added, compared))
    refused = progress_study((folder,), None, Choices(objective="co2"), "assess")
    assert isinstance(refused, Failure)
    assert refused.kind == "choice"


def test_a_park_that_cannot_be_read_is_named_and_the_others_are_compared(folder, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "park.toml").write_text("id = ", encoding="utf-8")
    found = standing_study((broken, folder))
    assert found.tables["standing"]["park"].tolist() == ["slag"]
    assert standing.unread(found, {"broken": "Broken park"}) == ["Broken park"]


def test_systems_of_the_page_are_those_of_the_library():
    assert list(SYSTEMS) == load_standards().systems["id"].tolist()
    assert set(words.STATUSES) == set(STATUSES) == set(words.MARKS)


def test_reported_and_modelled_values_stand_apart_with_what_they_rest_on(run, assessed):
    listed = rows.indicators(assessed, run, "NDRC-PARK", "en")
    assert len(listed) == 23
    waste, heat = row_of(listed, "N9"), row_of(listed, "N20")
    assert (waste.reported, waste.model) == ("–", "0%")
    assert waste.by_model
    assert "model" in waste.rests_on
    assert "S_gen" in waste.rests_on
    assert waste.target == "≥ 60.0%"
    assert waste.distance == "short by 60.0 pp"
    assert (heat.reported, heat.by_model) == ("92.0%", False)
    assert "reported" in heat.rests_on
    assert [row.value for row in listed] == sorted((row.value for row in listed), reverse=True)


def test_a_value_over_years_has_a_small_picture(run, assessed):
    trend = row_of(rows.indicators(assessed, run, "NDRC-PARK", "en"), "N20").trend
    assert trend.heights == (46.0 / 92.0, 1.0)
    assert trend.told.splitlines() == ["2023: 46.0%", "2024: 92.0%"]


def test_a_limit_from_memory_is_to_be_confirmed_whatever_the_value(run, assessed):
    waste = row_of(rows.indicators(assessed, run, "HJ274", "zh"), "H6")
    assert (waste.status, waste.mark, waste.sign) == ("to_be_confirmed", "?", "watch")
    assert "待核" in waste.target_told


def test_what_is_missing_is_asked_from_somebody_those_that_serve_most_first(assessed):
    for lang in LANGS:
        listed = rows.asked_for(assessed, "NDRC-PARK", lang)
        serves = [int(one.serves) for one in listed]
        assert serves == sorted(serves, reverse=True)
        assert all(one.holder and one.figure and one.unit for one in listed)
    assert rows.asked_for(assessed, "SYMB", "en") != listed


def test_indicators_without_a_value_say_what_they_wait_for(run, assessed):
    for system in SYSTEMS:
        for row in rows.indicators(assessed, run, system, "zh"):
            assert row.value or row.lacks, row.code
            assert not row.value or (row.grade and row.rests_on), row.code


def test_steps_of_the_waterfall_add_up_to_the_change(folder, run, assessed, added):
    assert steps.codes(added) == ["N9"]
    told = steps.waterfall(added, assessed, run, "N9", "en")
    assert [one.change for one in told.steps] == [f"+{100 * CARRIED:.1f} pp"]
    assert "0% today, 80.0% coupled (+80.0 pp)" in told.finding
    (step,) = told.steps
    assert step.start == pytest.approx(0.0)
    assert step.width == pytest.approx(1.0)
    assert told.aim == pytest.approx(0.75)
    assert len(told.idle) == 0
    assert NASTY.split()[0] in step.link


def test_parks_are_compared_by_their_worst_indicator_and_what_helps(compared):
    (row,) = standing.standing(compared, {"slag": "Slag park"}, "en")
    assert (row.name, row.code, row.value, row.target) == ("Slag park", "N9", "0%", "≥ 60.0%")
    assert row.by_model
    assert row.help.endswith("+80.0 pp")
    assert "80.0%" in row.help_told
    assert (row.filled, row.aim) == (0.0, 1.0)
    assert row.counts == standing.Counts(reported=1, by_model=1, missing=21)
    lead, more = standing.finding(compared, [row], "en")
    assert lead.startswith("1 parks: ")
    assert "Slag park" in more


def test_parks_of_the_retrofit_come_first(compared):
    table = compared.tables["standing"]
    other = table.assign(park="minhe", distance=-1.0, status="met")
    both = replace(compared, tables={**compared.tables, "standing": pd.concat([table, other], ignore_index=True)})
    listed = standing.standing(both, {}, "zh")
    assert [(row.park, row.retrofit, row.verdict) for row in listed] == [
        ("minhe", True, "ahead"), ("slag", False, standing.verdict(table["status"].iloc[0])),
    ]  # fmt: skip
    assert standing.common_ask(both, "zh")
    assert standing.common_ask(compared, "zh") == ""


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (12.345, "%", "12.3%", "12.3%"), (25.0, "10^4 t", "25.00 万吨", "250.0 kt"),
        (3e4, "10^4 CNY", "3.00 亿元", None),
        (1.0, "yes/no", "是", "yes"), (2.5, "t/10^4CNY", "2.5 吨/万元", "2.5 t/10⁴ CNY"), (None, "%", "–", "–"),
        (20000.0, "tce", "2.00 万吨标煤", "20.0 k tce"),
    ],
)  # fmt: skip
def test_amounts_are_written_as_each_language_has_them(value, unit, zh, en):
    assert words.amount(value, unit, "zh") == zh
    if en:
        assert words.amount(value, unit, "en") == en


def test_projects_and_energy_levels_are_told(run, assessed):
    (project,) = levels.projects(assessed, run, "en")
    assert (project.name, project.state, project.year) == ("Slag mill", "under construction", "2026")
    assert levels.levels(assessed, "en") == []


@pytest.mark.parametrize("lang", LANGS)
def test_workbooks_have_every_table_with_headings(run, assessed, compared, lang):
    books = compared.summary["books"][lang]
    shown = {name: name for table in books.values() for name in table.columns}
    for tables, headings in (park_tables(assessed, run, lang), (books, shown)):
        assert not {column for table in tables.values() for column in table.columns} - set(headings)
        book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
        assert book.sheetnames == list(tables)
        assert all(sheet.max_row > 1 for sheet in book)


def test_what_an_address_asks_that_cannot_be_had_is_the_usual():
    app = create_app({}, jobs=DoneJobs(None))
    with app.server.test_request_context("/"):
        assert asked(view_of({"system": "HJ274"}), "system") == "HJ274"
        assert asked(view_of({"system": "<b>"}), "system") == "NDRC-PARK"
        assert asked(view_of({"list": "no"}), "list") == "missing"


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_drawn_before_any_answer_is_there(folder, run, lang):
    app = create_app({"slag": folder}, jobs=DoneJobs(run), studies=DoneJobs(None))
    page = page_of(app, "progress", park="slag", lang=lang)
    told = json.dumps(page, cls=PlotlyJson, ensure_ascii=False)
    assert {"progress-park-asked", "progress-standing-asked"} <= ids(page)
    assert "/progress?park=slag" in told
    assert not re.search(r"progress_\w+\.\w+", told)


@pytest.mark.parametrize("lang", LANGS)
def test_every_indicator_of_every_park_has_a_sign_and_what_it_rests_on(compared, lang):
    told = matrix.matrix(compared, "NDRC-PARK", lang)
    assert len(told.codes) == 23
    (row,) = told.rows.values()
    cells = {cell.code: cell for cell in row}
    waste, share, blank = cells["N9"], cells["N20"], cells["N1"]
    assert (waste.mark, waste.by_model, share.by_model, blank.mark) == (
        words.MARKS["cannot_be_judged"],
        True,
        False,
        "…",
    )
    assert "0%" in waste.told
    assert words.word("origin", "model", lang) in waste.told
    assert told.count == {"reported": 1, "by_model": 1, "missing": 21}
    assert len(matrix.matrix(compared, "EIP-V2", lang).codes) == 29


def test_the_way_to_a_target_says_what_it_takes_or_by_how_much_it_fails(folder, run, assessed):
    (aim, *_) = ways.aims(assessed, "NDRC-PARK", "en")
    assert aim[::2] == ("N9", 60.0)
    found = progress_study((folder,), None, Choices(), "reach", "NDRC-PARK:N9", "60.0")
    told = ways.way(found, assessed, run, "en")
    assert told.reached
    assert "no extra cost" in told.told
    assert [(amount, needed) for _, amount, needed in told.links] == [("800 t", False)]
    found = progress_study((folder,), None, Choices(), "reach", "NDRC-PARK:N9", "95.0")
    told = ways.way(found, assessed, run, "en")
    assert not told.reached
    assert "short by 15.0 pp" in told.told
    assert ways.aims(assessed, "EIP-V2", "en")[0][0] == "X13"


def test_missing_plants_are_told_by_what_they_do(run, assessed):
    plants = pd.DataFrame({"technology": ["mill", "dump"], "host": ["smelter", ""], "load": [1e4, 2.0], "unit": "t",
                           "saving": [2e6, -1.0], "chosen": ["waste", "worth"], "solved": [True, False]})  # fmt: skip
    changes = pd.DataFrame({"technology": "mill", "system": "NDRC-PARK", "code": ["N9", "N18"], "change": [20.0, -5.0]})
    named = pd.DataFrame({"id": ["mill"], "name_zh": ["磨"], "name_en": [f"Mill {NASTY}"]})
    found = Study({}, {"plants": plants, "changes": changes, "technologies": named}, assessed.goods)
    first, second = ways.plants(found, assessed, run, "NDRC-PARK", "N9", "en")
    assert (first.change, first.good, first.others) == ("+20.0 pp", True, "N18 −5.0 pp")
    assert (second.name, second.change, second.good) == ("dump", "no solution", None)


def typed(value, unit="t", variable="S_gen", **more):
    return {
        "variable": variable,
        "year": "2024",
        "value": value,
        "unit": unit,
        "basis": "reported",
        "source": "",
        **more,
    }


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("lang", LANGS)
def test_the_form_checks_what_is_typed_and_gives_back_what_a_park_takes(assessed, lang):
    query = {"park": "slag", "lang": lang}
    told, summary, *shut = check({"query": query, "rows": [typed("12"), typed("x", variable="S_util"), typed("")]})
    assert list(told) == ["1"]
    assert "x" in told["1"]
    assert "1" in summary
    assert shut == [True, True, True]
    rows = [typed("1,200"), typed("", variable="E"), typed("0.06", "万吨", "S_util", source="年报")]
    told, summary, *shut = check({"query": query, "rows": rows})
    assert (told, shut) == ({}, [False, False, True])
    name, content = answers_file("csv", rows, assessed, lang)
    table = pd.read_csv(io.BytesIO(content))
    assert name == "indicators.csv"
    assert table["variable"].tolist() == ["circular_output_share", "circular_output_share", "S_gen", "S_util"]
    assert table["value"].tolist() == [46.0, 92.0, 1200.0, 0.06]
    assert answers_file("xlsx", [typed("x")], assessed, lang) is None
    book = openpyxl.load_workbook(io.BytesIO(answers_file("xlsx", rows, assessed, lang)[1]))
    assert book["indicators"].max_row == 5


def test_answers_are_kept_in_an_own_park_by_whoever_says_his_name(folder, run, assessed, tmp_path):
    workspace = Workspace(tmp_path / "parks.db")
    workspace.put("slag", {path.name: path.read_bytes() for path in folder.iterdir()}, "anna")
    jobs = {"jobs": DoneJobs(run), "studies": DoneJobs(assessed)}
    own = create_app({}, workspace=workspace, **jobs)
    given = {"query": {"park": "slag", "lang": "en"}, "rows": [typed("0.06", "万吨", "S_util")]}
    with own.server.test_request_context("/progress?park=slag"):
        assert check(given)[-1] is False
        assert "name" in keep(1, given)
    assert workspace.versions() == {"slag": 1}
    with own.server.test_request_context("/progress?park=slag", headers={"Cookie": "circnet-who=%E5%AE%89%E5%A8%9C"}):
        assert "version 2" in keep(1, given)
        given["rows"][0]["value"] = "0.07"
        assert "version 3" in keep(1, given)
    last = workspace.history("slag").iloc[-1]
    assert (last["who"], last["sheet"], last["new"]) == ("安娜", "indicators.csv", "0.07")
    assert (workspace.files("slag") | {"indicators.csv": ""}) == workspace.files("slag", 1) | {"indicators.csv": ""}
    own.server.extensions["circnet"].own.close()
    given_park = create_app({"slag": folder}, **jobs)
    with given_park.server.test_request_context("/progress?park=slag"):
        assert check(given)[-1] is True
        assert "Data page" in keep(1, given)


@pytest.mark.parametrize("form", ["docx", "html"])
def test_the_report_is_made_in_another_process(folder, form):
    found = progress_report((folder,), None, Choices(), "zh", form)
    assert found.startswith({"docx": b"PK", "html": b"<!"}[form])


def test_the_comparison_is_made_ahead_of_any_question(folder, run):
    app = create_app({"slag": folder}, jobs=DoneJobs(None), studies=DoneJobs(run))
    state = app.server.extensions["circnet"]
    state.compare()
    task = standing_task(list(state.parks.values()))
    assert task.key in state.jobs.started
    assert state.study(task) is None
    assert state.studies.started == []
