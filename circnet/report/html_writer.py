"""A report as one HTML file that asks for nothing outside itself and prints on A4."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circnet.report.document import Document, Table, cell_text, is_numeric, printable
from circnet.text import t

if TYPE_CHECKING:
    from jinja2 import Template


def html_text(document: Document) -> str:
    """Return a report as HTML; every text is escaped."""
    sources = t("document.sources", document.lang)
    return printable(_template().render(document=document, sources_title=sources, columns=_columns, drawing=_drawing))


def _columns(part: Table) -> list[tuple[str, str, list[str]]]:
    """Heading, side and cells of each column of a table."""
    texts = [[cell_text(value) for value in part.frame.iloc[:, place]] for place in range(part.frame.shape[1])]
    return [
        (str(heading), "number" if is_numeric(cells) else "text", cells)
        for heading, cells in zip(part.frame.columns, texts, strict=True)
    ]


def _drawing(svg: str) -> str:
    """An SVG file without what comes before its root, which HTML does not take."""
    return svg[svg.index("<svg") :]


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("circnet.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html.j2")
