"""The questions of the page of trade-offs, and the controls of the one that is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

import dash_mantine_components as dmc
from dash import html

from circnet.scenario.outage import Network, Replacement
from dashboards.address import View
from dashboards.i18n import section, t
from dashboards.ids import Explore as Ids
from dashboards.studies import MASS

__all__ = ["QUESTIONS", "asked", "controls", "question", "tabs"]

QUESTIONS: Final = ("front", "options", "outage", "structure")
_ELEMENTS: Final = ("Cl", "K", "Na", "Mg", "Li", "S", "C", "N", "Ca", "Si", "Fe", "Al")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "network": get_args(Network), "replacement": get_args(Replacement),
    "of": ("co2", "waste", "water", "Cl2"), "ask": QUESTIONS,
}  # fmt: skip
_FIRST: Final = {"network": "today", "replacement": "hauled", "of": "co2", "ask": "front", "within": "5", "days": "30",
                 "basis": MASS}  # fmt: skip
_RANGES: Final = {"within": (0.0, 50.0), "days": (1.0, 365.0)}
_FORMULA = re.compile(r"[A-Z][A-Za-z0-9()]{0,19}")
_BASIS = re.compile(rf"{MASS}|element:[A-Z][a-z]?|commodity:[\w-]+")


def asked(view: View, name: str) -> str:
    """Return what an address asks under a name; the usual where it says nothing or nothing that can be had."""
    given = view.query.get(name, "")
    if name in _RANGES:
        low, high = _RANGES[name]
        try:
            return given if low <= float(given) <= high else _FIRST[name]
        except ValueError:
            return _FIRST[name]
    if name == "basis":
        return given if _BASIS.fullmatch(given) else _FIRST[name]
    known = given in _CHOICES[name] or (name == "of" and _FORMULA.fullmatch(given))
    return given if known else _FIRST[name]


def question(view: View) -> str:
    """Return which question is asked."""
    return asked(view, "ask")


def tabs(view: View) -> html.Nav:
    """Return a link per question."""
    now = question(view)
    links = [
        html.A(t(f"explore.{name}", view.lang), href=view.address("/explore", ask="" if name == "front" else name),
               className="inside question", **({"aria-current": "true"} if name == now else {}))
        for name in QUESTIONS
    ]  # fmt: skip
    return html.Nav(links, className="questions", **{"aria-label": t("explore.questions", view.lang)})


def controls(view: View) -> list[Any]:
    """Return the controls of the question that is asked."""
    make = {"front": _front, "options": _options, "outage": _outage, "structure": _structure}[question(view)]
    return make(view)


def _front(view: View) -> list[Any]:
    now = asked(view, "of")
    offered = dict.fromkeys((*_CHOICES["of"], now))
    words = section("front_of", view.lang)
    data = [{"value": one, "label": words.get(one) or t("front.released", view.lang, what=one)} for one in offered]
    return [_labelled("of", view, dmc.SegmentedControl(id=Ids.OBJECTIVE, value=now, data=data, size="xs"))]


def _options(view: View) -> list[Any]:
    marks = [{"value": one, "label": f"{one}%"} for one in (1, 5, 10, 20)]
    slider = dmc.Slider(id=Ids.WITHIN, value=min(float(asked(view, "within")), 20), min=1, max=20, step=1, w=260,
                        size="sm", updatemode="mouseup", className="slider", marks=marks)  # fmt: skip
    return [_labelled("within", view, slider)]


def _outage(view: View) -> list[Any]:
    days = dmc.NumberInput(id=Ids.DAYS, value=float(asked(view, "days")), min=1, max=365, step=5, size="xs", w=88,
                           debounce=500, allowNegative=False)  # fmt: skip
    switches = [
        _labelled(name, view, dmc.SegmentedControl(
            id=ref, value=asked(view, name), size="xs",
            data=[{"value": one, "label": t(f"outage.{one}", view.lang)} for one in _CHOICES[name]],
        ))
        for name, ref in (("network", Ids.NETWORK), ("replacement", Ids.REPLACEMENT))
    ]  # fmt: skip
    return [_labelled("days", view, days), *switches]


def _structure(view: View) -> list[Any]:
    now = asked(view, "basis")
    data = [{"value": MASS, "label": t("structure.mass", view.lang)}]
    data += [{"value": f"element:{one}", "label": t("structure.element", view.lang, name=one)} for one in _ELEMENTS]
    if now not in [one["value"] for one in data]:
        data.append({"value": now, "label": now.partition(":")[2]})
    pick = dmc.Select(id=Ids.BASIS, value=now, data=data, size="xs", w=180, allowDeselect=False, searchable=True)
    return [_labelled("basis", view, pick)]


def _labelled(name: str, view: View, control: Any) -> html.Label:  # noqa: ANN401  a component
    return html.Label([html.Span(t(f"explore.{name}", view.lang), className="label"), control],
                      title=t(f"explore.{name}_told", view.lang))  # fmt: skip
