"""The cheapest way to a target, and what missing plants would do: as sentences and rows of texts."""

from __future__ import annotations

from dataclasses import dataclass

from circnet.report.figures import names
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import study_words
from dashboards.views.progress import words
from dashboards.views.wording import known

__all__ = ["Plant", "Way", "aims", "plants", "way"]


@dataclass(frozen=True)
class Way:
    """What it takes to reach a target: a sentence, whether it can be reached, and ``link, amount, for_target``."""

    told: str
    reached: bool
    links: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Plant:
    """A missing plant: what it is, beside whom, how large, its worth, why it is listed, and what it does."""

    name: str
    host: str
    size: str
    worth: str
    chosen: str
    change: str
    good: bool | None
    others: str


def aims(assessed: Study, system: str, lang: str) -> list[tuple[str, str, float | None, str]]:
    """Return what couplings might move: ``code, name, target`` (None: none is set), ``unit``; missed ones first."""
    table = assessed.tables["indicators"]
    own = table[(table["system"] == system) & table["model_value"].notna()]
    own = own.assign(short=own["distance"] > 0).sort_values("short", ascending=False, kind="stable")
    return [
        (row["code"], row[f"name_{lang}"] or row["name_zh"], known(row["target"]), row["unit"])
        for row in own.to_dict("records")
    ]


def way(found: Study, assessed: Study, run: ParkRun, lang: str) -> Way:
    """Return the answer to ``reach`` of `dashboards.progress_runs.progress_study`."""
    told, table = found.summary, assessed.tables["indicators"]
    row = table[(table["system"] == told["system"]) & (table["code"] == told["code"])].iloc[0]
    unit, called = told["unit"], study_words(run, found, lang)
    figures = {name: words.amount(told[name], unit, lang) for name in ("target", "today", "coupled", "best")}
    figures["short"] = words.change(told["short_by"], unit, lang).lstrip("+")
    key = "out_of_reach" if not told["reached"] else "reach" if told["extra_cost"] > 1.0 else "reach_free"
    extra = called.money(told["extra_cost"]) if told["reached"] else ""
    text = t(f"progress_told.{key}", lang, indicator=row[f"name_{lang}"], extra=extra, **figures)
    links = tuple(
        (t("progress_cell.link", lang, giver=called.short.get(one["from"], called.firm(one["from"])),
           taker=called.short.get(one["to"], called.firm(one["to"])), good=called.good(one["commodity"])),
         called.amount(one["amount"], one["unit"]), bool(one["for_target"]))
        for one in found.tables["links"].to_dict("records")
    )  # fmt: skip
    return Way(text, bool(told["reached"]), links)


def plants(found: Study, assessed: Study, run: ParkRun, system: str, code: str, lang: str) -> list[Plant]:  # noqa: PLR0913, PLR0917
    """Return the answer to ``plants``: what helps the indicator most first, and what else each plant changes."""
    table = assessed.tables["indicators"]
    own = table[table["system"] == system].set_index("code")
    changes = found.tables["changes"]
    changes = changes[changes["system"] == system]
    called, technologies = study_words(run, found, lang), names(found.tables["technologies"], lang)
    sign = 1.0 if code not in own.index or own.loc[code, "direction"] == "higher" else -1.0
    rows = []
    for plant in found.tables["plants"].to_dict("records"):
        mine = changes[changes["technology"] == plant["technology"]].set_index("code")["change"]
        moved = float(mine.get(code, 0.0))
        rest = [
            t("progress_cell.moves", lang, code=other, change=words.change(change, own.loc[other, "unit"], lang))
            for other, change in mine.items() if change and other != code
        ]  # fmt: skip
        unsolved = "" if plant["solved"] else t("progress_cell.unsolved", lang)
        rows.append((sign * moved, Plant(
            name=technologies.get(plant["technology"], plant["technology"]),
            host=called.firm(plant["host"]) if known_text(plant["host"]) else "–",
            size=called.amount(plant["load"], plant["unit"]), worth=called.money(plant["saving"]),
            chosen=t(f"progress_chosen.{plant['chosen']}", lang),
            change=unsolved or (words.change(moved, own.loc[code, "unit"], lang) if moved else "–"),
            good=None if not moved else sign * moved > 0, others=t("figure.comma", lang).join(rest),
        )))  # fmt: skip
    return [plant for _, plant in sorted(rows, key=lambda row: -row[0])]


def known_text(value: object) -> bool:
    """Return whether a text is there."""
    return isinstance(value, str) and value != ""
