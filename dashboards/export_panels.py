"""The part of a page that hands files out: which forms there are, what each is for, and a button for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from dashboards.address import View, view_of
from dashboards.export_runs import REPORTS, STATES, export_file
from dashboards.i18n import LANGUAGES, t
from dashboards.ids_export import ExportPart as Ids
from dashboards.jobs import Task
from dashboards.notices import notice_panel
from dashboards.runs import Failure
from dashboards.state import state
from dashboards.views.notices import failure_notice

__all__ = ["export_section"]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": (*REPORTS, "xlsx"), "tables": ("zip", "csv", "json"), "graph": ("graphml", "gexf"),
    "map": ("gpkg", "geojson"), "model": ("mps", "lp"),
}  # fmt: skip
"""Forms on offer by what they are for."""
_POLL_MS = 300
_AT_ONCE_S = 0.6


def export_section(view: View) -> html.Div:
    """Return the forms on offer for the park of an address, its scenario and its choices."""
    lang = view.lang
    pick = [
        _switch(Ids.STATE, "export.state", [(one, t(f"export.{one}", lang)) for one in STATES], STATES[0], lang),
        _switch(Ids.LANG, "export.lang", [(one, t(f"export.lang_{one}", lang)) for one in LANGUAGES], lang, lang),
    ]
    groups = [
        html.Section([html.H3(t(f"export_group.{name}", lang)), html.Ul([_row(form, lang) for form in forms])],
                     className="export-group")
        for name, forms in GROUPS.items()
    ]  # fmt: skip
    return html.Div(
        [
            html.Div(pick, className="export-choices"),
            html.P(t("export.told", lang), className="source-line"),
            html.Div(id=Ids.STATUS, className="run-status export-status", role="status"),
            html.Div(groups, className="export-groups"),
            dcc.Store(id=Ids.VIEW, data=view.data()),
            dcc.Store(id=Ids.JOB, data=None),
            dcc.Interval(id=Ids.POLL, interval=_POLL_MS, max_intervals=1, disabled=True),
            dcc.Download(id=Ids.FILE),
        ],
        className="export",
    )


def _switch(name: str, label: str, options: list[tuple[str, str]], value: str, lang: str) -> html.Div:
    told = t(label, lang)
    data = [{"value": one, "label": text} for one, text in options]
    return html.Div([html.Span(told), dmc.SegmentedControl(id=name, data=data, value=value, size="xs",
                                                           **{"aria-label": told})])  # fmt: skip


def _row(form: str, lang: str) -> html.Li:
    name = t(f"export_form.{form}", lang)
    button = html.Button(t("export.get", lang), id={"type": Ids.GET, "form": form}, className="plain",
                         **{"aria-label": t("export.get_form", lang, form=name)})  # fmt: skip
    told = html.Div([html.B(name), html.Code(f".{form}"), html.P(t(f"export_use.{form}", lang))])
    return html.Li([told, button], **{"data-form": form})


@callback(
    Output(Ids.JOB, "data"), Output(Ids.STATUS, "children"), Output(Ids.POLL, "disabled"),
    Output(Ids.POLL, "n_intervals"), Output(Ids.FILE, "data"),
    Input({"type": Ids.GET, "form": ALL}, "n_clicks"), Input(Ids.POLL, "n_intervals"),
    State(Ids.VIEW, "data"), State(Ids.LANG, "value"), State(Ids.STATE, "value"), State(Ids.JOB, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def follow(  # noqa: PLR0913, PLR0917  what the browser says
    _: list[int | None], __: int | None, data: Mapping[str, Any], lang: str, shown: str, job: Mapping[str, str] | None
) -> tuple[Any, ...]:
    """Hand a file over as soon as it is made, and till then tell how far it is."""
    view = view_of(data["query"])
    if isinstance(ctx.triggered_id, dict):
        if not ctx.triggered[0]["value"]:
            return (no_update,) * 5
        if job is not None:
            _stop(view, job)
        job = {"form": ctx.triggered_id["form"], "lang": lang, "state": shown}
    task = _task(view, job)
    if job is None or task is None:
        return None, [], True, no_update, no_update
    outcome = state().study(task, _AT_ONCE_S)
    if outcome is None:
        return job, _waiting(view, task), False, 0, no_update
    if isinstance(outcome, Failure):
        offered = state().parks[view.park]
        return (
            None,
            notice_panel(failure_notice(outcome, offered.name(view.lang), view.lang)),
            True,
            no_update,
            no_update,
        )
    return None, [html.Span(t("export.done", view.lang, file=_file(view, job)))], True, no_update, dcc.send_bytes(
        outcome, _file(view, job)
    )  # fmt: skip


@callback(
    Output(Ids.JOB, "data", allow_duplicate=True), Output(Ids.STATUS, "children", allow_duplicate=True),
    Output(Ids.POLL, "disabled", allow_duplicate=True),
    Input(Ids.CANCEL, "n_clicks", allow_optional=True), State(Ids.VIEW, "data"), State(Ids.JOB, "data"),
    prevent_initial_call=True,
)  # fmt: skip
def cancel(clicks: int | None, data: Mapping[str, Any], job: Mapping[str, str] | None) -> tuple[Any, ...]:
    """Stop making the file that is waited for."""
    if not clicks or job is None:
        return (no_update,) * 3
    view = view_of(data["query"])
    _stop(view, job)
    return None, [html.Span(t("run.stopped", view.lang))], True


def _task(view: View, job: Mapping[str, str] | None) -> Task | None:
    known = job is not None and view.park in state().parks and _offered(job)
    if not known:
        return None
    return state().task(view.park, view.scenario, view.choices, export_file, job["form"], job["lang"], job["state"])


def _offered(job: Mapping[str, str]) -> bool:
    forms = {form for group in GROUPS.values() for form in group}
    return job["form"] in forms and job["lang"] in LANGUAGES and job["state"] in STATES


def _stop(view: View, job: Mapping[str, str]) -> None:
    task = _task(view, job)
    if task is not None:
        state().studies.cancel(task.key)


def _file(view: View, job: Mapping[str, str]) -> str:
    """Name of a file; a report tells today and the couplings, so it names no state."""
    told = ["report"] if job["form"] in REPORTS else ["today"] if job["state"] == "today" else []
    parts = ["circnet", view.park, *([view.scenario] if view.scenario else []), *told]
    return f"{'-'.join(parts)}.{job['form']}"


def _waiting(view: View, task: Task) -> list[Any]:
    job, at = state().studies.running(task.key), state().studies.progress(task.key)
    told = t("section.waiting", view.lang, stage=t(f"run.{at.stage if at else 'queue'}", view.lang),
             seconds=f"{job.seconds if job else 0.0:.0f}")  # fmt: skip
    return [
        dmc.Loader(size="xs", type="dots"),
        html.Span(told),
        html.Button(t("run.cancel", view.lang), id=Ids.CANCEL, className="plain"),
    ]
