"""What is said of one link: how often it pays, what it is worth, what moves that."""

from __future__ import annotations

from dataclasses import dataclass

from circnet.uncertain import Uncertainty
from dashboards.i18n import t
from dashboards.views.uncertain.rows import UncertainWords, link_ids, percent

__all__ = ["LinkStory", "Mover", "link_story"]


@dataclass(frozen=True)
class Mover:
    """An input that moves the worth of a link: its name, the correlation, whether worth rises with it."""

    name: str
    told: str
    size: float
    rises: bool


@dataclass(frozen=True)
class LinkStory:
    """All that the page says of a link; ``link`` is its row."""

    link: int
    id: str
    title: str
    grade: str
    grade_told: str
    badges: tuple[str, ...]
    lead: str
    facts: tuple[tuple[str, str], ...]
    movers: tuple[Mover, ...]
    samples: int


def link_story(found: Uncertainty, words: UncertainWords, ref: str) -> LinkStory | None:
    """Return what is said of a link by its id; None where there is none."""
    ids = link_ids(found.links)
    if ref not in ids:
        return None
    link, lang = ids.index(ref), words.lang
    row = found.links.iloc[link].to_dict()
    giver, taker, good, mode = words.names.link(row)
    solved = int(found.summary["solved"])
    hits = round(row["share"] * solved)
    badges = [name for name, holds in (("robust", row["robust"]), ("chosen", row["chosen"])) if holds]
    amounts = {name: words.plain.amount(row[f"amount_{name}"], row["unit"]) for name in ("q05", "q50", "q95")}
    worth = {name: words.money(row[f"worth_{name}"]) for name in ("q05", "q50", "q95")}
    lead = t("uncertainpage.lead", lang, count=hits, all=solved, share=percent(row["share"]),
             low=percent(row["share_low"]), high=percent(row["share_high"]))  # fmt: skip
    facts = [
        ("worth", t("uncertainpage.range", lang, **worth)), ("amount", t("uncertainpage.range", lang, **amounts)),
        ("mode", t("uncertainpage.way", lang, mode=mode or "–", distance=words.plain.distance(row["distance_km"]))),
    ]  # fmt: skip
    return LinkStory(
        link=link, id=ref, title=t("story.title", lang, good=good, start=giver, end=taker), grade=row["evidence"],
        grade_told=t(f"grade.{row['evidence']}", lang), badges=tuple(badges), lead=lead,
        facts=tuple((t(f"uncertain_fact.{name}", lang), value) for name, value in facts if hits or name != "worth"),
        movers=_movers(found, words, link), samples=hits,
    )  # fmt: skip


def _movers(found: Uncertainty, words: UncertainWords, link: int) -> tuple[Mover, ...]:
    rows = found.movers[found.movers["link"] == link].to_dict("records")
    return tuple(
        Mover(words.names.input(row["kind"], row["item"]), f"{row['spearman']:+.2f}", abs(row["spearman"]),
              row["spearman"] > 0)
        for row in rows
    )  # fmt: skip
