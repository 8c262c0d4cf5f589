"""What the views make of a run, without a browser."""

import pandas as pd
import pytest

from circnet.errors import FAULT_COLUMNS
from dashboards.runs import Failure
from dashboards.theme import FAMILIES, THEMES, accent, family_colour
from dashboards.views import couplings, details, network, notices, stylesheet, summary
from dashboards.views.positions import BOX, bends, place
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


def by_id(elements):
    return {element["data"]["id"]: element for element in elements}


def test_every_firm_partner_and_link_is_drawn(run, words):
    found = by_id(network.elements(run, words))
    assert {e["data"]["ref"] for e in found.values() if "ref" in e["data"]} == {
        "smelter", "cement", "brick", "lonely", "external:far mine"
    }  # fmt: skip
    assert {name: e["classes"] for name, e in found.items() if "source" in e["data"]} == {
        "l0": "existing", "l1": "existing", "l2": "idle unsure", "c0": "chosen", "c1": "equal unsure",
        "c2": "chosen unsure",
    }  # fmt: skip
    ends = {e["data"][end] for e in found.values() for end in ("source", "target") if end in e["data"]}
    assert ends <= set(found)


def test_firms_stand_in_their_zones(run, words):
    found = by_id(network.elements(run, words))
    zones = {e["data"]["ref"]: e["data"].get("parent") for e in found.values() if "ref" in e["data"]}
    assert zones["smelter"] == zones["cement"] != zones["brick"]
    assert zones["lonely"] is None
    assert found[zones["smelter"]]["data"]["label"] == {"zh": "东区", "en": "East"}[words.lang]


def test_positions_are_stable_and_the_same_in_both_languages(run):
    first, again, english = (network.elements(tiny_run(), wording_of(run, lang)) for lang in ("zh", "zh", "en"))
    assert first == again
    assert [e.get("position") for e in first] == [e.get("position") for e in english]


def test_a_family_that_nobody_knows_is_drawn_as_other(run, words):
    found = by_id(network.elements(run, words))
    assert found["l1"]["data"]["family"] == "other"
    assert network.families_shown(run) == ["heat", "waste", "other"]


def test_wider_arrows_carry_more():
    ore = {"from": ["smelter"] * 2, "to": ["cement", "brick"], "commodity": ["ore"] * 2, "amount": [10.0, 1e6],
           "mode": [""] * 2, "status": ["existing"] * 2, "basis": [""] * 2, "grade": ["A"] * 2,
           "source": [""] * 2}  # fmt: skip
    run = tiny_run(links=pd.DataFrame(ore))
    found = by_id(network.elements(run, wording_of(run, "en")))
    assert found["l0"]["data"]["width"] < found["l1"]["data"]["width"]


def test_arrow_tells_amount_ends_and_basis(run, lang):
    hint = by_id(network.elements(run, wording_of(run, lang)))["l0"]["data"]["hint"]
    assert "500 GJ" in hint
    assert {"zh": "公开发表（B）", "en": "published (B)"}[lang] in hint


def test_boxes_never_overlap():
    zones = {f"f{i}": f"z{i % 5}" for i in range(43)}
    arrows = [(f"f{i}", f"f{(i * 7 + 3) % 43}") for i in range(43)] + [("in", "f1"), ("f2", "out"), ("f3", "out2")]
    points = list(place(zones, arrows, ["in"], ["out", "out2"]).values())
    assert len(points) == 46
    for number, (x, y) in enumerate(points):
        for across, down in points[:number]:
            assert abs(x - across) >= BOX[0] or abs(y - down) >= 40


def test_arrows_between_the_same_firms_part():
    points = {"a": (0.0, 0.0), "b": (300.0, 0.0), "c": (150.0, 0.0)}
    there, back, again = bends([("a", "b"), ("b", "a"), ("a", "b")], points)
    assert there != 0  # c stands in the way
    assert len({there, -back, again}) == 3


@pytest.mark.parametrize("size", [0, 1])
def test_parks_of_hardly_any_firms_have_places(size):
    assert len(place({f"f{i}": "" for i in range(size)}, [], [], [])) == size


def test_rows_are_ranked_and_equal_ones_follow(run, words):
    rows = couplings.rows(run, words)
    assert [(row["id"], row["rank"], row["choice"]) for row in rows] == [
        ("c0", 1, "chosen"), ("c1", 1.5, "equal"), ("c2", 2, "chosen")
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


def test_export_has_plain_numbers_and_no_formula(run, words):
    row = couplings.rows(run, words)[0]["export"]
    assert row["saving"] == 1.5e6
    assert row["to"].startswith("'=")
    assert set(couplings.export_columns()) <= {column["colId"] for column in couplings.columns(words.lang)}


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


def test_details_of_a_coupling_a_link_and_a_firm(run, words):
    coupling = details.details(run, words, {"kind": "link", "id": "c0"})
    assert len(coupling.facts) == 12
    assert len(coupling.remarks) == 5
    link = details.details(run, words, {"kind": "link", "id": "l1"})
    assert any("A yearbook" in value and "S2" in value for _, value in link.facts)
    firm = details.details(run, words, {"kind": "firm", "id": "smelter"})
    assert len(firm.remarks) == 5
    partner = details.details(run, words, {"kind": "firm", "id": "external:far mine"})
    assert partner.title == "far mine"


@pytest.mark.parametrize("selection", [None, {}, {"kind": "link", "id": "c99"}, {"kind": "firm", "id": "gone"}])
def test_details_of_nothing(run, words, selection):
    assert details.details(run, words, selection) is None


def test_unexplained_needs_are_questions(run, words):
    assert len(details.questions(run, words)) == 1
    assert {"zh": "矿石 30 吨从何而来", "en": "30 t of Ore come from"}[words.lang] in details.questions(run, words)[0]


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


@pytest.mark.parametrize("theme", THEMES)
def test_every_family_has_a_rule_and_a_colour(theme):
    rules = {rule["selector"]: rule["style"] for rule in stylesheet.stylesheet(theme)}
    for family in FAMILIES:
        assert rules[f"edge[family = '{family}']"]["line-color"] == family_colour(family, theme)
    assert rules["edge.chosen"]["line-color"] == accent(theme)
    assert set(stylesheet.stylesheets()[theme]) == {"base", "faded", "kept", "picked"}


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
