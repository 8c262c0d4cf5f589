"""Who gives how much to whom, before and after, as nodes and links of a flow diagram."""

from __future__ import annotations

from functools import reduce
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from circnet.coupling.throughput import stage_flows
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.theme import template
from dashboards.views.network import links_of
from dashboards.views.sankey import draw, fitting_scale, prepare
from dashboards.views.wording import Wording

__all__ = ["FLOW_COLUMNS", "MEASURES", "SCOPES", "STATES", "diagram", "flow_tables", "parts"]

STATES: Final = {"after": "optimum", "before": "baseline"}
SCOPES: Final = ("links", "all")
MEASURES: Final = {"value": "CNY", "mass": "t", "energy": "GJ", "water": "m3"}
"""What flows may be told in, and its unit."""
FLOW_COLUMNS: Final = ("source", "target", "commodity", "status", "grade", *MEASURES)
"""Columns of `flow_tables`."""
_HEIGHT = 460
_SIDES = ("source", "target")
_OUTSIDE = ("market", "port", "unexplained", "ambient", "gain", "disposal", "loss")
_SHARE = {"links": 0.004, "all": 0.012}


def diagram(  # noqa: PLR0913  what a reader chooses
    run: ParkRun, words: Wording, *, state: str, scope: str, measure: str, theme: str, width: int = 600,
    height: int = _HEIGHT,
) -> go.Figure:  # fmt: skip
    """Draw the flows of a state; before and after have one scale and one order.

    Parameters
    ----------
    state, scope, measure
        Of `STATES`, `SCOPES` and `MEASURES`.
    """
    unit = MEASURES[measure]
    drawn = {name: prepare(*parts(run, words, name, scope, measure), share=_SHARE[scope]) for name in STATES}
    scales = [fitting_scale(flows, unit=unit, lang=words.lang, height=height, width=width) for flows in drawn.values()]
    scale = min((one for one in scales if one is not None), default=None)
    title = _title(run, words, state, scope, measure)
    figure = draw(drawn[state], title=title, unit=unit, lang=words.lang, theme=theme, height=height, width=width,
                  scale=scale)  # fmt: skip
    # laid out for this size, then stretched to the pane it stands in
    return figure.update_layout(template=template(theme), width=None, height=None, autosize=True)


def parts(run: ParkRun, words: Wording, state: str, scope: str, measure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and links of a state; those of the other state have the amount 0, so that both have one order.

    Returns
    -------
    nodes, links
        As `dashboards.views.sankey.prepare` takes them. A link between firms has the id it has in all views.
    """
    flows = stage_flows(run.balances, run.commodities, measure)
    inside = (flows["source_kind"] == "firm") & (flows["target_kind"] == "firm")
    flows = flows[inside] if scope == "links" else flows
    flows = flows.assign(source=_ends(flows, "source"), target=_ends(flows, "target"))
    flows = flows.assign(here=flows["amount"].where(flows["state"] == STATES[state], 0.0))
    keys = ["source", "target", "source_kind", "target_kind", "commodity", "family", "status"]
    table = flows.groupby(keys, as_index=False, sort=True).agg(amount=("here", "sum"), grade=("grade", "max"))
    table = table.assign(
        id=_ids(run, table), label=table["commodity"].map(words.good),
        status=table["status"].where(table["status"].isin(["existing", "chosen"]), "existing"),
    )  # fmt: skip
    return _nodes(table, words, weighed=scope == "all" and measure == "mass"), table


def flow_tables(run: ParkRun, words: Wording) -> dict[str, pd.DataFrame]:
    """Return the flows of each state in all measures, with names, for the download beside the figure."""
    keys = ["state", "source_kind", "source", "target_kind", "target", "commodity", "status", "grade"]
    measured = [
        stage_flows(run.balances, run.commodities, measure)[[*keys, "amount"]].rename(columns={"amount": measure})
        for measure in MEASURES
    ]
    table = reduce(lambda left, right: left.merge(right, on=keys, how="outer"), measured)
    outside = {kind: t(f"end.{kind}", words.lang) for kind in _OUTSIDE}
    ends = {
        side: table[side].map(words.firm).where(table[f"{side}_kind"] == "firm", table[f"{side}_kind"].map(outside))
        for side in _SIDES
    }
    named = table.assign(**ends, commodity=table["commodity"].map(words.good), status=table["status"].map(words.status))
    named = named.drop(columns=[f"{side}_kind" for side in _SIDES])
    return {
        t(f"side.{name}", words.lang): named[named["state"] == state].drop(columns="state").reset_index(drop=True)
        for name, state in STATES.items()
    }


def _ends(flows: pd.DataFrame, side: str) -> pd.Series:
    """A firm as itself; what is bought, sold or dumped by its good, what comes from or goes to the air as one."""
    kind = flows[f"{side}_kind"]
    own = np.select(
        [kind == "firm", kind.isin(["ambient", "loss", "gain"])], [flows[side], kind + "|"],
        kind + f"-{side}|" + flows["commodity"],
    )  # fmt: skip
    return pd.Series(own, index=flows.index, dtype="str")


def _ids(run: ParkRun, table: pd.DataFrame) -> list[str]:
    known = {(link.start, link.end, link.commodity, link.kind): link.id for link in links_of(run)}
    rows = zip(table["source"], table["target"], table["commodity"], table["status"], strict=True)
    return [known.get(row, "flow|" + "|".join(row)) for row in rows]


def _nodes(table: pd.DataFrame, words: Wording, *, weighed: bool) -> pd.DataFrame:
    """Name the ends of flows; only in mass, and with all flows shown, must what a firm takes equal what it gives."""
    ends = pd.concat([
        table[[side, f"{side}_kind"]].set_axis(["id", "what"], axis=1).assign(side=side)
        for side in _SIDES
    ]).drop_duplicates("id").sort_values("id")  # fmt: skip
    good = ends["id"].str.extract(r"\|(.*)$", expand=False).fillna("")
    firm = ends["what"] == "firm"
    labels = [
        words.short.get(ref, words.firm(ref)) if is_firm
        else " ".join(filter(None, [t(f"node.{what}_{side}", words.lang), words.good(what_good) if what_good else ""]))
        for ref, is_firm, what, side, what_good in zip(ends["id"], firm, ends["what"], ends["side"], good, strict=True)
    ]  # fmt: skip
    kind = np.where(firm, "firm" if weighed else "open", ends["side"].map({"source": "source", "target": "sink"}))
    return pd.DataFrame({"id": ends["id"], "label": labels, "kind": kind}).reset_index(drop=True)


def _title(run: ParkRun, words: Wording, state: str, scope: str, measure: str) -> str:
    flows = stage_flows(run.balances, run.commodities, measure)
    flows = flows[(flows["source_kind"] == "firm") & (flows["target_kind"] == "firm")]
    total = flows.groupby("state")["amount"].sum()
    before, after = (words.measured(total.get(STATES[name], 0.0), MEASURES[measure]) for name in ("before", "after"))
    return t(f"side.title_{state}", words.lang, before=before, after=after)
