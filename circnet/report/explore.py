"""Other good networks, trade-offs and outages in words and tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.coupling.result import OBJECTIVE_UNITS, records
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, price, quantity
from circnet.scenario import Alternatives, Outage, Ranking, TradeOff
from circnet.text import t

_NUMBERS = {
    "amount", "least", "most", "extra_cost", "links", "new_links", "cost", "value", "avoided", "marginal_cost", "loss",
    "loss_of_all", "value_lost", "cut", "firms_hit", "cost_others", "level", "levels", "share", "rank", "number",
    "before", "after", "added", "dropped",
}  # fmt: skip


class _Names:
    """Display names of a park's firms and goods; an id that neither knows stays."""

    def __init__(self, park: Park, catalog: Catalog, lang: str) -> None:
        self.park = park.info.name_zh if lang == "zh" else park.info.name_en
        goods = names(catalog_of(park, catalog).commodities, lang)
        modes = names(catalog.transport.rename(columns={"mode": "id"}), lang)
        self._known: Mapping[str, str] = {**modes, **goods, **names(park.enterprises, lang)}

    def __call__(self, key: object) -> str:
        return self._known.get(str(key), str(key))


def show_alternatives(result: Alternatives, park: Park, catalog: Catalog, lang: str) -> None:
    """Print what every good network has, what is a choice, what stands in for what, and whole networks."""
    out, known, amount = _console(), _Names(park, catalog, lang), _measure(str(result.summary["objective"]), lang)
    links = result.links[(result.links["class"] == "must") | (result.links["amount"] > 0)]
    table = _table(
        t("alternatives.title", lang, park=known.park),
        ["class", "from", "to", "commodity", "amount", "least", "most"],
        lang,
    )
    for row in records(links):
        flows = (
            quantity(row[name], row["unit"], lang) if row[name] is not None else t("explore.no_limit", lang)
            for name in ("amount", "least", "most")
        )
        table.add_row(
            t(f"alternatives.{row['class']}", lang),
            known(row["from"]),
            known(row["to"]),
            known(row["commodity"]),
            *flows,
        )
    out.print(table)
    _print_stand_ins(out, result, known, amount, lang)
    table = _table(
        t("alternatives.networks", lang), ["number", "links", "new_links", "extra_cost", "added", "dropped"], lang
    )
    for row in records(result.networks):
        table.add_row(
            str(row["network"]),
            str(row["links"]),
            str(row["new_links"]),
            amount(row["extra_cost"]),
            str(row["added"]),
            str(row["dropped"]),
        )
    out.print(table)
    _say(out, alternatives_lines(result.summary, lang))


def alternatives_lines(summary: Mapping[str, Any], lang: str) -> list[str]:
    """The counts, the budget and whether the optimum is the only one, in sentences."""
    amount = _measure(summary["objective"], lang)
    counts = {name: summary[name] for name in ("must", "choice", "never")}
    lines = [
        t(
            f"alternatives.within_{summary['measured_on']}",
            lang,
            share=f"{summary['within']:.3g}",
            percent=f"{100 * summary['within']:.3g}%",
            budget=amount(summary["budget"]),
        ),
        t("alternatives.counts", lang, **counts),
    ]
    if summary["unique"] is not None:
        lines.append(t("alternatives.unique" if summary["unique"] else "alternatives.not_unique", lang))
    return lines


def _print_stand_ins(
    out: Console, result: Alternatives, known: _Names, amount: Callable[[float | None], str], lang: str
) -> None:
    if result.stand_ins.empty:
        return
    table = _table(t("alternatives.stand_ins", lang), ["from", "to", "commodity", "extra_cost", "instead"], lang)
    for keys, group in result.stand_ins.groupby(["from", "to", "commodity", "mode"], sort=False):
        instead = "; ".join(
            t(
                f"stand_in.{row['by']}",
                lang,
                by_from=known(row["by_from"]),
                by_to=known(row["by_to"]),
                mode=known(row["by_mode"]),
            )
            for row in records(group)
        )
        table.add_row(*(known(key) for key in keys[:3]), amount(float(group["extra_cost"].iloc[0])), instead)
    out.print(table)


def show_trade_off(result: TradeOff, park: Park, catalog: Catalog, lang: str) -> None:
    """Print the corners of a front with what each step costs, and the links that switch along it."""
    out, known, summary = _console(), _Names(park, catalog, lang), result.summary
    amount = _measure(str(summary["objective"]), lang)
    named = t("pareto.title", lang, park=known.park, objective=objective_word(str(summary["objective"]), lang))
    table = _table(named, ["number", "value", "avoided", "cost", "extra_cost", "marginal_cost", "links", "knee"], lang)
    for row in records(result.corners):
        table.add_row(
            str(row["corner"]), amount(row["value"]), amount(row["avoided"]), money(row["cost"], lang),
            money(row["extra_cost"], lang), price(row["marginal_cost"]), str(row["links"]),
            t("pareto.knee", lang) if row["knee"] else "",
        )  # fmt: skip
    out.print(table)
    if len(result.switches):
        table = _table(t("pareto.switches", lang), ["value", "change", "from", "to", "commodity"], lang)
        for row in records(result.switches):
            table.add_row(
                amount(row["value"]),
                t(f"pareto.{row['change']}", lang),
                known(row["from"]),
                known(row["to"]),
                known(row["commodity"]),
            )
        out.print(table)
    _say(out, trade_off_lines(result, lang))


def trade_off_lines(result: TradeOff, lang: str) -> list[str]:
    """What the ends and the knee are worth, in sentences."""
    summary = result.summary
    objective = str(summary["objective"])
    amount, word = _measure(objective, lang), objective_word(objective, lang)
    if len(result.corners) == 1:
        return [t("pareto.flat", lang, objective=word, cost=money(float(result.corners["cost"].iloc[0]), lang))]
    last = result.corners.iloc[-1]
    lines = [
        t("pareto.ends", lang, objective=word, avoided=amount(last["avoided"]), extra=money(last["extra_cost"], lang))
    ]
    if summary["knee"] is not None:
        row = result.corners.loc[summary["knee"]]
        share = f"{row['avoided'] / last['avoided']:.0%}"
        lines.append(
            t("pareto.at_knee", lang, avoided=amount(row["avoided"]), share=share, extra=money(row["extra_cost"], lang))
        )
    if not summary["complete"]:
        lines.append(t("pareto.incomplete", lang))
    return [*lines, t("pareto.meaning", lang)]


def objective_word(objective: str, lang: str) -> str:
    """What an objective counts: CO2, waste, fresh water, or a substance released."""
    known = objective in ("co2", "waste", "water")
    return t(f"pareto.{objective}", lang) if known else t("pareto.released", lang, form=objective)


def show_outage(result: Outage | Ranking, park: Park, catalog: Catalog, lang: str) -> None:
    """Print an outage, or the ranking of all."""
    out, known = _console(), _Names(park, catalog, lang)
    if isinstance(result, Ranking):
        _show_ranking(out, result, known, lang)
    else:
        _show_one(out, result, known, lang)
    _say(out, [t("outage.meaning", lang)])


def _show_ranking(out: Console, result: Ranking, known: _Names, lang: str) -> None:
    days = f"{result.summary['days']:g}"
    columns = ["rank", "enterprise", "cost_others", "loss_of_all", "firms_hit", "levels", "value_lost", "hardest_hit"]
    table = _table(t("outage.ranking", lang, park=known.park, days=days), columns, lang)
    hurting = result.ranking[result.ranking["cost"] > 0]
    for row in records(hurting):
        table.add_row(
            str(row["rank"]), known(row["enterprise"]), money(row["cost_others"], lang), money(row["cost"], lang),
            str(row["firms_hit"]), str(row["levels"]), money(row["value_lost"], lang), known(row["hardest_hit"]),
        )  # fmt: skip
    out.print(table)
    idle = len(result.ranking) - len(hurting)
    if idle:
        _say(out, [t("outage.idle", lang, count=idle)])


def _show_one(out: Console, result: Outage, known: _Names, lang: str) -> None:
    summary: Mapping[str, Any] = result.summary
    told = {"firm": known(summary["firm"]), "days": f"{summary['days']:g}"}
    table = _table(t("outage.title", lang, **told), ["level", "enterprise", "loss", "value_lost", "cut"], lang)
    for row in records(result.firms[result.firms["hit"] | (result.firms["level"] == 0)]):
        level = t("outage.by_market", lang) if row["level"] is None else str(row["level"])
        table.add_row(
            level,
            known(row["enterprise"]),
            money(row["cost"], lang),
            money(row["value_lost"], lang),
            f"{row['cut']:.0%}",
        )
    out.print(table)
    if len(result.losses):
        table = _table(
            t("outage.losses", lang), ["enterprise", "side", "commodity", "amount", "value", "instead"], lang
        )
        instead = _instead(result.replacements, known, lang)
        kept = (
            result.losses.groupby(["enterprise", "side", "commodity", "unit"], sort=False)[["amount", "value"]]
            .sum()
            .reset_index()
        )
        for row in records(kept):
            key = (row["enterprise"], row["side"], row["commodity"])
            table.add_row(
                known(row["enterprise"]), t(f"outage.{row['side']}", lang), known(row["commodity"]),
                quantity(row["amount"], row["unit"], lang), money(row["value"], lang), instead.get(key, ""),
            )  # fmt: skip
        out.print(table)
    if len(result.cuts):
        table = _table(t("outage.cuts", lang), ["enterprise", "commodity", "before", "after", "share"], lang)
        for row in records(result.cuts):
            span = (quantity(row[name], row["unit_of_amount"], lang) for name in ("before", "after"))
            table.add_row(known(row["enterprise"]), known(row["commodity"]), *span, f"-{row['share']:.0%}")
        out.print(table)
    figures = {name: money(summary[name], lang) for name in ("cost", "cost_own", "cost_others")}
    hit = {name: summary[name] for name in ("firms_hit", "firms_cut", "levels")}
    _say(out, [t("outage.summary", lang, **told, **figures, **hit)])


def _instead(table: pd.DataFrame, known: _Names, lang: str) -> dict[tuple[str, ...], str]:
    """What steps in for each loss, in words."""
    rows = []
    for row in records(table):
        told = {"partner": known(row["partner"]), "amount": quantity(row["amount"], row["unit"], lang)}
        way = f"{row['by']}_{row['side']}" if row["by"] in ("link", "cut") else row["by"]
        rows.append(((row["enterprise"], row["side"], row["commodity"]), t(f"steps_in.{way}", lang, **told)))
    return {key: "; ".join(words for other, words in rows if other == key) for key, _ in rows}


def _measure(objective: str, lang: str) -> Callable[[float | None], str]:
    """How to write an amount of an objective."""
    if objective == "cost":
        return lambda value: money(0.0 if value is not None and abs(value) < 1.0 else value, lang)
    unit = OBJECTIVE_UNITS.get(objective, "t")
    return lambda value: quantity(value, unit, lang)


def _say(out: Console, lines: Iterable[str]) -> None:
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _console() -> Console:
    out = Console()
    return out if out.is_terminal else Console(width=160)


def _table(title: str, columns: list[str], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        number = column in _NUMBERS
        table.add_column(
            t(f"explore.{column}", lang), justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    return table
