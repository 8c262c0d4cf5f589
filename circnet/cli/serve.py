"""`circnet serve`: the app."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import Lang, Language, app, opened_workspace, told


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8050,
    workspace: Annotated[
        str, typer.Option(metavar="PLACE|off", help="Own parks: a file, or postgresql://USER@HOST/NAME.")
    ] = "",
    lang: Language = Lang.zh,
) -> None:
    """Serve the app."""
    from dashboards.serve import serve as run  # noqa: PLC0415  dash is slow to import

    with told(as_json=False, lang=lang):
        own = None if workspace == "off" else opened_workspace(workspace)
    run(host, port, lang, workspace=own)
