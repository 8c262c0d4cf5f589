"""Parks side by side: which is behind, on what, what would help most, and what to ask for first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.progress import words
from dashboards.views.wording import known, short_name

__all__ = ["VERDICTS", "Counts", "Standing", "common_ask", "finding", "standing", "unread", "verdict"]

VERDICTS: Final = ("behind", "unjudged", "ahead")
_VERDICT: Final = {"not_met": "behind", "behind": "behind", "met": "ahead", "on_track": "ahead"}


@dataclass(frozen=True)
class Counts:
    """Indicators reported, known by the flow model alone, and missing."""

    reported: int
    by_model: int
    missing: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.reported + self.by_model + self.missing


@dataclass(frozen=True)
class Standing:
    """A park in the comparison.

    ``filled`` and ``aim`` are value and target as shares of the longer one, for a bar; ``retrofit`` tells whether it is
    one of the nine.
    """

    park: str
    name: str
    retrofit: bool
    counts: Counts
    code: str
    indicator: str
    value: str
    target: str
    filled: float
    aim: float
    verdict: str
    status_told: str
    mark: str
    sign: str
    by_model: bool
    basis: str
    help: str
    help_told: str
    ask: str


def standing(found: Study, parks: Mapping[str, str], lang: str) -> list[Standing]:
    """Return the parks, those of the retrofit first, in each group the farthest from its target first.

    Parameters
    ----------
    parks
        Names by id.
    """
    called = words.name_of(found.tables["names"], lang, "code")
    variables = words.name_of(found.tables["variables"], lang)
    goods = names(found.goods, lang)
    rows = [
        _row(row, found, parks, called, variables, goods, lang) for row in found.tables["standing"].to_dict("records")
    ]
    return sorted(rows, key=lambda row: not row.retrofit)


def common_ask(found: Study, lang: str) -> str:
    """Return the figure to ask for first where it is the same for every park; else a blank."""
    table = found.tables["standing"]
    if len(table) < 2 or len(table[["ask", "ask_holder"]].drop_duplicates()) > 1 or not table["ask"].iloc[0]:  # noqa: PLR2004
        return ""
    first, variables = table.iloc[0], words.name_of(found.tables["variables"], lang)
    return t("progress_cell.ask_all", lang, figure=variables.get(first["ask"], first["ask"]),
             holder=words.word("holder", first["ask_holder"], lang))  # fmt: skip


def verdict(status: str) -> str:
    """Return whether a park is ``behind``, ``ahead`` (met or on track), or ``unjudged``."""
    return _VERDICT.get(status, "unjudged")


def finding(found: Study, rows: list[Standing], lang: str) -> tuple[str, str]:
    """Return in two sentences which parks are behind on what, and what would help most."""
    chosen = [row for row in rows if row.retrofit] or rows
    number = {name: sum(row.verdict == name for row in chosen) for name in VERDICTS}
    key = "progress_told.standing" if any(row.retrofit for row in rows) else "progress_told.standing_any"
    lead = t(key, lang, parks=len(chosen), **number)
    if number["behind"] + number["unjudged"] and chosen[0].verdict != "ahead":
        worst = chosen[0]
        lead += t("progress_told.worst", lang, park=worst.name, indicator=worst.indicator, value=worst.value,
                  target=worst.target)  # fmt: skip
    ids = {row.park: row for row in chosen}
    table = found.tables["standing"]
    helped = table[table["park"].isin(ids) & (table["distance"] > 0) & (table["help_from"] != "")]
    if helped.empty:
        return lead, t("progress_told.no_help", lang)
    most = (helped["help_change"] / helped["target"]).abs().idxmax()
    best = ids[str(helped.loc[most, "park"])]
    return lead, t("progress_told.best_help", lang, park=best.name, help=best.help)


def _row(  # noqa: PLR0913, PLR0917  names of each kind
    row: Mapping[str, Any], found: Study, parks: Mapping[str, str], called: Mapping[str, str],
    variables: Mapping[str, str], goods: Mapping[str, str], lang: str,
) -> Standing:  # fmt: skip
    unit, status = row["unit"], row["status"]
    value, target = known(row["value"]), known(row["target"])
    longest = max(abs(value or 0.0), abs(target or 0.0)) or 1.0
    counts = Counts(int(row["known"]), int(row["by_model"]), int(row["missing"]))
    there = value is not None
    basis = ""
    if there:
        basis = t("progress_cell.rests", lang, origin=words.word("origin", row["origin"], lang),
                  basis=words.word("basis", row["basis"], lang), year=words.year_of(row["year"]))  # fmt: skip
    help_, told = _help(row, found, goods, lang)
    return Standing(
        park=row["park"], name=parks.get(row["park"], row["park"]),
        retrofit=row["park"] in found.summary["retrofit"], counts=counts, code=row["indicator"],
        indicator=called.get(row["indicator"], row["indicator"]), value=words.amount(value, unit, lang),
        target=words.target_told(row, lang), filled=abs(value or 0.0) / longest, aim=abs(target or 0.0) / longest,
        verdict=verdict(status), status_told=words.status_name(status, lang), mark=words.MARKS[status],
        sign=words.sign_of(status), by_model=there and row["origin"] != "reported", basis=basis,
        help=help_, help_told=told, ask=_ask(row, variables, lang),
    )  # fmt: skip


def _help(row: Mapping[str, Any], found: Study, goods: Mapping[str, str], lang: str) -> tuple[str, str]:
    """What helps most, short, and where all couplings would lead."""
    unit, gap = row["unit"], known(row["distance"])
    firms = found.tables["firms"]
    own = names(firms[firms["park"] == row["park"]], lang)
    reached = t("progress_cell.coupled", lang, coupled=words.amount(row["coupled_value"], unit, lang),
                best=words.amount(row["best_value"], unit, lang))  # fmt: skip
    if row["help_from"]:
        ends = {
            name: short_name(own.get(row[ref], row[ref]))
            for name, ref in (("giver", "help_from"), ("taker", "help_to"))
        }
        good = goods.get(row["help_commodity"], row["help_commodity"])
        return t(
            "progress_cell.help", lang, good=good, change=words.change(row["help_change"], unit, lang), **ends
        ), reached
    if gap is None or gap <= 0:
        return "–", reached
    best, today = known(row["best_value"]), known(row["value"])
    more = best is not None and today is not None and abs(best - today) > 1e-6 * max(abs(best), 1.0)
    key = "progress_cell.only_at_cost" if more else "progress_cell.no_help"
    return t(key, lang, best=words.amount(best, unit, lang)), reached


def _ask(row: Mapping[str, Any], variables: Mapping[str, str], lang: str) -> str:
    if not row["ask"]:
        return ""
    figure = variables.get(row["ask"], row["ask"])
    return t("progress_cell.ask", lang, figure=figure, year=words.year_of(row["ask_year"]),
             holder=words.word("holder", row["ask_holder"], lang), serves=row["ask_serves"])  # fmt: skip


def unread(found: Study, parks: Mapping[str, str]) -> list[str]:
    """Return the names of parks that could not be read."""
    table: pd.DataFrame = found.tables["unread"]
    return [parks.get(ref, ref) for ref in table["park"]]
