"""Where a plant fits best: one technology in several parks, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from circnet.coupling.settings import Settings
from circnet.errors import NoSolution, UsageFault
from circnet.gaps.candidates import candidates
from circnet.gaps.screen import Progress
from circnet.park import Catalog, Park, catalog_of
from circnet.pieces import Answers, Machines, digest, work


def where(  # noqa: PLR0913, PLR0917
    parks: Sequence[Park],
    catalog: Catalog,
    technology: str,
    settings: Settings | None = None,
    progress: Progress | None = None,
    machines: Machines | None = None,
) -> pd.DataFrame:
    """Value one technology as a new plant in each of some parks, the park that adds most to it first.

    Parameters
    ----------
    parks, catalog, technology, settings
        As for `circnet.gaps.candidates`.
    progress
        Told the park that is next and the share done; what it raises stops the work.
    machines
        Where parks are worked on; in this process if absent.

    Returns
    -------
    pandas.DataFrame
        ``park``, then the columns of `circnet.gaps.candidates.Candidates.gaps`; a park that rules the technology out
        has its reason and the good in ``status`` (``feedstock:brine_qarhai``, say) and no figures, one whose own
        model has no solution ``park``, one whose catalog lacks the technology ``unknown``.

    Raises
    ------
    UsageFault
        If the technology is in no park's catalog; and as `circnet.pieces.work`.
    """
    if not any(_has(park, catalog, technology) for park in parks):
        raise UsageFault("unknown_technology", technology, "circnet check / data/technologies.csv")

    def tell(share: float) -> None:
        done = round(share * len(parks))
        if progress is not None and done < len(parks):
            progress(parks[done].info.id, share)

    tell(0.0)
    answers = work(
        in_park, (catalog, technology, settings), dict(enumerate(parks)), machines or Machines(),
        lambda: {"inputs": digest([*(park.replace(path="") for park in parks), catalog, technology, settings])}, tell,
    )  # fmt: skip
    rows = [answer["gaps"].assign(park=park.info.id) for park, answer in zip(parks, answers, strict=True)]
    table = pd.concat([_with_elements(row) for row in rows], ignore_index=True)
    if "adds" in table:
        table = table.sort_values(["adds", "park"], ascending=[False, True], na_position="last")
    return table[["park", *[name for name in table if name != "park"]]].reset_index(drop=True)


def in_park(shared: tuple[Catalog, str, Settings | None], park: Park) -> Answers:
    """Value the technology in one park: ``gaps``, the gap with ``;`` between elements, or why there is none."""
    catalog, technology, settings = shared
    found = _valued(park, catalog, technology, settings) if _has(park, catalog, technology) else "unknown"
    if isinstance(found, str):
        return {"gaps": pd.DataFrame({"technology": [technology], "status": [found]}, dtype="str")}
    return {"gaps": found.assign(elements=found["elements"].map(";".join).astype("str"))}


def _has(park: Park, catalog: Catalog, technology: str) -> bool:
    return technology in set(catalog_of(park, catalog).technologies["id"])


def _with_elements(row: pd.DataFrame) -> pd.DataFrame:
    if "elements" not in row:
        return row
    return row.assign(elements=[tuple(text.split(";")) if text else () for text in row["elements"]])


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
