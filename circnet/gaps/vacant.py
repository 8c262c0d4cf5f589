"""Firms whose trade their units do not tell: what a firm is named after and does not run, it is likely to lack."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import scipy.sparse as sp

from circnet.gaps.alone import scales
from circnet.park import Catalog, Park

STANDING = ("operating", "trial", "unknown", "")
LEAST = 0.35
"""Likeness of a firm's trade to a technology (cosine) below which nothing is read from it."""
_SHORT = 3


def vacant(park: Park) -> pd.DataFrame:
    """Return the standing firms of a park without a unit of their own trade, utilities apart: rows of enterprises.

    A unit of any status tells what its firm does, hence a firm whose works is closed or planned is not vacant.
    """
    firms, units = park.enterprises, park.units
    process = units.loc[units["role"] != "utility", "enterprise"]
    standing = firms["status"].fillna("").isin(STANDING) & ~firms["id"].isin(process)
    return firms[standing].sort_values("id").reset_index(drop=True)


def likeness(firms: pd.DataFrame, catalog: Catalog, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how like the trade of each firm is to each technology.

    The words of the firm's industry and names and those of the technology's and its reference good's names, English
    words and pairs of Chinese characters, as vectors weighted by inverse document frequency over the catalog (Sparck
    Jones 1972, Journal of Documentation 28:11-21); likeness is their cosine. Words that no technology has count
    nothing.

    Parameters
    ----------
    firms
        ``id, industry, name_zh, name_en``.
    catalog
        Technologies and commodities.
    units
        ``enterprise, technology``: the words of these technologies are taken off the firm's, which is not like them or
        their variants; none where not given.

    Returns
    -------
    pandas.DataFrame
        Index: firm; columns: technology, sorted; 0 to 1.
    """
    table = catalog.technologies.sort_values("id").reset_index(drop=True)
    if firms.empty or table.empty:
        return pd.DataFrame(0.0, index=firms["id"], columns=table["id"])
    named = catalog.commodities.set_index("id")[["name_zh", "name_en"]].reindex(table["reference"])
    own, good = _joined(table[["name_zh", "name_en"]]), _joined(named)
    known = [_words(f"{one} | {other}") for one, other in zip(own, good, strict=True)]
    told = [_words(text) for text in _joined(firms[["industry", "name_zh", "name_en"]])]
    vocabulary = pd.Index(sorted(set().union(*known)))
    has, asks = _incidence(known, vocabulary), _incidence(told, vocabulary)
    weight = np.log((len(known) + 1.0) / (np.asarray(has.sum(axis=0)).ravel() + 1.0))
    if units is None:
        values = (_unit(asks, weight) @ _unit(has, weight).T).toarray()
        return pd.DataFrame(values, index=firms["id"], columns=table["id"])
    runs = pd.crosstab(units["enterprise"], units["technology"]).reindex(
        index=firms["id"], columns=table["id"], fill_value=0
    )
    told_by_units = (sp.csr_array(runs.to_numpy(float)) @ has).astype(bool)
    asks = (asks - asks.multiply(told_by_units)).tocsr()
    values = (_unit(asks, weight) @ _unit(has, weight).T).toarray()
    base = scales(catalog)["base"].reindex(table["id"]).to_numpy()
    alike = runs.T.groupby(base).transform("sum").T.to_numpy() > 0
    return pd.DataFrame(np.where(alike, 0.0, values), index=firms["id"], columns=table["id"])


def trades(park: Park, catalog: Catalog) -> pd.DataFrame:
    """Return for each vacant firm the technology that is most like its trade (`likeness`).

    Returns
    -------
    pandas.DataFrame
        ``enterprise, technology, likeness`` (`LEAST` to 1); a firm whose trade the catalog does not know is absent.
    """
    return _likest(likeness(vacant(park), catalog))


def leftover(park: Park, catalog: Catalog) -> pd.DataFrame:
    """Return for each standing firm the technology that is most like what its units leave unsaid of its trade.

    Returns
    -------
    pandas.DataFrame
        As `trades`; a vacant firm has the same row in both.
    """
    firms, units = park.enterprises, park.units
    standing = firms[firms["status"].fillna("").isin(STANDING)].sort_values("id")
    return _likest(likeness(standing, catalog, units[units["role"] != "utility"]))


def _likest(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        empty = {"enterprise": pd.Series(dtype="str"), "technology": pd.Series(dtype="str")}
        return pd.DataFrame({**empty, "likeness": pd.Series(dtype="float64")})
    best = table.to_numpy().argmax(axis=1)
    found = pd.DataFrame({
        "enterprise": table.index, "technology": table.columns.to_numpy()[best],
        "likeness": table.to_numpy()[np.arange(len(table)), best],
    })  # fmt: skip
    return found[found["likeness"] >= LEAST].reset_index(drop=True)


def _joined(table: pd.DataFrame) -> list[str]:
    return table.fillna("").astype(str).agg(" | ".join, axis=1).tolist()


def _words(text: str) -> set[str]:
    """English words of three letters and more, plural taken off, and pairs of neighbouring Chinese characters."""
    english = {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) >= _SHORT}
    english = {word[:-1] if word.endswith("s") and len(word) > _SHORT + 1 else word for word in english}
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return english | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _incidence(texts: list[set[str]], vocabulary: pd.Index) -> sp.csr_array:
    pairs = pd.Series([sorted(text) for text in texts]).explode().dropna()
    column = vocabulary.get_indexer(pairs)
    known = column >= 0
    entries = np.ones(int(known.sum())), (pairs.index.to_numpy()[known], column[known])
    return sp.csr_array(entries, shape=(len(texts), len(vocabulary)))


def _unit(incidence: sp.csr_array, weight: np.ndarray) -> sp.csr_array:
    """Rows weighted and scaled to length one; a row without words stays zero."""
    rows = incidence.multiply(weight).tocsr()
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sp.csr_array(sp.diags_array(1.0 / np.maximum(length, 1e-12)) @ rows)
