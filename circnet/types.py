"""The words that circnet's tables use, as types, and the grades that follow from a basis."""

from __future__ import annotations

from os import PathLike
from typing import Final, Literal

__all__ = [
    "ACTIVE_STATUSES",
    "GRADES",
    "Basis",
    "Direction",
    "Grade",
    "Kind",
    "Lang",
    "LinkStatus",
    "PathText",
    "Role",
    "Severity",
    "Status",
    "TechnologyRole",
]

Kind = Literal["material", "gas", "heat", "electricity", "water", "waste", "emission", "ambient"]
Status = Literal["operating", "trial", "building", "planned", "suspended", "closed", "unknown"]
LinkStatus = Literal["existing", "planned", "suspended", "unknown"]
Role = Literal["main", "intermediate", "treatment", "utility"]
TechnologyRole = Literal["producer", "conversion", "treatment", "utility"]
Direction = Literal["supply", "demand"]
Basis = Literal["reported", "published", "derived", "stoichiometric", "estimated", "assumed"]
Grade = Literal["A", "B", "C", "D"]
Severity = Literal["error", "warning"]
Lang = Literal["zh", "en"]
PathText = str | PathLike[str]

GRADES: Final[dict[str, str]] = {
    "reported": "A",
    "published": "B",
    "derived": "C",
    "stoichiometric": "C",
    "estimated": "D",
    "assumed": "D",
    "": "D",
}
"""Evidence grade of each basis; an explicit `grade` column wins over it."""

ACTIVE_STATUSES: Final[tuple[str, ...]] = ("operating", "trial")
"""Statuses that take part by themselves; `unknown` takes part where a throughput is given."""
