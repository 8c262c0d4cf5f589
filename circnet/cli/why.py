"""`circnet why`: why a link was not chosen, and what would have to change."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParksText, app, tell, told
from circnet.coupling import Settings
from circnet.coupling.why import why_not
from circnet.park import join, load_catalog, load_park
from circnet.report import console
from circnet.report.why import reason_report, show_reason
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


@app.command()
def why(
    park: ParksText,
    giver: Annotated[str, typer.Argument(metavar="FROM", help="The firm that would send: its id or name.")],
    taker: Annotated[str, typer.Argument(metavar="TO", help="The firm that would receive.")],
    commodity: Annotated[str, typer.Argument(metavar="COMMODITY", help="What: its id or name.")],
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Say why a link was not chosen, and the price and freight at which it would be."""
    with told(as_json, lang):
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, carbon_price=carbon_price, max_km=max_km, include=statuses, strict=strict, yes_no=yes_no
        )
        catalog = load_catalog()
        loaded = [load_park(name.strip(), catalog) for name in park.split(",") if name.strip()]
        whole = join(loaded)
        if scenario:
            whole, settings = apply(read_scenario(find_scenario(scenario, loaded)), whole, catalog, settings)
        with console.working(t("couple.solving", lang, park=whole.info.id)):
            reason = why_not(whole, catalog, settings, giver, taker, commodity)
        tell(reason_report(reason), as_json, lambda: show_reason(reason, whole, catalog, lang))
