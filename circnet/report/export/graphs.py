"""The network as GraphML and GEXF, for Gephi, yEd and networkx: flat attributes of one type each, nothing blank."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet.report.document import printable
from circnet.report.export.content import Content

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["gexf", "graph_of", "graphml"]


def graph_of(content: Content, lang: str) -> nx.MultiDiGraph:
    """Return the network as a graph whose nodes and edges are keyed by id.

    Parameters
    ----------
    lang
        Language of ``label``, the name that programs show.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for row in content.nodes.to_dict("records"):
        graph.add_node(row["id"], **_told(row, _name(row, "name", lang, row["id"]), ("id",)))
    for row in content.links.to_dict("records"):
        told = _told(row, _name(row, "commodity", lang, row["commodity"]), ("id", "from", "to"))
        graph.add_edge(row["from"], row["to"], key=row["id"], **told)
    return graph


def graphml(content: Content, lang: str) -> bytes:
    """Return the network as GraphML."""
    import networkx as nx

    target = io.BytesIO()
    nx.write_graphml_xml(graph_of(content, lang), target, prettyprint=True)
    return target.getvalue()


def gexf(content: Content, lang: str) -> bytes:
    """Return the network as GEXF 1.2, without the day on which it was written."""
    import networkx as nx

    graph, target = graph_of(content, lang), io.BytesIO()
    nx.set_edge_attributes(graph, {edge: edge[2] for edge in graph.edges(keys=True)}, "id")  # it numbers them else
    nx.write_gexf(graph, target, prettyprint=True, version="1.2draft")
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", target.getvalue(), count=1)


def _name(row: dict[str, Any], prefix: str, lang: str, otherwise: str) -> str:
    return row[f"{prefix}_{lang}"] or row[f"{prefix}_zh"] or otherwise


def _told(row: dict[str, Any], label: str, left_out: tuple[str, ...]) -> dict[str, Any]:
    """Attributes that are known, in letters that XML can hold."""
    known = {name: value for name, value in row.items()
             if name not in left_out and not pd.isna(value) and value != ""}  # fmt: skip
    return {"label": printable(label)} | {
        name: printable(value) if isinstance(value, str) else float(value) for name, value in known.items()
    }
