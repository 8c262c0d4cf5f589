"""Where every node and ribbon of a Sankey stands, in pixels; y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from dashboards.views.sankey.lanes import NODE_GAP, NODE_WIDTH, STUB, Lanes, lay_lanes
from dashboards.views.sankey.model import Flows
from dashboards.views.sankey.ribbons import forward, returning
from dashboards.views.sankey.scale import largest_scale

__all__ = ["Layout", "place"]

_SWEEPS = 12


@dataclass(frozen=True)
class Layout:
    """Geometry of a drawing, in pixels from its upper left corner.

    Attributes
    ----------
    scale
        Pixels per unit of the amounts.
    nodes
        ``id, x0, x1, y0, y1`` of each rectangle.
    ribbons
        Per link ``id, back, width, source_y0, source_y1, target_y0, target_y1`` (where it meets its nodes),
        ``lane_x0, lane_x1, lane_y0, lane_y1`` (of links that lead back, else NaN), and ``x, y``: its outline.
    stubs
        ``id`` of the node, ``amount`` (positive where more comes in than goes out), ``x0, x1, y0, y1``.
    """

    scale: float
    nodes: pd.DataFrame
    ribbons: pd.DataFrame
    stubs: pd.DataFrame


def place(flows: Flows, width: float, height: float, margin: float = 0.0, scale: float | None = None) -> Layout:
    """Lay out columns, ribbons and lanes.

    Columns stand at even distances; a node is as high as its throughput. A link that passes columns between its ends
    takes a place of its own in each. Heights follow the neighbours, weighted by amount, without changing the order
    within a column (isotonic regression). Links that lead back leave their node at the right, run in lanes below all
    columns and enter their target from the left.

    Parameters
    ----------
    flows
        At least one link.
    width, height
        Of the drawing, in pixels.
    margin
        Kept free right of the last column for its labels, in pixels.
    scale
        Pixels per unit; the largest that fits if not given, and never more than that.
    """
    lanes = lay_lanes(flows.nodes, flows.links, width, height)
    parts = _parts(flows)
    gaps = _gaps(parts, height)
    fits = largest_scale(lanes, parts, gaps, (width, height, margin), flows.links["amount"].max())
    scale = fits if scale is None else min(scale, fits)
    parts["height"] = parts["amount"] * scale
    bottom = height - lanes.depth(scale)
    parts["y"] = _heights(parts, _segments(flows, parts), gaps, bottom)
    parts["y"] -= parts["y"].min()
    used = (parts["y"] + parts["height"]).max()
    parts["y"] += (bottom - used) / 2
    lefts = _lefts(lanes, scale, width, margin)
    parts["x"] = lefts[parts["column"].to_numpy()]
    floor = (bottom + used) / 2
    nodes = parts[parts["link"] == ""].set_index("node")
    ports = _ports(flows, parts, lanes, nodes, scale)
    ribbons = pd.concat([forward(ports, parts), returning(ports, lanes, nodes, floor, scale)], ignore_index=True)
    ribbons = ribbons.set_index("id").loc[flows.links["id"]].reset_index()
    boxes = pd.DataFrame({"id": nodes.index, "x0": nodes["x"], "x1": nodes["x"] + NODE_WIDTH, "y0": nodes["y"],
                          "y1": nodes["y"] + nodes["height"]}).reset_index(drop=True)  # fmt: skip
    return Layout(scale, boxes, ribbons, _stubs(flows, boxes, ports, scale))


def _parts(flows: Flows) -> pd.DataFrame:
    """Everything that takes a place in a column: nodes, and links where they pass; ordered within each column."""
    nodes = flows.nodes
    count = nodes.groupby("column")["id"].transform("size")
    real = pd.DataFrame({"node": nodes["id"], "link": "", "column": nodes["column"], "amount": nodes["throughput"],
                         "place": (nodes["rank"] + 0.5) / count})  # fmt: skip
    at = real.set_index("node")[["column", "place"]]
    ahead = flows.links.loc[~flows.links["back"], ["id", "source", "target", "amount"]]
    ahead = ahead.join(at.add_prefix("source_"), on="source").join(at.add_prefix("target_"), on="target")
    ahead["column"] = [
        list(range(a + 1, b)) for a, b in zip(ahead["source_column"], ahead["target_column"], strict=True)
    ]
    via = ahead.explode("column").dropna(subset="column").astype({"column": "int64"})
    share = (via["column"] - via["source_column"]) / (via["target_column"] - via["source_column"])
    via["place"] = (via["source_place"] + share * (via["target_place"] - via["source_place"])).round(9)
    via = via.assign(node="", link=via["id"])[["node", "link", "column", "amount", "place"]]
    parts = pd.concat([real, via], ignore_index=True) if len(via) else real
    return parts.sort_values(["column", "place", "link"], kind="stable").reset_index(drop=True)


def _segments(flows: Flows, parts: pd.DataFrame) -> pd.DataFrame:
    """Pairs of parts in different columns that a link joins, one after the other: ``start, end, amount``."""
    real = parts["link"] == ""
    number = pd.Series(parts.index[real], index=parts.loc[real, "node"])
    ahead = flows.links[~flows.links["back"]]
    stops = pd.concat([
        pd.DataFrame({"id": ahead["id"], "part": ahead["source"].map(number)}),
        pd.DataFrame({"id": parts["link"], "part": parts.index})[~real],
        pd.DataFrame({"id": ahead["id"], "part": ahead["target"].map(number)}),
    ]).astype({"id": "str", "part": "int64"})  # fmt: skip
    stops["column"] = parts["column"].to_numpy()[stops["part"]]
    stops = stops.sort_values(["id", "column"], kind="stable")
    stops["end"] = stops.groupby("id")["part"].shift(-1)
    joined = stops.dropna(subset="end").astype({"end": "int64"}).rename(columns={"part": "start"})
    return joined.merge(ahead[["id", "amount"]], on="id")[["start", "end", "amount"]]


def _gaps(parts: pd.DataFrame, height: float) -> np.ndarray:
    """Free space between neighbours, per column; less where many stand."""
    count = parts.groupby("column").size().reindex(range(int(parts["column"].max()) + 1), fill_value=0).to_numpy()
    return np.minimum(NODE_GAP, 0.3 * height / np.maximum(count, 1))


def _heights(parts: pd.DataFrame, segments: pd.DataFrame, gaps: np.ndarray, bottom: float) -> np.ndarray:
    """Upper edge of each part: as near to its neighbours as order, gaps and borders allow."""
    column, size = parts["column"].to_numpy(), parts["height"].to_numpy()
    columns = [np.flatnonzero(column == one) for one in range(len(gaps))]
    start, end, amount = (segments[name].to_numpy() for name in ("start", "end", "amount"))
    top = np.zeros(len(parts))
    for members, gap in zip(columns, gaps, strict=True):
        top[members] = _settle(np.full(len(members), bottom / 2), size[members], gap, bottom)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        mine, other = (end, start) if forth else (start, end)
        weight = np.bincount(mine, weights=amount, minlength=len(parts))
        for at in range(len(columns)) if forth else reversed(range(len(columns))):
            middle = top + size / 2
            pull = np.bincount(mine, weights=amount * middle[other], minlength=len(parts))
            wish = np.where(weight > 0, pull / np.where(weight > 0, weight, 1.0), middle)
            members = columns[at]
            top[members] = _settle(wish[members], size[members], gaps[at], bottom)
    return top


def _settle(middle: np.ndarray, size: np.ndarray, gap: float, bottom: float) -> np.ndarray:
    """Upper edges nearest to the wished middles (least squares by height) that keep order and gaps within 0..bottom."""
    if not len(size):
        return middle
    offset = np.cumsum(size + gap) - (size + gap)
    wish = middle - size / 2 - offset
    free = isotonic_regression(wish, weights=np.maximum(size, 1e-6)).x
    return np.clip(free, 0, max(bottom - offset[-1] - size[-1], 0)) + offset


def _lefts(lanes: Lanes, scale: float, width: float, margin: float) -> np.ndarray:
    """Left edge of each column."""
    count = len(lanes.start_left)
    first = lanes.reach("target", scale)[0]
    last = width - NODE_WIDTH - max(margin, lanes.reach("source", scale)[-1])
    return np.linspace(first, last, count) if count > 1 else np.array([(first + last) / 2])


def _ports(flows: Flows, parts: pd.DataFrame, lanes: Lanes, nodes: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Where each link meets its nodes: from the top those ahead, by what they lead to; from the bottom those back."""
    links = flows.links.assign(width=flows.links["amount"] * scale)
    links["lane"] = links["id"].map(lanes.links.set_index("id")["lane"]).fillna(-1)
    middle = parts["y"] + parts["height"] / 2
    via = parts.assign(middle=middle)[parts["link"] != ""].sort_values("column").groupby("link")["middle"]
    of_node = nodes["y"] + nodes["height"] / 2
    for side, other, near in (("source", "target", via.first()), ("target", "source", via.last())):
        links["toward"] = links["id"].map(near).fillna(links[other].map(of_node)).round(6)
        ahead = links[~links["back"]].sort_values([side, "toward", "id"])
        down = ahead.groupby(side)["width"].cumsum() - ahead["width"] + ahead[side].map(nodes["y"])
        back = links[links["back"]].sort_values([side, "lane"])
        up = back[side].map(nodes["y"] + nodes["height"]) - back.groupby(side)["width"].cumsum()
        links[f"{side}_y0"] = pd.concat([down, up]).astype("float64")
        links[f"{side}_y1"] = links[f"{side}_y0"] + links["width"]
    return links.drop(columns="toward")


def _stubs(flows: Flows, boxes: pd.DataFrame, ports: pd.DataFrame, scale: float) -> pd.DataFrame:
    """What a node gets and does not give, or gives and does not get, between its links ahead and its links back."""
    uneven = flows.nodes.loc[flows.nodes["imbalance"] != 0, ["id", "imbalance"]].rename(columns={"imbalance": "amount"})
    stubs = uneven.merge(boxes, on="id")
    more_in = stubs["amount"] > 0
    ahead = ports[~ports["back"]]
    taken = [stubs["id"].map(ahead.groupby(side)["width"].sum()).fillna(0.0) for side in ("source", "target")]
    stubs["y0"] = stubs["y0"] + taken[0].where(more_in, taken[1])
    stubs["y1"] = stubs["y0"] + stubs["amount"].abs() * scale
    stubs["x0"] = stubs["x1"].where(more_in, stubs["x0"] - STUB)
    return stubs.assign(x1=stubs["x0"] + STUB)
