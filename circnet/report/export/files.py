"""Forms of export by name and by the ending of a file, and files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from circnet.errors import UsageFault
from circnet.report.export.content import Content
from circnet.report.export.plain import archive, csv_files, csv_text, json_text

__all__ = ["FOLDER", "FORMS", "MEDIA", "check_place", "exported", "form_of", "write_export", "written_whole"]

FOLDER: Final = "folder"
"""Form of a folder of CSV files, what a name without an ending asks for."""


def _book(content: Content, lang: str) -> bytes:
    from circnet.report.export.book import park_book

    return park_book(content, lang)


def _graphml(content: Content, lang: str) -> bytes:
    from circnet.report.export.graphs import graphml

    return graphml(content, lang)


def _gexf(content: Content, lang: str) -> bytes:
    from circnet.report.export.graphs import gexf

    return gexf(content, lang)


def _geopackage(content: Content, _: str) -> bytes:
    from circnet.report.export.places import geopackage

    return geopackage(content)


def _geojson(content: Content, _: str) -> bytes:
    from circnet.report.export.places import geojson

    return geojson(content)


def _model(form: str) -> Callable[[Content, str], bytes]:
    def model(content: Content, _: str) -> bytes:
        from circnet.report.export.models import model_file

        return model_file(content, form)

    return model


FORMS: Final[Mapping[str, Callable[[Content, str], bytes]]] = {
    "xlsx": _book,
    "csv": lambda content, _: csv_text(content.links),
    "zip": lambda content, _: archive(content),
    "json": lambda content, _: json_text(content),
    "graphml": _graphml,
    "gexf": _gexf,
    "gpkg": _geopackage,
    "geojson": _geojson,
    "mps": _model("mps"),
    "lp": _model("lp"),
}
"""What makes the bytes of each form, by the ending of a file."""
MEDIA: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
    "zip": "application/zip", "json": "application/json", "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml", "gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json",
    "mps": "text/plain; charset=us-ascii", "lp": "text/plain; charset=us-ascii",
}  # fmt: skip


def form_of(path: Path, form: str = "") -> str:
    """Return the form that a name or an option asks for.

    Raises
    ------
    UsageFault
        If there is no such form, or nobody can tell which is meant.
    """
    known = (*FORMS, FOLDER)
    asked = form.strip().lower().removeprefix(".")
    if asked and asked not in known:
        raise UsageFault("export_form", form, ", ".join(known))
    ending = path.suffix.lower().removeprefix(".")
    if asked:
        return asked
    if not ending:
        return FOLDER
    if ending not in FORMS:
        raise UsageFault("export_ending", path.name, ", ".join(f".{name}" for name in FORMS))
    return ending


def exported(content: Content, form: str, lang: str) -> bytes:
    """Return one of `FORMS` as bytes; the same content gives the same bytes.

    Raises
    ------
    UsageFault
        If there is no such form.
    NoSolution
        If a model is asked for of which there is no optimum.
    """
    if form not in FORMS:
        raise UsageFault("export_form", form, ", ".join(FORMS))
    return FORMS[form](content, lang)


def check_place(path: Path, form: str) -> None:
    """Tell before anything is solved that a file could not be written.

    Raises
    ------
    UsageFault
        If the folder that it belongs to is not there or takes no files, if a folder stands where a file is wanted or
        the other way round, or if the folder that is wanted has files already.
    """
    parent = path.absolute().parent
    if not parent.is_dir():
        raise UsageFault("export_no_folder", str(path), str(parent))
    if form == FOLDER and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageFault("export_folder_taken", str(path))
    if form != FOLDER and path.is_dir():
        raise UsageFault("export_is_folder", str(path))
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageFault("export_unwritable", str(path), str(parent))


def write_export(content: Content, path: Path, form: str, lang: str) -> None:
    """Write an export whole or not at all: beside its place first, then there in one step.

    Raises
    ------
    UsageFault
        As `check_place`.
    OSError
        If the disk is full or takes nothing.
    """
    check_place(path, form)
    written_whole(path, csv_files(content) if form == FOLDER else {path.name: exported(content, form, lang)})


def written_whole(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a file under its own name, or a folder of files by their paths in it, whole or not at all.

    Raises
    ------
    OSError
        If the disk is full or takes nothing.
    """
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".circnet-") as aside:
        made = Path(aside) / "made"
        for name, data in files.items():
            file = made / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if set(files) == {path.name}:
            (made / path.name).replace(path)
            return
        if path.exists():
            path.rmdir()
        made.replace(path)
