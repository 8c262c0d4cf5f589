"""All that is known of the one link or firm that is selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.graph.balance import Balance, balances_of
from dashboards.views.graph.links import Link, family_of, find_link, firm_of, links_of
from dashboards.views.wording import Wording, known

__all__ = ["Dealing", "Details", "details", "questions"]

_MOST = 8


@dataclass(frozen=True)
class Dealing:
    """A link of a firm, as a line of its panel.

    Attributes
    ----------
    link
        Its id.
    partner, good, amount, kind, grade
        With whom, what, how much in a year, what becomes of it, and how sure that is.
    look
        Kind of the link, for its sign.
    """

    link: str
    partner: str
    good: str
    amount: str
    kind: str
    grade: str
    look: str


@dataclass(frozen=True)
class Details:
    """What is known of a selection.

    Attributes
    ----------
    title, badge
        What it is; grade of evidence of a link.
    facts
        Pairs of name and value.
    remarks
        In words.
    balances
        Of a firm, a state each.
    upstream, downstream
        Links into and out of a firm; None where a link is selected.
    """

    title: str
    badge: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    upstream: list[Dealing] | None = None
    downstream: list[Dealing] | None = None


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
        ("saving", words.saved(facts["saving"])),
        ("saving_alone", words.saved(facts["saving_alone"])),
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
    pairs = [
        ("amount", words.amount(link.amount, link.unit)),
        ("status", words.status(facts["status"])),
        ("mode", words.mode(facts.get("mode"))),
        ("basis", words.basis(facts.get("basis") or "")),
        ("source", _sources([facts.get("source")], words)),
    ]
    return Details(_title(link, words), link.grade, [(t(f"heading.{name}", lang), value) for name, value in pairs])


def _sources(cited: list[object], words: Wording) -> str:
    """Titles of the sources that cells cite, each once; a dash where none does."""
    ids = dict.fromkeys(part.strip() for cell in cited if isinstance(cell, str) for part in cell.split(";"))
    return t("figure.comma", words.lang).join(words.sources.get(one, one) for one in ids if one) or "–"


def _firm(run: ParkRun, words: Wording, ref: str) -> Details | None:
    lang = words.lang
    links = [link for link in links_of(run) if link.kind != "equal" and ref in (link.start, link.end)]
    row = firm_of(run, ref)
    if row is None and not links:
        return None
    if row is None:
        pairs = [("status", t("graph.partner", lang))]
    else:
        made = run.products.loc[run.products["enterprise"] == ref, "commodity"].tolist()
        zone = str(row["zone"] or "")
        pairs = [
            ("status", words.status(row["status"])),
            ("zone", words.zones.get(zone, zone) or "–"),
            ("products", t("figure.comma", lang).join(words.good(good) for good in made[:_MOST]) or "–"),
            ("basis", words.basis(row["basis"] or "")),
            ("source", _sources([row.get("source"), *(link.facts.get("source") for link in links)], words)),
        ]
    links.sort(key=_urgency)
    return Details(
        title=words.firm(ref),
        facts=[(t(f"heading.{name}", lang), value) for name, value in pairs],
        remarks=[] if links else [t("details.alone", lang)],
        balances=balances_of(run.balances, ref, words, family_of(run)),
        upstream=[_dealing(link, link.start, words) for link in links if link.end == ref],
        downstream=[_dealing(link, link.end, words) for link in links if link.start == ref],
    )


def _urgency(link: Link) -> tuple[int, float]:
    """Links that run first, then couplings by rank, then those that do not run."""
    return ("existing", "chosen", "idle").index(link.kind), link.rank or -(known(link.amount) or 0.0)


def _dealing(link: Link, partner: str, words: Wording) -> Dealing:
    return Dealing(link.id, words.short.get(partner, words.firm(partner)), words.good(link.commodity),
                   words.amount(link.amount, link.unit), t(f"kind.{link.kind}", words.lang, rank=link.rank),
                   link.grade, link.kind)  # fmt: skip
