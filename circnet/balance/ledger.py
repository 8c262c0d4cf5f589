"""What enters and leaves a boundary, element by element."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from circnet.chemistry import TRACKED


def ledger(entries: Mapping[str, pd.DataFrame], atoms: pd.DataFrame) -> pd.DataFrame:
    """Return the element ledger of a boundary.

    Parameters
    ----------
    entries
        Tables ``commodity, amount`` by role. ``input`` and ``output`` cross the boundary; every other role is an
        inner gap (what recipes or substitutions make more, +, or less, -, than they use), shown and never hidden.
    atoms
        Tonnes of each element per unit of commodity (`circnet.chemistry.element_matrix`).

    Returns
    -------
    pandas.DataFrame
        Index: tracked elements. Columns: one per role in t/a; ``residual`` (input plus gaps less output),
        ``throughput`` (the larger of input and output), ``residual_share``.
    """
    elements = [element for element in TRACKED if element in atoms]
    sums = {role: _tonnes(table, atoms[elements]) for role, table in entries.items()}
    table = pd.DataFrame(sums, index=elements)
    gaps = table.drop(columns=["input", "output"]).sum(axis=1)
    residual = table["input"] + gaps - table["output"]
    throughput = table[["input", "output"]].max(axis=1)
    share = residual / throughput.where(throughput > 0)
    return table.assign(residual=residual, throughput=throughput, residual_share=share.fillna(0.0))


def _tonnes(table: pd.DataFrame, atoms: pd.DataFrame) -> np.ndarray:
    held = atoms.reindex(table["commodity"]).fillna(0.0).to_numpy(float)
    return table["amount"].to_numpy(float) @ held if len(table) else np.zeros(atoms.shape[1])
