"""All tables of an answer about gaps with names and headings, for a workbook."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.explore.words import named
from dashboards.views.gaps.words import GapWords, cautions

__all__ = ["gap_tables"]

_SHEETS: Final = ("gaps", "economics", "feedstock", "products", "closes", "orphans", "chains", "bridges", "planned",
                  "ranked", "ruled_out")  # fmt: skip
_LEFT_OUT: Final = ("enterprise", "score")
"""Columns of the candidates that say nothing outside the program."""


def gap_tables(found: Study, words: GapWords) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables by their titles, and the headings of their columns."""
    titles = section("gap_sheet", words.lang)
    tables = {name: found.tables[name] for name in _SHEETS if len(found.tables[name])}
    if "gaps" in tables:
        tables["gaps"] = _candidates(tables["gaps"], words)
    told = {titles[name]: _told(table, words) for name, table in tables.items()}
    note = pd.DataFrame({t("gap_sheet.about", words.lang): [t("gaps.sure", words.lang)]})
    return {titles["about"]: note} | told, dict(section("gap_column", words.lang))


def _candidates(table: pd.DataFrame, words: GapWords) -> pd.DataFrame:
    careful = [
        words.comma([t(f"gap_caution.{one}", words.lang) for one in cautions(row, words)])
        for row in table.to_dict("records")
    ]
    return table.drop(columns=[name for name in _LEFT_OUT if name in table]).assign(
        elements=table["elements"].map(" ".join), careful=careful
    )


def _told(table: pd.DataFrame, words: GapWords) -> pd.DataFrame:
    """Return a table with names in place of ids and codes."""
    firms = ("host", "firm", "points_to")
    codes = {"kind": "gap_kind", "stage": "gap_stage", "case": "gap_case", "mark": "gap_mark", "side": "gap_side",
             "energy_class": "gap_energy"}  # fmt: skip
    # ways are told by side and way together, so before the side is
    if "way" in table and "side" in table:
        ways = section("gap_way", words.lang)
        keyed = table["side"] + "_" + table["way"]
        table = table.assign(way=keyed.map(ways).fillna(table["way"]))
    table = named(table, words.plain)
    table = table.assign(
        **{name: table[name].fillna("").map(words.firm) for name in firms if name in table},
        **{name: table[name].map(lambda code, part=part: section(part, words.lang).get(code, code))
           for name, part in codes.items() if name in table},
        **{name: table[name].map(words.technology) for name in ("technology",) if name in table},
        **{name: table[name].map(words.plain.good) for name in ("product", "surplus", "need")
           if name in table and not pd.api.types.is_numeric_dtype(table[name])},
        **{name: table[name].map(words.goods) for name in ("besides", "instead") if name in table},
    )  # fmt: skip
    if "signs" in table:
        table = table.assign(signs=table["signs"].map(words.signs))
    if "firms" in table:
        table = table.assign(firms=table["firms"].map(lambda ids: words.comma(
            [words.plain.firm(one) for one in str(ids).split(";") if one])))  # fmt: skip
    if "chain" in table and not pd.api.types.is_numeric_dtype(table["chain"]):
        table = table.assign(chain=table["chain"].map(words.chain))
    if "goods" in table:
        arrow = " → "
        table = table.assign(
            technologies=table["technologies"].map(lambda text: arrow.join(words.path(text))),
            goods=table["goods"].map(lambda text: arrow.join(words.plain.good(one) for one in text.split(" > "))),
        )
    return table
