"""`circnet balance`: the ledger of an element, and the closure audit of all."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from circnet.cli.telling import Flexible, Json, Lang, Language, ParkNames, app, tell, told
from circnet.coupling import Settings
from circnet.ledgers import closure_audit, element_ledger, element_named
from circnet.ledgers.accounts import STATES
from circnet.park import join, load_catalog, load_park
from circnet.report import console
from circnet.report.ledger import ledger_report, show_audit, show_ledger
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


class State(StrEnum):
    """Which state of the park the lists tell."""

    optimum = "optimum"
    baseline = "baseline"
    reported = "reported"


@app.command(name="balance")
def balance_element(  # noqa: PLR0913  the options of the contract
    parks: ParkNames,
    element: Annotated[str, typer.Option(help="A tracked element: Cl, S, Mg, K, Li, F, C ...")] = "Cl",
    state: Annotated[State, typer.Option(help="reported: what the tables state, nothing solved.")] = State.optimum,
    audit: Annotated[bool, typer.Option("--audit", help="What does not close, of every element.")] = False,
    flexible: Flexible = False,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Tell where an element enters, what it turns into, where it leaves, and what does not close."""
    with told(as_json, lang):
        wanted = element_named(element)
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(flexible=flexible, include=statuses)
        catalog = load_catalog()
        loaded = [load_park(park, catalog) for park in parks]
        park = join(loaded)
        if scenario:
            park, settings = apply(read_scenario(find_scenario(scenario, loaded)), park, catalog, settings)
        if audit:
            found = closure_audit(park, catalog, settings)
            tell(found.to_dict(), as_json, lambda: show_audit(found, park, catalog, lang))
            return
        states = ("reported",) if state is State.reported else STATES
        with console.working(t("ledger.solving", lang, park=park.info.id)):
            ledger = element_ledger(park, catalog, settings, wanted, states=states)
        report = ledger_report(ledger, state.value, park, catalog, lang)
        tell(report, as_json, lambda: show_ledger(ledger, state.value, park, catalog, lang))
