"""Energy levels of a park by sector, and its retrofit projects, as rows of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from circnet.report.progress_words import project_state
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.progress import words
from dashboards.views.wording import known

__all__ = ["LEVELS", "LevelRow", "ProjectRow", "levels", "projects"]

LEVELS: Final = ("benchmark", "baseline", "below", "unknown")


@dataclass(frozen=True)
class LevelRow:
    """A sector: the share of its capacity at each of `LEVELS`, and whether that is confirmed."""

    sector: str
    shares: tuple[str, ...]
    sure: str


@dataclass(frozen=True)
class ProjectRow:
    """A project: whose, how far, of which year, what it feeds, and where that is known from."""

    name: str
    firm: str
    state: str
    year: str
    feeds: str
    basis: str
    sources: str


def levels(found: Study, lang: str) -> list[LevelRow]:
    """Return the sectors that the park has."""
    table = found.tables["energy_sectors"]
    if table.empty:
        return []
    wide = table.pivot(index="sector", columns="level", values="capacity_share").reindex(columns=list(LEVELS))
    sure = table.groupby("sector")["confirmed"].all()
    return [
        LevelRow(
            sector=words.word("sector", sector, lang),
            shares=tuple("–" if known(share) is None else f"{share:.0f}%" for share in wide.loc[sector]),
            sure=words.word("sure", "yes" if sure[sector] else "no", lang),
        )
        for sector in dict.fromkeys(table["sector"])
    ]  # fmt: skip


def projects(found: Study, run: ParkRun, lang: str) -> list[ProjectRow]:
    """Return the retrofit projects of the park."""
    names, comma = study_words(run, found, lang), t("figure.comma", lang)
    titles = words.source_titles(found, run)
    return [
        ProjectRow(
            name=row[f"name_{lang}"] or row["name_zh"],
            firm=names.firm(row["enterprise"]) if row["enterprise"] else "–",
            state=project_state(row, lang),
            year=words.year_of(row["year"]) or "–",
            feeds=comma.join(names.good(one) for one in row["feeds"].split(";") if one) or "–",
            basis=names.basis(row["basis"]),
            sources="\n".join(titles.get(one, one) for one in str(row["source"]).split(";") if one),
        )
        for row in found.tables["projects"].to_dict("records")
    ]  # fmt: skip
