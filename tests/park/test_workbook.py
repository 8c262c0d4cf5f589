"""Workbooks as officials fill them in: their units, words and numbers."""

import pytest

from circnet.park import describe, load_catalog, load_park, read_park
from circnet.park.book.amounts import read_amount
from circnet.park.book.cells import Reference
from circnet.park.book.measures import Trouble, factor, fixed_factor, same_unit
from circnet.park.book.names import names_of
from circnet.park.book.words import plain_heading, table_of
from tests.exchange import books
from tests.park import goodpark


@pytest.fixture(scope="module")
def goods():
    catalog = load_catalog()
    return Reference(catalog, names_of(catalog, {}), {}, "CNY").goods


AMOUNTS = [
    ("kcl", "", 1.0), ("kcl", "t/a", 1.0), ("kcl", "万吨", 1e4), ("kcl", "万t/年", 1e4), ("kcl", "t/d", 365.0),
    ("kcl", "吨/天", 365.0), ("kcl", "t/h", 8760.0), ("natural_gas", "万Nm³", 10.0), ("natural_gas", "亿m³/a", 1e5),
    ("electricity", "亿kWh", 1e5), ("electricity", "tce（当量值）", 1 / 0.1229),
    ("hydrochloric_acid", "万吨 折百", 1e4 / 0.31), ("hydrochloric_acid", "万吨（实物）", 1e4),
    ("caustic_soda_32", "万吨 折百", 1e4), ("caustic_soda_32", "t 实物", 1 / 3.125),
]  # fmt: skip
TROUBLES = [
    ("hydrochloric_acid", "万吨", "which_basis"), ("electricity", "tce", "which_basis"), ("kcl", "亩", "unit_mismatch"),
    ("kcl", "碗", "strange_unit"), ("kcl", "m3", "unit_mismatch"), ("electricity", "MW", "unit_mismatch"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "unit", "times"), AMOUNTS)
def test_amounts_in_the_units_of_officials(goods, good, unit, times):
    assert factor(unit, "commodity/a", goods[good]) == pytest.approx(times, rel=1e-6)


@pytest.mark.parametrize(("good", "unit", "check"), TROUBLES)
def test_units_that_cannot_be_meant_are_asked_back(goods, good, unit, check):
    found = factor(unit, "commodity/a", goods[good])
    assert isinstance(found, Trouble)
    assert found.check == check


def test_prices_coefficients_coal_and_gases(goods):
    assert factor("万元/t", "CNY/commodity", goods["kcl"]) == pytest.approx(1e4)
    assert factor("元/kWh", "CNY/commodity", goods["electricity"]) == pytest.approx(1e3)
    assert factor("元/t 折百", "CNY/commodity", goods["hydrochloric_acid"]) == pytest.approx(0.31)
    assert factor("kWh/t", "commodity/reference", goods["electricity"], goods["kcl"]) == pytest.approx(1e-3)
    coal = goods["coal_thermal"]
    assert factor("万tce", "commodity/a", coal) == pytest.approx(1e4 / coal.tce_per_unit)
    # 10,000 m3 of hydrogen: 10,000 / 22.414 kmol of 2.016 kg
    assert factor("万Nm3", "commodity/a", goods["hydrogen"]) == pytest.approx(10 / 22.414 * 2.016, rel=1e-3)
    assert [fixed_factor(text, unit) for text, unit in (("%", "1"), ("MW", "kW"), ("℃", "degC"), ("h", "h/a"))] == [
        pytest.approx(0.01), pytest.approx(1e3), 1.0, 1.0
    ]  # fmt: skip
    assert same_unit("吨", "t/a 实物")
    assert not same_unit("t/d", "t/a")
    assert not same_unit("t 折百", "t/a 实物")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("12,000", 12000.0, ""), ("３００", 300.0, ""), ("30万吨", 3e5, "吨"), ("1.5亿", 1.5e8, ""), ("87%", 87.0, "%"),
     ("12 000 t", 12000.0, "t"), ("2024年", 2024.0, "年"), ("1e3", 1000.0, "")],
)  # fmt: skip
def test_numbers_as_people_write_them(text, value, unit):
    found = read_amount(text)
    assert (found.value, found.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize("text", ["about 300", "300-400", "1,00", "12.3.4", "nan", "", "-", ">5"])
def test_what_is_no_number_stays_none(text):
    assert read_amount(text) is None


def test_a_sheet_in_chinese_words_is_the_park_of_the_plain_one(tmp_path):
    plain = load_park(goodpark.write(tmp_path / "small"))
    sheets = books.good()
    words = {"units": "装置", "enterprises": "企业", "ports": " 供需端口 ", "links": "Links"}
    sheets = {words.get(name, name): rows for name, rows in sheets.items()}
    sheets["装置"][0] = ["编号", "企业\nEnterprise", "工艺", "产能（千吨）", "产量（t/a）", "年份"]
    sheets["装置"][1][1:5] = ["盐厂", "洗盐", 1.0, 900.0]
    sheets["装置"][2][1:5] = ["Soda works", "cells", "0.5", None]
    sheets["装置"].insert(0, ["小园区装置表"])
    sheets[" 供需端口 "][1][2], sheets[" 供需端口 "][1][1] = "需", "烧碱 naoh"
    sheets["Links"][2][1] = "园外：buyer"
    park, faults = read_park(books.write(sheets, tmp_path / "words.xlsx"))
    assert faults[faults["severity"].eq("error")].empty, describe(faults, "zh")
    assert park.same(plain)


def test_faults_name_the_sheet_and_heading_that_people_see(tmp_path):
    sheets = {"企业" if name == "enterprises" else name: rows for name, rows in books.good().items()}
    sheets["企业"][0][4:6] = ["中转", "纬度（°）"]
    sheets["企业"][1][5] = 136.4
    _, faults = read_park(books.write(sheets, tmp_path / "words.xlsx"))
    (fault,) = faults.to_dict("records")
    assert (fault["file"], fault["row"], fault["column"]) == ("企业", 2, "纬度（°）")


def test_headings_and_sheets_are_known_in_both_languages():
    assert [plain_heading(text, "units") for text in ("产能\nCapacity", "Capacity (t/a)", "capacity", "数量单位")] == [
        "capacity", "capacity", "capacity", "amount_unit"
    ]  # fmt: skip
    assert plain_heading("颜色", "units") == "颜色"
    assert [table_of(title) for title in ("装置", "UNITS", "units", "园区", "杂项")] == [
        "units",
        "units",
        "units",
        "park",
        "",
    ]
