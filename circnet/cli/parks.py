"""`circnet parks` and `circnet check`: what there is, and whether its tables hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, ParkName, app, tell, told
from circnet.errors import UsageFault
from circnet.park import builtin_parks, load_catalog, load_park, park_closure, read_park
from circnet.report import console
from circnet.text import t


@app.command()
def parks(as_json: Json = False, lang: Language = Lang.zh) -> None:
    """List the built-in parks."""
    with told(as_json, lang):
        catalog = load_catalog()
        rows = [console.park_row(load_park(name, catalog)) for name in builtin_parks()]
        tell({"parks": rows}, as_json, lambda: console.show_parks(rows, lang))


@app.command()
def check(
    park: ParkName,
    marked: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="Of a workbook: a copy with its faults marked.")
    ] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Check a park's tables and the element closure of the technologies it runs."""
    with told(as_json, lang):
        if marked is not None and not Path(park).is_file():
            raise UsageFault("not_a_workbook", park, ".xlsx")
        catalog = load_catalog()
        found, faults = read_park(park)
        report = console.check_report(faults, park_closure(found, catalog) if found is not None else None, lang)
        tell(report, as_json, lambda: console.show_check(report, lang))
        if marked is not None:
            from circnet.exchange.marking import marked_copy

            marked.write_bytes(marked_copy(Path(park), faults, lang))
            typer.echo(t("book_marked.done", lang, path=marked), err=True)
        if not report["ok"]:
            raise typer.Exit(1)
