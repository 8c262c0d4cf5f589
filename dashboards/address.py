"""What an address says; the address is the state of a page, which is restored from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import has_request_context, request

from dashboards.choices import QUERY, Choices, chosen
from dashboards.i18n import LANGUAGES
from dashboards.state import state
from dashboards.theme import THEMES

__all__ = ["CARRIED", "COOKIES", "View", "query_of", "view_of"]

COOKIES = {"lang": "circnet-lang", "theme": "circnet-theme"}
CARRIED = ("park", "scenario", "lang", *QUERY, "sel")
"""What goes along from page to page."""


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes
    ----------
    park, scenario
        Ids; the scenario is empty for the park as it is.
    lang, theme
        Language, and light or dark as the server knows it.
    choices
        Of the run.
    query
        The whole query, for what a page adds (selection, filters).
    refused
        ``name=value`` of what an address says that nobody understands.
    """

    park: str
    scenario: str = ""
    lang: str = "zh"
    theme: str = "light"
    choices: Choices = field(default_factory=Choices)
    query: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it for a store in the browser."""
        return {"park": self.park, "lang": self.lang, "theme": self.theme, "query": dict(self.query)}

    def address(self, path: str, **changes: str) -> str:
        """Return the address of another page with the same view; blank values go."""
        query = {name: value for name, value in self.query.items() if name in CARRIED} | changes
        told = urlencode({name: value for name, value in query.items() if value}, safe=",:")
        return f"{path}?{told}" if told else path


def query_of(search: str | None) -> dict[str, str]:
    """Return the query of an address, the last of equal names."""
    return {name: values[-1] for name, values in parse_qs((search or "").removeprefix("?")).items()}


def view_of(query: Mapping[str, str] | None = None) -> View:
    """Return what an address says; what it leaves out is as the browser or the server has it."""
    query = {name: value for name, value in (query or {}).items() if value}
    app = state()
    choices, refused = chosen(query, app.parks)
    park = query.get("park") or app.default_park
    offered = app.parks.get(park)
    scenario = query.get("scenario", "")
    if scenario and offered and scenario not in offered.scenarios:
        refused = (*refused, f"scenario={scenario[:40]}")
        scenario = ""
    joined = tuple(name for name in choices.parks if name != park)
    refused = (*refused, *(f"{name}={query[name][:40]}" for name in choices.idle(app.settings(park, scenario))))
    return View(
        park=park, scenario=scenario, lang=_one_of(LANGUAGES, query.get("lang"), _cookie("lang"), app.lang),
        theme=_one_of(THEMES, _cookie("theme"), THEMES[0]), choices=replace(choices, parks=joined), query=query,
        refused=refused,
    )  # fmt: skip


def _one_of(known: tuple[str, ...], *wanted: str | None) -> str:
    return next(value for value in wanted if value in known)


def _cookie(name: str) -> str | None:
    return request.cookies.get(COOKIES[name]) if has_request_context() else None
