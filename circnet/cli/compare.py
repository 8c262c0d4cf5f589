"""`circnet compare`: scenarios of a park side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import Park, load_catalog, load_park
from circnet.report import console
from circnet.report.compare import compare_report, show_compare
from circnet.report.compare_book import compare_workbook
from circnet.scenario import Scenario, find_scenario, read_scenario
from circnet.scenario.compare import compare
from circnet.scenario.compare_column import AS_IS, BASE
from circnet.text import t

__all__ = ["compare_scenarios"]

_NONE = "none"


@app.command(name="compare")
def compare_scenarios(
    park: ParkName,
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Scenarios by id or file; base: the park as it is.")
    ],
    base: Annotated[
        str, typer.Option(help="What the others are measured against: base, a scenario, or none for the first given.")
    ] = BASE,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    out: Annotated[Path | None, typer.Option(help="Write a workbook with all tables to this file (.xlsx).")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Put two to six scenarios of a park side by side: what changes, figures, links, balances."""
    with told(as_json, lang):
        if out is not None and out.suffix.lower() != ".xlsx":
            raise UsageFault("compare_file", str(out), "*.xlsx")
        catalog = load_catalog()
        loaded = load_park(park, catalog)
        listed = [one for one in scenarios if base == _NONE or one != base]
        read = [_found(one, loaded) for one in ([] if base == _NONE else [base]) + listed]
        settings = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km)
        with console.working(t("compare.solving", lang, park=loaded.info.id, count=len(read))):
            found = compare(loaded, catalog, settings, read)
        if out is not None:
            out.write_bytes(compare_workbook(found, loaded, catalog, lang))
        name = loaded.info.name_zh if lang == "zh" else loaded.info.name_en
        tell(compare_report(found, lang), as_json, lambda: show_compare(found, name, lang))


def _found(ref: str, park: Park) -> Scenario:
    return AS_IS if ref == BASE else read_scenario(find_scenario(ref, [park]))
