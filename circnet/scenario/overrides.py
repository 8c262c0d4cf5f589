"""A scenario file: settings and changes of a park's tables, in TOML.

::

    name = "magnesium restarts"
    [settings]
    carbon_price = 100
    [[change]]                       # set cells of the rows that match
    table = "units"
    where = {id = "qslm-mg-electrolysis"}
    set = {status = "operating", throughput = 50000}
    [[add]]                          # add rows
    table = "links"
    rows = [{from = "a", to = "b", commodity = "steam_mp"}]
    [[remove]]                       # remove the rows that match
    table = "links"
    where = {commodity = "chlorine"}
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from circnet.coupling import Settings
from circnet.errors import InputFaults, UsageFault
from circnet.park import Catalog, Park, check_park
from circnet.park.faults import collect, errors_of, faults_at, file_fault, nearest, no_faults
from circnet.schema import PARK_TABLES

_ACTIONS = {"change": ("table", "where", "set"), "add": ("table", "rows"), "remove": ("table", "where")}


@dataclass(frozen=True)
class Scenario:
    """Named changes.

    Attributes
    ----------
    name
        For people.
    settings
        Settings that differ, by name.
    actions
        ``(kind, number, entry)`` in the file's order of kinds: change, add, remove.
    file
        Where it was read from; faults name it.
    """

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, int, Mapping[str, Any]], ...] = ()
    file: str = "scenario"


def read_scenario(path: str | Path) -> Scenario:
    """Read a scenario file.

    Raises
    ------
    InputFaults
        If the file is not there, is not TOML, or holds a key that no scenario has; all at once.
    """
    place = Path(path)
    if not place.is_file():
        raise InputFaults(file_fault("not_found", str(place), "", "a scenario file (.toml)"))
    try:
        tree = tomllib.loads(place.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFaults(file_fault("toml_syntax", place.name, str(error), "TOML")) from error
    known = ["name", "settings", *_ACTIONS]
    names = [item.name for item in fields(Settings)]
    settings = tree.get("settings", {})
    entries = [(kind, n, entry) for kind in _ACTIONS for n, entry in enumerate(tree.get(kind, []), start=1)]
    faults = [_unknown(place.name, 0, "", [key for key in tree if key not in known], known)]
    faults.append(_unknown(place.name, 0, "settings", [key for key in settings if key not in names], names))
    for kind, number, entry in entries:
        expected = _ACTIONS[kind]
        faults.append(_unknown(place.name, number, kind, [key for key in entry if key not in expected], expected))
        missing = [key for key in expected if key not in entry]
        faults += [file_fault("missing_key", place.name, "", key, row=number, column=kind) for key in missing]
    found = collect(faults)
    if len(found):
        raise InputFaults(found)
    if "include" in settings:
        settings = settings | {"include": tuple(settings["include"])}
    return Scenario(str(tree.get("name", place.stem)), settings, tuple(entries), place.name)


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
        table = str(entry["table"])
        if table not in PARK_TABLES:
            faults.append(_unknown(scenario.file, number, kind, [table], list(PARK_TABLES)))
            continue
        changed, found = _STEPS[kind](getattr(park, table), table, entry, (scenario.file, number, kind))
        faults.append(found)
        park = park.replace(**{table: changed})
    wrong = collect(faults)
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
    rows, faults = _matching(table, name, entry["where"], place)
    faults = collect([faults, _columns(name, entry["set"], place)])
    if len(faults):
        return table, faults
    changed = table.astype(dict.fromkeys(entry["set"], object))
    for column, value in entry["set"].items():
        changed.loc[rows, column] = value
    return _typed(changed, table, name, place)


def _add(table: pd.DataFrame, name: str, entry: Mapping[str, Any], place: Place) -> tuple[pd.DataFrame, pd.DataFrame]:
    faults = collect(_columns(name, row, place) for row in entry["rows"])
    if len(faults):
        return table, faults
    fresh, found = _typed(pd.DataFrame(entry["rows"]), table, name, place)
    if len(found):
        return table, found
    if "park" in table and "park" not in PARK_TABLES[name].columns and len(table):
        fresh = fresh.assign(park=table["park"].iloc[0])
    return pd.concat([table, fresh], ignore_index=True), no_faults()


def _remove(
    table: pd.DataFrame, name: str, entry: Mapping[str, Any], place: Place
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, faults = _matching(table, name, entry["where"], place)
    return (table, faults) if len(faults) else (table[~rows].reset_index(drop=True), faults)


_STEPS: dict[str, Step] = {"change": _change, "add": _add, "remove": _remove}


def _matching(table: pd.DataFrame, name: str, where: Mapping[str, Any], place: Place) -> tuple[pd.Series, pd.DataFrame]:
    rows = pd.Series(data=True, index=table.index)
    faults = _columns(name, where, place)
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
    return _unknown(place[0], place[1], place[2], [column for column in cells if column not in known], known)


def _typed(rows: pd.DataFrame, like: pd.DataFrame, name: str, place: Place) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        return PARK_TABLES[name].frame(rows), no_faults()
    except (TypeError, ValueError) as error:
        return like, _fault("toml_value", place, str(error), f"{name}.csv")


def _fault(check: str, place: Place, value: str, expected: str) -> pd.DataFrame:
    return file_fault(check, place[0], value, expected, row=place[1], column=place[2])


def _unknown(file: str, row: int, column: str, keys: list[str], known: list[str] | tuple[str, ...]) -> pd.DataFrame:
    hints = nearest(keys, known)
    return faults_at("unknown_key", file, [row] * len(keys), column, keys, ", ".join(known), hint=hints)
