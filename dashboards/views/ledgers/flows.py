"""A ledger drawn: from where the element enters, by firm or by form, to where it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.i18n import section, t
from dashboards.runs import ParkRun
from dashboards.theme import template
from dashboards.views.ledgers.words import LedgerWords
from dashboards.views.network import links_of
from dashboards.views.sankey import draw, prepare

__all__ = ["GROUPS", "called", "diagram", "drawn_flows", "link_ids", "ribbon_ids"]

GROUPS: Final[Mapping[str, str]] = {
    "reactive": "chlorine", "salt": "salt", "intermediate": "silicon", "product": "battery", "organic": "bio",
    "gas": "emission", "fuel": "carbon", "metal": "metal", "fixed": "waste", "": "other",
}  # fmt: skip
"""Colour of each group of forms, by the family of goods that has it elsewhere."""
_KEY = ["source", "target", "commodity", "group", "status"]
_SHARE = 0.008
_MAIN = 0.02
"""Share of the widest ribbon from which a ribbon has a say in which column its ends stand."""
_MOST_SOURCES, _LETTERS = 2, 44
_SIZE = {"height": 400, "width": 760}


def ribbon_ids(rows: pd.DataFrame, by: str) -> pd.Series:
    """Return the ribbon that each row is part of in a drawing by ``form`` or by ``firm``; blank where it is none."""
    status = rows["status"].where(rows["status"] == "chosen", "existing")
    named = rows[f"{by}_source"] + ">" + rows[f"{by}_target"] + ":" + rows["commodity"] + ":" + rows["group"]
    return (named + ":" + status).where(rows[f"{by}_source"] != "", "")


def link_ids(run: ParkRun, rows: pd.DataFrame) -> pd.Series:
    """Return the id that a row has as a link in all views; blank where it is none."""
    wanted = {"chosen": "chosen", "existing": "existing", "stated": "existing"}
    known = {(link.start, link.end, link.commodity, link.kind): link.id for link in reversed(links_of(run))}
    keys = zip(rows["who"], rows["partner"], rows["commodity"], rows["status"].map(wanted), strict=True)
    return pd.Series([known.get(key, "") for key in keys], index=rows.index, dtype="str")


def called(node: str, words: LedgerWords) -> str:
    """Name of a node."""
    kind, _, ref = node.partition("|")
    if kind == "firm":
        return words.firm(ref)
    if kind == "form":
        return words.form(ref)
    way = t(f"ledger_end.{kind.replace('-', '_')}", words.lang)
    return t("ledgers.end", words.lang, way=way, good=words.good(ref)) if ref else way


def drawn_flows(
    tables: Mapping[str, pd.DataFrame], state: str, words: LedgerWords, by: str, salts: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and links as `dashboards.views.sankey.prepare` takes them.

    Parameters
    ----------
    tables
        Of `dashboards.views.ledgers.entries.entries`, by state. What runs in another state than the one that is drawn
        has the amount 0, so that every drawing has one order.
    state
        The one that is drawn.
    by
        ``form`` or ``firm``.
    salts
        Whether salts are drawn; without them, what turns into one or comes of one still is.
    """
    rows = pd.concat([table.assign(here=one == state) for one, table in tables.items()], ignore_index=True)
    rows = rows[rows[f"{by}_source"] != ""]
    rows = rows.assign(
        source_node=rows[f"{by}_source"], target_node=rows[f"{by}_target"], ribbon=ribbon_ids(rows, by),
        status=rows["status"].where(rows["status"] == "chosen", "existing"), amount=rows["t"].where(rows["here"], 0.0),
        grade=rows["grade"].where(rows["here"], ""), source=rows["source"].where(rows["here"], ""),
    )  # fmt: skip
    groups = _groups(rows)
    if not salts:
        rows = rows[_beside_salts(rows, groups)]
    table = rows.groupby("ribbon", sort=True).agg(
        source=("source_node", "first"), target=("target_node", "first"), commodity=("commodity", "first"),
        group=("group", "first"), status=("status", "first"), amount=("amount", "sum"), most=("t", "max"),
        grade=("grade", "max"),
        cited=("source", lambda texts: ";".join(dict.fromkeys(";".join(texts).split(";")))),
        technology=("technology", lambda ids: ";".join(dict.fromkeys(filter(None, ids)))),
    ).reset_index(names="id")  # fmt: skip
    table = table.assign(
        family=table["group"].map(GROUPS).fillna("other"),
        label=[_label(row, words) for row in table.to_dict("records")],
        hint=[_hint(row, words) for row in table.to_dict("records")],
    )
    return _nodes(table, groups, words), table


def diagram(  # noqa: PLR0913  what a reader chooses
    tables: Mapping[str, pd.DataFrame], state: str, words: LedgerWords, *, by: str, salts: bool, title: str, theme: str
) -> go.Figure:
    """Draw a state of a ledger; see `drawn_flows`."""
    nodes, links = drawn_flows(tables, state, words, by, salts)
    flows = prepare(nodes, links, share=_SHARE, one_sided=_one_sided(salts))
    figure = draw(flows, title=title, unit="t", lang=words.lang, theme=theme, **_SIZE)
    _name_groups(figure, words)
    # laid out for this size, then stretched to the pane it stands in
    return figure.update_layout(template=template(theme), width=None, height=None, autosize=True)


def _columns(nodes: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Columns by what flows most: sources first, outlets last, so that thin threads do not pull the rest apart."""
    source, sink = nodes["kind"] == "source", nodes["kind"] == "sink"
    given = nodes.assign(column=np.where(source, 0.0, np.nan))
    full = links.assign(amount=links["most"])
    main = prepare(given, full[full["amount"] >= _MAIN * full["amount"].max()], share=0.0).nodes
    column = given["id"].map(main.set_index("id")["column"]).where(~sink)
    every = prepare(given.assign(column=column.where(~source, 0.0)), full, share=0.0).nodes.set_index("id")["column"]
    column = given["id"].map(every)
    return column.where(~sink, column[~sink].max() + 1)


def _one_sided(salts: bool) -> tuple[str, ...]:
    """Without its salts a ledger has nodes that get more than they give."""
    return ("source", "sink") if salts else ("source", "sink", "firm", "form")


def _groups(rows: pd.DataFrame) -> pd.Series:
    """Group of each form: of what turns into another, the group of a row is that of what it turns into."""
    turned = rows["side"].isin(["turned", "gap"])
    form = rows["form"].where(~turned, rows["to_form"])
    return pd.Series(rows["group"].to_numpy(), index=form)[(form != "").to_numpy()].groupby(level=0).first()


def _beside_salts(rows: pd.DataFrame, groups: pd.Series) -> pd.Series:
    """Rows that are no salt, what turns from or into a form that is none, and no gap."""
    comes_of = rows["form"].map(groups)
    turned = (rows["side"] == "turned") & comes_of.notna() & (comes_of != "salt")
    return ((rows["group"] != "salt") | turned) & (rows["side"] != "gap")


def _label(row: Mapping[str, str], words: LedgerWords) -> str:
    if row["commodity"]:
        return t("ledgers.of_form", words.lang, good=words.plain.good(row["commodity"]), form=words.group(row["group"]))
    return words.comma(words.technology(one) for one in row["technology"].split(";") if one)


def _cut(title: str) -> str:
    return title if len(title) <= _LETTERS else f"{title[:_LETTERS]}…"


def _hint(row: Mapping[str, str], words: LedgerWords) -> str:
    """Sources of what it stands for; the list tells all of them."""
    titles = [_cut(title) for title in words.sources(row["cited"])]
    more = [t("ledgers.more_sources", words.lang, count=len(titles) - _MOST_SOURCES)]
    told = [t("ledgers.source", words.lang, title=title) for title in titles[:_MOST_SOURCES]]
    return "\n".join([*told, *(more if len(titles) > _MOST_SOURCES else [])])


def _nodes(table: pd.DataFrame, groups: pd.Series, words: LedgerWords) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame({"id": pd.Series(dtype="str"), "label": pd.Series(dtype="str")})
    ids = pd.concat([table["source"], table["target"]]).drop_duplicates().sort_values().reset_index(drop=True)
    kind = ids.str.partition("|")[0]
    side = np.select([kind.str.endswith("-in"), kind.str.endswith("-out")], ["source", "sink"], kind)
    form = ids.str.removeprefix("form|").map(groups).map(GROUPS).where(kind == "form", "")
    ends = pd.concat([table[["source", "cited"]].set_axis(["id", "cited"], axis=1),
                      table[["target", "cited"]].set_axis(["id", "cited"], axis=1)])  # fmt: skip
    cited = ends.groupby("id")["cited"].agg(lambda texts: ";".join(dict.fromkeys(";".join(texts).split(";"))))
    nodes = pd.DataFrame({
        "id": ids, "label": [called(node, words) for node in ids], "kind": side, "family": form,
        "hint": [_hint({"cited": cited[node]}, words) for node in ids],
    })  # fmt: skip
    return nodes.assign(column=_columns(nodes, table))


def _name_groups(figure: go.Figure, words: LedgerWords) -> None:
    """Call colours by what they mean here: groups of forms."""
    families = section("family", words.lang)
    groups = {families[family]: words.group(group) for group, family in GROUPS.items()}
    for trace in figure.data:
        if trace.showlegend and trace.name in groups:
            trace.name = groups[trace.name]
