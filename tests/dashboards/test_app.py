"""The app behind its pages: texts, addresses, jobs, callbacks and serving, without a browser."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextvars import copy_context
from pathlib import Path

import plotly
import pytest
from dash import no_update
from dash._callback_context import context_value
from dash._utils import AttributeDict
from hypothesis import given
from hypothesis import strategies as st

import dashboards
from circnet.coupling import Settings
from dashboards import i18n
from dashboards.address import query_of, view_of
from dashboards.app import create_app
from dashboards.choices import QUERY, Choices, chosen
from dashboards.jobs import Job, Jobs
from dashboards.parks import content_key, offered_parks
from dashboards.runs import Failure, ParkRun, couple_parks, couplings_book
from dashboards.state import AppState, state
from dashboards.theme import ACCENT, FAMILIES
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.tinypark import tiny_run, write_park

SOURCE = Path(dashboards.__file__).parent
PROJECT = SOURCE.parent


@pytest.fixture
def folder(tmp_path):
    return write_park(tmp_path / "tiny")


@pytest.fixture
def make(folder):
    return lambda outcome, lang="zh": create_app({"tiny": folder}, lang, DoneJobs(outcome))


def page_of(app, page, **query):
    module = sys.modules[f"dashboards.pages.{page}"]
    with app.server.test_request_context("/"):
        return json.loads(json.dumps(module.layout(**query), cls=PlotlyJson))


class PlotlyJson(json.JSONEncoder):
    """Components as JSON."""

    def default(self, o):
        return o.to_plotly_json() if hasattr(o, "to_plotly_json") else o.tolist()


def ids(tree):
    found = set()
    if isinstance(tree, dict):
        if isinstance(tree.get("props"), dict) and isinstance(tree["props"].get("id"), str):
            found.add(tree["props"]["id"])
        for value in tree.values():
            found |= ids(value)
    elif isinstance(tree, list):
        for value in tree:
            found |= ids(value)
    return found


def test_css_has_the_colours_of_the_theme():
    css = (SOURCE / "assets" / "circnet.css").read_text("utf-8")
    assert f"--accent: {ACCENT}" in css
    for family, colour in FAMILIES.items():
        assert family == "other" or f".family-{family} {{ background: {colour}" in css


def test_nothing_is_fetched_from_elsewhere():
    for path in (SOURCE / "assets").iterdir():
        assert not re.search(r"https?://", path.read_text("utf-8")), path.name


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ("tiny", "zh")), (None, ("tiny", "zh")), ("?lang=en", ("tiny", "en")),
        ("?park=x&lang=xx&more=1", ("x", "zh")), ("?park=a&park=b", ("b", "zh")),
    ],
)  # fmt: skip
def test_address_says_park_and_language(make, search, expected):
    with make(None).server.test_request_context("/"):
        view = view_of(query_of(search))
    assert (view.park, view.lang) == expected


def test_browser_remembers_language_and_theme_and_the_address_goes_first(make):
    cookies = {"Cookie": "circnet-lang=en; circnet-theme=dark"}
    with make(None).server.test_request_context("/", headers=cookies):
        assert (view_of({}).lang, view_of({}).theme) == ("en", "dark")
        assert view_of({"lang": "zh"}).lang == "zh"
    with make(None).server.test_request_context("/", headers={"Cookie": "circnet-lang=fr; circnet-theme=<b>"}):
        assert (view_of({}).lang, view_of({}).theme) == ("zh", "light")


def test_choices_are_read_and_what_nobody_understands_is_told(make):
    query = {"objective": "co2", "co2price": "120", "km": "far", "flexible": "1", "include": "planned,odd",
             "parks": "tiny,nowhere", "scenario": "none"}  # fmt: skip
    with make(None).server.test_request_context("/"):
        view = view_of(query)
    assert view.choices == Choices(objective="co2", carbon_price=120.0, flexible=True, include=("planned",))
    assert view.refused == ("parks=tiny,nowhere", "km=far", "include=planned,odd", "scenario=none")


@given(st.dictionaries(st.sampled_from(QUERY), st.text(max_size=12)))
def test_any_address_gives_choices_that_a_run_can_take(query):
    choices, refused = chosen(query, {"a": 1})
    assert isinstance(choices.over(Settings()), Settings)
    assert all(one.partition("=")[0] in query for one in refused)


def test_choices_go_over_what_a_scenario_says():
    scenario = Settings(carbon_price=100.0, max_km=50.0)
    assert Choices(max_km=5.0).over(scenario) == Settings(carbon_price=100.0, max_km=5.0)
    assert Choices(carbon_price=0.0, include=()).over(scenario) == Settings(max_km=50.0)


def test_an_address_keeps_the_view_and_leaves_filters_behind(make):
    with make(None).server.test_request_context("/"):
        view = view_of({"park": "tiny", "km": "5", "sel": "firm:a b", "search": "zinc"})
    assert view.address("/couplings", lang="en") == "/couplings?park=tiny&km=5&sel=firm:a+b&lang=en"


def test_parks_on_offer_have_names(folder, tmp_path):
    (tmp_path / "broken").mkdir()
    found = offered_parks({"tiny": folder, "broken": tmp_path / "broken", "gone": tmp_path / "gone"})
    assert [park.name("zh") for park in found.values()] == ["小园", "broken", "gone"]
    assert "golmud" in offered_parks()


def test_scenarios_of_a_park_are_on_offer_even_at_fault(folder):
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "dear.toml").write_text(
        'name_zh = "碳价"\nname_en = "Dear"\n[settings]\ncarbon_price = 100\n', encoding="utf-8"
    )
    (folder / "scenarios" / "odd.toml").write_text("[settings\n", encoding="utf-8")
    found = offered_parks({"tiny": folder})["tiny"].scenarios
    assert {key: (one.name("zh"), one.name("en")) for key, one in found.items()} == {
        "dear": ("碳价", "Dear"), "odd": ("odd", "odd"),
    }  # fmt: skip
    app = AppState(offered_parks({"tiny": folder}), "zh", DoneJobs(None), DoneJobs(None))
    assert app.settings("tiny", "dear").carbon_price == 100
    assert app.settings("tiny", "odd") == app.settings("tiny") == Settings()
    assert app.task("tiny", "dear").key != app.task("tiny").key


def test_key_changes_with_the_content_only(folder):
    parks = [offered_parks({"tiny": folder})["tiny"]]
    key = content_key(parks, None, "settings")
    assert content_key(parks, None, "settings") == key
    assert content_key(parks, None, "others") != key
    assert content_key([*parks, *parks], None, "settings") != key
    (folder / "ports.csv").write_text("enterprise,commodity,direction\n", encoding="utf-8")
    assert content_key(parks, None, "settings") != key


@pytest.mark.parametrize("page", ["network", "couplings"])
def test_page_of_a_solved_park_is_whole_at_once(make, page):
    drawn = page_of(make(tiny_run()), page, park="tiny", lang="en", other="ignored")
    assert ids(drawn) >= {f"{page}-content", f"{page}-view", "network-graph" if page == "network" else "couplings-grid"}
    assert i18n.t(f"{page}.question", "en") in json.dumps(drawn)
    assert '"disabled": true' in json.dumps(drawn)


def test_page_waits_for_a_park_that_is_being_solved(make):
    page = page_of(make(None), "couplings", park="tiny")
    assert "couplings-grid" not in ids(page)
    assert '"disabled": false' in json.dumps(page)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Failure("no_solution", reason="slag 5 t"), "slag 5 t"),
        (Failure("failed", reason="odd"), "odd"),
        (Failure("choice", reason="Xx2 ≠ cost"), "Xx2 ≠ cost"),
        (RuntimeError("secret"), "RuntimeError"),
    ],
)
def test_page_tells_what_went_wrong(make, outcome, expected):
    text = json.dumps(page_of(make(outcome), "network", park="tiny"), ensure_ascii=False)
    assert expected in text
    assert "Traceback" not in text
    assert "secret" not in text


def test_page_of_an_unknown_park_says_so(make):
    text = json.dumps(page_of(make(None), "network", park="../../etc"), ensure_ascii=False)
    assert "没有名为“../../etc”的园区" in text


def test_app_without_parks_says_what_to_do():
    app = create_app({}, "en", DoneJobs(None))
    assert "There is no park yet" in json.dumps(page_of(app, "couplings"))


def test_page_tells_what_it_left_out_of_an_address(make):
    text = json.dumps(page_of(make(tiny_run()), "couplings", park="tiny", km="far"), ensure_ascii=False)
    assert "已按默认处理：km=far" in text


def follow(app, by, shown="", query=None, born="a"):
    """Call the frame of the couplings page as Dash does, triggered by one of its parts."""
    frame = sys.modules["dashboards.pages.couplings"].FRAME
    inputs = AttributeDict(triggered_inputs=[{"prop_id": f"{getattr(frame.ids, by)}.data", "value": 1}])

    def call():
        context_value.set(inputs)
        return frame.follow(1, {"query": query or {"park": "tiny"}}, None, {"key": shown, "born": "a"}, born)

    with app.server.test_request_context("/"):
        return copy_context().run(call)


def test_frame_shows_a_result_once_and_leaves_it_to_a_page_that_redraws(make):
    app = make(tiny_run())
    content, status, still, _, shown = follow(app, "view")
    assert len(content) > 2
    assert (status, still) == ([], True)
    assert shown["key"]
    assert follow(app, "view", shown["key"])[0] is no_update
    assert follow(app, "view", "another")[0] is no_update
    content, *_, shown = follow(app, "poll", shown["key"], born="b")
    assert len(content) > 2, "what was drawn for another layout is drawn anew"
    assert shown["born"] == "b"


def test_frame_tells_how_far_a_run_is_and_stops_it(make):
    app = make(None)
    frame = sys.modules["dashboards.pages.couplings"].FRAME
    assert follow(app, "view")[2:4] == (False, 0)
    jobs = app.server.extensions["circnet"].jobs
    (key,) = jobs._jobs
    jobs._jobs[key] = Job(jobs._jobs[key].future, time.monotonic() - 5)
    status = json.dumps(follow(app, "poll")[1], cls=PlotlyJson, ensure_ascii=False)
    assert "小园：排队等候，已用 5 秒" in status
    assert frame.ids.cancel in status
    with app.server.test_request_context("/"):
        told, still = frame.cancel(1, {"query": {"park": "tiny"}})
    assert "计算已停止" in json.dumps(told, cls=PlotlyJson, ensure_ascii=False)
    assert still is True
    assert jobs.running(key) is None
    assert follow(app, "poll")[2] is True
    assert follow(app, "poll", born="b")[4]["born"] == "b", "a page left meanwhile is not stopped for good"
    assert jobs.started == [key]
    assert follow(app, "again")[2] is False
    assert jobs.started == [key, key]


def test_two_apps_in_one_process_do_not_mix(make, tmp_path):
    one, two = make(tiny_run()), create_app({"other": write_park(tmp_path / "other")}, "en", DoneJobs(None))
    with one.server.test_request_context("/"):
        assert list(state().parks) == ["tiny"]
    with two.server.test_request_context("/"):
        assert (list(state().parks), state().lang) == (["other"], "en")


def test_index_and_callbacks_answer_over_http(make):
    app = make(tiny_run())
    client = app.server.test_client()
    index = client.get("/").get_data(as_text=True)
    assert "network-graph" not in index
    layout = client.get("/_dash-layout").get_json()
    assert {"shell-top", "shell-selection", "shell-notes"} <= ids(layout)
    body = {
        "output": "..shell-top.children...shell-shown.data..",
        "outputs": [{"id": "shell-top", "property": "children"}, {"id": "shell-shown", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/network"},
            {"id": "_pages_location", "property": "search", "value": "?park=tiny&lang=en"},
        ],
        "changedPropIds": ["_pages_location.search"],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body).get_json()["response"]
    assert answer["shell-shown"]["data"]["title"] == "Network · Tiny park · circnet"
    assert {"shell-park", "shell-scenario", "shell-lang", "shell-theme"} <= ids(answer["shell-top"])


def test_the_smaller_plotly_is_sent_and_is_of_the_same_version(make):
    version = re.compile(r"plotly\.js (?:\(basic - minified\) )?v([\d.]+)")
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    client = make(tiny_run()).server.test_client()
    with client.get("/_dash-component-suites/plotly/package_data/plotly.min.js") as sent:
        assert sent.status_code == 200
        assert len(sent.data) < whole.stat().st_size / 3
        assert version.search(sent.data[:200].decode())[1] == version.search(whole.read_text("utf-8")[:200])[1]


def test_a_run_in_another_process_gives_the_couplings(folder):
    jobs = Jobs(workers=1)
    try:
        app_state = create_app({"tiny": folder}, "zh", jobs).server.extensions["circnet"]
        outcome = app_state.outcome(app_state.task("tiny"), 120)
        book = app_state.outcome(app_state.task("tiny", "", Choices(), couplings_book, "zh"), 120)
    finally:
        jobs.close()
    assert isinstance(outcome, ParkRun)
    assert outcome.summary["saving"] == pytest.approx(125_000)
    assert outcome.opportunities[["from", "to", "commodity"]].to_numpy().tolist() == [["smelter", "cement", "slag"]]
    assert book[:2] == b"PK"


def test_run_of_a_faulty_park_is_a_failure_with_its_faults(folder):
    (folder / "ports.csv").write_text(
        "enterprise,commodity,direction,maximum\nnobody,slag,supply,many\n", encoding="utf-8"
    )
    outcome = couple_parks((folder,), None, Choices())
    assert isinstance(outcome, Failure)
    assert outcome.kind == "faults"
    assert {"ports.csv"} == set(outcome.faults["file"])


def test_a_port_in_use_is_a_plain_message():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = f"from dashboards.serve import serve; serve('127.0.0.1', {taken.getsockname()[1]}, 'en')"
        path = os.pathsep.join(filter(None, sys.path))
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT, env={**os.environ, "PYTHONPATH": path}, capture_output=True,
            text=True, check=False, timeout=120,
        )  # fmt: skip
    assert done.returncode == 1
    assert "Take another port with --port" in done.stderr
    assert "Traceback" not in done.stderr
