"""Random parks in which firms exchange much: every giver may dump, every taker may buy, so each has a solution."""

from hypothesis import strategies as st

from tests.casefolders import CasePark

GIVERS, TAKERS, GOODS = ["mine", "mill", "smelter"], ["kiln", "works", "farm"], ["slag", "water"]


@st.composite
def exchange_parks(draw):
    """Park of up to three givers and three takers of two goods; costs are odd numbers, so that few optima tie."""
    park = CasePark(id="exchange", title="Exchange")
    givers = GIVERS[: draw(st.integers(1, 3))]
    takers = TAKERS[: draw(st.integers(1, 3))]
    figure = st.integers(1, 9999).map(lambda number: number / 97.0)
    for good in GOODS:
        for firm in givers:
            amount = float(draw(st.integers(1, 100)))
            park.supply(firm, good, available=amount, least=amount if draw(st.booleans()) else 0.0)
            park.market(good, firm, dispose_cost=draw(figure))
        for firm in takers:
            park.demand(firm, good, float(draw(st.integers(1, 100))))
            park.market(good, firm, buy_price=100.0 + draw(figure))
        for giver in givers:
            for taker in takers:
                if draw(st.integers(0, 3)):
                    park.arc(giver, taker, good, cost=draw(figure))
                    park.tables["arcs"][-1]["loss"] = draw(st.sampled_from([0.0, 0.0, 0.1]))
    return park
