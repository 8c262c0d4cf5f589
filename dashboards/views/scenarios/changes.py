"""The changes of a scenario's file in words, and what may be chosen in its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from circnet.report.compare import CompareWords
from circnet.report.phrases import word
from circnet.scenario.building import WHATS
from circnet.scenario.compare_inputs import SETTINGS
from circnet.types import Status
from dashboards.i18n import t

if TYPE_CHECKING:
    from circnet.scenario.reading import Scenario
    from dashboards.scenario_runs import Lists

__all__ = ["SETTINGS_OFFERED", "STATUSES", "action_lines", "options"]

SETTINGS_OFFERED = ("carbon_price", "max_km", "flexible", "strict", "transaction_cost", "discount_rate")
"""Settings that the form offers; the others are written into the file."""
STATUSES: tuple[Status, ...] = ("operating", "suspended", "closed", "planned")

_KIND = {"enterprise": "enterprise", "from": "enterprise", "to": "enterprise", "commodity": "commodity",
         "technology": "technology"}  # fmt: skip
_OF_ID = {"units": "unit", "enterprises": "enterprise", "commodities": "commodity"}


def action_lines(scenario: Scenario, words: CompareWords) -> list[tuple[str, str, str]]:
    """Return ``kind, reference, sentence`` of each setting and change of a scenario.

    Kind and reference tell it to `dashboards.scenario_runs.build_scenario`.
    """
    lang = words.lang
    found = [
        ("setting", name, t("scenarios.set_to", lang, what=words.column(SETTINGS, name),
                            value=words.value(SETTINGS, name, value)))
        for name, value in scenario.settings.items()
    ]  # fmt: skip
    for kind, number, entry in scenario.actions:
        table = str(entry["table"])
        place = words.table(table)
        if kind == "add":
            rows = t("figure.comma", lang).join(_cells(table, row, words) for row in entry["rows"])
            told = t("scenarios.added", lang, table=place, rows=rows)
        else:
            which = _cells(table, entry["where"], words)
            told = t(f"scenarios.told_{kind}", lang, table=place, which=which, how=_how(table, entry, words))
        found.append((kind, str(number), told))
    return found


def _cells(table: str, cells: Mapping[str, Any], words: CompareWords) -> str:
    told = []
    for column, value in cells.items():
        kind = _OF_ID.get(table) if column == "id" else _KIND.get(column)
        if kind:
            told.append(words.name(kind, str(value)))
        elif column not in ("basis", "source", "note", "grade", "name_en", "id"):
            told.append(f"{words.column(table, column)} {words.value(table, column, value)}")
    return t("figure.comma", words.lang).join(told)


def _how(table: str, entry: Mapping[str, Any], words: CompareWords) -> str:
    lang = words.lang
    copied = [
        t("scenarios.copied", lang, what=words.column(table, one), source=words.column(table, str(other)))
        for one, other in entry.get("copy", {}).items()
    ]
    cells = [
        t("scenarios.set_to", lang, what=words.column(table, one), value=words.value(table, one, value))
        for one, value in entry.get("set", {}).items()
    ]
    scaled = [
        t("scenarios.scaled", lang, what=words.column(table, one), factor=f"{factor:g}")
        for one, factor in entry.get("scale", {}).items()
    ]
    return t("figure.comma", lang).join([*copied, *cells, *scaled])


def options(lists: Lists, words: CompareWords) -> dict[str, list[dict[str, str]]]:
    """Return what each kind of change may be of, with how it is today: ``value, label`` by kind, and ``firms``."""
    goods = [
        (row["id"], words.name("commodity", row["id"]), _now(row["price"], f"CNY/{row['unit']}"))
        for row in lists.goods.to_dict("records")
    ]
    units = [
        (row["id"], words.name("unit", row["id"]), _now(row["throughput"], f"{row['unit']}/a"),
         word("state", row["status"], words.lang))
        for row in lists.units.to_dict("records")
    ]  # fmt: skip
    firms = [(row["id"], words.name("enterprise", row["id"]), word("state", row["status"], words.lang))
             for row in lists.firms.to_dict("records")]  # fmt: skip
    links = [
        (row["id"], f"{words.name('enterprise', row['from'])} → {words.name('enterprise', row['to'])}",
         words.name("commodity", row["commodity"]))
        for row in lists.links.to_dict("records")
    ]  # fmt: skip
    plants = [(row["id"], words.name("technology", row["id"]), f"{row['unit']}/a" if row["unit"] else "")
              for row in lists.technologies.to_dict("records")]  # fmt: skip
    told = {
        "price": goods, "price_factor": goods, "load": units, "load_factor": [*firms, *units],
        "status": [*firms, *units], "plant": plants, "link_removed": links, "firm_removed": firms, "firms": firms,
        "setting": [(name, words.column(SETTINGS, name)) for name in SETTINGS_OFFERED],
    }  # fmt: skip
    assert set(WHATS) <= set(told)  # noqa: S101  the form offers every kind
    return {what: _labelled(rows) for what, rows in told.items()}


def _now(value: float, unit: str) -> str:
    return f"{value:,.6g} {unit}" if value == value else ""  # noqa: PLR0124  NaN


def _labelled(rows: list[Any]) -> list[dict[str, str]]:
    found = {str(ref): " · ".join(filter(None, [str(part) for part in told])) for ref, *told in rows}
    return sorted(({"value": ref, "label": label} for ref, label in found.items()), key=lambda one: one["label"])
