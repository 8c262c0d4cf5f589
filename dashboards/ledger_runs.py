"""Ledgers, closure audits and closings in a process of their own; everything comes back as plain tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from circnet.errors import CircnetError
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of, stamp
from dashboards.studies import Study

if TYPE_CHECKING:
    from circnet.coupling.case import Case
    from circnet.ledgers.accounts import Accounts
    from circnet.park import Catalog
    from dashboards.choices import Choices

__all__ = ["LOADS", "ledger_study"]

LOADS: Final = (0.0, 0.25, 0.5, 1.0)
"""Shares of full load at which a closing is told."""
_GOODS = ("commodity", "candidate", "reference", "reason")
_NAMED = ["id", "name_zh", "name_en"]
_LEDGER = ("summary", "inputs", "outputs", "internal", "by_firm", "by_form", "conversions", "missing")
_CLOSING = ("forms", "loads", "absorbers", "needs", "plan", "plans", "usable")


def ledger_study(
    places: Sequence[Path], scenario: Path | None, choices: Choices, name: str, *more: str
) -> Study | Failure:  # fmt: skip
    """Answer a question about the elements of a park.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    name
        ``ledger`` (more: the element), ``audit`` or ``closing`` (more: the element and the load, a share).
    more
        What the question needs besides, as texts.
    """
    try:
        note("read")
        return _STUDIES[name](places, scenario, choices, *more)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def _ledger(places: Sequence[Path], scenario: Path | None, choices: Choices, element: str) -> Study:
    from circnet.ledgers.ledger import element_named, read_ledger

    case, accounts = _accounts(places, scenario, choices)
    note("pack")
    found = read_ledger(case, accounts, element_named(element))
    tables = {name: getattr(found, name) for name in _LEDGER}
    return _told({"element": found.element}, tables, case.catalog)


def _audit(places: Sequence[Path], scenario: Path | None, choices: Choices) -> Study:
    from circnet.ledgers import closure_audit
    from circnet.park import catalog_of, load_catalog

    park, settings = asked(places, scenario, choices)
    catalog = load_catalog()
    note("solve")
    found = closure_audit(park, catalog, settings)
    tables = {"recipes": found.recipes, "firms": found.firms, "whole": found.park, "guesses": found.guesses}
    return _told({}, tables, catalog_of(park, catalog))


def _closing(places: Sequence[Path], scenario: Path | None, choices: Choices, element: str, load: str) -> Study:
    from circnet.ledgers.closing import close_element
    from circnet.park import catalog_of, load_catalog

    park, settings = asked(places, scenario, choices)
    catalog, share = load_catalog(), float(load)
    loads = (*(one for one in LOADS if one != share), share)
    note("solve")
    found = close_element(park, catalog, settings, element, loads=loads)
    tables = {name: getattr(found, name) for name in _CLOSING}
    return _told(dict(found.summary) | {"price": dict(found.price)}, tables, catalog_of(park, catalog))


_STUDIES: Mapping[str, Callable[..., Study]] = {"ledger": _ledger, "audit": _audit, "closing": _closing}


def _accounts(places: Sequence[Path], scenario: Path | None, choices: Choices) -> tuple[Case, Accounts]:
    files = [*places, *([scenario] if scenario else [])]
    return _kept(tuple(places), scenario, choices, tuple(stamp(file) for file in files))


@lru_cache(maxsize=4)
def _kept(
    places: tuple[Path, ...], scenario: Path | None, choices: Choices, stamps: tuple[object, ...]
) -> tuple[Case, Accounts]:
    """Solve a park; another element of the same run does not solve it anew."""
    from circnet.coupling import couple
    from circnet.coupling.case import prepare
    from circnet.ledgers.accounts import solved_accounts, together
    from circnet.ledgers.stated import reported_accounts
    from circnet.park import load_catalog

    park, settings = asked(places, scenario, choices)
    catalog = load_catalog()
    case = prepare(park, catalog, settings)
    note("solve")
    solved = solved_accounts(case, couple(park, catalog, settings))
    return case, together([reported_accounts(case), solved])


def _told(summary: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], catalog: Catalog) -> Study:
    """Pack an answer with the names of the goods and technologies it speaks of, and the sources it rests on."""
    from circnet.balance.forms import form_table

    goods = catalog.commodities[[*_NAMED, "unit"]].drop_duplicates("id")
    goods = goods[goods["id"].isin(_values(tables, _GOODS))].reset_index(drop=True)
    kinds = catalog.technologies[_NAMED].drop_duplicates("id")
    cited = {one.strip() for text in _values(tables, ("source",)) for one in text.split(";")}
    sources = catalog.sources.drop_duplicates("id")
    element = str(summary.get("element", ""))
    forms = form_table()
    more = {
        "technologies": kinds[kinds["id"].isin(_values(tables, ("technology", "name")))].reset_index(drop=True),
        "sources": sources.loc[sources["id"].isin(cited), ["id", "title"]].reset_index(drop=True),
        "form_names": forms[forms["element"] == element].reset_index(drop=True),
    }
    return Study(dict(summary), {**tables, **more}, goods)


def _values(tables: Mapping[str, pd.DataFrame], names: Sequence[str]) -> np.ndarray:
    """All texts that stand in columns of these names."""
    found = [table[name] for table in tables.values() for name in names if name in table and len(table)]
    return pd.concat(found).dropna().astype("str").unique() if found else np.array([], dtype=object)
