"""Names beside the nodes: as many as fit without touching one another, the larger nodes first."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.views.sankey.lanes import STUB
from dashboards.views.sankey.layout import Layout
from dashboards.views.sankey.model import Flows
from dashboards.views.sankey.words import Words, width_of
from dashboards.views.wording import plotly_text

__all__ = ["LINE", "labels", "margin_for"]

LINE: Final = 15.0
"""Height of a line of text of 12 px."""

_GAP: Final = 5.0
_LEAST_NODE: Final = 1.0
_LEAST_WIDTH: Final = 30.0
_WIDEST: Final = 150.0


def margin_for(flows: Flows, words: Words) -> float:
    """Return the room that the names of the last column need at their right, in pixels."""
    nodes = flows.nodes
    last = nodes[nodes["column"] == nodes["column"].max()]
    texts = [*last["id"].map(words.nodes), *last["throughput"].map(words.amount)]
    return min(_WIDEST, max(map(width_of, texts)) + 2 * _GAP)


def labels(flows: Flows, layout: Layout, words: Words, width: float) -> pd.DataFrame:
    """Return the names that fit, right of their nodes.

    A name has a second line with the amount, and a third with the imbalance, where its node is high enough. What is
    too long ends in an ellipsis at the next column. A node lower than 1 px, or whose name would touch that of a larger
    one, shows its name only when pointed at.

    Returns
    -------
    DataFrame
        ``id, text`` (escaped), ``x`` (left edge), ``y`` (middle), ``y0, y1``.
    """
    places = flows.nodes.merge(layout.nodes, on="id")
    places["size"] = places["y1"] - places["y0"]
    edges = sorted(places["x0"].unique())
    beyond = dict(zip(edges, [*edges[1:], width + _GAP], strict=True))
    shown: list[dict[str, object]] = []
    taken: dict[float, list[tuple[float, float]]] = {}
    for node in places.sort_values(["size", "id"], ascending=[False, True]).to_dict("records"):
        left = node["x1"] + _GAP + (STUB if node["imbalance"] > 0 else 0)
        room = beyond[node["x0"]] - left - _GAP
        lines = _lines(node, words)
        middle, half = (node["y0"] + node["y1"]) / 2, LINE * len(lines) / 2
        row = taken.setdefault(node["x0"], [])
        if node["size"] < _LEAST_NODE or room < _LEAST_WIDTH:
            continue
        if any(middle - half < below and above < middle + half for above, below in row):
            continue
        row.append((middle - half, middle + half))
        text = "<br>".join(plotly_text(_cut(line, room)) for line in lines)
        shown.append({"id": node["id"], "text": text, "x": left, "y": middle, "y0": middle - half, "y1": middle + half})
    return pd.DataFrame(shown, columns=["id", "text", "x", "y", "y0", "y1"])


def _lines(node: dict[str, Any], words: Words) -> list[str]:
    """Name, amount and imbalance; the amount yields to the imbalance where a node is too low for both."""
    lines = [words.nodes[node["id"]], words.amount(node["throughput"])]
    if node["imbalance"]:
        lines.append(words.imbalance(node["imbalance"]))
    fits = max(1, int(node["size"] // LINE))
    return [lines[0], lines[-1]][:fits] if fits < len(lines) else lines


def _cut(text: str, room: float) -> str:
    if width_of(text) <= room:
        return text
    while text and width_of(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"
