"""Uncertainty in words: what is sure about links, what decides, and which links to build now."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.table import Table

from circnet.report.figures import quantity
from circnet.report.phrases import word
from circnet.report.uncertain_words import Words, money, robust_sentence
from circnet.text import t
from circnet.uncertain import Uncertainty

__all__ = ["show_uncertainty"]

_LINKS, _INPUTS = 12, 10


def show_uncertainty(found: Uncertainty, words: Words) -> None:
    """Print totals, links, regret, what decides and, where it was asked for, which links to build now."""
    out, lang, summary = Console(), words.lang, found.summary
    out = out if out.is_terminal else Console(width=160)
    _print(out, [robust_sentence(found.links, summary["robust_share"], words)])
    out.print(_totals(found, words))
    if len(found.links):
        out.print(_links(found, words))
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
    out.print(_sets(found, words))
    _print(out, [t("uncertain.sets_told", lang)])
    if len(found.stages):
        out.print(_stages(found, words))
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
    title = t("uncertain.sets_title", lang, tail=f"{1.0 - found.summary['alpha']:.0%}")
    fields = ["saving_mean", "saving_q05", "saving_q95", "saving_tail", "regret_mean", "regret_max", "regret_tail"]
    table = _table(title, ["set"], ["links", *fields, "best"], lang)
    for row in found.sets.to_dict("records"):
        failing = t("uncertain.fails", lang, count=row["failing"]) if row["failing"] else ""
        shown = [money(row[name], lang) for name in fields]
        table.add_row(words.set(row["set"]) + failing, str(row["links"]), *shown, f"{row['best']:.0%}")
    return table


def _stages(found: Uncertainty, words: Words) -> Table:
    lang = words.lang
    title = t("uncertain.sets", lang, tail=f"{1.0 - found.summary['alpha']:.0%}")
    table = _table(title, ["set"], ["links", "due", "expected", "tail", "objective"], lang)
    for row in found.stages.to_dict("records"):
        table.add_row(words.set(row["set"]), str(row["links"]),
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


def _signed(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.2f}"


def _give(value: float, half: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f} ± {half:.2f}"
