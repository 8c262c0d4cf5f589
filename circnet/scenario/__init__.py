"""What-ifs: a park and its settings with named changes."""

from circnet.scenario.overrides import Scenario, apply, read_scenario

__all__ = ["Scenario", "apply", "read_scenario"]
