"""Chapters of a park's report on its accounts: elements, chlorine first, then heat and water."""

from __future__ import annotations

from typing import Any

import pandas as pd

from circnet.coupling.result import records
from circnet.errors import CircnetError
from circnet.ledgers import ElementLedger
from circnet.report.document import Bullets, Heading, Paragraph, Part, Table
from circnet.report.ledger import form_names, ledger_report
from circnet.report.park_document_facts import ELEMENTS
from circnet.report.park_document_words import ParkWords
from circnet.text import t

__all__ = ["heat_and_water", "ledgers"]

Chapter = tuple[str, list[Part]]

_MOST = 10
_TRACE_T = 1.0
_NOISE = 1e-6
_STATES = ("optimum", "baseline", "reported")


def ledgers(words: ParkWords) -> Chapter:
    """Where chlorine and sulphur come from and go, and whether every element's account closes."""
    first = words.facts.ledgers[ELEMENTS[0]]
    title = _finding(words, first)
    parts: list[Part] = []
    for place, element in enumerate(ELEMENTS):
        ledger = words.facts.ledgers[element]
        if place:
            parts.append(Heading(_finding(words, ledger), 2))
        parts += _ledger(words, ledger)
    return title, [*parts, *_totals(words)]


def heat_and_water(words: ParkWords) -> Chapter:
    """What heat firms could give each other, and how much fresh water reuse would save."""
    heat_title, heat = _heat(words)
    water_title, water = _water(words)
    return heat_title, [*heat, Heading(water_title, 2), *water]


def _state(ledger: ElementLedger) -> str:
    return next(state for state in _STATES if state in ledger.states)


def _figures(ledger: ElementLedger) -> dict[str, Any]:
    return records(ledger.of(_state(ledger))["summary"])[0]


def _finding(words: ParkWords, ledger: ElementLedger) -> str:
    told, name = _figures(ledger), t(f"park_element.{ledger.element}", words.lang)
    if max(told["input"], told["output"]) < _TRACE_T:
        return words.say("ledger_none", element=name)
    share = abs(told["gap_share"] or 0.0)
    return words.say("ledger_closes" if told["closes"] else "ledger_open", element=name,
                     input=words.amount(told["input"], "t"), output=words.amount(told["output"], "t"),
                     gap=words.amount(abs(told["gap"]), "t"), share=f"{share:.2%}")  # fmt: skip


def _ledger(words: ParkWords, ledger: ElementLedger) -> list[Part]:
    told = _figures(ledger)
    if max(told["input"], told["output"]) < _TRACE_T:
        return [Paragraph(words.say("ledger_none_told", element=t(f"park_element.{ledger.element}", words.lang)))]
    state, content = _state(ledger), words.facts.content
    tables, called = ledger.of(state), form_names(ledger.element, words.lang)
    forms = [
        {"form": called.get(row["form"], row["form"]), "group": words.word("ledger_group", row["group"]),
         **{side: words.amount(row[side], "t") for side in ("entering", "made", "used", "leaving")}}
        for row in records(tables["by_form"].head(_MOST))
    ]  # fmt: skip
    columns = ("form", "group", "entering", "made", "used", "leaving")
    where = t(f"ledger_state.{state}", words.lang)
    parts: list[Part] = [words.table(forms, columns, words.say("forms_table", state=where))]
    parts += [_crossing(words, tables[side], side) for side in ("inputs", "outputs") if len(tables[side])]
    missing = ledger_report(ledger, state, content.park, content.catalog, words.lang)["missing"]
    asked = [row["message"] for row in missing if not _rounded(row)][:_MOST]
    return [*parts, Paragraph(words.say("ledger_missing")), Bullets(tuple(asked))] if asked else parts


def _rounded(row: dict[str, Any]) -> bool:
    """Whether a part of the gap is what recipes were rounded by, and no question to anybody."""
    return row["kind"] == "rounding" or (row["kind"] == "recipe" and row["status"] in ("ok", "trace"))


def _crossing(words: ParkWords, table: pd.DataFrame, side: str) -> Table:
    """The largest flows over the boundary, by good and kind."""
    key = ["kind", "commodity"]
    sums = table.groupby(key, as_index=False).agg(
        t=("t", "sum"), firms=("enterprise", "nunique"), grade=("grade", "max")
    )
    sums = sums.sort_values(["t", *key], ascending=[False, True, True]).head(_MOST)
    whole = float(table["t"].sum())
    rows = [
        {"good": words.good(row["commodity"]), "way": words.word("ledger_kind", row["kind"]),
         "firms": row["firms"], "element_t": words.amount(row["t"], "t"),
         "share": f"{row['t'] / whole:.1%}" if whole else "–", "evidence": row["grade"]}
        for row in sums.to_dict("records")
    ]  # fmt: skip
    columns = ("good", "way", "firms", "element_t", "share", "evidence")
    return words.table(rows, columns, words.say(f"{side}_table"))


def _totals(words: ParkWords) -> list[Part]:
    totals = words.facts.totals
    if totals.empty:
        return [Paragraph(words.say("no_totals"))]
    table = totals if "element" in totals else totals.rename_axis("element").reset_index()
    table = table[table[["input", "output"]].max(axis=1) >= _TRACE_T]
    rows = [
        {"element": row["element"], "entering": words.amount(row["input"], "t"),
         "leaving": words.amount(row["output"], "t"), "gap": words.amount(row["input"] - row["output"], "t"),
         "gap_share": f"{(row['input'] - row['output']) / max(row['input'], row['output']):+.2%}"}
        for row in table.to_dict("records")
    ]  # fmt: skip
    columns = ("element", "entering", "leaving", "gap", "gap_share")
    return [Heading(words.say("totals_title"), 2), words.table(rows, columns, words.say("totals_table"))]


def _heat(words: ParkWords) -> Chapter:
    found = words.facts.heat
    if isinstance(found, CircnetError):
        return words.say("heat_absent"), [Paragraph(str(found))]
    if found.by_grade.empty:
        return words.say("heat_none"), [Paragraph(words.say("heat_none_told", count=found.streams))]
    sides = found.by_grade.groupby("direction")["gj"].sum()
    title = words.say(
        "heat_title",
        gives=words.amount(sides.get("supply", 0.0), "GJ"),
        needs=words.amount(sides.get("demand", 0.0), "GJ"),
    )
    rows = [
        {"firm": words.firm(row["enterprise"]), "grade": words.good(row["commodity"]),
         "side": words.word("park_side", row["direction"]), "amount": words.amount(row["gj"], "GJ")}
        for row in records(found.by_grade.rename(columns={_grade_column(found.by_grade): "commodity"}))
    ]  # fmt: skip
    parts: list[Part] = [words.table(rows, ("firm", "grade", "side", "amount"), words.say("heat_table"))]
    if found.pairs.empty:
        parts.append(Paragraph(words.say("no_pairs")))
    else:
        pairs = [
            {"from": words.firm(row["from"]), "to": words.firm(row["to"]), "grade": words.good(row["commodity"]),
             "amount": words.amount(row["gj"], "GJ"), "distance": f"{row['distance_km']:,.1f}"}
            for row in records(found.pairs.head(_MOST))
        ]  # fmt: skip
        parts.append(words.table(pairs, ("from", "to", "grade", "amount", "distance"), words.say("pairs_table")))
    return title, [*parts, Paragraph(words.say("heat_note", streams=found.streams, left_out=found.left_out))]


def _grade_column(table: pd.DataFrame) -> str:
    return "commodity" if "commodity" in table else "grade"


def _water(words: ParkWords) -> Chapter:
    found = words.facts.water
    if isinstance(found, CircnetError):
        return words.say("water_absent"), [Paragraph(str(found))]
    need, fresh = float(found.waters.told()["needs"]), float(found.network.summary["fresh"])
    if need <= 0:
        return words.say("water_none"), [Paragraph(words.say("water_none_told"))]
    saved = need - fresh
    key = "water_title" if saved > need * _NOISE else "water_even"
    title = words.say(key, saved=words.amount(saved, "m3"), share=f"{saved / need:.1%}")
    flows = found.network.flows
    reused = flows[~flows["from"].str.startswith("supply/")].sort_values("amount", ascending=False).head(_MOST)
    rows = [
        {"from": _end(words, row["from"]), "to": _end(words, row["to"]), "amount": words.amount(row["amount"], "m3")}
        for row in reused.to_dict("records")
    ]  # fmt: skip
    parts: list[Part] = [words.table(rows, ("from", "to", "amount"), words.say("water_table"))] if rows else []
    note = words.say("water_note", missing=len(found.waters.missing), assumed=len(found.waters.assumed))
    return title, [*parts, Paragraph(note)]


def _end(words: ParkWords, name: str) -> str:
    firm, _, good = str(name).rpartition("/")
    return words.say("end", firm=words.firm(firm), good=words.good(good)) if firm else words.good(good)
