"""Scenarios side by side as a workbook: changed inputs, figures with differences, links, goods, firms, sources."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from circnet.park import Catalog, Park, catalog_of
from circnet.report.compare import CompareWords, problem_words
from circnet.report.phrases import grade_words, word
from circnet.report.sheets import Field, Sheet, write_book
from circnet.scenario.compare import INPUT_KEYS, Comparison
from circnet.text import t

__all__ = ["compare_workbook"]

_WAN = 1e4


def compare_workbook(found: Comparison, park: Park, catalog: Catalog, lang: str) -> bytes:
    """Return a comparison as an Excel workbook in one language.

    Parameters
    ----------
    found
        The comparison.
    park, catalog
        The park as it is, and the catalog, for names and sources.
    lang
        ``zh`` or ``en``. Chinese amounts of money are in 万元; English ones in CNY.

    Returns
    -------
    bytes
        Sheets: scenarios with what they assume and whether their optimum is the only one, changed inputs, figures,
        links with their evidence, commodities, firms, problems if there are any, and the park's sources. The same
        comparison gives the same bytes.
    """
    words = CompareWords(found.columns, lang)
    sheets = [
        _scenarios(found, words),
        _inputs(found, words),
        _measures(found, words),
        _links(found, words),
        _amounts(found.commodities, "commodities", ["commodity", "quantity", "unit"], words),
        _amounts(found.balances, "balances", ["enterprise", "side", "kind", "commodity", "unit"], words),
        _sources(park, catalog, lang),
    ]
    info = park.info
    title = t("compare.title", lang, park=info.name_zh if lang == "zh" else info.name_en or info.id,
              first=words.scenario(found.columns[0].id))  # fmt: skip
    return write_book(sheets, lang, title)


def _head(name: str, lang: str) -> str:
    return t(f"compare_head.{name}", lang)


def _sheet(name: str, table: pd.DataFrame, forms: dict[str, str], heads: dict[str, str], lang: str) -> Sheet:
    fields = [Field(column, heads.get(column) or _head(column, lang), forms.get(column, "text")) for column in table]
    return Sheet(t(f"compare_sheet.{name}", lang), fields, table)


def _scenarios(found: Comparison, words: CompareWords) -> Sheet:
    lang = words.lang
    rows = []
    for column in found.columns:
        sure = t("compare.unknown" if column.unique is None else "compare.yes" if column.unique else "compare.no", lang)
        why = problem_words(column.error, lang) if column.error is not None else []
        rows.append((words.scenario(column.id), column.id, column.notes.get(lang, ""), "" if why else sure,
                     t("compare.pause", lang).join(why)))  # fmt: skip
    table = pd.DataFrame(rows, columns=["scenario", "id", "note", "unique", "problem"], dtype="str")
    return _sheet("scenarios", table, {}, {}, lang)


def _inputs(found: Comparison, words: CompareWords) -> Sheet:
    ids = [name for name in found.inputs if name not in INPUT_KEYS]
    rows = [
        [words.table(row["table"]), words.record(row["table"], row["record"]),
         words.column(row["table"], row["column"]),
         *(words.value(row["table"], row["column"], row[name]) if row["column"] in _WORDED or not row["column"]
           else row[name] if not isinstance(row[name], list | tuple) else words.value(row["table"], "", row[name])
           for name in ids), row["record"]]
        for row in found.inputs.to_dict("records")
    ]  # fmt: skip
    columns = ["table", "record", "column", *(f"v{n}" for n in range(len(ids))), "key"]
    heads = {f"v{n}": words.scenario(one) for n, one in enumerate(ids)}
    return _sheet("inputs", pd.DataFrame(rows, columns=columns, dtype=object), {}, heads, words.lang)


_WORDED = ("status", "include")


def _measures(found: Comparison, words: CompareWords) -> Sheet:
    lang, first = words.lang, found.columns[0].id
    rows, heads = [], {}
    for name, part in found.measures.groupby("measure", sort=False):
        unit = str(part["unit"].iloc[0])
        wan = _WAN if lang == "zh" and unit.startswith("CNY") else 1.0
        row: dict[str, object] = {"measure": words.measure(str(name)), "unit": word("compare_unit", unit or "1", lang)}
        for n, one in enumerate(part.to_dict("records")):
            row[f"v{n}"] = one["value"] / wan
            heads[f"v{n}"] = words.scenario(one["scenario"])
            if one["scenario"] != first:
                row[f"d{n}"] = one["delta"] / wan
                row[f"r{n}"] = 100.0 * one["relative"]
                heads[f"d{n}"] = t("compare.delta_of", lang, name=heads[f"v{n}"])
                heads[f"r{n}"] = t("compare.share_of", lang, name=heads[f"v{n}"])
        rows.append(row)
    table = pd.DataFrame(rows)
    forms = {column: "short" if column.startswith("r") else "amount" for column in heads}
    return _sheet("measures", table, forms, heads, lang)


def _links(found: Comparison, words: CompareWords) -> Sheet:
    table = found.links.assign(
        evidence=found.links["evidence"].map(lambda grade: grade_words(grade, words.lang)),
        change=found.links["change"].map(words.change),
    )
    return _wide(table, "links", ["from", "to", "commodity", "mode", "unit"],
                 ["amount", "delta", "change", "evidence"], words)  # fmt: skip


def _amounts(table: pd.DataFrame, name: str, keys: list[str], words: CompareWords) -> Sheet:
    return _wide(table, name, keys, ["amount", "delta"], words)


def _wide(table: pd.DataFrame, name: str, keys: list[str], told: list[str], words: CompareWords) -> Sheet:
    """One row per thing, the scenarios one after the other."""
    lang = words.lang
    ids = list(dict.fromkeys(table["scenario"]))
    parts: list[pd.DataFrame] = []
    heads: dict[str, str] = {}
    for n, one in enumerate(ids):
        kept = [column for column in told if column not in ("delta", "change") or n]
        part = table[table["scenario"].eq(one)].set_index(keys)[kept].add_suffix(f"{n}")
        parts.append(part)
        heads |= {f"{column}{n}": t(f"compare.{column}_of", lang, name=words.scenario(one)) for column in kept}
    frame = pd.concat(parts, axis=1).reset_index() if parts else pd.DataFrame(columns=keys)
    named: dict[str, Callable[[str], str]] = {
        "from": lambda ref: words.name("enterprise", ref), "to": lambda ref: words.name("enterprise", ref),
        "enterprise": lambda ref: words.name("enterprise", ref), "commodity": lambda ref: words.name("commodity", ref),
        "mode": lambda ref: words.name("mode", ref), "quantity": words.traded,
        "side": lambda one: word("side", one, lang), "kind": lambda one: word("kind", one, lang),
        "unit": lambda one: word("measure", one, lang),
    }  # fmt: skip
    frame = frame.assign(**{key: frame[key].map(named[key]) for key in keys if key in named})
    forms = {column: "amount" for column in heads if column.startswith(("amount", "delta"))}
    return _sheet(name, frame, forms, heads, lang)


def _sources(park: Park, catalog: Catalog, lang: str) -> Sheet:
    """The sources that the park's tables name."""
    tables = [table["source"] for table in park.tables().values() if "source" in table and len(table)]
    named = pd.concat(tables).str.split(";").explode().str.strip() if tables else pd.Series(dtype="str")
    sources = catalog_of(park, catalog).sources.drop_duplicates("id").sort_values("id")
    table = sources.loc[sources["id"].isin(set(named)), ["id", "title", "year", "url", "note"]].reset_index(drop=True)
    heads = {name: t(f"field.{name}", lang) for name in table}
    return _sheet("sources", table, {"year": "year"}, heads, lang)
