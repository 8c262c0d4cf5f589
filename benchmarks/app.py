"""How long a user waits: the first page, a park's page, a re-solve from the slider; in headless Chromium.

Run with ``python benchmarks/app.py``. Beside each time stands its ratio to the bare analysis of the same park in this
process, the least that any page showing it could take.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Page, sync_playwright

from circnet.coupling import Settings, couple
from circnet.park import load_catalog, load_park

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ROW = ".couplings-grid .ag-center-cols-container .ag-row"
ROUNDS = 5
LIMITS = {"first page": 2.0, "page of a park": 1.5, "re-solve from the slider": 1.5}


@contextmanager
def served(cache: str) -> Iterator[tuple[str, float]]:
    """Start the app; give its address and the seconds till it said it."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "circnet", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ | {"CIRCNET_CACHE": cache}, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+?/", server.stdout.readline())
        assert found, "the app did not start"
        yield found[0], time.perf_counter() - start
        server.terminate()


def timed(act: Callable[[], object]) -> float:
    """Return the seconds an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def first_page(page: Page, address: str) -> None:
    """Open the overview until its table is there."""
    page.goto(address)
    page.locator("h1").wait_for()
    page.locator(".page-overview .js-plotly-plot .main-svg").first.wait_for()


def park_page(page: Page, address: str, park: str) -> None:
    """Open the couplings of a park until its table is there."""
    page.goto(f"{address}couplings?park={park}")
    page.locator(ROW).first.wait_for()


def slide(page: Page) -> None:
    """Move the carbon price one step and wait for the table of another run."""
    before = page.locator("#couplings-strip .saving .value").inner_text()
    page.locator("#couplings-carbon [role=slider]").press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('#couplings-strip .saving .value')?.innerText !== before", arg=before
    )
    page.locator(ROW).first.wait_for()


def bare() -> float:
    """Return the seconds of the analysis alone, with all imports done."""
    catalog = load_catalog()
    park = load_park("golmud", catalog)
    couple(park, catalog, Settings())
    settings = [Settings(carbon_price=5.0 * number) for number in range(ROUNDS)]
    return statistics.median(timed(partial(couple, park, catalog, one)) for one in settings)


def main() -> None:
    """Print the table."""
    alone = bare()
    with tempfile.TemporaryDirectory() as cache, served(cache) as (address, started), sync_playwright() as play:
        sys.stdout.write(f"start of the server until it says its address: {started:.2f} s\n")
        with tempfile.TemporaryDirectory() as profile:
            browser = play.chromium.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=FLAGS, headless=False, viewport={"width": 1366, "height": 768}
            )
            page = browser.pages[0]
            cold = timed(lambda: first_page(page, address))
            page.goto(f"{address}couplings?park=golmud")
            page.locator(ROW).first.wait_for(timeout=120_000)
            times = {
                "first page": [timed(lambda: first_page(page, address)) for _ in range(ROUNDS)],
                "page of a park": [timed(lambda: park_page(page, address, "golmud")) for _ in range(ROUNDS)],
                "re-solve from the slider": [timed(lambda: slide(page)) for _ in range(ROUNDS)],
            }
            browser.close()
    sys.stdout.write(f"first page right after the start: {cold:.2f} s (limit {LIMITS['first page']} s)\n")
    sys.stdout.write(f"bare analysis of golmud: {alone:.2f} s\n")
    for name, seconds in times.items():
        median, worst = statistics.median(seconds), max(seconds)
        sys.stdout.write(
            f"{name}: median {median:.2f} s, worst {worst:.2f} s, {median / alone:.1f} x the bare analysis"
            f" (limit {LIMITS[name]} s)\n"
        )


if __name__ == "__main__":
    main()
