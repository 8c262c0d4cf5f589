"""A park's reported figures as measured flows, with the balances that bind them, for reconciliation.

The balances are those of the coupling model: per firm and commodity, recipes in fixed proportion to the load of their
unit. Loads, links with an amount and ports with one fixed amount are measured; trade, own use and substitution are not.
Recipes that close keep the elements too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.balance.reconciliation import Balances, with_uncertainty
from circnet.chemistry import TRACKED, element_matrix
from circnet.coupling import Settings
from circnet.coupling.model import Model, build
from circnet.errors import Infeasible, InputFaults
from circnet.lp import LinearProgram, highs_backend
from circnet.park import Catalog, Park
from circnet.park.faults import faults_at
from circnet.park.flows import DISSIPATION, EXPORT, IMPORT
from circnet.types import GRADES

__all__ = ["layers_of", "park_balances"]

_ENTERING = {"buy": IMPORT, "need": IMPORT, "port-supply": IMPORT, "external-supply": IMPORT}
_LEAVING = {"sell": EXPORT, "dispose": DISSIPATION, "surplus": DISSIPATION, "port-demand": EXPORT,
            "external-demand": EXPORT}  # fmt: skip
_INSIDE = ("run", "own", "flow", "accept", "downgrade")
_ONCE = ("buy", "sell", "dispose")
_OPEN = ("need", "surplus")
_BALANCES = ("supply", "demand", "both")
_KEYS = ["enterprise", "commodity"]


def layers_of(table: pd.DataFrame, catalog: Catalog | None, file: str) -> pd.DataFrame:
    """How much of each layer a unit of each commodity of a table of flows holds.

    Parameters
    ----------
    table
        ``commodity``, and ``row`` for faults.
    catalog
        Layers are the tracked elements, in t per unit; None: one layer, everything added up as it stands.
    file
        Name of the table's file, for faults.

    Returns
    -------
    DataFrame
        ``commodity, layer, content``.

    Raises
    ------
    InputFaults
        If the catalog does not tell what a commodity is made of.
    """
    goods = pd.Series(table["commodity"].unique(), dtype="str")
    if catalog is None:
        return pd.DataFrame({"commodity": goods, "layer": "", "content": 1.0})
    held = element_matrix(catalog.commodities)
    told = held.index[held.ne(0.0).any(axis=1)]
    unknown = table[~table["commodity"].isin(told)]
    if len(unknown):
        known = "commodities.csv: composition"
        raise InputFaults(faults_at("no_composition", file, unknown["row"], "commodity", unknown["commodity"], known))
    long = held.loc[held.index.isin(goods), list(TRACKED)].rename_axis("commodity").reset_index()
    long = long.melt("commodity", var_name="layer", value_name="content")
    return long[long["content"] > 0].reset_index(drop=True)


def park_balances(park: Park, catalog: Catalog, settings: Settings | None = None) -> Balances:
    """Return a park's figures as measured flows, and the balances of its firms.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; only links that exist count.

    Returns
    -------
    Balances
        Flows have ``kind`` (run: the load of a unit; flow: a link; port-supply, port-demand; external-supply,
        external-demand: a link with a partner outside; buy, sell, dispose; own, accept, downgrade: own use,
        substitution, heat of a higher grade; need, surplus: what nobody explains), ``item`` (unit, partner or good
        replaced) and ``grade``. A need or surplus stands only where a reported load or link could not run at all
        without one.
    """
    settings = settings or Settings()
    model = build(park, catalog, settings)
    columns, rows = model.program.columns, model.program.rows
    balanced = np.flatnonzero(rows["family"].isin(_BALANCES))
    kept = np.flatnonzero(_taking_part(model))
    matrix = model.program.matrix()[balanced]
    outside = _partners(park, rows.iloc[balanced].reset_index(drop=True))
    described = _described(columns, park, model)
    closed = sparse.csr_array(sparse.hstack([matrix[:, kept], _entries(outside, len(balanced))]))
    least = np.concatenate([described["amount"].to_numpy()[kept], outside["amount"].to_numpy()])
    possible = np.flatnonzero(columns["family"].isin(_OPEN))
    opened = possible[_needed(closed, least, matrix[:, possible])]
    used = np.concatenate([kept, opened])
    flows = pd.concat([described.iloc[used], outside.drop(columns=["line", "sign"])])
    matrix = sparse.csr_array(sparse.hstack([matrix[:, used], _entries(outside, len(balanced))]))
    nodes = rows.iloc[balanced][_KEYS].set_axis(["node", "layer"], axis=1).reset_index(drop=True)
    return Balances(with_uncertainty(flows.reset_index(drop=True)), nodes, matrix)


def _taking_part(model: Model) -> np.ndarray:
    """Own recipes, links that exist, one trade of a kind per firm and good; not what nobody explains."""
    columns, case = model.program.columns, model.case
    family, item = columns["family"], columns["item"]
    own = case.activities.loc[case.activities["own"], "activity"]
    existing = columns["name"].isin(model.arcs.loc[model.arcs["existing"].astype(bool), "arc"])
    once = columns[family.isin(_ONCE)].duplicated(["family", *_KEYS]).reindex(columns.index, fill_value=False)
    part = family.isin([*_INSIDE, *_ENTERING, *_LEAVING]) & ~family.isin(_OPEN) & ~once
    part &= (family != "run") | item.isin(own)
    part &= (family != "flow") | existing
    return part.to_numpy(bool)


def _needed(matrix: sparse.csr_array, amounts: np.ndarray, opening: sparse.csr_array) -> np.ndarray:
    """Which columns of ``opening`` the reported flows cannot do without, boolean.

    Flows in balance stay so when added up and multiplied, so whatever can run at all can run at no less than it
    reports: the openings that a programme with those lower bounds still uses are needed.
    """
    both = sparse.coo_array(sparse.hstack([matrix, opening]))
    least = np.concatenate([np.nan_to_num(amounts), np.zeros(opening.shape[1])])
    size = max(float(least.max(initial=0.0)), 1.0)
    columns = pd.DataFrame({
        "name": [f"x{place}" for place in range(both.shape[1])], "lower": least / size, "upper": np.inf,
        "cost": np.repeat([0.0, 1.0], [matrix.shape[1], opening.shape[1]]), "integer": False,
    })  # fmt: skip
    rows = pd.DataFrame({"name": [f"b{place}" for place in range(both.shape[0])], "lower": 0.0, "upper": 0.0})
    entries = pd.DataFrame({"row": both.row, "column": both.col, "value": both.data})
    try:
        values = highs_backend.solve(LinearProgram(columns, rows, entries)).values
    except Infeasible:  # nothing is unexplained here: --strict, or a park without the catalog
        return np.zeros(opening.shape[1], dtype=bool)
    return values[matrix.shape[1] :] > 1e-9


def _entries(outside: pd.DataFrame, size: int) -> sparse.csr_array:
    place = (outside["line"].to_numpy(int), np.arange(len(outside)))
    return sparse.csr_array((outside["sign"].to_numpy(float), place), shape=(size, len(outside)))


def _partners(park: Park, rows: pd.DataFrame) -> pd.DataFrame:
    """Links with partners outside the park, and the balance each stands on."""
    places = rows.reset_index(names="line")[["line", "family", *_KEYS]]
    parts = []
    for side, firm, partner, kind in (("demand", "to", "from", "external-supply"),
                                      ("supply", "from", "to", "external-demand")):  # fmt: skip
        links = park.links[park.links[partner].str.contains(":") & ~park.links[firm].str.contains(":")]
        links = links.assign(enterprise=links[firm], item=links[partner], kind=kind)
        links = links.merge(places[places["family"].isin([side, "both"])], on=_KEYS)
        sign = np.where((links["family"] == "both") & (side == "demand"), 1.0, -1.0)
        parts.append(links.assign(sign=sign, grade=_link_grades(links), uncertainty=np.nan))
    table = pd.concat(parts, ignore_index=True)
    return table[["from", "to", "commodity", "kind", "item", "amount", "uncertainty", "grade", "line", "sign"]]


def _described(columns: pd.DataFrame, park: Park, model: Model) -> pd.DataFrame:
    """Ends, amount and grade of the columns of the programme."""
    table = columns.assign(kind=columns["family"])
    firm = table["enterprise"]
    reference = park.units.set_index("id")["technology"].map(
        model.case.catalog.technologies.drop_duplicates("id").set_index("id")["reference"]
    )
    run, link = table["kind"] == "run", table["kind"] == "flow"
    ends = {
        "from": firm.where(~table["kind"].isin(_ENTERING), table["kind"].map(_ENTERING)),
        "to": table["item"].where(link, firm.where(~table["kind"].isin(_LEAVING), table["kind"].map(_LEAVING))),
        "commodity": table["commodity"].where(~run, table["item"].map(reference)),
    }
    return table.assign(**ends, uncertainty=np.nan, **_amounts(table, park, model))[
        ["from", "to", "commodity", "kind", "item", "amount", "uncertainty", "grade"]
    ]


def _amounts(table: pd.DataFrame, park: Park, model: Model) -> dict[str, pd.Series]:
    """What was reported, and its grade, per column; NaN and blank where nothing was."""
    units = park.units.set_index("id")
    links = park.links.assign(grade=_link_grades(park.links)).drop_duplicates(["from", "to", "commodity"])
    named = pd.MultiIndex.from_frame(links[["from", "to", "commodity"]])
    arcs = pd.MultiIndex.from_arrays([table["enterprise"], table["item"], table["commodity"]])
    again = (table["kind"] == "flow") & table.duplicated(["kind", "enterprise", "item", "commodity"])
    ports = model.case.ports.set_index("port")
    fixed = ports[ports["lower"] == ports["upper"]]
    links = links.set_index(named)
    graded = units["grade"].where(units["grade"] != "", units["basis"].map(GRADES))
    known = {
        "run": (table["item"], units["throughput"], graded),
        "flow": (arcs, links["amount"], links["grade"]),
        "port": (table["name"], fixed["upper"], fixed["grade"]),
    }
    amount = pd.Series(np.nan, index=table.index)
    grade = pd.Series("", index=table.index, dtype="str")
    for kind, (key, value, evidence) in known.items():
        here = table["kind"].str.startswith(kind) & ~again
        amount = amount.where(~here, value.reindex(key).to_numpy())
        grade = grade.where(~here, evidence.reindex(key).fillna("").to_numpy())
    return {"amount": amount, "grade": grade.where(amount.notna(), "")}


def _link_grades(links: pd.DataFrame) -> pd.Series:
    """Grade of a link's amount: its own basis where told, else the link's."""
    own = links["amount_basis"].map(GRADES).where(links["amount_basis"] != "") if "amount_basis" in links else np.nan
    grade = links["grade"] if "grade" in links else pd.Series("", index=links.index)
    rest = grade.where(grade != "", links["basis"].map(GRADES))
    return pd.Series(own, index=links.index, dtype=object).fillna(rest).fillna("D").astype("str")
