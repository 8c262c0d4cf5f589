"""Names of technologies, chains and partners in an answer about gaps, and what to be careful of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

import circnet.text
from circnet.report.figures import names
from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.wording import Wording, known

__all__ = ["KINDS", "GapWords", "cautions", "gap_words", "park_has"]

KINDS: Final = ("missing", "by-product", "extension", "bottleneck")
"""Kinds of gap, in the order in which they are offered."""


@dataclass(frozen=True)
class GapWords:
    """What stands in the tables of an answer about gaps, in one language.

    Attributes
    ----------
    plain
        Words of the run and of the goods of the answer.
    technologies, titles
        Names of technologies and titles of sources, by id.
    catalog
        What the catalog knows of a technology, by id.
    """

    plain: Wording
    technologies: Mapping[str, str]
    titles: Mapping[str, str]
    catalog: Mapping[str, Mapping[str, Any]]

    @property
    def lang(self) -> str:
        """Language."""
        return self.plain.lang

    def technology(self, ref: str) -> str:
        """Name of a technology."""
        return self.technologies.get(ref, ref)

    def kind(self, code: str) -> str:
        """Name of a kind of gap; a dash where none is known."""
        return section("gap_kind", self.lang).get(code, code) or "–"

    def signs(self, codes: object) -> str:
        """Names of the signs that speak for a plant."""
        listed = codes.split(";") if isinstance(codes, str) else []
        known_keys = circnet.text.keys(self.lang)
        named = [circnet.text.t(f"gap_sign.{one}", self.lang) if f"gap_sign.{one}" in known_keys else one
                 for one in listed if one]  # fmt: skip
        return self.comma(named)

    def chain(self, ref: str) -> str:
        """Name of a chain; the catalog has it in Chinese."""
        key = f"gap_chain.{ref}"
        name = circnet.text.t(key, self.lang) if key in circnet.text.keys(self.lang) else ref
        return name[:1].upper() + name[1:]

    def firm(self, ref: str) -> str:
        """Short name of a firm."""
        return self.plain.short.get(ref, self.plain.firm(ref))

    def partner(self, ref: str, taker: bool) -> str:
        """Who stands at the other end: a firm, a market, or a way of being rid of it."""
        if ref in self.plain.firms or ref.startswith(("external:", "park:")):
            return self.firm(ref)
        if ref.startswith("hub:"):
            return t("gaps.at_market", self.lang, where=self.plain.hub(ref))
        if ref == "market" or not taker:
            return t("gaps.market", self.lang)
        return t("gaps.disposed", self.lang)

    def path(self, text: str) -> list[str]:
        """Names of the technologies of a bridge."""
        return [self.technology(one) for one in text.split(" > ") if one]

    def goods(self, text: object) -> str:
        """Names of goods whose ids a cell lists."""
        ids = [one.strip() for one in text.split(";")] if isinstance(text, str) else []
        return self.comma([self.plain.good(one) for one in dict.fromkeys(ids) if one])

    def comma(self, parts: list[str]) -> str:
        """Join parts of a sentence."""
        return t("figure.comma", self.lang).join(parts)

    def share(self, value: object) -> str:
        """A share in per cent; a dash where unknown."""
        number = known(value)
        return "–" if number is None else f"{number:.0%}"

    def changed(self, value: object, unit: str) -> str:
        """An amount more or less, with its sign."""
        number = known(value)
        told = self.plain.amount(number, unit)
        return f"+{told}" if number is not None and number > 0 else told


def gap_words(run: ParkRun, found: Study, lang: str) -> GapWords:
    """Return the words of an answer."""
    table, sources = found.tables["technologies"], found.tables["sources"]
    return GapWords(
        plain=study_words(run, found, lang), technologies=names(table, lang),
        titles=dict(zip(sources["id"], sources["title"], strict=True)), catalog=table.set_index("id").to_dict("index"),
    )  # fmt: skip


def cautions(row: Mapping[str, Any], words: GapWords) -> list[str]:
    """Return why the figures of a candidate cannot be taken as they stand: codes of ``gap_caution``."""
    about = words.catalog.get(row["technology"], {})
    found = {
        "no_solution": row["status"] != "valued",
        "unbounded": not known(about.get("scale_high")),
        "no_capex": not known(about.get("capex_cny_per_unit")),
        "no_place": (known(row["place"]) or 0.0) <= 0.0,
    }
    return [code for code, holds in found.items() if holds]


def park_has(found: Study, technology: str) -> pd.DataFrame:
    """Return who in the park plans a plant of a technology already: ``technology, firm, source, rank``."""
    planned = found.tables["planned"]
    return planned[planned["technology"] == technology] if len(planned) else planned
