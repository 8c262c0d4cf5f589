"""What the views make of a run, without a browser."""

import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.errors import FAULT_COLUMNS
from dashboards.runs import Failure
from dashboards.views import couplings, details, network, notices, summary
from dashboards.views.story import story
from dashboards.views.wording import short_name, wording_of
from tests.dashboards.tinypark import NASTY, tiny_run


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def run():
    return tiny_run()


@pytest.fixture
def words(run, lang):
    return wording_of(run, lang)


def test_rows_are_ranked_and_equal_ones_follow(run, words):
    rows = couplings.rows(run, words)
    assert [(row["id"], row["rank"], row["choice"]) for row in rows] == [
        ("c.smelter>cement:slag", 1, "chosen"), ("c.smelter>brick:slag", 1.5, "equal"),
        ("c.smelter>lonely:ore", 2, "chosen"),
    ]  # fmt: skip
    assert rows[1]["shown"]["rank"] == {"zh": "等效", "en": "equal"}[words.lang]
    assert rows[1]["amount"] is None
    assert rows[1]["shown"]["saving"] == "–"


def test_figures_read_as_officials_write_them(run, lang):
    row = couplings.rows(run, wording_of(run, lang))[0]
    expected = {
        "zh": ("12.50 万吨", "150.0 万元", "-50.0 – 75.0 元/吨", "0 吨"),
        "en": ("125.0 kt", "1.50 M CNY", "-50.0 – 75.0 CNY/t", "0 t"),
    }[lang]
    assert tuple(row["shown"][name] for name in ("amount", "saving", "price_band", "co2_t")) == expected


def test_barriers_are_told_in_words(run, lang):
    told = couplings.rows(run, wording_of(run, lang))[0]["barriers"]
    expected = {
        "zh": "危险性：有毒、odd word、and more、许可：GB 1、=水泥厂：状态不明、"
        "运距超过 100 km、矿渣只作燃料，属低层级利用",
        "en": "Hazard: toxic, odd word, and more, Permit: GB 1, =Cement works: not known to run, "
        "Over 100 km of transport, Slag is only burnt, a low use",
    }[lang]
    assert told == expected


def test_every_shown_column_has_its_cell(run, words):
    row = couplings.rows(run, words)[0]
    for column in couplings.columns(words.lang):
        part, _, name = column["field"].rpartition(".")
        assert name in (row["export"] if part else row), column["field"]
        shown = column.get("valueFormatter", {}).get("function", "")
        assert not shown or shown.removeprefix("params.data.shown.") in row["shown"]


def test_columns_that_nobody_chose_are_hidden_and_told(lang):
    columns = {column["colId"]: column for column in couplings.columns(lang)}
    assert {name for name, column in columns.items() if column["hide"]} == {"saving_unexplained", "waste_t", "water_m3"}
    assert all(column["headerTooltip"] for column in columns.values())


def test_story_says_why_it_pays_and_what_it_needs(run, lang):
    words = wording_of(run, lang)
    told = story(run, words, "c.smelter>cement:slag")
    assert told.badge == "B"
    assert {"zh": "每单位还要花 50.0 元/吨 处置", "en": "pays 50.0 CNY/t to be rid of a unit"}[lang] in told.lead
    assert (told.band.floor, told.band.middle, told.band.ceiling) == (-50.0, 12.5, 75.0)
    assert len(told.needs) == 5
    facts = {name: value for _, pairs in told.groups for name, value, _ in pairs}
    assert facts[{"zh": "年节约", "en": "Saving/a"}[lang]] == {"zh": "150.0 万元", "en": "1.50 M CNY"}[lang]


def test_story_of_an_equal_partner_or_of_nothing(run, lang):
    words = wording_of(run, lang)
    told = story(run, words, "c.smelter>brick:slag")
    assert told.band is None
    assert "1" in told.lead
    assert story(run, words, "l.smelter>cement:steam") is None
    assert story(run, words, "nothing") is None


def test_savings_are_in_the_unit_of_the_objective(lang):
    run = tiny_run(settings=Settings(objective="waste"))
    words = wording_of(run, lang)
    figure = summary.figures(run, words)[0]
    assert figure.value == {"zh": "150.00 万吨/年", "en": "1.50 Mt/a"}[lang]
    assert figure.note == {"zh": "-150.00 万吨 → -300.00 万吨", "en": "-1.50 Mt → -3.00 Mt"}[lang]
    assert couplings.rows(run, words)[0]["shown"]["saving"] == {"zh": "150.00 万吨", "en": "1.50 Mt"}[lang]


def test_strip_goes_from_baseline_to_optimum(run, lang):
    figures = {figure.name: figure for figure in summary.figures(run, wording_of(run, lang))}
    assert figures["saving"].value == {"zh": "150.0 万元/年", "en": "1.50 M CNY/a"}[lang]
    assert {"zh": "150.0 万元 → 300.0 万元", "en": "1.50 M CNY → 3.00 M CNY"}[lang] in figures["saving"].note
    assert figures["unexplained"].unsure
    assert figures["unexplained"].value == {"zh": "20.0 万元/年", "en": "0.20 M CNY/a"}[lang]


def test_strip_without_a_baseline_says_so(lang):
    none = dict.fromkeys(("baseline_cost", "saving", "saving_unexplained", "co2_avoided_t", "waste_diverted_t",
                          "fresh_water_saved_m3"))  # fmt: skip
    run = tiny_run(summary={"cost": 5.0, "links_chosen": 1, **none})
    figures = summary.figures(run, wording_of(run, lang))
    assert figures[0].value == "–"
    assert (
        figures[0].note
        == {
            "zh": "仅靠现有连接无解，无法与现状比较",
            "en": "No solution with existing links alone: nothing to compare with",
        }[lang]
    )


def test_a_park_without_links_is_a_park(lang):
    run = tiny_run()
    bare = tiny_run(
        links=run.links.iloc[:0], opportunities=run.opportunities.iloc[:0], unexplained=run.unexplained.iloc[:0]
    )
    words = wording_of(bare, lang)
    assert couplings.rows(bare, words) == []
    assert len([e for e in network.elements(bare, words) if "ref" in e["data"]]) == 4
    assert network.families_shown(bare) == []


def test_names_are_passed_on_as_they_are(run):
    words = wording_of(run, "en")
    assert NASTY in couplings.rows(run, words)[0]["from"]
    assert NASTY in details.details(run, words, {"kind": "firm", "id": "smelter"}).title


@pytest.mark.parametrize(
    ("name", "short"),
    [("青海西矿稀贵金属有限公司(原西豫有色)", "青海西矿稀贵金属"), ("(甲)", "(甲)"), ("Smelter Co., Ltd.", "Smelter")],
)
def test_short_names(name, short):
    assert short_name(name) == short


def test_firms_of_one_short_name_keep_their_full_ones(run, lang):
    firms = run.enterprises.assign(name_zh=["厂(甲)", "厂(乙)", "砖厂", "孤厂"], name_en=["W (a)", "W (b)", "B", "L"])
    short = wording_of(tiny_run(enterprises=firms), lang).short
    assert len(set(short.values())) == 4


def test_notice_of_faults_names_the_place(lang):
    fault = ["not_a_number", "error", "units.csv", 7, "capacity", "12,0", "number", ""]
    table = pd.DataFrame([fault, [*fault[:1], "warning", *fault[2:]]], columns=FAULT_COLUMNS)
    said = notices.failure_notice(Failure("faults", faults=table), "P", lang)
    assert len(said.lines) == 1
    assert "units.csv" in said.lines[0]
    assert "7" in said.lines[0]


@pytest.mark.parametrize("kind", ["no_solution", "failed"])
def test_notice_tells_the_reason(kind, lang):
    said = notices.failure_notice(Failure(kind, reason="slag 5 t"), "P", lang)
    assert said.lines == ["slag 5 t"]
    assert said.title
    assert said.text


@pytest.mark.parametrize(("lang", "words"), [("zh", "无从得来"), ("en", "come from nowhere")])
def test_notice_tells_conflicts_in_the_users_language(lang, words):
    conflicts = pd.DataFrame(
        {"enterprise": ["mill"], "commodity": ["water"], "problem": ["no source"], "amount": [20.0], "unit": ["m3"]}
    )
    said = notices.failure_notice(Failure("no_solution", reason="mill: 20", conflicts=conflicts), "P", lang)
    assert words in said.lines[0]
    assert all(part in said.lines[0] for part in ("mill", "water", "20"))
