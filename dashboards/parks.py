"""The parks the app offers: where each lies and what it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from circnet.park import builtin_parks, parks_folder
from circnet.park.manifest import FILE, info_of, parse_toml

__all__ = ["OfferedPark", "content_key", "default_park", "offered_parks"]

_FIRST = "golmud"


@dataclass(frozen=True)
class OfferedPark:
    """A park that may be picked: its id in addresses, its folder or workbook, and its names."""

    id: str
    path: Path
    name_zh: str
    name_en: str

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


def offered_parks(folders: Mapping[str, Path] | None = None) -> dict[str, OfferedPark]:
    """Return the parks on offer by id; a park whose manifest cannot be read is called by its id.

    Parameters
    ----------
    folders
        Folder or workbook by id; the built-in parks if absent.
    """
    places = folders if folders is not None else {name: parks_folder() / name for name in builtin_parks()}
    return {name: _offered(name, Path(place)) for name, place in places.items()}


def default_park(parks: Mapping[str, OfferedPark]) -> str:
    """Return the park shown first; an empty text if there is none."""
    return _FIRST if _FIRST in parks else next(iter(parks), "")


def content_key(park: OfferedPark, *choices: object) -> str:
    """Return a key that changes whenever a file of the park or one of the choices changes."""
    digest = hashlib.sha256(repr((park.id, choices)).encode())
    files = sorted(path for path in park.path.glob("*") if path.is_file()) if park.path.is_dir() else [park.path]
    for file in files:
        try:
            data = file.read_bytes()
        except OSError:
            data = b""
        digest.update(f"{file.name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _offered(name: str, place: Path) -> OfferedPark:
    try:
        tree, lines, _ = parse_toml((place / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        tree, lines = None, {}
    info = info_of(tree, lines)[0] if tree is not None else None
    return OfferedPark(name, place, info.name_zh if info else name, info.name_en if info else name)
