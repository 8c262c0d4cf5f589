"""What the things of an uncertainty run are called, and its finding in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from circnet.park import Catalog, Park, catalog_of
from circnet.report import figures
from circnet.report.figures import names
from circnet.report.phrases import word
from circnet.text import keys as text_keys
from circnet.text import t

__all__ = ["Words", "money", "robust_sentence"]

_NAMED = 3
"""Links named in the sentence."""


@dataclass(frozen=True)
class Words:
    """What things are called in a park, in one language: firms, goods, modes and technologies by id."""

    park: str
    firms: Mapping[str, str]
    goods: Mapping[str, str]
    modes: Mapping[str, str]
    plants: Mapping[str, str]
    lang: str

    @classmethod
    def of(cls, park: Park, catalog: Catalog, lang: str) -> Words:
        """Collect the names of a park and its catalog."""
        full, info = catalog_of(park, catalog), park.info
        modes = full.transport.rename(columns={"mode": "id"})
        return cls(
            info.name_zh if lang == "zh" else info.name_en or info.id, names(park.enterprises, lang),
            names(full.commodities, lang), names(modes, lang), names(full.technologies, lang), lang,
        )  # fmt: skip

    def input(self, kind: str, item: str) -> str:
        """Name of an uncertain input."""
        parts = item.split("|")
        known: dict[str, tuple[Mapping[str, str], ...]] = {
            "price": (self.goods,), "disposal": (self.goods,), "freight": (self.modes,), "line": (self.modes,),
            "load": (self.firms,), "port": (self.firms, self.goods), "use": (self.plants, self.goods),
        }  # fmt: skip
        told = [names_of.get(part, part) for names_of, part in zip(known[kind], parts, strict=False)]
        return t(f"uncertain_input.{kind}", self.lang, first=told[0], second=told[-1])

    def group(self, group: str) -> str:
        """Name of a group of inputs."""
        kind, _, family = group.partition(":")
        if not family:
            return word("uncertain_group", group, self.lang)
        return t("uncertain_group.price", self.lang, family=word("uncertain_family", family, self.lang))

    def link(self, row: Mapping[str, str]) -> list[str]:
        """Both ends and the good of a link, and how it travels."""
        ends = [self.firms.get(row[end], row[end]) for end in ("from", "to")]
        return [*ends, self.goods.get(row["commodity"], row["commodity"]), self.modes.get(row["mode"], row["mode"])]

    def set(self, name: str) -> str:
        """Name of a set of links; a user's own stands as it is."""
        key = f"uncertain_set.{name}"
        return t(key, self.lang) if key in text_keys(self.lang) else name


def money(value: float, lang: str) -> str:
    """An amount of CNY; under half a yuan is rounding of the solver, and what cannot be done without has no bound."""
    return "∞" if value == float("inf") else figures.money(0.0 if abs(value) < 0.5 else value, lang)


def robust_sentence(links: pd.DataFrame, share: float, words: Words) -> str:
    """Say which new links pay in nearly all samples.

    Parameters
    ----------
    links
        `circnet.uncertain.Uncertainty.links`.
    share
        From which share of the samples a link counts as robust.
    words
        Names and language.
    """
    lang = words.lang
    if links.empty:
        return t("uncertain.no_links", lang)
    sure = links[links["robust"]]
    told = {"share": f"{share:.0%}", "links": _listed(sure if len(sure) else links.head(1), words)}
    if sure.empty:
        return t("uncertain.none_robust", lang, count=len(links), **told)
    more = t("uncertain.robust_more", lang) if len(sure) > _NAMED else ""
    return t("uncertain.robust", lang, count=len(sure), all=len(links), more=more, **told)


def _listed(links: pd.DataFrame, words: Words) -> str:
    parts = []
    for row in links.head(_NAMED).to_dict("records"):
        giver, taker, good, _ = words.link(row)
        parts.append(t("uncertain.robust_link", words.lang, giver=giver, taker=taker, good=good,
                       share=f"{row['share']:.0%}"))  # fmt: skip
    return t("uncertain.robust_between", words.lang).join(parts)
