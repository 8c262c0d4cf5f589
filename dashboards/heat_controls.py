"""Which firm, temperature difference and drawing an address asks for, and the controls that ask."""

from __future__ import annotations

import math
from typing import Any, Final

import dash_mantine_components as dmc
from dash import html

from dashboards.address import View
from dashboards.heat_runs import LEAST_K, MOST_K
from dashboards.i18n import t
from dashboards.ids import HeatPage as Ids
from dashboards.studies import Study
from dashboards.views.heat.words import HeatWords

__all__ = ["SHOWN", "asked_dtmin", "asked_firm", "choice", "controls", "shown"]

SHOWN: Final = {"show": ("curves", "exchange", "site"), "curve": ("composite", "shifted", "grand")}
"""What an address chooses that needs no new answer; the first is the usual."""
_USUAL_K: Final = 10.0
_MARKS: Final = (0, 10, 20, 30, 40, 50)


def asked_dtmin(view: View) -> str:
    """Return the least temperature difference an address asks for, K; the usual where it says nothing usable."""
    try:
        value = float(view.query.get("dtmin", _USUAL_K))
    except ValueError:
        value = _USUAL_K
    return f"{value:g}" if math.isfinite(value) and LEAST_K <= value <= MOST_K else f"{_USUAL_K:g}"


def asked_firm(view: View) -> str:
    """Return the firm whose curves are asked for; blank for all."""
    return view.query.get("of", "")


def shown(view: View, name: str) -> str:
    """Return what an address shows under a name of `SHOWN`."""
    given = view.query.get(name, "")
    return given if given in SHOWN[name] else SHOWN[name][0]


def choice(view: View, name: str, ref: str) -> dmc.SegmentedControl:
    """Return a choice of `SHOWN`."""
    return dmc.SegmentedControl(
        id=ref, value=shown(view, name), size="xs", **{"aria-label": t(f"heatpage.{name}", view.lang)},
        data=[{"value": one, "label": t(f"heatpage_{name}.{one}", view.lang)} for one in SHOWN[name]],
    )  # fmt: skip


def controls(found: Study, words: HeatWords, view: View) -> html.Div:
    """Return the choice of what is shown, of a firm, and of the least temperature difference."""
    lang = view.lang
    firms = sorted(set(found.tables["streams"]["enterprise"]), key=words.firm)
    picker = dmc.Select(
        id=Ids.FIRM, value=str(found.summary["firm"]), size="xs", w=220, allowDeselect=False, searchable=True,
        data=[{"value": "", "label": t("heatpage.all_firms", lang)},
              *[{"value": one, "label": words.firm(one)} for one in firms]],
        **{"aria-label": t("heatpage.firm", lang)},
    )  # fmt: skip
    slider: Any = dmc.Slider(
        id=Ids.DTMIN, value=found.summary["dtmin"], min=LEAST_K, max=MOST_K, step=1, w=220, size="sm",
        marks=[{"value": one, "label": f"{one}"} for one in _MARKS], updatemode="mouseup", className="slider",
        thumbLabel=t("heatpage.dtmin", lang),
    )  # fmt: skip
    told = html.Span(t("heatpage.dtmin_is", lang, value=f"{found.summary['dtmin']:g}"), className="label")
    return html.Div(
        [
            choice(view, "show", Ids.SHOW),
            picker,
            html.Label([told, slider], title=t("heatpage.dtmin_told", lang), className="dtmin-choice"),
        ],
        className="controls heat-controls",
    )
