"""A sheet as a Word document on A4, in fonts that have Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circnet.report.word_parts import ACCENT, EPOCH, FILL, GREY, INK, WARN, add_text, shade, speak, steady_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table

    from circnet.report.sheet.content import Content, Part

LEFT = 5
"""Parts in the left column: the deal; what it needs and what could break it stand in the right one."""
_TEXT, _SMALL = 8.0, 6.0
_WIDTH_MM, _MARGIN_MM = 210.0, 11.0
_FIRM_WIDTHS_MM = (32.0, 78.0, 78.0)
_STEP_WIDTHS_MM = (7.0, 125.0, 32.0, 24.0)


def word_document(content: Content) -> bytes:
    """Return a sheet as a Word document; the same content gives the same bytes."""
    from docx import Document as new_document

    document = new_document()
    _page(document, content)
    document.add_heading(content.title, level=1)
    add_text(document.add_paragraph(), content.subtitle, color=GREY)
    add_text(document.add_paragraph(), content.lead, size=_TEXT + 1)
    _headline(document, content)
    caution = document.add_table(rows=1, cols=1).cell(0, 0)
    shade(caution, WARN)
    add_text(caution.paragraphs[0], content.caution)
    _gap(document)
    _widths(_grid(document, content.firms, head=True), _FIRM_WIDTHS_MM)
    _gap(document)
    _columns(document, content.parts)
    document.add_heading(content.steps_title, level=2)
    _widths(_grid(document, content.steps, head=True), _STEP_WIDTHS_MM)
    _gap(document)
    blanks = _grid(document, (content.blanks,), head=False)
    for cell in blanks.rows[0].cells:
        cell.add_paragraph()
    add_text(document.add_paragraph(), content.sources_title, size=_SMALL, color=GREY, bold=True)
    add_text(document.add_paragraph(), " · ".join(content.sources), size=_SMALL, color=GREY)
    add_text(document.add_paragraph(), content.basis, size=_SMALL, color=GREY)
    return steady_bytes(document)


def _page(document: Document, content: Content) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(_WIDTH_MM), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(9)
    language = "zh-CN" if content.lang == "zh" else "en-GB"
    for name, size in (("Normal", _TEXT), ("Heading 1", 14.0), ("Heading 2", 9.0)):
        _style(document.styles[name], size, language)
    properties = document.core_properties
    properties.title, properties.subject = content.title[:255], content.subtitle[:255]
    properties.author, properties.comments, properties.language = "circnet", "", language
    properties.created = properties.modified = EPOCH


def _style(style: ParagraphStyle, size: float, language: str) -> None:
    """Font, size and spacing."""
    from docx.shared import Pt, RGBColor

    font, form = style.font, style.paragraph_format
    font.size, font.bold = Pt(size), style.name != "Normal"
    font.color.rgb = RGBColor.from_string(ACCENT if style.name == "Heading 2" else INK)
    speak(style, language)
    form.space_before, form.space_after = Pt(3 if style.name == "Heading 2" else 0), Pt(1)
    form.line_spacing = 1.0


def _headline(document: Document, content: Content) -> None:
    table = document.add_table(rows=1, cols=len(content.headline))
    for cell, (label, figure) in zip(table.rows[0].cells, content.headline, strict=True):
        shade(cell, FILL)
        add_text(cell.paragraphs[0], label, size=_TEXT - 1, color=GREY)
        add_text(cell.add_paragraph(), figure, size=_TEXT + 2.5, bold=True)
    _gap(document)


def _gap(document: Document) -> None:
    """A little room; tables that touch would become one."""
    from docx.shared import Pt

    form = document.add_paragraph().paragraph_format
    form.line_spacing, form.space_after = Pt(4), Pt(0)


def _grid(document: Document, rows: Sequence[Sequence[str]], *, head: bool) -> Table:
    """A table with lines; the first row is its header where there is one."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for line, (cells, texts) in enumerate(zip((row.cells for row in table.rows), rows, strict=True)):
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            titled = head and line == 0
            add_text(cell.paragraphs[0], text, bold=titled, color="" if titled or place else GREY)
            if titled:
                shade(cell, FILL)
    return table


def _widths(table: Table, widths: Sequence[float]) -> None:
    from docx.shared import Mm

    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _columns(document: Document, parts: Sequence[Part]) -> None:
    """The deal on the left, what it needs on the right."""
    table = document.add_table(rows=1, cols=2)
    for cell, column in zip(table.rows[0].cells, (parts[:LEFT], parts[LEFT:]), strict=True):
        for place, part in enumerate(column):
            title = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            title.style = "Heading 2"
            add_text(title, part.title)
            for label, text in part.rows:
                paragraph = cell.add_paragraph()
                if label:
                    add_text(paragraph, f"{label}  ", color=GREY)
                add_text(paragraph, text)
