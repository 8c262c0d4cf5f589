"""What a user chose about a run, as an address says it."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from circnet.coupling import OBJECTIVES, Settings
from circnet.coupling.settings import STATUSES

__all__ = ["INCLUDABLE", "OBJECTIVES_SHOWN", "QUERY", "Choices", "chosen"]

OBJECTIVES_SHOWN: Final = (*OBJECTIVES, "Cl2")
"""Objectives on offer; any released formula may be typed into the address."""
INCLUDABLE: Final = tuple(status for status in STATUSES if status not in ("operating", "trial"))
QUERY: Final = (
    "parks", "objective", "co2price", "km", "flexible", "include", "relax", "yesno", "maxlinks", "exclusive", "minflow",
    "keep", "seconds",
)  # fmt: skip
"""Names of the choices in an address."""
_OF_YES_NO: Final = {
    "maxlinks": "max_links", "exclusive": "exclusive", "minflow": "min_flow", "seconds": "time_limit",
}  # fmt: skip
"""Choices that hold only where links are decided by yes or no, and what the settings call them."""
_MOST: Final = 1e7
_FORMULA = re.compile(r"[A-Z][A-Za-z0-9()]{0,19}")


@dataclass(frozen=True)
class Choices:
    """Choices of a run.

    Attributes
    ----------
    parks
        Further parks joined to the one looked at, by id.
    objective, carbon_price, max_km, flexible, include, relax, yes_no, max_links, exclusive, min_flow,
    transaction_cost, time_limit
        As in `circnet.coupling.Settings`; None leaves what the scenario says.
    """

    parks: tuple[str, ...] = ()
    objective: str | None = None
    carbon_price: float | None = None
    max_km: float | None = None
    flexible: bool | None = None
    include: tuple[str, ...] | None = None
    relax: bool | None = None
    yes_no: bool | None = None
    max_links: int | None = None
    exclusive: bool | None = None
    min_flow: float | None = None
    transaction_cost: float | None = None
    time_limit: float | None = None

    def over(self, settings: Settings) -> Settings:
        """Return settings with what was chosen in their place.

        Links are decided by yes or no only where the net cost is the objective; what belongs to that goes with it.
        """
        given = {name: value for name, value in asdict(self).items() if name != "parks" and value is not None}
        if not self._exact(settings):
            plain = Settings()
            given |= {name: getattr(plain, name) for name in ("yes_no", "min_load", "mip_gap", *_OF_YES_NO.values())}
        return replace(settings, **given)

    def idle(self, settings: Settings) -> tuple[str, ...]:
        """Return the names, as in an address, of what was chosen to no effect over these settings."""
        if self._exact(settings):
            return ()
        asked = [name for name, setting in _OF_YES_NO.items() if getattr(self, setting)]
        return (*(["yesno"] if self.yes_no else []), *asked)

    def _exact(self, settings: Settings) -> bool:
        exact = settings.yes_no if self.yes_no is None else self.yes_no
        return exact and (self.objective or settings.objective) == "cost"


def chosen(query: Mapping[str, str], parks: Mapping[str, object]) -> tuple[Choices, tuple[str, ...]]:
    """Read choices from the query of an address.

    Parameters
    ----------
    query
        Values by name.
    parks
        Parks on offer, by id.

    Returns
    -------
    choices
        What could be read; the usual for the rest.
    refused
        ``name=value`` of what could not.

    Examples
    --------
    >>> read, refused = chosen({"co2price": "100", "km": "far"}, {})
    >>> read.carbon_price, read.max_km, refused
    (100.0, None, ('km=far',))
    """
    refused: list[str] = []

    def refuse(name: str) -> None:
        refused.append(f"{name}={query[name][:40]}")

    def number(name: str, least: float = 0.0, whole: bool = False) -> float | None:
        text = query.get(name, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value < _MOST or (whole and value != int(value)):
            refuse(name)
            return None
        return value

    def listed(name: str, allowed: Container[str]) -> tuple[str, ...]:
        words = dict.fromkeys(word for word in query.get(name, "").split(",") if word)
        if any(word not in allowed for word in words):
            refuse(name)
        return tuple(word for word in words if word in allowed)

    def objective() -> str | None:
        text = query.get("objective")
        if text and text not in OBJECTIVES and not _FORMULA.fullmatch(text):
            refuse("objective")
            return None
        return text or None

    def switch(name: str) -> bool | None:
        text = query.get(name, "")
        if text not in ("", "0", "1"):
            refuse(name)
        return {"0": False, "1": True}.get(text)

    links = number("maxlinks", whole=True)
    read = Choices(
        parks=listed("parks", parks), objective=objective(), carbon_price=number("co2price"), max_km=number("km"),
        flexible=switch("flexible"), include=listed("include", INCLUDABLE) if "include" in query else None,
        relax=switch("relax"), yes_no=switch("yesno"), max_links=None if links is None else int(links),
        exclusive=switch("exclusive"), min_flow=number("minflow"), transaction_cost=number("keep"),
        time_limit=number("seconds", least=1.0),
    )  # fmt: skip
    return read, tuple(refused)
