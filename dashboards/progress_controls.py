"""Which system, indicator and list an address asks for, and the controls that ask."""

from __future__ import annotations

from typing import Final

import dash_mantine_components as dmc

from dashboards.address import View
from dashboards.i18n import section, t
from dashboards.ids import ProgressPage as Ids
from dashboards.studies import Study

__all__ = ["COMPARED", "LISTS", "SYSTEMS", "asked", "compared_choice", "list_choice", "system_choice"]

SYSTEMS: Final = (
    "NDRC-PARK", "GB33567", "HJ274", "MIIT-GREEN", "EIP-V2", "CE-2017", "ZERO-C", "SYMB", "BASIC",
)  # fmt: skip
"""Indicator systems, the one parks are compared by first."""
LISTS: Final = ("missing", "form", "contributions", "reach", "plants", "energy", "projects")
"""What may stand below the indicators."""
COMPARED: Final = ("worst", "all")
"""How parks are compared: by their worst indicator, or by all of the chosen system."""


def asked(view: View, name: str) -> str:
    """Return the ``system``, ``list`` or ``by`` an address asks for; the first where it asks nothing to be had."""
    offered = {"system": SYSTEMS, "list": LISTS, "by": COMPARED}[name]
    given = view.query.get(name, "")
    return given if given in offered else offered[0]


def system_choice(found: Study, view: View) -> dmc.Select:
    """Return the choice of the system, each with how many of its indicators are known."""
    lang, short = view.lang, section("progress_system", view.lang)
    scores = found.tables["scores"]
    data = [
        {"value": row["system"],
         "label": t("progress_cell.system", lang, name=short.get(row["system"], row["system"]),
                    known=int(row["indicators"] - row["missing"]), count=int(row["indicators"]))}
        for row in scores.to_dict("records")
    ]  # fmt: skip
    return dmc.Select(id=Ids.SYSTEM, data=data, value=asked(view, "system"), size="xs", w=290, allowDeselect=False,
                      **{"aria-label": t("progress.system", lang)})  # fmt: skip


def list_choice(view: View) -> dmc.SegmentedControl:
    """Return the choice of what stands below the indicators."""
    return dmc.SegmentedControl(
        id=Ids.LIST, value=asked(view, "list"), size="xs", **{"aria-label": t("progress.lists", view.lang)},
        data=[{"value": one, "label": t(f"progress_list.{one}", view.lang)} for one in LISTS],
    )  # fmt: skip


def compared_choice(view: View) -> dmc.SegmentedControl:
    """Return the choice of how parks are compared."""
    return dmc.SegmentedControl(
        id=Ids.STANDING, value=asked(view, "by"), size="xs", **{"aria-label": t("progress.compared_by", view.lang)},
        data=[{"value": one, "label": t(f"progress_by.{one}", view.lang)} for one in COMPARED],
    )  # fmt: skip
