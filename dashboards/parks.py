"""The parks the app offers: where each lies, what it is called, and which scenarios come with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from circnet.errors import InputFaults
from circnet.park import builtin_parks, parks_folder
from circnet.park.attachments import SCENARIOS
from circnet.park.manifest import FILE, info_of, parse_toml
from circnet.scenario import read_scenario

__all__ = ["OfferedPark", "OfferedScenario", "content_key", "default_park", "offered_park", "offered_parks"]

_FIRST = "golmud"


@dataclass(frozen=True)
class OfferedScenario:
    """A scenario that may be picked: its file, its name and what it assumes by language, the settings it changes."""

    path: Path
    names: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.names.get(lang) or self.path.stem


@dataclass(frozen=True)
class OfferedPark:
    """A park that may be picked: its id in addresses, its folder or workbook, its names, its scenarios by id.

    ``version`` is that of a park of the user's own, None of a park that comes with circnet or was named at the start.
    """

    id: str
    path: Path
    name_zh: str
    name_en: str
    scenarios: Mapping[str, OfferedScenario] = field(default_factory=dict)
    version: int | None = None

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
    return {name: offered_park(name, Path(place)) for name, place in places.items()}


def default_park(parks: Mapping[str, OfferedPark]) -> str:
    """Return the park shown first; an empty text if there is none."""
    return _FIRST if _FIRST in parks else next(iter(parks), "")


def content_key(parks: Sequence[OfferedPark], scenario: Path | None = None, *choices: object) -> str:
    """Return a key that changes whenever a file of the parks, the scenario or one of the choices changes."""
    digest = hashlib.sha256(repr(([park.id for park in parks], choices)).encode())
    files = [file for park in parks for file in _files(park.path)] + ([scenario] if scenario else [])
    for file in files:
        try:
            data = file.read_bytes()
        except OSError:
            data = b""
        digest.update(f"{file.name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _files(place: Path) -> list[Path]:
    return sorted(path for path in place.glob("*") if path.is_file()) if place.is_dir() else [place]


def offered_park(name: str, place: Path, version: int | None = None) -> OfferedPark:
    """Return a park as it is offered; it is called by its id if its manifest cannot be read."""
    try:
        tree, lines, _ = parse_toml((place / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        tree, lines = None, {}
    info = info_of(tree, lines)[0] if tree is not None else None
    names = (info.name_zh, info.name_en) if info else (name, name)
    files = sorted((place / SCENARIOS).glob("*.toml"))
    return OfferedPark(name, place, *names, {file.stem: _scenario(file) for file in files}, version)


def _scenario(file: Path) -> OfferedScenario:
    """Return a scenario; one that cannot be read is offered by its file's name, and its run tells the faults."""
    try:
        read = read_scenario(file)
    except InputFaults:
        return OfferedScenario(file, {})
    return OfferedScenario(file, read.names, read.notes, read.settings)
