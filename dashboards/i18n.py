"""Every word the app shows, in Chinese and English, from `text/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "keys", "section", "t"]

LANGUAGES = ("zh", "en")


@cache
def _catalogue(lang: str) -> dict[str, str]:
    tree = tomllib.loads((Path(__file__).parent / "text" / f"{lang}.toml").read_text(encoding="utf-8"))
    return {f"{part}.{name}": text for part, texts in tree.items() for name, text in texts.items()}


def keys(lang: str) -> set[str]:
    """Return every key of a language's catalogue."""
    return set(_catalogue(lang))


def section(name: str, lang: str) -> Mapping[str, str]:
    """Return all texts of one section, by their name inside it."""
    start = f"{name}."
    return {key.removeprefix(start): text for key, text in _catalogue(lang).items() if key.startswith(start)}


def t(key: str, lang: str, **values: object) -> str:
    """Return a text with its blanks filled in.

    Parameters
    ----------
    key
        Dotted key, ``page.question``.
    lang
        ``zh`` or ``en``.
    **values
        What the text's ``{blanks}`` stand for.

    Raises
    ------
    KeyError
        If the key or one of the blanks is missing.

    Examples
    --------
    >>> t("status.operating", "en")
    'operating'
    """
    return _catalogue(lang)[key].format(**values)
