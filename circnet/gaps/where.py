"""Where a plant fits best: one technology in several parks, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from circnet.coupling.settings import Settings
from circnet.errors import NoSolution, UsageFault
from circnet.gaps.candidates import candidates
from circnet.gaps.screen import Progress
from circnet.park import Catalog, Park, catalog_of


def where(
    parks: Sequence[Park],
    catalog: Catalog,
    technology: str,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Value one technology as a new plant in each of some parks, the park that adds most to it first.

    Returns
    -------
    pandas.DataFrame
        ``park``, then the columns of `circnet.gaps.candidates.Candidates.gaps`; a park that rules the technology out
        has its reason and the good in ``status`` (``feedstock:brine_qarhai``, say) and no figures, one whose own
        model has no solution ``park``, one whose catalog lacks the technology ``unknown``.

    Raises
    ------
    UsageFault
        If the technology is in no park's catalog.
    """
    rows = []
    has = [technology in set(catalog_of(park, catalog).technologies["id"]) for park in parks]
    if not any(has):
        raise UsageFault("unknown_technology", technology, "circnet check / data/technologies.csv")
    for place, (park, there) in enumerate(zip(parks, has, strict=True)):
        if progress is not None:
            progress(park.info.id, place / len(parks))
        found = _valued(park, catalog, technology, settings) if there else "unknown"
        if isinstance(found, str):
            found = pd.DataFrame({"technology": [technology], "status": [found]})
        rows.append(found.assign(park=park.info.id))
    table = pd.concat(rows, ignore_index=True)
    if "adds" in table:
        table = table.sort_values(["adds", "park"], ascending=[False, True], na_position="last")
    return table[["park", *[name for name in table if name != "park"]]].reset_index(drop=True)


def _valued(park: Park, catalog: Catalog, technology: str, settings: Settings | None) -> pd.DataFrame | str:
    """The gap, or why there is none."""
    try:
        found = candidates(park, catalog, settings, top=1, technologies=(technology,))
    except NoSolution:
        return "park"
    if len(found.gaps):
        return found.gaps
    barred = found.ruled_out.iloc[0]
    return ":".join(part for part in (barred["reason"], barred["commodity"]) if part)
