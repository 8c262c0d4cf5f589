"""The links of each scenario as flow diagrams of one scale and one order."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from circnet.report.compare import CompareWords
from circnet.scenario.compare import Comparison
from dashboards.theme import template
from dashboards.views.sankey import draw, fitting_scale, prepare
from dashboards.views.sankey.model import Flows
from dashboards.views.wording import plotly_text, short_name

__all__ = ["MEASURES", "diagrams"]

MEASURES: Final = {"value": "CNY", "mass": "t"}
"""What flows may be told in, and its unit."""
_HEIGHT: Final = 440
_SHARE: Final = 0.006


def diagrams(found: Comparison, words: CompareWords, measure: str, theme: str, width: int) -> dict[str, go.Figure]:
    """Draw the links of every scenario that has figures, by its id.

    Parameters
    ----------
    measure
        Of `MEASURES`; amounts are valued at the catalog's prices of the first scenario that knows the good, so that a
        change of prices alone draws no wider ribbon.
    width
        Of a figure in pixels.
    """
    unit = MEASURES[measure]
    flows = {column.id: prepare(*_parts(found, words, column.id, measure), share=_SHARE)
             for column in found.columns if column.error is None}  # fmt: skip
    scale = _scale(flows, unit, words.lang, width)
    drawn = {}
    for name, one in flows.items():
        title = plotly_text(words.scenario(name))
        figure = draw(one, title=title, unit=unit, lang=words.lang, theme=theme, height=_HEIGHT, width=width,
                      scale=scale)  # fmt: skip
        drawn[name] = figure.update_layout(template=template(theme), width=None, height=None, autosize=True)
    return drawn


def _scale(flows: dict[str, Flows], unit: str, lang: str, width: int) -> float | None:
    fitting = [fitting_scale(one, unit=unit, lang=lang, height=_HEIGHT, width=width) for one in flows.values()]
    return min((one for one in fitting if one is not None), default=None)


def _parts(found: Comparison, words: CompareWords, name: str, measure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and links of a scenario; those of the others have the amount 0, so that all have one order."""
    goods = pd.concat([column.goods for column in found.columns]).drop_duplicates("id").set_index("id")
    price = (
        goods["price"].abs() if measure == "value" else goods["t_per_unit"].fillna(goods["unit"].eq("m3").map(float))
    )
    table = found.links.groupby(["from", "to", "commodity", "scenario"], as_index=False).agg(
        amount=("amount", "sum"), existing=("existing", "any"), grade=("evidence", "max")
    )
    weight = table["commodity"].map(price).astype(float).fillna(0.0)
    here = table["scenario"].eq(name)
    table = table.assign(amount=(table["amount"] * weight).where(here, 0.0).fillna(0.0))
    grades = table[here].set_index(["from", "to", "commodity"])
    ends = ["from", "to", "commodity"]
    links = table.groupby(ends, as_index=False, sort=True)["amount"].sum()
    known = grades.reindex(pd.MultiIndex.from_frame(links[ends]))
    links = links.rename(columns={"from": "source", "to": "target"}).assign(
        id=links["from"] + ">" + links["to"] + ":" + links["commodity"],
        family=links["commodity"].map(goods["family"]).fillna("other"),
        label=links["commodity"].map(lambda good: words.name("commodity", good)),
        status=known["existing"].eq(True).map({True: "existing", False: "chosen"}).to_numpy(),  # noqa: FBT003
        grade=known["grade"].fillna("").to_numpy(),
    )
    firms = sorted({*links["source"], *links["target"]})
    nodes = pd.DataFrame({"id": firms, "label": [short_name(words.name("enterprise", one)) for one in firms],
                          "kind": "open"})  # fmt: skip
    return nodes, links
