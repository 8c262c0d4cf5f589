"""Own parks in a database: kept with every change, undone, shared by several people, backed up as one file."""

from circnet.workspace.backup import back_up, restore
from circnet.workspace.changes import CHANGE_COLUMNS, difference
from circnet.workspace.workspace import Workspace

__all__ = ["CHANGE_COLUMNS", "Workspace", "back_up", "difference", "restore"]
