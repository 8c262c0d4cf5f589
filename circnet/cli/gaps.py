"""`circnet gaps`: which plant is missing in a park, and what it is worth there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from circnet.cli.machines_options import Folder, Jobs, Scheduler, refuse_machines
from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParksText, app, tell, told
from circnet.coupling import Settings
from circnet.coupling.why.naming import known
from circnet.errors import UsageFault
from circnet.gaps import gaps, screen, where
from circnet.gaps.size_curve import size_curve
from circnet.park import Catalog, Park, builtin_parks, catalog_of, load_catalog, load_park
from circnet.pieces import Machines
from circnet.report import console
from circnet.report import prospectus_tables as tables
from circnet.report.gaps import gaps_report, show_gaps
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t

_ALL = "all"


@app.command(name="gaps")
def find_gaps(
    park: ParksText,
    top: Annotated[int, typer.Option(min=1, help="Candidates valued by a full re-solve.")] = 10,
    together: Annotated[int, typer.Option("--set", min=0, help="Most plants in the best set; 0: no set.")] = 0,
    curve: Annotated[str, typer.Option(metavar="TECHNOLOGY", help="Value one plant at several sizes.")] = "",
    paper: Annotated[
        str, typer.Option("--prospectus", metavar="TECHNOLOGY", help="Write the prospectus of one plant to --out.")
    ] = "",
    places: Annotated[
        str, typer.Option("--where", metavar="TECHNOLOGY", help="One plant in several parks: PARK,PARK or all.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="File of the prospectus: .docx or .html.")] = None,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    jobs: Jobs = 1,
    scheduler: Scheduler = "",
    folder: Folder = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Tell which plants a park lacks, what each is worth there, what has no taker or supplier, and its chains."""
    with told(as_json, lang):
        _one_question(curve=curve, prospectus=paper, where=places)
        form, machines = _form(paper, out), Machines(jobs, scheduler, folder)
        if paper or curve:
            refuse_machines(machines, "--prospectus" if paper else "--curve")
        settings, catalog = Settings(flexible=flexible, carbon_price=carbon_price, max_km=max_km), load_catalog()
        if places:
            _where(park, catalog, settings, places, machines, as_json, lang)
            return
        found = load_park(park, catalog)
        if scenario:
            found, settings = apply(read_scenario(find_scenario(scenario, [found])), found, catalog, settings)
        if paper and out is not None:
            _prospectus(found, catalog, settings, paper, out, form, as_json, lang)
        elif curve:
            _curve(found, catalog, settings, curve, as_json, lang)
        else:
            with console.working(t("gaps.solving", lang, park=found.info.id)) as say:
                result = gaps(found, catalog, settings, top, together, lambda _, share: say(share), machines)
            report = gaps_report(result, found, catalog, lang)
            tell(report, as_json, lambda: show_gaps(report, found, catalog, lang))


def _one_question(**asked: str) -> None:
    given = [f"--{name}" for name, value in asked.items() if value]
    if len(given) > 1:
        raise UsageFault("one_question", " ".join(given), ", ".join(f"--{name}" for name in asked))


def _form(paper: str, out: Path | None) -> str:
    """Form of the file that is asked for; blank where none is."""
    from circnet.report.document import FORMS, form_of

    if not paper and out is not None:
        raise UsageFault("out_unused", str(out), "--prospectus")
    if paper and out is None:
        raise UsageFault("out_needed", "--prospectus", ", ".join(f".{name}" for name in FORMS))
    return form_of(str(out)) if out is not None else ""


def _technology(park: Park, catalog: Catalog, given: str) -> str:
    return known(catalog_of(park, catalog).technologies, given, "unknown_technology")


def _curve(park: Park, catalog: Catalog, settings: Settings, given: str, as_json: bool, lang: str) -> None:
    technology = _technology(park, catalog, given)
    with console.working(t("prospectus.solving", lang, park=park.info.id, plant=technology)):
        table = size_curve(screen(park, catalog, settings, (technology,)), settings, technology)
    report = tables.curve_report(table, park, catalog, technology, lang)
    tell(report, as_json, lambda: tables.show_curve(report, lang))


def _prospectus(
    park: Park, catalog: Catalog, settings: Settings, given: str, out: Path, form: str, as_json: bool, lang: str
) -> None:
    from circnet.report.document import rendered
    from circnet.report.prospectus import prospectus
    from circnet.report.prospectus_facts import prospectus_facts

    technology = _technology(park, catalog, given)
    with console.working(t("prospectus.solving", lang, park=park.info.id, plant=technology)):
        facts = prospectus_facts(park, catalog, settings, technology)
    document = prospectus(facts, lang)
    out.write_bytes(rendered(document, form))
    report: dict[str, Any] = {"file": str(out), **facts.to_dict(), "title": document.title}
    tell(report, as_json, lambda: typer.echo(t("prospectus.written", lang, file=out)))


def _where(
    names: str, catalog: Catalog, settings: Settings, given: str, machines: Machines, as_json: bool, lang: str
) -> None:
    chosen = builtin_parks() if names == _ALL else [name.strip() for name in names.split(",") if name.strip()]
    parks = [load_park(name, catalog) for name in chosen]
    technology = _technology(parks[0], catalog, given)
    with console.working(t("prospectus.solving", lang, park=", ".join(chosen), plant=technology)) as say:
        table = where(parks, catalog, technology, settings, lambda _, share: say(share), machines)
    report = tables.where_report(table, parks, catalog, lang)
    tell(report, as_json, lambda: tables.show_where(report, lang))
