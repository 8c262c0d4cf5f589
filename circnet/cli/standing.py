"""`circnet standing`: parks side by side, as tables, a workbook or a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Flexible, Json, Lang, Language, app, tell, told
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.progress import load_standards, retrofit_parks
from circnet.progress import standing as compare
from circnet.report import console
from circnet.report import progress as words
from circnet.report import progress_tables as tables
from circnet.text import t

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[PARK]...", help="Parks; none: the nine of the 14th five-year retrofit.")
]


@app.command()
def standing(
    parks: Names = None,
    out: Annotated[Path | None, typer.Option(help="Write the comparison as a workbook (.xlsx).")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report over the parks (.docx, .html).")] = None,
    flexible: Flexible = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Compare parks: which is behind, on what, what would help most, what to ask first."""
    with told(as_json, lang):
        if out is not None and out.suffix.lower() != ".xlsx":
            raise UsageFault("table_file", str(out), ".xlsx")
        form = _form_of(report)
        catalog, standards = load_catalog(), load_standards()
        chosen = [load_park(name, catalog) for name in parks or retrofit_parks()]
        with console.working(t("progress.solving", lang, park=", ".join(park.info.id for park in chosen))):
            found = compare(chosen, catalog, Settings(flexible=flexible), standards)
        plain = words.standing_report(found, lang)
        if out is not None or report is not None:
            from circnet.report.document import rendered
            from circnet.report.progress_book import standing_workbook
            from circnet.report.province_document import Province, province_document

            province = Province(found, chosen, catalog, standards)
            if out is not None:
                out.write_bytes(standing_workbook(province, lang))
            if report is not None:
                report.write_bytes(rendered(province_document(province, lang), form))
        by_id = {park.info.id: park for park in chosen}

        def show() -> None:
            tables.show_standing(plain, by_id, catalog, standards, lang)
            for file in filter(None, (out, report)):
                typer.echo(t("progress.book_written", lang, file=file))

        tell(plain, as_json, show)


def _form_of(report: Path | None) -> str:
    from circnet.report.document import form_of

    return "" if report is None else form_of(report.name)
