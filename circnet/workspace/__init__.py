"""Own parks in a database: kept with every change, undone, shared by several people, backed up as one file."""

from circnet.workspace.backup import back_up, restore
from circnet.workspace.changes import CHANGE_COLUMNS, difference
from circnet.workspace.database import usual_place
from circnet.workspace.frozen import Frozen, catalog_digest
from circnet.workspace.workspace import Workspace

__all__ = [
    "CHANGE_COLUMNS",
    "Frozen",
    "Workspace",
    "back_up",
    "catalog_digest",
    "difference",
    "restore",
    "usual_place",
]
