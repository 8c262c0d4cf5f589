"""Workbooks that are handed round: names first, numbers as numbers, nothing that starts a formula."""

import io
import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from circnet.coupling import Settings, couple
from circnet.park import load_catalog, load_park
from circnet.report.phrases import barrier_words, partner_words
from circnet.report.sheets import FORMS, sheet_names, starts_formula, table_workbook
from circnet.report.workbook import coupling_workbook
from circnet.text import keys
from tests.casefolders import CasePark

HOSTILE = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", '<img src=x onerror="alert(1)">', "-2", "a\x07b"]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def huzhu(catalog):
    park = load_park("huzhu", catalog)
    return park, couple(park, catalog)


def opened(data):
    return load_workbook(io.BytesIO(data))


def table(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


@pytest.mark.parametrize(
    ("lang", "titles", "head"),
    [
        ("zh", ["概要", "耦合清单", "企业间流量", "外购", "外销", "处置排放", "企业收支", "待核实问题", "引用来源",
                "列名说明"],
         ["选择", "供方", "需方", "物料", "数量（计量单位/年）", "计量单位", "协同节约（万元/年）"]),
        ("en", ["Overview", "Couplings", "Exchanges", "Bought", "Sold", "Disposed and released", "Firm balances",
                "Questions to firms", "Sources cited", "What columns mean"],
         ["Choice", "From", "To", "Good", "Amount, units a year", "Unit", "Saving, CNY/a"]),
    ],
)  # fmt: skip
def test_a_run_in_one_language(lang, titles, head, huzhu, catalog):
    park, result = huzhu
    book = opened(coupling_workbook(park, catalog, Settings(), result, lang, scenario="what-if"))
    assert book.sheetnames == titles
    couplings = table(book[titles[1]])
    assert list(couplings.columns[:7]) == head
    assert list(couplings.iloc[:, -3]) == list(result.opportunities["from"])
    assert couplings[head[1]].iloc[0] == park.enterprises.set_index("id")[f"name_{lang}"][couplings.iloc[0, -3]]
    factor = 1e4 if lang == "zh" else 1.0
    assert (couplings[head[6]] * factor).to_list() == pytest.approx(
        result.opportunities["saving"].to_list(), nan_ok=True
    )
    summary = table(book[titles[0]])
    found = dict(zip(summary.iloc[:, 1], summary.iloc[:, 2], strict=True))
    assert found["情景" if lang == "zh" else "Scenario"] == "what-if"
    assert found["节约" if lang == "zh" else "Saving"] * factor == pytest.approx(result.summary["saving"])
    assert len(table(book[titles[3]])) == len(result.purchases)
    assert len(table(book[titles[7]])) == len(result.unexplained)
    assert {"huzhu"} <= set(summary.iloc[:, 3])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sheet_filters_freezes_and_prints(lang, huzhu, catalog):
    park, result = huzhu
    book = opened(coupling_workbook(park, catalog, Settings(), result, lang))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide is the format's default
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.value for cell in sheet[1])
        widths = [size.width for size in sheet.column_dimensions.values()]
        assert max(widths) <= 47
        assert not [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"]


def test_no_code_of_the_result_is_left_untold(huzhu, catalog):
    park, result = huzhu
    book = opened(coupling_workbook(park, catalog, Settings(), result, "en"))
    for title, columns in (
        ("Firm balances", ["State", "Side", "Kind", "Evidence"]),
        ("Couplings", ["Choice", "Barriers"]),
    ):
        shown = table(book[title])
        text = " ".join(shown[columns].fillna("").astype(str).to_numpy().ravel())
        assert text.strip()
        assert not any(code in text for code in ("hazard:x", "status:", "burnt:", "optimum", "unexplained", "ambient"))


def test_the_same_run_gives_the_same_bytes(huzhu, catalog):
    park, result = huzhu
    first, second = (coupling_workbook(park, catalog, Settings(), result, "zh", plain=True) for _ in range(2))
    assert first == second
    names = opened(first).sheetnames
    assert names[10:] == ["summary", *result.tables()]


@pytest.fixture
def hostile(tmp_path, catalog):
    """Firms and goods with names that a spreadsheet or a browser would run."""
    built = CasePark(id="hostile", title="=HYPERLINK(1)")
    firms = [f"firm-{number}" for number in range(len(HOSTILE))]
    for firm in firms:
        built.supply(firm, "slag", available=10.0, least=10.0)
    built.demand("kiln", "slag", 30.0)
    built.market("slag", "kiln", buy_price=50.0)
    built.market("slag", dispose_cost=20.0)
    for firm in firms:
        built.arc(firm, "kiln", "slag", cost=1.0)
    park = load_park(str(built.write(tmp_path / "park")), catalog)
    names = park.enterprises["id"].map(dict(zip(firms, HOSTILE, strict=True))).fillna("kiln")
    goods = park.commodities.assign(name_zh="=A1", name_en="=A1")
    return park.replace(enterprises=park.enterprises.assign(name_zh=names, name_en=names), commodities=goods)


def test_hostile_names_stay_text(hostile, catalog):
    result = couple(hostile, catalog)
    data = coupling_workbook(hostile, catalog, Settings(), result, "en", scenario="=2+2", plain=True)
    book = opened(data)
    told = {cell.value for sheet in book for row in sheet for cell in row}
    assert set(HOSTILE[:5]) <= told
    dangerous = 0
    for cell in (cell for sheet in book for row in sheet for cell in row):
        assert cell.data_type != "f"
        assert cell.hyperlink is None
        if isinstance(cell.value, str) and starts_formula(cell.value):
            assert cell.quotePrefix, cell.value
            dangerous += 1
    assert dangerous > 10
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_any_tables_become_a_workbook():
    tables = {
        "a/b": pd.DataFrame(
            {"firm": ["=1+1", None], "t": [1.5, float("nan")], "year": [2024, 2025], "ok": [True, False]}
        ),
        "A b": pd.DataFrame({"x": [float("inf")]}),
        "empty": pd.DataFrame({"x": []}),
    }
    book = opened(table_workbook(tables, {"t": "Mass, t"}, "en"))
    assert book.sheetnames == ["a b", "A b 2", "empty"]
    first = book["a b"]
    assert [cell.value for cell in first[1]] == ["firm", "Mass, t", "year", "ok"]
    assert [cell.value for cell in first[2]] == ["=1+1", 1.5, 2024, True]
    assert [cell.value for cell in first[3]] == [None, None, 2025, False]
    assert first["A2"].data_type == "s"
    assert first["C2"].number_format == FORMS["year"]
    assert book["A b 2"]["A2"].value is None


def test_sheet_names_are_what_a_spreadsheet_takes():
    names = sheet_names(["x" * 40, "x" * 40, "History", "[a]:*?/\\", "", "'q'"])
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert "history" not in {name.lower() for name in names}


def test_barriers_in_words():
    codes = "hazard:toxic, odd;permit:licence;status:mill=suspended;far;burnt:grain"
    assert barrier_words(codes, {"mill": "磨坊"}, {"grain": "酒糟"}, "zh") == (
        "危险性：有毒、odd；许可：licence；磨坊：停产；运距超过 100 公里；酒糟只作燃料，利用层级低"
    )
    assert barrier_words("", {}, {}, "en") == ""


@pytest.mark.parametrize(
    ("partner", "told"),
    [("hub:xining", "market at Xining"), ("external:x", "outside the park: x"), ("market", "local market"),
     ("mill", "The Mill"), ("some route", "some route"), ("", "")],
)  # fmt: skip
def test_partners_in_words(partner, told):
    assert partner_words(partner, {"mill": "The Mill"}, {"xining": "Xining"}, "en") == told


def test_both_languages_have_every_text_of_the_workbook():
    sections = (
        "workbook",
        "sheet",
        "field",
        "measure",
        "kind",
        "side",
        "state",
        "meaning",
        "total",
        "setting",
        "cited",
    )
    ours = {lang: {key for key in keys(lang) if key.split(".")[0] in sections} for lang in ("zh", "en")}
    assert ours["zh"] == ours["en"]
    assert len(ours["zh"]) > 100
