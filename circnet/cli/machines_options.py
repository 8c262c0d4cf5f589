"""Where a command works on its pieces: options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.errors import UsageFault
from circnet.pieces import Machines

__all__ = ["Folder", "Jobs", "Scheduler", "refuse_machines"]

Jobs = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
Scheduler = Annotated[str, typer.Option(metavar="tcp://HOST:PORT", help="Work on a dask cluster.")]
Folder = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Keep finished pieces here as Parquet, and go on from them.")
]


def refuse_machines(machines: Machines, option: str) -> None:
    """Refuse options of this module beside one that is not worked on in pieces."""
    if machines != Machines():
        raise UsageFault("machines_unused", option, "--jobs, --scheduler, --folder")
