"""Everything that a state of a ledger holds, as one table: the rows of the list and the ribbons of the drawing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboards.studies import Study

__all__ = ["DRAWINGS", "SIDES", "entries"]

SIDES = ("out", "in", "between", "turned")
"""What crosses the boundary, what firms send each other, and what units turn into what."""
DRAWINGS = ("form", "firm")
_GAPS = ("@loss", "@gain")
_JOINED = ("ambient", "loss")
_TEXTS = ("who", "partner", "kind", "commodity", "form", "to_form", "technology", "group", "unit", "grade", "basis",
          "source", "status", "firm_source", "firm_target", "form_source", "form_target")  # fmt: skip
_COLUMNS = ["side", *_TEXTS, "amount", "t"]


def entries(found: Study, state: str) -> pd.DataFrame:
    """Return what enters, leaves, is sent, is turned into another form, and what does not close.

    Parameters
    ----------
    found
        A ledger.
    state
        One of its states.

    Returns
    -------
    pandas.DataFrame
        ``side`` (of `SIDES`, or ``gap``), ``who, partner, kind, commodity, form, to_form, technology, group, unit,
        grade, basis, source, status``, the nodes that the row joins in each of `DRAWINGS` (``firm_source, firm_target,
        form_source, form_target``; blank where it is no ribbon there), ``amount`` of the good and ``t`` of the element.
        A node is ``firm|id``, ``form|formula``, or ``kind-in|commodity`` and ``kind-out|commodity`` outside.
    """
    tables = {name: table[table["state"] == state] for name, table in found.tables.items() if "state" in table}
    groups = tables["by_form"].drop_duplicates("form").set_index("form")["group"]
    moved = [_crossing(tables["outputs"], "out"), _crossing(tables["inputs"], "in"), _between(tables["internal"])]
    turned = _rested(_turned(tables["conversions"], groups), pd.concat(moved, ignore_index=True))
    parts = [*moved, turned, _gaps(tables["by_firm"])]
    table = pd.concat([part.reindex(columns=_COLUMNS) for part in parts], ignore_index=True)
    table = table.astype(dict.fromkeys(_TEXTS, object)).fillna(dict.fromkeys(_TEXTS, ""))
    table = table.astype(dict.fromkeys(_TEXTS, "str") | {"amount": "float64", "t": "float64"})
    return table[table["t"] > 0].sort_values("t", ascending=False, kind="stable").reset_index(drop=True)


def _crossing(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    good = rows["commodity"].where(~rows["kind"].isin(_JOINED), "")
    outside = rows["kind"] + f"-{side}|" + good
    firm, form = "firm|" + rows["enterprise"], "form|" + rows["form"]
    near, far = ("source", "target") if side == "out" else ("target", "source")
    ends = {f"firm_{near}": firm, f"firm_{far}": outside, f"form_{near}": form, f"form_{far}": outside}
    return rows.assign(side=side, who=rows["enterprise"], **ends)


def _between(rows: pd.DataFrame) -> pd.DataFrame:
    """What arrives; what is lost on the way leaves."""
    return rows.assign(
        side="between", who=rows["from"], partner=rows["to"], kind="link", t=rows["t"] - rows["lost"],
        firm_source="firm|" + rows["from"], firm_target="firm|" + rows["to"],
    )  # fmt: skip


def _turned(rows: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    rows = rows[rows["from"] != rows["to"]]
    gained, lost = (rows[end] == name for end, name in (("from", "@gain"), ("to", "@loss")))
    shown = rows["to"].where(~lost, rows["from"])
    return rows.assign(
        side=np.where(gained | lost, "gap", "turned"), who=rows["enterprise"], kind="unit",
        form=rows["from"].where(~gained, ""), to_form=rows["to"].where(~lost, ""), unit="",
        group=shown.map(groups).astype(object).fillna(""),
        form_source=("form|" + rows["from"]).where(~gained, "gap-in|"),
        form_target=("form|" + rows["to"]).where(~lost, "gap-out|"),
    )  # fmt: skip


def _rested(turned: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """Give conversions the worst grade and the sources of what the firm takes in or gives out in either form."""
    arrived = moved[moved["side"] == "between"].assign(who=lambda rows: rows["partner"])
    told = pd.concat([moved, arrived])[["who", "form", "grade", "source"]]
    told = told.assign(source=told["source"].fillna("")).groupby(["who", "form"], as_index=False).agg(
        grade=("grade", "max"), source=("source", lambda texts: ";".join(sorted({*";".join(texts).split(";")} - {""}))),
    )  # fmt: skip
    ends = [turned[["who"]].assign(form=turned[name]).merge(told, on=["who", "form"], how="left").fillna("")
            for name in ("form", "to_form")]  # fmt: skip
    both = pd.concat(ends, axis=1, keys=("form", "to_form"))
    source = (both["form", "source"] + ";" + both["to_form", "source"]).str.strip(";")
    grade = both[[("form", "grade"), ("to_form", "grade")]].max(axis=1)
    return turned.assign(grade=grade.to_numpy(str), source=source.to_numpy(str))


def _gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """What firms take in and do not give out, or the other way round; what comes of figures alone is told nowhere."""
    rows = rows[rows["gap"].abs() > 1e-9 * rows[["in", "out"]].max(axis=1)]
    lost = rows["gap"] > 0
    firm = "firm|" + rows["enterprise"]
    return rows.assign(
        side="gap", who=rows["enterprise"], kind="gap", t=rows["gap"].abs(),
        firm_source=firm.where(lost, "gap-in|"), firm_target=firm.where(~lost, "gap-out|"),
    )  # fmt: skip
