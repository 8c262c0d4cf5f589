"""A file to hand out, made in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from circnet.errors import CircnetError
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of

if TYPE_CHECKING:
    from circnet.coupling import Settings
    from circnet.park import Park
    from dashboards.choices import Choices

__all__ = ["REPORTS", "STATES", "export_file"]

REPORTS: Final = ("docx", "html")
"""Forms of the report; every other form is one of `circnet.report.export.FORMS`."""
STATES: Final = ("couplings", "today")


def export_file(  # noqa: PLR0913, PLR0917  a task takes them in a row
    places: Sequence[Path], scenario: Path | None, choices: Choices, form: str, lang: str, state: str
) -> bytes | Failure:
    """Return a park as a file.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    form
        One of `REPORTS` or of `circnet.report.export.FORMS`.
    state
        One of `STATES`: with the couplings of the run, or as it is today. A report has both.
    """
    from circnet.park import load_catalog
    from circnet.report.export import exported, gathered

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        note("solve")
        if form in REPORTS:
            return _report(park, settings, scenario, lang, form)
        name = scenario.stem if scenario else ""
        content = gathered(park, load_catalog(), settings, scenario=name, today=state == "today")
        note("pack")
        return exported(content, form, lang)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def _report(park: Park, settings: Settings, scenario: Path | None, lang: str, form: str) -> bytes:
    from circnet.park import load_catalog
    from circnet.report.document import rendered
    from circnet.report.park_document import park_document
    from circnet.report.park_document_facts import park_facts
    from circnet.scenario import read_scenario

    names = read_scenario(scenario).names if scenario else None
    facts = park_facts(park, load_catalog(), settings, names)
    note("pack")
    return rendered(park_document(facts, lang), form)
