"""Outlines of ribbons: bent bands of one width from the right of a node to the left of another."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dashboards.views.sankey.lanes import NODE_WIDTH, TURN, Lanes

__all__ = ["forward", "returning"]

_BEND: Final = np.linspace(0, 1, 15)
_EASE: Final = _BEND**2 * (3 - 2 * _BEND)
_LEVEL: Final = 0.05
_NUMBERS: Final = [
    "width", "source_y0", "source_y1", "target_y0", "target_y1", "lane_x0", "lane_x1", "lane_y0", "lane_y1",
]  # fmt: skip
_COLUMNS: Final = ["id", "back", *_NUMBERS, "x", "y"]


def forward(ports: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the ribbons of links that lead to a later column: straight where they pass one, bent between.

    Parameters
    ----------
    ports
        Links with ``source_y0, target_y0`` and ``width``.
    parts
        Nodes, and the places where links pass columns: ``node, link, column, x, y``.
    """
    ahead = ports[~ports["back"]]
    left = parts[parts["node"] != ""].set_index("node")["x"]
    via = dict(list(parts[parts["link"] != ""].groupby("link")))
    outlines = []
    for link, source, target, start, end, width in zip(
        *(ahead[name] for name in ("id", "source", "target", "source_y0", "target_y0", "width")), strict=True
    ):
        x, y = [left[source] + NODE_WIDTH, left[target]], [start, end]
        if link in via:
            passed = via[link].sort_values("column")
            x[1:1] = np.repeat(passed["x"].to_numpy(), 2) + np.tile([0, NODE_WIDTH], len(passed))
            y[1:1] = np.repeat(passed["y"].to_numpy(), 2)
        outlines.append(_band(np.array(x), np.array(y), width))
    nowhere = dict.fromkeys(["lane_x0", "lane_x1", "lane_y0", "lane_y1"], np.nan)
    return _framed(ahead.assign(**nowhere), outlines)


def returning(ports: pd.DataFrame, lanes: Lanes, nodes: pd.DataFrame, floor: float, scale: float) -> pd.DataFrame:
    """Return the ribbons of links that do not lead to a later column, along their tracks and lanes.

    Parameters
    ----------
    ports
        Links with ``source_y0, target_y0`` and ``width``.
    lanes
        Of these links.
    nodes
        ``x``, by id.
    floor
        Lower edge of the columns.
    scale
        Pixels per unit.
    """
    back = ports[ports["back"]].sort_values("lane")
    number = back["lane"].astype("int64").to_numpy()
    right = back["source"].map(nodes["x"]) + NODE_WIDTH
    left = back["target"].map(nodes["x"])
    leave = right + back["id"].map(lanes.tracks("source", scale))
    enter = left - back["id"].map(lanes.tracks("target", scale))
    top = floor + lanes.tops(scale)[number]
    half = back["width"] / 2
    across = np.column_stack([right, leave, enter, left])
    down = np.column_stack([back["source_y0"] + half, top + half, back["target_y0"] + half])
    outlines = [_loop(*way) for way in zip(across, down, half, strict=True)]
    laid = back.assign(lane_x0=enter - half, lane_x1=leave + half, lane_y0=top, lane_y1=top + back["width"])
    return _framed(laid, outlines)


def _framed(links: pd.DataFrame, outlines: list[tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    x, y = (pd.Series([outline[at] for outline in outlines], index=links.index, dtype="object") for at in (0, 1))
    return links.assign(x=x, y=y)[_COLUMNS].astype(dict.fromkeys(_NUMBERS, "float64"))


def _band(x: np.ndarray, top: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Join stops by S-bends (Hermite's cubic, level at both ends) and close the outline below."""
    across, upper = [x[:1]], [top[:1]]
    for at in range(len(x) - 1):
        # what is level needs no points between
        bend, ease = (_BEND[1:], _EASE[1:]) if abs(top[at + 1] - top[at]) > _LEVEL else (np.ones(1), np.ones(1))
        across.append(x[at] + (x[at + 1] - x[at]) * bend)
        upper.append(top[at] + (top[at + 1] - top[at]) * ease)
    there, back = np.concatenate(across), np.concatenate(upper)
    return np.append(there, there[::-1]), np.append(back, back[::-1] + width)


def _loop(across: np.ndarray, down: np.ndarray, half: float) -> tuple[np.ndarray, np.ndarray]:
    """Outline of a band around four rounded corners: right, down, back below, up, right again.

    Parameters
    ----------
    across
        Where the band's middle line leaves its source, runs down, runs up, and enters its target.
    down
        Height of the middle line where it leaves, in its lane, and where it enters.
    half
        Half the band's width.
    """
    (right, leave, enter, left), (start, lane, end) = across, down
    radius = half + TURN
    # middle of each corner, and the direction from there to where the band comes in
    corners = [
        (leave - radius, start + radius, -np.pi / 2),
        (leave - radius, lane - radius, 0.0),
        (enter + radius, lane - radius, np.pi / 2),
        (enter + radius, end + radius, np.pi),
    ]
    quarter = np.linspace(0, np.pi / 2, 5 + int(np.sqrt(radius)))
    sides = []
    for reach in (radius + half, radius - half):
        turns = [(x + reach * np.cos(angle + quarter), y + reach * np.sin(angle + quarter)) for x, y, angle in corners]
        x, y = (np.concatenate(part) for part in zip(*turns, strict=True))
        sides.append((np.array([right, *x, left]), np.array([start + radius - reach, *y, end + radius - reach])))
    (outer_x, outer_y), (inner_x, inner_y) = sides
    return np.append(outer_x, inner_x[::-1]), np.append(outer_y, inner_y[::-1])
