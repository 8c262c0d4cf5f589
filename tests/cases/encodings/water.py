"""Reuse of water and materials as source-sink networks: least fresh supply under limits of inlet quality.

A source is a supply of known quality, a sink a demand with a limit on the flow-weighted mean of what comes in.
What a source has left over is not asked for; the ways ``pump_station`` and ``discharge`` account for it.
"""

from __future__ import annotations

from typing import Any

from tests.casefolders import CasePark, slug

Inputs = dict[str, Any]


def _empty(inputs: Inputs, title: str) -> CasePark:
    park = CasePark(id="reuse", title=title, unit="t")
    park.commodity("stream", kind="water" if "water" in inputs["fresh"]["name"] else "material")
    return park


def _signed(inputs: Inputs) -> float:
    """Where more is better the property is counted negative, so that a limit is always an upper one."""
    return 1.0 if inputs["quality_sense"].endswith("<= limit") else -1.0


def _source(park: CasePark, inputs: Inputs, firm: str, source: dict[str, Any]) -> None:
    park.quality(firm, "stream", "supply", "property", _signed(inputs) * source["quality"])


def _sink(park: CasePark, inputs: Inputs, firm: str, sink: dict[str, Any]) -> None:
    park.demand(firm, "stream", sink["flow"])
    park.quality(firm, "stream", "demand", "property", _signed(inputs) * sink["quality_limit"])


def _reuse(park: CasePark, inputs: Inputs, source: str = "source-{}", sink: str = "sink-{}") -> None:
    for i in inputs["sources"]:
        for j in inputs["sinks"]:
            giver, taker = source.format(slug(i["name"])), sink.format(slug(j["name"]))
            if giver != taker:
                park.arc(giver, taker, "stream")


def waterworks(inputs: Inputs) -> CasePark:
    """Fresh supply is an enterprise with a supply port and priced arcs."""
    park = _empty(inputs, "Reuse, fresh supply by priced arcs")
    park.supply("fresh", "stream")
    _source(park, inputs, "fresh", inputs["fresh"])
    for source in inputs["sources"]:
        park.supply(f"source-{slug(source['name'])}", "stream", source["flow"])
        _source(park, inputs, f"source-{slug(source['name'])}", source)
    for sink in inputs["sinks"]:
        _sink(park, inputs, f"sink-{slug(sink['name'])}", sink)
        park.arc("fresh", f"sink-{slug(sink['name'])}", "stream", inputs["fresh"]["cost"])
    _reuse(park, inputs)
    return park


def market(inputs: Inputs) -> CasePark:
    """Fresh supply is bought by any sink at one price; bought goods count as pure."""
    park = _empty(inputs, "Reuse, fresh supply from the market")
    park.market("stream", buy_price=inputs["fresh"]["cost"])
    for source in inputs["sources"]:
        park.supply(f"source-{slug(source['name'])}", "stream", source["flow"])
        _source(park, inputs, f"source-{slug(source['name'])}", source)
    for sink in inputs["sinks"]:
        _sink(park, inputs, f"sink-{slug(sink['name'])}", sink)
    _reuse(park, inputs)
    return park


def pump_station(inputs: Inputs) -> CasePark:
    """A hub buys fresh supply and passes it on; sources are units of fixed throughput, a sewer takes the rest."""
    park = _empty(inputs, "Reuse, a hub buys fresh supply, a sewer takes the rest")
    park.enterprise("pumps", passes_on=True)
    park.market("stream", "pumps", buy_price=inputs["fresh"]["cost"])
    _source(park, inputs, "pumps", inputs["fresh"])
    park.technology("process", {"stream": 1.0})
    for source in inputs["sources"]:
        firm = f"source-{slug(source['name'])}"
        park.run(firm, "process", throughput=source["flow"])
        _source(park, inputs, firm, source)
        park.arc(firm, "sewer", "stream")
    park.port("sewer", "stream", "demand")
    for sink in inputs["sinks"]:
        _sink(park, inputs, f"sink-{slug(sink['name'])}", sink)
        park.arc("pumps", f"sink-{slug(sink['name'])}", "stream")
    _reuse(park, inputs)
    return park


def discharge(inputs: Inputs) -> CasePark:
    """All of a source must leave; what no sink takes is disposed of. Sinks are units that use the stream up."""
    park = _empty(inputs, "Reuse, the rest is disposed of")
    park.supply("fresh", "stream")
    _source(park, inputs, "fresh", inputs["fresh"])
    for source in inputs["sources"]:
        firm = f"source-{slug(source['name'])}"
        park.supply(firm, "stream", source["flow"], source["flow"])
        _source(park, inputs, firm, source)
        park.market("stream", firm, dispose_cost=0.0)
    park.technology("wash", {"stream": -1.0})
    for sink in inputs["sinks"]:
        firm = f"sink-{slug(sink['name'])}"
        park.run(firm, "wash", throughput=sink["flow"])
        park.quality(firm, "stream", "demand", "property", _signed(inputs) * sink["quality_limit"])
        park.arc("fresh", firm, "stream", inputs["fresh"]["cost"])
    _reuse(park, inputs)
    return park


def processes(inputs: Inputs) -> CasePark:
    """Source and sink of one process are one firm; what it keeps for itself comes at its own quality."""
    park = _empty(inputs, "Reuse, processes with inlet and outlet")
    plain = inputs | {
        key: [row | {"name": row["name"].removesuffix("_in").removesuffix("_out")} for row in inputs[key]]
        for key in ("sources", "sinks")
    }
    park.market("stream", buy_price=inputs["fresh"]["cost"])
    for source in plain["sources"]:
        park.supply(slug(source["name"]), "stream", source["flow"])
        _source(park, inputs, slug(source["name"]), source)
    for sink in plain["sinks"]:
        _sink(park, inputs, slug(sink["name"]), sink)
    _reuse(park, plain, "{}", "{}")
    return park


def impurity(inputs: Inputs) -> CasePark:
    """A property of which more is better, as its complement: one less the property, limited from above."""
    shortfall = inputs | {
        "quality_sense": "sink inlet quality <= limit",
        "sources": [row | {"quality": 1.0 - row["quality"]} for row in inputs["sources"]],
        "sinks": [row | {"quality_limit": 1.0 - row["quality_limit"]} for row in inputs["sinks"]],
        "fresh": inputs["fresh"] | {"quality": 1.0 - inputs["fresh"]["quality"]},
    }
    return waterworks(shortfall)


_PLAIN = {way.__name__: way for way in (waterworks, market, pump_station, discharge)}
_PAIRED = _PLAIN | {"processes": processes}

ENCODINGS = {
    "material_vinyl_acetate_elhalwagi": _PLAIN,
    "property_reflectivity_papermaking": {way.__name__: way for way in (waterworks, pump_station, discharge, impurity)},
    "water_acrylonitrile_elhalwagi": _PLAIN,
    "water_acrylonitrile_partial_regen": _PLAIN,
    "water_acrylonitrile_zero_fresh": _PLAIN,
    "water_high_pinch_90_64": _PAIRED,
    "water_polley_polley_2000": _PLAIN,
    "water_six_process_157": _PAIRED,
    "water_sorin_bedard_1999": _PLAIN,
    "water_two_plant_closed_form": _PLAIN,
    "water_wang_smith_1994": _PAIRED,
}
