"""Scenarios of a park side by side: what each changes, and how its figures, links and balances differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.result import records
from circnet.errors import InputFaults, NoSolution, UsageFault
from circnet.park import Catalog, Park
from circnet.scenario.compare_column import BASE, MEASURES, Column, Error, id_of, solved
from circnet.scenario.reading import Scenario

__all__ = ["INPUT_KEYS", "MOST", "Comparison", "compare", "side_by_side"]

MOST: Final = 6
"""Scenarios that can be compared at once."""
INPUT_KEYS: Final = ["table", "record", "column"]

_LINK = ["from", "to", "commodity", "mode", "unit"]
_COMMODITY = ["commodity", "quantity", "unit"]
_BALANCE = ["enterprise", "side", "kind", "commodity", "unit"]
_PROBLEM = ["scenario", "kind", "reason"]
_NOISE = 1e-6


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios side by side; the first is what the others are measured against.

    Attributes
    ----------
    columns
        The scenarios themselves, in order.
    scenarios
        ``scenario, name_zh, name_en, solved, unique`` (whether the optimum is the only one for sure; blank where that
        cannot be told: links may then come out otherwise at the same cost).
    inputs
        A row per setting, cell or row of a table that some scenario changes: `INPUT_KEYS` as
        `circnet.scenario.compare_inputs.differences`, and a column per scenario by its id, in order; first of all
        ``base``, the park as it is, where that is not among them.
    measures
        ``measure, unit, better`` (more, less or blank), ``scenario, value, delta, relative`` (share of the first's
        value; blank where that is 0).
    links
        ``from, to, commodity, mode, unit, scenario, amount, delta, change`` (appears, vanishes, grows, shrinks, same,
        absent; blank where it cannot be told), ``existing, evidence``.
    commodities
        ``commodity, quantity, unit, scenario, amount, delta`` of the whole park.
    balances
        ``enterprise, side, kind, commodity, unit, scenario, amount, delta`` of each firm.
    problems
        ``scenario, kind`` (faults, no_solution, usage or solver) and ``reason``, of scenarios without figures.
    """

    columns: tuple[Column, ...]
    scenarios: pd.DataFrame
    inputs: pd.DataFrame
    measures: pd.DataFrame
    links: pd.DataFrame
    commodities: pd.DataFrame
    balances: pd.DataFrame
    problems: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        names = ("scenarios", "inputs", "measures", "links", "commodities", "balances", "problems")
        return {name: getattr(self, name) for name in names}

    def to_dict(self) -> dict[str, Any]:
        """The tables as plain values; what is not known is None."""
        return {"base": self.columns[0].id, **{name: records(table) for name, table in self.tables().items()}}


def compare(
    park: Park, catalog: Catalog, settings: Settings | None, scenarios: Sequence[Scenario],
    tell: Callable[[str, float], None] | None = None,
) -> Comparison:  # fmt: skip
    """Solve a park under two to six scenarios and put them side by side.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; a scenario's own settings go over these.
    scenarios
        The first is what the others are measured against; `circnet.scenario.compare_column.AS_IS` changes nothing.
    tell
        Told stage and share done.

    Raises
    ------
    UsageFault
        If there are fewer than two or more than six scenarios, or two have one id. A scenario that cannot be laid over
        the park or has no solution raises nothing: its column says why it has no figures.
    """
    _refuse([id_of(scenario) for scenario in scenarios])
    columns = []
    for done, scenario in enumerate(scenarios):
        if tell is not None:
            tell("solve", done / len(scenarios))
        columns.append(solved(park, catalog, settings or Settings(), scenario))
    return side_by_side(columns)


def side_by_side(columns: Sequence[Column]) -> Comparison:
    """Put columns side by side that were solved before; see `compare`."""
    _refuse([column.id for column in columns])
    names = [[column.names.get(lang, "") for column in columns] for lang in ("zh", "en")]
    scenarios = pd.DataFrame({
        "scenario": [column.id for column in columns], "name_zh": names[0], "name_en": names[1],
        "solved": [column.error is None for column in columns], "unique": [column.unique for column in columns],
    }).astype({"unique": object})  # fmt: skip
    problems = [(column.id, *_problem(column.error)) for column in columns if column.error is not None]
    return Comparison(
        tuple(columns), scenarios, _inputs(columns), _measures(columns), _links(columns),
        _amounts(columns, "commodities", _COMMODITY), _amounts(columns, "balances", _BALANCE),
        pd.DataFrame(problems, columns=_PROBLEM, dtype="str"),
    )  # fmt: skip


def _refuse(ids: Sequence[str]) -> None:
    if not 2 <= len(ids) <= MOST:
        raise UsageFault("compare_count", str(len(ids)), f"2-{MOST}")
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise UsageFault("compare_twice", ", ".join(twice))
    reserved = [one for one in ids if one in INPUT_KEYS]
    if reserved:
        raise UsageFault("compare_name", ", ".join(reserved))


def _problem(error: Error) -> tuple[str, str]:
    if isinstance(error, InputFaults):
        return "faults", str(error)
    if isinstance(error, NoSolution):
        return "no_solution", error.reason
    return ("usage" if isinstance(error, UsageFault) else "solver"), str(error)


def _inputs(columns: Sequence[Column]) -> pd.DataFrame:
    """Put changes side by side; what a scenario does not change is as in the park."""
    changed = {column.id: column.inputs.set_index(INPUT_KEYS)[["old", "new"]] for column in columns}
    index = pd.Index([], dtype=object)
    for table in changed.values():
        index = index.append(table.index.difference(index, sort=False)) if len(index) else table.index
    order = list(changed) if BASE in changed else [BASE, *changed]
    if not len(index):
        return pd.DataFrame(columns=[*INPUT_KEYS, *order], dtype=object)
    base = pd.Series([None] * len(index), index=index, dtype=object)
    for table in changed.values():
        base[table.index] = table["old"]
    found = {BASE: base}
    for column in columns:
        values = base.copy()
        table = changed[column.id]
        values[table.index] = table["new"]
        unknown = isinstance(column.error, InputFaults | UsageFault) and table.empty
        found[column.id] = pd.Series([None] * len(index), index=index, dtype=object) if unknown else values
    frame = pd.DataFrame(found, index=index)[order].reset_index().set_axis([*INPUT_KEYS, *order], axis=1)
    return frame.astype(object).sort_values(["table"], kind="stable", key=_settings_first).reset_index(drop=True)


def _settings_first(tables: pd.Series) -> pd.Series:
    return tables.where(tables.ne("settings"), "")


def _measures(columns: Sequence[Column]) -> pd.DataFrame:
    first = columns[0].measures
    parts = []
    for column in columns:
        delta = column.measures - first
        parts.append(pd.DataFrame({
            "measure": list(MEASURES), "unit": [unit for unit, _ in MEASURES.values()],
            "better": [better for _, better in MEASURES.values()], "scenario": column.id,
            "value": column.measures.to_numpy(), "delta": delta.to_numpy(),
            "relative": (delta / first.abs().where(first.ne(0.0))).to_numpy(),
        }))  # fmt: skip
    return _by_rows(pd.concat(parts, ignore_index=True), ["measure"])


def _amounts(columns: Sequence[Column], name: str, keys: list[str]) -> pd.DataFrame:
    """Every row of any scenario in each, absent as 0; unknown in a scenario without figures."""
    tables = [getattr(column, name)[[*keys, "amount"]] for column in columns]
    known = [table for table in tables if len(table)]
    if not known:
        return pd.DataFrame(columns=[*keys, "scenario", "amount", "delta"])
    index = pd.MultiIndex.from_frame(pd.concat(known)[keys].drop_duplicates().sort_values(keys))
    amounts = {
        column.id: np.full(len(index), np.nan)
        if column.error is not None
        else table.set_index(keys)["amount"].reindex(index).fillna(0.0).to_numpy(float)
        for column, table in zip(columns, tables, strict=True)
    }
    first = amounts[columns[0].id]
    rows = index.to_frame(index=False)
    parts = [
        rows.assign(scenario=scenario, amount=values, delta=values - first) for scenario, values in amounts.items()
    ]
    return _by_rows(pd.concat(parts, ignore_index=True), keys)


def _links(columns: Sequence[Column]) -> pd.DataFrame:
    table = _amounts(columns, "flows", _LINK)
    told = pd.concat([column.flows.assign(scenario=column.id) for column in columns], ignore_index=True)
    told = told[[*_LINK, "scenario", "existing", "evidence"]]
    table = table.merge(told, on=[*_LINK, "scenario"], how="left")
    return table.assign(
        change=_change(table["amount"], table["delta"]), existing=table["existing"].eq(True),  # noqa: FBT003
        evidence=table["evidence"].fillna(""),
    )[[*_LINK, "scenario", "amount", "delta", "change", "existing", "evidence"]]  # fmt: skip


def _change(amount: pd.Series, delta: pd.Series) -> pd.Series:
    """Name what became of a link; less than rounding is no change."""
    amount, delta = amount.astype(float), delta.astype(float)
    before = amount - delta
    least = np.maximum(FLOW_TOLERANCE, _NOISE * np.maximum(amount, before))
    there, was = amount > FLOW_TOLERANCE, before > FLOW_TOLERANCE
    cases = [delta.isna(), ~there & ~was, there & ~was, was & ~there, delta > least, delta < -least]
    return pd.Series(np.select(cases, ["", "absent", "appears", "vanishes", "grows", "shrinks"], "same"), amount.index)


def _by_rows(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Bring the scenarios of each row together, in their order."""
    place = table.groupby(keys, sort=False).ngroup()
    return table.iloc[np.argsort(place.to_numpy(), kind="stable")].reset_index(drop=True)
