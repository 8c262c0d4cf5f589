"""Which element, state and drawing an address asks for, and the controls that ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import html

from circnet.chemistry import TRACKED
from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids import Ledgers as Ids
from dashboards.ledger_runs import LOADS
from dashboards.runs import ParkRun
from dashboards.views.graph.composition import elements_of
from dashboards.views.ledgers.entries import SIDES
from dashboards.views.ledgers.words import STATES

__all__ = ["LISTS", "asked", "controls", "elements_held", "list_choice"]

LISTS: Final = (*SIDES, "missing", "audit", "closing")
"""What may stand beside the drawing: rows by side, then what does not close, the audit, and what takes the element."""
_FIRST: Final = ("Cl", "S", "K", "Na", "Mg", "Li", "C", "F")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "element": TRACKED, "state": STATES, "by": ("form", "firm"), "scope": ("all", "beside"), "list": LISTS,
    "load": tuple(f"{load:g}" for load in LOADS),
}  # fmt: skip
_USUAL: Final = {"element": "Cl", "state": "baseline", "by": "form", "scope": "all", "list": "out", "load": "1"}


def asked(view: View, name: str) -> str:
    """Return what an address asks under a name; the usual where it says nothing or nothing that can be had."""
    given = view.query.get(name, "")
    return given if given in _CHOICES[name] else _USUAL[name]


def elements_held(run: ParkRun) -> list[str]:
    """Return the elements in the goods of a park: those of salt lakes and smelters first."""
    held = {symbol for symbols in elements_of(run.commodities).values() for symbol in symbols}
    return [symbol for symbol in dict.fromkeys((*_FIRST, *TRACKED)) if symbol in held]


def controls(run: ParkRun, view: View) -> html.Div:
    """Return the controls of the page."""
    return html.Div([_elements(run, view), *_switches(view)], className="controls")


def list_choice(view: View) -> dmc.SegmentedControl:
    """Return the choice of what stands beside the drawing."""
    lang = view.lang
    return dmc.SegmentedControl(
        id=Ids.LIST, value=asked(view, "list"), size="xs", **{"aria-label": t("ledgers.lists", lang)},
        data=[{"value": one, "label": t(f"ledger_list.{one}", lang)} for one in LISTS],
    )  # fmt: skip


def _elements(run: ParkRun, view: View) -> html.Div:
    lang, now = view.lang, asked(view, "element")
    held = elements_held(run)
    first = [symbol for symbol in held if symbol in _FIRST] or [now]
    rest = [symbol for symbol in dict.fromkeys([*held, now]) if symbol not in first]
    buttons = dmc.SegmentedControl(
        id=Ids.ELEMENT, value=now if now in first else "", size="xs", **{"aria-label": t("ledgers.element", lang)},
        data=[{"value": symbol, "label": _short(symbol, lang)} for symbol in first],
    )  # fmt: skip
    other = dmc.Select(
        id=Ids.OTHER, value=now if now in rest else None, size="xs", w=110, placeholder=t("ledgers.other", lang),
        data=[{"value": symbol, "label": t(f"element.{symbol}", lang)} for symbol in rest],
        **{"aria-label": t("ledgers.other", lang)},
    )  # fmt: skip
    label = html.Span(t("ledgers.element", lang), className="label")
    return html.Div([label, html.Div([buttons, *([other] if rest else [])], className="elements")],
                    title=t("ledgers.element_told", lang), className="control")  # fmt: skip


def _short(symbol: str, lang: str) -> str:
    """Symbol with its Chinese name, which is one character; the symbol alone in English."""
    return t(f"element.{symbol}", lang) if lang == "zh" else symbol


def _switches(view: View) -> list[Any]:
    sections = {"state": "ledger_state", "by": "ledger_by", "scope": "ledger_scope"}
    refs = {"state": Ids.STATE, "by": Ids.BY, "scope": Ids.SCOPE}
    return [
        html.Label(
            [html.Span(t(f"ledgers.{name}", view.lang), className="label"), dmc.SegmentedControl(
                id=refs[name], value=asked(view, name), size="xs",
                data=[{"value": one, "label": t(f"{words}.{one}", view.lang)} for one in _CHOICES[name]],
            )], title=t(f"ledgers.{name}_told", view.lang),
        )
        for name, words in sections.items()
    ]  # fmt: skip
