"""The facts of `park.toml` one by one: read as texts, and written back without touching the rest of the file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import pandas as pd

from circnet.park.book import facts
from circnet.park.book.archive import Marks
from circnet.park.book.cells import text_of
from circnet.park.book.grid import Grid
from circnet.park.book.words import KEYS
from circnet.park.faults import no_faults
from circnet.park.manifest import FILE, info_of, info_toml, parse_toml
from circnet.workspace.files import FILES

__all__ = ["fact_texts", "facts_of", "manifest_of", "with_facts"]

_TABLE = re.compile(r"\s*\[")


def manifest_of(state: pd.DataFrame) -> tuple[int, str]:
    """Return the record and the text of a park's manifest; 0 and an empty text if there is none."""
    held = state[state["sheet"].eq(FILES)]
    record = held.loc[held["column"].eq("path") & held["text"].eq(FILE), "record"]
    if record.empty:
        return 0, ""
    text = held.loc[held["record"].eq(record.iloc[0]) & held["column"].eq("content"), "text"]
    return int(record.iloc[0]), str(text.iloc[0]) if len(text) else ""


def fact_texts(text: str) -> dict[str, str]:
    """Return the facts of a manifest as texts, blank where one is not known; none if it cannot be read."""
    tree, lines, _ = parse_toml(text)
    if tree is None:
        return {}
    info, _ = info_of(tree, lines)
    return {key: text_of(facts.written(info, key)) if key in tree else "" for key in KEYS}


def facts_of(state: pd.DataFrame) -> dict[str, str]:
    """Return the facts of a park as texts."""
    return fact_texts(manifest_of(state)[1])


def with_facts(text: str, wanted: Mapping[str, str]) -> tuple[str, pd.DataFrame]:
    """Return a manifest with some facts changed, and what is wrong with them.

    Parameters
    ----------
    text : str
        The manifest.
    wanted : mapping of str to str
        Texts by fact, as one writes them; an empty one removes the fact.

    Returns
    -------
    str
        The manifest: other lines stay as they are where the file can be read; facts at fault are left alone.
    DataFrame
        Faults of the wanted facts, columns `circnet.errors.FAULT_COLUMNS`.
    """
    given = {key: one for key, one in wanted.items() if one.strip()}
    required = {"id": "park", "name_zh": "park", "name_en": "park"}
    rows = tuple((key, one) for key, one in (required | given).items())
    info, _, faults = facts.read(Grid(FILE, tuple(range(1, len(rows) + 1)), rows, Marks()))
    faults = faults[faults["column"].isin(given)].assign(file=FILE, row=0)
    lines = {line.split(" = ", 1)[0]: line for line in info_toml(info).splitlines()} if info else {}
    for key in [key for key in wanted if key not in set(faults["column"])]:
        text = _with_line(text, key, lines.get(key, "") if key in given else "")
    return text, faults.reset_index(drop=True) if len(faults) else no_faults()


def _with_line(text: str, key: str, line: str) -> str:
    """Return a manifest with one fact's line replaced, added or removed."""
    tree, _, fault = parse_toml(text)
    if tree is None or len(fault):
        return text
    wanted = {name: value for name, value in tree.items() if name != key} | (tomllib.loads(line) if line else {})
    lines = text.splitlines()
    top = next((at for at, one in enumerate(lines) if _TABLE.match(one)), len(lines))
    at = next((at for at, one in enumerate(lines[:top]) if re.match(rf"\s*[\"']?{key}[\"']?\s*=", one)), None)
    fresh = [line] if line else []
    told = [*lines[:top], *fresh, *lines[top:]] if at is None else [*lines[:at], *fresh, *lines[at + 1 :]]
    candidate = "\n".join(told) + "\n"
    if _tree(candidate) == wanted:
        return candidate
    info, _ = info_of(wanted, {})  # a fact over several lines, or in a table of its own
    return info_toml(info)


def _tree(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
