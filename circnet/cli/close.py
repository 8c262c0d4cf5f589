"""`circnet close`: what of an element has no taker, what could take it, and what it costs that none is released."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.ledgers.closing import close_element
from circnet.park import load_catalog, load_park
from circnet.report import console
from circnet.report.closing import show_closing
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


@app.command(name="close")
def close_park(
    park: ParkName,
    element: Annotated[str, typer.Option(help="A tracked element, or a form of one: Cl, S, Mg, Cl:HCl.")] = "Cl",
    loads: Annotated[str, typer.Option(help="Shares of the most that the makers can run, e.g. 0,0.25,0.5,1.")] = "",
    technology: Annotated[str, typer.Option(help="Whose loads are varied; else the largest maker.")] = "",
    limit: Annotated[float, typer.Option(min=0.0, help="What may be released, t/a.")] = 0.0,
    flexible: Flexible = False,
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Close an element's balance: tonnes without a taker, what takes them, the price of releasing none, the loads."""
    with told(as_json, lang):
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(flexible=flexible, include=statuses, carbon_price=carbon_price, max_km=max_km)
        catalog = load_catalog()
        loaded = load_park(park, catalog)
        if scenario:
            read = read_scenario(find_scenario(scenario, [loaded]))
            loaded, settings = apply(read, loaded, catalog, settings)
        with console.working(t("closing.solving", lang, park=loaded.info.id)):
            result = close_element(
                loaded, catalog, settings, element, loads=_shares(loads), technology=technology, asked=limit
            )
        tell(result.to_dict(), as_json, lambda: show_closing(result, loaded, catalog, lang))


def _shares(text: str) -> tuple[float, ...] | None:
    """Shares as a user writes them; None for none."""
    try:
        return tuple(float(word) for word in text.split(",")) if text.strip() else None
    except ValueError:
        raise UsageFault("bad_setting", f"loads = {text}", "0,0.25,0.5,1") from None
