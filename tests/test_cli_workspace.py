"""`circnet workspace`: parks in and out, who changed what, backups, frozen runs."""

import json

import pytest

from circnet.workspace import Workspace
from tests.commandline import circnet, started
from tests.dashboards.tinypark import write_park


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A workspace that nobody names."""
    monkeypatch.setenv("CIRCNET_WORKSPACE", str(tmp_path / "own.db"))
    return tmp_path / "own.db"


@pytest.fixture
def tiny(tmp_path):
    folder = write_park(tmp_path / "tiny")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "dear.toml").write_text(
        'name = "dear"\n[settings]\ncarbon_price = 9\n[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\n'
        "set = {dispose_cost = 150.0}\n", encoding="utf-8",
    )  # fmt: skip
    return folder


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def plain(*args):
    done = circnet("workspace", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_park_goes_in_comes_out_and_back_through_a_workbook(own, tiny, tmp_path):
    plain("import", str(tiny), "--who", "anna")
    plain("export", "tiny", str(tmp_path / "out"))
    assert contents(tmp_path / "out") == contents(tiny)
    plain("export", "tiny", str(tmp_path / "out.xlsx"))
    plain("import", str(tmp_path / "out.xlsx"), "--as", "again", "--who", "bert")
    plain("export", "again", str(tmp_path / "again"))
    after = contents(tmp_path / "again")
    assert after["scenarios/dear.toml"] == contents(tiny)["scenarios/dear.toml"]
    assert b'id = "again"' in after["park.toml"]
    rows = json.loads(plain("list", "--json"))["parks"]
    assert [(row["park"], row["version"], row["who"]) for row in rows] == [("again", 1, "bert"), ("tiny", 1, "anna")]


def test_changes_are_told_taken_back_and_made_again(own, tiny, tmp_path):
    plain("import", str(tiny), "--who", "anna")
    text = (tiny / "enterprises.csv").read_text("utf-8").replace("冶炼厂", "大冶炼厂")
    (tiny / "enterprises.csv").write_text(text, encoding="utf-8")
    plain("import", str(tiny), "--onto", "1", "--who", "anna")
    last = json.loads(plain("history", "tiny", "--json"))["changes"][-1]
    assert (last["version"], last["who"], last["old"], last["new"]) == (2, "anna", "冶炼厂", "大冶炼厂")
    assert "大冶炼厂" in plain("history", "tiny")
    plain("undo", "tiny", "--who", "anna")
    plain("export", "tiny", str(tmp_path / "undone"))
    assert "大冶炼厂" not in (tmp_path / "undone" / "enterprises.csv").read_text("utf-8")
    plain("redo", "tiny", "--who", "anna")
    plain("export", "tiny", str(tmp_path / "older"), "--version", "1")
    plain("export", "tiny", str(tmp_path / "redone"))
    assert contents(tmp_path / "redone") == contents(tiny)
    assert contents(tmp_path / "older") == contents(tmp_path / "undone")
    assert circnet("workspace", "undo", "tiny", "--who", "bert").returncode == 2
    plain("undo", "tiny", "--who", "anna")
    assert circnet("workspace", "undo", "tiny", "--who", "anna").returncode == 2  # no park without a version


def test_who_saw_an_older_version_is_refused_cell_by_cell(own, tiny):
    plain("import", str(tiny), "--who", "anna")
    original = (tiny / "enterprises.csv").read_text("utf-8")
    for name, who, code in (("一厂", "anna", 0), ("二厂", "bert", 1)):
        (tiny / "enterprises.csv").write_text(original.replace("冶炼厂", name), encoding="utf-8")
        done = circnet("workspace", "import", str(tiny), "--onto", "1", "--who", who)
        assert done.returncode == code
    assert all(word in done.stdout for word in ("冶炼厂", "一厂", "二厂", "anna"))
    assert json.loads(plain("list", "--json"))["parks"][0]["version"] == 2


def test_a_backup_restores_parks_and_frozen_runs(own, tiny, tmp_path):
    plain("import", str(tiny), "--who", "anna")
    plain(
        "freeze", "tiny", "--name", "年度", "--scenario", "dear", "--who", "anna", "--flexible", "--carbon-price", "5"
    )
    plain("backup", str(tmp_path / "backup"))
    assert circnet("workspace", "backup", str(tmp_path / "backup")).returncode == 2
    plain("remove", "tiny", "--yes")
    other = str(tmp_path / "other.db")
    plain("restore", str(tmp_path / "backup"), "--workspace", other)
    assert json.loads(plain("list", "--json"))["parks"] == []
    (run,) = json.loads(plain("frozen", "--workspace", other, "--json"))["frozen"]
    assert (run["park"], run["version"], run["scenario"], run["name"]) == ("tiny", 1, "dear", "年度")
    found = json.loads(plain("frozen", run["id"], "--workspace", other, "--json"))
    assert found["same"]
    then = {row["quantity"]: row["then"] for row in found["figures"]}
    assert then["saving"] == pytest.approx(1000 * (150 + 80 - 5))
    assert "年度" in plain("frozen", run["id"], "--workspace", other)


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["import", "minhe"], 2, "minhe"),
        (["import", "nowhere-at-all"], 1, "nowhere-at-all"),
        (["import", "minhe", "--as", "../up"], 2, "../up"),
        (["export", "absent", "x"], 2, "absent"),
        (["history", "absent"], 2, "absent"),
        (["remove", "absent", "--yes"], 2, "absent"),
        (["frozen", "absent"], 2, "absent"),
        (["restore", "absent"], 2, "absent"),
        (["list", "--workspace", "mysql://x/y"], 2, "mysql://x/y"),
    ],
)
def test_what_cannot_be_is_told(own, args, code, told):
    done = circnet("workspace", *args)
    assert done.returncode == code
    assert told in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_every_command_takes_a_park_of_the_workspace(own, tiny):
    plain("import", str(tiny), "--who", "anna")
    done = circnet("couple", "own:tiny", "--scenario", "dear", "--json")
    assert done.returncode == 0
    assert (
        json.loads(done.stdout)["saving"]
        == json.loads(circnet("couple", str(tiny), "--scenario", "dear", "--json").stdout)["saving"]
    )
    assert (
        circnet("why", "own:tiny", "smelter", "brick", "slag").returncode
        == circnet("why", str(tiny), "smelter", "brick", "slag").returncode
    )
    absent = circnet("couple", "own:absent")
    assert (absent.returncode, "absent" in absent.stderr) == (2, True)


def test_the_command_runs_as_a_process(own, tiny):
    Workspace(own).close()
    done = started("workspace", "import", str(tiny), "--lang", "en")
    assert (done.returncode, done.stdout.strip()) == (0, "the park tiny is in the workspace, version 1")
