"""Files that the page of own data hands over: template, a version as a workbook, questionnaires, a backup."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dash import Input, Output, State, callback, dcc, no_update

from circnet.errors import CircnetError
from circnet.exchange.questionnaire import questionnaires
from circnet.exchange.template import empty_park, park_workbook
from circnet.park import load_catalog, load_park
from circnet.park.attachments import BOUNDARY, SCENARIOS
from circnet.park.faults import errors_of
from circnet.workspace.judging import park_of
from dashboards.data_history import backup_file
from dashboards.ids_data import Data as Ids
from dashboards.state import state

__all__ = ["file_of"]


@callback(
    Output(Ids.BOOK_FILE, "data"), Input(Ids.BOOK_ASKED, "data"), State(Ids.VIEW, "data"), prevent_initial_call=True
)
def hand_over(asked: Mapping[str, Any] | None, view: Mapping[str, Any]) -> Any:  # noqa: ANN401  what Dash takes
    """Hand a file over."""
    if not asked:
        return no_update
    try:
        found = file_of(str(asked["file"]), view["park"], int(asked.get("version") or 0), view["lang"])
    except (CircnetError, KeyError):
        return no_update
    return no_update if found is None else dcc.send_bytes(found[1], found[0])


def file_of(file: str, park: str, version: int, lang: str) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a file; None if there is none such.

    Parameters
    ----------
    file
        ``template``, ``book`` (a version of the park, as a zip of its folder where it holds no park),
        ``questionnaires`` or ``backup``.
    """
    catalog, workspace = load_catalog(), state().workspace
    if file == "template":
        return "circnet-template.xlsx", park_workbook(empty_park(), catalog, lang)
    if file == "backup":
        return None if workspace is None else ("circnet-workspace.db", backup_file(workspace))
    files = _files(park, version)
    found, faults = (
        park_of(files, catalog) if files is not None else (load_park(state().parks[park].path, catalog), None)
    )
    if file == "questionnaires" and found is not None:
        with tempfile.TemporaryDirectory(prefix="circnet-") as folder:
            made = questionnaires(found, catalog, Path(folder), (), lang)
            return f"questionnaires-{park}.zip", _zipped({path.name: path.read_bytes() for path in made})
    name = f"{park}-v{version}" if version else park
    if found is None or (faults is not None and len(errors_of(faults))):
        return f"{name}.zip", _zipped({path: text.encode() for path, text in (files or {}).items()})
    kept = {path: text for path, text in (files or {}).items() if path.startswith(SCENARIOS) or path == BOUNDARY}
    return f"{name}.xlsx", park_workbook(found, catalog, lang, files=kept)


def _files(park: str, version: int) -> dict[str, str] | None:
    """Return the files of a version of an own park, the newest if none is named; None of a built-in one."""
    offered, workspace = state().parks[park], state().workspace
    if offered.version is None or workspace is None:
        return None
    return workspace.files(park, version or None)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for path, data in sorted(files.items()):
            archive.writestr(ZipInfo(path), data, ZIP_DEFLATED)
    return target.getvalue()
