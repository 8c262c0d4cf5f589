"""What the graph can be filtered by and what its browser part has to know, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from circnet.chemistry import TRACKED
from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.theme import FAMILIES
from dashboards.views.graph.composition import elements_of
from dashboards.views.graph.links import KINDS, SHOWN_KINDS, family_of, links_of
from dashboards.views.graph.positions import BOX, HULL
from dashboards.views.graph.stylesheet import stylesheets
from dashboards.views.wording import Wording

__all__ = ["Choices", "choices", "setup"]

Option = dict[str, str]


@dataclass(frozen=True)
class Choices:
    """What may be picked, as ``value, label`` in the order of the lists.

    Attributes
    ----------
    commodities
        Groups of options, ``group, items``: a family each, in the order of the legend.
    elements
        Chemical elements that links carry.
    kinds, statuses
        Of links and of firms.
    firms
        Every firm and partner that may be selected, by name.
    """

    commodities: list[dict[str, Any]]
    elements: list[Option]
    kinds: list[Option]
    statuses: list[Option]
    firms: list[Option]


def choices(run: ParkRun, words: Wording) -> Choices:
    """Return what the links and firms of a run can be filtered by; only what occurs is offered."""
    lang, links, families = words.lang, links_of(run), family_of(run)
    moved = sorted({link.commodity for link in links}, key=lambda good: (words.good(good), good))
    groups = [
        {"group": t(f"family.{family}", lang), "items": [_option(good, words.good(good)) for good in goods]}
        for family in FAMILIES
        if (goods := [good for good in moved if families.get(good, "other") == family])
    ]
    inside = elements_of(run.commodities)
    present = {symbol for good in moved for symbol in inside.get(good, [])}
    named = section("element", lang)
    kinds = {link.kind for link in links}
    statuses = section("status", lang)
    found = set(run.enterprises["status"])
    order = [status for status in statuses if status in found] + sorted(found - set(statuses))
    firms = dict.fromkeys([*run.enterprises["id"], *sorted({end for link in links for end in (link.start, link.end)})])
    return Choices(
        commodities=groups,
        elements=[_option(symbol, named.get(symbol, symbol)) for symbol in TRACKED if symbol in present],
        kinds=[_option(kind, t(f"link_kind.{kind}", lang)) for kind in KINDS if kind in kinds],
        statuses=[_option(status, words.status(status)) for status in order],
        firms=sorted((_option(ref, words.firm(ref)) for ref in firms), key=lambda one: (one["label"], one["value"])),
    )


def setup(run: ParkRun, words: Wording, theme: str, *, dense: bool) -> dict[str, Any]:
    """Return what the browser needs beside the elements.

    Parameters
    ----------
    theme
        In which the graph is drawn first.
    dense
        Whether it is drawn with faint lines, see `stylesheet`.

    Returns
    -------
    dict
        ``park`` (the key under which dragged places are kept), ``theme, dense, sheets`` (rules by theme), ``box``
        (size of a firm's, px), ``spare`` (room of a hull beyond the middles of its boxes), ``kinds`` (shown before
        anyone filters) and ``texts`` with blanks in braces.
    """
    texts = ("count", "up", "down", "both")
    return {
        "park": run.info.id, "theme": theme, "dense": dense, "sheets": stylesheets(dense=dense),
        "box": list(BOX), "spare": [BOX[0] + 2 * HULL, BOX[1] + 2 * HULL],
        "kinds": list(SHOWN_KINDS), "texts": {name: section("graph_told", words.lang)[name] for name in texts},
    }  # fmt: skip


def _option(value: str, label: str) -> Option:
    return {"value": value, "label": label}
