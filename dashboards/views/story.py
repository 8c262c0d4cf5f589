"""The explanation of one coupling: why it pays, between which prices, what it needs, what could break it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.network import Link, find_link
from dashboards.views.wording import Wording, known

__all__ = ["Band", "Story", "story"]


@dataclass(frozen=True)
class Band:
    """Seller's floor to buyer's ceiling, and the middle between them, in CNY per unit."""

    floor: float
    middle: float
    ceiling: float
    told: str


@dataclass(frozen=True)
class Story:
    """What is told of a coupling.

    Attributes
    ----------
    title, badge
        The exchange, and its grade.
    lead
        Why it pays, in a sentence.
    band
        Of prices; None where a side has none.
    groups
        Facts under headings: ``(heading, [(name, value, what it means)])``.
    needs
        What stands in the way.
    """

    title: str
    badge: str
    lead: str
    band: Band | None
    groups: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


_GROUPS = {
    "money": ("saving", "saving_alone", "saving_unexplained", "capex", "payback_a"),
    "relief": ("co2_t", "waste_t", "water_m3"),
    "way": ("amount", "distance_km", "mode"),
}


def story(run: ParkRun, words: Wording, link_id: str) -> Story | None:
    """Return the explanation of a coupling; None if this run has no such coupling."""
    link = find_link(run, link_id)
    if link is None or link.kind not in ("chosen", "equal"):
        return None
    lang = words.lang
    groups = [
        (t(f"story.{name}", lang), [(t(f"heading.{fact}", lang), _told(link, fact, words), t(f"told.{fact}", lang))
                                    for fact in facts if link.kind == "chosen" or _told(link, fact, words) != "–"])
        for name, facts in _GROUPS.items()
    ]  # fmt: skip
    return Story(
        title=t("story.title", lang, good=words.good(link.commodity), start=words.firm(link.start),
                end=words.firm(link.end)),
        badge=link.grade, lead=_lead(link, words), band=_band(link, words),
        groups=[group for group in groups if group[1]],
        needs=words.barriers(link.facts["barriers"]) or [t("details.no_barrier", lang)],
    )  # fmt: skip


def _told(link: Link, fact: str, words: Wording) -> str:
    value = link.facts[fact]
    match fact:
        case "amount":
            return words.amount(link.amount, link.unit)
        case "saving" | "saving_alone":
            return words.saved(value)
        case "saving_unexplained" | "capex":
            return words.money(value)
        case "payback_a":
            return words.years(value)
        case "co2_t" | "waste_t":
            return words.amount(value, "t")
        case "water_m3":
            return words.amount(value, "m3")
        case "distance_km":
            return words.distance(value)
        case _:
            return words.mode(value)


def _lead(link: Link, words: Wording) -> str:
    """Say why it pays, by what the good is worth to the seller and costs the buyer without the link."""
    lang = words.lang
    if link.kind == "equal":
        return t("details.equal", lang, rank=link.rank)
    floor, ceiling = known(link.facts["price_floor"]), known(link.facts["price_ceiling"])
    saving = words.saved(link.facts["saving"])
    if floor is None or ceiling is None:
        return t("story.lead_plain", lang, saving=saving)
    side = "rid" if floor < 0 else "sells"
    told = t(f"story.seller_{side}", lang, price=words.price(abs(floor), link.unit))
    paid = t("story.buyer_pays", lang, price=words.price(ceiling, link.unit))
    return t("story.lead", lang, seller=told, buyer=paid, saving=saving)


def _band(link: Link, words: Wording) -> Band | None:
    floor, ceiling = known(link.facts["price_floor"]), known(link.facts["price_ceiling"])
    if floor is None or ceiling is None or ceiling < floor:
        return None
    return Band(floor, (floor + ceiling) / 2, ceiling, words.price_band(floor, ceiling, link.unit))
