"""What each of the 300 corrupted workbooks takes: `circnet check` in a process of its own, its seconds and its memory.

Run with ``python benchmarks/workbooks.py [--every N]``. A process that checks a sound workbook stands beside them: most
of the time is Python, its libraries and the catalog.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.exchange import books
from tests.exchange.corrupted import corrupted, sound


def checked(path: Path) -> tuple[float, float, int, str]:
    """Return seconds, MB at most, the exit code and what was said, of checking a workbook."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "circnet", "check", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode, said


def main() -> None:
    """Print the slowest, the largest, and whatever gave no clear answer."""
    given = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    given.add_argument("--every", type=int, default=1, help="take every N-th workbook only")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "park.xlsx"
        plain = checked(books.write(sound(), path))
        for number in range(0, 300, given.parse_args().every):
            path.unlink(missing_ok=True)
            kind, _ = corrupted(number, path)
            seconds, megabytes, code, said = checked(path)
            clear = code in (0, 1) and "Traceback" not in said and bool(said.strip())
            rows.append((seconds, megabytes, number, kind, clear))
    print(f"a sound one: {plain[0]:.2f} s, {plain[1]:.0f} MB")
    for place, unit in ((0, "s"), (1, "MB")):
        worst = sorted(rows, key=lambda row: -row[place])[:5]
        print("most " + unit, "; ".join(f"{row[place]:.2f} {unit} no. {row[2]} {row[3]}" for row in worst))
    print(
        "median",
        f"{sorted(row[0] for row in rows)[len(rows) // 2]:.2f} s",
        "unclear:",
        [row[2:4] for row in rows if not row[4]],
    )


if __name__ == "__main__":
    main()
