"""A run as the elements of a graph: firms in their zones, partners at the rim, links that exist and links that pay.

This is the one file that knows what the drawing component wants its elements to look like. Each element carries what
it is filtered by; the browser filters and selects by classes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.graph.arrows import bends, widths
from dashboards.views.graph.composition import elements_of
from dashboards.views.graph.links import SHOWN_KINDS, Link, family_of, links_of
from dashboards.views.graph.positions import BOX, DENSE, HULL, Point, place
from dashboards.views.wording import Wording, short_name

__all__ = ["elements", "is_dense"]

Element = dict[str, Any]
_RUNNING = ("operating", "trial")
_LINES = 3


def elements(run: ParkRun, words: Wording) -> list[Element]:
    """Return zones, firms, partners and links as elements with positions.

    Places follow from the firms and the links of the data alone: no scenario moves a box.

    Returns
    -------
    list of dict
        Nodes first. The ``data`` of a firm has ``ref, status, search`` and ``home`` (its place); that of a link
        ``commodity, elements, kind, family, search``. ``hint`` is shown when the pointer rests on it; the first line
        of a link's says what it carries.
    """
    links = links_of(run)
    firms = {row["id"]: row for row in run.enterprises.to_dict("records")}
    outside = sorted({end for link in links for end in (link.start, link.end)} - set(firms))
    zone_of = {firm: _zone(row) for firm, row in firms.items()}
    points = _places(zone_of, links, outside)
    node_ids = {ref: f"n{number}" for number, ref in enumerate([*firms, *outside])}
    return [
        *_zones(zone_of, points, words),
        *_firms(run, firms, links, words, node_ids, points),
        *(_partner(ref, words, node_ids[ref], points[ref]) for ref in outside),
        *_edges(run, links, words, node_ids, points),
    ]


def is_dense(found: list[Element]) -> bool:
    """Return whether so much is drawn that lines are to be faint and straight."""
    return sum("ref" in one["data"] for one in found) > DENSE


def _places(zone_of: Mapping[str, str], links: list[Link], outside: list[str]) -> dict[str, Point]:
    data = [(link.start, link.end) for link in links if link.kind in ("existing", "idle")]
    at_work = {end for pair in data for end in pair}
    ends = {end for _, end in data}
    givers = [name for name in outside if name in at_work and name not in ends]
    takers = [name for name in outside if name in ends]
    later = [name for name in outside if name not in at_work]
    return place(zone_of, data, givers, takers, later)


def _zones(zone_of: Mapping[str, str], points: Mapping[str, Point], words: Wording) -> list[Element]:
    """Return the hull of each zone, whose id is ``z:<zone>``; the browser lets it follow boxes that are dragged."""
    found = []
    for zone in sorted({zone for zone in zone_of.values() if zone}):
        inside = np.array([points[firm] for firm, own in zone_of.items() if own == zone])
        (left, top), (right, bottom) = inside.min(axis=0).tolist(), inside.max(axis=0).tolist()
        data = {"id": f"z:{zone}", "label": words.zones.get(zone, zone),
                "width": round(right - left + BOX[0] + 2 * HULL, 1),
                "height": round(bottom - top + BOX[1] + 2 * HULL, 1)}  # fmt: skip
        found.append({"data": data, "position": {"x": round((left + right) / 2, 1), "y": round((top + bottom) / 2, 1)},
                      "classes": "zone", "selectable": False, "grabbable": False})  # fmt: skip
    return found


def _firms(
    run: ParkRun, firms: Mapping[str, Mapping[str, Any]], links: list[Link], words: Wording,
    node_ids: Mapping[str, str], points: Mapping[str, Point],
) -> Iterator[Element]:  # fmt: skip
    dealing = {end for link in links if link.kind in SHOWN_KINDS for end in (link.start, link.end)}
    made = run.products.groupby("enterprise", sort=False)["commodity"].agg(list).to_dict()
    called = _called(run.commodities)
    for ref, row in firms.items():
        goods = made.get(ref, [])
        search = _search([ref, row["name_zh"], row["name_en"], *(called.get(good, good) for good in goods)])
        data = {
            "id": node_ids[ref], "ref": ref, "home": _rounded(points[ref]), "label": _firm_label(row, goods, words),
            "status": row["status"], "search": search, "hint": _firm_hint(row, words), "zone": f"z:{_zone(row)}",
        }  # fmt: skip
        resting = [] if row["status"] in _RUNNING else ["resting"]
        yield _node(data, ["firm", *resting, *([] if ref in dealing else ["alone"])])


def _partner(ref: str, words: Wording, node: str, point: Point) -> Element:
    hint = f"{words.firm(ref)}\n{t('graph.partner', words.lang)}"
    data = {"id": node, "ref": ref, "home": _rounded(point), "label": _cut(words.firm(ref), 2, 15), "status": "",
            "search": _search([ref, words.firm(ref)]), "hint": hint}  # fmt: skip
    return _node(data, ["partner"])


def _edges(
    run: ParkRun, links: list[Link], words: Wording, node_ids: Mapping[str, str], points: Mapping[str, Point]
) -> list[Element]:
    families, inside, called = family_of(run), elements_of(run.commodities), _called(run.commodities)
    bent = bends([(link.start, link.end) for link in links], points)
    found = []
    for link, bend, width in zip(links, bent, widths(links).tolist(), strict=True):
        data = {
            "id": link.id, "source": node_ids[link.start], "target": node_ids[link.end], "kind": link.kind,
            "commodity": link.commodity, "family": families.get(link.commodity, "other"),
            "elements": inside.get(link.commodity, []),
            "search": _search([link.commodity, called.get(link.commodity, "")]),
            "width": width, "arrow": round(1.15 - 0.09 * width, 2),
            "label": str(link.rank) if link.kind == "chosen" else "", "hint": _hint(link, words),
        } | ({"bend": bend} if bend else {})  # fmt: skip
        looks = {"unsure": link.grade == "D", "off": link.kind not in SHOWN_KINDS, "bent": bool(bend)}
        found.append(
            {"data": data, "classes": " ".join([link.kind, *(look for look, is_so in looks.items() if is_so)])}
        )
    return found


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 1), round(point[1], 1)]


def _node(data: Element, classes: list[str]) -> Element:
    x, y = data["home"]
    return {"data": data, "position": {"x": x, "y": y}, "classes": " ".join(classes)}


def _zone(row: Mapping[str, Any]) -> str:
    zone = row.get("zone")
    return "" if zone is None or zone != zone else str(zone)  # noqa: PLR0124


def _called(commodities: pd.DataFrame) -> dict[str, str]:
    """Every name of each commodity, to be searched in whatever language is shown."""
    names = commodities["name_zh"].fillna("") + " " + commodities["name_en"].fillna("")
    return dict(zip(commodities["id"], commodities["id"] + " " + names, strict=True))


def _search(parts: list[Any]) -> str:
    return " ".join(str(part) for part in parts if part and part == part).lower()  # noqa: PLR0124


def _firm_label(row: Mapping[str, Any], made: list[str], words: Wording) -> str:
    """Name, first product, and status where it does not run, in three lines at most."""
    below = [_cut(words.good(good), 1) for good in made[:1]]
    if row["status"] not in _RUNNING:
        below.append(words.status(row["status"]))
    return "\n".join([_cut(words.short[row["id"]], _LINES - len(below)), *below])


def _cut(name: str, lines: int, latin: int = 17) -> str:
    """Break a name into lines that fit its box."""
    width = latin if name.isascii() else 9
    rows = [""]
    for word in name.split():
        piece = word
        joined = f"{rows[-1]} {piece}".strip()
        if len(joined) <= width:
            rows[-1] = joined
            continue
        if rows[-1]:
            rows.append("")
        while len(piece) > width:
            rows[-1] = piece[:width]
            piece = piece[width:]
            rows.append("")
        rows[-1] = piece
    rows = [row for row in rows if row]
    if len(rows) <= lines:
        return "\n".join(rows)
    return "\n".join([*rows[: lines - 1], f"{rows[lines - 1][: width - 1]}…"])


def _firm_hint(row: Mapping[str, Any], words: Wording) -> str:
    zone = words.zones.get(_zone(row), _zone(row))
    return "\n".join([words.firm(row["id"]), " · ".join(filter(None, [words.status(row["status"]), zone]))])


def _hint(link: Link, words: Wording) -> str:
    ends = f"{short_name(words.firm(link.start))} → {short_name(words.firm(link.end))}"
    if link.kind in ("existing", "idle"):
        sure = t("graph.basis", words.lang, basis=words.basis(link.facts.get("basis") or ""), grade=link.grade)
        kind = t("graph.existing", words.lang) if link.kind == "existing" else words.status(str(link.facts["status"]))
    else:
        sure = t("graph.evidence", words.lang, grade=link.grade, meaning=t(f"grade.{link.grade}", words.lang))
        kind = t(f"graph.{link.kind}", words.lang, rank=link.rank)
    return "\n".join([f"{words.good(link.commodity)} {words.amount(link.amount, link.unit)}", ends, f"{kind} · {sure}"])
