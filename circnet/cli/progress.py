"""`circnet progress`: a park against indicator systems and targets, as tables, a form or a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from circnet.cli.machines_options import Folder, Jobs, Scheduler, refuse_machines
from circnet.cli.telling import Flexible, Json, Lang, Language, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.pieces import Machines
from circnet.progress import Standards, assess, contributions, form, load_standards, reach
from circnet.report import console
from circnet.report import progress as words
from circnet.report import progress_tables as tables
from circnet.report.progress_content import Content, gathered
from circnet.studies import plant_effects
from circnet.text import t


@app.command()
def progress(
    park: ParkName,
    system: Annotated[str | None, typer.Option(help="One system: NDRC-PARK, HJ274, ZERO-C ...")] = None,
    year: Annotated[int | None, typer.Option(min=1990, max=2100, help="Figures of this year only.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Show every system.")] = False,
    shares: Annotated[bool, typer.Option("--contributions", help="Tell what each coupling adds.")] = False,
    target: Annotated[str | None, typer.Option("--reach", help="Cheapest couplings to a target: N9=80.")] = None,
    missing: Annotated[Path | None, typer.Option("--form", help="Write a form of the missing figures (.xlsx).")] = None,
    plants: Annotated[
        str, typer.Option(help="What missing plants would do: how many of the best, or technologies with commas.")
    ] = "",
    report_file: Annotated[
        Path | None, typer.Option("--report", help="Write the yearly report (.docx, .html).")
    ] = None,
    reported: Annotated[bool, typer.Option("--no-model", help="Reported figures only; solve nothing.")] = False,
    flexible: Flexible = False,
    jobs: Jobs = 1,
    scheduler: Scheduler = "",
    folder: Folder = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Hold a park against indicator systems: value, basis, target, status, what is missing and from whom."""
    with told(as_json, lang):
        standards, catalog = load_standards(), load_catalog()
        if system is not None:
            standards.of_system(system)
        aim = None if target is None else _target(target, standards)
        file_form, chosen = _checked(missing, report_file), _plants(plants)
        found, settings = load_park(park, catalog), Settings(flexible=flexible)
        effects, content, machines = None, None, Machines(jobs, scheduler, folder)
        if chosen is None:
            refuse_machines(machines, "progress")
        with console.working(t("progress.solving", lang, park=found.info.id)):
            if chosen is not None:
                effects = plant_effects(
                    found, catalog, standards, settings, technologies=chosen[1], top=chosen[0], machines=machines
                )
            if report_file is not None:
                content = gathered(found, catalog, standards, settings, year, effects, flow_model=not reported)
            result = content.progress if content else assess(
                found, catalog, settings, standards, year=year, flow_model=not reported
            )  # fmt: skip
            added = contributions(found, catalog, standards, settings) if shares else None
            reached = None if aim is None else reach(found, catalog, standards, *aim, settings)
        if missing is not None:
            _write_form(form(result.missing), missing)
        if report_file is not None and content is not None:
            _write_report(content, report_file, file_form, lang)
        report = words.progress_report(result, standards, system, lang)
        more: dict[str, Any] = words.contributions_report(added) if shares else {}
        more |= {} if reached is None else {"reach": reached.to_dict()}
        more |= {} if effects is None else {"plants": effects.to_dict()}

        def show() -> None:
            tables.show_progress(report, found, catalog, whole, lang)
            codes = [row["code"] for row in report["indicators"] if row["system"] == report["system"]]
            if shares:
                tables.show_contributions(added, codes, found, catalog, lang)
            if reached is not None:
                tables.show_reach(reached, found, catalog, lang)
            if effects is not None:
                tables.show_plants(effects, report["system"], found, catalog, standards, lang)
            if missing is not None:
                typer.echo(t("progress.form_written", lang, file=missing))
            if report_file is not None:
                typer.echo(t("progress.report_written", lang, file=report_file))

        tell({**report, **more}, as_json, show)


def _target(text: str, standards: Standards) -> tuple[str, float]:
    """Read `N9=80`; raises UsageFault."""
    code, _, figure = text.partition("=")
    try:
        value = float(figure)
    except ValueError:
        raise UsageFault("bad_target", text, "N9=80") from None
    if not code.strip() or not abs(value) < float("inf"):
        raise UsageFault("bad_target", text, "N9=80")
    standards.indicator(code.strip())
    return code.strip(), value


def _plants(text: str) -> tuple[int, tuple[str, ...]] | None:
    """Read how many plants, or which; None for none; raises UsageFault."""
    if not text:
        return None
    if text.strip().lstrip("-").isdecimal():
        if int(text) < 1:
            raise UsageFault("bad_plants", text, "3")
        return int(text), ()
    return 0, tuple(name.strip() for name in text.split(",") if name.strip())


def _checked(missing: Path | None, report: Path | None) -> str:
    """Check the suffixes of what is to be written; return the form of the report."""
    if missing is not None and missing.suffix.lower() != ".xlsx":
        raise UsageFault("form_file", str(missing), ".xlsx")
    if report is None:
        return ""
    from circnet.report.document import form_of

    return form_of(report.name)


def _write_report(content: Content, path: Path, file_form: str, lang: str) -> None:
    """Write the report of a park."""
    from circnet.report.document import rendered
    from circnet.report.progress_document import progress_document

    path.write_bytes(rendered(progress_document(content, lang), file_form))


def _write_form(table: pd.DataFrame, path: Path) -> None:
    """Write the form as a workbook whose sheet `indicators` a park takes as it is."""
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        table.to_excel(book, sheet_name="indicators", index=False, freeze_panes=(1, 0))
        book.sheets["indicators"].autofit()
