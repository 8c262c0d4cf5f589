"""`circnet draft`: a unit from the catalog, by product and capacity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, app, tell, told
from circnet.errors import UsageFault
from circnet.park import catalog_of, load_catalog, load_park
from circnet.text import t


@app.command()
def draft(
    name: Annotated[str, typer.Argument(metavar="TECHNOLOGY|PRODUCT", help="By id or name.")],
    capacity: Annotated[str, typer.Option(metavar="AMOUNT", help="A year: 300000, 300kt, 900 t/d ...")],
    enterprise: Annotated[str, typer.Option(metavar="ID", help="The firm that the unit belongs to.")] = "firm",
    park: Annotated[str, typer.Option(help="A park that the unit is added to, with --out.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="FOLDER|FILE.xlsx", help="Write the park with the unit.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Draft a unit: technology, inputs, by-products, heat and water of the catalog, marked estimated."""
    from circnet.exchange.draft import draft as drafted
    from circnet.exchange.draft import with_draft
    from circnet.exchange.saving import save
    from circnet.report.exchange import draft_report, show_draft

    with told(as_json, lang):
        if bool(park) != (out is not None):
            raise UsageFault("no_output", park or str(out), "--park PARK --out FOLDER|FILE.xlsx")
        catalog = load_catalog()
        base = load_park(park, catalog) if park else None
        counts = catalog if base is None else catalog_of(base, catalog)
        found = drafted(counts, name, capacity, enterprise, lang)
        if base is not None and out is not None:
            save(with_draft(base, catalog, found), catalog, out, lang)
        tell(draft_report(found), as_json, lambda: show_draft(found, counts, lang))
        if out is not None:
            typer.echo(t("template_said.done", lang, path=out), err=True)
