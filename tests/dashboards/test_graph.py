"""The graph of a park, without a browser: links, elements, places, filters, style, and a firm's balance."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.theme import FAMILIES, THEMES, accent, family_colour
from dashboards.views import details, network
from dashboards.views.graph.arrows import bends
from dashboards.views.graph.balance import balances_of
from dashboards.views.graph.choices import choices, setup
from dashboards.views.graph.composition import elements_of
from dashboards.views.graph.positions import BOX, RIM, place
from dashboards.views.graph.stylesheet import stylesheet, stylesheets
from dashboards.views.wording import wording_of
from tests.dashboards.tinypark import NASTY, tiny_run

EXISTING, SECOND, IDLE = "l.smelter>cement:steam", "l.external:far mine>smelter:ore", "l.smelter>brick:slag"
CHOSEN, EQUAL, THIRD = "c.smelter>cement:slag", "c.smelter>brick:slag", "c.smelter>lonely:ore"


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


def boxes(elements):
    return {one["data"]["ref"]: one for one in elements if "ref" in one["data"]}


def at(elements):
    return {ref: one["position"] for ref, one in boxes(elements).items()}


def test_every_firm_partner_and_link_is_drawn(run, words):
    found = by_id(network.elements(run, words))
    assert set(boxes(found.values())) == {"smelter", "cement", "brick", "lonely", "external:far mine"}
    assert {name: e["classes"] for name, e in found.items() if "source" in e["data"]} == {
        EXISTING: "existing", SECOND: "existing", IDLE: "idle unsure", CHOSEN: "chosen bent",
        EQUAL: "equal unsure off bent", THIRD: "chosen unsure",
    }  # fmt: skip
    ends = {e["data"][end] for e in found.values() for end in ("source", "target") if end in e["data"]}
    assert ends <= set(found)


def test_links_are_called_the_same_whatever_else_is_proposed(run):
    less = tiny_run(opportunities=run.opportunities.iloc[2:])
    assert [link.id for link in network.links_of(less)] == [EXISTING, SECOND, IDLE, THIRD]
    twice = tiny_run(links=pd.concat([run.links, run.links.iloc[:1]]))
    ids = [link.id for link in network.links_of(twice)]
    assert ids[3] == f"{EXISTING}#2"
    assert len(set(ids)) == len(ids)


def test_elements_carry_what_filters_ask_for(run, words):
    found = by_id(network.elements(run, words))
    link = found[CHOSEN]["data"]
    assert (link["commodity"], link["kind"], link["family"]) == ("slag", "chosen", "waste")
    assert link["elements"] == ["Ca", "Si"]
    assert {"slag", "矿渣"} <= set(link["search"].split())
    smelter = boxes(found.values())["smelter"]["data"]
    assert smelter["status"] == "operating"
    for said in ("smelter", "青海冶炼有限公司", NASTY.lower(), "蒸汽", "steam"):
        assert said in smelter["search"]


def test_boxes_tell_name_product_and_status(run):
    found = boxes(network.elements(run, wording_of(run, "zh")))
    assert found["smelter"]["data"]["label"] == "青海冶炼\n蒸汽"
    assert found["brick"]["data"]["label"] == "砖厂\n停产"
    assert found["brick"]["classes"] == "firm resting"
    assert all(one["data"]["label"].count("\n") < 3 for one in found.values())


def test_long_names_are_cut_to_the_box(run):
    firms = run.enterprises.assign(
        name_zh="甲" * 40, name_en="Pneumonoultramicroscopicsilicovolcanoconiosis Works " * 3
    )
    for lang in ("zh", "en"):
        for one in boxes(
            network.elements(tiny_run(enterprises=firms), wording_of(tiny_run(enterprises=firms), lang))
        ).values():
            lines = one["data"]["label"].split("\n")
            assert len(lines) <= 3
            assert max(map(len, lines)) <= 17


def test_hulls_hold_their_firms(run, words):
    found = by_id(network.elements(run, words))
    hull, inside = found["z:east"], boxes(found.values())
    assert hull["data"]["label"] == {"zh": "东区", "en": "East"}[words.lang]
    assert inside["smelter"]["data"]["zone"] == inside["cement"]["data"]["zone"] == "z:east"
    for ref in ("smelter", "cement"):
        for axis, size, room in (("x", "width", BOX[0]), ("y", "height", BOX[1])):
            away = abs(inside[ref]["position"][axis] - hull["position"][axis])
            assert away + room / 2 <= hull["data"][size] / 2
    assert "z:" not in found


def test_elements_are_plain_data(run, words):
    assert json.loads(json.dumps(network.elements(run, words))) == network.elements(run, words)


def test_positions_are_the_same_in_both_languages(run):
    chinese, english = (network.elements(run, wording_of(run, lang)) for lang in ("zh", "en"))
    assert at(chinese) == at(english)


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_positions_do_not_depend_on_the_order_of_rows(random):
    def shuffled(table):
        return table.iloc[random.sample(range(len(table)), len(table))].reset_index(drop=True)

    run = tiny_run()
    other = tiny_run(enterprises=shuffled(run.enterprises), links=shuffled(run.links))
    words = wording_of(run, "zh")
    assert at(network.elements(run, words)) == at(network.elements(other, words))


def test_positions_stay_whatever_is_proposed(run):
    words = wording_of(run, "zh")
    before = at(network.elements(run, words))
    gone = at(network.elements(tiny_run(opportunities=run.opportunities.iloc[:0]), words))
    assert gone == before
    moved = run.opportunities.assign(**{"from": "brick", "to": ["lonely", "external:new", "cement"]})
    after = at(network.elements(tiny_run(opportunities=moved), words))
    assert {ref: after[ref] for ref in before} == before
    assert after["external:new"]["y"] > max(point["y"] for point in before.values())


def test_partners_that_exchange_stand_side_by_side():
    chain = [("a", "h"), ("h", "d"), ("d", "f")]
    points = place(dict.fromkeys("abcdefghi", "z"), chain)
    apart = [np.hypot(*np.subtract(points[one], points[other])) for one, other in chain]
    assert max(apart) < 1.2 * 144  # neighbours in the grid, not across it


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_no_two_boxes_overlap(data):
    firms = data.draw(st.integers(1, 1000))
    zones = data.draw(st.integers(1, firms))
    rim = data.draw(st.integers(0, 40))
    seed = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    zone_of = {f"f{number}": f"z{zone}" for number, zone in enumerate(seed.integers(zones, size=firms))}
    givers, takers, later = ([f"{side}{number}" for number in range(rim)] for side in ("in", "out", "later"))
    names = [*zone_of, *givers, *takers]
    arrows = [(names[a], names[b]) for a, b in seed.integers(len(names), size=(min(2 * firms, 400), 2))]
    points = place(zone_of, arrows, givers, takers, later)
    assert len(points) == firms + 3 * rim
    centres = np.array(list(points.values()))
    apart = np.abs(centres[:, None] - centres[None])
    both = np.where(np.arange(len(centres)) < firms, BOX[1], RIM[1] - 14)
    free = (apart[..., 0] >= RIM[0] - 10) | (apart[..., 1] >= (both[:, None] + both[None]) / 2)
    np.fill_diagonal(free, True)
    assert free.all()


@pytest.mark.parametrize("size", [0, 1])
def test_parks_of_hardly_any_firms_have_places(size):
    assert len(place({f"f{i}": "" for i in range(size)}, [])) == size


def test_arrows_between_the_same_firms_part():
    points = {"a": (0.0, 0.0), "b": (300.0, 0.0), "c": (150.0, 0.0)}
    there, back, again = bends([("a", "b"), ("b", "a"), ("a", "b")], points)
    assert there != 0  # c stands in the way
    assert len({there, -back, again}) == 3


def test_arrows_of_a_dense_park_run_straight_unless_there_are_two():
    points = {f"f{number}": (150.0 * number, 0.0) for number in range(300)}
    assert bends([("f0", "f9"), ("f0", "f9")], points) == [0.0, 30.0]


def test_a_family_that_nobody_knows_is_drawn_as_other(run, words):
    found = by_id(network.elements(run, words))
    assert found[SECOND]["data"]["family"] == "other"
    assert network.families_shown(run) == ["heat", "waste", "other"]


def test_wider_arrows_carry_more():
    ore = {"from": ["smelter"] * 3, "to": ["cement", "brick", "lonely"], "commodity": ["ore"] * 3,
           "amount": [10.0, 1e6, float("nan")], "mode": [""] * 3, "status": ["existing"] * 3, "basis": [""] * 3,
           "grade": ["A"] * 3, "source": [""] * 3}  # fmt: skip
    run = tiny_run(links=pd.DataFrame(ore))
    found = by_id(network.elements(run, wording_of(run, "en")))
    little, much, unknown = (found[f"l.smelter>{to}:ore"]["data"]["width"] for to in ("cement", "brick", "lonely"))
    assert unknown <= little < much


def test_arrow_tells_amount_ends_and_basis(run, lang):
    hint = by_id(network.elements(run, wording_of(run, lang)))[EXISTING]["data"]["hint"]
    assert "500 GJ" in hint.split("\n")[0]
    assert {"zh": "公开发表（B）", "en": "published (B)"}[lang] in hint


def test_only_what_occurs_is_offered_to_filter_by(run, lang):
    offered = choices(run, wording_of(run, lang))
    assert [item["value"] for group in offered.commodities for item in group["items"]] == ["steam", "slag", "ore"]
    assert {one["value"] for one in offered.elements} == {"S", "Ca", "Si", "Zn"}
    assert [one["value"] for one in offered.kinds] == ["existing", "chosen", "idle", "equal"]
    assert {one["value"] for one in offered.statuses} == {"operating", "suspended", "planned"}
    assert {one["value"] for one in offered.firms} == {"smelter", "cement", "brick", "lonely", "external:far mine"}
    assert any(NASTY in one["label"] for one in offered.firms) == (lang == "en")


def test_traces_do_not_count_as_content():
    goods = pd.DataFrame({"id": ["tap", "brine"], "composition": ["H2O:0.9995;NaCl:0.0005", "H2O:0.8;NaCl:0.2"]})
    assert elements_of(goods) == {"tap": [], "brine": ["Cl", "Na"]}
    assert elements_of(goods[["id"]]) == {}


def test_the_browser_is_told_the_park_the_style_and_the_words(run, lang):
    told = setup(run, wording_of(run, lang), "dark", dense=False)
    assert (told["park"], told["theme"], told["kinds"]) == ("tiny", "dark", ["existing", "chosen", "idle"])
    assert set(told["sheets"]) == set(THEMES)
    assert all(blank in told["texts"]["count"] for blank in ("{shown}", "{all}"))
    assert len({told["texts"][way] for way in ("up", "down", "both")}) == 3


@pytest.mark.parametrize("theme", THEMES)
def test_every_family_has_a_rule_and_a_colour(theme):
    rules = {rule["selector"]: rule["style"] for rule in stylesheet(theme)}
    for family in FAMILIES:
        assert rules[f"edge[family = '{family}']"]["line-color"] == family_colour(family, theme)
    assert rules["edge.chosen"]["line-color"] == accent(theme)
    assert (rules["edge.chosen"]["line-style"], rules["edge.idle"]["line-style"]) == ("dashed", "dotted")
    assert rules["edge.unsure"]["opacity"] < rules["edge"]["opacity"]


def test_ways_are_told_apart_by_more_than_colour():
    rules = {rule["selector"]: rule["style"] for rule in stylesheets()["light"]}
    assert rules["edge.up"]["target-arrow-fill"] != rules["edge.down"]["target-arrow-fill"]


def test_details_of_a_coupling_and_a_link(run, words):
    coupling = details.details(run, words, {"kind": "link", "id": CHOSEN})
    assert len(coupling.facts) == 12
    assert len(coupling.remarks) == 5
    assert coupling.upstream is None
    link = details.details(run, words, {"kind": "link", "id": SECOND})
    assert any("A yearbook" in value and "S2" in value for _, value in link.facts)


def test_details_of_a_firm_name_links_up_and_down(run, words):
    firm = details.details(run, words, {"kind": "firm", "id": "smelter"})
    assert [one.link for one in firm.upstream] == [SECOND]
    assert [(one.link, one.look) for one in firm.downstream] == [
        (EXISTING, "existing"), (CHOSEN, "chosen"), (THIRD, "chosen"), (IDLE, "idle")
    ]  # fmt: skip
    assert firm.downstream[1].grade == "B"
    assert firm.downstream[1].amount == {"zh": "12.50 万吨", "en": "125.0 kt"}[words.lang]
    assert any("A yearbook" in value for _, value in firm.facts)
    partner = details.details(run, words, {"kind": "firm", "id": "external:far mine"})
    assert (partner.title, len(partner.downstream), partner.upstream) == ("far mine", 1, [])


@pytest.mark.parametrize("selection", [None, {}, {"kind": "link", "id": "c99"}, {"kind": "firm", "id": "gone"}])
def test_details_of_nothing(run, words, selection):
    assert details.details(run, words, selection) is None


def test_unexplained_needs_are_questions(run, words):
    assert len(details.questions(run, words)) == 1
    assert {"zh": "矿石 30 吨从何而来", "en": "30 t of Ore come from"}[words.lang] in details.questions(run, words)[0]


BALANCE = pd.DataFrame(
    [
        ("baseline", "smelter", "in", "purchase", "ore", "market", 70.0, "t", 70.0, "C"),
        ("baseline", "smelter", "in", "ambient", "slag", "", 30.0, "t", 30.0, "D"),
        ("baseline", "smelter", "in", "link", "steam", "cement", 5.0, "GJ", np.nan, "A"),
        ("baseline", "smelter", "out", "link", "slag", "cement", 60.0, "t", 60.0, "B"),
        ("baseline", "smelter", "out", "loss", "", "", 40.0, "t", 40.0, ""),
        ("optimum", "smelter", "in", "purchase", "ore", "market", 50.0, "t", 50.0, "C"),
        ("optimum", "smelter", "out", "link", "slag", "cement", 40.0, "t", 40.0, "B"),
        ("optimum", "cement", "in", "link", "slag", "smelter", 40.0, "t", 40.0, "B"),
    ],
    columns=["state", "enterprise", "side", "kind", "commodity", "partner", "amount", "unit", "mass_t", "grade"],
)


def test_bars_of_a_balance_are_as_long_as_what_they_hold(words):
    before, after = balances_of(BALANCE, "smelter", words, {"ore": "metal", "slag": "waste"})
    assert (before.state, after.state) == ("baseline", "optimum")
    into, out = before.bars
    assert [segment.look for segment in into.segments] == ["family-metal", "family-waste"]
    assert [segment.look for segment in out.segments] == ["family-waste", "loss"]
    assert [segment.share for segment in into.segments + out.segments] == pytest.approx([0.7, 0.3, 0.6, 0.4])
    assert into.total == out.total == {"zh": "100 吨", "en": "100 t"}[words.lang]
    assert after.bars[0].segments[0].share == pytest.approx(0.5)  # of the longest bar of both states


def test_an_open_balance_says_by_how_much_and_what_was_not_weighed(words):
    before, after = balances_of(BALANCE, "smelter", words, {})
    assert before.gap == ""
    assert {"zh": "10 吨", "en": "10 t"}[words.lang] in after.gap
    assert len(before.unweighed) == 1
    assert before.unweighed[0][1] == "5 GJ"
    assert balances_of(BALANCE, "brick", words, {}) == []


def test_small_parts_of_a_balance_are_one(words):
    rows = BALANCE.iloc[[0] * 20].assign(mass_t=np.arange(20.0, 0.0, -1.0), partner=[f"m{i}" for i in range(20)])
    segments = balances_of(rows, "smelter", words, {})[0].bars[0].segments
    assert len(segments) == 7
    assert segments[-1].look == "other"
    assert sum(segment.share for segment in segments) == pytest.approx(1)


def test_hostile_names_are_passed_on_as_they_are(run):
    words = wording_of(run, "en")
    assert NASTY in boxes(network.elements(run, words))["smelter"]["data"]["hint"]
    assert NASTY in details.details(run, words, {"kind": "firm", "id": "smelter"}).title
    assert "=Cement works" in boxes(network.elements(run, words))["cement"]["data"]["hint"]
