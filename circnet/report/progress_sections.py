"""Chapters of a park's report on what is known: indicators, trend, targets, projects, energy, missing figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from circnet.park import catalog_of
from circnet.report.document import Bullets, Figure, Paragraph, Part, Table
from circnet.report.figures import names
from circnet.report.progress_content import Content
from circnet.report.progress_words import (
    amount,
    code_word,
    distance_told,
    known,
    project_state,
    status_told,
    target_told,
    unit_told,
    year_told,
)
from circnet.text import t

__all__ = ["asked", "energy", "evidence", "indicator_tables", "missing", "projects", "sources", "targets", "trend"]

_LEVELS = ("benchmark", "baseline", "below", "unknown")
_MOST_LINES = 4
APART = 0.05
"""Share by which the model may differ from what was reported before it is told."""


def headed(rows: Sequence[Mapping[str, object]], columns: tuple[str, ...], lang: str) -> pd.DataFrame:
    """Return rows as a table under the headings ``report_column.<name>``."""
    table = pd.DataFrame(list(rows), columns=list(columns))
    return table.rename(columns={name: t(f"report_column.{name}", lang) for name in columns})


def indicator_tables(content: Content, lang: str) -> list[Part]:
    """The main system whole, blanks and all; of the others what has a value, and how much has none."""
    main, titles = str(content.progress.summary["system"]), names(content.standards.systems, lang)
    notes = content.standards.systems.set_index("id")[f"note_{lang}"]
    counts = content.progress.scores.set_index("system")
    parts: list[Part] = []
    for system in counts.index:
        own = content.progress.of_system(system)
        shown = own if system == main else own[own["value"].notna()]
        told = t("report.counts", lang, system=titles[system],
                 **{name: int(counts.loc[system, name]) for name in ("indicators", "missing", "by_model", "judged",
                                                                       "met", "to_be_confirmed")})  # fmt: skip
        if shown.empty:
            parts.append(Paragraph(f"{told} {notes[system]}".strip()))
            continue
        parts.append(Table(_indicator_rows(shown, lang), t("report.table_of", lang, system=titles[system]),
                           f"{told} {notes[system]}"))  # fmt: skip
        cautions = _cautions(shown, lang)
        if system == main and cautions:
            parts.append(Bullets(cautions))
    return parts


def _cautions(table: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """What a reader must know of values: defaults taken, two figures that disagree, the model far from the report."""
    told = []
    for row in table[table["value"].notna()].to_dict("records"):
        code, unit = row["code"], row["unit"]
        if row["assumed"]:
            told.append(t("progress.assumed", lang, code=code, variables=row["assumed"].replace(";", ", ")))
        if known(row["conflict"]) is not None:
            told.append(t("progress.conflict", lang, code=code, other=amount(row["conflict"], unit, lang)))
        given, model = known(row["reported_value"]), known(row["model_value"])
        if given is not None and model is not None and abs(given - model) > APART * abs(given):
            told.append(t("progress.apart", lang, code=code, model=amount(model, unit, lang)))
    return tuple(told)


def _indicator_rows(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    columns = ("indicator", "reported", "model", "year", "basis", "target", "distance", "status")
    rows = []
    for row in table.to_dict("records"):
        there = known(row["value"]) is not None
        basis = t("report.basis", lang, basis=code_word("basis", row["basis"], lang), grade=row["grade"])
        rows.append({
            "indicator": f"{row['code']} {row[f'name_{lang}']}",
            "reported": amount(row["reported_value"], row["unit"], lang),
            "model": amount(row["model_value"], row["unit"], lang), "year": year_told(row["year"]),
            "basis": basis if there else "", "target": target_told(row, lang),
            "distance": distance_told(row, lang),
            "status": status_told(row, lang),
        })  # fmt: skip
    return headed(rows, columns, lang)


def trend(content: Content, lang: str) -> list[Part]:
    """Indicators of two years or more, and where a line leads from four on; nothing is carried on silently."""
    past = content.progress.history
    count = past.groupby(["system", "code"])["year"].transform("size")
    past = past[count > 1]
    if past.empty:
        return [Paragraph(t("report.no_trend", lang))]
    key = ["system", "code"]
    called = content.progress.indicators.set_index(key)
    rows = []
    for (system, code), own in past.groupby(key, sort=False):
        row = called.loc[(system, code)]
        told = t("report.between", lang).join(
            t("report.year_value", lang, year=year, value=amount(value, row["unit"], lang))
            for year, value in zip(own["year"], own["value"], strict=True)
        )
        rows.append({"code": code, "indicator": row[f"name_{lang}"], "years": told,
                     "ahead": _ahead(content, system, code, row["unit"], lang)})  # fmt: skip
    table = headed(rows, ("code", "indicator", "years", "ahead"), lang)
    return [*_drawn(past, called, lang), Table(table, t("report.trend_table", lang), t("report.trend_note", lang))]


def _ahead(content: Content, system: object, code: object, unit: str, lang: str) -> str:
    ahead = content.progress.forecasts
    own = ahead[(ahead["system"] == system) & (ahead["code"] == code)]
    if own.empty:
        return t("report.too_few", lang)
    row = own.iloc[0]
    told = {name: amount(row[name], unit, lang) for name in ("forecast", "low", "high")}
    return t("report.forecast", lang, year=year_told(row["year"]), **told)


def _drawn(past: pd.DataFrame, called: pd.DataFrame, lang: str) -> list[Part]:
    """Shares over the years as lines, a few at most."""
    from circnet.report.figure_files import Line, line_chart

    share = [key for key in past[["system", "code"]].drop_duplicates().itertuples(index=False, name=None)
             if called.loc[key, "unit"] == "%"][:_MOST_LINES]  # fmt: skip
    if not share:
        return []
    lines = []
    for system, code in share:
        own = past[(past["system"] == system) & (past["code"] == code)]
        lines.append(Line(own["year"].tolist(), own["value"].tolist(), code))
    drawing = line_chart(lines, "", "%")
    named = t("report.between", lang).join(f"{code} {called.loc[(system, code), f'name_{lang}']}"
                                           for system, code in share)  # fmt: skip
    return [Figure(drawing.svg, drawing.png, t("report.trend_figure", lang, names=named), named)]


def targets(content: Content, lang: str) -> list[Part]:
    """Targets that were seen in their text: how far the park is, and for whom they are."""
    table = content.progress.indicators
    own = table[table["confirmed"] & table["target"].notna()].drop_duplicates(["formula", "target", "target_id"])
    unsure = int(((~table["confirmed"]) & table["target"].notna()).sum())
    titles, goals = names(content.standards.systems, lang), names(content.standards.targets, lang)
    rows = []
    for row in own.to_dict("records"):
        scope = code_word("scope", row["target_scope"], lang)
        rows.append({
            "indicator": f"{row['code']} {row[f'name_{lang}']}",
            "set_by": goals.get(row["target_id"], titles.get(row["system"], "")), "scope": scope,
            "year": year_told(row["target_year"]), "target": target_told(row, lang),
            "value": amount(row["value"], row["unit"], lang),
            "distance": distance_told(row, lang),
            "status": status_told(row, lang),
        })  # fmt: skip
    columns = ("indicator", "set_by", "scope", "year", "target", "value", "distance", "status")
    note = t("report.unsure", lang, count=unsure) if unsure else ""
    if not rows:
        return [Paragraph(t("report.no_targets", lang)), *([Paragraph(note, "note")] if note else [])]
    return [Table(headed(rows, columns, lang), t("report.targets_table", lang), note)]


def projects(content: Content, lang: str) -> list[Part]:
    """Retrofit projects: stage, and what each feeds."""
    table, called = content.progress.projects, display_names(content, lang)
    if table.empty:
        return [Paragraph(t("report.no_projects", lang))]
    comma = t("report.comma", lang)
    rows = [
        {
            "project": row[f"name_{lang}"] or row["name_zh"],
            "firm": called.get(row["enterprise"], row["enterprise"]), "state": project_state(row, lang),
            "year": year_told(row["year"]),
            "feeds": comma.join(called.get(one, one) for one in row["feeds"].split(";") if one),
            "basis": code_word("basis", row["basis"], lang),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
    columns = ("project", "firm", "state", "year", "feeds", "basis")
    return [Table(headed(rows, columns, lang), t("report.projects_table", lang, count=len(rows)))]


def energy(content: Content, lang: str) -> list[Part]:
    """Shares of capacity at each energy level, targets of sectors, and units of the two-high industries."""
    levels, called = content.progress.energy, display_names(content, lang)
    if levels.sectors.empty and levels.two_high.empty:
        return [Paragraph(t("report.no_energy", lang))]
    parts: list[Part] = []
    if len(levels.sectors):
        wide = levels.sectors.pivot(index="sector", columns="level", values="capacity_share").reindex(columns=_LEVELS)
        sure = levels.sectors.groupby("sector")["confirmed"].all()
        rows = [
            {"sector": code_word("sector", str(sector), lang),
             **{level: amount(wide.loc[sector, level], "%", lang) for level in _LEVELS},
             "sure": code_word("sure", "yes" if sure[sector] else "no", lang)}
            for sector in wide.index
        ]  # fmt: skip
        parts.append(Table(headed(rows, ("sector", *_LEVELS, "sure"), lang), t("report.energy_table", lang),
                           t("progress.energy_note", lang)))  # fmt: skip
    if len(levels.two_high):
        units = levels.two_high
        made = catalog_of(content.park, content.catalog).technologies
        technologies = names(made, lang)
        industries = content.standards.two_high.set_index("industry")[f"name_{lang}"]
        rows = [
            {"firm": called.get(row["enterprise"], row["enterprise"]),
             "technology": technologies.get(row["technology"], row["technology"]),
             "industry": industries.get(row["industry"], row["industry"]),
             "basis": code_word("basis", row["basis"], lang)}
            for row in units.to_dict("records")
        ]  # fmt: skip
        note = t("progress.two_high", lang, count=len(rows))
        table = headed(rows, ("firm", "technology", "industry", "basis"), lang)
        parts.append(Table(table, t("report.two_high_table", lang), note))
    return parts


def asked(content: Content) -> pd.DataFrame:
    """Missing figures that the main system waits for."""
    table, main = content.progress.missing, f"{content.progress.summary['system']}:"
    return table[[any(one.startswith(main) for one in told.split(";")) for told in table["indicators"]]]


def missing(content: Content, lang: str) -> list[Part]:
    """Figures that nobody gave, by who would have them."""
    table = asked(content)
    if table.empty:
        return [Paragraph(t("report.all_known", lang))]
    parts: list[Part] = [Paragraph(t("report.missing", lang, count=len(table), all=len(content.progress.missing)))]
    for holder, own in table.groupby("holder", sort=False):
        rows = [
            {"figure": row[f"name_{lang}"], "year": year_told(row["year"]), "unit": unit_told(row["unit"], lang),
             "serves": row["indicators"].replace(";", " ").replace("NDRC-PARK:", "")}
            for row in own.to_dict("records")
        ]  # fmt: skip
        parts.append(Table(headed(rows, ("figure", "year", "unit", "serves"), lang), code_word("holder", holder, lang)))
    return parts


def evidence(content: Content, lang: str) -> list[Part]:
    """What was put into each value that is shown: figure, year, basis and source."""
    table = content.progress.inputs
    if table.empty:
        return []
    called = names(content.standards.variables, lang)
    order = {source: place for place, source in enumerate(cited(content), start=1)}
    rows = []
    one = table.groupby(["variable", "year", "value", "unit", "basis", "source", "origin"], sort=False, dropna=False)
    for key, own in one:
        row = dict(zip(("variable", "year", "value", "unit", "basis", "source", "origin"), key, strict=True))
        refs = [f"[{order[ref]}]" for ref in str(row["source"]).split(";") if ref in order]
        rows.append({
            "figure": called.get(row["variable"], row["variable"]), "value": amount(row["value"], row["unit"], lang),
            "year": year_told(row["year"]), "origin": code_word("origin", row["origin"], lang),
            "basis": code_word("basis", row["basis"], lang), "serves": " ".join(own["code"].drop_duplicates()),
            "sources": " ".join(refs),
        })  # fmt: skip
    columns = ("figure", "value", "year", "origin", "basis", "serves", "sources")
    return [Table(headed(rows, columns, lang), t("report.evidence_table", lang), t("report.evidence_note", lang))]


def cited(content: Content) -> list[str]:
    """Ids of the sources of inputs, projects and targets, each once, in the order of the report."""
    progress = content.progress
    shown = progress.indicators[progress.indicators["target"].notna()]
    columns = (progress.inputs["source"], progress.projects["source"], shown["target_source"])
    ids = [ref.strip() for column in columns for text in column.dropna() for ref in str(text).split(";")]
    return list(dict.fromkeys(filter(None, ids)))


def sources(content: Content) -> list[str]:
    """Titles of the sources of `cited`, with year and address where they are known."""
    both = pd.concat([table for table in (content.park.sources, content.catalog.sources) if len(table)])
    known_ = both.drop_duplicates("id").set_index("id")
    told = []
    for ref in cited(content):
        if ref not in known_.index:
            told.append(ref)
            continue
        row = known_.loc[ref]
        told.append(" ".join(part for part in (row["title"], year_told(row["year"]), row["url"]) if part))
    return told


def display_names(content: Content, lang: str) -> dict[str, str]:
    """Names of goods and firms by id."""
    return {**names(catalog_of(content.park, content.catalog).commodities, lang),
            **names(content.park.enterprises, lang)}  # fmt: skip
