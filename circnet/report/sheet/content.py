"""What a coupling's sheet says, as plain texts in order; the renderers only set them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from circnet.coupling import Coupling, Settings
from circnet.coupling.readiness import Readiness, readiness
from circnet.errors import UsageFault
from circnet.park import Catalog, Park, catalog_of
from circnet.report.sheet.deal import environment, exchange, firms, headline, lead, link, money_rows, prices
from circnet.report.sheet.needs import caution, needs, precedent_rows, risks, run_basis, sources, step_rows
from circnet.report.sheet.subject import Row, Subject

__all__ = ["Content", "Part", "sheet_content"]

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NEAREST = 3


@dataclass(frozen=True)
class Part:
    """A titled list of facts: each a label and a text, or a text alone."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Content:
    """A sheet as texts.

    Attributes
    ----------
    lang, title, subtitle, lead
        ``lead`` tells in a sentence why the coupling pays.
    headline
        The four figures that matter most: label, figure.
    firms
        A table of both firms, its header first.
    parts
        What is exchanged, its worth, the price, the link, environment, needs, risks, precedents.
    steps_title, steps
        What to do next, with blanks to fill in: a table, its header first.
    blanks
        Labels of blanks at the end: date, who was there, what was agreed.
    caution
        How sure the figures are, in a sentence.
    sources_title, sources, basis
        What is cited, and the run that the figures come from.
    """

    lang: str
    title: str
    subtitle: str
    lead: str
    headline: tuple[Row, ...]
    firms: tuple[tuple[str, ...], ...]
    parts: tuple[Part, ...]
    steps_title: str
    steps: tuple[tuple[str, ...], ...]
    blanks: tuple[str, ...]
    caution: str
    sources_title: str
    sources: tuple[str, ...]
    basis: str

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def texts(self) -> list[str]:
        """Every text on the sheet, in order."""
        rows = [text for row in self.headline for text in row]
        cells = [text for table in (self.firms, self.steps) for row in table for text in row]
        facts = [text for part in self.parts for text in (part.title, *(text for row in part.rows for text in row))]
        ends = [self.steps_title, *self.blanks, self.caution, self.sources_title, *self.sources, self.basis]
        return [text for text in (self.title, self.subtitle, self.lead, *rows, *cells, *facts, *ends) if text]


def sheet_content(  # noqa: PLR0913
    park: Park,
    catalog: Catalog,
    settings: Settings,
    result: Coupling,
    ref: tuple[str, str, str],
    lang: str,
    *,
    scenario: str = "",
    price: float | None = None,
    ready: Readiness | None = None,
) -> Content:
    """Return what the sheet of one coupling says.

    Parameters
    ----------
    park, catalog, settings, result, ref, lang, scenario, price
        As for `circnet.report.sheet.coupling_sheet`.
    ready
        Readiness of the run's links, for callers that write several sheets of one run.

    Raises
    ------
    UsageFault
        If the run has no such coupling, with the nearest.
    """
    place = _place(result, ref)
    ready = (ready or readiness(park, catalog, settings, result)).of(place)
    subject = Subject(park, catalog_of(park, catalog), settings, result, ready, place, lang, scenario, price)
    t = subject.text
    parts = {
        "exchange": exchange(subject), "worth": money_rows(subject), "price": prices(subject), "link": link(subject),
        "environment": environment(subject), "needs": needs(subject), "risks": risks(subject),
        "precedents": precedent_rows(subject),
    }  # fmt: skip
    content = Content(
        lang=lang,
        title=t("title", giver=subject.giver, taker=subject.taker, good=subject.good),
        subtitle=t("subtitle", park=subject.park_name, scenario=scenario or t("no_scenario")),
        lead=lead(subject),
        headline=headline(subject),
        firms=firms(subject),
        parts=tuple(Part(t(f"part_{name}"), rows) for name, rows in parts.items()),
        steps_title=t("part_steps"),
        steps=step_rows(subject),
        blanks=(t("blank_date"), t("blank_present"), t("blank_agreed")),
        caution=caution(subject),
        sources_title=t("part_sources"),
        sources=sources(subject),
        basis=run_basis(subject),
    )
    return _writable(content)


def _writable(content: Content) -> Content:
    """Without the characters that neither XML nor HTML can hold; they are not to be seen anyway."""

    def clean(value: Any) -> Any:  # noqa: ANN401  texts, tuples of texts, parts
        if isinstance(value, str):
            return _UNWRITABLE.sub("", value)
        if isinstance(value, Part):
            return Part(clean(value.title), clean(value.rows))
        return tuple(clean(one) for one in value)

    return Content(**{field.name: clean(getattr(content, field.name)) for field in fields(content)})


def _place(result: Coupling, ref: tuple[str, str, str]) -> int:
    """The row of the opportunity, a chosen one before an equal one; a fault names those with most in common."""
    table = result.opportunities.reset_index(drop=True)
    here = table["from"].eq(ref[0]) & table["to"].eq(ref[1]) & table["commodity"].eq(ref[2])
    found = table[here].sort_values("choice")
    if len(found):
        return int(found.index[0])
    alike = table["commodity"].eq(ref[2]).astype(int) + sum(
        table[end].isin(ref[:2]).astype(int) for end in ("from", "to")
    )
    near = table.loc[alike.sort_values(ascending=False, kind="stable").index[:_NEAREST], ["from", "to", "commodity"]]
    raise UsageFault("no_such_coupling", " ".join(ref), "; ".join(" ".join(row) for row in near.to_numpy()))
