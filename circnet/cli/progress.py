"""`circnet progress` and `circnet standing`: parks against indicator systems and targets, one and side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from circnet.cli.telling import Flexible, Json, Lang, Language, ParkName, app, tell, told
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.progress import assess, contributions, form, load_standards, reach, retrofit_parks
from circnet.progress import standing as compare
from circnet.report import console
from circnet.report import progress as words
from circnet.report import progress_tables as tables
from circnet.text import t

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[PARK]...", help="Parks; none: the nine of the 14th five-year retrofit.")
]


@app.command()
def progress(
    park: ParkName,
    system: Annotated[str | None, typer.Option(help="One system: NDRC-PARK, HJ274, ZERO-C ...")] = None,
    year: Annotated[int | None, typer.Option(min=1990, max=2100, help="Figures of this year only.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Show every system.")] = False,
    shares: Annotated[bool, typer.Option("--contributions", help="Tell what each coupling adds.")] = False,
    target: Annotated[str | None, typer.Option("--reach", help="Cheapest couplings to a target: N9=80.")] = None,
    missing: Annotated[Path | None, typer.Option("--form", help="Write a form of the missing figures (.xlsx).")] = None,
    reported: Annotated[bool, typer.Option("--no-model", help="Reported figures only; solve nothing.")] = False,
    flexible: Flexible = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Hold a park against indicator systems: value, basis, target, status, what is missing and from whom."""
    with told(as_json, lang):
        standards, catalog = load_standards(), load_catalog()
        if system is not None:
            standards.of_system(system)
        aim = _target(target) if target is not None else None
        if aim is not None:
            standards.indicator(aim[0])
        if missing is not None and missing.suffix.lower() != ".xlsx":
            raise UsageFault("form_file", str(missing), ".xlsx")
        found, settings = load_park(park, catalog), Settings(flexible=flexible)
        with console.working(t("progress.solving", lang, park=found.info.id)):
            result = assess(found, catalog, settings, standards, year=year, flow_model=not reported)
            report = words.progress_report(result, standards, system, lang)
            added = contributions(found, catalog, standards, settings) if shares else None
            reached = reach(found, catalog, standards, *aim, settings) if aim is not None else None
        if missing is not None:
            _write_form(form(result.missing), missing)
        more: dict[str, Any] = words.contributions_report(added) if shares else {}
        more |= {} if reached is None else {"reach": reached.to_dict()}

        def show() -> None:
            tables.show_progress(report, found, catalog, whole, lang)
            if shares:
                codes = [row["code"] for row in report["indicators"] if row["system"] == report["system"]]
                tables.show_contributions(added, codes, found, catalog, lang)
            if reached is not None:
                tables.show_reach(reached, found, catalog, lang)
            if missing is not None:
                typer.echo(t("progress.form_written", lang, file=missing))

        tell({**report, **more}, as_json, show)


@app.command()
def standing(parks: Names = None, flexible: Flexible = False, as_json: Json = False, lang: Language = Lang.zh) -> None:
    """Compare parks: which is behind, on what, what would help most, what to ask first."""
    with told(as_json, lang):
        catalog, standards = load_catalog(), load_standards()
        chosen = [load_park(name, catalog) for name in parks or retrofit_parks()]
        with console.working(t("progress.solving", lang, park=", ".join(park.info.id for park in chosen))):
            table = compare(chosen, catalog, Settings(flexible=flexible), standards)
        report = words.standing_report(table, lang)
        by_id = {park.info.id: park for park in chosen}
        tell(report, as_json, lambda: tables.show_standing(report, by_id, catalog, standards, lang))


def _target(text: str) -> tuple[str, float]:
    """Read `N9=80`; raises UsageFault."""
    code, _, figure = text.partition("=")
    try:
        value = float(figure)
    except ValueError:
        raise UsageFault("bad_target", text, "N9=80") from None
    if not code.strip() or not abs(value) < float("inf"):
        raise UsageFault("bad_target", text, "N9=80")
    return code.strip(), value


def _write_form(table: pd.DataFrame, path: Path) -> None:
    """Write the form as a workbook whose sheet `indicators` a park takes as it is."""
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        table.to_excel(book, sheet_name="indicators", index=False, freeze_panes=(1, 0))
        book.sheets["indicators"].autofit()
