"""The links of a run of samples: their ids, the rows and columns of the list, and the finding."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from circnet.report.uncertain_words import Words, robust_sentence
from circnet.uncertain import Uncertainty
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.uncertain_runs import UncertainStudy
from dashboards.views.wording import Wording, wording_of

__all__ = ["UncertainWords", "columns", "finding", "link_ids", "link_rows", "percent", "ticked", "uncertain_words"]

_WIDTHS: Final[dict[str, int]] = {"link": 220, "share": 146, "worth": 176, "evidence": 56, "chosen": 66}
_WIDTHS_EN: Final[dict[str, int]] = {"evidence": 72, "chosen": 62}
_ENDS: Final = ["from", "to", "commodity", "mode"]


@dataclass(frozen=True)
class UncertainWords:
    """Words of a run, and the names of what is uncertain about it.

    Attributes
    ----------
    plain
        Words of the run.
    names
        Names of links, inputs and groups; firms by their short names.
    """

    plain: Wording
    names: Words

    @property
    def lang(self) -> str:
        """Language."""
        return self.plain.lang

    def money(self, value: float) -> str:
        """An amount of money; half a yuan is rounding, and what cannot be done without has no bound."""
        return "∞" if value == math.inf else self.plain.money(0.0 if abs(value) < 0.5 else value)

    def set(self, name: str) -> str:
        """Name of a set of links."""
        return self.names.set(name)


def uncertain_words(run: ParkRun, study: UncertainStudy, lang: str) -> UncertainWords:
    """Return the words of a run of samples."""
    plain = wording_of(run, lang)
    names = study.words[lang]
    return UncertainWords(plain, replace(names, firms={**names.firms, **plain.short}))


def link_ids(links: pd.DataFrame) -> list[str]:
    """Return the id of each link as other pages have it: ``c.a>b:slag``, a second way of it ends in ``#2``."""
    plain = ("c." + links["from"] + ">" + links["to"] + ":" + links["commodity"]).tolist()
    seen: Counter[str] = Counter()
    told = []
    for one in plain:
        seen[one] += 1
        told.append(one if seen[one] == 1 else f"{one}#{seen[one]}")
    return told


def ticked(links: pd.DataFrame, asked: str) -> list[tuple[str, str, str, str]]:
    """Return the links that an address ticks, ids with commas between, in the order of the list."""
    wanted = set(asked.split(","))
    rows = links.loc[[one in wanted for one in link_ids(links)], _ENDS].astype("str")
    return [tuple(row) for row in rows.to_numpy().tolist()]


def finding(found: Uncertainty, words: UncertainWords, park: str) -> list[str]:
    """Return which links are robust, and between what the saving of the park lies."""
    summary, lang = found.summary, words.lang
    if not summary["solved"]:
        return [t("uncertainpage.none_solved", lang, park=park, all=summary["samples"])]
    if found.links.empty:
        return [t("uncertainpage.none", lang, park=park)]
    told = [robust_sentence(found.links, summary["robust_share"], words.names)]
    total = found.totals.set_index("quantity").loc["saving_total" if summary["target"] == "saving" else "cost"]
    if total["q05"] == total["q05"]:  # noqa: PLR0124  NaN is not itself
        parts = {name: words.money(total[name]) for name in ("q05", "q50", "q95")}
        told.append(t(f"uncertainpage.{summary['target']}_told", lang, park=park, **parts))
    unsolved = summary["infeasible"] + summary["unbounded"]
    if unsolved:
        told.append(t("uncertainpage.unsolved", lang, count=unsolved, all=summary["samples"]))
    return told


def link_rows(found: Uncertainty, words: UncertainWords) -> list[dict[str, Any]]:
    """Return a row per link: numbers to sort by, positions to draw at (per cent), texts to read; ``row`` is its place.

    ``id`` is that of the link on all pages, which a table cannot have as the id of a row: it would escape its ``>``.
    """
    at = _scale(found.links)
    rows = zip(link_ids(found.links), found.links.to_dict("records"), strict=True)
    return [_row(one, row, words, at) | {"row": str(place)} for place, (one, row) in enumerate(rows)]


def _scale(links: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis of worths, powers of ten of CNY."""
    low, high = links["worth_q05"], links["worth_q95"]
    low, high = low[low > 0], high[(high > 0) & (high < math.inf)]
    if low.empty or high.empty:
        return 0.0, 1.0
    start, end = math.floor(math.log10(low.min())), math.ceil(math.log10(high.max()))
    return float(start), float(max(end, start + 1))


def _place(value: float, at: tuple[float, float]) -> float:
    """Where a worth stands on the axis, per cent."""
    if not value > 0:
        return 0.0
    share = (math.log10(value) - at[0]) / (at[1] - at[0]) if value < math.inf else 1.0
    return round(100.0 * min(max(share, 0.0), 1.0), 1)


def _row(ref: str, row: dict[str, Any], words: UncertainWords, at: tuple[float, float]) -> dict[str, Any]:
    lang = words.lang
    giver, taker, good, mode = words.names.link(row)
    worth = {name: words.money(row[f"worth_{name}"]) for name in ("q05", "q50", "q95")}
    ends = f"{giver} → {taker}"
    return {
        "id": ref, "link": f"{good}\n{ends}", "good": good, "ends": ends, "mode": mode, "evidence": row["evidence"],
        "grade_told": t(f"grade.{row['evidence']}", lang), "robust": bool(row["robust"]),
        "chosen": t("uncertainpage.yes", lang) if row["chosen"] else "", "share": float(row["share"]),
        "worth": _number(row["worth_q50"]),
        "bar": [round(100 * row[name], 1) for name in ("share", "share_low", "share_high")],
        "dots": [_place(row[f"worth_{name}"], at) for name in ("q05", "q50", "q95")],
        "shown": {
            "share": percent(row["share"]), "worth": worth["q50"],
            "share_told": t("uncertainpage.share_told", lang, share=percent(row["share"]),
                            low=percent(row["share_low"]), high=percent(row["share_high"])),
            "worth_told": t("uncertainpage.worth_told", lang, **worth) if row["share"] > 0 else "–",
        },
    }  # fmt: skip


def percent(share: float) -> str:
    """Return a share so that 89.5 % does not pass for 90 %.

    Examples
    --------
    >>> percent(0.895), percent(1.0), percent(0.07)
    ('89.5%', '100%', '7%')
    """
    return f"{100.0 * share:.3g}%"


def _number(value: float) -> float | None:
    """What a table can sort by; what cannot be done without comes last."""
    return None if value != value else min(float(value), 1e15)  # noqa: PLR0124


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list."""
    widths = _WIDTHS if lang == "zh" else _WIDTHS | _WIDTHS_EN
    return [_column(name, width, lang) for name, width in widths.items()]


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"uncertain_col.{name}", lang), "width": width,
        "headerTooltip": t(f"uncertain_col_told.{name}", lang), "suppressHeaderFilterButton": True,
    }  # fmt: skip
    drawn = {"link": "ChanceLink", "share": "ChanceBar", "worth": "ChanceDots", "evidence": "GradeBadge"}
    tips = {"evidence": "grade_told", "share": "shown.share_told", "worth": "shown.worth_told", "link": "link"}
    if name in drawn:
        column["cellRenderer"] = drawn[name]
    if name in tips:
        column["tooltipField"] = tips[name]
    return column | ({"flex": 1, "minWidth": width} if name == "link" else {})
