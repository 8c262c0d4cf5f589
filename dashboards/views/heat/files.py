"""All tables of an answer about heat with names and headings, for a workbook."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.heat.rows import ranked_pairs
from dashboards.views.heat.words import HeatWords

__all__ = ["heat_tables"]

_SHEETS: Final = ("streams", "targets", "zones", "mains", "placed", "utilities", "by_grade", "pairs", "curves",
                  "pinches", "kinks", "profiles", "left_out")  # fmt: skip
_LEFT_OUT: Final = ("id", "shown")
_CODES: Final = {"direction": "heatpage_direction", "role": "heatpage_role", "exchange": "heatpage_way",
                 "origin": "heatpage_origin", "curve": "heat_curve", "profile": "heat_curve", "end": "heatpage_end",
                 "basis": "basis"}  # fmt: skip
_FIRMS: Final = ("enterprise", "zone", "from", "to")
_GRADES: Final = ("commodity", "serves", "carried", "utility")


def heat_tables(found: Study, words: HeatWords) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables by their titles, and the headings of their columns."""
    titles = section("heat_sheet", words.lang)
    tables = {**found.tables, "pairs": ranked_pairs(found), "kinks": _kinks(found)}
    told = {titles[name]: _told(tables[name], words) for name in _SHEETS if len(tables[name])}
    summary = pd.DataFrame([
        {"figure": t(f"heatpage_figure.{name}", words.lang), "kw": value}
        for name, value in {**found.summary, **found.summary["exergy"]}.items()
        if name.endswith("_kw")
    ])  # fmt: skip
    return {titles["summary"]: summary} | told, dict(section("heat_column", words.lang))


def _kinks(found: Study) -> pd.DataFrame:
    """Bends with what tells a stream apart besides its name."""
    streams = found.tables["streams"]
    more = streams[["name", "enterprise", "hot", "technology", "origin"]].drop_duplicates(["name", "enterprise", "hot"])
    return found.tables["kinks"].merge(more, on=["name", "enterprise", "hot"], how="left")


def _told(table: pd.DataFrame, words: HeatWords) -> pd.DataFrame:
    """Return a table with names in place of ids and codes."""
    if "name" in table and "technology" in table:
        rows = table.assign(origin=table["origin"]) if "origin" in table else table.assign(origin="catalog")
        table = table.assign(name=[words.stream(row) for row in rows.to_dict("records")])
    if "technology" in table:
        table = table.assign(technology=table["technology"].map(lambda ref: words.technologies.get(ref, ref)))
    if "hot" in table:
        sides = {True: t("heatpage_side.hot", words.lang), False: t("heatpage_side.cold", words.lang)}
        table = table.assign(hot=table["hot"].map(sides))
    if "pinch_c" in table:
        table = table.assign(pinch_c=[words.comma(f"{one:g}" for one in at) for at in table["pinch_c"]])
    if "mode" in table:
        table = table.assign(mode=table["mode"].map(words.plain.mode))
    table = table.assign(
        **{name: table[name].map(lambda ref: words.plain.firm(ref) if ref else t("heatpage.site", words.lang))
           for name in _FIRMS if name in table},
        **{name: table[name].map(words.grade) for name in _GRADES if name in table},
    )  # fmt: skip
    for name, part in ((name, part) for name, part in _CODES.items() if name in table):
        codes = section(part, words.lang)
        table = table.assign(**{name: table[name].replace(dict(codes))})
    return table.drop(columns=[name for name in _LEFT_OUT if name in table])
