"""Names of waters, ends and properties in an answer about water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.wording import Wording, known, short_name

__all__ = ["SHARE", "SUPPLY", "WaterWords", "split", "water_words"]

SUPPLY: Final = "supply"
"""Who gives what is drawn from outside."""
SHARE: Final = "share of "


def split(place: str) -> tuple[str, str]:
    """Return whose water an end is, and which; a treatment has no water of its own.

    Examples
    --------
    >>> split("smelter/fresh_water")
    ('smelter', 'fresh_water')
    """
    owner, _, good = place.partition("/")
    return owner, good


@dataclass(frozen=True)
class WaterWords:
    """What stands in an answer about water, in one language."""

    plain: Wording

    @property
    def lang(self) -> str:
        """Language."""
        return self.plain.lang

    def good(self, ref: str) -> str:
        """Short name of a water."""
        return short_name(self.plain.good(ref)) if ref else ""

    def firm(self, ref: str) -> str:
        """Short name of a firm, or of the supply from outside."""
        return t("waterpage.supply", self.lang) if ref == SUPPLY else self.plain.short.get(ref, self.plain.firm(ref))

    def end(self, place: str) -> str:
        """Whose water it is, and which."""
        owner, good = split(place)
        told = {"firm": self.firm(owner), "good": self.good(good)}
        return t("waterpage.end", self.lang, **told) if good else self.unit(owner)

    def unit(self, name: str) -> str:
        """Name of a treatment."""
        return section("water_unit", self.lang).get(name, name)

    def trait(self, name: str) -> str:
        """Name of a property: the share of a water, or a quality as the tables have it."""
        if name.startswith(SHARE):
            return t("waterpage.share", self.lang, good=self.good(name.removeprefix(SHARE)))
        return section("water_property", self.lang).get(name, name)

    def level(self, name: str, value: object) -> str:
        """A value of a property."""
        number = known(value)
        if number is None:
            return "–"
        return f"{number:.0%}" if name.startswith(SHARE) else f"{number:,.4g}"

    def flow(self, value: object) -> str:
        """An amount of water."""
        number = known(value)
        return self.plain.amount(None if number is None else round(number, 3), "m3")

    def yearly(self, value: object) -> str:
        """An amount of water of a year."""
        return t("waterpage.yearly", self.lang, amount=self.flow(value))

    def comma(self, parts: object) -> str:
        """Join parts of a sentence."""
        return t("figure.comma", self.lang).join(parts)  # type: ignore[arg-type]


def water_words(run: ParkRun, found: Study, lang: str) -> WaterWords:
    """Return the words for an answer about water."""
    return WaterWords(study_words(run, found, lang))
