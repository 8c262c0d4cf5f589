"""A report as a Word document on A4: real headings, header rows that repeat, page numbers, fonts that have Chinese."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

from circnet.report.document import (
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    Part,
    Table,
    cell_text,
    is_numeric,
    printable,
)
from circnet.report.word_parts import ACCENT, EPOCH, FILL, GREY, INK, WARN, add_text, shade, speak, steady_bytes
from circnet.text import t

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle
    from docx.table import Table as WordTable
    from docx.table import _Row
    from docx.text.paragraph import Paragraph as WordParagraph

_SIZES = {"Normal": 9.5, "Title": 17.0, "Heading 1": 12.5, "Heading 2": 10.5, "Heading 3": 9.5, "List Bullet": 9.5,
          "Caption": 8.5}  # fmt: skip
_SMALL = 8.0
_WIDTH_MM, _MARGIN_MM = 210.0, 18.0
_INSIDE_MM = _WIDTH_MM - 2 * _MARGIN_MM
_NARROW, _BROAD = 5, 34
"""Least and most letters that count for the width of a column."""


def word_file(document: Document) -> bytes:
    """Return a report as a Word document; the same report gives the same bytes."""
    from docx import Document as new_document

    word = new_document()
    _page(word, document)
    word.add_paragraph(printable(document.title), style="Title")
    if document.subtitle:
        _text(word.add_paragraph(), document.subtitle, color=GREY)
    for part in document.parts:
        _write(word, part)
    if document.sources:
        word.add_heading(t("document.sources", document.lang), level=2)
        for place, source in enumerate(document.sources, start=1):
            _text(word.add_paragraph(), f"{place}. {source}", size=_SMALL, color=GREY)
    return steady_bytes(word)


def _write(word: WordDocument, part: Part) -> None:
    match part:
        case Heading():
            word.add_heading(printable(part.text), level=min(max(part.level, 1), 3))
        case Paragraph(kind="note"):
            cell = word.add_table(rows=1, cols=1).cell(0, 0)
            shade(cell, WARN)
            _text(cell.paragraphs[0], part.text)
            _gap(word)
        case Paragraph():
            lead = part.kind == "lead"
            _text(word.add_paragraph(), part.text, size=_SIZES["Normal"] + 1 if lead else 0.0)
        case Bullets():
            for item in part.items:
                word.add_paragraph(printable(item), style="List Bullet")
        case KeyFigures():
            _key_figures(word, part)
        case Table():
            _table(word, part)
        case Figure():
            _figure(word, part)


def _page(word: WordDocument, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(_WIDTH_MM), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(16)
    section.footer_distance = Mm(8)
    language = "zh-CN" if document.lang == "zh" else "en-GB"
    for name, size in _SIZES.items():
        _style(word.styles[name], size, language)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = t("document.page", document.lang, page="\0", pages="\0").split("\0")
    _text(footer, before, size=_SMALL, color=GREY)
    _field(footer, "PAGE")
    _text(footer, between, size=_SMALL, color=GREY)
    _field(footer, "NUMPAGES")
    _text(footer, after, size=_SMALL, color=GREY)
    properties = word.core_properties
    properties.title, properties.subject = printable(document.title)[:255], printable(document.subtitle)[:255]
    properties.author, properties.comments, properties.language = "circnet", "", language
    properties.created = properties.modified = EPOCH


def _style(style: ParagraphStyle, size: float, language: str) -> None:
    """Font, size and spacing."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font, form = style.font, style.paragraph_format
    font.size, font.italic = Pt(size), False
    font.bold = style.name not in ("Normal", "List Bullet", "Caption")
    coloured = {"Heading 1": ACCENT, "Heading 2": ACCENT, "Caption": GREY}
    font.color.rgb = RGBColor.from_string(coloured.get(style.name or "", INK))
    speak(style, language)
    form.space_before, form.space_after = Pt(8 if style.name in ("Heading 1", "Heading 2") else 0), Pt(3)
    form.line_spacing = 1.1
    if style.name == "Title":
        for line in style.element.iter(qn("w:pBdr")):
            line.getparent().remove(line)


def _text(paragraph: WordParagraph, text: str, *, size: float = 0.0, color: str = "", bold: bool = False) -> None:
    add_text(paragraph, printable(text), size=size, color=color, bold=bold)


def _field(paragraph: WordParagraph, instruction: str) -> None:
    """A field that Word fills in, as the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run()
    run.font.size = Pt(_SMALL)
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = instruction
            run._r.append(code)


def _key_figures(word: WordDocument, part: KeyFigures) -> None:
    table = word.add_table(rows=1, cols=max(len(part.items), 1))
    for cell, (label, figure) in zip(table.rows[0].cells, part.items, strict=True):
        shade(cell, FILL)
        _text(cell.paragraphs[0], label, size=_SMALL, color=GREY)
        _text(cell.add_paragraph(), figure, size=_SIZES["Normal"] + 2, bold=True)
    _gap(word)


def _table(word: WordDocument, part: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    headings = [printable(str(name)) for name in part.frame.columns]
    columns = [[cell_text(value) for value in part.frame.iloc[:, place]] for place in range(len(headings))]
    if part.caption:
        caption = word.add_paragraph(printable(part.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
    if headings:
        table = word.add_table(rows=1, cols=len(headings), style="Table Grid")
        for _ in range(len(part.frame)):
            table.add_row()
        _repeats(table.rows[0])
        cells = [list(row.cells) for row in table.rows]
        for place, (heading, texts) in enumerate(zip(headings, columns, strict=True)):
            right = is_numeric(texts)
            for line, text in enumerate([heading, *texts]):
                cell = cells[line][place]
                _text(cell.paragraphs[0], text, size=_SMALL, bold=line == 0)
                cell.paragraphs[0].paragraph_format.space_after = 0
                if right:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if line == 0:
                    shade(cell, FILL)
        _widths(table, headings, columns)
    if part.note:
        _text(word.add_paragraph(), part.note, size=_SMALL, color=GREY)
    else:
        _gap(word)


def _repeats(row: _Row) -> None:
    """Let a header row stand on every page of its table."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _widths(table: WordTable, headings: list[str], columns: list[list[str]]) -> None:
    """Share the width of the page among columns by the letters that they hold."""
    from docx.shared import Mm

    longest = [
        max(_NARROW, min(_BROAD, max((_letters(text) for text in texts), default=0)), min(_letters(heading), 12))
        for heading, texts in zip(headings, columns, strict=True)
    ]
    table.autofit = False
    for column, letters in zip(table.columns, longest, strict=True):
        column.width = Mm(_INSIDE_MM * letters / sum(longest))
        for cell in column.cells:
            cell.width = Mm(_INSIDE_MM * letters / sum(longest))


def _letters(text: str) -> int:
    """Width of a text in letters; a Chinese one counts twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _figure(word: WordDocument, part: Figure) -> None:
    from docx.shared import Mm

    picture = word.add_picture(io.BytesIO(part.png))
    if picture.width > Mm(_INSIDE_MM):
        picture.height = round(picture.height * Mm(_INSIDE_MM) / picture.width)
        picture.width = Mm(_INSIDE_MM)
    picture._inline.docPr.set("descr", printable(part.alt))
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    word.add_paragraph(printable(part.caption), style="Caption")


def _gap(word: WordDocument) -> None:
    """A little room; tables that touch would become one."""
    from docx.shared import Pt

    form = word.add_paragraph().paragraph_format
    form.line_spacing, form.space_after = Pt(5), Pt(0)
