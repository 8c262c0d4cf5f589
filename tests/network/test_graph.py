"""Parks as networkx graphs."""

import networkx as nx
import pandas as pd

from circnet.network import flow_graph, park_graph
from circnet.park import load_park


def test_every_firm_is_a_node_and_every_link_an_edge():
    park = load_park("golmud")
    graph = park_graph(park)
    assert set(park.enterprises["id"]) <= set(graph)
    assert graph.number_of_edges() == len(park.links.drop_duplicates(["from", "to", "commodity"]))
    assert graph.nodes["qsl-potash"]["name_en"]
    outside = set(graph) - set(park.enterprises["id"])
    assert all(name.startswith(("external:", "park:")) for name in outside)


def test_parallel_goods_stay_parallel_edges():
    flows = pd.DataFrame(
        {"from": ["b", "a", "a"], "to": ["a", "b", "b"], "commodity": ["x", "y", "x"], "amount": [1.0, 2.0, 3.0]}
    )
    graph = flow_graph(flows)
    assert list(graph.edges(keys=True)) == [("a", "b", "x"), ("a", "b", "y"), ("b", "a", "x")]
    assert sum(amount for *_, amount in graph.edges(data="amount")) == 6.0
    assert nx.number_strongly_connected_components(graph) == 1
