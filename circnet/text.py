"""Every sentence and heading a user reads, in Chinese and English, from `circnet/locale/`.

`zh.toml` and `en.toml` hold what the tables and their faults need; `<topic>.zh.toml` and `<topic>.en.toml` add to them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "heading", "keys", "t"]

LANGUAGES = ("zh", "en")


@cache
def _catalogue(lang: str) -> dict[str, str]:
    """Return the sentences of one language, keyed `section.name`."""
    paths = sorted((Path(__file__).parent / "locale").glob(f"*{lang}.toml")) if lang in LANGUAGES else []
    if not paths:
        message = f"no texts in language {lang!r}; there are {', '.join(LANGUAGES)}"
        raise KeyError(message)
    merged: dict[str, str] = {}
    for path in paths:
        merged |= _flat(tomllib.loads(path.read_text(encoding="utf-8")), "")
    return merged


def _flat(tree: dict[str, object], prefix: str) -> dict[str, str]:
    """Flatten nested tables to dotted keys."""
    flat: dict[str, str] = {}
    for name, value in tree.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": str(value)}
    return flat


def keys(lang: str) -> set[str]:
    """Return every key of a language's catalogue."""
    return set(_catalogue(lang))


def t(key: str, lang: str, **values: object) -> str:
    """Return a sentence with its blanks filled in.

    Parameters
    ----------
    key : str
        Dotted key, `fault.not_a_number`.
    lang : str
        `zh` or `en`.
    **values
        What the sentence's `{blanks}` stand for.

    Raises
    ------
    KeyError
        If the language, the key or one of the sentence's blanks is missing.

    Examples
    --------
    >>> t("column.capacity", "en")
    'Capacity'
    """
    catalogue = _catalogue(lang)
    if key not in catalogue:
        message = f"text key {key!r} has no text in {lang!r}"
        raise KeyError(message)
    return catalogue[key].format(**values)


def heading(column: str, lang: str) -> str:
    """Return a column's heading; raises KeyError if it has none."""
    return t(f"column.{column}", lang)
