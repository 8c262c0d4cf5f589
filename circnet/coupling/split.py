"""Each firm's gain from the couplings: who gains with whom, a fair split, the prices that bring it, who would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling.coalitions import LinkGame
from circnet.coupling.games import TOLERANCE, excess, least_core, shapley, shapley_sampled, worst_coalition
from circnet.coupling.payments import middle, paid, settle_prices
from circnet.coupling.result import records
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.coupling.state import State, baseline, settle_in_money
from circnet.coupling.worth import value_links, with_taps
from circnet.park import Catalog, Park

TRIED = 12
"""Firms of a cluster up to which the core check tries every coalition; beyond, a mixed-integer programme finds it."""
FIRM_COLUMNS = ["cluster", "enterprise", "own_change", "gain", "gain_unexplained", "standard_error", "gain_equal",
                "gain_core", "side_payment"]  # fmt: skip
LINK_COLUMNS = ["cluster", "from", "to", "commodity", "amount", "unit", "price_floor", "price_ceiling", "price_equal",
                "price"]  # fmt: skip
CLUSTER_COLUMNS = ["cluster", "firms", "links", "saving", "saving_unexplained", "method", "least_core"]
SPLIT_COLUMNS = ["cluster", "split", "holds", "least_gain", "leaving", "leaving_gains"]


@dataclass(frozen=True)
class Shares:
    """How the saving of the new links falls to the firms.

    Attributes
    ----------
    summary
        ``saving, saving_unexplained`` of all new links (CNY/a), ``reason`` where they cannot be known, ``pairs``
        (orders drawn where the Shapley value is sampled) and ``seed``.
    clusters
        Firms whose savings depend on each other: ``cluster, firms, links, saving, saving_unexplained, method`` (exact
        or sampled Shapley value), ``least_core`` (what some coalition gains by leaving, CNY/a, whatever the split;
        above zero no split holds; beyond `TRIED` firms only known to be at most this where it is below zero).
    firms
        ``cluster, enterprise, own_change`` (what its own books save before anybody pays for a good, carriage paid by
        the receiver), ``gain, gain_unexplained, standard_error`` (Shapley value), ``gain_equal`` (each good at the
        middle of its band), ``gain_core`` (a split of the least core), ``side_payment`` (what it gets beside the
        ``price`` of its links, so that it has its Shapley gain); CNY/a. Firms outside the clusters whose books
        change have cluster 0.
    links
        ``price_floor, price_ceiling`` and two prices at the seller's gate, CNY per unit sent: ``price_equal``, and
        ``price``, which brings the Shapley gains as far as the bands allow.
    splits
        Per cluster and split (shapley, equal, core): ``holds`` (nobody would rather leave), ``least_gain`` of a firm,
        ``leaving`` (the coalition that gains most by leaving, ids joined by ``;``) and ``leaving_gains``.
    """

    summary: Mapping[str, object]
    clusters: pd.DataFrame
    firms: pd.DataFrame
    links: pd.DataFrame
    splits: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "summary"}

    def to_dict(self) -> dict[str, Any]:
        """Summary and tables as plain values; what is not known is None."""
        return {**self.summary, **{name: records(table) for name, table in self.tables().items()}}


def shares(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    exact: int = 10,
    pairs: int = 100,
    seed: int = 0,
) -> Shares:
    """Split the saving of the new links among their firms.

    The game: a coalition saves what the new links among its members save, everything else as it is.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective must be cost.
    exact
        Firms of a cluster up to which the Shapley value is exact.
    pairs, seed
        Beyond: orders drawn (each is taken forwards and backwards), and the seed.

    Returns
    -------
    Shares
        Without rows where there are no new links, or no state without them.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.
    UsageFault
        If the objective is not cost.
    """
    state = settle_in_money(park, catalog, settings)
    network = with_taps(state.network, state.open_arcs & ~state.network.model.arcs["existing"].to_numpy())
    before = baseline(network)
    network.open_only(state.open_arcs)
    state = replace(state, network=network, point=network.solve())
    if before is None or not state.chosen.any():
        return _nothing("" if before is not None else "no_solution_without_new_links", pairs, seed)
    return _shares(state, before, exact, pairs, seed)


def _shares(state: State, before: Point, exact: int, pairs: int, seed: int) -> Shares:
    network, point, chosen = state.network, state.point, state.chosen
    links = _links(state, value_links(network, state.open_arcs, chosen, point, None))
    game = LinkGame(network, state.open_arcs, before)
    groups = game.clusters(chosen)
    number = {firm: place for place, group in enumerate(groups, start=1) for firm in group}
    values = pd.concat([_valued(game, group, exact, pairs, seed) for group in groups], ignore_index=True)
    values = values.assign(cluster=values["enterprise"].map(number))
    change = network.accounts(before).sub(network.accounts(point), fill_value=0.0)
    firms = _settled(values, links, change)
    splits = [_splits(game, group, firms, place) for place, group in enumerate(groups, start=1)]
    least = values.drop_duplicates("cluster")["least_core"]
    clusters = [_cluster(game, group, links, len(group) <= exact, place) for place, group in enumerate(groups, start=1)]
    owed = (firms["gain"] + firms["gain_unexplained"] - firms["own_change"]).set_axis(firms["enterprise"])
    price, side = settle_prices(links, owed)
    links = links.assign(cluster=links["from"].map(number), price_equal=middle(links), price=price)
    table = firms.assign(side_payment=_cents(side.to_numpy()), own_change=_cents(firms["own_change"].to_numpy()))
    return Shares(
        {"saving": before.real - point.real, "saving_unexplained": before.unexplained - point.unexplained, "reason": "",
         "pairs": pairs, "seed": seed},
        pd.DataFrame(clusters).assign(least_core=least.to_numpy())[CLUSTER_COLUMNS],
        table[FIRM_COLUMNS],
        links.sort_values(["cluster", "from", "to", "commodity"])[LINK_COLUMNS].reset_index(drop=True),
        pd.concat(splits, ignore_index=True)[SPLIT_COLUMNS],
    )  # fmt: skip


def _nothing(reason: str, pairs: int, seed: int) -> Shares:
    tables = [pd.DataFrame(columns=names) for names in (CLUSTER_COLUMNS, FIRM_COLUMNS, LINK_COLUMNS, SPLIT_COLUMNS)]
    saving = None if reason else 0.0
    return Shares({"saving": saving, "saving_unexplained": saving, "reason": reason, "pairs": pairs, "seed": seed},
                  *tables)  # fmt: skip


def _links(state: State, valued: pd.DataFrame) -> pd.DataFrame:
    table = state.network.model.arcs[state.chosen].join(valued).reset_index(drop=True)
    units = state.network.model.case.goods["unit"]
    return table.assign(unit=units.reindex(table["commodity"]).fillna("").to_numpy())


def _valued(game: LinkGame, group: list[str], exact: int, pairs: int, seed: int) -> pd.DataFrame:
    """Shapley value and a least-core split of one cluster."""
    total, both = game.parts(group)
    if len(group) <= exact:
        value, error = shapley(both, len(group)), np.zeros(len(group))
    else:
        value, errors = shapley_sampled(both, len(group), pairs, seed)
        error = np.hypot(*errors.T)
    if len(group) <= TRIED:
        epsilon, core = least_core(total, len(group))
    else:
        epsilon, core = least_core(
            total, len(group), lambda split: game.tempted(group, split), enough=0.0, first=value.sum(axis=1)
        )
    return pd.DataFrame({
        "enterprise": group, "gain": value[:, 0], "gain_unexplained": value[:, 1], "standard_error": error,
        "gain_core": core, "least_core": epsilon,
    })  # fmt: skip


def _settled(values: pd.DataFrame, links: pd.DataFrame, change: pd.Series) -> pd.DataFrame:
    """All firms whose books change, with what they gain where each good costs the middle of its band."""
    touched = change.index[change.abs() > 1e-9 * change.abs().max()]
    outside = sorted(set(touched) - set(values["enterprise"]) - {""})
    others = pd.DataFrame({"cluster": 0, "enterprise": outside, "gain": 0.0, "gain_unexplained": 0.0})
    table = pd.concat([values, others], ignore_index=True) if outside else values
    own = change.reindex(table["enterprise"]).fillna(0.0).to_numpy()
    received = paid(links, middle(links), pd.Index(table["enterprise"])).to_numpy()
    return table.assign(own_change=own, gain_equal=own + received)


def _cluster(game: LinkGame, group: list[str], links: pd.DataFrame, exact: bool, place: int) -> dict[str, object]:
    real, unexplained = game.saving(group)
    return {"cluster": place, "firms": len(group), "links": int(links["from"].isin(group).sum()), "saving": real,
            "saving_unexplained": unexplained, "method": "exact" if exact else "sampled"}  # fmt: skip


def _splits(game: LinkGame, group: list[str], firms: pd.DataFrame, place: int) -> pd.DataFrame:
    """Whether each split holds, and who would leave."""
    total, _ = game.parts(group)
    mine = firms[firms["cluster"] == place]
    whole = total((1 << len(group)) - 1)
    rows = []
    splits = {
        "shapley": mine["gain"] + mine["gain_unexplained"],
        "equal": mine["gain_equal"],
        "core": mine["gain_core"],
    }
    for name, column in splits.items():
        given = column.to_numpy(float)
        worst = worst_coalition(total, given) if len(group) <= TRIED else game.tempted(group, given)
        gains = excess(total, given, worst)
        leaving = ";".join(firm for i, firm in enumerate(group) if worst >> i & 1)
        rows.append({
            "cluster": place, "split": name, "holds": gains <= TOLERANCE * max(abs(whole), 1.0) * 10,
            "least_gain": float(given.min()), "leaving": leaving, "leaving_gains": gains,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _cents(amounts: np.ndarray) -> np.ndarray:
    """Amounts of money; the last digits of a solve count as none."""
    return np.where(np.abs(amounts) < 0.005, 0.0, amounts)
