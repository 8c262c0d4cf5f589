"""Thin nodes and thin links put together as "other (n)", so that every total stays what it was."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["bundle"]

_ALIKE = ["column", "kind", "family"]
_PARALLEL = ["source", "target", "family", "status", "grade"]


def bundle(nodes: pd.DataFrame, links: pd.DataFrame, share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bundle the nodes and links below a share of the fullest column's throughput.

    Thin nodes of one column, kind and family become one node, last in its column. Thin links between the same ends,
    and all links of such a node, become one link where family, status and grade agree. One alone stays as it is.

    Parameters
    ----------
    nodes
        ``id, column, rank, kind, family`` and what else describes a node.
    links
        ``id, source, target, amount, family, status, grade`` and what else describes a link, amounts positive.
    share
        Of the throughput of the column with the most.

    Returns
    -------
    nodes, links
        As given, with ``members``: the ids that each stands for. The id of a bundle is made of what its members share.
    """
    flow = pd.concat([links.groupby("source")["amount"].sum(), links.groupby("target")["amount"].sum()], axis=1)
    nodes = nodes.assign(flow=nodes["id"].map(flow.max(axis=1)).fillna(0.0))
    least = share * nodes.groupby("column")["flow"].sum().max() if len(nodes) else 0.0
    thin = (nodes["flow"] > 0) & (nodes["flow"] < least)
    thin &= thin.groupby([nodes[name] for name in _ALIKE]).transform("sum") > 1
    key = _prefix(nodes["id"]) + nodes["column"].astype("str") + ":" + nodes["kind"] + ":" + nodes["family"]
    into = pd.Series(np.where(thin, key, nodes["id"]), index=nodes["id"], dtype="str")
    rank = nodes["rank"] + np.where(thin, len(nodes), 0)
    merged = _merge(nodes.assign(into=into.to_numpy(), rank=rank), "into").drop(columns="flow")
    merged["rank"] = merged.sort_values(["rank", "id"]).groupby("column").cumcount()
    return merged, _bundled_links(links, into, least)


def _bundled_links(links: pd.DataFrame, into: pd.Series, least: float) -> pd.DataFrame:
    source, target = links["source"].map(into), links["target"].map(into)
    moved = (source != links["source"]) | (target != links["target"])
    links = links.assign(source=source, target=target)
    thin = moved | (links["amount"] < least)
    thin &= thin.groupby([links[name] for name in _PARALLEL]).transform("sum") > 1
    key = _prefix(links["id"]) + links[_PARALLEL].agg(":".join, axis=1) if len(links) else links["id"]
    return _merge(links.assign(into=links["id"].where(~thin, key)), "into")


def _prefix(ids: pd.Series) -> str:
    """What no given id starts with, so that no bundle swallows a node or a link of its name."""
    prefix = "other:"
    while ids.str.startswith(prefix).any():
        prefix = f"+{prefix}"
    return prefix


def _merge(frame: pd.DataFrame, into: str) -> pd.DataFrame:
    """One row per key: first row's texts, sum of amounts, ids of all; the hint of a bundle tells their labels."""
    how = {name: "first" for name in frame.columns if name not in ("id", into)}
    if "amount" in how:
        how["amount"] = "sum"
    groups = frame.groupby(into, sort=True)
    merged = groups.agg(how).assign(members=groups["id"].agg(tuple))
    many = merged["members"].map(len) > 1
    named = groups["label"].agg(lambda labels: "\n".join(dict.fromkeys(filter(None, labels)))).astype("str")
    merged["hint"] = merged["hint"].where(~many, named)
    merged["label"] = merged["label"].where(~many, "")
    return merged.rename_axis("id").reset_index()
