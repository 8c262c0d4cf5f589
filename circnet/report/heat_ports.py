"""Which ports heat streams opened in a coupling run, in words."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from circnet.coupling.result import records
from circnet.heat import HeatPorts, heat_ports
from circnet.park import Catalog, Park
from circnet.text import t

__all__ = ["opened_ports", "show_opened_ports"]

Report = dict[str, Any]


def opened_ports(park: Park, catalog: Catalog, lang: str) -> Report:
    """Tell which ports the park's heat streams opened.

    Returns
    -------
    dict
        ``heat_ports``: rows ``enterprise, commodity, direction, minimum, maximum`` (GJ a year) ``, basis, grade``;
        ``heat_note``: how many, or why there are none.
    """
    found = heat_ports(park, catalog)
    columns = ["enterprise", "commodity", "direction", "minimum", "maximum", "basis", "grade"]
    return {"heat_ports": records(found.ports[columns]), "heat_note": _note(found, lang)}


def _note(found: HeatPorts, lang: str) -> str:
    if found.ports.empty:
        counted = int(found.streams["counted"].ne("").sum())
        if found.streams.empty:
            return t("heat_ports.no_streams", lang)
        return t("heat_ports.nothing_new", lang, count=len(found.streams), told=counted)
    side = found.ports.groupby("direction")["maximum"].sum() / 1e3
    gives, needs = (f"{side.get(name, 0.0):,.1f}" for name in ("supply", "demand"))
    return t("heat_ports.opened", lang, count=len(found.ports), gives=gives, needs=needs)


def show_opened_ports(report: Report, lang: str) -> None:
    """Print the note."""
    out = Console()
    out = out if out.is_terminal else Console(width=160)
    out.print(report["heat_note"], markup=False, highlight=False, soft_wrap=True)
