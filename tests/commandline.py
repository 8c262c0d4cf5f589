"""Two ways to call circnet: in this process, which has all its modules, and as its users do, in one of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from circnet.cli import app

PROJECT = Path(__file__).resolve().parents[1]


class Done(NamedTuple):
    """What a call left: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def circnet(*arguments) -> Done:
    """Call a command in this process; what circnet did not mean to raise comes through."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "160"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def started(*arguments, **environment) -> Done:
    """Run ``python -m circnet`` and wait for its end."""
    run = subprocess.run(
        [sys.executable, "-m", "circnet", *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
    )  # fmt: skip
    return Done(run.returncode, run.stdout, run.stderr)
