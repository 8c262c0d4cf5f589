"""What an address says: which park, in which language; and an address that restores it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from dashboards.i18n import LANGUAGES
from dashboards.state import state

__all__ = ["Where", "settled", "where_of"]


@dataclass(frozen=True)
class Where:
    """The park and the language of a view."""

    park: str
    lang: str


def settled(park: str | None, lang: str | None) -> Where:
    """Fill in what an address leaves out; a language nobody speaks counts as left out."""
    return Where(park or state().default_park, lang if lang in LANGUAGES else state().lang)


def where_of(search: str | None) -> Where:
    """Read the query of an address."""
    query = {name: values[-1] for name, values in parse_qs((search or "").removeprefix("?")).items()}
    return settled(query.get("park"), query.get("lang"))
