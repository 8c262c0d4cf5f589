"""The reported state: what a park's own tables say, without any solving.

Units run their own recipes at the load the tables give; links and ports with one amount carry it. What is made and
neither sent nor used leaves, and what is used and neither made nor received enters, by a fixed order: ports with room,
then the market, then disposal. Nothing is balanced away: a firm that sends more than it makes, or receives more than
it uses, keeps the difference as a conflict.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case, all_lines
from circnet.coupling.offers import trade_offers
from circnet.ledgers.accounts import CONFLICTS, ENTRIES, LINES, LINKS, SWAPS, Accounts, blank, stacked, texts
from circnet.network.arcs import EXISTING_STATUSES, existing_links
from circnet.types import GRADES

__all__ = ["reported_accounts"]

STATE = "reported"


def reported_accounts(case: Case) -> Accounts:
    """Return the accounts of what a park's tables state.

    Parameters
    ----------
    case
        The park made ready (`circnet.coupling.case.prepare`): its running units, ports and offers of trade.
    """
    lines, unknown = _lines(case)
    links = existing_links(case.park)
    links = links.assign(lost=0.0, status="stated", grade=link_grades(links), state=STATE)
    stated = links[links["amount"].notna()]
    outside = _outside(case)
    ambient = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "ambient", "id"]
    air = lines[lines["commodity"].isin(ambient)]
    net = _positions(case, lines[~lines["commodity"].isin(ambient)], stated, outside)
    trades = _trades(case, net)
    unsized = pd.concat([links[links["amount"].isna()], outside[outside["amount"].isna()]])
    unsized = unsized.assign(enterprise=unsized["from"].where(~unsized["from"].str.contains(":"), unsized["to"]))
    conflicts = [_conflicts(net), unknown.assign(kind="unknown_load", commodity="", amount=np.nan),
                 unsized.assign(kind="unknown_amount", unit="")]  # fmt: skip
    entries = [_fences(stated), _outer(outside), _air(air), trades]
    return Accounts(
        entries=_of_state(stacked(entries), ENTRIES), links=stated[LINKS].reset_index(drop=True),
        lines=_of_state(lines, LINES), swaps=blank(SWAPS), conflicts=_of_state(stacked(conflicts), CONFLICTS),
    )  # fmt: skip


def link_grades(links: pd.DataFrame) -> pd.Series:
    """Grade of a link's amount: its own basis where told, else the link's."""
    own = links["amount_basis"].map(GRADES).where(links["amount_basis"] != "")
    rest = links["grade"].where(links["grade"] != "", links["basis"].map(GRADES))
    return texts(own.where(own.notna(), rest), "D")


def _of_state(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return table.assign(state=STATE)[columns].reset_index(drop=True)


def _lines(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recipe lines at the stated loads, and units without one."""
    units = case.park.units.set_index("id").reindex(case.units["unit"])
    brought = units["status"].isin(case.settings.include)
    load = units["throughput"].where(~brought, units["restart_throughput"].fillna(units["throughput"]))
    own = case.activities[case.activities["own"]]
    lines = all_lines(own, case.park, case.catalog)
    lines = lines.assign(amount=lines["coefficient"] * load.reindex(lines["unit"]).to_numpy())
    unknown = case.units.loc[load.isna().to_numpy(), ["unit", "enterprise"]]
    return lines[lines["amount"].fillna(0.0) != 0.0].reset_index(drop=True), unknown.reset_index(drop=True)


def _outside(case: Case) -> pd.DataFrame:
    """Links with partners outside the park: ``enterprise, side, partner, commodity, amount``."""
    links = case.park.links
    links = links[links["status"].isin(EXISTING_STATUSES)]
    far = {side: links[side].str.contains(":") for side in ("from", "to")}
    links = links.assign(grade=link_grades(links))[far["from"] ^ far["to"]]
    into = links["from"].str.contains(":")
    return links.assign(
        side=np.where(into, "in", "out"), enterprise=links["to"].where(into, links["from"]),
        partner=links["from"].where(into, links["to"]), status="stated",
    ).reset_index(drop=True)  # fmt: skip


def _positions(case: Case, lines: pd.DataFrame, links: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    """What each firm has left to give (``supply``) and still needs (``demand``) of a good, after what is stated."""
    known = outside[outside["amount"].notna()]
    fixed = case.ports["lower"] == case.ports["upper"]
    ports = case.ports.assign(amount=case.ports["upper"].where(fixed, 0.0))
    room = case.ports.assign(amount=case.ports["upper"].where(~fixed, 0.0))
    given = {
        "made": lines.assign(amount=lines["amount"].clip(lower=0.0)),
        "used": lines.assign(amount=-lines["amount"].clip(upper=0.0)),
        "supplied": ports[ports["direction"] == "supply"], "asked": ports[ports["direction"] == "demand"],
        "sent": pd.concat([links.rename(columns={"from": "enterprise"}), known[known["side"] == "out"]]),
        "received": pd.concat([links.rename(columns={"to": "enterprise"}), known[known["side"] == "in"]]),
    }  # fmt: skip
    sums = {name: table.groupby(SIDES)["amount"].sum() for name, table in given.items()}
    sums |= {f"room_{side}": room[room["direction"] == side].groupby(SIDES)["amount"].sum()
             for side in ("supply", "demand")}  # fmt: skip
    table = pd.DataFrame(sums).astype("float64").fillna(0.0).rename_axis(SIDES).reset_index()
    supply = table["made"] + table["supplied"] - table["sent"]
    demand = table["used"] + table["asked"] - table["received"]
    hub = table["enterprise"].isin(case.park.enterprises.loc[case.park.enterprises["passes_on"].astype(bool), "id"])
    net = supply - demand
    supply, demand = supply.where(~hub, net.clip(lower=0.0)), demand.where(~hub, (-net).clip(lower=0.0))
    return _with_ports(table.assign(supply=supply, demand=demand))


def _with_ports(table: pd.DataFrame) -> pd.DataFrame:
    """Fill from ports with room: what is sent and not made, what is received and not used, and what is left over."""
    own = np.minimum(table["supply"].clip(lower=0.0), table["demand"].clip(lower=0.0))
    supply, demand = table["supply"] - own, table["demand"] - own
    short, over = (-supply).clip(lower=0.0), (-demand).clip(lower=0.0)
    drawn = np.minimum(table["room_supply"], short + demand.clip(lower=0.0))
    taken = np.minimum(table["room_demand"], over + supply.clip(lower=0.0))
    to_short, to_over = np.minimum(drawn, short), np.minimum(taken, over)
    return table.assign(
        drawn=table["supplied"] + drawn, taken=table["asked"] + taken,
        oversent=short - to_short, overreceived=over - to_over,
        surplus=supply.clip(lower=0.0) - (taken - to_over), need=demand.clip(lower=0.0) - (drawn - to_short),
    )  # fmt: skip


def _trades(case: Case, net: pd.DataFrame) -> pd.DataFrame:
    """Ports, and what the market, a disposal route or nobody takes or brings."""
    offers = trade_offers(case)
    best = offers.sort_values(["trade", "price"], ascending=[True, True], kind="stable")
    sold = best[best["trade"] == "sell"].drop_duplicates(SIDES, keep="last").assign(kind="sale")
    gone = best[best["trade"] == "dispose"].drop_duplicates(SIDES).assign(kind="disposal")
    bought = best[best["trade"] == "buy"].drop_duplicates(SIDES).assign(kind="purchase")
    ways = {"out": pd.concat([sold, gone]).drop_duplicates(SIDES), "in": bought}
    parts = []
    for side, amount in (("out", "surplus"), ("in", "need")):
        part = net.assign(amount=net[amount])[[*SIDES, "amount"]]
        part = part.merge(ways[side][[*SIDES, "kind", "partner"]], on=SIDES, how="left")
        part = part.assign(kind=texts(part["kind"], "unexplained"), partner=texts(part["partner"]))
        parts.append(part.assign(side=side))
    for side, amount in (("in", "drawn"), ("out", "taken")):
        parts.append(net.assign(amount=net[amount], side=side, kind="port", partner="")[
            [*SIDES, "amount", "side", "kind", "partner"]])  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return table[table["amount"] > 0].assign(status="by_difference", grade="")


def _fences(links: pd.DataFrame) -> pd.DataFrame:
    """Both ends of the stated links."""
    sent = links.assign(side="out", enterprise=links["from"], partner=links["to"])
    received = links.assign(side="in", enterprise=links["to"], partner=links["from"])
    return pd.concat([sent, received]).assign(kind="link")


def _outer(outside: pd.DataFrame) -> pd.DataFrame:
    known = outside[outside["amount"].notna()]
    return known.assign(kind=np.where(known["side"] == "in", "purchase", "sale"))


def _air(lines: pd.DataFrame) -> pd.DataFrame:
    side = np.where(lines["amount"] < 0, "in", "out")
    table = lines.assign(side=side, amount=lines["amount"].abs())
    table = table.groupby([*SIDES, "side"], as_index=False)["amount"].sum()
    return table.assign(kind="ambient", partner="", status="stated", grade="")


def _conflicts(net: pd.DataFrame) -> pd.DataFrame:
    parts = [net.assign(kind=kind, amount=sign * net[kind], unit="") for kind, sign in
             (("oversent", -1.0), ("overreceived", 1.0))]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return table[table["amount"] != 0.0][["kind", "enterprise", "unit", "commodity", "amount"]]
