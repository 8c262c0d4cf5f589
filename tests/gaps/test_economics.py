"""Net present value, internal rate of return and payback against values computed by hand."""

import math

import pytest

from circnet.gaps import irr, npv, payback


@pytest.mark.parametrize(
    ("rate", "capex", "yearly", "years", "value"),
    [
        (0.1, 100.0, 60.0, 2.0, -100.0 + 60.0 / 1.1 + 60.0 / 1.21),
        (0.0, 100.0, 60.0, 2.0, 20.0),
        (0.08, 1000.0, 149.0294886970, 10.0, 0.0),
        (0.05, 0.0, 1.0, 1.0, 1.0 / 1.05),
    ],
)
def test_net_present_value(rate, capex, yearly, years, value):
    assert npv(rate, capex, yearly, years) == pytest.approx(value, abs=1e-6)


def test_rate_of_return_of_known_cash_flows():
    assert irr(100.0, 110.0, 1.0) == pytest.approx(0.1)
    # -100 + 60 v + 60 v^2 = 0 with v = 1 / (1 + r): v = (-60 + sqrt(3600 + 24000)) / 120
    assert irr(100.0, 60.0, 2.0) == pytest.approx(120.0 / (-60.0 + math.sqrt(27600.0)) - 1.0)
    assert npv(irr(5e8, 9e7, 20.0), 5e8, 9e7, 20.0) == pytest.approx(0.0, abs=1.0)


def test_what_is_never_paid_back_has_no_rate_and_no_payback():
    assert math.isnan(irr(100.0, 9.0, 10.0))
    assert math.isnan(irr(0.0, 9.0, 10.0))
    assert math.isnan(payback(100.0, -1.0))
    assert payback(100.0, 40.0) == pytest.approx(2.5)
