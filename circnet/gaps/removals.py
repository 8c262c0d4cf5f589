"""How well the ranking finds plants that are known to be right: each plant of a park taken out, and looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from circnet.coupling.settings import Settings
from circnet.gaps.alone import scales
from circnet.gaps.screen import screen
from circnet.park import Catalog, Park, catalog_of
from circnet.park.running import runs

ROLES = ("main", "intermediate", "treatment")
"""Roles of units that are a plant; a utility serves its own works."""


@dataclass(frozen=True)
class Removal:
    """One plant taken out.

    Attributes
    ----------
    units
        Units taken out.
    technology
        What they run.
    whole
        Whether no running unit of that technology is left in the park.
    ranked
        `circnet.gaps.screen.Screen.ranked` of the park without them.
    rank
        Place of the technology, or of the one it is a variant of, from 1; 0 where it is ruled out.
    """

    units: tuple[str, ...]
    technology: str
    whole: bool
    ranked: pd.DataFrame
    rank: int


def plants(park: Park, catalog: Catalog) -> pd.DataFrame:
    """Return the running units of a park, utilities apart, whose technology the catalog holds: rows of units."""
    units = park.units
    known = units["technology"].isin(catalog_of(park, catalog).technologies["id"])
    return units[runs(units) & units["role"].isin(ROLES) & known].reset_index(drop=True)


def removals(park: Park, catalog: Catalog, settings: Settings | None = None, every: int = 1) -> Iterator[Removal]:
    """Take out each plant of a park in turn and rank what is missing then.

    First each unit by itself; then, of technologies that several units run, all of them at once. Firms, links, ports
    and prices stay on record: they are what a park that lacks the plant would have.

    Parameters
    ----------
    park, catalog, settings
        As `circnet.gaps.screen.screen`.
    every
        Take each n-th case only.
    """
    units = plants(park, catalog)
    cases = [((unit,), technology) for unit, technology in zip(units["id"], units["technology"], strict=True)]
    groups = units.groupby("technology")["id"].agg(tuple)
    cases += [(lines, str(technology)) for technology, lines in groups.items() if len(lines) > 1]
    for gone, technology in cases[::every]:
        yield removed(park, catalog, gone, technology, settings)


def removed(
    park: Park, catalog: Catalog, gone: tuple[str, ...], technology: str, settings: Settings | None = None
) -> Removal:
    """Take out some units of one technology and rank what is missing then."""
    rest = park.units[~park.units["id"].isin(gone)].reset_index(drop=True)
    left = park.replace(units=rest)
    ranked = screen(left, catalog, settings).ranked
    names = ranked["technology"].tolist()
    base = str(scales(catalog_of(park, catalog))["base"][technology])
    name = technology if technology in names else base
    whole = technology not in set(plants(left, catalog)["technology"])
    return Removal(gone, technology, whole, ranked, names.index(name) + 1 if name in names else 0)
