"""Parks by indicators of one system: the status of each as a sign, and what it rests on in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.progress import words
from dashboards.views.wording import known

__all__ = ["Cell", "Matrix", "matrix"]


@dataclass(frozen=True)
class Cell:
    """An indicator of a park: its sign and colour, whether the flow model alone says so, and all of it in words."""

    code: str
    mark: str
    sign: str
    by_model: bool
    told: str


@dataclass(frozen=True)
class Matrix:
    """A row of cells per park under the codes of a system; ``names`` tells what a code is."""

    codes: tuple[str, ...]
    names: Mapping[str, str]
    rows: Mapping[str, tuple[Cell, ...]]
    count: Mapping[str, int]
    """How many cells are reported, by the model alone, or missing."""


def matrix(found: Study, system: str, lang: str) -> Matrix:
    """Return the indicators of a system for every park that was compared.

    Parameters
    ----------
    found
        Answer of `dashboards.progress_runs.standing_study`.
    """
    table = found.tables["matrix"]
    own = table[table["system"] == system]
    first = own.drop_duplicates("code")
    rows = {
        park: tuple(_cell(row, lang) for row in part.to_dict("records"))
        for park, part in own.groupby("park", sort=False)
    }
    has, model = own["value"].notna(), own["origin"].isin(["model", "mixed"])
    count = {"reported": int((has & ~model).sum()), "by_model": int((has & model).sum()), "missing": int((~has).sum())}
    return Matrix(tuple(first["code"]), words.name_of(first, lang, "code"), rows, count)


def _cell(row: Mapping[str, Any], lang: str) -> Cell:
    there = known(row["value"]) is not None
    by_model = there and row["origin"] != "reported"
    lines = [f"{row['code']} {row[f'name_{lang}'] or row['name_zh']}", words.status_name(row["status"], lang)]
    if there:
        lines.append(t("progress_cell.valued", lang, value=words.amount(row["value"], row["unit"], lang),
                       target=words.target_told(row, lang), distance=words.distance_told(row, lang)))  # fmt: skip
        lines.append(t("progress_cell.basis", lang, origin=words.word("origin", row["origin"], lang),
                       year=words.year_of(row["year"]), basis=words.word("basis", row["basis"], lang),
                       grade=t(f"grade.{row['grade']}", lang)))  # fmt: skip
    return Cell(row["code"], words.MARKS[row["status"]], words.sign_of(row["status"]), by_model, "\n".join(lines))
