"""The network of one scenario against the first: links that appear, vanish, grow, shrink or stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from circnet.coupling.reading import OPPORTUNITY_COLUMNS
from circnet.coupling.result import records
from circnet.report.compare import CompareWords
from circnet.scenario.compare import Comparison
from dashboards.runs import ParkRun
from dashboards.theme import INK, SIGNS, accent
from dashboards.views.network import elements
from dashboards.views.wording import short_name, wording_of

__all__ = ["CHANGES", "compared_elements", "rules"]

CHANGES = ("appears", "vanishes", "grows", "shrinks", "same")
"""What became of a link, in the order of the legend."""

_SIGNS = {"appears": "+", "vanishes": "×", "grows": "↑", "shrinks": "↓", "same": ""}


def compared_elements(found: Comparison, words: CompareWords, run: ParkRun, name: str) -> list[Any]:
    """Return firms and links of the first scenario and of another as elements of a graph.

    Parameters
    ----------
    run
        The park as it is: its firms stand where they stand in every graph.
    name
        Id of the other scenario.
    """
    first = found.columns[0].id
    links = found.links[found.links["scenario"].eq(name) & found.links["change"].isin(CHANGES)]
    links = links.assign(before=links["amount"] - links["delta"]).reset_index(drop=True)
    whole = _as_run(found, words, run, links)
    drawn = elements(whole, wording_of(whole, words.lang))
    edges = [one for one in drawn if str(one["data"]["id"]).startswith("c.")]
    told = {f"c.{row['from']}>{row['to']}:{row['commodity']}": row for row in reversed(records(links))}
    for edge in edges:
        row = told[str(edge["data"]["id"]).partition("#")[0]]
        edge["data"] |= {"kind": "chosen", "label": _SIGNS[row["change"]], "hint": _hint(row, words, first, name)}
        looks = [look for look in edge["classes"].split() if look in ("bent", "unsure")]
        edge["classes"] = " ".join(["compared", str(row["change"]), *looks])
    ends = {edge["data"][end] for edge in edges for end in ("source", "target")}
    nodes = [
        one for one in drawn
        if "source" not in one["data"] and ("partner" not in one["classes"] or one["data"]["id"] in ends)
    ]  # fmt: skip
    return [*nodes, *edges]


def _as_run(found: Comparison, words: CompareWords, run: ParkRun, links: pd.DataFrame) -> ParkRun:
    """Return a run whose couplings are these links; firms that only a scenario has come last."""
    plain = dict.fromkeys(OPPORTUNITY_COLUMNS)
    rows = [
        plain | {"choice": "chosen", "from": row["from"], "to": row["to"], "commodity": row["commodity"],
                 "amount": max(row["amount"], row["before"]), "unit": row["unit"], "mode": row["mode"],
                 "evidence": row["evidence"]}
        for row in records(links)
    ]  # fmt: skip
    ends = pd.concat([links["from"], links["to"]]).drop_duplicates()
    new = ends[~ends.isin(run.enterprises["id"]) & ~ends.str.startswith("external:")]
    firms = pd.DataFrame({
        "id": new, "name_zh": [words.name("enterprise", one) for one in new],
        "name_en": [words.name("enterprise", one) for one in new], "zone": "", "status": "operating",
    })  # fmt: skip
    goods = pd.concat([column.goods for column in found.columns]).drop_duplicates("id")
    goods = goods[~goods["id"].isin(run.commodities["id"])][["id", "unit", "family"]]
    return replace(
        run,
        enterprises=pd.concat([run.enterprises, firms], ignore_index=True) if len(firms) else run.enterprises,
        commodities=pd.concat([run.commodities, goods], ignore_index=True) if len(goods) else run.commodities,
        opportunities=pd.DataFrame(rows, columns=OPPORTUNITY_COLUMNS),
    )


def _hint(row: dict[str, Any], words: CompareWords, first: str, name: str) -> str:
    giver, taker = (short_name(words.name("enterprise", row[end])) for end in ("from", "to"))
    amounts = [
        f"{words.scenario(one)}: {words.amount(row[column], row['unit'])}"
        for one, column in ((first, "before"), (name, "amount"))
    ]
    change = words.change(row["change"])
    return "\n".join([f"{words.name('commodity', row['commodity'])} · {change}", f"{giver} → {taker}", *amounts])


def rules(theme: str) -> list[dict[str, Any]]:
    """Return the rules that tell the changes apart, by colour, dash and sign."""
    ink = INK[theme]
    looks: dict[str, dict[str, Any]] = {
        "appears": {"line-color": SIGNS["good"], "line-style": "dashed", "line-dash-pattern": [9, 4]},
        "vanishes": {"line-color": SIGNS["bad"], "line-style": "dotted"},
        "grows": {"line-color": accent(theme), "line-style": "solid"},
        "shrinks": {"line-color": SIGNS["watch"], "line-style": "solid"},
        "same": {"line-color": ink["idle"], "line-style": "solid", "opacity": 0.5},
    }
    return [
        {"selector": f"edge.compared.{change}", "style": style | {"target-arrow-color": style["line-color"]}}
        for change, style in looks.items()
    ] + [
        {
            "selector": "edge.compared[label]",
            "style": {
                "label": "data(label)", "font-size": 14, "font-weight": "bold", "color": ink["text"],
                "text-background-color": ink["surface"], "text-background-opacity": 0.9,
                "text-background-shape": "roundrectangle", "text-background-padding": "2px",
            },
        }
    ]  # fmt: skip
