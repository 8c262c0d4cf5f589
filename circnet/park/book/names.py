"""Firms, goods and technologies by their names: a cell may say `氯化钾(95%)`, `Potassium chloride` or `kcl`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from circnet.park.book.words import bare
from circnet.park.catalog import Catalog
from circnet.park.faults import nearest

__all__ = ["Found", "Names", "names_of"]

_ID = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)?")
_OUTSIDE = re.compile(r"(?:external|park|外部|园外)\s*[:：]\s*(.+)", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What a cell means: an id (or the text itself), or the name of a fault with a hint."""

    id: str
    check: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Names:
    """What may be referred to, by kind of table: ids, the ids that bear a name, and the names by language and id."""

    ids: Mapping[str, frozenset[str]]
    named: Mapping[str, Mapping[str, frozenset[str]]] = field(repr=False)
    shown: Mapping[str, Mapping[str, Mapping[str, str]]] = field(repr=False)

    def find(self, text: str, kinds: Sequence[str], *, place: bool = False, hints: bool = True) -> Found:
        """Return what a cell means that refers to one of some tables; `place` may lie outside the park.

        `hints` says whether the nearest name is sought for one that nobody bears, which takes its time.
        """
        if place and (outside := _OUTSIDE.fullmatch(text)):
            start = "park" if text.startswith("park") else "external"
            return Found(f"{start}:{outside[1].strip()}")
        ids: frozenset[str] = frozenset().union(*(self.ids.get(kind, frozenset()) for kind in kinds))
        if not ids or text in ids:
            return Found(text)
        *_, last = text.split() or [""]
        if last in ids:
            return Found(last)
        hits = self._bearing(_exact(text), kinds) or self._bearing(_loose(text), kinds)
        if len(hits) == 1:
            return Found(hits[0])
        if hits:
            return Found("", "ambiguous_name", ", ".join(hits[:5]))
        if _ID.fullmatch(text):  # the checks of references tell of it
            return Found(text)
        if not hints:
            return Found("", "unknown_name")
        by_name = {name: id_ for kind in kinds for names in self.shown[kind].values() for id_, name in names.items()}
        near = nearest([text], by_name)[0]
        hint = f"{near} ({by_name[near]})" if near else f"external:{text}" if place else ""
        return Found("", "unknown_name", hint)

    def _bearing(self, name: str, kinds: Sequence[str]) -> list[str]:
        return sorted({id_ for kind in kinds for id_ in self.named.get(kind, {}).get(name, ())})

    def written(self, id_: str, kind: str, lang: str) -> str:
        """Return how a reference is written into a workbook: the name if it leads back to the id, else both."""
        name = self.shown.get(kind, {}).get(lang, {}).get(id_, "")
        if not name or name == id_ or ";" in name:
            return id_
        return name if self.find(name, [kind]).id == id_ else f"{name} {id_}"


def _loose(name: str) -> str:
    """Return a name without what stands in brackets, told apart from a whole name."""
    return f"~{bare(name)}"


def _exact(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def names_of(catalog: Catalog, tables: Mapping[str, pd.DataFrame]) -> Names:
    """Return the names that a park's cells may use.

    Parameters
    ----------
    catalog : Catalog
        What counts for the park.
    tables : mapping of str to DataFrame
        The park's own `enterprises`, `units` and `equipment`, as far as they are there.
    """
    modes = catalog.transport.rename(columns={"mode": "id"})
    kinds = {"commodities": catalog.commodities, "technologies": catalog.technologies, "hubs": catalog.hubs,
             "modes": modes, **{name: tables[name] for name in ("enterprises", "units") if name in tables}}  # fmt: skip
    ids, named, shown = {}, {}, {}
    for kind, table in kinds.items():
        if "id" not in table:
            continue
        every = table["id"].tolist()
        ids[kind] = frozenset(id_ for id_ in every if id_)
        shown[kind] = {
            lang: {id_: name for id_, name in zip(every, table[column].tolist(), strict=True) if id_ and name}
            for lang, column in (("zh", "name_zh"), ("en", "name_en"))
            if column in table
        }
        bearers: dict[str, set[str]] = defaultdict(set)
        for names in shown[kind].values():
            for id_, name in names.items():
                bearers[_exact(name)].add(id_)
                bearers[_loose(name)].add(id_)
        named[kind] = {name: frozenset(found) for name, found in bearers.items()}
    return Names(ids, named, shown)
