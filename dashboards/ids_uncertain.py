"""Ids of the page of uncertainty."""

from __future__ import annotations

from typing import Final

__all__ = ["UncertainPage"]


class UncertainPage:
    """Parts of the page of uncertainty."""

    SAMPLES: Final = "uncertain-samples"
    DRAW: Final = "uncertain-draw"
    """How samples are drawn."""
    ONLY: Final = "uncertain-only"
    """Everything, or prices alone."""
    ACTIVITY: Final = "uncertain-activity"
    SHOW: Final = "uncertain-show"
    """What is shown: links, the saving, what decides, or sets of links."""
    PANE: Final = "uncertain-pane"
    GRID: Final = "uncertain-grid"
    DETAIL: Final = "uncertain-detail"
    HISTOGRAM: Final = "uncertain-histogram"
    SAVING: Final = "uncertain-saving"
    TORNADO: Final = "uncertain-tornado"
    SETS: Final = "uncertain-sets-figure"
    BOOK: Final = "uncertain-book"
    CHOSEN: Final = "uncertain-chosen"
    """The query with what is ticked, for the file."""
