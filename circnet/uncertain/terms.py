"""What a user may choose about an uncertainty run."""

from __future__ import annotations

from dataclasses import dataclass

from circnet.errors import UsageFault

__all__ = ["METHODS", "SHAPES", "UncertaintyTerms"]

METHODS = ("lhs", "sobol")
SHAPES = ("triangular", "pert", "lognormal")

_RANGES = {
    "samples": (2, 1_000_000), "seed": (0, 2**31), "rho": (0.0, 1.0), "spread": (0.0, 1.0), "indices": (0, 65_536),
    "groups": (1, 50), "scenarios": (0, 500), "alpha": (0.0, 0.999), "risk": (0.0, 1.0), "chunk": (1, 100_000),
}  # fmt: skip
_WHOLE = ("samples", "seed", "indices", "groups", "scenarios", "chunk")


@dataclass(frozen=True)
class UncertaintyTerms:
    """Choices of one uncertainty run.

    Attributes
    ----------
    samples
        How many.
    seed
        Of every draw; the same seed gives the same answer.
    method
        ``lhs`` (Latin hypercube) or ``sobol`` (scrambled Sobol sequence; best with a power of two).
    shape
        How a price lies between its low, central and high: ``triangular``, ``pert`` (beta) or ``lognormal`` (central
        is the median, low and high the 5 % and 95 % quantiles, each side with its own spread).
    rho
        Correlation of the normal scores of prices of one family, of the freight rates of all vehicles, and of all line
        costs.
    spread
        Share of every range: 1 as the tables say, 0 for none.
    loads
        Whether the size of the works (and ports) is uncertain, by its evidence grade.
    recipes
        Whether the power, heat and water that recipes use are uncertain.
    indices
        Base samples of the Sobol indices; 0 for none. They take ``indices * (groups + 3)`` further samples.
    groups
        Groups of inputs told apart in the indices; the others stand together.
    scenarios
        Samples that the choice of links in two stages looks at; 0 for no such choice.
    alpha
        Tail of the conditional value at risk: the mean of the worst ``1 - alpha``.
    risk
        Weight of that tail in the two-stage choice, the rest is on the mean.
    chunk
        Samples worked on at a time; what is done is kept by chunks.

    Raises
    ------
    UsageFault
        If a figure is out of its range or a word is none of those that can be.
    """

    samples: int = 200
    seed: int = 0
    method: str = "lhs"
    shape: str = "triangular"
    rho: float = 0.5
    spread: float = 1.0
    loads: bool = True
    recipes: bool = True
    indices: int = 0
    groups: int = 5
    scenarios: int = 0
    alpha: float = 0.9
    risk: float = 0.5
    chunk: int = 25

    def __post_init__(self) -> None:
        """Refuse what cannot be had."""
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high or (name in _WHOLE and value != int(value)):
                raise UsageFault("bad_setting", f"{name} = {value!r}", f"{low:g} ... {high:g}")
        for name, words in (("method", METHODS), ("shape", SHAPES)):
            if getattr(self, name) not in words:
                raise UsageFault("bad_setting", f"{name} = {getattr(self, name)!r}", ", ".join(words))
        if self.indices and self.indices & (self.indices - 1):
            raise UsageFault("bad_setting", f"indices = {self.indices!r}", "32, 64, 128, 256 ...")
