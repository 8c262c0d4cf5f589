"""What a park's own records say about the plant that is missing: signs, each with a weight fitted on removals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import Case
from circnet.gaps.alone import scales, traded
from circnet.gaps.books import books, closing, idle_utilities
from circnet.gaps.precedents import precedents
from circnet.gaps.ranking import LEAST_SIZE, chain_weight, tying
from circnet.gaps.vacant import STANDING, leftover, likeness, trades
from circnet.park import Catalog
from circnet.park.reference import reference_table

SIGNS = (
    "worth", "books", "trade", "vacancy", "leftover", "explains", "loose_ends", "surplus", "precedents", "treats",
)  # fmt: skip
"""What makes up the evidence; `signs` and `worth` tell what each is."""
POINTING = ("books", "trade", "vacancy", "leftover")
"""Signs that point to one firm, the surest first."""
TOLD = 1.0
"""Part of the evidence from which a sign is named: it multiplies the odds by e."""
_WORTH = 0.1
"""Rank score below which the worth of a plant tells nothing more."""


def signs(case: Case, crossing: pd.DataFrame, technologies: pd.Series) -> pd.DataFrame:
    """Return the signs of each technology.

    Parameters
    ----------
    case
        The park's sets.
    crossing
        `circnet.gaps.crossing.crossing`.
    technologies
        To look at.

    Returns
    -------
    pandas.DataFrame
        Index: technology. ``books``: 1 where its recipe closes several goods of a firm's books at one load
        (`circnet.gaps.books.closing`); ``trade``: likeness to the trade of a firm that makes a utility which nobody
        there uses and the technology would; ``vacancy``: likeness to the trade of a firm without a process of its own;
        ``leftover``: likeness to what the units of a firm leave unsaid of its trade, where it is the likest;
        ``explains``: it makes or takes what is unexplained inside, 1 / (technologies that do); ``loose_ends``:
        recorded links and prices named for a firm to which it gives the end that no unit there is; ``surplus``: it
        takes what leaves the park, the share of its least plant that this feeds / sqrt(technologies that do), the best
        good; ``precedents``: log(1 + other built-in parks that run it) times the root of
        `circnet.gaps.ranking.chain_weight`; ``treats``: 1 for a treatment technology with a
        surplus; ``points_to``: the firm that the surest of books, trade, vacancy and leftover points to.
    """
    catalog = case.catalog
    lines = traded(catalog)
    lines = lines.loc[lines["technology"].isin(technologies), ["technology", "commodity", "coefficient"]]
    lines = lines.assign(side=np.where(lines["coefficient"] < 0, "offered", "wanted"))
    book = books(case)
    found = {
        "books": closing(book, lines).assign(value=1.0), "trade": _trade(case, book, lines),
        "vacancy": trades(case.park, catalog).rename(columns={"likeness": "value"}),
        "leftover": leftover(case.park, catalog).rename(columns={"likeness": "value"}),
    }  # fmt: skip
    names, rare = technologies.to_numpy(), _rarity(catalog)
    table = pd.DataFrame({name: part.groupby("technology")["value"].max().reindex(names)
                          for name, part in found.items()}, index=names)  # fmt: skip
    table = table.assign(
        explains=_explains(lines, crossing, rare), surplus=_surplus(catalog, lines, crossing, rare),
        loose_ends=_ends(case, crossing, lines), precedents=_elsewhere(case, technologies),
    ).fillna(0.0)  # fmt: skip
    role = catalog.technologies.set_index("id")["role"].reindex(names)
    treats = (role.eq("treatment") & (table["surplus"] > 0)).astype(float)
    return table.assign(treats=treats, points_to=_pointed(found, names))


def weights() -> pd.Series:
    """Return the weight of each sign, natural logarithm of odds per unit of it, from ``data/gap_weights.csv``."""
    return reference_table("gap_weights").set_index("sign")["weight"].reindex(list(SIGNS)).fillna(0.0)


def parts(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each sign adds to the evidence of candidates with ``score`` and the columns of `signs`."""
    values = table.assign(worth=worth(table["score"]))[list(SIGNS)]
    return values * weights()


def worth(score: pd.Series) -> pd.Series:
    """Return the sign of a plant's worth: the logarithm of its rank score over the least that counts, from 0."""
    return np.log1p(score.clip(lower=0.0) / _WORTH)


def told(evidence: pd.DataFrame) -> pd.Series:
    """Return which signs speak for each candidate, the strongest first, joined by ``;``."""
    listed = evidence[list(SIGNS)].reset_index(drop=True).melt(ignore_index=False, var_name="sign", value_name="part")
    listed = listed[listed["part"] >= TOLD].reset_index(names="row")
    listed = listed.sort_values(["row", "part", "sign"], ascending=[True, False, True])
    joined = listed.groupby("row")["sign"].agg(";".join).reindex(range(len(evidence))).fillna("")
    return pd.Series(joined.to_numpy(), index=evidence.index, dtype="str")


def _rarity(catalog: Catalog) -> pd.Series:
    """Return by ``commodity, side`` one over the technologies (not their variants) that use or make a good."""
    lines = traded(catalog)
    side = np.where(lines["coefficient"] < 0, "offered", "wanted")
    family = lines["technology"].map(scales(catalog)["base"])
    return 1.0 / lines.assign(family=family, side=side).groupby(["commodity", "side"])["family"].nunique()


def _explains(lines: pd.DataFrame, crossing: pd.DataFrame, rare: pd.Series) -> pd.Series:
    """Return by technology the greatest rarity among the unexplained goods that it makes or takes."""
    open_ = crossing.loc[crossing["way"] == "unexplained", ["commodity", "side"]].drop_duplicates()
    met = lines.merge(open_, on=["commodity", "side"])
    value = rare.reindex(pd.MultiIndex.from_frame(met[["commodity", "side"]])).to_numpy()
    return met.assign(value=value).groupby("technology")["value"].max()


def _surplus(catalog: Catalog, lines: pd.DataFrame, crossing: pd.DataFrame, rare: pd.Series) -> pd.Series:
    leaves = crossing[(crossing["side"] == "offered") & (crossing["way"] != "idle")]
    leaves = leaves[leaves["commodity"].isin(tying(catalog))]
    amount = leaves.groupby(["commodity", "side"])["amount"].sum().rename("amount")
    met = lines.join(amount, on=["commodity", "side"], how="inner")
    least = met["technology"].map(scales(catalog)["low"]).fillna(LEAST_SIZE).clip(lower=1e-9)
    filled = (met["amount"] / (met["coefficient"].abs() * least)).clip(upper=1.0)
    value = filled * np.sqrt(rare.reindex(pd.MultiIndex.from_frame(met[["commodity", "side"]])).to_numpy())
    return met.assign(value=value).groupby("technology")["value"].max()


def _elsewhere(case: Case, technologies: pd.Series) -> pd.Series:
    """Return by technology log(1 + other parks with it) times the root of its chain's share of this park."""
    bases = pd.Series(scales(case.catalog)["base"]).reindex(technologies.to_numpy())
    return np.log1p(precedents(case.park, bases)) * np.sqrt(chain_weight(case, technologies))


def _trade(case: Case, book: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return ``technology, enterprise, value``: likeness to standing firms with an idle utility that it would use."""
    used = lines.loc[lines["coefficient"] < 0, ["technology", "commodity"]]
    pairs = idle_utilities(case, book).merge(used, on="commodity")[["technology", "enterprise"]].drop_duplicates()
    firms = case.park.enterprises
    firms = firms[firms["status"].fillna("").isin(STANDING) & firms["id"].isin(pairs["enterprise"])]
    alike = likeness(firms, case.catalog)
    pairs = pairs[pairs["enterprise"].isin(alike.index) & pairs["technology"].isin(alike.columns)]
    at = alike.index.get_indexer(pairs["enterprise"]), alike.columns.get_indexer(pairs["technology"])
    return pairs.assign(value=alike.to_numpy()[at])


def _ends(case: Case, crossing: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """Return by technology how many goods of its recipe a link or a firm's own price names and no unit there has."""
    firms = case.park.enterprises
    firms = firms.loc[firms["status"].fillna("").isin(STANDING), "id"]
    markets = case.park.markets[case.park.markets["enterprise"].isin(firms)]
    own = case.lines[case.lines["own"]]
    own = own.assign(side=np.where(own["coefficient"] > 0, "wanted", "offered"))
    keys = ["enterprise", "commodity", "side"]
    priced = pd.concat([
        markets.loc[markets["sell_price"].notna(), keys[:2]].assign(side="wanted"),
        markets.loc[markets["buy_price"].notna(), keys[:2]].assign(side="offered"),
    ], ignore_index=True)  # fmt: skip
    priced = priced[~pd.MultiIndex.from_frame(priced).isin(pd.MultiIndex.from_frame(own[keys]))]
    links = crossing.loc[(crossing["way"] == "link") & crossing["commodity"].isin(tying(case.catalog)), keys]
    ends = pd.concat([links, priced], ignore_index=True)[["commodity", "side"]].drop_duplicates()
    return lines[["technology", "commodity", "side"]].drop_duplicates().merge(ends)["technology"].value_counts()


def _pointed(found: dict[str, pd.DataFrame], names: np.ndarray) -> pd.Series:
    """Return by technology the firm that the surest sign points to; empty where none does."""
    listed = [found[name].assign(order=place) for place, name in enumerate(POINTING)]
    table = pd.concat(listed, ignore_index=True)
    table = table[table["value"] > 0].sort_values(["order", "value", "enterprise"], ascending=[True, False, True])
    return table.groupby("technology")["enterprise"].first().reindex(names).fillna("").astype("str")
