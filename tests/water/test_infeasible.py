"""A network that cannot be: which sink, which property, by how much."""

import numpy as np
import pandas as pd
import pytest

from circnet.errors import Infeasible, UsageFault
from circnet.water import Settings, reuse, water_target


def network(*sources, sinks):
    return (pd.DataFrame(sources, columns=["name", "flow", "salt", "oil"]),
            pd.DataFrame(sinks, columns=["name", "flow", "salt", "oil"]))  # fmt: skip


def conflicts(tables, choices=None):
    with pytest.raises(Infeasible) as error:
        reuse(*tables, choices)
    return error.value.conflicts


def test_the_sink_the_property_and_the_nearest_value():
    found = conflicts(network(("well", np.nan, 30.0, 0.0), ("spent", 50.0, 90.0, 4.0),
                              sinks=[("boiler", 20.0, 10.0, 1.0), ("yard", 40.0, 60.0, 5.0)]))  # fmt: skip
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["problem"], row["name"], row["property"], row["side"]) == ("missed limit", "boiler", "salt", "<=")
    assert (row["limit"], row["reached"], row["amount"]) == (10.0, pytest.approx(30.0), 20.0)


def test_a_shortage_is_told_only_where_all_water_is_used():
    found = conflicts(network(("a", 10.0, 1.0, 0.0), ("b", 5.0, 2.0, 0.0), sinks=[("user", 20.0, 5.0, 1.0)]))
    assert found[["problem", "name"]].to_numpy().tolist() == [["short of water", "user"]]
    assert found["amount"].to_list() == pytest.approx([5.0])


def test_a_limit_from_below():
    found = conflicts(
        network(("well", np.nan, 3.0, 0.0), sinks=[("user", 20.0, 5.0, 1.0)]), Settings(at_least=("salt",))
    )
    assert found.iloc[0][["side", "limit"]].to_list() == [">=", 5.0]
    assert found.iloc[0]["reached"] == pytest.approx(3.0)


def test_the_pinch_says_the_same():
    sources, sinks = network(("well", np.nan, 30.0, 0.0), sinks=[("boiler", 20.0, 10.0, 1.0)])
    with pytest.raises(Infeasible, match="salt"):
        water_target(sources.drop(columns="oil"), sinks.drop(columns="oil"))


def test_the_pinch_refuses_two_properties():
    with pytest.raises(ValueError, match="not 2"):
        water_target(*network(("well", np.nan, 0.0, 0.0), sinks=[("boiler", 20.0, 10.0, 1.0)]))


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        ({"at_least": ("sugar",)}, "no_such_property"),
        ({"mixing": (("salt", "cubic"),)}, "unknown_mixing"),
        ({"mixing": (("oil", "log"),)}, "unmixable"),
        ({"objective": "pipes"}, "unknown_water_objective"),
    ],
)
def test_choices_that_cannot_be_taken(choices, key):
    tables = network(("well", np.nan, 1.0, 0.0), sinks=[("boiler", 20.0, 10.0, 1.0)])
    with pytest.raises(UsageFault) as error:
        reuse(*tables, Settings(**choices))
    assert error.value.key == key
