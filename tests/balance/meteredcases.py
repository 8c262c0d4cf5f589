"""Reference cases of data reconciliation: as arrays, and as the table of flows their users would write."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

COMMITTED = json.loads((Path(__file__).parents[1] / "cases" / "reconciliation.json").read_text("utf-8"))
NAMES = (
    "wls_narasimhan_jordache_unmeasured", "wls_p10_martins_water", "wls_p12_mitsas", "wls_p14_plant24",
    "wls_p15_serth_heenan_steam", "wls_p16_ethylene50", "wls_p2_dovi_solisio", "wls_p3_atm_tower",
    "wls_p4_narasimhan_jordache", "wls_p7_recycle10", "wls_ripps_1965", "wls_stan_one_process",
)  # fmt: skip
NO_NETWORK = ("wls_ripps_1965",)
"""Cases whose balances are of components: their coefficients are no 1 and -1, so no table of flows tells them."""


def arrays(case: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Incidence, measurements (NaN: none) and standard deviations."""
    incidence = np.array(case["inputs"]["incidence_A"])
    told = case["inputs"]["measured"]
    streams = range(incidence.shape[1])
    amounts = [told.get(str(one + 1), np.nan) for one in streams] if isinstance(told, dict) else told
    variance = np.broadcast_to(np.array(case["inputs"]["variance"], float), len(streams))
    return incidence, np.array(amounts, float), np.sqrt(variance)


def answers(case: dict) -> np.ndarray:
    told = case["answers"]
    return np.array(told["reconciled"] if "reconciled" in told else [
        told["values"][str(one + 1)] for one in range(len(told["values"]))
    ], float)  # fmt: skip


def write_case(path: Path, case: dict) -> Path:
    """Write FLOWS.csv: each stream from the node it leaves to the node it enters."""
    incidence, amounts, deviations = arrays(case)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["from", "to", "amount", "uncertainty"])
        for stream, column in enumerate(incidence.T):
            giver, taker = np.flatnonzero(column == -1), np.flatnonzero(column == 1)
            ends = [f"n{giver[0]}" if len(giver) else "@import", f"n{taker[0]}" if len(taker) else "@export"]
            known = not np.isnan(amounts[stream])
            figures = [repr(float(amounts[stream])), repr(float(deviations[stream]))] if known else ["", ""]
            writer.writerow([*ends, *figures])
    return path
