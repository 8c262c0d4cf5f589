"""Tables that are read and printed as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

__all__ = ["plain_table"]


def plain_table(heads: Sequence[str], body: Sequence[Sequence[str]], texts: Sequence[int] = ()) -> html.Table:
    """Return a table that is read and printed as it stands; the first column names, figures stand on the right."""

    def look(place: int) -> str:
        return "" if place == 0 or place in texts else "figure"

    cells = [html.Th(head, scope="col", className=look(place)) for place, head in enumerate(heads)]
    lines = [
        html.Tr([html.Th(row[0], scope="row"),
                 *[html.Td(cell, className=look(place)) for place, cell in enumerate(row[1:], 1)]])
        for row in body
    ]  # fmt: skip
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(lines)], className="plain-table")
