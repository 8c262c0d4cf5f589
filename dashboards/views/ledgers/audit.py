"""The closure audit: which recipes and firms do not balance, the worst first, and guesses at what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.ledgers.words import element_name
from dashboards.views.wording import Wording

__all__ = ["Audit", "AuditRow", "Guess", "audit"]

_ODD = ("open", "declared")
_MOST_ROWS = 15
_SMALL = 0.0005


@dataclass(frozen=True)
class AuditRow:
    """A balance that does not close: of what, of which element, in, out, gap and its share, and what is known of it."""

    name: str
    element: str
    symbol: str
    into: str
    out: str
    gap: str
    share: str
    told: str = ""


@dataclass(frozen=True)
class Guess:
    """What a gap looks like: a guess."""

    name: str
    side: str
    candidate: str
    amount: str
    residual: str
    grade: str


@dataclass(frozen=True)
class Audit:
    """What does not close: a finding, recipes, firms, and guesses at what is missing."""

    finding: str
    recipes: list[AuditRow]
    firms: list[AuditRow]
    guesses: list[Guess]


def audit(found: Study, run: ParkRun, lang: str) -> Audit:
    """Return the worst recipes and firms of an audit, and what is guessed."""
    words, tables = study_words(run, found, lang), found.tables
    kinds = names(tables["technologies"], lang)
    called = {**kinds, **words.short, run.info.id: getattr(run.info, f"name_{lang}")}
    odd = tables["recipes"][tables["recipes"]["status"].isin(_ODD)].assign(name=lambda rows: rows["technology"])
    firms = tables["firms"].assign(name=tables["firms"]["enterprise"], status="")
    counted = t("ledger_audit.finding", lang, count=odd["technology"].nunique(), firms=_beyond(firms))
    return Audit(
        finding=counted, recipes=_rows(odd, called, words, per_unit=True),
        firms=_rows(firms, called, words, per_unit=False),
        guesses=[
            Guess(called.get(row["name"], row["name"]), t(f"ledger_audit.{row['side']}", lang),
                  words.good(row["candidate"]), _amount(row["t"], words, per_unit=row["level"] == "recipe"),
                  f"{row['residual']:.0%}", row["grade"])
            for row in tables["guesses"].to_dict("records")
        ],
    )  # fmt: skip


def _beyond(firms: pd.DataFrame) -> int:
    """Number of firms with a gap of more than a hundredth."""
    return int(firms.loc[firms["gap_share"].abs() > 0.01, "name"].nunique())


def _rows(table: pd.DataFrame, called: dict[str, str], words: Wording, *, per_unit: bool) -> list[AuditRow]:
    lang = words.lang
    return [
        AuditRow(
            called.get(row["name"], row["name"]), element_name(row["element"], lang), row["element"],
            *(_amount(row[name], words, per_unit=per_unit) for name in ("in", "out", "gap")),
            _share(row["gap_share"], lang),
            t(f"ledger_audit.{row['status']}", lang) if row["status"] else "",
        )
        for row in table.head(_MOST_ROWS).to_dict("records")
    ]  # fmt: skip


def _share(value: float, lang: str) -> str:
    return f"{value:+.1%}" if abs(value) >= _SMALL else t("ledgers.small_share", lang)


def _amount(value: float, words: Wording, *, per_unit: bool) -> str:
    """Of recipes per unit of their product, of firms a year."""
    return f"{value:.3g}" if per_unit else words.amount(value, "t")
