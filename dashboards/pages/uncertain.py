"""What stands when prices and loads are not sure: links, the saving, what decides, sets of links and their regret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
)

from circnet.report.uncertain_book import uncertain_workbook
from circnet.uncertain import Comparison, Uncertainty
from dashboards import uncertain_panels as panels
from dashboards.address import View, view_of
from dashboards.downloads import download_button, offer_download
from dashboards.frame import Frame, run_of
from dashboards.i18n import t
from dashboards.ids import Shell
from dashboards.ids_uncertain import UncertainPage as Ids
from dashboards.jobs import Task
from dashboards.parks import content_key
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.uncertain_controls import asked, controls, show_choice
from dashboards.uncertain_runs import Indices, UncertainStudy, indices_study, sets_study, uncertain_study
from dashboards.views.uncertain.assumptions import command
from dashboards.views.uncertain.rows import ticked, uncertain_words
from dashboards.views.uncertain.story import link_story

register_page(__name__, path="/uncertain", name="uncertain", title="circnet", order=8.5)

_FILE_S = 180.0


def _terms(view: View) -> tuple[str, str, str]:
    return asked(view, "samples"), asked(view, "draw"), asked(view, "only")


def _ask(view: View) -> Task | None:
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, uncertain_study, *_terms(view)) if known else None


def _study(view: View) -> UncertainStudy | None:
    task = _ask(view)
    found = state().study(task) if task is not None else None
    return found if isinstance(found, UncertainStudy) else None


def _ask_sets(view: View) -> Task | None:
    """Return the task that weighs what is ticked; without a tick the run itself tells of its sets."""
    base, study = _ask(view), _study(view)
    if base is None or study is None:
        return None
    mine = ticked(study.found.links, view.query.get("mine", ""))
    if not mine:
        return base
    found = Comparison(study.found.sets, study.found.set_links, study.found.costs)
    key = content_key([], None, base.key, sets_study.__name__, mine)
    return Task(key, sets_study, (*base.arguments, found, mine))


def _ask_indices(view: View) -> Task | None:
    """Return the task that tells groups of inputs apart by Sobol indices."""
    base, study = _ask(view), _study(view)
    if base is None or study is None or study.found.groups.empty:
        return None
    key = content_key([], None, base.key, indices_study.__name__)
    return Task(key, indices_study, (*base.arguments, study.found.groups, str(study.found.summary["target"])))


def _links(study: UncertainStudy, run: ParkRun, view: View) -> list[Any]:
    """Return the finding, and each of the four answers; one is shown."""
    words, lang = uncertain_words(run, study, view.lang), view.lang
    park = run.info.name_zh if lang == "zh" else run.info.name_en
    show = asked(view, "show")
    sets = _SETS.panel(view, view.query if show == "sets" else None)
    later = {"data-sets": _SETS.ids.asked}
    indices: html.Div | html.P = html.P(t("uncertainpage.no_indices", lang), className="muted")
    if study.found.summary["solved"]:
        later["data-deciding"] = _INDICES.ids.asked
        indices = _INDICES.panel(view, view.query if show == "deciding" else None)
    panes = [
        panels.link_pane(study, words),
        html.Section(html.Div(id=Ids.DETAIL, className="card scrolls story"), className="pane show-links"),
        *panels.saving_panes(study, words, view),
        *panels.deciding_panes(study, words, view, indices),
        html.Section(html.Div(sets, className="card scrolls"), className="pane show-sets"),
    ]
    return [
        panels.answer(study, words, park),
        html.Div([show_choice(view), download_button(Ids.BOOK, lang)], className="uncertain-top"),
        html.Div(panes, id=Ids.PANE, className=f"uncertain-panes {show}", **later),
        dcc.Store(id=Ids.CHOSEN, data={"query": dict(view.query)}),
        panels.assumption_fold(study, words, command(study, view.scenario, run.settings, view.choices)),
    ]


def _sets(found: UncertainStudy | Comparison, run: ParkRun, view: View) -> list[Any]:
    study = _study(view)
    if study is None:
        return []
    table, links = (found.found.sets, found.found.set_links) if isinstance(found, UncertainStudy) else (
        found.sets, found.links)  # fmt: skip
    return panels.sets_panel(table, links, uncertain_words(run, study, view.lang), view)


def _indices(found: Indices, run: ParkRun, view: View) -> list[Any]:
    study = _study(view)
    return [] if study is None else panels.indices_panel(found, uncertain_words(run, study, view.lang))


_INDICES = Section("uncertain-indices", _ask_indices, _indices)
_SETS = Section("uncertain-sets", _ask_sets, _sets)
_SECTION = Section("uncertain-found", _ask, _links)


def draw(_: ParkRun, view: View) -> list[Any]:
    """Return what samples of the park say; drawing them takes longer than the run."""
    waiting = [html.P(t("uncertainpage.waiting", view.lang), className="muted")]
    return [html.Div(_SECTION.panel(view, view.query, meanwhile=waiting), className="uncertain-body",
                     **{"data-found": _SECTION.ids.asked})]  # fmt: skip


FRAME = Frame("uncertain", draw, head=lambda view: [controls(view)])
layout = FRAME.layout


@callback(
    Output(Ids.DETAIL, "children"),
    Input(Shell.SELECTION, "data"), Input(Ids.GRID, "rowData"), State(_SECTION.ids.asked, "data"),
)  # fmt: skip
def explain(selection: Mapping[str, str] | None, _: object, data: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
    """Tell of the link that is selected."""
    if not data:
        return no_update
    view = view_of(data["query"])
    study, run = _study(view), run_of(data)
    if study is None or run is None:
        return no_update
    words = uncertain_words(run, study, view.lang)
    picked = selection["id"] if selection and selection["kind"] == "link" else ""
    return panels.detail(link_story(study.found, words, picked), study, words, view)


def _file(run: ParkRun, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return all tables as a workbook, with the user's own set where there is one."""
    view = view_of(data["query"])
    study = answer_of(_ask(view), _FILE_S)
    found = answer_of(_ask_sets(view), _FILE_S)
    compared = found if isinstance(found, Comparison) else None
    told = _with_indices(study, view)
    return f"uncertain-{run.info.id}.xlsx", uncertain_workbook(told, study.words[view.lang], compared)


def _with_indices(study: UncertainStudy, view: View) -> Uncertainty:
    """Return what samples say, with the Sobol indices where they were looked at."""
    task = _ask_indices(view)
    told = state().studies.outcome(task.key) if task is not None else None
    if not isinstance(told, Indices):
        return study.found
    summary = study.found.summary | {"indices_without_figure": told.missing}
    return replace(study.found, groups=told.groups, summary=summary)


offer_download(Ids.BOOK, Ids.CHOSEN, _file)
for _control, _function in (
    (Ids.SAMPLES, "samples"), (Ids.DRAW, "draw"), (Ids.ONLY, "only"), (Ids.ACTIVITY, "activity"), (Ids.SHOW, "show"),
):  # fmt: skip
    clientside_callback(
        ClientsideFunction("circnet_uncertain", _function), Input(_control, "value"), prevent_initial_call=True
    )
clientside_callback(
    ClientsideFunction("circnet_uncertain", "tick"), Input(Ids.GRID, "selectedRows"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("circnet_uncertain", "restore"), Output(Ids.GRID, "selectedRows"), Input(Ids.GRID, "rowData")
)
clientside_callback(
    ClientsideFunction("circnet_uncertain", "showRow"), Output(Ids.GRID, "scrollTo"),
    Input(Shell.SELECTION, "data"), Input(Ids.GRID, "rowData"),
)  # fmt: skip
