"""A chain of a park as stages from left to right: what stands and at what load, what is planned, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from circnet.gaps.chains import STAGES
from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.gaps.candidates import sound
from dashboards.views.gaps.words import GapWords
from dashboards.views.wording import known

__all__ = ["Box", "Stage", "chain_finding", "chain_names", "chain_stages", "first_chain"]

_STATES: Final = ("present", "planned", "standing", "missing")
_SHOWN: Final = {"present": 8, "planned": 6, "standing": 4, "missing": 6}
"""Boxes of a state shown in a stage before the rest is folded."""


@dataclass(frozen=True)
class Box:
    """A technology in a chain; ``load`` is a share (None where unknown), ``plant`` its id where it was valued."""

    name: str
    product: str
    state: str
    state_name: str
    load: float | None
    firms: str
    mark: str
    kind: str
    kind_name: str
    plant: str


@dataclass(frozen=True)
class Stage:
    """A stage of a chain: boxes to show, and those that are folded."""

    name: str
    boxes: tuple[Box, ...]
    folded: tuple[Box, ...]


def chain_names(found: Study, words: GapWords) -> list[tuple[str, str]]:
    """Return the chains of the park with their names, those of which most stands first."""
    table = found.tables["chains"]
    if table.empty:
        return []
    here = (table["status"] == "present").groupby(table["chain"]).sum()
    order = here.reset_index(name="here").sort_values(["here", "chain"], ascending=[False, True])["chain"]
    return [(chain, words.chain(chain)) for chain in order]


def first_chain(found: Study, words: GapWords) -> str:
    """Return the chain to begin with: that of the first sound candidate, else the one of which most stands."""
    table = found.tables["chains"]
    chains = [chain for chain, _ in chain_names(found, words)]
    for technology in sound(found, words).get("technology", pd.Series(dtype="str")):
        own = set(table.loc[table["technology"] == technology, "chain"])
        if own:
            return next(chain for chain in chains if chain in own)
    return chains[0] if chains else ""


def chain_stages(found: Study, words: GapWords, chain: str) -> list[Stage]:
    """Return the stages of a chain from left to right; what has no stage stands at the end, an empty stage stays."""
    table = found.tables["chains"]
    table = table[table["chain"] == chain]
    ranked = found.tables["ranked"]["technology"].tolist()
    place = {technology: at for at, technology in enumerate(ranked)}
    gaps = found.tables["gaps"]
    valued = dict(zip(gaps["technology"], gaps["kind"], strict=True)) if len(gaps) else {}
    stages = [*STAGES, *([""] if (~table["stage"].isin(STAGES)).any() else [])]
    return [
        _stage(stage, table[table["stage"] == stage if stage else ~table["stage"].isin(STAGES)], place, valued, words)
        for stage in stages
    ]


def _stage(stage: str, table: pd.DataFrame, place: dict[str, int], valued: dict[str, str], words: GapWords) -> Stage:
    order = table.assign(
        state=pd.Categorical(table["status"], _STATES), place=table["technology"].map(place).fillna(len(place))
    ).sort_values(["state", "place", "technology"])  # fmt: skip
    number = order.groupby("state", observed=True).cumcount()
    shown = number < order["state"].astype("str").map(_SHOWN)
    return Stage(
        t(f"gap_stage.{stage}", words.lang),
        tuple(_box(row, valued, words) for row in order[shown].to_dict("records")),
        tuple(_box(row, valued, words) for row in order[~shown].to_dict("records")),
    )


def _box(row: dict[str, Any], valued: dict[str, str], words: GapWords) -> Box:
    lang, technology = words.lang, row["technology"]
    # what was valued has its kind from its own optimum; the chart's is told from the park alone
    kind = valued.get(technology) or row["kind"]
    firms = [words.firm(one) for one in str(row["firms"]).split(";") if one]
    return Box(
        name=words.technology(technology), product=words.plain.good(row["product"]), state=row["status"],
        state_name=t(f"gap_state.{row['status']}", lang), load=known(row["load"]), firms=words.comma(firms),
        mark=row["mark"], kind=kind, kind_name=words.kind(kind) if kind else "",
        plant=technology if technology in valued else "",
    )  # fmt: skip


def chain_finding(found: Study, words: GapWords, chain: str) -> str:
    """Return a chain in a sentence: how much stands, is planned, stands still, and could come."""
    table = found.tables["chains"]
    counts = table.loc[table["chain"] == chain, "status"].value_counts()
    return t("gaps.chain_told", words.lang, chain=words.chain(chain),
             **{state: int(counts.get(state, 0)) for state in _STATES})  # fmt: skip
