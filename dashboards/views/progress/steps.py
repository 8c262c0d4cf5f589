"""What each coupling adds to an indicator, in building order, as steps of a waterfall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.progress import words

__all__ = ["Step", "Waterfall", "codes", "waterfall"]


@dataclass(frozen=True)
class Step:
    """A coupling: what it is, what it adds, and where its bar starts and ends between 0 and 1."""

    link: str
    amount: str
    saving: str
    change: str
    start: float
    width: float
    good: bool
    without: str


@dataclass(frozen=True)
class Waterfall:
    """An indicator from today's links to all couplings that pay.

    ``idle`` are the couplings that change nothing here; ``aim`` is where the target stands, if in the picture.
    """

    code: str
    finding: str
    steps: tuple[Step, ...]
    idle: tuple[str, ...]
    aim: float | None
    target: str


def codes(found: Study) -> list[str]:
    """Return the indicators that couplings can change as far as the flow model tells, the most changed first."""
    totals = found.tables["totals"]
    size = (totals["change"].abs() / totals[["today", "coupled"]].abs().max(axis=1)).fillna(0.0)
    return totals.assign(size=size).sort_values("size", ascending=False, kind="stable")["code"].tolist()


def waterfall(found: Study, assessed: Study, run: ParkRun, code: str, lang: str) -> Waterfall:
    """Return the steps of an indicator.

    Parameters
    ----------
    found, assessed
        Answers to ``contributions`` and ``assess`` of `dashboards.progress_runs.progress_study`.
    """
    rows = assessed.tables["indicators"]
    row = rows[(rows["system"] == found.summary["system"]) & (rows["code"] == code)].iloc[0].to_dict()
    totals, changes = found.tables["totals"], found.tables["changes"]
    total = totals[totals["code"] == code].iloc[0]
    table = found.tables["steps"].merge(changes[changes["code"] == code], on="step", how="left")
    points = [total["today"], total["coupled"], *table["before"].dropna(), *table["after"].dropna()]
    goal = row["target"] if row["target"] == row["target"] else None  # noqa: PLR0124  NaN
    low, high = (
        min([*points, *([goal] if goal is not None else [])]),
        max([*points, *([goal] if goal is not None else [])]),
    )
    span = (high - low) or 1.0
    sign = 1.0 if row["direction"] == "higher" else -1.0
    names = study_words(run, found, lang)
    steps, idle = [], []
    for one in table.to_dict("records"):
        giver, taker = (names.short.get(one[end], names.firm(one[end])) for end in ("from", "to"))
        link = t("progress_cell.link", lang, giver=giver, taker=taker, good=names.good(one["commodity"]))
        if not one["change"] or one["change"] != one["change"]:  # noqa: PLR0124
            idle.append(link)
            continue
        steps.append(_step(one, link, names.amount(one["amount"], one["unit"]), names.money(one["saving"]),
                           (low, span), sign, str(row["unit"]), lang))  # fmt: skip
    today, coupled = (words.amount(total[name], row["unit"], lang) for name in ("today", "coupled"))
    told = t("progress_told.waterfall", lang, indicator=row[f"name_{lang}"], today=today, coupled=coupled,
             change=words.change(total["change"], row["unit"], lang))  # fmt: skip
    aim = None if goal is None else (goal - low) / span
    return Waterfall(code, told, tuple(steps), tuple(idle), aim, words.target_told(row, lang))


def _step(  # noqa: PLR0913, PLR0917  a row and how it is scaled
    one: dict[str, Any], link: str, amount: str, saving: str, scale: tuple[float, float], sign: float, unit: str,
    lang: str,
) -> Step:  # fmt: skip
    low, span = scale
    left, right = sorted((one["before"], one["after"]))
    return Step(
        link=link, amount=amount, saving=saving, change=words.change(one["change"], unit, lang),
        start=(left - low) / span, width=(right - left) / span, good=sign * one["change"] > 0,
        without=t("progress_cell.without", lang, change=words.change(one["without"], unit, lang)),
    )  # fmt: skip
