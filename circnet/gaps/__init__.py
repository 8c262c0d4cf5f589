"""Chain gaps: which plant is missing in a park, and what it is worth there."""

from circnet.gaps.bridges import bridges, hyperarcs
from circnet.gaps.candidates import Candidates, candidates
from circnet.gaps.chains import chains
from circnet.gaps.economics import irr, npv, payback
from circnet.gaps.gaps import Gaps, gaps
from circnet.gaps.orphans import orphans
from circnet.gaps.screen import Screen, screen
from circnet.gaps.sets import PlantSet, best_set
from circnet.gaps.size_curve import size_curve
from circnet.gaps.where import where

__all__ = [
    "Candidates",
    "Gaps",
    "PlantSet",
    "Screen",
    "best_set",
    "bridges",
    "candidates",
    "chains",
    "gaps",
    "hyperarcs",
    "irr",
    "npv",
    "orphans",
    "payback",
    "screen",
    "size_curve",
    "where",
]
