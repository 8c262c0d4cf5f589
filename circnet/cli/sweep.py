"""`circnet sweep`: a park coupled at every point of a grid of settings, figures or scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.machines_options import Folder, Jobs, Scheduler
from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.cli.uncertain import find_uncertainty
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.pieces import Machines
from circnet.report import console
from circnet.scenario.axes import axes_of
from circnet.scenario.sweep import sweep
from circnet.text import t

_AXES = ("carbon_price=0:200:50 (from, to, step), max_km=5,10,20, scenario=base,ID, or factors of cells: "
         "units.throughput[id=UNIT]=0.8,1,1.2.")  # fmt: skip


@app.command(name="sweep")
def sweep_park(
    park: ParkName,
    axes: Annotated[list[str] | None, typer.Argument(metavar="AXIS=VALUES...", help=_AXES)] = None,
    samples: Annotated[int, typer.Option(min=0, help="No axes: samples of what is uncertain, as `uncertain`.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of these samples.")] = 0,
    objective: Annotated[str, typer.Option(help="cost, co2, waste, water or a chemical formula.")] = "cost",
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    jobs: Jobs = 1,
    scheduler: Scheduler = "",
    folder: Folder = None,
    out: Annotated[Path | None, typer.Option(help="Workbook of the result, .xlsx.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Couple a park at every point of a grid: at which values each link pays, and what changes on the way."""
    with told(as_json, lang):
        if bool(axes) == bool(samples):
            raise UsageFault("sweep_of_what", park, "carbon_price=0:200:50")
        if samples and objective != "cost":
            raise UsageFault("not_in_money", objective, "cost")
        if samples:
            find_uncertainty(
                park, samples=samples, seed=seed, jobs=jobs, scheduler=scheduler, folder=folder, out=out,
                flexible=flexible, carbon_price=carbon_price, max_km=max_km, as_json=as_json, lang=lang,
            )  # fmt: skip
            return
        from circnet.report.sweep import SweepWords, show_sweep, sweep_workbook

        catalog = load_catalog()
        found = load_park(park, catalog)
        settings = Settings(flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km)
        grid = axes_of(axes or [], found)
        with console.working(t("sweep.solving", lang, park=found.info.id)) as say:
            result = sweep(found, catalog, grid, settings, Machines(jobs, scheduler, folder), say)
        words = SweepWords(found, catalog, lang, objective)
        if out is not None:
            out.write_bytes(sweep_workbook(result, words))
        tell(result.to_dict(), as_json, lambda: show_sweep(result, words))
