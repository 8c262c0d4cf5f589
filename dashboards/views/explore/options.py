"""Near-optimal networks: what every good network has, what is a choice, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.views.explore.words import exchange
from dashboards.views.wording import Wording, known

__all__ = ["LinkRow", "Options", "Whole", "options"]


@dataclass(frozen=True)
class LinkRow:
    """A link over all good networks.

    Attributes
    ----------
    kind
        ``must``, ``choice`` or ``never``.
    text, amounts
        The exchange; least to most.
    start, end, now
        The bar from least to most and the optimum's amount, as shares of the longest it may be.
    group
        Letter of the group whose links stand in for one another; empty for none.
    existing
        Whether it runs today.
    instead
        What makes up for it, and what that costs.
    """

    kind: str
    text: str
    amounts: str
    start: float
    end: float
    now: float
    group: str
    existing: bool
    instead: str


@dataclass(frozen=True)
class Whole:
    """A whole network: its number (0 the optimum), links, extra cost, and how it differs from the optimum."""

    number: int
    links: str
    extra: str
    added: list[str]
    dropped: list[str]


@dataclass(frozen=True)
class Options:
    """The answer as rows: `links` by kind, whole `networks`, and sentences."""

    finding: str
    unique: str
    links: dict[str, list[LinkRow]]
    networks: list[Whole]


def options(study: Study, words: Wording) -> Options:
    """Return the rows of an answer."""
    told, lang = study.summary, words.lang
    letters = _letters(study)
    stands = _instead(study, words)
    rows: dict[str, list[LinkRow]] = {"must": [], "choice": [], "never": []}
    for row in study.tables["links"].to_dict("records"):
        rows[row["class"]].append(_row(row, words, letters, stands))
    for found in rows.values():
        found.sort(key=lambda row: (row.now <= 0, not row.group))  # those in the optimum first, then what may stand in
    budget = words.saved(told["budget"])
    finding = t(f"options.finding_{told['measured_on']}", lang, percent=f"{100 * told['within']:g}", budget=budget,
                must=told["must"], choice=told["choice"], never=told["never"])  # fmt: skip
    unique = "" if told["unique"] is None else t("options.unique" if told["unique"] else "options.not_unique", lang)
    return Options(finding, unique, rows, _networks(study, words))


def _row(row: dict[str, Any], words: Wording, letters: dict[int, str], stands: dict[tuple[str, ...], str]) -> LinkRow:
    least, most, now = known(row["least"]) or 0.0, known(row["most"]), known(row["amount"]) or 0.0
    boundless = most is None or most == float("inf")
    top = max(now, least) * 1.5 if most is None or boundless else max(most, now, least)
    ends = [least, top if most is None or boundless else most, now]
    start, end, mark = (value / top if top > 0 else 0.0 for value in ends)
    upper = t("options.no_limit", words.lang) if boundless else words.amount(most, row["unit"])
    lower = "0" if least == 0 else words.amount(least, row["unit"])
    key = (row["from"], row["to"], row["commodity"], str(row["mode"]))
    return LinkRow(
        row["class"], exchange(words, row["from"], row["to"], row["commodity"]),
        t("options.span", words.lang, least=lower, most=upper), start, end, mark,
        letters.get(int(row["group"]), ""), bool(row["existing"]), stands.get(key, ""),
    )  # fmt: skip


def _letters(study: Study) -> dict[int, str]:
    """Groups of two or more links by a letter each."""
    counts = study.tables["links"]["group"].value_counts()
    groups = sorted(int(group) for group, count in counts.items() if group and count > 1)
    return {group: ascii_uppercase[place] if place < 26 else str(group) for place, group in enumerate(groups)}


def _instead(study: Study, words: Wording) -> dict[tuple[str, ...], str]:
    """What makes up for each link, with what it costs more."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in study.tables["stand_ins"].to_dict("records"):
        found.setdefault((row["from"], row["to"], row["commodity"], str(row["mode"])), []).append(row)
    return {
        key: t("options.instead", words.lang, extra=words.saved(max(float(rows[0]["extra_cost"]), 0.0)),
               by=t("figure.comma", words.lang).join(dict.fromkeys(_way(row, words) for row in rows)))
        for key, rows in found.items()
    }  # fmt: skip


def _way(row: dict[str, Any], words: Wording) -> str:
    start, end = (words.short.get(row[name], words.firm(row[name])) for name in ("by_from", "by_to"))
    start = words.good(row["by_from"]) if row["by"] == "accept" else start
    return t(f"stands.{row['by']}", words.lang, start=start, end=end)


def _networks(study: Study, words: Wording) -> list[Whole]:
    table, members = study.tables["networks"], study.tables["members"]
    key = ["from", "to", "commodity"]
    sets = {number: dict.fromkeys(map(tuple, group[key].to_numpy())) for number, group in members.groupby("network")}
    first = sets.get(0, {})
    return [
        Whole(
            int(row["network"]), str(int(row["links"])), words.saved(row["extra_cost"]),
            [exchange(words, *link) for link in sets.get(row["network"], {}) if link not in first],
            [exchange(words, *link) for link in first if link not in sets.get(row["network"], {})],
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
