"""The report over several parks: which is behind, on what, what would help most, and what to ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from circnet.coupling.result import records
from circnet.park import Catalog, Park, catalog_of
from circnet.progress import MAIN_SYSTEM, Standards, Standing
from circnet.progress.published import published_targets
from circnet.report.document import Document, Heading, KeyFigures, Paragraph, Part, Table
from circnet.report.figures import names
from circnet.report.progress_sections import headed
from circnet.report.progress_words import (
    amount,
    change,
    code_word,
    known,
    project_state,
    status_told,
    target_told,
    unit_told,
    year_told,
)
from circnet.text import t

__all__ = ["Province", "province_document"]

_MOST_COLUMNS = 9
_VERDICT = {"not_met": "behind", "behind": "behind", "met": "ahead", "on_track": "ahead"}


@dataclass(frozen=True, eq=False)
class Province:
    """Parks side by side, with what their tables are told by."""

    standing: Standing
    parks: Sequence[Park]
    catalog: Catalog
    standards: Standards

    def park_names(self, lang: str) -> dict[str, str]:
        """Names of the parks by id, without what stands in brackets, in the order of the comparison."""
        called = {park.info.id: park.info.name_zh if lang == "zh" else park.info.name_en or park.info.name_zh
                  for park in self.parks}  # fmt: skip
        return {park: re.split(r"[(（]", called[park])[0].strip() or park for park in self.standing.parks["park"]}

    def display_names(self, park: str, lang: str) -> dict[str, str]:
        """Names of a park's goods and firms by id."""
        one = next(one for one in self.parks if one.info.id == park)
        return {**names(catalog_of(one, self.catalog).commodities, lang), **names(one.enterprises, lang)}


def province_document(found: Province, lang: str) -> Document:
    """Return the report over parks.

    Parameters
    ----------
    found
        The comparison of `circnet.progress.standing` with its parks.
    lang
        ``zh`` or ``en``.
    """
    count = dict.fromkeys(("behind", "unjudged", "ahead"), 0)
    for status in found.standing.parks["status"]:
        count[_VERDICT.get(status, "unjudged")] += 1
    whole = {"parks": len(found.parks), **count}
    parts: list[Part] = [
        KeyFigures(tuple((t(f"report_figure.{name}", lang), str(number)) for name, number in whole.items())),
        *_opening(found, whole, lang),
    ]
    chapters = {
        "parks": _parks, "help": _help, "matrix": _matrix, "province": _targets, "projects": _projects,
        "missing": _missing,
    }  # fmt: skip
    for number, (chapter, write) in enumerate(chapters.items(), start=1):
        title = t(f"report_chapter.{chapter}", lang)
        parts += [Heading(t("report.chapter", lang, number=number, title=title)), *write(found, lang)]
    return Document(t("province.title", lang), t("province.subtitle", lang, count=len(found.parks)), lang,
                    tuple(parts), _sources(found))  # fmt: skip


def _opening(found: Province, whole: Mapping[str, int], lang: str) -> list[Part]:
    table, called = found.standing.parks, found.park_names(lang)
    indicator = _indicator_names(found, lang)
    worst = records(table)[0]
    told = [t("province.lead", lang, **whole)]
    if _VERDICT.get(worst["status"]) != "ahead":
        told.append(t("province.worst", lang, park=called[worst["park"]], indicator=indicator[worst["indicator"]],
                      value=amount(worst["value"], worst["unit"], lang), target=target_told(worst, lang)))  # fmt: skip
    helped = table[(table["distance"] > 0) & table["help_from"].ne("")]
    if helped.empty:
        told.append(t("province.no_help", lang))
    else:
        best = table.loc[(helped["help_change"] / helped["target"]).abs().idxmax()].to_dict()
        told.append(t("province.help", lang, park=called[best["park"]], help=_helped(found, best, lang),
                      change=change(best["help_change"], best["unit"], lang)))  # fmt: skip
    if len(table[["ask", "ask_holder"]].drop_duplicates()) == 1 and worst["ask"]:
        variables = names(found.standards.variables, lang)
        told.append(t("province.common_ask", lang, figure=variables.get(worst["ask"], worst["ask"]),
                      holder=code_word("holder", worst["ask_holder"], lang)))  # fmt: skip
    return [*(Paragraph(one, "lead") for one in told), Paragraph(t("report.how_to_read", lang), "note")]


def _indicator_names(found: Province, lang: str) -> dict[str, str]:
    own = found.standards.of_system(MAIN_SYSTEM)
    return dict(zip(own["code"], own[f"name_{lang}"], strict=True))


def _helped(found: Province, row: Mapping[str, Any], lang: str) -> str:
    called = found.display_names(row["park"], lang)
    giver, taker, good = (called.get(row[f"help_{end}"], row[f"help_{end}"]) for end in ("from", "to", "commodity"))
    return t("report.link", lang, giver=giver, taker=taker, good=good)


def _parks(found: Province, lang: str) -> list[Part]:
    called, indicator = found.park_names(lang), _indicator_names(found, lang)
    rows = [
        {"park": called[row["park"]], "known": str(row["known"]), "by_model": str(row["by_model"]),
         "missing": str(row["missing"]), "indicator": indicator[row["indicator"]],
         "value": amount(row["value"], row["unit"], lang), "origin": code_word("origin", row["origin"], lang),
         "target": target_told(row, lang), "status": status_told(row, lang)}
        for row in records(found.standing.parks)
    ]  # fmt: skip
    columns = ("park", "known", "by_model", "missing", "indicator", "value", "origin", "target", "status")
    return [Table(headed(rows, columns, lang), t("province.parks_table", lang), t("province.parks_note", lang))]


def _help(found: Province, lang: str) -> list[Part]:
    called = found.park_names(lang)
    rows = []
    for row in records(found.standing.parks):
        short = row["distance"] is not None and row["distance"] > 0
        helped = _helped(found, row, lang) if row["help_from"] else t("progress.no_help", lang) if short else "–"
        rows.append({
            "park": called[row["park"]], "help": helped, "change": change(row["help_change"], row["unit"], lang),
            "coupled": amount(row["coupled_value"], row["unit"], lang),
            "best": amount(row["best_value"], row["unit"], lang),
        })  # fmt: skip
    columns = ("park", "help", "change", "coupled", "best")
    return [Table(headed(rows, columns, lang), t("province.help_table", lang))]


def _matrix(found: Province, lang: str) -> list[Part]:
    """Values of each system by park: indicators that some park has."""
    called, titles = found.park_names(lang), names(found.standards.systems, lang)
    parts: list[Part] = []
    for system in found.standards.systems["id"]:
        own = found.standing.indicators[found.standing.indicators["system"] == system]
        codes = own.loc[own["value"].notna(), "code"].unique()
        if not len(codes):
            parts.append(Paragraph(t("province.matrix_none", lang, system=titles[system])))
            continue
        parts += _matrices(own[own["code"].isin(codes)], called, titles[system], lang)
    return parts


def _matrices(own: pd.DataFrame, called: Mapping[str, str], title: str, lang: str) -> list[Part]:
    """One system's table, a row per park; where a page is too narrow for its indicators, several."""
    cells = own.assign(cell=[_cell(row, lang) for row in own.to_dict("records")])
    wide = cells.pivot(index="park", columns="code", values="cell").loc[list(called)]
    first = own.drop_duplicates("code").set_index("code")[f"name_{lang}"]
    parts: list[Part] = []
    for start in range(0, len(first), _MOST_COLUMNS):
        codes = list(first.index[start : start + _MOST_COLUMNS])
        table = wide[codes].reset_index(drop=True)
        table.insert(0, t("report_column.park", lang), list(called.values()))
        told = t("report.between", lang).join(f"{code} {first[code]}" for code in codes)
        note = t("province.matrix_note", lang, codes=told)
        parts.append(Table(table, t("province.matrix_table", lang, system=title), note))
    return parts


def _cell(row: Mapping[str, Any], lang: str) -> str:
    if known(row["value"]) is None:
        return "–"
    marks = ("*" if row["origin"] != "reported" else "") + ("?" if row["status"] == "to_be_confirmed" else "")
    return f"{amount(row['value'], row['unit'], lang)}{marks}"


def _targets(found: Province, lang: str) -> list[Part]:
    rows = []
    for row in records(published_targets(found.standards)):
        last = amount(row["last_value"], row["unit"], lang)
        year = year_told(row["last_year"])
        rows.append({
            "target": row[f"name_{lang}"], "area": row[f"area_{lang}"], "year": year_told(row["year"]),
            "value": change(row["value"], row["unit"], lang) if row["kind"] != "level"
            else amount(row["value"], row["unit"], lang),
            "last": t("report.year_value", lang, year=year, value=last) if year else "–",
            "status": code_word("status", row["status"], lang),
        })  # fmt: skip
    columns = ("target", "area", "year", "value", "last", "status")
    return [Table(headed(rows, columns, lang), t("province.targets_table", lang), t("province.targets_note", lang))]


def _projects(found: Province, lang: str) -> list[Part]:
    table, called = found.standing.projects, found.park_names(lang)
    if table.empty:
        return [Paragraph(t("province.no_projects", lang))]
    rows = [
        {"park": called[row["park"]], "project": row[f"name_{lang}"] or row["name_zh"],
         "state": project_state(row, lang), "year": year_told(row["year"])}
        for row in table.to_dict("records")
    ]  # fmt: skip
    return [Table(headed(rows, ("park", "project", "state", "year"), lang),
                  t("report.projects_table", lang, count=len(rows)))]  # fmt: skip


def _missing(found: Province, lang: str) -> list[Part]:
    """By holder and figure, in how many parks it is missing."""
    table = found.standing.missing
    table = table[table["indicators"].str.contains(f"{MAIN_SYSTEM}:", regex=False)]
    rows = []
    for (holder, _), own in table.groupby(["holder", "variable"], sort=False):
        first = own.iloc[0]
        years = sorted({year_told(year) for year in own["year"]} - {""})
        rows.append({"holder": code_word("holder", holder, lang), "figure": first[f"name_{lang}"],
                     "unit": unit_told(first["unit"], lang), "years": t("report.comma", lang).join(years),
                     "parks": str(own["park"].nunique())})  # fmt: skip
    rows.sort(key=lambda row: (row["holder"], -int(row["parks"])))
    return [Table(headed(rows, ("holder", "figure", "unit", "years", "parks"), lang),
                  t("province.missing_table", lang))]  # fmt: skip


def _sources(found: Province) -> tuple[str, ...]:
    """Titles of what values and targets cite."""
    shown = found.standing.indicators
    columns = [shown.loc[shown["value"].notna(), "source"], found.standards.targets["source"]]
    ids = {ref.strip() for text in pd.concat(columns) for ref in str(text).split(";")} - {""}
    tables = [table for table in (*(park.sources for park in found.parks), found.catalog.sources) if len(table)]
    known_ = pd.concat(tables).drop_duplicates("id").set_index("id") if tables else pd.DataFrame()
    rows = [known_.loc[ref] for ref in sorted(ids) if ref in known_.index]
    return tuple(" ".join(part for part in (row["title"], year_told(row["year"]), row["url"]) if part) for row in rows)
