"""Where a plant fits best: one technology in several parks, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from circnet.coupling.settings import Settings
from circnet.gaps.candidates import candidates
from circnet.gaps.screen import Progress
from circnet.park import Catalog, Park


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
        has its reason and the good in ``status`` (``feedstock:brine_qarhai``, say) and no figures.

    Raises
    ------
    UsageFault
        If the technology is in no park's catalog.
    """
    rows = []
    for place, park in enumerate(parks):
        if progress is not None:
            progress(park.info.id, place / max(len(parks), 1))
        found = candidates(park, catalog, settings, top=1, technologies=(technology,))
        if len(found.gaps):
            rows.append(found.gaps.assign(park=park.info.id))
            continue
        barred = found.ruled_out.iloc[0]
        status = ":".join(part for part in (barred["reason"], barred["commodity"]) if part)
        rows.append(pd.DataFrame({"park": [park.info.id], "technology": [technology], "status": [status]}))
    table = pd.concat(rows, ignore_index=True)
    if "adds" in table:
        table = table.sort_values(["adds", "park"], ascending=[False, True], na_position="last")
    return table[["park", *[name for name in table if name != "park"]]].reset_index(drop=True)
