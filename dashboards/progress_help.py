"""What would help an indicator: the cheapest couplings to a target, and plants that are missing."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids import ProgressPage as Ids
from dashboards.jobs import Task
from dashboards.progress_controls import asked
from dashboards.progress_runs import progress_study
from dashboards.runs import ParkRun
from dashboards.sections import Section, answer_of
from dashboards.state import state
from dashboards.studies import Study
from dashboards.views.progress import ways, words

__all__ = ["assess", "help_sections", "plants_pane", "reach_pane"]

_WAIT_S = 60.0


def task(view: View, name: str, *more: str) -> Task | None:
    """Return the task that answers a question about the park of an address."""
    known = view.park in state().parks
    return state().task(view.park, view.scenario, view.choices, progress_study, name, *more) if known else None


def assess(view: View) -> Task | None:
    """Return the task of a park's indicators."""
    return task(view, "assess")


def _aim(view: View, assessed: Study) -> tuple[str, str, float | None, str] | None:
    """Code, name, target and unit that an address asks to reach; None where couplings move nothing."""
    offered = ways.aims(assessed, asked(view, "system"), view.lang)
    code, given = view.query.get("code", ""), view.query.get("aim", "")
    one = next((aim for aim in offered if aim[0] == code), offered[0] if offered else None)
    if one is None or one[0] != code:
        return one
    try:
        return (*one[:2], float(given), one[3]) if given else one
    except ValueError:
        return one


def _reach(view: View) -> Task | None:
    found = state().study(assess(view)) if assess(view) else None  # type: ignore[arg-type]
    aim = _aim(view, found) if isinstance(found, Study) else None
    if aim is None or aim[2] is None or abs(aim[2]) > 1e15:  # noqa: PLR2004  no sum of tonnes is larger; NaN fails too
        return None
    return task(view, "reach", f"{asked(view, 'system')}:{aim[0]}", repr(aim[2]))


def _draw_reach(found: Study, run: ParkRun, view: View) -> list[Any]:
    told = ways.way(found, answer_of(assess(view), _WAIT_S), run, view.lang)
    parts: list[Any] = [html.P(told.told, className=f"lead {'good' if told.reached else 'bad'}")]
    if told.links:
        heads = [t(f"progress_head.{name}", view.lang) for name in ("link", "amount", "for_target")]
        body = [html.Tr([html.Th(link, scope="row"), html.Td(amount, className="figure"),
                         html.Td(words.word("sure", "yes" if needed else "no", view.lang))])
                for link, amount, needed in told.links]  # fmt: skip
        parts.append(_table(heads, body))
        parts.append(html.P(t("progress.reach_told", view.lang), className="source-line"))
    return parts


def _draw_plants(found: Study, run: ParkRun, view: View) -> list[Any]:
    lang, system = view.lang, asked(view, "system")
    assessed = answer_of(assess(view), _WAIT_S)
    aim = _aim(view, assessed)
    if aim is None:
        return [html.P(t("progress.no_codes", lang), className="muted")]
    listed = ways.plants(found, assessed, run, system, aim[0], lang)
    if not listed:
        return [html.P(t("progress.no_plants", lang), className="muted")]
    heads = [t(f"progress_head.{name}", lang) for name in ("plant", "host", "size", "worth", "effect", "moves")]
    heads[4] = t("progress_head.effect_on", lang, code=aim[0])
    body = [
        html.Tr([html.Th([one.name, html.Small(one.chosen)], scope="row"), html.Td(one.host),
                 html.Td(one.size, className="figure"), html.Td(one.worth, className="figure"),
                 html.Td(one.change, className=f"figure {_sign(one.good)}"), html.Td(one.others or "–")])
        for one in listed
    ]  # fmt: skip
    told = t("progress.plants_of", lang, indicator=f"{aim[0]} {aim[1]}")
    return [html.P(told, className="lead"), _table(heads, body, (2, 3, 4)),
            html.P(t("progress.plants_told", lang), className="source-line")]  # fmt: skip


def _sign(good: bool | None) -> str:
    return "" if good is None else "good" if good else "bad"


_REACH = Section("progress-reach", _reach, _draw_reach)
_PLANTS = Section("progress-plants", lambda view: task(view, "plants"), _draw_plants)


def help_sections() -> dict[str, str]:
    """Return where the browser asks for each of the two: ``data-`` attribute and id of the store."""
    return {"data-reach": _REACH.ids.asked, "data-plants": _PLANTS.ids.asked}


def reach_pane(assessed: Study, view: View, shown: bool) -> html.Div:
    """Return the choice of an indicator and its target, and below the way there."""
    lang = view.lang
    offered = ways.aims(assessed, asked(view, "system"), lang)
    aim = _aim(view, assessed)
    if aim is None:
        return html.Div(html.P(t("progress.no_codes", lang), className="muted"), className="card scrolls")
    code, _, target, unit = aim
    pick = dmc.Select(
        id=Ids.AIM_CODE, data=[{"value": one[0], "label": f"{one[0]} {one[1]}"} for one in offered], value=code,
        size="xs", w=260, allowDeselect=False, **{"aria-label": t("progress_head.indicator", lang)},
    )  # fmt: skip
    box = dmc.NumberInput(id=Ids.AIM, value="" if target is None else target, size="xs", w=110, debounce=500,
                          **{"aria-label": t("progress_head.target", lang)})  # fmt: skip
    named = html.Span(words.unit_told(unit, lang), className="muted")
    label = html.Span(t("progress.reach_what", lang))
    return html.Div(
        [
            html.Div(
                [label, pick, box, named],
                className="aim-line",
                **{"data-drawn": code, "data-aim": "" if target is None else repr(target)},
            ),
            _REACH.panel(view, view.query if shown else None),
        ],
        className="card scrolls",
    )


def plants_pane(view: View, shown: bool) -> html.Div:
    """Return what missing plants would do, asked for when it is looked at."""
    return html.Div(_PLANTS.panel(view, view.query if shown else None), className="card scrolls")


def _table(heads: list[str], body: list[Any], figures: tuple[int, ...] = (1,)) -> html.Table:
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(body)], className="plain-table")
