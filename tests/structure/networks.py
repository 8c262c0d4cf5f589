"""Random networks of flows, for properties of the measures."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

NAMES = ["碱厂", "works", "mill", "farm", "plant", "kiln"]
COLUMNS = ["from", "to", "amount"]
OUTSIDE = ("@import", "@export", "@dissipation")


def table(rows):
    return pd.DataFrame(rows, columns=COLUMNS).astype({"amount": float})


@st.composite
def any_flows(draw):
    """Flows between a few nodes and the outside, in balance or not."""
    nodes = NAMES[: draw(st.integers(1, len(NAMES)))]
    inside = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    entering = st.tuples(st.just("@import"), st.sampled_from(nodes))
    leaving = st.tuples(st.sampled_from(nodes), st.sampled_from(OUTSIDE[1:]))
    ends = draw(st.lists(st.one_of(inside, entering, leaving), min_size=1, max_size=14))
    amounts = draw(st.lists(st.integers(1, 50), min_size=len(ends), max_size=len(ends)))
    return table([(*pair, amount) for pair, amount in zip(ends, amounts, strict=True)])


@st.composite
def steady_flows(draw):
    """Flows that balance at every node: inputs pushed through random shares, of which a part always leaves."""
    size = draw(st.integers(1, len(NAMES)))
    weights = np.array(draw(st.lists(st.lists(st.integers(0, 3), min_size=size, max_size=size),
                                     min_size=size, max_size=size)), dtype=float)  # fmt: skip
    leaving = np.array(draw(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=size, max_size=size)))
    imports = np.array(draw(st.lists(st.integers(1, 20), min_size=size, max_size=size)), dtype=float)
    whole = weights.sum(axis=1) + leaving.sum(axis=1)
    shares = weights / whole[:, None]
    through = np.linalg.solve(np.eye(size) - shares.T, imports)
    rows = [(NAMES[i], NAMES[j], through[i] * shares[i, j]) for i in range(size) for j in range(size) if shares[i, j]]
    rows += [("@import", NAMES[i], imports[i]) for i in range(size)]
    rows += [(NAMES[i], OUTSIDE[1 + side], through[i] * leaving[i, side] / whole[i])
             for i in range(size) for side in (0, 1) if leaving[i, side]]  # fmt: skip
    return table(rows)


@st.composite
def acyclic_flows(draw):
    """Flows that only go down a list of nodes."""
    pairs = [(a, b) for place, a in enumerate(NAMES) for b in NAMES[place + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=10))
    return table([(*pair, draw(st.integers(1, 9))) for pair in chosen])
