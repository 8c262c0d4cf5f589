"""The Sankey as a plotly figure that looks right in both themes."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.i18n import t
from dashboards.theme import FONT
from dashboards.views.sankey.labels import labels, margin_for
from dashboards.views.sankey.layout import place
from dashboards.views.sankey.legend import legend
from dashboards.views.sankey.model import Flows, prepare
from dashboards.views.sankey.traces import Trace, arrows, boxes, hits, names, ribbons, stubs
from dashboards.views.sankey.words import Words

__all__ = ["WIDTH", "draw", "figure", "fitting_scale"]

WIDTH: Final = 1100
"""Width that a figure is laid out for where it may take the width of its page."""

_MARGIN: Final = {"l": 8, "r": 8, "t": 60, "b": 44}


def figure(
    nodes: pd.DataFrame, links: pd.DataFrame, *, title: str, unit: str, lang: str, theme: str, height: int = 520,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """Draw nodes and links; see `prepare` for the tables and `draw` for the rest."""
    flows = prepare(nodes, links)
    return draw(flows, title=title, unit=unit, lang=lang, theme=theme, height=height, width=width)


def draw(
    flows: Flows, *, title: str, unit: str, lang: str, theme: str, height: int = 520, width: int | None = None,
    scale: float | None = None,
) -> go.Figure:  # fmt: skip
    """Draw a prepared network.

    Parameters
    ----------
    flows
        Of `prepare`.
    title
        The finding, in the reader's words; the unit is put behind it.
    unit
        Code of the unit of all amounts, ``t``.
    lang, theme
        ``zh`` or ``en``; ``light`` or ``dark``.
    height, width
        Of the whole figure in pixels; without a width it takes that of its page.
    scale
        Pixels per unit, so that two drawings can be compared (`fitting_scale`); the largest that fits if not given.

    Returns
    -------
    Figure
        A ribbon is one trace whose ``meta`` is ``{"kind": "link", "ids": [...]}``, the ids of the links it stands for.
        Nodes are the points of the last trace, each with such ``customdata`` of ``kind`` ``node``.

    Raises
    ------
    ValueError
        If the frame is too small for the columns or the lanes.
    """
    words = Words.of(flows, lang, unit)
    inner = _inner(height, width)
    layout = {
        "title": {
            "text": words.title(title), "font": {"size": 16}, "x": 0, "xref": "paper", "y": 1, "yref": "container",
            "yanchor": "top", "pad": {"t": 10}, "subtitle": {"text": words.missing(flows), "font": {"size": 12}},
        },
        "height": height, "width": width, "autosize": width is None, "margin": _MARGIN,
        "hovermode": "closest", "dragmode": False, "hoverlabel": {"align": "left", "font": {"size": 12}},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": FONT, "size": 12},
        "xaxis": {"range": [0, inner[0]], "visible": False, "fixedrange": True},
        "yaxis": {"range": [inner[1], 0], "visible": False, "fixedrange": True},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "itemclick": False, "itemdoubleclick": False,
                   "bgcolor": "rgba(0,0,0,0)", "font": {"size": 12}},
    }  # fmt: skip
    if len(flows.links):
        data = _data(flows, words, theme, inner, scale)
    else:
        data = []
        layout["annotations"] = [{"text": t("sankey.empty", lang), "x": 0.5, "y": 0.5, "xref": "paper",
                                  "yref": "paper", "showarrow": False, "font": {"size": 14}}]  # fmt: skip
    # one check of everything by plotly instead of one per trace and one more for the figure
    return go.Figure({"data": data, "layout": layout})


def fitting_scale(flows: Flows, *, unit: str, lang: str, height: int = 520, width: int | None = None) -> float | None:
    """Return the pixels per unit at which a drawing fits; None if there is nothing to draw.

    Draw before and after at the smaller of both.
    """
    if not len(flows.links):
        return None
    return place(flows, *_inner(height, width), margin=margin_for(flows, Words.of(flows, lang, unit))).scale


def _data(flows: Flows, words: Words, theme: str, inner: tuple[float, float], scale: float | None) -> list[Trace]:
    layout = place(flows, *inner, margin=margin_for(flows, words), scale=scale)
    return [
        *ribbons(flows, layout, words, theme),
        *arrows(flows, layout, theme),
        *stubs(layout, words),
        *boxes(flows, layout, theme),
        *legend(flows, words.lang, theme),
        names(labels(flows, layout, words, inner[0])),
        hits(flows, layout, words),
    ]


def _inner(height: int, width: int | None) -> tuple[float, float]:
    """Width and height of the plot inside its margins."""
    return (width or WIDTH) - _MARGIN["l"] - _MARGIN["r"], height - _MARGIN["t"] - _MARGIN["b"]
