"""The app behind its pages: texts, addresses, jobs, callbacks and serving, without a browser."""

import json
import os
import re
import socket
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dashboards
from dashboards import i18n
from dashboards.address import Where, where_of
from dashboards.app import create_app
from dashboards.jobs import Jobs
from dashboards.parks import content_key, offered_parks
from dashboards.runs import Failure, ParkRun, couple_park
from dashboards.state import state
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


def page_of(app, **query):
    module = sys.modules["dashboards.pages.network"]
    with app.server.test_request_context("/"):
        return json.loads(json.dumps(module.layout(**query), cls=PlotlyJson))


class PlotlyJson(json.JSONEncoder):
    """Components as JSON."""

    def default(self, o):
        return o.to_plotly_json()


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


def test_both_languages_have_the_same_texts():
    optional = {
        key for lang in i18n.LANGUAGES for key in i18n.keys(lang) if key.split(".")[0] in ("grid", "hazard", "permit")
    }
    assert i18n.keys("zh") - optional == i18n.keys("en") - optional


def test_texts_of_both_languages_have_the_same_blanks():
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key in i18n.keys("zh") & i18n.keys("en"):
        part, name = key.split(".", 1)
        if part not in ("grid", "hazard", "permit"):
            assert blanks(i18n.section(part, "zh")[name]) == blanks(i18n.section(part, "en")[name]), key


def test_every_text_that_is_asked_for_is_there():
    for path in SOURCE.rglob("*.py"):
        for key in re.findall(r"""\bt\(\s*"([a-z_]+\.[A-Za-z0-9_]+)\"""", path.read_text("utf-8")):
            assert key in i18n.keys("zh"), f"{path.name}: {key}"


def test_no_text_stands_in_the_code():
    for path in SOURCE.rglob("*.py"):
        code = "\n".join(
            line
            for line in path.read_text("utf-8").splitlines()
            if ">>>" not in line and not line.strip().startswith("'")
        )
        found = re.findall(r"[\u4e00-\u9fff]+", code)
        assert set(found) <= {
            "中文",
            "股份有限公司",
            "集团股份",
            "有限责任公司",
            "有限公司",
            "分公司",
            "青海盐湖工业股份有限公司",
            "钾肥分公司",
        }


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
        ("", Where("tiny", "zh")), (None, Where("tiny", "zh")), ("?lang=en", Where("tiny", "en")),
        ("?park=x&lang=xx&more=1", Where("x", "zh")), ("?park=a&park=b", Where("b", "zh")),
    ],
)  # fmt: skip
def test_address_says_park_and_language(make, search, expected):
    app = make(None)
    with app.server.test_request_context("/"):
        assert where_of(search) == expected


def test_parks_on_offer_have_names(folder, tmp_path):
    (tmp_path / "broken").mkdir()
    found = offered_parks({"tiny": folder, "broken": tmp_path / "broken", "gone": tmp_path / "gone"})
    assert [park.name("zh") for park in found.values()] == ["小园", "broken", "gone"]
    assert "golmud" in offered_parks()


def test_key_changes_with_the_content_only(folder):
    park = offered_parks({"tiny": folder})["tiny"]
    key = content_key(park, "settings")
    assert content_key(park, "settings") == key
    assert content_key(park, "others") != key
    (folder / "ports.csv").write_text("enterprise,commodity,direction\n", encoding="utf-8")
    assert content_key(park, "settings") != key


def test_page_of_a_solved_park_is_whole_at_once(make):
    page = page_of(make(tiny_run()), park="tiny", lang="en", other="ignored")
    assert {"network-graph", "network-grid", "network-details"} <= ids(page)
    assert "Who gives what to whom" in json.dumps(page)


def test_page_waits_for_a_park_that_is_being_solved(make):
    app = make(None)
    page = page_of(app, park="tiny")
    assert "network-graph" not in ids(page)
    assert '"disabled": false' in json.dumps(page)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Failure("no_solution", reason="slag 5 t"), "slag 5 t"),
        (Failure("failed", reason="odd"), "odd"),
        (RuntimeError("secret"), "RuntimeError"),
    ],
)
def test_page_tells_what_went_wrong(make, outcome, expected):
    text = json.dumps(page_of(make(outcome), park="tiny"), ensure_ascii=False)
    assert expected in text
    assert "Traceback" not in text
    assert "secret" not in text


def test_page_of_an_unknown_park_says_so(make):
    text = json.dumps(page_of(make(None), park="../../etc"), ensure_ascii=False)
    assert "没有名为“../../etc”的园区" in text


def test_app_without_parks_says_what_to_do():
    app = create_app({}, "en", DoneJobs(None))
    assert "There is no park yet" in json.dumps(page_of(app))


def test_poll_shows_the_result_when_there_is_one(make):
    app = make(tiny_run())
    module = sys.modules["dashboards.pages.network"]
    with app.server.test_request_context("/"):
        view = {"park": "tiny", "lang": "zh", "key": state().ask(state().parks["tiny"])}
        content, still = module.show_result(1, view)
        assert still is True
        assert len(content) > 2
        panel = module.show_details({"park": "tiny", "kind": "firm", "id": "smelter"}, view)
    assert "青海冶炼有限公司" in json.dumps(panel, cls=PlotlyJson, ensure_ascii=False)


def test_poll_asks_again_for_a_run_that_was_dropped(make):
    app = make(None)
    with app.server.test_request_context("/"):
        _, still = sys.modules["dashboards.pages.network"].show_result(1, {"park": "tiny", "lang": "zh", "key": "gone"})
    assert still is False


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
    assert {"shell-park", "shell-lang", "shell-theme"} <= ids(layout)
    body = {
        "output": "..shell-tools.children...shell-tagline.children...shell-theme.aria-label...shell-title.data..",
        "outputs": [
            {"id": "shell-tools", "property": "children"}, {"id": "shell-tagline", "property": "children"},
            {"id": "shell-theme", "property": "aria-label"}, {"id": "shell-title", "property": "data"},
        ],
        "inputs": [{"id": "_pages_location", "property": "search", "value": "?park=tiny&lang=en"}],
        "changedPropIds": ["_pages_location.search"],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body).get_json()["response"]
    assert answer["shell-title"]["data"]["title"].startswith("Tiny park")


def test_jobs_forget_failures_and_keep_the_newest():
    jobs = DoneJobs(Failure("failed", reason="x"))
    jobs.ask("a", len, "")
    assert jobs.outcome("a").reason == "x"
    assert jobs.find("a") is None
    jobs = DoneJobs("fine")
    jobs._keep = 2
    for key in "abc":
        jobs.ask(key, len, "")
    assert jobs.find("a") is None
    assert jobs.outcome("c") == "fine"


def test_a_run_in_another_process_gives_the_couplings(folder):
    jobs = Jobs(workers=1)
    try:
        app = create_app({"tiny": folder}, "zh", jobs)
        key = app.server.extensions["circnet"].ask(offered_parks({"tiny": folder})["tiny"])
        end = time.monotonic() + 120
        while (outcome := jobs.outcome(key)) is None and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        jobs.close()
    assert isinstance(outcome, ParkRun)
    assert outcome.summary["saving"] == pytest.approx(125_000)
    assert outcome.opportunities[["from", "to", "commodity"]].to_numpy().tolist() == [["smelter", "cement", "slag"]]


def test_run_of_a_faulty_park_is_a_failure_with_its_faults(folder):
    from circnet.coupling import Settings

    (folder / "ports.csv").write_text(
        "enterprise,commodity,direction,maximum\nnobody,slag,supply,many\n", encoding="utf-8"
    )
    outcome = couple_park(folder, Settings())
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
