"""The overview's views, without a browser: table, map, cards, rows, findings."""

import io
import math

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.i18n import LANGUAGES, keys
from dashboards.views.overview import ranking
from dashboards.views.overview.cards import cards
from dashboards.views.overview.figures import FIGURES, figure_of, headline, told, values
from dashboards.views.overview.findings import findings
from dashboards.views.overview.labels import Label, spread
from dashboards.views.overview.plane import DETAIL, PROVINCE, lines, located
from dashboards.views.overview.province import DIAMETER_PX, province
from dashboards.views.overview.table import STATUSES, ParkState, park_table, short_names

NASTY = "<img src=x onerror=alert(1)> & =1+1"
XINING = {"lat": 36.62, "lon": 101.77}


def park(ref, status="done", **figures):
    """A park near Xining; every figure that is not given is zero."""
    known = {
        "park": ref,
        "name_zh": f"{ref}园",
        "name_en": f"{ref} park",
        "lat": 36.5,
        "lon": 101.0,
        "level": "national",
    }
    zero = dict.fromkeys(("saving", "output", "waste", "co2_avoided", "water_saved", "couplings", "enterprises"), 0.0)
    counts = {"evidence_A": 1, "evidence_B": 2, "evidence_C": 3, "evidence_D": 4}
    row = zero | counts | {"year": 2025.0, "grade_saving": "C"} | figures if status == "done" else None
    return ParkState(known | {k: v for k, v in figures.items() if k in known}, status, row)


def best(ref):
    return {"best_from": "f", "best_from_zh": "甲厂有限公司", "best_from_en": "Works A Co. Ltd", "best_to": "t",
            "best_to_zh": "乙厂", "best_to_en": "Works B", "best_good": "g", "best_good_zh": "矿渣",
            "best_good_en": "Slag", "best_saving": 2e6, "couplings": 2.0}  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture
def table():
    return park_table([
        park("a", saving=1e6), park("b", saving=4e6, **best("b")), park("c", saving=math.nan, grade_saving=""),
        park("d", "waiting"), park("e", "faults", lat=36.37, lon=94.82),
    ])  # fmt: skip


def test_table_keeps_parks_without_runs(table):
    assert table["park"].tolist() == list("abcde")
    assert table["status"].tolist() == ["done"] * 3 + ["waiting", "faults"]
    assert table["saving"].isna().tolist() == [False, False, True, True, True]
    assert set(table.loc[table["status"] != "done", "grade_saving"]) == {""}


def test_no_parks_at_all(lang):
    empty = park_table([])
    assert (cards(empty, figure_of("saving"), lang), ranking.rows(empty, lang), findings(empty, lang)) == ([], [], [])
    assert len(trace(province(empty, figure_of("saving"), lang), "parks").x) == 0


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_in_every_language(table, lang, name):
    drawn = province(table, figure_of(name), lang)
    assert not [one for one in drawn.data if one.type != "scatter"]  # maps of plotly's own fetch their lines
    assert headline(table, figure_of(name), short_names(table, lang), lang)


def test_area_of_a_circle_is_the_figure(table, lang):
    circles = trace(province(table, figure_of("saving"), lang), "parks")
    sizes = {data[1]: size for data, size in zip(circles.customdata, circles.marker.size, strict=True)}
    assert sizes["b"] == DIAMETER_PX[1]
    assert (sizes["a"] / sizes["b"]) ** 2 == pytest.approx(0.25, rel=0.02)


def test_parks_without_the_figure_are_hollow(table, lang):
    hollow = trace(province(table, figure_of("saving"), lang), "hollow")
    assert sorted(data[1] for data in hollow.customdata) == ["c", "d", "e"]
    assert hollow.marker.symbol == "circle-open"


def test_weak_evidence_is_lighter_and_dashed(lang):
    sure, unsure = (
        province(park_table([park("a", saving=1.0, grade_saving=g)]), figure_of("saving"), lang) for g in "AD"
    )
    assert trace(sure, "parks").marker.color != trace(unsure, "parks").marker.color
    dashed = [
        [s for s in drawn.layout.shapes if s.type == "circle" and s.line.dash == "dash"] for drawn in (sure, unsure)
    ]
    assert [len(one) for one in dashed] == [0, 1]


def test_selected_park_is_marked(table, lang):
    assert trace(province(table, figure_of("saving"), lang, selected="a"), "selected").x[0] == pytest.approx(
        located(table).set_index("park").at["a", "x"]
    )
    names = {one.name for one in province(table, figure_of("saving"), lang, selected="nobody").data}
    assert "selected" not in names


def test_markers_say_what_they_stand_for(table, lang):
    firms = pd.DataFrame({"park": ["a", "a", "b", "b"], "id": ["f1", "f2", "g1", "g2"],
                          "name_zh": ["甲", "乙", "丙", NASTY],
                          "name_en": ["", "", "C", NASTY], "lat": [36.61, 36.5, 36.7, 36.7],
                          "lon": [101.5, 101.0, 101.5, 101.5]})  # fmt: skip
    dots = trace(province(table, figure_of("saving"), lang, firms=firms), "firms")
    assert list(map(tuple, dots.customdata)) == [
        ("firm", "f1", "a"),
        ("park", "b", "b"),
    ]  # f2 has its park's place only
    assert "<img" not in "".join(dots.hovertext)


def test_couplings_between_parks_are_bows(table, lang):
    between = pd.DataFrame({"from_park": ["a", "a", "e"], "to_park": ["b", "a", "gone"], "links": [1, 1, 1],
                            "saving": [1.0, 2.0, 3.0]})  # fmt: skip
    drawn = [one for one in province(table, figure_of("saving"), lang, couplings=between).data if one.name == "arc"]
    assert [one.customdata[0][1] for one in drawn] == ["a>b"]


def test_hostile_names_show_as_text(lang):
    nasty = park_table([park("a", saving=1.0, name_zh=NASTY, name_en=NASTY), park("b", saving=2.0)])
    drawn = province(nasty, figure_of("saving"), lang)
    shown = [one.text for one in drawn.layout.annotations] + list(trace(drawn, "parks").hovertext)
    assert not [text for text in shown if "<img" in text]
    assert [text for text in shown if "&lt;img" in text]


def test_map_does_not_hang_on_the_order_of_parks():
    states = [
        park(ref, saving=value, lat=36 + value / 1e7, lon=101.5)
        for ref, value in zip("abcd", (3e6, 3e6, 1e6, 0), strict=True)
    ]
    one, other = (province(park_table(s), figure_of("saving"), "zh").to_json() for s in (states, states[::-1]))
    assert one == other


def test_places_lie_in_one_of_two_pictures():
    places = pd.DataFrame({"lat": [XINING["lat"], 36.4, np.nan], "lon": [XINING["lon"], 94.9, 100.0]})
    where = located(places)
    assert where["enlarged"].tolist() == [True, False, False]
    left, bottom, right, top = DETAIL.box
    assert left < where["x"][0] < right
    assert bottom < where["y"][0] < top
    assert where["x"][1] == where["x_province"][1] < PROVINCE.box[2] < left
    assert np.isnan(where["x"][2])


def test_lines_keep_inside_their_pictures():
    x, y = (axis[~np.isnan(axis)] for axis in lines("county"))
    inside = [(x >= w[0] - 1) & (x <= w[2] + 1) & (y >= w[1] - 1) & (y <= w[3] + 1) for w in (PROVINCE.box, DETAIL.box)]
    assert np.logical_or(*inside).all()
    assert all(part.sum() > 500 for part in inside)
    assert len(lines("prefecture")[0]) < len(lines("county")[0])


points = st.lists(st.tuples(st.integers(40, 460), st.integers(40, 460)), min_size=1, max_size=9, unique=True)


@settings(max_examples=30, deadline=None)
@given(points, st.randoms())
def test_names_stay_near_and_do_not_hang_on_the_order(found, random):
    labels = [Label(f"p{x}-{y}", x, y, 8.0, 70.0, 30.0) for x, y in found]
    placed = spread(labels, (0.0, 0.0, 500.0, 500.0))
    assert placed == spread(random.sample(labels, len(labels)), (0.0, 0.0, 500.0, 500.0))
    assert all(math.hypot(*place) < 130 for place in placed.values())


def test_names_of_near_parks_do_not_overlap():
    """Five parks within 40 px, as around Xining."""
    labels = [Label(str(n), 250 + 18 * dx, 250 + 18 * dy, 10, 70, 34) for n, (dx, dy) in
              enumerate([(0, 0), (1, 0), (-1, 0), (0, 1), (1, 1)])]  # fmt: skip
    placed = spread(labels, (0.0, 0.0, 500.0, 500.0))
    centres = [(one.x + placed[one.id][0], one.y + placed[one.id][1]) for one in labels]
    for n, (x, y) in enumerate(centres):
        assert not [1 for other in centres[:n] if abs(x - other[0]) < 70 and abs(y - other[1]) < 34]


def test_cards_go_by_the_figure_and_end_with_the_unknown(table, lang):
    shown = cards(table, figure_of("saving"), lang)
    assert [card.park for card in shown] == ["b", "a", "c", "d", "e"]
    assert shown[0].figures[0].name == "saving"
    assert shown[0].figures[0].value == told(4e6, FIGURES["saving"], lang)
    assert shown[0].evidence == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert (shown[3].evidence, shown[3].figures[0].value) == ({}, "–")
    assert shown[0].told == ""
    assert shown[3].told != shown[4].told != ""


def test_ties_go_by_id(lang):
    same = park_table([park("b", saving=1.0, **best("b")), park("a", saving=1.0, **best("a"))])
    assert [card.park for card in cards(same, figure_of("saving"), lang)] == ["a", "b"]
    assert findings(same, lang)[0].park == "a"


def test_rows_sort_by_numbers_and_show_words(table, lang):
    by_id = {row["id"]: row for row in ranking.rows(table, lang)}
    assert by_id["b"]["saving"] == 4e6
    assert by_id["b"]["shown"]["saving"] == {"zh": "400.0 万元", "en": "4.00 M CNY"}[lang]
    assert by_id["d"]["saving"] is None
    assert by_id["d"]["shown"]["saving"] == "–"
    fields = {column["field"] for column in ranking.columns(lang)}
    assert fields <= set(by_id["a"])


def test_workbook_has_numbers_units_and_no_formula(lang):
    nasty = park_table([park("=a", saving=1.5e6, name_zh="=1+1", name_en="=1+1", level="@x")])
    sheet = openpyxl.load_workbook(io.BytesIO(ranking.workbook(nasty, lang))).active
    head, row = list(sheet.iter_rows(values_only=True))
    assert {"zh": "可节约（元/年）", "en": "Saving (CNY/a)"}[lang] in head
    assert 1.5e6 in row
    assert not [cell for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
    assert not [value for value in row if isinstance(value, str) and value[:1] in "=+-@"]


def test_findings_say_what_the_results_carry(lang):
    left = {"left_firm": "w", "left_firm_zh": "丙厂", "left_firm_en": "Works C", "left_good": "ash",
            "left_good_zh": "粉煤灰", "left_good_en": "Fly ash", "left_amount": 5e4, "grade_waste": "C"}  # fmt: skip
    table = park_table([park("a", saving=9e6, **best("a")), park("b", saving=1e6, evidence_D=90, **left)])
    saving, waste, evidence = findings(table, lang)
    assert (saving.kind, saving.page, saving.park, saving.sel) == ("saving", "/couplings", "a", "link:c.f>t:g")
    assert {"zh": "甲厂→乙厂", "en": "from Works A to Works B"}[lang] in saving.text
    assert (waste.kind, waste.page, waste.park, waste.sel, waste.grade) == ("waste", "/network", "b", "firm:w", "C")
    assert (evidence.kind, evidence.park, evidence.sel) == ("evidence", "b", "")


def test_an_open_need_goes_before_weak_evidence(lang):
    asked = {"open_firm": "x", "open_firm_zh": "丁厂", "open_firm_en": "Works D", "open_good": "g",
             "open_good_zh": "盐酸", "open_good_en": "Acid", "open_value": 5e5, "open_side": "need"}  # fmt: skip
    found = findings(park_table([park("a", evidence_D=50), park("b", **asked)]), lang)
    assert [(one.kind, one.park, one.sel) for one in found] == [("open", "b", "firm:x")]


def test_no_finding_where_the_data_do_not_carry_it(lang):
    few = {"evidence_A": 0, "evidence_B": 0, "evidence_C": 0, "evidence_D": 3}
    assert findings(park_table([park("a", **few), park("b", "waiting"), park("c", "no_solution")]), lang) == []


def test_headline_tells_waiting_from_nothing(lang):
    waiting, nothing = park_table([park("a", "waiting")]), park_table([park("a")])
    said = [headline(one, figure_of("saving"), {"a": "A"}, lang) for one in (waiting, nothing)]
    assert said[0] != said[1]
    assert "nan" not in "".join(said)


def test_evidence_is_the_share_of_weak_figures(table):
    assert values(table, FIGURES["evidence"]).tolist()[:2] == [0.4, 0.4]
    assert values(table, FIGURES["evidence"]).isna().tolist()[3:] == [True, True]


def test_short_names_are_short_and_differ(lang):
    table = park_table([
        ParkState({"park": "x", "name_zh": "西宁（国家级）经济技术开发区甘河工业园区",
                   "name_en": "Ganhe Industrial Park, Xining ETDZ"}),
        ParkState({"park": "y", "name_zh": "同名工业园", "name_en": "Same / one"}),
        ParkState({"park": "z", "name_zh": "同名产业园", "name_en": "Same, two"}),
        ParkState({"park": "w", "name_zh": "", "name_en": ""}),
    ])  # fmt: skip
    names = short_names(table, lang)
    assert names["x"] == {"zh": "甘河", "en": "Ganhe"}[lang]
    assert names["y"] != names["z"]
    assert names["w"] == "w"


def test_every_text_of_a_rule_is_there(lang):
    wanted = {f"overview_status.{status}" for status in STATUSES} | {
        f"overview_{part}.{name}" for part in ("figure", "basis", "headline") for name in FIGURES
    }
    assert wanted - keys(lang) == set()


@pytest.mark.parametrize(
    ("year", "batch", "expected"),
    [
        (2021.0, "batch", "2021 batch"),
        (2014.0, "pilot 2014", "pilot 2014"),
        (math.nan, "batch", "batch"),
        (2021.0, "", "2021"),
    ],
)
def test_year_of_a_batch_is_told_once(year, batch, expected, lang):
    table = park_table([park("a", batch_year=year, batch_zh=batch, batch_en=batch)])
    assert cards(table, figure_of("saving"), lang)[0].batch == expected
