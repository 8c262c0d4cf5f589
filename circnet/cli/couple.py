"""`circnet couple`: the couplings that pay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, ParkNames, app, tell, told
from circnet.coupling import Coupling, Settings, couple
from circnet.park import join, load_catalog, load_park
from circnet.report import console
from circnet.scenario import apply, read_scenario
from circnet.text import t


@app.command(name="couple")
def couple_parks(  # noqa: PLR0913  the options of the contract
    parks: ParkNames,
    flexible: Annotated[bool, typer.Option("--flexible", help="Free activities between minimum and capacity.")] = False,
    objective: Annotated[str, typer.Option(help="cost, co2, waste, water or a chemical formula.")] = "cost",
    carbon_price: Annotated[float, typer.Option(min=0.0, help="CNY per t CO2.")] = 0.0,
    max_km: Annotated[float | None, typer.Option(min=0.0, help="Longest new link, km.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="A scenario file: settings and changes of the tables.")] = None,
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    solver: Annotated[str, typer.Option(help="highs, or a solver that PuLP finds.")] = "highs",
    out: Annotated[Path | None, typer.Option(help="Write every table as CSV to this folder.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write every table to this workbook.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Find the couplings that pay, in one park or between several."""
    with told(as_json, lang):
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km, include=statuses,
            strict=strict, yes_no=yes_no, solver=solver,
        )  # fmt: skip
        catalog = load_catalog()
        loaded = [load_park(park, catalog) for park in parks]
        park = join(loaded) if len(loaded) > 1 else loaded[0]
        if scenario is not None:
            park, settings = apply(read_scenario(scenario), park, catalog, settings)
        with console.working(t("couple.solving", lang, park=park.info.id)):
            result = couple(park, catalog, settings)
        _write(result, out, xlsx)
        tell(result.to_dict(), as_json, lambda: console.show_coupling(result, park, catalog, lang))


def _write(result: Coupling, out: Path | None, xlsx: Path | None) -> None:
    if out is not None:
        result.to_folder(out)
    if xlsx is not None:
        result.to_excel(xlsx)
