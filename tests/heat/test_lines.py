"""Steam and hot-water lines: velocity, pressure and heat loss by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from circnet.errors import UsageFault
from circnet.heat import LineSettings, hot_water_pipes, size_lines
from circnet.park.reference import reference_table


def lines(*rows):
    return pd.DataFrame(rows, columns=["grade", "duty_gj_h", "length_km"])


def test_steam_by_hand():
    """60 t/h of latent heat at 1.55 MPa over 1 km: volume, velocity and the loss through the insulation."""
    found = size_lines(lines(("steam_mp", 60 * 1.940, 1.0))).iloc[0]
    volume = 60e3 / 3600 / 7.86
    assert found["velocity_m_s"] == pytest.approx(volume / (np.pi / 4 * (found["dn_mm"] / 1000) ** 2), rel=1e-6)
    assert found["velocity_m_s"] <= 40.0
    pipe = reference_table("pipes").query("medium == 'steam'").set_index("dn_mm").loc[found["dn_mm"]]
    watts = 2 * np.pi * 0.06 * 195 / np.log(1 + 2 * pipe["insulation_mm"] / pipe["outer_mm"]) * 1.25
    assert found["heat_loss_kw"] == pytest.approx(watts)
    assert found["capex_cny"] == pytest.approx(pipe["capex_cny_per_km"])
    assert found["pressure_loss_kpa"] <= 0.2 * 1550


def test_sizes_follow_duty_and_length():
    by_duty = size_lines(lines(*(("steam_lp", duty, 2.0) for duty in (5.0, 20.0, 80.0))))
    assert by_duty["dn_mm"].is_monotonic_increasing
    assert by_duty["dn_mm"].nunique() == 3
    by_length = size_lines(lines(("steam_lp", 20.0, 0.5), ("steam_lp", 20.0, 6.0)))["dn_mm"]
    assert by_length[1] > by_length[0]  # the same pressure has farther to go


def test_hot_water_is_that_of_the_pipes():
    found = size_lines(lines(("low_heat_40", 20.0, 2.0), ("hot_water_95", 36.0, 2.0)))
    pair = pd.DataFrame({"duty_kw": [20e6 / 3600, 1e4], "supply_c": [40.0, 95.0], "return_c": [30.0, 60.0],
                         "length_km": 2.0})  # fmt: skip
    mode = pd.Series({"capex_cny_per_km": 5e6, "scaling_exponent": 0.55})
    known = hot_water_pipes(pair, mode)
    pd.testing.assert_frame_equal(found[["dn_mm", "heat_loss_kw"]], known[["dn_mm", "heat_loss_kw"]], check_dtype=False)


def test_steam_beyond_the_largest_pipe_goes_through_two():
    one, two = size_lines(lines(("steam_lp", 350.0, 0.5), ("steam_lp", 700.0, 0.5)))[["parallel", "capex_cny"]].values
    assert (one[0], two[0]) == (1, 2)
    assert two[1] == pytest.approx(2 * one[1])


@pytest.mark.parametrize(("row", "word"), [
    (("lava", 1.0, 1.0), "grade = lava"), (("steam_lp", 0.0, 1.0), "duty_kw"), (("steam_lp", 1.0, 0.0), "length_km"),
    (("steam_lp", 200.0, 900.0), "length_km = 900"),
])  # fmt: skip
def test_what_has_no_meaning_is_refused(row, word):
    with pytest.raises(UsageFault) as caught:
        size_lines(lines(row), LineSettings())
    assert word in str(caught.value)
