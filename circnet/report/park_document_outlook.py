"""Chapters of a park's report on what lacks: plants, targets, and answers that only firms have."""

from __future__ import annotations

from typing import Any

from circnet.coupling.result import records
from circnet.errors import CircnetError, NoSolution
from circnet.park import describe
from circnet.report.console import no_solution_report
from circnet.report.document import Bullets, Paragraph, Part
from circnet.report.gaps import gaps_report
from circnet.report.park_document_words import ParkWords
from circnet.report.progress_sections import asked, indicator_tables, missing, projects, targets
from circnet.text import t

__all__ = ["gaps", "progress", "questions", "reason"]

Chapter = tuple[str, list[Part]]

_MOST = 15
_PARTNERS = 3


def reason(words: ParkWords, error: CircnetError) -> str:
    """Why an analysis could not be made."""
    if isinstance(error, NoSolution):
        return str(no_solution_report(error, words.lang)["reason"])
    return str(error)


def gaps(words: ParkWords) -> Chapter:
    """Plants that the park lacks, what each is worth here and why, and goods without a taker."""
    found, content = words.facts.gaps, words.facts.content
    if isinstance(found, CircnetError):
        return words.say("gaps_absent"), [Paragraph(words.say("absent", reason=reason(words, found)))]
    listed = gaps_report(found, content.park, content.catalog, words.lang)["gaps"]
    rows = [row for row in listed if row["status"] == "valued"]
    if not rows:
        return words.say("gaps_none"), [Paragraph(words.say("gaps_none_told"))]
    worth = [row for row in rows if row["saving"] > 0]
    best = worth[0] if worth else None
    title = words.say("gaps_unpaid", count=len(rows)) if best is None else words.say(
        "gaps_title", count=len(worth), plant=best["name"], saving=words.money(best["saving"]),
        capex=words.money(best["capex"]),
    )  # fmt: skip
    columns = ("number", "plant", "chain_kind", "size", "host", "worth", "capex", "payback", "co2")
    table = words.table([_gap(words, row) for row in rows], columns, words.say("gaps_table"), words.say("gaps_note"))
    return title, [table, Bullets(tuple(_why(words, row) for row in rows)), *_orphans(words)]


def progress(words: ParkWords) -> Chapter:
    """The indicators of the circular retrofit against their targets."""
    found = words.facts.progress
    if isinstance(found, CircnetError):
        return words.say("progress_absent"), [Paragraph(words.say("absent", reason=reason(words, found)))]
    scores = found.progress.scores.set_index("system").loc[str(found.progress.summary["system"])]
    count = {name: int(scores[name]) for name in ("indicators", "by_model", "met")}
    known = count["indicators"] - int(scores["missing"])
    title = words.say("progress_title", known=known, missing=len(asked(found)), **count)
    lang = words.lang
    return title, [*indicator_tables(found, lang), *targets(found, lang), *projects(found, lang)]


def questions(words: ParkWords) -> Chapter:
    """What the data cannot tell: needs and surpluses without explanation, warnings, figures that nobody gave."""
    facts, lang = words.facts, words.lang
    points = _unexplained(words)
    warned = describe(facts.faults, lang)
    lacking = 0 if isinstance(facts.progress, CircnetError) else len(asked(facts.progress))
    places = [words.say("ask_place", firms=words.join(words.firm(ref) for ref in facts.content.unplaced["id"]))]
    points += places if len(facts.content.unplaced) else []
    count = len(points) + len(warned) + lacking
    title = words.say("questions_title", count=count) if count else words.say("questions_none")
    parts: list[Part] = [Bullets(tuple(points))] if points else [Paragraph(words.say("all_explained"))]
    if warned:
        more = [words.say("more", count=len(warned) - _MOST)] if len(warned) > _MOST else []
        parts += [Paragraph(words.say("warnings", count=len(warned))), Bullets((*warned[:_MOST], *more))]
    if not isinstance(facts.progress, CircnetError):
        parts += missing(facts.progress, lang)
    return title, parts


def _unexplained(words: ParkWords) -> list[str]:
    result = words.facts.result
    if result is None:
        return []
    return [
        t(f"question.{row['side']}", words.lang, firm=words.firm(row["enterprise"]), good=words.good(row["commodity"]),
          amount=words.amount(row["amount"], row["unit"]))
        for row in records(result.unexplained)
    ]  # fmt: skip


def _gap(words: ParkWords, row: dict[str, Any]) -> dict[str, str]:
    payback = row["payback_a"]
    host = row["host"] or ""
    return {
        "number": str(row["rank"]), "plant": row["name"], "chain_kind": row["kind_name"],
        "size": words.amount(row["capacity"], row["unit"]), "host": words.firm(host) if host else "–",
        "worth": words.money(row["saving"]), "capex": words.money(row["capex"]),
        "payback": "–" if payback is None else words.say("years", years=f"{payback:.1f}"),
        "co2": words.amount(row["co2"], "t"),
    }  # fmt: skip


def _why(words: ParkWords, row: dict[str, Any]) -> str:
    """What speaks for a plant, and whom in the park it would have to do with."""
    ends = [
        words.join(dict.fromkeys(
            words.say("end", firm=words.firm(part["partner"]), good=words.good(part["commodity"]))
            for part in [part for part in row[side] if part["inside"] and part["tied"]][:_PARTNERS]
        )) or words.say("nobody")
        for side in ("feedstock", "products")
    ]  # fmt: skip
    signs = row["sign_names"] or words.say("no_sign")
    return words.say("why", number=row["rank"], plant=row["name"], signs=signs, suppliers=ends[0], takers=ends[1])


def _orphans(words: ParkWords) -> list[Part]:
    """Wastes that firms dispose of and nobody takes."""
    found = words.facts.gaps
    assert not isinstance(found, CircnetError)  # noqa: S101  asked before
    goods = words.facts.content.effective.commodities.drop_duplicates("id").set_index("id")["kind"]
    table = found.orphans
    left = table[(table["side"] == "offered") & table["way"].eq("disposed") & table["commodity"].map(goods).eq("waste")]
    left = left.sort_values(["tonnes", "commodity"], ascending=[False, True]).head(8)
    if left.empty:
        return []
    rows = [
        {"good": words.good(row["commodity"]), "amount": words.amount(row["amount"], row["unit"]),
         "firms": words.join(words.firm(ref) for ref in str(row["firms"]).split(";")[:_PARTNERS])}
        for row in records(left)
    ]  # fmt: skip
    return [words.table(rows, ("good", "amount", "firms"), words.say("orphans_table"))]
