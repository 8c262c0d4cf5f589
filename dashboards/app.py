"""The app factory."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from dash import Dash, set_props
from flask import Response, request, send_file

from circnet.workspace import Workspace
from dashboards import shell
from dashboards.address import view_of
from dashboards.i18n import t
from dashboards.ids import Shell
from dashboards.jobs import Jobs
from dashboards.own_parks import OwnParks
from dashboards.parks import offered_parks
from dashboards.state import AppState
from dashboards.theme import INK

__all__ = ["create_app"]

_log = logging.getLogger(__name__)

_PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"
_BASIC = Path(__file__).with_name("vendor") / "plotly-basic.min.js"
_LATER = (
    "/_dash-component-suites/dash/dcc/async-graph.js",
    _PLOTLY,
    "/_dash-component-suites/dash_ag_grid/async-community.js",
)
"""Scripts that most pages ask for once they know what they show; fetched meanwhile, they are there by then."""

_INDEX = """<!DOCTYPE html>
<html>
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
        AHEAD
        <script>
            document.documentElement.setAttribute("data-mantine-color-scheme",
                localStorage.getItem("mantine-color-scheme-value") === "dark" ? "dark" : "light");
        </script>
        <style>
            html { background: LIGHT } html[data-mantine-color-scheme="dark"] { background: DARK }
        </style>
    </head>
    <body>
        {%app_entry%}
        <footer>{%config%}{%scripts%}{%renderer%}</footer>
    </body>
</html>"""


def create_app(
    parks: Mapping[str, Path] | None = None, lang: str = "zh", jobs: Jobs | None = None, studies: Jobs | None = None,
    workspace: Workspace | None = None,
) -> Dash:  # fmt: skip
    """Make the app.

    Parameters
    ----------
    parks
        Folders or workbooks by the id they have in addresses; the built-in parks if absent.
    lang
        Language of an address that names none, in a browser that chose none.
    jobs
        Where runs are made and kept; a new place if absent.
    studies
        Where what is asked beyond a run is made; with the runs if absent.
    workspace
        Parks of the user's own, which can be edited; none if absent.

    Returns
    -------
    Dash
        Its ``server`` is a WSGI application; nothing is loaded from elsewhere.
    """
    # pages are found by the package's name: a module's would load each of them twice
    # and without the last choice every page would be drawn once more and sent along with each index
    app = Dash("dashboards", use_pages=True, serve_locally=True, title="circnet", update_title="",
               suppress_callback_exceptions=True, on_error=_tell)  # fmt: skip
    ahead = "".join(f'<link rel="prefetch" as="script" href="{app.get_relative_path(path)}">' for path in _LATER)
    page = _INDEX.replace("LIGHT", INK["light"]["ground"]).replace("DARK", INK["dark"]["ground"])
    app.index_string = page.replace("AHEAD", ahead)
    jobs = jobs or Jobs()
    own = OwnParks(workspace) if workspace else None
    AppState(offered_parks(parks), lang, jobs, studies or jobs, own).attach(app.server)
    app.server.before_request(_basic_plotly)
    app.layout = shell.layout
    shell.register(app)
    return app


def _basic_plotly() -> Response | None:
    """Give the bundle with the app's own chart types where the page asks for all of Plotly's."""
    if not request.path.endswith(_PLOTLY):
        return None
    return send_file(_BASIC, mimetype="text/javascript", conditional=True)


def _tell(error: Exception) -> None:
    """Tell of a callback that broke as a note; what exactly stands in the server's log."""
    _log.error("a callback broke", exc_info=error)
    lang = view_of().lang
    note = {"id": "broke", "action": "show", "color": "red", "title": t("run.broke", lang),
            "message": t("run.broke_told", lang), "autoClose": False}  # fmt: skip
    set_props(Shell.NOTES, {"sendNotifications": [note]})
