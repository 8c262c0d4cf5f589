"""A firm's balance as stacked bars: what goes in equals what comes out and what is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import t
from dashboards.views.wording import Wording

__all__ = ["STATES", "Balance", "Bar", "Segment", "balances_of"]

STATES = ("baseline", "optimum")
_MOST = 6
"""Segments of a bar; what is smaller is one more."""
_OPEN = 0.005
"""Share of the larger side by which in and out may differ and still be called equal."""
_LAST = ("unexplained", "gain", "loss")


@dataclass(frozen=True)
class Segment:
    """A part of a bar.

    Attributes
    ----------
    name, amount
        What it is, with whom it is exchanged, and how much of it.
    share
        Of the longest bar of the firm, 0 to 1.
    look
        ``family-<family>``, or ``unexplained``, ``gain``, ``loss`` or ``other``.
    grade
        Evidence, A to D; empty where it is a remainder.
    """

    name: str
    amount: str
    share: float
    look: str
    grade: str = ""


@dataclass(frozen=True)
class Bar:
    """One side of a balance: ``in`` or ``out`` (with loss)."""

    side: str
    total: str
    segments: list[Segment]


@dataclass(frozen=True)
class Balance:
    """Both sides in one state.

    Attributes
    ----------
    state
        ``baseline`` or ``optimum``.
    bars
        In, then out with loss; mass.
    gap
        By how much the sides differ, in words; empty if they are equal.
    unweighed
        What has no mass (electricity, heat), ``name, amount`` with the side in words.
    """

    state: str
    bars: tuple[Bar, Bar]
    gap: str
    unweighed: list[tuple[str, str]]


def balances_of(balances: pd.DataFrame, firm: str, words: Wording, families: dict[str, str]) -> list[Balance]:
    """Return the balance of a firm in each state that is known.

    Parameters
    ----------
    balances
        As `circnet.coupling.throughput.firm_balances` returns them; masses in t a year.
    firm
        Id.
    families
        Family of each commodity.
    """
    if balances.empty:
        return []
    own = balances[balances["enterprise"] == firm]
    longest = own.groupby(["state", "side"])["mass_t"].sum().max()
    return [
        _balance(state, own[own["state"] == state], float(longest), words, families)
        for state in STATES
        if (own["state"] == state).any()
    ]


def _balance(state: str, rows: pd.DataFrame, longest: float, words: Wording, families: dict[str, str]) -> Balance:
    weighed = rows[rows["mass_t"].abs() > 1e-6]
    totals = {side: float(weighed.loc[weighed["side"] == side, "mass_t"].sum()) for side in ("in", "out")}
    bars = tuple(
        Bar(side, words.amount(total, "t"), _segments(weighed[weighed["side"] == side], longest, words, families))
        for side, total in totals.items()
    )
    apart = totals["in"] - totals["out"]
    is_open = abs(apart) > _OPEN * max(*totals.values(), 1e-9)
    unweighed = rows[rows["mass_t"].isna() & (rows["amount"].abs() > 1e-6)]
    return Balance(
        state,
        (bars[0], bars[1]),
        t("balance.open", words.lang, amount=words.amount(abs(apart), "t")) if is_open else "",
        [
            (
                t(f"balance.{row['side']}_of", words.lang, name=_name(row, words)),
                words.amount(row["amount"], row["unit"]),
            )
            for row in unweighed.sort_values(["side", "commodity", "partner"]).to_dict("records")
        ],
    )


def _segments(rows: pd.DataFrame, longest: float, words: Wording, families: dict[str, str]) -> list[Segment]:
    """Largest first, then the rest as one, then what nobody explains and what is lost."""
    ordered = rows.assign(last=rows["kind"].map({kind: place for place, kind in enumerate(_LAST, 1)}).fillna(0))
    ordered = ordered.sort_values(["last", "mass_t", "commodity", "partner"], ascending=[True, False, True, True])
    main, last = ordered[ordered["last"] == 0], ordered[ordered["last"] > 0]
    few, rest = (main, main.iloc[:0]) if len(main) <= _MOST + 1 else (main.iloc[:_MOST], main.iloc[_MOST:])
    segments = [_segment(row, longest, words, families) for row in few.to_dict("records")]
    if len(rest):
        mass = float(rest["mass_t"].sum())
        name = t("balance.other", words.lang, count=len(rest))
        segments.append(Segment(name, words.amount(mass, "t"), mass / longest, "other"))
    return segments + [_segment(row, longest, words, families) for row in last.to_dict("records")]


def _segment(row: Mapping[str, Any], longest: float, words: Wording, families: dict[str, str]) -> Segment:
    look = row["kind"] if row["kind"] in _LAST else f"family-{families.get(row['commodity'], 'other')}"
    return Segment(
        _name(row, words), words.amount(row["mass_t"], "t"), row["mass_t"] / longest, look, row["grade"] or ""
    )


def _name(row: Mapping[str, Any], words: Wording) -> str:
    """What it is, and with whom it is exchanged or what becomes of it."""
    kind, partner = t(f"balance.{row['kind']}", words.lang), str(row["partner"])
    if not row["commodity"]:
        return kind
    place = words.hub(partner)
    if partner in ("", "market"):
        told = kind
    elif partner.startswith("hub:") or row["kind"] == "disposal":
        told = t("balance.at", words.lang, kind=kind, place=place)
    else:
        told = words.short.get(partner, words.firm(partner))
    return t("balance.with_partner", words.lang, good=words.good(row["commodity"]), partner=told)
