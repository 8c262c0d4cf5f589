"""The line of controls above the couplings: what is minimised, at what price, how far, by whom."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from circnet.coupling import Settings
from dashboards.address import View
from dashboards.choices import INCLUDABLE, OBJECTIVES_SHOWN
from dashboards.i18n import section, t
from dashboards.ids import Couplings as Ids
from dashboards.state import state

__all__ = ["controls"]

_CARBON_MOST = 500
_MARKS = (0, 100, 300, 500)


def controls(view: View) -> list[Any]:
    """Return the controls as the address and the scenario have them."""
    base = state().settings(view.park, view.scenario)
    now, lang = view.choices.over(base), view.lang
    objectives = list(dict.fromkeys((*OBJECTIVES_SHOWN, now.objective)))
    names = section("objective", lang)
    words = section("status", lang)
    parks = [{"value": park.id, "label": park.name(lang)} for park in state().parks.values() if park.id != view.park]
    parts = [
        _labelled("objective", lang, dmc.Select(
            id=Ids.OBJECTIVE, value=now.objective, allowDeselect=False, size="xs", w=136,
            data=[{"value": one, "label": names.get(one) or t("controls.released", lang, what=one)}
                  for one in objectives],
        )),
        _labelled("carbon", lang, dmc.Slider(
            id=Ids.CARBON, value=min(now.carbon_price, _CARBON_MOST), min=0, max=_CARBON_MOST, step=10, w=190,
            size="sm", updatemode="mouseup", className="slider",
            marks=[{"value": one, "label": str(one)} for one in _MARKS],
        )),
        _labelled("reach", lang, dmc.NumberInput(
            id=Ids.REACH, value="" if now.max_km is None else now.max_km, min=0, max=5000, step=10, size="xs",
            w=104, placeholder=t("controls.any_reach", lang), debounce=500, suffix=" km", allowNegative=False,
        )),
        _labelled("activity", lang, dmc.SegmentedControl(
            id=Ids.ACTIVITY, value="1" if now.flexible else "0", size="xs",
            data=[{"value": "0", "label": t("controls.fixed", lang)},
                  {"value": "1", "label": t("controls.free", lang)}],
        )),
        _labelled("include", lang, dmc.MultiSelect(
            id=Ids.INCLUDE, value=list(now.include), size="xs", w=190, placeholder=t("controls.running_only", lang),
            data=[{"value": one, "label": words[one]} for one in INCLUDABLE], clearable=True,
        )),
        _labelled("parks", lang, dmc.MultiSelect(
            id=Ids.PARKS, value=list(view.choices.parks), data=parks, size="xs", w=230, searchable=True, maxValues=4,
            placeholder=t("controls.this_only", lang), nothingFoundMessage=t("shell.no_park", lang), clearable=True,
        )),
        _more(now, lang),
        html.Button(t("controls.reset", lang), id=Ids.RESET, className="plain", title=t("controls.reset_told", lang)),
    ]  # fmt: skip
    told = {
        "objective": base.objective, "co2price": base.carbon_price, "km": base.max_km, "flexible": base.flexible,
        "include": list(base.include), "yesno": base.yes_no, "maxlinks": base.max_links, "exclusive": base.exclusive,
        "minflow": base.min_flow, "keep": base.transaction_cost, "seconds": base.time_limit, "relax": base.relax,
    }  # fmt: skip
    return [html.Div(parts, className="controls"), dcc.Store(id=Ids.BASE, data=told)]


def _more(now: Settings, lang: str) -> dmc.Popover:
    """Return what few ask for: links by yes or no and their rules, what keeping a link costs, limits that give way."""
    parts = [
        _switch(Ids.YES_NO, "yesno", now.yes_no, lang),
        _number(Ids.MOST_LINKS, "maxlinks", now.max_links, lang),
        _switch(Ids.EXCLUSIVE, "exclusive", now.exclusive, lang),
        _number(Ids.LEAST_FLOW, "minflow", now.min_flow or None, lang),
        _number(Ids.SECONDS, "seconds", now.time_limit, lang),
        _number(Ids.KEEPING, "keep", now.transaction_cost, lang),
        _switch(Ids.RELAX, "relax", now.relax, lang),
    ]
    usual = Settings()
    chosen = now.yes_no or now.relax or now.transaction_cost != usual.transaction_cost
    button = html.Button(t("controls.more", lang), className=f"plain{' on' if chosen else ''}",
                         title=t("controls.more_told", lang))  # fmt: skip
    return dmc.Popover(
        [dmc.PopoverTarget(button), dmc.PopoverDropdown(html.Div(parts, className="more"))],
        position="bottom-end", shadow="sm", withinPortal=True, keepMounted=True,
    )  # fmt: skip


def _switch(ref: str, name: str, checked: bool, lang: str) -> dmc.Switch:
    return dmc.Switch(
        id=ref, checked=checked, size="xs", label=t(f"controls.{name}", lang),
        description=t(f"controls.{name}_told", lang),
    )  # fmt: skip


def _number(ref: str, name: str, value: float | None, lang: str) -> html.Label:
    box = dmc.NumberInput(id=ref, value="" if value is None else value, min=0, max=9_999_999, size="xs", debounce=500,
                          allowNegative=False, thousandSeparator=",", placeholder=t("controls.any", lang),
                          hideControls=True)  # fmt: skip
    return _labelled(name, lang, box)


def _labelled(name: str, lang: str, control: Any) -> html.Label:  # noqa: ANN401  a component
    return html.Label(
        [html.Span(t(f"controls.{name}", lang), className="label"), control], title=t(f"controls.{name}_told", lang)
    )
