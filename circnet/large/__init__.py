"""Networks of thousands of firms: the coupling programme solved without writing all its arcs down."""

from circnet.large.network import METHODS, PLAIN_UP_TO, couple_large, method_for

__all__ = ["METHODS", "PLAIN_UP_TO", "couple_large", "method_for"]
