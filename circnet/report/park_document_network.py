"""Chapters of a park's report on its network: who is there, what runs, and which new links pay."""

from __future__ import annotations

import math

import pandas as pd

from circnet.coupling.result import records
from circnet.errors import CircnetError
from circnet.report.document import Figure, Paragraph, Part, Table
from circnet.report.export.places import layers
from circnet.report.figures import price
from circnet.report.park_document_drawings import network_drawing, park_map
from circnet.report.park_document_words import ParkWords
from circnet.report.phrases import barrier_words
from circnet.text import t

__all__ = ["couplings", "network"]

Chapter = tuple[str, list[Part]]

_MEASURES = ("nodes", "links", "link_density", "cyclicity", "finn_cycling_index", "average_path_length", "robustness")
_COUNTS, _SHARES = ("nodes", "links"), ("finn_cycling_index",)


def network(words: ParkWords) -> Chapter:
    """Firms on the map, the links that run, and what the network measures."""
    links = words.facts.content.links
    runs = links[links["state"] == "existing"]
    outside = int((runs["from"].str.contains(":") | runs["to"].str.contains(":")).sum())
    idle = int((~links["state"].isin(["existing", "chosen"])).sum())
    key = "network_title" if len(runs) else "network_idle" if idle else "network_none"
    title = words.say(key, count=len(runs) or idle, outside=outside, idle=idle)
    return title, [*_map(words), _firms(words), *_running(words), *_measures(words)]


def couplings(words: ParkWords) -> Chapter:
    """New links that pay: what each is worth, between which prices, how sure, and what stands in the way."""
    result = words.facts.result
    if result is None:
        return words.say("couplings_unsolved"), [Paragraph(words.say("no_solution_told"))]
    chosen = result.opportunities[result.opportunities["choice"] == "chosen"]
    if chosen.empty:
        return words.say("couplings_none"), [Paragraph(words.say("couplings_none_told"))]
    best = chosen.iloc[0]
    title = words.say(
        "couplings_title", count=len(chosen), saving=words.money(_plain(result.summary["saving"])),
        giver=words.firm(best["from"]), taker=words.firm(best["to"]), good=words.good(best["commodity"]),
    )  # fmt: skip
    parts: list[Part] = []
    drawing = network_drawing(words.facts.content.links, words.numbers)
    if drawing is not None:
        parts.append(Figure(drawing.svg, drawing.png, words.say("drawing"), words.say("drawing_alt")))
    parts += [_worths(words, chosen), _hurdles(words, chosen)]
    apart = _plain(result.summary["saving_unexplained"])
    if abs(apart) >= 1.0:
        parts.append(Paragraph(words.say("apart", amount=words.money(apart)), "note"))
    equal = result.opportunities[result.opportunities["choice"] == "equal"]
    if len(equal):
        told = words.join(
            f"{words.firm(row['from'])} → {words.firm(row['to'])} ({words.good(row['commodity'])})"
            for row in equal.head(8).to_dict("records")
        )
        parts.append(Paragraph(words.say("equal", count=len(equal), links=told)))
    return title, parts


def _map(words: ParkWords) -> list[Part]:
    content = words.facts.content
    nodes = content.nodes[content.nodes["kind"] == "firm"]
    drawing = park_map(nodes, content.links, layers(content)["boundary"], words.numbers)
    missing = words.join(words.firm(ref) for ref in content.unplaced["id"])
    parts: list[Part] = []
    if drawing is None:
        parts.append(Paragraph(words.say("no_map")))
    else:
        rough = nodes["location_basis"].str.contains("centre", case=False).any()
        caption = words.say("map") + (words.say("map_rough") if rough else "")
        parts.append(Figure(drawing.svg, drawing.png, caption, words.say("map_alt", park=words.park)))
        if missing:
            parts.append(Paragraph(words.say("unplaced", firms=missing)))
    return parts


def _firms(words: ParkWords) -> Table:
    content, park = words.facts.content, words.facts.content.park
    main = park.units[park.units["role"] == "main"]
    references = content.effective.technologies.drop_duplicates("id").set_index("id")["reference"]
    goods = main.assign(good=main["technology"].map(references)).dropna(subset=["good"])
    made = goods.groupby("enterprise")["good"].agg(lambda own: words.join(words.good(one) for one in own.unique()[:4]))
    zones = {zone["id"]: zone.get(f"name_{words.lang}") or zone["id"]
             for zone in park.info.zones if isinstance(zone, dict) and "id" in zone}  # fmt: skip
    rows = [
        {"number": str(words.numbers[row["id"]]), "firm": words.firm(row["id"]),
         "zone": zones.get(row["zone"], row["zone"]) if row["kind"] == "firm" else words.say("outside"),
         "status": words.word("state", row["status"]),
         "makes": made.get(row["id"], ""), "evidence": row["evidence"], "sources": words.refs(row["source"])}
        for row in content.nodes.to_dict("records")
    ]  # fmt: skip
    columns = ("number", "firm", "zone", "status", "makes", "evidence", "sources")
    return words.table(rows, columns, words.say("firms_table"), t("evidence.legend", words.lang))


def _running(words: ParkWords) -> list[Part]:
    links = words.facts.content.links
    shown = links[links["state"] != "chosen"]
    if shown.empty:
        return [Paragraph(words.say("no_links"))]
    rows = [
        {"from": words.firm(row["from"]), "to": words.firm(row["to"]), "good": words.good(row["commodity"]),
         "state": words.word("export_state", row["state"]), "amount": words.amount(row["amount_stated"], row["unit"]),
         "evidence": row["evidence"], "sources": words.refs(row["source"])}
        for row in shown.to_dict("records")
    ]  # fmt: skip
    columns = ("from", "to", "good", "state", "amount", "evidence", "sources")
    return [words.table(rows, columns, words.say("links_table"))]


def _measures(words: ParkWords) -> list[Part]:
    found = words.facts.structure
    if isinstance(found, CircnetError):
        return []
    told = found.to_dict()
    before, after = told["before"] or {}, told["after"]
    rows = [
        {"measure": t(f"structure_measure.{name}", words.lang), "today": _measured(name, before.get(name)),
         "coupled": _measured(name, after[name]), "meaning": t(f"structure_meaning.{name}", words.lang)}
        for name in _MEASURES
    ]  # fmt: skip
    return [words.table(rows, ("measure", "today", "coupled", "meaning"), words.say("measures_table"))]


def _measured(name: str, value: float | None) -> str:
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.0f}" if name in _COUNTS else f"{value:.1%}" if name in _SHARES else f"{value:.3g}"


def _worths(words: ParkWords, chosen: pd.DataFrame) -> Table:
    rows = [
        {"number": str(place), "from": words.firm(row["from"], numbered=True),
         "to": words.firm(row["to"], numbered=True), "good": words.good(row["commodity"]),
         "amount": words.amount(row["amount"], row["unit"]), "worth": words.money(row["saving"]),
         "co2": words.amount(row["co2_t"], "t"), "evidence": row["evidence"]}
        for place, row in enumerate(records(chosen), start=1)
    ]  # fmt: skip
    columns = ("number", "from", "to", "good", "amount", "worth", "co2", "evidence")
    return words.table(rows, columns, words.say("couplings_table"), words.say("couplings_note"))


def _hurdles(words: ParkWords, chosen: pd.DataFrame) -> Table:
    key = ["from", "to", "commodity"]
    sources = words.facts.content.links.drop_duplicates(key).set_index(key)["source"]
    rows = [
        {"number": str(place), "alone": words.money(row["saving_alone"]), "distance": _kilometres(row["distance_km"]),
         "mode": _mode(words, row["mode"]), "capex": words.money(row["capex"]) if row["capex"] else "–",
         "prices": f"{price(row['price_floor'])} ~ {price(row['price_ceiling'])}",
         "barriers": barrier_words(row["barriers"], words.firms, words.goods, words.lang) or words.say("no_barriers"),
         "sources": words.refs(sources.get((row["from"], row["to"], row["commodity"]), ""))}
        for place, row in enumerate(records(chosen), start=1)
    ]  # fmt: skip
    columns = ("number", "alone", "distance", "mode", "capex", "prices", "barriers", "sources")
    return words.table(rows, columns, words.say("hurdles_table"), words.say("hurdles_note"))


def _mode(words: ParkWords, mode: object) -> str:
    table = words.facts.content.effective.transport
    own = table.loc[table["mode"] == mode, f"name_{words.lang}"]
    return str(own.iloc[0]) if len(own) else str(mode or "–")


def _kilometres(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _plain(value: object) -> float:
    return float(value)  # type: ignore[arg-type]
