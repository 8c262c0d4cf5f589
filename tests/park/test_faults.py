"""One broken park per kind of fault: each is found where it is, and nothing else is reported as an error."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from circnet.errors import FAULT_COLUMNS, InputFaults
from circnet.park import CHECKS, Catalog, check_catalog, describe, load_park, read_park
from circnet.park.checks import STRUCTURAL
from circnet.text import t

from . import goodpark


@dataclass(frozen=True)
class Fault:
    """What to break, and the fault that must come of it."""

    check: str
    file: str
    old: str
    new: str
    row: int
    column: str
    value: str
    expected: str = ""
    hint: str = ""
    severity: str = "error"


W = "warning"
MUTATIONS = [
    Fault("missing_column", "enterprises.csv", "id,name_zh,", "id,nam_zh,", 1, "name_zh", "", "name_zh", "nam_zh"),
    Fault("unknown_column", "links.csv", ",amount,", ",amout,", 1, "amout", "amout", "", "amount", W),
    Fault("duplicate_column", "markets.csv", "buy_price,sell_price", "buy_price,buy_price", 1, "", "buy_price"),
    Fault("nameless_column", "enterprises.csv", "name_zh,name_en,", "name_zh,,", 1, "", "3"),
    Fault("ragged_row", "markets.csv", "water,soda,3,", "water,soda", 3, "", "2", "4 cells"),
    Fault("ragged_row", "ports.csv", "demand,,500", "demand,,500,7", 2, "", "6", "5 cells"),
    Fault("blank_value", "units.csv", "cell-1,soda", "cell-1,", 3, "enterprise", "", "id"),
    Fault("blank_value", "ports.csv", "salt,rock,supply", "salt,rock,", 3, "direction", ""),
    Fault("blank_value", "enterprises.csv", "soda,碱厂", "soda,", 3, "name_zh", "", severity=W),
    Fault("not_a_number", "units.csv", ",1000,900", ",many,900", 2, "capacity", "many", "number"),
    Fault("not_a_number", "units.csv", ",1000,900", ',"1,000",900', 2, "capacity", "1,000", "number", "1000"),
    Fault("not_a_number", "units.csv", ",1000,900", ",3万,900", 2, "capacity", "3万", "number", "30000"),
    Fault("not_a_number", "units.csv", ",1000,900", ",inf,900", 2, "capacity", "inf", "number"),
    Fault("not_a_number", "units.csv", ",1000,900", ",NaN,900", 2, "capacity", "NaN", "number"),
    Fault("not_a_number", "units.csv", ",1000,900", ",1e999,900", 2, "capacity", "1e999", "number"),
    Fault("not_an_integer", "indicators.csv", "water_use,2023", "water_use,2023.5", 2, "year", "2023.5"),
    Fault("not_a_boolean", "enterprises.csv", ",true,", ",maybe,", 4, "passes_on", "maybe", "true, false"),
    Fault("not_a_choice", "enterprises.csv", "Salt works,operating", "Salt works,operatng", 2, "status", "operatng",
          "operating, trial", "operating"),
    Fault("not_a_choice", "commodities.csv", "Chlorine,gas", "Chlorine,gass", 6, "kind", "gass", "material", "gas"),
    Fault("out_of_range", "units.csv", ",1000,900", ",-1000,900", 2, "capacity", "-1000", ">= 0"),
    Fault("out_of_range", "arcs.csv", ",0.01,", ",1.5,", 2, "loss", "1.5", "0..1"),
    Fault("out_of_range", "substitutions.csv", ",0.5,", ",5,", 2, "max_share", "5", "0..1"),
    Fault("out_of_range", "substitutions.csv", ",0.9,", ",0,", 2, "ratio", "0", "> 0"),
    Fault("out_of_range", "enterprises.csv", ",36.5,", ",136.5,", 3, "lat", "136.5", "-90..90"),
    Fault("out_of_range", "ports.csv", ",,500", ",,-5", 2, "maximum", "-5", ">= 0"),
    Fault("bad_id", "enterprises.csv", "hub,中", "Hub 1,中", 4, "id", "Hub 1", "a-z", "hub-1"),
    Fault("bad_id", "links.csv", "external:buyer", "external:", 3, "to", "external:"),
    Fault("duplicate_key", "enterprises.csv", "hub,中转站", "soda,中转站", 4, "id", "soda", "", "row 3"),
    Fault("duplicate_key", "recipes.csv", "cells,water,", "cells,salt,", 6, "technology, commodity", "cells, salt",
          "", "row 5"),
    Fault("duplicate_key", "indicators.csv", ",2024,", ",2023,", 3, "variable, year", "water_use, 2023"),
    Fault("toml_syntax", "park.toml", 'name_en = "Small park"', "name_en = Small park", 3, "", "Invalid value"),
    Fault("missing_key", "park.toml", 'name_zh = "小园区"\n', "", 0, "name_zh", "", "name_zh"),
    Fault("unknown_key", "park.toml", "zones = ", "zone = ", 7, "zone", "zone", "", "zones", W),
    Fault("toml_value", "park.toml", "lat = 36.4", 'lat = "north"', 5, "lat", "north", "-90..90"),
    Fault("toml_value", "park.toml", "catalog = false", "catalog = false\ncandidates = 'near'", 5,
          "candidates", "near",
          "nearby, listed"),
    Fault("unknown_reference", "units.csv", "cell-1,soda", "cell-1,sodda", 3, "enterprise", "sodda",
          "enterprises.csv", "soda"),
    Fault("unknown_reference", "units.csv", "salt,washing", "salt,washin", 2, "technology", "washin",
          "technologies.csv",
          "washing"),
    Fault("unknown_reference", "ports.csv", "salt,rock", "salt,rocks", 3, "commodity", "rocks",
          "commodities.csv", "rock"),
    Fault("unknown_reference", "links.csv", "salt,soda,salt,700", "salt,nobody,salt,700", 2, "to", "nobody",
          "enterprises.csv"),
    Fault("unknown_reference", "arcs.csv", "salt,soda,salt", "salt,soda,pepper", 2, "commodity", "pepper",
          "commodities.csv"),
    Fault("unknown_reference", "equipment_use.csv", "cells,rectifier", "cells,furnace", 2, "equipment",
          "furnace", "equipment.csv"),
    Fault("unknown_reference", "substitutions.csv", ",washing", ",washing;cell", 2, "not_for", "cell", "", "cells"),
    Fault("unknown_reference", "technologies.csv", "conversion,,", "conversion,boiler,", 3, "variant_of", "boiler"),
    Fault("unknown_source", "sources.csv", "S1,", "S9,", 2, "source", "S1", "sources.csv", "", W),
    Fault("self_link", "links.csv", "salt,soda,salt", "salt,salt,salt", 2, "to", "salt"),
    Fault("self_link", "arcs.csv", "salt,soda,salt", "salt,salt,salt", 2, "to", "salt"),
    Fault("both_ends_outside", "links.csv", "soda,external", "external:farm,external", 3, "to", "external:buyer"),
    Fault("cyclic_variants", "technologies.csv", "producer,,", "producer,washing,", 2, "variant_of", "washing"),
    Fault("unknown_unit", "commodities.csv", "Salt,material,t,", "Salt,material,bananas,", 2, "unit",
          "bananas", "t, kg"),
    Fault("formula", "commodities.csv", "NaCl:1,\nrock", "Nacl2:1,\nrock", 2, "composition", "Nacl2:1",
          "HCl:0.31;H2O:0.69"),
    Fault("formula", "commodities.csv", "NaCl:1,\nrock", "NaCl,\nrock", 2, "composition", "NaCl"),
    Fault("composition_sum", "commodities.csv", "cases,,", "cases,1,C:0.9", 8, "composition", "0.9", "1", severity=W),
    Fault("no_recipe", "technologies.csv", "conversion,,", "conversion,,\nboiler,锅炉,Boiler,water,utility,,", 4,
          "id", "boiler",
          "recipes.csv"),
    Fault("reference_coefficient", "technologies.csv", ",Cells,naoh", ",Cells,cans", 3, "reference", "cans", "!= 0"),
    Fault("reference_coefficient", "recipes.csv", "cells,naoh,1", "cells,naoh,0", 3, "reference", "naoh", "!= 0"),
    Fault("zero_coefficient", "recipes.csv", "hydrogen,0.0252", "hydrogen,0", 8, "coefficient", "0", severity=W),
    Fault("open_closure", "recipes.csv", "chlorine,0.8864", "chlorine,0.7", 4, "coefficient", "cells Cl", "2 %"),
    Fault("minimum_above_maximum", "ports.csv", "demand,,500", "demand,600,500", 2, "minimum", "600", "<= 500"),
    Fault("throughput_above_capacity", "units.csv", ",1000,900", ",1000,1100", 2, "throughput", "1100",
          "<= 1000", severity=W),
    Fault("no_upper_limit", "units.csv", "cells,500,", "cells,,", 3, "capacity", "cell-1", severity=W),
    Fault("beats_carnot", "recipes.csv", "power,-0.29", "power,-0.05", 9, "coefficient", "e-boiler: 0.3593 GJ",
          "<= 0.18 GJ"),
    Fault("stream_without_duty", "streams.csv", ",,300", ",,", 3, "duty_kw", ""),
    Fault("passes_on_quality", "quality.csv", "salt,salt,supply", "hub,salt,supply", 2, "enterprise", "hub",
          severity=W),
    Fault("no_outlet", "markets.csv", "chlorine,,,100", "cans,,,100", 3, "technology", "chlorine", severity=W),
    Fault("idle_link", "links.csv", "salt,soda,salt,700", "salt,soda,cans,700", 2, "from", "salt cans", severity=W),
    Fault("idle_link", "arcs.csv", "salt,soda,salt", "salt,soda,chlorine", 2, "to", "soda chlorine", severity=W),
    Fault("idle_market", "markets.csv", "water,soda,3,", "water,salt,3,", 3, "buy_price", "salt water", severity=W),
    Fault("no_source", "ports.csv", "salt,rock,supply", "salt,cans,supply", 2, "technology", "rock", severity=W),
]  # fmt: skip


def _file_of(fault: Fault) -> str:
    """The file that is named where another than the broken one is."""
    elsewhere = {"unknown_source": "links.csv", "no_outlet": "units.csv", "no_source": "units.csv"}
    if fault.check == "reference_coefficient":
        return "technologies.csv"
    if fault.check == "open_closure":
        return "recipes.csv"
    return elsewhere.get(fault.check, fault.file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return goodpark.write(tmp_path / "small")


def test_the_good_park_has_no_fault(folder):
    park, faults = read_park(folder)
    assert faults.empty, faults.to_string()
    assert list(faults.columns) == FAULT_COLUMNS
    assert park.info.candidates == "listed"
    assert park.units["status"].eq("operating").all()


@pytest.mark.parametrize("fault", MUTATIONS, ids=lambda fault: f"{fault.check}-{fault.file}-{fault.value}")
def test_each_fault_is_found_where_it_is(folder, fault):
    goodpark.replace(folder, fault.file, fault.old, fault.new)
    _, faults = read_park(folder)
    found = faults[faults["check"].eq(fault.check) & faults["file"].eq(_file_of(fault))]
    assert len(found), faults.to_string()
    one = found[found["value"].str.startswith(fault.value) & found["row"].eq(fault.row)].iloc[0]
    assert one["column"] == fault.column
    assert one["severity"] == fault.severity
    assert fault.expected in one["expected"]
    assert fault.hint in one["hint"]
    assert faults["severity"].eq("error").any() == (fault.severity == "error"), faults.to_string()
    for lang in ("zh", "en"):
        assert all(describe(faults, lang))


def test_errors_stop_a_park_from_loading_and_warnings_do_not(folder):
    goodpark.replace(folder, "links.csv", ",amount,", ",amout,")
    load_park(folder)
    goodpark.replace(folder, "units.csv", ",1000,900", ",many,900")
    with pytest.raises(InputFaults) as caught:
        load_park(folder)
    assert {"unknown_column", "not_a_number"} <= set(caught.value.faults["check"])


def _absent(folder: Path) -> Path:
    return folder / "nowhere"


def _unknown(_: Path) -> str:
    return "no-such-park"


def _no_table(folder: Path) -> Path:
    (folder / "enterprises.csv").unlink()
    return folder


def _no_toml(folder: Path) -> Path:
    (folder / "park.toml").unlink()
    return folder


def _no_park(folder: Path) -> Path:
    return folder / "units.csv"


def _folder_for_a_table(folder: Path) -> Path:
    (folder / "units.csv").unlink()
    (folder / "units.csv").mkdir()
    return folder


def _broken_workbook(folder: Path) -> Path:
    (folder / "park.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return folder / "park.xlsx"


def _misspelt(folder: Path) -> Path:
    (folder / "links.csv").rename(folder / "link.csv")
    return folder


def _latin(folder: Path) -> Path:
    (folder / "links.csv").write_bytes(b"from,to,commodity\nsalt,soda,s\xff\xfealt\n")
    return folder


def _gb(folder: Path) -> Path:
    (folder / "enterprises.csv").write_bytes(goodpark.TABLES["enterprises"].encode("gb18030"))
    return folder


def _empty(folder: Path) -> Path:
    (folder / "units.csv").write_bytes(b"")
    return folder


def _endless_cell(folder: Path) -> Path:
    (folder / "units.csv").write_text(
        "id,enterprise,technology\n" + "x" * 140_000 + ",salt,washing\n", encoding="utf-8"
    )
    return folder


PLACES: list[tuple[str, Callable[[Path], Path | str], str, int]] = [
    ("not_found", _absent, "", 0),
    ("unknown_park", _unknown, "", 0),
    ("missing_file", _no_table, "enterprises.csv", 0),
    ("missing_file", _no_toml, "park.toml", 0),
    ("not_a_park", _no_park, "", 0),
    ("unreadable_file", _folder_for_a_table, "units.csv", 0),
    ("unreadable_workbook", _broken_workbook, "park.xlsx", 0),
    ("unknown_file", _misspelt, "link.csv", 0),
    ("encoding", _latin, "links.csv", 2),
    ("encoding", _gb, "enterprises.csv", 2),
    ("empty_file", _empty, "units.csv", 0),
    ("csv_syntax", _endless_cell, "units.csv", 0),
]


@pytest.mark.parametrize(("check", "breaking", "file", "row"), PLACES, ids=[f"{p[0]}-{p[1].__name__}" for p in PLACES])
def test_each_broken_file_is_found(folder, check, breaking, file, row):
    _, faults = read_park(breaking(folder))
    one = faults[faults["check"].eq(check)].iloc[0]
    assert one["row"] == row
    assert one["file"].endswith(file)
    for lang in ("zh", "en"):
        assert all(describe(faults, lang))


def test_the_encoding_fault_tells_the_byte_and_what_it_may_be(folder):
    _, faults = read_park(_latin(folder))
    assert faults["value"].iloc[0] == "byte ff at position 29"
    _, faults = read_park(_gb(goodpark.write(folder)))
    assert "GB18030" in set(faults["hint"])


def test_unknown_mode_is_asked_of_the_catalog_only():
    catalog = Catalog.of(
        transport=pd.DataFrame({"mode": ["truck"], "name_zh": ["汽车"]}),
        commodities=pd.DataFrame(
            {"id": ["salt"], "name_zh": ["盐"], "name_en": ["Salt"], "kind": ["material"], "unit": ["t"]}
        ),
        transport_of=pd.DataFrame({"commodity": ["salt"], "mode": ["truk"]}),
    )
    faults = check_catalog(catalog, prefix="data/")
    assert faults[["check", "file", "row", "value", "hint"]].to_numpy().tolist() == [
        ["unknown_mode", "data/transport_of.csv", 2, "truk", "truck"]
    ]


def test_every_check_has_a_failing_fixture():
    seen = {fault.check for fault in MUTATIONS} | {place[0] for place in PLACES} | {"unknown_mode"}
    assert seen == set(CHECKS) | set(STRUCTURAL)


def test_every_fault_has_a_sentence_in_both_languages():
    blanks = {"value": "v", "expected": "e", "column": "c", "file": "f", "hint": "h"}
    sentences = {lang: [t(f"fault.{name}", lang, **blanks) for name in (*CHECKS, *STRUCTURAL)] for lang in ("zh", "en")}
    assert len(set(sentences["zh"])) == len(set(sentences["en"])) == len(CHECKS) + len(STRUCTURAL)


def test_all_faults_come_at_once(folder):
    goodpark.replace(folder, "units.csv", ",1000,900", ",many,-1")
    goodpark.replace(folder, "links.csv", "salt,soda,salt", "salt,nobody,salt")
    goodpark.replace(folder, "park.toml", "lat = 36.4", "lat = 136.4")
    (folder / "streams.csv").write_bytes(b"")
    with pytest.raises(InputFaults) as caught:
        load_park(folder)
    assert set(caught.value.faults["check"]) == {
        "not_a_number",
        "out_of_range",
        "unknown_reference",
        "toml_value",
        "empty_file",
    }
    assert "5 input fault(s)" in str(caught.value) or "6 input fault(s)" in str(caught.value)


def test_rows_count_as_in_a_spreadsheet_past_blank_lines_and_cells_of_several_lines(folder):
    text = 'id,name_zh,note\r\n\r\nsalt,盐厂,"two\r\nlines"\r\nsoda,碱厂,\r\nhub,,x,\r\nBAD,坏,\r\n'
    (folder / "enterprises.csv").write_text("\ufeff" + text, encoding="utf-8", newline="")
    _, faults = read_park(folder)
    bad = faults[faults["check"].eq("bad_id")].iloc[0]
    assert (bad["row"], bad["value"], bad["hint"]) == (6, "BAD", "bad")


def test_exceptions_declare_a_gap(folder):
    goodpark.replace(folder, "recipes.csv", "chlorine,0.8864", "chlorine,0.7")
    goodpark.replace(folder, "technologies.csv", "naoh,conversion,,", "naoh,conversion,,Cl:vented;Na:not so")
    assert not read_park(folder)[1]["check"].eq("open_closure").any()


def test_a_units_own_recipe_is_balanced_too(folder):
    goodpark.replace(folder, "recipes.csv", "cells,hydrogen", "cell-1,chlorine,0.5\ncells,hydrogen")
    faults = read_park(folder)[1]
    one = faults[faults["check"].eq("open_closure")].iloc[0]
    assert (one["row"], one["value"].split()[:2]) == (8, ["cell-1", "Cl"])


def test_two_technologies_in_a_circle_are_both_told(folder):
    goodpark.replace(folder, "technologies.csv", "producer,,", "producer,cells,")
    goodpark.replace(folder, "technologies.csv", "conversion,,", "conversion,washing,")
    faults = read_park(folder)[1]
    assert faults.loc[faults["check"].eq("cyclic_variants"), "row"].tolist() == [2, 3]


def test_counting_words_are_units_of_hand_written_parks(folder):
    goodpark.replace(folder, "commodities.csv", "material,cases", "material,thousand cases")
    assert read_park(folder)[1].empty
