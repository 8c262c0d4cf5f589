"""One coupling on one page, to be taken into a meeting of two firms: Word or HTML, Chinese or English."""

from __future__ import annotations

from typing import Literal

from circnet.coupling import Coupling, Settings
from circnet.errors import UsageFault
from circnet.park import Catalog, Park
from circnet.report.sheet.content import Content, sheet_content
from circnet.report.sheet.html import html_page
from circnet.report.sheet.word import word_document

__all__ = ["FORMS", "Content", "Form", "coupling_sheet", "rendered", "sheet_content"]

Form = Literal["docx", "html"]
FORMS: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
"""Media type of each form."""


def coupling_sheet(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings,
    result: Coupling,
    ref: tuple[str, str, str],
    lang: str,
    form: Form,
    scenario: str = "",
    price: float | None = None,
) -> bytes:
    """Return one coupling of a run as a sheet for two firms.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    result
        What it found.
    ref
        ``from, to, commodity`` of one of its opportunities.
    lang
        ``zh`` or ``en``.
    form
        ``docx`` or ``html``: one A4 page where it fits; the HTML asks for nothing outside itself.
    scenario
        Name of the scenario that park and settings are under.
    price
        CNY per unit at the seller's gate at which the gains are told; None for the middle of the band.

    Returns
    -------
    bytes
        The same run gives the same bytes.

    Raises
    ------
    UsageFault
        If the run has no such coupling (with the nearest), or there is no such form.
    """
    return rendered(sheet_content(park, catalog, settings, result, ref, lang, scenario=scenario, price=price), form)


def rendered(content: Content, form: str) -> bytes:
    """Return a sheet's content as a file of one of `FORMS`; raises UsageFault if it is none of them."""
    if form not in FORMS:
        raise UsageFault("no_such_form", form, ", ".join(FORMS))
    return word_document(content) if form == "docx" else html_page(content)
