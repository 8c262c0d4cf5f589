"""Random parks whose recipes conserve atoms, for properties of whole solutions."""

from hypothesis import strategies as st

from tests.casefolders import CasePark

PURE = {"salt": "NaCl", "potash": "KCl", "acid": "HCl", "lye": "NaOH", "water": "H2O"}
FIRMS = ["mill", "works", "farm", "plant"]


@st.composite
def atom_parks(draw):
    """Park with mixers (pure goods in, a mixture of just them out) and splitters of the same mixtures.

    Every good can be bought and disposed of at some firms, so that most draws have a solution; arcs lose a share.
    """
    park = CasePark(id="atoms", title="Atoms")
    for good, formula in PURE.items():
        park.add(
            "commodities", id=good, name_zh=good, name_en=good, kind="material", unit="t", composition=f"{formula}:1"
        )
        park._seen.setdefault("commodities", set()).add(good)
    goods = list(PURE)
    mixtures = draw(
        st.lists(st.lists(st.sampled_from(goods), min_size=2, max_size=3, unique=True), min_size=1, max_size=3)
    )
    firms = FIRMS[: draw(st.integers(2, 4))]
    for number, parts in enumerate(mixtures):
        _mixture(draw, park, f"mix-{number}", parts)
    names = [*goods, *(f"mix-{number}" for number in range(len(mixtures)))]
    technologies = [row["id"] for row in park.tables["technologies"]]
    placed = draw(
        st.lists(st.tuples(st.sampled_from(firms), st.sampled_from(technologies)), min_size=1, max_size=5, unique=True)
    )
    for firm, technology in placed:
        capacity = float(draw(st.integers(1, 50)))
        park.run(firm, technology, capacity=capacity, throughput=draw(st.sampled_from([None, capacity, capacity / 2])))
    for firm in firms:
        park.enterprise(firm)
    pairs = [(a, b) for a in firms for b in firms if a != b]
    for (source, target), good in draw(
        st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(names)), max_size=10, unique=True)
    ):
        park.add("arcs", **{"from": source, "to": target}, commodity=good, cost=float(draw(st.integers(0, 5))),
                 loss=draw(st.sampled_from([0.0, 0.1])))  # fmt: skip
    for good in names:
        price = float(draw(st.integers(1, 40)))
        park.market(good, buy_price=price + 1.0, sell_price=price if draw(st.booleans()) else None, dispose_cost=3.0)
    return park


def _mixture(draw, park, name, parts):
    weights = [float(draw(st.integers(1, 4))) for _ in parts]
    shares = {good: weight / sum(weights) for good, weight in zip(parts, weights, strict=True)}
    text = ";".join(f"{PURE[good]}:{share!r}" for good, share in shares.items())
    park.add("commodities", id=name, name_zh=name, name_en=name, kind="material", unit="t", composition=text)
    park._seen["commodities"].add(name)
    park.technology(f"make-{name}", {name: 1.0} | {good: -share for good, share in shares.items()})
    first, *rest = shares
    park.technology(
        f"split-{name}",
        {first: 1.0, name: -1.0 / shares[first]} | {good: shares[good] / shares[first] for good in rest},
        reference=first,
    )
