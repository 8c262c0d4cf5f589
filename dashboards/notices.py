"""A message in place of a page, as components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboards.views.notices import Notice

__all__ = ["notice_panel"]


def notice_panel(said: Notice, offer: Sequence[Any] = ()) -> html.Div:
    """Return a message: what is wrong, where, what to do, and what is offered."""
    lines = [html.Ul([html.Li(line) for line in said.lines])] if said.lines else []
    return html.Div([html.H2(said.title), html.P(said.text), *lines, *offer], className="notice", role="alert")
