"""The parts of a Sankey as plotly traces, plain dicts in the order in which they are painted."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from dashboards.i18n import t
from dashboards.theme import UNKNOWN, family_colour
from dashboards.views.sankey.layout import Layout
from dashboards.views.sankey.looks import fill, outline
from dashboards.views.sankey.model import Flows
from dashboards.views.sankey.words import Words
from dashboards.views.wording import plotly_text

__all__ = ["Trace", "arrows", "boxes", "hits", "names", "ribbons", "stubs"]

Trace = dict[str, Any]

_HIT: Final = 12.0
_ARROW: Final = (3.0, 7.0)


def ribbons(flows: Flows, layout: Layout, words: Words, theme: str) -> list[Trace]:
    """One trace per ribbon: those that lead back and the widest first, so that no thin one is hidden."""
    drawn = flows.links.merge(layout.ribbons.drop(columns="back"), on="id")
    drawn = drawn.sort_values(["back", "width", "id"], ascending=[False, False, True])
    return [
        _area(link["x"], link["y"]) | _told("link", link["members"]) | {
            "fillcolor": fill(link, theme), "line": outline(link, theme), "hoveron": "fills", "hoverinfo": "text",
            "text": words.of_link(link), "hoverlabel": {"bgcolor": family_colour(link["family"], theme)},
        }
        for link in drawn.to_dict("records")
    ]  # fmt: skip


def arrows(flows: Flows, layout: Layout, theme: str) -> list[Trace]:
    """Arrow heads on the ribbons that lead back, in the middle of the lane and where they enter; a trace per colour."""
    drawn = flows.links[["id", "family", "target"]].merge(layout.ribbons[layout.ribbons["back"]], on="id")
    half = (drawn["width"] / 2).clip(*_ARROW)
    middle, lane = drawn[["lane_x0", "lane_x1"]].mean(axis=1), drawn[["lane_y0", "lane_y1"]].mean(axis=1)
    entry, end = (
        drawn["target"].map(layout.nodes.set_index("id")["x0"]) - 1,
        drawn[["target_y0", "target_y1"]].mean(axis=1),
    )
    shapes = (
        ([middle - half, middle + half, middle + half], [lane, lane - half, lane + half]),
        ([entry, entry - half, entry - half], [end, end - half, end + half]),
    )
    x, y = (np.hstack(parts) for parts in zip(*(_closed(*shape) for shape in shapes), strict=True))
    return _by_colour(x, y, drawn["family"], theme)


def stubs(layout: Layout, words: Words) -> list[Trace]:
    """Hatched ends of nodes whose links do not balance; the first one stands in the legend."""
    hatch = {"shape": "/", "size": 5, "solidity": 0.4, "fgcolor": UNKNOWN, "bgcolor": "rgba(0,0,0,0)"}
    outlines = zip(*_corners(layout.stubs), strict=True)
    return [
        _area(x[:-1], y[:-1]) | _told("node", (node,)) | {
            "fillcolor": UNKNOWN, "fillpattern": hatch, "line": {"color": UNKNOWN, "width": 1}, "hoveron": "fills",
            "hoverinfo": "text", "text": plotly_text(f"{words.nodes[node]}\n{words.imbalance(amount)}"),
            "name": t("sankey.imbalance", words.lang), "showlegend": at == 0, "legendrank": 2000,
        }
        for at, ((x, y), node, amount) in enumerate(
            zip(outlines, layout.stubs["id"], layout.stubs["amount"], strict=True)
        )
    ]  # fmt: skip


def boxes(flows: Flows, layout: Layout, theme: str) -> list[Trace]:
    """Rectangles of the nodes, one trace per colour."""
    families = layout.nodes["id"].map(flows.nodes.set_index("id")["family"])
    return _by_colour(*_corners(layout.nodes), families, theme)


def names(labels: pd.DataFrame) -> Trace:
    """The names beside the nodes, in the template's colour of text."""
    return {
        "type": "scatter", "mode": "text", "x": labels["x"].round(1), "y": labels["y"].round(1),
        "text": labels["text"], "textposition": "middle right", "textfont": {"size": 12, "shadow": "auto"},
        "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
    }  # fmt: skip


def hits(flows: Flows, layout: Layout, words: Words) -> Trace:
    """Unseen points along each node, to point at and to click."""
    nodes = flows.nodes.merge(layout.nodes, on="id")
    size = nodes["y1"] - nodes["y0"]
    nodes["count"] = np.ceil(size / _HIT).clip(1).astype("int64")
    nodes["text"] = [words.of_node(node) for node in nodes.to_dict("records")]
    points = nodes.loc[nodes.index.repeat(nodes["count"])]
    share = (points.groupby("id").cumcount() + 0.5) / points["count"]
    return {
        "type": "scatter", "mode": "markers", "x": (points["x0"] + points["x1"]).div(2).round(1),
        "y": (points["y0"] + share * (points["y1"] - points["y0"])).round(1), "text": points["text"],
        "marker": {"size": _HIT, "symbol": "square", "opacity": 0, "color": UNKNOWN},
        "hovertemplate": "%{text}<extra></extra>", "showlegend": False,
        "customdata": [_told("node", ids)["meta"] for ids in points["members"]],
    }  # fmt: skip


def _area(x: np.ndarray, y: np.ndarray) -> Trace:
    # Dash hands on a trace's customdata for a click on its area only if its mode is lines
    return {"type": "scatter", "mode": "lines", "fill": "toself", "x": np.round(x, 1), "y": np.round(y, 1),
            "name": "", "showlegend": False}  # fmt: skip


def _told(kind: str, ids: tuple[str, ...]) -> Trace:
    told = {"kind": kind, "ids": list(ids)}
    return {"meta": told, "customdata": [told]}


def _by_colour(x: np.ndarray, y: np.ndarray, families: pd.Series, theme: str) -> list[Trace]:
    colours = families.map(lambda family: family_colour(family, theme)).to_numpy()
    return [
        _area(x[colours == colour].ravel(), y[colours == colour].ravel())
        | {"fillcolor": colour, "line": {"color": colour, "width": 1}, "hoverinfo": "skip"}
        for colour in sorted(set(colours))
    ]


def _corners(boxes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    x0, x1, y0, y1 = (boxes[name] for name in ("x0", "x1", "y0", "y1"))
    return _closed([x0, x1, x1, x0], [y0, y0, y1, y1])


def _closed(x: list[pd.Series], y: list[pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """One closed shape per row, with a gap behind it."""
    gap = np.full(len(x[0]), np.nan)
    across, down = np.column_stack([*x, x[0], gap]), np.column_stack([*y, y[0], gap])
    return across.astype("float64"), down.astype("float64")  # of no rows, pandas knows no numbers
