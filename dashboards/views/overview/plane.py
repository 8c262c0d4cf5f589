"""The sheet of the map: the province on its left, the crowded valley of Xining and Haidong enlarged on its right.

Eleven of twelve parks lie in a sixth of the province's width. Both pictures share one pair of axes in km of the sheet;
the enlargement is the same projected plane, stretched and moved, so that nothing depends on the size of a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from circnet.network.boundaries import line_points, load_boundaries, project

__all__ = ["DETAIL", "LINE", "NOMINAL_PX", "PROVINCE", "SHEET", "Window", "lines", "located"]

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Window:
    """A picture of part of the plane.

    Attributes
    ----------
    source
        West, south, east, north of what it shows, km of `circnet.network.boundaries.QINGHAI`.
    factor
        Kilometres of the sheet per km.
    left, bottom
        Where its south-west corner lies on the sheet, km.
    """

    source: Box
    factor: float
    left: float
    bottom: float

    def place(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where points of the plane lie on the sheet."""
        return self.left + (x - self.source[0]) * self.factor, self.bottom + (y - self.source[1]) * self.factor

    @property
    def box(self) -> Box:
        """Its edges on the sheet."""
        west, south, east, north = self.source
        return (
            self.left,
            self.bottom,
            self.left + (east - west) * self.factor,
            self.bottom + (north - south) * self.factor,
        )

    def holds(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return which points of the plane it shows."""
        west, south, east, north = self.source
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)


PROVINCE: Final = Window((-620.0, -430.0, 625.0, 430.0), 1.0, 0.0, 1010.0)
DETAIL: Final = Window((362.0, 45.0, 622.0, 305.0), 7.2, 1290.0, 0.0)
SHEET: Final[Box] = (-10.0, -10.0, 3172.0, 1882.0)
LINE: Final = "rgba(122,130,144,0.7)"
"""Borders and leader lines, on light and on dark ground."""
NOMINAL_PX: Final = 800.0
"""Width for which names are kept apart, px; about that of the map on a screen of 1366 px."""


@cache
def lines(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of the ``county`` or ``prefecture`` lines on the sheet, NaN between lines."""
    from shapely import box

    borders = load_boundaries()
    shown = borders.county_lines if kind == "county" else borders.prefecture_lines
    parts = []
    for window, cut in ((PROVINCE, shown), (DETAIL, shown.clip(box(*DETAIL.source)))):
        points = line_points(cut[~cut.is_empty])
        parts.append(np.array(window.place(points["x"].to_numpy(), points["y"].to_numpy())))
    x, y = np.concatenate(parts, axis=1).round(1).astype("float32")  # half the bytes on the way to the browser
    return x, y


def located(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with ``lat`` and ``lon`` plus where it lies on the sheet.

    Returns
    -------
    pandas.DataFrame
        ``x, y`` (in the enlargement where that shows it), ``x_province, y_province`` and ``enlarged``; km of the
        sheet, NaN without coordinates.
    """
    x, y = project(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    enlarged = DETAIL.holds(x, y)
    (near_x, near_y), (far_x, far_y) = DETAIL.place(x, y), PROVINCE.place(x, y)
    return table.assign(
        x=np.where(enlarged, near_x, far_x), y=np.where(enlarged, near_y, far_y),
        x_province=far_x, y_province=far_y, enlarged=enlarged,
    )  # fmt: skip
