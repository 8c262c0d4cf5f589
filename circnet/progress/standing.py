"""Parks side by side: which is behind, on what, what would help most, and what to ask first."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from circnet.coupling import Settings
from circnet.errors import NoSolution, UsageFault
from circnet.park import Catalog, Park, builtin_parks, manifest, parks_folder
from circnet.progress.assess import Progress, assessed
from circnet.progress.contribution import Contributions, contributions_of
from circnet.progress.flowmodel import FlowModel, solve
from circnet.progress.judge import BEHIND
from circnet.progress.reach import best_of
from circnet.progress.standards import MAIN_SYSTEM, Standards, load_standards

__all__ = ["FIRST", "STANDING_COLUMNS", "Standing", "retrofit_parks", "standing"]

FIRST = "N9"
"""The indicator that is told of every park: solid-waste utilisation, for which the province has a target."""
BATCH = 2021
"""The circular retrofit of the 14th five-year plan."""
STANDING_COLUMNS = [
    "park", "known", "by_model", "missing", "indicator", "unit", "value", "year", "basis", "origin", "target",
    "target_year", "target_scope", "distance", "status", "behind", "help_from", "help_to", "help_commodity",
    "help_mode", "help_change", "help_saving", "coupled_value", "best_value", "ask", "ask_year", "ask_holder",
    "ask_serves",
]  # fmt: skip


def retrofit_parks() -> list[str]:
    """Return the ids of the built-in parks of the retrofit of the 14th five-year plan, nine of them."""
    texts = {name: (parks_folder() / name / manifest.FILE).read_text("utf-8") for name in builtin_parks()}
    told = {name: tomllib.loads(text).get("retrofit", {}) for name, text in texts.items()}
    return [name for name, retrofit in told.items() if retrofit.get("year") == BATCH]


@dataclass(frozen=True, eq=False)
class Standing:
    """Parks side by side.

    Attributes
    ----------
    parks
        `STANDING_COLUMNS`, one row per park, the farthest from a target first: ``known, by_model, missing`` count
        indicators of the main system with a reported value, with the flow model's only, and without; ``indicator`` is
        the one farthest from its target (`FIRST` where none falls short) with its value and target; ``behind`` lists
        those judged behind or not met; ``help_*`` the coupling that adds most to it (``help_change`` in its unit),
        ``coupled_value`` where all couplings that pay would bring it, ``best_value`` where any couplings could;
        ``ask_*`` the missing figure that serves most.
    indicators, scores, missing, projects
        ``park`` and the columns of the tables of `circnet.progress.assess.Progress`, of every system and in the order
        of ``parks``.
    """

    parks: pd.DataFrame
    indicators: pd.DataFrame
    scores: pd.DataFrame
    missing: pd.DataFrame
    projects: pd.DataFrame

    def matrix(self, system: str, column: str = "value") -> pd.DataFrame:
        """Return one figure of a system's indicators: a row per park, a column per code, in the system's order."""
        own = self.indicators[self.indicators["system"] == system]
        wide = own.pivot(index="park", columns="code", values=column)
        return wide.reindex(index=self.parks["park"], columns=own["code"].drop_duplicates().tolist())


def standing(
    parks: Sequence[Park], catalog: Catalog, settings: Settings | None = None, standards: Standards | None = None
) -> Standing:
    """Tell for each park where it stands.

    Parameters
    ----------
    parks
        At least one.
    catalog, settings, standards
        As for `circnet.progress.assess.assess`.
    """
    standards = standards or load_standards()
    found = [_compared(park, catalog, settings, standards) for park in parks]
    numbers = ["value", "year", "target", "target_year", "distance", "help_change", "help_saving", "coupled_value",
               "best_value", "ask_year"]  # fmt: skip
    table = pd.DataFrame([row for row, _ in found], columns=STANDING_COLUMNS).astype(dict.fromkeys(numbers, float))
    share = (table["distance"] / table["target"].abs()).fillna(0.0)
    order = table.assign(share=share).sort_values(["share", "park"], ascending=[False, True]).index
    told = [found[place][1] for place in order]
    return Standing(
        table.loc[order, STANDING_COLUMNS].reset_index(drop=True),
        *(_stacked(told, name) for name in ("indicators", "scores", "missing", "projects")),
    )


def _stacked(told: Sequence[Progress], name: str) -> pd.DataFrame:
    """One table of several parks, each row with its park; a park without rows is left out."""
    tables = [getattr(one, name) for one in told]
    rows = [table.assign(park=one.summary["park"]) for one, table in zip(told, tables, strict=True) if len(table)]
    columns = ["park", *tables[0].columns] if tables else ["park"]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def _compared(
    park: Park, catalog: Catalog, settings: Settings | None, standards: Standards
) -> tuple[tuple[object, ...], Progress]:
    """The row of a park, and its progress."""
    model: FlowModel | None = None
    told: dict[str, object] = {"model": "solved", "model_reason": None}
    try:
        model = solve(park, catalog, standards, settings)
    except NoSolution as error:
        told = {"model": "no_solution", "model_reason": error.reason}
    result = assessed(park, catalog, standards, model, told)
    found = None if model is None else contributions_of(model, park, (MAIN_SYSTEM,))
    own = result.of_system(MAIN_SYSTEM)
    reported = own["reported_value"].notna()
    one = _farthest(own)
    best = None if model is None else _best(model, park, one["code"])
    counts = (reported, own["value"].notna() & ~reported, own["value"].isna())
    columns = ("code", "unit", "value", "year", "basis", "origin", "target", "target_year", "target_scope", "distance",
               "status")  # fmt: skip
    behind = ";".join(own.loc[own["status"].isin(BEHIND), "code"])
    row = (park.info.id, *(int(count.sum()) for count in counts), *(one[name] for name in columns), behind,
           *_help(found, one), best, *_ask(result))  # fmt: skip
    return row, result


def _farthest(own: pd.DataFrame) -> dict:
    """The indicator with the greatest share of its target missing."""
    short = own[own["confirmed"] & (own["distance"] > 0)]
    if short.empty:
        return own[own["code"] == FIRST].iloc[0].to_dict()
    share = short["distance"] / short["target"].abs().where(short["target"] != 0)
    return short.assign(share=share).sort_values(["share", "code"], ascending=[False, True]).iloc[0].to_dict()


def _best(model: FlowModel, park: Park, code: str) -> float | None:
    indicators = model.standards.of_system(MAIN_SYSTEM)
    try:
        return best_of(model, park, indicators[indicators["code"] == code].iloc[0].to_dict())
    except UsageFault:
        return None


def _help(found: Contributions | None, one: dict) -> tuple[object, ...]:
    """The coupling that does most for an indicator, and where all of them bring it."""
    if found is None:
        return ("", "", "", "", None, None, None)
    sign = 1.0 if one["direction"] == "higher" else -1.0
    total = found.totals[(found.totals["code"] == one["code"])]
    reached = float(total["coupled"].iloc[0]) if len(total) else None
    changes = found.changes[(found.changes["code"] == one["code"]) & (sign * found.changes["change"] > 0)]
    if changes.empty:
        return ("", "", "", "", None, None, reached)
    best = changes.assign(gain=sign * changes["change"]).sort_values(["gain", "step"], ascending=[False, True]).iloc[0]
    step = found.steps[found.steps["step"] == best["step"]].iloc[0]
    return (step["from"], step["to"], step["commodity"], step["mode"], float(best["change"]), float(step["saving"]),
            reached)  # fmt: skip


def _ask(result: Progress) -> tuple[object, ...]:
    """The missing figure that serves most indicators of the main system."""
    named = result.missing["indicators"].str.split(";")
    serves = named.map(lambda codes: sum(code.startswith(f"{MAIN_SYSTEM}:") for code in codes)).astype(int)
    table = result.missing.assign(serves=serves)[serves > 0].sort_values("serves", ascending=False, kind="stable")
    if table.empty:
        return ("", None, "", 0)
    first = table.iloc[0]
    return (first["variable"], first["year"], first["holder"], int(first["serves"]))
