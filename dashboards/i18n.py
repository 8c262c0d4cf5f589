"""Every word the app shows, in Chinese and English, from the Babel catalogues in `locale/`."""

from __future__ import annotations

from pathlib import Path

from circnet.text import LANGUAGES, Texts

__all__ = ["LANGUAGES", "keys", "section", "t"]

_TEXTS = Texts(Path(__file__).parent / "locale")

keys = _TEXTS.keys
section = _TEXTS.section
t = _TEXTS.t
