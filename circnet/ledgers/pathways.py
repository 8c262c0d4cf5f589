"""A ledger as flows between nodes, to be drawn: by firm, and by form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.throughput import STAGE_COLUMNS
from circnet.ledgers.accounts import texts

__all__ = ["FLOWS", "firm_flows", "form_flows"]

FLOWS = [*STAGE_COLUMNS, "form", "group"]
GAP = "gap"
"""Node of what does not close; its kind is ``loss`` or ``gain``."""

_MARKET = {"purchase": "market", "sale": "market"}


def firm_flows(tables: dict[str, pd.DataFrame], family: pd.Series) -> pd.DataFrame:
    """Return flows from where the element enters, through the firms, to where it leaves.

    Parameters
    ----------
    tables
        ``inputs, outputs, internal, by_firm`` of a ledger.
    family
        Family of each commodity.
    """
    into, out, between = tables["inputs"], tables["outputs"], tables["internal"]
    into = into.assign(
        source=_node(into), source_kind=into["kind"].replace(_MARKET), target=into["enterprise"], target_kind="firm"
    )
    out = out.assign(
        target=_node(out), target_kind=out["kind"].replace(_MARKET), source=out["enterprise"], source_kind="firm"
    )
    between = between.assign(
        source=between["from"], target=between["to"], source_kind="firm", target_kind="firm",
        t=between["t"] - between["lost"],
    )  # fmt: skip
    gaps = _gap_flows(tables["by_firm"])
    return _told([into, out, between, gaps], family)


def form_flows(tables: dict[str, pd.DataFrame], family: pd.Series) -> pd.DataFrame:
    """Return flows from where the element enters, from form to form, to where it leaves; loops where forms return.

    Parameters
    ----------
    tables
        ``inputs, outputs, conversions`` of a ledger.
    family
        Family of each commodity.
    """
    into, out, turned = tables["inputs"], tables["outputs"], tables["conversions"]
    kind = into["kind"].replace(_MARKET)
    into = into.assign(source=kind, source_kind=kind, target=into["form"], target_kind="form")
    kind = out["kind"].replace(_MARKET)
    out = out.assign(target=kind, target_kind=kind, source=out["form"], source_kind="form")
    turned = turned[turned["from"] != turned["to"]]
    lost, gained = turned["to"] == "@loss", turned["from"] == "@gain"
    turned = turned.assign(
        source=turned["from"].where(~gained, GAP), target=turned["to"].where(~lost, GAP),
        source_kind=np.where(gained, "gain", "form"), target_kind=np.where(lost, "loss", "form"),
        status="conversion", grade="", commodity="", group="", form=turned["to"].where(~lost, turned["from"]),
    )  # fmt: skip
    return _told([into, out, turned], family)


def _node(table: pd.DataFrame) -> pd.Series:
    partner = table["partner"].where(table["kind"] != "loss", "")
    return partner.where(partner != "", table["kind"])


def _gap_flows(firms: pd.DataFrame) -> pd.DataFrame:
    open_ = firms[firms["gap"].abs() > 1e-9 * firms[["in", "out"]].max(axis=1)]
    lost = (open_["gap"] > 0).to_numpy()
    return open_.assign(
        source=open_["enterprise"].where(lost, GAP), target=open_["enterprise"].where(~lost, GAP),
        source_kind=np.where(lost, "firm", "gain"), target_kind=np.where(lost, "loss", "firm"),
        commodity="", form="", group="", status=np.where(lost, "loss", "gain"), grade="", t=open_["gap"].abs(),
    )  # fmt: skip


def _told(parts: list[pd.DataFrame], family: pd.Series) -> pd.DataFrame:
    key = [name for name in FLOWS if name not in ("family", "amount")]
    table = pd.concat([part[[*key, "t"]] for part in parts if len(part)] or [parts[0][[*key, "t"]]], ignore_index=True)
    summed = table.groupby(key, as_index=False)["t"].sum().rename(columns={"t": "amount"})
    summed = summed[summed["amount"] > 0]
    summed = summed.assign(family=texts(summed["commodity"].map(family)))
    order = ["state", "source_kind", "source", "target_kind", "target", "commodity", "form"]
    return summed.sort_values(order)[FLOWS].reset_index(drop=True)
