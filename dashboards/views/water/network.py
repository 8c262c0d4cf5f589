"""The network of waters before and after reuse: the flows of both, and the drawing of one."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.theme import template
from dashboards.views.sankey import draw, fitting_scale, prepare
from dashboards.views.water.words import SUPPLY, WaterWords, split

__all__ = ["STATES", "diagram", "drawn", "flows"]

STATES: Final = ("before", "after")
_COLUMNS: Final = ["id", "from", "to", "source", "target", "good", "kind", "before", "after", "distance_km", "cost"]
_SIZE: Final = {"height": 420, "width": 780}
_OUT: Final = "out|"
_FRESH, _REUSE, _EXISTING, _LEFT = "fresh", "reuse", "existing", "left"
_SHARE: Final = 0.006
_LEAST_M3: Final = 0.5
"""Flows below half a cubic metre a year are rounding."""


def flows(found: Study) -> pd.DataFrame:
    """Return every flow of water before and after.

    Returns
    -------
    DataFrame
        ``id, from, to`` (ends as the answer has them; blank outside), ``source, target`` (nodes: ``supply|<good>``,
        ``firm|<id>``, ``unit|<name>``, ``out|``), ``good`` (the water that is given), ``kind`` (`fresh`, drawn from
        outside; `reuse`; `existing`, flows already; `left`, given off), ``before, after`` (m3 a year), ``distance_km,
        cost`` (CNY a year). Before, every need draws its own water and nothing is reused that does not flow already.
    """
    parts = [_existing(found), _today(found), _given_off(found, "before"), _reused(found), _given_off(found, "after")]
    table = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=_COLUMNS)], ignore_index=True)
    table = table.assign(id=table["from"] + ">" + table["to"] + ":" + table["kind"] + ":" + table["good"])
    keys = ["id", "from", "to", "source", "target", "good", "kind"]
    sums: dict[str, Any] = dict.fromkeys(STATES, "sum") | {"distance_km": "first", "cost": "sum"}
    for name in STATES:
        table[name] = pd.to_numeric(table[name]).fillna(0.0) if name in table else 0.0
    table = table.reindex(columns=_COLUMNS).astype({"distance_km": float, "cost": float})
    told = table.groupby(keys, as_index=False, sort=True).agg(sums)[_COLUMNS]
    return told[(told[list(STATES)] >= _LEAST_M3).any(axis=1)].reset_index(drop=True)


def _node(place: str) -> str:
    owner, good = split(place)
    if owner == SUPPLY:
        return f"supply|{good}"
    return f"firm|{owner}" if good else f"unit|{owner}"


def _existing(found: Study) -> pd.DataFrame:
    """What flows between firms already, in both states."""
    rows = found.tables["existing"]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.DataFrame({
        "from": rows["from"] + "/" + rows["commodity"], "to": rows["to"] + "/" + rows["commodity"],
        "source": "firm|" + rows["from"], "target": "firm|" + rows["to"], "good": rows["commodity"], "kind": _EXISTING,
        "before": rows["amount"], "after": rows["amount"],
    })  # fmt: skip


def _today(found: Study) -> pd.DataFrame:
    """What every need draws while nothing more is reused: its own water from outside."""
    sinks = found.tables["sinks"]
    if sinks.empty:
        return pd.DataFrame(columns=_COLUMNS)
    good = sinks["name"].str.partition("/")[2]
    return pd.DataFrame({
        "from": SUPPLY + "/" + good, "to": sinks["name"], "source": "supply|" + good,
        "target": sinks["name"].map(_node), "good": good, "kind": _FRESH, "before": sinks["flow"],
    })  # fmt: skip


def _given_off(found: Study, state: str) -> pd.DataFrame:
    """What firms and units give off: all they have before, what is left over after."""
    if state == "before":
        rows = found.tables["sources"]
        rows = rows[rows["flow"].notna()].assign(left_over=rows["flow"]) if len(rows) else rows
    else:
        rows = found.tables["givers"]
    rows = rows[rows["left_over"] > 0] if "left_over" in rows else rows.iloc[:0]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.DataFrame({
        "from": rows["name"], "to": "", "source": rows["name"].map(_node), "target": _OUT,
        "good": rows["name"].str.partition("/")[2], "kind": _LEFT, state: rows["left_over"],
    })  # fmt: skip


def _reused(found: Study) -> pd.DataFrame:
    rows = found.tables["flows"]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    fresh = rows["from"].str.startswith(f"{SUPPLY}/")
    return pd.DataFrame({
        "from": rows["from"], "to": rows["to"], "source": rows["from"].map(_node), "target": rows["to"].map(_node),
        "good": rows["from"].str.partition("/")[2], "kind": fresh.map({True: _FRESH, False: _REUSE}),
        "after": rows["amount"], "distance_km": rows["distance_km"], "cost": rows["cost"],
    })  # fmt: skip


def drawn(found: Study, words: WaterWords, state: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and links of a state as `dashboards.views.sankey.prepare` takes them."""
    table = flows(found)
    families = {_LEFT: "waste"}
    links = pd.DataFrame({
        "id": table["id"], "source": table["source"], "target": table["target"], "amount": table[state],
        "family": table["kind"].map(families).fillna("water"),
        "label": [words.good(good) for good in table["good"]],
        "status": table["kind"].map({_REUSE: "chosen"}).fillna("existing"), "grade": "",
        "hint": [_hint(row, words) for row in table.to_dict("records")],
    })  # fmt: skip
    ids = sorted(set(links["source"]) | set(links["target"]))
    kinds = {"supply": "source", "out": "sink"}
    nodes = pd.DataFrame({
        "id": ids, "label": [_called(one, words) for one in ids],
        "kind": [kinds.get(one.partition("|")[0], "open") for one in ids],
        "family": ["waste" if one == _OUT else "water" for one in ids],
    }, dtype="str")  # fmt: skip
    return nodes, links


def _called(node: str, words: WaterWords) -> str:
    kind, _, ref = node.partition("|")
    if kind == "supply":
        return t("waterpage.from_outside", words.lang, good=words.good(ref))
    if kind == "out":
        return t("waterpage.given_off", words.lang)
    return words.firm(ref) if kind == "firm" else words.unit(ref)


def _hint(row: dict[str, Any], words: WaterWords) -> str:
    return t(f"water_kind.{row['kind']}", words.lang)


def diagram(found: Study, words: WaterWords, state: str, theme: str) -> go.Figure:
    """Draw the network of a state, at the scale at which both states fit."""
    ready = {one: prepare(*drawn(found, words, one), share=_SHARE) for one in STATES}
    scales = [fitting_scale(one, unit="m3", lang=words.lang, **_SIZE) for one in ready.values()]
    scale = min((one for one in scales if one is not None), default=None)
    title = t(f"waterpage.title_{state}", words.lang)
    figure = draw(ready[state], title=title, unit="m3", lang=words.lang, theme=theme, scale=scale, **_SIZE)
    _name_given_off(figure, words)
    return figure.update_layout(template=template(theme), width=None, height=None, autosize=True)


def _name_given_off(figure: go.Figure, words: WaterWords) -> None:
    """Call the colour of what leaves by what it means here."""
    called = section("family", words.lang)["waste"]
    for trace in figure.data:
        if trace.showlegend and trace.name == called:
            trace.name = t("waterpage.given_off", words.lang)
