"""The lists that cells pick from, on a hidden sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circnet.park.book.words import choice_word, sheet_title
from circnet.schema import Column

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from circnet.park.book.cells import Reference
    from circnet.park.book.names import Names

__all__ = ["Lists"]

_AMOUNT_UNITS = (
    "t/a",
    "万t/a",
    "t/d",
    "kg/a",
    "m3/a",
    "万m3/a",
    "kNm3/a",
    "万Nm3/a",
    "GJ/a",
    "MWh/a",
    "亿kWh/a",
    "tce/a",
)
_PRICE_UNITS = ("CNY/t", "CNY/m3", "CNY/kNm3", "CNY/GJ", "CNY/MWh", "CNY/kWh")
_FIRM_ROWS = 2000


class Lists:
    """Lists by name, each a column of the hidden sheet.

    Parameters
    ----------
    reference : Reference
        What the park's cells refer to.
    lang : str
        Of the names.
    """

    def __init__(self, reference: Reference, lang: str) -> None:
        self.lang = lang
        catalog, names = reference.catalog, reference.names
        basis = {"zh": (" 折百", " 干基", " 实物"), "en": (" pure", " dry", " as sold")}[lang]
        money = [unit.replace("CNY", "元") if lang == "zh" else unit for unit in _PRICE_UNITS]
        self.columns: dict[str, list[str]] = {
            "commodities": _written(catalog.commodities["id"], names, "commodities", lang),
            "technologies": _written(catalog.technologies["id"], names, "technologies", lang),
            "modes": _written(catalog.transport["mode"], names, "modes", lang),
            "amount_unit": [*_AMOUNT_UNITS, *(f"{unit}{word}" for unit in ("t/a", "万t/a") for word in basis)],
            "price_unit": [*money, *(f"{money[0]}{word}" for word in basis)],
            "boolean": [choice_word(word, lang) for word in ("true", "false")],
        }

    def source(self, spec: Column | None, column: str) -> str:
        """Return the range that a column's cells pick from, an empty text where they are free."""
        if spec is None:
            return self._range(column) if column in self.columns else ""
        if spec.type == "boolean":
            return self._range("boolean")
        if spec.choices:
            name = "|".join(spec.choices)
            self.columns.setdefault(name, [choice_word(word, self.lang) for word in spec.choices])
            return self._range(name)
        if spec.refers[:1] == ("enterprises",):
            place = "B" if self.lang == "zh" else "A"  # an English name may be blank
            return f"='{sheet_title('enterprises', self.lang)}'!${place}$2:${place}${_FIRM_ROWS}"
        known = [kind for kind in spec.refers if self.columns.get(kind)]
        return self._range(known[0]) if known and spec.type != "list" else ""

    def _range(self, name: str) -> str:
        place = list(self.columns).index(name)
        letter = chr(ord("A") + place) if place < 26 else "A" + chr(ord("A") + place - 26)
        return f"='{sheet_title('lists', self.lang)}'!${letter}$1:${letter}${len(self.columns[name])}"

    def write(self, book: Workbook, title: str) -> None:
        """Write the hidden sheet; every list that a cell picks from is known by then."""
        page = book.add_worksheet(title)
        page.very_hidden()
        for place, words in enumerate(self.columns.values()):
            for row, word in enumerate(words):
                page.write_string(row, place, word)


def _written(ids: pd.Series, names: Names, kind: str, lang: str) -> list[str]:
    return sorted(names.written(str(id_), kind, lang) for id_ in ids)
