"""Own parks begun, copies of built-in ones, and units drafted from the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from circnet.errors import CircnetError, InputFaults, UsageFault
from circnet.exchange.draft import Draft, draft, with_draft
from circnet.exchange.keeping import files_to_keep, written_files
from circnet.exchange.questionnaire import texts_of
from circnet.exchange.template import empty_park
from circnet.park import catalog_of, load_catalog
from circnet.park.manifest import FILE
from circnet.park.park import Park
from circnet.report.figures import quantity
from circnet.schema import PARK_TABLES
from circnet.workspace.facts import with_facts
from circnet.workspace.judging import judge
from dashboards.address import View
from dashboards.data_judging import told_fault
from dashboards.data_parks import Held, changes_of, held
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.state import state
from dashboards.views.wording import short_name
from dashboards.who import who

__all__ = ["begin_dialog", "draft_dialog"]

_DRAFTED = ("units", "recipes", "streams")


def begin_dialog(one: Held | None, view: View) -> html.Span:
    """Return the button and the dialog that begin a park of one's own: empty, or as a copy of the one shown."""
    lang = view.lang
    offered = state().parks.get(view.park)
    kinds = [{"value": kind, "label": t(f"data_begin.{kind}", lang)} for kind in ("copy", "empty")
             if kind == "empty" or one is not None]  # fmt: skip
    mine = t("data_begin.mine", lang)
    usual = [f"{view.park}-own", f"{offered.name_zh}{mine}", f"{offered.name_en}{t('data_begin.mine', 'en')}"] if (
        offered and one is not None) else ["", "", ""]  # fmt: skip
    boxes = zip((Ids.BEGIN_ID, Ids.BEGIN_ZH, Ids.BEGIN_EN), ("id", "name_zh", "name_en"), usual, strict=True)
    fields = [
        dmc.SegmentedControl(id=Ids.BEGIN_KIND, data=kinds, value=kinds[0]["value"], size="xs", mb=8),
        *(dmc.TextInput(id=name, label=t(f"data_begin.{key}", lang), description=t(f"data_begin.{key}_told", lang),
                        value=value, size="xs", mb=8) for name, key, value in boxes),
        html.Div(id=Ids.BEGIN_SAID, role="alert", className="bad"),
        html.Button(t("data_begin.do", lang), id=Ids.BEGIN_DO, className="plain strong"),
    ]  # fmt: skip
    return html.Span(
        [
            html.Button(t("data_begin.open", lang), id=Ids.BEGIN_OPEN, className="plain strong"),
            dmc.Modal(fields, id=Ids.BEGIN, title=t("data_begin.title", lang), size="md"),
            dcc.Store(id=Ids.GONE_TO),
            dcc.Store(id=Ids.BEGIN_USUAL, data=usual),
        ]
    )


@callback(
    Output(Ids.GONE_TO, "data"), Output(Ids.BEGIN_SAID, "children"),
    Input(Ids.BEGIN_DO, "n_clicks"), State(Ids.BEGIN_KIND, "value"), State(Ids.BEGIN_ID, "value"),
    State(Ids.BEGIN_ZH, "value"), State(Ids.BEGIN_EN, "value"), State(Ids.VIEW, "data"),
    running=[(Output(Ids.BEGIN_DO, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
def begin(clicks: int | None, kind: str, name: str, zh: str, en: str, view: Mapping[str, Any]) -> tuple[Any, Any]:  # noqa: PLR0913, PLR0917
    """Put a new park into the workspace and go there."""
    app, lang = state(), view["lang"]
    if not clicks or app.workspace is None:
        return no_update, no_update
    name, zh, en = (str(one or "").strip() for one in (name, zh, en))
    if not who():
        return no_update, t("data.say_who", lang)
    if not (name and zh and en):
        return no_update, t("data_begin.all_three", lang)
    if name in app.parks:
        return no_update, t("data_begin.taken", lang, id=name)
    try:
        files = _begun(kind, view["park"], name, zh, en)
        app.workspace.put(name, files, who())
    except UsageFault as error:
        return no_update, told_fault(error, lang)
    except InputFaults as error:
        return no_update, t("data_begin.faulty", lang, count=len(error.faults))
    return f"/data?park={name}", ""


def _begun(kind: str, park: str, name: str, zh: str, en: str) -> dict[str, bytes]:
    """Return the files of a new park."""
    if kind == "copy":
        files = files_to_keep(state().parks[park].path, load_catalog(), name)
        manifest, _ = with_facts(files[FILE].decode("utf-8-sig"), {"name_zh": zh, "name_en": en})
        return files | {FILE: manifest.encode()}
    if not name.replace("-", "_").isidentifier() or not name.isascii() or name != name.lower() or len(name) > 60:
        raise UsageFault("park_id", name[:80], "a-z 0-9 _ -")
    park_of = empty_park()
    return written_files(park_of.replace(info=replace(park_of.info, id=name, name_zh=zh, name_en=en)))


def draft_dialog(lang: str) -> html.Span:
    """Return the dialog that drafts a unit: firm, product, capacity, then what the catalog makes of it."""
    fields = [
        html.Label([html.Span(t(f"data_draft.{key}", lang), className="label"),
                    dcc.Input(id=name, placeholder=t(f"data_draft.{key}_told", lang), autoComplete="off",
                              **({"list": options} if options else {}))], className="data-field")
        for name, key, options in (
            (Ids.DRAFT_FIRM, "firm", "data-firms"), (Ids.DRAFT_NAME, "product", "data-products"),
            (Ids.DRAFT_CAPACITY, "capacity", ""),
        )
    ]  # fmt: skip
    return html.Span(
        [
            dmc.Modal(
                [
                    html.P(t("data_draft.told", lang), className="muted"),
                    *fields,
                    html.Datalist([], id="data-firms"), html.Datalist([], id="data-products"),
                    html.Button(t("data_draft.ask", lang), id=Ids.DRAFT_ASK, className="plain strong"),
                    html.Div(id=Ids.DRAFT_TOLD, role="status", className="draft-told"),
                    html.Button(t("data_draft.take", lang), id=Ids.DRAFT_TAKE, className="plain strong", disabled=True),
                ],
                id=Ids.DRAFT, title=t("data_draft.title", lang), size="lg", keepMounted=True,
            ),
            dcc.Store(id=Ids.DRAFT_ASKED), dcc.Store(id=Ids.DRAFT_ROWS),
        ]
    )  # fmt: skip


@callback(
    Output(Ids.DRAFT_TOLD, "children"), Output(Ids.DRAFT_ROWS, "data"), Output(Ids.DRAFT_TAKE, "disabled"),
    Input(Ids.DRAFT_ASKED, "data"), prevent_initial_call=True,
)  # fmt: skip
def show_draft(typed: Mapping[str, Any] | None) -> tuple[Any, Any, bool]:
    """Draft a unit for a firm of the park as it is with the changes that wait."""
    if not typed:
        return no_update, no_update, True
    lang, catalog = typed["lang"], load_catalog()
    if not typed["firm"] or not typed["name"] or not typed["capacity"]:
        return html.P(t("data_draft.all_three", lang), className="bad"), [], True
    try:
        park = judge(changes_of(typed), held(typed["park"]).state, catalog).park
        if park is None:
            return html.P(t("data_draft.no_park", lang), className="bad"), [], True
        counts = catalog_of(park, catalog)
        firm = _firm(park, typed["firm"])
        found = draft(counts, typed["name"], typed["capacity"], firm, lang)
        return (
            _drafted(found, counts.commodities, counts.technologies, lang),
            _rows(park, with_draft(park, catalog, found)),
            False,
        )
    except UsageFault as error:
        return html.P(told_fault(error, lang), className="bad"), [], True
    except CircnetError:
        return html.P(t("data_draft.no_park", lang), className="bad"), [], True


def _firm(park: Park, text: str) -> str:
    """Return the id of a firm that is named by its id or its name."""
    firms = park.enterprises
    hit = firms[firms["id"].eq(text) | firms["name_zh"].eq(text) | firms["name_en"].eq(text)]
    return str(hit["id"].iloc[0]) if len(hit) == 1 else text


def _rows(park: Park, after: Park) -> list[dict[str, Any]]:
    """Return the rows that a draft adds, as texts, blanks left out."""
    was, now = texts_of(park, _DRAFTED), texts_of(after, _DRAFTED)
    return [
        {"file": PARK_TABLES[name].file, "cells": {column: text for column, text in row.items() if text}}
        for name in _DRAFTED
        for row in now[name].iloc[len(was[name]) :].to_dict("records")
    ]


def _amount(value: float, unit: str, lang: str) -> str:
    """Return an amount of a year, with its sign where it is used up."""
    return t("data_draft.a_year", lang, amount=f"{'−' if value < 0 else ''}{quantity(abs(value), unit, lang)}")


def _drafted(found: Draft, goods: pd.DataFrame, technologies: pd.DataFrame, lang: str) -> list[Any]:
    """Return what a draft takes and gives a year."""
    column = "name_zh" if lang == "zh" else "name_en"
    names = dict(zip(goods["id"], goods[column], strict=True))
    makers = dict(zip(technologies["id"], technologies[column], strict=True))
    body = [
        html.Tr([html.Th(short_name(names.get(row.commodity, row.commodity)), scope="row"),
                 html.Td(t(f"data_group.{row.group}", lang)),
                 html.Td(_amount(row.amount, str(row.unit), lang), className="figure")])
        for row in found.flows.itertuples()
    ]  # fmt: skip
    others = ", ".join(makers.get(one, one) for one in found.others[:5])
    return [
        html.P(t("data_draft.found", lang, technology=makers.get(found.technology, found.technology),
                 amount=_amount(found.capacity, found.unit, lang))),
        *([html.P(t("data_draft.others", lang, names=others), className="muted")] if others else []),
        html.Table(html.Tbody(body), className="plain-table"),
    ]  # fmt: skip


clientside_callback(
    ClientsideFunction("circnet", "open"), Output(Ids.BEGIN, "opened"), Input(Ids.BEGIN_OPEN, "n_clicks"),
    State(Ids.BEGIN, "opened"), prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_data", "beginKind"), Output(Ids.BEGIN_ID, "value"), Output(Ids.BEGIN_ZH, "value"),
    Output(Ids.BEGIN_EN, "value"), Input(Ids.BEGIN_KIND, "value"), State(Ids.BEGIN_USUAL, "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(ClientsideFunction("circnet_data", "goneTo"), Input(Ids.GONE_TO, "data"), prevent_initial_call=True)
clientside_callback(
    ClientsideFunction("circnet_data", "draftOpen"), Output(Ids.DRAFT, "opened"), Input(Ids.DRAFT_OPEN, "n_clicks"),
    State(Ids.DRAFT, "opened"), prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_data", "draftAsk"), Output(Ids.DRAFT_ASKED, "data"), Input(Ids.DRAFT_ASK, "n_clicks"),
    State(Ids.DRAFT_FIRM, "value"), State(Ids.DRAFT_NAME, "value"), State(Ids.DRAFT_CAPACITY, "value"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("circnet_data", "draftTake"), Output(Ids.DRAFT, "opened", allow_duplicate=True),
    Input(Ids.DRAFT_TAKE, "n_clicks"), State(Ids.DRAFT_ROWS, "data"), prevent_initial_call=True,
)  # fmt: skip
