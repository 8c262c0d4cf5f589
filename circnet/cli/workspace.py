"""`circnet workspace`: own parks in a database, with every change, and runs kept as they were."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, ParkName, app, opened_workspace, tell, told
from circnet.errors import EditConflict, UsageFault
from circnet.park import builtin_parks, load_catalog, load_park
from circnet.text import t

if TYPE_CHECKING:
    from circnet.types import PathText
    from circnet.workspace import Workspace

group = typer.Typer(no_args_is_help=True, help="Own parks in a database: in, out, history, undo, backup, frozen runs.")
app.add_typer(group, name="workspace")

Place = Annotated[
    str, typer.Option("--workspace", metavar="PLACE", help="A file, or postgresql://USER@HOST/NAME; else the usual.")
]
OwnPark = Annotated[str, typer.Argument(metavar="ID", help="A park of the workspace.")]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Who does it; the user of this computer if absent.")]


@group.command("list")
def list_parks(workspace: Place = "", as_json: Json = False, lang: Language = Lang.zh) -> None:
    """List the parks, their version, and who changed them last."""
    from circnet.report import workspace as report

    with _working(workspace, as_json, lang) as own:
        rows = report.park_rows(own.parks())
        tell({"parks": rows}, as_json, lambda: report.show_parks(rows, lang))


@group.command("import")
def take_in(
    park: ParkName,
    under: Annotated[str, typer.Option("--as", metavar="ID", help="The id it is kept under; else its own.")] = "",
    onto: Annotated[
        int | None,
        typer.Option(min=1, metavar="VERSION", help="Of the park that is there: what the files were made of."),
    ] = None,
    who: Who = "",
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Take a park in: a new one, or onto the version it was made from. All or nothing."""
    from circnet.exchange.keeping import files_to_keep

    with _working(workspace, False, lang) as own:
        catalog = load_catalog()
        name = under or load_park(park, catalog).info.id
        if name in builtin_parks():
            raise UsageFault("workspace_builtin", name, "--as ID")
        version = own.put(name, files_to_keep(park, catalog, name), _name(who), onto)
        typer.echo(t("workspace_said.taken_in", lang, park=name, version=version))


@group.command("export")
def give_out(
    park: OwnPark,
    out: Annotated[Path, typer.Argument(metavar="FOLDER|FILE.xlsx", help="Where it goes.")],
    version: Annotated[int | None, typer.Option(min=1, help="An older version.")] = None,
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Write a park as a folder or a workbook."""
    from circnet.exchange.saving import save_files

    with _working(workspace, False, lang) as own:
        number, _ = own.state(park, version)
        save_files(own.files(park, number), load_catalog(), out, lang)
        typer.echo(t("workspace_said.given_out", lang, park=park, version=number, path=out))


@group.command()
def history(park: OwnPark, workspace: Place = "", as_json: Json = False, lang: Language = Lang.zh) -> None:
    """Tell every change of a park: who, when, what it was and became."""
    from circnet.report import workspace as report

    with _working(workspace, as_json, lang) as own:
        log = own.history(park)
        if log.empty:
            raise UsageFault("workspace_park", park)
        rows = report.change_rows(log)
        tell({"changes": rows}, as_json, lambda: report.show_changes(rows, lang))


@group.command()
def undo(park: OwnPark, who: Who = "", workspace: Place = "", lang: Language = Lang.zh) -> None:
    """Take your last change back."""
    with _working(workspace, False, lang) as own:
        typer.echo(t("workspace_said.undone", lang, park=park, version=own.undo(park, _name(who))))


@group.command()
def redo(park: OwnPark, who: Who = "", workspace: Place = "", lang: Language = Lang.zh) -> None:
    """Make the change again that you took back last."""
    with _working(workspace, False, lang) as own:
        typer.echo(t("workspace_said.redone", lang, park=park, version=own.redo(park, _name(who))))


@group.command()
def remove(
    park: OwnPark,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Remove a park with all of its history; frozen runs stay."""
    with _working(workspace, False, lang) as own:
        if not yes and not typer.confirm(t("workspace_said.sure", lang, park=park)):
            raise typer.Exit(1)
        own.remove(park)
        typer.echo(t("workspace_said.removed", lang, park=park))


@group.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it may not exist yet.")],
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Write all parks, their history and the frozen runs to one file."""
    from circnet.workspace import back_up

    with _working(workspace, False, lang) as own:
        back_up(own, file)
        typer.echo(t("workspace_said.backed_up", lang, path=file))


@group.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Fill an empty workspace from a backup."""
    from circnet.workspace import restore as refill
    from circnet.workspace import usual_place

    with told(False, lang):
        refill(file, workspace or usual_place())
        typer.echo(t("workspace_said.restored", lang, path=file))


@group.command()
def freeze(  # noqa: PLR0913  what a run is made of
    park: ParkName,
    name: Annotated[str, typer.Option(help="What the run is called.")],
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    who: Who = "",
    workspace: Place = "",
    lang: Language = Lang.zh,
) -> None:
    """Solve a park and keep the run: inputs, results and the catalog. PARK may be one of the workspace's, too."""
    from circnet.coupling import Settings
    from circnet.scenario import apply, find_scenario, read_scenario
    from circnet.studies.freezing import freeze as keep

    with _working(workspace, False, lang) as own, _placed(own, park) as place:
        settings = Settings(flexible=flexible, carbon_price=carbon_price)
        file = None
        if scenario:
            catalog = load_catalog()
            loaded = load_park(place, catalog)
            file = find_scenario(scenario, [loaded])
            settings = apply(read_scenario(file), loaded, catalog, settings)[1]
        kept = keep(own, place, file, settings, name, _name(who))
        typer.echo(t("workspace_said.frozen", lang, name=name, id=kept.id, catalog=kept.catalog))


@group.command()
def frozen(
    run: Annotated[str, typer.Argument(metavar="[ID]", help="A run: its figures, then and now.")] = "",
    workspace: Place = "",
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """List the runs that are kept, or solve one anew and tell its figures then and now."""
    from circnet.report import workspace as report

    with _working(workspace, as_json, lang) as own:
        if not run:
            rows = report.frozen_rows(own.frozen())
            tell({"frozen": rows}, as_json, lambda: report.show_frozen(rows, lang))
            return
        from circnet.studies.freezing import again

        kept = own.frozen_run(run)
        found = report.again_report(kept, again(own, kept))
        tell(found, as_json, lambda: report.show_again(found, lang))


@contextmanager
def _working(place: str, as_json: bool, lang: Lang) -> Iterator[Workspace]:
    """Give a workspace; what others changed meanwhile is told cell by cell."""
    from circnet.report import workspace as report

    with told(as_json, lang):
        own = opened_workspace(place)
        try:
            yield own
        except EditConflict as error:
            found = report.conflict_report(error)
            tell(found, as_json, lambda: report.show_conflicts(found, lang))
            raise typer.Exit(1) from None
        finally:
            own.close()


def _placed(own: Workspace, park: str) -> AbstractContextManager[PathText]:
    """Give a folder of one of the workspace's parks, or what else the name means."""
    return own.laid_out(park) if park in own.versions() else nullcontext(park)


def _name(given: str) -> str:
    """Return who does it."""
    try:
        return given.strip() or getpass.getuser()
    except (OSError, KeyError):
        raise UsageFault("workspace_who", "", "--who NAME") from None
