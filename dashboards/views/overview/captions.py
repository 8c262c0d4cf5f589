"""What is written on the map: names led to their circles, scale bars, and what one must know to read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.theme import SIGNS
from dashboards.views.overview.figures import Figure, told
from dashboards.views.overview.labels import Label, label_size, spread
from dashboards.views.overview.plane import DETAIL, LINE, NOMINAL_PX, PROVINCE, SHEET, Window
from dashboards.views.wording import plotly_text

__all__ = ["names", "notes", "scale_bars"]

_PX_PER_KM: Final = NOMINAL_PX / (SHEET[2] - SHEET[0])


def names(parks: pd.DataFrame, figure: Figure, lang: str) -> list[dict[str, Any]]:
    """Names with the figure below, led to their circles by a line where they had to move."""
    texts = {row["park"]: _label(row, figure, lang) for row in parks.to_dict("records")}
    placed: dict[str, tuple[float, float]] = {}
    for window, part in ((DETAIL, parks[parks["enlarged"]]), (PROVINCE, parks[~parks["enlarged"]])):
        placed |= _spread(window, part, texts)
    return [
        {"x": row["x"], "y": row["y"], "ax": round(placed[row["park"]][0]), "ay": -round(placed[row["park"]][1]),
         "text": texts[row["park"]], "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": LINE,
         "standoff": row["size"] / 2, "captureevents": False, "borderpad": 1, "name": row["park"]}
        for row in parks.to_dict("records")
    ]  # fmt: skip


def _spread(window: Window, parks: pd.DataFrame, texts: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    labels = [
        Label(
            row["park"], row["x"] * _PX_PER_KM, row["y"] * _PX_PER_KM, row["size"] / 2, *label_size(texts[row["park"]])
        )
        for row in parks.to_dict("records")
    ]
    left, bottom, right, top = (edge * _PX_PER_KM for edge in window.box)
    return spread(labels, (left, bottom, right, top))


def _label(row: Mapping[str, Any], figure: Figure, lang: str) -> str:
    name = plotly_text(row["name"])
    if row["value"] == row["value"]:  # noqa: PLR0124  NaN is not itself
        return f"{name}<br>{told(row['value'], figure, lang)}"
    return name if row["status"] == "done" else f"{name}<br>{t('overview_status.' + row['status'], lang)}"


def notes(figure: Figure, lang: str) -> list[dict[str, Any]]:
    """Title of each picture, lengths of the scale bars, and what one must know to read the map."""
    _, _, right, top = DETAIL.box
    plain = {"showarrow": False, "xanchor": "left", "align": "left", "captureevents": False}
    texts = [
        {"x": right - 15, "y": top - 15, "xanchor": "right", "yanchor": "top", "text": t("overview_map.detail", lang)},
        {"x": 0, "y": 620, "yanchor": "top", "text": "<br>".join(t(f"overview_map.note_{key}", lang,
         figure=t(f"overview_figure.{figure.name}", lang)) for key in ("area", "grade", "hollow", "lines"))},
    ]  # fmt: skip
    bars = [{"x": x1 + 15, "y": y, "yanchor": "middle", "text": f"{km} km"} for (_, x1, y, km) in _bars()]
    return [plain | note for note in [*texts, *bars]]


def _bars() -> list[tuple[float, float, float, int]]:
    """Start, end and height of the scale bar of each picture on the sheet, and its length, km."""
    bars = []
    for window, km, x, y in ((PROVINCE, 200, 0.0, 905.0), (DETAIL, 20, DETAIL.left + 40.0, 55.0)):
        bars.append((x, x + km * window.factor, y, km))
    return bars


def scale_bars() -> list[dict[str, Any]]:
    """Return the scale bar of each picture."""
    line = {"color": SIGNS["unknown"], "width": 2}
    return [{"type": "line", "x0": x0, "x1": x1, "y0": y, "y1": y, "line": line} for x0, x1, y, _ in _bars()]
