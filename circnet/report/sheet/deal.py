"""The deal: who, what, how much, what it is worth, at what price, over what link."""

from __future__ import annotations

from typing import Any

import pandas as pd

from circnet.coupling.result import records
from circnet.report.phrases import partner_words, word
from circnet.report.sheet.subject import Row, Subject

_MAIN_SHARES = 4


def lead(subject: Subject) -> str:
    """Why the coupling pays, in a sentence: what both do today, and what they save together."""
    trades = {(row["side"], row["trade"]): row for row in records(subject.ready.market)}
    giver, taker = _seller_today(subject, trades), _buyer_today(subject, trades)
    saving, amount = subject.row["saving"], subject.a_year(subject.row["amount"], subject.row["unit"])
    if saving is None:
        return subject.text("lead_equal" if subject.row["choice"] == "equal" else "lead_needed", **subject.ends)
    return subject.text("lead", today=giver + taker, amount=amount, saving=subject.worth(saving), **subject.ends)


def _seller_today(subject: Subject, trades: dict[tuple[str, str], dict[str, Any]]) -> str:
    """The better of selling and getting rid of it."""
    signs = {"sell": 1.0, "dispose": -1.0}
    fetched = [sign * trades["giver", way]["price"] for way, sign in signs.items() if ("giver", way) in trades]
    if not fetched:
        return subject.text("giver_nowhere", **subject.ends)
    best = max(fetched)
    return subject.text(
        "giver_sells" if best > 0 else "giver_disposes", price=subject.per_unit(abs(best)), **subject.ends
    )


def _buyer_today(subject: Subject, trades: dict[tuple[str, str], dict[str, Any]]) -> str:
    buy = trades.get(("taker", "buy"))
    if buy is None:
        return subject.text("taker_own", **subject.ends)
    bought = subject.goods.get(buy["commodity"], buy["commodity"])
    cost = subject.per_unit(buy["price"], _unit(subject, buy["commodity"]))
    return subject.text("taker_buys", bought=bought, price=cost, **subject.ends)


def _unit(subject: Subject, commodity: str) -> str:
    goods = subject.catalog.commodities.set_index("id")["unit"]
    return str(goods.get(commodity, ""))


def headline(subject: Subject) -> tuple[Row, ...]:
    """The four figures that matter most."""
    row = subject.row
    return (
        (subject.text("amount"), subject.a_year(row["amount"], row["unit"])),
        (subject.text("saving"), subject.worth(row["saving"])),
        (subject.text("co2"), subject.quantity(row["co2_t"], "t")),
        (subject.text("evidence"), subject.text(f"grade_{row['evidence']}")),
    )


def firms(subject: Subject) -> tuple[tuple[str, ...], ...]:
    """The two firms side by side."""
    table = subject.park.enterprises.set_index("id")
    ids = (subject.row["from"], subject.row["to"])
    states = (subject.state["giver_status"], subject.state["taker_status"])
    gains = (subject.gain("giver"), subject.gain("taker"))
    head = ("", subject.text("seller", firm=subject.giver), subject.text("buyer", firm=subject.taker))
    return (
        head,
        (subject.text("zone"), *(_zone(subject, str(table["zone"].get(firm, ""))) for firm in ids)),
        (subject.text("status"), *(word("state", state or "operating", subject.lang) for state in states)),
        (subject.text("products"), *(_products(subject, firm) for firm in ids)),
        (subject.text("gain_given" if subject.price is not None else "gain"), *(subject.money(gain) for gain in gains)),
    )


def _zone(subject: Subject, zone: str) -> str:
    """The zone's name, as the park tells it."""
    for one in subject.park.info.zones:
        if isinstance(one, dict) and one.get("id") == zone:
            return str(one.get(f"name_{subject.lang}") or one.get("name_zh") or zone)
    return zone or "–"


def _products(subject: Subject, firm: str) -> str:
    """What the firm's main units make."""
    units = subject.park.units
    main = units[(units["enterprise"] == firm) & units["role"].isin(["", "main"])]
    made = subject.catalog.technologies.set_index("id")["reference"].reindex(main["technology"]).dropna()
    return subject.join([subject.goods.get(good, good) for good in made][:3]) or "–"


def exchange(subject: Subject) -> tuple[Row, ...]:
    """What goes from one to the other, and of what quality."""
    row = subject.row
    rows = [(subject.text("good"), subject.good), (subject.text("amount"), subject.a_year(row["amount"], row["unit"]))]
    quality = subject.park.quality
    for side, firm, direction in (("giver", row["from"], "supply"), ("taker", row["to"], "demand")):
        known = quality[quality["enterprise"].eq(firm) & quality["commodity"].eq(row["commodity"])]
        told = [f"{name} {value:g}" for name, value in
                known.loc[known["direction"] == direction, ["property", "value"]].itertuples(index=False)]  # fmt: skip
        if told:
            rows.append((subject.text(f"quality_{side}"), subject.join(told)))
    rows.append(_typical(subject, quality_known=len(rows) > 2))
    return tuple(row for row in rows if row[1])


def _typical(subject: Subject, *, quality_known: bool) -> Row:
    """What the catalog says of the good: its composition, or the temperature of heat."""
    good = records(subject.catalog.commodities[subject.catalog.commodities["id"] == subject.row["commodity"]])[0]
    if good["kind"] in ("heat", "electricity"):
        degrees = good["temperature_c"]
        return subject.text("temperature"), "" if degrees is None else f"{degrees:g} °C"
    unknown = "" if quality_known else subject.text("quality_unknown")
    return subject.text("composition"), _composition(subject) or unknown


def _composition(subject: Subject) -> str:
    goods = subject.catalog.commodities.set_index("id")
    text = str(goods["composition"].get(subject.row["commodity"], ""))
    shares = [(formula.strip(), float(share)) for formula, _, share in
              (part.rpartition(":") for part in text.split(";") if ":" in part)]  # fmt: skip
    largest = sorted(shares, key=lambda pair: -pair[1])[:_MAIN_SHARES]
    return subject.join([f"{formula} {share:.1%}" for formula, share in largest if formula != "OTHER"])


def money_rows(subject: Subject) -> tuple[Row, ...]:
    """What the link is worth."""
    row = subject.row
    rows = [(subject.text("in_concert"), subject.worth(row["saving"])),
            (subject.text("alone"), subject.worth(row["saving_alone"]))]  # fmt: skip
    if abs(row["saving_unexplained"] or 0.0) >= 1.0:
        rows.append((subject.text("unexplained"), subject.money(row["saving_unexplained"])))
    return tuple(rows)


def prices(subject: Subject) -> tuple[Row, ...]:
    """The band between what the seller must get and what the buyer can pay, and today's market."""
    row = subject.row
    rows = [
        (subject.text("floor"), subject.per_unit(row["price_floor"])),
        (subject.text("given" if subject.price is not None else "middle"), subject.per_unit(subject.middle)),
        (subject.text("ceiling"), subject.per_unit(row["price_ceiling"])),
    ]
    hubs = dict(zip(subject.catalog.hubs["id"], subject.catalog.hubs[f"name_{subject.lang}"], strict=True))
    for trade in records(subject.ready.market):
        good = subject.goods.get(trade["commodity"], trade["commodity"])
        at = subject.per_unit(trade["price"], _unit(subject, trade["commodity"]))
        partner = partner_words(trade["partner"], subject.firms, hubs, subject.lang)
        if subject.lang == "en" or partner != trade["partner"]:  # a route that has no Chinese name goes without
            at = subject.text("market", partner=partner, price=at)
        rows.append((subject.text(f"market_{trade['trade']}", good=good), at))
    if not len(subject.ready.market):
        rows.append((subject.text("market_today"), subject.text("market_unknown")))
    return tuple(rows)


def link(subject: Subject) -> tuple[Row, ...]:
    """How the good gets there, how far, and what that costs to build."""
    row = subject.row
    km = "–" if row["distance_km"] is None else subject.text("km", km=f"{row['distance_km']:,.1f}")
    if subject.state["reach_km"] is not None:
        km += subject.text("reach", km=f"{subject.state['reach_km']:,.0f}")
    rows = [(subject.text("mode"), subject.modes.get(row["mode"], row["mode"] or "–")), (subject.text("distance"), km)]
    rows.append((subject.text("capex"), subject.money(row["capex"]) if row["capex"] != 0 else subject.text("no_capex")))
    if row["payback_a"] is not None:
        rows.append((subject.text("payback"), subject.text("years", years=f"{row['payback_a']:,.1f}")))
    flow = subject.result.flows
    lost = flow.loc[_same(flow, row), "lost"].sum()
    if lost > 0:
        rows.append((subject.text("lost"), subject.a_year(float(lost), row["unit"])))
    return tuple(rows)


def _same(table: pd.DataFrame, row: dict[str, Any]) -> pd.Series:
    return table["from"].eq(row["from"]) & table["to"].eq(row["to"]) & table["commodity"].eq(row["commodity"])


def environment(subject: Subject) -> tuple[Row, ...]:
    """What it avoids a year; below zero it is more than before."""
    units = {"co2": ("co2_t", "t"), "waste": ("waste_t", "t"), "water": ("water_m3", "m3")}
    told = {name: subject.quantity(subject.row[key], unit) for name, (key, unit) in units.items()}
    more = {name for name, (key, _) in units.items() if (subject.row[key] or 0.0) < 0}
    return tuple(
        (subject.text(name), subject.text("more", amount=amount) if name in more else amount)
        for name, amount in told.items()
    )
