"""An app in a process of its own, pages that note what they should not do, and what drives them."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

PROJECT = Path(__file__).resolve().parents[2]
SERVE = (
    "import pathlib, sys; from circnet.workspace import Workspace; from dashboards.serve import serve;"
    "parks = {name: pathlib.Path(path) for name, path in zip(sys.argv[2::2], sys.argv[3::2])};"
    "serve('127.0.0.1', 0, 'zh', parks, Workspace(sys.argv[1]) if sys.argv[1] else None)"
)
ROW = ".couplings-grid .ag-center-cols-container .ag-row"
SLOW = 90_000
expect.set_options(timeout=20_000)  # two cores may be busy with other tests
# of the software rendering of a browser without a screen, not of our code
NOT_OURS = ("GL Driver Message", "willReadFrequently", "Automatic fallback to software WebGL")


@contextmanager
def served(parks, workspace=""):
    """Serve parks by id, and those of a workspace; give the address."""
    path = os.pathsep.join(filter(None, [str(PROJECT), *sys.path]))
    told = [part for name, folder in parks.items() for part in (name, str(folder))]
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, workspace, *told],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "CIRCNET_CACHE": "off"},
    ) as server:  # fmt: skip
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found, "the app did not say where it is"
        yield found[0]
        server.terminate()
        assert server.wait(30) == 0


def watch(page, address):
    """Return lists of what the page's console complains of and which requests leave the app."""
    complaints, strangers = [], []
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type in ("error", "warning") and not any(word in said.text for word in NOT_OURS)
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None
        ),
    )
    return complaints, strangers


def open_couplings(page, address, query="park=tiny"):
    """Open the couplings of a park and wait for the table."""
    page.goto(f"{address}couplings?{query}")
    expect(page.locator(ROW).first).to_be_visible(timeout=SLOW)


def switch(page, lang):
    """Switch the language."""
    page.locator("#shell-lang label", has_text={"zh": "中文", "en": "EN"}[lang]).click()
    page.wait_for_function("lang => document.documentElement.lang.startsWith(lang)", arg=lang)


def at_rest(page, place):
    """Wait till a drawing is not drawn anew for half a second: it forgets a click that falls into that."""
    page.evaluate(
        """(place) => new Promise((rest) => {
          let wait = setTimeout(rest, 500);
          document.querySelector(place + " .js-plotly-plot").on("plotly_afterplot", () => {
            clearTimeout(wait);
            wait = setTimeout(rest, 500);
          });
        })""",
        place,
    )


def hold_back(page, ours):
    """Keep one answer to the app's page from it.

    Parameters
    ----------
    ours
        Says of what was asked (text) and what is answered (text) whether it is the one.

    Returns
    -------
    Function that waits till the answer is there, and gives a function that hands it over.
    """
    held = []

    def hold(route):
        answer, asked = route.fetch(), route.request.post_data or ""
        if not held and answer.status == 200 and ours(asked, answer.text()):
            held.append(lambda: route.fulfill(response=answer))
        else:
            route.fulfill(response=answer)

    def wait():
        for _ in range(SLOW // 50):
            if held:
                return held[0]
            page.wait_for_timeout(50)
        raise AssertionError("the answer to hold back did not come")

    page.route(re.compile("_dash-update-component"), hold)
    return wait
