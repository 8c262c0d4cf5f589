"""Answers to what was missing: cells as they were written, checked as a park's indicators.csv is, and laid over it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import collect, faults_at
from circnet.park.reading import from_records, typed
from circnet.progress.figures import reported_figures
from circnet.progress.missing import FORM_COLUMNS
from circnet.progress.standards import Standards
from circnet.schema import PARK_TABLES

__all__ = ["answered", "with_answers"]

MOST_CHARACTERS = 500
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def answered(
    rows: Sequence[Mapping[str, str]], standards: Standards, sources: Sequence[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check answers cell by cell.

    Parameters
    ----------
    rows
        Texts of `circnet.progress.missing.FORM_COLUMNS` by name; a row without value is no answer.
    standards
        Units of the variables.
    sources
        Ids that ``source`` may name; any other text is kept in ``note``.

    Returns
    -------
    DataFrame
        Rows of indicators.csv, those without fault; the index is the place in ``rows``.
    DataFrame
        Faults, columns `circnet.errors.FAULT_COLUMNS`; ``row`` is the place in ``rows``.
    """
    given = [(place, row) for place, row in enumerate(rows) if str(row.get("value", "")).strip()]
    spec = PARK_TABLES["indicators"]
    if not given:
        return spec.frame(pd.DataFrame(columns=FORM_COLUMNS)), collect([])
    records = [[_cell(name, str(row.get(name, ""))) for name in FORM_COLUMNS] for _, row in given]
    cells, faults = from_records([list(FORM_COLUMNS), *records], "")
    assert cells is not None  # noqa: S101  there is at least one row
    cells.index = pd.Index([place for place, _ in given])
    known = cells["source"].isin(list(sources))
    words = cells["source"].where(~known, "")
    notes = cells["note"].where(words.eq(""), words.where(cells["note"].eq(""), words + "; " + cells["note"]))
    table, wrong = typed(cells.assign(source=cells["source"].where(known, ""), note=notes), spec, "")
    strange = ~table["variable"].isin(list(standards.names_of_variables))
    stray = faults_at(
        "unknown_reference", "", table.index[strange], "variable", table["variable"][strange], "indicators.csv"
    )
    low = table["value"] < 0
    negative = faults_at("out_of_range", "", table.index[low], "value", cells["value"][low], ">= 0")
    found = collect([faults, wrong, stray, negative, _unit_faults(table, standards)])
    found = found.assign(file="")
    return table[~table.index.isin(found.loc[found["severity"] == "error", "row"])][FORM_COLUMNS], found


def _cell(name: str, text: str) -> str:
    """A cell as it is checked: full-width digits as plain ones, and thousands without their commas."""
    text = text[:MOST_CHARACTERS]
    if name not in ("value", "year"):
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain


def _unit_faults(table: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Units that cannot be, and figures that stand twice; rows are told by their index."""
    whole = table[table["value"].notna() & table["year"].notna()]
    try:
        reported_figures(whole.reset_index(drop=True), standards)
    except InputFaults as error:
        places = whole.index.to_numpy()[error.faults["row"].to_numpy(int) - 2]
        return error.faults.assign(row=places)
    return collect([])


def with_answers(indicators: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Lay answers over a park's indicators.csv: of a variable and year that both have, the answer."""
    columns = list(indicators.columns) if len(indicators) else FORM_COLUMNS
    key = ["variable", "year"]
    old = indicators[~pd.MultiIndex.from_frame(indicators[key]).isin(pd.MultiIndex.from_frame(answers[key]))]
    parts = [part for part in (old, answers) if len(part)]
    return pd.concat(parts, ignore_index=True)[columns] if parts else indicators
