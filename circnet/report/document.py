"""A report that people read: headings, paragraphs, tables and figures, told once and written to Word or HTML."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from circnet.errors import UsageFault

__all__ = [
    "FORMS", "Bullets", "Document", "Figure", "Heading", "KeyFigures", "Paragraph", "Part", "Table", "cell_text",
    "form_of", "is_numeric", "printable", "rendered", "to_docx", "to_html",
]  # fmt: skip

FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
"""Media type of each form, by suffix."""
UNKNOWN = "–"

_NUMBER = re.compile(r"[+\-−]?[\d,.]+(\s?%|(\s[^\s\d]{1,6}){1,2})?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a chapter) to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``lead`` is what to remember, ``note`` a caution set apart."""

    text: str
    kind: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigures:
    """Two to five figures in a row, each ``(label, figure)``."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A table to read and to paste.

    Attributes
    ----------
    frame
        Its columns are the headings a reader sees; its index is not shown. Cells are texts or numbers.
    caption, note
        Above and below; empty for none.
    """

    frame: pd.DataFrame
    caption: str = ""
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing, twice: SVG for HTML, PNG for Word (`circnet.report.figure_files`).

    Attributes
    ----------
    svg, png
        The drawing.
    caption
        Below it.
    alt
        What it shows, for who cannot see it.
    """

    svg: str
    png: bytes
    caption: str
    alt: str


Part = Heading | Paragraph | Bullets | KeyFigures | Table | Figure


@dataclass(frozen=True)
class Document:
    """A report in one language.

    Attributes
    ----------
    title, subtitle
        At the top.
    lang
        ``zh`` or ``en``.
    parts
        In the order of reading.
    sources
        Works cited, a line each, at the end.
    """

    title: str
    subtitle: str
    lang: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...] = ()


def to_docx(document: Document) -> bytes:
    """Return a report as a Word file on A4; the same report gives the same bytes."""
    from circnet.report.docx_writer import word_file

    return word_file(document)


def to_html(document: Document) -> str:
    """Return a report as one HTML file that asks for nothing outside itself and prints on A4."""
    from circnet.report.html_writer import html_text

    return html_text(document)


def form_of(name: str) -> str:
    """Return the form, a key of `FORMS`, that a file's suffix asks for; raises UsageFault if there is none."""
    form = name.rpartition(".")[2].lower() if "." in name else ""
    if form not in FORMS:
        raise UsageFault("document_file", name, ", ".join(f".{one}" for one in FORMS))
    return form


def rendered(document: Document, form: str) -> bytes:
    """Return a report as a file of one of `FORMS`; raises UsageFault if it is none of them."""
    if form not in FORMS:
        raise UsageFault("document_file", form, ", ".join(f".{one}" for one in FORMS))
    return to_docx(document) if form == "docx" else to_html(document).encode("utf-8")


def printable(text: str) -> str:
    """Return a text with what no file can hold (control characters) shown as a replacement character."""
    return _NOT_XML.sub("\ufffd", text)


def cell_text(value: object) -> str:
    """Return a cell as a reader sees it: four figures of a fraction, every one of a whole number, – where unknown."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return f"{int(value):,}"
    if isinstance(value, float | np.floating):
        return _four_figures(float(value))
    return printable(str(value))


def is_numeric(texts: Sequence[str]) -> bool:
    """Whether a column of cells holds numbers, bare or with a unit; such a column stands to the right."""
    told = [text for text in texts if text not in ("", UNKNOWN)]
    return bool(told) and all(_NUMBER.fullmatch(text) for text in told)


def _four_figures(value: float) -> str:
    if value == 0.0 or not math.isfinite(value):
        return f"{value:.0f}"
    digits = 3 - math.floor(math.log10(abs(value)))
    text = f"{value:,.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
