"""The totals of a run as the figures of the strip on top of a page."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.wording import Wording, known

__all__ = ["Figure", "figures"]


@dataclass(frozen=True)
class Figure:
    """One figure: its name, the number, and a line that says what it means."""

    name: str
    label: str
    value: str
    note: str
    unsure: bool = False


def figures(run: ParkRun, words: Wording) -> list[Figure]:
    """Return baseline to optimum, what is saved, and what is avoided."""
    summary, lang = run.summary, words.lang

    def yearly(text: str) -> str:
        return text if text == "–" else t("figure.yearly", lang, value=text)

    def amount(name: str, unit: str) -> str:
        return yearly(words.amount(summary.get(name), unit))

    before, after = summary.get("baseline_cost"), summary.get("cost")
    kind = "from_to" if words.objective == "cost" else "from_to_amount"
    change = t(f"strip.{kind}", lang, before=_result(before, words), after=_result(after, words))
    told = t("strip.no_baseline", lang) if known(before) is None else change
    chosen = int(known(summary.get("links_chosen")) or 0)
    values = {
        "saving": (yearly(words.saved(summary.get("saving"))), told),
        "links": (str(chosen), _decided(run, words) or t("strip.links_note", lang, existing=_existing(run))),
        "co2": (amount("co2_avoided_t", "t"), t("strip.co2_note", lang)),
        "waste": (amount("waste_diverted_t", "t"), t("strip.waste_note", lang)),
        "water": (amount("fresh_water_saved_m3", "m3"), t("strip.water_note", lang)),
        "unexplained": (
            yearly(words.money(summary.get("saving_unexplained"))),
            t("strip.unexplained_note", lang, count=len(run.unexplained)),
        ),
    }
    return [
        Figure(name, t(f"strip.{name}", lang), value, note, unsure=name == "unexplained")
        for name, (value, note) in values.items()
    ]


def _decided(run: ParkRun, words: Wording) -> str:
    """How sure a choice of links by yes or no is; nothing where links were dropped step by step."""
    gap = known(run.summary.get("mip_gap"))
    if "mip_gap" not in run.summary or gap is None:
        return ""
    if run.summary.get("proven"):
        return t("strip.proven", words.lang, gap=f"{gap:.1g}")
    rest = (known(run.summary.get("mip_objective")) or 0.0) - (known(run.summary.get("mip_bound")) or 0.0)
    return t("strip.not_proven", words.lang, gap=f"{gap:.2%}", rest=words.money(rest))


def _existing(run: ParkRun) -> int:
    return int((run.links["status"] == "existing").sum())


def _result(cost: object, words: Wording) -> str:
    """A net cost as what is left over: a park that earns has a net cost below zero; other objectives as they are."""
    value = known(cost)
    return words.saved(value if value is None or words.objective != "cost" else -value)
