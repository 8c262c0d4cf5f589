"""Names and scales that all answers share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.wording import Wording, wording_of

__all__ = ["Scale", "exchange", "named", "scale_of", "study_words", "unit_of"]

_STEPS = {
    ("zh", "CNY"): ((1e8, "yi"), (1e4, "wan"), (1.0, "one")),
    ("zh", "other"): ((1e4, "wan"), (1.0, "one")),
    ("en", "CNY"): ((1e9, "giga"), (1e6, "mega"), (1e3, "kilo"), (1.0, "one")),
    ("en", "other"): ((1e6, "mega"), (1e3, "kilo"), (1.0, "one")),
}


@dataclass(frozen=True)
class Scale:
    """What an axis divides by, and its unit then."""

    by: float
    unit: str


def study_words(run: ParkRun, study: Study, lang: str) -> Wording:
    """Return the words of a run and of the goods that only an answer knows."""
    words = wording_of(run, lang)
    return replace(words, goods={**words.goods, **names(study.goods, lang)}) if len(study.goods) else words


def unit_of(study: Study, good: str) -> str:
    """Return the unit of a commodity."""
    found = study.goods.loc[study.goods["id"] == good, "unit"]
    return str(found.iloc[0]) if len(found) else ""


def exchange(words: Wording, start: str, end: str, good: str) -> str:
    """Return who gives whom what, short."""
    ends = {"start": words.short.get(start, words.firm(start)), "end": words.short.get(end, words.firm(end))}
    return t("explore.exchange", words.lang, good=words.good(good), **ends)


def scale_of(most: float, unit: str, words: Wording) -> Scale:
    """Return how an axis up to an amount is told: tens of thousands in Chinese, kt and M CNY in English."""
    kind = "CNY" if unit == "CNY" else "other"
    steps = _STEPS[words.lang, kind]
    by, name = next((step for step in steps if abs(most) >= step[0]), steps[-1])
    told = t("explore.money", words.lang) if unit == "CNY" else words.unit(unit)
    if words.lang == "en" and unit == "t" and name != "one":
        return Scale(by, {"kilo": "kt", "mega": "Mt"}[name])
    return Scale(by, t(f"scale.{name}", words.lang, unit=told))


def named(table: pd.DataFrame, words: Wording) -> pd.DataFrame:
    """Return a table with names in place of ids, for a file."""
    ends = ("from", "to", "enterprise", "partner", "hardest_hit", "node")
    firms = {name: table[name].map(words.firm) for name in ends if name in table}
    goods = {name: table[name].map(words.good) for name in ("commodity",) if name in table}
    modes = {name: table[name].map(words.mode) for name in ("mode",) if name in table}
    return table.assign(**firms, **goods, **modes)
