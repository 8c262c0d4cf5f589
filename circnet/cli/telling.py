"""What every command shares: its common arguments, its two ways of telling a result, its exit codes."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from circnet.errors import CircnetError, InputFaults, NoSolution, SolverFailure, UsageFault
from circnet.report import console
from circnet.text import t

if TYPE_CHECKING:
    from circnet.workspace import Workspace

__all__ = ["Json", "Lang", "Language", "ParkName", "ParkNames", "app", "opened_workspace", "tell", "told"]


_OWN = "own:"
"""What stands before the id of a park of the workspace."""


class Lang(StrEnum):
    """Languages of the messages."""

    zh = "zh"
    en = "en"


def _placed(context: typer.Context, given: str | list[str]) -> str | list[str]:
    """Lay out parks of the workspace, ``own:ID``, as folders for as long as the command runs."""
    if isinstance(given, list):
        return [_folder_of(context, text) for text in given]
    return ",".join(_folder_of(context, text) for text in given.split(",")) if _OWN in given else given


def _folder_of(context: typer.Context, text: str) -> str:
    if not text.strip().startswith(_OWN):
        return text
    from circnet.park.files import write_files

    name = text.strip().removeprefix(_OWN)
    with told(as_json=False, lang=context.params.get("lang", Lang.zh)):
        own = opened_workspace("")
        try:
            files = own.files(name)
        finally:
            own.close()
    place = Path(context.with_resource(tempfile.TemporaryDirectory(prefix="circnet-"))) / name
    write_files(files, place)
    return str(place)


app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
_KINDS = "built-in, a folder, an .xlsx workbook, or own:ID of the workspace"
ParkName = Annotated[str, typer.Argument(metavar="PARK", help=f"A park: {_KINDS}.", callback=_placed)]
ParkNames = Annotated[list[str], typer.Argument(metavar="PARK...", help=f"Parks: {_KINDS}.", callback=_placed)]
ParksText = Annotated[
    str, typer.Argument(metavar="PARK", help=f"A park, or several with commas between: {_KINDS}.", callback=_placed)
]
Flexible = Annotated[bool, typer.Option("--flexible", help="Free activities between minimum and capacity.")]
CarbonPrice = Annotated[float, typer.Option(min=0.0, help="CNY per t CO2.")]
MaxKm = Annotated[float | None, typer.Option(min=0.0, help="Longest new link, km.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the messages.")]


def tell(result: dict[str, Any], as_json: bool, show: Callable[[], None]) -> None:
    """Write a result as JSON, or show it as tables."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        show()


@contextmanager
def told(as_json: bool, lang: Lang) -> Iterator[None]:
    """Tell what circnet raises on purpose as a message and an exit code."""
    try:
        yield
    except InputFaults as error:
        report = console.check_report(error.faults, None, lang)
        tell(report, as_json, lambda: console.show_check(report, lang))
        raise typer.Exit(1) from None
    except NoSolution as error:
        report = console.no_solution_report(error, lang)
        tell(report, as_json, lambda: console.show_no_solution(report, lang))
        raise typer.Exit(3) from None
    except UsageFault as error:
        typer.echo(t(f"usage.{error.key}", lang, value=error.value, expected=error.expected), err=True)
        raise typer.Exit(2) from None
    except SolverFailure as error:
        typer.echo(console.failure_words(error, lang), err=True)
        raise typer.Exit(1) from None
    except (CircnetError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def opened_workspace(place: str) -> Workspace:
    """Open a workspace, the usual one if none is named.

    Raises
    ------
    UsageFault
        If it cannot be opened.
    """
    from circnet.workspace import Workspace, usual_place

    return Workspace(place or usual_place())
