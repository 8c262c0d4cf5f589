"""Reports and workbooks of progress, over parks that are counted by hand."""

import io
import re

import openpyxl
import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.park import load_catalog, load_park
from circnet.progress import load_standards, standing
from circnet.report.document import Heading, Paragraph, Table, rendered, to_html
from circnet.report.progress_book import standing_workbook
from circnet.report.progress_content import gathered
from circnet.report.progress_document import progress_document
from circnet.report.progress_words import amount, project_state, unit_told
from circnet.report.province_document import Province, province_document
from circnet.text import keys
from tests.progress.wastepark import told_park, waste_park

STANDARDS = load_standards()
LANGS = ("zh", "en")
HOSTILE = "=cmd|'/c calc'!A1<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def ash(tmp_path_factory):
    park = waste_park()
    park.add("projects", id="mill", name_zh=HOSTILE, name_en=HOSTILE, status="planned", year=2026)
    return load_park(park.write(tmp_path_factory.mktemp("parks") / "ash"))


@pytest.fixture(scope="module")
def content(ash):
    return gathered(ash, load_catalog(), STANDARDS)


def tables_of(document):
    return [part.frame for part in document.parts if isinstance(part, Table)]


def texts_of(document):
    return "\n".join(part.text for part in document.parts if isinstance(part, Paragraph | Heading))


def test_all_is_worked_out_from_one_solve_and_says_what_it_takes(content):
    ways = {one.summary["code"]: one.summary for one in content.reaches}
    assert (ways["N9"]["target"], ways["N9"]["reached"], ways["N9"]["extra_cost"]) == (60.0, True, 0.0)
    assert (ways["Z3"]["target"], ways["Z3"]["reached"]) == (80.0, True)
    assert ways["Z3"]["extra_cost"] == pytest.approx(20.0 * 15.0)
    assert content.contributions.totals.set_index("code").loc["N9", "coupled"] == pytest.approx(60.0)


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_tells_the_main_system_whole_and_keeps_the_two_sources_apart(content, lang):
    document = progress_document(content, lang)
    first = tables_of(document)[0]
    assert len(first) == 23
    row = first[first.iloc[:, 0].str.startswith("N9 ")].iloc[0].tolist()
    assert row[1:3] == ["–", "0%"]
    assert row[5].endswith("60.0%")
    assert row[-1] == {"zh": "无法判断（模型）", "en": "cannot be judged (model)"}[lang]
    told = texts_of(document)
    assert "60.0%" in told
    assert not re.search(r"report\w*\.\w+|progress_\w+\.\w+", told)


@pytest.mark.parametrize("lang", LANGS)
def test_the_steps_of_a_report_add_up_to_what_it_says(content, lang):
    steps = next(table for table in tables_of(progress_document(content, lang)) if table.shape[1] == 6
                 and table.iloc[-1, 1] in ("合计", "Sum"))  # fmt: skip
    change = steps.iloc[:, 3].str.extract(r"([+−]?[\d.]+)")[0].str.replace("−", "-").astype(float)
    assert change[:-1].sum() == pytest.approx(change.iloc[-1]) == pytest.approx(60.0)


@pytest.mark.parametrize("lang", LANGS)
def test_files_open_and_hostile_names_stay_text(content, lang):
    import docx

    document = progress_document(content, lang)
    assert rendered(document, "docx") == rendered(document, "docx")
    word = docx.Document(io.BytesIO(rendered(document, "docx")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert HOSTILE in cells
    html = to_html(document)
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_a_park_that_cannot_be_solved_is_reported_all_the_same():
    park = told_park([("S_util", 2022, 1.0), ("S_gen", 2022, 4.0), ("S_util", 2023, 2.0), ("S_gen", 2023, 4.0)])
    found = gathered(park, load_catalog(), STANDARDS, Settings(), 2023)
    document = progress_document(found, "en")
    assert found.contributions is None
    assert found.immovable
    row = next(table for table in tables_of(document) if len(table) == 23)
    assert "50.0%" in row.iloc[8].tolist()
    assert "2023" in document.title
    years = " ".join(str(table.to_numpy()) for table in tables_of(document))
    assert "2022: 25.0%" in years
    assert "fewer than four years" in years
    assert progress_document(gathered(park, load_catalog(), STANDARDS, flow_model=False), "zh").parts


@pytest.fixture(scope="module")
def province(ash):
    good = told_park([("solid_waste_utilisation_rate", 2025, 97.0)])
    catalog = load_catalog()
    return Province(standing([ash, good], catalog, standards=STANDARDS), [ash, good], catalog, STANDARDS)


def test_the_matrix_holds_every_indicator_of_every_park(province):
    wide = province.standing.matrix("NDRC-PARK")
    assert wide.shape == (2, 23)
    assert wide.loc["told", "N9"] == pytest.approx(97.0)
    assert wide.loc["ash", "N9"] == pytest.approx(0.0)
    state = province.standing.matrix("NDRC-PARK", "status")
    assert state.loc["told", "N9"] == "met"
    assert len(province.standing.indicators) == 2 * len(STANDARDS.indicators)


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_over_parks_says_who_is_behind_on_what_and_what_helps(province, lang):
    document = province_document(province, lang)
    told = texts_of(document)
    assert "Ash" in told
    assert {"zh": "固体废物综合利用率", "en": "solid-waste utilisation rate"}[lang] in told
    assert "plant → kiln" in told
    assert rendered(document, "docx")
    assert not re.search(r"(?:report|province|progress)_?\w*\.[a-z_]+\b(?<!\.csv)", told.replace("circnet ", ""))


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_parks_values_states_and_what_is_missing(province, lang):
    book = openpyxl.load_workbook(io.BytesIO(standing_workbook(province, lang)))
    assert len(book.sheetnames) == 5
    parks, values, states, missing, projects = (pd.DataFrame(sheet.values) for sheet in book)
    assert parks.iloc[1, 0] == "Ash"
    assert (len(values), len(states)) == (len(STANDARDS.indicators) + 1,) * 2
    column = values.iloc[0].tolist().index("Told")
    assert values[values[1].eq("N9")].iloc[0, column] == pytest.approx(97.0)
    assert states[states[1].eq("N9")].iloc[0, column] == {"zh": "已达标", "en": "met"}[lang]
    assert len(missing) > 20
    assert HOSTILE in projects.to_numpy()
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_units_are_written_as_each_language_has_them():
    assert (unit_told("tce/10^4CNY", "zh"), unit_told("tce/10^4CNY", "en")) == ("吨标煤/万元", "tce/10⁴ CNY")
    assert amount(25.0, "10^4 t", "zh") == "25.00 万吨"
    assert amount(2.5, "10^8CNY/km2", "zh") == "2.5 亿元/km²"


def test_every_state_of_a_project_that_we_hold_has_words_in_both_languages():
    from circnet.park import builtin_parks, parks_folder

    states = set()
    for name in builtin_parks():
        file = parks_folder() / name / "projects.csv"
        if file.is_file():
            table = pd.read_csv(file, dtype=str, keep_default_na=False)
            states |= {row["status"] or row["stage"] for row in table.to_dict("records")} - {""}
    for lang in LANGS:
        assert {f"project_state.{state}" for state in states} <= keys(lang)
    assert project_state({"status": "eigene Worte", "stage": ""}, "zh") == "eigene Worte"
