"""The indicators of a park in one system: what is known apart by origin, against what, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.progress import words
from dashboards.views.wording import known

__all__ = ["Asked", "Indicator", "Trend", "asked_for", "finding", "indicators", "unknown_count"]

_MOST_INPUTS = 8


@dataclass(frozen=True)
class Trend:
    """A small picture of a value over the years: heights from 0 to 1, and the same in words."""

    heights: tuple[float, ...]
    told: str


@dataclass(frozen=True)
class Indicator:
    """A row: texts to read, what a value rests on, and its sign.

    ``by_model`` tells that the value that is judged was worked out from today's flows.
    """

    code: str
    name: str
    reported: str
    model: str
    target: str
    target_told: str
    distance: str
    status: str
    status_told: str
    mark: str
    sign: str
    grade: str
    rests_on: str
    by_model: bool
    value: bool
    lacks: str
    trend: Trend | None


@dataclass(frozen=True)
class Asked:
    """A figure nobody gave: of what year, in what unit, who has it, and how many indicators of the system need it.

    ``variable``, ``plain_year`` and ``plain_unit`` are what stands in indicators.csv.
    """

    variable: str
    figure: str
    year: str
    unit: str
    holder: str
    serves: str
    stands_in: bool
    plain_year: str
    plain_unit: str


def indicators(found: Study, run: ParkRun, system: str, lang: str) -> list[Indicator]:
    """Return the indicators of a system: those with a value first, what wants attention before the rest."""
    table = found.tables["indicators"]
    own = table[table["system"] == system]
    order = {status: place for place, status in enumerate(words.STATUSES)}
    own = own.assign(at=own["status"].map(order)).sort_values("at", kind="stable")
    titles, lacks = words.source_titles(found, run), _lacks(found, system, lang)
    return [_indicator(row, found, titles, lacks, lang) for row in own.to_dict("records")]


def finding(found: Study, system: str, lang: str) -> tuple[str, str]:
    """Return in a sentence how a park stands in a system, and what the values rest on."""
    table = found.tables["scores"]
    row = table[table["system"] == system].iloc[0]
    count = {name: int(row[name]) for name in ("indicators", "missing", "by_model", "judged", "met", "to_be_confirmed")}
    count["reported"] = count["indicators"] - count["missing"] - count["by_model"]
    score = t("progress_told.score" if count["judged"] else "progress_told.no_score", lang, **count)
    unsure = t("progress_told.unsure", lang, **count) if count["to_be_confirmed"] else ""
    return t("progress_told.known", lang, **count), f"{score} {unsure}".strip()


def unknown_count(rows: list[Indicator]) -> int:
    """Return how many indicators have no value."""
    return sum(not row.value for row in rows)


def asked_for(found: Study, system: str, lang: str) -> list[Asked]:
    """Return the figures that indicators of a system wait for, those that serve most first."""
    table = _by_indicator(found)
    own = table[table["system"] == system].groupby(["variable", "year"], dropna=False, sort=False).agg(
        serves=("code", "nunique"), stands_in=("stands_in", "first"), holder=("holder", "first"),
        unit=("unit", "first"), name_zh=("name_zh", "first"), name_en=("name_en", "first"),
    ).reset_index().sort_values("serves", ascending=False, kind="stable")  # fmt: skip
    return [
        Asked(
            variable=row["variable"], plain_year=words.year_of(row["year"]), plain_unit=row["unit"],
            figure=row[f"name_{lang}"] or row["name_zh"],
            year=words.year_of(row["year"]) or "–", unit=words.unit_told(row["unit"], lang),
            holder=words.word("holder", row["holder"], lang), serves=str(row["serves"]),
            stands_in=bool(row["stands_in"]),
        )
        for row in own.to_dict("records")
    ]  # fmt: skip


def _indicator(
    row: Mapping[str, Any], found: Study, titles: Mapping[str, str], lacks: Mapping[str, str], lang: str
) -> Indicator:  # fmt: skip
    unit, status = row["unit"], row["status"]
    by_model = row["origin"] in ("model", "mixed")
    there = known(row["value"]) is not None
    return Indicator(
        code=row["code"], name=row[f"name_{lang}"] or row["name_zh"],
        reported=words.amount(row["reported_value"], unit, lang), model=words.amount(row["model_value"], unit, lang),
        target=words.target_told(row, lang), target_told=_goal(row, found, titles, lang),
        distance=words.distance_told(row, lang), status=status, status_told=words.status_name(status, lang),
        mark=words.MARKS[status], sign=words.sign_of(status), grade=row["grade"] if there else "",
        rests_on=_rests_on(row, found, titles, lang) if there else "", by_model=by_model and there, value=there,
        lacks=lacks.get(row["code"], ""), trend=_trend(row, found, lang),
    )  # fmt: skip


def _goal(row: Mapping[str, Any], found: Study, titles: Mapping[str, str], lang: str) -> str:
    """What a threshold is: its name, for whom and for which year, and whether its text was seen."""
    if known(row["target"]) is None:
        return t("progress_cell.no_target", lang)
    goals = words.name_of(found.tables["goals"], lang)
    scope = words.word("scope", row["target_scope"], lang) if row["target_scope"] else ""
    lines = [goals.get(row["target_id"], ""), scope, words.year_of(row["target_year"])]
    sure = t(f"progress_cell.{'confirmed' if row['confirmed'] else 'unconfirmed'}", lang)
    basis = words.word("basis", row["target_basis"], lang) if row["target_basis"] else ""
    comma = t("figure.comma", lang)
    told = [
        comma.join(filter(None, lines)),
        comma.join(filter(None, (basis, sure))),
        *_sources(row["target_source"], titles, lang),
    ]
    return "\n".join(filter(None, told))


def _rests_on(row: Mapping[str, Any], found: Study, titles: Mapping[str, str], lang: str) -> str:
    """Basis, source, formula and inputs of a value."""
    lines = [t("progress_cell.basis", lang, origin=words.word("origin", row["origin"], lang),
               year=words.year_of(row["year"]), basis=words.word("basis", row["basis"], lang),
               grade=t(f"grade.{row['grade']}", lang))]  # fmt: skip
    lines += _sources(row["source"], titles, lang)
    if row["formula"] and not row["formula"].isidentifier():
        lines.append(t("progress_cell.formula", lang, formula=row["formula"]))
    used, called = found.tables["inputs"], words.name_of(found.tables["variables"], lang)
    own = used[(used["system"] == row["system"]) & (used["code"] == row["code"])]
    lines += [
        t("progress_cell.input", lang, variable=one["variable"], name=called.get(one["variable"], one["variable"]),
          value=words.amount(one["value"], one["unit"], lang), year=words.year_of(one["year"]),
          origin=words.word("origin", one["origin"], lang))
        for one in own.head(_MOST_INPUTS).to_dict("records")
    ]  # fmt: skip
    if known(row["conflict"]) is not None:
        lines.append(t("progress_cell.conflict", lang, other=words.amount(row["conflict"], row["unit"], lang)))
    return "\n".join(lines)


def _sources(cited: object, titles: Mapping[str, str], lang: str) -> list[str]:
    ids = [one.strip() for one in cited.split(";")] if isinstance(cited, str) else []
    return [t("progress_cell.source", lang, title=titles.get(one, one)) for one in ids if one]


def _trend(row: Mapping[str, Any], found: Study, lang: str) -> Trend | None:
    """Values over the years, where there are two or more."""
    past = found.tables["history"]
    own = past[(past["system"] == row["system"]) & (past["code"] == row["code"])].sort_values("year")
    if len(own) < 2:  # noqa: PLR2004  one year is no trend
        return None
    top = float(own["value"].abs().max()) or 1.0
    lines = [t("progress_cell.year_value", lang, year=year, value=words.amount(value, row["unit"], lang))
             for year, value in zip(own["year"], own["value"], strict=True)]  # fmt: skip
    ahead = found.tables["forecasts"]
    next_ = ahead[(ahead["system"] == row["system"]) & (ahead["code"] == row["code"])]
    lines += [
        t("progress_cell.forecast", lang, year=words.year_of(one["year"]),
          **{name: words.amount(one[name], row["unit"], lang) for name in ("forecast", "low", "high")})
        for one in next_.to_dict("records")
    ]  # fmt: skip
    return Trend(tuple(abs(value) / top for value in own["value"]), "\n".join(lines))


def _by_indicator(found: Study) -> pd.DataFrame:
    """Missing figures, one row per indicator that needs one."""
    table = found.tables["missing"]
    table = table.assign(indicator=table["indicators"].str.split(";")).explode("indicator")
    parts = table["indicator"].str.split(":", n=1)
    return table.assign(system=parts.str[0], code=parts.str[1])


def _lacks(found: Study, system: str, lang: str) -> dict[str, str]:
    """What each indicator waits for."""
    table = _by_indicator(found)
    own = table[table["system"] == system].drop_duplicates(["code", "variable"])
    return own.groupby("code")[f"name_{lang}"].agg(t("progress_cell.join", lang).join).to_dict()
