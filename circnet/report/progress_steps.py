"""Chapters of a park's report that tell what would help: couplings, the cheapest way to a target, missing plants."""

from __future__ import annotations

from circnet.coupling.result import records
from circnet.park import catalog_of
from circnet.report.document import Paragraph, Part, Table
from circnet.report.figures import money, names, quantity
from circnet.report.progress_content import Content
from circnet.report.progress_sections import display_names, headed
from circnet.report.progress_words import amount, change, code_word
from circnet.text import t

__all__ = ["contributions", "plants", "reaches"]


def contributions(content: Content, lang: str) -> list[Part]:
    """What each coupling adds to each indicator of the main system that couplings change, in building order."""
    found, main = content.contributions, content.progress.summary["system"]
    if found is None:
        return [Paragraph(t("progress.no_contributions", lang))]
    totals = found.totals[(found.totals["system"] == main) & found.totals["change"].ne(0.0)]
    if found.steps.empty or totals.empty:
        return [Paragraph(t("report.no_steps", lang, count=len(found.steps)))]
    rows_of = content.progress.of_system(str(main)).set_index("code")
    called = display_names(content, lang)
    parts: list[Part] = []
    for total in totals.to_dict("records"):
        row = rows_of.loc[total["code"]]
        unit = row["unit"]
        changes = found.changes[(found.changes["system"] == main) & (found.changes["code"] == total["code"])]
        steps = found.steps.merge(changes[changes["change"].ne(0.0)], on="step")
        rows = [
            {"step": str(one["step"]), "link": _link(one, called, lang),
             "amount": quantity(one["amount"], one["unit"], lang), "change": change(one["change"], unit, lang),
             "without": change(one["without"], unit, lang), "saving": money(one["saving"], lang)}
            for one in records(steps)
        ]  # fmt: skip
        rows.append({"step": "", "link": t("report.sum", lang), "amount": "", "without": "", "saving": "",
                     "change": change(total["change"], unit, lang)})  # fmt: skip
        caption = t("report.steps_table", lang, code=total["code"], indicator=row[f"name_{lang}"],
                    today=amount(total["today"], unit, lang), coupled=amount(total["coupled"], unit, lang))  # fmt: skip
        columns = ("step", "link", "amount", "change", "without", "saving")
        parts.append(Table(headed(rows, columns, lang), caption, t("report.steps_note", lang, count=len(found.steps))))
    return parts


def _link(row: dict[str, object], called: dict[str, str], lang: str) -> str:
    giver, taker, good = (called.get(str(row[name]), str(row[name])) for name in ("from", "to", "commodity"))
    return t("report.link", lang, giver=giver, taker=taker, good=good)


def reaches(content: Content, lang: str) -> list[Part]:
    """The cheapest set of couplings for each missed target, or by how much none reaches it."""
    called = display_names(content, lang)
    parts: list[Part] = []
    rows_of = content.progress.indicators.set_index(["system", "code"])
    for found in content.reaches:
        told = dict(found.summary)
        unit = str(told["unit"])
        name = rows_of.loc[(told["system"], told["code"]), f"name_{lang}"]
        values = {key: amount(told[key], unit, lang) for key in ("target", "today", "coupled", "best")}
        values["short_by"] = change(told["short_by"], unit, lang).lstrip("+")
        key = "reached" if told["reached"] else "out_of_reach"
        extra = money(told["extra_cost"], lang) if told["reached"] else ""  # type: ignore[arg-type]
        parts.append(Paragraph(t(f"report.{key}", lang, indicator=name, extra=extra, **values), "lead"))
        rows = [
            {"link": _link(one, called, lang), "amount": quantity(one["amount"], one["unit"], lang),
             "for_target": code_word("sure", "yes" if one["for_target"] else "no", lang)}
            for one in records(found.links)
        ]  # fmt: skip
        if rows:
            parts.append(Table(headed(rows, ("link", "amount", "for_target"), lang), t("report.reach_table", lang)))
    if content.immovable:
        codes = t("report.comma", lang).join(content.immovable)
        parts.append(Paragraph(t("report.immovable", lang, codes=codes), "note"))
    return parts or [Paragraph(t("report.nothing_missed", lang))]


def plants(content: Content, lang: str) -> list[Part]:
    """What missing plants would do to the indicators that they change."""
    if content.plants is None:
        return []
    catalog = catalog_of(content.park, content.catalog)
    technologies, firms = names(catalog.technologies, lang), names(content.park.enterprises, lang)
    main, changes = content.progress.summary["system"], content.plants.changes
    rows_of = content.progress.of_system(str(main)).set_index("code")
    own = changes[(changes["system"] == main) & changes["change"].ne(0.0)]
    rows = []
    for plant in records(content.plants.plants):
        told = t("report.between", lang).join(
            t("report.plant_change", lang, code=one["code"], indicator=rows_of.loc[one["code"], f"name_{lang}"],
              change=change(one["change"], rows_of.loc[one["code"], "unit"], lang))
            for one in records(own[own["technology"] == plant["technology"]])
        )  # fmt: skip
        rows.append({
            "technology": technologies.get(plant["technology"], plant["technology"]),
            "host": firms.get(plant["host"], ""), "size": quantity(plant["load"], plant["unit"], lang),
            "worth": money(plant["saving"], lang), "chosen": t(f"report_chosen.{plant['chosen']}", lang),
            "effect": told or t("report.no_effect" if plant["solved"] else "report.no_solution", lang),
        })  # fmt: skip
    if not rows:
        return [Paragraph(t("report.no_plants", lang))]
    columns = ("technology", "host", "size", "worth", "chosen", "effect")
    return [Table(headed(rows, columns, lang), t("report.plants_table", lang), t("report.plants_note", lang))]
