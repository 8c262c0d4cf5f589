"""Where pieces are worked on, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from circnet import __version__

__all__ = ["Answers", "Machines", "Pieces", "Work", "versions"]

Answers = Mapping[str, pd.DataFrame]
"""What a piece gives: tables by name, every piece the same names; see `circnet.pieces.kept` for what a table holds."""
Work = Callable[[Any, Any], Answers]
Pieces = Mapping[int, Any]

_DECIDING = ("highspy", "numpy", "pandas", "scipy")


@dataclass(frozen=True)
class Machines:
    """Where pieces are worked on.

    Attributes
    ----------
    workers
        Processes started here; 1 works in this process.
    scheduler
        Address of a dask scheduler (``tcp://host:8786``), whose workers then do it; blank for none.
    folder
        Where finished pieces are kept; None for nowhere.
    """

    workers: int = 1
    scheduler: str = ""
    folder: Path | None = None

    def apart(self, name: str) -> Machines:
        """Return the same machines for a run of its own, kept in a folder inside this one's."""
        return self if self.folder is None else replace(self, folder=self.folder / name)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return the versions that decide the last digit of an answer: of circnet and of what it reckons with."""
    return {"circnet": __version__, **{name: version(name) for name in _DECIDING}}
