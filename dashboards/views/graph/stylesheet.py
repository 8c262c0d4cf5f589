"""How the graph is drawn, in the light and in the dark.

Classes say what an element is (``firm``, ``chosen``, ...) and, set by the browser, what is made of it: ``off``
(filtered out), ``pale`` (a firm without links left), ``found`` (by the search), ``faded``, ``kept``, ``up``, ``down``,
``named`` and ``picked`` (with a selection), ``legible`` (in a dense graph, once one has come near).
"""

from __future__ import annotations

from typing import Any

from dashboards.theme import FAMILIES, FONT, INK, THEMES, accent, family_colour
from dashboards.views.graph.positions import BOX, RIM

__all__ = ["stylesheet", "stylesheets"]

Rule = dict[str, Any]


def stylesheets(*, dense: bool = False) -> dict[str, list[Rule]]:
    """Return the rules by theme."""
    return {theme: stylesheet(theme, dense=dense) for theme in THEMES}


def stylesheet(theme: str, *, dense: bool = False) -> list[Rule]:
    """Return the rules of a theme: solid exists, dashed accent is proposed, dotted does not run; D is lighter.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    dense
        Whether there is so much to draw that lines are to be faint, and firms unnamed until one has come near.
    """
    return [*_nodes(theme, dense), *_edges(theme, dense), *_filtered(theme), *_selected(theme)]


def _rule(selector: str, **style: object) -> Rule:
    return {"selector": selector, "style": {name.replace("_", "-"): value for name, value in style.items()}}


def _nodes(theme: str, dense: bool) -> list[Rule]:
    ink = INK[theme]
    named = "node.legible, node.zone" if dense else "node[label]"
    return [
        _rule("node", font_family=FONT, font_size=12, color=ink["text"], overlay_opacity=0, min_zoomed_font_size=6),
        _rule(named, label="data(label)", text_wrap="wrap"),
        _rule("node.zone", shape="round-rectangle", width="data(width)", height="data(height)",
              z_compound_depth="bottom", background_color=ink["hull"], border_color=ink["hull_line"], border_width=1,
              text_valign="top", text_halign="center", text_margin_y=-3, text_wrap="ellipsis",
              text_max_width="data(width)", color=ink["muted"], font_size=56 if dense else 14,
              min_zoomed_font_size=4, events="no"),
        _rule("node.firm", shape="round-rectangle", width=BOX[0], height=BOX[1], background_color=ink["surface"],
              border_color=ink["line"], border_width=1, text_valign="center", text_halign="center", line_height=1.12),
        _rule("node.resting", border_style="dashed", background_color=ink["box"], color=ink["muted"]),
        _rule("node.alone", color=ink["muted"]),
        _rule("node.partner", shape="rectangle", width=RIM[0] - 10, height=32, background_color=ink["box"],
              border_color=ink["line"], border_width=1, font_size=12, color=ink["muted"], text_valign="center",
              text_halign="center"),
    ]  # fmt: skip


def _edges(theme: str, dense: bool) -> list[Rule]:
    ink, proposed = INK[theme], accent(theme)
    ranked = "edge.chosen.legible" if dense else "edge.chosen[label]"
    arrow = {"curve_style": "straight", "target_arrow_shape": "triangle", "arrow_scale": "data(arrow)"}
    # from afar an arrowhead is less than a pixel, and where a line meets the edge of a box takes long to find
    line = {"curve_style": "haystack", "haystack_radius": 0} if dense else arrow
    near = [_rule("edge.legible, edge.kept", **arrow)] if dense else []
    families = [
        _rule(f"edge[family = '{family}']", line_color=family_colour(family, theme),
              target_arrow_color=family_colour(family, theme))
        for family in FAMILIES
    ]  # fmt: skip
    return [
        _rule("edge", width="data(width)", overlay_opacity=0, opacity=0.45 if dense else 0.9, **line),
        *near,
        _rule("edge.bent", curve_style="unbundled-bezier", edge_distances="node-position",
              control_point_weights=0.5, control_point_distances="data(bend)"),
        *families,
        _rule("edge.unsure", opacity=0.3 if dense else 0.55),
        _rule("edge.idle", line_style="dotted", width=1.5, line_color=ink["idle"], target_arrow_color=ink["idle"],
              opacity=0.8),
        _rule("edge.chosen", line_style="dashed", line_dash_pattern=[9, 4], line_color=proposed),
        _rule("edge.chosen.unsure", line_dash_pattern=[5, 5], opacity=0.75),
        _rule("edge.equal", line_style="dashed", line_dash_pattern=[2, 5], line_color=proposed, width=1.5),
        _rule("edge.hauled", curve_style="haystack", haystack_radius=0),
        _rule(ranked, label="data(label)", font_family=FONT, font_size=12, font_weight="bold",
              color=ink["surface"], text_background_color=proposed, text_background_opacity=1,
              text_background_shape="roundrectangle", text_background_padding="2px", min_zoomed_font_size=7),
    ]  # fmt: skip


def _filtered(theme: str) -> list[Rule]:
    picked = accent(theme)
    return [
        _rule("edge.off", display="none"),
        _rule("node.pale", opacity=0.35),
        _rule("node.found", border_color=picked, border_width=2),
    ]


def _selected(theme: str) -> list[Rule]:
    """Firms above and below are told apart by the arrow's head, hollow and filled, and by the words at the arrow."""
    ink, picked = INK[theme], accent(theme)
    return [
        _rule("node.faded", opacity=0.25),
        _rule("edge.faded", opacity=0.06, text_opacity=0.1),
        _rule("node.kept", opacity=1, border_color=ink["muted"]),
        _rule("edge.kept", display="element", opacity=1, text_opacity=1, z_index=9),
        _rule("edge.up", target_arrow_fill="hollow", arrow_scale=1.5),
        _rule("edge.down", target_arrow_fill="filled", arrow_scale=1.5),
        _rule("edge.named", label="data(told)", font_family=FONT, font_size=12, font_weight="normal",
              color=ink["text"], text_background_color=ink["surface"], text_background_opacity=0.9,
              text_background_shape="roundrectangle", text_background_padding="2px", min_zoomed_font_size=6,
              text_wrap="wrap"),
        _rule("node.picked", opacity=1, border_color=picked, border_width=3, border_style="solid"),
        _rule("edge.picked", display="element", opacity=1, text_opacity=1, z_index=10, underlay_color=picked,
              underlay_opacity=0.22, underlay_padding=6),
    ]  # fmt: skip
