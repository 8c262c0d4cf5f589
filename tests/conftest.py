"""Fixtures that several test modules share."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-software-rasterizer",
    "--disable-extensions",
    # The app must do without the outside: nothing but this machine can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# Workers share the processors already: the threads of a matrix product would only wait for each other.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# What the imports made stays to the end: looking through it again for garbage took a fifth of the suite's time.
gc.disable()

# Every call of a command would build all commands with all their options anew.
typer.testing._get_command = cache(typer.testing._get_command)

# A solve takes as long as the machine lets it; a failing example is printed so that it can be replayed.
settings.register_profile("circnet", deadline=None, print_blob=True)
settings.load_profile("circnet")


def pytest_collection_finish() -> None:
    """Collect garbage again, seldom, and only among what comes after the imports."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's own folder."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference cases beside the project's."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the reference cases: there is no folder {folder.name!r} beside {PROJECT.name!r}")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; only CI insists on having one."""
    if not CHROMIUM.exists():
        message = f"needs Chromium at {CHROMIUM}: install the package `chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=False)
        yield started
        started.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> Iterator[BrowserContext]:
    """What all pages share: scripts that were fetched and compiled once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(visitors: BrowserContext) -> Iterator[Page]:
    """A page of somebody who was never here before."""
    opened = visitors.new_page()
    yield opened
    if opened.url.startswith("http"):
        opened.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    visitors.clear_cookies()
    opened.close()
