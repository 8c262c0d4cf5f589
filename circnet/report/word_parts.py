"""What every Word document of circnet shares: fonts that have Chinese, texts, shades, and bytes without a time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

__all__ = ["ACCENT", "EPOCH", "FILL", "GREY", "INK", "WARN", "add_text", "shade", "speak", "steady_bytes"]

_LATIN, _CHINESE = "Arial", "微软雅黑"
INK, GREY, ACCENT, FILL, WARN = "1C2733", "5A6875", "0B6E8A", "EAF2F5", "FDF4E5"
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  Word's own times have no zone


def speak(style: ParagraphStyle, language: str) -> None:
    """Give a style its fonts and language; Word takes Chinese letters from the East Asian font only."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style.font.name = _LATIN
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), _LATIN)
    fonts.set(qn("w:eastAsia"), _CHINESE)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)


def add_text(paragraph: Paragraph, text: str, *, size: float = 0.0, color: str = "", bold: bool = False) -> None:
    """Add a text to a paragraph."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)


def shade(cell: _Cell, color: str) -> None:
    """Give a cell a ground."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:color"), "auto")
    fill.set(qn("w:fill"), color)
    cell._tc.get_or_add_tcPr().append(fill)


def steady_bytes(document: Document) -> bytes:
    """Return the file, with the times in its archive taken out."""
    written, steady = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()
