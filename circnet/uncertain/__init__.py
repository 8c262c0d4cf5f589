"""What is sure when prices, loads and recipes are not: samples of a park, from one loaded model."""

from circnet.pieces import Machines
from circnet.uncertain.comparing import Comparison, add_sets
from circnet.uncertain.sets import LinkSet
from circnet.uncertain.terms import UncertaintyTerms
from circnet.uncertain.uncertainty import Uncertainty, group_indices, uncertainty

__all__ = [
    "Comparison",
    "LinkSet",
    "Machines",
    "Uncertainty",
    "UncertaintyTerms",
    "add_sets",
    "group_indices",
    "uncertainty",
]
