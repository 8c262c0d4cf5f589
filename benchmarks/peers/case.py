"""A network at fixed activity as any tool can take it: buses with what is left or lacking, links, sources and sinks.

This file needs numpy alone, so that it runs beside every peer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Case:
    """Minimise the cost of links, sources and sinks so that every bus is balanced.

    Attributes
    ----------
    supply
        What is made at each bus (minus: needed), units a year.
    start, end, efficiency, cost
        Links: from bus, to bus, share that arrives, CNY per unit sent.
    source, source_cost, sink, sink_cost
        Buses at which a good can be had, or got rid of, without limit, CNY per unit.
    """

    supply: np.ndarray
    start: np.ndarray
    end: np.ndarray
    efficiency: np.ndarray
    cost: np.ndarray
    source: np.ndarray
    source_cost: np.ndarray
    sink: np.ndarray
    sink_cost: np.ndarray

    def save(self, path: Path) -> None:
        """Write the case as one file."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Case:
        """Read a case."""
        with np.load(path) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})
