"""The tables of a ledger, an audit or a closing with names and headings, for a workbook."""

from __future__ import annotations

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import section
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import named, study_words
from dashboards.views.ledgers import questions, rows
from dashboards.views.ledgers.entries import entries
from dashboards.views.ledgers.figures import heads, state_rows
from dashboards.views.ledgers.words import LedgerWords, element_name, ledger_words

__all__ = ["ledger_tables", "study_tables"]

_PLAIN = ("form_names", "technologies", "sources")


def ledger_tables(found: Study, run: ParkRun, lang: str) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables of a ledger by their titles, all states below one another, and the headings of columns."""
    words = ledger_words(run, found, lang)
    flows = [rows.file_table(entries(found, state), words, state) for state in found.tables["summary"]["state"]]
    tables = {
        "figures": _figures(found, words),
        "flows": pd.concat(flows, ignore_index=True),
        "by_form": _by_form(found, words),
        "by_firm": _by_firm(found, words),
        "missing": questions.file_table(found, words),
    }
    titles = section("ledger_sheet", lang)
    headings = {**section("ledger_head", lang), **section("ledger_sheet_head", lang)}
    return {titles[name]: table for name, table in tables.items() if len(table)}, headings


def study_tables(found: Study, run: ParkRun, lang: str) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables of an audit or a closing by their titles, and the headings of their columns."""
    words, kinds = study_words(run, found, lang), names(found.tables["technologies"], lang)
    titles = section("ledger_sheet", lang)
    tables = {}
    for name, table in found.tables.items():
        if name in _PLAIN or not len(table):
            continue
        told = named(table, words)
        if "technology" in told:
            told = told.assign(technology=told["technology"].map(lambda ref: kinds.get(ref, ref)))
        if "name" in told:
            told = told.assign(name=told["name"].map(lambda ref: kinds.get(ref, words.firm(ref))))
        if "element" in told:
            told = told.assign(element=told["element"].map(lambda symbol: element_name(symbol, lang)))
        tables[titles.get(name, name)] = told
    return tables, {**section("ledger_head", lang), **section("ledger_sheet_head", lang)}


def _figures(found: Study, words: LedgerWords) -> pd.DataFrame:
    """Every figure of every state, with what it rests on."""
    columns = heads(found, words)
    told = [
        {"state": state.name, "figure": column.heading, "value": cell.value, "beside": cell.beside,
         "rests_on": cell.rests_on}
        for state in state_rows(found, words) for column, cell in zip(columns, state.cells, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(told)


def _by_form(found: Study, words: LedgerWords) -> pd.DataFrame:
    table = found.tables["by_form"]
    return table.assign(
        state=table["state"].map(section("ledger_state", words.lang)), form=table["form"].map(words.form),
        group=table["group"].map(words.group),
    )  # fmt: skip


def _by_firm(found: Study, words: LedgerWords) -> pd.DataFrame:
    table = found.tables["by_firm"].rename(columns={"enterprise": "who"})
    return table.assign(
        state=table["state"].map(section("ledger_state", words.lang)), who=table["who"].map(words.plain.firm),
        gap_share=table["gap_share"].map("{:+.3%}".format),
    )  # fmt: skip
