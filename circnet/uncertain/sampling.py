"""Samples of the uncertain inputs: evenly spread, correlated within families, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from circnet.uncertain.shapes import quantiles
from circnet.uncertain.terms import UncertaintyTerms

__all__ = ["Sampler"]

_EDGE = 1e-9


class Sampler:
    """Turns points of the unit cube into values of the inputs.

    A point has one coordinate for each common factor and one for each input. Normal scores of inputs that move
    together are ``sqrt(rho) z_common + sqrt(1 - rho) z_own``, a Gaussian copula with equal correlation.
    """

    def __init__(self, inputs: pd.DataFrame, rho: float) -> None:
        self._inputs = inputs
        self._rho = rho
        self.factors = sorted(set(inputs["together"]) - {""})
        self._factor = np.array([self.factors.index(name) if name else -1 for name in inputs["together"]], dtype=int)

    @property
    def size(self) -> int:
        """Coordinates of a point."""
        return len(self.factors) + len(self._inputs)

    @property
    def groups(self) -> list[str]:
        """Group of each coordinate; a common factor is in that of the inputs it moves."""
        groups = self._inputs["group"]
        moved = [groups[self._factor == place].iloc[0] for place in range(len(self.factors))]
        return [*moved, *groups]

    def points(self, terms: UncertaintyTerms) -> np.ndarray:
        """Draw points of the unit cube, shape (samples, coordinates), by the method of the terms."""
        from scipy.stats import qmc  # slow to import, and workers have no need of it

        if not self.size:
            return np.empty((terms.samples, 0))
        if terms.method == "lhs":
            return qmc.LatinHypercube(self.size, rng=np.random.default_rng(terms.seed)).random(terms.samples)
        power = int(np.ceil(np.log2(terms.samples)))
        return qmc.Sobol(self.size, rng=np.random.default_rng(terms.seed)).random_base2(power)[: terms.samples]

    def values(self, points: np.ndarray) -> np.ndarray:
        """Values of the inputs at points of the unit cube, shape (samples, inputs)."""
        scores = special.ndtri(np.clip(points, _EDGE, 1.0 - _EDGE))
        common, own = scores[:, : len(self.factors)], scores[:, len(self.factors) :]
        shared = self._factor >= 0
        mixed = own.copy()
        mixed[:, shared] *= np.sqrt(1.0 - self._rho)
        mixed[:, shared] += np.sqrt(self._rho) * common[:, self._factor[shared]]
        low, central, high = (self._inputs[name].to_numpy(float) for name in ("low", "central", "high"))
        shape = self._inputs["shape"].to_numpy(str)
        return quantiles(shape, low, central, high, special.ndtr(mixed))
