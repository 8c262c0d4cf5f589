"""Names, figures and sentences of a park's report in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from circnet.report.document import Table
from circnet.report.export.figures import sourced_figures, works_cited
from circnet.report.figures import money, names, quantity
from circnet.report.park_document_drawings import ranges
from circnet.report.park_document_facts import Facts
from circnet.report.phrases import word
from circnet.report.progress_content import Content as ProgressContent
from circnet.report.progress_sections import cited
from circnet.text import t

__all__ = ["ParkWords"]

_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""A space between two Chinese letters, which amounts leave behind in a sentence."""


@dataclass(frozen=True)
class ParkWords:
    """What the ids and codes of a park's report are called."""

    facts: Facts
    lang: str

    @cached_property
    def firms(self) -> dict[str, str]:
        """Names of firms and partners outside by id."""
        return names(self.facts.content.nodes, self.lang)

    @cached_property
    def goods(self) -> dict[str, str]:
        """Names of goods by id."""
        return names(self.facts.content.effective.commodities, self.lang)

    @cached_property
    def technologies(self) -> dict[str, str]:
        """Names of technologies by id."""
        return names(self.facts.content.effective.technologies, self.lang)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each firm on map and drawing, in the park's order; partners outside after them."""
        return {ref: place for place, ref in enumerate(self.facts.content.nodes["id"], start=1)}

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every figure with basis and sources."""
        return sourced_figures(self.facts.content)

    @cached_property
    def works(self) -> pd.DataFrame:
        """Works cited, in the order of their numbers."""
        facts = self.facts
        texts = [self.figures["source"], facts.content.nodes["source"], facts.content.links["source"]]
        if isinstance(facts.progress, ProgressContent):
            texts.append(pd.Series(cited(facts.progress), dtype="str"))
        return works_cited(facts.content, pd.concat(texts))

    @cached_property
    def references(self) -> dict[str, int]:
        """Number of a work by id of its source."""
        return {ref: place for place, ref in enumerate(self.works["id"], start=1)}

    @property
    def park(self) -> str:
        """Name of the park."""
        info = self.facts.content.park.info
        return (info.name_zh if self.lang == "zh" else info.name_en) or info.name_zh or info.id

    def say(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        text = t(f"park_report.{key}", self.lang, **values)
        return _GAP.sub("", text) if self.lang == "zh" else text

    def join(self, parts: Iterable[str]) -> str:
        """Join words with the language's comma of a list."""
        return self.say("comma").join(parts)

    def firm(self, ref: object, numbered: bool = False) -> str:
        """Name of a firm, after its number if asked for."""
        name = self.firms.get(str(ref), str(ref))
        return f"{self.numbers[str(ref)]} {name}" if numbered and ref in self.numbers else name

    def good(self, ref: object) -> str:
        """Name of a good."""
        return self.goods.get(str(ref), str(ref))

    def money(self, value: float | None) -> str:
        """An amount of money."""
        return money(value, self.lang)

    def amount(self, value: float | None, unit: object) -> str:
        """An amount with its unit."""
        return quantity(value, str(unit), self.lang)

    def word(self, section: str, code: object) -> str:
        """A code in words."""
        return word(section, str(code), self.lang) if code else ""

    def refs(self, text: object) -> str:
        """Numbers of the works that a text of ids names, in brackets."""
        found = [self.references[one.strip()] for one in str(text).split(";") if one.strip() in self.references]
        return f"[{ranges(found)}]" if found else ""

    def table(
        self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], caption: str = "", note: str = ""
    ) -> Table:
        """Rows as a table under the headings ``park_column.<name>``."""
        frame = pd.DataFrame(list(rows), columns=list(columns))
        frame.columns = pd.Index([t(f"park_column.{name}", self.lang) for name in columns])
        return Table(frame, caption, note)
