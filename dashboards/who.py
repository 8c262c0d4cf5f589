"""Who edits: the name a server before the app vouches for, else the name the browser's user gave."""

from __future__ import annotations

from urllib.parse import unquote

from flask import has_request_context, request

__all__ = ["COOKIE", "who"]

COOKIE = "circnet-who"
_LONGEST = 80


def who() -> str:
    """Return the name of whoever asks; an empty text if nobody said."""
    if not has_request_context():
        return ""
    told = request.environ.get("REMOTE_USER") or unquote(request.cookies.get(COOKIE, ""))
    return " ".join(told.split())[:_LONGEST]
