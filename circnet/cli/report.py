"""`circnet report`: everything about a park in one paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.park import load_catalog, load_park
from circnet.report import console
from circnet.scenario import Scenario, apply, find_scenario, read_scenario
from circnet.text import t


@app.command(name="report")
def park_report(
    park: ParkName,
    out: Annotated[Path, typer.Option(help="File of the report: .docx or .html.")],
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Write the report of a park: map, network, couplings, ledgers, gaps, progress, questions and evidence."""
    from circnet.report.document import Heading, form_of, rendered
    from circnet.report.export import check_place, written_whole
    from circnet.report.park_document import park_document
    from circnet.report.park_document_facts import park_facts

    with told(as_json, lang):
        form = form_of(out.name)
        check_place(out, form)
        settings, catalog = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km), load_catalog()
        found = load_park(park, catalog)
        read = read_scenario(find_scenario(scenario, [found])) if scenario else Scenario("")
        if scenario:
            found, settings = apply(read, found, catalog, settings)
        with console.working(t("report_command.working", lang, park=found.info.id)):
            facts = park_facts(found, catalog, settings, read.names)
        document = park_document(facts, lang)
        written_whole(out, {out.name: rendered(document, form)})
        chapters = [part.text for part in document.parts if isinstance(part, Heading) and part.level == 1]
        report: dict[str, Any] = {
            "file": str(out), "park": found.info.id, "title": document.title, "chapters": chapters,
            "sources": len(document.sources), "solved": facts.no_solution is None,
        }  # fmt: skip
        tell(report, as_json, lambda: typer.echo(t("report_command.written", lang, file=out)))
