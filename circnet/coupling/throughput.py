"""What each firm takes in and gives out, before and after, and the same as flows between nodes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.atoms import ENTERING, LEAVING, ambient_of, run_lines
from circnet.coupling.case import SIDES, Case, all_lines, prepare
from circnet.coupling.evidence import evidence
from circnet.coupling.result import Coupling
from circnet.coupling.settings import Settings
from circnet.errors import UnknownUnit, UsageFault
from circnet.park import Catalog, Park
from circnet.types import GRADES
from circnet.units import convert

MEASURES = ("mass", "energy", "water", "value")
"""What `stage_flows` can be drawn in: t/a, GJ/a of heat and electricity, m3/a of water, CNY/a."""
BALANCE_COLUMNS = [
    "state", "enterprise", "side", "kind", "commodity", "partner", "amount", "unit", "mass_t", "energy_gj", "grade",
    "status", "value",
]  # fmt: skip
STAGE_COLUMNS = [
    "state", "source", "target", "source_kind", "target_kind", "commodity", "family", "amount", "status", "grade",
]  # fmt: skip
CLOSURE = 1e-9
"""Share of a firm's mass below which the difference of its sides is no row."""

_NODES = {"purchase": "market", "sale": "market"}
_KEYS = ["enterprise", "side", "kind", "commodity", "partner", "status"]
_STATES = ("baseline", "optimum")


def firm_balances(park: Park, catalog: Catalog, settings: Settings, coupling: Coupling) -> pd.DataFrame:
    """Return what comes into and goes out of each firm of a solved park.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    coupling
        Its result.

    Returns
    -------
    pandas.DataFrame
        `BALANCE_COLUMNS`. ``state`` is baseline (absent where there is none) or optimum; ``side`` in or out.
        ``kind``: link, purchase, port (a supply or demand that no unit explains), unexplained, ambient, and gain
        among what comes in; link, sale, disposal, port, unexplained, ambient and loss among what goes out.
        ``partner``: the other firm, the market, hub or disposal route, blank where there is none. ``amount`` in
        ``unit`` per year: what leaves the sender, what arrives at the taker. ``mass_t``: t/a (a m3 of water
        without a stated mass is a tonne), NaN for heat, electricity and what has no mass; ``energy_gj``: GJ/a,
        NaN for all but heat and electricity. ``grade``: evidence of the link, or of the firm's own figure; blank
        for the closing row. ``status``: existing or chosen for links. ``value``: CNY/a without sign, what a trade
        costs or earns with its carbon price, else the catalog's price; NaN where there is no price.

        Per state and firm ``mass_t`` of both sides is the same: what recipes and substitutions do not account for
        (a recipe's closure gap, water that leaves as steam counted in GJ) is one closing row, ``loss`` or
        ``gain``, in t.
    """
    case = prepare(park, catalog, settings)
    sources = ((coupling.baseline_amounts, coupling.baseline_flows), (coupling.amounts, coupling.flows))
    parts = [
        _entries(case, amounts, flows).assign(state=state)
        for state, (amounts, flows) in zip(_STATES, sources, strict=True)
        if len(amounts)
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame({c: pd.Series(dtype="float64" if c in _NUMBERS else "str") for c in BALANCE_COLUMNS})
    table = _measured(case, pd.concat(parts, ignore_index=True))
    table = table.assign(grade=_grades(case, table))
    table = pd.concat([table, _closing(table)], ignore_index=True)
    order = ["state", "enterprise", "side", "kind", "commodity", "partner", "status"]
    return table.sort_values(order)[BALANCE_COLUMNS].reset_index(drop=True)


_NUMBERS = ("amount", "mass_t", "energy_gj", "value")


def _entries(case: Case, amounts: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Everything that crosses the fence of a firm: `_KEYS`, ``amount``, ``value``."""
    price = case.catalog.commodities.drop_duplicates("id").set_index("id")["price"].abs()
    parts = [_trades(amounts, "in", ENTERING), _trades(amounts, "out", LEAVING)]
    status = np.where(flows["existing"].astype(bool), "existing", "chosen")
    links = flows.assign(kind="link", status=status)
    parts += [
        links.assign(side="out", enterprise=links["from"], partner=links["to"]),
        links.assign(side="in", enterprise=links["to"], partner=links["from"], amount=links["amount"] - links["lost"]),
    ]
    air = ambient_of(case, run_lines(case, amounts))
    air = air.assign(kind="ambient", partner="", status="", side=np.where(air["amount"] < 0, "in", "out"))
    parts.append(air.assign(amount=air["amount"].abs()))
    columns = [*_KEYS, "amount", "value"]
    known = [part.reindex(columns=columns) for part in parts if len(part)]
    if not known:
        return pd.DataFrame(columns=columns)
    table = pd.concat(known, ignore_index=True)
    table = table.assign(value=table["value"].fillna(table["amount"] * price.reindex(table["commodity"]).to_numpy()))
    return table.groupby(_KEYS, as_index=False)[["amount", "value"]].sum(min_count=1)


def _trades(amounts: pd.DataFrame, side: str, kinds: dict[str, str]) -> pd.DataFrame:
    """Amounts that cross the park's boundary; what is not traded has the worth of the model, or none."""
    part = amounts[amounts["family"].isin(kinds)]
    per_unit = part["real_cost"].abs().where(part["family"].isin(["buy", "sell", "dispose"]))
    kind = part["family"].map(kinds)
    return part.assign(side=side, kind=kind, partner=part["item"], status="", value=per_unit * part["amount"])


def _measured(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    goods = case.catalog.commodities.drop_duplicates("id").set_index("id").reindex(table["commodity"])
    water = ((goods["kind"] == "water") & (goods["unit"] == "m3")).to_numpy()
    mass = goods["t_per_unit"].to_numpy(float)
    carrier = goods["kind"].isin(["heat", "electricity"])
    energy = goods["unit"].where(carrier).map({unit: _gigajoules(unit) for unit in goods.loc[carrier, "unit"].unique()})
    return table.assign(
        unit=goods["unit"].fillna("").to_numpy(),
        mass_t=table["amount"] * np.where(water & np.isnan(mass), 1.0, mass),
        energy_gj=table["amount"] * energy.to_numpy(float),
    )


def _gigajoules(unit: str) -> float:
    try:
        return convert(1.0, unit, "GJ")
    except UnknownUnit:
        return np.nan


def _closing(table: pd.DataFrame) -> pd.DataFrame:
    """The row per state and firm that makes both sides weigh the same."""
    wide = table.pivot_table(index=["state", "enterprise"], columns="side", values="mass_t", aggfunc="sum")
    wide = wide.reindex(columns=["in", "out"]).fillna(0.0)
    gap = wide["in"] - wide["out"]
    rows = gap[gap.abs() > CLOSURE * wide.max(axis=1)].rename("gap").reset_index()
    lost = rows["gap"] > 0
    return rows.assign(
        side=np.where(lost, "out", "in"), kind=np.where(lost, "loss", "gain"), commodity="", partner="", status="",
        grade="", unit="t", amount=rows["gap"].abs(), mass_t=rows["gap"].abs(), energy_gj=np.nan, value=np.nan,
    ).drop(columns="gap")  # fmt: skip


def _grades(case: Case, table: pd.DataFrame) -> np.ndarray:
    """Grade of a link by both its ends, of all else by the firm's own recipes and ports."""
    link, into = (table["kind"] == "link").to_numpy(), (table["side"] == "in").to_numpy()
    ends = pd.DataFrame({
        "from": table["partner"].where(into, table["enterprise"]),
        "to": table["enterprise"].where(into, table["partner"]), "commodity": table["commodity"],
    })  # fmt: skip
    lines = all_lines(case.activities, case.park, case.catalog)
    lines = lines.assign(
        made=lines["coefficient"] > 0, grade=_worse(lines["grade"].replace("", "D"), lines["basis"].map(GRADES))
    )
    ports = case.ports.assign(made=case.ports["direction"] == "supply", grade=case.ports["grade"].replace("", "D"))
    known = pd.concat([part[[*SIDES, "made", "grade"]] for part in (lines, ports)]).groupby([*SIDES, "made"])["grade"]
    # a supply of a port comes in, yet it is what the firm gives
    made = ~into ^ (table["kind"] == "port").to_numpy()
    own = known.min().reindex(pd.MultiIndex.from_frame(table[SIDES].assign(made=made))).fillna("D").to_numpy()
    own = np.where(table["kind"] == "unexplained", "D", own)
    own[link] = evidence(case, ends[link])
    return own


def _worse(one: pd.Series, other: pd.Series) -> pd.Series:
    """The later letter of two grades."""
    return one.where(one >= other.fillna("D"), other.fillna("D"))


def stage_flows(balances: pd.DataFrame, commodities: pd.DataFrame, measure: str = "mass") -> pd.DataFrame:
    """Return flows from what is bought, through the firms, to what is sold and disposed of.

    Parameters
    ----------
    balances
        From `firm_balances`.
    commodities
        The park's effective commodities (`circnet.park.catalog_of`), for kind and family.
    measure
        One of `MEASURES`; rows that cannot be told in it (heat in mass, a good without a price in value) are not
        in the table.

    Returns
    -------
    pandas.DataFrame
        `STAGE_COLUMNS`, amounts above zero in the unit of the measure per year. ``source_kind`` is market, port,
        unexplained, ambient, gain or firm; ``target_kind`` market, disposal, port, unexplained, ambient, loss or
        firm. ``source`` and ``target`` are the firm, the partner, or the kind where there is no partner; a market
        that sells and one that buys are two nodes. ``status``: existing or chosen for links, else the kind of the
        other end. What a link loses on its way goes from the sender to ``loss``.

        In mass every firm receives what it sends.

    Raises
    ------
    UsageFault
        If there is no such measure.
    """
    goods = commodities.drop_duplicates("id").set_index("id").reindex(balances["commodity"])
    table = balances.assign(
        amount=_amount_in(measure, balances, goods["kind"].to_numpy()), family=goods["family"].fillna("").to_numpy()
    )
    table = table[table["amount"].notna()]
    rows = pd.concat([_boundary(table), *_between(table)], ignore_index=True)
    rows = rows[rows["amount"] > 0].sort_values(
        ["state", "source_kind", "source", "target_kind", "target", "commodity"]
    )
    return rows[STAGE_COLUMNS].reset_index(drop=True)


def _amount_in(measure: str, table: pd.DataFrame, kind: np.ndarray) -> pd.Series:
    if measure not in MEASURES:
        raise UsageFault("unknown_measure", measure, ", ".join(MEASURES))
    if measure == "water":
        return table["amount"].where(table["unit"] == "m3", table["mass_t"]).where(kind == "water")
    return table[{"mass": "mass_t", "energy": "energy_gj", "value": "value"}[measure]]


def _boundary(table: pd.DataFrame) -> pd.DataFrame:
    """What comes from or goes to the outside of the park."""
    rows = table[table["kind"] != "link"]
    into = rows["side"] == "in"
    kind = rows["kind"].replace(_NODES)
    node = rows["partner"].where(rows["partner"] != "", rows["kind"])
    return rows.assign(
        source=node.where(into, rows["enterprise"]), target=rows["enterprise"].where(into, node),
        source_kind=kind.where(into, "firm"), target_kind=kind.where(~into, "firm"), status=kind,
    )  # fmt: skip


def _between(table: pd.DataFrame) -> list[pd.DataFrame]:
    """What passes between firms, and what is lost on the way."""
    links = table[table["kind"] == "link"]
    arrived = links[links["side"] == "in"].assign(
        source=lambda t: t["partner"], target=lambda t: t["enterprise"], source_kind="firm", target_kind="firm"
    )
    sent = links[links["side"] == "out"]
    key = ["state", "source", "target", "commodity", "status"]
    both = sent.assign(source=sent["enterprise"], target=sent["partner"]).merge(
        arrived[[*key, "amount"]], on=key, suffixes=("", "_arrived")
    )
    lost = both.assign(
        amount=both["amount"] - both["amount_arrived"], target="loss", source_kind="firm", target_kind="loss",
        status="loss",
    )  # fmt: skip
    return [arrived, lost]
