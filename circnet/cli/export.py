"""`circnet export`: a park and its couplings for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkNames, app, tell, told
from circnet.coupling import Settings
from circnet.park import join, load_catalog, load_park
from circnet.report import console
from circnet.report.figures import names
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


@app.command()
def export(  # noqa: PLR0913  the options of `couple` that change the network
    parks: ParkNames,
    out: Annotated[
        Path,
        typer.Option(help="File; its ending tells the form. No ending: a folder of CSV files."),
    ],
    form: Annotated[
        str,
        typer.Option(help="xlsx, csv, zip, folder, json, graphml, gexf, gpkg, geojson, mps or lp; else by the ending."),
    ] = "",
    today: Annotated[bool, typer.Option("--today", help="The links as they are, without new couplings.")] = False,
    flexible: Flexible = False,
    objective: Annotated[
        str, typer.Option(help="cost, co2, waste, water, or what is released: HCl, Cl:reactive, Cl.")
    ] = "cost",
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    relax: Annotated[bool, typer.Option("--relax", help="Where limits clash, let them give way least.")] = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Write a park and its couplings as a workbook, tables, a graph, a map or a model."""
    from circnet.report.export import check_place, form_of, gathered, write_export

    with told(as_json, lang):
        chosen = form_of(out, form)
        check_place(out, chosen)
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km, include=statuses,
            strict=strict, yes_no=yes_no, relax=relax,
        )  # fmt: skip
        catalog = load_catalog()
        loaded = [load_park(park, catalog) for park in parks]
        park = join(loaded) if len(loaded) > 1 else loaded[0]
        if scenario:
            park, settings = apply(read_scenario(find_scenario(scenario, loaded)), park, catalog, settings)
        with console.working(t("export.working", lang, park=park.info.id)):
            content = gathered(park, catalog, settings, scenario=scenario, today=today)
            write_export(content, out, chosen, lang)
        report: dict[str, Any] = {
            "file": str(out), "form": chosen, "park": park.info.id, "state": "today" if today else "couplings",
            "nodes": len(content.nodes), "links": len(content.links), "unplaced": content.unplaced["id"].tolist(),
        }  # fmt: skip
        if len(content.unplaced) and chosen in ("gpkg", "geojson"):
            called = t("export.comma", lang).join(names(content.unplaced, lang).values())
            typer.echo(t("export.unplaced", lang, count=len(content.unplaced), firms=called), err=True)
        tell(report, as_json, lambda: typer.echo(t("export.written", lang, **report)))
