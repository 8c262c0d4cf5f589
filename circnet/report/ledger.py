"""Element ledgers and closure audits in words: as JSON with names, and as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.balance.forms import form_table
from circnet.coupling.result import records
from circnet.ledgers import ClosureAudit, ElementLedger
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import names, quantity
from circnet.report.phrases import partner_words
from circnet.text import t

Report = dict[str, Any]

_FIGURES = ("input", "output", "gap", "gap_share", "uncertainty", "closes", "unexplained_in", "unexplained_out")
_REACTIVE = ("reactive_entering", "reactive_made", "reactive_used", "reactive_sold", "reactive_released",
             "reactive_untaken")  # fmt: skip
_SHOWN = 12
_TEXTS = ("form", "group", "enterprise", "commodity", "partner", "kind", "grade", "technology", "element", "status",
          "level", "name", "side", "candidate")  # fmt: skip


def form_names(element: str, lang: str) -> dict[str, str]:
    """Return what the forms of an element are called, by formula."""
    known = form_table()
    return names(known[known["element"] == element].rename(columns={"formula": "id"}), lang)


def ledger_report(ledger: ElementLedger, state: str, park: Park, catalog: Catalog, lang: str) -> Report:
    """The JSON of ``circnet balance``; forms have a ``name``, what is missing a ``message``.

    Raises
    ------
    UsageFault
        If the ledger has no such state.
    """
    report = ledger.to_dict(state)
    called = form_names(ledger.element, lang)
    firms, goods = names(park.enterprises, lang), names(catalog_of(park, catalog).commodities, lang)
    forms: list[Report] = report["forms"]  # type: ignore[assignment]
    missing: list[Report] = report["missing"]  # type: ignore[assignment]
    report["forms"] = [row | {"name": called.get(row["form"], row["form"])} for row in forms]
    report["missing"] = [row | {"message": _message(row, firms, goods, ledger.element, lang)} for row in missing]
    return report


def show_ledger(ledger: ElementLedger, state: str, park: Park, catalog: Catalog, lang: str) -> None:
    """Print a ledger: the states side by side, then forms, firms, what enters and leaves, and what is missing."""
    chosen, out = ledger.of(state), _console()
    effective = catalog_of(park, catalog)
    firms, goods = names(park.enterprises, lang), names(effective.commodities, lang)
    hubs, called = names(effective.hubs, lang), form_names(ledger.element, lang)
    tonnes = _tonnes(lang)
    out.print(_states(ledger, park, lang))
    where = t(f"ledger_state.{state}", lang)
    forms = [[called.get(row["form"], row["form"]), _word("ledger_group", row["group"], lang),
              *(tonnes(row[key]) for key in ("entering", "made", "used", "leaving"))]
             for row in records(chosen["by_form"].head(_SHOWN))]  # fmt: skip
    columns = ["form", "group", "entering", "made", "used", "leaving"]
    out.print(_table(t("ledger.forms", lang, state=where, element=ledger.element), columns, forms, lang))
    for side in ("inputs", "outputs"):
        out.print(_crossing(chosen[side], side, (firms, goods, hubs, called), where, lang))
    rows = [[firms.get(row["enterprise"], row["enterprise"]), *(tonnes(row[key]) for key in ("in", "out", "gap")),
             f"{row['gap_share']:+.2%}"] for row in records(chosen["by_firm"].head(_SHOWN))]  # fmt: skip
    out.print(_table(t("ledger.firms", lang, state=where), ["enterprise", "in", "out", "gap", "gap_share"], rows, lang))
    _show_missing(out, chosen["missing"], firms, goods, ledger.element, lang)


def _states(ledger: ElementLedger, park: Park, lang: str) -> Table:
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    table = Table(title=t("ledger.title", lang, park=name, element=ledger.element), title_justify="left")
    table.add_column("")
    for state in ledger.states:
        table.add_column(t(f"ledger_state.{state}", lang), justify="right", no_wrap=True)
    rows, tonnes = records(ledger.summary), _tonnes(lang)
    write: dict[str, Callable[[Any], str]] = {
        "gap_share": lambda value: f"{value:+.3%}",
        "closes": lambda value: t(f"ledger.{'closes' if value else 'does_not_close'}", lang),
    }
    reactive = [key for key in _REACTIVE if any(row[key] for row in rows)]
    for key in (*_FIGURES, *reactive):
        cells = [write.get(key, tonnes)(row[key]) for row in rows]
        table.add_row(t(f"ledger_figure.{key}", lang), *cells)
    return table


def _crossing(rows: pd.DataFrame, side: str, called: Sequence[Mapping[str, str]], where: str, lang: str) -> Table:
    """The largest flows across the boundary, the forms of one good together."""
    firms, goods, hubs, forms = called
    key = ["enterprise", "kind", "partner", "commodity", "unit", "amount", "grade"]
    ordered = rows.sort_values("t", ascending=False, kind="stable")
    joined = ordered.groupby(key, as_index=False, sort=False).agg(t=("t", "sum"), form=("form", list))
    joined = joined.sort_values("t", ascending=False, kind="stable").head(_SHOWN)
    cells = [
        [firms.get(row["enterprise"], row["enterprise"]), goods.get(row["commodity"], row["commodity"]),
         t("ledger.between", lang).join(forms.get(form, form) for form in row["form"][:3]),
         _word("ledger_kind", row["kind"], lang),
         partner_words(row["partner"], firms, hubs, lang) if row["partner"] else "",
         quantity(row["amount"], row["unit"], lang), _tonnes(lang)(row["t"]), row["grade"]]
        for row in joined.to_dict("records")
    ]  # fmt: skip
    columns = ["enterprise", "commodity", "form", "kind", "partner", "amount", "t", "grade"]
    return _table(t(f"ledger.{side}", lang, state=where), columns, cells, lang)


def _show_missing(
    out: Console, rows: pd.DataFrame, firms: Mapping[str, str], goods: Mapping[str, str], element: str, lang: str
) -> None:
    told = records(rows[rows["kind"] != "rounding"].head(_SHOWN))
    if told:
        lines = [t("ledger.missing", lang), *(f"- {_message(row, firms, goods, element, lang)}" for row in told)]
        left = len(rows) - len(told)
        out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
        if left > 0:
            out.print(t("ledger.more", lang, count=left), markup=False)


def _message(row: Report, firms: Mapping[str, str], goods: Mapping[str, str], element: str, lang: str) -> str:
    """What explains a part of the gap, or which figure is missing, as one sentence."""
    kind = row["kind"] if row["kind"] != "recipe" else f"recipe_{row['status']}"
    good = goods.get(row["commodity"], row["commodity"])
    return t(
        f"ledger_missing.{kind}", lang, firm=firms.get(row["enterprise"], row["enterprise"]), unit=row["unit"],
        technology=row["technology"], good=good, element=element, amount=_tonnes(lang)(row["t"]),
        reason=goods.get(row["reason"], row["reason"]),
    )  # fmt: skip


def show_audit(audit: ClosureAudit, park: Park, catalog: Catalog, lang: str) -> None:
    """Print what does not close: recipes, firms, the park, and guesses at what is missing."""
    out, tonnes = _console(), _tonnes(lang)
    effective = catalog_of(park, catalog)
    firms, goods = names(park.enterprises, lang), names(effective.commodities, lang)
    kinds = names(effective.technologies, lang)

    def sides(row: Report, write: Callable[[float], str]) -> list[str]:
        return [*(write(row[key]) for key in ("in", "out", "gap")), f"{row['gap_share']:+.2%}"]

    odd = audit.recipes[audit.recipes["status"].isin(["open", "declared"])]
    recipes = [[kinds.get(row["technology"], row["technology"]), row["element"], *sides(row, lambda v: f"{v:.4g}"),
                t(f"ledger_status.{row['status']}", lang)] for row in records(odd.head(_SHOWN))]  # fmt: skip
    rows = [[firms.get(row["enterprise"], row["enterprise"]), row["element"], *sides(row, tonnes)]
            for row in records(audit.firms.head(_SHOWN))]  # fmt: skip
    whole = [[row["element"], *sides(row, tonnes)] for row in records(audit.park)]
    balance = ["in", "out", "gap", "gap_share"]
    if recipes:
        columns = ["technology", "element", *balance, "status"]
        out.print(_table(t("ledger.audit_recipes", lang), columns, recipes, lang))
    else:
        out.print(t("ledger.recipes_close", lang), markup=False)
    out.print(_table(t("ledger.audit_firms", lang), ["enterprise", "element", *balance], rows, lang))
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    out.print(_table(t("ledger.audit_park", lang, park=name), ["element", *balance], whole, lang))
    called = firms | kinds | {park.info.id: name}
    guesses = [[t(f"ledger_level.{row['level']}", lang), called.get(row["name"], row["name"]),
                t(f"ledger_side.{row['side']}", lang), goods.get(row["candidate"], row["candidate"]),
                tonnes(row["t"]), f"{row['residual']:.1%}", row["grade"]]
               for row in records(audit.guesses)]  # fmt: skip
    if guesses:
        columns = ["level", "name", "side", "candidate", "candidate_t", "residual", "grade"]
        out.print(_table(t("ledger.audit_guesses", lang), columns, guesses, lang))
        out.print(t("ledger.guess_note", lang), markup=False, highlight=False, soft_wrap=True)


def _tonnes(lang: str) -> Callable[[float | None], str]:
    return lambda value: quantity(value, "t", lang)


def _word(section: str, name: str, lang: str) -> str:
    return t(f"{section}.{name}", lang) if name else ""


def _table(title: str, columns: list[str], rows: list[list[str]], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        number = column not in _TEXTS
        table.add_column(t(f"ledger_column.{column}", lang), justify="right" if number else "left", no_wrap=number,
                         overflow="fold")  # fmt: skip
    for row in rows:
        table.add_row(*row)
    return table


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=160)
