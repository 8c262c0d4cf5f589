"""The element ledger of a park: where an element enters, what it turns into at each firm, where it leaves."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from circnet.balance.forms import REACTIVE, SALT, form_contents
from circnet.balance.reconciliation import PEDIGREE
from circnet.chemistry import TRACKED
from circnet.coupling import Coupling, Settings, couple
from circnet.coupling.case import Case, prepare
from circnet.errors import UsageFault
from circnet.ledgers.accounts import STATES, Accounts, solved_accounts, texts, together
from circnet.ledgers.evidence import sourced
from circnet.ledgers.pathways import firm_flows, form_flows
from circnet.ledgers.processes import conversions, gaps_of, in_tonnes, processes, unknown_goods
from circnet.ledgers.result import ElementLedger
from circnet.ledgers.stated import reported_accounts
from circnet.park import Catalog, Park

__all__ = ["element_ledger", "element_named"]

CROSSING = ["state", "enterprise", "kind", "partner", "commodity", "form", "group", "amount", "unit", "t", "grade",
            "basis", "source", "status"]  # fmt: skip
INTERNAL = ["state", "from", "to", "commodity", "form", "group", "amount", "unit", "t", "lost", "grade", "basis",
            "source", "status"]  # fmt: skip
MISSING = ["state", "kind", "enterprise", "unit", "technology", "commodity", "t", "in_gap", "status", "reason"]
CLOSED = 1e-9
"""Part of a state's throughput below which a gap is not told."""


def element_named(text: str) -> str:
    """Return the tracked element of a symbol, whatever its case.

    Raises
    ------
    UsageFault
        If circnet does not track it.
    """
    found = {element.lower(): element for element in TRACKED}.get(text.strip().lower())
    if found is None:
        raise UsageFault("untracked_element", text, ", ".join(TRACKED))
    return found


def element_ledger(  # noqa: PLR0913  the grammar, and what may be known already
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    element: str = "Cl",
    coupling: Coupling | None = None,
    states: Collection[str] = STATES,
) -> ElementLedger:
    """Return the ledger of an element: as reported, with the existing links, and in the optimum.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; several parks joined are one.
    element
        Symbol of a tracked element.
    coupling
        The result of `couple` for the same park and settings, where there is one; else it is run.
    states
        Which of `STATES` to tell; nothing is solved for the reported one alone.

    Returns
    -------
    ElementLedger
        What enters less what leaves less the change of stock is the gap; every gap is traced to the recipe,
        substitution or contradicting figures that it comes from. No table of a park tells a change of stock, so it
        is nought: what goes to a pond or a heap leaves as disposal or through a port.

    Raises
    ------
    UsageFault
        If the element is not tracked, or a state is unknown.
    NoSolution
        As `couple`.
    FormulaError
        If a composition does not parse.
    """
    element = element_named(element)
    unknown = sorted(set(states) - set(STATES))
    if unknown:
        raise UsageFault("absent_state", ", ".join(unknown), ", ".join(STATES))
    settings = settings or Settings()
    case = prepare(park, catalog, settings)
    parts = [reported_accounts(case)] if "reported" in states else []
    if set(states) - {"reported"}:
        parts.append(solved_accounts(case, coupling or couple(park, catalog, settings)))
    return read_ledger(case, together(parts), element, states)


def read_ledger(case: Case, accounts: Accounts, element: str, states: Collection[str] = STATES) -> ElementLedger:
    """Read accounts as the ledger of one element; see `element_ledger`."""
    contents = form_contents(case.catalog.commodities, element)
    goods = case.catalog.commodities.drop_duplicates("id").set_index("id")
    entries = sourced(case, accounts.entries[accounts.entries["state"].isin(states)])
    crossing = in_tonnes(entries, contents)
    crossing = crossing.assign(unit=crossing["commodity"].map(goods["unit"]))
    links = _links(accounts, crossing, contents)
    outside = crossing[crossing["kind"] != "link"]
    order = ["state", "enterprise", "kind", "commodity", "form", "partner"]
    done = processes(accounts, contents)
    done = done[done["state"].isin(states)]
    tables = {
        "inputs": _rows(outside[outside["side"] == "in"], CROSSING, order),
        "outputs": _rows(pd.concat([outside[outside["side"] == "out"], _lost(links)]), CROSSING, order),
        "internal": _rows(links[links["state"].isin(states)], INTERNAL, ["state", "from", "to", "commodity", "form"]),
        "by_firm": _by_firm(crossing), "conversions": conversions(done),
    }  # fmt: skip
    tables["by_form"] = _by_form(tables["inputs"], tables["outputs"], done)
    present = [state for state in STATES if state in set(accounts.entries["state"]) | set(accounts.lines["state"])]
    gaps = gaps_of(case, done, element, accounts.lines)
    balance = _balance(tables, [state for state in present if state in states])
    explained = gaps.groupby("state")["t"].sum().reindex(balance.index).fillna(0.0)
    tables["missing"] = _missing(case, accounts, tables, gaps, balance, explained)
    tables["summary"] = _summary(tables, balance, explained)
    family = goods["family"]
    return ElementLedger(
        element=element, park=case.park.info.id, flows=firm_flows(tables, family),
        form_flows=form_flows(tables, family), **tables,
    )  # fmt: skip


def _rows(table: pd.DataFrame, columns: list[str], order: list[str]) -> pd.DataFrame:
    return table.sort_values(order, kind="stable")[columns].reset_index(drop=True)


def _links(accounts: Accounts, crossing: pd.DataFrame, contents: pd.DataFrame) -> pd.DataFrame:
    """Links by form, with the figures of their senders' entries."""
    key = ["state", "from", "to", "commodity", "status"]
    sent = crossing[(crossing["kind"] == "link") & (crossing["side"] == "out")]
    sent = sent.rename(columns={"enterprise": "from", "partner": "to"}).drop_duplicates(key)
    rows = in_tonnes(accounts.links.drop(columns="grade"), contents)
    share = (rows["lost"] / rows["amount"]).where(rows["amount"] > 0, 0.0)
    rows = rows.assign(lost=(rows["t"] * share).astype("float64"))
    return rows.merge(sent[[*key, "unit", "grade", "basis", "source"]], on=key, how="left")


def _lost(links: pd.DataFrame) -> pd.DataFrame:
    rows = links[links["lost"] > 0]
    share = rows["lost"] / rows["t"]
    return rows.assign(
        enterprise=rows["from"], partner=rows["to"], kind="loss", amount=rows["amount"] * share, t=rows["lost"],
        status="loss",
    )  # fmt: skip


def _by_firm(crossing: pd.DataFrame) -> pd.DataFrame:
    wide = crossing.pivot_table(index=["state", "enterprise"], columns="side", values="t", aggfunc="sum")
    wide = wide.reindex(columns=["in", "out"]).astype("float64").fillna(0.0).assign(stock=0.0)
    gap = wide["in"] - wide["out"] - wide["stock"]
    table = wide.assign(gap=gap, gap_share=_share(gap, wide[["in", "out"]].max(axis=1))).reset_index()
    table = table.assign(size=table[["in", "out"]].max(axis=1))
    table = table.sort_values(["state", "size", "enterprise"], ascending=[True, False, True]).drop(columns="size")
    return table.rename_axis(columns=None).reset_index(drop=True)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (part / whole.where(whole > 0)).fillna(0.0)


def _by_form(inputs: pd.DataFrame, outputs: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """Across the boundary, and by units."""
    recipes = done[done["kind"] == "recipe"]
    key = ["state", "form", "group"]
    sums = {
        "entering": inputs, "leaving": outputs, "made": recipes[recipes["t"] > 0],
        "used": recipes[recipes["t"] < 0].assign(t=lambda rows: -rows["t"]),
    }  # fmt: skip
    table = pd.DataFrame({name: part.groupby(key)["t"].sum() for name, part in sums.items()}).astype("float64")
    table = table.fillna(0.0).rename_axis(key).reset_index()
    size = table[["entering", "leaving", "made", "used"]].max(axis=1)
    table = table.assign(size=size).sort_values(["state", "size", "form"], ascending=[True, False, True])
    return table.drop(columns="size").reset_index(drop=True)


def _balance(tables: dict[str, pd.DataFrame], states: list[str]) -> pd.DataFrame:
    """``input, output, stock, gap`` by state."""
    sums = {side: tables[f"{side}s"].groupby("state")["t"].sum().reindex(states) for side in ("input", "output")}
    table = pd.DataFrame(sums, index=pd.Index(states, name="state")).astype("float64").fillna(0.0).assign(stock=0.0)
    return table.assign(gap=table["input"] - table["output"] - table["stock"])


def _summary(tables: dict[str, pd.DataFrame], balance: pd.DataFrame, explained: pd.Series) -> pd.DataFrame:
    states = balance.index
    inputs, outputs, forms = tables["inputs"], tables["outputs"], tables["by_form"]

    def total(rows: pd.DataFrame, field: str = "t") -> pd.Series:
        return rows.groupby("state")[field].sum().reindex(states).fillna(0.0).astype("float64")

    gone, reactive = outputs[outputs["group"] == REACTIVE], forms[forms["group"] == REACTIVE]
    uncertainty = _uncertainty(pd.concat([inputs, outputs])).reindex(states).fillna(0.0)
    return balance.assign(
        gap_share=_share(balance["gap"], balance[["input", "output"]].max(axis=1)), uncertainty=uncertainty,
        closes=balance["gap"].abs() <= uncertainty + CLOSED * balance[["input", "output"]].max(axis=1),
        explained=explained,
        reactive_made=total(reactive, "made"), reactive_used=total(reactive, "used"),
        reactive_entering=total(reactive, "entering"),
        reactive_sold=total(gone[gone["kind"].isin(["sale", "port"])]),
        reactive_released=total(gone[gone["kind"].isin(["disposal", "ambient", "loss"])]),
        reactive_untaken=total(gone[gone["kind"] == "unexplained"]),
        salts_leaving=total(outputs[outputs["group"] == SALT]),
        unexplained_in=total(inputs[inputs["kind"] == "unexplained"]),
        unexplained_out=total(outputs[outputs["kind"] == "unexplained"]),
    ).reset_index()  # fmt: skip


def _uncertainty(rows: pd.DataFrame) -> pd.Series:
    """Standard deviation of the sum of independent amounts; the forms of one good go up and down together."""
    key = ["state", "enterprise", "kind", "partner", "commodity"]
    spread = rows.assign(variance=rows["t"] * rows["grade"].replace("", "D").map(PEDIGREE))
    single = spread.groupby(key)["variance"].sum().astype("float64").pow(2)
    return single.groupby("state").sum().pow(0.5)


def _missing(  # noqa: PLR0917
    case: Case,
    accounts: Accounts,
    tables: dict[str, pd.DataFrame],
    gaps: pd.DataFrame,
    balance: pd.DataFrame,
    explained: pd.Series,
) -> pd.DataFrame:
    """What explains the gap and which figure is missing, the largest first."""
    size = balance[["input", "output"]].max(axis=1)
    told = gaps[gaps["t"].abs() > CLOSED * gaps["state"].map(size).fillna(0.0)].assign(in_gap=True)
    rest = (balance["gap"] - explained).rename("t").reset_index().assign(kind="rounding", in_gap=True)
    parts = [told, rest[rest["t"] != 0.0], _unexplained(tables["inputs"], "unexplained_source"),
             _unexplained(tables["outputs"], "unexplained_sink"), _unknown(case, accounts)]  # fmt: skip
    named = [name for name in MISSING if name not in ("t", "in_gap")]
    table = pd.concat([part.reindex(columns=MISSING) for part in parts if len(part)] or [told], ignore_index=True)
    table = table[table["state"].isin(balance.index)]
    table = table.assign(in_gap=table["in_gap"].astype(bool), t=table["t"].astype("float64"))
    table = table.assign(**{name: texts(table[name]) for name in named}, size=table["t"].abs())
    order = ["state", "size", "kind", "enterprise", "unit", "commodity"]
    ordered = table.sort_values(order, ascending=[True, False, True, True, True, True], na_position="last")
    return ordered[MISSING].reset_index(drop=True)


def _unexplained(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    part = rows[rows["kind"] == "unexplained"]
    summed = part.groupby(["state", "enterprise", "commodity"], as_index=False)["t"].sum()
    return summed.assign(kind=kind, in_gap=False)


def _unknown(case: Case, accounts: Accounts) -> pd.DataFrame:
    """Loads and amounts that nobody gives, and goods whose composition nobody knows."""
    blank = accounts.conflicts[accounts.conflicts["amount"].isna()]
    moved = pd.concat([accounts.entries[["state", "commodity"]], accounts.lines[["state", "commodity"]]])
    goods = moved[moved["commodity"].isin(unknown_goods(case.catalog.commodities))].drop_duplicates()
    table = pd.concat([blank, goods.assign(kind="composition")], ignore_index=True)
    return table.assign(t=np.nan, in_gap=False)
