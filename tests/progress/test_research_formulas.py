"""Every formula of the research that is arithmetic, worked out by another way: its own text, its own factors."""

import json
import math
import re

import pytest

from circnet.progress import assess, load_standards
from tests.progress.wastepark import told_park

YEARS = range(2019, 2024)
CODED = {
    "W_base_intensity*IAV - W_f": "W_f_2020/IAV_2020*IAV - W_f",
    "E_base_intensity*IAV - E": "E_2020/IAV_2020*IAV - E",
    "CO2_base_intensity*IAV - CO2": "CO2_2020/IAV_2020*IAV - CO2",
    "100*((IAV_t/IAV_t-3)^(1/3)-1)": "100*((IAV/IAV_2020)**(1/3)-1)",
    "100*((H8_t/H8_t-3)^(1/3)-1)": "100*(((IAV/A_ind)/(IAV_2020/A_ind_2020))**(1/3)-1)",
    "100*(1-((CO2/IAV)_t/(CO2/IAV)_0)^(1/n))": "100*(1-((CO2/IAV)/(CO2_2020/IAV_2020))**(1/3))",
    "100*(1-(CO2/IAV)_t/(CO2/IAV)_t-1)": "100*(1-(CO2/IAV)/(CO2_2022/IAV_2022))",
    "mean growth of E / mean growth of IAV over the period": "((E/E_2020)**(1/3)-1)/((IAV/IAV_2020)**(1/3)-1)",
    "mean growth of W_f / mean growth of IAV": "((W_f/W_f_2020)**(1/3)-1)/((IAV/IAV_2020)**(1/3)-1)",
    "X_in/S_gen": "100*X_in/S_gen",
}
"""What the research says in words or with an index, over figures of the year 2023 (``_2020``: of that year)."""
NOT_OURS = {"HJ274:H21", "HJ274:H17", "HJ274:H30"}


def plain(text):
    """The formula as Python, or None where it is a sentence."""
    text = re.sub(r"\s*\((?:or|incl|park practice|local rule|CO2 only)[^)]*\).*$", "", text).strip()
    text = CODED.get(text, text).replace("10^4", "10000").replace("^", "**")
    return text if re.fullmatch(r"[\w\s+*/().-]+", text) and not re.search(r"[a-z]{3,} [a-z]", text) else None


@pytest.fixture(scope="module")
def figures():
    """A value for each variable and year, none a round multiple of another."""
    names = [name for name in load_standards().units if re.fullmatch(r"[A-Z]\w*", name)]
    return {name: {year: 100.0 + 37.0 * place**1.1 + 11.0 * (year - 2018) ** 1.3 for year in YEARS}
            for place, name in enumerate(names)}  # fmt: skip


def test_our_formulas_give_what_those_of_the_research_give(shared, figures):
    research = json.loads((shared / "research" / "indicators.json").read_text("utf-8"))
    rows = [(name, year, value) for name, years in figures.items() for year, value in years.items()]
    result = assess(told_park(rows, base_year=2020), None, year=2023, flow_model=False)
    ours = result.indicators.set_index(["system", "code"])
    given = {f"{name}_{year}": value for name, years in figures.items() for year, value in years.items()}
    given |= {name: years[2023] for name, years in figures.items()}
    checked = []
    for row in research["indicators"]:
        text = plain(row["formula"])
        code = (row["system"], row["code"])
        if (
            text is None
            or not re.findall(r"[A-Za-z_]\w*", text)
            or not set(re.findall(r"[A-Za-z_]\w*", text)) <= set(given)
        ):
            continue
        expected = eval(text, {"__builtins__": {}}, given)  # noqa: S307  the research's own text, looked through above
        if code[1] == "C13":
            expected /= 10_000  # in 10^8 CNY from 10^4 CNY
        found = ours.loc[code, "value"]
        assert math.isclose(found, expected, rel_tol=1e-9), (code, text, found, expected)
        checked.append(code)
    assert len(checked) >= 75
    assert {"NDRC-PARK", "GB33567", "HJ274", "MIIT-GREEN", "CE-2017", "ZERO-C", "SYMB"} <= {name for name, _ in checked}
