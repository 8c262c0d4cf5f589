"""Generated networks of metered flows, for reconciliation."""

import numpy as np
import pandas as pd


def metered_network(flows: int, seed: int, per_node: float = 2.0, spread: float = 0.02):
    """A network in balance: its table of flows with true amounts, and standard deviations of its meters.

    ``per_node`` flows to a node. Every node lies on a way from @import to @export; further flows run between nodes
    drawn at random, either way, so that there are recycles. Amounts are sums of what runs along such ways.
    """
    rng = np.random.default_rng(seed)
    nodes = max(4, round(flows / per_node))
    order = rng.permutation(nodes)
    ends = {("@import", order[0]), (order[-1], "@export")}
    ends |= set(zip(order[:-1], order[1:], strict=True))
    while len(ends) < flows:
        a, b = rng.choice(nodes, 2, replace=False)
        ends.add([(a, b), ("@import", a), (a, "@export")][rng.choice(3, p=[0.8, 0.1, 0.1])])
    table = pd.DataFrame(sorted(ends, key=str), columns=["from", "to"]).astype(str)
    table["amount"] = _circulation(table, rng)
    return table.assign(commodity="", uncertainty=spread * table["amount"])


def _circulation(table: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Positive flows in balance: a random walk's stationary flow, with the outside as one more node."""
    names = pd.Index(sorted((set(table["from"]) | set(table["to"])) - {"@import", "@export"}))
    out, into = names.get_indexer(table["from"]), names.get_indexer(table["to"])  # the outside is -1, the last
    weight = rng.uniform(1.0, 3.0, len(table))
    size = len(names) + 1
    step = np.zeros((size, size))
    np.add.at(step, (out, into), weight)
    total = step.sum(axis=1)
    step /= total[:, None]
    system = np.vstack([(np.eye(size) - step).T, np.ones(size)])
    through = np.linalg.lstsq(system, np.append(np.zeros(size), 100.0 * size), rcond=None)[0]
    return through[out] * weight / total[out]
