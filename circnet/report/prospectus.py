"""The prospectus of a candidate plant, one to three pages: what a promotion team hands to an investor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from circnet import __version__
from circnet.report.document import (
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    Part,
    Table,
)
from circnet.report.figure_files import Line, line_chart, number_map
from circnet.report.phrases import word
from circnet.report.prospectus_facts import Facts
from circnet.report.prospectus_words import ProspectusWords, verdict
from circnet.text import t

__all__ = ["prospectus"]

_CASES = ("low", "central", "high")
_AXIS = {"t": ("kt/a", 1e3), "m3": ("1000 m³/a", 1e3), "MWh": ("GWh/a", 1e3), "GJ": ("TJ/a", 1e3)}
"""How a size is written on an axis, and by what it is divided."""
_FLAT = 1e-3
_FULL = 0.98
_LEAST_SHARE = 0.005
_PLAIN = ("O", "H")
"""Elements of water, whose ledger nobody asks for."""


def prospectus(facts: Facts, lang: str) -> Document:
    """Return a candidate plant as a document to hand round.

    Parameters
    ----------
    facts
        `circnet.report.prospectus_facts.prospectus_facts`.
    lang
        ``zh`` or ``en``.
    """
    words = ProspectusWords(facts, lang)
    parts: list[Part] = [
        Paragraph(_lead(words), "lead"),
        KeyFigures(_key_figures(words)),
        Paragraph(words.say("caution", grade=words.grade(str(facts.technology["grade"]))), "note"),
        Heading(words.say("h_what")),
        Bullets(_what(words)),
        Heading(words.say("h_supply")),
        *_partners(words, "supplier"),
        Heading(words.say("h_market")),
        *_partners(words, "customer"),
        _map(words),
        Heading(words.say("h_money")),
        *_money(words),
        *_size(words),
        Heading(words.say("h_park")),
        Bullets(_park(words)),
        Heading(words.say("h_permits")),
        *_permits(words),
        Heading(words.say("h_questions")),
        Bullets(words.questions()),
        _evidence(words),
    ]
    year = facts.park["year"]
    key = "subtitle" if year else "subtitle_undated"
    subtitle = words.say(key, park=words.park, year=year, version=__version__)
    return Document(words.say("title", plant=words.plant), subtitle, lang, tuple(parts), _sources(facts))


def _lead(words: ProspectusWords) -> str:
    gap = words.facts.gap
    host = gap["host"] if isinstance(gap["host"], str) else ""
    beside = words.say("beside", host=words.firms.get(host, host)) if host else ""
    values = {
        "park": words.park, "beside": beside, "plant": words.plant, "size": words.amount(gap["capacity"], gap["unit"]),
        "good": words.in_text(str(words.facts.technology["reference"])),
        "kind": t(f"gap_kind.{gap['kind']}", words.lang), "told": words.say(f"kind_{gap['kind'].replace('-', '_')}"),
        "capex": words.money(gap["capex"]), "value": words.money(abs(gap["saving"])),
        "payback": words.years(gap["payback_a"]),
    }  # fmt: skip
    return words.say("lead", **values) + words.say(f"lead_{verdict(gap)}", **values)


def _key_figures(words: ProspectusWords) -> tuple[tuple[str, str], ...]:
    gap = words.facts.gap
    return (
        (words.say("k_size"), words.amount(gap["capacity"], gap["unit"])),
        (words.say("k_capex"), words.money(gap["capex"]) if gap["capex"] > 0 else "–"),
        (words.say("k_value"), words.money(gap["saving"])),
        (words.say("k_payback"), words.years(gap["payback_a"])),
        (words.say("k_inside"), words.share(gap["covers"])),
    )


def _what(words: ProspectusWords) -> tuple[str, ...]:
    facts, known = words.facts, words.facts.technology
    unit = str(facts.gap["unit"])
    sizes = [words.amount(known[f"scale_{name}"], unit) for name in ("low", "typical", "high")]
    told = [words.say("w_size", low=sizes[0], typical=sizes[1], high=sizes[2])]
    load, capacity = float(facts.gap["load"]), float(facts.gap["capacity"])
    if load < _FULL * capacity:
        told.append(words.say("w_load", load=words.amount(load, unit), capacity=words.amount(capacity, unit)))
    chains = [one.strip() for one in str(known["chain"] or "").split(";") if one.strip()]
    if chains:
        name = words.join([word("gap_chain", one, words.lang) for one in chains])
        told.append(words.say("w_chain", chain=name, stage=t(f"gap_stage.{known['stage']}", words.lang)))
    if isinstance(facts.gap["host"], str) and facts.gap["host"]:
        told.append(words.say("w_site", host=words.firms.get(facts.gap["host"], facts.gap["host"])))
    else:
        told.append(words.say("w_site_free"))
    return tuple(told)


def _partners(words: ProspectusWords, side: str) -> list[Part]:
    table = words.facts.partners
    told = table["commodity"].map(words.facts.goods.set_index("id")["kind"]) != "emission"
    rows = table[(table["side"] == side) & (table["share"] >= _LEAST_SHARE) & told]
    if rows.empty:
        return [Paragraph(words.say(f"no_{side}"))]
    heads = [words.say(f"c_{name}") for name in ("number", side, "good", "amount", "share", "distance", "grade")]
    cells = [
        (row["number"], words.partner(row["partner"], side), words.good(row["commodity"]),
         words.amount(row["amount"], row["unit"]), words.share(row["share"]),
         "–" if np.isnan(row["distance_km"]) else f"{row['distance_km']:,.1f}", row["grade"] or "–")
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return [Table(pd.DataFrame(cells, columns=heads), note=words.say(f"note_{side}"))]


def _map(words: ProspectusWords) -> Part:
    places = words.facts.places
    if places["lat"].notna().sum() < 2:
        return Paragraph(words.say("no_map"))
    if len(places.loc[places["role"] != "other", ["lat", "lon"]].dropna().round(3).drop_duplicates()) < 2:
        return Paragraph(words.say("one_place"))
    drawing = number_map(places)
    numbered = places[(places["number"] != "") & (places["role"] != "plant")]
    numbered = numbered.sort_values("number", key=lambda number: number.astype(int))
    listed = words.join([
        f"{row['number']} {words.firms.get(row['id'], row['id'])}"
        for row in numbered.to_dict("records")
    ])  # fmt: skip
    rough = places["location_basis"].fillna("").str.contains("centre", case=False).any()
    caption = words.say("map", firms=listed or "–") + (words.say("map_rough") if rough else "")
    return Figure(drawing.svg, drawing.png, caption, words.say("map_alt", park=words.park))


def _money(words: ProspectusWords) -> list[Part]:
    facts = words.facts
    cases = facts.economics.set_index("case").reindex(list(_CASES))
    heads = [words.say(f"m_{name}") for name in ("case", "capex", "gain", "npv", "irr", "payback")]
    cells = [
        (words.say(f"case_{case}"), words.money(row["capex"]), words.money(row["gain"]), words.money(row["npv"]),
         words.share(row["irr"]), words.years(row["payback_a"]))
        for case, row in cases.iterrows()
    ]  # fmt: skip
    gap = facts.gap
    nets = "nets" if gap["value_alone"] >= 0 else "loses"
    alone = {"alone": words.say(nets, value=words.money(abs(gap["value_alone"]))),
             "adds": words.money(abs(gap["adds"]))}  # fmt: skip
    return [
        Table(pd.DataFrame(cells, columns=heads), note=words.say("m_note")),
        Paragraph(_driver(words, cases.loc["low"]) + words.say("alone_more" if gap["adds"] >= 0 else "alone_less",
                                                               **alone)),
    ]  # fmt: skip


def _driver(words: ProspectusWords, low: pd.Series) -> str:
    """Which prices move the returns most."""
    parts = {name: -float(low[f"by_{name}"]) for name in ("products", "inputs", "energy")}
    whole = sum(parts.values())
    if not whole > 0:
        return ""
    ranked = sorted(parts.items(), key=lambda part: -part[1])
    told = [words.say("driver_part", what=words.say(f"by_{name}"), share=words.share(value / whole))
            for name, value in ranked if value > 0]  # fmt: skip
    return words.say("driver", parts=words.join(told))


def _size(words: ProspectusWords) -> list[Part]:
    curve, gap = words.facts.curve, words.facts.gap
    unit, per = _AXIS.get(str(gap["unit"]), (f"{gap['unit']}/a", 1.0))
    sizes = (curve["capacity"] / per).tolist()
    at = curve.iloc[(curve["capacity"] - gap["capacity"]).abs().argmin()]
    drawing = line_chart(
        [Line(sizes, (curve["value"] / 1e6).tolist())], unit, "M CNY/a",
        (float(at["capacity"]) / per, float(at["value"]) / 1e6),
    )  # fmt: skip
    told = size_sentence(words)
    return [
        Paragraph(told),
        Figure(drawing.svg, drawing.png, words.say("curve", unit=unit), words.say("curve_alt", told=told)),
    ]


def size_sentence(words: ProspectusWords) -> str:
    """What the size curve says."""
    curve, unit = words.facts.curve, str(words.facts.gap["unit"])
    first, last = curve.iloc[0], curve.iloc[-1]
    best = curve.loc[curve["value"].idxmax()]
    values: dict[str, Any] = {
        "low": words.amount(first["capacity"], unit), "high": words.amount(last["capacity"], unit),
        "best": words.amount(best["capacity"], unit), "value": words.money(best["value"]),
        "one": words.amount(1.0, unit), "least": words.money(-best["value"]),
    }  # fmt: skip
    if (curve["load"] <= _FLAT * curve["capacity"]).all():
        return words.say("size_idle", **values)
    if best["value"] <= 0:
        return words.say("size_loses", **values)
    if best["capacity"] == last["capacity"]:
        step = (last["value"] - first["value"]) / max(last["capacity"] - first["capacity"], 1.0)
        return words.say("size_grows", step=words.money(step), **values)
    hungry = last["load"] < (1.0 - _FLAT) * last["capacity"]
    return words.say("size_best_hungry" if hungry else "size_best", **values)


def _park(words: ProspectusWords) -> tuple[str, ...]:
    facts, gap = words.facts, words.facts.gap
    told = [
        words.say(f"closes_{row['side']}", firm=words.firms.get(row["enterprise"], row["enterprise"]),
                  good=words.in_text(row["commodity"]), amount=words.amount(row["amount"], row["unit"]),
                  was=words.amount(row["was"], row["unit"]))
        for row in facts.closes.to_dict("records")
    ]  # fmt: skip
    elements = [one for one in gap["elements"] if one not in _PLAIN]
    if elements:
        told.append(words.say("elements", elements=words.join(elements)))
    told.append(words.say("changes", co2=words.change(gap["co2"], "t"), waste=words.change(gap["waste"], "t"),
                          water=words.change(gap["water"], "m3")))  # fmt: skip
    told.append(words.say("energy", tce=words.amount(gap["energy_tce"], words.say("tce")),
                          power=words.amount(gap["electricity_mwh"], "MWh")))  # fmt: skip
    if not gap["high_energy"]:
        told.append(words.say("not_listed"))
    elif not gap["energy_class"]:
        told.append(words.say("listed_unknown"))
    else:
        unit = gap["energy_unit"]
        levels = {name: f"{gap[name]:,.0f} {unit}" for name in ("energy_intensity", "benchmark", "baseline")}
        told.append(words.say("listed", **levels, verdict=words.say(f"level_{gap['energy_class']}")))
    return tuple(told)


def _permits(words: ProspectusWords) -> list[Part]:
    facts, lang = words.facts, words.lang
    dangers = []
    for row in facts.hazards.to_dict("records"):
        told = [part.strip() for part in row["hazard"].replace(";", ",").split(",") if part.strip()]
        named = [word("hazard", part, lang) for part in told if "price" not in part]
        kind = t(f"paper_hazard.{row['hazard_class']}", lang)
        dangers.append(words.say("danger", good=words.good(row["commodity"]), told=words.join([kind, *named])))
    parts: list[Part] = [Bullets(tuple(dangers))] if dangers else []
    if facts.permits.empty:
        return [*parts, Paragraph(t("paper.no_permit", lang)), Paragraph(words.say("permits_note"))]
    cells = [
        (words.join([words.good(one) for one in row["commodity"].split(";")]), _rule(row["rule"], words),
         row["permit"] if lang == "zh" or not row["barrier"] else f"{row['barrier']} ({row['permit']})",
         "–" if np.isnan(row["lead_time_months"]) else f"{row['lead_time_months']:g}")
        for row in facts.permits.to_dict("records")
    ]  # fmt: skip
    heads = [words.say(f"p_{name}") for name in ("goods", "rule", "permit", "months")]
    return [*parts, Table(pd.DataFrame(cells, columns=heads), note=words.say("permits_note"))]


def _rule(rule: str, words: ProspectusWords) -> str:
    if rule == "commodity":
        return words.say("p_of_good")
    return word("paper_rule", rule.replace(" ", "_").replace("-", "_"), words.lang)


def _evidence(words: ProspectusWords) -> Table:
    heads = [words.say("e_what"), words.say("e_grade")]
    return Table(pd.DataFrame(words.evidence(), columns=heads), words.say("h_evidence"), words.say("e_note"))


def _sources(facts: Facts) -> tuple[str, ...]:
    return tuple(
        " ".join(filter(None, [f"[{row['id']}]", str(row["title"]), row["year"] and f"({row['year']})", row["url"]]))
        for row in facts.sources.to_dict("records")
    )
