"""Hot-water pipes: known friction, and sizes that follow what they carry."""

import numpy as np
import pandas as pd
import pytest

from circnet.errors import UsageFault
from circnet.heat.pipes import DIAMETERS_MM, PipeSettings, friction, hot_water_pipes

MODE = pd.Series({"capex_cny_per_km": 5e6, "scaling_exponent": 0.55})


def pairs(*duties, length=3.0):
    return pd.DataFrame({"duty_kw": duties, "supply_c": 95.0, "return_c": 60.0, "length_km": length})


def test_friction_is_that_of_colebrook_and_white():
    """DN 300, 100 l/s: Colebrook's implicit equation solved by iteration gives the same gradient within 2 %."""
    velocity, gradient = friction(np.array([0.1]), np.array([0.3]), (971.0, 0.365e-6), 0.5)
    assert velocity[0] == pytest.approx(0.1 / (np.pi / 4 * 0.09))
    factor = 0.02
    for _ in range(50):
        factor = (-2 * np.log10(0.5e-3 / (3.7 * 0.3) + 2.51 / (velocity[0] * 0.3 / 0.365e-6 * factor**0.5))) ** -2
    assert gradient[0] == pytest.approx(factor * 971.0 * velocity[0] ** 2 / 0.6, rel=0.02)


def test_sizes_follow_the_duty():
    found = hot_water_pipes(pairs(100.0, 1_000.0, 10_000.0, 40_000.0), MODE)
    assert found["dn_mm"].is_monotonic_increasing
    assert set(found["dn_mm"]) <= set(DIAMETERS_MM)
    assert found["capex_cny"].is_monotonic_increasing
    assert found["loss_share"].is_monotonic_decreasing
    assert (found["velocity_m_s"] < 3.5).all()
    narrower = hot_water_pipes(pairs(40_000.0), MODE, settings=PipeSettings(gradient_pa_m=300.0))
    assert narrower["dn_mm"].iloc[0] < found["dn_mm"].iloc[-1]
    assert narrower["pump_kw"].iloc[0] > found["pump_kw"].iloc[-1]


def test_a_pair_by_hand():
    """14.69 MW over 35 K are 103 l/s: DN 350 at the limit of 70 Pa/m; loss through 50 mm of insulation."""
    found = hot_water_pipes(pairs(14_686.0), MODE).iloc[0]
    flow = 14_686.0 / (4.196 * 35 * 971)
    assert found["dn_mm"] == 350
    assert found["velocity_m_s"] == pytest.approx(flow / (np.pi / 4 * 0.35**2))
    per_metre = 2 * np.pi * 0.033 * (90 + 55) / np.log(450 / 350)
    assert found["heat_loss_kw"] == pytest.approx(per_metre * 3.0)
    assert found["capex_cny"] == pytest.approx(3 * 5e6 * (350 / 450) ** (2.63 * 0.55))


@pytest.mark.parametrize(("table", "word"), [
    (pairs(0.0), "duty_kw"), (pairs(10.0, length=0.0), "length_km"), (pairs(10.0).assign(return_c=95.0), "return_c"),
    (pairs(1e7), "several pairs"),
])  # fmt: skip
def test_what_no_pipe_can_do_is_refused(table, word):
    with pytest.raises(UsageFault) as caught:
        hot_water_pipes(table, MODE)
    assert word in str(caught.value)
