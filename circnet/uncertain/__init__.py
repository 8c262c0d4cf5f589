"""What is sure when prices, loads and recipes are not: samples of a park, from one loaded model."""

from circnet.uncertain.pieces import Machines
from circnet.uncertain.terms import UncertaintyTerms
from circnet.uncertain.uncertainty import Uncertainty, uncertainty

__all__ = ["Machines", "Uncertainty", "UncertaintyTerms", "uncertainty"]
