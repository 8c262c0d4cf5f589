"""Serving the app: one process with threads, and worker processes for the solving."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from dash import Dash, page_registry
from waitress.server import create_server

from circnet.workspace import Workspace
from dashboards.app import create_app
from dashboards.i18n import t
from dashboards.jobs import Jobs
from dashboards.state import AppState
from dashboards.store import Store, cache_folder

__all__ = ["serve"]

_THREADS = 12
_WARM_AFTER_S = 3.0
"""Seconds till parks are solved ahead: the first page, asked for at once as a rule, comes before them."""
_COMPARE_AFTER_S = 120.0
"""Seconds till parks are compared ahead: it takes half a minute of a processor, which those who begin now need."""


def serve(
    host: str = "127.0.0.1", port: int = 8050, lang: str = "zh", parks: Mapping[str, Path] | None = None,
    workspace: Workspace | None = None,
) -> None:  # fmt: skip
    """Serve the app until it is stopped.

    Parameters
    ----------
    host, port
        Address to listen on; port 0 takes a free one.
    lang
        Language of the messages, and of an address that names none.
    parks
        Parks by id; the built-in ones if absent.
    workspace
        Parks of the user's own; closed at the end.

    Raises
    ------
    SystemExit
        With code 1 and a plain message if the address cannot be listened on.
    """
    jobs = Jobs(store=Store(folder=cache_folder()))
    studies = Jobs(workers=1, store=jobs.store)
    app = create_app(parks, lang, jobs, studies, workspace)
    try:
        server = create_server(app.server, host=host, port=port, threads=_THREADS, ident="circnet")
    except (OSError, OverflowError, ValueError) as error:
        _fail(t("serve.cannot_listen", lang, host=host, port=port, reason=getattr(error, "strerror", None) or error))
    _draw_once(app)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write(t("serve.address", lang, url=f"http://{_shown(host)}:{_port(server, port)}/") + "\n")
    sys.stdout.flush()
    app_state: AppState = app.server.extensions["circnet"]
    for seconds, ahead in ((_WARM_AFTER_S, app_state.warm), (_COMPARE_AFTER_S, app_state.compare)):
        later = threading.Timer(seconds, ahead)
        later.daemon = True
        later.start()
    try:
        server.run()
    finally:
        jobs.close()
        studies.close()
        if app_state.own:
            app_state.own.close()


def _draw_once(app: Dash) -> None:
    """Draw the first page, unseen: what it needs is read and at hand when somebody asks for it."""
    first = next(page for page in page_registry.values() if page["path"] == "/")
    with app.server.test_request_context(first["path"]):
        first["layout"]()


def _port(server: object, asked: int) -> int:
    """Return the port that was taken."""
    found = getattr(server, "effective_port", None)
    if found is None:  # several sockets, one for each address of the host's name
        listed = getattr(server, "effective_listen", [])
        found = listed[0][1] if listed else asked
    return int(found)


def _shown(host: str) -> str:
    """Return a host that a browser can open."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  what the user asked to listen on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _stop(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1)
