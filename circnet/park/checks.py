"""The named checks across tables, collected, and faults in words.

Faults of files, headings and cells are found while reading (`reading`, `files`, `manifest`); `STRUCTURAL` names them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from circnet.park import carnot, ends, limits, outlets, references, substances
from circnet.park.catalog import Catalog, catalog_of
from circnet.park.faults import collect
from circnet.park.subject import Subject, subject_of_catalog, subject_of_park
from circnet.text import t

if TYPE_CHECKING:
    from circnet.park.park import Park

__all__ = ["CHECKS", "STRUCTURAL", "check_catalog", "check_park", "describe"]

CHECKS: dict[str, Callable[[Subject], pd.DataFrame]] = {
    check.__name__: check
    for check in (
        references.unknown_reference,
        references.unknown_source,
        references.unknown_mode,
        references.self_link,
        references.both_ends_outside,
        references.cyclic_variants,
        substances.unknown_unit,
        substances.formula,
        substances.composition_sum,
        substances.no_recipe,
        substances.reference_coefficient,
        substances.zero_coefficient,
        substances.open_closure,
        carnot.beats_carnot,
        limits.minimum_above_maximum,
        limits.throughput_above_capacity,
        limits.no_upper_limit,
        limits.stream_without_duty,
        limits.passes_on_quality,
        outlets.no_outlet,
        outlets.no_source,
        ends.idle_link,
        ends.idle_market,
    )
}
"""Every check across tables, by name; the name is also the `check` of its faults."""

CONSEQUENCES = ("idle_link", "idle_market")
"""Checks told only where there is no error: most of what they find then follows from it."""

STRUCTURAL: tuple[str, ...] = (
    "not_found", "unknown_park", "not_a_park", "missing_file", "unreadable_file", "unreadable_workbook", "unknown_file",
    "encoding", "csv_syntax", "empty_file", "ragged_row", "duplicate_column", "nameless_column", "missing_column",
    "unknown_column", "blank_value", "not_a_number", "not_an_integer", "not_a_boolean", "not_a_choice", "out_of_range",
    "bad_id", "duplicate_key", "toml_syntax", "missing_key", "unknown_key", "toml_value",
)  # fmt: skip
"""Names of the faults that reading finds."""


def _run(subject: Subject, known: pd.DataFrame | None) -> pd.DataFrame:
    """Run every check; a cell that reading found at fault already is not reported again."""
    found = collect(check(subject) for check in CHECKS.values())
    wrong = found["severity"].eq("error").any() or (known is not None and known["severity"].eq("error").any())
    if wrong:  # with a name mistyped elsewhere nearly everything lacks an end
        found = found[~found["check"].isin(CONSEQUENCES)].reset_index(drop=True)
    if known is None or not len(known) or not len(found):
        return found
    place = ["file", "row", "column"]
    told = pd.MultiIndex.from_frame(found[place]).isin(pd.MultiIndex.from_frame(known[place]))
    return found[~told].reset_index(drop=True)


def check_park(park: Park, catalog: Catalog | None, *, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the faults across a park's tables.

    Parameters
    ----------
    park : Park
        Its tables' index counts rows from 0, or is the row in the file.
    catalog : Catalog or None
        The whole catalog; None for a park with `catalog = false`.
    known : DataFrame, optional
        Faults found while reading, not to be told twice.
    """
    return _run(subject_of_park(park, catalog_of(park, catalog), known), known)


def check_catalog(catalog: Catalog, *, prefix: str = "", known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the faults across the catalog's tables; `prefix` stands before file names."""
    return _run(subject_of_catalog(catalog, prefix, known), known)


def describe(faults: pd.DataFrame, lang: str) -> list[str]:
    """Return one sentence per fault: where, what, what was expected, and what might be meant."""
    names = ("check", "file", "row", "column", "value", "expected", "hint")
    return [_sentence(lang, *cells) for cells in faults[list(names)].itertuples(index=False)]


def _sentence(lang: str, check: str, file: str, row: int, column: str, value: str, expected: str, hint: str) -> str:  # noqa: PLR0913, PLR0917
    row_text = t("fault.row", lang, row=row) if row else ""
    where = " ".join(filter(None, (file, row_text, column)))
    what = t(f"fault.{check}", lang, value=value, expected=expected, column=column, file=file, hint=hint)
    more = t("fault.hint", lang, hint=hint) if hint else ""
    return t("fault.sentence", lang, where=where, what=what, hint=more) if where else f"{what}{more}"
