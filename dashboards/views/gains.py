"""Who gains what from a coupling: two splits side by side, the price that brings each, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.wording import Wording, known

__all__ = ["FirmGain", "Gains", "gains"]

_FEN = 0.5
_LEAST = 1.0


@dataclass(frozen=True)
class FirmGain:
    """What a firm gains a year by its contribution, with goods at the middle of their bands, and beside the prices."""

    name: str
    shapley: str
    equal: str
    side: str
    own: bool
    """Whether it is one of the two ends of the coupling."""


@dataclass(frozen=True)
class Gains:
    """What is told of a coupling's worth to each firm.

    Attributes
    ----------
    lead
        The cluster it belongs to.
    prices
        ``(split, price)``.
    firms
        The two ends first.
    holds
        Whether some firms would rather leave, a sentence per split.
    """

    lead: str
    prices: list[tuple[str, str]]
    firms: list[FirmGain]
    holds: list[str]


def gains(study: Study, words: Wording, start: str, end: str, good: str) -> Gains | None:
    """Return the split of the saving of a coupling's cluster; None where the coupling has none."""
    links = study.tables["links"]
    here = links[links["from"].eq(start) & links["to"].eq(end) & links["commodity"].eq(good)]
    if here.empty:
        return None
    link = here.iloc[0]
    cluster = int(link["cluster"])
    row = study.tables["clusters"].set_index("cluster").loc[cluster]
    members = int((links["cluster"] == cluster).sum())
    lead = t("gains.lead", words.lang, firms=int(row["firms"]), links=members, saving=words.money(row["saving"]))
    if abs(row["saving_unexplained"]) > _LEAST:
        lead += t("gains.unexplained", words.lang, saving=words.money(row["saving_unexplained"]))
    errors = study.tables["firms"].loc[study.tables["firms"]["cluster"] == cluster, "standard_error"].max()
    if (known(errors) or 0.0) > _FEN:
        lead += t("gains.sampled", words.lang, error=words.money(errors))
    prices = [
        (t(f"gains.price_{name}", words.lang), words.price(link[column], str(link["unit"])))
        for name, column in (("shapley", "price"), ("equal", "price_equal"))
        if known(link[column]) is not None
    ]
    return Gains(lead, prices, _firms(study, words, cluster, (start, end)), _holds(study, words, cluster))


def _firms(study: Study, words: Wording, cluster: int, ends: tuple[str, str]) -> list[FirmGain]:
    table = study.tables["firms"]
    table = table[table["cluster"] == cluster]
    order = table["enterprise"].map({ends[0]: 0, ends[1]: 1}).fillna(2)
    table = table.assign(order=order).sort_values(["order", "gain"], ascending=[True, False], kind="stable")
    return [_firm(row, words, ends) for row in table.to_dict("records")]


def _firm(row: dict[str, Any], words: Wording, ends: tuple[str, str]) -> FirmGain:
    side, shapley = float(row["side_payment"]), words.money(row["gain"])
    told = "–" if abs(side) <= _LEAST else t(
        "gains.gets" if side > 0 else "gains.pays", words.lang, amount=words.money(abs(side))
    )  # fmt: skip
    firm = row["enterprise"]
    return FirmGain(words.short.get(firm, firm), shapley, words.money(row["gain_equal"]), told, firm in ends)


def _holds(study: Study, words: Wording, cluster: int) -> list[str]:
    splits = study.tables["splits"]
    splits = splits[splits["cluster"] == cluster].set_index("split")
    told = [_held(name, splits.loc[name], words) for name in ("shapley", "equal") if name in splits.index]
    if "core" in splits.index and not splits.loc["core", "holds"]:
        told.append(t("gains.no_core", words.lang))
    return told


def _held(split: str, row: pd.Series, words: Wording) -> str:
    named = t(f"gains.{split}", words.lang)
    if row["holds"]:
        return t("gains.holds", words.lang, split=named)
    firms = [words.short.get(firm, firm) for firm in str(row["leaving"]).split(";") if firm]
    return t("gains.leaves", words.lang, split=named, firms=t("options.between", words.lang).join(firms),
             gain=words.money(row["leaving_gains"]))  # fmt: skip
