"""The drawer of a candidate plant: from whom, to whom, what it earns, what it changes, what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboards.address import View
from dashboards.gap_extra import paper_buttons
from dashboards.i18n import t
from dashboards.views.gaps.plant import Partner, Plant

__all__ = ["story_panel"]

_SHOWN = 6
"""Partners shown before the rest is folded."""
_MONEY = ("capex", "gain", "npv", "irr", "payback")


def story_panel(told: Plant, view: View) -> list[Any]:
    """Return what the drawer of a candidate shows."""
    lang, comma = view.lang, t("figure.comma", view.lang)
    badges = [
        html.Span(told.kind_name, className=f"badge gap-kind {told.kind}"),
        html.Span(t("details.grade", lang, grade=told.grade, meaning=told.grade_told),
                  className=f"badge grade-{told.grade.lower()}"),
    ]  # fmt: skip
    if told.high_energy:
        badges.append(html.Span(t("gaps.high_energy", lang), className="badge high-energy"))
    warned = html.Ul([html.Li(one) for one in told.cautions], className="cautions")
    return [
        html.H3(told.title),
        html.Div(badges, className="badges"),
        html.P(told.lead, className="lead"),
        paper_buttons(lang),
        *([warned] if told.cautions else []),
        *([html.P(t("gaps.planned_by", lang, who=comma.join(told.planned)), className="planned-by")]
          if told.planned else []),
        *([html.P(t("gaps.idle_at", lang, who=comma.join(told.idle)), className="planned-by")] if told.idle else []),
        *([html.P(t("gaps.signed", lang, signs=told.signs), className="muted")] if told.signs else []),
        *_economics(told, lang),
        _partners("suppliers", told.suppliers, told.supplies, view),
        _partners("takers", told.takers, told.wastes, view),
        *_closes(told, lang),
        *[_facts(name, facts, lang) for name, facts in
          (("worth", told.worth), ("changes", told.changes), ("energy", told.energy)) if facts],
        html.P(t("gaps.rests_on", lang, grade=told.grade, meaning=told.grade_told,
                 sources="; ".join(told.sources) or "–"), className="caution"),
    ]  # fmt: skip


def _economics(told: Plant, lang: str) -> list[Any]:
    if not told.economics:
        return []
    heads = [html.Th(""), *[html.Th(t(f"gap_money.{name}", lang), scope="col", className="figure",
                                    title=t(f"gap_money_told.{name}", lang)) for name in _MONEY]]  # fmt: skip
    body = [html.Tr([html.Th(row["case"], scope="row"), *[html.Td(row[name], className="figure") for name in _MONEY]])
            for row in told.economics]  # fmt: skip
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table")
    return [html.Section([html.H4([t("gaps.economics", lang), html.Small(t("gaps.cases_told", lang))]), table])]


def _partners(name: str, goods: Sequence[Partner], energy: Sequence[Partner], view: View) -> html.Section:
    lang = view.lang
    parts: list[Any] = [html.H4(t(f"gaps.{name}", lang))]
    parts.append(_list(goods, view) if goods else html.P(t("gaps.nobody", lang), className="muted"))
    if energy:
        told = t(f"gaps.{name}_energy", lang)
        parts.append(html.Details([html.Summary(told), _list(energy, view)]))
    return html.Section(parts, className="partners")


def _list(rows: Sequence[Partner], view: View) -> html.Div:
    parts: list[Any] = [html.Ul([_partner(row, view) for row in rows[:_SHOWN]], className="partner-list")]
    rest = [_partner(row, view) for row in rows[_SHOWN:]]
    if rest:
        told = html.Summary(t("gaps.more", view.lang, count=len(rest)))
        parts.append(html.Details([told, html.Ul(rest, className="partner-list")]))
    return html.Div(parts)


def _partner(row: Partner, view: View) -> html.Li:
    who: Any = html.Span(row.name)
    if row.firm:
        who = html.A(row.name, href=view.address("/network", sel=f"firm:{row.firm}"), className="inside")
    badge = [html.Span(t("gaps.inside", view.lang), className="badge on")] if row.inside else []
    told = html.Span(f"{row.amount} · {row.share}", className="figure")
    return html.Li([html.Span([html.B(row.good), " ", who, " ", *badge]), told])


def _closes(told: Plant, lang: str) -> list[Any]:
    if not (told.closes or told.elements):
        return []
    lines = [html.Li(line) for line in told.closes]
    if told.elements:
        lines.append(html.Li(t("gaps.elements", lang, elements=told.elements)))
    return [html.Section([html.H4(t("gaps.closed", lang)), html.Ul(lines)])]


def _facts(name: str, facts: Sequence[tuple[str, str, str]], lang: str) -> html.Section:
    listed = html.Dl([html.Div([html.Dt(head), html.Dd(value)], title=meaning) for head, value, meaning in facts])
    return html.Section([html.H4(t(f"gaps.{name}", lang)), listed])
