"""The closure audit: what does not balance in recipes, firms and a park, and what the gaps look like."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from circnet.balance.forms import form_table
from circnet.balance.guess import guess_missing
from circnet.chemistry import TRACKED, element_matrix, formula_mass_fractions
from circnet.coupling import Settings
from circnet.coupling.case import Case, prepare
from circnet.coupling.result import records
from circnet.ledgers.accounts import Accounts
from circnet.ledgers.stated import STATE, reported_accounts
from circnet.ledgers.totals import totals_of
from circnet.park import Catalog, Park
from circnet.park.closure import TOLERANCE, park_closure

__all__ = ["ClosureAudit", "closure_audit"]

SIDES = ["in", "out", "gap", "gap_share"]
GUESS_COLUMNS = ["level", "name", "side", "candidate", "t", "residual", "grade"]
GUESSED = 20
"""How many of the worst of each level are given a guess."""
_RANK = {"open": 0, "declared": 1, "trace": 2, "ok": 3}


@dataclass(frozen=True)
class ClosureAudit:
    """What does not close, the worst first; all as the park's tables state it, nothing solved.

    Attributes
    ----------
    park_id
        Id of the park.
    recipes
        ``technology, element, in, out, gap, gap_share, status`` (`circnet.park.closure`: open, declared, trace, ok),
        t per unit of the reference good; open ones first, then by share.
    firms
        ``enterprise, element, in, out, gap, gap_share``, t/a across the firm's fence; by tonnes.
    park
        ``element, in, out, gap, gap_share``, t/a across the park's boundary; by tonnes.
    guesses
        ``level`` (recipe, firm, park), ``name, side`` (output: something leaves that nobody tells; input: something
        enters), ``candidate`` (a good of the catalog, or a formula), ``t`` (of the candidate, in the level's unit),
        ``residual`` (share of the gap that it does not account for), ``grade`` D: guesses.
    """

    park_id: str
    recipes: pd.DataFrame
    firms: pd.DataFrame
    park: pd.DataFrame
    guesses: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """All tables as plain values."""
        tables = {f.name: records(getattr(self, f.name)) for f in fields(self) if f.name not in ("park_id", "park")}
        return {"park": self.park_id, "elements": records(self.park), **tables}

    def to_json(self) -> str:
        """The audit as one JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)


def closure_audit(park: Park, catalog: Catalog, settings: Settings | None = None) -> ClosureAudit:
    """Audit the element balances of a park's recipes, of its firms and of the park as a whole.

    Parameters
    ----------
    park, catalog
        The park and the whole catalog.
    settings
        Which units take part.

    Returns
    -------
    ClosureAudit
        Gaps, and guesses at the missing streams (`circnet.balance.guess`) of those beyond
        `circnet.park.closure.TOLERANCE`.

    Raises
    ------
    FormulaError
        If a composition does not parse.
    """
    case = prepare(park, catalog, settings or Settings())
    accounts = reported_accounts(case)
    atoms = element_matrix(case.catalog.commodities)[list(TRACKED)]
    recipes = park_closure(park, catalog)
    recipes = recipes.assign(rank=recipes["status"].map(_RANK), size=recipes["gap_share"].abs())
    recipes = recipes.sort_values(["rank", "size", "technology", "element"], ascending=[True, False, True, True])
    recipes = recipes.drop(columns=["rank", "size"]).reset_index(drop=True)
    firms, whole = _firms(accounts, atoms), _park(accounts, atoms)
    return ClosureAudit(
        park.info.id, recipes, firms, whole, _guesses(case, atoms, accounts, recipes=recipes, firms=firms, park=whole)
    )


def _firms(accounts: Accounts, atoms: pd.DataFrame) -> pd.DataFrame:
    entries = accounts.entries
    tonnes = atoms.reindex(entries["commodity"]).fillna(0.0).mul(entries["amount"].to_numpy(float), axis=0)
    tonnes.index = pd.MultiIndex.from_frame(entries[["enterprise", "side"]])
    sums = tonnes.groupby(["enterprise", "side"]).sum().rename_axis(columns="element").stack().unstack("side")
    return _worst(sums.reindex(columns=["in", "out"]).fillna(0.0).reset_index(), ["enterprise", "element"])


def _park(accounts: Accounts, atoms: pd.DataFrame) -> pd.DataFrame:
    totals = totals_of(accounts, STATE, atoms).rename_axis("element").reset_index()
    return _worst(totals.rename(columns={"input": "in", "output": "out"})[["element", "in", "out"]], ["element"])


def _worst(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Gaps, the largest first."""
    gap, larger = table["in"] - table["out"], table[["in", "out"]].max(axis=1)
    share = (gap / larger.where(larger > 0)).fillna(0.0)
    table = table.assign(gap=gap, gap_share=share, size=gap.abs())[larger > 0]
    table = table.sort_values(["size", *key], ascending=[False, *[True] * len(key)])
    return table[[*key, *SIDES]].rename_axis(columns=None).reset_index(drop=True)


def _guesses(  # noqa: PLR0913
    case: Case, atoms: pd.DataFrame, accounts: Accounts, *, recipes: pd.DataFrame, firms: pd.DataFrame,
    park: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    candidates = _candidates(case, atoms)
    known = pd.Index(pd.concat([accounts.entries["commodity"], accounts.lines["commodity"]]).unique())
    levels = {
        "recipe": recipes.rename(columns={"technology": "name"}),
        "firm": firms.rename(columns={"enterprise": "name"}), "park": park.assign(name=case.park.info.id),
    }  # fmt: skip
    parts: list[pd.DataFrame] = []
    for level, table in levels.items():
        beyond = table["gap_share"].abs() > TOLERANCE
        if level == "recipe":
            beyond = table["status"].isin(["open", "declared"])
        gaps = table.pivot_table(index="name", columns="element", values="gap", aggfunc="sum")
        gaps = gaps.reindex(columns=list(TRACKED)).fillna(0.0)
        worst = table.loc[beyond, "name"].drop_duplicates().head(GUESSED)
        parts += [guess_missing(gaps.loc[name], candidates, known).assign(level=level, name=name) for name in worst]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True).assign(grade="D")[GUESS_COLUMNS] if found else _no_guess()


def _no_guess() -> pd.DataFrame:
    numbers = ("t", "residual")
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in numbers else "str") for name in GUESS_COLUMNS})


def _candidates(case: Case, atoms: pd.DataFrame) -> pd.DataFrame:
    """Goods of the catalog per tonne, and pure formulas."""
    mass = case.catalog.commodities.drop_duplicates("id").set_index("id")["t_per_unit"]
    goods = atoms[~atoms.index.duplicated()]
    goods = goods.div(mass.reindex(goods.index).where(lambda value: value > 0), axis=0).fillna(0.0)
    formulas = form_table()["formula"].unique()
    pure = pd.DataFrame([dict(formula_mass_fractions(formula)) for formula in formulas], index=formulas)
    table = pd.concat([goods, pure.reindex(columns=list(TRACKED)).astype("float64").fillna(0.0)])
    return table[np.isfinite(table.to_numpy()).all(axis=1)]
