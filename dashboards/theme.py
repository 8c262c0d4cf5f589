"""Colours, type and spacing: one colour, one meaning, through the whole app."""

from __future__ import annotations

from typing import Any, Final

__all__ = [
    "ACCENT",
    "FAMILIES",
    "FONT",
    "INK",
    "MANTINE",
    "SIGNS",
    "THEMES",
    "accent",
    "family_colour",
    "template",
    "templates",
]

THEMES: Final = ("light", "dark")
FONT: Final = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif'
ACCENT: Final = "#0F6E84"
UNKNOWN: Final = "#7A8290"
SIGNS: Final[dict[str, str]] = {"good": "#1B7F4B", "watch": "#B7791F", "bad": "#B3261E", "unknown": UNKNOWN}

FAMILIES: Final[dict[str, str]] = {
    "chlorine": "#7FA31B",
    "sulphur": "#D9A400",
    "heat": "#D55E00",
    "electricity": "#7E57C2",
    "water": "#1565C0",
    "waste": "#A1887F",
    "emission": "#455A64",
    "salt": "#0F8B8D",
    "metal": "#5B6C8F",
    "silicon": "#56A3D9",
    "carbon": "#6D4C41",
    "hydrogen": "#26C6DA",
    "bio": "#558B2F",
    "battery": "#AD1457",
    "other": UNKNOWN,
}
"""Colour of each family of commodities, in the order of the legend."""

INK: Final[dict[str, dict[str, str]]] = {
    "light": {
        "ground": "#F4F6F8", "text": "#1C2630", "muted": "#5A6672", "surface": "#FFFFFF", "box": "#F4F7F9",
        "line": "#B9C3CC", "hull": "#EDF2F4", "hull_line": "#D5DEE3", "idle": "#98A3AD",
    },
    "dark": {
        "ground": "#11161A", "text": "#E6EBEF", "muted": "#A3AFBA", "surface": "#171C21", "box": "#27303A",
        "line": "#55626F", "hull": "#1F262D", "hull_line": "#323D47", "idle": "#6F7C88",
    },
}  # fmt: skip
"""What canvas and figures cannot take from the style sheet."""

_SHADES: Final = [
    "#E7F4F7", "#D3E6EB", "#A6CDD7", "#77B2C2", "#509CB0", "#378DA5", "#2786A0", "#177389", "#0F6E84", "#075B6E",
]  # fmt: skip

MANTINE: Final[dict[str, Any]] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT},
    "colors": {"accent": _SHADES},
    "primaryColor": "accent",
    "primaryShade": {"light": 8, "dark": 4},
    "defaultRadius": 6,
    "fontSizes": {"xs": "12px", "sm": "14px", "md": "16px", "lg": "20px", "xl": "28px"},
}
"""Theme of the Mantine provider."""


def accent(theme: str) -> str:
    """Return the colour of links and selections, light enough on a dark ground."""
    return ACCENT if theme == "light" else _SHADES[3]


def family_colour(family: str, theme: str) -> str:
    """Return the colour of a family of commodities.

    Examples
    --------
    >>> family_colour("heat", "light")
    '#D55E00'
    >>> family_colour("no such family", "light") == UNKNOWN
    True
    """
    colour = FAMILIES.get(family, UNKNOWN)
    return colour if theme == "light" else _lighter(colour, 0.4)


def template(theme: str) -> dict[str, Any]:
    """Return the template of a plotly figure: ink and lines of a theme on a ground that shows through."""
    ink = INK[theme]
    axis = {"gridcolor": ink["hull_line"], "linecolor": ink["line"], "zerolinecolor": ink["line"], "automargin": True}
    return {
        "layout": {
            "font": {"family": FONT, "size": 12, "color": ink["text"]}, "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)", "xaxis": axis, "yaxis": axis,
            "colorway": [accent(theme), *FAMILIES.values()],
            "hoverlabel": {"bgcolor": ink["box"], "bordercolor": ink["line"],
                           "font": {"family": FONT, "size": 12, "color": ink["text"]}},
            "title": {"font": {"size": 14}, "x": 0, "xanchor": "left"}, "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
        },
    }  # fmt: skip


def templates() -> dict[str, dict[str, Any]]:
    """Return the template of each theme: the browser changes them without asking."""
    return {theme: template(theme) for theme in THEMES}


def _lighter(colour: str, share: float) -> str:
    """Mix a colour with white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)
