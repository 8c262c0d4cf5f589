"""A run that was kept as a column of a comparison: its own figures, with the catalog it was kept with."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from circnet.coupling import Coupling, Settings
from circnet.errors import InputFaults
from circnet.park import Catalog, Park, join, load_park, read_catalog
from circnet.park.faults import errors_of
from circnet.scenario import apply, read_scenario
from circnet.scenario.compare_column import Column, called, figures_of
from circnet.scenario.compare_inputs import differences
from circnet.workspace import Frozen

__all__ = ["PREFIX", "frozen_column"]

PREFIX = "frozen:"
"""Before the id of a kept run, where it stands among scenarios."""


def frozen_column(
    frozen: Frozen, files: Mapping[str, bytes], park: Park, catalog: Catalog, settings: Settings
) -> Column:  # fmt: skip
    """Return the kept figures of a run as a column; nothing is solved.

    Parameters
    ----------
    frozen
        The run.
    files
        The files of its catalog, by path (`circnet.workspace.Workspace.frozen_catalog`).
    park, catalog, settings
        Today's, which the inputs are told against.

    Raises
    ------
    InputFaults
        If what was kept can no longer be read.
    """
    old = _catalog(files)
    kept, settled = _inputs(frozen, old)
    column = Column(
        f"{PREFIX}{frozen.id}", {"zh": frozen.name, "en": frozen.name}, differences(park, settings, kept, settled),
        called=called(kept, old, park),
    )  # fmt: skip
    tables = {name: table for name, table in frozen.results.items() if name != "summary"}
    return figures_of(column, kept, old, settled, Coupling(summary=frozen.summary, **tables))


def _catalog(files: Mapping[str, bytes]) -> Catalog:
    with tempfile.TemporaryDirectory() as folder:
        _write(files, Path(folder))
        catalog, faults = read_catalog(folder)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return catalog


def _inputs(frozen: Frozen, catalog: Catalog) -> tuple[Park, Settings]:
    """Return the park and the settings of a kept run, its scenario laid over them."""
    plain = json.loads(frozen.inputs["settings.json"])
    settings = Settings(**{name: _tuples(value) for name, value in plain.items()})
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _write({path: text.encode() for path, text in frozen.inputs.items()}, home)
        parks = [load_park(home / "parks" / name, catalog) for name in frozen.inputs["order"].split("\n")]
        if "scenario.toml" in frozen.inputs:
            parks[0], _ = apply(read_scenario(home / "scenario.toml"), parks[0], catalog, settings)
    return (join(parks) if len(parks) > 1 else parks[0]), settings


def _tuples(value: Any) -> Any:  # noqa: ANN401  any value of JSON
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
