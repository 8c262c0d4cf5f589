"""Bridges against every path found by walking the technologies one by one."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.gaps import bridges, hyperarcs
from circnet.park import Catalog

QUICK = settings(max_examples=25)
GOODS = ["a", "b", "c", "d", "e"]


def catalog_of(recipes):
    return Catalog.of(
        commodities=pd.DataFrame({"id": GOODS, "name_zh": GOODS, "name_en": GOODS, "kind": "material", "unit": "t"}),
        technologies=pd.DataFrame([
            {"id": f"t{i}", "name_zh": f"t{i}", "name_en": f"t{i}", "reference": next(iter(recipe))}
            for i, recipe in enumerate(recipes)
        ]),
        recipes=pd.DataFrame(
            [(f"t{i}", good, amount) for i, recipe in enumerate(recipes) for good, amount in recipe.items()],
            columns=["technology", "commodity", "coefficient"],
        ),
    )  # fmt: skip


def walked(recipes, prices, surpluses, needs, steps):
    """Every bridge by recursion: (technologies, goods, cost, used)."""
    found, ends = [], set(needs) - set(surpluses)

    def walk(good, goods, technologies, cost, used):
        if good in ends:
            found.append((" > ".join(technologies), " > ".join(goods), round(cost, 6), round(used, 6)))
            return
        if len(technologies) == steps:
            return
        for i, recipe in enumerate(recipes):
            name = f"t{i}"
            if name in technologies or recipe.get(good, 0.0) >= 0:
                continue
            rest = {one: amount for one, amount in recipe.items() if one != good and amount < 0}
            if any(one not in prices for one in rest):
                continue
            for target, made in recipe.items():
                if made <= 0 or target in goods or target in surpluses:
                    continue
                others = {one: x for one, x in recipe.items() if one not in (good, target)}
                besides = -sum(x * prices.get(one, 0.0) for one, x in others.items())
                per = -recipe[good] / made
                walk(target, [*goods, target], [*technologies, name], cost * per + besides / made, used * per)

    for good in sorted(set(surpluses)):
        walk(good, [good], [], 0.0, 1.0)
    return sorted(found)


RECIPE = st.dictionaries(
    st.sampled_from(GOODS), st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 3.0]), min_size=2, max_size=4
)


@QUICK
@given(
    st.lists(RECIPE, min_size=1, max_size=6), st.dictionaries(st.sampled_from(GOODS), st.sampled_from([0.0, 2.0,
    10.0])),
    st.lists(st.sampled_from(GOODS), min_size=1, max_size=2), st.lists(st.sampled_from(GOODS), min_size=1, max_size=2),
)  # fmt: skip
def test_bridges_are_all_paths_of_the_hypergraph(recipes, prices, surpluses, needs):
    arcs = hyperarcs(catalog_of(recipes), pd.Series(prices, dtype=float), 0.08)
    table = bridges(arcs, surpluses, needs)
    rows = zip(table["technologies"], table["goods"], table["cost"].round(6), table["used"].round(6), strict=True)
    assert sorted(rows) == walked(recipes, prices, surpluses, needs, 3)


def test_the_cheapest_bridge_comes_first_and_names_what_it_needs_besides():
    recipes = [{"c": 1.0, "a": -2.0, "d": -1.0}, {"b": 1.0, "a": -1.0}, {"c": 1.0, "b": -1.0, "e": -1.0}]
    arcs = hyperarcs(catalog_of(recipes), pd.Series({"d": 30.0, "e": 5.0}), 0.08)
    table = bridges(arcs, ["a"], ["c"])
    assert table["technologies"].tolist() == ["t1 > t2", "t0"]
    assert table["cost"].tolist() == pytest.approx([5.0, 30.0])
    assert table["besides"].tolist() == ["e", "d"]
    assert bridges(arcs, ["a"], ["c"], steps=1)["technologies"].tolist() == ["t0"]
