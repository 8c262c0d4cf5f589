"""The page of chain gaps without a browser: what runs in another process, and how its views tell it."""

import io
import json
import sys
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from circnet.report.prospectus_words import ProspectusWords
from circnet.report.sheets import table_workbook
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.gap_runs import gaps_study, plant_facts, set_study, where_study
from dashboards.runs import Failure, couple_parks
from dashboards.views.gaps import candidates, chains, lists, together
from dashboards.views.gaps.drawings import place_map, size_figure
from dashboards.views.gaps.files import gap_tables
from dashboards.views.gaps.plant import plant
from dashboards.views.gaps.words import cautions, gap_words
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.slagfolder import write_slag_park
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_slag_park(tmp_path_factory.mktemp("parks") / "slag")


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def found(folder):
    return gaps_study((folder,), None, Choices())


@pytest.fixture(scope="module")
def facts(folder):
    return plant_facts((folder,), None, Choices(), "board_making")


@pytest.fixture
def app(run, folder, found):
    return create_app({"slag": folder}, "en", DoneJobs(run), DoneJobs(found))


def text_of(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def with_table(found, name, table):
    return replace(found, tables={**found.tables, name: table})


def test_candidates_stand_in_the_order_of_the_library_with_their_figures(run, found):
    rows = {row["id"]: row for row in candidates.ranked_rows(found, gap_words(run, found, "en"))}
    assert [row["rank"] for row in rows.values()] == [1, 2, 3, 4, 5]
    board = rows["board_making"]
    assert (board["kind"], board["capacity"], board["capex"]) == ("by-product", 60.0, 12_000.0)
    assert board["payback"] == pytest.approx(12_000.0 / 7_200.0)
    assert board["feed"] == pytest.approx(0.2174, abs=1e-4)  # 60 t of slag at 50 beside 12 t of resin at 900
    assert board["shown"] == {"capacity": "60 t", "value": "5,412", "feed": "22%", "product": "0%", "capex": "12,000",
                              "payback": "1.7 a", "co2": "0 t"}  # fmt: skip
    assert {name for name, row in rows.items() if not row["careful"]} == {"wire_drawing", "brick_making",
                                                                         "board_making"}  # fmt: skip


def test_what_cannot_be_taken_as_it_stands_is_said_and_not_recommended(run, found):
    """A plant without a largest size is as large as the market: it never stands in the finding."""
    words = gap_words(run, found, "zh")
    known = found.tables["technologies"]
    loose = known.assign(scale_high=known["scale_high"].where(known["id"] != "brick_making"))
    words_loose = gap_words(run, with_table(found, "technologies", loose), "zh")
    brick = found.tables["gaps"].set_index("technology", drop=False).loc["brick_making"].to_dict()
    assert cautions(brick, words) == []
    assert cautions(brick, words_loose) == ["unbounded"]
    assert cautions({**brick, "status": "no_solution"}, words) == ["no_solution"]
    assert "brick_making" in candidates.finding(found, words, "渣园")[0]
    assert "brick_making" not in candidates.finding(found, words_loose, "渣园")[0]
    none = with_table(found, "gaps", found.tables["gaps"].assign(saving=-1.0))
    assert "都不能净增收益" in candidates.finding(none, words, "渣园")[0]


def test_the_story_of_a_plant_says_from_whom_to_whom_and_what_it_earns(run, found):
    told = plant(found, gap_words(run, found, "en"), "board_making")
    assert (told.grade, told.kind_name, told.high_energy) == ("D", "By-product", False)
    assert NASTY in told.title
    partners = [(one.good, one.firm, one.inside, one.amount, one.share) for one in told.suppliers]
    assert ("slag", "smelter", True, "60 t", "100%") in partners
    assert ("resin", "", False, "12 t", "100%") in partners
    assert [row["case"] for row in told.economics] == ["Unfavourable", "Central", "Favourable"]
    assert [row["payback"] for row in told.economics] == ["2.8 a", "1.7 a", "1.2 a"]
    assert told.economics[1]["irr"] == "59%"
    assert told.closes[0].endswith("slag, 60 t less loose (of 100 t)")
    assert ("Waste disposed of", "-60 t", "In the park's accounts; plus is more") in told.changes
    assert "beside Smelter" in told.lead
    assert "points to Smelter" in told.signs
    assert plant(found, gap_words(run, found, "en"), "no-such") is None


def test_a_plant_without_a_neighbour_or_already_planned_says_so(run, found):
    words = gap_words(run, found, "zh")
    assert "旁" not in plant(found, words, "cable_making").lead
    planned = pd.DataFrame([{"technology": "board_making", "firm": "smelter", "source": "units", "rank": 3.0},
                            {"technology": "board_making", "firm": "", "source": "projects", "rank": 3.0}])  # fmt: skip
    told = plant(with_table(found, "planned", planned), words, "board_making")
    assert (told.planned, told.idle) == (["=冶炼厂", "（未定主体）"], [])
    chain = found.tables["chains"]
    stood = chain.assign(status="standing", firms="smelter")
    assert plant(with_table(found, "chains", stood), words, "board_making").idle == ["=冶炼厂"]


def test_a_chain_is_told_by_stages_from_left_to_right(run, found):
    words = gap_words(run, found, "en")
    assert chains.first_chain(found, words) == "金属"
    up, middle, down = chains.chain_stages(found, words, "金属")
    assert (up.boxes, down.boxes) == ((), ())
    smelt, *missing = middle.boxes
    assert (smelt.state, smelt.load, smelt.mark, smelt.plant) == ("present", 1.0, "dead_end", "smelt")
    order = found.tables["gaps"]["technology"].tolist()[:3]
    assert [box.plant for box in missing] == order
    assert set(order) == {"wire_drawing", "brick_making", "board_making"}
    rows = {row["id"]: row["kind_name"] for row in candidates.ranked_rows(found, words)}
    assert all(rows[box.plant] == box.kind_name for box in missing)
    assert chains.chain_finding(found, words, "金属").endswith("1 present, 0 planned, 0 idle or unknown, 3 could come")
    many = pd.concat([found.tables["chains"].assign(technology=f"t{number}") for number in range(4)])
    folded = chains.chain_stages(with_table(found, "chains", many), words, "金属")[1]
    assert (len(folded.boxes), len(folded.folded)) == (4 + 6, 6)


def test_orphans_stand_by_what_can_be_done_about_them(run, found):
    words = gap_words(run, found, "zh")
    blocks = lists.orphan_rows(found, words)
    assert [(row.good, row.money) for row in blocks["untaken"]] == [("slag", "支出 5,000 元")]
    assert [(row.good, row.money) for row in blocks["sold"]] == [("metal", "收入 10.0 万元")]
    assert [(row.good, row.technologies) for row in blocks["bought"]] == [("ore", "无")]
    table = found.tables["orphans"]
    swapped = table.assign(instead=table["commodity"].map({"ore": "slag"}).fillna(""))
    assert [row.instead for row in lists.orphan_rows(with_table(found, "orphans", swapped), words)["instead"]] == [
        "slag"
    ]
    assert lists.orphans_finding(found, words).startswith("1 种副产物没有园内用户，共 100 吨/年，处置花费 5,000 元/年")


def test_bridges_meant_for_the_need_come_first(run, found):
    words = gap_words(run, found, "en")
    assert lists.bridge_rows(found, words) == []
    path = {"surplus": "slag", "steps": 1, "used": 0.5, "besides": "lime", "goods": "slag > brick"}
    table = pd.DataFrame([
        {**path, "need": "resin", "technologies": "board_making", "cost": 1.0},
        {**path, "need": "brick", "technologies": "brick_making", "cost": 9.0},
        {**path, "need": "brick", "technologies": "brick_making", "cost": 8.0, "used": 1e-5},
    ])  # fmt: skip
    rows = lists.bridge_rows(with_table(found, "bridges", table), words)
    assert [(row.need, row.main) for row in rows] == [("brick", True), ("brick", False), ("resin", False)]
    assert (rows[0].used, rows[0].cost, rows[0].besides) == ("0.5 t per t", "9.00 CNY/t", "lime")
    assert lists.bridges_finding(rows, words).startswith("1 path of")


@pytest.mark.parametrize("lang", LANGS)
def test_all_tables_are_a_file_with_names_and_headings(run, found, lang):
    tables, headings = gap_tables(found, gap_words(run, found, lang))
    book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
    assert book.sheetnames == list(tables)
    assert len(tables) == 10  # no bridges and nothing planned here
    unnamed = {name for title, table in list(tables.items())[1:] for name in table if name not in headings}
    assert unnamed == set()
    first = tables[book.sheetnames[1]]
    assert {"=制板", f"Board {NASTY}"} & set(first["technology"])
    assert "new--" not in first.to_csv()


@pytest.mark.parametrize(("side", "lang"), [("chain", "zh"), ("orphans", "en"), ("?", "en")])
def test_page_shows_everything_at_once_and_says_how_sure_it_is(app, side, lang):
    tree = page_of(app, "gaps", park="slag", lang=lang, side=side, kind="extension", chain="<b>")
    assert {"gaps-grid", "gaps-chart", "gaps-drawer", "gaps-book-get", "gaps-chain"} <= ids(tree)
    told = text_of(tree)
    assert f"gap-lists {'chain' if side == '?' else side}" in told
    assert {"zh": "不是可行性研究", "en": "not a feasibility study"}[lang] in told
    assert '"data-plant": "wire_drawing"' in told


def test_a_selected_plant_is_explained_and_another_selection_is_not(app):
    page = sys.modules["dashboards.pages.gaps"]
    data = {"query": {"park": "slag", "lang": "en"}, "lang": "en"}
    with app.server.test_request_context("/"):
        story, hidden, asked, content = page.explain({"kind": "plant", "id": "board_making"}, data)
        assert (hidden, "sel=firm:smelter" in text_of(story), content) == (False, True, [])
        assert asked["query"]["sel"] == "plant:board_making"
        assert page.explain({"kind": "firm", "id": "smelter"}, data)[1]
        assert page.explain({"kind": "plant", "id": "no-such"}, data)[1]
        assert "chain-stage" in text_of(page.draw_chain("金属", data))


def test_what_went_wrong_is_told(run, folder):
    """Gaps are told for the net cost alone: another objective is refused in words."""
    refused = gaps_study((folder,), None, Choices(objective="co2"))
    assert isinstance(refused, Failure)
    app = create_app({"slag": folder}, "zh", DoneJobs(run), DoneJobs(refused))
    assert '"className": "notice"' in text_of(page_of(app, "gaps", park="slag", objective="co2"))
    waiting = create_app({"slag": folder}, "zh", DoneJobs(run), DoneJobs(None))
    assert "逐一测算" in text_of(page_of(waiting, "gaps", park="slag"))


def test_the_best_set_is_told_in_the_order_of_building(run, found, folder):
    words, best = gap_words(run, found, "en"), set_study((folder,), None, Choices(), "2")
    steps = together.set_steps(best, words)
    assert [step.place for step in steps] == list(range(1, len(steps) + 1))
    assert steps[-1].total == words.plain.money(best.summary["adds"])
    told = together.set_finding(best, words)
    assert told.startswith("At most 2:")
    assert " → ".join(step.name for step in steps) in told
    none = replace(best, tables={**best.tables, "plants": best.tables["plants"].iloc[:0]})
    assert "no set" in together.set_finding(none, words)


def test_where_a_plant_fits_is_told_with_the_parks_that_cannot_have_it(run, found, folder, tmp_path):
    faulty = write_slag_park(tmp_path / "faulty")
    (faulty / "links.csv").write_text("from,to,commodity\nnobody,smelter,slag\n", encoding="utf-8")
    words, asked = gap_words(run, found, "zh"), where_study((faulty, folder), "board_making")
    row, broken = together.where_rows(asked, words, "slag")
    assert (row.name, row.here, row.size, row.reason) == ("渣园", True, "60 吨", "")
    assert (broken.name, broken.reason) == ("faulty", "数据有误，未能计算")
    assert "放在渣园最合适" in together.where_finding(asked, words, "slag")
    barred = where_study((folder,), "salt_works")
    assert together.where_rows(barred, words, "slag")[0].reason == "园区和市场都没有原料：brine"
    assert "没有一个园区" in together.where_finding(barred, words, "slag")


@pytest.mark.parametrize(
    ("lang", "theme", "size"), [("zh", "light", "年规模（吨）"), ("en", "dark", "Size (t a year)")]
)
def test_sizes_and_map_of_a_plant(facts, lang, theme, size):
    words = ProspectusWords(facts, lang)
    drawn = size_figure(facts, words, theme)
    assert len(drawn.data[0].x) == len(facts.curve)
    assert drawn.data[1].x == (60.0,)
    assert drawn.layout.xaxis.title.text == size
    placed = replace(facts, places=facts.places.assign(lat=[36.0, 36.1], lon=[101.0, 101.1]))
    hover = text_of(place_map(placed, words, theme).to_plotly_json())
    assert "<img" not in hover
    assert len(place_map(facts, words, theme).data) == 0
