"""Pieces of the page of trade-offs made of components: each answer as a finding, a figure and a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboards.address import View
from dashboards.i18n import t
from dashboards.ids import Explore as Ids
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore import failure, front, options, structure
from dashboards.views.explore.words import study_words

__all__ = ["CHART", "cascade_panel", "front_panel", "options_panel", "ranking_panel", "structure_panel"]

CHART = {"displaylogo": False, "displayModeBar": False}
_FOLDED = 2
_KINDS = ("must", "choice", "never")


def front_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the front with its corners on one side, the links that switch on the other."""
    words, lang = study_words(run, found, view.lang), view.lang
    finding = html.P(front.finding(found, words), className="answer")
    if len(found.tables["corners"]) < 2:
        return [finding]
    point = front.chosen_point(found, view.query.get("point"))
    figure = dcc.Graph(id=Ids.FRONT, figure=front.figure(found, words, view.theme, point), config=CHART,
                       responsive=True, className="front-figure")  # fmt: skip
    corners = [
        html.Tr([html.Td(row[name]) for name in ("avoided", "extra", "marginal", "links")]
                + [html.Td(t("front.knee", lang) if row["knee"] else "")], className="own" if row["knee"] else "")
        for row in front.corner_rows(found, words)
    ]  # fmt: skip
    moved = [
        html.Li([html.Span(t(f"front.{one.change}", lang), className=f"badge {one.change}"),
                 html.Span(one.text), html.Span(one.amount, className="muted")])
        for one in front.switches(found, words, point)
    ]  # fmt: skip
    return [
        finding,
        html.Div(
            [
                html.Section([figure, html.P(t("front.source", lang), className="source-line")], className="card"),
                html.Section(
                    [
                        html.H2(t("front.switches", lang)),
                        html.P(front.point_told(found, words, point), className="lead"),
                        html.Ul(moved, className="switches") if moved else html.P(t("front.no_switch", lang)),
                        html.H2(t("front.corners", lang)),
                        _table([t(f"front.{name}", lang) for name in ("avoided", "extra", "marginal", "links")] + [""],
                               corners),
                    ],
                    className="card scrolls",
                ),
            ],
            className="explore-panes",
        ),
    ]  # fmt: skip


def options_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return links by class with their bars, and whole networks."""
    lang = view.lang
    told = options.options(found, study_words(run, found, lang))
    blocks = [_links(kind, told.links[kind], lang) for kind in _KINDS if told.links[kind]]
    networks = [
        html.Tr(
            [
                html.Th(str(row.number) if row.number else t("options.optimum", lang), scope="row", className="figure"),
                html.Td(row.links, className="figure"), html.Td(row.extra, className="figure"),
                html.Td(_folded(row.added)), html.Td(_folded(row.dropped)),
            ]
        )
        for row in told.networks
    ]  # fmt: skip
    heads = [t(f"options.{name}", lang) for name in ("number", "links", "extra", "added", "dropped")]
    return [
        html.P([told.finding, html.Span(told.unique, className="muted")], className="answer"),
        html.Div(
            [
                html.Section(blocks, className="card scrolls"),
                html.Section([html.H2(t("options.networks", lang)), html.P(t("options.networks_told", lang),
                              className="source-line"), _table(heads, networks, (0, 1, 2))], className="card scrolls"),
            ],
            className="explore-panes wide",
        ),
    ]  # fmt: skip


def _links(kind: str, rows: Sequence[options.LinkRow], lang: str) -> html.Details:
    heads = [t(f"options.{name}", lang) for name in ("link", "range", "amounts", "group", "stand_in")]
    body = [
        html.Tr(
            [
                html.Th([row.text, *([html.Small(t("options.existing", lang))] if row.existing else [])], scope="row"),
                html.Td(_bar(row, lang)), html.Td(row.amounts, className="figure"),
                html.Td(html.Span(row.group, className="badge group") if row.group else ""), html.Td(row.instead),
            ]
        )
        for row in rows
    ]  # fmt: skip
    summary = html.Summary([html.B(t(f"options.{kind}", lang)), html.Span(str(len(rows)), className="badge"),
                            html.Span(t(f"options.{kind}_told", lang), className="muted")])  # fmt: skip
    return html.Details([summary, _table(heads, body, (2,))], open=kind != "never", className=f"options-{kind}")


def _folded(links: Sequence[str]) -> Any:  # noqa: ANN401  a component or a dash
    """Return a list of links, folded where it is long."""
    if not links:
        return "–"
    listed = html.Ul([html.Li(link) for link in links])
    return html.Details([html.Summary(str(len(links))), listed], open=len(links) <= _FOLDED)


def _bar(row: options.LinkRow, lang: str) -> html.Div:
    span = {"left": f"{100 * row.start:.1f}%", "width": f"{max(100 * (row.end - row.start), 1.5):.1f}%"}
    return html.Div(
        [html.Span(className="span", style=span), html.Span(className="now", style={"left": f"{100 * row.now:.1f}%"})],
        className="range-bar", title=t("options.bar_told", lang), role="img", **{"aria-label": row.amounts},
    )  # fmt: skip


def ranking_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the ranking of single points of failure; a firm is picked by its name."""
    words, lang = study_words(run, found, view.lang), view.lang
    finding = html.P(failure.ranking_finding(found, words), className="answer")
    picked = view.query.get("firm")
    body = [
        html.Tr(
            [
                html.Td(row.rank, className="figure"),
                html.Th(html.Button(row.name, className="row-link", **{"data-firm": row.firm}), scope="row"),
                html.Td([html.Span(className="loss-bar", style={"width": f"{70 * row.share:.1f}px"}), row.others],
                        className="figure"),
                html.Td(row.own, className="figure"), html.Td(row.hit, className="figure"),
                html.Td(row.levels, className="figure"), html.Td(row.hardest),
            ],
            className="picked" if row.firm == picked else "",
        )
        for row in failure.ranking(found, words)
    ]  # fmt: skip
    heads = [t(f"outage.{name}", lang) for name in ("rank", "firm", "others", "own", "hit", "levels", "hardest")]
    if not body:
        return [finding]
    source = html.P(t("outage.source", lang), className="source-line")
    return [finding, html.Section([_table(heads, body, (0, 2, 3, 4, 5)), source], className="card scrolls")]


def cascade_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return how far an outage goes: firms by level, what is lost, who steps in, who is cut."""
    words, lang = study_words(run, found, view.lang), view.lang
    told = failure.cascade(found, words)
    levels = [
        html.Div([html.Div(heading, className="label"), *[
            html.Div([html.B(name), html.Span(loss), html.Span(cut, className="cut")], className="hit-firm")
            for name, loss, cut in firms]], className="level")
        for heading, firms in told.levels
    ]  # fmt: skip
    losses = [html.Tr([html.Td(row[name], className="short" if name in ("side", "amount") else "")
                       for name in ("firm", "side", "good", "amount", "instead")])
              for row in told.losses]  # fmt: skip
    cuts = [html.Tr([html.Td(row[name]) for name in ("firm", "good", "before", "after", "share")]) for row in told.cuts]
    parts: list[Any] = [html.P(told.finding, className="lead"), html.Div(levels, className="levels")]
    for name, rows, heads in (("losses", losses, ("who", "side", "good", "amount", "instead")),
                              ("cuts", cuts, ("who", "good", "before", "after", "share"))):  # fmt: skip
        if rows:
            parts += [html.H2(t(f"outage.{name}", lang)), _table([t(f"outage.{head}", lang) for head in heads], rows)]
    return [html.Section(parts, className="card scrolls")]


def structure_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the measures before and after with their meaning, and the firms most flows pass."""
    words, lang = study_words(run, found, view.lang), view.lang
    body = [
        html.Tr([html.Th(row.name, scope="row"), html.Td(row.before, className="figure"),
                 html.Td(row.after, className="figure"), html.Td(row.change, className="figure"),
                 html.Td(row.meaning, className="muted")])
        for row in structure.measures(found, words)
    ]  # fmt: skip
    firms = [html.Tr([html.Th(row["firm"], scope="row"), *[html.Td(row[name], className="figure") for name in
                      ("throughflow", "suppliers", "takers", "dependency")]])
             for row in structure.firm_rows(found, words)]  # fmt: skip
    left = structure.left_out(found, words)
    measured = _table(_heads("structure", ("measure", "before", "after", "change", "meaning"), lang), body, (1, 2, 3))
    named = _heads("structure", ("firm", "throughflow", "suppliers", "takers", "dependency"), lang)
    note = html.P(t("structure.dependency_told", lang), className="source-line")
    return [
        html.P(structure.structure_finding(found, words), className="answer"),
        html.Div(
            [
                html.Section([measured, html.P(left, className="source-line")], className="card scrolls"),
                html.Section(
                    [html.H2(t("structure.firms", lang)), _table(named, firms, (1, 2, 3, 4)), note],
                    className="card scrolls",
                ),
            ],
            className="explore-panes wide",
        ),
    ]


def _heads(section: str, names: Sequence[str], lang: str) -> list[str]:
    return [t(f"{section}.{name}", lang) for name in names]


def _table(heads: Sequence[str], rows: Sequence[Any], figures: Sequence[int] = ()) -> html.Table:
    """Return a table that is read and printed as it stands; heads over figures stand on the right."""
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(list(rows))], className="plain-table")
