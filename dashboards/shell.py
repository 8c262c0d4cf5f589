"""What is around every page: the header with its pickers, the theme, the selection."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, page_container

from dashboards.address import Where, where_of
from dashboards.i18n import t
from dashboards.ids import LOCATION, PAGES_STORE
from dashboards.ids import Shell as Ids
from dashboards.state import AppState, state
from dashboards.theme import MANTINE

__all__ = ["layout", "register"]

_LANGUAGES = [{"value": "zh", "label": "中文"}, {"value": "en", "label": "EN"}]


def layout(app_state: AppState) -> dmc.MantineProvider:
    """Return the shell around `page_container`."""
    where = Where(app_state.default_park, app_state.lang)
    header = html.Header(
        [
            html.Div(
                [
                    html.Strong("circnet", className="brand"),
                    html.Span(t("shell.tagline", where.lang), id=Ids.TAGLINE, className="tagline"),
                ],
                className="names",
            ),
            html.Div(_tools(app_state, where), id=Ids.TOOLS, className="tools"),
            dmc.ColorSchemeToggle(
                id=Ids.THEME, lightIcon="☾", darkIcon="☀", variant="default", size=30,
                **{"aria-label": t("shell.theme", where.lang)},
            ),
        ],
        className="shell-header",
    )  # fmt: skip
    return dmc.MantineProvider(
        [
            header,
            html.Main(page_container, className="shell-main"),
            dcc.Store(id=Ids.SELECTION),
            dcc.Store(id=Ids.TITLE),
        ],
        theme=MANTINE,
        defaultColorScheme="light",
    )


def register(app: Dash) -> None:
    """Register the shell's callbacks."""
    app.callback(
        Output(Ids.TOOLS, "children"),
        Output(Ids.TAGLINE, "children"),
        Output(Ids.THEME, "aria-label"),
        Output(Ids.TITLE, "data"),
        Input(LOCATION, "search"),
    )(show_tools)
    app.clientside_callback(
        ClientsideFunction("circnet", "go"),
        Output(LOCATION, "search"),
        Input(Ids.PARK, "value"),
        Input(Ids.LANG, "value"),
        State(LOCATION, "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("circnet", "title"),
        Output(Ids.TITLE, "modified_timestamp"),
        Input(Ids.TITLE, "data"),
        Input(PAGES_STORE, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("circnet", "redraw"),
        Output(Ids.THEME, "data-drawn"),
        Input(Ids.THEME, "computedColorScheme"),
        prevent_initial_call=True,
    )


def show_tools(search: str | None) -> tuple[list[Any], str, str, dict[str, str]]:
    """Show the pickers as the address has them, in its language."""
    where = where_of(search)
    park = state().parks.get(where.park)
    title = " · ".join(filter(None, [park.name(where.lang) if park else "", t("shell.title", where.lang)]))
    return (
        _tools(state(), where), t("shell.tagline", where.lang), t("shell.theme", where.lang),
        {"title": title, "lang": "zh-CN" if where.lang == "zh" else "en"},
    )  # fmt: skip


def _tools(app_state: AppState, where: Where) -> list[Any]:
    parks = [{"value": park.id, "label": park.name(where.lang)} for park in app_state.parks.values()]
    return [
        dmc.Select(
            id=Ids.PARK, data=parks, value=where.park if where.park in app_state.parks else None, size="xs", w=320,
            allowDeselect=False, searchable=True, placeholder=t("shell.pick", where.lang),
            nothingFoundMessage=t("shell.no_park", where.lang), **{"aria-label": t("shell.park", where.lang)},
        ),
        dmc.SegmentedControl(id=Ids.LANG, data=_LANGUAGES, value=where.lang, size="xs"),
    ]  # fmt: skip
