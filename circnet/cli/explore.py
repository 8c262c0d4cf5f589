"""`circnet alternatives`, `circnet pareto` and `circnet outage`: other good networks, trade-offs, single failures."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.park import Catalog, Park, load_catalog, load_park
from circnet.report import console, explore
from circnet.scenario import OutageTerms, apply, find_scenario, rank_outages, read_scenario, trade_off
from circnet.scenario import alternatives as find_alternatives
from circnet.scenario import outage as stop
from circnet.text import t

ScenarioName = Annotated[str | None, typer.Option("--scenario", help="A scenario of the park, or a scenario file.")]


@app.command()
def alternatives(
    park: ParkName,
    within: Annotated[float, typer.Option(min=0.0, help="Per cent of the total saving that may be given up.")] = 5.0,
    networks: Annotated[int, typer.Option(min=0, help="Whole networks to look for besides the optimum.")] = 5,
    objective: Annotated[str, typer.Option(help="cost, co2, waste, water or a chemical formula.")] = "cost",
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: ScenarioName = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Tell which links every good network has, which are a real choice, and what can stand in for what."""
    with told(as_json, lang):
        settings = Settings(flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km)
        found, catalog, settings = _loaded(park, scenario, settings)
        with console.working(t("alternatives.solving", lang, park=found.info.id)):
            result = find_alternatives(found, catalog, settings, within / 100.0, networks)
        tell(result.to_dict(), as_json, lambda: explore.show_alternatives(result, found, catalog, lang))


@app.command()
def pareto(
    park: ParkName,
    objective: Annotated[str, typer.Option(help="co2, waste, water or a chemical formula released.")] = "co2",
    points: Annotated[int, typer.Option(min=2, help="Evenly spaced points, ends included.")] = 20,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: ScenarioName = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Trace what less CO2, waste, fresh water or released substance costs at the least."""
    with told(as_json, lang):
        settings = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km)
        found, catalog, settings = _loaded(park, scenario, settings)
        with console.working(t("pareto.solving", lang, park=found.info.id)):
            result = trade_off(found, catalog, settings, objective, points)
        tell(result.to_dict(), as_json, lambda: explore.show_trade_off(result, found, catalog, lang))


@app.command()
def outage(
    park: ParkName,
    firm: Annotated[str | None, typer.Argument(metavar="[FIRM]", help="Blank: every firm in turn, ranked.")] = None,
    days: Annotated[float, typer.Option(help="Days at a standstill, at most 365.")] = 30.0,
    network: Annotated[str, typer.Option(help="today (links that exist) or coupled (with those that pay).")] = "today",
    replacement: Annotated[str, typer.Option(help="Links that may step in: existing, hauled or any.")] = "hauled",
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: ScenarioName = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Stop a firm: who loses what, who steps in, what must be cut; without a firm, rank them all."""
    with told(as_json, lang):
        terms = OutageTerms(days, network, replacement)  # type: ignore[arg-type]
        settings = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km)
        found, catalog, settings = _loaded(park, scenario, settings)
        with console.working(t("outage.solving", lang, park=found.info.id)):
            result = (
                stop(found, catalog, firm, terms, settings) if firm else rank_outages(found, catalog, terms, settings)
            )
        tell(result.to_dict(), as_json, lambda: explore.show_outage(result, found, catalog, lang))


def _loaded(name: str, scenario: str | None, settings: Settings) -> tuple[Park, Catalog, Settings]:
    catalog = load_catalog()
    park = load_park(name, catalog)
    if scenario is None:
        return park, catalog, settings
    changed, settings = apply(read_scenario(find_scenario(scenario, [park])), park, catalog, settings)
    return changed, catalog, settings
