"""Names of rows and columns, and pairs of a firm and a good as whole numbers, which join faster than texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pandas as pd


def name_of(*parts: str | pd.Series) -> pd.Series:
    """Texts put together with ``|``, row by row; a plain text stands in every row.

    Parameters
    ----------
    parts
        Texts, at least one of them a column without missing values; columns have one index.
    """
    columns = [part for part in parts if isinstance(part, pd.Series)]
    texts = (part.tolist() if isinstance(part, pd.Series) else repeat(part) for part in parts)
    return pd.Series(list(map("|".join, zip(*texts, strict=False))), index=columns[0].index, dtype="str")


def meet(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in two lists of whole numbers of all that are equal: by left, then by right; below 0 nothing meets."""
    order = np.argsort(right, kind="stable")
    first, last = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    count = np.where(left < 0, 0, last - first)
    at = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    return at, order[first[at] + within]


def among(numbers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of some numbers of pairs (boolean) are among others; -1 never is."""
    known = np.zeros(2 + max(numbers.max(initial=-1), others.max(initial=-1)), dtype=bool)
    known[others] = True
    known[-1] = False
    return known[numbers]


@dataclass(frozen=True)
class Pairs:
    """Numbers of pairs (firm, good), sorted as ``firms`` and ``goods`` are; -1 where either is not among them."""

    firms: pd.Index
    goods: pd.Index

    def of(self, table: pd.DataFrame, firm: str = "enterprise", good: str = "commodity") -> np.ndarray:
        """Return the numbers of the pairs in two columns of a table."""
        row, column = self.firms.get_indexer(table[firm]), self.goods.get_indexer(table[good])
        return self.number(row, column)

    def number(self, firm: np.ndarray, good: np.ndarray) -> np.ndarray:
        """Return the numbers of pairs by their positions in ``firms`` and in ``goods``; -1 where either is below 0."""
        return np.where((firm < 0) | (good < 0), -1, firm * len(self.goods) + good)

    def split(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the positions in ``firms`` and in ``goods`` of pairs by number."""
        return np.divmod(numbers, max(1, len(self.goods)))

    def table(self, numbers: np.ndarray) -> pd.DataFrame:
        """Return pairs by number as ``enterprise, commodity``."""
        row, column = self.split(numbers)
        texts = {"enterprise": self.firms.take(row), "commodity": self.goods.take(column)}
        return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
