"""`circnet questionnaire` and `circnet merge`: ask the firms, and take in what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import Json, Lang, Language, ParkName, app, tell, told
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park
from circnet.text import t


@app.command()
def questionnaire(
    park: ParkName,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the workbooks go, one per firm.")],
    enterprise: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this firm; may be repeated.")] = None,
    lang: Language = Lang.zh,
) -> None:
    """Write a small workbook per firm with only its own rows, to be corrected and returned."""
    from circnet.exchange.questionnaire import questionnaires

    with told(False, lang):
        catalog = load_catalog()
        written = questionnaires(load_park(park, catalog), catalog, out, enterprise or (), lang)
        typer.echo(t("questionnaire_said.done", lang, count=len(written), path=out))


@app.command()
def merge(
    park: ParkName,
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Questionnaires that came back.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER|FILE.xlsx", help="Where the park with the answers goes.")],
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Merge answers into a park: every change told, conflicts refused, all or nothing."""
    from circnet.exchange.merging import merge as merged
    from circnet.exchange.saving import save
    from circnet.report.exchange import merge_report, show_merge

    with told(as_json, lang):
        absent = [str(file) for file in files if not file.is_file()]
        if absent:
            raise UsageFault("not_a_workbook", absent[0], ".xlsx")
        catalog = load_catalog()
        found = merged(load_park(park, catalog), catalog, files)
        if found.park is not None:
            save(found.park, catalog, out, lang)
        report = merge_report(found)
        tell(report, as_json, lambda: show_merge(report, lang))
        if found.park is None:
            raise typer.Exit(1)
        typer.echo(t("merge_said.done", lang, count=len(found.changes), path=out), err=True)
