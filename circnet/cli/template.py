"""`circnet template`: a workbook to fill in, empty or with a park in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Lang, Language, app, told
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.text import t


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="PARK.xlsx", help="The workbook to write.")],
    park: Annotated[str, typer.Option(help="Write this park into it: built-in, a folder or a workbook.")] = "",
    lang: Language = Lang.zh,
) -> None:
    """Write a workbook to fill in: all tables of a park with lists, units and notes."""
    from circnet.exchange.template import empty_park, park_workbook
    from circnet.park.attachments import attachments_of

    with told(False, lang):
        if file.suffix.lower() != ".xlsx":
            raise UsageFault("not_a_workbook", str(file), ".xlsx")
        catalog = load_catalog()
        filled = load_park(park, catalog) if park else empty_park()
        file.write_bytes(park_workbook(filled, catalog, lang, files=attachments_of(filled.path)))
        typer.echo(t("template_said.done", lang, path=file))
