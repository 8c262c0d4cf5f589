"""The figures that a link rests on, and which of them is the weakest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case
from circnet.types import GRADES

LETTERS = "ABCD"
KINDS = ("load", "port", "recipe", "swap", "none")
"""What a figure is: the load of a unit, a supply or demand that no unit explains, a recipe line, a substitution, or
nothing at all. The order is that in which equally weak figures are asked for."""
FIGURE_COLUMNS = ["link", "side", "kind", "enterprise", "item", "technology", "commodity", "value", "basis", "grade",
                  "source"]  # fmt: skip


def figures(case: Case, links: pd.DataFrame) -> pd.DataFrame:
    """Return the figures on the path of each link: of the seller's best-known maker and the buyer's best-known use.

    Parameters
    ----------
    case
        The park made ready for the model.
    links
        ``link`` (a key), ``from, to, commodity``.

    Returns
    -------
    pandas.DataFrame
        `FIGURE_COLUMNS`: ``side`` is giver or taker, ``item`` the unit, or the good that is replaced, ``value`` the
        load (reference/a), the port's limit (commodity/a), the recipe's coefficient or the ratio of substitution.
        By link; the worst grade of a link's figures is its evidence. A side that nothing explains has one row of
        kind none and grade D.
    """
    lines, ports = _lines(case), _ports(case)
    made = pd.concat([lines[lines["recipe"] > 0], ports[ports["direction"] == "supply"]], ignore_index=True)
    taken = pd.concat([lines[lines["recipe"] < 0], ports[ports["direction"] == "demand"]], ignore_index=True)
    taken = pd.concat([taken, _accepted(case, taken)], ignore_index=True)
    parts = [
        _of_side(made, links.rename(columns={"from": "enterprise"}), "giver"),
        _of_side(taken, links.rename(columns={"to": "enterprise"}), "taker"),
    ]
    table = pd.concat(parts, ignore_index=True)
    order = pd.DataFrame({"link": table["link"], "side": table["side"], "kind": table["kind"].map(KINDS.index)})
    return table.loc[order.sort_values(["link", "side", "kind"], kind="stable").index, FIGURE_COLUMNS].reset_index(
        drop=True
    )


def weakest(table: pd.DataFrame) -> pd.DataFrame:
    """Return the weakest of each link's `figures`: by grade, then in the order of `KINDS`, the giver's first."""
    order = table.assign(worst=-rank(table["grade"]), place=table["kind"].map(KINDS.index))
    order = order.sort_values(["link", "worst", "place", "side"], kind="stable")
    return order.drop_duplicates("link")[FIGURE_COLUMNS].reset_index(drop=True)


def rank(grades: pd.Series) -> np.ndarray:
    """Grades as numbers, A the least; what is not graded is D."""
    return grades.map({letter: place for place, letter in enumerate(LETTERS)}).fillna(3).to_numpy(int)


def _graded(explicit: pd.Series, basis: pd.Series) -> pd.Series:
    """The grade given, else what follows from the basis."""
    return explicit.where(explicit.isin(list(LETTERS)), basis.map(GRADES).fillna("D"))


def _lines(case: Case) -> pd.DataFrame:
    """Recipe lines of what runs, with the load of their unit and the sources of both."""
    units = case.park.units.set_index("id")[["throughput", "basis", "source"]].add_prefix("load_")
    catalog = case.catalog.recipes[["technology", "commodity", "source"]]
    own = case.park.recipes.rename(columns={"technology": "unit"})[["unit", "commodity", "source"]]
    table = case.lines.join(units, on="unit").merge(catalog, on=["technology", "commodity"], how="left")
    table = table.merge(own, on=["unit", "commodity"], how="left", suffixes=("", "_own"))
    local = table["own"] & table["source_own"].notna()
    return pd.DataFrame({
        "enterprise": table["enterprise"], "commodity": table["commodity"], "recipe": table["coefficient"],
        "technology": table["technology"], "unit": table["unit"], "own": table["own"], "swapped": False,
        "load": table["load_throughput"], "load_basis": table["load_basis"].fillna(""),
        "load_grade": _graded(table["grade"], table["load_basis"].fillna("")),
        "load_source": table["load_source"].fillna(""), "recipe_basis": table["basis"],
        "recipe_grade": _graded(pd.Series("", index=table.index), table["basis"]),
        "recipe_source": table["source_own"].where(local, table["source"]).fillna(""),
    })  # fmt: skip


def _ports(case: Case) -> pd.DataFrame:
    """Ports that take part, with their source."""
    known = case.park.ports[[*SIDES, "direction", "grade", "basis", "source"]]
    known = known.drop_duplicates([*SIDES, "direction", "grade"])
    table = case.ports.merge(known, on=[*SIDES, "direction", "grade"], how="left")
    return pd.DataFrame({
        "enterprise": table["enterprise"], "commodity": table["commodity"], "direction": table["direction"],
        "own": True, "swapped": False, "port": table["upper"].replace(np.inf, np.nan),
        "port_basis": table["basis"].fillna(""),
        "port_grade": _graded(table["grade"], table["basis"].fillna("")), "port_source": table["source"].fillna(""),
    })  # fmt: skip


def _accepted(case: Case, taken: pd.DataFrame) -> pd.DataFrame:
    """Uses of a good in place of another: those of the other, and how much of it the good replaces."""
    swaps = case.catalog.substitutions[["accepts", "replaces", "ratio", "basis", "source"]]
    swaps = swaps.rename(columns={"ratio": "swap", "basis": "swap_basis", "source": "swap_source"})
    table = taken.merge(swaps, left_on="commodity", right_on="replaces")
    return table.assign(
        commodity=table["accepts"], swapped=True,
        swap_grade=_graded(pd.Series("", index=table.index), table["swap_basis"]),
    ).drop(columns="accepts")  # fmt: skip


def _of_side(paths: pd.DataFrame, links: pd.DataFrame, side: str) -> pd.DataFrame:
    """The figures of each link's best-known path on one side, a row each; of equal ones its own and largest."""
    texts = [f"{kind}{field}" for kind in KINDS[:-1] for field in ("_basis", "_grade", "_source")]
    dtypes = dict.fromkeys(KINDS[:-1], "float64") | dict.fromkeys(["unit", "technology", "replaces", *texts], "str")
    missing = {name: pd.Series(np.nan, paths.index, dtype) for name, dtype in dtypes.items() if name not in paths}
    paths = paths.assign(**missing)
    grades = [rank(paths[f"{kind}_grade"].fillna("A")) for kind in KINDS[:-1]]
    size = paths["recipe"].abs() * paths["load"].fillna(1.0)
    paths = paths.assign(worst=np.max(grades, axis=0), size=size.fillna(paths["port"]).fillna(0.0))
    order = {"worst": True, "swapped": True, "own": False, "size": False, "technology": True}
    best = paths.sort_values(list(order), ascending=list(order.values()), kind="stable").drop_duplicates(SIDES)
    found = links[["link", *SIDES]].merge(best, on=SIDES, how="left", indicator="met")
    parts = [_of_kind(found, kind, side) for kind in KINDS[:-1]]
    nothing = found.loc[found["met"] == "left_only", ["link", *SIDES]].assign(side=side, kind="none", grade="D")
    return pd.concat([*parts, nothing], ignore_index=True).fillna(
        {"item": "", "technology": "", "basis": "", "source": ""}
    )


def _of_kind(found: pd.DataFrame, kind: str, side: str) -> pd.DataFrame:
    part = found[found[f"{kind}_grade"].notna()]
    return pd.DataFrame({
        "link": part["link"], "side": side, "kind": kind, "enterprise": part["enterprise"],
        "item": part["replaces"] if kind == "swap" else part["unit"], "technology": part["technology"],
        "commodity": part["commodity"], "value": part[kind].astype("float64"), "basis": part[f"{kind}_basis"],
        "grade": part[f"{kind}_grade"], "source": part[f"{kind}_source"],
    })  # fmt: skip
