"""How long the graph of a large park takes to be drawn, filtered and selected in, against plotly with the same data.

Makes a seeded run of 1,000 firms and 3,000 links, serves it with the real adapter, style and scripts, and drives
headless Chromium. Prints a table; exits with 1 if a limit is broken. Needs the packages of requirements-dev.txt.

    python benchmarks/graph.py [--firms 1000] [--links 3000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, dcc, html
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from circnet.coupling import Settings
from circnet.coupling.reading import OPPORTUNITY_COLUMNS
from circnet.park import ParkInfo
from dashboards import graph_panels
from dashboards.address import View
from dashboards.graph_callbacks import connect_filters, connect_graph
from dashboards.ids import Shell
from dashboards.runs import ParkRun
from dashboards.theme import FAMILIES
from dashboards.views.graph.elements import elements
from dashboards.views.wording import wording_of

PROJECT = Path(__file__).resolve().parents[1]
LIMITS = {
    "first draw": 3.0,
    "filter": 1.0,
    "clear the filter": 1.0,
    "select a firm": 1.0,
    "select all it leads to": 1.0,
}
"""Seconds."""
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
GRAPH = "document.getElementById('bench-graph')._cyreg.cy"
# the next frame of the canvas, and one after it, so that what was asked for has been painted
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


def large_run(firms: int, links: int, seed: int = 1) -> ParkRun:
    """Return a run of a park of so many firms and links; one link in ten is proposed, one in twenty does not run."""
    rng = np.random.default_rng(seed)
    goods, families = 120, list(FAMILIES)
    names = pd.Series([f"f{number:04d}" for number in range(firms)])
    commodities = pd.DataFrame({"id": [f"g{number:03d}" for number in range(goods)]})
    commodities = commodities.assign(
        name_zh="物料" + commodities["id"], name_en="Good " + commodities["id"], unit="t",
        family=[families[number % len(families)] for number in range(goods)],
        composition=[("NaCl:1", "H2SO4:1", "CaCO3:1", "")[number % 4] for number in range(goods)],
    )  # fmt: skip
    # most partners of a firm stand next to it in the list, hence in its zone, as in a real park
    start = rng.integers(firms, size=links)
    step = np.where(rng.random(links) < 0.7, rng.integers(1, 40, size=links), rng.integers(1, firms, size=links))
    table = pd.DataFrame({
        "from": names.to_numpy()[start], "to": names.to_numpy()[(start + step) % firms],
        "commodity": commodities["id"].to_numpy()[rng.integers(goods, size=links)],
        "amount": 10 ** rng.uniform(1, 7, size=links), "mode": "truck", "basis": "reported",
        "grade": rng.choice(list("ABCD"), size=links), "source": "",
    })  # fmt: skip
    chosen = np.arange(links) % 10 == 0
    data = table[~chosen].assign(status=np.where(np.arange((~chosen).sum()) % 18 == 0, "suspended", "existing"))
    couplings = table[chosen].assign(choice="chosen", unit="t", saving=1e6, evidence="C", barriers="")
    parts: dict[str, Any] = {
        "info": ParkInfo("bench", "大园", "Large park", zones=()),
        "enterprises": pd.DataFrame({
            "id": names, "name_zh": "企业" + names, "name_en": "Works " + names, "basis": "reported",
            "zone": [f"zone {number * 14 // firms:02d}" for number in range(firms)],
            "status": rng.choice(["operating", "planned", "suspended"], p=[0.9, 0.05, 0.05], size=firms),
        }),
        "links": data.reset_index(drop=True),
        "partners": pd.DataFrame({"id": [], "name_zh": [], "name_en": []}, dtype="str"),
        "sources": pd.DataFrame({"id": [], "title": []}, dtype="str"),
        "commodities": commodities,
        "modes": pd.DataFrame({"id": ["truck"], "name_zh": ["汽车"], "name_en": ["Truck"]}),
        "hubs": pd.DataFrame({"id": [], "name_zh": [], "name_en": []}, dtype="str"),
        "settings": Settings(),
        "products": pd.DataFrame({"enterprise": names, "commodity": np.resize(commodities["id"], firms)}),
        "opportunities": couplings.reindex(columns=OPPORTUNITY_COLUMNS).reset_index(drop=True),
        "unexplained": pd.DataFrame({"enterprise": []}),
    }  # fmt: skip
    return ParkRun(**{one.name: parts.get(one.name) for one in dataclasses.fields(ParkRun)})


def plotly_peer(run: ParkRun) -> go.Figure:
    """Return the same boxes and lines as plotly WebGL traces, one for the boxes and one per family: no arrowheads."""
    drawn = elements(run, wording_of(run, "zh"))
    at = {one["data"]["id"]: one["position"] for one in drawn if "position" in one}
    figure = go.Figure()
    for family in FAMILIES:
        lines = [one["data"] for one in drawn if one["data"].get("family") == family]
        ends = [[at[line["source"]], at[line["target"]], {"x": None, "y": None}] for line in lines]
        flat = [point for line in ends for point in line]
        figure.add_scattergl(x=[one["x"] for one in flat], y=[one["y"] for one in flat], mode="lines", name=family)
    figure.add_scattergl(
        x=[one["x"] for one in at.values()], y=[one["y"] for one in at.values()], mode="markers+text",
        text=[one["data"]["label"] for one in drawn if "position" in one], textfont={"size": 6},
    )  # fmt: skip
    return figure


def served(run: ParkRun, firms: int) -> tuple[Any, str]:
    """Serve the graph at / and the peer at /plotly; return the server and its address."""
    view = View(park="bench", lang="zh")
    pages = {
        "/": html.Div(
            [graph_panels.filter_panel(run, view, "bench"), graph_panels.graph_panel(run, view, "bench")],
            className="graph-page", style={"height": "700px"},
        ),
        "/plotly": dcc.Graph(id="peer", figure=plotly_peer(run), style={"height": "700px"}),
    }  # fmt: skip
    server: Any = None
    for path, page in pages.items():
        app = Dash(
            f"bench{len(path)}", assets_folder=str(PROJECT / "dashboards" / "assets"), serve_locally=True,
            server=server or True, url_base_pathname=None if path == "/" else f"{path}/",
        )  # fmt: skip
        server = server or app.server
        if path == "/":
            connect_graph("bench")
            connect_filters("bench")
        app.layout = dmc.MantineProvider([page, dcc.Store(id=Shell.SELECTION), html.Div(id="details")])
    listener = make_server("127.0.0.1", 0, server, threaded=True)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    return listener, f"http://127.0.0.1:{listener.port}"


def is_ours(said: ConsoleMessage) -> bool:
    """Return whether a line of the console complains of more than the software rendering of headless Chromium."""
    return said.type in ("error", "warning") and not any(
        word in said.text for word in ("GL Driver", "willReadFrequently")
    )


def timed(page: Page, action: str) -> float:
    """Return the seconds from an action in the browser to the frame that shows it."""
    script = f"async () => {{ const t = performance.now(); {action}; await {PAINTED}; return performance.now() - t; }}"
    return page.evaluate(script) / 1000


def measure(page: Page, address: str, firms: int) -> dict[str, float]:
    """Return the seconds of each step."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_function(
        f"n => document.getElementById('bench-graph')?._cyreg && {GRAPH}.nodes('[ref]').length >= n"
        " && document.getElementById('bench-count')?.textContent",
        arg=firms, polling="raf",
    )  # fmt: skip
    page.evaluate(f"async () => {{ await {PAINTED}; }}")
    found = {"first draw": time.perf_counter() - started}
    # what the page's own thread worked: tells a slow page from a busy machine
    worked = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    found["first draw, thread time"] = worked["TaskDuration"]
    steps = {
        "filter": "window.circnet_graph.filter('bench-graph', {elements: ['Cl']})",
        "clear the filter": "window.circnet_graph.filter('bench-graph', {})",
        "select a firm": "window.circnet_graph.select('bench-graph', {kind: 'firm', id: 'f0500'}, 'near')",
        "select all it leads to": "window.circnet_graph.select('bench-graph', {kind: 'firm', id: 'f0500'}, 'all')",
        "clear the selection": "window.circnet_graph.select('bench-graph', null)",
        "move the view": f"{GRAPH}.panBy({{x: 40, y: 10}})",
    }
    found |= {name: timed(page, action) for name, action in steps.items()}
    started = time.perf_counter()
    page.goto(f"{address}/plotly/")
    page.wait_for_function("() => document.querySelector('#peer .js-plotly-plot')?._fullLayout", polling="raf")
    page.evaluate(f"async () => {{ await {PAINTED}; }}")
    return found | {"plotly first draw": time.perf_counter() - started}


def main() -> int:
    """Measure and print; return 1 if a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firms", type=int, default=1000)
    parser.add_argument("--links", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--picture", help="file for a picture of the graph")
    asked = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    run = large_run(asked.firms, asked.links)
    started = time.perf_counter()
    drawn = elements(run, wording_of(run, "zh"))
    placed = time.perf_counter() - started
    listener, address = served(run, asked.firms)
    complaints: list[str] = []
    rounds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=list(CHROMIUM))
        for number in range(asked.rounds):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.on("console", lambda said: complaints.append(said.text) if is_ours(said) else None)
            rounds.append(measure(page, address, asked.firms))
            if asked.picture and not number:
                page.goto(address)
                page.wait_for_timeout(4000)
                page.screenshot(path=asked.picture)
            page.close()
        browser.close()
    listener.shutdown()
    median = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    print(f"{asked.firms} firms, {asked.links} links, {len(drawn)} elements, median of {asked.rounds} rounds")
    print(f"{'elements in Python':28}{placed:8.2f} s")
    for name, seconds in median.items():
        limit = LIMITS.get(name)
        told = "" if limit is None else f"   limit {limit:.1f} s  {'ok' if seconds < limit else 'BROKEN'}"
        print(f"{name:28}{seconds:8.2f} s{told}")
    print(f"{'first draw / plotly':28}{median['first draw'] / median['plotly first draw']:8.2f}")
    for text in sorted(set(complaints)):
        print(f"console: {text[:200]}")
    return int(any(median[name] >= limit for name, limit in LIMITS.items()) or bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
