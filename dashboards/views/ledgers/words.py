"""Names of forms, groups, technologies and sources in an answer about an element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.wording import Wording, short_name

__all__ = ["STATES", "LedgerWords", "element_name", "ledger_words", "state_of"]

STATES: Final = ("reported", "baseline", "optimum")
_MOST_SOURCES = 4


@dataclass(frozen=True)
class LedgerWords:
    """What stands in the tables of a ledger, in one language.

    Attributes
    ----------
    plain
        Words of the run and of the goods of the answer.
    element
        Symbol.
    forms, technologies, titles
        Names of forms by formula, of technologies by id, and titles of sources by id.
    goods
        Names of goods without what stands in brackets, different for every good.
    """

    plain: Wording
    element: str
    forms: Mapping[str, str]
    technologies: Mapping[str, str]
    titles: Mapping[str, str]
    goods: Mapping[str, str]

    @property
    def lang(self) -> str:
        """Language."""
        return self.plain.lang

    @property
    def named(self) -> str:
        """Name of the element."""
        return element_name(self.element, self.lang)

    def form(self, formula: str) -> str:
        """Name of a form; what has none keeps its formula, what is blank is a form nobody named."""
        return self.forms.get(formula, formula) or t("ledgers.no_form", self.lang)

    def group(self, code: str) -> str:
        """Name of a group of forms."""
        return section("ledger_group", self.lang).get(code, t("ledgers.no_form", self.lang))

    def good(self, ref: str) -> str:
        """Short name of a good."""
        return self.goods.get(ref, self.plain.good(ref))

    def technology(self, ref: str) -> str:
        """Name of a technology."""
        return self.technologies.get(ref, ref)

    def tonnes(self, value: object) -> str:
        """An amount of the element."""
        return self.plain.amount(value, "t")

    def firm(self, ref: str) -> str:
        """Short name of a firm."""
        return self.plain.short.get(ref, self.plain.firm(ref))

    def partner(self, kind: str, ref: str) -> str:
        """Who stands at the other end: a firm, a market, a route of disposal, or only how it is called."""
        way = t(f"ledger_kind.{kind}", self.lang)
        if ref.startswith("hub:"):
            return t("ledgers.at", self.lang, way=way, where=self.plain.hub(ref))
        if ref in self.plain.firms or ref.startswith(("external:", "park:")):
            return self.firm(ref)
        return way

    def sources(self, cited: object) -> list[str]:
        """Titles of the sources that a cell names."""
        ids = [one.strip() for one in str(cited).split(";")] if isinstance(cited, str) else []
        return [self.titles.get(one, one) for one in ids if one]

    def rests_on(self, rows: pd.DataFrame) -> str:
        """What a sum of rows rests on: how many there are, their evidence by amount, and the sources of most of it."""
        if rows.empty:
            return t("ledgers.no_rows", self.lang)
        weight = rows["t"].abs()
        grades = weight.groupby(rows["grade"].replace("", "D")).sum() / max(float(weight.sum()), 1e-12)
        told = self.comma(f"{grade} {share:.0%}" for grade, share in grades.items() if share >= 0.005)
        by_source = rows.assign(size=weight, source=rows["source"].str.split(";")).explode("source")
        largest = by_source.groupby("source")["size"].sum().sort_values(ascending=False, kind="stable").index
        titles = [self.titles.get(one, one) for one in largest if one]
        lines = [t("ledgers.rests_on", self.lang, count=len(rows), grades=told)]
        lines += [t("ledgers.source", self.lang, title=title) for title in titles[:_MOST_SOURCES]]
        left = len(titles) - _MOST_SOURCES
        return "\n".join([*lines, *([t("ledgers.more_sources", self.lang, count=left)] if left > 0 else [])])

    def comma(self, parts: object) -> str:
        """Join parts of a sentence."""
        return t("figure.comma", self.lang).join(parts)  # type: ignore[arg-type]


def element_name(symbol: str, lang: str) -> str:
    """Return the name of an element without its symbol.

    Examples
    --------
    >>> element_name("Cl", "en")
    'chlorine'
    """
    told = section("element", lang).get(symbol, symbol)
    return told.removeprefix(f"{symbol} ")


def ledger_words(run: ParkRun, found: Study, lang: str) -> LedgerWords:
    """Return the words for an answer about an element."""
    tables = found.tables
    forms = tables["form_names"].rename(columns={"formula": "id"})
    plain = study_words(run, found, lang)
    short = {ref: short_name(name) for ref, name in plain.goods.items()}
    used = Counter(short[ref] for ref in found.goods["id"] if ref in short)
    return LedgerWords(
        plain=plain,
        goods={ref: plain.goods[ref] if used[name] > 1 else name for ref, name in short.items()},
        element=str(found.summary.get("element", "")),
        forms=names(forms, lang),
        technologies=names(tables["technologies"], lang),
        titles={**dict(zip(run.sources["id"], run.sources["title"], strict=True)),
                **dict(zip(tables["sources"]["id"], tables["sources"]["title"], strict=True))},
    )  # fmt: skip


def state_of(found: Study, wanted: str) -> str:
    """Return the state that is shown: the one wanted where it has a solution, else what is reported."""
    present = found.tables["summary"]["state"].tolist()
    return wanted if wanted in present else present[0]
