"""`circnet parks` and `circnet check`: what there is, and whether its tables hold."""

from __future__ import annotations

import typer

from circnet.cli.telling import Json, Lang, Language, ParkName, app, tell, told
from circnet.park import builtin_parks, load_catalog, load_park, park_closure, read_park
from circnet.report import console


@app.command()
def parks(as_json: Json = False, lang: Language = Lang.zh) -> None:
    """List the built-in parks."""
    with told(as_json, lang):
        catalog = load_catalog()
        rows = [console.park_row(load_park(name, catalog)) for name in builtin_parks()]
        tell({"parks": rows}, as_json, lambda: console.show_parks(rows, lang))


@app.command()
def check(park: ParkName, as_json: Json = False, lang: Language = Lang.zh) -> None:
    """Check a park's tables and the element closure of the technologies it runs."""
    with told(as_json, lang):
        catalog = load_catalog()
        found, faults = read_park(park)
        report = console.check_report(faults, park_closure(found, catalog) if found is not None else None, lang)
        tell(report, as_json, lambda: console.show_check(report, lang))
        if not report["ok"]:
            raise typer.Exit(1)
