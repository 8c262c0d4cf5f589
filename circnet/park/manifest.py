"""`park.toml`: the facts of a park, read and judged, and written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from circnet.park.faults import collect, file_fault, nearest, no_faults
from circnet.park.park import ParkInfo

__all__ = ["FILE", "info_of", "info_toml", "parse_toml"]

FILE = "park.toml"
_TEXTS = ("id", "name_zh", "name_en", "prefecture", "county", "level", "currency", "candidates", "note_zh", "note_en")
_NUMBERS = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "area_km2": (0.0, 1e6)}
_REQUIRED = ("id", "name_zh", "name_en")
_KEYS = (*_TEXTS, *_NUMBERS, "zones", "retrofit", "year", "catalog")
_CHOICES = {"candidates": ("nearby", "listed")}


def parse_toml(text: str, file: str = FILE) -> tuple[dict[str, Any] | None, dict[str, int], pd.DataFrame]:
    """Return the keys of a TOML text, the line each stands on, and a fault if it is no TOML."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"at line (\d+)", str(error))
        row = int(found[1]) if found else max(text.count("\n"), 1)
        return None, {}, file_fault("toml_syntax", file, str(error)[:200], "TOML", row=row)
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        found = re.match(r"\s*\[{0,2}\s*[\"']?([A-Za-z0-9_-]+)", line)
        if found:
            lines.setdefault(found[1], number)
    return tree, lines, no_faults()


def info_of(tree: Mapping[str, Any], lines: Mapping[str, int], file: str = FILE) -> tuple[ParkInfo, pd.DataFrame]:
    """Judge the keys of a manifest; what is missing or wrong has its default, so that the tables can be judged too."""
    faults = [
        file_fault("missing_key", file, "", key, column=key, hint=nearest([key], set(tree) - set(_KEYS))[0])
        for key in _REQUIRED
        if key not in tree
    ]
    unknown = [key for key in tree if key not in _KEYS]
    hints = nearest(unknown, set(_KEYS) - set(tree))
    faults += [
        file_fault("unknown_key", file, key, "a known key", row=lines.get(key, 0), column=key, hint=hint,
                   severity="warning")
        for key, hint in zip(unknown, hints, strict=True)
    ]  # fmt: skip
    values: dict[str, Any] = {"id": "park", "name_zh": "", "name_en": ""}
    for key in [key for key in tree if key in _KEYS]:
        expected, value = _judged(key, tree[key])
        if expected:
            hint = nearest([str(tree[key])], _CHOICES.get(key, ()))[0]
            shown, row = str(tree[key])[:80], lines.get(key, 0)
            faults.append(file_fault("toml_value", file, shown, expected, row=row, column=key, hint=hint))
        else:
            values[key] = value
    return ParkInfo(**values), collect(faults)


def _judged(key: str, value: object) -> tuple[str, object]:
    """Return what was expected (an empty text if the value is right) and the value as the park holds it."""
    if key == "id":
        named = isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]+(\+[a-z0-9_-]+)*", value)
        return ("" if named else "a-z, 0-9, - and _"), value
    if key in _CHOICES:
        return ("" if value in _CHOICES[key] else ", ".join(_CHOICES[key])), value
    if key in _TEXTS:
        good = isinstance(value, str) and (bool(value.strip()) or key not in _REQUIRED)
        return ("" if good else "text"), value
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return "", float(value)
        return f"{low:g}..{high:g}", value
    return _judged_other(key, value)


def _judged_other(key: str, value: object) -> tuple[str, object]:
    """Judge the keys that are neither text nor a plain number."""
    if key == "catalog":
        return ("" if isinstance(value, bool) else "true, false"), value
    if key == "year":
        good = isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100
        return ("" if good else "1900..2100"), value
    if key == "retrofit":
        return ("" if isinstance(value, dict) else "a table"), value
    if isinstance(value, list) and all(isinstance(zone, str | dict) for zone in value):
        return "", tuple(value)
    return "a list", value


def info_toml(info: ParkInfo) -> str:
    """Return the manifest's text; unknown facts are left out, tables come last."""
    plain = {key: getattr(info, key) for key in (*_TEXTS, *_NUMBERS, "year", "catalog", "zones")}
    known = {key: value for key, value in plain.items() if value not in ("", None, ()) and str(value) != "nan"}
    lines = [f"{key} = {_toml(value)}" for key, value in known.items()]
    if info.retrofit:
        lines.append(f"retrofit = {_toml(info.retrofit)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """Return a value in TOML, tables inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(key))} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in plain) + '"'
