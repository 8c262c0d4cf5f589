"""Every sentence and heading a user reads, in Chinese and English, from Babel message catalogues.

`locale/<language>/<topic>.po` beside the package: the message id is a dotted key, `fault.not_a_number`, because
neither language is a translation of the other. A message with plural forms takes the form that its ``count`` needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages import Message

__all__ = ["LANGUAGES", "Texts", "heading", "keys", "t"]

LANGUAGES = ("zh", "en")


class Texts:
    """The message catalogues of a folder.

    Parameters
    ----------
    folder
        Holds a folder of ``.po`` files per language.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._catalogue = cache(self._read)
        self._section = cache(self._part)

    def keys(self, lang: str) -> set[str]:
        """Return every key of a language's catalogue."""
        return set(self._catalogue(lang))

    def section(self, name: str, lang: str) -> Mapping[str, str]:
        """Return all texts of one section, by their name inside it."""
        return self._section(name, lang)

    def forms(self, key: str, lang: str) -> tuple[str, ...]:
        """Return the forms of a text: one, or one per plural form of the language."""
        catalogue = self._catalogue(lang)
        if key not in catalogue:
            message = f"text key {key!r} has no text in {lang!r}"
            raise KeyError(message)
        return catalogue[key]

    def t(self, key: str, lang: str, **values: object) -> str:
        """Return a text with its blanks filled in; see `circnet.text.t`."""
        forms = self.forms(key, lang)
        text = forms[0] if len(forms) == 1 else forms[_plural(lang, values["count"])]
        return text.format(**values)

    def _read(self, lang: str) -> dict[str, tuple[str, ...]]:
        from babel.messages.pofile import read_po

        paths = sorted((self._folder / lang).glob("*.po")) if lang in LANGUAGES else []
        if not paths:
            message = f"no texts in language {lang!r}; there are {', '.join(LANGUAGES)}"
            raise KeyError(message)
        merged: dict[str, tuple[str, ...]] = {}
        for path in paths:
            with path.open("rb") as file:
                messages: list[Message] = [one for one in read_po(file, locale=lang, abort_invalid=True) if one.id]
            for text in messages:
                key = text.id if isinstance(text.id, str) else text.id[0]
                if key in merged:
                    twice = f"text key {key!r} stands twice in {lang!r}: {path.name}"
                    raise KeyError(twice)
                merged[key] = (text.string,) if isinstance(text.string, str) else tuple(text.string or ())
        return merged

    def _part(self, name: str, lang: str) -> Mapping[str, str]:
        start = f"{name}."
        return {
            key.removeprefix(start): forms[0] for key, forms in self._catalogue(lang).items() if key.startswith(start)
        }


def _plural(lang: str, count: Any) -> int:  # noqa: ANN401  any number
    """Place of the plural form: Chinese has one form, English one for 1 and one for the rest."""
    from babel import Locale

    return 0 if lang == "zh" or Locale(lang).plural_form(count) == "one" else 1


_TEXTS = Texts(Path(__file__).parent / "locale")


def keys(lang: str) -> set[str]:
    """Return every key of a language's catalogue."""
    return _TEXTS.keys(lang)


def t(key: str, lang: str, **values: object) -> str:
    """Return a sentence with its blanks filled in.

    Parameters
    ----------
    key
        Dotted key, ``fault.not_a_number``.
    lang
        ``zh`` or ``en``.
    **values
        What the sentence's ``{blanks}`` stand for; ``count`` also picks the plural form.

    Raises
    ------
    KeyError
        If the language, the key or one of the sentence's blanks is missing.

    Examples
    --------
    >>> t("column.capacity", "en")
    'Capacity'
    """
    return _TEXTS.t(key, lang, **values)


def heading(column: str, lang: str) -> str:
    """Return a column's heading; raises KeyError if it has none."""
    return t(f"column.{column}", lang)
