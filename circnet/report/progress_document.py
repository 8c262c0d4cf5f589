"""The yearly report of a park's progress: what is known, against what, what helps, what is missing, and where from."""

from __future__ import annotations

from collections.abc import Callable

from circnet.report import progress_sections as sections
from circnet.report import progress_steps as steps
from circnet.report.document import Document, Heading, KeyFigures, Paragraph, Part
from circnet.report.progress_content import Content
from circnet.report.progress_words import amount, code_word, known
from circnet.text import t

__all__ = ["progress_document"]

_CHAPTERS: tuple[tuple[str, Callable[[Content, str], list[Part]]], ...] = (
    ("known", sections.indicator_tables),
    ("trend", sections.trend),
    ("targets", sections.targets),
    ("projects", sections.projects),
    ("contributions", steps.contributions),
    ("reach", steps.reaches),
    ("plants", steps.plants),
    ("energy", sections.energy),
    ("missing", sections.missing),
    ("evidence", sections.evidence),
)


def progress_document(content: Content, lang: str) -> Document:
    """Return the report of a park.

    Parameters
    ----------
    content
        Of `circnet.report.progress_content.gathered`.
    lang
        ``zh`` or ``en``.
    """
    info, summary = content.park.info, content.progress.summary
    name = info.name_zh if lang == "zh" else info.name_en or info.name_zh
    year = summary["year"] or info.year
    title = t("report.title_of_year" if year else "report.title", lang, park=name, year=year)
    parts: list[Part] = [KeyFigures(_figures(content, lang)), *_opening(content, lang)]
    number = 0
    for chapter, write in _CHAPTERS:
        written = write(content, lang)
        if written:
            number += 1
            parts += [Heading(t("report.chapter", lang, number=number, title=t(f"report_chapter.{chapter}", lang)))]
            parts += written
    return Document(title, _subtitle(content, lang), lang, tuple(parts), tuple(sections.sources(content)))


def _subtitle(content: Content, lang: str) -> str:
    """Where the park is, its retrofit, and of which years the figures are."""
    info, summary = content.park.info, content.progress.summary
    began = info.retrofit.get("year")
    told = [info.prefecture, info.county] if lang == "zh" else []
    if began:
        told.append(t("report.retrofit", lang, year=began))
    if summary["base_year"]:
        told.append(t("report.base_year", lang, year=summary["base_year"]))
    if info.year:
        told.append(t("report.data_year", lang, year=info.year))
    return t("report.comma", lang).join(filter(None, told))


def _figures(content: Content, lang: str) -> tuple[tuple[str, str], ...]:
    scores = content.progress.scores.set_index("system").loc[str(content.progress.summary["system"])]
    count = {name: int(scores[name]) for name in ("indicators", "missing", "by_model", "judged", "met")}
    told = {
        "reported": f"{count['indicators'] - count['missing'] - count['by_model']}/{count['indicators']}",
        "by_model": f"{count['by_model']}/{count['indicators']}",
        "judged": f"{count['met']}/{count['judged']}",
        "missing": str(len(sections.asked(content))),
    }
    return tuple((t(f"report_figure.{name}", lang), figure) for name, figure in told.items())


def _opening(content: Content, lang: str) -> list[Part]:
    """What to remember, and how to read the rest."""
    table = content.progress.of_system(str(content.progress.summary["system"]))
    short = table[table["confirmed"] & (table["distance"] > 0)]
    parts: list[Part] = []
    if len(short):
        worst = short.assign(share=short["distance"] / short["target"].abs()).sort_values(
            ["share", "code"], ascending=[False, True]
        )
        row = worst.iloc[0]
        parts.append(Paragraph(t("report.worst", lang, indicator=row[f"name_{lang}"],
                                 value=amount(row["value"], row["unit"], lang),
                                 target=amount(row["target"], row["unit"], lang),
                                 origin=code_word("origin", row["origin"], lang),
                                 status=code_word("status", row["status"], lang)), "lead"))  # fmt: skip
    elif known(table["value"].count()) == 0:
        parts.append(Paragraph(t("report.nothing_known", lang), "lead"))
    else:
        parts.append(Paragraph(t("report.none_short", lang), "lead"))
    parts.append(Paragraph(t("report.how_to_read", lang), "note"))
    state = content.progress.summary["model"]
    if state not in ("solved", "left_out"):
        parts.append(Paragraph(t(f"progress.{state}", lang), "note"))
    return parts
