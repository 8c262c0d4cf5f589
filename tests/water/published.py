"""Published reuse cases as tables of sources and sinks.

Three may stand here; the others lie among the reference cases beside the project.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Case = dict[str, Any]


def _case(fresh: float, sources: list[tuple], sinks: list[tuple], answers: tuple, sense: str = "<=") -> Case:
    return {
        "inputs": {
            "fresh": {"name": "fresh", "quality": fresh, "cost": 1},
            "sources": [{"name": name, "flow": flow, "quality": quality} for name, flow, quality in sources],
            "sinks": [{"name": name, "flow": flow, "quality_limit": limit} for name, flow, limit in sinks],
            "quality_sense": f"sink inlet quality {sense} limit",
        },
        "answers": dict(zip(("min_fresh", "waste"), answers[:2], strict=True)),
        "tolerance": {"abs": answers[2]},
    }


COMMITTED: dict[str, Case] = {
    # El-Halwagi, Gabriel and Harell, Ind. Eng. Chem. Res. 42 (2003) 4319: vinyl acetate, kg/h, mass fraction of water
    "material_vinyl_acetate_elhalwagi": _case(
        0.0, [("absorber II bottoms", 1400, 0.14), ("primary tower bottoms", 9100, 0.25)],
        [("absorber I", 5100, 0.05), ("reactor", 10200, 0.1)], (9584, 4784, 1e-3),
    ),
    # Foo et al., Chem. Eng. Sci. 61 (2006) 2626: paper fibre, t/h, reflectivity by its 5.92th power
    "property_reflectivity_papermaking": _case(
        0.95**5.92, [("process fibre", 90, 0.88**5.92), ("broke", 60, 0.75**5.92)],
        [("machine I", 100, 0.85**5.92), ("machine II", 40, 0.9**5.92)], (14.95, 24.95, 5e-3), ">=",
    ),
    # solvable by hand: 80 t/h at 50 ppm from 40 t/h at 100 ppm and 40 t/h fresh
    "water_two_plant_closed_form": _case(0.0, [("A_out", 50, 100)], [("B_in", 80, 50)], (40, 10, 1e-9)),
}  # fmt: skip

SHARED = (
    "water_acrylonitrile_elhalwagi", "water_acrylonitrile_partial_regen", "water_acrylonitrile_zero_fresh",
    "water_high_pinch_90_64", "water_polley_polley_2000", "water_six_process_157", "water_sorin_bedard_1999",
    "water_wang_smith_1994",
)  # fmt: skip
PINCHES = {
    "water_acrylonitrile_elhalwagi": [14.0], "water_acrylonitrile_partial_regen": [11.6, 25.0],
    "water_acrylonitrile_zero_fresh": [], "water_high_pinch_90_64": [700.0], "water_polley_polley_2000": [150.0],
    "water_six_process_157": [100.0], "water_sorin_bedard_1999": [100.0, 180.0], "water_wang_smith_1994": [100.0],
}  # fmt: skip
"""Where their sources find the pinch."""


def shared_case(folder: Path, name: str) -> Case:
    """A reference case beside the project."""
    return json.loads((folder / "cases" / "03_water_material_reuse" / f"{name}.json").read_text("utf-8"))


def at_least(case: Case) -> tuple[str, ...]:
    """The property, where its limits are from below."""
    return ("quality",) if ">=" in case["inputs"]["quality_sense"] else ()


def tables(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sources, fresh water among them, and sinks."""
    inputs = case["inputs"]
    fresh = inputs["fresh"]
    rows = [(fresh["name"], np.nan, fresh["quality"], fresh["cost"])]
    rows += [(row["name"], row["flow"], row["quality"], 0.0) for row in inputs["sources"]]
    sinks = [(row["name"], row["flow"], row["quality_limit"]) for row in inputs["sinks"]]
    return (pd.DataFrame(rows, columns=["name", "flow", "quality", "cost"]),
            pd.DataFrame(sinks, columns=["name", "flow", "quality"]))  # fmt: skip


def write(folder: Path, case: Case) -> list[str]:
    """Write a case as its users would; returns the options of the command."""
    for name, table in zip(("sources", "sinks"), tables(case), strict=True):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.columns)
            writer.writerows([["" if value != value else value for value in row] for row in table.to_numpy().tolist()])  # noqa: PLR0124
    options = [f"--{name}={folder / name}.csv" for name in ("sources", "sinks")]
    return options + [f"--at-least={name}" for name in at_least(case)]
