"""A sheet as one HTML file that asks for nothing outside itself and prints on A4."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

    from circnet.report.sheet.content import Content


def html_page(content: Content) -> bytes:
    """Return a sheet as HTML, UTF-8; every text is escaped."""
    return _template().render(sheet=content).encode("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("circnet.report.sheet", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
