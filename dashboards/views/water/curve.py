"""The limiting composite curve of one property with the line of fresh water that touches it at the pinch."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from circnet.water.assumed import PROPERTIES
from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.theme import SIGNS, accent, family_colour, template
from dashboards.views.water.words import WaterWords
from dashboards.views.wording import plotly_text

__all__ = ["figure", "properties", "target_told"]

_G_PER_T: Final = 1e6


def properties(found: Study) -> list[str]:
    """Return the properties that have a target."""
    return list(found.tables["targets"]["property"])


def target_told(found: Study, words: WaterWords, name: str) -> str:
    """Return the least fresh water and the pinch of a property in a sentence."""
    row = found.tables["targets"].set_index("property").loc[name]
    told = {"property": words.trait(name), "fresh": words.yearly(row["fresh"])}
    if not row["pinch"]:
        return t("waterpage.no_pinch", words.lang, **told)
    return t("waterpage.pinch", words.lang, pinch=words.comma(words.level(name, one) for one in row["pinch"]), **told)


def figure(found: Study, words: WaterWords, name: str, theme: str) -> go.Figure:
    """Draw the limiting curve (load against quality) of a property, and the line of fresh water."""
    curves = found.tables["curves"]
    curves = curves[curves["property"] == name]
    weighed = name in PROPERTIES  # mg/L times m3 is grams
    by = _G_PER_T if weighed else 1.0
    looks = {
        "limiting": (accent(theme), "solid", "square"),
        "supply": (family_colour("water", theme), "dash", "circle"),
    }
    traces = []
    for curve, (colour, dash, symbol) in looks.items():
        rows = curves[curves["curve"] == curve]
        hover = [t("waterpage.point", words.lang, property=plotly_text(words.trait(name)),
                   level=words.level(name, row["quality"]), load=f"{row['load'] / by:,.4g}")
                 for row in rows.to_dict("records")]  # fmt: skip
        traces.append(go.Scatter(
            x=rows["load"] / by, y=rows["quality"], mode="lines+markers",
            name=t(f"water_curve.{curve}", words.lang), hoverinfo="text",
            hovertext=hover, line={"color": colour, "width": 2.5, "dash": dash},
            marker={"size": 7, "symbol": symbol, "color": colour},
        ))  # fmt: skip
    drawn = go.Figure(traces)
    for level in found.tables["targets"].set_index("property").loc[name, "pinch"]:
        told = t("waterpage.pinch_mark", words.lang, level=words.level(name, level))
        drawn.add_hline(y=level, line={"color": SIGNS["bad"], "width": 1, "dash": "dot"}, annotation_text=told,
                        annotation_position="top right", annotation_font_size=12)  # fmt: skip
    called = plotly_text(words.trait(name))
    drawn.update_layout(
        template=template(theme), hovermode="closest", dragmode=False, margin={"l": 8, "r": 12, "t": 8, "b": 8},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"title": t(f"water_axis.{'load_t' if weighed else 'load'}", words.lang, property=called)},
        yaxis={"title": t("water_axis.mg", words.lang, property=called) if weighed else called, "rangemode": "tozero"},
    )  # fmt: skip
    return drawn
