"""The structure of the network before and after, each measure with what it means in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.wording import Wording, known

__all__ = ["MEASURES", "MeasureRow", "firm_rows", "left_out", "measures", "structure_finding"]

MEASURES: Final = (
    "nodes", "links", "link_density", "connectance", "cyclicity", "total_system_throughput", "finn_cycling_index",
    "average_path_length", "ascendency_ratio", "robustness", "net_cost", "co2_t",
)  # fmt: skip
_MOST_FIRMS = 10


@dataclass(frozen=True)
class MeasureRow:
    """A measure: its name, before, after, the sign of the change, and what it means."""

    name: str
    before: str
    after: str
    change: str
    meaning: str


def measures(study: Study, words: Wording) -> list[MeasureRow]:
    """Return the measures that are shown, before and after."""
    before, after = study.summary["before"] or {}, study.summary["after"]
    unit = str(study.summary["basis"]["unit"]).removesuffix("/a")
    return [_measure(name, before.get(name), after.get(name), unit, words) for name in MEASURES]


def _measure(name: str, before: Any, after: Any, unit: str, words: Wording) -> MeasureRow:  # noqa: ANN401  numbers
    told = [_value(name, value, unit, words) for value in (before, after)]
    return MeasureRow(t(f"measured.{name}", words.lang), *told, _sign(told, before, after),
                      t(f"meaning.{name}", words.lang))  # fmt: skip


def _sign(told: list[str], before: Any, after: Any) -> str:  # noqa: ANN401  numbers or nothing
    """Whether a figure rose or fell, as far as it is shown."""
    if "–" in told:
        return ""
    if told[0] == told[1]:
        return "="
    return "↑" if after > before else "↓"


def structure_finding(study: Study, words: Wording) -> str:
    """Return what the new links change, in a sentence."""
    before, after = study.summary["before"], study.summary["after"]
    if before is None:
        return t("structure.no_before", words.lang)
    share = {name: _share(state["finn_cycling_index"], 2) for name, state in (("before", before), ("after", after))}
    return t("structure.finding", words.lang, links_before=before["links"], links_after=after["links"],
             cycled_before=share["before"], cycled_after=share["after"],
             saved=words.money(study.summary["net_cost_saved"]))  # fmt: skip


def firm_rows(study: Study, words: Wording) -> list[dict[str, str]]:
    """Return the firms through which most flows, and how much the others hang on them."""
    unit = str(study.summary["basis"]["unit"]).removesuffix("/a")
    table = study.tables["positions"].head(_MOST_FIRMS)
    return [
        {
            "firm": words.firm(row["node"]), "throughflow": words.amount(row["throughflow"], unit),
            "suppliers": str(row["suppliers"]), "takers": str(row["takers"]),
            "dependency": _share(row["dependency"]),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip


def left_out(study: Study, words: Wording) -> str:
    """Return what the basis leaves out; nothing where it holds everything."""
    table = study.tables["left_out"]
    told = [f"{words.good(row['commodity'])} {words.amount(row['amount'], row['unit'])}"
            for row in table.to_dict("records")]  # fmt: skip
    return t("structure.left_out", words.lang, goods=t("figure.comma", words.lang).join(told)) if told else ""


def _value(name: str, value: Any, unit: str, words: Wording) -> str:  # noqa: ANN401  a number or nothing
    number = known(value)
    if number is None:
        return "–"
    match name:
        case "nodes" | "links":
            return f"{number:.0f}"
        case "total_system_throughput":
            return words.amount(number, unit)
        case "finn_cycling_index" | "ascendency_ratio":
            return f"{number:.1%}"
        case "net_cost":
            return words.money(number)
        case "co2_t":
            return words.amount(number, "t")
        case _:
            return f"{number:,.4g}"


def _share(value: Any, digits: int = 1) -> str:  # noqa: ANN401  a number or nothing
    number = known(value)
    return "–" if number is None else f"{number:.{digits}%}"
