"""What holds of the tree as a whole: its layout, floors, size of modules, and what it must not name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for package in ("circnet", "dashboards") for path in (PROJECT / package).rglob("*.py"))
MOST_LINES = 400
SAYS_NOTHING = {"utils", "util", "common", "helpers", "misc"}

# In pieces, so that this file does not hold what it looks for.
HOSTS = ["py" + "pi.org", "python" + "hosted", "npm" + "js.org", "deb." + "debian"]
FOLDERS = ["work", "tmp", "root"]
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), rf"(?<![\w.~%-])/(?:{'|'.join(FOLDERS)})/"]),
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs git's list of files: this tree is not a git checkout")
    paths = (PROJECT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("entry", ["circnet", "dashboards", "parks", "data", "tests"])
def test_layout_has_folder(entry):
    assert (PROJECT / entry).is_dir()
    assert any((PROJECT / entry).iterdir())


def test_layout_has_pyproject():
    assert (PROJECT / "pyproject.toml").is_file()


@pytest.mark.parametrize("folder", ["data", "parks"])
def test_tables_are_no_import_package(folder):
    assert not list((PROJECT / folder).rglob("*.py"))


def test_no_module_is_too_long():
    lengths = {str(path.relative_to(PROJECT)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_names_say_what_is_inside():
    named = {path for path in tracked() if {path.stem, path.parent.name} & SAYS_NOTHING}
    assert sorted(str(path.relative_to(PROJECT)) for path in named) == []


def test_no_registry_and_no_path_of_one_machine():
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if hit := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(PROJECT)}:{number}: {hit.group()}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_forbidden"),
    [
        ("cd /" + "work/main", True),
        ('"/' + 'tmp/x"', True),
        ("file:///" + "root/x", True),
        ("https://files.python" + "hosted.org/x", True),
        ("https://www.qinghai.gov.cn/work/2024.html", False),
        ("the /workshop/ and its ~/tmp/", False),
        ("frame/work/tmp", False),
    ],
)
def test_what_counts_as_a_path_of_one_machine(line, is_forbidden):
    assert bool(FORBIDDEN.search(line)) is is_forbidden


def test_imports_keep_to_their_floors():
    command = Path(sys.executable).with_name("lint-imports")
    lint = subprocess.run(
        [command, "--no-cache", "--verbose"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr
