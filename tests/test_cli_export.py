"""`circnet export` and `circnet report`: files for other programs and people, and what cannot be written."""

import json

import networkx as nx
import pytest

from tests.commandline import circnet
from tests.dashboards.tinypark import write_park
from tests.report.exportpark import write_export_park


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    return write_export_park(tmp_path_factory.mktemp("parks") / "tiny")


@pytest.fixture(scope="module")
def bound(tmp_path_factory):
    """A park without solution: its slag has no outlet."""
    folder = write_park(tmp_path_factory.mktemp("parks") / "bound")
    (folder / "markets.csv").write_text("commodity,enterprise,buy_price\nslag,cement,80\n", encoding="utf-8")
    ports = (folder / "ports.csv").read_text("utf-8").replace("demand,1000,1000", "demand,400,400")
    (folder / "ports.csv").write_text(ports, encoding="utf-8")
    return folder


def test_a_graph_is_written_and_told(park, tmp_path):
    run = circnet("export", park, "--out", tmp_path / "a.graphml", "--json", "--lang", "en")
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told == {
        "file": str(tmp_path / "a.graphml"), "form": "graphml", "park": "tiny", "state": "couplings", "nodes": 4,
        "links": 4, "unplaced": ["brick"],
    }  # fmt: skip
    graph = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == (4, 4)
    assert graph.nodes["smelter"]["label"].startswith("Smelter")


def test_a_firm_without_a_place_is_told(park, tmp_path):
    run = circnet("export", park, "--out", tmp_path / "a.geojson", "--today")
    assert run.returncode == 0
    assert "砖厂" in run.stderr
    features = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    assert not [one for one in features if one["properties"].get("state") == "chosen"]


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--out", "a.foo"), ".xlsx"), (("--out", "none/a.json"), "none"), (("--out", "a.json", "--form", "doc"), "doc"),
     (("--out", "there", "--form", "json"), "there"), (("--out", "there"), "there")],
)  # fmt: skip
def test_what_cannot_be_written_is_told_before_anything_is_solved(options, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("kept", encoding="utf-8")
    run = circnet("export", "no-such-park", *options)
    assert run.returncode == 2
    assert told in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_park_without_solution_can_be_had_as_it_is_today(bound, tmp_path):
    assert circnet("export", bound, "--out", tmp_path / "a.json").returncode == 3
    assert list(tmp_path.iterdir()) == []
    assert circnet("export", bound, "--out", tmp_path / "a.json", "--today").returncode == 0
    assert circnet("export", bound, "--out", tmp_path / "a.mps", "--today").returncode == 3


def test_a_report_is_written_and_told(bound, tmp_path):
    run = circnet("report", bound, "--out", tmp_path / "a.html", "--lang", "en", "--json")
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert len(told["chapters"]) == 8
    assert not told["solved"]  # which is told, and no fault of the report
    assert told["title"] in (tmp_path / "a.html").read_text("utf-8")
    for name in ("a.pdf", "none/a.docx"):
        assert circnet("report", "no-such-park", "--out", tmp_path / name).returncode == 2
