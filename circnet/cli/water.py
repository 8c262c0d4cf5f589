"""`circnet water`: reuse of water, of tables of sources and sinks or of a park."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, app, tell, told
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park
from circnet.park.faults import errors_of
from circnet.report.water import Words, park_words, show_water, water_report
from circnet.water import Settings, park_waters, read_waters, reuse, target_if_one


class Objective(StrEnum):
    """What is least."""

    fresh = "fresh"
    cost = "cost"


@app.command(name="water")
def reuse_water(
    park: Annotated[str | None, typer.Argument(metavar="[PARK]", help="A built-in park, folder or workbook.")] = None,
    sources: Annotated[Path | None, typer.Option(help="name, flow (blank: unlimited), properties, cost.")] = None,
    sinks: Annotated[Path | None, typer.Option(help="name, flow, limits in columns of the same names.")] = None,
    operations: Annotated[Path | None, typer.Option(help="Fixed loads: name, <property> load, in, out.")] = None,
    regeneration: Annotated[
        Path | None, typer.Option(help="Treatments: name, recovery, capacity, cost, <property>, removal, feed.")
    ] = None,
    zld: Annotated[
        bool, typer.Option("--zld", help="Of a park: reverse osmosis and evaporation may treat what firms give off.")
    ] = False,
    objective: Annotated[Objective, typer.Option(help="Least fresh water, or least cost.")] = Objective.fresh,
    at_least: Annotated[list[str] | None, typer.Option(help="A property whose limits are from below.")] = None,
    mixing: Annotated[list[str] | None, typer.Option(help="PROPERTY=linear|power:<exponent>|log|ph.")] = None,
    pipe_cost: Annotated[float, typer.Option(min=0.0, help="Money per unit of flow and km.")] = 0.0,
    fewest: Annotated[bool, typer.Option("--fewest", help="Prove that no optimum has fewer connections.")] = False,
    max_waste: Annotated[float | None, typer.Option(min=0.0, help="Most that is left over; 0: no discharge.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Match sources and sinks of water: least fresh water or cost, the pinch, what is left over."""
    with told(as_json, lang):
        given = [name for name, path in _files(sources, sinks, operations).items() if path is not None]
        if (park is None) == (sources is None) or (park is None and sinks is None and operations is None):
            raise UsageFault("park_or_waters", " ".join(filter(None, (park, *given))), "PARK, --sources --sinks")
        if park is not None and given:
            raise UsageFault("park_or_waters", " ".join((park, *given)), "PARK, --sources --sinks")
        if zld and (park is None or regeneration is not None):
            raise UsageFault("zld_of_park", "--zld", "PARK --zld")
        settings = Settings(
            objective=objective.value, at_least=tuple(at_least or ()), mixing=_rules(mixing or []),
            pipe_cost=pipe_cost, max_waste=max_waste, fewest=fewest,
        )  # fmt: skip
        if park is not None:
            _of_park(park, regeneration, zld, settings, as_json, lang)
            return
        tables = read_waters(
            str(sources), sinks, operations, regeneration, priced=settings.objective == Objective.cost.value
        )
        if len(errors_of(tables.faults)):
            raise InputFaults(tables.faults)
        found = reuse(tables.sources, tables.sinks, settings, tables.treatments, tables.operations)
        target = target_if_one(tables, settings)
        report = water_report(found, target, tables.faults, lang)
        tell(report, as_json, lambda: show_water(report, Words(Path(str(sources)).name), lang))


def _files(sources: Path | None, sinks: Path | None, operations: Path | None) -> dict[str, Path | None]:
    return {"--sources": sources, "--sinks": sinks, "--operations": operations}


def _rules(texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of property and mixing rule."""
    pairs = [text.rpartition("=") for text in texts]
    for text, (name, _, rule) in zip(texts, pairs, strict=True):
        if not name or not rule:
            raise UsageFault("unknown_mixing", text, "PROPERTY=linear, power:<exponent>, log, ph")
    return tuple((name.strip(), rule) for name, _, rule in pairs)


def _of_park(name: str, regeneration: Path | None, zld: bool, settings: Settings, as_json: bool, lang: Lang) -> None:
    catalog = load_catalog()
    park = load_park(name, catalog)
    waters = park_waters(park, catalog, regeneration, zld=zld)
    if len(errors_of(waters.faults)):
        raise InputFaults(waters.faults)
    found = reuse(waters.sources, waters.sinks, replace(settings, pipe_cost=0.0), waters.treatments, links=waters.links)
    report = water_report(found, None, waters.faults, lang) | waters.told()
    tell(report, as_json, lambda: show_water(report, park_words(park, catalog, lang), lang))
