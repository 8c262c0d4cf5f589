"""Parks in a database: nothing lost, nothing overwritten unseen, everything taken back."""

import pandas as pd
import pytest

from circnet.errors import EditConflict, InputFaults, UsageFault
from circnet.park.reference import builtin_folder
from circnet.workspace import CHANGE_COLUMNS, Workspace, back_up, restore


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def cell(workspace, park, sheet, key, column):
    """The record whose `id` is a key, and a text of it."""
    _, state = workspace.state(park)
    rows = state[state["sheet"].eq(sheet)]
    record = rows.loc[rows["column"].eq("id") & rows["text"].eq(key), "record"].iloc[0]
    return record, rows.loc[rows["record"].eq(record) & rows["column"].eq(column), "text"].iloc[0]


def change(record, sheet, column, old, new):
    return pd.DataFrame([(record, sheet, column, old, new)], columns=CHANGE_COLUMNS)


def rename(workspace, who, new, key="soda"):
    record, old = cell(workspace, "good", "enterprises.csv", key, "name_zh")
    return workspace.edit("good", change(record, "enterprises.csv", "name_zh", old, new), who)


def test_built_in_parks_come_back_as_they_were(workspace, place):
    for park in ("minhe", "golmud", "ganhe") if "://" not in place else ("ganhe",):
        before = contents(builtin_folder("parks") / park)
        assert workspace.put(park, before, "anna") == 1
        after = workspace.files(park)
        assert list(after) == sorted(before)
        for path, text in after.items():
            assert text.splitlines() == before[path].decode("utf-8-sig").splitlines(), path


def test_an_edit_is_a_version_with_who_when_old_and_new(workspace, files):
    workspace.put("good", files, "anna")
    assert rename(workspace, "bert", "新碱厂") == 2
    assert "新碱厂" in workspace.files("good")["enterprises.csv"]
    assert "新碱厂" not in workspace.files("good", 1)["enterprises.csv"]
    last = workspace.history("good").iloc[-1]
    assert tuple(last[["version", "who", "kind", "sheet", "column", "old", "new"]]) == (
        2, "bert", "edit", "enterprises.csv", "name_zh", "碱厂", "新碱厂"
    )  # fmt: skip
    assert workspace.parks().iloc[0][["park", "version", "who"]].tolist() == ["good", 2, "bert"]


def test_who_saw_something_else_is_refused_and_told(workspace, files):
    workspace.put("good", files, "anna")
    record, old = cell(workspace, "good", "enterprises.csv", "soda", "name_zh")
    rename(workspace, "bert", "贝特")
    before = workspace.files("good")
    with pytest.raises(EditConflict) as refused:
        workspace.edit("good", change(record, "enterprises.csv", "name_zh", old, "安娜"), "anna")
    told = refused.value.cells.iloc[0]
    assert tuple(told[["old", "new", "now", "who"]]) == (old, "安娜", "贝特", "bert")
    assert workspace.files("good") == before
    other, seen = cell(workspace, "good", "enterprises.csv", "hub", "name_zh")
    assert workspace.edit("good", change(other, "enterprises.csv", "name_zh", seen, "枢纽"), "anna") == 3


def test_undo_and_redo_are_each_ones_own_and_refuse_what_others_changed_since(workspace, files):
    workspace.put("good", files, "anna")
    start = workspace.files("good")
    rename(workspace, "anna", "一")
    rename(workspace, "bert", "二", key="hub")
    workspace.undo("good", "anna")
    assert "一" not in workspace.files("good")["enterprises.csv"]
    assert "二" in workspace.files("good")["enterprises.csv"]
    workspace.redo("good", "anna")
    assert "一" in workspace.files("good")["enterprises.csv"]
    with pytest.raises(UsageFault):
        workspace.redo("good", "anna")
    rename(workspace, "bert", "三")
    with pytest.raises(EditConflict):
        workspace.undo("good", "anna")
    workspace.undo("good", "bert")
    workspace.undo("good", "bert")
    workspace.undo("good", "anna")
    assert workspace.files("good") == start


def test_rows_are_added_in_between_removed_and_come_back(workspace, files):
    workspace.put("good", files, "anna")
    start = workspace.files("good")
    lines = start["markets.csv"].splitlines(keepends=True)
    more = {
        **files,
        "markets.csv": "".join(
            [*lines[:2], "salt,hub,1,2" + "," * (lines[0].count(",") - 3) + "\n", *lines[2:]]
        ).encode(),
    }
    fewer = {**files, "markets.csv": "".join([lines[0], *lines[2:]]).encode()}
    assert workspace.put("good", more, "bert", seen=1) == 2
    assert workspace.files("good")["markets.csv"] == more["markets.csv"].decode()
    added = workspace.history("good").query("version == 2")
    assert added["record"].nunique() == 1
    assert added["old"].isna().all()
    assert workspace.put("good", fewer, "anna", seen=1) == 3, "of another row than the one that was added"
    assert workspace.files("good")["markets.csv"].splitlines() == [
        lines[0].strip(),
        *more["markets.csv"].decode().splitlines()[2:],
    ]
    workspace.undo("good", "anna")
    workspace.undo("good", "bert")
    assert workspace.files("good") == start


def test_a_row_that_somebody_filled_is_not_removed_unseen(workspace, files):
    workspace.put("good", files, "anna")
    record, _ = cell(workspace, "good", "enterprises.csv", "hub", "name_zh")
    state = workspace.state("good")[1]
    rows = state[state["record"].eq(record)]
    removal = rows.rename(columns={"text": "old"}).assign(new=None)[CHANGE_COLUMNS]
    workspace.edit("good", change(record, "enterprises.csv", "remark", None, "important"), "bert")
    with pytest.raises(EditConflict) as refused:
        workspace.edit("good", removal, "anna")
    assert refused.value.cells[["column", "now"]].to_numpy().tolist() == [["remark", "important"]]


def test_files_at_fault_change_nothing(workspace, files):
    with pytest.raises(InputFaults):
        workspace.put("good", {**files, "units.csv": b"id,id\na,b\n"}, "anna")
    assert workspace.parks().empty
    workspace.put("good", files, "anna")
    with pytest.raises(UsageFault):
        workspace.put("good", files, "anna")
    assert workspace.put("good", files, "anna", seen=1) == 1, "the same files change nothing"


@pytest.mark.parametrize("given", ["mysql://x/y", "no address://", "{folder}", "postgresql://nobody@127.0.0.1:1/none"])
def test_what_is_no_workspace_is_refused_with_what_could_be(given, tmp_path):
    with pytest.raises(UsageFault):
        Workspace(given.format(folder=tmp_path))


def test_a_file_that_is_no_database_is_refused(tmp_path):
    place = tmp_path / "parks.db"
    place.write_bytes(b"PK\x03\x04 not a database at all, but long enough to look at" * 20)
    with pytest.raises(UsageFault):
        Workspace(place)


def test_a_backup_is_one_file_that_gives_all_back(workspace, files, tmp_path):
    workspace.put("good", files, "anna")
    rename(workspace, "bert", "二")
    back_up(workspace, tmp_path / "kept.db")
    assert [path.name for path in tmp_path.glob("kept.db*")] == ["kept.db"]
    rename(workspace, "bert", "三")
    with pytest.raises(UsageFault):
        back_up(workspace, tmp_path / "kept.db")
    restore(tmp_path / "kept.db", tmp_path / "again.db")
    again = Workspace(tmp_path / "again.db")
    assert again.files("good") == workspace.files("good", 2)
    again.undo("good", "bert")
    assert again.files("good") == workspace.files("good", 1)
    again.close()
    with pytest.raises(UsageFault):
        restore(tmp_path / "kept.db", tmp_path / "again.db")
