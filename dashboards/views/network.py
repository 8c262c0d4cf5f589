"""A run as the elements of a graph: firms in their zones, partners at the rim, links that exist and links that pay.

This is the one file that knows what the drawing component wants its elements to look like.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.theme import FAMILIES
from dashboards.views.positions import bends, place
from dashboards.views.wording import Wording, known, short_name

__all__ = ["Link", "elements", "families_shown", "find_link", "firm_of", "links_of"]

Element = dict[str, Any]
_RUNNING = ("operating", "trial")
_WIDTHS = (1.2, 5.5)


@dataclass(frozen=True)
class Link:
    """One arrow of the graph.

    Attributes
    ----------
    id
        Also the id of the row of the table, where there is one.
    start, end, commodity
        Ids.
    kind
        ``existing``, ``idle`` (a link of the data that does not run), ``chosen`` or ``equal``.
    rank
        Place in the table; an equal one has that of the link it could stand in for; 0 for links of the data.
    amount, unit, grade
        What flows in a year, and how sure that is.
    facts
        The row of the table it comes from.
    """

    id: str
    start: str
    end: str
    commodity: str
    kind: str
    rank: int
    amount: float | None
    unit: str
    grade: str
    facts: Mapping[str, Any] = field(repr=False, compare=False)


def links_of(run: ParkRun) -> list[Link]:
    """Return the links of the data, then the couplings in the order of their worth."""
    units = dict(zip(run.commodities["id"], run.commodities["unit"], strict=True))
    links = []
    for number, row in enumerate(run.links.to_dict("records")):
        kind = "existing" if row["status"] in ("existing", "") else "idle"
        unit = units.get(row["commodity"], "")
        amount = known(row["amount"])
        links.append(Link(f"l{number}", row["from"], row["to"], row["commodity"], kind, 0, amount, unit,
                          row.get("grade") or "D", row))  # fmt: skip
    rank = 0
    for number, row in enumerate(run.opportunities.to_dict("records")):
        rank += row["choice"] == "chosen"
        links.append(Link(f"c{number}", row["from"], row["to"], row["commodity"], row["choice"], rank,
                          known(row["amount"]), row["unit"], row["evidence"] or "D", row))  # fmt: skip
    return links


def elements(run: ParkRun, words: Wording) -> list[Element]:
    """Return zones, firms, partners and links as elements with positions."""
    links = links_of(run)
    firms = {row["id"]: row for row in run.enterprises.to_dict("records")}
    outside = dict.fromkeys(end for link in links for end in (link.start, link.end) if end not in firms)
    zone_of = {firm: _zone(row) for firm, row in firms.items()}
    arrows = [(link.start, link.end) for link in links]
    near = [(link.start, link.end) for link in links if link.kind != "equal"]
    takers = [name for name in outside if any(link.end == name for link in links)]
    givers = [name for name in outside if name not in takers]
    points = place(zone_of, near, givers, takers)
    zones = [zone for zone in dict.fromkeys(zone_of.values()) if zone]
    node_ids = {ref: f"n{number}" for number, ref in enumerate([*firms, *outside])}
    dealing = {end for link in links if link.kind != "equal" for end in (link.start, link.end)}
    nodes = [{"data": {"id": f"z{number}", "label": words.zones.get(zone, zone)}, "classes": "zone",
              "selectable": False, "grabbable": False} for number, zone in enumerate(zones)]  # fmt: skip
    for ref, row in firms.items():
        parent = {"parent": f"z{zones.index(zone_of[ref])}"} if zone_of[ref] else {}
        stands = "" if row["status"] in _RUNNING else f"\n{words.status(row['status'])}"
        data = {"id": node_ids[ref], "ref": ref, "label": _cut(words.short[ref], 2 if not stands else 1) + stands,
                "hint": _firm_hint(row, words), **parent}  # fmt: skip
        classes = ["firm", *([] if not stands else ["resting"]), *([] if ref in dealing else ["alone"])]
        nodes.append(_node(data, points[ref], classes))
    for ref in outside:
        hint = f"{words.firm(ref)}\n{t('graph.partner', words.lang)}"
        data = {"id": node_ids[ref], "ref": ref, "label": _cut(words.firm(ref), 2), "hint": hint}
        nodes.append(_node(data, points[ref], ["partner"]))
    families = dict(zip(run.commodities["id"], run.commodities["family"], strict=True))
    widths = _widths(links)
    edges = [
        _edge(link, node_ids, bend, widths[link.id], families.get(link.commodity, ""), words)
        for link, bend in zip(links, bends(arrows, points), strict=True)
    ]
    return nodes + edges


def families_shown(run: ParkRun) -> list[str]:
    """Return the families of the commodities that the graph shows, in the order of the legend."""
    moved = {link.commodity for link in links_of(run) if link.kind != "equal"}
    present = set(run.commodities.loc[run.commodities["id"].isin(moved), "family"])
    return [family for family in FAMILIES if family in present or (family == "other" and present - set(FAMILIES))]


def find_link(run: ParkRun, link_id: str) -> Link | None:
    """Return the link of an id, or None if this run has none."""
    return next((link for link in links_of(run) if link.id == link_id), None)


def firm_of(run: ParkRun, ref: str) -> pd.Series | None:
    """Return the row of a firm, or None if it is no firm of the park."""
    rows = run.enterprises[run.enterprises["id"] == ref]
    return None if rows.empty else rows.iloc[0]


def _node(data: Element, point: tuple[float, float], classes: list[str]) -> Element:
    return {"data": data, "position": {"x": round(point[0], 1), "y": round(point[1], 1)}, "classes": " ".join(classes)}


def _edge(link: Link, node_ids: Mapping[str, str], bend: float, width: float, family: str, words: Wording) -> Element:
    data = {
        "id": link.id, "source": node_ids[link.start], "target": node_ids[link.end], "bend": bend, "width": width,
        "arrow": round(1.15 - 0.09 * width, 2),
        "family": family if family in FAMILIES else "other", "label": str(link.rank) if link.kind == "chosen" else "",
        "hint": _link_hint(link, words),
    }  # fmt: skip
    classes = [link.kind, *(["unsure"] if link.grade == "D" else [])]
    return {"data": data, "classes": " ".join(classes)}


def _zone(row: Mapping[str, Any]) -> str:
    zone = row.get("zone")
    return "" if zone is None or zone != zone else str(zone)  # noqa: PLR0124


def _widths(links: list[Link]) -> dict[str, float]:
    """Width of each arrow by the logarithm of its amount; units differ, so each unit has its own scale."""
    sizes: dict[str, list[float]] = {}
    for link in links:
        if link.amount:
            sizes.setdefault(link.unit, []).append(math.log10(abs(link.amount)))
    low, high = _WIDTHS
    result = {}
    for link in links:
        scale = sizes.get(link.unit, [])
        if not link.amount or not scale:
            result[link.id] = low
            continue
        span = max(scale) - min(scale)
        share = (math.log10(abs(link.amount)) - min(scale)) / span if span > 0.5 else 0.4
        result[link.id] = round(low + (high - low) * share, 2)
    return result


def _cut(name: str, lines: int) -> str:
    """Break a name into lines that fit its box."""
    words = name.split(" ") if " " in name else [name]
    width = 16 if name.isascii() else 9
    rows = [""]
    for word in words:
        piece = word
        joined = f"{rows[-1]} {piece}".strip()
        if len(joined) <= width:
            rows[-1] = joined
            continue
        if rows[-1]:
            rows.append("")
        while len(piece) > width and not piece.isascii():
            rows[-1] = piece[:width]
            piece = piece[width:]
            rows.append("")
        rows[-1] = piece[:width]
    rows = [row for row in rows if row]
    if len(rows) <= lines:
        return "\n".join(rows)
    last = rows[lines - 1]
    return "\n".join([*rows[: lines - 1], f"{last[: width - 1]}…"])


def _firm_hint(row: Mapping[str, Any], words: Wording) -> str:
    zone = words.zones.get(_zone(row), _zone(row))
    return "\n".join([words.firm(row["id"]), " · ".join(filter(None, [words.status(row["status"]), zone]))])


def _link_hint(link: Link, words: Wording) -> str:
    ends = f"{short_name(words.firm(link.start))} → {short_name(words.firm(link.end))}"
    if link.kind in ("existing", "idle"):
        sure = t("graph.basis", words.lang, basis=words.basis(link.facts.get("basis") or ""), grade=link.grade)
        kind = t("graph.existing", words.lang) if link.kind == "existing" else words.status(str(link.facts["status"]))
    else:
        sure = t("graph.evidence", words.lang, grade=link.grade, meaning=t(f"grade.{link.grade}", words.lang))
        kind = t(f"graph.{link.kind}", words.lang, rank=link.rank)
    return "\n".join([f"{words.good(link.commodity)} {words.amount(link.amount, link.unit)}", ends, f"{kind} · {sure}"])
