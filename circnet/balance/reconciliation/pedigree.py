"""How uncertain an amount is whose uncertainty nobody gave: by the grade of its evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["PEDIGREE", "with_uncertainty"]

PEDIGREE = {"A": 0.05, "B": 0.15, "C": 0.35, "D": 0.7}
"""Standard deviation of an amount as a share of it, by grade.

Half the logarithm of the factors 1.1, 1.33, 2 and 4 by which Hedbrant and Soerme (2001, Water, Air & Soil Pollution:
Focus 1, 43-53) multiply and divide an amount for its 95% interval, in their levels 1 (measured, official) to 4
(guessed), rounded.
"""


def with_uncertainty(flows: pd.DataFrame) -> pd.DataFrame:
    """Fill in the uncertainties nobody gave, and tell which.

    Parameters
    ----------
    flows
        ``amount`` (NaN: not measured), ``uncertainty`` (standard deviation; NaN: not given), ``grade`` (blank: D).

    Returns
    -------
    DataFrame
        With ``uncertainty`` of every measured flow and ``uncertainty_from``: given, exact (0 given), grade, zero (an
        amount of nothing without an uncertainty is exact), or blank where not measured.
    """
    measured, given = flows["amount"].notna(), flows["uncertainty"].notna()
    share = flows["grade"].replace("", "D").map(PEDIGREE)
    assumed = flows["amount"] * share
    sigma = flows["uncertainty"].where(given, assumed).where(measured)
    origin = np.select(
        [~measured, given & flows["uncertainty"].eq(0.0), given, flows["amount"].eq(0.0)],
        ["", "exact", "given", "zero"],
        "grade",
    )
    return flows.assign(uncertainty=sigma, uncertainty_from=origin)
