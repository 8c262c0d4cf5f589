"""Reference cases of heat integration: as tables of streams, and as the files their users would write."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

COMMITTED = json.loads((Path(__file__).parents[1] / "cases" / "pinch.json").read_text("utf-8"))
SHARED_PINCH = (
    "hen_10sp1", "hen_10sp_la1", "hen_10sp_ol1", "hen_12sp1", "hen_14sp1", "hen_15sp_tkm", "hen_20sp1", "hen_22sp1",
    "hen_23sp1", "hen_28sp_as1", "hen_37sp_yfyv", "hen_4sp1", "hen_6sp1", "hen_6sp_cf1", "hen_6sp_gg1", "hen_7sp1",
    "hen_7sp2", "hen_7sp4", "hen_7sp_cm1", "hen_7sp_torw1", "hen_8sp1", "hen_8sp_fs1", "hen_9sp_al1", "hen_9sp_has1",
    "op_ahmad_example_1", "op_ahmad_example_2", "op_ahmad_example_3", "op_barbaro_and_bagajewicz",
    "op_bjork_and_pettersson", "op_castillo", "op_ciric_and_floudas", "op_gundersen_et_al", "op_illustrative",
    "op_linhoff_and_ahmad", "op_mrayed_et_al", "op_only_cold", "op_only_hot", "op_ponce_ortega_et_al_example_1",
    "op_ponce_ortega_et_al_example_3", "op_pulp_mill", "op_refinery", "op_sorsak_and_kravanja", "op_xiao_et_al",
    "tc3_kemp",
)  # fmt: skip
SHARED_SITES = ("boldyryev_varbanov", "chew", "fodor", "liu", "perry", "sun", "varbanov")
ONE_ZERO_NAMED = ("pinch_op_barbaro_and_bagajewicz",)
"""Cases whose stored answer names one of two temperatures that no heat passes."""
GLIDE = 0.01
"""The stored total-site answers let steam condense and boil over this many K, which moves some kW between levels."""


def stream_rows(streams: list[dict], zone: str = "") -> pd.DataFrame:
    given = pd.DataFrame(streams)
    table = pd.DataFrame({
        "enterprise": zone, "name": given["name"], "supply_c": given["t_supply"], "target_c": given["t_target"],
    })  # fmt: skip
    if "dt_cont" in given:
        return table.assign(duty_kw=given["heat"], dt_contribution_k=given["dt_cont"])
    return table.assign(heat_capacity_kw_k=given["CP"])


def site_rows(case: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Streams of all plants, and the utilities."""
    plants = case["inputs"]["plants"]
    streams = pd.concat([stream_rows(rows, zone) for zone, rows in plants.items()], ignore_index=True)
    given = pd.DataFrame(case["inputs"]["utilities"])
    fallen = given["t_supply"] + np.where(given["role"] == "Cold", GLIDE, -GLIDE)
    return streams, pd.DataFrame({
        "name": given["name"], "role": given["role"].str.lower(), "supply_c": given["t_supply"],
        "target_c": given["t_target"].fillna(fallen), "dt_contribution_k": given["dt_cont"],
    })  # fmt: skip


def close(got: float, want: float, tolerance: dict) -> bool:
    return abs(got - want) <= tolerance["abs"] + tolerance["rel"] * abs(want)


def check_pinch(found: dict, case: dict) -> None:
    """Compare what a run tells (as JSON would) with a case's answers."""
    answers, tolerance = case["answers"], case["tolerance"]
    assert close(found["hot_utility_kw"], answers["QH_min"], tolerance)
    assert close(found["cold_utility_kw"], answers["QC_min"], tolerance)
    if "pinch_shifted" in answers:
        assert found["pinch_c"] == [round(float(one), 4) for one in answers["pinch_shifted"]] or np.allclose(
            found["pinch_c"], answers["pinch_shifted"], rtol=0, atol=1e-5
        )
    else:
        near = tolerance["pinch_abs"]
        assert abs(found["pinch_c"][0] - answers["pinch_shifted_hottest"]) <= near
        if case["id"] not in ONE_ZERO_NAMED:
            assert abs(found["pinch_c"][-1] - answers["pinch_shifted_coldest"]) <= near
    if "pinch_hot_side" in answers:
        assert abs(found["pinch_hot_c"] - answers["pinch_hot_side"][0]) < 1e-5
        assert abs(found["pinch_cold_c"] - answers["pinch_cold_side"][0]) < 1e-5
    assert found["threshold"] is (answers["QH_min"] == 0 or answers["QC_min"] == 0)
