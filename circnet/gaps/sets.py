"""The best plants together: they compete for feedstock and feed each other, so a set is not its parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Terms
from circnet.coupling.model import build
from circnet.coupling.settings import Settings
from circnet.gaps.alone import capital, scales, site_margin
from circnet.gaps.plants import PREFIX, with_plants
from circnet.gaps.screen import Screen
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.park import Catalog

_LARGEST = 1e9


@dataclass(frozen=True)
class PlantSet:
    """The best set of plants.

    Attributes
    ----------
    adds
        What the place adds to them together, CNY/a: the optimum without them less the optimum with them, each costing
        what it would earn there alone, and the annuity of capacity that stands idle.
    plants
        In the order of building: ``technology, capacity, load, adds`` (its own step, CNY/a). Each next plant is the one
        that adds most to those before it.
    gap
        Relative gap of the search.
    """

    adds: float
    plants: pd.DataFrame
    gap: float


def best_set(found: Screen, settings: Settings, most: int, pool: int = 12) -> PlantSet:
    """Return the best set of at most ``most`` plants among the first ``pool`` of a ranking.

    A mixed-integer programme: with plant i built (y_i in {0, 1}), its capacity K_i and load x_i

        least_i y_i <= K_i <= largest_i y_i,  0 <= x_i <= K_i,  sum_i y_i <= most

    at ``annuity_i (K_i - x_i)`` for what stands idle. Plants may exchange with each other.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    """
    names = found.ranked["technology"].head(pool).tolist()
    empty = pd.DataFrame({"technology": pd.Series(dtype="str"), "capacity": [], "load": [], "adds": []})
    if not names or most < 1:
        return PlantSet(0.0, empty, 0.0)
    yard = _Yard(found, settings, names)
    without = yard.least([], 0)
    best = yard.least(names, most)
    chosen = best.chosen
    steps: list[tuple[str, float]] = []
    built: list[str] = []
    last = without.cost
    while len(built) < len(chosen):  # the order of building, greedily
        tries = {name: yard.least([*built, name], len(built) + 1).cost for name in chosen if name not in built}
        name = min(tries, key=lambda one: (tries[one], one))
        built.append(name)
        steps.append((name, last - tries[name]))
        last = tries[name]
    plants = pd.DataFrame(steps, columns=["technology", "adds"]) if steps else empty
    sizes = {part: plants["technology"].map(getattr(best, part)).astype(float) for part in ("capacity", "load")}
    return PlantSet(without.cost - best.cost, plants.assign(**sizes)[list(empty)], best.gap)


@dataclass(frozen=True)
class _Built:
    cost: float
    chosen: list[str]
    capacity: dict[str, float]
    load: dict[str, float]
    gap: float


class _Yard:
    """The park with some plants that may be built, in one mixed-integer session."""

    def __init__(self, found: Screen, settings: Settings, names: list[str]) -> None:
        case = found.model.case
        plants = found.plants[found.plants["technology"].isin(names)]
        model = build(
            with_plants(case.park, case.catalog, plants),
            case.catalog,
            settings,
            extra=_sizes(case.catalog, settings, names),
        )
        self._names = names
        columns = model.program.columns
        position = pd.Index(columns["name"])
        self._run, self._size, self._built = (
            position.get_indexer([prefix + PREFIX + name for name in names]) for prefix in ("run|", "size|", "built|")
        )
        alone = site_margin(model, plants)
        runs = dict(zip(names, self._run, strict=True))
        self._program = _priced(model.program, alone, capital(case.catalog, settings.discount_rate)["annuity"], runs)
        self._count = int(np.flatnonzero(model.program.rows["name"] == "plants")[0])

    def least(self, allowed: list[str], most: int) -> _Built:
        """Minimise with at most some plants out of those allowed."""
        columns, rows = self._program.columns, self._program.rows
        upper = columns["upper"].to_numpy(float, copy=True)
        upper[self._built] = [float(name in allowed) for name in self._names]
        limit = rows["upper"].to_numpy(float, copy=True)
        limit[self._count] = most
        answer = Session(
            LinearProgram(columns.assign(upper=upper), rows.assign(upper=limit), self._program.coefficients)
        ).solve()
        built = answer.values[self._built] > 0.5
        chosen = [name for name, there in zip(self._names, built, strict=True) if there]
        used = [name for name in chosen if answer.values[self._run[self._names.index(name)]] > 1e-6]
        sizes = dict(zip(self._names, answer.values[self._size], strict=True))
        loads = dict(zip(self._names, answer.values[self._run], strict=True))
        return _Built(answer.objective, used, sizes, loads, answer.gap)


def _sizes(catalog: Catalog, settings: Settings, names: list[str]) -> Block:
    table = scales(catalog).loc[names]
    least = table["low"].fillna(0.0).to_numpy(float)
    largest = np.fmax(table["high"].fillna(_LARGEST).to_numpy(float), least)
    annuity = capital(catalog, settings.discount_rate)["annuity"].loc[names].to_numpy(float)
    firm = pd.Series([PREFIX + name for name in names])
    size, built = pd.Series("size|" + firm), pd.Series("built|" + firm)
    columns = pd.DataFrame({
        "name": pd.concat([size, built], ignore_index=True), "family": "plant",
        "item": pd.concat([firm, firm], ignore_index=True),
        "upper": np.concatenate([largest, np.ones(len(names))]), "integer": np.repeat([False, True], len(names)),
        "cost": np.concatenate([annuity, np.zeros(len(names))]),
    })  # fmt: skip
    kinds = ("load|", "least|", "most|")
    rows = pd.DataFrame({
        "name": [kind + name for kind in kinds for name in firm] + ["plants"], "family": "plant",
        "lower": -np.inf, "upper": np.append(np.zeros(3 * len(names)), float(len(names))),
    })  # fmt: skip
    load, small, large = (pd.Series(kind + firm) for kind in kinds)
    terms = [
        Terms(load, pd.Series("run|" + firm), 1.0), Terms(load, size, -1.0),
        Terms(small, size, -1.0), Terms(small, built, least),
        Terms(large, size, 1.0), Terms(large, built, -largest), Terms(pd.Series(["plants"] * len(names)), built, 1.0),
    ]  # fmt: skip
    return Block(columns, rows, terms)


def _priced(program: LinearProgram, alone: pd.Series, annuity: pd.Series, runs: dict[str, int]) -> LinearProgram:
    """Let each plant cost what it would earn alone, less the annuity that its capacity carries; nothing unexplained."""
    columns = program.columns
    cost, upper = columns["cost"].to_numpy(float, copy=True), columns["upper"].to_numpy(float, copy=True)
    for name, column in runs.items():
        cost[column] = float(alone.get(name, 0.0)) - float(annuity.get(name, 0.0))
    new = columns["enterprise"].str.startswith(PREFIX)
    other = new & (columns["family"] == "run") & (columns["item"] != columns["enterprise"])
    shut = (new & columns["family"].isin(["need", "surplus"])) | other
    upper[shut.to_numpy()] = 0.0
    return LinearProgram(columns.assign(cost=cost, upper=upper), program.rows, program.coefficients, program.offset)
