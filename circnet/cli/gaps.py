"""`circnet gaps`: which plant is missing in a park, and what it is worth there."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.gaps import gaps
from circnet.park import load_catalog, load_park
from circnet.report import console
from circnet.report.gaps import gaps_report, show_gaps
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


@app.command(name="gaps")
def find_gaps(
    park: ParkName,
    top: Annotated[int, typer.Option(min=1, help="Candidates valued by a full re-solve.")] = 10,
    together: Annotated[int, typer.Option("--set", min=0, help="Most plants in the best set; 0: no set.")] = 0,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Tell which plants a park lacks, what each is worth there, what has no taker or supplier, and its chains."""
    with told(as_json, lang):
        settings = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km)
        catalog = load_catalog()
        found = load_park(park, catalog)
        if scenario:
            found, settings = apply(read_scenario(find_scenario(scenario, [found])), found, catalog, settings)
        with console.working(t("gaps.solving", lang, park=found.info.id)):
            result = gaps(found, catalog, settings, top, together)
        report = gaps_report(result, found, catalog, lang)
        tell(report, as_json, lambda: show_gaps(report, found, catalog, lang))
