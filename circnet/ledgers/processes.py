"""What happens to an element inside firms: by units, by substitution, and where figures contradict each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import Case
from circnet.ledgers.accounts import Accounts, texts
from circnet.park.closure import TOLERANCE, TRACE

__all__ = ["CONVERSIONS", "conversions", "gaps_of", "in_tonnes", "processes", "unknown_goods"]

PROCESS = ["state", "kind", "enterprise", "unit", "technology", "good"]
CONVERSIONS = ["state", "enterprise", "unit", "technology", "from", "to", "t"]
_TELLING_NO_MASS = ("heat", "electricity")


def in_tonnes(table: pd.DataFrame, contents: pd.DataFrame) -> pd.DataFrame:
    """Split amounts by form: ``form, group, t`` (t/a of the element) added, a row per form that the good holds."""
    rows = table.merge(contents, on="commodity")
    return rows.assign(t=rows["amount"].astype("float64") * rows["content"]).drop(columns="content")


def processes(accounts: Accounts, contents: pd.DataFrame) -> pd.DataFrame:
    """Return what each process makes (+) and uses (-) of each form.

    Returns
    -------
    pandas.DataFrame
        ``state, kind, enterprise, unit, technology, good, form, group, t``. ``kind``: recipe; substitution (uses what
        is accepted, makes what is replaced); oversent (makes what was sent and not made) and overreceived (uses what
        was received and not used). ``good`` is blank for recipes, else the good in question.
    """
    lines = accounts.lines.assign(kind="recipe", good="")
    swaps = accounts.swaps.assign(kind="substitution", unit="", technology=accounts.swaps["replaced"],
                                  good=accounts.swaps["commodity"])  # fmt: skip
    taken = swaps.assign(amount=-swaps["amount"])
    given = swaps.assign(amount=swaps["amount"] * swaps["ratio"], commodity=swaps["replaced"])
    odd = accounts.conflicts[accounts.conflicts["amount"].notna()]
    odd = odd.assign(amount=-odd["amount"], technology="", good=odd["commodity"])
    columns = [*PROCESS, "commodity", "amount"]
    parts = [part[columns] for part in (lines, taken, given, odd) if len(part)]
    table = in_tonnes(pd.concat(parts, ignore_index=True) if parts else lines[columns], contents)
    return table.assign(side=np.where(table["t"] < 0, "used", "made"))


def gaps_of(case: Case, table: pd.DataFrame, element: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Return what each process takes in and does not give off.

    Returns
    -------
    pandas.DataFrame
        ``state, kind, enterprise, unit, technology, commodity, t, status, reason``: ``t`` is used less made. Of
        recipes: status as `circnet.park.closure` judges it, or ``composition`` where something with mass has none;
        ``reason``: the exception that the technology declares, or the goods without composition; of substitutions, the
        good replaced.
    """
    wide = table.pivot_table(index=PROCESS, columns="side", values="t", aggfunc="sum")
    wide = wide.reindex(columns=["made", "used"]).fillna(0.0)
    sums = pd.DataFrame({"t": -(wide["made"] + wide["used"]), "larger": np.maximum(wide["made"], -wide["used"])})
    rows = sums.reset_index().rename(columns={"good": "commodity"})
    rows = rows.merge(_references(case, lines), on=["state", "unit", "technology"], how="left")
    rows = rows.merge(_without_composition(case), on="technology", how="left")
    declared = rows["technology"].map(_exceptions(case, element))
    rows = rows.assign(declared=texts(declared), unknown=texts(rows["unknown"]))
    recipe, small = rows["kind"] == "recipe", TRACE * rows["reference"].fillna(0.0)
    status = np.select(
        [~recipe, rows["t"].abs() <= TOLERANCE * rows["larger"], rows["larger"] < small, rows["declared"] != "",
         rows["unknown"] != ""],
        ["", "ok", "trace", "declared", "composition"], "open",
    )  # fmt: skip
    told = [rows["declared"], rows["unknown"], rows["technology"]]
    reason = np.select([status == "declared", status == "composition", rows["kind"] == "substitution"], told, "")
    rows = rows.assign(technology=rows["technology"].where(recipe, ""))
    columns = ["state", "kind", "enterprise", "unit", "technology", "commodity", "t", "status", "reason"]
    return rows.assign(status=status, reason=reason)[columns]


def _references(case: Case, lines: pd.DataFrame) -> pd.DataFrame:
    """Tonnes of the reference product that each unit makes by each technology."""
    reference = case.catalog.technologies.drop_duplicates("id").set_index("id")["reference"]
    mass = case.catalog.commodities.drop_duplicates("id").set_index("id")["t_per_unit"]
    own = lines[lines["commodity"] == lines["technology"].map(reference)]
    own = own.assign(reference=own["amount"].astype("float64") * own["commodity"].map(mass).fillna(1.0).astype(float))
    return own.groupby(["state", "unit", "technology"], as_index=False)["reference"].sum()


def _without_composition(case: Case) -> pd.DataFrame:
    """Goods of each technology of which nobody knows what they hold: ``technology, unknown``."""
    rows = case.catalog.recipes.merge(
        unknown_goods(case.catalog.commodities).rename("commodity"), on="commodity"
    )[["technology", "commodity"]]  # fmt: skip
    told = rows.drop_duplicates().sort_values(["technology", "commodity"]).groupby("technology")["commodity"]
    return told.agg(";".join).rename("unknown").reset_index()


def unknown_goods(commodities: pd.DataFrame) -> pd.Series:
    """Goods with mass whose composition is not known."""
    blank = texts(commodities["composition"]) == ""
    return commodities.loc[blank & ~commodities["kind"].isin(_TELLING_NO_MASS), "id"].drop_duplicates()


def _exceptions(case: Case, element: str) -> pd.Series:
    """Why the element does not balance, by technology, where it is declared."""
    told = [case.catalog.technologies.rename(columns={"id": "technology"})[["technology", "exceptions"]],
            case.park.recipes[["technology", "exceptions"]]]  # fmt: skip
    table = pd.concat(told, ignore_index=True)
    table = table.assign(exceptions=texts(table["exceptions"]).str.split(";")).explode("exceptions")
    named = table["exceptions"].str.extract(r"(?s)^([^:]*):?(.*)$")  # has its columns where no row is, unlike partition
    table = table.assign(element=named[0].str.strip(), why=named[1].str.strip())
    return table[table["element"] == element].drop_duplicates("technology").set_index("technology")["why"]


def conversions(table: pd.DataFrame) -> pd.DataFrame:
    """Return which form becomes which.

    A process that takes in and gives off the same form is taken to pass it on; what is left of its forms is shared in
    proportion: ``t_ij = used_i made_j / max(sum used, sum made)``. Where one side is larger, what is over comes from
    ``@gain`` or goes to ``@loss``.

    Parameters
    ----------
    table
        From `processes`.

    Returns
    -------
    pandas.DataFrame
        `CONVERSIONS`, t/a of the element.
    """
    wide = table.assign(t=table["t"].abs()).pivot_table(
        index=[*PROCESS, "form"], columns="side", values="t", aggfunc="sum"
    )
    wide = wide.reindex(columns=["made", "used"]).fillna(0.0)
    kept = np.minimum(wide["made"], wide["used"])
    same = kept.rename("t").reset_index().assign(to=lambda rows: rows["form"])
    rest = wide.sub(kept, axis=0).reset_index()
    key = rest.groupby(PROCESS)[["made", "used"]].transform("sum")
    rest = rest.assign(all_made=key["made"], all_used=key["used"], largest=key.max(axis=1))
    used, made = rest[rest["used"] > 0], rest[rest["made"] > 0]
    pairs = used.merge(made[[*PROCESS, "form", "made"]].rename(columns={"form": "to", "made": "given"}), on=PROCESS)
    pairs = pairs.assign(t=pairs["used"] * pairs["given"] / pairs["largest"])
    lost = used.assign(to="@loss", t=used["used"] * (1.0 - used["all_made"] / used["largest"]))
    gained = made.assign(to=made["form"], form="@gain", t=made["made"] * (1.0 - made["all_used"] / made["largest"]))
    rows = pd.concat([same, pairs, lost, gained], ignore_index=True).rename(columns={"form": "from"})
    rows = rows[rows["t"] > 0].groupby([*CONVERSIONS[:-1]], as_index=False)["t"].sum()
    return rows.sort_values(CONVERSIONS[:-1])[CONVERSIONS].reset_index(drop=True)
