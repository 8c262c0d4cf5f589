"""How an element's balance closes, in tables and sentences for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.ledgers.closing import Closing
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, price, quantity
from circnet.text import t

__all__ = ["closing_lines", "show_closing"]

_TEXTS = {"load", "who", "technology", "needs", "extent"}
_SHOWN = 20
"""Takers and changes of load that are shown; JSON has all."""
_NEEDS = 3
"""Other inputs that are shown for a taker, the dearest first."""


def show_closing(result: Closing, park: Park, catalog: Catalog, lang: str) -> None:
    """Print what has no taker at each load, what could take it, the price, the loads that close it, what is usable."""
    out = _console()
    known = _names(park, catalog, lang)
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    form = form_words(result, lang)
    technology = known.get(str(result.summary["technology"]), str(result.summary["technology"]))
    out.print(_loads(result, t("closing.title", lang, park=name, form=form, technology=technology), lang))
    if len(result.absorbers):
        out.print(_absorbers(result, known, lang))
    if len(result.plan):
        out.print(_plan(result, known, lang))
    out.print(_usable(result, lang))
    out.print("\n".join(closing_lines(result, lang)), markup=False, highlight=False, soft_wrap=True)


def form_words(result: Closing, lang: str) -> str:
    """Return what is closed: the names of its forms, or the element."""
    if result.summary["target"] == result.summary["element"]:
        return str(result.summary["element"])
    return t("closing.and", lang).join(row[f"name_{lang}"] or row["formula"] for row in records(result.forms))


def closing_lines(result: Closing, lang: str) -> list[str]:
    """Return the price, what the plans come to, and how figures are meant, in sentences."""
    summary, asked = result.price, result.summary["asked"]
    load = result.summary["load"]
    at = t("closing.today", lang) if load is None else f"{load:.0%}"
    lines = []
    told: Mapping[str, Any] = {row["plan"]: row for row in records(result.plans)}
    limit = quantity(float(str(asked)), "t", lang)
    if summary["loads"] == "fixed":
        lines.append(t("closing.price_fixed", lang, load=at, limit=limit, **_priced(summary, lang)))
    elif told["cheapest"]["status"] == "ok":
        lines.append(t("closing.price_free", lang, load=at, limit=limit, **_priced(summary, lang)))
    else:
        lines.append(t("closing.no_loads", lang, load=at, limit=limit))
    smallest = told["smallest"]
    if smallest["status"] == "ok":
        lines.append(t("closing.smallest", lang, count=smallest["units"],
                       change=money(smallest["change_cny_a"], lang)))  # fmt: skip
    return [*lines, t("closing.meaning", lang)]


def _priced(summary: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {
        "price": money(summary["price_cny_a"], lang), "per_t": price(summary["cny_per_t"]),
        "avoided": quantity(summary["avoided"], "t", lang), "shadow": price(summary["shadow_cny_per_t"]),
    }  # fmt: skip


def _loads(result: Closing, title: str, lang: str) -> Table:
    columns = ["load", "amount", "made", "entering", "taken", "without_taker", "emitted", "least", "price"]
    table = _table(title, columns, lang)
    for row in records(result.loads):
        load = t("closing.today", lang) if row["load"] is None else f"{row['load']:.0%}"
        amount = quantity(row["amount"], row["unit"], lang)
        if row["status"] != "ok":
            table.add_row(load, amount, t("closing.no_solution", lang))
            continue
        table.add_row(load, amount, *(quantity(row[name], "t", lang) for name in columns[2:-1]),
                      money(row["price_cny_a"], lang))  # fmt: skip
    return table


def _absorbers(result: Closing, known: Mapping[str, str], lang: str) -> Table:
    columns = ["who", "technology", "absorbed", "share", "level", "value_per_t", "margin_per_t", "capex", "energy",
               "co2", "needs"]  # fmt: skip
    table = _table(t("closing.absorbers", lang), columns, lang)
    inputs = result.needs[result.needs["side"] == "input"]
    for row in [row for row in records(result.absorbers) if row["absorbed"] > 0][:_SHOWN]:
        mine = records(inputs[inputs["unit"] == row["unit"]].head(_NEEDS))
        needs = t("closing.comma", lang).join(
            f"{known.get(one['commodity'], one['commodity'])} {one['per_t']:.3g} {one['unit_of_amount']}"
            for one in mine
        )
        who = known.get(row["enterprise"], "")
        share = "–" if row["absorbed_share"] is None else f"{row['absorbed_share']:.0%}"
        table.add_row(
            t(f"closing.{row['kind']}", lang, firm=who), known.get(row["technology"], row["technology"]),
            quantity(row["absorbed"], "t", lang), share,
            quantity(row["load_after"], row["load_unit"], lang), price(row["value_cny_per_t"]),
            price(row["margin_cny_per_t"]), money(row["capex"], lang), f"{row['energy_tce_per_t']:.2f}",
            f"{row['co2_t_per_t']:.2f}", needs,
        )  # fmt: skip
    return table


def _plan(result: Closing, known: Mapping[str, str], lang: str) -> Table:
    table = _table(t("closing.plan", lang), ["who", "technology", "before", "after", "change"], lang)
    rows = result.plan[result.plan["plan"] == "smallest"]
    for row in records(rows.head(_SHOWN)):
        table.add_row(
            known.get(row["enterprise"], row["enterprise"]), known.get(row["technology"], row["technology"]),
            f"{row['load_before']:,.0f}", f"{row['load_after']:,.0f}", f"{row['change_share']:+.0%}",
        )  # fmt: skip
    return table


def _usable(result: Closing, lang: str) -> Table:
    table = _table(t("closing.usable", lang), ["extent", "released", "used", "share"], lang)
    for row in records(result.usable):
        share = "–" if row["share"] is None else f"{row['share']:.1%}"
        table.add_row(t(f"closing.with_{row['with']}", lang), quantity(row["released"], "t", lang),
                      quantity(row["usable"], "t", lang), share)  # fmt: skip
    return table


def _names(park: Park, catalog: Catalog, lang: str) -> dict[str, str]:
    effective = catalog_of(park, catalog)
    return {
        **names(effective.commodities, lang), **names(effective.technologies, lang), **names(park.enterprises, lang)
    }  # fmt: skip


def _table(title: str, columns: list[str], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        words = column in _TEXTS
        table.add_column(
            t(f"closing_column.{column}", lang), justify="left" if words else "right", no_wrap=not words,
            overflow="fold",
        )  # fmt: skip
    return table


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=200)
