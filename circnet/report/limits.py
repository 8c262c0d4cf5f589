"""Limits in words: those that cannot all hold, those that gave way, and how sure a choice of links is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from circnet.coupling.infeasible import LIMIT_COLUMNS, RELAXED_COLUMNS
from circnet.coupling.result import Coupling, records
from circnet.report.figures import money, quantity
from circnet.text import keys, t

__all__ = ["choice_lines", "conflict_rows", "relaxed_rows"]

_BALANCES = ("outlet", "own_make", "source", "own_use", "hub_outlet", "hub_source")
_OF_VARYING = ("quality", "substitution", "variant_share")
_LEAST_LOSS = 1e-4
"""Share lost on the way below which nobody is told."""


def conflict_rows(limits: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Limits of an irreducible set with a sentence each; see `circnet.errors.NoSolution`."""
    return [_picked(row, LIMIT_COLUMNS) | {"words": _limit(row, lang) + _change(row, lang)} for row in records(limits)]


def relaxed_rows(relaxed: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Limits that gave way with a sentence each; see `circnet.coupling.infeasible.relax`."""
    told = []
    for row in records(relaxed):
        key = "limit.gave_way_down" if row["bound"] == "at least" else "limit.gave_way_up"
        by = _size(row["by"], row, lang)
        share = "–" if row["share"] is None else f"{row['share']:.1%}"
        words = _limit(row, lang) + t(key, lang, by=by, share=share)
        told.append(_picked(row, RELAXED_COLUMNS) | {"words": words})
    return told


def choice_lines(result: Coupling, lang: str) -> list[str]:
    """What a run says of limits that gave way and of links decided by yes or no; nothing where neither."""
    lines: list[str] = []
    summary: Mapping[str, Any] = result.summary
    if "mip_gap" in summary:
        rest = summary["mip_objective"] - summary["mip_bound"]
        key = "links.proven" if summary["proven"] else "links.not_proven"
        lines.append(t(key, lang, gap=f"{summary['mip_gap']:.1e}", rest=money(rest, lang)))
    if len(result.relaxed):
        rows = relaxed_rows(result.relaxed, lang)
        lines += [t("links.relaxed", lang), *(f"- {row['words']}" for row in rows)]
    return lines


def _picked(row: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    return {column: row[column] for column in columns}


def _limit(row: dict[str, Any], lang: str) -> str:
    """The limit itself: whose, of what, how much."""
    key = f"limit.{row['limit']}"
    if row["limit"] == "throughput":
        key = "limit.throughput_least" if row["bound"] == "at least" else "limit.throughput_most"
    elif row["limit"] in ("market_limit", "port_minimum", "port_maximum"):
        key = f"limit.{row['limit']}_{row['item']}"
    if key not in keys(lang):
        key = "limit.other"
    said = t(
        key, lang, enterprise=row[f"enterprise_{lang}"], commodity=row[f"commodity_{lang}"], item=row[f"item_{lang}"],
        amount=_size(row["amount"], row, lang), limit=row["limit"],
    )  # fmt: skip
    return said + (t("limit.loss", lang, share=f"{row['loss']:.2%}") if row["loss"] > _LEAST_LOSS else "")


def _change(row: dict[str, Any], lang: str) -> str:
    """By how much it would have to give way; a balance does not, and a share has no amount of its own."""
    if row["limit"] in (*_BALANCES, *_OF_VARYING):
        return ""
    key = "limit.lower_by" if row["bound"] == "at least" else "limit.raise_by"
    return t(key, lang, by=_size(row["change"], row, lang))


def _size(value: float | None, row: dict[str, Any], lang: str) -> str:
    if value is None:
        return "–"
    if row["unit"] == "share":
        return f"{value:.4g}"
    return quantity(value, row["unit"], lang).strip()
