"""The game of a park's new links: what a group of firms would save with the links among themselves alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd

from circnet.coupling.games import Game
from circnet.coupling.solve import Network, Point
from circnet.errors import Unbounded
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session

APART = 1e-7
"""Share of the whole saving below which two groups do not touch each other."""


class LinkGame:
    """Savings of groups of firms, each by one solve from the last basis.

    Parameters
    ----------
    network
        A network priced as in its optimum.
    open_arcs
        Boolean per arc: the links of the optimum's network.
    baseline
        Its state with existing links alone.
    """

    def __init__(self, network: Network, open_arcs: np.ndarray, baseline: Point) -> None:
        arcs = network.model.arcs
        self.network, self.baseline = network, baseline
        self._existing = arcs["existing"].to_numpy()
        self.new = open_arcs & ~self._existing
        self._from, self._to = arcs["from"].to_numpy(str), arcs["to"].to_numpy(str)
        self._known: dict[bytes, np.ndarray] = {}

    def links_of(self, firms: Sequence[str]) -> np.ndarray:
        """New links with both ends among some firms, boolean per arc."""
        return self.new & np.isin(self._from, firms) & np.isin(self._to, firms)

    def saving(self, firms: Sequence[str]) -> np.ndarray:
        """Net cost saved by some firms' own links: real, and what the data cannot explain; CNY/a."""
        links = self.links_of(firms)
        key = np.packbits(links).tobytes()
        if key not in self._known:
            self.network.open_only(self._existing | links)
            point, before = self.network.solve(), self.baseline
            self._known[key] = np.array([before.real - point.real, before.unexplained - point.unexplained])
        return self._known[key]

    def parts(self, firms: Sequence[str]) -> tuple[Game, Game]:
        """Return the game of some firms as its total, and as its real and its unexplained part (an array)."""
        names = np.array(firms)
        places = np.arange(len(names))

        def both(coalition: int) -> np.ndarray:
            return self.saving(names[(coalition >> places) & 1 == 1])

        return (lambda coalition: float(both(coalition).sum())), both  # type: ignore[return-value]

    def clusters(self, chosen: np.ndarray) -> list[list[str]]:
        """Group the firms at the chosen links so that the groups' savings add up to the whole.

        Groups are connected over chosen links; two whose savings together are not the sum of both (they share an
        existing link or a market with a limit) become one.
        """
        groups = _connected(zip(self._from[chosen], self._to[chosen], strict=True))
        whole = self.saving([firm for group in groups for firm in group]).sum()
        slack = APART * max(abs(whole), 1.0)
        while len(groups) > 1:
            pairs = [(a, b) for a in range(len(groups)) for b in range(a) if self._touch(groups[a], groups[b], slack)]
            if not pairs and abs(whole - sum(self.saving(group).sum() for group in groups)) <= slack:
                break
            merged = _connected(pairs) if pairs else [list(range(len(groups)))]
            alone = [[i] for i in range(len(groups)) if not any(i in part for part in merged)]
            groups = sorted(sorted(firm for i in part for firm in groups[i]) for part in [*merged, *alone])
        return sorted(groups, key=lambda group: (-self.saving(group).sum(), group))

    def _touch(self, one: list[str], other: list[str], slack: float) -> bool:
        apart = self.saving(one).sum() + self.saving(other).sum()
        return bool(abs(self.saving([*one, *other]).sum() - apart) > slack)

    def tempted(self, firms: Sequence[str], shares: np.ndarray) -> int:
        """Return the coalition that gains most by leaving, found by a mixed-integer programme.

        ``min Z(f) + sum_i x_i y_i`` with ``f_a <= M_a y_i`` at both ends of each new link, ``y_i`` in {0, 1}, neither
        all 0 nor all 1. ``M_a`` is the most that link can carry.
        """
        links = np.flatnonzero(self.links_of(firms))
        self.network.open_only(self._existing | self.links_of(firms))
        program = self.network.program()
        members = _with_members(program, self._columns(links), self._ends(links, firms), self._most(program, links),
                                shares)  # fmt: skip
        offset = float(-(program.columns["cost"].to_numpy(float) @ self.baseline.values))
        taken = Session(replace(members, offset=offset)).solve().values[len(program.columns) :] > 0.5
        return int((taken.astype(np.int64) << np.arange(len(firms))).sum())

    def _columns(self, links: np.ndarray) -> np.ndarray:
        return self.network.model.arcs["column"].to_numpy()[links]

    def _ends(self, links: np.ndarray, firms: Sequence[str]) -> np.ndarray:
        place = pd.Index(firms)
        return np.stack([place.get_indexer(side[links]) for side in (self._from, self._to)], axis=1)

    def _most(self, program: LinearProgram, links: np.ndarray) -> np.ndarray:
        """The most each link can carry; where there is no end to it, a thousand times the largest known amount."""
        session = Session(program)
        most = []
        for column in self._columns(links):
            session.set_costs(np.where(np.arange(len(program.columns)) == column, -1.0, 0.0))
            try:
                most.append(session.solve().values[column])
            except Unbounded:
                most.append(1e3 * np.abs(self.baseline.values).max())
        return np.array(most)


def _connected[Node: (str, int)](pairs: Iterable[tuple[Node, Node]]) -> list[list[Node]]:
    return sorted(sorted(part) for part in nx.connected_components(nx.Graph(pairs)))


def _with_members(
    program: LinearProgram, columns: np.ndarray, ends: np.ndarray, most: np.ndarray, shares: np.ndarray
) -> LinearProgram:
    """The programme with a yes or no per firm, on which the links at it hang."""
    players, size, count = len(shares), len(program.columns), len(columns)
    firms = pd.DataFrame({
        "name": [f"member|{i}" for i in range(players)], "lower": 0.0, "upper": 1.0, "cost": shares, "integer": True,
    })  # fmt: skip
    first = len(program.rows)
    rows = pd.DataFrame({
        "name": [f"member|{link}|{end}" for end in (0, 1) for link in range(count)] + ["members"],
        "lower": [-np.inf] * (2 * count) + [1.0], "upper": [0.0] * (2 * count) + [players - 1.0],
    })  # fmt: skip
    hung = np.arange(first, first + 2 * count)
    added = pd.DataFrame({
        "row": np.concatenate([hung, hung, np.full(players, first + 2 * count)]),
        "column": np.concatenate([np.tile(columns, 2), size + ends.T.ravel(), size + np.arange(players)]),
        "value": np.concatenate([np.ones(2 * count), -np.tile(most, 2), np.ones(players)]),
    })  # fmt: skip
    return replace(
        program,
        columns=pd.concat([program.columns, firms], ignore_index=True),
        rows=pd.concat([program.rows, rows], ignore_index=True),
        coefficients=pd.concat([program.coefficients, added], ignore_index=True),
    )
