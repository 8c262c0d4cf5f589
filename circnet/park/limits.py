"""Checks of limits: sizes against throughputs, least against most, and what has no limit at all."""

from __future__ import annotations

import pandas as pd

from circnet.park.faults import collect, no_faults
from circnet.park.subject import Subject, plain

__all__ = [
    "minimum_above_maximum",
    "no_upper_limit",
    "passes_on_quality",
    "stream_without_duty",
    "throughput_above_capacity",
]

_PAIRS = (("units", "minimum", "capacity"), ("ports", "minimum", "maximum"), ("commodities", "price_low", "price_high"))


def minimum_above_maximum(subject: Subject) -> pd.DataFrame:
    """Find least amounts above the most."""
    tables = [(name, low, high, subject.tables[name]) for name, low, high in _PAIRS if name in subject.tables]
    return collect(
        subject.faults("minimum_above_maximum", name, above, low, [f"<= {plain(most)}" for most in above[high]])
        for name, low, high, rows in tables
        for above in [rows[rows[low].gt(rows[high])]]
    )


def throughput_above_capacity(subject: Subject) -> pd.DataFrame:
    """Find units that are said to make more than they can."""
    if "units" not in subject.tables:
        return no_faults()
    rows = subject.tables["units"]
    above = rows[rows["throughput"].gt(rows["capacity"])]
    expected = [f"<= {plain(most)}" for most in above["capacity"]]
    return subject.faults("throughput_above_capacity", "units", above, "throughput", expected, severity="warning")


def no_upper_limit(subject: Subject) -> pd.DataFrame:
    """Find active units with neither capacity nor throughput: with a market that pays they run away."""
    if "units" not in subject.tables:
        return no_faults()
    rows = subject.active_units()
    free = rows[rows["capacity"].isna() & rows["throughput"].isna()]
    return subject.faults("no_upper_limit", "units", free, "capacity", "> 0", values=free["id"], severity="warning")


def stream_without_duty(subject: Subject) -> pd.DataFrame:
    """Find heat streams that give neither a heat capacity flow nor a duty."""
    if "streams" not in subject.tables:
        return no_faults()
    rows = subject.tables["streams"]
    lacking = rows[rows["duty_kw"].isna() & rows["heat_capacity_kw_k"].isna()]
    return subject.faults("stream_without_duty", "streams", lacking, "duty_kw", "duty_kw, heat_capacity_kw_k")


def passes_on_quality(subject: Subject) -> pd.DataFrame:
    """Find qualities given to what a hub supplies: a hub passes on the mix that it gets."""
    if "quality" not in subject.tables:
        return no_faults()
    rows, firms = subject.tables["quality"], subject.tables["enterprises"]
    hubs = firms.loc[firms["passes_on"], "id"]
    wrong = rows[rows["direction"].eq("supply") & rows["enterprise"].isin(hubs)]
    return subject.faults("passes_on_quality", "quality", wrong, "enterprise", "passes_on = false", severity="warning")
