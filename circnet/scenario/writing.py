"""Scenarios as the text of a scenario file; `circnet.scenario.reading` reads them back the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from circnet.scenario.compare_column import id_of
from circnet.scenario.reading import Scenario
from circnet.text import LANGUAGES

__all__ = ["toml_of"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LIMITS = ("release_limits", "balance_limits")
_ROWS = 2
"""From so many rows on, each has a line of its own."""


def toml_of(scenario: Scenario) -> str:
    """Return the text of a scenario's file.

    Parameters
    ----------
    scenario
        Of a file, or built; one that was read comes back the same under the same file name.

    Examples
    --------
    >>> print(toml_of(Scenario("dear", {"carbon_price": 100}, file="dear.toml", names={"zh": "dear", "en": "dear"})))
    [settings]
    carbon_price = 100
    <BLANKLINE>
    """
    heads = [f"name = {_value(scenario.name)}"] if scenario.name != id_of(scenario) else []
    for key, texts, usual in (("name", scenario.names, scenario.name), ("note", scenario.notes, "")):
        heads += [
            f"{key}_{lang} = {_value(texts[lang])}" for lang in LANGUAGES if texts.get(lang) and texts[lang] != usual
        ]
    blocks = ["\n".join(heads)] if heads else []
    if scenario.settings:
        lines = [f"{_key(name)} = {_setting(name, value)}" for name, value in scenario.settings.items()]
        blocks.append("\n".join(["[settings]", *lines]))
    for kind, _, entry in scenario.actions:
        lines = [f"{_key(name)} = {_entry(name, value)}" for name, value in entry.items()]
        blocks.append("\n".join([f"[[{kind}]]", *lines]))
    return "\n\n".join(blocks) + "\n"


def _setting(name: str, value: object) -> str:
    """Return a setting as a file writes it: limits as texts, ``Cl2=0``."""
    pairs = name in _LIMITS and isinstance(value, tuple)
    return _value([f"{limited}={amount!r}" for limited, amount in value] if pairs else value)  # type: ignore[attr-defined]


def _entry(name: str, value: Any) -> str:  # noqa: ANN401  any value of TOML
    if name == "rows" and isinstance(value, list) and len(value) >= _ROWS:
        return "[\n" + "".join(f"    {_value(row)},\n" for row in value) + "]"
    return _value(value)


def _value(value: object) -> str:
    """Return a value in TOML, tables inline; dates as they print."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """Return a basic string; control characters and line ends are escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in plain) + '"'
