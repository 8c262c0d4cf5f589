"""Every form of export holds the network that was solved, reads back, and is the same file each time."""

import csv
import io
import json
import zipfile

import geopandas as gpd
import highspy
import networkx as nx
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from circnet.coupling import Settings
from circnet.errors import CircnetError, UsageFault
from circnet.park import load_catalog, load_park
from circnet.report.export import FORMS, exported, files, form_of, gathered, write_export
from circnet.report.export.figures import sourced_figures
from circnet.report.export.graphs import gexf, graphml
from circnet.report.export.models import plain_names
from circnet.report.export.network import LINKS, NODES
from circnet.report.export.places import geojson, geopackage
from circnet.report.export.plain import JSON_KEYS, csv_files, csv_text, safe_text
from circnet.report.sheets import starts_formula
from tests.dashboards.tinypark import NASTY
from tests.exchangeparks import exchange_parks
from tests.report.exportpark import FORMULA, write_export_park


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_export_park(tmp_path_factory.mktemp("parks") / "tiny")


@pytest.fixture(scope="module")
def tiny(folder, catalog):
    return gathered(load_park(folder, catalog), catalog, Settings())


@pytest.fixture(scope="module")
def again(folder, catalog):
    return gathered(load_park(folder, catalog), catalog, Settings())


@pytest.fixture(scope="module")
def golmud(catalog):
    return gathered(load_park("golmud", catalog), catalog, Settings())


@pytest.fixture(scope="module")
def today(golmud, catalog):
    return gathered(golmud.park, catalog, Settings(), today=True)


@pytest.fixture
def content(request):
    return request.getfixturevalue(request.param)


each = pytest.mark.parametrize("content", ["tiny", "golmud"], indirect=True)


def sums(table):
    """Amounts by good, of what flows."""
    return table.dropna(subset=["amount"]).groupby("commodity")["amount"].sum().to_dict()


def test_the_network_of_a_run_is_its_flows_and_what_the_tables_tell_besides(golmud):
    links, flows = golmud.links, golmud.result.flows
    assert list(links.columns) == list(LINKS)
    assert list(golmud.nodes.columns) == list(NODES)
    for state, known in (("existing", True), ("chosen", False)):
        inside = links[(links["state"] == state) & ~(links["from"] + links["to"]).str.contains(":")]
        assert sums(inside) == pytest.approx(sums(flows[flows["existing"] == known]))
    chosen = links[links["state"] == "chosen"]
    best = golmud.result.opportunities.query("choice == 'chosen'")
    assert chosen["worth"].sum() == pytest.approx(best["saving"].sum())
    assert set(chosen["evidence"]) <= set("ABCD")
    assert not chosen["source"].eq("").all()
    stated = links["amount_stated"].sum()
    assert stated == pytest.approx(golmud.park.links["amount"].sum())
    assert links["id"].is_unique
    assert set(links["from"]) | set(links["to"]) <= set(golmud.nodes["id"])


def test_what_does_not_run_has_no_amount_and_what_comes_from_outside_the_stated_one(tiny):
    links = tiny.links.set_index(["from", "to", "commodity"])
    assert pd.isna(links.loc[("smelter", "brick", "slag"), "amount"])
    assert links.loc[("smelter", "brick", "slag"), "state"] == "suspended"
    assert links.loc[("external:mine", "smelter", "slag"), "amount"] == 70.0
    new = links.loc[("smelter", "cement", "slag")]
    assert (new["state"], new["amount"], new["amount_today"]) == ("chosen", 1000.0, 0.0)
    assert new["worth"] == pytest.approx(125e3)
    steam = links.loc[("smelter", "cement", "steam")]  # told in two rows
    assert (steam["amount_stated"], steam["amount"], steam["source"]) == (520.0, 500.0, "S1;S2")
    assert tiny.unplaced["id"].tolist() == ["brick"]


@each
@pytest.mark.parametrize(("write", "read"), [(graphml, nx.read_graphml), (gexf, nx.read_gexf)])
def test_graphs_read_back_as_the_network(content, write, read):
    graph = nx.MultiDiGraph(read(io.BytesIO(write(content, "en"))))
    assert set(graph.nodes) == set(content.nodes["id"])
    edges = pd.DataFrame([
        {"id": data.get("id", key), "from": start, "to": end, **data} for start, end, key, data in
        graph.edges(keys=True, data=True)
    ])  # fmt: skip
    edges["amount"] = edges["amount"].astype("float64")
    columns = ["id", "from", "to", "commodity", "state"]
    expected = content.links[columns].sort_values("id", ignore_index=True)
    assert edges[columns].astype("str").sort_values("id", ignore_index=True).equals(expected)
    assert sums(edges) == pytest.approx(sums(content.links))
    values = [value for _, data in [*graph.nodes(data=True), *((0, data) for *_, data in graph.edges(data=True))]
              for value in data.values()]  # fmt: skip
    assert {type(value) for value in values} <= {str, float}
    assert all(value == value and value not in ("", "None", "nan") for value in values)  # noqa: PLR0124
    place = content.nodes.dropna(subset=["lat"]).iloc[0]
    assert graph.nodes[place["id"]]["lat"] == pytest.approx(place["lat"])


@each
def test_maps_read_back_as_the_network(content, tmp_path):
    (tmp_path / "a.gpkg").write_bytes(geopackage(content))
    (tmp_path / "a.geojson").write_bytes(geojson(content))
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")] == ["firms", "links", "boundary"]
    whole = gpd.read_file(tmp_path / "a.geojson")
    for name, table in (("firms", content.nodes), ("links", content.links)):
        for layer in (gpd.read_file(tmp_path / "a.gpkg", layer=name), whole[whole["layer"] == name]):
            assert layer.crs.to_epsg() == 4326
            assert layer["id"].tolist() == table["id"].tolist()
            if name == "links":
                assert sums(layer) == pytest.approx(sums(table))
                outside = (table["from"] + table["to"]).str.contains(":").to_numpy()
                assert layer.geometry[outside].isna().all()
            else:
                placed = table["lat"].notna().to_numpy()
                assert (layer.geometry.notna().to_numpy() == placed).all()
                points = layer.geometry[placed]
                assert points.x.tolist() == pytest.approx(table["lon"][placed].tolist())
                assert points.y.tolist() == pytest.approx(table["lat"][placed].tolist())


def test_geojson_follows_its_standard(tiny):
    told = json.loads(geojson(tiny))
    assert set(told) == {"type", "features"}
    assert len({feature["id"] for feature in told["features"]}) == len(told["features"])
    outline = told["features"][-1]
    assert outline["properties"]["layer"] == "boundary"
    assert outline["properties"]["kind"] == "park"
    shape = shapely.geometry.shape(outline["geometry"])
    assert shape.exterior.is_ccw
    assert shape.bounds == (101.0, 36.0, 101.5, 36.5)
    brick = next(feature for feature in told["features"] if feature["id"] == "firms:brick")
    assert brick["geometry"] is None


def test_an_outline_that_is_none_is_told(folder, catalog, tmp_path):
    broken = write_export_park(tmp_path / "broken")
    (broken / "boundary.geojson").write_text("{not json", encoding="utf-8")
    found = gathered(load_park(broken, catalog), catalog, Settings(), today=True)
    with pytest.raises(CircnetError, match=r"boundary\.geojson"):
        geojson(found)


@pytest.mark.parametrize(
    ("content", "total", "form"), [("golmud", "cost", "mps"), ("today", "baseline_cost", "lp")], indirect=["content"]
)
def test_models_solve_to_the_same_cost_anywhere(content, total, form, golmud, tmp_path):
    path = tmp_path / f"model.{form}"
    path.write_bytes(exported(content, form, "en"))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    found = highs.getInfo().objective_function_value
    assert found == pytest.approx(golmud.result.summary[total], rel=1e-7)
    assert found == pytest.approx(float(path.read_text("ascii").splitlines()[0].split()[-1]), rel=1e-9)
    names = highs.getLp().col_names_
    assert len(set(names)) == len(names)
    assert "flow.qsl_potash.qsl_nitrate.kcl.conveyor" in names
    assert b"circnet, golmud" in path.read_bytes().splitlines()[0]


@given(st.lists(st.text("ab|-_:.1e=é ", max_size=6), max_size=12))
@settings(max_examples=50)
def test_names_of_a_model_are_plain_and_unique(names):
    told = plain_names(pd.Series(names, dtype="str"))
    assert len(set(told)) == len(names)
    assert all(name[0].isalpha() and name.replace("_", "").replace(".", "").isalnum() for name in told)


def test_json_keeps_its_keys_and_says_null(golmud, today):
    told = json.loads(exported(golmud, "json", "en"))
    assert tuple(told) == JSON_KEYS
    assert (told["format"], told["version"], told["state"]) == ("circnet-park", 1, "couplings")
    result = golmud.result.to_dict()
    assert {**told["summary"], **told["results"]} == json.loads(json.dumps(result))
    assert [link["id"] for link in told["links"]] == golmud.links["id"].tolist()
    assert len(told["tables"]["units"]) == len(golmud.park.units)
    assert {row["evidence"] for row in told["figures"]} <= set("ABCD")
    named = {one.strip() for row in told["figures"] for one in row["source"].split(";")} - {""}
    assert named <= {row["id"] for row in told["sources"]}
    plain = json.loads(exported(today, "json", "en"))
    assert (plain["state"], plain["settings"], plain["summary"], plain["results"]) == ("today", None, None, None)


def test_csv_opens_in_excel_and_starts_no_formula(tiny):
    with zipfile.ZipFile(io.BytesIO(exported(tiny, "zip", "zh"))) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        read = {name: packed.read(name) for name in packed.namelist()}
    assert {"network/nodes.csv", "network/links.csv", "park/units.csv", "results/flows.csv", "figures.csv"} - set(
        read
    ) == {"park/units.csv"}  # which has no row
    for name, data in read.items():
        if name.endswith(".csv"):
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.count(b"\n") == data.count(b"\r\n")
            cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
            assert not [cell for cell in cells if starts_formula(cell) and not _number(cell)]
    assert f"'{FORMULA}" in [
        row[1] for row in csv.reader(io.StringIO(read["park/enterprises.csv"].decode("utf-8-sig")))
    ]


def _number(cell):
    try:
        return bool(float(cell) or True)
    except ValueError:
        return False


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\n=1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(text):
    assert safe_text(text) == f"'{text}"
    assert (safe_text("a-b"), safe_text(-1.5), safe_text(None)) == ("a-b", -1.5, None)
    assert csv_text(pd.DataFrame({"a": [text]})).decode("utf-8-sig").startswith("a\r\n")


def test_the_park_of_an_archive_reads_in_again(golmud, catalog, tmp_path):
    for name, data in csv_files(golmud).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert load_park(tmp_path / "park", catalog).same(golmud.park)


@pytest.mark.parametrize(
    ("lang", "titles"),
    [("zh", ("耦合清单", "链接与来源", "主体", "供需端口", "数据出处", "引用文献")),
     ("en", ("Couplings", "Links and sources", "Firms and partners", "Ports", "Where figures are from",
             "Works cited"))],
)  # fmt: skip
def test_the_workbook_tells_where_every_figure_is_from(lang, titles, tiny):
    book = load_workbook(io.BytesIO(exported(tiny, "xlsx", lang)), read_only=True)
    assert set(titles) <= set(book.sheetnames)
    head, *rows = book[titles[4]].iter_rows(values_only=True)
    figures = pd.DataFrame(rows, columns=head).iloc[:, -4:]
    assert len(figures) == len(sourced_figures(tiny)) > 0
    assert figures.iloc[:, 2].str[0].isin(list("ABCD")).all()
    works = {row[0] for row in book[titles[5]].iter_rows(values_only=True)}
    named = set(figures.iloc[:, 3].dropna().str.split(";").explode().str.strip())
    assert named <= works
    _, *links = book[titles[1]].iter_rows(values_only=True)
    assert len(links) == len(tiny.links)


def test_names_stay_text_in_the_workbook(tiny):
    book = load_workbook(io.BytesIO(exported(tiny, "xlsx", "en")))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(NASTY in str(cell.value) for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "@", "+")))


@pytest.mark.parametrize("form", [form for form in FORMS if form != "mps"])
def test_the_same_park_gives_the_same_bytes(form, tiny, again):
    assert exported(tiny, form, "zh") == exported(again, form, "zh")


@given(exchange_parks())
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_networks_read_back(tmp_path_factory, catalog, park):
    found = gathered(load_park(park.write(tmp_path_factory.mktemp("parks")), catalog), catalog, Settings())
    graph = nx.read_graphml(io.BytesIO(graphml(found, "zh")), force_multigraph=True)
    edges = pd.DataFrame([data for *_, data in graph.edges(data=True)], columns=["commodity", "amount"])
    assert sums(edges) == pytest.approx(sums(found.result.flows))
    assert set(graph.nodes) == set(found.nodes["id"])


def test_the_form_follows_the_ending(tmp_path):
    assert form_of(tmp_path / "A.XLSX") == "xlsx"
    assert form_of(tmp_path / "folder") == "folder"
    assert form_of(tmp_path / "park.txt", ".GraphML") == "graphml"
    for name, form in (("a.foo", ""), ("a.xlsx", "foo")):
        with pytest.raises(UsageFault):
            form_of(tmp_path / name, form)


def test_files_are_written_whole_or_not_at_all(tiny, tmp_path, monkeypatch):
    path = tmp_path / "park.json"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setitem(files.FORMS, "json", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_export(tiny, path, "json", "zh")
    assert [path.read_text("utf-8"), [one.name for one in tmp_path.iterdir()]] == ["old", ["park.json"]]
    monkeypatch.undo()
    write_export(tiny, path, "json", "zh")
    write_export(tiny, tmp_path / "tables", "folder", "zh")
    assert json.loads(path.read_text("utf-8"))["park"]["id"] == "tiny"
    assert (tmp_path / "tables" / "park" / "park.toml").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["park.json", "tables"]
    for place, form in ((tmp_path / "tables", "folder"), (tmp_path / "tables", "json"), (path, "folder"),
                        (tmp_path / "none" / "a.json", "json")):  # fmt: skip
        with pytest.raises(UsageFault):
            write_export(tiny, place, form, "zh")
