"""The report of a park: cover, network, couplings, accounts, gaps, progress, questions, and the evidence of it all."""

from __future__ import annotations

from collections.abc import Callable

from circnet import __version__
from circnet.report.document import Document, Heading, KeyFigures, Paragraph, Part
from circnet.report.park_document_accounts import heat_and_water, ledgers
from circnet.report.park_document_evidence import evidence, sources
from circnet.report.park_document_facts import Facts
from circnet.report.park_document_network import couplings, network
from circnet.report.park_document_outlook import gaps, progress, questions, reason
from circnet.report.park_document_words import ParkWords
from circnet.report.phrases import grade_words

__all__ = ["CHAPTERS", "park_document"]

CHAPTERS: tuple[tuple[str, Callable[[ParkWords], tuple[str, list[Part]]]], ...] = (
    ("network", network),
    ("couplings", couplings),
    ("ledgers", ledgers),
    ("gaps", gaps),
    ("progress", progress),
    ("heat_water", heat_and_water),
    ("questions", questions),
    ("evidence", evidence),
)
"""Chapters in the order of reading; the title of each says what was found."""


def park_document(facts: Facts, lang: str) -> Document:
    """Return the report of a park.

    Parameters
    ----------
    facts
        `circnet.report.park_document_facts.park_facts`.
    lang
        ``zh`` or ``en``.
    """
    words = ParkWords(facts, lang)
    parts: list[Part] = [KeyFigures(_figures(words)), *_opening(words)]
    for number, (name, write) in enumerate(CHAPTERS, start=1):
        title, written = write(words)
        parts.append(Heading(words.say("chapter", number=number, topic=words.say(f"topic_{name}"), title=title)))
        parts += written
    return Document(words.say("title", park=words.park), _subtitle(words), lang, tuple(parts), sources(words))


def _subtitle(words: ParkWords) -> str:
    info = words.facts.content.park.info
    told = [f"{info.prefecture}{info.county}"] if words.lang == "zh" else []
    if info.year:
        told.append(words.say("data_year", year=info.year))
    if words.facts.scenario:
        told.append(words.say("scenario", name=words.facts.scenario.get(words.lang, "")))
    told.append(words.say("version", version=__version__))
    return words.join(part for part in told if part)


def _figures(words: ParkWords) -> tuple[tuple[str, str], ...]:
    found = words.facts.figures
    links = words.facts.content.links
    told = [
        ("k_firms", str(found["enterprises"])),
        ("k_links", str(int((links["state"] == "existing").sum()))),
    ]
    if words.facts.result is not None:
        told += [
            ("k_new", f"{found['couplings']:.0f}"), ("k_saving", words.money(found["saving"])),
            ("k_co2", words.amount(found["co2_avoided"], "t")),
        ]  # fmt: skip
    return tuple((words.say(key), figure) for key, figure in told)


def _opening(words: ParkWords) -> list[Part]:
    """What to remember, and how sure it is."""
    facts, found = words.facts, words.facts.figures
    if facts.no_solution is not None:
        told = words.say("lead_unsolved", reason=reason(words, facts.no_solution))
        return [Paragraph(told, "lead"), Paragraph(words.say("how_to_read"), "note")]
    key = "lead" if found["couplings"] else "lead_none"
    lead = words.say(
        key, firms=found["enterprises"], links=found["links"], new=f"{found['couplings']:.0f}",
        saving=words.money(found["saving"]), co2=words.amount(found["co2_avoided"], "t"),
        waste=words.amount(found["waste_diverted"], "t"), water=words.amount(found["water_saved"], "m3"),
    )  # fmt: skip
    parts: list[Part] = [Paragraph(lead, "lead")]
    if found["grade_saving"]:
        key = "lead_unsure" if found["grade_saving"] == "D" else "lead_grade"
        parts.append(Paragraph(words.say(key, grade=grade_words(found["grade_saving"], words.lang))))
    return [*parts, Paragraph(words.say("how_to_read"), "note")]
