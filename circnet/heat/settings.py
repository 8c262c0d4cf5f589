"""Choices of a heat analysis."""

from __future__ import annotations

from dataclasses import dataclass

from circnet.errors import UsageFault

__all__ = ["HeatSettings"]


@dataclass(frozen=True)
class HeatSettings:
    """Choices of a heat analysis.

    Attributes
    ----------
    dtmin_k
        Least temperature difference between a hot and a cold stream, K; a stream without a contribution of its own
        carries half of it.
    surroundings_c
        Temperature at which heat has no exergy, C.
    turbine_efficiency
        Isentropic efficiency of turbines between steam mains.
    hours
        Hours a year of a stream that does not say how long it runs, h/a.
    """

    dtmin_k: float = 10.0
    surroundings_c: float = 15.0
    turbine_efficiency: float = 0.7
    hours: float = 8000.0

    def __post_init__(self) -> None:
        """Refuse what has no meaning.

        Raises
        ------
        UsageFault
            If a figure is out of its range.
        """
        ranges = {
            "dtmin_k": (self.dtmin_k >= 0 and self.dtmin_k < float("inf"), ">= 0"),
            "surroundings_c": (-273.15 < self.surroundings_c < float("inf"), "> -273.15"),
            "turbine_efficiency": (0 < self.turbine_efficiency <= 1, "0..1"),
            "hours": (0 < self.hours <= 8784, "0..8784"),
        }
        for name, (holds, expected) in ranges.items():
            if not holds:
                raise UsageFault("bad_setting", f"{name} = {getattr(self, name)}", expected)
