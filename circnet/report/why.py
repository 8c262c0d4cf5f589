"""Why a link was not chosen, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console

from circnet.coupling.result import records
from circnet.coupling.why import Reason
from circnet.coupling.why.reason import Fact
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, price, quantity
from circnet.text import t

Report = dict[str, Any]
_SEPARATOR = {"zh": "、", "en": ", "}


def reason_report(reason: Reason) -> Report:
    """The reason as the JSON of ``circnet why``; what is not known is None."""
    plain = records(pd.DataFrame([reason.to_dict()]).drop(columns="details"))[0]
    return plain | {"details": [_plain(fact) for fact in reason.details]}


def _plain(fact: Fact) -> Report:
    lists = {key: value for key, value in fact.items() if isinstance(value, list)}
    return records(pd.DataFrame([{key: value for key, value in fact.items() if key not in lists}]))[0] | lists


def show_reason(reason: Reason, park: Park, catalog: Catalog, lang: str) -> None:
    """Print the answer: a sentence, the margins, the facts."""
    Console().print("\n".join(reason_lines(reason, park, catalog, lang)), markup=False, highlight=False, soft_wrap=True)


def reason_lines(reason: Reason, park: Park, catalog: Catalog, lang: str) -> list[str]:
    """The answer as sentences in the user's language."""
    effective = catalog_of(park, catalog)
    firms, goods = names(park.enterprises, lang), names(effective.commodities, lang)
    modes = names(effective.transport.rename(columns={"mode": "id"}), lang)
    ends = {
        "giver": firms.get(reason.from_, reason.from_),
        "taker": firms.get(reason.to, reason.to),
        "commodity": goods.get(reason.commodity, reason.commodity),
        "unit": reason.unit,
    }
    lines = [t(f"why.reason_{reason.reason}", lang, **ends, amount=quantity(reason.amount, reason.unit, lang))]
    known: dict[str, float | None] = {
        "freight": reason.freight,
        "break_even_freight": reason.break_even_freight,
        "break_even_price": reason.break_even_price,
    }
    mode = modes.get(reason.mode or "", reason.mode or "") or t("why.mode_given", lang)
    lines += [
        t(f"why.{key}", lang, price=price(value), mode=mode, km=_km(reason.distance_km), **ends)
        for key, value in known.items()
        if value is not None
    ]
    if reason.break_even_freight is not None:
        lines.append(t("why.checked" if reason.checked else "why.unchecked", lang))
    told = {"firms": firms, "goods": goods, "modes": modes}
    return [*lines, *(_fact(fact, told, ends, lang) for fact in reason.details)]


def _fact(fact: Fact, told: dict[str, dict[str, str]], ends: dict[str, str], lang: str) -> str:
    """One fact as a sentence: ids become names, figures are rounded."""
    firms, goods, modes = told["firms"], told["goods"], told["modes"]
    unit = ends["unit"]
    writers = {
        "firm": lambda value: firms.get(value, value),
        "firms": lambda value: _SEPARATOR[lang].join(firms.get(one, one) for one in value),
        "commodity": lambda value: goods.get(value, value),
        "replaces": lambda value: goods.get(value, value),
        "mode": lambda value: modes.get(value, value),
        "modes": lambda value: _SEPARATOR[lang].join(modes.get(one, one) for one in value),
        "amount": lambda value: quantity(value, unit, lang),
        "max_share": lambda value: "–" if value != value else f"{value:.0%}",  # noqa: PLR0124
        "status": lambda value: t(f"why.status_{value}", lang),
        "problem": lambda value: t(f"why.problem_{value}", lang),
    }
    sums = ("saving", "short_by", "transaction_cost", "costs")
    writers |= dict.fromkeys(sums, lambda value: money(value, lang))
    writers |= dict.fromkeys(("freight", "by", "most", "has"), price)
    writers |= dict.fromkeys(("route_km", "reach_km", "over_km", "max_km"), _km)
    values = {key: writers[key](value) if key in writers else value for key, value in fact.items() if key != "fact"}
    return "· " + t(f"why.fact_{fact['fact']}", lang, **(ends | values))


def _km(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:,.1f}"  # noqa: PLR0124
