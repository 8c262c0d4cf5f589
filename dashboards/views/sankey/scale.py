"""The largest scale at which a Sankey fits its frame."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dashboards.views.sankey.lanes import NODE_WIDTH, Lanes

__all__ = ["largest_scale"]

_MOST_OF_GUTTER: Final = 0.8
_TALLEST_NODE: Final = 0.6
_WIDEST_RIBBON: Final = 0.4


def largest_scale(
    lanes: Lanes, parts: pd.DataFrame, gaps: np.ndarray, frame: tuple[float, float, float], widest: float
) -> float:
    """Return the most pixels per unit at which columns, lanes and tracks fit.

    All room needed grows in a straight line with the scale, so each bound ``fixed + slope scale <= room`` is solved
    by itself and the least is taken. One node or ribbon alone never fills the height.

    Parameters
    ----------
    lanes
        Of the links that lead back.
    parts
        ``node, link, column, amount`` of all that stands in a column.
    gaps
        Between neighbours in each column, in pixels.
    frame
        Width, height and the margin right of the last column, in pixels.
    widest
        Amount of the largest link.

    Raises
    ------
    ValueError
        If the frame is too small even for ribbons of no width.
    """
    width, height, margin = frame
    amount = parts.groupby("column")["amount"].sum().reindex(range(len(gaps)), fill_value=0.0).to_numpy()
    count = parts.groupby("column").size().reindex(range(len(gaps)), fill_value=0).to_numpy()
    depth = lanes.depth(0.0)
    deeper = lanes.depth(1.0) - depth
    right, left = lanes.reach("source", 0.0), lanes.reach("target", 0.0)
    wider_right, wider_left = lanes.reach("source", 1.0) - right, lanes.reach("target", 1.0) - left
    columns = len(gaps)
    spare = width - columns * NODE_WIDTH - left[0]
    fixed = [gaps * np.maximum(count - 1, 0) + depth]
    slope = [amount + deeper]
    room = [np.full(columns, height)]
    for outer, growing in ((right[-1], wider_right[-1]), (margin, 0.0)):
        # tracks of two neighbouring columns share the gutter between them, whose width shrinks with the outer ones
        share = _MOST_OF_GUTTER / max(columns - 1, 1)
        fixed.append(np.append(right[:-1] + left[1:], 0.0))
        slope.append(np.append(wider_right[:-1] + wider_left[1:], 0.0) + share * (wider_left[0] + growing))
        room.append(np.full(columns, share * (spare - outer)))
    nodes = parts.loc[parts["link"] == "", "amount"].max()
    bounds = (np.concatenate(room) - np.concatenate(fixed)) / np.maximum(np.concatenate(slope), 1e-300)
    if (bounds <= 0).any():
        message = (
            f"a frame of {width:.0f} x {height:.0f} px is too small for this Sankey; make it larger or bundle more"
        )
        raise ValueError(message)
    return float(min(bounds.min(), _TALLEST_NODE * height / nodes, _WIDEST_RIBBON * height / widest))
