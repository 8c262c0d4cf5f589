"""A scenario laid over a park and its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from circnet.coupling import Settings
from circnet.errors import InputFaults, UsageFault
from circnet.park import Catalog, Park, check_park
from circnet.park.faults import collect, errors_of, file_fault, no_faults
from circnet.park.folder import completed
from circnet.park.reading import judged
from circnet.park.subject import plain
from circnet.scenario.reading import CHANGES, Scenario, unknown
from circnet.schema import NUMERIC, PARK_TABLES


def apply(scenario: Scenario, park: Park, catalog: Catalog, settings: Settings) -> tuple[Park, Settings]:
    """Return the park and the settings under a scenario; the originals stay as they are.

    Raises
    ------
    InputFaults
        If a change names an unknown table or column, matches no row, or leaves the park with errors.
    UsageFault
        If a setting has a value it cannot have.
    """
    faults = [no_faults()]
    for kind, number, entry in scenario.actions:
        table = entry["table"]
        if table not in PARK_TABLES:
            faults.append(unknown(scenario.file, number, kind, [table], list(PARK_TABLES)))
            continue
        changed, found = _STEPS[kind](getattr(park, table), table, entry, (scenario.file, number, kind))
        faults.append(found)
        park = park.replace(**{table: changed})
    wrong = collect(faults)
    park = completed(park, catalog if park.info.catalog else None)
    if wrong.empty:
        wrong = errors_of(check_park(park, catalog if park.info.catalog else None))
    if len(wrong):
        raise InputFaults(wrong)
    return park, _settled(settings, scenario.settings)


def _settled(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """Settings with some values replaced, each of the kind it has by default."""
    for name, value in given.items():
        default = getattr(Settings(), name)
        kinds: tuple[type, ...] = (int, float) if isinstance(default, float) or default is None else (type(default),)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise UsageFault("bad_setting", f"{name} = {value!r}", kinds[-1].__name__)
    return replace(settings, **given)


Place = tuple[str, int, str]
Step = Callable[[pd.DataFrame, str, Mapping[str, Any], Place], tuple[pd.DataFrame, pd.DataFrame]]


def _change(
    table: pd.DataFrame, name: str, entry: Mapping[str, Any], place: Place
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Copy, set and scale cells of the rows that match."""
    copied, cells, factors = (entry.get(key, {}) for key in CHANGES)
    sources = {str(source): "" for source in copied.values()}
    rows, faults = _matching(table, name, entry["where"], place)
    told = [_columns(name, part, place) for part in (copied, sources, cells, factors)]
    faults = collect([faults, *told, _plain(cells, place), _factors(name, factors, place)])
    if len(faults):
        return table, faults
    changed = table.astype(dict.fromkeys([*copied, *cells], object))
    for column, source in copied.items():
        changed.loc[rows, column] = table.loc[rows, source]
    for column, value in cells.items():
        changed.loc[rows, column] = value
    changed, found = _typed(changed, table, name, place)
    if len(found):
        return table, found
    scaled = {column: changed[column].where(~rows, changed[column] * factor) for column, factor in factors.items()}
    changed = changed.assign(**scaled)
    return changed, _judged(changed.loc[rows, [*copied, *cells, *factors]], name, place)


def _plain(cells: Mapping[str, Any], place: Place) -> pd.DataFrame:
    """A cell holds one text, number or boolean."""
    lists = [f"{column} = {value}" for column, value in cells.items() if not isinstance(value, str | int | float)]
    return collect(_fault("toml_value", place, told, "a text, a number, true or false") for told in lists)


def _factors(name: str, factors: Mapping[str, Any], place: Place) -> pd.DataFrame:
    """Only numbers can be multiplied, and only by numbers."""
    columns = PARK_TABLES[name].columns
    wrong = [
        f"{column} = {factor!r}"
        for column, factor in factors.items()
        if isinstance(factor, bool)
        or not isinstance(factor, int | float)
        or (column in columns and columns[column].type not in NUMERIC)
    ]
    return collect(_fault("toml_value", place, told, "a number times a number") for told in wrong)


def _add(table: pd.DataFrame, name: str, entry: Mapping[str, Any], place: Place) -> tuple[pd.DataFrame, pd.DataFrame]:
    faults = collect(check for row in entry["rows"] for check in (_columns(name, row, place), _plain(row, place)))
    if len(faults):
        return table, faults
    named = dict.fromkeys(column for row in entry["rows"] for column in row)
    fresh, found = _typed(pd.DataFrame(entry["rows"]), table, name, place)
    if len(found):
        return table, found
    return pd.concat([table, fresh], ignore_index=True), _judged(fresh[list(named)], name, place)


def _remove(
    table: pd.DataFrame, name: str, entry: Mapping[str, Any], place: Place
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, faults = _matching(table, name, entry["where"], place)
    return (table, faults) if len(faults) else (table[~rows].reset_index(drop=True), faults)


_STEPS: dict[str, Step] = {"change": _change, "add": _add, "remove": _remove}


def _matching(table: pd.DataFrame, name: str, where: Mapping[str, Any], place: Place) -> tuple[pd.Series, pd.DataFrame]:
    rows = pd.Series(data=True, index=table.index)
    faults = collect([_columns(name, where, place), _plain(where, place)])
    if len(faults):
        return rows, faults
    for column, value in where.items():
        rows &= table[column] == value
    if rows.any():
        return rows, no_faults()
    told = ", ".join(f"{column} = {value}" for column, value in where.items())
    return rows, _fault("no_row", place, told, f"{name}.csv")


def _columns(name: str, cells: Mapping[str, Any], place: Place) -> pd.DataFrame:
    known = list(PARK_TABLES[name].columns)
    return unknown(place[0], place[1], place[2], [column for column in cells if column not in known], known)


def _typed(rows: pd.DataFrame, like: pd.DataFrame, name: str, place: Place) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        return PARK_TABLES[name].frame(rows), no_faults()
    except (TypeError, ValueError) as error:
        return like, _fault("toml_value", place, str(error), f"{name}.csv")


def _judged(rows: pd.DataFrame, name: str, place: Place) -> pd.DataFrame:
    """Judge changed cells as those of a file are; what is blank is left to the checks across tables."""
    texts = rows.loc[:, ~rows.columns.duplicated()].map(plain)
    columns = PARK_TABLES[name].columns
    found = collect(judged(texts[column].astype("str"), columns[column], name)[1] for column in texts)
    found = found[found["check"].ne("blank_value")].drop_duplicates(["check", "column", "value"])
    where = f"{name}.csv " + found["column"]
    return found.assign(file=place[0], row=place[1], column=where).astype({"column": "str"})


def _fault(check: str, place: Place, value: str, expected: str) -> pd.DataFrame:
    return file_fault(check, place[0], value, expected, row=place[1], column=place[2])
