"""Scenario files: what one says, read and judged, and which a park folder holds.

::

    name_zh = "金属镁复产"             # `name` alone serves both languages; so does `note`
    name_en = "Magnesium restarts"
    note_zh = "..."                  # what it assumes, and where its figures come from
    [settings]
    carbon_price = 100
    [[change]]                       # in the rows that match: copy a column, set cells, multiply numbers, in this order
    table = "units"
    where = {enterprise = "qslm", status = "suspended"}
    copy = {throughput = "restart_throughput"}
    set = {status = "operating"}
    scale = {throughput = 0.5}
    [[add]]                          # add rows
    table = "links"
    rows = [{from = "a", to = "b", commodity = "steam_mp"}]
    [[remove]]                       # remove the rows that match
    table = "links"
    where = {commodity = "chlorine"}
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.settings import named_limits
from circnet.errors import InputFaults
from circnet.park import Park, builtin_parks, parks_folder
from circnet.park.attachments import SCENARIOS
from circnet.park.faults import collect, faults_at, file_fault, nearest, no_faults
from circnet.text import LANGUAGES
from circnet.types import PathText

CHANGES = ("copy", "set", "scale")
"""What a change may do to the rows that match, in this order."""

_NEEDED = {"change": ("table", "where"), "add": ("table", "rows"), "remove": ("table", "where")}
_ALLOWED = _NEEDED | {"change": ("table", "where", *CHANGES)}
_TEXTS = tuple(f"{key}{end}" for key in ("name", "note") for end in ("", *(f"_{lang}" for lang in LANGUAGES)))
_KINDS: dict[str, tuple[type, str]] = {
    "table": (str, "text"), "rows": (list, "a list"), **dict.fromkeys(("where", *CHANGES), (dict, "a table")),
}  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """Named changes.

    Attributes
    ----------
    name
        For people, where the language does not count.
    settings
        Settings that differ, by name.
    actions
        ``(kind, number, entry)`` in the file's order of kinds: change, add, remove.
    file
        Where it was read from; faults name it.
    names, notes
        Name, and what is assumed on which source, by language.
    """

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, int, Mapping[str, Any]], ...] = ()
    file: str = "scenario"
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


class ScenarioFile(NamedTuple):
    """A scenario of a park: its id (the file's name without ending), its file, its names by language."""

    id: str
    path: Path
    names: Mapping[str, str]


def scenarios_of(place: PathText) -> list[ScenarioFile]:
    """Return the scenarios of a park, by id.

    Parameters
    ----------
    place
        A park folder, or the id of a built-in park. What has no folder `SCENARIOS` has no scenarios.

    Raises
    ------
    InputFaults
        If a file there is no scenario; the faults of all files at once.
    """
    folder = parks_folder() / place if str(place) in builtin_parks() else Path(place)
    found, faults = [], []
    for path in sorted((folder / SCENARIOS).glob("*.toml")):
        try:
            found.append(ScenarioFile(path.stem, path, read_scenario(path).names))
        except InputFaults as error:
            faults.append(error.faults)
    if faults:
        raise InputFaults(collect(faults))
    return found


def find_scenario(ref: str, parks: Sequence[Park]) -> Path:
    """Return the file that a reference means: a path, or the id of a scenario of the only park.

    Raises
    ------
    InputFaults
        If it is neither; the fault lists the park's scenarios.
    """
    path = Path(ref)
    if path.suffix == ".toml" or path.is_file():
        return path
    place = parks[0].path if len(parks) == 1 else None
    known = {path.stem: path for path in sorted((Path(place or "") / SCENARIOS).glob("*.toml"))}
    if ref in known:
        return known[ref]
    if place is None:
        raise InputFaults(file_fault("scenario_of_several", "", ref, "*.toml"))
    expected = ", ".join([*known, "*.toml"])
    raise InputFaults(file_fault("unknown_scenario", "", ref, expected, hint=nearest([ref], list(known))[0]))


def read_scenario(path: PathText) -> Scenario:
    """Read a scenario file.

    Raises
    ------
    InputFaults
        If the file is not there, is not TOML, or holds a key or a value that no scenario has; all at once.
    """
    place = Path(path)
    if not place.is_file():
        raise InputFaults(file_fault("not_found", str(place), "", "a scenario file (.toml)"))
    return parse_scenario(place.read_bytes(), place.name)


def parse_scenario(content: bytes, file: str) -> Scenario:
    """Read what a scenario file holds.

    Parameters
    ----------
    content
        UTF-8.
    file
        Its name, ``dear.toml``; without the ending it names the scenario where the file does not.

    Raises
    ------
    InputFaults
        If it is not TOML, or holds a key or a value that no scenario has; all at once.
    """
    try:
        tree = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputFaults(file_fault("toml_syntax", file, str(error), "TOML")) from error
    found = collect([_of_keys(file, tree), *(_of_entries(file, kind, tree.get(kind)) for kind in _NEEDED)])
    if len(found):
        raise InputFaults(found)
    settings = {name: _LISTS[name](value) if name in _LISTS and _is_list_of_texts(value) else value
                for name, value in tree.get("settings", {}).items()}  # fmt: skip
    entries = [(kind, n, entry) for kind in _NEEDED for n, entry in enumerate(tree.get(kind, []), start=1)]
    names, notes = (_by_language(tree, key) for key in ("name", "note"))
    name = tree.get("name", Path(file).stem)
    names = {lang: names.get(lang, names.get("", name)) for lang in LANGUAGES}
    notes = {lang: notes.get(lang, notes.get("", "")) for lang in LANGUAGES}
    return Scenario(name, settings, tuple(entries), file, names, notes)


_LISTS: dict[str, Callable[[list[str]], tuple[Any, ...]]] = {
    "include": tuple, "release_limits": named_limits, "balance_limits": named_limits,
}  # fmt: skip
"""Settings that a file gives as a list of texts, written as for the command line."""


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _by_language(tree: Mapping[str, Any], key: str) -> dict[str, str]:
    found = {"": tree.get(key, "")} | {lang: tree.get(f"{key}_{lang}", "") for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}


def _of_keys(file: str, tree: Mapping[str, Any]) -> pd.DataFrame:
    """Judge the keys of the file and of its settings."""
    known = [*_TEXTS, "settings", *_NEEDED]
    faults = [unknown(file, 0, "", [key for key in tree if key not in known], known)]
    faults += [
        file_fault("toml_value", file, str(tree[key])[:80], "text", column=key)
        for key in _TEXTS
        if not isinstance(tree.get(key, ""), str)
    ]
    settings, names = tree.get("settings", {}), [item.name for item in fields(Settings)]
    if isinstance(settings, dict):
        faults.append(unknown(file, 0, "settings", [key for key in settings if key not in names], names))
    else:
        faults.append(file_fault("toml_value", file, str(settings)[:80], "a table", column="settings"))
    return collect(faults)


def _of_entries(file: str, kind: str, entries: object) -> pd.DataFrame:
    """Judge the entries of one kind of action."""
    if entries is None:
        return no_faults()
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return file_fault("toml_value", file, str(entries)[:80], f"[[{kind}]]", column=kind)
    faults = []
    for number, entry in enumerate(entries, start=1):
        allowed = _ALLOWED[kind]
        faults.append(unknown(file, number, kind, [key for key in entry if key not in allowed], allowed))
        missing = [key for key in _NEEDED[kind] if key not in entry]
        if kind == "change" and not set(entry) & set(CHANGES):
            missing.append(", ".join(CHANGES))
        faults += [file_fault("missing_key", file, "", key, row=number, column=kind) for key in missing]
        wrong = [key for key in allowed if key in entry and not _right(key, entry[key])]
        faults += [
            file_fault("toml_value", file, str(entry[key])[:80], _KINDS[key][1], row=number, column=f"{kind}.{key}")
            for key in wrong
        ]
    return collect(faults)


def _right(key: str, value: object) -> bool:
    rows = value if key == "rows" and isinstance(value, list) else []
    return isinstance(value, _KINDS[key][0]) and all(isinstance(row, dict) for row in rows)


def unknown(file: str, row: int, column: str, keys: list[str], known: list[str] | tuple[str, ...]) -> pd.DataFrame:
    """Faults for keys that nobody knows, with the nearest known one."""
    hints = nearest(keys, known)
    return faults_at("unknown_key", file, [row] * len(keys), column, keys, ", ".join(known), hint=hints)
