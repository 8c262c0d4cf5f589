"""How a ribbon looks by its family, status and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboards.theme import UNKNOWN, accent, family_colour

__all__ = ["CHOSEN", "RUNNING", "UNSURE", "fill", "outline"]

RUNNING: Final = ("existing", "")
CHOSEN: Final = "chosen"
UNSURE: Final = "D"

_SOLID, _LIGHT, _FAINT = 0.5, 0.22, 0.1
_THICKEST: Final = 1.5


def fill(link: Mapping[str, Any], theme: str) -> str:
    """Colour of the family: strong, lighter where the evidence is weak, faint where nothing flows."""
    strength = _LIGHT if link["grade"] == UNSURE else _SOLID
    if link["status"] not in (*RUNNING, CHOSEN):
        strength = _FAINT
    colour = family_colour(link["family"], theme)
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"


def outline(link: Mapping[str, Any], theme: str) -> dict[str, Any]:
    """Line around a ribbon: dashed accent if proposed, grey if it does not run, dotted if its evidence is weak.

    On a thin ribbon the line is thinner, so that the colour of the family is still seen.
    """
    width = round(min(_THICKEST, max(0.6, link["width"] / 4)), 1)
    if link["status"] == CHOSEN:
        return {"color": accent(theme), "width": width, "dash": "6px,3px"}
    if link["status"] not in RUNNING:
        return {"color": UNKNOWN, "width": width}
    if link["grade"] == UNSURE:
        return {"color": family_colour(link["family"], theme), "width": width, "dash": "2px,3px"}
    return {"color": family_colour(link["family"], theme), "width": 0}
