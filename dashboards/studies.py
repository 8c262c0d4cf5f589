"""What is asked beyond a run, in a process of its own: worth, reasons, trade-offs, alternatives, outages, structure.

Everything comes back as plain tables and texts; what circnet raises on purpose comes back as a `Failure`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet.errors import CircnetError
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of, stamp

if TYPE_CHECKING:
    from circnet.coupling import Coupling, Settings
    from circnet.park import Catalog, Park
    from dashboards.choices import Choices

__all__ = ["MASS", "Study", "sheet", "sheet_words", "study"]

MASS = "mass"
"""Basis of a structure: by mass. Else ``element:Cl`` or ``commodity:brine``."""


@dataclass(frozen=True)
class Study:
    """An answer as plain values.

    Attributes
    ----------
    summary
        Single values.
    tables
        By name, as the circnet result has them.
    goods
        ``id, name_zh, name_en, unit`` of every commodity the tables name.
    """

    summary: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    goods: pd.DataFrame = field(default_factory=pd.DataFrame)


def study(places: Sequence[Path], scenario: Path | None, choices: Choices, name: str, *more: str) -> Study | Failure:
    """Answer a question about a park.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    name
        ``split``, ``why``, ``why_all``, ``alternatives``, ``front``, ``outages``, ``outage`` or ``structure``.
    more
        What the question needs besides, as texts.
    """
    from circnet.park import load_catalog

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        note("solve")
        return _STUDIES[name](park, load_catalog(), settings, *more)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def sheet_words(  # noqa: PLR0913, PLR0917  a task takes them in a row
    places: Sequence[Path], scenario: Path | None, choices: Choices, giver: str, taker: str, good: str, lang: str
) -> Mapping[str, Any] | Failure:
    """Return what the one-page sheet of a coupling says: `circnet.report.sheet.Content` as plain values."""
    from circnet.report.sheet import sheet_content

    try:
        park, catalog, settings, result = _coupled(places, scenario, choices)
        note("pack")
        return sheet_content(park, catalog, settings, result, (giver, taker, good), lang,
                             scenario=_scenario_name(scenario, lang)).to_dict()  # fmt: skip
    except (CircnetError, OSError) as error:
        return failure_of(error)


def sheet(  # noqa: PLR0913, PLR0917
    places: Sequence[Path], scenario: Path | None, choices: Choices, giver: str, taker: str, good: str, lang: str,
    form: str,
) -> bytes | Failure:  # fmt: skip
    """Return the one-page sheet of a coupling; ``form`` is ``docx`` or ``html``."""
    from circnet.report.sheet import coupling_sheet

    try:
        park, catalog, settings, result = _coupled(places, scenario, choices)
        note("pack")
        return coupling_sheet(park, catalog, settings, result, (giver, taker, good), lang,
                              "docx" if form == "docx" else "html", _scenario_name(scenario, lang))  # fmt: skip
    except (CircnetError, OSError) as error:
        return failure_of(error)


def _coupled(
    places: Sequence[Path], scenario: Path | None, choices: Choices
) -> tuple[Park, Catalog, Settings, Coupling]:
    files = [*places, *([scenario] if scenario else [])]
    note("solve")
    return _kept(tuple(places), scenario, choices, tuple(stamp(file) for file in files))


@lru_cache(maxsize=4)
def _kept(
    places: tuple[Path, ...], scenario: Path | None, choices: Choices, stamps: tuple[object, ...]
) -> tuple[Park, Catalog, Settings, Coupling]:
    """Solve a park; several sheets of one run do not solve it anew."""
    from circnet.coupling import couple
    from circnet.park import load_catalog

    park, settings = asked(places, scenario, choices)
    catalog = load_catalog()
    return park, catalog, settings, couple(park, catalog, settings)


def _scenario_name(scenario: Path | None, lang: str) -> str:
    from circnet.scenario import read_scenario

    return read_scenario(scenario).names.get(lang, "") if scenario else ""


def _split(park: Park, catalog: Catalog, settings: Settings) -> Study:
    from circnet.coupling.split import shares

    found = shares(park, catalog, settings)
    return _told(found.summary, found.tables(), park, catalog)


def _why(  # noqa: PLR0913, PLR0917
    park: Park, catalog: Catalog, settings: Settings, giver: str, taker: str, good: str, lang: str
) -> Study:
    from circnet.coupling.why import why_not
    from circnet.report.why import reason_lines, reason_report

    reason = why_not(park, catalog, settings, giver, taker, good)
    return Study(reason_report(reason) | {"lines": reason_lines(reason, park, catalog, lang)}, {})


def _why_all(park: Park, catalog: Catalog, settings: Settings) -> Study:
    from circnet.coupling.why import why_all

    return _told({}, {"candidates": why_all(park, catalog, settings)}, park, catalog)


def _alternatives(park: Park, catalog: Catalog, settings: Settings, percent: str) -> Study:
    from circnet.scenario import alternatives

    found = alternatives(park, catalog, settings, within=float(percent) / 100.0)
    return _told(found.summary, _tables(found, "links", "stand_ins", "networks", "members"), park, catalog)


def _front(park: Park, catalog: Catalog, settings: Settings, objective: str) -> Study:
    from circnet.scenario import trade_off

    found = trade_off(park, catalog, settings, objective)
    return _told(found.summary, _tables(found, "corners", "points", "links", "switches"), park, catalog)


def _outages(park: Park, catalog: Catalog, settings: Settings, days: str, network: str, replacement: str) -> Study:
    from circnet.scenario import OutageTerms, rank_outages

    terms = OutageTerms(float(days), network, replacement)  # type: ignore[arg-type]
    found = rank_outages(park, catalog, terms, settings)
    return _told(found.summary, _tables(found, "ranking"), park, catalog)


def _outage(  # noqa: PLR0913, PLR0917
    park: Park, catalog: Catalog, settings: Settings, days: str, network: str, replacement: str, firm: str
) -> Study:
    from circnet.scenario import OutageTerms, outage

    terms = OutageTerms(float(days), network, replacement)  # type: ignore[arg-type]
    found = outage(park, catalog, firm, terms, settings)
    return _told(found.summary, _tables(found, "firms", "losses", "replacements", "cuts"), park, catalog)


def _structure(park: Park, catalog: Catalog, settings: Settings, basis: str) -> Study:
    from circnet.coupling import couple
    from circnet.scenario.metabolism import structure_of

    kind, _, name = basis.partition(":")
    found = structure_of(
        park, catalog, settings, couple(park, catalog, settings), element=name if kind == "element" else None,
        commodity=name if kind == "commodity" else None,
    )  # fmt: skip
    plain = found.to_dict()
    told = {name: plain[name] for name in ("basis", "before", "before_reason", "after", "net_cost_saved")}
    tables = {
        "positions": found.after.structure.positions, "unknown": found.after.structure.unknown,
        "left_out": found.left_out,
    }  # fmt: skip
    return _told(told, tables, park, catalog)


_STUDIES: Mapping[str, Callable[..., Study]] = {
    "split": _split, "why": _why, "why_all": _why_all, "alternatives": _alternatives, "front": _front,
    "outages": _outages, "outage": _outage, "structure": _structure,
}  # fmt: skip


def _tables(found: object, *names: str) -> dict[str, pd.DataFrame]:
    return {name: getattr(found, name) for name in names}


def _told(summary: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], park: Park, catalog: Catalog) -> Study:
    """Pack an answer with the names of the goods it speaks of."""
    from circnet.park import catalog_of

    named = [table[name] for table in tables.values() for name in ("commodity", "by_from", "by_to") if name in table]
    ids = pd.concat(named).unique() if named else []
    goods = catalog_of(park, catalog).commodities[["id", "name_zh", "name_en", "unit"]].drop_duplicates("id")
    return Study(dict(summary), dict(tables), goods[goods["id"].isin(ids)].reset_index(drop=True))
