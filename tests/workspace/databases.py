"""Databases for the tests: files of SQLite, and a PostgreSQL that is started and thrown away."""

import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def postgresql(folder):
    """Start a server in a folder that listens on a socket there only; give its address."""
    if not PROGRAMS:
        message = "needs PostgreSQL: install the package `postgresql`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    run = _as_postgres(folder)
    data = folder / "data"
    run("initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", "--username=postgres", "--pgdata", data)
    quiet = f"-k {folder} -c listen_addresses='' -c fsync=on"
    run("pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log", "--options", quiet, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "--pgdata", data, "--wait", "--mode=immediate", "stop")


def _as_postgres(folder):
    """How to call PostgreSQL's programs: they refuse to be run by root."""
    owner = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        shutil.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def run(program, *arguments):
        command = [PROGRAMS[-1] / program, *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)

    return run
