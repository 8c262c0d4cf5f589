"""Why there is no candidate for a link: the rule that kept it out, the nearest fact first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling import families
from circnet.coupling.case import Case, prepare, with_accepted
from circnet.coupling.settings import STATUSES
from circnet.coupling.why.reason import Fact
from circnet.network import haulage
from circnet.network.freight import haul
from circnet.network.places import coordinates, firm_distances_km

Found = tuple[str, list[Fact]]


def why_absent(case: Case, giver: str, taker: str, good: str) -> Found:
    """Return the reason, and its facts, why no candidate leads from a firm to another.

    Parameters
    ----------
    case
        The sets of the model, with what firms accept in place of something else.
    giver, taker, good
        Ids that exist; no arc of the case joins them.
    """
    for look in (_supply, _demand, _listed, _modes, _reach):
        found = look(case, giver, taker, good)
        if found is not None:
            return found
    return "not_listed", []


def _everybody(case: Case) -> Case:
    """The case with units of every status."""
    wide = prepare(case.park, case.catalog, replace(case.settings, include=STATUSES))
    offers = [families.substitute_offers(wide), families.heat_offers(wide)]
    return with_accepted(wide, pd.concat(offers, ignore_index=True))


def _has(table: pd.DataFrame, firm: str, good: str) -> bool:
    return bool(((table["enterprise"] == firm) & (table["commodity"] == good)).any())


def _supply(case: Case, giver: str, taker: str, good: str) -> Found | None:
    if giver == taker:
        return "no_supply", [{"fact": "same_firm"}]
    if _has(case.suppliers, giver, good):
        return None
    if _has(case.lines[case.lines["coefficient"] > 0], giver, good):
        return "own_utility", []
    wide = _everybody(case)
    if _has(wide.suppliers, giver, good):
        return "status", _stopped(case, wide, giver, good, 1.0)
    makers = case.suppliers
    makers = sorted(makers.loc[makers["commodity"] == good, "enterprise"])
    return "no_supply", [{"fact": "others_make", "firms": makers}] if makers else []


def _demand(case: Case, giver: str, taker: str, good: str) -> Found | None:
    if _has(case.side("demand"), taker, good):
        return None
    wide = _everybody(case)
    if _has(wide.side("demand"), taker, good):
        return "status", _stopped(case, wide, taker, good, -1.0)
    needs = case.sides.loc[(case.sides["enterprise"] == taker) & (case.sides["side"] != "supply"), "commodity"]
    swaps = case.catalog.substitutions
    swaps = swaps[(swaps["accepts"] == good) & swaps["replaces"].isin(needs)]
    if len(swaps):
        return "substitution", [
            {"fact": "accepts", "replaces": row.replaces, "max_share": float(row.max_share)}
            for row in swaps.itertuples()
        ]
    users = case.side("demand")
    users = sorted(users.loc[users["commodity"] == good, "enterprise"])
    return "no_demand", [{"fact": "others_use", "firms": users}] if users else []


def _stopped(case: Case, wide: Case, firm: str, good: str, sign: float) -> list[Fact]:
    """Units of a firm that would make or use the good if they ran."""
    lines = wide.lines[np.sign(wide.lines["coefficient"]) == sign]
    lines = lines[(lines["enterprise"] == firm) & (lines["commodity"] == good)]
    idle = case.park.units[case.park.units["id"].isin(lines["unit"]) & ~case.park.units["id"].isin(case.units["unit"])]
    facts: list[Fact] = [
        {"fact": "unit_status", "firm": firm, "unit": row.id, "status": row.status or "unknown"}
        for row in idle.itertuples()
    ]
    status = case.park.enterprises.set_index("id").at[firm, "status"]
    return facts or [{"fact": "firm_status", "firm": firm, "status": status or "unknown"}]


def _listed(case: Case, giver: str, taker: str, good: str) -> Found | None:
    return None if case.park.info.candidates == "nearby" else ("not_listed", [])


def _modes(case: Case, giver: str, taker: str, good: str) -> Found | None:
    modes = haulage(case.catalog)
    modes = modes[modes["commodity"] == good]
    if case.catalog.transport.empty or (modes["between"] != "hub").any():
        return None
    danger = _danger(case, good)
    if len(modes):
        return "transport", [{"fact": "only_to_hubs", "modes": sorted(modes["mode"])}, *danger]
    return ("hazard" if danger else "transport"), [{"fact": "no_mode"}, *danger]


def _reach(case: Case, giver: str, taker: str, good: str) -> Found | None:
    """Distance against the reach of each mode, and what may not leave its park."""
    modes = haulage(case.catalog)
    modes = modes[(modes["commodity"] == good) & (modes["between"] != "hub")].reset_index(drop=True)
    if modes.empty:
        return None
    where = coordinates(case.park)
    km = float(firm_distances_km(pd.DataFrame({"from": [giver], "to": [taker]}), where)[0])
    if np.isnan(km):
        return "no_place", []
    modes = modes.join(haul(modes, np.full(len(modes), km)))
    same_park = where.at[giver, "park"] == where.at[taker, "park"]
    leaves = modes[~modes["in_park_only"]]
    danger = _danger(case, good)
    if not same_park and leaves.empty:
        inside: Fact = {"fact": "in_park_only", "modes": sorted(modes["mode"])}
        return ("hazard" if danger else "transport"), [inside, *danger]
    usable = (modes if same_park else leaves).sort_values(["max_km", "mode"], ascending=[False, True])
    facts: list[Fact] = [
        {"fact": "beyond_reach", "mode": row.mode, "route_km": float(row.route_km), "reach_km": float(row.max_km),
         "over_km": float(row.route_km - row.max_km)}
        for row in usable[~usable["reachable"]].itertuples()
    ]  # fmt: skip
    within = usable[usable["reachable"]]
    if len(within):
        limit = case.settings.max_km
        facts += [
            {"fact": "beyond_max_km", "mode": row.mode, "route_km": float(row.route_km), "max_km": limit}
            for row in within.itertuples()
        ]
    return "distance", [*facts, *danger]


def _danger(case: Case, good: str) -> list[Fact]:
    hazard = case.catalog.commodities.set_index("id")["hazard"].get(good, "") or ""
    return [{"fact": "hazard", "hazard": hazard}] if hazard else []
