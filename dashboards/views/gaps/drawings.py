"""Where a plant would stand among its neighbours, and what it is worth at each size."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from circnet.report.prospectus_facts import Facts
from circnet.report.prospectus_words import ProspectusWords
from dashboards.i18n import t
from dashboards.theme import UNKNOWN, accent, template
from dashboards.views.wording import plotly_text

__all__ = ["place_map", "size_figure"]

_KM_PER_DEGREE: Final = 111.32
_LOOKS: Final = {"other": ("circle", 7), "customer": ("square-open", 14), "supplier": ("circle", 15),
                 "both": ("diamond", 16), "plant": ("star", 20)}  # fmt: skip
"""Symbol and size of what stands at a place; later ones are drawn over earlier ones."""
_LEAST_KM: Final = 2.0
_TENS: Final = 1e5
"""Size from which an axis counts in tens of thousands where the language does."""


def place_map(facts: Facts, words: ProspectusWords, theme: str) -> go.Figure:
    """Draw the park's firms true to scale, suppliers and customers numbered as in the lists."""
    places = facts.places.dropna(subset=["lat", "lon"])
    own = places[places["role"] == "plant"] if (places["role"] == "plant").any() else places
    lat, lon = float(own["lat"].mean()), float(own["lon"].mean())
    x = (places["lon"] - lon) * _KM_PER_DEGREE * np.cos(np.radians(lat))
    places = places.assign(x=x.round(2), y=((places["lat"] - lat) * _KM_PER_DEGREE).round(2))
    name = places["id"].map(words.firms).fillna(words.plant)
    places = places.assign(told=[plotly_text(one) for one in name])
    traces = []
    for role, (symbol, size) in _LOOKS.items():
        rows = places[places["role"] == role]
        if rows.empty:
            continue
        at = rows.groupby(["x", "y"], sort=True).agg({"number": _numbers, "told": "<br>".join}).reset_index()
        colour = UNKNOWN if role == "other" else accent(theme)
        shown = role not in ("other", "plant")
        traces.append(go.Scatter(
            x=at["x"], y=at["y"], mode="markers+text" if shown else "markers", text=at["number"] if shown else None,
            textposition="top right" if role == "supplier" else "bottom right", name=t(f"gap_role.{role}", words.lang),
            hovertext=at["told"], hoverinfo="text", marker={"symbol": symbol, "size": size, "color": colour,
                                                            "opacity": 0.45 if role == "other" else 0.9},
        ))  # fmt: skip
    drawn = go.Figure(traces)
    near = places[places["role"] != "other"]
    drawn.update_layout(**_layout(theme), showlegend=True)
    drawn.update_xaxes(title="km", zeroline=False, range=_around(near["x"]))
    drawn.update_yaxes(zeroline=False, range=_around(near["y"]), scaleanchor="x", scaleratio=1)
    return drawn


def _around(values: pd.Series) -> list[float]:
    """Those who take part with a little room; who stands far off may lie outside."""
    if values.empty:
        return [-_LEAST_KM, _LEAST_KM]
    pad = max(0.15 * float(np.ptp(values)), _LEAST_KM)
    return [float(values.min()) - pad, float(values.max()) + pad]


def _numbers(texts: pd.Series) -> str:
    return ", ".join(sorted((text for text in texts if text), key=int))


def size_figure(facts: Facts, words: ProspectusWords, theme: str) -> go.Figure:
    """Draw the net value a year against the size, the size of the drawer marked."""
    lang, curve, unit = words.lang, facts.curve, str(facts.gap["unit"])
    by, key = (1e8, "gaps.axis_yi") if lang == "zh" else (1e6, "gaps.axis_m")
    if curve["value"].abs().max() < by / 10.0:
        by, key = (1e4, "gaps.axis_wan") if lang == "zh" else (1e3, "gaps.axis_k")
    large = lang == "zh" and curve["capacity"].max() >= _TENS
    shown = words.amount(1.0, unit).removeprefix("1 ")
    per, told = (1e4 if large else 1.0), t("gaps.axis_size_wan" if large else "gaps.axis_size", lang, unit=shown)
    hover = [
        "<br>".join([
            t("gaps.point_size", lang, size=words.amount(row["capacity"], unit), load=words.amount(row["load"], unit)),
            t("gaps.point_value", lang, value=words.money(row["value"]), npv=words.money(row["npv"])),
        ])
        for row in curve.to_dict("records")
    ]  # fmt: skip
    colour = accent(theme)
    line = go.Scatter(
        x=curve["capacity"] / per, y=curve["value"] / by, mode="lines+markers", hovertext=hover, hoverinfo="text",
        line={"color": colour, "width": 2.5}, marker={"size": 7},
    )  # fmt: skip
    at = curve.iloc[int((curve["capacity"] - facts.gap["capacity"]).abs().argmin())]
    mark = go.Scatter(
        x=[at["capacity"] / per], y=[at["value"] / by], mode="markers", hoverinfo="skip",
        marker={"symbol": "diamond-open", "size": 15, "color": colour, "line": {"width": 2.5}},
    )  # fmt: skip
    drawn = go.Figure([line, mark])
    drawn.update_layout(**_layout(theme), showlegend=False)
    drawn.update_xaxes(title=told)
    drawn.update_yaxes(title=t(key, lang), zeroline=True)
    return drawn


def _layout(theme: str) -> dict[str, Any]:
    return {
        "template": template(theme), "hovermode": "closest", "dragmode": False,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                   "itemdoubleclick": False},
    }  # fmt: skip
