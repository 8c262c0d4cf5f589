"""Published optima through the command line, each case written as a park folder in several plausible ways.

Cases that may be passed on lie under ``tests/cases/<case>/<way>``; the others are written from the reference
cases beside the project, by the same functions, into a temporary folder.
"""

from __future__ import annotations

import json
import math
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.lp import LinearProgram, highs_backend, pulp_backend
from tests.cases.encodings import CASES
from tests.reference_lp import least_cost

PROJECT = Path(__file__).resolve().parents[2]
COMMITTED = PROJECT / "tests" / "cases"
EVERY = bool(os.environ.get("CIRCNET_EVERY_CASE"))
"""Whether reference cases are read in every way of writing them; else each in its first."""
WAYS = [
    pytest.param(case, way, marks=() if (COMMITTED / case).is_dir() else pytest.mark.shared)
    for case, ways in CASES.items()
    for place, way in enumerate(ways)
    if EVERY or place == 0 or (COMMITTED / case).is_dir()
]
MATRICES = ["lp_matrix_ferts", "lp_matrix_mexls", "lp_matrix_mexss", "lp_matrix_uimp"]


@dataclass(frozen=True)
class Published:
    """What a case's source prints: least cost within ``tolerance``, what is left over, and the cost without new
    links for the ways of writing that have one.
    """

    cost: float
    tolerance: float
    waste: float | None = None
    baseline_cost: dict[str, float] = field(default_factory=dict)


# Cost where nothing is exchanged: each sink buys all it needs, or what it cannot keep from its own outlet.
BASELINES = {
    "water_acrylonitrile_elhalwagi": {"market": 7.0},
    "water_acrylonitrile_partial_regen": {"market": 7.0},
    "water_acrylonitrile_zero_fresh": {"market": 5.8},
    "water_high_pinch_90_64": {"market": 165.0, "processes": 72 + 250 / 7 + 10 + 10 + 13.5},
    "water_polley_polley_2000": {"market": 300.0},
    "water_six_process_157": {"market": 275.8874458874, "processes": 187.5},
    "water_sorin_bedard_1999": {"market": 695.0},
    "water_wang_smith_1994": {"market": 170.0, "processes": 112.5},
}


def find_case(shared: Path, case: str) -> dict:
    found = list((shared / "cases").rglob(f"{case}.json"))
    if not found:
        pytest.skip(f"needs the reference case {case!r}, which is not among those beside the project")
    return json.loads(found[0].read_text("utf-8"))


def published(case: str, request: pytest.FixtureRequest) -> Published:
    stated = COMMITTED / case / "case.toml"
    if stated.exists():
        table = tomllib.loads(stated.read_text("utf-8"))
        return Published(table["cost"], table["tolerance"], table.get("waste"), table.get("baseline_cost", {}))
    reference = find_case(request.getfixturevalue("shared"), case)
    name, value = next(iter(reference["answers"].items()))
    sign = -1.0 if "profit" in name else 1.0
    tolerance = max(1e-6 * abs(value), printed_precision(value))
    return Published(sign * value, tolerance, reference["answers"].get("waste"), BASELINES.get(case, {}))


def printed_precision(value: float) -> float:
    """Half a unit of the last printed place; nothing for whole numbers, which are exact here."""
    digits = str(value).partition(".")[2].rstrip("0")
    return 0.5000001 * 10.0 ** -len(digits) if digits else 0.0


@pytest.fixture
def folder(case, way, request, tmp_path):
    if (COMMITTED / case).is_dir():
        return COMMITTED / case / way
    inputs = find_case(request.getfixturevalue("shared"), case)["inputs"]
    return CASES[case][way](inputs).write(tmp_path / case)


def couple(folder: Path, *options: str) -> tuple[int, dict]:
    """Exit code and the JSON of ``circnet couple FOLDER --json``, in this process."""
    run = CliRunner().invoke(app, ["couple", str(folder), "--json", *options])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run.exit_code, json.loads(run.stdout)


def test_two_plants_worked_out_by_hand():
    code, answer = couple(COMMITTED / "water_two_plant_closed_form" / "market")
    assert code == 0
    assert (answer["cost"], answer["baseline_cost"], answer["saving"]) == pytest.approx((40.0, 80.0, 40.0))
    assert [row["amount"] for row in answer["flows"]] == pytest.approx([40.0])


@pytest.mark.parametrize(("case", "way"), WAYS)
def test_couple_finds_the_published_optimum(case, way, folder, request):
    known = published(case, request)
    code, answer = couple(folder)
    assert code == 0, answer
    assert answer["status"] == "optimal"
    assert math.isclose(answer["cost"], known.cost, rel_tol=1e-9, abs_tol=known.tolerance)
    assert answer["unexplained"] == []

    status, cost = least_cost(folder)
    assert (status, answer["cost"]) == ("optimal", pytest.approx(cost, rel=1e-9, abs=1e-9))
    status, cost = least_cost(folder, links_only=True)
    if status == "optimal":
        assert answer["baseline_cost"] == pytest.approx(cost, rel=1e-9, abs=1e-9)
        assert answer["saving"] == pytest.approx(cost - answer["cost"], rel=1e-9, abs=1e-6)
        assert answer["baseline_reason"] is None
    else:
        assert answer["baseline_cost"] is None
        assert answer["saving"] is None
        assert answer["baseline_reason"]
    if way in known.baseline_cost:
        assert answer["baseline_cost"] == pytest.approx(known.baseline_cost[way], rel=1e-6)
    if way == "discharge":
        left_over = sum(row["amount"] for row in answer["disposals"])
        assert left_over == pytest.approx(known.waste, rel=1e-6, abs=known.tolerance)


@pytest.mark.parametrize("case", sorted(path.name for path in COMMITTED.iterdir() if (path / "case.toml").exists()))
def test_every_committed_case_has_a_folder_per_way(case):
    folders = {path.name for path in (COMMITTED / case).iterdir() if path.is_dir()}
    assert folders == set(CASES[case])


def program_of(inputs: dict) -> LinearProgram:
    """A printed LP as circnet's three tables, turned to a minimum."""
    sign = 1.0 if inputs["sense"] == "min" else -1.0
    names = list(inputs["bounds"])
    lower, upper = np.array(list(inputs["bounds"].values()), dtype=float).T
    costs = pd.Series(0.0, index=names)
    costs.loc[[name for name, _ in inputs["objective"]]] = [sign * value for _, value in inputs["objective"]]
    columns = pd.DataFrame({
        "name": names, "lower": np.nan_to_num(lower, nan=-np.inf), "upper": np.nan_to_num(upper, nan=np.inf),
        "cost": costs.to_numpy(), "integer": False,
    })  # fmt: skip
    rows = pd.DataFrame({
        "name": [f"row{number}" for number in range(len(inputs["constraints"]))],
        "lower": [-np.inf if row["lo"] is None else row["lo"] for row in inputs["constraints"]],
        "upper": [np.inf if row["hi"] is None else row["hi"] for row in inputs["constraints"]],
    })  # fmt: skip
    rows_of = enumerate(inputs["constraints"])
    entries = [(number, name, value) for number, row in rows_of for name, value in row["terms"]]
    coefficients = pd.DataFrame(entries, columns=["row", "column", "value"]).astype({"value": float})
    coefficients["column"] = pd.Index(names).get_indexer(coefficients["column"])
    return LinearProgram(columns, rows, coefficients, sign * inputs["objective_constant"])


@pytest.mark.shared
@pytest.mark.parametrize("case", MATRICES)
def test_both_backends_find_the_printed_optimum(case, shared):
    reference = find_case(shared, case)
    program = program_of(reference["inputs"])
    printed = reference["answers"]["optimum"] * (1.0 if reference["inputs"]["sense"] == "min" else -1.0)
    direct, modelled = highs_backend.solve(program), pulp_backend.solve(program)
    assert direct.objective == pytest.approx(printed, rel=1e-6)
    assert modelled.objective == pytest.approx(direct.objective, rel=1e-9)
