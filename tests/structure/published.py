"""Published networks as the rows of a table of flows, and what their sources call the measures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

SYMBIOSES = json.loads((Path(__file__).parents[1] / "cases" / "industrial_symbiosis.json").read_text("utf-8"))

MEASURES = {
    "Boundary": "imports", "TST": "total_system_throughflow", "TSTp": "total_system_throughput",
    "APL": "average_path_length", "FCI": "finn_cycling_index", "ASC": "ascendency", "CAP": "development_capacity",
    "OH": "overhead", "AMI": "average_mutual_information", "H": "flow_diversity", "ASC_CAP": "ascendency_ratio",
    "robustness_ln": "robustness", "robustness_log2": "robustness_log2", "n": "nodes", "L": "links",
    "C": "connectance", "LD": "link_density", "lam1A": "cyclicity", "prey_to_predator": "prey_to_predator",
}  # fmt: skip
"""Names of the reference answers, and of the measures that must equal them."""

Row = tuple[str, str, float]


def ecological_rows(inputs: dict) -> list[Row]:
    """Rows of an ecological model: flows between compartments, then import, export and respiration."""
    nodes = inputs["nodes"]
    table = [(nodes[i], nodes[j], amount) for i, row in enumerate(inputs["F_from_to"]) for j, amount in enumerate(row)]
    table += [("@import", node, amount) for node, amount in zip(nodes, inputs["input_z"], strict=True)]
    table += [(node, "@export", amount) for node, amount in zip(nodes, inputs["export_e"], strict=True)]
    table += [(node, "@dissipation", amount) for node, amount in zip(nodes, inputs["respiration_r"], strict=True)]
    return [row for row in table if row[2]]


def write_flows(path: Path, rows: list[Row]) -> Path:
    """Write a table of flows as its users would."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["from", "to", "amount"])
        writer.writerows(rows)
    return path
