"""What a plant that is missing would do to each indicator: the park solved with it and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.result import records
from circnet.errors import NoSolution
from circnet.gaps.alone import scales
from circnet.gaps.candidates import value_best
from circnet.gaps.plants import with_plants
from circnet.gaps.screen import Screen, screen
from circnet.gaps.valuing import plant_at
from circnet.park import Catalog, Park
from circnet.pieces import Answers, Machines, digest, work
from circnet.progress import Standards, changed, coupled_values
from circnet.progress.sums import waste_group

__all__ = ["PlantEffects", "plant_effects"]

PLANT_COLUMNS = ["rank", "chosen", "technology", "kind", "host", "load", "unit", "saving", "capex", "solved"]
_CHANGE_TYPES = {
    **dict.fromkeys(("technology", "system", "code"), "str"), **dict.fromkeys(("before", "after", "change"), "float64"),
}  # fmt: skip
CHANGE_COLUMNS = list(_CHANGE_TYPES)


@dataclass(frozen=True, eq=False)
class PlantEffects:
    """What missing plants would do to indicators.

    Attributes
    ----------
    plants
        ``rank, technology, kind, host, load`` (``unit`` a year), ``saving`` (CNY/a), ``capex`` (CNY) as
        `circnet.gaps.Candidates.gaps`; ``chosen``: worth (of the best gaps), waste (takes most of the solid waste that
        nobody uses) or asked; ``solved``: whether the park has a solution with it.
    changes
        ``technology, system, code, before, after, change``: the indicator with all couplings that pay, without the
        plant and with it, for what the flow model tells.
    """

    plants: pd.DataFrame
    changes: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Both tables as plain values."""
        return {"plants": records(self.plants), "changes": records(self.changes)}


def plant_effects(  # noqa: PLR0913  which plants, and who is told
    park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None, *,
    technologies: tuple[str, ...] = (), top: int = 5, tell: Callable[[str, float], None] | None = None,
    machines: Machines | None = None,
) -> PlantEffects:  # fmt: skip
    """Write missing plants into a park, one at a time, and tell what each does to every indicator.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`.
    standards
        The indicators.
    technologies
        These plants; none: the ``top`` best gaps, and the ``top`` that take most of the waste nobody uses, each of
        a size for that waste.
    top
        How many of each.
    tell
        Told stage and share done.
    machines
        Where plants are valued and their effects found; in this process if absent.

    Raises
    ------
    UsageFault, NoSolution, SolverFailure
        As `circnet.gaps.gaps`; a plant with which there is no solution is told in ``solved``.
    """
    settings, machines = settings or Settings(), machines or Machines()
    found = screen(park, catalog, settings, technologies, tell)
    picked = _asked(found, technologies) if technologies else _best(found, top)
    gaps = value_best(replace(found, ranked=picked), settings, len(picked), tell, machines.apart("values")).gaps
    before = coupled_values(park, catalog, standards, settings)
    plants = [plant_at(found, technology, float(load))
              for technology, load in gaps.reindex(columns=["technology", "load"]).itertuples(index=False)]  # fmt: skip
    if tell is not None:
        tell("plants", 0.0)
    answers = work(
        effect, (park, catalog, standards, settings, before), dict(enumerate(plants)), machines.apart("effects"),
        lambda: {"inputs": digest([park.replace(path=""), catalog, standards, settings, *plants])},
        None if tell is None else lambda share: tell("plants", share),
    )  # fmt: skip
    if not answers:
        return PlantEffects(pd.DataFrame(columns=PLANT_COLUMNS), pd.DataFrame(columns=CHANGE_COLUMNS))
    solved = pd.concat([one["plants"]["solved"] for one in answers], ignore_index=True)
    told = gaps.assign(solved=solved, chosen=picked["chosen"].to_numpy())[PLANT_COLUMNS].reset_index(drop=True)
    return PlantEffects(told, pd.concat([one["changes"] for one in answers], ignore_index=True))


def effect(shared: tuple[Park, Catalog, Standards, Settings, pd.DataFrame], plant: pd.DataFrame) -> Answers:
    """Tell what one plant changes: ``changes``, and in ``plants`` whether the park has a solution with it."""
    park, catalog, standards, settings, before = shared
    try:
        after = coupled_values(with_plants(park, catalog, plant), catalog, standards, settings)
        told, solved = changed(before, after).assign(technology=plant["technology"].iloc[0]), True
    except NoSolution:
        told, solved = pd.DataFrame(columns=CHANGE_COLUMNS), False
    return {
        "plants": plant[["technology"]].astype("str").assign(solved=solved),
        "changes": told[CHANGE_COLUMNS].astype(_CHANGE_TYPES),
    }


def _asked(found: Screen, technologies: tuple[str, ...]) -> pd.DataFrame:
    return found.ranked[found.ranked["technology"].isin(technologies)].assign(chosen="asked").reset_index(drop=True)


def _best(found: Screen, top: int) -> pd.DataFrame:
    """The best by worth, then those that take most of the waste, each technology once."""
    worth = found.ranked.head(top).assign(chosen="worth")
    takers = _takers(found)
    rest = found.ranked[~found.ranked["technology"].isin(worth["technology"])].merge(takers, on="technology")
    rest = rest.sort_values(["taken", "technology"], ascending=[False, True]).head(top)
    waste = rest.assign(load=rest["size"], chosen="waste").drop(columns=["taken", "size"])
    return pd.concat([part for part in (worth, waste) if len(part)] or [worth], ignore_index=True)


def _takers(found: Screen) -> pd.DataFrame:
    """Technologies that use general solid waste of the park that nobody takes: ``technology, taken, size``.

    ``size``: the load that takes what there is of its main one, within the sizes of the technology; ``taken``, t/a.
    """
    catalog, border = found.model.case.catalog, found.crossing
    goods = catalog.commodities
    general = goods.loc[waste_group(goods["waste_class"]).eq("general") & goods["kind"].eq("waste"), "id"]
    loose = border[border["side"].eq("offered") & border["way"].isin(["disposed", "unexplained"])]
    loose = loose[loose["commodity"].isin(general)].groupby("commodity")["amount"].sum()
    lines = catalog.recipes[(catalog.recipes["coefficient"] < 0) & catalog.recipes["commodity"].isin(loose.index)]
    lines = lines.drop_duplicates(["technology", "commodity"])
    there = lines["commodity"].map(loose)
    sizes = scales(catalog).reindex(lines["technology"])
    load = np.fmin(there / -lines["coefficient"], sizes["high"].fillna(np.inf).to_numpy())
    taken = np.fmin(there, -lines["coefficient"] * load)
    size = np.fmax(load, sizes["low"].fillna(0.0).to_numpy())
    table = pd.DataFrame({"technology": lines["technology"], "taken": taken, "size": size})
    return table.sort_values(["taken", "technology"], ascending=[False, True]).drop_duplicates("technology")
