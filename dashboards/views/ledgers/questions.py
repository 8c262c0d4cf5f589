"""What does not close, each with the figure that is missing, as a question to a firm."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.ledgers.words import LedgerWords

__all__ = ["Question", "file_table", "questions"]

_TOLERATED = ("ok", "trace")


@dataclass(frozen=True)
class Question:
    """A part of a gap, or a figure that is missing.

    Attributes
    ----------
    firm, name
        Id and name; blank where nobody in particular is asked.
    amount
        Of the element; a dash where nobody knows.
    told
        What does not add up.
    question
        Which figure would tell.
    in_gap
        Whether it is part of the gap.
    small
        Whether it lies within what a recipe may be rounded by.
    """

    firm: str
    name: str
    amount: str
    told: str
    question: str
    in_gap: bool
    small: bool


def questions(found: Study, words: LedgerWords, state: str) -> list[Question]:
    """Return what does not close in a state: what matters first, then what is only rounded, each the largest first."""
    missing = found.tables["missing"]
    rows = missing[(missing["state"] == state) & (missing["kind"] != "rounding")]
    told = [_question(row, words) for row in rows.to_dict("records")]
    return sorted(told, key=lambda one: one.small)


def file_table(found: Study, words: LedgerWords) -> pd.DataFrame:
    """Return the questions of every state, for a workbook."""
    rows = [
        {"state": t(f"ledger_state.{state}", words.lang), "who": one.name, "amount": one.amount, "told": one.told,
         "question": one.question}
        for state in found.tables["summary"]["state"] for one in questions(found, words, state)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["state", "who", "amount", "told", "question"])


def _question(row: dict[str, object], words: LedgerWords) -> Question:
    kind, status, reason = str(row["kind"]), str(row["status"]), str(row["reason"])
    name = f"recipe_{status}" if kind == "recipe" else kind
    blanks = {
        "element": words.named, "good": words.plain.good(str(row["commodity"])), "unit": str(row["unit"]),
        "technology": words.technology(str(row["technology"])), "reason": words.plain.good(reason),
    }  # fmt: skip
    return Question(
        firm=str(row["enterprise"]), name=words.plain.firm(str(row["enterprise"])) if row["enterprise"] else "",
        amount=words.tonnes(row["t"]), told=t(f"ledger_missing.{name}", words.lang, **blanks),
        question=t(f"ledger_ask.{name}", words.lang, **blanks), in_gap=bool(row["in_gap"]),
        small=kind == "recipe" and status in _TOLERATED,
    )  # fmt: skip
