"""What tells two runs apart: a digest of everything that their answers depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pandas as pd

__all__ = ["digest"]


def digest(parts: Iterable[object]) -> str:
    """Return a digest of some parts in their order, the same in every process and on every machine.

    Parameters
    ----------
    parts
        Tables, arrays, dataclasses of such, and plain values.
    """
    found = hashlib.sha256()
    for part in parts:
        for content in _contents(part):
            found.update(content + b"\0")
    return found.hexdigest()


def _contents(part: object) -> Iterator[bytes]:
    if isinstance(part, pd.DataFrame):
        yield part.to_csv(index=False).encode()
    elif isinstance(part, np.ndarray):
        yield np.ascontiguousarray(part).tobytes()
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from _contents(getattr(part, field.name))
    else:
        yield repr(part).encode()
