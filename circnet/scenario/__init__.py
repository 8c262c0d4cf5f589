"""What-ifs: a park and its settings with named changes, other good networks, trade-offs, and outages."""

from circnet.scenario.alternatives import Alternatives, alternatives
from circnet.scenario.axes import Axis, axes_of
from circnet.scenario.outage import Outage, OutageTerms, Ranking, outage, rank_outages
from circnet.scenario.overrides import apply
from circnet.scenario.reading import Scenario, find_scenario, read_scenario, scenarios_of
from circnet.scenario.sweep import Sweep, sweep
from circnet.scenario.tradeoff import TradeOff, trade_off

__all__ = [
    "Alternatives",
    "Axis",
    "Outage",
    "OutageTerms",
    "Ranking",
    "Scenario",
    "Sweep",
    "TradeOff",
    "alternatives",
    "apply",
    "axes_of",
    "find_scenario",
    "outage",
    "rank_outages",
    "read_scenario",
    "scenarios_of",
    "sweep",
    "trade_off",
]
