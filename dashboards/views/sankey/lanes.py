"""Where links that lead back run: lanes below the columns, tracks beside them; and how much room that leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

__all__ = ["LANE_GAP", "NODE_GAP", "NODE_WIDTH", "STUB", "TURN", "Lanes", "lay_lanes"]

NODE_WIDTH: Final = 12.0
NODE_GAP: Final = 10.0
TURN: Final = 6.0
"""Inner radius of a return ribbon's corners."""
LANE_GAP: Final = 4.0
STUB: Final = 10.0
"""Width of the stub of an imbalance."""
_GAPS_AT_MOST: Final = 0.1


@dataclass(frozen=True)
class Lanes:
    """Lanes and tracks of the links that lead back, before the scale is known.

    Attributes
    ----------
    links
        ``id, lane`` (0 at the top), ``source_column, target_column``; by lane.
    amounts
        Amount of the widest link of each lane.
    start_right, start_left
        How far from the column its first track begins, per column and side; stubs stand before it.
    gap
        Free space between lanes, and between tracks; less where many run.
    """

    links: pd.DataFrame
    amounts: np.ndarray
    start_right: np.ndarray
    start_left: np.ndarray
    gap: float

    def depth(self, scale: float) -> float:
        """Height that all lanes need below the columns."""
        lanes = len(self.amounts)
        return 0.0 if not lanes else 2 * TURN + float(self.amounts.sum()) * scale + self.gap * lanes

    def reach(self, side: str, scale: float) -> np.ndarray:
        """Width that the tracks of each column need on a side."""
        start = self.start_right if side == "source" else self.start_left
        at = self.links[f"{side}_column"].to_numpy()
        count = np.bincount(at, minlength=len(start))
        amount = np.bincount(at, weights=self.links["amount"].to_numpy(), minlength=len(start))
        return np.where(count > 0, start + TURN + amount * scale + self.gap * count, start)

    def tracks(self, side: str, scale: float) -> pd.Series:
        """Distance of each link's middle line from its column on a side, by the link's id."""
        start = self.start_right if side == "source" else self.start_left
        links = self.links
        thick = links["amount"] * scale + self.gap
        inner = thick.groupby(links[f"{side}_column"]).cumsum() - thick
        middle = start[links[f"{side}_column"].to_numpy()] + TURN + inner + links["amount"] * scale / 2
        return pd.Series(middle.to_numpy(), index=links["id"])

    def tops(self, scale: float) -> np.ndarray:
        """Upper edge of each lane, measured from the lower edge of the columns."""
        thick = self.amounts * scale + self.gap
        return 2 * TURN + np.cumsum(thick) - thick


def lay_lanes(nodes: pd.DataFrame, links: pd.DataFrame, width: float, height: float) -> Lanes:
    """Give every link that leads back a lane.

    The links are taken by the columns they span, fewest first, then from the lowest node up, then by id, and each
    gets the first lane below all those that it would meet: ribbons nest in one another as far as that can be.

    Parameters
    ----------
    nodes, links
        Of `Flows`.
    width, height
        Of the drawing, in pixels.
    """
    columns = int(nodes["column"].max()) + 1
    at = nodes.set_index("id")[["column", "rank"]]
    back = links.loc[links["back"], ["id", "source", "target", "amount"]]
    back = back.join(at.add_prefix("source_"), on="source").join(at.add_prefix("target_"), on="target")
    back["span"] = back["source_column"] - back["target_column"]
    back = back.sort_values(["span", "source_rank", "target_rank", "id"], ascending=[True, False, False, True])
    # gutters are counted from the left, two halves each: tracks of targets in the right half, of sources in the left
    left = (2 * back["target_column"] + 1).to_numpy()
    right = (2 * back["source_column"] + 2).to_numpy()
    lane = np.zeros(len(back), dtype="int64")
    for one in range(1, len(back)):
        meets = (left[:one] <= right[one]) & (right[:one] >= left[one])
        lane[one] = lane[:one][meets].max(initial=-1) + 1
    back["lane"] = lane
    amounts = back.groupby("lane")["amount"].max().to_numpy()
    stub = {1: np.zeros(columns), -1: np.zeros(columns)}
    for sign, start in stub.items():
        start[nodes.loc[nodes["imbalance"] * sign > 0, "column"].unique()] = STUB
    kept = ["id", "lane", "amount", "source_column", "target_column"]
    most = max(int(np.bincount(back[f"{side}_column"], minlength=1).max()) for side in ("source", "target"))
    room = min(height / max(len(amounts), 1), width / columns / max(most, 1))
    gap = min(LANE_GAP, _GAPS_AT_MOST * room)
    return Lanes(back.sort_values(["lane", "id"])[kept], amounts, stub[1], stub[-1], gap)
