"""Circular-retrofit progress: parks against indicator systems, targets and energy levels."""

from circnet.progress.answers import answered, with_answers
from circnet.progress.assess import Progress, assess
from circnet.progress.contribution import Contributions, change_between, changed, contributions, coupled_values
from circnet.progress.energy import Energy, levels_of
from circnet.progress.missing import form
from circnet.progress.reach import Reach, reach
from circnet.progress.standards import MAIN_SYSTEM, Standards, load_standards, read_standards
from circnet.progress.standing import Standing, retrofit_parks, standing

__all__ = [
    "MAIN_SYSTEM",
    "Contributions",
    "Energy",
    "Progress",
    "Reach",
    "Standards",
    "Standing",
    "answered",
    "assess",
    "change_between",
    "changed",
    "contributions",
    "coupled_values",
    "form",
    "levels_of",
    "load_standards",
    "reach",
    "read_standards",
    "retrofit_parks",
    "standing",
    "with_answers",
]
