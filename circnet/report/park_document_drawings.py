"""The map and the network of a park as drawings: numbers and letters that every machine has, no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.network.boundaries import project
from circnet.report.figure_files import Drawing, drawn

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

__all__ = ["network_drawing", "park_map", "ranges"]

_INK, _OLD, _NEW, _LAND = "#1c2733", "#5b6c8f", "#d55e00", "#c3cdd5"
_SHAPE = 16.0 / 9.0
_LEAST_KM = 2.0
_STYLES = (("existing", _OLD, 1.2, 2), ("chosen", _NEW, 1.8, 3))


def park_map(
    nodes: pd.DataFrame, links: pd.DataFrame, boundary: gpd.GeoDataFrame, numbers: Mapping[str, int]
) -> Drawing | None:
    """Return firms as numbered points, links that run or are new as lines, and the outline, true to scale.

    Parameters
    ----------
    nodes, links
        `circnet.report.export.network`; firms that share a point share its label.
    boundary
        On WGS 84.
    numbers
        Of the firms, by id.

    Returns
    -------
    Drawing or None
        None where no firm has a place.
    """
    x, y = project(nodes["lon"].to_numpy(float), nodes["lat"].to_numpy(float))
    placed = nodes.assign(x=np.round(x, 3), y=np.round(y, 3), number=nodes["id"].map(numbers)).dropna(subset=["x", "y"])
    if placed.empty:
        return None
    at = placed.set_index("id")[["x", "y"]]
    shapes = boundary.to_crs(_plane()).geometry

    def paint(axes: Axes) -> None:
        for shape in shapes:
            for part in getattr(shape.boundary, "geoms", [shape.boundary]):
                axes.plot(*np.asarray(part.coords).T[:2], color=_LAND, linewidth=1.0, zorder=1)
        for state, colour, width, order in _STYLES:
            own = links[links["state"] == state]
            ends = at.reindex(own["from"]).to_numpy(), at.reindex(own["to"]).to_numpy()
            for start, end in zip(*ends, strict=True):
                axes.plot(
                    [start[0], end[0]], [start[1], end[1]], color=colour, linewidth=width, alpha=0.8, zorder=order
                )
        axes.scatter(placed["x"], placed["y"], s=46, color="#0f6e84", zorder=4, linewidths=0)
        middle = (placed["x"].min() + placed["x"].max()) / 2.0
        for (here_x, here_y), here in placed.groupby(["x", "y"])["number"]:
            right = here_x > middle  # its label would run over the edge
            axes.annotate(ranges(here), (here_x, here_y), xytext=(-6 if right else 6, 5), textcoords="offset points",
                          ha="right" if right else "left", fontweight="bold", zorder=5)  # fmt: skip
        _frame(axes, placed)

    return drawn(16.0, 9.0, paint)


def network_drawing(links: pd.DataFrame, numbers: Mapping[str, int]) -> Drawing | None:
    """Return the ends of links that run or are new as numbered points of a circle, with an arrow per giver and taker.

    Those that run are thin, new ones thick; None where there is no link.
    """
    shown = links[links["state"].isin(["existing", "chosen"])]
    if shown.empty:
        return None
    refs = sorted({*shown["from"], *shown["to"]}, key=lambda ref: numbers[ref])
    turn = np.pi / 2 - 2 * np.pi * np.arange(len(refs)) / len(refs)
    at = {ref: (float(np.cos(angle)), float(np.sin(angle))) for ref, angle in zip(refs, turn, strict=True)}

    def paint(axes: Axes) -> None:
        for state, colour, width, order in _STYLES:
            pairs = shown[shown["state"] == state].drop_duplicates(["from", "to"])[["from", "to"]]
            for giver, taker in pairs.itertuples(index=False):
                axes.annotate("", at[taker], at[giver], zorder=order, arrowprops={
                    "arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 11, "shrinkB": 11,
                    "connectionstyle": "arc3,rad=0.12",
                })  # fmt: skip
        for ref, (x, y) in at.items():
            outside = ":" in ref
            axes.plot(x, y, "o", markersize=19, color="white" if outside else "#eaf2f5", markeredgecolor=_INK,
                      linestyle="--" if outside else "-", zorder=4)  # fmt: skip
            axes.annotate(str(numbers[ref]), (x, y), ha="center", va="center", fontsize=8.5, zorder=5)
        axes.set_xlim(-1.25, 1.25)
        axes.set_ylim(-1.2, 1.2)
        axes.set_aspect("equal", adjustable="box")
        axes.axis("off")

    return drawn(13.0, 11.5, paint)


def ranges(numbers: Iterable[float]) -> str:
    """Return numbers in order, runs of three and more by their ends.

    Examples
    --------
    >>> ranges([3, 1, 2, 7, 9])
    '1-3, 7, 9'
    """
    runs: list[list[int]] = []
    for number in sorted(int(one) for one in numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]  # noqa: PLR2004
    return ", ".join(told)


def _plane() -> str:
    from circnet.network.boundaries import QINGHAI

    return QINGHAI


def _frame(axes: Axes, placed: pd.DataFrame) -> None:
    """Show the firms with room around, and a bar of a round length."""
    half = {name: max(0.65 * float(np.ptp(placed[name])), _LEAST_KM) for name in ("x", "y")}
    high = max(half["y"], half["x"] / _SHAPE)
    for limit, name, reach in ((axes.set_xlim, "x", high * _SHAPE), (axes.set_ylim, "y", high)):
        middle = (float(placed[name].min()) + float(placed[name].max())) / 2.0
        limit(middle - reach, middle + reach)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    target = high * _SHAPE * 0.4
    power = 10.0 ** np.floor(np.log10(target))
    length = power * max(step for step in (1.0, 2.0, 5.0) if step * power <= target or step == 1.0)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    left, bottom = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    axes.plot([left, left + length], [bottom, bottom], color=_INK, linewidth=2.5, solid_capstyle="butt", zorder=6)
    axes.annotate(f"{length:g} km", (left, bottom), xytext=(0, 5), textcoords="offset points", zorder=6)
