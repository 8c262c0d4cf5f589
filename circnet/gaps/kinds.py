"""What kind of gap a plant fills, and which loose amounts and elements it closes."""

from __future__ import annotations

import pandas as pd

from circnet.chemistry import element_matrix
from circnet.coupling.model import Model
from circnet.coupling.solve import Point
from circnet.gaps.crossing import crossing
from circnet.gaps.partners import feedstock, outlets
from circnet.gaps.plants import PREFIX
from circnet.gaps.screen import Screen

LOOSE = ("disposed", "unexplained")
_SHARE = 0.01
_UNTIED = ("electricity", "water", "heat", "emission", "ambient")


def change(found: Screen, model: Model, point: Point) -> pd.DataFrame:
    """What crosses the border less than before at the firms that were there: crossing's columns, amounts and costs
    as differences.
    """  # noqa: D205
    keys = ["enterprise", "commodity", "side", "way"]
    after = crossing(model, point)
    after = after[~after["enterprise"].str.startswith(PREFIX)]
    both = found.crossing.merge(after, on=keys, how="left", suffixes=("", "_after"))
    return both.assign(
        was=both["amount"], amount=both["amount"] - both["amount_after"].fillna(0.0),
        cost=both["cost"] - both["cost_after"].fillna(0.0),
    )[[*keys, "was", "amount", "cost"]]  # fmt: skip


def closed_by(found: Screen, model: Model, point: Point, technology: str) -> pd.DataFrame:
    """Return what was disposed of or unexplained and is less so with the plant, by a hundredth at least.

    Returns
    -------
    pandas.DataFrame
        ``technology, enterprise, commodity, side, way, amount, was, unit``: less by, and before, units a year.
    """
    goods = found.model.case.catalog.commodities.set_index("id")
    table = change(found, model, point)
    table = table[table["way"].isin(LOOSE) & ~table["commodity"].map(goods["kind"]).isin(_UNTIED)]
    table = table[table["amount"] > _SHARE * table["was"]]
    table = table.assign(technology=technology, unit=table["commodity"].map(goods["unit"]).astype("str"))
    columns = ["technology", "enterprise", "commodity", "side", "way", "amount", "was", "unit"]
    return table.sort_values(["amount", "enterprise"], ascending=[False, True])[columns].reset_index(drop=True)


def elements_of(found: Screen, model: Model, point: Point, technology: str) -> tuple[str, ...]:
    """Tracked elements of which a hundredth at least of what was loose is so no more, most tonnes first."""
    closed = closed_by(found, model, point, technology)
    if closed.empty:
        return ()
    goods = found.model.case.catalog.commodities
    before = found.crossing[found.crossing["way"].isin(LOOSE)]
    atoms = element_matrix(goods)
    gone, loose = (_atoms(table, atoms) for table in (closed, before))
    kept = gone[(gone > _SHARE * loose.reindex(gone.index).fillna(0.0)) & (gone > 1.0)]
    return tuple(kept.sort_values(ascending=False).index)


def _atoms(table: pd.DataFrame, atoms: pd.DataFrame) -> pd.Series:
    known = table[table["commodity"].isin(atoms.index)]
    return atoms.loc[known["commodity"]].mul(known["amount"].to_numpy(), axis=0).sum()


def kind_of(found: Screen, model: Model, point: Point, technology: str) -> str:
    """Return the kind of gap: ``bottleneck, by-product, extension, missing``.

    Bottleneck (强链): the park makes the reference good already. By-product (补链): most of what it takes from inside
    was disposed of, unexplained or a waste. Extension (延链): it was sold. Missing (缺链): what the plant gives
    replaces purchases or needs, or nothing of the kind holds.
    """
    case = found.model.case
    reference = case.catalog.technologies.set_index("id")["reference"][technology]
    made = case.lines[(case.lines["coefficient"] > 0) & (case.lines["role"] != "utility")]
    if reference in set(made.loc[made["own"], "commodity"]):
        return "bottleneck"
    taken, given = feedstock(model, point, technology), outlets(model, point, technology)
    taken, given = taken[taken["inside"] & taken["tied"]], given[given["inside"] & given["tied"]]
    if float(given["value"].sum()) > float(taken["value"].sum()) or taken.empty:
        return "missing"
    kind = case.catalog.commodities.set_index("id")["kind"]
    offered = found.crossing[found.crossing["side"] == "offered"]
    loose = set(offered.loc[offered["way"].isin(LOOSE), "commodity"])
    byproduct = taken["commodity"].isin(loose) | (taken["commodity"].map(kind) == "waste")
    return "by-product" if taken.loc[byproduct, "value"].sum() >= 0.5 * taken["value"].sum() else "extension"
