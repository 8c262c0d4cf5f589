"""Circular-retrofit progress: parks against indicator systems, targets and energy levels."""

from circnet.progress.assess import Progress, assess
from circnet.progress.contribution import Contributions, change_between, contributions
from circnet.progress.energy import Energy, levels_of
from circnet.progress.missing import form
from circnet.progress.reach import Reach, reach
from circnet.progress.standards import MAIN_SYSTEM, Standards, load_standards, read_standards
from circnet.progress.standing import retrofit_parks, standing

__all__ = [
    "MAIN_SYSTEM",
    "Contributions",
    "Energy",
    "Progress",
    "Reach",
    "Standards",
    "assess",
    "change_between",
    "contributions",
    "form",
    "levels_of",
    "load_standards",
    "reach",
    "read_standards",
    "retrofit_parks",
    "standing",
]
