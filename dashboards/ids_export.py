"""Ids of the part of a page that hands files out."""

from __future__ import annotations

from typing import Final

__all__ = ["ExportPart"]


class ExportPart:
    """Parts of the section of exports; the buttons are ``{"type": GET, "form": ...}``."""

    VIEW: Final = "export-view"
    GET: Final = "export-get"
    LANG: Final = "export-lang"
    STATE: Final = "export-state"
    JOB: Final = "export-job"
    """The file that is waited for: ``form, lang, state``; nothing if none is."""
    POLL: Final = "export-poll"
    STATUS: Final = "export-status"
    CANCEL: Final = "export-cancel"
    FILE: Final = "export-file"
