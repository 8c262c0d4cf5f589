"""What a Sankey says of its nodes, links and stubs when pointed at, safe for plotly's markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from circnet.report.figures import money, quantity
from dashboards.i18n import section, t
from dashboards.views.sankey.model import Flows
from dashboards.views.wording import plotly_text

__all__ = ["Words", "width_of"]

_MOST_LINES: Final = 12
_STATUSES: Final = ("existing", "chosen")


def width_of(text: str, size: float = 12) -> float:
    """Return about how wide a text is, in pixels: a Chinese character is square, a Latin one half of it."""
    return sum(size if ord(letter) > 0x2E7F else 0.58 * size for letter in text)


@dataclass(frozen=True)
class Words:
    """Names and sentences of one drawing.

    Attributes
    ----------
    lang, unit
        Language, and the code of the unit of all amounts.
    nodes
        Name of each node by id, not escaped.
    """

    lang: str
    unit: str
    nodes: Mapping[str, str]

    @classmethod
    def of(cls, flows: Flows, lang: str, unit: str) -> Words:
        """Return the words for what is drawn."""
        nodes = flows.nodes
        other = [t("sankey.other", lang, count=len(members)) for members in nodes["members"]]
        named = nodes["label"].where(nodes["members"].map(len) == 1, pd.Series(other, index=nodes.index, dtype="str"))
        return cls(lang, unit, dict(zip(nodes["id"], named, strict=True)))

    def amount(self, value: float) -> str:
        """An amount with its unit."""
        return money(value, self.lang) if self.unit == "CNY" else quantity(value, self.unit, self.lang)

    def title(self, title: str) -> str:
        """The title with the unit behind it."""
        unit = section("unit", self.lang).get(self.unit, self.unit)
        return t("sankey.title", self.lang, title=plotly_text(title), unit=plotly_text(unit))

    def status(self, status: str) -> str:
        """Word for the status of a link."""
        return t(f"sankey.{status if status in _STATUSES else 'idle'}", self.lang)

    def missing(self, flows: Flows) -> str:
        """What is not drawn, and why; blank if all is."""
        return t("sankey.unknown", self.lang, count=flows.unknown) if flows.unknown else ""

    def imbalance(self, value: float) -> str:
        """What a node has too much of or lacks."""
        which = "surplus" if value > 0 else "lack"
        return t(f"sankey.{which}", self.lang, amount=self.amount(abs(value)))

    def of_node(self, node: Mapping[str, Any]) -> str:
        """What is said of a node."""
        through = t(
            "sankey.through", self.lang, inflow=self.amount(node["inflow"]), outflow=self.amount(node["outflow"])
        )
        uneven = self.imbalance(node["imbalance"]) if node["imbalance"] else ""
        return self._lines([self.nodes[node["id"]], through, uneven, *node["hint"].split("\n")])

    def of_link(self, link: Mapping[str, Any]) -> str:
        """What is said of a link."""
        count = len(link["members"])
        name = link["label"] if count == 1 else t("sankey.other", self.lang, count=count)
        ends = t("sankey.ends", self.lang, source=self.nodes[link["source"]], target=self.nodes[link["target"]])
        grade, meanings = link["grade"], section("grade", self.lang)
        sure = t("sankey.evidence", self.lang, grade=grade, meaning=meanings[grade]) if grade in meanings else ""
        state = " · ".join(
            filter(None, [self.status(link["status"]), t("sankey.back", self.lang) * link["back"], sure])
        )
        return self._lines([f"{name} {self.amount(link['amount'])}".strip(), ends, state, *link["hint"].split("\n")])

    @staticmethod
    def _lines(lines: list[str]) -> str:
        kept = [line for line in lines if line]
        return plotly_text("\n".join(kept if len(kept) <= _MOST_LINES else [*kept[: _MOST_LINES - 1], "…"]))
