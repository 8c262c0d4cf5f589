"""`circnet serve`: the app."""

from __future__ import annotations

from typing import Annotated

import typer

from circnet.cli.telling import Lang, Language, app


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8050,
    lang: Language = Lang.zh,
) -> None:
    """Serve the app."""
    from dashboards.serve import serve as run  # noqa: PLC0415  dash is slow to import

    run(host, port, lang)
