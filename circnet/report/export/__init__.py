"""A park, its couplings and where its figures are from, for other programs: tables, graphs, maps, models."""

from circnet.report.export.content import Content, gathered
from circnet.report.export.files import (
    FOLDER,
    FORMS,
    MEDIA,
    check_place,
    exported,
    form_of,
    write_export,
    written_whole,
)

__all__ = [
    "FOLDER",
    "FORMS",
    "MEDIA",
    "Content",
    "check_place",
    "exported",
    "form_of",
    "gathered",
    "write_export",
    "written_whole",
]
