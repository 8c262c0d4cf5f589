"""The page of uncertainty without a browser: what runs in another process, and how its views tell it."""

import io
import json
import sys
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from circnet.coupling import Settings
from circnet.park import load_catalog
from circnet.uncertain import Comparison
from dashboards import uncertain_panels as panels
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.runs import Failure, couple_parks
from dashboards.uncertain_runs import BASE, MINE, indices_study, sets_study, terms_of, uncertain_study
from dashboards.views.uncertain import assumptions, deciding, drawings, rows, sets
from dashboards.views.uncertain.story import link_story
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import write_park
from tests.uncertain.smallparks import pair_park

SAMPLES = 40
ASKED = (str(SAMPLES), "lhs", "prices")
LINK = "c.smelter>cement:slag"
SHORT = "Smelter <img src=x onerror=alert>"
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tiny park, its link as dear as what it saves: it pays in some samples only."""
    place = write_park(tmp_path_factory.mktemp("parks") / "tiny")
    (place / "arcs.csv").write_text("from,to,commodity,cost\nsmelter,cement,slag,120\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def study(folder):
    return uncertain_study((folder,), None, Choices(), *ASKED)


@pytest.fixture(scope="module")
def found(study):
    return study.found


@pytest.fixture
def app(run, folder, study):
    return create_app({"tiny": folder}, "en", DoneJobs(run), DoneJobs(study))


def text_of(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def test_a_row_says_how_often_a_link_pays_and_what_it_is_worth(run, study, found):
    words = rows.uncertain_words(run, study, "en")
    (row,) = rows.link_rows(found, words)
    link = found.links.iloc[0]
    assert 0.5 < link["share"] < 1.0
    assert (row["id"], row["row"], row["good"]) == (LINK, "0", "Slag")
    assert row["ends"] == f"{SHORT} → =Cement works"
    assert row["bar"] == [round(100 * link[name], 1) for name in ("share", "share_low", "share_high")]
    low, middle, high = row["dots"]
    assert 0.0 <= low <= middle <= high <= 100.0
    assert row["shown"]["share"] == rows.percent(link["share"])
    assert "CNY" in row["shown"]["worth"]
    assert {column["field"] for column in rows.columns("zh")} <= set(row)


def test_a_second_way_of_a_link_has_an_id_of_its_own(found):
    twice = found.links.loc[[0, 0]].reset_index(drop=True)
    assert rows.link_ids(twice) == [LINK, f"{LINK}#2"]
    assert rows.ticked(twice, f"{LINK}#2,nonsense") == [("smelter", "cement", "slag", "")]


def test_the_finding_names_robust_links_or_the_best(run, study, found):
    words = rows.uncertain_words(run, study, "zh")
    first, second = rows.finding(found, words, "小园")
    assert "没有一条在 90% 以上的样本中都划算" in first
    assert second.startswith("小园每年合计节省有九成可能在")
    sure = replace(found, links=found.links.assign(robust=True, share=0.95))
    assert "1 条在 90% 以上的样本中都划算" in rows.finding(sure, words, "小园")[0]
    none = replace(found, links=found.links.iloc[:0])
    assert rows.finding(none, words, "小园")[0].startswith("小园没有一条新连接划算")
    unsolved = replace(found, summary={**found.summary, "solved": 0})
    assert "都无解" in rows.finding(unsolved, words, "小园")[0]
    lost = replace(found, summary={**found.summary, "infeasible": 3})
    assert "3 个无解" in rows.finding(lost, words, "小园")[-1]


def test_a_link_is_told_with_its_spread_and_what_moves_it(run, study, found):
    words = rows.uncertain_words(run, study, "zh")
    story = link_story(found, words, LINK)
    assert (story.grade, story.badges, story.title) == (
        "B",
        ("chosen",),
        "矿渣：Smelter → =水泥厂".replace("Smelter", "冶炼厂"),
    )
    assert f"{SAMPLES} 个样本中有 {story.samples} 个划算" in story.lead
    assert [one.name for one in story.movers] == ["矿渣：价格", "矿渣：处置费"]
    assert all(one.rises for one in story.movers)
    assert link_story(found, words, "c.a>b:c") is None


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_figures_count_every_sample_and_show_names_as_they_are(run, study, found, lang, theme):
    words = rows.uncertain_words(run, study, lang)
    saving = drawings.saving_figure(found, words, theme)
    assert sum(saving.data[0].y) == SAMPLES
    assert len(saving.layout.shapes) == 4
    worth = drawings.worth_figure(found, words, theme, 0)
    assert sum(worth.data[0].y) == len(found.uses)
    torn = drawings.tornado(found, words, theme)
    assert abs(torn.data[0].x[-1]) == pytest.approx(np.abs(found.inputs["prcc"]).max())
    assert "<img" not in text_of(torn.to_plotly_json())
    drawn = drawings.sets_figure(found.sets, words, theme)
    assert len(drawn.layout.yaxis.ticktext) == len(found.sets) - 1
    empty = replace(found, samples=found.samples.assign(saving=np.nan))
    assert len(drawings.saving_figure(empty, words, theme).data) == 0


def test_what_decides_is_told_unless_nothing_does(run, study, found):
    words = rows.uncertain_words(run, study, "zh")
    assert "矿渣：处置费”（升则多省）" in deciding.deciding_finding(found, words)
    dull = replace(found, inputs=found.inputs.assign(prcc=np.nan))
    assert "没有哪个输入" in deciding.deciding_finding(dull, words)
    assert deciding.group_shares(found, words)[0].share > 0.3
    assert deciding.saving_finding(found, words).endswith("1.0 万元")
    assert [row[0] for row in deciding.total_rows(found, words)][:1] == ["节省合计"]
    alone = replace(found, summary={**found.summary, "target": "cost"})
    assert "没有可比的现状" in deciding.saving_finding(alone, words)


def test_what_is_ticked_is_weighed_beside_the_sets_of_the_run(run, study, found, folder):
    words = rows.uncertain_words(run, study, "en")
    base = Comparison(found.sets, found.set_links, found.costs)
    told = sets_study((folder,), None, Choices(), *ASKED, base, rows.ticked(found.links, LINK))
    assert told.sets["set"].tolist() == ["current", "central", "two_stage", MINE]
    listed = {row.name: row for row in sets.set_rows(told.sets, words)}
    assert listed[MINE].title == "Your own set"
    assert listed[MINE].cells[1:3] == listed["central"].cells[1:3]
    assert listed["current"].cells[1] == "–"
    assert sets.own_links(told.links, words) == [f"{SHORT} → =Cement works: Slag (–)"]
    assert "Least regret" in sets.sets_finding(told.sets, words)
    refused = sets_study((folder,), None, Choices(), *ASKED, base, [("cement", "smelter", "slag", "")])
    assert isinstance(refused, Failure)
    assert refused.faults["check"].tolist() == ["set_link"]


@pytest.mark.parametrize("lang", LANGS)
def test_groups_of_inputs_are_told_apart_by_indices(run, study, found, folder, lang):
    """Of two groups each, the first by itself and with the other; they leave little to interplay here."""
    words = rows.uncertain_words(run, study, lang)
    told = indices_study((folder,), None, Choices(), *ASKED, found.groups, "saving")
    assert (told.base, told.samples, told.missing) == (BASE, BASE * (len(found.groups) + 2), 0)
    assert sorted(told.groups["group"]) == sorted(found.groups["group"])
    assert 0.8 < told.groups["first"].sum() < 1.2
    first, *_ = deciding.index_rows(told, words)
    best = told.groups.sort_values("total").iloc[-1]
    assert first[0] == words.names.group(best["group"])
    assert first[2] == f"{best['total']:.0%} ± {best['total_interval']:.0%}"
    text = text_of(panels.indices_panel(told, words))
    assert f"{best['total']:.0%}" in deciding.index_finding(told, words)
    assert deciding.index_finding(told, words) in text
    assert "{" not in "".join([deciding.index_finding(told, words), *first])
    rest = told.groups.assign(group=told.groups["group"].where(told.groups["group"] != best["group"], "rest"))
    other = words.names.group(told.groups.sort_values("total").iloc[-2]["group"])
    assert other in deciding.index_finding(replace(told, groups=rest), words)
    lost = replace(told, missing=told.samples)
    assert deciding.index_finding(lost, words) != deciding.index_finding(told, words)
    assert f"{told.samples}" in text_of(panels.indices_panel(lost, words))
    assert isinstance(indices_study((folder,), None, Choices(objective="co2"), *ASKED, found.groups, "cost"), Failure)


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_can_be_defended_and_had_again(run, study, lang):
    words = rows.uncertain_words(run, study, lang)
    told = dict(assumptions.assumptions(study, words))
    assert len(told) == 11
    assert "{" not in "".join([*told, *told.values()])
    assert "0.32" in "".join(told.values())
    assert assumptions.command(study, "dear", Settings(flexible=True, max_km=5.0), Choices(flexible=True)) == (
        f"circnet uncertain tiny --samples {SAMPLES} --choose 8 --prices-only --scenario dear --flexible --max-km 5"
    )
    assert not assumptions.command(study, "", Settings(), Choices(parks=("twin",)))


def test_terms_of_a_sobol_sequence_are_a_power_of_two():
    assert (terms_of("200", "sobol", "all").samples, terms_of("200", "lhs", "all").samples) == (256, 200)
    assert not terms_of("200", "lhs", "prices").loads


@pytest.mark.parametrize(("show", "lang"), [("sets", "zh"), ("?", "en")])
def test_page_has_all_answers_and_shows_one(app, show, lang):
    tree = page_of(app, "uncertain", park="tiny", lang=lang, show=show, samples="7", mine="<b>")
    wanted = {"uncertain-grid", "uncertain-saving", "uncertain-tornado", "uncertain-book-get", "uncertain-detail"}
    assert wanted <= ids(tree)
    assert ("uncertain-sets-figure" in ids(tree)) == (show == "sets")
    assert f"uncertain-panes {'links' if show == '?' else show}" in text_of(tree)


def test_a_selected_link_is_explained_and_all_tables_are_a_file(app, run):
    page = sys.modules["dashboards.pages.uncertain"]
    data = {"query": {"park": "tiny", "lang": "zh"}, "lang": "zh"}
    with app.server.test_request_context("/"):
        told = text_of(page.explain({"kind": "link", "id": LINK}, None, data))
        assert "sel=link:c.smelter" in told
        assert "uncertain-histogram" in told
        assert "uncertain-histogram" not in text_of(page.explain(None, None, data))
        name, content = page._file(run, data)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert name == "uncertain-tiny.xlsx"
    assert {"说明", "链接", "方案", "方案所含链接", "样本"} <= set(book.sheetnames)
    assert book["样本"].max_row == SAMPLES + 1


def test_indices_that_were_looked_at_are_in_the_file(app, run, folder, found):
    page = sys.modules["dashboards.pages.uncertain"]
    query = {"park": "tiny", "lang": "en", "samples": ASKED[0], "only": "prices"}
    told = indices_study((folder,), None, Choices(), *ASKED, found.groups, "saving")
    with app.server.test_request_context("/"):
        view = page.view_of(query)
        page.state().study(page._ask(view))
        page.state().studies.store.put(page._ask_indices(view).key, told, on_disk=False)
        _, content = page._file(run, {"query": query})
        _, before = page._file(run, {"query": query | {"samples": "500"}})
    shown = f"{told.groups['total'].max():.6f}"
    sheets = [
        openpyxl.load_workbook(io.BytesIO(book))["Groups"].iter_rows(values_only=True) for book in (content, before)
    ]
    figures = [{f"{cell:.6f}" for row in rows for cell in row if isinstance(cell, float)} for rows in sheets]
    assert shown in figures[0]
    assert shown not in figures[1]


def test_a_kind_that_is_alone_decides_everything_and_takes_no_further_samples(run, study, tmp_path):
    pair_park(tmp_path / "pair", load_catalog())
    asked = ((tmp_path / "pair",), None, Choices(), "8", "lhs", "prices")
    groups = uncertain_study(*asked).found.groups
    assert len(groups) == 1
    told = indices_study(*asked, groups, "saving")
    assert (told.samples, told.missing) == (0, 0)
    words = rows.uncertain_words(run, study, "en")
    assert "100% ± 0%" in deciding.index_finding(told, words)
    assert "further samples" not in text_of(panels.indices_panel(told, words))


def test_what_went_wrong_is_told(run, folder):
    refused = uncertain_study((folder,), None, Choices(objective="co2"), *ASKED)
    assert isinstance(refused, Failure)
    app = create_app({"tiny": folder}, "zh", DoneJobs(run), DoneJobs(refused))
    assert '"className": "notice"' in text_of(page_of(app, "uncertain", park="tiny", objective="co2"))
    waiting = create_app({"tiny": folder}, "zh", DoneJobs(run), DoneJobs(None))
    assert "每个样本抽一组" in text_of(page_of(waiting, "uncertain", park="tiny"))


def test_a_park_that_no_sample_solves_is_told_as_such(run, folder):
    """Steam is given and taken in fixed amounts: drawn apart, they no longer meet."""
    found = uncertain_study((folder,), None, Choices(), "6", "lhs", "all")
    assert found.found.summary["infeasible"] == 6
    app = create_app({"tiny": folder}, "zh", DoneJobs(run), DoneJobs(found))
    assert "6 个样本都无解" in text_of(page_of(app, "uncertain", park="tiny", show="sets"))
    told = page_of(app, "uncertain", park="tiny", show="deciding")
    assert "没有一个样本有数值" in text_of(told)
    assert "uncertain-indices-content" not in ids(told)
