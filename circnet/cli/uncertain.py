"""`circnet uncertain`: which couplings stand when prices, loads and recipes are not as thought."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.machines_options import Folder, Jobs, Scheduler
from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.park import load_catalog, load_park
from circnet.pieces import Machines
from circnet.report import console
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t

_SET = ("Links that are weighed as a set, repeatable: a .csv or .xlsx with from, to, commodity (and mode, amount), "
        "a .json of couple, or from|to|commodity with commas between.")  # fmt: skip


class Method(StrEnum):
    """How samples are drawn."""

    lhs = "lhs"
    sobol = "sobol"


class Shape(StrEnum):
    """How a price lies between its ends."""

    triangular = "triangular"
    pert = "pert"
    lognormal = "lognormal"


@app.command(name="uncertain")
def find_uncertainty(
    park: ParkName,
    samples: Annotated[int, typer.Option(min=2, help="Samples drawn.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 0,
    method: Annotated[Method, typer.Option(help="lhs (Latin hypercube) or sobol.")] = Method.lhs,
    shape: Annotated[Shape, typer.Option(help="Of prices: triangular, pert or lognormal.")] = Shape.triangular,
    rho: Annotated[float, typer.Option(min=0.0, max=1.0, help="Correlation of prices of one family.")] = 0.5,
    prices_only: Annotated[bool, typer.Option("--prices-only", help="Hold loads, ports and recipes.")] = False,
    indices: Annotated[int, typer.Option(min=0, help="Base samples of Sobol indices, a power of 2; 0: none.")] = 0,
    choose: Annotated[int, typer.Option(min=0, help="Samples that a choice of links in two stages looks at.")] = 0,
    alpha: Annotated[float, typer.Option(min=0.0, max=0.999, help="The tail is the worst 1 - alpha.")] = 0.9,
    risk: Annotated[float, typer.Option(min=0.0, max=1.0, help="Weight of the tail in the choice.")] = 0.5,
    jobs: Jobs = 1,
    scheduler: Scheduler = "",
    folder: Folder = None,
    sets: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=LINKS", help=_SET)] = None,
    out: Annotated[Path | None, typer.Option(help="Workbook of the result, .xlsx.")] = None,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Sample prices, freight, loads and recipes: how often each link pays, what is regretted, which input decides."""
    with told(as_json, lang):
        from circnet.report.uncertain import show_uncertainty
        from circnet.report.uncertain_book import uncertain_workbook
        from circnet.report.uncertain_words import Words
        from circnet.uncertain import UncertaintyTerms, uncertainty
        from circnet.uncertain.linksheet import named_sets

        terms = UncertaintyTerms(
            samples=samples, seed=seed, method=method.value, shape=shape.value, rho=rho, loads=not prices_only,
            recipes=not prices_only, indices=indices, scenarios=choose, alpha=alpha, risk=risk,
        )  # fmt: skip
        catalog = load_catalog()
        found = load_park(park, catalog)
        settings = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km)
        if scenario:
            found, settings = apply(read_scenario(find_scenario(scenario, [found])), found, catalog, settings)
        named = named_sets(sets or [])
        with console.working(t("uncertain.solving", lang, park=found.info.id, samples=samples)) as say:
            result = uncertainty(found, catalog, settings, terms, Machines(jobs, scheduler, folder), named, say)
        words = Words.of(found, catalog, lang)
        if out is not None:
            out.write_bytes(uncertain_workbook(result, words))
        tell(result.to_dict(), as_json, lambda: show_uncertainty(result, words))
