"""The tables of a park as sheets that are edited, and an editor's changes made fit to be kept.

An editor changes cells of rows, `enterprises.csv`, and facts of the park, whose sheet is `park.toml` and whose columns
are the facts' names. It sends the texts it saw and those it wants; a row it removes has no wanted texts at all, one it
adds has a negative number. Places of rows, headings of columns that the file lacks and the text of the manifest follow
from what is there when the changes are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from circnet.errors import EditConflict
from circnet.park.manifest import FILE
from circnet.park.park import OWNED
from circnet.schema import PARK_TABLES
from circnet.workspace.changes import CELL_COLUMNS, CHANGE_COLUMNS, conflicts
from circnet.workspace.facts import facts_of, manifest_of, with_facts
from circnet.workspace.files import FILES, HEADINGS, POSITION
from circnet.workspace.workspace import Workspace

__all__ = ["attributed", "clashes", "headings", "headings_of", "keep", "rows_of", "settled"]

_TEXTS = dict.fromkeys(("old", "new", "now"), object)


def headings(state: pd.DataFrame) -> dict[str, list[str]]:
    """Return the headings of every table that a park has, by its file, in their order."""
    heads = state[state["sheet"].eq(HEADINGS)]
    file_of = heads.loc[heads["column"].eq("table")].set_index("record")["text"]
    places = heads[heads["column"].str.isdigit()]
    places = places.assign(file=places["record"].map(file_of), place=places["column"].astype(int)).sort_values("place")
    return {str(file): part["text"].tolist() for file, part in places.groupby("file")}


def headings_of(state: pd.DataFrame, file: str) -> list[str]:
    """Return the headings of a file in their order; none if the park lacks it."""
    return headings(state).get(file, [])


def rows_of(state: pd.DataFrame, file: str, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the rows of a file as they stand in it.

    Parameters
    ----------
    state : DataFrame
        Columns `CELL_COLUMNS`.
    file : str
        `units.csv`.
    names : sequence of str, optional
        Its headings, if they are known.

    Returns
    -------
    DataFrame
        The index is the record; the file's headings, None where a row has no such cell.
    """
    part = state[state["sheet"].eq(file)]
    names = headings_of(state, file) if names is None else names
    if part.empty:
        return pd.DataFrame(columns=list(names), index=pd.Index([], dtype="int64"), dtype=object)
    wide = part.pivot(index="record", columns="column", values="text").astype(object)
    place = wide[POSITION].astype(float)
    order = place.reset_index().sort_values([POSITION, "record"], kind="stable")["record"]
    rows = wide.reindex(index=order, columns=names)
    return rows.where(rows.notna(), None)


def settled(changes: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return an editor's changes as changes of a state, to be judged or kept.

    A blank cell and none are alike; what is there already as wanted is no change.

    Parameters
    ----------
    changes : DataFrame
        Columns `CHANGE_COLUMNS`.
    state : DataFrame
        What is there now, columns `CELL_COLUMNS`.
    """
    changes = _plain(changes)
    is_fact = changes["sheet"].eq(FILE)
    rows = changes[~is_fact]
    there = rows["record"].isin(state["record"]) | rows["record"].lt(0)
    rows = rows[there | ~_gone(rows)]  # what is gone already need not go
    gone, now = _gone(rows), _now(rows, state)
    alike = _blank(rows["old"]) & _blank(now)
    # where a row is no more, nothing is not what was seen
    rows = rows.assign(old=rows["old"].where(~alike, now.where(there, "")))
    idle = (rows["new"].eq(now) | (_blank(rows["new"]) & _blank(now))) & ~gone
    parts = [
        rows[~idle & ~(gone & now.isna() & _blank(rows["old"]))],
        _rests(rows[gone], state),
        _places(rows, state),
        _headings(rows[rows["new"].notna() & ~idle & rows["sheet"].ne(FILES)], state),
        _manifest(changes[is_fact], state),
    ]
    filled = [_plain(part) for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True)[CHANGE_COLUMNS] if filled else changes.iloc[:0]


def clashes(changes: pd.DataFrame, state: pd.DataFrame, made: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the cells and facts that others changed since the editor saw them.

    Parameters
    ----------
    changes, state : DataFrame
        As for `settled`.
    made : DataFrame, optional
        What that gave, if it is known.

    Returns
    -------
    DataFrame
        Columns `CHANGE_COLUMNS`, `now` (the text that is there), and `gone`: whether the whole row is no more.
    """
    changes = _plain(changes)
    facts = changes[changes["sheet"].eq(FILE)]
    there = facts_of(state)
    now = [there.get(name, "") for name in facts["column"]]
    facts = facts.assign(now=pd.Series(now, index=facts.index, dtype=object))
    wrong = facts[facts["old"].fillna("").ne(facts["now"]) & facts["new"].fillna("").ne(facts["now"])]
    cells = conflicts(settled(changes, state) if made is None else made, state)
    cells = cells[~cells["sheet"].isin([HEADINGS, FILES])]
    known = state["record"].unique()
    found = pd.concat([wrong.astype(_TEXTS), cells.astype(_TEXTS)], ignore_index=True)[[*CHANGE_COLUMNS, "now"]]
    lost = found["record"].gt(0) & found["sheet"].ne(FILE) & ~found["record"].isin(known)
    return found.assign(gone=lost.astype("bool"))


def keep(workspace: Workspace, park: str, changes: pd.DataFrame, who: str) -> int:
    """Keep an editor's changes, all or none.

    Returns
    -------
    int
        The version that it became, the one that is there if nothing changes.

    Raises
    ------
    EditConflict
        If others changed the same cells or facts since; nothing is changed then.
    """
    _, state = workspace.state(park)
    against = clashes(changes, state)
    if len(against):
        raise EditConflict(park, attributed(against, workspace.history(park)))
    return workspace.edit(park, settled(changes, state), who)


def _plain(changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes with plain numbers and with None for what is no text."""
    frame = changes[CHANGE_COLUMNS].astype({"record": "int64", "old": object, "new": object})
    return frame.assign(**{name: frame[name].where(frame[name].notna(), None) for name in ("old", "new")})


def _blank(texts: pd.Series) -> pd.Series:
    return texts.isna() | texts.eq("")


def _gone(rows: pd.DataFrame) -> pd.Series:
    """Return which changes are of rows that go."""
    return rows["new"].isna().groupby(rows["record"]).transform("all") & rows["record"].gt(0)


def _now(rows: pd.DataFrame, state: pd.DataFrame) -> pd.Series:
    """Return the text that is there for each change, None if there is none."""
    cell = ["record", "sheet", "column"]
    found = rows[cell].merge(state[CELL_COLUMNS], on=cell, how="left")["text"].astype(object)
    return found.where(found.notna(), None).set_axis(rows.index)


def _rests(removed: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return what else goes with removed rows: their places, and blank cells that nobody named."""
    cell = ["record", "sheet", "column"]
    there = state[state["record"].isin(removed["record"])].merge(removed[cell], on=cell, how="left", indicator=True)
    unseen = there["_merge"].eq("left_only") & (there["column"].eq(POSITION) | there["text"].eq(""))
    return there[unseen].rename(columns={"text": "old"}).assign(new=None)[CHANGE_COLUMNS]


def _places(rows: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return places for new rows, behind those that are there, in the order in which they were added."""
    new = rows.loc[rows["record"].lt(0), ["record", "sheet"]].drop_duplicates()
    new = new.sort_values("record", ascending=False)
    at = state[state["column"].eq(POSITION)].assign(place=lambda frame: frame["text"].astype(float))
    last = new["sheet"].map(at.groupby("sheet")["place"].max()).astype(float).fillna(0.0)
    place = last + new.groupby("sheet").cumcount() + 1.0
    return new.assign(column=POSITION, old=None, new=[repr(value) for value in place])[CHANGE_COLUMNS]


def _headings(rows: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of headings that filled cells need."""
    made: list[tuple[int, str, str, None, str]] = []
    fresh = min([0, *rows["record"]]) - 1
    for file, part in rows.groupby("sheet", sort=True):
        name = str(file)
        head, known = _head(state, name), headings_of(state, name)
        needed = [column for column in _in_order(name, set(part["column"])) if column not in known]
        if head.empty:
            places = state.loc[state["sheet"].eq(HEADINGS) & state["column"].eq(POSITION), "text"].astype(float)
            place = (places.max() if len(places) else 0.0) - fresh
            needed = [*_usual(name), *[column for column in needed if column not in _usual(name)]]
            made += [(fresh, HEADINGS, POSITION, None, repr(float(place))), (fresh, HEADINGS, "table", None, name)]
        number = fresh if head.empty else int(head["record"].iloc[0])
        fresh -= int(head.empty)
        made += [(number, HEADINGS, str(len(known) + at), None, column) for at, column in enumerate(needed)]
    return pd.DataFrame(made, columns=CHANGE_COLUMNS)


def _usual(file: str) -> list[str]:
    """Return the headings that a new file has."""
    name = file.removesuffix(".csv")
    return [column for column in PARK_TABLES[name].columns if column != "park" or name not in OWNED]


def _in_order(file: str, columns: set[str]) -> list[str]:
    table = PARK_TABLES.get(file.removesuffix(".csv"))
    usual = list(table.columns) if table else []
    return sorted(columns, key=lambda name: (usual.index(name) if name in usual else len(usual), name))


def _head(state: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the cells of the record of a file's headings."""
    heads = state[state["sheet"].eq(HEADINGS)]
    return heads[heads["record"].isin(heads.loc[heads["column"].eq("table") & heads["text"].eq(file), "record"])]


def _manifest(facts: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return the change of the manifest's text; facts that cannot be read leave their lines alone."""
    if facts.empty:
        return pd.DataFrame(columns=CHANGE_COLUMNS)
    record, text = manifest_of(state)
    wanted = dict(zip(facts["column"], facts["new"].fillna(""), strict=True))
    told, _ = with_facts(text, wanted)
    if told == text:
        return pd.DataFrame(columns=CHANGE_COLUMNS)
    if record:
        return pd.DataFrame([(record, FILES, "content", text, told)], columns=CHANGE_COLUMNS)
    cells = {POSITION: "0.5", "path": FILE, "content": told}
    number = -1_000_000
    return pd.DataFrame([(number, FILES, name, None, cell) for name, cell in cells.items()], columns=CHANGE_COLUMNS)


def attributed(against: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Add who changed each cell last, and when; of a fact, who changed the manifest."""
    cell = ["record", "sheet", "column"]
    last = log.drop_duplicates(cell, keep="last")[[*cell, "who", "at"]]
    of_facts = last[last["sheet"].eq(FILES) & last["column"].eq("content")].tail(1)
    told = against.merge(last.astype({"record": "int64"}), on=cell, how="left")
    is_fact = told["sheet"].eq(FILE)
    for name in ("who", "at"):
        told[name] = told[name].where(~is_fact, of_facts[name].iloc[0] if len(of_facts) else "")
    return told.fillna({"who": "", "at": ""})
