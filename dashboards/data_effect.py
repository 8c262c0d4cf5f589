"""What changes that wait do to the couplings: the park solved as it is kept and as it would be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, ctx, html, no_update

from circnet.errors import CircnetError
from circnet.workspace.changes import applied
from circnet.workspace.effect import SOLVED, effect
from circnet.workspace.files import files_of
from circnet.workspace.sheets import settled
from dashboards.data_judging import effect_table
from dashboards.data_parks import changes_of, held
from dashboards.data_runs import solve_both
from dashboards.i18n import t
from dashboards.ids_data import Data as Ids
from dashboards.jobs import Task
from dashboards.notices import notice_panel
from dashboards.runs import Failure
from dashboards.state import state
from dashboards.views.notices import failure_notice

__all__ = ["task_of"]


def task_of(typed: Mapping[str, Any]) -> Task:
    """Return the run that solves a park without and with the changes that wait."""
    one = held(typed["park"])
    after = files_of(applied(settled(changes_of(typed), one.state), one.state))
    before = files_of(one.state)
    digest = hashlib.sha256(repr((solve_both.__name__, sorted(before.items()), sorted(after.items()))).encode())
    return Task(digest.hexdigest()[:32], solve_both, (before, after))


@callback(
    Output(Ids.SOLVED, "children"), Output(Ids.SOLVE_POLL, "disabled"), Output(Ids.SOLVE_POLL, "n_intervals"),
    Input(Ids.SOLVE_ASKED, "data"), Input(Ids.SOLVE_POLL, "n_intervals"), prevent_initial_call=True,
)  # fmt: skip
def show_solved(typed: Mapping[str, Any] | None, _: int | None) -> tuple[Any, Any, Any]:
    """Show what the LP finds before and after as soon as it is known."""
    if not typed:
        return no_update, True, no_update
    lang = typed["lang"]
    try:
        task = task_of(typed)
    except (CircnetError, KeyError):
        return html.P(t("data.solve_not", lang), className="bad"), True, no_update
    found = state().study(task, 0.0 if ctx.triggered_id == Ids.SOLVE_POLL else 0.5)
    if found is None:
        waiting = [dmc.Loader(size="xs", type="dots"), html.Span(t("data.solving", lang))]
        return html.P(waiting, className="run-status"), False, 0
    return _told(found, typed["park"], lang), True, no_update


def _told(found: Any, park: str, lang: str) -> list[Any]:  # noqa: ANN401  what the run gave
    name = state().parks[park].name(lang)
    if isinstance(found, Failure):
        return [notice_panel(failure_notice(found, name, lang))]
    blank = pd.Series(float("nan"), index=list(SOLVED))
    table = effect_table(effect(*(blank if isinstance(one, Failure) else one for one in found)), lang)
    wrong = [(side, one) for side, one in zip(("before", "after"), found, strict=True) if isinstance(one, Failure)]
    return [table, *(html.Div([html.B(t(f"data_effect.{side}", lang)), notice_panel(failure_notice(one, name, lang))])
                     for side, one in wrong)]  # fmt: skip


clientside_callback(
    ClientsideFunction("circnet_data", "solve"), Input(Ids.SOLVE, "n_clicks"), prevent_initial_call=True
)
