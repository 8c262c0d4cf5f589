"""Nodes and links made ready to draw: checked, staged, ordered, thin ones bundled, balances struck."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pandas as pd

from dashboards.views.sankey.bundles import bundle
from dashboards.views.sankey.stages import ranks, stages

__all__ = ["LINK_COLUMNS", "NODE_COLUMNS", "ONE_SIDED", "Flows", "prepare", "table"]

NODE_COLUMNS: Final = ["id", "label", "column", "order", "family", "kind", "hint"]
LINK_COLUMNS: Final = ["id", "source", "target", "amount", "family", "label", "hint", "status", "grade"]
ONE_SIDED: Final = ("source", "sink", "open")
"""Kinds of nodes that may give more than they take, or take more than they give."""

SHARE: Final = 0.005
_NOISE: Final = 1e-6


@dataclass(frozen=True)
class Flows:
    """A network that is ready to draw.

    Attributes
    ----------
    nodes
        `NODE_COLUMNS`, ``rank`` (place in its column from the top, 0 first), ``members`` (tuple of the ids of the
        nodes it stands for), ``inflow, outflow, throughput`` and ``imbalance`` (inflow less outflow; 0 where the kind
        may be one-sided), in the unit of the amounts. Index 0, 1, ...
    links
        `LINK_COLUMNS`, ``members`` (tuple of the ids of the links it stands for) and ``back`` (True where it does not
        lead to a later column). Amounts are positive. Index 0, 1, ...
    unknown
        Number of links that have no amount and are therefore not drawn.
    idle_nodes
        Number of nodes that no drawn link touches, and are therefore not drawn either.
    """

    nodes: pd.DataFrame
    links: pd.DataFrame
    unknown: int
    idle_nodes: int


def prepare(
    nodes: pd.DataFrame,
    links: pd.DataFrame,
    *,
    share: float = SHARE,
    one_sided: Collection[str] = ONE_SIDED,
) -> Flows:
    """Check nodes and links, give each node its column and place, bundle what is thin and strike the balances.

    Parameters
    ----------
    nodes
        ``id, label``, and if wanted ``column`` (stage, left to right; blank: computed), ``order`` (place in its
        column; blank: by barycentres), ``family, kind, hint``.
    links
        ``source, target, amount`` (all of one unit; blank: unknown, counted but not drawn; 0: not drawn, yet it keeps
        its place in the order), and if wanted ``id, family, label, hint``, ``status`` (``existing``, ``chosen``, else
        it does not run) and ``grade``.
    share
        Nodes and links below this share of the fullest column's throughput are bundled; 0 bundles nothing.
    one_sided
        Kinds of nodes whose imbalance is no imbalance.

    Raises
    ------
    ValueError
        If an id stands twice, a link leads from or to an unknown node, or an amount is negative or infinite.

    Examples
    --------
    >>> nodes = pd.DataFrame({"id": ["mine", "plant"], "label": ["Mine", "Plant"]})
    >>> links = pd.DataFrame({"source": ["mine"], "target": ["plant"], "amount": [3.0]})
    >>> prepare(nodes, links).nodes[["id", "column", "throughput", "imbalance"]].to_numpy().tolist()
    [['mine', 0, 3.0, -3.0], ['plant', 1, 3.0, 3.0]]
    """
    nodes = _tidy(nodes, NODE_COLUMNS, ["id"])
    links = _tidy(links, LINK_COLUMNS, ["source", "target", "id", "family", "label", "status", "grade", "hint"])
    _check(nodes, links)
    nodes["column"] = stages(nodes, links)
    nodes["rank"] = ranks(nodes, links)
    running = links[links["amount"] > 0]
    drawn_nodes, drawn_links = bundle(nodes, running, share)
    touched = drawn_nodes["id"].isin(drawn_links["source"]) | drawn_nodes["id"].isin(drawn_links["target"])
    used = nodes["id"].isin(running["source"]) | nodes["id"].isin(running["target"])
    return Flows(
        nodes=_balanced(drawn_nodes[touched].reset_index(drop=True), drawn_links, one_sided),
        links=_directed(drawn_links, drawn_nodes),
        unknown=int(links["amount"].isna().sum()),
        idle_nodes=int((~used).sum()),
    )


def table(nodes: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return every link with the names of its ends, for the download beside the figure; nothing is bundled.

    Returns
    -------
    DataFrame
        ``id, source, source_label, target, target_label, label, family, amount, status, grade``, largest first and
        those of unknown amount last. Names stand as given: an export takes them through `safe_cell`.
    """
    names = _tidy(nodes, NODE_COLUMNS, ["id"]).set_index("id")["label"]
    links = _tidy(links, LINK_COLUMNS, ["source", "target", "id", "family", "label", "status", "grade", "hint"])
    links["source_label"], links["target_label"] = links["source"].map(names), links["target"].map(names)
    shown = links.sort_values("amount", ascending=False, kind="stable", na_position="last")
    columns = ["id", "source", "source_label", "target", "target_label", "label", "family", "amount", "status", "grade"]
    return shown[columns].reset_index(drop=True)


def _tidy(given: pd.DataFrame, columns: list[str], order: list[str]) -> pd.DataFrame:
    """Add what columns are missing, blank what is missing in them, sort, and name links that have no id."""
    frame = given.reindex(columns=columns)
    numbers = [name for name in ("column", "order", "amount") if name in columns]
    texts = [name for name in columns if name not in numbers]
    frame = frame.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(texts, "str"))
    frame[texts] = frame[texts].fillna("")
    frame = frame.sort_values([*order, *numbers], kind="stable").reset_index(drop=True)
    if "source" in columns:
        nameless = frame["id"] == ""
        ends = frame["source"] + "→" + frame["target"]
        number = frame[nameless].groupby(["source", "target"]).cumcount().add(1).astype("str")
        frame.loc[nameless, "id"] = ends[nameless] + "#" + number
    else:
        frame["label"] = frame["label"].where(frame["label"] != "", frame["id"])
    return frame


def _check(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    for what, frame in (("node", nodes), ("link", links)):
        twice = frame.loc[frame["id"].duplicated(), "id"]
        if len(twice):
            message = f"{what} id {twice.iloc[0]!r} stands twice; each {what} needs an id of its own"
            raise ValueError(message)
    for end in ("source", "target"):
        strange = links[~links[end].isin(nodes["id"])]
        if len(strange):
            link = strange.iloc[0]
            message = f"link {link['id']!r}: {end} {link[end]!r} is no node; add it to the nodes or drop the link"
            raise ValueError(message)
    wrong = links[(links["amount"] < 0) | links["amount"].abs().eq(float("inf"))]
    if len(wrong):
        link = wrong.iloc[0]
        message = f"link {link['id']!r}: amount {link['amount']}, expected a finite number from 0; turn the link round"
        raise ValueError(message)


def _balanced(nodes: pd.DataFrame, links: pd.DataFrame, one_sided: Collection[str]) -> pd.DataFrame:
    inflow = nodes["id"].map(links.groupby("target")["amount"].sum()).fillna(0.0)
    outflow = nodes["id"].map(links.groupby("source")["amount"].sum()).fillna(0.0)
    nodes = nodes.assign(inflow=inflow, outflow=outflow)
    nodes["throughput"] = nodes[["inflow", "outflow"]].max(axis=1)
    gap = nodes["inflow"] - nodes["outflow"]
    matters = ~nodes["kind"].isin(one_sided) & (gap.abs() > _NOISE * nodes["throughput"])
    return nodes.assign(imbalance=gap.where(matters, 0.0))


def _directed(links: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    column = nodes.set_index("id")["column"]
    return links.assign(back=links["source"].map(column) >= links["target"].map(column))
