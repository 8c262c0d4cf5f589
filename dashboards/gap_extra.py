"""Parts of the page of chain gaps that take a solve of their own: a plant's sizes and map, the best set, where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from circnet.report.prospectus_facts import Facts
from circnet.report.prospectus_words import ProspectusWords
from dashboards.address import View, view_of
from dashboards.downloads import offer_download
from dashboards.gap_runs import gaps_study, plant_facts, set_study, where_study
from dashboards.i18n import t
from dashboards.ids import Gaps as Ids
from dashboards.jobs import Task
from dashboards.parks import content_key
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.gaps import together
from dashboards.views.gaps.drawings import place_map, size_figure
from dashboards.views.gaps.words import GapWords, gap_words

__all__ = ["LATER", "PLANT", "ask_gaps", "later_panels", "paper_buttons", "shown_most", "shown_plant"]

_FILE_S = 180.0
_FORMS = ("docx", "html")
_MOST = ("2", "3", "4", "5")
_GRAPH = {"displayModeBar": False, "displaylogo": False}


def ask_gaps(view: View) -> Task | None:
    """Return the task that finds the gaps of an address."""
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, gaps_study) if known else None


def _selected(view: View) -> str:
    kind, _, ref = str(view.query.get("sel", "")).partition(":")
    return ref if kind == "plant" else ""


def _ask_plant(view: View) -> Task | None:
    technology = _selected(view)
    if not technology or view.park not in state().parks:
        return None
    return state().task(view.park, view.scenario, view.choices, plant_facts, technology)


def shown_most(view: View) -> str:
    """Return the most plants of a set that an address asks for."""
    asked = view.query.get("most", "")
    return asked if asked in _MOST else "3"


def _ask_set(view: View) -> Task | None:
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, set_study, shown_most(view)) if known else None


def shown_plant(view: View, found: Study | None) -> str:
    """Return the plant that is looked at in all parks: the one asked for, else the first of the list."""
    if found is None or found.tables["gaps"].empty:
        return ""
    known = list(found.tables["gaps"]["technology"])
    return view.query["place"] if view.query.get("place") in known else str(known[0])


def _gaps_of(view: View) -> Study | None:
    task = ask_gaps(view)
    found = state().study(task) if task is not None else None
    return found if isinstance(found, Study) else None


def _ask_where(view: View) -> Task | None:
    technology = shown_plant(view, _gaps_of(view))
    if not technology:
        return None
    parks = list(state().parks.values())
    key = content_key(parks, None, where_study.__name__, technology)
    return Task(key, where_study, (tuple(park.path for park in parks), technology))


def _plant(facts: Facts, _: ParkRun, view: View) -> list[Any]:
    """Return the size curve and the map of a plant."""
    from circnet.report.prospectus import size_sentence

    words, lang = ProspectusWords(facts, view.lang), view.lang
    numbers = facts.places[facts.places["number"].ne("") & facts.places["role"].ne("plant")]
    numbers = numbers.sort_values("number", key=lambda number: number.astype(int))
    legend = [html.Li([html.B(row["number"]), " ", words.firms.get(row["id"], row["id"])])
              for row in numbers.to_dict("records")]  # fmt: skip
    return [
        html.Section([
            html.H4([t("gaps.sizes", lang), html.Small(t("gaps.sizes_told", lang))]),
            html.P(size_sentence(words)),
            dcc.Graph(id=Ids.CURVE, figure=size_figure(facts, words, view.theme), responsive=True, config=_GRAPH,
                      style={"height": "220px"}),
        ]),
        html.Section([
            html.H4([t("gaps.places", lang), html.Small(t("gaps.places_told", lang))]),
            dcc.Graph(id=Ids.MAP, figure=place_map(facts, words, view.theme), responsive=True, config=_GRAPH,
                      style={"height": "280px"}),
            *([html.Ul(legend, className="place-legend")] if legend else []),
        ]),
        html.Section([html.H4(t("gaps.questions", lang)), html.Ul([html.Li(one) for one in words.questions()])]),
    ]  # fmt: skip


def paper_buttons(lang: str) -> html.Div:
    """Return the buttons of the prospectus."""
    buttons = [
        html.Span([html.Button(t(f"gaps.paper_{form}", lang), id=f"{_paper_id(form)}-get", className="plain",
                               title=t("gaps.paper_told", lang)), dcc.Download(id=f"{_paper_id(form)}-file")])
        for form in _FORMS
    ]  # fmt: skip
    return html.Div([html.Span(t("gaps.paper", lang), className="muted"), *buttons], className="papers")


def _words(run: ParkRun, view: View) -> GapWords:
    return gap_words(run, answer_of(ask_gaps(view), _FILE_S), view.lang)


def _set(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the best set in the order of building."""
    words, lang = _words(run, view), view.lang
    steps = together.set_steps(found, words)
    parts: list[Any] = [html.P(together.set_finding(found, words), className="lead")]
    if not steps:
        return parts
    body = [
        html.Tr([html.Td(str(step.place), className="figure"), html.Th(_opens(step.technology, step.name),
                 scope="row"), *[html.Td(one, className="figure") for one in (step.size, step.adds,
                                                                              step.total)]])
        for step in steps
    ]  # fmt: skip
    heads = ("place", "plant", "size", "adds", "total")
    parts.append(_table([t(f"gap_set.{head}", lang) for head in heads], body, {0, 2, 3, 4}))
    return [*parts, html.P(t("gaps.set_note", lang), className="muted")]


def _where(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return one plant in all parks, side by side."""
    words, lang = _words(run, view), view.lang
    body = []
    for row in together.where_rows(found, words, view.park):
        name: Any = row.name if row.here else html.A(row.name, href=view.address("/gaps", park=row.park, sel=""))
        head = html.Th(html.B(name) if row.here else name, scope="row")
        if row.reason:
            body.append(html.Tr([head, html.Td(row.reason, colSpan=5, className="muted")]))
            continue
        cells = (row.size, row.covers, row.adds, row.value, row.payback)
        body.append(html.Tr([head, *[html.Td(cell, className="figure below" if row.below and place == 3 else "figure")
                                     for place, cell in enumerate(cells)]]))  # fmt: skip
    heads = ("park", "size", "covers", "adds", "value", "payback")
    return [
        html.P(together.where_finding(found, words, view.park), className="lead"),
        _table([t(f"gap_where.{head}", lang) for head in heads], body, {1, 2, 3, 4, 5}),
        html.P(t("gaps.where_note", lang), className="muted"),
    ]


def _opens(technology: str, name: str) -> html.Button:
    return html.Button(name, className="linklike", **{"data-plant": technology})


def _table(heads: list[str], body: list[Any], figures: set[int]) -> html.Table:
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(body)], className="plain-table")


PLANT = Section("gaps-plant", _ask_plant, _plant)
LATER = {"set": Section("gaps-set", _ask_set, _set), "where": Section("gaps-where", _ask_where, _where)}
"""What is asked when its tab is looked at."""


def later_panels(found: Study, words: GapWords, view: View, side: str) -> list[Any]:
    """Return the best set and the comparison of parks, each with its control; asked only when looked at."""
    lang = view.lang
    plants = [{"value": ref, "label": words.technology(ref)} for ref in found.tables["gaps"].get("technology", ())]
    most = dmc.SegmentedControl(
        id=Ids.MOST, value=shown_most(view), size="xs", data=list(_MOST), **{"aria-label": t("gaps.most", lang)}
    )
    place = dmc.Select(
        id=Ids.PLACE, value=shown_plant(view, found) or None, data=plants, size="xs", w=260, allowDeselect=False,
        searchable=True, **{"aria-label": t("gaps.place", lang)},
    )  # fmt: skip
    controls = {"set": [html.Span(t("gaps.most", lang)), most], "where": [html.Span(t("gaps.place", lang)), place]}
    return [
        html.Div([html.Div(controls[name], className="later-tools"),
                  LATER[name].panel(view, view.query if side == name else None)],
                 className=f"card scrolls list-{name}")
        for name in LATER
    ]  # fmt: skip


def _paper_id(form: str) -> str:
    return f"gaps-paper-{form}"


def _paper(form: str) -> Callable[[ParkRun, Mapping[str, Any]], tuple[str, bytes]]:
    def make(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return the prospectus of the plant that is selected, in the page's language."""
        from circnet.report.document import rendered
        from circnet.report.prospectus import prospectus

        view = view_of(data["query"])
        facts = answer_of(_ask_plant(view), _FILE_S)
        return f"prospectus-{run.info.id}-{_selected(view)}.{form}", rendered(prospectus(facts, view.lang), form)

    return make


for _form in _FORMS:
    offer_download(_paper_id(_form), PLANT.ids.asked, _paper(_form))
