"""What decides: the finding, the share of each group of inputs, the totals of the park."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from circnet.uncertain import Uncertainty
from dashboards.i18n import t
from dashboards.uncertain_runs import Indices
from dashboards.views.uncertain.rows import UncertainWords

__all__ = [
    "GroupShare",
    "deciding_finding",
    "group_shares",
    "index_finding",
    "index_rows",
    "saving_finding",
    "total_rows",
]

_TOTALS = ("saving_total", "saving", "saving_unexplained", "cost")


@dataclass(frozen=True)
class GroupShare:
    """A group of inputs: how many, and what it explains by itself; None where there are too few samples to tell."""

    name: str
    inputs: int
    share: float | None


def deciding_finding(found: Uncertainty, words: UncertainWords) -> str:
    """Return which input moves the saving most."""
    strong = found.inputs[found.inputs["prcc"].abs() > found.inputs["noise"]]
    if strong.empty:
        return t("uncertainpage.nothing_decides", words.lang)
    named = [
        t("uncertainpage.decides_one", words.lang, name=words.names.input(row["kind"], row["item"]),
          way=t(f"uncertainpage.{'rises' if row['prcc'] > 0 else 'falls'}_{found.summary['target']}", words.lang))
        for row in strong.head(2).to_dict("records")
    ]  # fmt: skip
    return t("uncertainpage.decides", words.lang, names=t("uncertainpage.and", words.lang).join(named))


def group_shares(found: Uncertainty, words: UncertainWords) -> list[GroupShare]:
    """Return the groups of inputs, the one that explains most first."""
    return [
        GroupShare(words.names.group(row["group"]), int(row["inputs"]),
                   None if row["explained"] != row["explained"] else max(float(row["explained"]), 0.0))  # noqa: PLR0124
        for row in found.groups.to_dict("records")
    ]  # fmt: skip


def index_rows(found: Indices, words: UncertainWords) -> list[list[str]]:
    """Return the groups of inputs, the direct and the whole effect of each with its half width at 95 %."""
    known = found.groups[found.groups["total"].notna()]
    return [[words.names.group(row["group"]), *(_share(row, name) for name in ("first", "total"))]
            for row in known.to_dict("records")]  # fmt: skip


def _share(row: Mapping[str, float], name: str) -> str:
    return f"{row[name]:.0%} ± {row[f'{name}_interval']:.0%}"


def index_finding(found: Indices, words: UncertainWords) -> str:
    """Return which group that is told apart decides most, together with others and by itself."""
    known = found.groups[found.groups["total"].notna() & (found.groups["group"] != "rest")]
    if known.empty or 0 < found.samples == found.missing:
        return t("uncertainpage.no_indices", words.lang)
    best = known.sort_values("total", ascending=False, kind="stable").iloc[0].to_dict()
    return t("uncertainpage.index_finding", words.lang, name=words.names.group(best["group"]),
             total=_share(best, "total"), alone=_share(best, "first"))  # fmt: skip


def saving_finding(found: Uncertainty, words: UncertainWords) -> str:
    """Return how likely the park saves more than at central figures."""
    if found.summary["target"] != "saving":
        return t("uncertainpage.no_baseline", words.lang)
    saved = (found.samples["saving"] + found.samples["saving_unexplained"]).dropna()
    central = found.totals.set_index("quantity").loc["saving_total", "central"]
    if saved.empty or central != central:  # noqa: PLR0124
        return t("uncertainpage.no_baseline", words.lang)
    return t("uncertainpage.more_than_central", words.lang, central=words.money(central),
             share=f"{(saved >= central).mean():.0%}")  # fmt: skip


def total_rows(found: Uncertainty, words: UncertainWords) -> list[list[str]]:
    """Return the totals of the park: central, mean, and three quantiles."""
    totals = found.totals.set_index("quantity").reindex(_TOTALS)
    totals = totals[totals["mean"].notna()]
    return [
        [t(f"uncertain_total.{name}", words.lang), *[words.money(row[column]) for column in
                                                    ("central", "mean", "q05", "q50", "q95")]]
        for name, row in zip(totals.index, totals.to_dict("records"), strict=True)
    ]  # fmt: skip
