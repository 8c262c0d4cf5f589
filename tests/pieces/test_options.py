"""Options for machines beside what is not worked on in pieces."""

import pytest

from tests.commandline import circnet


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("gaps", "golmud", "--curve", "soda_ash", "--jobs", 2), "--curve"),
        (("gaps", "golmud", "--prospectus", "soda_ash", "--out", "x.html", "--folder", "x"), "--prospectus"),
        (("progress", "golmud", "--no-model", "--scheduler", "tcp://127.0.0.1:1"), "progress"),
    ],
)
def test_machines_for_what_has_no_pieces_are_refused(command, told):
    done = circnet(*command, "--lang", "en")
    assert done.returncode == 2
    assert told in done.stderr
    assert "--jobs" in done.stderr
