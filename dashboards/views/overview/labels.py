"""Where the names of crowded points go: near them, clear of circles and of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Label", "label_size", "spread"]

_STEPS: Final = (4.0, 20.0, 44.0, 72.0)
_DIRECTIONS: Final = 12
_PASSES: Final = 2
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A text beside a circle, in pixels: x to the right, y up.

    Attributes
    ----------
    id
        Decides who goes first where all else is equal.
    x, y, radius
        The circle.
    width, height
        The text.
    """

    id: str
    x: float
    y: float
    radius: float
    width: float
    height: float


def label_size(text: str, size: float = 12.0) -> tuple[float, float]:
    """Return about how wide and high lines joined by ``<br>`` are, px: a Chinese sign is as wide as high."""
    lines = text.split("<br>")
    width = max(sum(0.58 if sign.isascii() else 1.0 for sign in line) for line in lines) * size
    return width + 6.0, len(lines) * size * 1.3 + 4.0


def spread(labels: Sequence[Label], frame: Box) -> dict[str, tuple[float, float]]:
    """Return the centre of each label's text, relative to its circle, px.

    Each label in turn takes the place that costs least: overlap with other texts and circles, distance from its
    own circle, and ink outside of ``frame`` (left, bottom, right, top); a few rounds, the larger circles first.
    """
    order = sorted(labels, key=lambda label: (-label.radius, label.id))
    chosen: dict[str, tuple[float, float]] = {}
    for _ in range(_PASSES):
        for label in order:
            taken = [_box(other, chosen[other.id]) for other in order if other is not label and other.id in chosen]
            circles = [(other.x, other.y, other.radius) for other in order if other is not label]
            places = _places(label)
            costs = [_cost(label, place, taken, circles, frame) for place in places]
            chosen[label.id] = places[min(range(len(places)), key=lambda at: (round(costs[at], 6), at))]
    return chosen


def _places(label: Label) -> list[tuple[float, float]]:
    """Places around the circle, the nearest first, starting at the right."""
    places = []
    for step in _STEPS:
        for turn in range(_DIRECTIONS):
            angle = 2 * math.pi * turn / _DIRECTIONS
            across = (label.radius + step + label.width / 2) * math.cos(angle)
            places.append((across, (label.radius + step + label.height / 2) * math.sin(angle)))
    return places


def _box(label: Label, place: tuple[float, float]) -> Box:
    x, y = label.x + place[0], label.y + place[1]
    return x - label.width / 2, y - label.height / 2, x + label.width / 2, y + label.height / 2


def _cost(
    label: Label, place: tuple[float, float], taken: Sequence[Box], circles: Sequence[tuple[float, ...]], frame: Box
) -> float:
    box = _box(label, place)
    area = label.width * label.height
    inside = _shared(box, frame)
    cost = math.hypot(*place) + 2 * (area - inside) + sum(1.5 * _shared(box, other) for other in taken)
    for x, y, radius in circles:
        cost += 0.8 * _shared(box, (x - radius, y - radius, x + radius, y + radius))
    own = (label.x - label.radius, label.y - label.radius, label.x + label.radius, label.y + label.radius)
    return cost + 0.8 * _shared(box, own) + 4.0 * sum(_crosses(label, place, circle) for circle in circles)


def _shared(one: Box, two: Box) -> float:
    across = min(one[2], two[2]) - max(one[0], two[0])
    along = min(one[3], two[3]) - max(one[1], two[1])
    return max(across, 0.0) * max(along, 0.0)


def _crosses(label: Label, place: tuple[float, float], circle: tuple[float, ...]) -> float:
    """How deep the leader line runs through another circle, px."""
    length = math.hypot(*place)
    dx, dy = place[0] / length, place[1] / length
    along = min(max((circle[0] - label.x) * dx + (circle[1] - label.y) * dy, 0.0), length)
    off = math.hypot(label.x + along * dx - circle[0], label.y + along * dy - circle[1])
    return max(circle[2] - off, 0.0)
