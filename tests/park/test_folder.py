"""Reading, filling in, saving and joining parks."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from circnet.errors import InputFaults, UsageFault
from circnet.park import (
    Catalog,
    Park,
    ParkInfo,
    builtin_parks,
    catalog_of,
    join,
    load_catalog,
    load_park,
    read_park,
    save_park,
)
from circnet.schema import PARK_TABLES

from . import goodpark


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return goodpark.write(tmp_path / "small")


@pytest.fixture
def park(folder: Path) -> Park:
    return load_park(folder)


def test_every_table_is_there_with_its_columns_and_dtypes(park):
    for name, table in park.tables().items():
        spec = PARK_TABLES[name]
        assert list(table.columns)[: len(spec.columns)] == list(spec.columns)
        assert table.dtypes.astype(str).to_dict() == spec.dtypes
        assert isinstance(table.index, pd.RangeIndex)
        spec.contract().validate(table)


def test_blanks_mean_what_the_guide_says(folder):
    goodpark.replace(folder, "enterprises.csv", "Soda works,operating", "Soda works,suspended")
    goodpark.replace(folder, "technologies.csv", "salt,producer", "salt,utility")
    park = load_park(folder)
    assert park.units.set_index("id")["status"].to_dict() == {"salt-1": "operating", "cell-1": "suspended"}
    assert park.units["role"].tolist() == ["utility", "main"]
    assert park.enterprises["passes_on"].tolist() == [False, False, True]
    assert park.links["status"].eq("existing").all()
    assert park.substitutions["ratio"].tolist() == [0.9]
    assert np.isnan(park.units["throughput"].iloc[1])
    assert park.commodities.set_index("id")["t_per_unit"].to_dict()["rock"] == 1.0
    for table in (park.enterprises, park.units, park.ports, park.links, park.markets):
        assert table["park"].eq("small").all()
    assert park.info.zones == ("north", "south")
    assert park.info.retrofit == {"batch": 3, "year": 2015}


def test_only_two_files_are_needed(tmp_path):
    (tmp_path / "park.toml").write_text('id = "p"\nname_zh = "甲"\nname_en = "P"\ncatalog = false\n', encoding="utf-8")
    (tmp_path / "enterprises.csv").write_bytes("﻿id , name_zh\r\n a , 甲 \r\n\r\n".encode())
    park = load_park(tmp_path)
    assert park.enterprises["id"].tolist() == ["a"]
    assert park.enterprises["name_zh"].tolist() == ["甲"]
    assert park.units.empty


def test_recipes_may_name_a_unit_in_a_column_of_that_name(folder):
    rows = goodpark.TABLES["recipes"].replace("technology,", "technology,unit,").replace("\nwashing,", "\nwashing,,")
    rows = rows.replace("\ncells,", "\ncells,,") + ",cell-1,water,-0.5\n"
    (folder / "recipes.csv").write_text(rows, encoding="utf-8")
    park, _ = read_park(folder)
    assert park.recipes["technology"].iloc[-1] == "cell-1"


def test_round_trip(park, tmp_path):
    save_park(park, tmp_path / "copy")
    copy = load_park(tmp_path / "copy")
    assert park.same(copy)
    assert not park.same(copy.replace(units=copy.units.assign(capacity=1.0)))
    save_park(copy.replace(arcs=PARK_TABLES["arcs"].empty()), tmp_path / "copy")
    assert not (tmp_path / "copy" / "arcs.csv").exists()


@pytest.mark.parametrize("text", ['comma, "quoted"', "two\nlines", "#hash", "Ünïcode 盐", "'"])
def test_round_trip_of_odd_texts_and_numbers(park, tmp_path, text):
    odd = park.enterprises.assign(note=text, lat=[0.1 + 0.2, 1e-7, np.nan])
    save_park(park.replace(enterprises=odd), tmp_path / "odd")
    assert load_park(tmp_path / "odd").enterprises.equals(odd)


def test_workbook_equals_the_folder(park, folder, tmp_path):
    path = tmp_path / "small.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        keys = {"id": "small", "name_zh": "小园区", "name_en": "Small park", "catalog": False, "lat": 36.4, "lon": 94.9,
                "zones": "north;south", "year": 2024}  # fmt: skip
        pd.DataFrame({"key": list(keys), "value": list(keys.values())}).to_excel(book, sheet_name="park", index=False)
        for name in goodpark.TABLES:
            pd.read_csv(folder / f"{name}.csv").to_excel(book, sheet_name=name, index=False)
    workbook = load_park(path)
    assert workbook.replace(info=park.info).same(park)
    with pd.ExcelWriter(path, engine="openpyxl", mode="a", if_sheet_exists="replace") as book:
        pd.DataFrame({"id": ["salt", "BAD"], "name_zh": ["a", "b"]}).to_excel(
            book, sheet_name="enterprises", index=False
        )
    faults = read_park(path)[1]
    bad = faults[faults["check"].eq("bad_id")].iloc[0]
    assert (bad["file"], bad["row"]) == ("enterprises", 3)


def test_a_park_without_the_catalog_sees_none_of_it(park):
    effective = catalog_of(park, None)
    assert set(effective.commodities["id"]) == set(park.commodities["id"])
    assert effective.prices.empty
    assert set(effective.recipes["technology"]) == {"washing", "cells", "e-boiler"}


def test_local_rows_go_before_the_catalogs(park):
    names = {"name_zh": ["盐"], "name_en": ["x"]}
    catalog = Catalog.of(
        commodities=pd.DataFrame(
            {"id": ["salt", "iron"], "name_zh": "盐", "name_en": "x", "kind": "material", "unit": "kg"}
        ),
        technologies=pd.DataFrame({"id": ["melting"], **names, "reference": ["iron"]}),
        recipes=pd.DataFrame({"technology": "melting", "commodity": ["iron", "salt"], "coefficient": [1.0, -2.0]}),
    )
    own = pd.DataFrame(
        {"technology": ["melting", "salt-1"], "commodity": ["salt", "water"], "coefficient": [-3.0, -1.0]}
    )
    recipes = pd.concat([park.recipes, PARK_TABLES["recipes"].frame(own)], ignore_index=True)
    with_catalog = park.replace(info=ParkInfo("p", "p", "p", catalog=True), recipes=recipes)
    effective = catalog_of(with_catalog, catalog)
    units = effective.commodities.set_index("id")["unit"]
    assert (units["salt"], units["iron"]) == ("t", "kg")
    melting = effective.recipes[effective.recipes["technology"].eq("melting")].set_index("commodity")["coefficient"]
    assert melting.to_dict() == {"iron": 1.0, "salt": -3.0}
    assert "salt-1" not in set(effective.recipes["technology"])


def _other(tmp_path: Path) -> Park:
    folder = goodpark.write(tmp_path / "other")
    goodpark.replace(folder, "park.toml", 'id = "small"', 'id = "other"')
    for file in (
        "enterprises",
        "units",
        "ports",
        "links",
        "arcs",
        "markets",
        "quality",
        "equipment",
        "streams",
        "projects",
    ):
        path = folder / f"{file}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("soda", "buyer"), encoding="utf-8")
    goodpark.replace(
        folder,
        "links.csv",
        "buyer,external:buyer,hydrogen,,existing,",
        "external:small/soda,buyer,hydrogen,5,existing,",
    )
    goodpark.replace(folder, "sources.csv", "A report", "Another report")
    return load_park(folder)


def test_joined_parks_meet(park, tmp_path):
    joined = join([park, _other(tmp_path)])
    assert joined.info.id == "small+other"
    assert set(joined.enterprises["id"]) == {"small/salt", "other/salt", "small/hub", "other/hub", "soda", "buyer"}
    assert set(joined.units["id"]) == {"small/salt-1", "other/salt-1", "small/cell-1", "other/cell-1"}
    hydrogen = joined.links[joined.links["commodity"].eq("hydrogen")]
    assert hydrogen[["from", "to", "amount"]].to_numpy().tolist() == [["soda", "buyer", 5.0]]
    assert set(joined.links["source"]) == {"small:S1", "other:S1", ""}
    assert set(joined.sources["id"]) == {"small:S1", "other:S1"}
    assert set(joined.markets.loc[joined.markets["commodity"].eq("chlorine"), "park"]) == {"small", "other"}
    assert joined.commodities["id"].is_unique
    assert set(joined.units["enterprise"]) <= set(joined.enterprises["id"])


def test_joining_saves_and_loads(park, tmp_path):
    joined = join([park, _other(tmp_path)])
    save_park(joined, tmp_path / "joined")
    assert load_park(tmp_path / "joined").same(joined)


def test_joining_the_same_park_twice_is_refused(park):
    assert join([park]) is park
    with pytest.raises(UsageFault, match="small, small"):
        join([park, park])


def test_built_in_parks_load_and_round_trip(tmp_path):
    if not builtin_parks():
        pytest.skip("needs the built-in parks: there are none beside this checkout")
    catalog = load_catalog()
    every = 1 if os.environ.get("CIRCNET_EVERY_PARK") else 3
    for name in builtin_parks():
        assert len(load_park(name, catalog).enterprises)
    for name in builtin_parks()[::every]:
        park = load_park(name, catalog)
        save_park(park, tmp_path / name)
        assert load_park(tmp_path / name, catalog).same(park)


def test_an_unknown_park_names_the_nearest():
    if "golmud" not in builtin_parks():
        pytest.skip("needs the built-in park golmud")
    with pytest.raises(InputFaults) as caught:
        load_park("golmut")
    assert caught.value.faults["hint"].tolist() == ["golmud"]
