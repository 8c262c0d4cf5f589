"""The appendix of a park's report: every figure that was used, how sure it is, and where it is from."""

from __future__ import annotations

import pandas as pd

from circnet.report.document import Paragraph, Part, cell_text
from circnet.report.park_document_words import ParkWords
from circnet.report.progress_words import year_told
from circnet.text import heading, keys, t

__all__ = ["evidence", "sources"]

Chapter = tuple[str, list[Part]]

_NOT_USED = ("low", "high", "price_low", "price_high", "capex_low", "capex_high", "scale_low", "scale_typical",
             "scale_high")  # fmt: skip
"""Ranges, which no sum of the report takes."""
_KEY = ["table", "subject", "basis", "evidence", "source"]


def evidence(words: ParkWords) -> Chapter:
    """How many figures stand on which grade, then each with its basis and sources."""
    table = words.figures[~words.figures["figure"].isin(_NOT_USED)]
    if table.empty:
        return words.say("evidence_none"), [Paragraph(words.say("evidence_none"))]
    sure = int(table["evidence"].isin(["A", "B"]).sum())
    title = words.say("evidence_title", count=len(table), sure=sure, share=f"{sure / len(table):.0%}")
    counts = table.pivot_table(
        index="table", columns="evidence", values="value", aggfunc="size", fill_value=0, sort=False
    )
    counts = counts.reindex(columns=list("ABCD"), fill_value=0)
    rows = [{"table": t(f"export_table.{name}", words.lang), **{grade: int(own[grade]) for grade in "ABCD"}}
            for name, own in counts.iterrows()]  # fmt: skip
    parts: list[Part] = [
        words.table(rows, ("table", *"ABCD"), words.say("grades_table"), t("evidence.legend", words.lang)),
        Paragraph(words.say("appendix_told")),
    ]
    parts += [_figures(words, str(name), own) for name, own in table.groupby("table", sort=False)]
    return title, parts


def sources(words: ParkWords) -> tuple[str, ...]:
    """Works cited, in the order of their numbers."""
    return tuple(
        " ".join(part for part in (row["title"], year_told(row["year"]), row["url"]) if part)
        for row in words.works.fillna({"title": "", "url": ""}).to_dict("records")
    )


def _figures(words: ParkWords, name: str, table: pd.DataFrame) -> Part:
    """One row for what has the same subject, basis and sources."""
    rows = []
    for key, own in table.groupby(_KEY, sort=False, dropna=False):
        _, subject, basis, grade, source = key
        items = own["item"].unique()
        about = _called(words, str(subject))
        if len(items) == 1 and items[0]:
            about = words.say("about", of=about, item=_called(words, str(items[0])))
        told = words.say("semicolon").join(_figure(words, row, len(items) > 1) for row in own.to_dict("records"))
        rows.append({
            "of": about, "figures": told, "basis": words.word("progress_basis", basis), "evidence": grade,
            "sources": words.refs(source),
        })  # fmt: skip
    caption = t(f"export_table.{name}", words.lang)
    return words.table(rows, ("of", "figures", "basis", "evidence", "sources"), caption)


def _figure(words: ParkWords, row: dict[str, object], with_item: bool) -> str:
    column = str(row["figure"])
    name = heading(column, words.lang) if f"column.{column}" in keys(words.lang) else column
    about = f"{_called(words, str(row['item']))} " if with_item and row["item"] else ""
    return f"{about}{name} {cell_text(row['value'])} {row['unit']}".strip()


def _called(words: ParkWords, ids: str) -> str:
    known = {**words.technologies, **words.goods, **words.firms}
    return " > ".join(known.get(one, one) for one in ids.split(" > "))
