"""The command line: every command is one analysis, told as tables or as one JSON object.

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage, 3 no solution. A module per subject; the order of the
imports is the order of the commands in the help.
"""

# isort: off
import os
import sys

# before numpy is there: its matrices are small here, and threads for them only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from circnet.cli.telling import app
from circnet.cli import parks as _parks
from circnet.cli import couple as _couple
from circnet.cli import why as _why
from circnet.cli import sheet as _sheet
from circnet.cli import structure as _structure
from circnet.cli import balance as _balance
from circnet.cli import close as _close
from circnet.cli import reconcile as _reconcile
from circnet.cli import heat as _heat
from circnet.cli import water as _water
from circnet.cli import gaps as _gaps
from circnet.cli import explore as _explore
from circnet.cli import compare as _compare
from circnet.cli import uncertain as _uncertain
from circnet.cli import sweep as _sweep
from circnet.cli import progress as _progress
from circnet.cli import standing as _standing
from circnet.cli import template as _template
from circnet.cli import questionnaire as _questionnaire
from circnet.cli import draft as _draft
from circnet.cli import workspace as _workspace
from circnet.cli import export as _export
from circnet.cli import report as _report
from circnet.cli import serve as _serve
# isort: on

__all__ = ["app", "main"]

_COMMANDS = (
    _parks,
    _couple,
    _why,
    _sheet,
    _structure,
    _balance,
    _close,
    _reconcile,
    _heat,
    _water,
    _gaps,
    _explore,
    _compare,
    _uncertain,
    _sweep,
    _progress,
    _standing,
    _template,
    _questionnaire,
    _draft,
    _workspace,
    _export,
    _report,
    _serve,
)


def main() -> None:
    """Run the command line; stdout and stderr speak UTF-8 on every system."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()
