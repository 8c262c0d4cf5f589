"""`circnet couple`: the couplings that pay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from circnet.cli.machines_options import Folder, Jobs, Scheduler, refuse_machines
from circnet.cli.telling import Json, Lang, Language, ParkNames, app, tell, told
from circnet.coupling import Coupling, Settings, couple
from circnet.coupling.settings import named_limits
from circnet.large import couple_large, method_for
from circnet.park import Catalog, Park, join, load_catalog, load_park
from circnet.pieces import Machines
from circnet.report import console
from circnet.report.heat_ports import opened_ports, show_opened_ports
from circnet.report.workbook import coupling_workbook
from circnet.scenario import Scenario, apply, find_scenario, read_scenario
from circnet.text import t


@app.command(name="couple")
def couple_parks(  # noqa: PLR0913  the options of the contract
    parks: ParkNames,
    flexible: Annotated[bool, typer.Option("--flexible", help="Free activities between minimum and capacity.")] = False,
    objective: Annotated[
        str, typer.Option(help="cost, co2, waste, water, or what is released: HCl, Cl:reactive, Cl.")
    ] = "cost",
    release_limit: Annotated[
        list[str] | None,
        typer.Option(metavar="FORM=T", help="At most so many t/a released: Cl2=0, Cl:reactive=500, S=1e4."),
    ] = None,
    balance_limit: Annotated[
        list[str] | None, typer.Option(metavar="ELEMENT=T", help="An element's balance gapes by at most so many t/a.")
    ] = None,
    carbon_price: Annotated[float, typer.Option(min=0.0, help="CNY per t CO2.")] = 0.0,
    max_km: Annotated[float | None, typer.Option(min=0.0, help="Longest new link, km.")] = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    heat_streams: Annotated[
        bool, typer.Option("--heat-streams", help="Open what heat streams give and need per grade as ports.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    max_links: Annotated[int | None, typer.Option(min=0, help="With --yes-no: most new links.")] = None,
    exclusive: Annotated[bool, typer.Option("--exclusive", help="With --yes-no: one partner per good.")] = False,
    min_flow: Annotated[float, typer.Option(min=0.0, help="With --yes-no: least contract of a new link.")] = 0.0,
    min_load: Annotated[float, typer.Option(min=0.0, max=1.0, help="With --yes-no: least load of a new line.")] = 0.0,
    mip_gap: Annotated[float, typer.Option(min=0.0, max=1.0, help="With --yes-no: gap to stop at.")] = Settings.mip_gap,
    time_limit: Annotated[float | None, typer.Option(min=0.1, help="With --yes-no: seconds to search.")] = None,
    relax: Annotated[bool, typer.Option("--relax", help="Where limits clash, let them give way least.")] = False,
    solver: Annotated[str, typer.Option(help="highs, or a solver that PuLP finds.")] = "highs",
    method: Annotated[
        str, typer.Option(help="plain; columns or parts: all links at once, none valued singly; auto: by size.")
    ] = "auto",
    jobs: Jobs = 1,
    scheduler: Scheduler = "",
    folder: Folder = None,
    out: Annotated[Path | None, typer.Option(help="Write every table as CSV to this folder.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write a workbook: readable sheets, then every table.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Find the couplings that pay, in one park or between several."""
    with told(as_json, lang):
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km, include=statuses,
            heat_streams=heat_streams,
            release_limits=named_limits(release_limit or ()), balance_limits=named_limits(balance_limit or ()),
            strict=strict, yes_no=yes_no, solver=solver, relax=relax, max_links=max_links, exclusive=exclusive,
            min_flow=min_flow, min_load=min_load, mip_gap=mip_gap, time_limit=time_limit,
        )  # fmt: skip
        catalog = load_catalog()
        loaded = [load_park(park, catalog) for park in parks]
        park = join(loaded) if len(loaded) > 1 else loaded[0]
        read = read_scenario(find_scenario(scenario, loaded)) if scenario else Scenario("")
        park, settings = apply(read, park, catalog, settings) if scenario else (park, settings)
        with console.working(t("couple.solving", lang, park=park.info.id)):
            how = method_for(park, method)
            machines = Machines(jobs, scheduler, folder)
            if how == "plain":
                refuse_machines(machines, "--method plain")
                result = couple(park, catalog, settings)
            else:
                result = couple_large(park, catalog, settings, how, None if machines == Machines() else machines)
        if out is not None:
            result.to_folder(out)
        if xlsx is not None:
            name = read.names.get(lang, "")
            xlsx.write_bytes(coupling_workbook(park, catalog, settings, result, lang, scenario=name, plain=True))
        report = console.coupling_report(result, lang)
        opened = opened_ports(park, catalog, lang) if settings.heat_streams else None
        tell(report | (opened or {}), as_json, lambda: _show(result, park, catalog, opened, lang))


def _show(result: Coupling, park: Park, catalog: Catalog, opened: dict[str, Any] | None, lang: Lang) -> None:
    console.show_coupling(result, park, catalog, lang)
    if "method" in result.summary:
        typer.echo(t("large.told", lang, method=result.summary["method"]))
    if opened is not None:
        show_opened_ports(opened, lang)
