"""`circnet heat`: the pinch of any table of streams, of several zones, or of a park."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from circnet.cli.telling import Json, Lang, Language, app, tell, told
from circnet.errors import InputFaults, UsageFault
from circnet.heat import (
    HeatSettings,
    YearSettings,
    grade_table,
    heat_by_grade,
    heat_pairs,
    heat_ports,
    heat_year,
    load_users,
    park_streams,
    pinch,
    place_utilities,
    read_streams,
    read_utilities,
    total_site,
    with_ends,
)
from circnet.park import catalog_of, load_catalog, load_park
from circnet.park.faults import collect, errors_of, no_faults
from circnet.report.figures import names
from circnet.report.heat import heat_report, park_heat_report, show_heat, show_park_heat
from circnet.report.heat_year import heat_year_report, show_heat_year

Streams = Annotated[Path | None, typer.Option(help="A table of streams: name, supply_c, target_c, duty_kw ...")]
Utilities = Annotated[
    Path | None, typer.Option(help="A table of utilities: name, role (hot, cold, both), supply_c, target_c, cost ...")
]
Users = Annotated[
    Path | None,
    typer.Option(help="With --seasons: district heating, greenhouses: name, gj, grade, season, cost, lat, lon."),
]
LeastDifference = Annotated[float, typer.Option(help="Least temperature difference, K.")]


@app.command(name="heat")
def heat(
    park: Annotated[str | None, typer.Argument(metavar="[PARK]", help="A built-in park, folder or workbook.")] = None,
    streams: Streams = None,
    utilities: Utilities = None,
    seasons: Annotated[
        bool, typer.Option("--seasons", help="Of a park: lines, machines and stores over the months of a year.")
    ] = False,
    users: Users = None,
    dtmin: LeastDifference = 10.0,
    surroundings: Annotated[float, typer.Option(help="Where heat has no exergy, C.")] = 15.0,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Find least heating and cooling, the pinch, and what firms can save by passing heat on."""
    with told(as_json, lang):
        if (park is None) == (streams is None):
            raise UsageFault(
                "park_or_streams", " ".join(filter(None, (park, str(streams or "")))), "PARK, --streams FILE"
            )
        if (seasons or users is not None) and (park is None or utilities is not None):
            raise UsageFault("seasons_of_park", "--seasons, --users", "PARK --seasons [--users FILE]")
        settings = HeatSettings(dtmin_k=dtmin, surroundings_c=surroundings)
        levels, faults = (None, no_faults()) if utilities is None else read_utilities(utilities)
        if streams is not None:
            table, found = read_streams(streams)
            faults = collect([found, faults])
        if len(errors_of(faults)):
            raise InputFaults(faults)
        if streams is not None:
            _of_table(table, levels, settings, (streams.name, faults), as_json, lang)
        elif seasons or users is not None:
            _over_the_year(str(park), users, settings, as_json, lang)
        else:
            _of_park(str(park), levels, settings, as_json, lang)


def _of_table(
    table: pd.DataFrame,
    levels: pd.DataFrame | None,
    settings: HeatSettings,
    told_of: tuple[str, pd.DataFrame],
    as_json: bool,
    lang: Lang,
) -> None:
    name, faults = told_of
    found = pinch(table, settings)
    placed = None if levels is None else place_utilities(table, levels, settings)
    site = total_site(table, levels, settings) if table["enterprise"].nunique() > 1 else None
    report = heat_report(found, placed, site, faults, lang)
    tell(report, as_json, lambda: show_heat(report, name, lang))


def _of_park(name: str, levels: pd.DataFrame | None, settings: HeatSettings, as_json: bool, lang: Lang) -> None:
    catalog = load_catalog()
    park = load_park(name, catalog)
    found = park_streams(park, catalog, settings)
    grades = grade_table(catalog_of(park, catalog))
    site = total_site(found.streams, with_ends(grades) if levels is None else levels, settings)
    by_grade = heat_by_grade(found.streams, grades, settings)
    pairs = heat_pairs(by_grade, park, catalog)
    report = park_heat_report(found, site, (by_grade, pairs, heat_ports(park, catalog, settings).ports), lang)
    goods = names(catalog_of(park, catalog).commodities, lang)
    shown = {grade: goods[grade] for grade in grades["name"]}
    tell(report, as_json, lambda: show_park_heat(report, park, shown, lang))


def _over_the_year(name: str, users: Path | None, settings: HeatSettings, as_json: bool, lang: Lang) -> None:
    catalog = load_catalog()
    park = load_park(name, catalog)
    told_of = None if users is None else load_users(users)
    report = heat_year_report(heat_year(park, catalog, YearSettings(heat=settings), told_of), lang)
    goods = names(catalog_of(park, catalog).commodities, lang)
    tell(report, as_json, lambda: show_heat_year(report, park, goods, lang))
