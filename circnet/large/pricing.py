"""Which candidate arcs would lower the cost at given prices: an exact search by blocks in space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from circnet.large.arcs import TOLERANCE, Arcs, Pool, foremost, joined
from circnet.large.lanes import Firms, Good, Lane
from circnet.large.reduction import Duals
from circnet.network.places import SAME_PLACE_KM, distances_km

_BLOCK = 16
_PAIRS_AT_ONCE = 2_000_000
_WRITTEN_DOWN = 20_000_000
"""Pairs of ends up to which the arcs that might pay are written down: pricing them again is then a matter of arrays."""


@dataclass(frozen=True)
class Blocks:
    """Ends of one good in blocks of neighbours.

    Attributes
    ----------
    member
        Positions of the ends, shape (blocks, `_BLOCK`); -1 fills the last.
    points
        Where the members stand, km, shape (blocks, `_BLOCK`, 3); NaN where there is none.
    low, high
        Corners of the boxes around the blocks, km, shape (blocks, 3).
    """

    member: np.ndarray
    points: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def per_block(self, values: np.ndarray, filler: float) -> np.ndarray:
        """Values of the members, shape (blocks, `_BLOCK`)."""
        return np.where(self.member < 0, filler, values[self.member])


def blocks_of(xyz: np.ndarray) -> Blocks:
    """Cut points into blocks along a k-d tree, so that a block's members are neighbours."""
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import, and small parks have no need of it

    order = cKDTree(xyz, leafsize=_BLOCK).indices
    filled = np.full(-(-len(xyz) // _BLOCK) * _BLOCK, -1)
    filled[: len(xyz)] = order
    member = filled.reshape(-1, _BLOCK)
    points = xyz[member]
    points[member < 0] = np.nan
    return Blocks(member, points, np.nanmin(points, axis=1), np.nanmax(points, axis=1))


def near_blocks(givers: Blocks, takers: Blocks, most_km: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of blocks within reach: giver block, taker block, and the least distance between members, km."""
    step = max(1, _PAIRS_AT_ONCE // max(1, len(takers.member)))
    parts = []
    for start in range(0, len(givers.member), step):
        low, high = givers.low[start : start + step, None], givers.high[start : start + step, None]
        apart = np.maximum(0.0, np.maximum(low - takers.high[None], takers.low[None] - high))
        km = np.sqrt((apart**2).sum(axis=2))
        one, two = np.nonzero(km <= most_km)
        parts.append((one + start, two, km[one, two]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


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
        self.firms, self.goods, self._bounds = firms, goods, (floor, ceiling)
        self._blocks = [
            (blocks_of(firms.xyz[good.givers.firm]), blocks_of(firms.xyz[good.takers.firm])) for good in goods
        ]
        self._near = {
            (g, at): self._worth_a_look(g, lane, floor, ceiling)
            for g, good in enumerate(goods) for at, lane in enumerate(good.lanes)
        }  # fmt: skip

    def _worth_a_look(self, g: int, lane: Lane, floor: np.ndarray, ceiling: np.ndarray) -> tuple[np.ndarray, ...]:
        """Pairs of blocks between which some arc is within reach and might pay at some prices."""
        good, (givers, takers) = self.goods[g], self._blocks[g]
        one, two, km = near_blocks(givers, takers, lane.max_km / lane.detour)
        u = givers.per_block(floor[good.givers.row], np.inf).min(axis=1)
        v = takers.per_block(taken_at_most(good, floor, ceiling), -np.inf).max(axis=1)
        keep = lane.least_reduced(km, u[one], v[two]) < -TOLERANCE
        return one[keep], two[keep], km[keep]

    def joins(self, first: int) -> tuple[np.ndarray, np.ndarray, int]:
        """Return which rows some arc might join, as edges over further nodes numbered from ``first``, and their end."""
        one, two = [], []
        for (g, _), (giver, taker, _) in self._near.items():
            good, (givers, takers) = self.goods[g], self._blocks[g]
            then = first + len(givers.member)
            for blocks, which, ends, start in ((givers, giver, good.givers, first), (takers, taker, good.takers, then)):
                at = np.unique(which)
                member = blocks.member[at]
                one.append(np.repeat(start + at, _BLOCK)[(member >= 0).ravel()])
                two.append(ends.row[member[member >= 0]])
            one.append(first + giver)
            two.append(then + taker)
            first = then + len(takers.member)
        none = np.empty(0, dtype=np.int64)
        return np.concatenate([none, *one]), np.concatenate([none, *two]), first

    @property
    def pairs(self) -> int:
        """Pairs of ends that have to be looked at, at most."""
        return _BLOCK**2 * sum(len(one) for one, _, _ in self._near.values())

    def pool(self) -> Pool:
        """Write down all arcs that might pay at some prices; the distance of a pair of firms is asked once."""
        floor, ceiling = self._bounds
        most = [(floor[good.givers.row], taken_at_most(good, floor, ceiling)) for good in self.goods]
        found = [(lane_of, giver, taker) for lane_of in self._near
                 for giver, taker, _ in self._by_line(lane_of, most[lane_of[0]], -TOLERANCE)]  # fmt: skip
        if not found:
            return Pool(joined([]))
        firms = np.concatenate([self._firms(g, giver, taker) for (g, _), giver, taker in found], axis=1)
        once, place = np.unique(firms[0] * len(self.firms.lat) + firms[1], return_inverse=True)
        km = self.geodesic_km(*np.divmod(once, len(self.firms.lat)))[place]
        apart = np.split(km, np.cumsum([len(giver) for _, giver, _ in found])[:-1])
        return Pool(joined([
            self._arcs(lane_of, giver, taker, km, prices=most[lane_of[0]], limit=-TOLERANCE)
            for (lane_of, giver, taker), km in zip(found, apart, strict=True)
        ]))  # fmt: skip

    def below(self, duals: np.ndarray, limit: float = -TOLERANCE, each: int | None = None) -> Arcs:
        """Return arcs whose reduced cost is below a limit.

        Parameters
        ----------
        duals
            Of the rows of the programme.
        limit
            CNY per unit.
        each
            At most so many per giver and lane, and per taker and lane, the most negative; None for all.
        """
        parts: list[Arcs] = []
        for g, at in self._near:
            good = self.goods[g]
            prices = duals[good.givers.row], good.takers.sign * duals[good.takers.row]
            parts += self._of_lane((g, at), prices, limit, each)
        return joined(parts)

    def _of_lane(
        self, lane_of: tuple[int, int], prices: tuple[np.ndarray, np.ndarray], limit: float, each: int | None
    ) -> Iterator[Arcs]:
        """Arcs of a lane below the limit.

        With ``each``, only the foremost by the straight line are looked at, unless none of them is below the limit: so
        an empty answer says that there is none at all.
        """
        parts = []
        for giver, taker, least in self._by_line(lane_of, prices, limit):
            first = np.ones(len(giver), dtype=bool) if each is None else foremost(giver, taker, least, each)
            found = self._exactly(lane_of, giver[first], taker[first], prices, limit)
            parts.append(found if len(found) or first.all() else self._exactly(lane_of, giver, taker, prices, limit))
        if parts:
            whole = joined(parts)
            if each is not None and len(parts) > 1:
                whole = whole.take(foremost(whole.giver, whole.taker, whole.reduced, each))
            yield whole

    def _by_line(
        self, lane_of: tuple[int, int], prices: tuple[np.ndarray, np.ndarray], limit: float
    ) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Givers, takers and bounds on the reduced cost of the arcs that are below the limit by the straight line."""
        (g, at), (u, v) = lane_of, prices
        good, (givers, takers), lane = self.goods[g], self._blocks[g], self.goods[g].lanes[at]
        one, two, km = self._near[lane_of]
        least = givers.per_block(u, np.inf).min(axis=1), takers.per_block(v, -np.inf).max(axis=1)
        keep = lane.least_reduced(km, least[0][one], least[1][two]) < limit
        one, two = one[keep], two[keep]
        by_giver, by_taker = givers.per_block(u, 0.0)[:, :, None], takers.per_block(v, 0.0)[:, None, :]
        step = max(1, _PAIRS_AT_ONCE // _BLOCK**2)
        for start in range(0, len(one), step):
            i, j = one[start : start + step], two[start : start + step]
            apart = givers.points[i][:, :, None] - takers.points[j][:, None, :]
            line = np.sqrt(np.einsum("bijk,bijk->bij", apart, apart))
            reduced = lane.least_reduced(line, by_giver[i], by_taker[j])
            block, a, b = np.nonzero((reduced < limit) & (line * lane.detour <= lane.max_km))
            giver, taker, reduced = givers.member[i[block], a], takers.member[j[block], b], reduced[block, a, b]
            allowed = self._allowed(good, lane, giver, taker)
            yield giver[allowed], taker[allowed], reduced[allowed]

    def _allowed(self, good: Good, lane: Lane, giver: np.ndarray, taker: np.ndarray) -> np.ndarray:
        """Whether a giver may send to a taker on a lane, whatever the distance."""
        from_, to = good.givers.firm[giver], good.takers.firm[taker]
        keep = from_ != to
        if lane.in_park_only:
            keep &= self.firms.park[from_] == self.firms.park[to]
        if len(good.known):
            keep &= ~np.isin(from_ * len(self.firms.lat) + to, good.known)
        return keep

    def _firms(self, g: int, giver: np.ndarray, taker: np.ndarray) -> np.ndarray:
        return np.stack([self.goods[g].givers.firm[giver], self.goods[g].takers.firm[taker]])

    def _exactly(
        self, lane_of: tuple[int, int], giver: np.ndarray, taker: np.ndarray, prices: tuple[np.ndarray, np.ndarray],
        limit: float,
    ) -> Arcs:  # fmt: skip
        """Those of some arcs that are within reach and below the limit by the geodesic distance."""
        km = self.geodesic_km(*self._firms(lane_of[0], giver, taker))
        return self._arcs(lane_of, giver, taker, km, prices=prices, limit=limit)

    def _arcs(
        self, lane_of: tuple[int, int], giver: np.ndarray, taker: np.ndarray, km: np.ndarray, *,
        prices: tuple[np.ndarray, np.ndarray], limit: float,
    ) -> Arcs:  # fmt: skip
        (g, at), (u, v) = lane_of, prices
        good, lane = self.goods[g], self.goods[g].lanes[at]
        route = km * lane.detour
        cost, loss = lane.cost(route), lane.loss(route)
        reduced = cost + u[giver] - (1.0 - loss) * v[taker]
        last = (reduced < limit) & (route <= lane.max_km)
        count = int(last.sum())
        giver, taker = giver[last], taker[last]
        return Arcs(
            np.full(count, good.number), np.full(count, at), good.givers.at[giver], good.takers.at[taker],
            good.givers.row[giver], good.takers.row[taker], route[last], cost[last], loss[last],
            good.takers.sign[taker] * (1.0 - loss[last]), reduced[last],
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


def taken_at_most(good: Good, floor: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    """The most that a unit can be worth to each taker, from bounds on the duals of the rows."""
    row = good.takers.row
    return np.where(good.takers.sign > 0, ceiling[row], -floor[row])
