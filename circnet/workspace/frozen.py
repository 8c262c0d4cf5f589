"""Runs kept as they were: what went in, what came out, and the catalog's files, so that figures can be had again."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, insert, select

from circnet.errors import UsageFault
from circnet.workspace import tables
from circnet.workspace.database import writing

__all__ = ["FROZEN_COLUMNS", "Frozen", "catalog_digest", "frozen_catalog", "frozen_run", "frozen_runs", "keep_frozen"]

FROZEN_COLUMNS = ["id", "park", "version", "scenario", "name", "who", "at", "catalog", "program"]

_DATE = (2026, 1, 1, 0, 0, 0)
_DIGITS = 12


@dataclass(frozen=True)
class Frozen:
    """A run as it was kept.

    Attributes
    ----------
    id
        Of this run; empty before it is kept.
    park, version
        The park, and its version where it was one of the workspace's own.
    scenario, name
        Id of the scenario, empty for the park as it is; what the run was called.
    who, at
        Who kept it, and when (UTC).
    catalog, program
        Digest of the catalog's files; version of circnet.
    inputs
        Texts by path: the files of each park under its id, ``scenario.toml``, ``settings.json``.
    results
        Tables by name; ``summary`` has ``quantity, value``, the values as JSON.
    """

    id: str
    park: str
    version: int | None
    scenario: str
    name: str
    who: str
    at: str
    catalog: str
    program: str
    inputs: Mapping[str, str]
    results: Mapping[str, pd.DataFrame]

    @property
    def summary(self) -> dict[str, object]:
        """The summary's values by quantity."""
        table = self.results["summary"]
        return {name: json.loads(value) for name, value in zip(table["quantity"], table["value"], strict=True)}


def catalog_digest(files: Mapping[str, bytes]) -> str:
    """Return what tells one state of the catalog's files from another."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}:{len(files[path])}:".encode())
        digest.update(files[path])
    return digest.hexdigest()[:_DIGITS]


def keep_frozen(engine: Engine, run: Frozen, catalog: Mapping[str, bytes]) -> str:
    """Write a run and its catalog; return the run's id."""
    row: dict[str, Any] = {item.name: getattr(run, item.name) for item in fields(run)}
    row["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    row["inputs"] = dict(run.inputs)
    row["results"] = {name: _plain(table) for name, table in run.results.items()}
    digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode())
    with writing(engine) as connection:
        known = set(connection.scalars(select(tables.frozen.c.id)))
        while (name := digest.hexdigest()[:_DIGITS]) in known:
            digest.update(b"again")  # the same run kept twice within a second
        if connection.scalar(select(tables.catalog.c.id).where(tables.catalog.c.id == run.catalog)) is None:
            connection.execute(insert(tables.catalog).values(id=run.catalog, content=_packed(catalog)))
        connection.execute(insert(tables.frozen).values(row | {"id": name}))
    return name


def frozen_runs(engine: Engine) -> pd.DataFrame:
    """Return the kept runs, the newest first; columns `FROZEN_COLUMNS`."""
    asked = select(*(tables.frozen.c[name] for name in FROZEN_COLUMNS))
    with engine.connect() as connection:
        rows = connection.execute(asked.order_by(tables.frozen.c.at.desc(), tables.frozen.c.id)).all()
    return pd.DataFrame(rows, columns=FROZEN_COLUMNS).astype({"version": "Int64"})


def frozen_run(engine: Engine, name: str) -> Frozen:
    """Return a kept run.

    Raises
    ------
    UsageFault
        If there is none of this id.
    """
    with engine.connect() as connection:
        row = connection.execute(select(tables.frozen).where(tables.frozen.c.id == name)).mappings().one_or_none()
    if row is None:
        raise UsageFault("workspace_frozen", name[:80])
    results = {key: _table(value) for key, value in row["results"].items()}
    return Frozen(**{**row, "results": results})


def frozen_catalog(engine: Engine, digest: str) -> dict[str, bytes]:
    """Return the files of a catalog that runs were kept with, by path."""
    with engine.connect() as connection:
        content = connection.scalar(select(tables.catalog.c.content).where(tables.catalog.c.id == digest))
    if content is None:
        raise UsageFault("workspace_frozen", digest[:80])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _packed(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(files):
            packed.writestr(zipfile.ZipInfo(path, _DATE), files[path], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _plain(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON holds it, floats to the last digit; infinities are texts."""
    cells = table.astype(object).where(table.notna(), None)
    rows = [[_cell(value) for value in row] for row in cells.itertuples(index=False, name=None)]
    return {"columns": list(table.columns), "types": [str(kind) for kind in table.dtypes], "rows": rows}


def _cell(value: Any) -> Any:  # noqa: ANN401
    value = value.item() if hasattr(value, "item") else value
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def _table(kept: Mapping[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(kept["rows"], columns=kept["columns"], dtype=object)
    return frame.astype(dict(zip(kept["columns"], kept["types"], strict=True)))
