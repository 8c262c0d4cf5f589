"""What is said when there is no result: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from circnet.errors import CircnetError
from circnet.park import describe
from circnet.report.console import conflict_words
from circnet.text import keys
from circnet.text import t as words
from dashboards.i18n import t
from dashboards.runs import Failure
from dashboards.views.limits import clashing

__all__ = ["Notice", "failure_notice"]

_MOST = 12


@dataclass(frozen=True)
class Notice:
    """A message in place of a page."""

    title: str
    text: str
    lines: list[str] = field(default_factory=list)


def failure_notice(failure: Failure, park: str, lang: str) -> Notice:
    """Tell why a park could not be read or solved."""
    title = t(f"notice.{failure.kind}", lang, park=park)
    advice = t(f"notice.{failure.kind}_advice", lang)
    if len(failure.limits):
        return Notice(title, t("notice.limits_advice", lang), clashing(failure, lang))
    if len(failure.conflicts):
        return Notice(title, advice, [conflict_words(failure.conflicts, lang)])
    if failure.kind != "faults":
        told = failure.reason if failure.kind in ("no_solution", "choice", "failed") else ""
        if failure.choice is not None:
            told = _unchosen(*failure.choice, lang) or told
        return Notice(title, advice, [told] if told else [])
    errors = failure.faults[failure.faults["severity"] == "error"].reset_index(drop=True)
    shown = errors.head(_MOST)
    lines = _told(shown, lang)
    if len(errors) > _MOST:
        lines.append(t("notice.more", lang, count=len(errors) - _MOST))
    return Notice(title, advice, lines)


def _unchosen(key: str, value: str, expected: str, lang: str) -> str:
    """Say what cannot be taken in the words of the command line; nothing where there are none."""
    name = f"usage.{key}"
    return words(name, lang, value=value, expected=expected) if name in keys(lang) else ""


def _told(faults: pd.DataFrame, lang: str) -> list[str]:
    """Say each fault in words; as it stands where the words are missing, for a message must never fail."""
    try:
        return [str(text) for text in describe(faults, lang)]
    except (CircnetError, KeyError, IndexError):
        return [" · ".join(str(cell) for cell in row if cell) for row in faults.itertuples(index=False)]
