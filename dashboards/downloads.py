"""The data of a chart or table as a workbook, beside each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update

from dashboards.frame import run_of
from dashboards.i18n import t
from dashboards.runs import ParkRun

__all__ = ["download_button", "offer_download"]

Book = Callable[[ParkRun, Mapping[str, Any]], tuple[str, bytes]]


def download_button(name: str, lang: str) -> html.Span:
    """Return the button of a download and the component that hands the file over."""
    told = t("run.download", lang)
    return html.Span(
        [html.Button(told, id=f"{name}-get", className="plain", title=t("run.download_told", lang)),
         dcc.Download(id=f"{name}-file")]
    )  # fmt: skip


def offer_download(name: str, view_store: str, book: Book) -> None:
    """Register the callback of a download button.

    Parameters
    ----------
    name
        As given to `download_button`.
    view_store
        Id of the store of the page's view.
    book
        Makes the name and the bytes of the file from the run that is shown and the data of that store.
    """

    def hand_over(clicks: int | None, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  what Dash takes
        run = run_of(data) if clicks else None
        if run is None:
            return no_update
        filename, content = book(run, data)
        return dcc.send_bytes(content, filename)

    callback(
        Output(f"{name}-file", "data"),
        Input(f"{name}-get", "n_clicks", allow_optional=True), State(view_store, "data"),
        running=[(Output(f"{name}-get", "disabled"), True, False)], prevent_initial_call=True,
    )(hand_over)  # fmt: skip
