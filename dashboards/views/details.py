"""All that is known of the one link or firm that is selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.network import Link, find_link, firm_of, links_of
from dashboards.views.wording import Wording, known

__all__ = ["Details", "details", "questions"]

_MOST = 8


@dataclass(frozen=True)
class Details:
    """A title, pairs of name and value, and remarks in words."""

    title: str
    badge: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def details(run: ParkRun, words: Wording, selection: Mapping[str, str] | None) -> Details | None:
    """Return what is known of a selection; None if nothing of this run is selected.

    Parameters
    ----------
    selection
        ``kind`` (link or firm) and ``id``: that of the link, or the firm's own.
    """
    if not selection:
        return None
    if selection.get("kind") == "firm":
        return _firm(run, words, selection["id"])
    link = find_link(run, selection.get("id", ""))
    if link is None:
        return None
    return _existing(link, words) if link.kind in ("existing", "idle") else _coupling(link, words)


def questions(run: ParkRun, words: Wording) -> list[str]:
    """Return the needs and surpluses that the data cannot explain, dearest first, each as a question to a firm."""
    return [
        t(f"question.{row['side']}", words.lang, firm=words.short.get(row["enterprise"], row["enterprise"]),
          good=words.good(row["commodity"]), amount=words.amount(row["amount"], row["unit"]))
        for row in run.unexplained.head(_MOST).to_dict("records")
    ]  # fmt: skip


def _title(link: Link, words: Wording) -> str:
    return (
        f"{words.good(link.commodity)}{t('figure.colon', words.lang)}{words.firm(link.start)} → {words.firm(link.end)}"
    )


def _coupling(link: Link, words: Wording) -> Details:
    facts, lang = link.facts, words.lang
    pairs = [
        ("amount", words.amount(link.amount, link.unit)),
        ("saving", words.money(facts["saving"])),
        ("saving_alone", words.money(facts["saving_alone"])),
        ("saving_unexplained", words.money(facts["saving_unexplained"])),
        ("price_band", words.price_band(facts["price_floor"], facts["price_ceiling"], link.unit)),
        ("capex", words.money(facts["capex"])),
        ("payback_a", words.years(facts["payback_a"])),
        ("co2_t", words.amount(facts["co2_t"], "t")),
        ("waste_t", words.amount(facts["waste_t"], "t")),
        ("water_m3", words.amount(facts["water_m3"], "m3")),
        ("distance_km", words.distance(facts["distance_km"])),
        ("mode", words.mode(facts["mode"])),
    ]
    barriers = words.barriers(facts["barriers"])
    remarks = barriers or [t("details.no_barrier", lang)]
    if link.kind == "equal":
        remarks = [t("details.equal", lang, rank=link.rank), *remarks]
        pairs = [pair for pair in pairs if pair[1] != "–"]
    return Details(
        _title(link, words), link.grade, [(t(f"heading.{name}", lang), value) for name, value in pairs], remarks
    )


def _existing(link: Link, words: Wording) -> Details:
    facts, lang = link.facts, words.lang
    named = [words.sources.get(source.strip(), source.strip()) for source in str(facts.get("source") or "").split(";")]
    pairs = [
        ("amount", words.amount(link.amount, link.unit)),
        ("status", words.status(facts["status"])),
        ("mode", words.mode(facts.get("mode"))),
        ("basis", words.basis(facts.get("basis") or "")),
        ("source", t("figure.comma", lang).join(name for name in named if name) or "–"),
    ]
    return Details(_title(link, words), link.grade, [(t(f"heading.{name}", lang), value) for name, value in pairs])


def _firm(run: ParkRun, words: Wording, ref: str) -> Details | None:
    lang = words.lang
    links = [link for link in links_of(run) if link.kind != "equal" and ref in (link.start, link.end)]
    row = firm_of(run, ref)
    if row is None and not links:
        return None
    pairs = []
    if row is None:
        pairs.append(("status", t("graph.partner", lang)))
    else:
        made = run.products.loc[run.products["enterprise"] == ref, "commodity"].tolist()
        zone = str(row["zone"] or "")
        pairs += [
            ("status", words.status(row["status"])),
            ("zone", words.zones.get(zone, zone) or "–"),
            ("products", t("figure.comma", lang).join(words.good(good) for good in made[:_MOST]) or "–"),
            ("basis", words.basis(row["basis"] or "")),
        ]
    remarks = [_dealing(link, ref, words) for link in sorted(links, key=_urgency)[:_MOST]]
    if len(links) > _MOST:
        remarks.append(t("details.more", lang, count=len(links) - _MOST))
    return Details(words.firm(ref), "", [(t(f"heading.{name}", lang), value) for name, value in pairs],
                   remarks or [t("details.alone", lang)])  # fmt: skip


def _urgency(link: Link) -> tuple[int, float]:
    """Links that run first, then couplings by rank, then those that do not run."""
    return ("existing", "chosen", "idle").index(link.kind), link.rank or -(known(link.amount) or 0.0)


def _dealing(link: Link, ref: str, words: Wording) -> str:
    gives = link.start == ref
    other = link.end if gives else link.start
    return t("details.gives" if gives else "details.takes", words.lang, good=words.good(link.commodity),
             amount=words.amount(link.amount, link.unit), firm=words.short.get(other, words.firm(other)),
             kind=t(f"kind.{link.kind}", words.lang, rank=link.rank))  # fmt: skip
