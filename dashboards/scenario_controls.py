"""What stands above the comparison: which columns, how they are shown, new scenarios, and files."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from circnet.scenario.compare import MOST
from circnet.scenario.compare_column import BASE
from dashboards.address import View
from dashboards.downloads import download_button
from dashboards.i18n import t
from dashboards.ids_scenarios import ScenariosPage as Ids
from dashboards.scenario_address import FROZEN, NEW, VIEWS, address, compared_ids, kept_runs, one_of
from dashboards.state import state

__all__ = ["controls"]


def controls(view: View) -> list[Any]:
    """Return the controls of the page; nothing for a park that is not there."""
    park, lang = state().parks.get(view.park), view.lang
    if park is None:
        return []
    now, missing = compared_ids(view)
    data = [{"value": BASE, "label": t("shell.as_is", lang)}]
    data += [{"value": name, "label": one.name(lang)} for name, one in park.scenarios.items()]
    data += [
        {"value": f"{FROZEN}{row['id']}", "label": t("scenarios.kept_name", lang, name=row["name"])}
        for row in kept_runs(view).to_dict("records")
    ]
    pick = dmc.MultiSelect(
        id=Ids.PICK, data=data, value=now, size="xs", maxValues=MOST, hidePickedOptions=True, searchable=True,
        className="scenario-pick", nothingFoundMessage=t("scenarios.nobody", lang), debounce=300,
        **{"aria-label": t("scenarios.pick", lang)},
    )  # fmt: skip
    views = dmc.SegmentedControl(
        id=Ids.VIEW, value=one_of(view, "view"), size="xs", **{"aria-label": t("scenarios.view", lang)},
        data=[{"value": one, "label": t(f"scenarios.view_{one}", lang)} for one in VIEWS],
    )  # fmt: skip
    files = html.Div(
        [
            html.Button(t("scenarios.link", lang), id=Ids.COPY, className="plain", title=t("scenarios.link_told", lang),
                        **{"data-copied": t("scenarios.link_copied", lang)}),
            download_button(Ids.BOOK, lang),
        ],
        className="right",
    )  # fmt: skip
    lines = [html.Div([pick, views, *_making(view, own=park.version is not None), files], className="controls")]
    if missing:
        told = t("scenarios.missing", lang, names=t("figure.comma", lang).join(one[:40] for one in missing))
        lines.append(html.P(told, className="watch-line", role="status"))
    return [
        *lines, dcc.Store(id=Ids.GO), dcc.Store(id=Ids.ACT), dcc.Download(id=Ids.TOML),
    ]  # fmt: skip


def _making(view: View, *, own: bool) -> list[Any]:
    """Return the ways to a new scenario: of an own park at once, of another by a copy of it."""
    lang = view.lang
    if own:
        upload = dcc.Upload(html.Button(t("scenarios.upload", lang), className="plain",
                                        title=t("scenarios.upload_told", lang)),
                            id=Ids.UPLOAD, accept=".toml", max_size=1_000_000)  # fmt: skip
        return [html.A(t("scenarios.new", lang), href=address(view, edit=NEW), className="inside plain marked"), upload]
    if state().workspace is None:
        return []
    return [
        html.Span(
            [
                dmc.TextInput(id=Ids.OWN_ID, value=_free(f"{view.park}-own"), size="xs", w=150,
                              **{"aria-label": t("scenarios.own_id", lang)}),
                html.Button(t("scenarios.own", lang), id=Ids.OWN, className="plain",
                            title=t("scenarios.own_told", lang)),
            ],
            className="own-copy",
        )
    ]  # fmt: skip


def _free(name: str) -> str:
    parks, number = state().parks, 1
    free = name
    while free in parks:
        number += 1
        free = f"{name}-{number}"
    return free
