"""What is said when there is no result: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from circnet.errors import CircnetError
from circnet.park import describe
from circnet.report.console import conflict_words
from dashboards.i18n import t
from dashboards.runs import Failure

__all__ = ["Notice", "failure_notice", "no_park_notice", "unknown_park_notice"]

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
    if len(failure.conflicts):
        return Notice(title, advice, [conflict_words(failure.conflicts, lang)])
    if failure.kind != "faults":
        return Notice(title, advice, [failure.reason] if failure.reason else [])
    errors = failure.faults[failure.faults["severity"] == "error"].reset_index(drop=True)
    shown = errors.head(_MOST)
    lines = _told(shown, lang)
    if len(errors) > _MOST:
        lines.append(t("notice.more", lang, count=len(errors) - _MOST))
    return Notice(title, advice, lines)


def unknown_park_notice(asked: str, lang: str) -> Notice:
    """Tell that an address names no park on offer."""
    return Notice(t("notice.unknown_park", lang, park=asked[:60]), t("notice.unknown_park_advice", lang))


def no_park_notice(lang: str) -> Notice:
    """Tell that there is no park at all."""
    return Notice(t("notice.no_park", lang), t("notice.no_park_advice", lang))


def _told(faults: pd.DataFrame, lang: str) -> list[str]:
    """Say each fault in words; as it stands where the words are missing, for a message must never fail."""
    try:
        return [str(text) for text in describe(faults, lang)]
    except (CircnetError, KeyError, IndexError):
        return [" · ".join(str(cell) for cell in row if cell) for row in faults.itertuples(index=False)]
