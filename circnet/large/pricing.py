"""Which candidate arcs would lower the cost at given prices: an exact search by blocks in space."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from circnet.large.arcs import TOLERANCE, Arcs, Pool, ends_of, foremost, joined
from circnet.large.blocks import BLOCK, PAIRS_AT_ONCE, blocks_of, near_blocks
from circnet.large.lanes import Ends, Firms, Good, Lanes
from circnet.large.reduction import Duals
from circnet.network.places import SAME_PLACE_KM, distances_km

_WRITTEN_DOWN = 20_000_000
"""Pairs of ends up to which the arcs that might pay are written down: pricing them again is then a matter of arrays."""
_IN_CACHE = 128_000
"""Pairs looked at together where nothing is lost by looking at few: their arrays stay in the processor's cache."""

type Found = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Lanes, givers and takers of arcs, as positions in all of a `Search`."""
type Prices = tuple[np.ndarray, np.ndarray]
"""What a unit is worth to each giver, and to each taker, CNY."""


class Search:
    """The candidate arcs of some goods, ready to be priced again and again.

    Parameters
    ----------
    firms, goods
        From `circnet.large.lanes`.
    floor, ceiling
        Per row of the programme, the least and the most that its dual can be in any dual feasible solution: arcs whose
        reduced cost is positive under all of them can never pay and are left out for good.
    """

    def __init__(self, firms: Firms, goods: list[Good], floor: np.ndarray, ceiling: np.ndarray) -> None:
        self.firms, self._goods = firms, goods
        self._givers = blocks_of(firms.xyz, [good.givers for good in goods])
        self._takers = blocks_of(firms.xyz, [good.takers for good in goods])
        self._lanes = Lanes.together([good.lanes for good in goods])
        self._good = np.repeat(np.arange(len(goods)), [len(good.lanes) for good in goods])
        self._most = floor[self._givers.ends.row], taken_at_most(self._takers.ends, floor, ceiling)
        self._near = self._worth_a_look()
        self._barred = np.concatenate([np.empty(0, np.int64), *(g * len(firms.lat) ** 2 + good.known
                                                                 for g, good in enumerate(goods))])  # fmt: skip

    def _worth_a_look(self) -> tuple[Found, np.ndarray]:
        """Lanes and pairs of blocks between which some arc is in reach and might pay at some prices, and how far."""
        u, v = self._per_block(self._most)
        parts, waiting, count = [], [], 0
        for g, near in enumerate(self._in_reach()):
            waiting.append(near)
            count += len(near[0])
            if count > PAIRS_AT_ONCE or g == len(self._goods) - 1:  # goods with few pairs are looked at together
                lane, one, two, km = (np.concatenate(column) for column in zip(*waiting, strict=True))
                keep = self._lanes.take(lane).least_reduced(km, u[one], v[two]) < -TOLERANCE
                parts.append((lane[keep], one[keep], two[keep], km[keep]))
                waiting, count = [], 0
        none = (np.empty(0, np.int64),) * 3 + (np.empty(0),)
        lane, one, two, km = (np.concatenate(column) for column in zip(none, *parts, strict=True))
        return (lane, one, two), km

    def _in_reach(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Of each good the lanes, the pairs of blocks within their reach, and how far these are, km."""
        first = np.searchsorted(self._good, np.arange(len(self._goods) + 1))
        reach = self._lanes.max_km / self._lanes.detour
        for g, (start, end) in enumerate(pairwise(first.tolist())):
            one, two, km = near_blocks(self._givers, self._takers, g, reach[start:end].max())
            lane, pair = np.nonzero(km <= reach[start:end, None])
            yield start + lane, one[pair], two[pair], km[pair]

    def _per_block(self, prices: Prices) -> Prices:
        """The best that a member of each block has to offer."""
        u, v = prices
        return self._givers.per_block(u, np.inf).min(axis=1), self._takers.per_block(v, -np.inf).max(axis=1)

    def joins(self, first: int) -> tuple[np.ndarray, np.ndarray, int]:
        """Return which rows some arc might join, as edges over further nodes numbered from ``first``, and their end."""
        (_, giver, taker), _ = self._near
        then = first + len(self._givers.member)
        one, two = [first + giver], [then + taker]
        for blocks, which, start in ((self._givers, giver, first), (self._takers, taker, then)):
            at = np.unique(which)
            member = blocks.member[at]
            one.append(np.repeat(start + at, BLOCK)[(member >= 0).ravel()])
            two.append(blocks.ends.row[member[member >= 0]])
        return np.concatenate(one), np.concatenate(two), then + len(self._takers.member)

    @property
    def pairs(self) -> int:
        """Pairs of ends that have to be looked at, at most."""
        return BLOCK**2 * len(self._near[1])

    def pool(self) -> Pool:
        """Write down all arcs that might pay at some prices; the distance of a pair of firms is asked once."""
        parts = [found for found, _ in self._by_line(self._most, -TOLERANCE, _IN_CACHE)]
        if not parts:
            return Pool(joined([]))
        lane, giver, taker = (np.concatenate(column) for column in zip(*parts, strict=True))
        firm, other = self._givers.ends.firm[giver], self._takers.ends.firm[taker]
        place, once = pd.factorize(firm * len(self.firms.lat) + other)
        km = self.geodesic_km(*np.divmod(once, len(self.firms.lat)))[place]
        return Pool(self._arcs((lane, giver, taker), km, self._most, -TOLERANCE))

    def below(self, duals: np.ndarray, limit: float = -TOLERANCE, each: int | None = None) -> Arcs:
        """Return arcs whose reduced cost is below a limit.

        With ``each``, only the foremost by the straight line are looked at, unless none of them is below the limit: so
        an empty answer says that there is none at all.

        Parameters
        ----------
        duals
            Of the rows of the programme.
        limit
            CNY per unit.
        each
            At most so many per giver and lane, and per taker and lane, the most negative; None for all.
        """
        takers = self._takers.ends
        prices = duals[self._givers.ends.row], takers.sign * duals[takers.row]
        parts = []
        for found, least in self._by_line(prices, limit):
            lane, giver, taker = found
            ends = np.stack([lane * (1 + end.max(initial=0)) + end for end in (giver, taker)])
            first = np.ones(len(lane), dtype=bool) if each is None else foremost(ends, least, each)
            arcs = self._exactly((lane[first], giver[first], taker[first]), prices, limit)
            parts.append(arcs if len(arcs) or first.all() else self._exactly(found, prices, limit))
        whole = joined(parts)
        return whole if each is None or len(parts) == 1 else whole.take(foremost(ends_of(whole), whole.reduced, each))

    def _by_line(
        self, prices: Prices, limit: float, at_once: int = PAIRS_AT_ONCE
    ) -> Iterator[tuple[Found, np.ndarray]]:
        """Arcs below the limit by the straight line, and bounds on their reduced costs, some pairs at a time."""
        (lane, one, two), _ = self._near
        near = self._near_below(prices, limit)
        by_giver = self._givers.per_block(prices[0], 0.0)[:, :, None]
        by_taker = self._takers.per_block(prices[1], 0.0)[:, None, :]
        step = max(1, at_once // BLOCK**2)
        for start in range(0, len(near), step):
            some = near[start : start + step]
            i, j, lanes = one[some], two[some], self._lanes.take(lane[some, None, None])
            apart = self._givers.points[i][:, :, None] - self._takers.points[j][:, None, :]
            line = np.sqrt(np.einsum("bijk,bijk->bij", apart, apart))
            reduced = lanes.least_reduced(line, by_giver[i], by_taker[j])
            block, a, b = np.nonzero((reduced < limit) & (line * lanes.detour <= lanes.max_km))
            found = lane[some][block], self._givers.member[i[block], a], self._takers.member[j[block], b]
            allowed = self._allowed(*found)
            yield (found[0][allowed], found[1][allowed], found[2][allowed]), reduced[block, a, b][allowed]

    def _near_below(self, prices: Prices, limit: float) -> np.ndarray:
        """Positions of the pairs of blocks that may hold an arc below the limit."""
        (lane, one, two), km = self._near
        u, v = self._per_block(prices)
        parts = [np.empty(0, dtype=np.int64)]
        for start in range(0, len(km), PAIRS_AT_ONCE):
            at = slice(start, start + PAIRS_AT_ONCE)
            least = self._lanes.take(lane[at]).least_reduced(km[at], u[one[at]], v[two[at]])
            parts.append(start + np.flatnonzero(least < limit))
        return np.concatenate(parts)

    def _allowed(self, lane: np.ndarray, giver: np.ndarray, taker: np.ndarray) -> np.ndarray:
        """Whether a giver may send to a taker on a lane, whatever the distance."""
        firms, park = len(self.firms.lat), self.firms.park
        from_, to = self._givers.ends.firm[giver], self._takers.ends.firm[taker]
        keep = (from_ != to) & (~self._lanes.in_park_only[lane] | (park[from_] == park[to]))
        if len(self._barred):
            pair = self._good[lane] * firms**2 + from_ * firms + to
            place = np.searchsorted(self._barred, pair)
            keep &= self._barred[np.minimum(place, len(self._barred) - 1)] != pair
        return keep

    def _exactly(self, found: Found, prices: Prices, limit: float) -> Arcs:
        """Those of some arcs that are within reach and below the limit by the geodesic distance."""
        km = self.geodesic_km(self._givers.ends.firm[found[1]], self._takers.ends.firm[found[2]])
        return self._arcs(found, km, prices, limit)

    def _arcs(self, found: Found, km: np.ndarray, prices: Prices, limit: float) -> Arcs:
        lanes, (_, giver, taker) = self._lanes.take(found[0]), found
        route = km * lanes.detour
        cost, loss = lanes.cost(route), lanes.loss(route)
        reduced = cost + prices[0][giver] - (1.0 - loss) * prices[1][taker]
        last = np.flatnonzero((reduced < limit) & (route <= lanes.max_km))
        lane, giver, taker = (column[last] for column in found)
        of, givers, takers = self._good[lane], self._givers.ends, self._takers.ends
        numbers = np.array([good.number for good in self._goods], dtype=np.int64)
        return Arcs(
            numbers[of], lane - np.searchsorted(self._good, of), givers.at[giver], takers.at[taker], givers.row[giver],
            takers.row[taker], route[last], cost[last], loss[last], takers.sign[taker] * (1.0 - loss[last]),
            reduced[last],
        )  # fmt: skip

    def geodesic_km(self, one: np.ndarray, two: np.ndarray) -> np.ndarray:
        """Distances as `circnet.network.places.firm_distances_km` tells them of firms with coordinates."""
        lat, lon = self.firms.lat, self.firms.lon
        km = distances_km(lat[one], lon[one], lat[two], lon[two])
        return np.where(km < 0.05, SAME_PLACE_KM, km)


def candidates(firms: Firms, goods: list[Good], known: Duals) -> Pool | Search:
    """Return the candidate arcs of some goods: written down where they are few, else to be searched for."""
    search = Search(firms, goods, known.floor, known.ceiling)
    return search.pool() if search.pairs <= _WRITTEN_DOWN else search


def taken_at_most(takers: Ends, floor: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    """The most that a unit can be worth to each taker, from bounds on the duals of the rows."""
    return np.where(takers.sign > 0, ceiling[takers.row], -floor[takers.row])
