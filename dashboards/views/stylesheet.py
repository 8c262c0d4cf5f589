"""How the graph is drawn, in the light and in the dark."""

from __future__ import annotations

from typing import Any

from dashboards.theme import FAMILIES, FONT, INK, THEMES, accent, family_colour
from dashboards.views.positions import BOX, RIM

__all__ = ["stylesheet", "stylesheets"]

Rule = dict[str, Any]


def stylesheets() -> dict[str, dict[str, list[Rule]]]:
    """Return the rules of each theme: ``base``, and those for what is ``faded``, ``kept`` and ``picked``."""
    return {theme: {"base": stylesheet(theme), **_selection(theme)} for theme in THEMES}


def stylesheet(theme: str) -> list[Rule]:
    """Return the rules of a theme: solid exists, dashed accent is proposed, dotted does not run; D is lighter."""
    return [*_nodes(theme), *_edges(theme)]


def _rule(selector: str, **style: object) -> Rule:
    return {"selector": selector, "style": {name.replace("_", "-"): value for name, value in style.items()}}


def _nodes(theme: str) -> list[Rule]:
    ink = INK[theme]
    return [
        _rule("node", font_family=FONT, font_size=12, color=ink["text"], overlay_opacity=0, min_zoomed_font_size=5),
        _rule("node[label]", label="data(label)", text_wrap="wrap"),
        _rule("node.zone", shape="round-rectangle", background_color=ink["hull"], border_color=ink["hull_line"],
              border_width=1, padding="12px", text_valign="top", text_halign="center", text_margin_y=-3,
              color=ink["muted"], font_size=12, events="no"),
        _rule("node.firm", shape="round-rectangle", width=BOX[0], height=BOX[1], background_color=ink["surface"],
              border_color=ink["line"], border_width=1, text_valign="center", text_halign="center", line_height=1.15),
        _rule("node.resting", border_style="dashed", background_color=ink["box"], color=ink["muted"]),
        _rule("node.alone", color=ink["muted"]),
        _rule("node.partner", shape="rectangle", width=RIM[0] - 10, height=32, background_color=ink["box"],
              border_color=ink["line"], border_width=1, font_size=11, color=ink["muted"], text_valign="center",
              text_halign="center"),
    ]  # fmt: skip


def _edges(theme: str) -> list[Rule]:
    ink, proposed = INK[theme], accent(theme)
    families = [
        rule
        for family in FAMILIES
        for rule in (
            _rule(f"edge[family = '{family}']", line_color=family_colour(family, theme),
                  target_arrow_color=family_colour(family, theme)),
        )
    ]  # fmt: skip
    return [
        _rule("edge", curve_style="unbundled-bezier", edge_distances="node-position", control_point_weights=0.5,
              control_point_distances="data(bend)", width="data(width)", target_arrow_shape="triangle",
              arrow_scale="data(arrow)", overlay_opacity=0, opacity=0.9),
        *families,
        _rule("edge.unsure", opacity=0.55),
        _rule("edge.idle", line_style="dotted", width=1.5, line_color=ink["idle"], target_arrow_color=ink["idle"],
              opacity=0.8),
        _rule("edge.chosen", line_style="dashed", line_dash_pattern=[9, 4], line_color=proposed),
        _rule("edge.chosen.unsure", line_dash_pattern=[5, 5], opacity=0.75),
        _rule("edge.equal", line_style="dashed", line_dash_pattern=[2, 5], line_color=proposed, width=1.5,
              visibility="hidden"),
        _rule("edge.chosen[label]", label="data(label)", font_family=FONT, font_size=11, font_weight="bold",
              color=ink["surface"], text_background_color=proposed, text_background_opacity=1,
              text_background_shape="roundrectangle", text_background_padding="2px"),
    ]  # fmt: skip


def _selection(theme: str) -> dict[str, list[Rule]]:
    ink, picked = INK[theme], accent(theme)
    return {
        "faded": [_rule("node.firm, node.partner", opacity=0.28), _rule("edge", opacity=0.07, text_opacity=0.1)],
        "kept": [
            _rule("node", opacity=1, border_color=ink["muted"]),
            _rule("edge", opacity=1, text_opacity=1, visibility="visible", z_index=9),
        ],
        "picked": [
            _rule("node", opacity=1, border_color=picked, border_width=3),
            _rule("edge", opacity=1, text_opacity=1, visibility="visible", z_index=10, underlay_color=picked,
                  underlay_opacity=0.22, underlay_padding=6),
        ],
    }  # fmt: skip
