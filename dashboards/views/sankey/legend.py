"""The key of a Sankey: the families that it draws, and how proposed, resting and uncertain links look."""

from __future__ import annotations

from typing import Any

from dashboards.i18n import section, t
from dashboards.theme import FAMILIES, UNKNOWN, family_colour
from dashboards.views.sankey.looks import CHOSEN, RUNNING, UNSURE, outline
from dashboards.views.sankey.model import Flows

__all__ = ["legend"]


def legend(flows: Flows, lang: str, theme: str) -> list[dict[str, Any]]:
    """Return one trace without points per entry."""
    links = flows.links
    present = set(links["family"].where(links["family"].isin(FAMILIES), "other"))
    words = section("family", lang)
    shown = [family for family in FAMILIES if family in present]
    squares = [
        _entry(words[family], mode="markers",
               marker={"symbol": "square", "size": 10, "color": family_colour(family, theme)})
        for family in (shown if shown != ["other"] else [])
    ]  # fmt: skip
    look = {"status": "", "grade": "", "family": "", "width": 6.0}
    lines = [
        ("chosen", links["status"] == CHOSEN, outline(look | {"status": CHOSEN}, theme)),
        ("idle", ~links["status"].isin([*RUNNING, CHOSEN]), outline(look | {"status": "idle"}, theme)),
        ("unsure", links["grade"] == UNSURE, outline(look | {"grade": UNSURE}, theme) | {"color": UNKNOWN}),
    ]
    return squares + [
        _entry(t(f"sankey.{key}", lang), mode="lines", line=line) for key, has, line in lines if has.any()
    ]


def _entry(name: str, **looks: Any) -> dict[str, Any]:  # noqa: ANN401  what plotly takes
    return {"type": "scatter", "x": [None], "y": [None], "name": name, "hoverinfo": "skip", "showlegend": True, **looks}
