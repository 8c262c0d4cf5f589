"""Runs that can be told again next year: solved from what is kept, kept with the catalog, solved anew to compare."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet import __version__
from circnet.coupling import Coupling, Settings, couple
from circnet.errors import InputFaults
from circnet.exchange.keeping import files_to_keep
from circnet.park import Catalog, Park, builtin_parks, join, load_park, read_catalog
from circnet.park.builtin import builtin_folder
from circnet.park.faults import errors_of
from circnet.park.files import write_files
from circnet.scenario import apply, read_scenario
from circnet.workspace import Frozen, Workspace, catalog_digest

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["again", "catalog_now", "freeze", "kept_catalog", "kept_inputs"]

_SCENARIO, _SETTINGS = "scenario.toml", "settings.json"
_FIGURES = ("cost", "baseline_cost", "saving", "co2_avoided_t", "waste_diverted_t", "fresh_water_saved_m3")


def freeze(
    workspace: Workspace,
    places: PathText | Sequence[PathText],
    scenario: Path | None,
    settings: Settings,
    name: str,
    who: str,
) -> Frozen:  # noqa: PLR0913, PLR0917
    """Solve a park and keep the run: inputs, results, and the catalog.

    Parameters
    ----------
    workspace : Workspace
        Where it is kept.
    places : path, or sequence of paths
        A park; or several that are joined, the scenario is of the first.
    scenario : Path or None
        A scenario file; of it only what it changes in the tables.
    settings : Settings
        All that hold, those that the scenario changes among them (as `circnet.scenario.apply` returns them).
    name, who
        What the run is called, and who keeps it.

    Returns
    -------
    Frozen
        As it was kept; the results are those of the kept files.

    Raises
    ------
    InputFaults, UsageFault, NoSolution
        As `circnet.coupling.couple`; nothing is kept then.
    """
    files = _catalog_files()
    catalog = kept_catalog(files)
    listed = [places] if isinstance(places, str | PathLike) else list(places)
    inputs: dict[str, str] = {}
    for place in listed:
        kept = {path: data.decode("utf-8-sig") for path, data in files_to_keep(place, catalog).items()}
        park_id = load_park(place, catalog).info.id
        inputs |= {f"parks/{park_id}/{path}": text for path, text in kept.items()}
        inputs["order"] = "\n".join(filter(None, [inputs.get("order", ""), park_id]))
    if scenario is not None:
        inputs[_SCENARIO] = scenario.read_text(encoding="utf-8-sig")
    inputs[_SETTINGS] = json.dumps(asdict(settings), sort_keys=True)
    result = _solved(inputs, catalog)
    first = inputs["order"].split("\n")[0]
    known = workspace.versions()
    kept_run = Frozen(
        id="", park=first, version=None if first in builtin_parks() else known.get(first),
        scenario=scenario.stem if scenario else "", name=name, who=who, at="", catalog=catalog_digest(files),
        program=__version__, inputs=inputs, results=_results(result),
    )  # fmt: skip
    return workspace.frozen_run(workspace.freeze(kept_run, files))


def again(workspace: Workspace, frozen: Frozen) -> pd.DataFrame:
    """Solve a kept run anew, with the catalog it was kept with, by the circnet of today.

    Returns
    -------
    DataFrame
        ``quantity, then, now, same``; the same to 1e-6 of the cost.
    """
    result = _solved(frozen.inputs, kept_catalog(workspace.frozen_catalog(frozen.catalog)))
    then, now = ({name: summary.get(name) for name in _FIGURES} for summary in (frozen.summary, result.summary))
    table = pd.DataFrame({"quantity": _FIGURES, "then": list(then.values()), "now": list(now.values())})
    table = table.astype({"then": "float64", "now": "float64"})
    scale = max(1.0, float(table["then"].abs().max()))
    near = (table["then"] - table["now"]).abs().le(1e-6 * scale) | (table["then"].isna() & table["now"].isna())
    return table.assign(same=near)


def catalog_now() -> str:
    """Return the digest of today's catalog, as a frozen run names its own."""
    return catalog_digest(_catalog_files())


def _catalog_files() -> dict[str, bytes]:
    folder = builtin_folder("data")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def kept_catalog(files: Mapping[str, bytes]) -> Catalog:
    """Return the catalog of kept files by path; `InputFaults` if they are none any more."""
    return _read(tuple(sorted(files.items())))


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[str, bytes], ...]) -> Catalog:
    """Read a catalog; the same files are not read twice in a row."""
    with tempfile.TemporaryDirectory() as folder:
        write_files({path: data.decode() for path, data in files}, Path(folder))
        catalog, faults = read_catalog(folder)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return catalog


def kept_inputs(inputs: Mapping[str, str], catalog: Catalog) -> tuple[Park, Settings]:
    """Return the park and the settings of a kept run, its scenario laid over them; `InputFaults` if at fault."""
    kept: dict[str, Any] = {name: _listed(value) for name, value in json.loads(inputs[_SETTINGS]).items()}
    settings = Settings(**kept)
    with tempfile.TemporaryDirectory() as folder:
        write_files(inputs, Path(folder))
        home = Path(folder) / "parks"
        parks: list[Park] = [load_park(home / name, catalog) for name in inputs["order"].split("\n")]
        if _SCENARIO in inputs:
            parks[0], _ = apply(read_scenario(Path(folder) / _SCENARIO), parks[0], catalog, settings)
    return (join(parks) if len(parks) > 1 else parks[0]), settings


def _solved(inputs: Mapping[str, str], catalog: Catalog) -> Coupling:
    """Solve what a run was made of."""
    park, settings = kept_inputs(inputs, catalog)
    return couple(park, catalog, settings)


def _listed(value: object) -> object:
    """Return lists of JSON as the tuples that settings have."""
    return tuple(_listed(item) for item in value) if isinstance(value, list) else value


def _results(result: Coupling) -> dict[str, pd.DataFrame]:
    quantities = list(result.summary)
    values = [json.dumps(value, ensure_ascii=False) for value in result.summary.values()]
    summary = pd.DataFrame({"quantity": quantities, "value": values}, dtype="str")
    return {"summary": summary, **result.tables()}
