"""Candidate arcs that are never written down: who could send what to whom by which mode, and where they stand.

An arc is a pair (giver, taker) of one good on a lane (a mode that the good may use), and what it costs follows from the
distance alone. So the arcs of a country need no more memory than its firms.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from circnet.coupling.case import Case
from circnet.coupling.families.balance import direction, row_of
from circnet.coupling.model import takers
from circnet.network import haulage
from circnet.network.freight import annuity_factor
from circnet.network.places import coordinates, earth_centred_km
from circnet.park import Catalog

_ALL_LOST, _ENDLESS_KM = 0.999, 1e9


@dataclass(frozen=True)
class Firms:
    """Where the firms stand: ``lat, lon`` in degrees, ``xyz`` in km from the earth's centre, ``park`` as a number."""

    lat: np.ndarray
    lon: np.ndarray
    xyz: np.ndarray
    park: np.ndarray


@dataclass(frozen=True)
class Ends:
    """Givers or takers of one good: position of the ``firm``, of its balance ``row``, and the row's ``sign``.

    The sign is that of an arriving amount: +1 on the one row of a firm that passes on, else -1; of a leaving one -1.
    ``at`` is the position among all such ends of the good.
    """

    firm: np.ndarray
    row: np.ndarray
    sign: np.ndarray
    at: np.ndarray


@dataclass(frozen=True)
class Lanes:
    """Modes that goods may use, figures per unit sent, arrays of one shape.

    ``cost(L) = fixed + per_km * max(L, min_km) + line_per_km * L`` with the route L of ``detour`` times the geodesic
    distance; ``loss(L) = min(loss_per_km * L, 0.999)``; ``max_km`` is the longest route.
    """

    fixed: np.ndarray
    per_km: np.ndarray
    min_km: np.ndarray
    line_per_km: np.ndarray
    loss_per_km: np.ndarray
    detour: np.ndarray
    max_km: np.ndarray
    in_park_only: np.ndarray

    def __len__(self) -> int:
        """Return the number of lanes."""
        return len(self.fixed)

    def take(self, which: np.ndarray | slice) -> Lanes:
        """Return some of the lanes, in the shape of their positions."""
        return Lanes(*(getattr(self, field.name)[which] for field in fields(self)))

    @staticmethod
    def together(lanes: list[Lanes]) -> Lanes:
        """Put lanes one after the other."""
        columns = ([getattr(some, field.name) for some in lanes] for field in fields(Lanes))
        return Lanes(*(np.concatenate(column) if column else np.empty(0, dtype=bool) for column in columns))

    def cost(self, route_km: np.ndarray) -> np.ndarray:
        """Cost per unit sent, CNY."""
        return self.fixed + self.per_km * np.maximum(route_km, self.min_km) + self.line_per_km * route_km

    def loss(self, route_km: np.ndarray) -> np.ndarray:
        """Share lost on the way."""
        return np.minimum(self.loss_per_km * route_km, _ALL_LOST)

    def least_reduced(self, km: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Bound from below on the reduced cost of an arc of at least ``km`` of geodesic distance.

        ``cost(L) + u - (1 - loss(L)) v`` grows with L where v >= 0; where v < 0 the loss is taken at its largest.
        """
        route = km * self.detour
        most = np.minimum(self.loss_per_km * np.minimum(self.max_km, _ENDLESS_KM), _ALL_LOST)
        loss = np.where(v >= 0, self.loss(route), most)
        return self.cost(route) + u - np.where(np.isfinite(v), (1.0 - loss) * v, v)


@dataclass(frozen=True)
class Good:
    """The candidate arcs of one good, the ``number``-th of the network."""

    number: int
    commodity: str
    givers: Ends
    takers: Ends
    modes: np.ndarray
    lanes: Lanes
    known: np.ndarray
    """Pairs ``giver firm * number of firms + taker firm`` that have arcs of their own, sorted."""


def firms_of(case: Case) -> Firms:
    """Places of the firms of a case, in the order of ``park.enterprises``."""
    where = coordinates(case.park)
    lat, lon = where["lat"].to_numpy(float), where["lon"].to_numpy(float)
    return Firms(lat, lon, earth_centred_km(lat, lon), pd.factorize(where["park"])[0])


@dataclass(frozen=True)
class Pairing:
    """Who can give and who can take (``enterprise, commodity``), and whose arcs need not be written down.

    Written down are arcs of goods with a limit on purity (their terms stand in further rows) and of firms without
    coordinates.
    """

    givers: pd.DataFrame
    takers: pd.DataFrame
    free_giver: np.ndarray
    free_taker: np.ndarray


def pairing(case: Case) -> Pairing:
    """Return who can give and who can take in a case."""
    limited = case.park.quality.loc[case.park.quality["direction"] == "demand", "commodity"]
    placed = coordinates(case.park).dropna(subset=["lat", "lon"]).index
    give, take = case.suppliers, takers(case)
    free = [(~side["commodity"].isin(limited) & side["enterprise"].isin(placed)).to_numpy() for side in (give, take)]
    return Pairing(give, take, *free)


def written_pairs(ends: Pairing) -> pd.DataFrame:
    """Return the pairs ``from, to, commodity`` whose arcs are written down."""
    give = ends.givers.rename(columns={"enterprise": "from"})
    take = ends.takers.rename(columns={"enterprise": "to"})
    parts = [give[~ends.free_giver].merge(take, on="commodity"),
             give[ends.free_giver].merge(take[~ends.free_taker], on="commodity")]  # fmt: skip
    pairs = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return pairs.loc[pairs["from"] != pairs["to"], ["from", "to", "commodity"]].reset_index(drop=True)


def goods_of(case: Case, ends: Pairing, first: int, known: pd.DataFrame) -> list[Good]:
    """Return the candidate arcs of a case that are not written down, by good.

    Parameters
    ----------
    case, ends
        The sets of the model, and who can give and take in it.
    first
        Position of the first balance row in the programme.
    known
        Arcs that are written down (``from, to, commodity``): their pairs have no others.
    """
    give, take = ends.givers[ends.free_giver], ends.takers[ends.free_taker]
    lanes = _lanes(case.catalog, case.settings.discount_rate, case.settings.max_km)
    shared = sorted(set(give["commodity"].tolist()) & set(take["commodity"].tolist()) & lanes.keys())
    firms = pd.Index(case.park.enterprises["id"])
    givers = _ends(case, give[give["commodity"].isin(shared)], first, firms, "supply")
    takers_ = _ends(case, take[take["commodity"].isin(shared)], first, firms, "demand")
    pairs = firms.get_indexer(known["from"]) * len(firms) + firms.get_indexer(known["to"])
    barred = pd.Series(pairs).groupby(known["commodity"].to_numpy()).agg(np.unique)
    none = np.empty(0, dtype=np.int64)
    return [Good(number, name, givers[name], takers_[name], *lanes[name], barred.get(name, none))
            for number, name in enumerate(shared)]  # fmt: skip


def _ends(case: Case, table: pd.DataFrame, first: int, firms: pd.Index, side: str) -> dict[str, Ends]:
    """Ends by good, firms in the park's order."""
    firm = firms.get_indexer(table["enterprise"])
    row = first + row_of(case, table, side).at
    sign = direction(case, table["enterprise"], "demand") if side == "demand" else np.full(len(table), -1.0)
    good = case.pairs.goods.get_indexer(table["commodity"])
    order = np.lexsort([firm, good])
    goods, starts = np.unique(good[order], return_index=True)
    parts = np.split(order, starts[1:])
    return {
        name: Ends(firm[part], row[part], sign[part], np.arange(len(part)))
        for name, part in zip(case.pairs.goods[goods], parts, strict=True)
    }


@lru_cache(maxsize=4)
def _lanes(catalog: Catalog, rate: float, max_km: float | None) -> dict[str, tuple[np.ndarray, Lanes]]:
    """Modes between firms by good, their names and figures, the line priced at its design flow."""
    table = haulage(catalog)
    table = table[table["between"] != "hub"].sort_values(["commodity", "mode"])
    factor = annuity_factor(rate, table["lifetime_a"].to_numpy(float))
    yearly = table["capex_per_km"].to_numpy() * factor
    lined = (yearly > 0) & table["design_flow"].notna().to_numpy()
    line = np.where(lined, yearly / table["design_flow"].where(lined, 1.0).to_numpy(float), 0.0)
    reach = table["max_km"].clip(upper=max_km)
    table = table.assign(line_per_km=line, max_km=reach)
    goods, starts = np.unique(table["commodity"].to_numpy(object), return_index=True)
    modes = table["mode"].to_numpy().astype("U")
    lanes = Lanes(*(table[field.name].to_numpy() for field in fields(Lanes)))
    parts = (slice(start, end) for start, end in pairwise([*starts.tolist(), len(table)]))
    return {good: (modes[part], lanes.take(part)) for good, part in zip(goods, parts, strict=True)}
