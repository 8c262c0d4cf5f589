"""A comparison as rows of text: changed inputs, measures with their differences, links, goods and firms that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from circnet.coupling.result import records
from circnet.report.compare import CompareWords
from circnet.report.phrases import word
from circnet.scenario.compare import INPUT_KEYS, Comparison
from circnet.scenario.compare_column import BASE

__all__ = ["Cell", "Row", "amount_rows", "input_rows", "link_rows", "measure_rows", "moved_links"]

_MOVED = ("appears", "vanishes", "grows", "shrinks")
_LINK = ["from", "to", "commodity", "mode", "unit"]
_SMALL = 1e-6


@dataclass(frozen=True)
class Cell:
    """A figure: what it is, its difference with a sign, and ``good, bad, plain`` or a change of a link."""

    text: str
    delta: str = ""
    look: str = "plain"
    grade: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is of, its group, and a cell for each column."""

    name: str
    cells: Sequence[Cell]
    group: str = ""


def input_rows(found: Comparison, words: CompareWords) -> list[Row]:
    """Return what some scenario changes, the park as it is first; cells that differ from it are marked."""
    ids = [name for name in found.inputs if name not in INPUT_KEYS]
    rows = []
    for row in found.inputs.to_dict("records"):
        key = row["table"], row["column"]
        told = {one: words.value(*key, row[one]) for one in ids}
        cells = [
            Cell(told[one], look="changed" if one != BASE and not _same(row[one], row[BASE]) else "plain")
            for one in ids
        ]
        place = [words.record(row["table"], row["record"]), words.column(*key)]
        rows.append(Row(" · ".join(filter(None, place)), cells, words.table(row["table"])))
    return rows


def _same(one: object, other: object) -> bool:
    return one == other or (one is None and other is None)


def measure_rows(found: Comparison, words: CompareWords) -> list[Row]:
    """Return the measures with their differences from the first; what nobody knows is left out."""
    rows = []
    for name, part in found.measures.groupby("measure", sort=False):
        told = records(part)
        if all(one["value"] is None for one in told):
            continue
        cells = [Cell(words.figure(one["measure"], one["unit"], one["value"]), *_judged(one, words)) for one in told]
        rows.append(Row(words.measure(str(name)), cells))
    return rows


def _judged(row: Mapping[str, float | str | None], words: CompareWords) -> tuple[str, str]:
    """Return a difference and whether it is for the better."""
    delta = row["delta"]
    if not isinstance(delta, int | float) or not delta:
        return "", "plain"
    name, unit = str(row["measure"]), str(row["unit"])
    relative = row["relative"]
    shown = words.delta(name, unit, delta, relative if isinstance(relative, float) else None)
    if shown == words.same or not row["better"]:
        return shown, "plain"
    return shown, "good" if (delta > 0) == (row["better"] == "more") else "bad"


def moved_links(found: Comparison) -> pd.DataFrame:
    """Return the rows of links that some scenario changes."""
    marked = found.links.assign(moved=found.links["change"].isin(_MOVED))
    return marked[marked.groupby(_LINK)["moved"].transform("any")].drop(columns="moved")


def link_rows(found: Comparison, words: CompareWords) -> list[Row]:
    """Return the links that change, by giver."""
    rows = []
    for (giver, taker, good, _, unit), part in moved_links(found).groupby(_LINK, sort=False):
        cells = []
        for one in records(part):
            change = str(one["change"])
            look = change if change in _MOVED else "plain"
            text = "–" if change == "absent" else words.amount(one["amount"], str(unit))
            delta = words.change(change) if look != "plain" else ""
            if change in ("grows", "shrinks"):
                delta = words.changed(one["delta"], str(unit))
            cells.append(Cell(text, delta, look, str(one["evidence"])))
        name = words.link(str(giver), str(taker), str(good))
        rows.append(Row(name, cells))
    return rows


def amount_rows(found: Comparison, words: CompareWords, name: str, most: int = 60) -> tuple[list[Row], int]:
    """Return what changes most of commodities or balances, and how many rows change.

    Parameters
    ----------
    name
        ``commodities`` or ``balances``.
    """
    keys = {"commodities": ["commodity", "quantity", "unit"],
            "balances": ["enterprise", "side", "kind", "commodity", "unit"]}[name]  # fmt: skip
    table: pd.DataFrame = getattr(found, name)
    if table.empty:
        return [], 0
    prices = pd.concat([column.goods for column in found.columns]).drop_duplicates("id").set_index("id")["price"]
    worth = table["commodity"].map(prices).astype(float).abs().fillna(1.0).clip(lower=1.0)
    size = table["amount"].abs().groupby([table[key] for key in keys]).transform("max")
    weight = (table["delta"].abs() * worth).where(table["delta"].abs() > _SMALL * size.clip(lower=1.0), 0.0).fillna(0.0)
    largest = table.assign(weight=weight).groupby(keys)["weight"].max()
    largest = largest[largest > 0].sort_values(ascending=False, kind="stable")
    parts = dict(iter(table.groupby(keys)))
    rows = []
    for key in largest.index[:most]:
        told = dict(zip(keys, key, strict=True))
        cells = [
            Cell(words.amount(one["amount"], told["unit"]),
                 words.changed(one["delta"], told["unit"]) if one["delta"] else "")
            for one in records(parts[key])
        ]  # fmt: skip
        good = words.name("commodity", told["commodity"]) if told["commodity"] else ""
        if name == "commodities":
            rows.append(Row(good, cells, words.traded(told["quantity"])))
        else:
            side = " · ".join([word("side", told["side"], words.lang), word("kind", told["kind"], words.lang)])
            rows.append(Row(f"{good} ({side})" if good else side, cells, words.name("enterprise", told["enterprise"])))
    return rows, len(largest)
