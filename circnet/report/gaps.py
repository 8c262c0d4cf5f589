"""The gaps of a park in words: candidate plants, orphans, chains, bridges."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from circnet.gaps import Gaps
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, quantity
from circnet.text import keys, t

Report = dict[str, Any]

_ORPHANS, _BRIDGES = 10, 8
_PARTNERS = 3


def gaps_report(found: Gaps, park: Park, catalog: Catalog, lang: str) -> Report:
    """The JSON of ``circnet gaps``: the result with names in the user's language."""
    report = found.to_dict()
    known = names(catalog_of(park, catalog).technologies, lang)
    rows: Any = report["gaps"]
    named = [
        row
        | {"name": known.get(row["technology"], ""), "kind_name": _kind(row["kind"], lang)}
        | {"sign_names": _signs(row["signs"], lang)}
        for row in rows
    ]
    return {**report, "gaps": named}


def _kind(kind: str, lang: str) -> str:
    return t(f"gap_kind.{kind}", lang) if kind else "–"


def _signs(told: str, lang: str) -> str:
    """What speaks for a candidate, the strongest first."""
    return t("gaps.comma", lang).join(t(f"gap_sign.{sign}", lang) for sign in told.split(";") if sign)


def show_gaps(report: Report, park: Park, catalog: Catalog, lang: str) -> None:
    """Print candidates, the best set, orphans, weak stages and bridges as tables."""
    out = Console()
    out = out if out.is_terminal else Console(width=160)
    effective = catalog_of(park, catalog)
    goods, technologies = names(effective.commodities, lang), names(effective.technologies, lang)
    firms = names(park.enterprises, lang)
    name = park.info.name_zh if lang == "zh" else park.info.name_en
    _show_candidates(out, report, name, lang)
    _show_signs(out, report, firms, lang)
    for row in report["gaps"][:_PARTNERS]:
        out.print(_sentence(row, goods, firms, lang), markup=False, highlight=False, soft_wrap=True)
    if "set" in report:
        _show_set(out, report["set"], technologies, lang)
    _show_orphans(out, report, goods, lang)
    _show_chains(out, report, technologies, lang)
    _show_bridges(out, report, goods, technologies, lang)
    counts = {"proved": report["proved"], "ruled_out": report["ruled_out_count"]}
    out.print(t("gaps.footing", lang, **counts), markup=False, highlight=False, soft_wrap=True)


def _table(title: str, columns: list[tuple[str, bool]]) -> Table:
    """A table with named columns; figures to the right."""
    table = Table(title=title, title_justify="left")
    for heading, figure in columns:
        table.add_column(heading, justify="right" if figure else "left", no_wrap=figure, overflow="fold")
    return table


def _headings(keys: tuple[tuple[str, bool], ...], lang: str) -> list[tuple[str, bool]]:
    return [(t(f"gaps.{key}", lang), figure) for key, figure in keys]


def _show_candidates(out: Console, report: Report, name: str, lang: str) -> None:
    columns = (("plant", False), ("kind", False), ("size", True), ("covers", True), ("adds", True), ("saving", True),
               ("capex", True), ("payback", True), ("co2", True))  # fmt: skip
    table = _table(t("gaps.title", lang, park=name), _headings(columns, lang))
    for row in report["gaps"]:
        years = row["payback_a"]
        table.add_row(
            row["name"], row["kind_name"], quantity(row["capacity"], row["unit"], lang), _share(row["covers"]),
            money(row["adds"], lang), money(row["saving"], lang), money(row["capex"], lang),
            "–" if years is None else f"{years:,.1f}", quantity(row["co2"], "t", lang),
        )  # fmt: skip
    out.print(table)


def _show_signs(out: Console, report: Report, firms: dict[str, str], lang: str) -> None:
    """On which sign each rank rests, and the firm that it points to."""
    table = _table(t("gaps.signs_title", lang), _headings((("plant", False), ("signs", False), ("firm", False)), lang))
    for row in report["gaps"]:
        table.add_row(row["name"], row["sign_names"] or t("gaps.no_sign", lang),
                      firms.get(row["points_to"], row["points_to"]))  # fmt: skip
    out.print(table)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _sentence(row: dict[str, Any], goods: dict[str, str], firms: dict[str, str], lang: str) -> str:
    """Who would supply a plant, and who would take its goods."""
    told = []
    for key in ("feedstock", "products"):
        inside = [part for part in row[key] if part["inside"] and part["tied"]][:_PARTNERS]
        each = [
            f"{firms.get(part['partner'], part['partner'])} {goods.get(part['commodity'], part['commodity'])} "
            f"{quantity(part['amount'], part['unit'], lang)}"
            for part in inside
        ]
        told.append(t("gaps.comma", lang).join(each) or t("gaps.nobody", lang))
    return t("gaps.partners", lang, plant=row["name"], suppliers=told[0], takers=told[1])


def _show_set(out: Console, best: dict[str, Any], technologies: dict[str, str], lang: str) -> None:
    table = _table(t("gaps.set_title", lang, adds=money(best["adds"], lang)),
                   _headings((("plant", False), ("capacity", True), ("step", True)), lang))  # fmt: skip
    for row in best["plants"]:
        plant = technologies.get(row["technology"], row["technology"])
        table.add_row(plant, f"{row['capacity']:,.0f}", money(row["adds"], lang))
    out.print(table)


def _show_orphans(out: Console, report: Report, goods: dict[str, str], lang: str) -> None:
    keys = (("good", False), ("way", False), ("amount", True), ("cost", True), ("instead", False))
    table = _table(t("gaps.orphans_title", lang), _headings(keys, lang))
    for row in report["orphans"][:_ORPHANS]:
        instead = t("gaps.comma", lang).join(goods.get(one, one) for one in row["instead"].split(";") if one)
        table.add_row(goods.get(row["commodity"], row["commodity"]), t(f"gap_way.{row['side']}_{row['way']}", lang),
                      quantity(row["amount"], row["unit"], lang), money(row["cost"], lang), instead)  # fmt: skip
    out.print(table)


def _show_chains(out: Console, report: Report, technologies: dict[str, str], lang: str) -> None:
    """Chains stage by stage: what stands, what is planned, what is missing."""
    keys = (("chain", False), ("stage", False), ("present", False), ("planned", False), ("missing", False))
    table = _table(t("gaps.chains_title", lang), _headings(keys, lang))
    stages: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in report["chains"]:
        cell = stages.setdefault((row["chain"], row["stage"]), {})
        name = technologies.get(row["technology"], row["technology"])
        mark = t(f"gap_mark.{row['mark']}", lang) if row["mark"] else ""
        cell.setdefault("planned" if row["status"] == "standing" else row["status"], []).append(name + mark)
    for (chain, stage), cell in stages.items():
        shown = [t("gaps.comma", lang).join(cell.get(status, [])) for status in ("present", "planned", "missing")]
        table.add_row(_chain(chain, lang), t(f"gap_stage.{stage}", lang), *shown)
    out.print(table)


def _chain(name: str, lang: str) -> str:
    """A chain's name; the catalog has it in Chinese."""
    key = f"gap_chain.{name}"
    return t(key, lang) if key in keys(lang) else name


def _show_bridges(out: Console, report: Report, goods: dict[str, str], technologies: dict[str, str], lang: str) -> None:
    rows = sorted(report["bridges"], key=lambda row: (row["cost"], row["need"]))[:_BRIDGES]
    if not rows:
        return
    keys = (("surplus", False), ("path", False), ("need", False), ("unit_cost", True))
    table = _table(t("gaps.bridges_title", lang), _headings(keys, lang))
    for row in rows:
        path = " → ".join(technologies.get(one, one) for one in row["technologies"].split(" > "))
        table.add_row(goods.get(row["surplus"], row["surplus"]), path, goods.get(row["need"], row["need"]),
                      f"{row['cost']:,.0f}")  # fmt: skip
    out.print(table)
