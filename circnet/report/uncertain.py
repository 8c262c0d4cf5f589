"""Uncertainty in words: what is sure about links, what decides, and which links to build now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.park import Catalog, Park, catalog_of
from circnet.report import figures
from circnet.report.figures import names, quantity
from circnet.report.phrases import word
from circnet.report.sheets import Field, Sheet, write_book
from circnet.text import t
from circnet.uncertain import Uncertainty

__all__ = ["Words", "show_uncertainty", "uncertain_workbook"]

_LINKS, _INPUTS = 12, 10
_NUMBERS = {
    "share": "price", "share_low": "price", "share_high": "price", "distance_km": "short", "low": "price",
    "central": "price", "high": "price", "spearman": "price", "prcc": "price", "noise": "price", "inputs": "whole",
    "explained": "price", "first": "price", "first_interval": "price", "total": "price", "total_interval": "price",
    "links": "whole", "size": "amount",
}  # fmt: skip
_MONEY = ("worth", "mean", "sd", "q", "due", "expected", "tail", "objective", "cost", "unexplained", "saving", "regret")


@dataclass(frozen=True)
class Words:
    """What things are called in a park, in one language: firms, goods, modes and technologies by id."""

    park: str
    firms: Mapping[str, str]
    goods: Mapping[str, str]
    modes: Mapping[str, str]
    plants: Mapping[str, str]
    lang: str

    @classmethod
    def of(cls, park: Park, catalog: Catalog, lang: str) -> Words:
        """Collect the names of a park and its catalog."""
        full, info = catalog_of(park, catalog), park.info
        modes = full.transport.rename(columns={"mode": "id"})
        return cls(
            info.name_zh if lang == "zh" else info.name_en or info.id, names(park.enterprises, lang),
            names(full.commodities, lang), names(modes, lang), names(full.technologies, lang), lang,
        )  # fmt: skip

    def input(self, kind: str, item: str) -> str:
        """Name of an uncertain input."""
        parts = item.split("|")
        known: dict[str, tuple[Mapping[str, str], ...]] = {
            "price": (self.goods,), "disposal": (self.goods,), "freight": (self.modes,), "line": (self.modes,),
            "load": (self.firms,), "port": (self.firms, self.goods), "use": (self.plants, self.goods),
        }  # fmt: skip
        told = [names_of.get(part, part) for names_of, part in zip(known[kind], parts, strict=False)]
        return t(f"uncertain_input.{kind}", self.lang, first=told[0], second=told[-1])

    def group(self, group: str) -> str:
        """Name of a group of inputs."""
        kind, _, family = group.partition(":")
        if not family:
            return word("uncertain_group", group, self.lang)
        return t("uncertain_group.price", self.lang, family=word("uncertain_family", family, self.lang))

    def link(self, row: Mapping[str, str]) -> list[str]:
        """Both ends and the good of a link, and how it travels."""
        ends = [self.firms.get(row[end], row[end]) for end in ("from", "to")]
        return [*ends, self.goods.get(row["commodity"], row["commodity"]), self.modes.get(row["mode"], row["mode"])]


def show_uncertainty(found: Uncertainty, words: Words) -> None:
    """Print totals, links, regret, what decides and, where it was asked for, which links to build now."""
    out, lang, summary = Console(), words.lang, found.summary
    out = out if out.is_terminal else Console(width=160)
    out.print(_totals(found, words))
    out.print(_links(found, words) if len(found.links) else t("uncertain.no_links", lang))
    lines = [t("uncertain.solved", lang, **{name: summary[name] for name in ("samples", "solved", "infeasible",
                                                                            "unbounded")})]  # fmt: skip
    if summary["regret_links"]:
        told = {name: money(summary[f"regret_{name}"], lang) for name in ("expected", "q95", "maximum")}
        lines.append(t("uncertain.regret", lang, count=summary["regret_links"], **told))
    if summary["regret_failing"]:
        lines.append(t("uncertain.failing", lang, count=summary["regret_failing"]))
    _print(out, lines)
    out.print(_inputs(found, words))
    out.print(_groups(found, words))
    _print(out, [t("uncertain.noise", lang)])
    if len(found.sets):
        out.print(_sets(found, words))
        value = money(summary["value_of_stochastic_solution"], lang)
        _print(out, [t("uncertain.value", lang, value=value), *_changed(found, words)])


def _print(out: Console, lines: list[str]) -> None:
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _table(title: str, text: list[str], numbers: list[str], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in text:
        table.add_column(t(f"uncertain_head.{name}", lang), overflow="fold")
    for name in numbers:
        table.add_column(t(f"uncertain_head.{name}", lang), justify="right", no_wrap=True)
    return table


def _totals(found: Uncertainty, words: Words) -> Table:
    fields = ["central", "mean", "q05", "q25", "q50", "q75", "q95"]
    title = t("uncertain.title", words.lang, park=words.park, samples=found.summary["samples"])
    table = _table(title, ["quantity"], fields, words.lang)
    for row in found.totals.to_dict("records"):
        shown = [money(row[name], words.lang) for name in fields]
        table.add_row(word("uncertain_quantity", row["quantity"], words.lang), *shown)
    return table


def _links(found: Uncertainty, words: Words) -> Table:
    lang = words.lang
    table = _table(t("uncertain.links", lang), ["from", "to", "commodity", "mode"],
                   ["chosen", "share", "amount_q50", "worth_q50", "worth_range"], lang)  # fmt: skip
    for row in found.links.head(_LINKS).to_dict("records"):
        table.add_row(
            *words.link(row), t("uncertain.yes", lang) if row["chosen"] else "",
            f"{row['share']:.0%} ({row['share_low']:.0%} ~ {row['share_high']:.0%})",
            quantity(row["amount_q50"], row["unit"], lang),
            money(row["worth_q50"], lang), f"{money(row['worth_q05'], lang)} ~ {money(row['worth_q95'], lang)}",
        )  # fmt: skip
    return table


def _inputs(found: Uncertainty, words: Words) -> Table:
    table = _table(t("uncertain.inputs", words.lang), ["input"], ["range", "grade", "prcc", "spearman"], words.lang)
    for row in found.inputs.head(_INPUTS).to_dict("records"):
        table.add_row(words.input(row["kind"], row["item"]), f"{row['low']:.2f} ~ {row['high']:.2f}", row["grade"],
                      _signed(row["prcc"]), _signed(row["spearman"]))  # fmt: skip
    return table


def _groups(found: Uncertainty, words: Words) -> Table:
    asked = found.groups["total"].notna().any()
    fields = ["inputs", "explained", *(["first", "total"] if asked else [])]
    table = _table(t("uncertain.groups", words.lang), ["group"], fields, words.lang)
    for row in found.groups.head(_INPUTS).to_dict("records"):
        shown = [str(row["inputs"]), "–" if pd.isna(row["explained"]) else f"{max(row['explained'], 0.0):.0%}"]
        if asked:
            shown += [_give(row[name], row[f"{name}_interval"]) for name in ("first", "total")]
        table.add_row(words.group(row["group"]), *shown)
    return table


def _sets(found: Uncertainty, words: Words) -> Table:
    lang = words.lang
    title = t("uncertain.sets", lang, tail=f"{1.0 - found.summary['alpha']:.0%}")
    table = _table(title, ["set"], ["links", "due", "expected", "tail", "objective"], lang)
    for row in found.sets.to_dict("records"):
        table.add_row(word("uncertain_set", row["set"], lang), str(row["links"]),
                      *(money(row[name], lang) for name in ("due", "expected", "tail", "objective")))  # fmt: skip
    return table


def _changed(found: Uncertainty, words: Words) -> list[str]:
    """Links in which the choice differs from the optimum at central figures."""
    lines = []
    for key, here, there in (("added", "two_stage", "central"), ("left", "central", "two_stage")):
        for row in found.choice[found.choice[here] & ~found.choice[there]].to_dict("records"):
            giver, taker, good, mode = words.link(row)
            lines.append(t(f"uncertain.{key}", words.lang, giver=giver, taker=taker, good=good, mode=mode))
    return lines


def money(value: float, lang: str) -> str:
    """An amount of CNY; under half a yuan is rounding of the solver, and what cannot be done without has no bound."""
    return "∞" if value == float("inf") else figures.money(0.0 if abs(value) < 0.5 else value, lang)


def _signed(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.2f}"


def _give(value: float, half: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f} ± {half:.2f}"


def uncertain_workbook(found: Uncertainty, words: Words) -> bytes:
    """Return an uncertainty run as an Excel workbook in one language; amounts of money in CNY."""
    lang = words.lang
    links = found.links.assign(**_named(found.links, words))
    inputs = found.inputs.assign(input=[
        words.input(kind, item) for kind, item in zip(found.inputs["kind"], found.inputs["item"], strict=True)
    ])  # fmt: skip
    groups = found.groups.assign(group=[words.group(group) for group in found.groups["group"]])
    totals = found.totals.assign(quantity=[word("uncertain_quantity", q, lang) for q in found.totals["quantity"]])
    samples = found.samples.assign(status=[word("uncertain_status", one, lang) for one in found.samples["status"]])
    tables = {"totals": totals, "links": links, "inputs": inputs.drop(columns=["kind", "item", "together", "shape"]),
              "groups": groups, "samples": samples}  # fmt: skip
    if len(found.sets):
        tables["sets"] = found.sets.assign(set=[word("uncertain_set", name, lang) for name in found.sets["set"]])
        tables["choice"] = found.choice.assign(**_named(found.choice, words))
    title = t("uncertain.title", lang, park=words.park, samples=found.summary["samples"])
    sheets = [
        Sheet(t(f"uncertain_sheet.{name}", lang), [_field(column, lang) for column in table], _plain(table, words))
        for name, table in tables.items()
    ]
    return write_book(sheets, lang, title)


def _named(table: pd.DataFrame, words: Words) -> dict[str, list[str]]:
    told = [words.link(row) for row in table.to_dict("records")]
    return {name: [row[place] for row in told] for place, name in enumerate(("from", "to", "commodity", "mode"))}


def _plain(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Groups by name, and yes and no as words."""
    told = {True: t("uncertain.yes", words.lang), False: ""}
    flags = [name for name in ("chosen", "central", "two_stage") if name in table and table[name].dtype == bool]
    named = {"group": [words.group(name) for name in table["group"]]} if "input" in table else {}
    return table.assign(**{name: table[name].map(told).astype("str") for name in flags}, **named)


def _field(column: str, lang: str) -> Field:
    form = _NUMBERS.get(column, "amount" if column.startswith("amount") else "text")
    form = "money" if column.startswith(_MONEY) and column != "quantity" else form
    return Field(column, t(f"uncertain_head.{column}", lang), form)
