"""The heat of a park in a process of its own; everything comes back as plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from circnet.errors import CircnetError
from circnet.types import GRADES
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of
from dashboards.studies import Study

if TYPE_CHECKING:
    from circnet.heat import HeatSettings, ParkStreams, TotalSite
    from circnet.park import Catalog, Park
    from dashboards.choices import Choices

__all__ = ["LEAST_K", "MOST_K", "heat_study"]

LEAST_K: Final = 0.0
MOST_K: Final = 50.0
"""Range of the least temperature difference that can be asked for, K."""
_NAMED: Final = ["id", "name_zh", "name_en"]


def heat_study(
    places: Sequence[Path], scenario: Path | None, choices: Choices, dtmin: str = "10", firm: str = ""
) -> Study | Failure:
    """Find the heat targets of a park or of one of its firms, and who can heat whom.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    dtmin
        Least temperature difference, K.
    firm
        Whose curves are drawn; blank, or a firm without streams, for all together.

    Returns
    -------
    Study
        ``summary`` of the streams drawn (`circnet.heat.Pinch.summary` and ``exergy``); ``firm, dtmin, power_kw``.
        Tables ``streams`` (all of the park, with ``grade``, and ``shown`` where they are drawn), ``curves, pinches,
        kinks, placed``; of the total site ``targets, zones, utilities, mains, profiles``; ``by_grade``, ``pairs`` (with
        their worth and ``grade``), ``grades``, ``places`` (``enterprise, lat, lon``), ``left_out`` (what the catalog
        would give if loads were known), ``technologies``, ``sources``.
    """
    from circnet.heat import HeatSettings, grade_table, park_streams, total_site, with_ends
    from circnet.park import catalog_of, load_catalog

    try:
        note("read")
        park, _ = asked(places, scenario, choices)
        catalog = load_catalog()
        settings = HeatSettings(dtmin_k=float(dtmin))
        note("heat_pinch")
        found = park_streams(park, catalog, settings)
        site = total_site(found.streams, with_ends(grade_table(catalog_of(park, catalog))), settings)
        drawn = _drawn(found, site, firm, park, catalog, settings)
        tables = {**drawn.tables, **_exchange(found, park, catalog, settings), **_named(found, park, catalog)}
    except (CircnetError, OSError) as error:
        return failure_of(error)
    note("pack")
    site_tables = {name: getattr(site, name) for name in ("targets", "zones", "utilities", "mains", "profiles")}
    goods = catalog_of(park, catalog).commodities.drop_duplicates("id")
    told = goods[goods["id"].isin(tables["grades"]["name"])]
    return replace(
        drawn, summary={**drawn.summary, "dtmin": settings.dtmin_k, "power_kw": site.summary["power_kw"]},
        tables={**site_tables, **tables}, goods=told[[*_NAMED, "unit"]].reset_index(drop=True),
    )  # fmt: skip


def _drawn(  # noqa: PLR0913, PLR0917
    found: ParkStreams, site: TotalSite, firm: str, park: Park, catalog: Catalog, settings: HeatSettings
) -> Study:
    """Curves and targets of all streams, or of one firm's, and the grades that serve them."""
    from circnet.heat import grade_table, pinch, place_utilities, with_ends
    from circnet.park import catalog_of

    mine = found.streams["enterprise"].eq(firm)
    firm = firm if mine.any() else ""
    shown = mine if firm else pd.Series(True, index=found.streams.index)
    rows = found.streams[shown].reset_index(drop=True)
    targets = pinch(rows, settings) if firm else site.direct
    placed = place_utilities(rows, with_ends(grade_table(catalog_of(park, catalog))), settings)
    grade = found.streams["basis"].map(GRADES).fillna("D")
    streams = found.streams.assign(grade=grade, shown=shown)
    tables = {"streams": streams, "placed": placed, **{name: getattr(targets, name) for name in
              ("curves", "pinches", "kinks")}}  # fmt: skip
    return Study({**targets.summary, "exergy": dict(targets.exergy), "firm": firm}, tables)


def _exchange(found: ParkStreams, park: Park, catalog: Catalog, settings: HeatSettings) -> dict[str, pd.DataFrame]:
    """Return who has which heat over or needs it, and who can heat whom."""
    from circnet.heat import grade_table, heat_by_grade, heat_pairs
    from circnet.heat.pair_worth import pair_evidence, pair_worth
    from circnet.network.places import coordinates
    from circnet.park import catalog_of

    grades = grade_table(catalog_of(park, catalog))
    by_grade = heat_by_grade(found.streams, grades, settings)
    pairs = pair_worth(heat_pairs(by_grade, park, catalog), park, catalog, settings.hours)
    where = coordinates(park)[["lat", "lon"]].rename_axis("enterprise").reset_index()
    return {"by_grade": by_grade, "pairs": pairs.assign(grade=pair_evidence(pairs, found.streams)),
            "grades": grades, "places": where}  # fmt: skip


def _named(found: ParkStreams, park: Park, catalog: Catalog) -> dict[str, pd.DataFrame]:
    """Return names of technologies and sources, and the catalog's streams of units whose load nobody knows."""
    from circnet.park import catalog_of

    effective = catalog_of(park, catalog)
    offered = effective.heat_streams[["technology", "name", "supply_c", "target_c", "duty_gj_per_unit"]]
    left_out = found.left_out[["enterprise", "unit", "technology"]].merge(offered, on="technology", how="left")
    known = set(found.streams["technology"]) | set(left_out["technology"])
    kinds: Any = effective.technologies.drop_duplicates("id")
    cited = {one.strip() for text in found.streams["source"].dropna() for one in str(text).split(";")}
    sources = effective.sources.drop_duplicates("id")
    return {
        "left_out": left_out,
        "technologies": kinds.loc[kinds["id"].isin(known), _NAMED].reset_index(drop=True),
        "sources": sources.loc[sources["id"].isin(cited), ["id", "title"]].reset_index(drop=True),
    }
