"""An address that is no page."""

from __future__ import annotations

from dash import html, register_page

from dashboards.address import view_of
from dashboards.i18n import t
from dashboards.notices import notice_panel
from dashboards.views.notices import Notice

register_page(__name__, title="circnet")


def layout(**query: str) -> html.Div:
    """Say so, and where to go on."""
    view = view_of(query)
    said = Notice(t("notice.no_page", view.lang), t("notice.no_page_advice", view.lang))
    start = html.A(t("pages.overview", view.lang), href=view.address("/"), className="inside")
    return html.Div([notice_panel(said), html.P(start)], className="page")
