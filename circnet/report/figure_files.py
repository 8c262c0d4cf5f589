"""Charts and maps as files for a report: the same drawing gives the same bytes, and no font is asked for.

Words belong to the caption and to tables beside a drawing. Inside it stand numbers and units alone, in the Latin
letters that matplotlib carries, so that a machine without Chinese fonts draws the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Drawing", "Line", "bar_chart", "drawn", "line_chart", "number_map"]

COLOURS = ("#0f6e84", "#d55e00", "#7e57c2", "#558b2f", "#5b6c8f", "#ad1457")
_INK, _GREY, _GRID = "#1c2733", "#7a8290", "#dde3e8"
_MARKS = {"other": (".", "#c3cdd5", 30), "customer": ("s", "#d55e00", 110), "supplier": ("o", "#0f6e84", 120),
          "both": ("D", "#7e57c2", 110), "plant": ("*", "#b3261e", 330)}  # fmt: skip
"""Shape, colour and size of a mark by what stands there; later ones are drawn over earlier ones."""
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans", "font.size": 8.0, "axes.edgecolor": _GREY, "axes.labelcolor": _INK,
    "text.color": _INK, "xtick.color": _INK, "ytick.color": _INK, "axes.spines.top": False,
    "axes.spines.right": False, "grid.color": _GRID, "axes.grid": True, "axes.axisbelow": True,
    "svg.fonttype": "path", "svg.hashsalt": "circnet", "legend.frameon": False,
}  # fmt: skip
_DPI = 200
_KM_PER_DEGREE = 111.32
_LEAST_KM = 1.0
_SHAPE = 16.0 / 9.0


@dataclass(frozen=True)
class Drawing:
    """A drawing as SVG text and as PNG bytes."""

    svg: str
    png: bytes


@dataclass(frozen=True)
class Line:
    """A line of a chart: where it runs, its name in Latin letters (empty for none), ``-`` or ``--``."""

    x: Sequence[float]
    y: Sequence[float]
    name: str = ""
    dash: str = "-"


def drawn(width_cm: float, height_cm: float, paint: Callable[[Axes], None]) -> Drawing:
    """Return what ``paint`` draws on the axes of an empty sheet of that size."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    vector, raster = io.StringIO(), io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_cm / 2.54, height_cm / 2.54), dpi=_DPI, layout="constrained")
        paint(figure.add_subplot())
        FigureCanvasSVG(figure).print_svg(vector, metadata={"Date": None, "Creator": None})
        figure.set_dpi(_DPI)
        FigureCanvasAgg(figure).print_png(raster, metadata={"Software": None})
    return Drawing(vector.getvalue(), raster.getvalue())


def line_chart(lines: Sequence[Line], x_label: str, y_label: str, marked: tuple[float, float] | None = None) -> Drawing:
    """Return lines over a common axis, zero drawn where it is crossed.

    Parameters
    ----------
    lines
        What is drawn; the second and further ones in other colours.
    x_label, y_label
        Units, in Latin letters.
    marked
        A point to be pointed out.
    """

    def paint(axes: Axes) -> None:
        for place, line in enumerate(lines):
            colour = COLOURS[place % len(COLOURS)]
            axes.plot(line.x, line.y, line.dash, color=colour, marker="o", markersize=3.5, label=line.name or None)
        low, high = axes.get_ylim()
        if low < 0.0 < high:
            axes.axhline(0.0, color=_GREY, linewidth=1.0)
        if marked is not None:
            axes.plot(*marked, "D", color="#b3261e", markersize=8, markerfacecolor="none", markeredgewidth=1.6)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        if any(line.name for line in lines):
            axes.legend()

    return drawn(16.0, 6.4, paint)


def bar_chart(values: Sequence[float], unit: str, names: Sequence[str] = ()) -> Drawing:
    """Return horizontal bars, the first on top, numbered from 1 where they have no names in Latin letters.

    Parameters
    ----------
    values
        Lengths; negative ones point to the left.
    unit
        Of the axis.
    names
        One per bar.
    """
    shown = list(names) or [str(place) for place in range(1, len(values) + 1)]

    def paint(axes: Axes) -> None:
        place = np.arange(len(values))
        axes.barh(place, values, color=[COLOURS[0] if value >= 0 else COLOURS[1] for value in values], height=0.62)
        axes.set_yticks(place, shown)
        axes.invert_yaxis()
        axes.axvline(0.0, color=_GREY, linewidth=1.0)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(unit)

    return drawn(16.0, 1.8 + 0.62 * max(len(values), 2), paint)


def number_map(points: pd.DataFrame) -> Drawing:
    """Return places as numbered marks, true to scale, with a scale bar; the numbers stand in a table beside it.

    Parameters
    ----------
    points
        ``lat, lon`` (degrees, WGS 84; rows without are left out), ``role`` (plant, supplier, customer, both,
        other) and ``number`` (text; empty for none). Places that share a point share a mark.
    """
    placed = points.dropna(subset=["lat", "lon"])
    middle = placed["lat"].mean() if len(placed) else 0.0
    x = (placed["lon"] - placed["lon"].mean()) * _KM_PER_DEGREE * np.cos(np.radians(middle))
    y = (placed["lat"] - middle) * _KM_PER_DEGREE
    placed = placed.assign(x=x.to_numpy(float).round(3), y=y.to_numpy(float).round(3))

    def paint(axes: Axes) -> None:
        for role, (shape, colour, size) in _MARKS.items():
            here = placed[placed["role"] == role]
            axes.scatter(here["x"], here["y"], s=size, marker=shape, color=colour, alpha=0.9, linewidths=0)
        numbered = placed[placed["number"].fillna("") != ""]
        for (at_x, at_y), text in numbered.groupby(["x", "y"])["number"].agg(_listed).items():
            axes.annotate(text, (at_x, at_y), xytext=(6, 5), textcoords="offset points", fontsize=8, fontweight="bold")
        axes.set_aspect("equal", adjustable="box")
        near = placed[placed["role"] != "other"] if (placed["role"] != "other").any() else placed
        if len(near):  # who stands far off and takes no part may lie outside
            _window(axes, near)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(visible=False)
        axes.spines[:].set_visible(True)
        _scale_bar(axes)

    return drawn(9.0 * _SHAPE, 9.0, paint)


def _listed(numbers: pd.Series) -> str:
    return ", ".join(sorted(numbers, key=lambda text: (len(text), text)))


def _window(axes: Axes, near: pd.DataFrame) -> None:
    """Show some places with room around, in the shape of the sheet."""
    half = {name: max(0.65 * float(np.ptp(near[name])), _LEAST_KM) for name in ("x", "y")}
    high = max(half["y"], half["x"] / _SHAPE)
    for limit, name, reach in ((axes.set_xlim, "x", high * _SHAPE), (axes.set_ylim, "y", high)):
        middle = (float(near[name].min()) + float(near[name].max())) / 2.0
        limit(middle - reach, middle + reach)


def _scale_bar(axes: Axes) -> None:
    """A bar of a round length, about a fifth of the map."""
    target = float(np.ptp(axes.get_xlim())) / 5.0
    power = 10.0 ** np.floor(np.log10(target))
    length = power * max(step for step in (1.0, 2.0, 5.0) if step * power <= target or step == 1.0)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    left, bottom = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    axes.plot([left, left + length], [bottom, bottom], color=_INK, linewidth=2.5, solid_capstyle="butt")
    axes.annotate(f"{length:g} km", (left, bottom), xytext=(0, 5), textcoords="offset points")
