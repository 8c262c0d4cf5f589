"""Parks of two firms whose savings are known in closed form: one has a good to give, the other buys it."""

from circnet.park import load_park
from tests.casefolders import CasePark

AMOUNT = 2_000.0
PRICE = 100.0
LOW, HIGH = 20.0, 160.0


def pair_park(folder, catalog, *, arc=None, low=LOW, high=HIGH):
    """A link that saves ``AMOUNT * price`` a year: kept at the transaction cost, or by hand at a cost per unit."""
    park = CasePark(id="pair", title="Pair")
    park.add(
        "commodities", id="slag", name_zh="渣", name_en="Slag", kind="material", unit="t", price=PRICE,
        price_low=low, price_high=high, basis="estimated",
    )  # fmt: skip
    park._seen.setdefault("commodities", set()).add("slag")
    park.supply("maker", "slag", available=AMOUNT, least=0.0)
    park.demand("user", "slag", AMOUNT)
    park.market("slag", "user", buy_price=PRICE)
    if arc is not None:
        park.arc("maker", "user", "slag", cost=arc)
    place = park.write(folder)
    toml = place / "park.toml"
    if arc is None:
        toml.write_text(toml.read_text("utf-8").replace('"listed"', '"nearby"'), encoding="utf-8")
    return load_park(str(place), catalog)
