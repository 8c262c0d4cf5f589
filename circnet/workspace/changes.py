"""Changes of texts: found between two states, judged against what is there, applied, turned back.

A state is a table of cells, a row per record and heading: `record`, `sheet`, `column`, `text`. A change turns the text
of one of them from `old` to `new`; None is no text, so a record that is added or removed changes in all its cells.
Whoever changes a text says which he saw: another one there now is a conflict (compare and swap, cell by cell).
"""

from __future__ import annotations

import pandas as pd

__all__ = ["CELL_COLUMNS", "CHANGE_COLUMNS", "applied", "conflicts", "difference", "inverse"]

CELL_COLUMNS = ["record", "sheet", "column", "text"]
CHANGE_COLUMNS = ["record", "sheet", "column", "old", "new"]

_CELL = ["record", "sheet", "column"]


def difference(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that lead from one state to another.

    Parameters
    ----------
    before, after : DataFrame
        Columns `CELL_COLUMNS`; the same record has the same number in both.

    Returns
    -------
    DataFrame
        Columns `CHANGE_COLUMNS`, in the order of records and headings.
    """
    both = before.merge(after, on=_CELL, how="outer", suffixes=("_old", "_new"))
    both = both.rename(columns={"text_old": "old", "text_new": "new"})[CHANGE_COLUMNS]
    return _plain(both[_unlike(both["old"], both["new"])])


def inverse(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that take others back."""
    return changes.rename(columns={"old": "new", "new": "old"})[CHANGE_COLUMNS]


def conflicts(changes: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that saw something else than is there.

    Returns
    -------
    DataFrame
        Columns `CHANGE_COLUMNS` and `now`, the text that is there (None if none is).
    """
    told = changes.merge(state, on=_CELL, how="left").rename(columns={"text": "now"})
    gone = told.groupby("record")["new"].transform(lambda new: new.isna().all())
    unseen = _unseen(changes[gone.to_numpy()], state) if gone.any() else told.iloc[:0]
    return _plain(pd.concat([told[_unlike(told["old"], told["now"])], unseen]))


def applied(changes: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return a state after changes; what is not changed stays in its order, new cells come last."""
    fresh = changes.rename(columns={"new": "text"})[CELL_COLUMNS]
    kept = pd.concat([state, fresh], ignore_index=True).drop_duplicates(_CELL, keep="last")
    return kept[kept["text"].notna()].reset_index(drop=True)


def _unseen(removed: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Return cells of removed records that their remover did not name: somebody filled them meanwhile."""
    rest = state[state["record"].isin(removed["record"])].merge(removed[_CELL], on=_CELL, how="left", indicator=True)
    rest = rest[rest["_merge"].eq("left_only")].rename(columns={"text": "now"})
    return rest.assign(old=None, new=None)[[*CHANGE_COLUMNS, "now"]]


def _unlike(one: pd.Series, other: pd.Series) -> pd.Series:
    return ~(one.eq(other) | (one.isna() & other.isna()))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with None for what is no text, ordered by record."""
    texts = [name for name in ("old", "new", "now") if name in frame]
    plain = frame.astype(dict.fromkeys(texts, object))
    plain = plain.assign(**{name: plain[name].where(plain[name].notna(), None) for name in texts})
    return plain.sort_values(["record", "column"], kind="stable", ignore_index=True)
