"""The constraint families of the coupling model, one function each; the inequality stands in its docstring."""

from circnet.coupling.families.activity import equipment, run_units
from circnet.coupling.families.balance import balances, run_ports
from circnet.coupling.families.elements import balance_limits, contents, release_limits, released
from circnet.coupling.families.exchange import downgrades, heat_offers, substitute_offers, substitutions
from circnet.coupling.families.links import links, priced
from circnet.coupling.families.quality import quality
from circnet.coupling.families.trade import trades, unexplained

__all__ = [
    "balance_limits",
    "balances",
    "contents",
    "downgrades",
    "equipment",
    "heat_offers",
    "links",
    "priced",
    "quality",
    "release_limits",
    "released",
    "run_ports",
    "run_units",
    "substitute_offers",
    "substitutions",
    "trades",
    "unexplained",
]
