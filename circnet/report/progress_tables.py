"""The progress of parks in tables for a terminal: indicators with basis and target, what is missing and from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.park import Catalog, Park, catalog_of
from circnet.progress import Contributions, Reach, Standards
from circnet.report.figures import money, names, quantity
from circnet.report.progress_words import change, project_state
from circnet.studies import PlantEffects
from circnet.text import t

__all__ = ["show_contributions", "show_plants", "show_progress", "show_reach", "show_standing"]

Report = dict[str, Any]
_ASKED = 12
_STEPS = 15
_LEVELS = ("benchmark", "baseline", "below", "unknown")


def show_progress(report: Report, park: Park, catalog: Catalog, whole: bool, lang: str) -> None:
    """Print one system, or with ``whole`` every one, then what to ask for, energy levels and projects."""
    out, known = _console(), _names(park, catalog, lang)
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    chosen = [row for row in report["systems"] if whole or row["system"] == report["system"]]
    for system in chosen:
        rows = [row for row in report["indicators"] if row["system"] == system["system"]]
        _print_system(out, system, rows, name, lang)
    _say(out, _notes(report, lang))
    _print_missing(out, report["missing"], lang)
    _print_energy(out, report["energy"], lang)
    _print_projects(out, report["projects"], known, lang)


def _print_system(out: Console, system: Report, rows: list[Report], name: str, lang: str) -> None:
    table = _table(t("progress.title", lang, park=name, system=system["name"]),
                   ["code", "indicator", "value", "year", "basis", "target", "distance", "status"], lang)  # fmt: skip
    for row in rows:
        if row["value"] is None and row["target"] is None:
            continue
        table.add_row(row["code"], row["name"], _figure(row["value"], row["unit"], lang), _year(row["year"]),
                      _basis(row, lang), _target(row, lang), _figure(row["distance"], row["unit"], lang),
                      row["status_text"])  # fmt: skip
    out.print(table)
    score = "–" if system["score"] is None else f"{system['score']:.0%}"
    _say(out, [t("progress.score", lang, score=score, met=system["met"], judged=system["judged"],
                 unsure=system["to_be_confirmed"], model=system["by_model"], missing=system["missing"],
                 indicators=system["indicators"])])  # fmt: skip


def _notes(report: Report, lang: str) -> list[str]:
    """What a reader must know of the values: assumptions, conflicts, the two sources."""
    lines = []
    shown = [row for row in report["indicators"] if row["system"] == report["system"] and row["value"] is not None]
    if any(row["origin"] in ("model", "mixed") for row in shown):
        lines.append(t("progress.by_model", lang, year=_year(report["model_year"])))
    for row in shown:
        if row["assumed"]:
            lines.append(t("progress.assumed", lang, code=row["code"], variables=row["assumed"].replace(";", ", ")))
        if row["conflict"] is not None:
            other = _figure(row["conflict"], row["unit"], lang)
            lines.append(t("progress.conflict", lang, code=row["code"], other=other))
        both = row["reported_value"] is not None and row["model_value"] is not None
        if both and abs(row["reported_value"] - row["model_value"]) > 0.05 * abs(row["reported_value"]):
            model = _figure(row["model_value"], row["unit"], lang)
            lines.append(t("progress.apart", lang, code=row["code"], model=model))
    if report["others"]:
        lines.append(t("progress.others", lang, count=len(report["others"])))
    lines += [t("progress.misspelt", lang, variable=row["variable"], hint=row["hint"])
              for row in report["others"] if row["hint"]]  # fmt: skip
    if report["model"] in ("no_solution", "nothing_to_solve"):
        lines.append(t(f"progress.{report['model']}", lang))
    return lines


def _print_missing(out: Console, rows: list[Report], lang: str) -> None:
    if not rows:
        return
    table = _table(t("progress.missing", lang, count=len(rows)), ["figure", "of_year", "unit", "from", "serves"], lang)
    for row in rows[:_ASKED]:
        mark = t("progress.stands_in", lang) if row["stands_in"] else ""
        table.add_row(f"{row['figure']}{mark}", _year(row["year"]), row["unit"], row["from"], str(row["serves"]))
    out.print(table)


def _print_energy(out: Console, energy: Mapping[str, list[Report]], lang: str) -> None:
    sectors = list(dict.fromkeys(row["sector"] for row in energy["sectors"]))
    if not sectors:
        return
    table = _table(t("progress.energy", lang), ["sector", *_LEVELS, "sure"], lang)
    for sector in sectors:
        own = {row["level"]: row for row in energy["sectors"] if row["sector"] == sector}
        shares = (_figure(own[level]["capacity_share"], "%", lang) for level in _LEVELS)
        sure = t(f"progress_sure.{'yes' if own['benchmark']['confirmed'] else 'no'}", lang)
        table.add_row(t(f"progress_sector.{sector}", lang), *shares, sure)
    out.print(table)
    high = len(energy["two_high"])
    _say(out, [t("progress.energy_note", lang), t("progress.two_high", lang, count=high)])


def _print_projects(out: Console, rows: list[Report], known: Mapping[str, str], lang: str) -> None:
    if not rows:
        return
    table = _table(t("progress.projects", lang, count=len(rows)), ["project", "state", "of_year", "feeds"], lang)
    for row in rows:
        feeds = t("barrier.comma", lang).join(known.get(one, one) for one in row["feeds"].split(";"))
        state = project_state(row, lang)
        table.add_row(row[f"name_{lang}"] or row["name_zh"], state, _year(row["year"]), feeds)
    out.print(table)


def show_contributions(found: Contributions | None, codes: Iterable[str], park: Park, catalog: Catalog,
                       lang: str) -> None:  # fmt: skip
    """Print what each coupling adds to some indicators of the main system, in building order."""
    out = _console()
    if found is None:
        _say(out, [t("progress.no_contributions", lang)])
        return
    known = _names(park, catalog, lang)
    chosen = [code for code in codes if code in set(found.changes["code"])]
    table = Table(title=t("progress.contributions", lang, count=len(found.steps)), title_justify="left")
    for heading in ("step", "from_firm", "to_firm", "good", "amount", "saving"):
        table.add_column(t(f"progress_column.{heading}", lang), overflow="fold")
    for code in chosen:
        table.add_column(code, justify="right", no_wrap=True)
    changes = found.changes.drop_duplicates(["step", "code"]).set_index(["step", "code"])["change"]
    for row in records(found.steps.head(_STEPS)):
        told = (f"{changes.get((row['step'], code), 0.0):+.4g}" for code in chosen)
        table.add_row(str(row["step"]), *(known.get(row[end], row[end]) for end in ("from", "to", "commodity")),
                      quantity(row["amount"], row["unit"], lang), money(row["saving"], lang), *told)  # fmt: skip
    out.print(table)
    _say(out, [t("progress.contributions_note", lang)])


def show_reach(result: Reach, park: Park, catalog: Catalog, lang: str) -> None:
    """Print what it takes to reach a target, or by how much it cannot be reached."""
    out, told = _console(), dict[str, Any](result.summary)
    figure = {key: _figure(told[key], told["unit"], lang)
              for key in ("target", "today", "coupled", "best", "short_by")}  # fmt: skip
    key = "reach" if told["reached"] else "out_of_reach"
    extra = money(told["extra_cost"], lang) if told["reached"] else ""
    _say(out, [t(f"progress.{key}", lang, code=told["code"], extra=extra, **figure)])
    if not len(result.links):
        return
    known = _names(park, catalog, lang)
    table = _table(t("progress.reach_links", lang, count=len(result.links)),
                   ["from_firm", "to_firm", "good", "amount", "for_target"], lang)  # fmt: skip
    for row in records(result.links):
        table.add_row(*(known.get(row[end], row[end]) for end in ("from", "to", "commodity")),
                      quantity(row["amount"], row["unit"], lang),
                      t(f"progress_sure.{'yes' if row['for_target'] else 'no'}", lang))  # fmt: skip
    out.print(table)


def show_plants(  # noqa: PLR0913, PLR0917  what it is told by
    found: PlantEffects, system: str, park: Park, catalog: Catalog, standards: Standards, lang: str
) -> None:
    """Print what missing plants would do to the indicators of a system that they change."""
    out, known = _console(), _names(park, catalog, lang)
    technologies = names(catalog_of(park, catalog).technologies, lang)
    units = standards.of_system(system).set_index("code")["unit"]
    own = found.changes[(found.changes["system"] == system) & found.changes["change"].ne(0.0)]
    table = Table(title=t("report.plants_table", lang), title_justify="left")
    for name in ("technology", "host", "size", "worth", "chosen", "effect"):
        table.add_column(t(f"report_column.{name}", lang), overflow="fold")
    for row in records(found.plants):
        told = [f"{one['code']} {change(one['change'], units[one['code']], lang)}"
                for one in records(own[own["technology"] == row["technology"]])]  # fmt: skip
        none = t("report.no_effect" if row["solved"] else "report.no_solution", lang)
        table.add_row(technologies.get(row["technology"], row["technology"]), known.get(row["host"], ""),
                      quantity(row["load"], row["unit"], lang), money(row["saving"], lang),
                      t(f"report_chosen.{row['chosen']}", lang),
                      t("report.between", lang).join(told) or none)  # fmt: skip
    out.print(table)
    _say(out, [t("report.plants_note", lang)])


def show_standing(report: Report, parks: Mapping[str, Park], catalog: Catalog, standards: Standards, lang: str) -> None:
    """Print the parks side by side."""
    out, indicators = _console(), standards.indicators.drop_duplicates("code").set_index("code")
    headings = ["park", "indicator", "value", "target", "status", "counts", "help", "coupled", "ask"]
    table = _table(t("progress.standing", lang, count=len(report["parks"])), headings, lang)
    variables = names(standards.variables, lang)
    for row in report["parks"]:
        park = parks[row["park"]]
        known = _names(park, catalog, lang)
        helped = _helped(row, known, lang)
        origin = t(f"progress_origin.{row['origin']}", lang) if row["origin"] else "–"
        value = f"{_figure(row['value'], row['unit'], lang)} ({_year(row['year'])}, {origin})"
        coupled = (
            f"{_figure(row['coupled_value'], row['unit'], lang)} / {_figure(row['best_value'], row['unit'], lang)}"
        )
        ask = f"{variables.get(row['ask'], row['ask'])} ({row['ask_from']})" if row["ask"] else "–"
        table.add_row(park.info.name_zh if lang == "zh" else park.info.name_en,
                      indicators.loc[row["indicator"], f"name_{lang}"], value, _target(row, lang), row["status_text"],
                      f"{row['known']} / {row['by_model']} / {row['missing']}", helped, coupled, ask)  # fmt: skip
    out.print(table)
    _say(out, [t("progress.standing_note", lang)])


def _helped(row: Report, known: Mapping[str, str], lang: str) -> str:
    """The coupling that helps a park most, in words."""
    if row["help_from"]:
        giver, taker, good = (known.get(row[name], row[name]) for name in ("help_from", "help_to", "help_commodity"))
        change = _figure(row["help_change"], row["unit"], lang)
        return t("progress.help", lang, giver=giver, taker=taker, good=good, change=change)
    short = row["distance"] is not None and row["distance"] > 0
    return t("progress.no_help", lang) if short else "–"


def _names(park: Park, catalog: Catalog, lang: str) -> dict[str, str]:
    """Display names of a park's goods and firms by id."""
    return {**names(catalog_of(park, catalog).commodities, lang), **names(park.enterprises, lang)}


def _figure(value: float | None, unit: str, lang: str) -> str:
    if value is None:
        return "–"
    if unit in ("%", ""):
        return f"{value:.2f}{unit}"
    return quantity(value, unit, lang) if unit in ("t", "m3", "GJ") else f"{value:,.4g} {_unit(unit, lang)}"


def _unit(unit: str, lang: str) -> str:
    words = {"10^4": "万", "10^8": "亿", "CNY": "元", "tce": "吨标煤"} if lang == "zh" else {}
    for symbol, text in words.items():
        unit = unit.replace(f"{symbol} ", text).replace(symbol, text)
    return unit


def _target(row: Report, lang: str) -> str:
    if row["target"] is None:
        return "–"
    relation = t(f"progress_relation.{row.get('relation') or 'at_least'}", lang)
    year = (
        f" ({_year(row['target_year'])}, {t(f'progress_scope.{row["target_scope"]}', lang)})"
        if row["target_year"]
        else ""
    )
    return f"{relation}{_figure(row['target'], row['unit'], lang)}{year}"


def _basis(row: Report, lang: str) -> str:
    if row["value"] is None:
        return ""
    origin = t(f"progress_origin.{row['origin']}", lang)
    return f"{row['grade']} {t(f'progress_basis.{row["basis"]}', lang)} ({origin})"


def _year(year: float | None) -> str:
    return "" if year is None else f"{int(year)}"


def _say(out: Console, lines: Iterable[str]) -> None:
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough that names stay whole."""
    out = Console()
    return out if out.is_terminal else Console(width=180)


def _table(title: str, columns: list[str], lang: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        number = column in ("value", "distance", "serves", "capacity", "amount", *_LEVELS)
        table.add_column(t(f"progress_column.{column}", lang), justify="right" if number else "left", overflow="fold")
    return table
