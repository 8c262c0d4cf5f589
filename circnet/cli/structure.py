"""`circnet structure`: the structure of a park before and after, or of any table of flows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, app, tell, told
from circnet.coupling import Settings, couple
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park
from circnet.park.faults import errors_of
from circnet.report import console
from circnet.report.structure import flows_report, park_report, show_flows, show_park
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.scenario.metabolism import structure_of
from circnet.structure import of_commodity, read_flows, structure
from circnet.text import t

Objective = Annotated[str, typer.Option(help="cost, co2, waste, water or a chemical formula.")]


@app.command(name="structure")
def measure(
    park: Annotated[str | None, typer.Argument(metavar="[PARK]", help="A built-in park, folder or workbook.")] = None,
    flows: Annotated[Path | None, typer.Option(help="A table of flows: from, to, amount[, commodity].")] = None,
    commodity: Annotated[str | None, typer.Option(help="Count one commodity, in its own unit.")] = None,
    element: Annotated[str | None, typer.Option(help="Count one element of a park's flows, t.")] = None,
    objective: Objective = "cost",
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Measure a network: links, cycling, ascendency, robustness; of a park before and after its new couplings."""
    with told(as_json, lang):
        if (park is None) == (flows is None):
            raise UsageFault("park_or_flows", " ".join(filter(None, (park, str(flows or "")))), "PARK, --flows FILE")
        if flows is not None:
            _of_table(flows, commodity, element, as_json, lang)
        else:
            _of_park(str(park), Settings(objective=objective), scenario, (element, commodity), as_json, lang)


def _of_table(path: Path, commodity: str | None, element: str | None, as_json: bool, lang: Lang) -> None:
    if element is not None:
        raise UsageFault("element_of_flows", element, "--commodity")
    table, faults = read_flows(path)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    found = structure(table if commodity is None else of_commodity(table, commodity))
    report = flows_report(found, faults, lang)
    tell(report, as_json, lambda: show_flows(report, path.name, lang))


def _of_park(
    name: str,
    settings: Settings,
    scenario: str,
    basis: tuple[str | None, str | None],
    as_json: bool,
    lang: Lang,
) -> None:
    catalog = load_catalog()
    park = load_park(name, catalog)
    if scenario:
        park, settings = apply(read_scenario(find_scenario(scenario, [park])), park, catalog, settings)
    with console.working(t("structure.solving", lang, park=park.info.id)):
        coupling = couple(park, catalog, settings)
        found = structure_of(park, catalog, settings, coupling, element=basis[0], commodity=basis[1])
    report = park_report(found, lang)
    tell(report, as_json, lambda: show_park(report, park, catalog, lang))
