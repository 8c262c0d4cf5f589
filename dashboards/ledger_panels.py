"""Pieces of the page of ledgers made of components: figures, drawing, list, questions, audit and closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import View
from dashboards.coupling_panels import GRID_THEME
from dashboards.i18n import t
from dashboards.ids import Ledgers as Ids
from dashboards.ledger_controls import asked
from dashboards.ledger_runs import LOADS
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views import couplings
from dashboards.views.ledgers import flows, rows
from dashboards.views.ledgers.audit import AuditRow, audit
from dashboards.views.ledgers.closing import closing
from dashboards.views.ledgers.entries import entries
from dashboards.views.ledgers.figures import finding, heads, state_rows
from dashboards.views.ledgers.questions import Question, questions
from dashboards.views.ledgers.words import LedgerWords, ledger_words, state_of

__all__ = ["audit_panel", "closing_panel", "drawing", "figures_table", "flow_grid", "load_slider", "missing_list",
           "words_and_state"]  # fmt: skip


def words_and_state(found: Study, run: ParkRun, view: View) -> tuple[LedgerWords, str]:
    """Return the words of a ledger and which of its states an address shows."""
    return ledger_words(run, found, view.lang), state_of(found, asked(view, "state"))


def figures_table(found: Study, words: LedgerWords, state: str) -> html.Section:
    """Return the finding, and every figure of every state; what a figure rests on shows when it is pointed at."""
    columns = heads(found, words)
    head = [html.Th("", scope="col")] + [html.Th(one.heading, scope="col", title=one.meaning) for one in columns]
    body = [
        html.Tr(
            [
                html.Th(html.Button(row.name, className="row-link", **{"data-state": row.state}), scope="row"),
                *[html.Td([html.Small(cell.beside), html.Span(cell.value, className="value")], title=cell.rests_on,
                          className=cell.sign) for cell in row.cells],
            ],
            className="picked" if row.state == state else "",
        )
        for row in state_rows(found, words)
    ]  # fmt: skip
    told = finding(found, words, state)
    return html.Section(
        [
            html.P([told[0], *[html.Span(more, className="muted") for more in told[1:]]], className="answer"),
            html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="ledger-figures"),
        ],
        className="ledger-top",
    )  # fmt: skip


def drawing(found: Study, run: ParkRun, view: View) -> html.Section:
    """Return the drawing of a state and what its parts are called."""
    words, state = words_and_state(found, run, view)
    tables = {one: entries(found, one) for one in found.tables["summary"]["state"]}
    by, salts = asked(view, "by"), asked(view, "scope") == "all"
    title = t(f"ledgers.title_{by}", view.lang, element=words.named, state=t(f"ledger_state.{state}", view.lang))
    figure = flows.diagram(tables, state, words, by=by, salts=salts, title=title, theme=view.theme)
    return html.Section(
        [
            dcc.Graph(id=Ids.SANKEY, figure=figure, responsive=True, className="flows",
                      config={"displaylogo": False, "displayModeBar": False}),
            html.P(t("ledgers.flows_told", view.lang), className="source-line"),
            dcc.Store(id=Ids.NAMES, data=rows.labels(tables[state], words)),
        ],
        className="card ledger-flows",
    )  # fmt: skip


def flow_grid(found: Study, run: ParkRun, view: View) -> dag.AgGrid:
    """Return everything that enters, leaves, is sent or is turned as a list; the browser shows one side of it."""
    words, state = words_and_state(found, run, view)
    return dag.AgGrid(
        id=Ids.GRID, rowData=rows.rows(run, entries(found, state), words), columnDefs=rows.columns(view.lang),
        getRowId="params.data.id", defaultColDef={"sortable": True, "resizable": True, "minWidth": 50},
        dashGridOptions={
            "theme": {"function": GRID_THEME}, "tooltipShowDelay": 400, "animateRows": False,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "isExternalFilterPresent": {"function": "true"},
            "doesExternalFilterPass": {"function": "ledgerRow(params)"},
            "rowClassRules": {"unsure": "params.data.grade == 'D'"},
            "localeText": couplings.locale(view.lang) | {"noRowsToShow": t("ledgers.no_rows", view.lang)},
        },
        className="couplings-grid ledger-grid", style={"height": "100%", "width": "100%"},
    )  # fmt: skip


def missing_list(found: Study, run: ParkRun, view: View) -> html.Div:
    """Return what does not close, each as a question to a firm."""
    words, state = words_and_state(found, run, view)
    lang = view.lang
    listed = questions(found, words, state)
    asking, small = [one for one in listed if not one.small], [one for one in listed if one.small]
    row = found.tables["summary"].set_index("state").loc[state]
    lead = t("ledgers.gap_told", lang, gap=words.tonnes(row["gap"]), explained=words.tonnes(row["explained"]))
    told = [lead, t("ledgers.to_ask", lang)] if asking else [lead]
    parts: list[Any] = [html.P(" ".join(told), className="lead")]
    parts.append(html.Ol([_question(one, lang) for one in asking], className="questions-list") if asking
                 else html.P(t("ledgers.no_questions", lang), className="muted"))  # fmt: skip
    if small:
        told = html.Summary(t("ledgers.rounded", lang, count=len(small)))
        parts.append(html.Details([told, html.Ul([_question(one, lang) for one in small], className="questions-list")]))
    return html.Div(parts, className="card scrolls")


def _question(one: Question, lang: str) -> html.Li:
    part = html.Span(t("ledgers.in_gap", lang), className="badge group") if one.in_gap and not one.small else ""
    firm = html.Button(one.name, className="row-link", **{"data-pick": one.firm}) if one.firm else html.Span(one.name)
    ask = [] if one.small else [html.Div(one.question, className="ask")]
    return html.Li([html.Div([firm, html.Span(one.amount, className="figure"), part], className="who"),
                    html.Div(one.told), *ask])  # fmt: skip


def audit_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return the worst recipes and firms, and what is guessed to be missing."""
    lang, told = view.lang, audit(found, run, view.lang)
    mine = asked(view, "element")
    heads_ = [t(f"ledger_audit.{name}", lang) for name in ("name", "element", "in", "out", "gap", "share")]
    guessed = [
        html.Tr([html.Td(one.name), html.Td(one.side), html.Td(one.candidate), html.Td(one.amount, className="figure"),
                 html.Td(one.residual, className="figure"),
                 html.Td(html.Span(one.grade, className=f"badge grade-{one.grade.lower()}"))])
        for one in told.guesses
    ]  # fmt: skip
    guess_heads = [
        t(f"ledger_audit.{name}", lang) for name in ("name", "side", "candidate", "amount", "residual", "grade")
    ]
    none = html.P(t("ledger_audit.recipes_close", lang), className="muted")
    return [
        html.Div(
            [
                html.P(told.finding, className="lead"),
                html.H2(t("ledger_audit.recipes", lang)),
                _table([*heads_, t("ledger_audit.status", lang)], [_audit_row(one, mine, True) for one in told.recipes],
                       (2, 3, 4, 5)) if told.recipes else none,
                html.H2(t("ledger_audit.firms", lang)),
                _table(heads_, [_audit_row(one, mine, False) for one in told.firms], (2, 3, 4, 5)),
                html.H2([t("ledger_audit.guesses", lang), " ",
                         html.Span(t("ledger_audit.guess", lang), className="badge grade-d")]),
                html.P(t("ledger_audit.guess_told", lang), className="source-line"),
                _table(guess_heads, guessed, (3, 4)) if guessed else html.P(t("ledger_audit.no_guess", lang)),
            ],
            className="card scrolls",
        )
    ]  # fmt: skip


def _audit_row(row: AuditRow, mine: str, status: bool) -> html.Tr:
    cells = [html.Th(row.name, scope="row"), html.Td(row.element),
             *[html.Td(text, className="figure") for text in (row.into, row.out, row.gap, row.share)]]  # fmt: skip
    return html.Tr([*cells, *([html.Td(row.told)] if status else [])], className="own" if row.symbol == mine else "")


def closing_panel(found: Study, run: ParkRun, view: View) -> list[Any]:
    """Return how much has no taker at each load, what could take it, and what it costs that none is released."""
    lang, told = view.lang, closing(found, run, view.lang)
    loads = [
        html.Tr([html.Th(row.load, scope="row"), html.Td(row.output, className="figure"),
                 html.Td(row.made, className="figure"),
                 html.Td([html.Span(className="loss-bar", style={"width": f"{60 * row.share:.0f}px"}), row.untaken],
                         className="figure"),
                 html.Td(row.price, className="figure")], className="picked" if row.asked else "")
        for row in told.loads
    ]  # fmt: skip
    takers = [
        html.Tr([html.Th([row.who, html.Small(row.technology)], scope="row"), html.Td(row.takes, className="figure"),
                 html.Td(row.share, className="figure"), html.Td(row.worth, className="figure"),
                 html.Td(row.capital, className="figure"), html.Td(row.needs)])
        for row in told.takers
    ]  # fmt: skip
    load_heads = [t(f"ledger_closing.{name}", lang) for name in ("load", "output", "made", "untaken", "price")]
    taker_heads = [t(f"ledger_closing.{name}", lang) for name in ("who", "takes", "share", "worth", "capital", "needs")]
    none = html.P(t("ledger_closing.no_takers", lang), className="muted")
    return [
        html.Div(
            [
                html.P(told.finding, className="lead"),
                _table(load_heads, loads, (1, 2, 3, 4)),
                html.H2(t("ledger_closing.cost", lang)),
                html.Ul([html.Li(line) for line in told.lines]),
                html.H2(t("ledger_closing.takers", lang)),
                _table(taker_heads, takers, (1, 2, 3, 4)) if takers else none,
                html.P(t("ledger_closing.meaning", lang), className="source-line"),
            ],
            className="card scrolls",
        )
    ]  # fmt: skip


def load_slider(view: View) -> html.Label:
    """Return the choice of the load at which closing is asked."""
    marks = [{"value": 100 * load, "label": f"{load:.0%}"} for load in LOADS]
    slider = dmc.Slider(id=Ids.LOAD, value=100 * float(asked(view, "load")), min=0, max=100, marks=marks, w=240,
                        restrictToMarks=True, size="sm", label=None, updatemode="mouseup", className="slider",
                        thumbLabel=t("ledger_closing.load", view.lang))  # fmt: skip
    return html.Label([html.Span(t("ledger_closing.at_load", view.lang), className="label"), slider],
                      title=t("ledger_closing.at_load_told", view.lang), className="load-choice")  # fmt: skip


def _table(heads_: Sequence[str], body: Sequence[Any], figures: Sequence[int]) -> html.Table:
    """Return a table that is read and printed as it stands; heads over figures stand on the right."""
    cells = [html.Th(head, scope="col", className="figure" if place in figures else "")
             for place, head in enumerate(heads_)]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(list(body))], className="plain-table")
