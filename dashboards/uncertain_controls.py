"""How many samples an address asks for, of what, and what it shows; the controls that ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import html

from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids_uncertain import UncertainPage as Ids
from dashboards.state import state

__all__ = ["SHOWN", "asked", "controls", "show_choice"]

SHOWN: Final = ("links", "saving", "deciding", "sets")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "samples": ("200", "500", "1000"), "draw": ("lhs", "sobol"), "only": ("all", "prices"), "show": SHOWN,
}  # fmt: skip
"""What an address chooses; the first is the usual."""


def asked(view: View, name: str) -> str:
    """Return what an address asks under a name; the usual where it says nothing that can be had."""
    given = view.query.get(name, "")
    return given if given in _CHOICES[name] else _CHOICES[name][0]


def controls(view: View) -> html.Div:
    """Return the choice of samples, of what is drawn, and of the firms' activity."""
    lang = view.lang
    free = view.choices.over(state().settings(view.park, view.scenario)).flexible
    parts = [
        _labelled("samples", lang, _switch(view, "samples", Ids.SAMPLES, [(one, one) for one in _CHOICES["samples"]])),
        _labelled("only", lang, _switch(view, "only", Ids.ONLY, _named("only", lang))),
        _labelled("draw", lang, _switch(view, "draw", Ids.DRAW, _named("draw", lang))),
        _labelled("activity", lang, dmc.SegmentedControl(
            id=Ids.ACTIVITY, value="1" if free else "0", size="xs",
            data=[{"value": "0", "label": t("controls.fixed", lang)},
                  {"value": "1", "label": t("controls.free", lang)}],
        )),
    ]  # fmt: skip
    return html.Div(parts, className="controls uncertain-controls")


def show_choice(view: View) -> dmc.SegmentedControl:
    """Return the choice of what is shown."""
    return dmc.SegmentedControl(
        id=Ids.SHOW, value=asked(view, "show"), size="xs", **{"aria-label": t("uncertainpage.show", view.lang)},
        data=[{"value": one, "label": t(f"uncertain_show.{one}", view.lang)} for one in SHOWN],
    )  # fmt: skip


def _named(name: str, lang: str) -> list[tuple[str, str]]:
    return [(one, t(f"uncertain_{name}.{one}", lang)) for one in _CHOICES[name]]


def _switch(view: View, name: str, ref: str, options: list[tuple[str, str]]) -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=ref, value=asked(view, name), size="xs", data=[{"value": one, "label": text} for one, text in options]
    )


def _labelled(name: str, lang: str, control: Any) -> html.Label:  # noqa: ANN401  a component
    return html.Label([html.Span(t(f"uncertainpage.{name}", lang), className="label"), control],
                      title=t(f"uncertainpage.{name}_told", lang))  # fmt: skip
