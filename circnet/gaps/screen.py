"""Every technology as a new plant: what the place adds to each, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import Model, build
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.errors import UsageFault
from circnet.gaps.alone import scales, site_margin
from circnet.gaps.closed import ClosedPlants
from circnet.gaps.crossing import crossing
from circnet.gaps.plants import new_plants, ruled_out, with_plants
from circnet.gaps.ranking import chain_weight, cover, families, ordered, score
from circnet.gaps.signs import parts, signs, told
from circnet.park import Catalog, Park

Progress = Callable[[str, float], None]
"""Called with a stage and the share done (0 to 1); what it raises stops the work."""
_UNBOUNDED = 1e9
_NOTHING = 1.0
"""Yearly gain, CNY, up to which a plant adds nothing."""


@dataclass(frozen=True)
class Screen:
    """All technologies of a catalog in a park, before any is looked at closely.

    Attributes
    ----------
    model, point
        The park without new plants, settled as `circnet.coupling.couple` does.
    crossing
        What crosses its border, as `circnet.gaps.crossing.crossing`.
    plants
        `circnet.gaps.plants.new_plants` of every technology that is not ruled out.
    ranked
        Best first, by ``evidence``: the sum of the signs of `circnet.gaps.signs` with their weights, the natural
        logarithm of odds; ``signs`` names those that multiply the odds by e at least, the strongest first,
        ``points_to`` the firm that they point to. ``adds``: what neighbours add (CNY/a), the optimum of a linear
        programme in which the plant costs what it would earn there dealing with the market alone; ``explained``:
        penalties in it; ``load``: activity there, 0 where nothing is added; ``inside``: worth of goods exchanged with
        firms (CNY/a); ``proved``: no size of it can add anything. ``score`` and ``cover, feed, product, loose, chain``:
        `circnet.gaps.ranking`.
    ruled_out
        `circnet.gaps.plants.ruled_out`.
    """

    model: Model
    point: Point
    crossing: pd.DataFrame
    plants: pd.DataFrame
    ranked: pd.DataFrame
    ruled_out: pd.DataFrame


def screen(
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    technologies: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Screen:
    """Rank every technology of the catalog as a new plant in a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective is cost.
    technologies
        Look at these alone; none for all.
    progress
        Told how far the work is; what it raises stops it.

    Raises
    ------
    UsageFault
        If the objective is not cost, or a technology is not in the catalog.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.
    """
    settings = settings or Settings()
    if settings.objective != "cost":
        raise UsageFault("not_in_money", settings.objective, "cost")
    tell = progress or _silent
    tell("base", 0.0)
    network, first, _ = first_state(build(park, catalog, settings))
    choice = choose(network, first)
    model, point = choice.network.model, choice.point
    border = crossing(model, point)
    wanted = _wanted(model, technologies)
    barred = ruled_out(model, border[border["side"] == "offered"])
    fit = wanted[~wanted.isin(barred["technology"])].reset_index(drop=True)
    plants = new_plants(model, border, fit)
    tell("build", 0.05)
    ranked = _ranked(model, settings, border, plants, tell)
    return Screen(
        model, point, border, plants, ranked, barred[barred["technology"].isin(wanted)].reset_index(drop=True)
    )


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


def _wanted(model: Model, technologies: tuple[str, ...]) -> pd.Series:
    known = model.case.catalog.technologies["id"].sort_values().reset_index(drop=True)
    strange = sorted(set(technologies) - set(known))
    if strange:
        raise UsageFault("unknown_technology", ", ".join(strange), "circnet check / data/technologies.csv")
    return known[known.isin(technologies)].reset_index(drop=True) if technologies else known


def _ranked(
    model: Model, settings: Settings, border: pd.DataFrame, plants: pd.DataFrame, tell: Progress
) -> pd.DataFrame:
    catalog = model.case.catalog
    added = added_values(model, settings, plants, None, tell)
    technologies = plants["technology"]
    covered = cover(catalog, border, technologies)
    table = added.assign(
        cover=covered["both"].to_numpy(), feed=covered["feed"].to_numpy(), product=covered["product"].to_numpy(),
        loose=covered["loose"].to_numpy(),
        chain=chain_weight(model.case, technologies).to_numpy(),
    )  # fmt: skip
    table = table.join(signs(model.case, border, technologies), on="technology")
    table = families(table, scales(catalog)["base"])
    table = table.assign(score=score(table))
    evidence = parts(table)
    return ordered(table.assign(evidence=evidence.sum(axis=1), signs=told(evidence)))


def added_values(
    model: Model, settings: Settings, plants: pd.DataFrame, cost: pd.Series | None = None, tell: Progress = _silent
) -> pd.DataFrame:
    """Open each plant by itself at a cost per unit (by technology) and return ``technology, adds, explained, load,
    inside, proved`` in the order of ``plants``.
    """  # noqa: D205
    park, catalog = model.case.park, model.case.catalog
    names = ["adds", "explained", "load", "inside"]
    result = plants[["technology"]].assign(**dict.fromkeys(names, 0.0), proved=True).set_index("technology")
    if plants.empty:
        return result.reset_index()
    model = build(with_plants(park, catalog, plants), catalog, settings)
    closed = ClosedPlants(model, site_margin(model, plants) if cost is None else cost)
    most = scales(catalog)["high"].fillna(_UNBOUNDED)
    live = closed.technologies
    for place, technology in enumerate(live):
        tell("plants", 0.1 + 0.5 * place / max(len(live), 1))
        one = closed.open(technology, float(most[technology]))
        values = np.array([one.gain, one.explained, one.size, one.inside])
        result.loc[technology, names] = np.where(one.gain > _NOTHING, values, 0.0)
        result.loc[technology, "proved"] = False
    return result.reset_index()
