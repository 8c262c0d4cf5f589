"""Several parks as one, so that exchanges between them are links like any other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

import numpy as np
import pandas as pd

from circnet.errors import InputFaults, UsageFault
from circnet.park.faults import faults_at
from circnet.park.park import Park, ParkInfo
from circnet.schema import PARK_TABLES

__all__ = ["join"]

_EXTERNAL = "external:"


def join(parks: Sequence[Park]) -> Park:
    """Put parks together.

    Enterprise and unit ids stay where they are unique and become `park/id` where two parks have the same. A link to
    `external:<id>` or `external:<park>/<id>` becomes a real one where another park has that enterprise; an exchange
    that both parks told of is one link, with the amount of the row that has one. A source id that stands for two
    titles becomes `park:id`. A park's own recipe of a catalog technology becomes the recipe of its units, since it
    must not reach those of another park.

    Parameters
    ----------
    parks : sequence of Park
        At least one.

    Returns
    -------
    Park
        `info.id` is the ids joined by `+`; one park comes back as it is.

    Raises
    ------
    UsageFault
        If there is no park, or one twice.
    InputFaults
        If two parks say different things of one good, technology or substitution of their own.
    """
    ids = [park.info.id for park in parks]
    if not parks or len(set(ids)) < len(ids):
        raise UsageFault("parks_alike", ", ".join(ids))
    if len(parks) == 1:
        return parks[0]
    clashes = {name: _clashing([getattr(park, name)["id"] for park in parks]) for name in ("enterprises", "units")}
    doubtful = _doubtful_sources(parks)
    renamed = [_renamed(_own_recipes(park), clashes, doubtful) for park in parks]
    tables = {name: _stacked(name, [park.tables()[name] for park in renamed]) for name in PARK_TABLES}
    tables["links"] = _met(tables["links"], tables["enterprises"], parks)
    return Park(info=_info([park.info for park in parks]), path=None, **tables)


def _clashing(columns: Sequence[pd.Series]) -> set[str]:
    """Return ids that more than one park has."""
    every = pd.concat([column.drop_duplicates() for column in columns])
    return set(every[every.duplicated()])


def _doubtful_sources(parks: Sequence[Park]) -> set[str]:
    """Return source ids that stand for different titles in different parks."""
    every = pd.concat([park.sources[["id", "title", "url"]] for park in parks]).drop_duplicates()
    return set(every.loc[every["id"].duplicated(), "id"])


def _own_recipes(park: Park) -> Park:
    """Turn overrides of technologies that the park does not define itself into overrides of its units."""
    rows = park.recipes
    shared = ~rows["technology"].isin(park.technologies["id"]) & ~rows["technology"].isin(park.units["id"])
    if not shared.any():
        return park
    units = park.units[["id", "technology"]].rename(columns={"id": "unit"})
    each = rows[shared].merge(units, on="technology").drop(columns="technology").rename(columns={"unit": "technology"})
    recipes = pd.concat([rows[~shared], each[rows.columns]], ignore_index=True)
    # a row that names the unit itself is nearer to it than one of its technology
    side = np.sign(recipes["coefficient"])
    again = recipes.assign(side=side).duplicated(["technology", "commodity", "side"])
    return park.replace(recipes=recipes[~again].reset_index(drop=True))


def _renamed(park: Park, clashes: dict[str, set[str]], doubtful: set[str]) -> Park:
    """Put the park's id before what clashes, wherever it is referred to."""
    prefix = park.info.id

    def ids(column: pd.Series, clash: set[str]) -> pd.Series:
        return column.where(~column.isin(clash), prefix + "/" + column)

    def sources(text: str) -> str:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return ";".join(f"{prefix}:{part}" if part in doubtful else part for part in parts)

    def table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        spec = PARK_TABLES[name].columns
        new = {}
        for kind, clash in clashes.items():
            if name == kind:
                new["id"] = ids(frame["id"], clash)
            new |= {column: ids(frame[column], clash) for column, item in spec.items() if kind in item.refers}
        if doubtful and "source" in spec:
            new["source"] = frame["source"].map(sources).astype("str")
        if doubtful and name == "sources":
            new["id"] = frame["id"].map(sources).astype("str")
        return frame.assign(**new) if new else frame

    return park.replace(**{name: table(name, frame) for name, frame in park.tables().items()})


def _stacked(name: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put one table of every park together; rows that stand in several parks stay once.

    Raises
    ------
    InputFaults
        If two parks say different things of one good, technology or substitution of their own.
    """
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return PARK_TABLES[name].empty()
    stacked = PARK_TABLES[name].frame(pd.concat(filled, ignore_index=True))
    key = list(PARK_TABLES[name].key)
    if name in ("commodities", "technologies", "substitutions"):
        apart = stacked.drop_duplicates()
        told_twice = apart[apart.duplicated(key)]
        if len(told_twice):
            values = told_twice[key].agg(" ".join, axis=1).tolist()
            rows = [0] * len(values)
            expected = "the same rows in every park"
            raise InputFaults(faults_at("parks_differ", f"{name}.csv", rows, ",".join(key), values, expected))
    return stacked.drop_duplicates(key if name == "sources" else None, ignore_index=True)


def _met(links: pd.DataFrame, enterprises: pd.DataFrame, parks: Sequence[Park]) -> pd.DataFrame:
    """Turn partners outside into the enterprises of the other parks, and merge what both sides told of."""
    own = [park.enterprises["id"] for park in parks]
    plain = enterprises["id"].set_axis(enterprises["id"].str.split("/").str[-1], axis=0)
    by_slug = plain[~plain.index.duplicated(keep=False)]
    clear = {f"{_EXTERNAL}{slug}": id_ for slug, id_ in by_slug.items()}
    there = set(enterprises["id"])
    full = {
        f"{_EXTERNAL}{park.info.id}/{slug}": next(id_ for id_ in (f"{park.info.id}/{slug}", slug) if id_ in there)
        for park, slugs in zip(parks, own, strict=True)
        for slug in slugs
    }
    known = clear | full
    park_of = enterprises.set_index("id")["park"]
    ends = {end: links[end].replace(known) if known else links[end] for end in ("from", "to")}
    met = links["from"].isin(known) | links["to"].isin(known)
    # two ends in one park were not outside of it: leave what the park said
    inside = ends["from"].map(park_of).eq(ends["to"].map(park_of))
    met &= ~inside
    joined = links.assign(**{end: column.where(met, links[end]) for end, column in ends.items()})
    order = joined["amount"].isna() & met
    merged = joined[met].loc[order[met].sort_values(kind="stable").index].drop_duplicates(["from", "to", "commodity"])
    return joined.loc[joined.index.isin(merged.index) | ~met].reset_index(drop=True)


def _info(infos: Sequence[ParkInfo]) -> ParkInfo:
    """Return the facts of the joined parks: names side by side, the middle of the places."""

    def beside(name: str) -> str:
        return " + ".join(dict.fromkeys(filter(None, (getattr(info, name) for info in infos))))

    def mean(name: str) -> float:
        known = [getattr(info, name) for info in infos if not math.isnan(getattr(info, name))]
        return math.fsum(known) / len(known) if known else math.nan

    years = {info.year for info in infos}
    zones: tuple[object, ...] = reduce(lambda one, two: one + two, (info.zones for info in infos))
    areas = [info.area_km2 for info in infos]
    return ParkInfo(
        id="+".join(info.id for info in infos), name_zh=beside("name_zh"), name_en=beside("name_en"),
        prefecture=beside("prefecture"), county=beside("county"), lat=mean("lat"), lon=mean("lon"),
        area_km2=math.fsum(areas), zones=zones, year=years.pop() if len(years) == 1 else None,
        currency=beside("currency"), catalog=any(info.catalog for info in infos),
        candidates="nearby" if any(info.candidates == "nearby" for info in infos) else "listed",
        note_zh=beside("note_zh"), note_en=beside("note_en"),
    )  # fmt: skip
