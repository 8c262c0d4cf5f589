"""Ids of all components, in one place."""

from __future__ import annotations

from typing import Final

LOCATION: Final = "_pages_location"
"""Dash Pages' own address component."""
PAGES_STORE: Final = "_pages_store"
"""Where Dash Pages says which page is shown."""


class Shell:
    """Parts around every page."""

    THEME: Final = "shell-theme"
    PARK: Final = "shell-park"
    LANG: Final = "shell-lang"
    TAGLINE: Final = "shell-tagline"
    TOOLS: Final = "shell-tools"
    SELECTION: Final = "shell-selection"
    TITLE: Final = "shell-title"


class Network:
    """Parts of the network page."""

    VIEW: Final = "network-view"
    POLL: Final = "network-poll"
    CONTENT: Final = "network-content"
    GRAPH: Final = "network-graph"
    GRID: Final = "network-grid"
    STYLES: Final = "network-styles"
    CHOSEN: Final = "network-chosen"
    ESCAPE: Final = "network-escape"
    REDRAW: Final = "network-redraw"
    HINT: Final = "network-hint"
    DETAILS: Final = "network-details"
    PANES: Final = "network-panes"
    SHOWN: Final = "network-shown"
    FIT: Final = "network-fit"
    EXPORT: Final = "network-export"
    CLEAR: Final = "network-clear"
