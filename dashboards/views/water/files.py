"""All tables of an answer about water with names and headings, for a workbook."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.water.network import flows
from dashboards.views.water.told import figures
from dashboards.views.water.words import WaterWords

__all__ = ["water_tables"]

_SHEETS: Final = ("flows", "sources", "sinks", "givers", "takers", "inlets", "outlets", "existing", "missing",
                  "assumed", "left_out", "targets", "cascade", "curves", "conflicts")  # fmt: skip
_CODES: Final = {"kind": "water_kind", "side": "water_side", "what": "water_asked", "curve": "water_curve",
                 "problem": "water_problem"}  # fmt: skip
_ENDS: Final = ("name", "from", "to")


def water_tables(found: Study, words: WaterWords) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables by their titles, and the headings of their columns; properties keep the names they have."""
    titles, headings = section("water_sheet", words.lang), dict(section("water_column", words.lang))
    tables = {**found.tables, "flows": flows(found).drop(columns=["id", "source", "target"])}
    told = {titles[name]: _told(tables[name], words) for name in _SHEETS if len(tables[name])}
    summary = pd.DataFrame([{"figure": one.label, "value": one.value, "meaning": one.told}
                            for one in figures(found, words)])  # fmt: skip
    traits = {name: words.trait(name) for table in told.values() for name in table if name not in headings}
    return ({titles["summary"]: summary} if len(summary) else {}) | told, headings | traits


def _told(table: pd.DataFrame, words: WaterWords) -> pd.DataFrame:
    """Return a table with names in place of ids and codes."""
    changes: dict[str, Any] = {name: table[name].map(lambda end: _end(end, words)) for name in _ENDS if name in table}
    changes |= {name: table[name].map(words.good) for name in ("commodity", "good") if name in table}
    changes |= {"enterprise": table["enterprise"].map(words.plain.firm)} if "enterprise" in table else {}
    changes |= {"property": table["property"].map(words.trait)} if "property" in table else {}
    table = table.assign(**changes)
    for name, part in ((name, part) for name, part in _CODES.items() if name in table):
        table = table.assign(**{name: table[name].replace(dict(section(part, words.lang)))})
    if "pinch" in table and table["pinch"].dtype == object:
        table = table.assign(pinch=[words.comma(f"{one:g}" for one in at) for at in table["pinch"]])
    return table


def _end(place: str, words: WaterWords) -> str:
    """Whose water, and which; blank where it leaves, as it stands where it is no end."""
    if not place:
        return t("waterpage.given_off", words.lang)
    return words.end(place) if "/" in place else words.plain.firm(place)
