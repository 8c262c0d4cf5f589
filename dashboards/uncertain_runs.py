"""The uncertainty of a park in a process of its own: samples, and sets of links weighed on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from circnet.errors import CircnetError
from dashboards.i18n import LANGUAGES
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of

if TYPE_CHECKING:
    import pandas as pd

    from circnet.report.uncertain_words import Words
    from circnet.uncertain import Comparison, Uncertainty, UncertaintyTerms
    from dashboards.choices import Choices

__all__ = [
    "BASE",
    "MINE",
    "STAGES",
    "Indices",
    "UncertainStudy",
    "indices_study",
    "sets_study",
    "terms_of",
    "uncertain_study",
]

STAGES: Final = 8
"""Representative samples that the choice in two stages looks at."""
BASE: Final = 128
"""Base samples of the Sobol indices."""
MINE: Final = "own_choice"
"""Name of the set that a user ticks."""


@dataclass(frozen=True)
class UncertainStudy:
    """What samples say, the cost of keeping a link (CNY/a), and names in each language."""

    found: Uncertainty
    keeping: float
    words: Mapping[str, Words]


def terms_of(samples: str, method: str, only: str) -> UncertaintyTerms:
    """Return the terms of a run: ``method`` ``lhs`` or ``sobol``, ``only`` ``prices`` or ``all``.

    A Sobol sequence is balanced at powers of two, so as many are drawn.
    """
    from circnet.uncertain import UncertaintyTerms

    count = int(samples)
    count = 1 << (count - 1).bit_length() if method == "sobol" else count
    every = only != "prices"
    return UncertaintyTerms(samples=count, method=method, loads=every, recipes=every, scenarios=STAGES)


def uncertain_study(  # noqa: PLR0913, PLR0917  a task takes them in a row
    places: Sequence[Path], scenario: Path | None, choices: Choices, samples: str, method: str, only: str
) -> UncertainStudy | Failure:
    """Sample a park; ``samples, method, only`` as for `terms_of`, the others as for `dashboards.runs.couple_parks`."""
    from circnet.park import load_catalog
    from circnet.report.uncertain_words import Words
    from circnet.uncertain import uncertainty

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        catalog, terms = load_catalog(), terms_of(samples, method, only)
        note("uncertain_sample", 0, terms.samples)
        found = uncertainty(park, catalog, settings, terms, tell=lambda share: _tell(share, terms.samples))
    except (CircnetError, OSError) as error:
        return failure_of(error)
    note("pack")
    words = {lang: Words.of(park, catalog, lang) for lang in LANGUAGES}
    return UncertainStudy(found, settings.transaction_cost, words)


def _tell(share: float, count: int) -> None:
    if share < 1.0:
        note("uncertain_sample", round(share * count), count)
    else:
        note("uncertain_choose")


@dataclass(frozen=True)
class Indices:
    """Sobol indices of groups of inputs: the table, base samples, all samples they took, those without a figure."""

    groups: pd.DataFrame
    base: int
    samples: int
    missing: int


def indices_study(  # noqa: PLR0913, PLR0917
    places: Sequence[Path], scenario: Path | None, choices: Choices, samples: str, method: str, only: str,
    groups: pd.DataFrame, target: str,
) -> Indices | Failure:  # fmt: skip
    """Tell groups of inputs apart by Sobol indices, as the other arguments of `uncertain_study` say."""
    from circnet.park import load_catalog
    from circnet.uncertain import group_indices

    terms = replace(terms_of(samples, method, only), indices=BASE)
    apart = min(len(groups), terms.groups + 1)
    whole = BASE * (apart + 2) if apart > 1 else 0  # a kind alone decides everything
    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        note("uncertain_sample", 0, whole)
        found, missing = group_indices(
            park, load_catalog(), settings, terms, groups, target,
            tell=lambda share: note("uncertain_sample", round(share * whole), whole),
        )  # fmt: skip
    except (CircnetError, OSError) as error:
        return failure_of(error)
    return Indices(found, BASE, whole, missing)


def sets_study(  # noqa: PLR0913, PLR0917
    places: Sequence[Path], scenario: Path | None, choices: Choices, samples: str, method: str, only: str,
    found: Comparison, links: Sequence[tuple[str, str, str, str]],
) -> Comparison | Failure:  # fmt: skip
    """Weigh links that a user ticked (from, to, good, mode) beside the sets of a run, on the same samples."""
    import pandas as pd

    from circnet.park import load_catalog
    from circnet.uncertain import LinkSet, add_sets

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        note("uncertain_sets")
        table = pd.DataFrame(list(links), columns=["from", "to", "commodity", "mode"], dtype="str")
        mine = LinkSet(MINE, table.set_axis(range(1, len(table) + 1)))
        return add_sets(park, load_catalog(), settings, terms_of(samples, method, only), found, [mine])
    except (CircnetError, OSError) as error:
        return failure_of(error)
