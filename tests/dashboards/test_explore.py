"""What is asked beyond a run: studies, their views, the sections that show them, limits and choices."""

import io
import json
import sys
from contextvars import copy_context
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from dash import no_update
from dash._callback_context import context_value
from dash._utils import AttributeDict

from circnet.coupling import Settings
from circnet.report.sheets import table_workbook
from dashboards.address import view_of
from dashboards.app import create_app
from dashboards.choices import Choices, chosen
from dashboards.runs import Failure, ParkRun, couple_parks
from dashboards.state import state
from dashboards.studies import Study, sheet, sheet_words, study
from dashboards.views import limits, notices, summary, whynot
from dashboards.views.explore import failure, files, front, options, structure
from dashboards.views.explore.words import scale_of, study_words
from dashboards.views.gains import gains
from dashboards.views.wording import short_name, wording_of
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY, tiny_run, write_park

SLAG = ("smelter", "cement", "slag")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The tiny park, in which slag saves 125 CNY/t."""
    return write_park(tmp_path_factory.mktemp("parks") / "tiny")


@pytest.fixture(scope="module")
def dear(tmp_path_factory):
    """The tiny park with slag so dear to carry that the link costs 70 CNY/t more than dumping and buying."""
    folder = write_park(tmp_path_factory.mktemp("parks") / "dear")
    (folder / "arcs.csv").write_text("from,to,commodity,cost\nsmelter,cement,slag,200\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bound(tmp_path_factory):
    """The tiny park in which 600 t of slag can go nowhere."""
    folder = write_park(tmp_path_factory.mktemp("parks") / "bound")
    (folder / "markets.csv").write_text("commodity,enterprise,buy_price\nslag,cement,80\n", encoding="utf-8")
    ports = (folder / "ports.csv").read_text("utf-8")
    (folder / "ports.csv").write_text(ports.replace("demand,1000,1000", "demand,400,400"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(tiny):
    found = couple_parks((tiny,), None, Choices())
    assert isinstance(found, ParkRun)
    return found


def asked(folder, *question):
    found = study((folder,), None, Choices(), *question)
    assert isinstance(found, Study), found
    return found


def text_of(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def test_gains_are_split_in_halves_between_two_firms(tiny, run):
    found = asked(tiny, "split")
    told = gains(found, study_words(run, found, "en"), *SLAG)
    assert [(firm.name, firm.shapley, firm.equal, firm.side, firm.own) for firm in told.firms] == [
        (short_name(f"Smelter {NASTY}"), "62,500 CNY", "62,500 CNY", "–", True),
        ("=Cement works", "62,500 CNY", "62,500 CNY", "–", True),
    ]
    assert [price for _, price in told.prices] == ["12.5 CNY/t", "12.5 CNY/t"]
    assert "2 firms" in told.lead
    assert "0.12 M CNY" in told.lead
    assert [line.partition(": ")[2] for line in told.holds] == ["nobody would rather leave."] * 2
    assert gains(found, study_words(run, found, "en"), "cement", "smelter", "slag") is None


def test_gains_tell_who_pays_whom_and_who_would_leave(tiny, run):
    found = asked(tiny, "split")
    firms = found.tables["firms"].assign(side_payment=[5e4, -5e4], standard_error=1e3)
    splits = found.tables["splits"].assign(holds=False, leaving="smelter;cement", leaving_gains=7e4)
    told = gains(
        replace(found, tables={**found.tables, "firms": firms, "splits": splits}), wording_of(run, "zh"), *SLAG
    )
    assert {firm.side for firm in told.firms} == {"另得 5.0 万元", "另付 5.0 万元"}
    assert "±1,000 元" in told.lead
    assert any("另组每年可多得 7.0 万元" in line for line in told.holds)
    assert "任何分法都有人想另组" in told.holds[-1]


def test_a_candidate_that_is_too_dear_says_by_how_much(dear, run):
    found = asked(dear, "why_all")
    (row,) = whynot.rows(found, study_words(run, found, "en"))
    assert (row["ref"], row["reason"]) == ("smelter>cement:slag", "Too dear")
    assert row["shown"]["freight"] == "200 CNY/t"
    assert row["shown"]["break_even_freight"] == "130 CNY/t"
    assert row["gap"] > 0
    fields = {column["field"] for column in whynot.columns("zh")}
    assert fields <= {*row, *row["shown"]}
    told = whynot.answer(asked(dear, "why", *SLAG, "en"))
    assert "130" in " ".join(told.lines)
    assert not any(line.startswith("·") for line in told.lines)


def test_a_link_nobody_may_use_is_answered_by_its_reason(tiny):
    assert asked(tiny, "why", "cement", "smelter", "slag", "zh").summary["reason"] == "no_supply"
    refused = study((tiny,), None, Choices(objective="co2"), "why", *SLAG, "zh")
    assert (refused.kind, refused.choice[0]) == ("choice", "not_in_money")
    assert "co2" in notices.failure_notice(refused, "小园", "zh").lines[0]


@pytest.mark.parametrize("ref", ["", "a", "a>b", ">b:c", "a>b:", "a:b>c"])
def test_a_selection_that_is_no_link_is_none(ref):
    assert whynot.ends_of(ref) is None


def test_front_costs_seventy_per_tonne_of_waste(dear, run):
    found = asked(dear, "front", "waste")
    words = study_words(run, found, "en")
    last = front.corner_rows(found, words)[-1]
    assert (last["avoided"], last["extra"]) == ("1,000 t", "70,000 CNY")
    assert front.corner_rows(found, words)[0]["marginal"] == "70"
    assert "1,000 t" in front.finding(found, words)
    point = len(found.tables["points"]) - 1
    assert [(one.change, one.amount) for one in front.switches(found, words, point)] == [("on", "1,000 t")]
    assert front.switches(found, words, 0) == []
    assert front.chosen_point(found, "3") == 3
    assert front.chosen_point(found, "999") == front.chosen_point(found, None) == front.chosen_point(found, "x")
    assert "70" in front.point_told(found, words, 3)


def test_front_is_drawn_in_both_themes_with_hostile_names(dear, run):
    found = asked(dear, "front", "waste")
    for lang, theme in (("zh", "light"), ("en", "dark")):
        drawn = front.figure(found, study_words(run, found, lang), theme, 2)
        points = drawn.data[1]
        assert list(points.customdata) == list(range(len(found.tables["points"])))
        assert drawn.layout.xaxis.title.text
        assert "<img" not in drawn.to_json()
    up = {lang: front.figure(found, study_words(run, found, lang), "light", 0).layout.yaxis.title.text
          for lang in ("zh", "en")}  # fmt: skip
    assert up == {"zh": "比最省方案多花（万元/年）", "en": "Extra cost over the cheapest (k CNY/a)"}


def test_front_without_a_trade_off_says_so(tiny, run):
    found = asked(tiny, "front", "waste")
    assert "不必取舍" in front.finding(found, study_words(run, found, "zh"))


def test_the_only_link_that_pays_is_a_must(tiny, run):
    found = asked(tiny, "alternatives", "5")
    told = options.options(found, study_words(run, found, "en"))
    slag = [row for row in told.links["must"] if "Slag" in row.text]
    assert len(slag) == 1
    assert 0 < slag[0].start < slag[0].end == slag[0].now == 1.0
    assert "dispose" in slag[0].instead
    assert sum(len(rows) for rows in told.links.values()) == len(found.tables["links"])
    assert "5%" in told.finding
    assert told.unique == "The best network is unique."
    assert (told.networks[0].number, told.networks[0].added, told.networks[0].dropped) == (0, [], [])


def test_a_link_without_a_limit_has_a_bar_all_the_same(tiny, run):
    found = asked(tiny, "alternatives", "5")
    links = found.tables["links"].assign(most=float("inf"), group=4)
    told = options.options(replace(found, tables={**found.tables, "links": links}), study_words(run, found, "en"))
    rows = [row for kind in told.links.values() for row in kind]
    assert all(0 <= row.start <= row.end <= 1 for row in rows)
    assert all(row.amounts.endswith("no limit") for row in rows)
    assert {row.group for row in rows} == {"A"}


def test_outage_of_the_smelter_takes_the_steam_away(tiny, run):
    ranked = asked(tiny, "outages", "30", "today", "hauled")
    words = study_words(run, ranked, "en")
    rows = failure.ranking(ranked, words)
    assert rows == sorted(rows, key=lambda row: int(row.rank))
    assert all(0 <= row.share <= 1 for row in rows)
    assert "30" in failure.ranking_finding(ranked, words)
    found = asked(tiny, "outage", "30", "today", "hauled", "smelter")
    told = failure.cascade(found, study_words(run, found, "en"))
    assert told.levels[0][0] == "The firm itself"
    assert NASTY in told.finding
    assert any(row["good"] == "Steam" and row["side"] == "input" for row in told.losses)
    assert all(row["instead"] for row in told.losses)
    none = replace(ranked, tables={"ranking": ranked.tables["ranking"].assign(cost=0.0, cost_others=0.0, firms_hit=0)})
    assert failure.ranking(none, words) == []
    assert "costs the others anything" in failure.ranking_finding(none, words)


def test_an_outage_of_nobody_is_a_failure_with_its_reason(tiny):
    found = study((tiny,), None, Choices(), "outage", "30", "today", "hauled", "nobody")
    assert (found.kind, found.choice[:2]) == ("choice", ("no_firm_to_stop", "nobody"))


def test_structure_counts_links_before_and_after(tiny, run):
    found = asked(tiny, "structure", "commodity:slag")
    words = study_words(run, found, "en")
    rows = {row.name: row for row in structure.measures(found, words)}
    assert len(rows) == len(structure.MEASURES)
    assert (rows["Links"].before, rows["Links"].after, rows["Links"].change) == ("0", "1", "↑")
    assert all(row.meaning for row in rows.values())
    assert "Links 0 to 1" in structure.structure_finding(found, words)
    assert {row["firm"] for row in structure.firm_rows(found, words)} == {"=Cement works", f"Smelter {NASTY}"}
    alone = replace(found, summary={**found.summary, "before": None})
    assert "没有“之前”" in structure.structure_finding(alone, wording_of(run, "zh"))
    assert {row.before for row in structure.measures(alone, words)} == {"–"}


@pytest.mark.parametrize("question", [("front", "waste"), ("alternatives", "5"), ("outages", "30", "today", "any"),
                                      ("structure", "commodity:slag")])  # fmt: skip
def test_every_answer_is_a_workbook_without_formulas(dear, run, question):
    found = asked(dear, *question)
    for lang in ("zh", "en"):
        tables, headings = files.tables_of(found, study_words(run, found, lang))
        book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
        cells = [cell for sheet_ in book.worksheets for row in sheet_.iter_rows() for cell in row]
        assert len(cells) > 4
        assert all(cell.data_type != "f" for cell in cells)


def test_sheet_is_told_and_written(tiny):
    told = sheet_words((tiny,), None, Choices(), *SLAG, "zh")
    assert len(told["parts"]) >= 3
    assert len(told["steps"]) > 1
    assert sheet((tiny,), None, Choices(), *SLAG, "zh", "docx")[:2] == b"PK"
    assert NASTY.encode() not in sheet((tiny,), None, Choices(), *SLAG, "en", "html")
    assert sheet((tiny,), None, Choices(), "a", "b", "c", "zh", "html").kind == "choice"


def test_limits_that_clash_are_told_and_give_way_on_demand(bound):
    found = couple_parks((bound,), None, Choices())
    assert isinstance(found, Failure)
    for lang, words in (("zh", ("至少要送出", "600")), ("en", ("Slag", "600"))):
        text = " ".join(notices.failure_notice(found, "", lang).lines)
        assert all(word in text for word in words)
    relaxed = couple_parks((bound,), None, Choices(relax=True))
    told = limits.gave_way(relaxed, "zh")
    assert len(told) == 1
    assert "600 吨" in told[0]
    assert limits.gave_way(tiny_run(), "zh") == []


def test_page_offers_to_solve_anyway_and_says_what_gave_way(bound):
    failed = couple_parks((bound,), None, Choices())
    app = create_app({"tiny": bound}, "en", DoneJobs(failed))
    text = text_of(page_of(app, "couplings", park="tiny"))
    assert "/couplings?park=tiny&relax=1" in text
    assert "Solve anyway" not in text_of(page_of(app, "couplings", park="tiny", relax="1"))
    relaxed = couple_parks((bound,), None, Choices(relax=True))
    text = text_of(page_of(create_app({"tiny": bound}, "en", DoneJobs(relaxed)), "couplings", park="tiny", relax="1"))
    assert "banner" in text
    assert "Keep the limits" in text


def test_yes_or_no_tells_its_gap(tiny):
    exact = couple_parks((tiny,), None, Choices(yes_no=True, max_links=1))
    links = next(one for one in summary.figures(exact, wording_of(exact, "en")) if one.name == "links")
    assert links.note.startswith("Proven best")
    stopped = replace(
        exact, summary={**exact.summary, "proven": False, "mip_gap": 0.1, "mip_objective": 5e4, "mip_bound": 0}
    )
    links = next(one for one in summary.figures(stopped, wording_of(stopped, "en")) if one.name == "links")
    assert links.note == "Gap 10.00%: at most 50,000 CNY more"


def test_choices_of_yes_or_no_are_read_and_hold_only_with_it():
    query = {
        "yesno": "1",
        "maxlinks": "5",
        "exclusive": "1",
        "minflow": "10",
        "keep": "0",
        "seconds": "30",
        "relax": "1",
    }
    read, refused = chosen(query, {})
    assert refused == ()
    expected = Settings(yes_no=True, max_links=5, exclusive=True, min_flow=10.0, transaction_cost=0.0, time_limit=30.0,
                        relax=True)  # fmt: skip
    assert read.over(Settings()) == expected
    assert read.over(Settings(objective="waste")) == Settings(objective="waste", transaction_cost=0.0, relax=True)
    assert read.idle(Settings(objective="waste")) == ("yesno", "maxlinks", "exclusive", "minflow", "seconds")
    assert Choices(max_links=3).over(Settings(yes_no=True)).max_links == 3
    assert Choices(max_links=3).idle(Settings(yes_no=True)) == ()
    assert chosen({"maxlinks": "1.5", "seconds": "0", "keep": "-1"}, {})[1] == ("maxlinks=1.5", "keep=-1", "seconds=0")


def test_page_tells_of_a_choice_that_does_nothing(tiny):
    app = create_app({"tiny": tiny}, "en", DoneJobs(tiny_run()))
    assert "maxlinks=5" in text_of(page_of(app, "couplings", park="tiny", maxlinks="5"))
    drawn = text_of(page_of(app, "couplings", park="tiny", yesno="1", maxlinks="5"))
    assert "refused" not in drawn


def explored(tiny, answer, **query):
    """The page of trade-offs with its run and an answer there."""
    app = create_app({"tiny": tiny}, "en", DoneJobs(tiny_run()), DoneJobs(answer))
    return app, page_of(app, "explore", park="tiny", **query)


@pytest.mark.parametrize(
    ("ask", "question", "control"),
    [
        ("", ("front", "waste"), "explore-objective"),
        ("options", ("alternatives", "5"), "explore-within"),
        ("outage", ("outages", "30", "today", "hauled"), "explore-days"),
        ("structure", ("structure", "commodity:slag"), "explore-basis"),
    ],
)
def test_each_question_is_drawn_with_its_answer_at_once(dear, ask, question, control):
    _, page = explored(dear, asked(dear, *question), ask=ask)
    assert control in ids(page)
    text = text_of(page)
    assert '"disabled": false' not in text
    assert "Skeleton" not in text


def test_what_an_address_asks_wrongly_falls_back_to_the_usual(dear):
    answer = asked(dear, "front", "waste")
    text = text_of(explored(dear, answer, ask="odd", of="<b>", point="-1", within="900")[1])
    assert "explore-front-figure" in text
    assert "<b>" not in text.replace('"of": "<b>"', "")


def section_of(page, name):
    return sys.modules[f"dashboards.pages.{page}"]._SECTIONS[name]


def follow(app, section, by, query, awaited=""):
    """Call a section as Dash does, triggered by one of its parts."""
    inputs = AttributeDict(triggered_inputs=[{"prop_id": f"{getattr(section.ids, by)}.data", "value": 1}])

    def call():
        context_value.set(inputs)
        return section.follow(1, None if query is None else {"query": query}, None, awaited, "a")

    with app.server.test_request_context("/"):
        return copy_context().run(call)


def test_section_waits_shows_and_tells_what_went_wrong(dear):
    app, _ = explored(dear, None)
    section = section_of("explore", "front")
    content, _, still, again, key, told = follow(app, section, "asked", {"park": "tiny"})
    assert (content, still, again) == (no_update, False, 0)
    assert key
    assert told == {"born": "a"}
    assert follow(app, section, "asked", None) == ([], [], True, no_update, "", told)
    app, _ = explored(dear, asked(dear, "front", "waste"))
    content, status, still, _, key, _ = follow(app, section, "poll", {"park": "tiny"})
    assert (status, still, key) == ([], True, "")
    assert "explore-front-figure" in text_of(content)
    app, _ = explored(dear, Failure("choice", choice=("no_firm_to_stop", "x", "smelter")))
    assert "smelter" in text_of(follow(app, section, "asked", {"park": "tiny", "lang": "en"})[0])
    assert follow(app, section, "asked", {"park": "nowhere"})[0] == []


def test_section_stops_what_nobody_waits_for_and_what_is_cancelled(dear):
    app, _ = explored(dear, None)
    section = section_of("explore", "front")
    first = follow(app, section, "asked", {"park": "tiny"})[4]
    with app.server.test_request_context("/"):
        assert state().studies.running(first) is not None
    second = follow(app, section, "asked", {"park": "tiny", "of": "water"}, first)[4]
    with app.server.test_request_context("/"):
        assert state().studies.running(first) is None
        assert state().studies.running(second) is not None
        told, still = section.cancel(1, {"query": {"park": "tiny", "of": "water"}})
        assert state().studies.running(second) is None
    assert still is True
    assert section.ids.again in text_of(told)
    assert section.cancel(None, None) == (no_update, no_update)


def test_runs_and_answers_are_made_apart(tiny):
    app, _ = explored(tiny, None)
    with app.server.test_request_context("/"):
        jobs, studies = state().jobs, state().studies
        task = state().task("tiny", "", view_of({"park": "tiny"}).choices, study, "split")
        state().study(task)
        assert task.key in studies.started
        assert task.key not in jobs.started


def test_drawer_of_a_coupling_does_not_wait_for_its_answers(tiny, run):
    app = create_app({"tiny": tiny}, "en", DoneJobs(run), DoneJobs(None))
    page = sys.modules["dashboards.pages.couplings"]
    with app.server.test_request_context("/"):
        story, hidden = page.explain({"kind": "link", "id": "c.smelter>cement:slag"}, {}, {"query": {"park": "tiny"}})
        text = text_of(story)
        assert hidden is False
        assert len(state().studies.started) == 2
        assert {"coupling-gains-content", "coupling-words-content", "coupling-sheet-docx-get"} <= ids(json.loads(text))
        assert "Skeleton" in text
        answer, hidden = page.explain({"kind": "why", "id": "cement>smelter:slag"}, {}, {"query": {"park": "tiny"}})
        assert hidden is False
        assert "coupling-answer-content" in text_of(answer)
        assert page.explain({"kind": "why", "id": "odd"}, {}, {"query": {"park": "tiny"}}) == (no_update, True)


def test_list_of_the_unchosen_asks_only_when_it_is_seen(tiny, run):
    app = create_app({"tiny": tiny}, "en", DoneJobs(run), DoneJobs(None))
    for query, count in (({}, 0), ({"list": "why"}, 1)):
        page_of(app, "couplings", park="tiny", **query)
        with app.server.test_request_context("/"):
            assert len(state().studies.started) == count


@pytest.mark.parametrize(
    ("most", "unit", "lang", "by", "told"),
    [(3e8, "CNY", "zh", 1e8, "亿元"), (2e4, "t", "zh", 1e4, "万吨"), (5.0, "t", "zh", 1.0, "吨"),
     (2e6, "t", "en", 1e6, "Mt"), (2e3, "m3", "en", 1e3, "k m³"), (2e9, "CNY", "en", 1e9, "bn CNY")],
)  # fmt: skip
def test_axes_are_told_as_officials_count(run, most, unit, lang, by, told):
    scale = scale_of(most, unit, wording_of(run, lang))
    assert (scale.by, scale.unit) == (by, told)


def test_names_of_goods_that_only_an_answer_knows(run):
    goods = pd.DataFrame({"id": ["odd"], "name_zh": ["怪物"], "name_en": ["Odd"], "unit": ["t"]})
    assert study_words(run, Study({}, {}, goods), "zh").good("odd") == "怪物"
    assert study_words(run, Study({}, {}, goods), "en").good("slag") == "Slag"
