"""What the coupling needs, what could break it, who has done it, what comes next, and what all this rests on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from circnet import __version__
from circnet.coupling.case import RUNNING
from circnet.coupling.result import records
from circnet.park import outside_names
from circnet.report.figures import names
from circnet.report.phrases import word
from circnet.report.sheet.subject import Row, Subject
from circnet.text import keys, t

MOST_STEPS, MOST_PRECEDENTS = 8, 2
"""Lines that still leave one page; the step that the sheet ends with, the contract, is always among them."""


def needs(subject: Subject) -> tuple[Row, ...]:
    """Permits with their lead time, the line to be built, the season."""
    state = subject.state
    rows = [(subject.text("hazard"), _hazard(subject))]
    rows += [(_rule(subject, row), _permit(subject, row)) for row in records(subject.ready.permits)]
    if not len(subject.ready.permits):
        rows.append((subject.text("permit"), subject.text("no_permit")))
    if state["line"]:
        rows.append((subject.text("line"), subject.text("line_needed", mode=subject.modes.get(state["mode"], ""))))
    if state["season"]:
        rows.append((subject.text("season"), t(f"paper_season.{state['season']}", subject.lang)))
    return tuple(rows)


def _hazard(subject: Subject) -> str:
    state = subject.state
    told = [part.strip() for part in state["hazard"].replace(";", ",").split(",") if "price" not in part]
    words = [word("hazard", part, subject.lang) for part in told]
    named = [t(f"paper_hazard.{state['hazard_class']}", subject.lang), *words, state["waste_class"]]
    return subject.join(named)


def _rule(subject: Subject, row: dict[str, Any]) -> str:
    if row["rule"] == "commodity":
        return subject.text("permit")
    return word("paper_rule", row["rule"].replace(" ", "_").replace("-", "_"), subject.lang)


def _permit(subject: Subject, row: dict[str, Any]) -> str:
    """The instruments, what stands in the way (told in English in the tables), and how long it takes."""
    told = row["permit"] if subject.lang == "zh" or not row["barrier"] else f"{row['barrier']} ({row['permit']})"
    return _with_time(subject, told, row["lead_time_months"])


def risks(subject: Subject) -> tuple[Row, ...]:
    """The weakest figure, firms that may not run, equals, and other links it hangs on."""
    state = subject.state
    rows = [(subject.text("weakest"), _weakest(subject))]
    for end, status in (("from", "giver_status"), ("to", "taker_status")):
        if state[status] not in RUNNING:
            rows.append((subject.firms.get(state[end], state[end]), word("state", state[status], subject.lang)))
    table = subject.result.opportunities.iloc[subject.place + 1 : subject.place + 1 + state["equals"]]
    if len(table):
        others = [_alternative(subject, row) for row in records(table)]
        rows.append((subject.text("equals"), subject.join(others)))
    if state["depends"]:
        rows.append((subject.text("depends"), subject.text("depends_told")))
    if state["band_narrow"]:
        rows.append((subject.text("narrow"), subject.text("narrow_told")))
    return tuple(rows)


def _alternative(subject: Subject, row: dict[str, Any]) -> str:
    """The partner in which an equal differs."""
    end = "from" if row["to"] == subject.row["to"] else "to"
    return subject.firms.get(row[end], row[end])


def _weakest(subject: Subject) -> str:
    state = subject.state
    side = subject.giver if state["weakest_side"] == "giver" else subject.taker
    item = state["weakest_item"]
    what = t(
        f"paper_figure.{state['weakest_kind']}", subject.lang, firm=side, good=subject.good,
        item=subject.units.get(item, subject.goods.get(item, item)),
    )  # fmt: skip
    basis = t(f"paper_basis.{state['weakest_basis'] or 'none'}", subject.lang)
    source = state["weakest_source"]
    cited = subject.text("by_source", source=source) if source else ""
    return subject.text("weakest_told", what=what, basis=basis, source=cited, grade=state["evidence"])


def precedent_rows(subject: Subject) -> tuple[Row, ...]:
    """The likest published cases."""
    rows = [(_match(subject, row), _case(subject, row)) for row in records(subject.ready.precedents)[:MOST_PRECEDENTS]]
    return tuple(rows) or (("", subject.text("no_precedent")),)


def _match(subject: Subject, row: dict[str, Any]) -> str:
    return t(f"paper_match.{row['match']}", subject.lang)


def _case(subject: Subject, row: dict[str, Any]) -> str:
    lang = subject.lang
    giver, taker = (_outside(subject, row[f"{end}_{lang}"]) for end in ("giver", "taker"))
    facts = [row[f"place_{lang}"] or subject.park_name]
    facts += [subject.text("since", year=f"{row['since']:.0f}")] if row["since"] is not None else []
    facts += [subject.a_year(row["amount"], row["unit"])] if row["amount"] is not None else []
    facts += [subject.text(f"case_{row['status']}")] if row["status"] in ("planned", "suspended", "unknown") else []
    return subject.text("case", giver=giver, taker=taker, facts=subject.join(facts), source=row["source"].split(";")[0])


def _outside(subject: Subject, name: str) -> str:
    """A case of the park itself names firms by their ids."""
    outside = names(outside_names(), subject.lang)
    return subject.firms.get(name, outside.get(name, name))


def step_rows(subject: Subject) -> tuple[tuple[str, ...], ...]:
    """What to do, who, until when; the last two are blank."""
    steps = records(subject.ready.steps)
    shown = steps if len(steps) <= MOST_STEPS else [*steps[: MOST_STEPS - 1], steps[-1]]
    head = ("", subject.text("step"), subject.text("who"), subject.text("when"))
    return (head, *((str(place), _step(subject, row), "", "") for place, row in enumerate(shown, start=1)))


def _step(subject: Subject, row: dict[str, Any]) -> str:
    what, lang = row["what"], subject.lang
    named = {
        "confirm_running": lambda: word("state", what, lang), "align_season": lambda: t(f"paper_season.{what}", lang),
        "survey_line": lambda: subject.modes.get(what, what), "quote_freight": lambda: subject.modes.get(what, what),
    }  # fmt: skip
    told = named[row["step"]]() if row["step"] in named else subject.units.get(what, subject.goods.get(what, what))
    firm = subject.firms.get(row["enterprise"], row["enterprise"])
    text = t(
        f"paper_step.{row['step']}", lang, what=told, firm=firm, **subject.ends,
        km=f"{subject.state['distance_km'] or 0.0:,.0f}",
    )  # fmt: skip
    permitted = row["step"].startswith("permit_")
    return _with_time(subject, text, subject.state["lead_time_months"] if permitted else None)


def _with_time(subject: Subject, told: str, months: float | None) -> str:
    """A permit with the time it takes, where that is known."""
    return told if months is None else subject.text("lead_time", permit=told, months=f"{months:g}")


def caution(subject: Subject) -> str:
    """How sure the figures are."""
    return subject.text(f"caution_{subject.state['evidence']}")


def sources(subject: Subject) -> tuple[str, ...]:
    """What the sheet's figures rest on, by id: those of the figures, permits, prices and of the cases told."""
    ready = subject.ready
    prices = subject.catalog.prices.rename(columns={"source": "cited"})
    traded = prices.loc[prices["commodity"].isin(ready.market["commodity"]), "cited"]
    named = pd.concat([ready.figures["source"], ready.permits["source"], traded], ignore_index=True).astype("str")
    ids = named.str.split(";").explode().str.strip().drop_duplicates()
    table = subject.catalog.sources.drop_duplicates("id")
    table = table[table["id"].isin(ids)].rename(columns={"id": "source"})[["source", "title", "year", "url"]]
    cases = ready.precedents.head(MOST_PRECEDENTS)[["source", "title", "year", "url"]]
    year = cases["year"].map(lambda value: f"{value:.0f}" if value == value else "").astype("str")  # noqa: PLR0124
    table = pd.concat([table.assign(year=table["year"].astype("str")), cases.assign(year=year)], ignore_index=True)
    table = table.drop_duplicates("source").sort_values("source").fillna("")
    return tuple(
        f"[{row['source']}] " + subject.text("source_between").join(
            part for part in (row["title"], "" if row["year"] in row["title"] else row["year"], row["url"]) if part
        )
        for row in records(table)
    )  # fmt: skip


def run_basis(subject: Subject) -> str:
    """Park, scenario, settings, data year and version of the run."""
    info, chosen, years = subject.park.info, subject.settings, subject.catalog.prices["year"].dropna()
    span = "–".join(sorted({f"{year:.0f}" for year in (years.min(), years.max())})) if len(years) else "–"
    objective = f"objective.{chosen.objective}"
    settings = [t(objective, subject.lang) if objective in keys(subject.lang) else chosen.objective]
    settings += [subject.text("set_carbon", price=f"{chosen.carbon_price:g}")] if chosen.carbon_price else []
    settings += [subject.text("set_max_km", km=f"{chosen.max_km:g}")] if chosen.max_km is not None else []
    settings += [
        t(f"setting.{name}", subject.lang) for name in ("flexible", "strict", "yes_no") if getattr(chosen, name)
    ]
    states = subject.join([word("state", one, subject.lang) for one in chosen.include])
    settings += [subject.text("set_include", states=states)] if states else []
    return subject.text(
        "basis", park=subject.park_name, id=info.id, scenario=subject.scenario or subject.text("no_scenario"),
        settings=subject.join(settings), year=info.year or "–", prices=span, version=__version__,
    )  # fmt: skip
