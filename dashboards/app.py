"""The app factory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dash import Dash

from dashboards import shell
from dashboards.jobs import Jobs
from dashboards.parks import offered_parks
from dashboards.state import AppState
from dashboards.theme import INK

__all__ = ["create_app"]

_INDEX = """<!DOCTYPE html>
<html>
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body style="background: BACKGROUND">
        {%app_entry%}
        <footer>{%config%}{%scripts%}{%renderer%}</footer>
    </body>
</html>"""


def create_app(parks: Mapping[str, Path] | None = None, lang: str = "zh", jobs: Jobs | None = None) -> Dash:
    """Make the app.

    Parameters
    ----------
    parks
        Folders or workbooks by the id they have in addresses; the built-in parks if absent.
    lang
        Language of an address that names none.
    jobs
        Where runs are made and kept; a new place if absent.

    Returns
    -------
    Dash
        Its ``server`` is a WSGI application; nothing is loaded from elsewhere.
    """
    # pages are found by the package's name: a module's would load each of them twice
    # and without the last choice every page would be drawn once more and sent along with each index
    app = Dash("dashboards", use_pages=True, serve_locally=True, title="circnet", update_title="",
               suppress_callback_exceptions=True)  # fmt: skip
    app.index_string = _INDEX.replace("BACKGROUND", INK["light"]["surface"])
    app_state = AppState(offered_parks(parks), lang, jobs or Jobs())
    app_state.attach(app.server)
    app.layout = lambda: shell.layout(app_state)
    shell.register(app)
    return app
