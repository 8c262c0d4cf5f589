"""Published networks through ``circnet structure --flows FILE --json``."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.structure.published import MEASURES, SYMBIOSES, ecological_rows, write_flows

ECOLOGICAL = (
    "baltic_sea", "beijing_urban_metabolism_c", "chesapeake_bay", "cone_springs", "cone_springs_eutrophicated",
    "crystal_river_control", "ems_estuary", "english_channel", "lake_findley", "lake_lanier_p_averaged",
    "mirror_lake", "narragansett_bay", "neuse_river_estuary_n_avg", "oyster_reef", "silver_springs",
    "vienna_urban_metabolism_c", "ythan_estuary",
)  # fmt: skip


def measured(path):
    run = CliRunner().invoke(app, ["structure", "--flows", str(path), "--json"])
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


@pytest.mark.shared
@pytest.mark.parametrize("name", ECOLOGICAL)
def test_an_ecological_model_has_its_published_measures(name, shared, tmp_path):
    place = shared / "cases" / "04_ena" / f"ena_{name}.json"
    if not place.exists():
        pytest.skip(f"needs the reference case {place.stem!r}, which is not among those beside the project")
    case = json.loads(place.read_text("utf-8"))
    found = measured(write_flows(tmp_path / "flows.csv", ecological_rows(case["inputs"])))
    answers = case["answers"] | {"robustness_log2": case.get("answers_extra_computed_here", {}).get("robustness_log2")}
    for answer, value in answers.items():
        if value is not None:
            assert found[MEASURES[answer]] == pytest.approx(value, rel=1e-9, abs=1e-9), answer
    printed = dict(case["answers_published"] or {})
    tolerance = printed.pop("_abs_tol", None)
    for answer, value in printed.items():
        if answer in MEASURES:
            half = tolerance or 0.5000001 * 10.0 ** -len(str(value).partition(".")[2])
            assert found[MEASURES[answer]] == pytest.approx(value, abs=half), answer


@pytest.mark.shared
def test_no_ecological_reference_case_is_left_out(shared):
    there = {path.stem.removeprefix("ena_") for path in (shared / "cases").rglob("ena_*.json")}
    assert there <= set(ECOLOGICAL)


@pytest.mark.parametrize("case", SYMBIOSES, ids=lambda case: case["id"])
def test_a_symbiosis_has_its_published_measures(case, tmp_path):
    rows = [(giver, taker, 1.0) for giver, taker, _ in case["edges"]]
    found = measured(write_flows(tmp_path / "flows.csv", rows))
    assert {name: found[name] for name in case["answers"]} == pytest.approx(case["answers"], abs=1e-9)
    assert len(case["answers"]) == 11
