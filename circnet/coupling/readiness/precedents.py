"""Published cases of the same exchange."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import Case

MATCHES = ("same", "pair", "taker", "giver", "good")
"""How like a case is: the same two firms, both ends of the same industries, one end, or the same good alone."""
PRECEDENT_COLUMNS = [
    "link", "match", "id", "giver_zh", "giver_en", "taker_zh", "taker_en", "place_zh", "place_en", "since", "amount",
    "unit", "status", "year", "basis", "source", "title", "url", "note",
]  # fmt: skip
PUBLISHED = ("reported", "published")


def precedents(case: Case, links: pd.DataFrame) -> pd.DataFrame:
    """Return the published cases of each link's exchange, the likest first.

    Parameters
    ----------
    case
        The park made ready for the model. Its own links count where their basis is reported or published, besides
        the catalog's table of precedents.
    links
        ``link`` (a key), ``from, to, commodity``.

    Returns
    -------
    pandas.DataFrame
        `PRECEDENT_COLUMNS`; a case that is in use comes before one that is not, a later one before an earlier.
    """
    table = pd.concat([_listed(case), _own(case)], ignore_index=True)
    found = links[["link", "from", "to", "commodity"]].merge(table, on="commodity", suffixes=("", "_there"))
    if found.empty:
        return pd.DataFrame(columns=PRECEDENT_COLUMNS)
    divisions = _divisions(case)
    giver = _alike(found["from"].map(divisions), found["giver_industry"])
    taker = _alike(found["to"].map(divisions), found["taker_industry"])
    same = found["from"].eq(found["from_there"]) & found["to"].eq(found["to_there"])
    found = found.assign(match=np.select([same, giver & taker, taker, giver], MATCHES[:-1], MATCHES[-1]))
    order = found.assign(
        like=found["match"].map(MATCHES.index), idle=found["status"].ne("existing"), late=-found["year"].fillna(0.0)
    ).sort_values(["link", "like", "idle", "late", "id"], kind="stable")
    return order[PRECEDENT_COLUMNS].reset_index(drop=True)


def _listed(case: Case) -> pd.DataFrame:
    """The catalog's cases, a row per good."""
    table = case.catalog.precedents
    table = table.assign(
        commodity=table["commodity"].str.split(";"),
        giver_industry=table["giver_industry"].map(_codes), taker_industry=table["taker_industry"].map(_codes),
    ).explode("commodity")  # fmt: skip
    return table.assign(commodity=table["commodity"].str.strip())


def _own(case: Case) -> pd.DataFrame:
    """The park's published links that the catalog does not list already; ends are told by their ids."""
    links, goods = case.park.links, case.catalog.commodities.set_index("id")["unit"]
    table = links[links["basis"].isin(PUBLISHED)].reset_index(drop=True)
    giver, taker = (table[end].str.removeprefix("external:") for end in ("from", "to"))
    listed = _listed(case)
    here = pd.MultiIndex.from_arrays([giver, taker, table["commodity"]])
    known = pd.MultiIndex.from_frame(listed.loc[listed["park"].ne(""), ["from", "to", "commodity"]])
    sources = case.catalog.sources.drop_duplicates("id").set_index("id")
    first = table["source"].str.split(";").str[0].str.strip()
    years = sources["year"].reindex(first).astype("str").str.extract(r"(\d{4})", expand=False)
    divisions = _divisions(case)
    own = pd.DataFrame({
        "id": "park:" + giver + ">" + taker + ":" + table["commodity"], "commodity": table["commodity"],
        "giver_zh": giver, "giver_en": giver, "taker_zh": taker, "taker_en": taker, "place_zh": "", "place_en": "",
        "giver_industry": giver.map(divisions), "taker_industry": taker.map(divisions), "from": giver, "to": taker,
        "since": np.nan, "amount": table["amount"].where(table["amount_basis"].isin([*PUBLISHED, ""])),
        "unit": goods.reindex(table["commodity"]).fillna("").array, "status": table["status"],
        "year": pd.to_numeric(years, errors="coerce").array, "basis": table["basis"], "source": table["source"],
        "title": sources["title"].reindex(first).fillna("").array,
        "url": sources["url"].reindex(first).fillna("").array, "note": table["note"],
    })  # fmt: skip
    return own[~here.isin(known)]


def _divisions(case: Case) -> dict[str, frozenset[str]]:
    """Two-digit industries (GB/T 4754) of each firm's units, planned ones too."""
    units = case.park.units
    codes = case.catalog.technologies.set_index("id")["industry"].reindex(units["technology"]).fillna("").str[:2]
    table = pd.DataFrame({"enterprise": units["enterprise"].array, "code": codes.array})
    return table[table["code"] != ""].groupby("enterprise")["code"].agg(frozenset).to_dict()


def _codes(text: str) -> frozenset[str]:
    return frozenset(part.strip()[:2] for part in text.split(";") if part.strip())


def _alike(here: pd.Series, there: pd.Series) -> np.ndarray:
    """Whether two firms share an industry."""
    pairs = zip(here, there, strict=True)
    return np.array([bool(isinstance(a, frozenset) and isinstance(b, frozenset) and a & b) for a, b in pairs])
