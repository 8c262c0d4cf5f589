"""The page of own data: what the browser gets, what is judged, kept, refused, taken in and handed over."""

import base64
import io
import json
import shutil
import sys
import zipfile
from contextlib import contextmanager

import openpyxl
import pytest
from dash import no_update
from dash._callback_context import context_value
from dash._utils import AttributeDict

from circnet.workspace import Workspace
from circnet.workspace.sheets import rows_of
from dashboards.app import create_app
from dashboards.data_effect import show_solved, task_of
from dashboards.data_runs import solve_both
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson
from tests.dashboards.tinypark import FILES, NASTY, write_park

NAME = "circnet-who=%E6%9D%8E"  # 李, as a browser writes it


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_park(tmp_path_factory.mktemp("parks") / "tiny")


@pytest.fixture(scope="module")
def server(tiny, tmp_path_factory):
    """One app for all: making one takes longer than what is tested."""
    workspace = Workspace(tmp_path_factory.mktemp("own") / "own.db")
    yield create_app({"tiny": tiny}, "en", DoneJobs(None), DoneJobs(None), workspace)
    workspace.close()


@pytest.fixture
def own(server):
    """Its workspace with the tiny park as ``mine``, emptied afterwards."""
    parks = server.server.extensions["circnet"].own
    files = {name: text.replace('"tiny"', '"mine"').encode() for name, text in FILES.items()}
    parks.workspace.put("mine", files, "anna")
    yield parks.workspace
    for park in parks.workspace.versions():
        parks.workspace.remove(park)
        shutil.rmtree(parks._folder / park, ignore_errors=True)
    part("data_parks").counted.cache_clear()


@pytest.fixture
def app(server, own):
    assert own.versions() == {"mine": 1}
    return server


@contextmanager
def asking(app, cookie="", triggered=""):
    """Be inside a request, as a callback is."""
    with app.server.test_request_context("/", headers={"Cookie": cookie} if cookie else {}):
        context_value.set(AttributeDict(triggered_inputs=[{"prop_id": f"{triggered}.data", "value": 1}]))
        yield


def part(name):
    return sys.modules[f"dashboards.{name}"]


def text_of(component):
    return json.dumps(component, cls=PlotlyJson, ensure_ascii=False)


def shown(app, lang="en", **query):
    with asking(app):
        return text_of(part("pages.data").layout(lang=lang, **query))


def typed(own, *changes, park="mine", version=None):
    return {"park": park, "version": version or own.versions().get(park, 0), "lang": "en", "changes": list(changes)}


def record(own, file, column, text, park="mine"):
    rows = rows_of(own.state(park)[1], file)
    return int(rows.index[rows[column].eq(text)][0])


def judged(app, asked):
    with asking(app):
        return part("data_judging").show_judged(asked)


def saved(app, asked, cookie=NAME):
    with asking(app, cookie):
        return part("data_judging").save(asked)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_of_the_page_is_drawn(app, lang):
    for tab, there in (("tables", "data-grid"), ("import", "data-upload"), ("history", "data-compared"),
                       ("export", "export")):  # fmt: skip
        text = shown(app, lang, park="mine", tab=tab)
        assert there in text
        assert "data-who" in text
    assert "data-save" in shown(app, lang, park="mine", tab="nonsense")


def test_a_built_in_park_can_only_be_read_and_copied(app):
    text = shown(app, park="tiny")
    assert '"own": false' in text
    assert 'data-tool": "row"' not in text
    assert "data-begin-do" in text
    assert "data-versions" not in shown(app, park="tiny", tab="history")


def test_without_a_workspace_nothing_can_be_begun(tiny):
    text = shown(create_app({"tiny": tiny}, "en", DoneJobs(None), DoneJobs(None)), park="tiny")
    assert "data-begin-do" not in text
    assert "data-grid" in text


def test_parks_that_are_not_there_or_cannot_be_read_are_told(tiny, own, tmp_path):
    broken = write_park(tmp_path / "broken")
    (broken / "links.csv").write_text("from,to,to\n", encoding="utf-8")
    app = create_app({"tiny": tiny, "broken": broken}, "en", DoneJobs(None), DoneJobs(None), own)
    assert "notice" in shown(app, park="nowhere")
    assert "notice" in shown(app, park="broken")
    assert "data-upload" in shown(app, park="nowhere", tab="import")


def test_the_browser_gets_every_cell_and_what_columns_mean(app, own):
    with asking(app):
        data = part("data_parks")
        sent = data.sent(data.held("mine"), "en")
    tables = {one["name"]: one for one in sent["tables"]}
    firms = tables["enterprises"]
    names = [one["name"] for one in firms["columns"]]
    assert firms["rows"][0][1 + names.index("name_en")] == f"Smelter {NASTY}"
    status = next(one for one in firms["columns"] if one["name"] == "status")
    assert ["suspended", "suspended"] in status["choices"]
    assert next(one for one in tables["links"]["columns"] if one["name"] == "from")["refers"] == ["enterprises"]
    assert next(one for one in tables["ports"]["columns"] if one["name"] == "maximum")["unit"] == "commodity/a"
    assert tables["park"]["rows"][0][1:4] == ["mine", "小园", "Tiny park"]
    assert sent["lists"] == {}
    assert sent["version"] == 1


def test_faults_are_listed_marked_and_keep_from_saving(app, own):
    port = record(own, "ports.csv", "minimum", "1000")
    cells, _, _, listed, _, shut, _ = judged(app, typed(own, [port, "ports.csv", "maximum", "1000", "1,500"]))
    assert shut is True
    assert cells["files"]["ports.csv"] == {"errors": 1, "warnings": 0}
    fault = cells["faults"][0]
    assert (fault["record"], fault["columns"], fault["severity"]) == (port, ["maximum"], "error")
    assert '"data-hint": "1500"' in text_of(listed)
    refused, told, sheets = saved(app, typed(own, [port, "ports.csv", "maximum", "1000", "1,500"]))
    assert refused == {"refused": "faults"}
    assert "Not saved" in text_of(told)
    assert sheets is no_update
    assert own.versions() == {"mine": 1}


def test_sound_changes_are_saved_with_who_made_them(app, own):
    firm = record(own, "enterprises.csv", "id", "brick")
    asked = typed(own, [firm, "enterprises.csv", "name_en", "Brick works", "Kiln"],
                  [-1, "enterprises.csv", "id", None, "new"], [-1, "enterprises.csv", "name_zh", None, "新厂"],
                  [0, "park.toml", "county", "", "共和县"], [0, "park.toml", "id", "mine", "yours"])  # fmt: skip
    assert judged(app, asked)[5] is False
    assert saved(app, asked, "")[0] == {"refused": "who"}
    kept, _, sheets = saved(app, asked)
    assert kept == {"version": 2}
    assert sheets["kept"] is True
    files = own.files("mine")
    assert "Kiln" in files["enterprises.csv"]
    assert files["enterprises.csv"].splitlines()[-1].startswith("new,新厂")
    assert 'county = "共和县"' in files["park.toml"]
    assert 'id = "mine"' in files["park.toml"]
    assert own.parks().iloc[0]["who"] == "李"


def test_what_another_saved_meanwhile_is_shown_and_never_overwritten(app, own):
    firm = record(own, "enterprises.csv", "id", "brick")
    mine = typed(own, [firm, "enterprises.csv", "name_en", "Brick works", "Kiln"])
    theirs = typed(own, [firm, "enterprises.csv", "name_en", "Brick works", "Oven"])
    assert saved(app, theirs, "circnet-who=Bert")[0] == {"version": 2}
    assert saved(app, mine)[0] == {"refused": "conflicts"}
    cells, _, conflicts, _, _, shut, _ = judged(app, mine)
    assert shut is True
    assert [cells["conflicts"][0][name] for name in ("old", "new", "now", "who", "gone")] == [
        "Brick works", "Kiln", "Oven", "Bert", False
    ]  # fmt: skip
    assert "Oven" in text_of(conflicts)
    with asking(app):
        sheets, told = part("data_judging").look_for_newer(1, mine)
        assert part("data_judging").look_for_newer(1, mine | {"version": 2}) == (no_update, no_update)
    assert sheets["version"] == 2
    assert "Bert" in text_of(told)
    agreed = typed(own, [firm, "enterprises.csv", "name_en", "Oven", "Kiln"])
    assert saved(app, agreed)[0] == {"version": 3}


def test_garbage_from_a_browser_changes_nothing(app, own):
    odd = typed(own, ["x", "enterprises.csv", "id", None, "new"], [1, "../../etc/passwd", "id", None, "new"],
                [1, "@files", "content", None, "x"])  # fmt: skip
    assert judged(app, odd)[5] is True
    assert saved(app, odd)[0] == {"version": 1}
    assert own.versions() == {"mine": 1}


def begun(app, *fields, cookie=NAME):
    with asking(app, cookie):
        return part("data_adding").begin(1, *fields, {"park": "tiny", "lang": "en"})


def test_a_park_is_begun_empty_or_as_a_copy(app, own):
    assert begun(app, "copy", "tiny-own", "我的", "Mine")[0] == "/data?park=tiny-own"
    manifest = own.files("tiny-own")["park.toml"]
    assert 'id = "tiny-own"' in manifest
    assert 'name_zh = "我的"' in manifest
    assert own.files("tiny-own")["ports.csv"].count("\n") == 5
    assert begun(app, "empty", "fresh", "空园", "Empty")[0] == "/data?park=fresh"
    assert judged(app, typed(own, park="fresh"))[0]["files"] == {}
    for fields in (("copy", "tiny-own", "a", "b"), ("empty", "tiny", "a", "b"), ("empty", "A b", "a", "b"),
                   ("copy", "../x", "a", "b"), ("empty", "", "a", "b")):  # fmt: skip
        went, told = begun(app, *fields)
        assert went is no_update
        assert told
    assert begun(app, "empty", "other", "a", "b", cookie="")[0] is no_update
    assert set(own.versions()) == {"mine", "tiny-own", "fresh"}


def test_a_unit_is_drafted_from_the_catalog(app, own):
    begun(app, "empty", "fresh", "空园", "Empty")
    firm = [[-1, "enterprises.csv", "id", None, "works"], [-1, "enterprises.csv", "name_zh", None, "新厂"]]
    asked = typed(own, *firm, park="fresh") | {"firm": "新厂", "name": "soda_solvay", "capacity": "300000"}
    with asking(app):
        told, rows, shut = part("data_adding").show_draft(asked)
        assert shut is False
        assert "Soda" in text_of(told) or "soda" in text_of(told)
        assert rows[0]["file"] == "units.csv"
        assert (
            rows[0]["cells"] | {"enterprise": "works", "technology": "soda_solvay", "basis": "estimated"}
            == (rows[0]["cells"])
        )
        assert {row["file"] for row in rows} >= {"units.csv", "recipes.csv"}
        told, rows, shut = part("data_adding").show_draft(asked | {"name": "unobtainium"})
    assert (rows, shut) == ([], True)
    assert "unobtainium" in text_of(told)


def uploaded(data):
    return "data:application/octet-stream;base64," + base64.b64encode(data).decode()


def looked_at(app, content, name, wanted="", triggered="data-upload"):
    with asking(app, NAME, triggered):
        return part("data_import").look_at(content, wanted, name, {"park": "mine", "lang": "en"})


def taken(app, content, name, target, seen, cookie=NAME):
    with asking(app, cookie):
        return part("data_import").take(1, content, name, target, seen, {"park": "mine", "lang": "en"})


def handed(app, file, version=0, park="mine"):
    with asking(app):
        return part("data_files").file_of(file, park, version, "en")


def test_a_workbook_handed_out_and_dragged_in_again_changes_only_what_was_changed(app, own):
    name, data = handed(app, "book")
    told, shut, target, marked, seen = looked_at(app, uploaded(data), name)
    assert (shut, target, marked, seen) == (True, "mine", True, None)
    assert "No difference" in text_of(told)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Firms"] if "Firms" in book.sheetnames else book[book.sheetnames[3]]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "砖厂")
    cell.value = "新砖厂"
    target_file = io.BytesIO()
    book.save(target_file)
    content = uploaded(target_file.getvalue())
    told, shut, target, _, seen = looked_at(app, content, "x.xlsx")
    assert (shut, target, seen) == (False, "mine", 1)
    assert "新砖厂" in text_of(told)
    assert taken(app, content, "x.xlsx", "mine", 1, "")[0] is no_update
    assert taken(app, content, "x.xlsx", "mine", 1)[0] == "/data?park=mine&tab=history"
    before, after = (own.files("mine", version)["enterprises.csv"] for version in (1, 2))
    assert after == before.replace("砖厂", "新砖厂")
    assert own.history("mine")["kind"].iloc[-1] == "import"


def test_a_park_comes_in_as_a_new_one_under_another_id(app, own):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(f"tiny/{name}", text)
    content = uploaded(target.getvalue())
    told, shut, wanted, _, seen = looked_at(app, content, "tiny.zip")
    assert (shut, wanted, seen) == (True, "tiny", None)
    assert "built-in" in text_of(told)
    told, shut, _, _, seen = looked_at(app, content, "tiny.zip", "mine-too", "data-upload-id")
    assert (shut, seen) == (False, 0)
    assert taken(app, content, "tiny.zip", "mine-too", 0)[0] == "/data?park=mine-too&tab=history"
    assert 'id = "mine-too"' in own.files("mine-too")["park.toml"]
    assert taken(app, content, "tiny.zip", "mine-too", 0)[0] is no_update
    assert own.versions() == {"mine": 1, "mine-too": 1}
    assert taken(app, content, "tiny.zip", "tiny", 0)[0] is no_update


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"%PDF-1.7 not a workbook", "park.xlsx"), (b"PK\x03\x04 broken", "park.zip"), (b"", "..\\..\\x.xlsx"),
     (b"x" * 21_000_000, "large.xlsx"), (b"id\n", "park.csv")],
)  # fmt: skip
def test_files_that_hold_no_park_are_told_and_nothing_comes_in(app, own, data, name):
    told, shut, target, _, seen = looked_at(app, uploaded(data), name)
    assert (shut, target, seen) == (True, "", None)
    assert "nothing was taken in" in text_of(told)
    assert taken(app, uploaded(data), name, "other", 0)[0] is no_update
    assert own.versions() == {"mine": 1}


def test_a_faulty_workbook_comes_back_marked(app):
    _, data = handed(app, "book")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == 1000)
    cell.value = "about 1000"
    target = io.BytesIO()
    book.save(target)
    content = uploaded(target.getvalue())
    told, shut, _, marked, _ = looked_at(app, content, "x.xlsx")
    assert (shut, marked) == (True, False)
    assert "about 1000" in text_of(told)
    with asking(app):
        file = part("data_import").hand_over_marked(1, content, "x.xlsx", {"park": "mine", "lang": "en"})
    assert file["filename"] == "x-marked.xlsx"


def test_answers_of_firms_are_merged_or_contradict_each_other(app, own):
    name, data = handed(app, "questionnaires")
    assert name == "questionnaires-mine.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sent = {one: archive.read(one) for one in archive.namelist()}
    assert len(sent) == 3

    def answered(text):
        book = openpyxl.load_workbook(io.BytesIO(sent["mine-brick.xlsx"]))
        next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "砖厂").value = text
        target = io.BytesIO()
        book.save(target)
        return uploaded(target.getvalue())

    view = {"park": "mine", "lang": "en"}
    with asking(app, NAME):
        page = part("data_import")
        told, shut = page.look_at_answers([answered("甲"), answered("乙")], ["a.xlsx", "b.xlsx"], view)
        assert shut is True
        assert "contradict" in text_of(told)
        told, shut = page.look_at_answers([answered("甲")], ["a.xlsx"], view)
        assert shut is False
        assert "甲" in text_of(told)
        assert page.take_answers(1, [answered("甲")], ["a.xlsx"], view)[0] == "/data?park=mine&tab=history"
    assert "甲" in own.files("mine")["enterprises.csv"]


def turned(app, how, version=0, cookie=NAME):
    with asking(app, cookie):
        return part("data_history").turn({"turn": how, "version": version}, {"park": "mine", "lang": "en"})


def test_history_is_turned_back_and_told(app, own, tmp_path):
    firm = record(own, "enterprises.csv", "id", "brick")
    saved(app, typed(own, [firm, "enterprises.csv", "name_en", "Brick works", "Kiln"]))
    text = shown(app, park="mine", tab="history")
    assert "Kiln" in text
    assert "Brick works" in text
    assert turned(app, "undo", cookie="")[1] is no_update
    assert turned(app, "undo")[1].startswith("/data?park=mine&tab=history")
    assert own.files("mine") == own.files("mine", 1)
    turned(app, "redo")
    assert "Kiln" in own.files("mine")["enterprises.csv"]
    turned(app, "restore", 1)
    assert own.files("mine") == own.files("mine", 1)
    assert own.versions() == {"mine": 5}
    assert turned(app, "restore", 99)[1] is no_update
    with asking(app):
        told = part("data_history").compare("1", "2", {"park": "mine", "lang": "en"})
    assert "Kiln" in text_of(told)
    _, data = handed(app, "backup")
    (tmp_path / "back.db").write_bytes(data)
    copy = Workspace(tmp_path / "back.db")
    assert copy.versions() == own.versions()
    copy.close()
    name, data = handed(app, "book", 2)
    assert name == "mine-v2.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets


def test_a_park_removed_and_begun_again_is_the_new_one(app, own):
    files = {path: text.encode() for path, text in own.files("mine").items()}
    parks = app.server.extensions["circnet"].own
    assert not (parks.offered()["mine"].path / "brick.txt").exists()
    assert turned(app, "remove") == (no_update, "/data")
    assert parks.offered() == {}
    assert turned(app, "remove")[1] is no_update
    name = parks.workspace.put("mine", files | {"brick.txt": b"new"}, "anna")
    assert name == 1
    assert (parks.offered()["mine"].path / "brick.txt").read_text("utf-8") == "new"


def test_effect_on_couplings_is_worked_out_before_and_after(app, own):
    arc = record(own, "arcs.csv", "cost", "5")
    asked = typed(own, [arc, "arcs.csv", "cost", "5", "25"])
    with asking(app, triggered="data-solve-asked"):
        task = task_of(asked)
        assert show_solved(asked, None)[1] is False
    before, after = solve_both(*task.arguments)
    assert before["saving"] == pytest.approx(125_000.0)
    assert after["saving"] == pytest.approx(105_000.0)
    assert before["couplings"] == after["couplings"] == 1
    done = create_app({}, "en", DoneJobs(None), DoneJobs((before, after)), own)
    with asking(done, triggered="data-solve-asked"):
        told, still, _ = show_solved(asked | {"lang": "zh"}, None)
    assert still is True
    assert "12.5 万元" in text_of(told)
    assert "10.5 万元" in text_of(told)
