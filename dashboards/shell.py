"""What is around every page: the header with its pickers, the row of pages, notes, help, the theme, the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, page_container, page_registry

from dashboards.address import View, query_of, view_of
from dashboards.i18n import LANGUAGES, section, t
from dashboards.ids import LOCATION, PAGES_STORE
from dashboards.ids import Shell as Ids
from dashboards.parks import OfferedPark
from dashboards.state import state
from dashboards.theme import MANTINE, templates

__all__ = ["layout", "register"]

_HEIGHT = 84


def layout() -> dmc.MantineProvider:
    """Return the shell around `page_container`, for the browser that asks."""
    view = view_of()
    return dmc.MantineProvider(
        [
            dmc.AppShell(
                [
                    dmc.AppShellHeader(html.Div(id=Ids.TOP), className="shell-header"),
                    dmc.AppShellMain(page_container, className="shell-main"),
                ],
                header={"height": _HEIGHT},
                padding=0,
            ),
            dmc.NotificationContainer(id=Ids.NOTES, position="top-right", limit=4),
            dcc.Store(id=Ids.SELECTION),
            dcc.Store(id=Ids.SHOWN),
            dcc.Store(id=Ids.TEMPLATES, data=templates()),
        ],
        theme=MANTINE,
        defaultColorScheme=view.theme,
    )


def register(app: Dash) -> None:
    """Register the shell's callbacks."""
    app.callback(
        Output(Ids.TOP, "children"),
        Output(Ids.SHOWN, "data"),
        Input(LOCATION, "pathname"),
        Input(LOCATION, "search"),
    )(show_top)
    for name, part in (("pick", Ids.PARK), ("scenario", Ids.SCENARIO), ("speak", Ids.LANG)):
        app.clientside_callback(
            ClientsideFunction("circnet", name),
            Input(part, "value"),
            State(Ids.SHOWN, "data"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("circnet", "theme"),
        Input(Ids.THEME, "computedColorScheme"),
        State(Ids.TEMPLATES, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("circnet", "title"), Input(Ids.SHOWN, "data"), Input(PAGES_STORE, "data")
    )
    app.clientside_callback(
        ClientsideFunction("circnet", "read"), Output(Ids.SELECTION, "data"), Input(LOCATION, "search")
    )
    app.clientside_callback(
        ClientsideFunction("circnet", "open"),
        Output(Ids.HELP, "opened"),
        Input(Ids.HELP_OPEN, "n_clicks"),
        State(Ids.HELP, "opened"),
        prevent_initial_call=True,
    )


def show_top(path: str | None, search: str | None) -> tuple[list[Any], dict[str, str]]:
    """Show pickers and pages as the address has them, in its language, and name the window."""
    view = view_of(query_of(search))
    park = state().parks.get(view.park)
    page = next((entry["name"] for entry in page_registry.values() if entry["path"] == (path or "/")), "")
    told = section("pages", view.lang).get(page, "")
    parts = [told, park.name(view.lang) if park and page != "overview" else "", "circnet"]
    return _top(view, path or "/"), {
        "title": " · ".join(filter(None, parts)),
        "lang": "zh-CN" if view.lang == "zh" else "en",
        "code": view.lang,
        "park": view.park,
        "scenario": view.scenario,
    }


def _top(view: View, path: str) -> list[Any]:
    lang = view.lang
    tools = [
        *_pickers(view),
        dmc.SegmentedControl(
            id=Ids.LANG, value=lang, size="xs", **{"aria-label": t("shell.lang", lang)},
            data=[{"value": code, "label": t(f"shell.{code}", lang)} for code in LANGUAGES],
        ),
        dmc.ColorSchemeToggle(
            id=Ids.THEME, lightIcon="☾", darkIcon="☀", variant="default", size=30,
            **{"aria-label": t("shell.theme", lang)},
        ),
        html.Button("?", id=Ids.HELP_OPEN, className="plain round", title=t("shell.help", lang)),
        dmc.Modal(_help(lang), id=Ids.HELP, title=t("shell.help", lang), size="lg"),
    ]  # fmt: skip
    names = [
        html.Strong(t("shell.brand", lang), className="brand"),
        html.Span(t("shell.tagline", lang), className="tagline"),
    ]
    return [
        html.Div([html.Div(names, className="names"), html.Div(tools, className="tools")], className="shell-row"),
        html.Nav(_pages(view, path), className="shell-nav", **{"aria-label": t("shell.pages", lang)}),
    ]


def _pages(view: View, path: str) -> list[Any]:
    """Return a link per page that has a name, in the order of their numbers: registering is all a new page needs."""
    names = section("pages", view.lang)
    return [
        html.A(
            t(f"pages.{entry['name']}", view.lang), href=view.address(entry["path"]), className="page-link",
            **({"aria-current": "page"} if entry["path"] == path else {}),
        )
        for entry in page_registry.values()
        if entry["name"] in names
    ]  # fmt: skip


def _pickers(view: View) -> list[Any]:
    lang, parks = view.lang, state().parks
    offered = parks.get(view.park)
    scenarios = [{"value": "", "label": t("shell.as_is", lang)}]
    scenarios += [
        {"value": key, "label": one.name(lang)} for key, one in (offered.scenarios if offered else {}).items()
    ]
    return [
        dmc.Select(
            id=Ids.PARK, data=_grouped(list(parks.values()), lang),
            value=view.park if offered else None, size="xs", w=300, allowDeselect=False, searchable=True,
            placeholder=t("shell.pick", lang), nothingFoundMessage=t("shell.no_park", lang),
            **{"aria-label": t("shell.park", lang)},
        ),
        dmc.Select(
            id=Ids.SCENARIO, data=scenarios, value=view.scenario, size="xs", w=180, allowDeselect=False,
            disabled=len(scenarios) < 2, **{"aria-label": t("shell.scenario", lang)},
        ),
    ]  # fmt: skip


def _grouped(parks: Sequence[OfferedPark], lang: str) -> list[dict[str, Any]]:
    """Return the parks to pick from; the user's own stand apart, under a heading of theirs."""
    items: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    for park in parks:
        own = park.version is not None  # a copy may bear the name of what it was made of
        items[own].append({"value": park.id, "label": f"{park.name(lang)} · {park.id}" if own else park.name(lang)})
    if not items[True]:
        return items[False]
    headed = [(t("shell.own", lang), items[True]), (t("shell.given", lang), items[False])]
    return [{"group": group, "items": listed} for group, listed in headed if listed]


def _help(lang: str) -> html.Dl:
    told = section("help", lang)
    names = [name for name in told if not name.endswith("_told")]
    return html.Dl([part for name in names for part in (html.Dt(told[name]), html.Dd(told[f"{name}_told"]))],
                   className="help")  # fmt: skip
