"""A firm stands still: the ranking of single points of failure, and how far one of them cascades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.wording import Wording, known

__all__ = ["Cascade", "RankRow", "cascade", "ranking", "ranking_finding"]

_ALL = 0.9995
"""Share of a unit's run from which it stands still."""


@dataclass(frozen=True)
class RankRow:
    """A firm in the ranking: what the others lose, as text and as a share of the worst, and how far it goes."""

    firm: str
    rank: str
    name: str
    others: str
    share: float
    own: str
    hit: str
    levels: str
    hardest: str


@dataclass(frozen=True)
class Cascade:
    """What happens when a firm stands still.

    Attributes
    ----------
    finding
        In a sentence.
    levels
        ``(heading, [(firm, what it loses, how far it is cut)])``, nearest first.
    losses
        ``firm, side, good, amount, instead``.
    cuts
        ``firm, good, before, after, share``.
    """

    finding: str
    levels: list[tuple[str, list[tuple[str, str, str]]]]
    losses: list[dict[str, str]]
    cuts: list[dict[str, str]]


def ranking(study: Study, words: Wording) -> list[RankRow]:
    """Return the firms whose outage hurts others, worst first."""
    table = study.tables["ranking"]
    table = table[(table["cost"] > 0) | (table["firms_hit"] > 0)]
    worst = max(float(table["cost_others"].max()), 1e-9) if len(table) else 1.0
    return [
        RankRow(
            row["enterprise"], str(row["rank"]), words.firm(row["enterprise"]), words.money(row["cost_others"]),
            max(float(row["cost_others"]), 0.0) / worst, words.money(row["cost"] - row["cost_others"]),
            str(int(row["firms_hit"])), str(int(row["levels"])),
            words.short.get(row["hardest_hit"], row["hardest_hit"]) or "–",
        )
        for row in table.to_dict("records")
    ]  # fmt: skip


def ranking_finding(study: Study, words: Wording) -> str:
    """Return which outage costs the others most."""
    table, days = study.tables["ranking"], f"{study.summary['days']:g}"
    worst = table[table["cost_others"] > 0]
    if worst.empty:
        return t("outage.none", words.lang, days=days)
    first = worst.iloc[0]
    return t("outage.finding", words.lang, days=days, firm=words.firm(first["enterprise"]),
             others=words.money(first["cost_others"]), hit=int(first["firms_hit"]))  # fmt: skip


def cascade(study: Study, words: Wording) -> Cascade:
    """Return what an outage does, level by level."""
    told, lang = study.summary, words.lang
    figures = {name: words.money(told[name]) for name in ("cost", "cost_own", "cost_others")}
    finding = t("outage.told", lang, firm=words.firm(told["firm"]), days=f"{told['days']:g}", hit=told["firms_hit"],
                cut=told["firms_cut"], **figures)  # fmt: skip
    return Cascade(finding, _levels(study, words), _losses(study, words), _cuts(study, words))


def _levels(study: Study, words: Wording) -> list[tuple[str, list[tuple[str, str, str]]]]:
    firms = study.tables["firms"]
    firms = firms[firms["hit"] | (firms["level"] == 0)]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in firms.sort_values("level", na_position="last", kind="stable").to_dict("records"):
        level = known(row["level"])
        heading = t("outage.by_market", words.lang) if level is None else (
            t("outage.itself", words.lang) if level == 0 else t("outage.level", words.lang, level=int(level))
        )  # fmt: skip
        cut = "" if not row["cut"] else t("outage.stopped" if row["cut"] >= _ALL else "outage.cut", words.lang,
                                          share=f"{row['cut']:.0%}")  # fmt: skip
        found.setdefault(heading, []).append((words.firm(row["enterprise"]), words.money(row["cost"]), cut))
    return list(found.items())


def _losses(study: Study, words: Wording) -> list[dict[str, str]]:
    losses = study.tables["losses"]
    if losses.empty:
        return []
    key = ["enterprise", "side", "commodity", "unit"]
    summed = losses.groupby(key, sort=False, as_index=False)[["amount", "value"]].sum()
    ways = _ways(study, words)
    return [
        {
            "firm": words.short.get(row["enterprise"], row["enterprise"]),
            "side": t(f"outage.{row['side']}", words.lang), "good": words.good(row["commodity"]),
            "amount": words.amount(row["amount"], row["unit"]),
            "instead": t("options.between", words.lang).join(
                ways.get((row["enterprise"], row["side"], row["commodity"]), [])) or "–",
        }
        for row in summed.to_dict("records")
    ]  # fmt: skip


def _ways(study: Study, words: Wording) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in study.tables["replacements"].to_dict("records"):
        by = f"{row['by']}_{row['side']}" if row["by"] in ("link", "cut") else row["by"]
        partner = (
            words.good(row["partner"])
            if row["by"] == "substitute"
            else words.short.get(row["partner"], words.firm(row["partner"]))
        )
        told = t(f"steps.{by}", words.lang, amount=words.amount(row["amount"], row["unit"]), partner=partner)
        found.setdefault((row["enterprise"], row["side"], row["commodity"]), []).append(told)
    return found


def _cuts(study: Study, words: Wording) -> list[dict[str, Any]]:
    return [
        {
            "firm": words.short.get(row["enterprise"], row["enterprise"]), "good": words.good(row["commodity"]),
            "before": words.amount(row["before"], row["unit_of_amount"]),
            "after": words.amount(row["after"], row["unit_of_amount"]), "share": f"-{row['share']:.0%}",
        }
        for row in study.tables["cuts"].to_dict("records")
    ]  # fmt: skip
