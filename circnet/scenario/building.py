"""Scenarios put together from simple choices: a price, a load, a status, a setting, a plant, a link or a firm gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.settings import STATUSES
from circnet.errors import InputFaults
from circnet.park import Catalog, Park, catalog_of
from circnet.park.faults import file_fault, nearest
from circnet.park.running import RUNNING, runs
from circnet.scenario.overrides import apply
from circnet.scenario.pricing import Entry, priced
from circnet.scenario.reading import Scenario, parse_scenario
from circnet.scenario.writing import toml_of

__all__ = ["WHATS", "Choice", "What", "built"]

What = Literal[
    "price", "price_factor", "load", "load_factor", "status", "setting", "plant", "link_removed", "firm_removed"
]
WHATS: Final[tuple[What, ...]] = get_args(What)
_OF_FIRM = ("ports", "markets", "quality", "equipment", "streams", "units", "projects")
_ENDS = ("links", "arcs")


@dataclass(frozen=True)
class Choice:
    """A change in simple terms.

    Attributes
    ----------
    what
        ``price`` (CNY per unit of a good), ``price_factor``, ``load`` (throughput of a unit), ``load_factor`` (of a
        unit or all units of a firm), ``status`` (of a unit, or a firm and its units), ``setting``, ``plant``,
        ``link_removed``, ``firm_removed``.
    whom
        A good, or ``good@firm`` for that firm's price alone; a unit or a firm; the name of a setting;
        ``technology@firm``; ``from>to:good``; a firm.
    value
        A figure, a status, the value of a setting, or the yearly load of the plant; None where nothing is to be told.
    """

    what: What
    whom: str
    value: Any = None


@dataclass(frozen=True)
class _State:
    """What a choice is made on: a park under the choices before, its effective catalog, and where faults belong."""

    park: Park
    catalog: Catalog
    settings: Settings
    file: str
    number: int

    def unknown(self, choice: Choice, known: Sequence[str]) -> InputFaults:
        """Nobody has the name that a choice gives."""
        hint = nearest([choice.whom], known)[0]
        expected = ", ".join(sorted(known)[:20]) or "-"
        return InputFaults(
            file_fault("unknown_reference", self.file, choice.whom, expected, row=self.number, column=choice.what,
                       hint=hint)
        )  # fmt: skip

    def wrong(self, choice: Choice, check: str, expected: str) -> InputFaults:
        """The value of a choice cannot be had."""
        told = str(choice.whom if choice.value is None else choice.value)[:80]
        return InputFaults(file_fault(check, self.file, told, expected, row=self.number, column=choice.what))


def built(  # noqa: PLR0913  a park, what is chosen, what it is called
    choices: Sequence[Choice], park: Park, catalog: Catalog, settings: Settings | None = None, *, id: str,  # noqa: A002
    names: Mapping[str, str] | None = None, notes: Mapping[str, str] | None = None, onto: Scenario | None = None,
) -> Scenario:  # fmt: skip
    """Put a scenario together, and see that it can be laid over the park.

    Parameters
    ----------
    choices
        In order; each sees the park as those before left it.
    park, catalog, settings
        What the scenario is laid over.
    id
        Name of its file without the ending.
    names, notes
        By language; those of ``onto`` if absent.
    onto
        A scenario whose changes stay and come first.

    Raises
    ------
    InputFaults
        If a choice names what is not there or has a value that cannot be had (the row is the number of the choice), or
        the park would be at fault.
    UsageFault
        If a setting cannot be taken.
    """
    settings = settings or Settings()
    old = onto or Scenario(id)
    made = Scenario(id, old.settings, old.actions, f"{id}.toml", names or old.names, notes or old.notes)
    for number, choice in enumerate(choices, start=1):
        changed, settled = apply(made, park, catalog, settings)
        state = _State(changed, catalog, settled, made.file, number)
        if choice.what == "setting":
            made = _with(made, settings={**made.settings, choice.whom: _setting(choice, state)})
        else:
            made = _with(made, entries=_STEPS[choice.what](choice, state))
    apply(made, park, catalog, settings)
    return parse_scenario(toml_of(made).encode(), made.file)


def _with(made: Scenario, settings: Mapping[str, Any] | None = None, entries: Sequence[Entry] = ()) -> Scenario:
    """Return a scenario with more in it, its entries in the order of the kinds."""
    order = ("change", "add", "remove")
    every = [*((kind, entry) for kind, _, entry in made.actions), *entries]
    actions = tuple(
        (kind, number, entry)
        for kind in order
        for number, entry in enumerate([entry for one, entry in every if one == kind], start=1)
    )
    return Scenario(made.name, made.settings if settings is None else settings, actions, made.file, made.names,
                    made.notes)  # fmt: skip


def _setting(choice: Choice, state: _State) -> object:
    known = [item.name for item in fields(Settings)]
    if choice.whom not in known:
        raise state.unknown(choice, known)
    return choice.value


def _price(choice: Choice, state: _State) -> list[Entry]:
    good, _, firm = choice.whom.partition("@")
    known = catalog_of(state.park, state.catalog).commodities["id"].tolist()
    if good not in known:
        raise state.unknown(choice, known)
    if firm and firm not in set(state.park.enterprises["id"]):
        raise state.unknown(choice, state.park.enterprises["id"].tolist())
    value = _figure(choice, state)
    way = {"factor": value} if choice.what == "price_factor" else {"price": value}
    entries = priced(state.park, state.catalog, state.settings, good, firm, **way)
    if not entries:
        raise state.wrong(choice, "no_price", good)
    return entries


def _load(choice: Choice, state: _State) -> list[Entry]:
    units, value = state.park.units, _figure(choice, state)
    own = units["id"].eq(choice.whom)
    of_firm = units["enterprise"].eq(choice.whom) & (choice.what == "load_factor")
    if not (own | of_firm).any():
        firms = units["enterprise"].tolist() if choice.what == "load_factor" else []
        raise state.unknown(choice, [*units["id"], *dict.fromkeys(firms)])
    where = {"id" if own.any() else "enterprise": choice.whom}
    if choice.what == "load":
        return [("change", {"table": "units", "where": where, "set": {"throughput": value}})]
    if units.loc[own | of_firm, "throughput"].isna().all():
        raise state.wrong(choice, "no_load", choice.whom)
    return [("change", {"table": "units", "where": where, "scale": {"throughput": value}})]


def _status(choice: Choice, state: _State) -> list[Entry]:
    """A unit that starts runs at its restart load; with a firm, what of it stands still and is not closed starts."""
    units, status = state.park.units, str(choice.value)
    if status not in STATUSES:
        raise state.wrong(choice, "not_a_choice", ", ".join(STATUSES))
    own = units["id"].eq(choice.whom)
    entries: list[Entry] = []
    if not own.any():
        if choice.whom not in set(state.park.enterprises["id"]):
            raise state.unknown(choice, [*units["id"], *state.park.enterprises["id"]])
        own = units["enterprise"].eq(choice.whom)
        own &= (~runs(units) & units["status"].ne("closed")) if status in RUNNING else runs(units)
        where = {"id": choice.whom}
        entries.append(("change", {"table": "enterprises", "where": where, "set": {"status": status}}))
    for unit in units[own].to_dict("records"):
        starts = status in RUNNING and unit["restart_throughput"] == unit["restart_throughput"]  # noqa: PLR0124  not NaN
        copy = {"copy": {"throughput": "restart_throughput"}} if starts else {}
        entries.append(("change", {"table": "units", "where": {"id": unit["id"]}, **copy, "set": {"status": status}}))
    return entries


def _plant(choice: Choice, state: _State) -> list[Entry]:
    technology, _, firm = choice.whom.partition("@")
    table = catalog_of(state.park, state.catalog).technologies
    if technology not in set(table["id"]):
        raise state.unknown(choice, table["id"].tolist())
    if firm not in set(state.park.enterprises["id"]):
        raise state.unknown(choice, state.park.enterprises["id"].tolist())
    load = _figure(choice, state)
    taken = set(state.park.units["id"])
    plain = f"{firm}-{technology}"
    name = next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    row = {
        "id": name, "enterprise": firm, "technology": technology, "capacity": load, "throughput": load,
        "status": "operating", "basis": "assumed", "grade": "D",
    }  # fmt: skip
    return [("add", {"table": "units", "rows": [row]})]


def _link_removed(choice: Choice, state: _State) -> list[Entry]:
    ends = ["from", "to", "commodity"]
    links = state.park.links
    names = links["from"] + ">" + links["to"] + ":" + links["commodity"]
    if choice.whom not in set(names):
        raise state.unknown(choice, names.tolist())
    where = links.loc[names.eq(choice.whom), ends].iloc[0].to_dict()
    return [("remove", {"table": "links", "where": where})]


def _firm_removed(choice: Choice, state: _State) -> list[Entry]:
    park, firm = state.park, choice.whom
    if firm not in set(park.enterprises["id"]):
        raise state.unknown(choice, park.enterprises["id"].tolist())
    own_units = set(park.units.loc[park.units["enterprise"].eq(firm), "id"]) & set(park.recipes["technology"])
    wheres = [("recipes", {"technology": unit}) for unit in sorted(own_units)]
    wheres += [(name, {"enterprise": firm}) for name in _OF_FIRM if getattr(park, name)["enterprise"].eq(firm).any()]
    for name in _ENDS:
        table: pd.DataFrame = getattr(park, name)
        wheres += [(name, {"from": firm})] if table["from"].eq(firm).any() else []
        beside = table["to"].eq(firm) & table["from"].ne(firm)
        wheres += [(name, {"to": firm})] if beside.any() else []
    wheres.append(("enterprises", {"id": firm}))
    return [("remove", {"table": name, "where": where}) for name, where in wheres]


_STEPS: dict[str, Callable[[Choice, _State], list[Entry]]] = {
    "price": _price, "price_factor": _price, "load": _load, "load_factor": _load, "status": _status, "plant": _plant,
    "link_removed": _link_removed, "firm_removed": _firm_removed,
}  # fmt: skip


def _figure(choice: Choice, state: _State) -> float:
    try:
        value = float(choice.value)
    except (TypeError, ValueError):
        raise state.wrong(choice, "not_a_number", "0 ...") from None
    below = choice.what != "price" and value < 0
    if value != value or abs(value) == float("inf") or below:  # noqa: PLR0124  NaN
        raise state.wrong(choice, "out_of_range", ">= 0")
    return value
