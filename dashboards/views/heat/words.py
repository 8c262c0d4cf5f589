"""Names of streams, heat grades and technologies in an answer about heat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.wording import Wording, known, short_name

__all__ = ["BEYOND", "HeatWords", "heat_words"]

BEYOND: Final = "@"
"""What the names of levels beyond all grades begin with."""


@dataclass(frozen=True)
class HeatWords:
    """What stands in an answer about heat, in one language.

    Attributes
    ----------
    plain
        Words of the run and of the grades.
    grades
        Short names of the grades, different for every grade.
    technologies, titles
        Names of technologies, titles of sources, by id.
    """

    plain: Wording
    grades: Mapping[str, str]
    technologies: Mapping[str, str]
    titles: Mapping[str, str]

    @property
    def lang(self) -> str:
        """Language."""
        return self.plain.lang

    def firm(self, ref: str) -> str:
        """Short name of a firm."""
        return self.plain.short.get(ref, self.plain.firm(ref))

    def grade(self, ref: object) -> str:
        """Short name of a heat grade, or what lies beyond all grades; blank where none is given."""
        if not isinstance(ref, str):
            return ""
        if ref.startswith(BEYOND):
            return t(f"heatpage_beyond.{ref.removeprefix(BEYOND)}", self.lang)
        return self.grades.get(ref, self.plain.good(ref))

    def stream(self, row: Mapping[str, Any]) -> str:
        """Name of a stream: of a recipe's heat its grade; behind it what it belongs to."""
        if row["origin"] == "recipe":
            name = self.grade(str(row["name"]))
        else:
            name = section("heat_stream", self.lang).get(str(row["name"]), str(row["name"]))
        kind = self.technologies.get(str(row["technology"]), "")
        return t("heatpage.of_plant", self.lang, stream=name, plant=short_name(kind)) if kind else name

    def power(self, kw: object) -> str:
        """A heat flow."""
        value = known(kw)
        if value is None:
            return "–"
        return f"{value / 1e3:,.1f} MW" if abs(value) >= 1e3 else f"{value:,.0f} kW"

    def celsius(self, value: object) -> str:
        """A temperature."""
        number = known(value)
        return "–" if number is None else t("heatpage.celsius", self.lang, value=f"{number:,.4g}")

    def yearly(self, gj: object) -> str:
        """Heat of a year."""
        return t("heatpage.yearly", self.lang, amount=self.plain.amount(gj, "GJ"))

    def sources(self, cited: object) -> str:
        """Titles of the sources that a cell names."""
        ids = [one.strip() for one in str(cited).split(";")] if isinstance(cited, str) else []
        return self.comma(self.titles.get(one, one) for one in ids if one)

    def comma(self, parts: object) -> str:
        """Join parts of a sentence."""
        return t("figure.comma", self.lang).join(parts)  # type: ignore[arg-type]


def heat_words(run: ParkRun, found: Study, lang: str) -> HeatWords:
    """Return the words for an answer about heat."""
    plain = study_words(run, found, lang)
    long = {ref: plain.good(ref) for ref in found.tables["grades"]["name"]}
    short = {ref: short_name(name) for ref, name in long.items()}
    used = Counter(short.values())
    listed = [run.sources[["id", "title"]], found.tables["sources"]]
    titles = pd.concat([table for table in listed if len(table)] or listed).drop_duplicates("id", keep="first")
    return HeatWords(
        plain=plain,
        grades={ref: long[ref] if used[name] > 1 else name for ref, name in short.items()},
        technologies=names(found.tables["technologies"], lang),
        titles=dict(zip(titles["id"], titles["title"], strict=True)),
    )
