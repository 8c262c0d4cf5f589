"""How sure a link is, and what stands in its way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import RUNNING, Case
from circnet.keys import among, meet
from circnet.types import GRADES

_LETTERS = "ABCD"
_FAR_KM = 100.0


def evidence(case: Case, links: pd.DataFrame) -> list[str]:
    """Worst grade on the path of each link: the seller's units and recipe lines, the buyer's, and ports.

    Returns
    -------
    list of str
        A (reported) to D (estimated or assumed), one per row; D where nothing is graded.
    """
    worst = np.concatenate([
        np.maximum(_rank(case.lines["grade"]), _rank_of_basis(case.lines["basis"])), _rank(case.ports["grade"])
    ])  # fmt: skip
    pair = np.concatenate([case.line_pairs, case.port_pairs])
    amount = case.lines["coefficient"].to_numpy()
    supply = (case.ports["direction"] == "supply").to_numpy()
    made, used = np.append(amount > 0, supply), np.append(amount < 0, ~supply)
    given = _worst(pair[made], worst[made], case.pairs.of(links, "from"))
    taken = _worst(*_accepted(case, pair[used], worst[used]), case.pairs.of(links, "to"))
    return [_LETTERS[rank] for rank in np.maximum(given, taken)]


def _rank(grades: pd.Series) -> np.ndarray:
    """Grades as numbers, A the least; what is not graded is D."""
    rank = pd.Index(list(_LETTERS), dtype="str").get_indexer(grades)
    return np.where(rank < 0, len(_LETTERS) - 1, rank)


def _rank_of_basis(basis: pd.Series) -> np.ndarray:
    words = pd.Series(GRADES)
    return np.append(_rank(words), len(_LETTERS) - 1)[words.index.get_indexer(basis)]


def _accepted(case: Case, pair: np.ndarray, worst: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What firms take, and in place of it: that is as sure as their need, and as the substitution."""
    swaps, goods = case.catalog.substitutions, case.pairs.goods
    firm, good = case.pairs.split(pair)
    at, swap = meet(good, goods.get_indexer(swaps["replaces"]))
    instead = case.pairs.number(firm[at], goods.get_indexer(swaps["accepts"])[swap])
    grade = np.maximum(worst[at], _rank_of_basis(swaps["basis"])[swap])
    return np.append(pair, instead), np.append(worst, grade)


def _worst(pair: np.ndarray, worst: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The best-known maker decides where several make the same good."""
    pairs, row = np.unique(pair, return_inverse=True)
    grade = np.full(len(pairs) + 1, len(_LETTERS) - 1)
    np.minimum.at(grade, row, worst)
    return grade[pd.Index(pairs).get_indexer(wanted)]


def barriers(case: Case, links: pd.DataFrame) -> list[str]:
    """What stands in the way of each link, as codes joined by ``;``.

    ``hazard:<word>``, ``permit:<instrument>`` (of the commodity), ``status:<firm>=<status>`` where a firm is not
    known to run, ``far`` over 100 km, ``burnt:<what>`` where the good ends as fuel (a low use in the hierarchy).
    """
    goods = case.catalog.commodities.set_index("id")["hazard"].astype(object)
    permits = case.catalog.permits[case.catalog.permits["scope"] == "commodity"].drop_duplicates("applies_to")
    firms = case.park.enterprises.set_index("id")["status"].astype(object)
    firms = firms[~firms.isin(RUNNING)]
    hazard = {good: f"hazard:{word.replace(';', ',')}" for good, word in goods.items() if word}
    permit = {good: f"permit:{text.split(';')[0].strip()}" for good, text in
              zip(permits["applies_to"].tolist(), permits["permit"].tolist(), strict=True) if text}  # fmt: skip
    status = {firm: f"status:{firm}={word}" for firm, word in firms.items()}
    parts = [
        *(_told(told, links["commodity"]) for told in (hazard, permit)),
        *(_told(status, links[end]) for end in ("from", "to")),
        np.where(links["distance_km"].fillna(0.0) > _FAR_KM, "far", "").astype(object),
        _burnt(case, links),
    ]
    result = np.full(len(links), "", dtype=object)
    for part in parts:
        some = np.flatnonzero(part != "")
        result[some] = np.where(result[some] == "", part[some], result[some] + ";" + part[some])
    return result.tolist()


def _told(words: dict[str, str], names: pd.Series) -> np.ndarray:
    """What is to be told of each name; nothing of most."""
    texts = np.array([*words.values(), ""], dtype=object)
    return texts[pd.Index(list(words), dtype="str").get_indexer(names)]


def _burnt(case: Case, links: pd.DataFrame) -> np.ndarray:
    """Goods that only replace a fuel at the taker."""
    goods = case.catalog.commodities
    fuels = goods.loc[goods["tce_per_unit"].fillna(0.0) > 0, "id"]
    swaps = case.catalog.substitutions[case.catalog.substitutions["replaces"].isin(fuels)]
    direct = case.line_pairs[(case.lines["coefficient"] < 0).to_numpy()]
    taken = among(case.pairs.of(links, "to"), direct)
    only_fuel = links["commodity"].isin(swaps["accepts"]).to_numpy() & ~taken
    waste = links["commodity"].isin(goods.loc[goods["kind"] == "waste", "id"]).to_numpy()
    return np.where(only_fuel & waste, "burnt:" + links["commodity"].to_numpy(object), "")
