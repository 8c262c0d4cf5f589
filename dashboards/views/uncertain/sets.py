"""Sets of links side by side: the finding, the rows, and the links of the user's own set."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards.i18n import t
from dashboards.uncertain_runs import MINE
from dashboards.views.uncertain.rows import UncertainWords

__all__ = ["SetRow", "own_links", "set_rows", "sets_finding"]


@dataclass(frozen=True)
class SetRow:
    """A set of links: what it is called and the texts of its figures."""

    name: str
    title: str
    told: str
    cells: tuple[str, ...]
    least: bool


def set_rows(sets: pd.DataFrame, words: UncertainWords) -> list[SetRow]:
    """Return a row per set: links, mean saving, its range, its tail, mean and largest regret, cheapest in."""
    least = sets["regret_mean"].min()
    return [_row(row, words, least) for row in sets.to_dict("records")]


def _row(row: dict[str, float], words: UncertainWords, least: float) -> SetRow:
    name, money = str(row["set"]), words.money
    failing = t("uncertainpage.failing", words.lang, count=int(row["failing"])) if row["failing"] else ""
    ends = t("uncertainpage.ends", words.lang, low=money(row["saving_q05"]), high=money(row["saving_q95"]))
    saving = ("–",) * 3 if name == "current" else (money(row["saving_mean"]), ends, money(row["saving_tail"]))
    cells = (str(int(row["links"])), *saving, money(row["regret_mean"]), money(row["regret_max"]), f"{row['best']:.0%}")
    told = t(f"uncertain_set_told.{name}", words.lang) + failing
    return SetRow(name, words.set(name), told, cells, bool(row["regret_mean"] == least))


def sets_finding(sets: pd.DataFrame, words: UncertainWords) -> str:
    """Return which set is regretted least."""
    known = sets[sets["regret_mean"].notna()]
    if known.empty:
        return t("uncertainpage.no_regret", words.lang)
    best = known.sort_values(["regret_mean", "links"], kind="stable").iloc[0]
    worst = known.sort_values(["regret_max", "links"], kind="stable").iloc[0]
    told = {"name": words.set(str(best["set"])), "mean": words.money(best["regret_mean"]),
            "max": words.money(best["regret_max"])}  # fmt: skip
    if worst["set"] == best["set"]:
        return t("uncertainpage.regret_one", words.lang, **told)
    return t("uncertainpage.regret_two", words.lang, **told, other=words.set(str(worst["set"])),
             other_max=words.money(worst["regret_max"]))  # fmt: skip


def own_links(links: pd.DataFrame, words: UncertainWords) -> list[str]:
    """Return the links of the user's own set in words."""
    rows = links[links["set"] == MINE].to_dict("records")
    return [t("uncertainpage.link_in", words.lang, giver=giver, taker=taker, good=good, mode=mode or "–")
            for giver, taker, good, mode in (words.names.link(row) for row in rows)]  # fmt: skip
