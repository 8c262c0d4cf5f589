"""The command line: every command is one analysis, told as tables or as one JSON object.

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage, 3 no solution.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from circnet.coupling import Coupling, Settings, couple
from circnet.errors import CircnetError, InputFaults, NoSolution, UsageFault
from circnet.park import builtin_parks, join, load_catalog, load_park, park_closure, read_park
from circnet.report import console
from circnet.scenario import apply, read_scenario
from circnet.text import t


class Lang(StrEnum):
    """Languages of the messages."""

    zh = "zh"
    en = "en"


app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
ParkName = Annotated[str, typer.Argument(metavar="PARK", help="A built-in park, a folder or an .xlsx workbook.")]
ParkNames = Annotated[list[str], typer.Argument(metavar="PARK...", help="Built-in parks, folders or workbooks.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the messages.")]


def main() -> None:
    """Run the command line; stdout and stderr speak UTF-8 on every system."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()


@app.command()
def parks(as_json: Json = False, lang: Language = Lang.zh) -> None:
    """List the built-in parks."""
    with _told(as_json, lang):
        catalog = load_catalog()
        rows = [console.park_row(load_park(name, catalog)) for name in builtin_parks()]
        _tell({"parks": rows}, as_json, lambda: console.show_parks(rows, lang))


@app.command()
def check(park: ParkName, as_json: Json = False, lang: Language = Lang.zh) -> None:
    """Check a park's tables and the element closure of the technologies it runs."""
    with _told(as_json, lang):
        catalog = load_catalog()
        found, faults = read_park(park)
        report = console.check_report(faults, park_closure(found, catalog) if found is not None else None, lang)
        _tell(report, as_json, lambda: console.show_check(report, lang))
        if not report["ok"]:
            raise typer.Exit(1)


@app.command(name="couple")
def couple_parks(  # noqa: PLR0913  the options of the contract
    parks: ParkNames,
    flexible: Annotated[bool, typer.Option("--flexible", help="Free activities between minimum and capacity.")] = False,
    objective: Annotated[str, typer.Option(help="cost, co2, waste, water or a chemical formula.")] = "cost",
    carbon_price: Annotated[float, typer.Option(min=0.0, help="CNY per t CO2.")] = 0.0,
    max_km: Annotated[float | None, typer.Option(min=0.0, help="Longest new link, km.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="A scenario file: settings and changes of the tables.")] = None,
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    solver: Annotated[str, typer.Option(help="highs, or a solver that PuLP finds.")] = "highs",
    out: Annotated[Path | None, typer.Option(help="Write every table as CSV to this folder.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write every table to this workbook.")] = None,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Find the couplings that pay, in one park or between several."""
    with _told(as_json, lang):
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, objective=objective, carbon_price=carbon_price, max_km=max_km, include=statuses,
            strict=strict, yes_no=yes_no, solver=solver,
        )  # fmt: skip
        catalog = load_catalog()
        loaded = [load_park(park, catalog) for park in parks]
        park = join(loaded) if len(loaded) > 1 else loaded[0]
        if scenario is not None:
            park, settings = apply(read_scenario(scenario), park, catalog, settings)
        with console.working(t("couple.solving", lang, park=park.info.id)):
            result = couple(park, catalog, settings)
        _write(result, out, xlsx)
        _tell(result.to_dict(), as_json, lambda: console.show_coupling(result, park, catalog, lang))


def _write(result: Coupling, out: Path | None, xlsx: Path | None) -> None:
    if out is not None:
        result.to_folder(out)
    if xlsx is not None:
        result.to_excel(xlsx)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8050,
    lang: Language = Lang.zh,
) -> None:
    """Serve the app."""
    from dashboards.serve import serve as run  # noqa: PLC0415  dash is slow to import

    run(host, port, lang)


def _tell(result: dict[str, Any], as_json: bool, show: Callable[[], None]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        show()


@contextmanager
def _told(as_json: bool, lang: Lang) -> Iterator[None]:
    """Tell what circnet raises on purpose as a message and an exit code."""
    try:
        yield
    except InputFaults as error:
        report = console.check_report(error.faults, None, lang)
        _tell(report, as_json, lambda: console.show_check(report, lang))
        raise typer.Exit(1) from None
    except NoSolution as error:
        report = console.no_solution_report(error, lang)
        _tell(report, as_json, lambda: console.show_no_solution(report, lang))
        raise typer.Exit(3) from None
    except UsageFault as error:
        typer.echo(t(f"usage.{error.key}", lang, value=error.value, expected=error.expected), err=True)
        raise typer.Exit(2) from None
    except (CircnetError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


__all__ = ["app", "main"]
