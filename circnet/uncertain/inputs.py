"""What is uncertain about a model: prices, fees, freight, lines, the size of works and ports, what recipes use."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.balance.reconciliation.pedigree import PEDIGREE
from circnet.coupling.case import Case
from circnet.coupling.model import Model
from circnet.types import GRADES
from circnet.uncertain.terms import UncertaintyTerms

__all__ = ["INPUT_COLUMNS", "energy_lines", "port_items", "uncertain_inputs"]

INPUT_COLUMNS = ["input", "kind", "item", "group", "together", "shape", "low", "central", "high", "grade"]
_TAIL = 1.6448536269514722
"""Normal score of 95 %: grades give a standard deviation, a range is told by its 5 % and 95 % quantiles."""
_ALONE = ("", "other", "waste")
"""Families that only collect what fits nowhere: their prices do not move together."""
_DRAWN = ("electricity", "heat", "water")


def uncertain_inputs(model: Model, hubs: pd.DataFrame, terms: UncertaintyTerms) -> pd.DataFrame:
    """Return what is uncertain about a model, and how far.

    Parameters
    ----------
    model
        The model at central figures.
    hubs
        Ways to trade with hubs, as `circnet.uncertain.hubs.hub_ways`.
    terms
        Shape of price ranges, share of every range, and whether loads and recipes are uncertain.

    Returns
    -------
    pandas.DataFrame
        `INPUT_COLUMNS`, sorted by ``input``. ``kind``: ``price`` of a good wherever it is bought, sold or valued;
        ``disposal`` fee of a good; ``freight`` rate and ``line`` cost of a mode; ``load`` of a firm's works;
        ``port``; ``use`` of a good by a technology. ``low, central, high`` are factors of the central figure
        (``central`` 1), but for goods without a price (``central`` 0) CNY per unit. ``together``: what moves by a
        common factor, blank for nothing; ``group``: what is told as one in the sensitivity.

    Notes
    -----
    Where no range is given, a lognormal one follows from the grade with the deviations of
    `circnet.balance.reconciliation.pedigree.PEDIGREE`.
    """
    case = model.case
    parts = [_prices(model, terms.shape), _fees(model), *_carriage(model, hubs)]
    if terms.loads:
        parts += [_works(case), _ports(case)]
    if terms.recipes:
        parts.append(_uses(case, terms.shape))
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=INPUT_COLUMNS)
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(input=table["kind"] + "|" + table["item"]).drop_duplicates("input")
    for end in ("low", "high"):
        drawn_in = table["central"] + terms.spread * (table[end] - table["central"])
        table[end] = drawn_in.where(table["shape"] != "lognormal", table[end] ** terms.spread)
    table = table[table["high"] > table["low"]]
    return table.sort_values("input")[INPUT_COLUMNS].reset_index(drop=True)


def graded(table: pd.DataFrame) -> pd.DataFrame:
    """Give each row (``grade``) the lognormal range of its grade, ``exp(-+1.645 sigma)``."""
    grade = table["grade"].fillna("").replace("", "D")
    sigma = grade.map(PEDIGREE).to_numpy(float)
    return table.assign(
        grade=grade, shape="lognormal", low=np.exp(-_TAIL * sigma), central=1.0, high=np.exp(_TAIL * sigma)
    )


def _prices(model: Model, shape: str) -> pd.DataFrame:
    case = model.case
    offers = model.offers
    traded = offers.loc[offers["trade"].isin(["buy", "sell"]), "commodity"]
    columns = model.program.columns
    valued = columns.loc[columns["family"].isin(["need", "surplus"]), "commodity"]
    goods = case.catalog.commodities.set_index("id")
    named = pd.Index(sorted({*traded, *valued} & set(goods.index)))
    known = goods.loc[named]
    price = known["price"].to_numpy(float)
    ends = known[["price_low", "price_high"]].to_numpy(float)
    stated = np.isfinite(ends).all(axis=1) & np.isfinite(price)
    scale = np.where(stated & (price != 0), price, 1.0)
    ends = np.sort(np.where(stated[:, None], ends, 1.0) / scale[:, None], axis=1)
    central = np.where(price == 0, 0.0, 1.0)
    # a range that passes zero, or a price of zero, has no logarithm
    form = np.where((shape == "lognormal") & (ends[:, 0] <= 0), "triangular", shape)
    family = known["family"].fillna("").to_numpy(str) if "family" in known else np.full(len(named), "")
    table = pd.DataFrame({
        "kind": "price", "item": named, "shape": form, "low": np.fmin(ends[:, 0], central), "central": central,
        "high": np.fmax(ends[:, 1], central), "grade": known["basis"].fillna("").map(GRADES).fillna("D").to_numpy(str),
        "together": np.where(np.isin(family, _ALONE), "", family),
        "group": "price:" + pd.Series(family).replace("", "other"),
    })  # fmt: skip
    unstated = table[~stated].drop(columns="grade")
    unstated = unstated.merge(_worst_basis(case, model, ["buy", "sell"]), left_on="item", right_on="commodity")
    return pd.concat([table[stated], graded(unstated)], ignore_index=True) if len(unstated) else table[stated]


def _worst_basis(case: Case, model: Model, trades: list[str]) -> pd.DataFrame:
    """Grade of the park's own price rows per good that they price: ``commodity, grade``."""
    offers = model.offers
    own = offers.loc[offers["trade"].isin(trades) & (offers["partner"] == "market"), "commodity"].unique()
    rows = case.park.markets[case.park.markets["commodity"].isin(own)]
    grade = rows["basis"].fillna("").map(GRADES).fillna("D")
    return rows.assign(grade=grade).groupby("commodity", as_index=False)["grade"].max()


def _fees(model: Model) -> pd.DataFrame:
    """Fees of ways out; what leaves at no cost, or is paid for, has none."""
    case, offers = model.case, model.offers
    ways = offers[(offers["trade"] == "dispose") & (offers["price"] != 0)]
    routes = case.catalog.disposal.rename(columns={"route": "partner"})
    routes = routes.assign(grade=routes["basis"].fillna("").map(GRADES).fillna("D"))
    stated = _worst_basis(case, model, ["dispose"])
    priced = ways.merge(routes[["commodity", "partner", "grade"]], on=["commodity", "partner"])
    own = ways[ways["partner"] == "market"].merge(stated, on="commodity")
    grade = pd.concat([priced, own], ignore_index=True).groupby("commodity", as_index=False)["grade"].max()
    table = grade.rename(columns={"commodity": "item"}).assign(kind="disposal", group="disposal", together="")
    return graded(table)


def _carriage(model: Model, hubs: pd.DataFrame) -> list[pd.DataFrame]:
    """Freight rates and line costs of the modes in use; the plain cost of an arc by hand is taken as it is."""
    modes = model.case.catalog.transport
    table = pd.DataFrame({"item": modes["mode"], "grade": modes["basis"].fillna("").map(GRADES).fillna("D")})
    # fuel and wages move the rates of all vehicles; what it costs to run a line is a matter of that line
    vehicle = ~(modes["capex_cny_per_km"].fillna(0.0) > 0).to_numpy()
    table = table.assign(together=np.where(vehicle, "freight", ""))
    arcs = model.arcs[~model.arcs["listed"]]
    hauled = pd.concat([arcs.loc[arcs["cost"] != 0, "mode"], hubs.loc[hubs["cost"] != 0, "mode"]])
    laid = arcs.loc[arcs["annuity_per_km"] > 0, "mode"]
    return [
        graded(part[part["item"].isin(used)].assign(kind=kind, group=kind))
        for kind, used, part in (("freight", hauled, table), ("line", laid, table.assign(together="line")))
    ]


def _works(case: Case) -> pd.DataFrame:
    """One size per firm: its units move together, or an integrated works would no longer balance."""
    units = case.units
    main = units["role"].eq("main")
    graded_units = units[main | ~units["enterprise"].isin(units.loc[main, "enterprise"])]
    grade = graded_units.assign(grade=graded_units["grade"].fillna("").replace("", "D"))
    worst = grade.groupby("enterprise", as_index=False)["grade"].max().rename(columns={"enterprise": "item"})
    return graded(worst.assign(kind="load", group="load", together=""))


def port_items(case: Case) -> pd.Series:
    """What ports are called: firm, good and direction, with a number behind where there are several; by column name."""
    ports = case.ports
    name = ports["enterprise"] + "|" + ports["commodity"] + "|" + ports["direction"]
    place = name.groupby(name).cumcount() + 1
    item = name.where(place == 1, name + "|" + place.astype("str"))
    return pd.Series(item.to_numpy(str), index=ports["port"].to_numpy(str), dtype="str")


def _ports(case: Case) -> pd.DataFrame:
    table = pd.DataFrame({"item": port_items(case).to_numpy(str), "grade": case.ports["grade"].to_numpy()})
    return graded(table.assign(kind="port", group="port", together=""))


def energy_lines(case: Case) -> pd.DataFrame:
    """Recipe lines that may be uncertain: power, heat and water used, of which no tracked element is made.

    Other lines hold each other by the elements that must close, and so do those of firms that pass on.

    Returns
    -------
    pandas.DataFrame
        Rows of ``case.lines`` with ``item`` (technology and good).
    """
    kinds = case.catalog.commodities.set_index("id")["kind"].reindex(case.lines["commodity"]).to_numpy()
    hubs = case.park.enterprises.loc[case.park.enterprises["passes_on"].astype(bool), "id"]
    lines = case.lines[np.isin(kinds.astype(str), _DRAWN) & (case.lines["coefficient"] < 0).to_numpy()]
    lines = lines[~lines["enterprise"].isin(hubs)]
    lines = lines[~lines.duplicated(["activity", "commodity"], keep=False)]
    return lines.assign(item=lines["technology"] + "|" + lines["commodity"])


def _uses(case: Case, shape: str) -> pd.DataFrame:
    """Ranges of the catalog's recipes; a park's own figures and closed or exact lines are held."""
    recipes = case.catalog.recipes
    ranged = recipes[recipes["basis"] != "stoichiometric"].dropna(subset=["low", "high"])
    lines = energy_lines(case).merge(ranged[["technology", "commodity", "coefficient", "low", "high"]],
                                     on=["technology", "commodity", "coefficient"]).drop_duplicates("item")  # fmt: skip
    ends = np.sort(lines[["low", "high"]].to_numpy(float) / lines[["coefficient"]].to_numpy(float), axis=1)
    grade = lines["basis"].fillna("").map(GRADES).fillna("D").to_numpy(str)
    table = pd.DataFrame({
        "kind": "use", "item": lines["item"].to_numpy(str), "shape": shape, "low": np.fmin(ends[:, 0], 1.0),
        "central": 1.0, "high": np.fmax(ends[:, 1], 1.0), "grade": grade, "group": "use", "together": "",
    })  # fmt: skip
    return table[table["low"] > 0]
