"""Targets: status, distance, what is never scored, what hangs on a missing figure."""

import pytest

from circnet.progress import assess, load_standards
from circnet.progress.published import published_targets
from tests.progress.wastepark import told_park

RATE = "solid_waste_utilisation_rate"


def judged(rows, *, base_year=None):
    return assess(told_park(rows, base_year=base_year), None)


def row(result, system, code):
    return result.of_system(system).set_index("code").loc[code]


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([(RATE, 2025, 61.0)], "met"),
        ([(RATE, 2025, 60.0)], "met"),
        ([(RATE, 2025, 59.0)], "not_met"),
        ([(RATE, 2026, 59.0)], "not_met"),
        ([(RATE, 2023, 61.0)], "met"),
        ([(RATE, 2023, 59.0)], "cannot_be_judged"),
        ([(RATE, 2020, 50.0), (RATE, 2023, 56.0)], "on_track"),
        ([(RATE, 2020, 50.0), (RATE, 2023, 55.9)], "behind"),
        ([(RATE, 2020, 50.0)], "cannot_be_judged"),
        ([("S_n", 2025, 3)], "missing"),
    ],
)
def test_status_against_the_province(rows, status):
    found = row(judged(rows), "NDRC-PARK", "N9")
    assert found["status"] == status
    if status != "missing":
        assert (found["target"], found["target_id"], found["target_scope"]) == (60.0, "T3", "province")
        assert found["distance"] == pytest.approx(60.0 - found["value"])


def test_a_limit_from_memory_is_never_met():
    result = judged([(RATE, 2025, 100.0), ("E", 2025, 1.0), ("IAV", 2025, 1e6)])
    for system, code in (("HJ274", "H6"), ("HJ274", "H11"), ("MIIT-GREEN", "M6")):
        found = row(result, system, code)
        assert (found["status"], found["confirmed"], found["target_basis"]) == ("to_be_confirmed", False, "estimated")
    scores = result.scores.set_index("system")
    assert (scores.loc["HJ274", "judged"], scores.loc["HJ274", "to_be_confirmed"]) == (0, 2)
    assert scores["score"].isna()["HJ274"]


def test_no_indicator_that_rests_on_memory_is_confirmed():
    result = judged([(RATE, 2025, 100.0)])
    thresholds = load_standards().thresholds
    unsure = thresholds[~thresholds["basis"].isin(["published", "reported"])]
    assert set(unsure["system"]) == {"HJ274", "MIIT-GREEN", "EIP-V2"}
    own = result.indicators.set_index(["system", "code"])
    keys = list(unsure[["system", "code"]].itertuples(index=False, name=None))
    assert not own.loc[keys, "confirmed"].any()
    assert not own.loc[keys, "status"].isin(["met", "on_track"]).any()


@pytest.mark.parametrize(
    ("energy", "carbon", "target", "status"),
    [(500_000.0, 90_000.0, 0.2, "met"), (500_000.0, 110_000.0, 0.2, "not_met"),
     (1_000_000.0, 290_000.0, 0.3, "met"), (100_000.0, 1.0, None, "cannot_be_judged")],
)  # fmt: skip
def test_a_threshold_by_size(energy, carbon, target, status):
    found = row(judged([("E", 2025, energy), ("CO2", 2025, carbon)]), "ZERO-C", "Z0")
    assert found["status"] == status
    assert found["target"] == target or (target is None and found["target"] != found["target"])


def test_a_cut_is_counted_from_the_base_year():
    rows = [("E", 2020, 100.0), ("IAV", 2020, 100.0), ("IAV", 2025, 100.0)]
    late = row(judged([*rows, ("E", 2025, 90.0)]), "GB33567", "G5")
    assert (late["target"], late["target_change"], late["status"]) == (pytest.approx(0.875), -12.5, "not_met")
    assert late["distance"] == pytest.approx(0.025)
    assert row(judged([*rows, ("E", 2025, 87.5)]), "GB33567", "G5")["status"] == "met"
    alone = row(judged([("E", 2025, 90.0), ("IAV", 2025, 100.0)]), "GB33567", "G5")
    assert alone["status"] == "cannot_be_judged"


def test_a_parks_own_target_comes_first():
    rows = [(RATE, 2025, 70.0), ("target_N9", 2028, 90.0), (RATE, 2022, 60.0)]
    found = row(judged(rows, base_year=2022), "NDRC-PARK", "N9")
    assert (found["target"], found["target_year"], found["target_scope"]) == (90.0, 2028, "park")
    assert found["status"] == "behind"  # 60 in 2022, so 75 would be due in 2025


def test_scores_count_what_was_reported_and_judged():
    rows = [(RATE, 2025, 85.0), ("Q_rec", 2025, 40.0), ("Q_wh", 2025, 100.0), ("W_r", 2025, 9.0), ("W_f", 2025, 1.0)]
    score = judged(rows).scores.set_index("system").loc["ZERO-C"]
    assert (score["met"], score["judged"], score["missing"], score["indicators"]) == (2, 3, 3, 6)
    assert score["score"] == pytest.approx(2 / 3)


def test_every_target_has_year_scope_and_source():
    table = published_targets(load_standards())
    assert table[["year", "value"]].notna().all(axis=None)
    assert table[["scope", "source", "basis", "area_zh", "area_en"]].ne("").all(axis=None)
    waste = table.set_index("id").loc["T3"]
    assert (waste["value"], waste["last_year"], waste["last_value"]) == (60.0, 2020, 55.0)
    assert (waste["distance"], waste["status"]) == (5.0, "cannot_be_judged")  # a figure of 2020 does not tell of 2025
    assert set(table["status"]) <= {"met", "not_met", "cannot_be_judged"}
