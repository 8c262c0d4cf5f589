"""Sankeys: what is drawn, where, and that nothing overlaps or goes missing on the way."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from dashboards import i18n
from dashboards.theme import INK, UNKNOWN, accent
from dashboards.views.sankey import draw, figure, fitting_scale, place, prepare, table
from dashboards.views.sankey.labels import labels, margin_for
from dashboards.views.sankey.words import Words

NASTY = "<img src=x onerror=alert(1)> & <b>%{x}</b>"
FRAME = {"width": 1100.0, "height": 420.0}
STILL = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def net(links, **nodes):
    """Tables of links told as (source, target, amount) and of their ends; more of a node by its id."""
    ids = sorted({end for link in links for end in link[:2]} | set(nodes))
    rows = [{"id": one, "label": one.upper(), "kind": "open", **nodes.get(one, {})} for one in ids]
    return (
        pd.DataFrame(rows, columns=["id", "label", "column", "order", "family", "kind", "hint"]),
        pd.DataFrame(links, columns=["source", "target", "amount"]),
    )


@st.composite
def networks(draw):
    count = draw(st.integers(1, 9))
    ids = [f"n{number}" for number in range(count)]
    column = st.one_of(st.just(math.nan), st.integers(0, 4).map(float))
    nodes = pd.DataFrame({
        "id": ids, "label": ids,
        "column": [draw(column) for _ in ids],
        "family": [draw(st.sampled_from(["heat", "water", ""])) for _ in ids],
        "kind": [draw(st.sampled_from(["firm", "source", "open"])) for _ in ids],
    })  # fmt: skip
    amount = st.one_of(st.sampled_from([math.nan, 0.0]), st.floats(1e-3, 1e6))
    links = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids), amount), min_size=1, max_size=16))
    frame = pd.DataFrame(links, columns=["source", "target", "amount"])
    frame["family"] = [draw(st.sampled_from(["heat", "water"])) for _ in links]
    frame["status"] = [draw(st.sampled_from(["existing", "chosen", "idle"])) for _ in links]
    frame["grade"] = [draw(st.sampled_from("AD")) for _ in links]
    return nodes, frame


def laid(network, share=0.0):
    """Flows and layout of a network, or None where nothing flows."""
    flows = prepare(*network, share=share)
    return (flows, place(flows, **FRAME)) if len(flows.links) else None


# columns and places


def columns_of(*network):
    return dict(prepare(*network).nodes[["id", "column"]].itertuples(index=False))


def test_columns_follow_the_longest_path():
    assert columns_of(*net([("a", "b", 1), ("b", "c", 1), ("a", "c", 1)])) == {"a": 0, "b": 1, "c": 2}


def test_a_recycle_does_not_move_the_chain():
    assert columns_of(*net([("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("c", "b", 5)])) == {
        "a": 0, "b": 1, "c": 2, "d": 3,
    }  # fmt: skip


def test_a_given_column_stays_and_empty_ones_close_up():
    nodes, links = net([("a", "b", 1), ("b", "c", 1)], a={"column": 3.0}, b={"column": 7.0}, lost={"column": 5.0})
    assert columns_of(nodes, links) == {"a": 0, "b": 1, "c": 2}


def test_places_follow_the_given_order_and_else_the_neighbours():
    links = [("a", "z", 1), ("b", "y", 1), ("c", "x", 1)]
    free = prepare(*net(links)).nodes.sort_values(["column", "rank"])["id"]
    assert list(free) == ["a", "b", "c", "z", "y", "x"]
    fixed = net(links, x={"order": 1.0}, y={"order": 2.0}, z={"order": 3.0})
    assert list(prepare(*fixed).nodes.sort_values(["column", "rank"])["id"]) == ["c", "b", "a", "x", "y", "z"]


@STILL
@given(networks(), st.randoms(use_true_random=False))
def test_amounts_change_no_column_and_no_order(network, random):
    nodes, links = network
    other = links.assign(amount=[random.choice([0.0, math.nan, random.uniform(1, 1e6)]) for _ in range(len(links))])
    first, second = (prepare(nodes, one, share=0).nodes.set_index("id") for one in (links, other))
    for _, group in first.join(second.add_suffix("_other"), how="inner").groupby("column"):
        assert group["column"].equals(group["column_other"].rename("column"))
        assert list(group.sort_values("rank").index) == list(group.sort_values("rank_other").index)


# geometry


@STILL
@given(networks())
def test_every_ribbon_is_as_wide_as_its_amount_at_both_ends(network):
    if not (done := laid(network)):
        return
    flows, layout = done
    given_links = network[1][network[1]["amount"] > 0]
    assert sorted(flows.links["amount"]) == sorted(given_links["amount"])
    drawn = flows.links.merge(layout.ribbons, on="id")
    assert len(drawn) == len(flows.links)
    nodes = layout.nodes.set_index("id")
    for link in drawn.to_dict("records"):
        width = link["amount"] * layout.scale
        half = len(link["x"]) // 2
        leaves, enters = (0, -1), (half - 1, half)
        for (upper, lower), x, end in (
            (leaves, nodes.loc[link["source"], "x1"], "source"), (enters, nodes.loc[link["target"], "x0"], "target"),
        ):  # fmt: skip
            assert link["x"][upper] == pytest.approx(x) == pytest.approx(link["x"][lower])
            assert link["y"][upper] == pytest.approx(link[f"{end}_y0"])
            assert link["y"][lower] - link["y"][upper] == pytest.approx(width, abs=1e-6)


@STILL
@given(networks())
def test_ribbons_share_a_side_of_their_node_without_overlap(network):
    if not (done := laid(network)):
        return
    flows, layout = done
    nodes = layout.nodes.set_index("id")
    drawn = flows.links[["id", "source", "target"]].merge(layout.ribbons, on="id")
    stubs = layout.stubs.set_index("id")
    for side, sign in (("source", 1), ("target", -1)):
        for node, group in drawn.groupby(side):
            spans = sorted(zip(group[f"{side}_y0"], group[f"{side}_y1"], strict=True))
            if node in stubs.index and stubs.loc[node, "amount"] * sign > 0:
                spans = sorted([*spans, (stubs.loc[node, "y0"], stubs.loc[node, "y1"])])
                assert sum(b - a for a, b in spans) == pytest.approx(nodes.loc[node, "y1"] - nodes.loc[node, "y0"])
            assert spans[0][0] >= nodes.loc[node, "y0"] - 1e-6
            assert spans[-1][1] <= nodes.loc[node, "y1"] + 1e-6
            assert all(a[1] <= b[0] + 1e-6 for a, b in zip(spans, spans[1:], strict=False))


@STILL
@given(networks())
def test_no_node_is_overlapped_and_all_stand_within_the_frame(network):
    if not (done := laid(network)):
        return
    _, layout = done
    frame = box(-1e-6, -1e-6, FRAME["width"] + 1e-6, FRAME["height"] + 1e-6)
    boxes = [box(*row) for row in layout.nodes[["x0", "y0", "x1", "y1"]].to_numpy()]
    bands = [Polygon(zip(x, y, strict=True)).buffer(0) for x, y in layout.ribbons[["x", "y"]].to_numpy()]
    stubs = [box(*row) for row in layout.stubs[["x0", "y0", "x1", "y1"]].to_numpy()]
    assert all(frame.covers(shape) for shape in [*boxes, *bands, *stubs])
    for number, shape in enumerate(boxes):
        for other in [*boxes[number + 1 :], *bands, *stubs]:
            assert shape.intersection(other).area < 1e-3


@STILL
@given(networks())
def test_return_lanes_lie_below_every_node_and_apart(network):
    if not (done := laid(network)):
        return
    flows, layout = done
    lanes = layout.ribbons[layout.ribbons["lane_y0"].notna()]
    column = flows.nodes.set_index("id")["column"]
    leads_back = flows.links["source"].map(column) >= flows.links["target"].map(column)
    assert set(lanes["id"]) == set(flows.links.loc[leads_back, "id"])
    assert (lanes["lane_y0"] > layout.nodes["y1"].max()).all()
    boxes = [box(*row) for row in lanes[["lane_x0", "lane_y0", "lane_x1", "lane_y1"]].to_numpy()]
    for number, shape in enumerate(boxes):
        assert all(shape.intersection(other).area < 1e-6 for other in boxes[number + 1 :])


@pytest.mark.parametrize(
    ("links", "returns"),
    [
        ([("a", "b", 2), ("b", "a", 1)], 1),
        ([("a", "a", 1)], 1),
        ([("a", "b", 1), ("b", "c", 1), ("c", "a", 1)], 1),
        ([("a", "b", 3), ("b", "c", 3), ("c", "b", 1), ("c", "a", 1), ("b", "b", 1)], 2),
    ],
)
def test_cycles_are_drawn_below(links, returns):
    flows, layout = laid(net(links))
    assert len(layout.ribbons) == len(links)
    back = layout.ribbons[layout.ribbons["back"]]
    assert len(back) == returns
    floor = layout.nodes["y1"].max()
    assert all(np.max(y) > floor for y in back["y"])
    assert all(np.max(y) <= floor + 1e-6 for y in layout.ribbons.loc[~layout.ribbons["back"], "y"])


def test_a_link_within_a_column_runs_below_too():
    nodes, links = net([("a", "b", 1)], a={"column": 2.0}, b={"column": 2.0})
    assert list(laid((nodes, links))[1].ribbons["back"]) == [True]


def test_short_returns_run_inside_long_ones():
    stages = {name: {"column": float(at)} for at, name in enumerate("abc")}
    _, layout = laid(net([("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("c", "b", 1)], **stages))
    lanes = layout.ribbons.set_index("id")["lane_y0"]
    assert lanes["c→b#1"] < lanes["c→a#1"]


def test_many_loops_still_fit():
    links = [(f"n{a}", f"n{b}", 1.0) for a in range(12) for b in range(12)]
    _, layout = laid(net(links))
    assert len(layout.ribbons) == 144
    assert layout.scale > 0


def test_a_frame_too_small_says_so():
    flows = prepare(*net([(f"n{a:02}", f"n{a + 1:02}", 1.0) for a in range(40)]))
    with pytest.raises(ValueError, match="300 x 200 px is too small"):
        place(flows, 300, 200)


def test_two_drawings_share_a_scale():
    large, small = prepare(*net([("a", "b", 900.0)])), prepare(*net([("a", "b", 300.0)]))
    size = {"unit": "t", "lang": "en", "height": 400, "width": 800}
    least = min(fitting_scale(large, **size), fitting_scale(small, **size))
    assert place(small, 700, 300, scale=least).scale == least
    assert place(large, 700, 300, scale=1e9).scale < 1e9
    assert fitting_scale(prepare(*net([("a", "b", 0.0)])), **size) is None


# balances and bundles


def test_imbalance_is_a_stub_unless_the_kind_may_be_one_sided():
    links = [("mine", "plant", 100.0), ("plant", "out", 70.0)]
    kinds = {"mine": {"kind": "source"}, "plant": {"kind": "firm"}, "out": {"kind": "sink"}}
    flows, layout = laid(net(links, **kinds))
    assert list(layout.stubs["id"]) == ["plant"]
    stub, plant = layout.stubs.iloc[0], layout.nodes.set_index("id").loc["plant"]
    assert stub["amount"] == 30.0
    assert stub["x0"] == plant["x1"]
    assert stub["y1"] - stub["y0"] == pytest.approx(30 * layout.scale)
    assert len(prepare(*net(links, **kinds), one_sided=("firm",)).nodes.query("imbalance != 0")) == 2


def test_what_comes_from_nowhere_is_a_stub_on_the_left():
    _, layout = laid(net([("plant", "out", 70.0)], plant={"kind": "firm"}, out={"kind": "sink"}))
    assert layout.stubs["amount"].tolist() == [-70.0]
    assert layout.stubs["x1"].tolist() == layout.nodes.loc[layout.nodes["id"] == "plant", "x0"].tolist()


@STILL
@given(networks(), st.sampled_from([0.0, 0.01, 0.2, 2.0]))
def test_bundling_keeps_every_total(network, share):
    nodes, links = network
    network = nodes, pd.concat([links, links.assign(amount=links["amount"] / 3)])
    whole, bundled = prepare(*network, share=0), prepare(*network, share=share)
    assert share < 2 or len(bundled.links) < len(whole.links) or whole.links.empty
    assert sorted(sum(bundled.links["members"], ())) == sorted(whole.links["id"])
    assert sorted(sum(bundled.nodes["members"], ())) == sorted(whole.nodes["id"])
    amount = whole.links.set_index("id")["amount"]
    for link in bundled.links.to_dict("records"):
        assert link["amount"] == pytest.approx(amount[list(link["members"])].sum())
    of_node = whole.nodes.set_index("id")
    for node in bundled.nodes.to_dict("records"):
        for total in ("inflow", "outflow"):
            assert node[total] == pytest.approx(of_node.loc[list(node["members"]), total].sum())
        assert of_node.loc[list(node["members"]), "column"].nunique() == 1


def test_thin_nodes_are_put_together_at_the_foot_of_their_column():
    links = [("big", "out", 1000.0), ("s1", "out", 1.0), ("s2", "out", 2.0)]
    nodes = net(links)
    flows = prepare(*nodes, share=0.01)
    other = flows.nodes[flows.nodes["members"].map(len) > 1].iloc[0]
    assert other["members"] == ("s1", "s2")
    assert other["rank"] == 1
    assert other["hint"] == "S1\nS2"
    assert sorted(flows.links["amount"]) == [3.0, 1000.0]
    words = {"title": "x", "unit": "t", "lang": "zh", "theme": "light"}
    told = [[str(text) for text in draw(one, **words).data[-1].text] for one in (flows, prepare(*nodes, share=0))]
    assert any(text.startswith("其他（2）") for text in told[0])
    assert not any(text.startswith("其他") for text in told[1])


def test_one_thin_node_alone_keeps_its_name():
    flows = prepare(*net([("big", "out", 1000.0), ("s1", "out", 1.0)]), share=0.01)
    assert set(flows.nodes["id"]) == {"big", "s1", "out"}


def test_what_is_proposed_is_never_bundled_with_what_exists():
    nodes, links = net([("a", "b", 1.0), ("a", "b", 1.0), ("a", "b", 1.0), ("a", "b", 1e6)])
    links["status"] = ["existing", "chosen", "existing", "existing"]
    flows = prepare(nodes, links, share=0.01)
    assert sorted(zip(flows.links["status"], flows.links["amount"], strict=True)) == [
        ("chosen", 1.0), ("existing", 2.0), ("existing", 1e6),
    ]  # fmt: skip


def test_a_node_named_like_a_bundle_is_not_swallowed():
    links = [("big", "out", 1000.0), ("s1", "out", 1.0), ("s2", "out", 2.0), ("other:0:open:", "out", 500.0)]
    flows = prepare(*net(links), share=0.01)
    assert len(flows.nodes) == 4


# input


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ((*net([("a", "b", -1.0)]),), "'a→b#1': amount -1.0"),
        ((*net([("a", "b", math.inf)]),), "'a→b#1': amount inf"),
        ((net([("a", "b", 1.0)])[0].head(1), net([("a", "b", 1.0)])[1]), "target 'b' is no node"),
        ((pd.concat([net([("a", "b", 1.0)])[0]] * 2), net([("a", "b", 1.0)])[1]), "node id 'a' stands twice"),
    ],
)
def test_wrong_tables_are_refused(network, message):
    with pytest.raises(ValueError, match=message):
        prepare(*network)


@STILL
@given(networks(), st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(network, seed):
    nodes, links = network
    words = {"title": "x", "unit": "t", "lang": "en", "theme": "dark"}
    first = figure(nodes, links, **words).to_json()
    mixed = nodes.sample(frac=1, random_state=seed), links.sample(frac=1, random_state=seed)
    assert figure(*mixed, **words).to_json() == first
    pd.testing.assert_frame_equal(table(*mixed), table(nodes, links))


def test_the_table_has_every_link_with_the_names_of_its_ends():
    nodes, links = net([("a", "b", 1.0), ("b", "a", 3.0), ("a", "a", math.nan)])
    rows = table(nodes, links)
    assert rows[["source_label", "target_label"]].to_numpy().tolist() == [["B", "A"], ["A", "B"], ["A", "A"]]
    assert rows["amount"].tolist()[:2] == [3.0, 1.0]


# figure


@pytest.fixture(params=[("zh", "light"), ("en", "dark")])
def shown(request):
    """A small loop with everything that can be drawn, in a language and a theme."""
    lang, theme = request.param
    nodes, links = net(
        [("a", "b", 40000.0), ("b", "a", 500.0), ("a", "c", 100.0), ("b", "b", 50.0), ("c", "a", math.nan)],
        b={"kind": "firm", "label": NASTY, "hint": NASTY},
    )
    links["status"] = ["existing", "chosen", "planned", "existing", "existing"]
    links["grade"] = ["A", "B", "C", "D", "D"]
    links["family"] = ["heat", "water", "heat", "heat", "heat"]
    links["label"] = NASTY
    drawn = figure(nodes, links, title=NASTY, unit="t", lang=lang, theme=theme)
    return drawn, lang, theme


def ribbons_of(drawn):
    return {trace.meta["ids"][0]: trace for trace in drawn.data if trace.meta and trace.meta["kind"] == "link"}


def test_every_ribbon_can_be_told_by_a_click(shown):
    drawn, _, _ = shown
    traces = ribbons_of(drawn)
    assert set(traces) == {"a→b#1", "b→a#1", "a→c#1", "b→b#1"}
    for trace in traces.values():
        assert list(trace.customdata) == [trace.meta]
        assert (trace.mode, trace.hoveron, trace.fill) == ("lines", "fills", "toself")
    assert {one["ids"][0] for one in drawn.data[-1].customdata} == {"a", "b", "c"}


def test_status_and_evidence_are_seen_without_colour(shown):
    drawn, _, theme = shown
    looks = {name: (trace.line.dash, trace.line.width > 0) for name, trace in ribbons_of(drawn).items()}
    assert looks["a→b#1"] == (None, False)
    assert looks["b→a#1"][0].startswith("6px")
    assert ribbons_of(drawn)["b→a#1"].line.color == accent(theme)
    assert looks["a→c#1"] == (None, True)
    assert looks["b→b#1"][0].startswith("2px")
    strength = {name: float(trace.fillcolor.rsplit(",")[-1][:-1]) for name, trace in ribbons_of(drawn).items()}
    assert strength["a→b#1"] == strength["b→a#1"] > strength["b→b#1"] > strength["a→c#1"]


def test_names_are_shown_letter_by_letter(shown):
    drawn, _, _ = shown
    texts = json.dumps(drawn.to_plotly_json(), default=lambda array: array.tolist(), ensure_ascii=False)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;" in texts
    assert "<img" not in texts
    assert "<b>" not in texts


def test_title_and_hover_tell_the_unit(shown):
    drawn, lang, _ = shown
    assert drawn.layout.title.text.endswith({"zh": "（吨）", "en": " (t)"}[lang])
    hover = ribbons_of(drawn)["a→b#1"].text
    assert {"zh": "4.00 万吨", "en": "40.0 kt"}[lang] in hover
    assert {"zh": "A → ", "en": "A → "}[lang] in hover
    assert i18n.t("sankey.existing", lang) in hover
    assert i18n.t("sankey.back", lang) in ribbons_of(drawn)["b→a#1"].text


def test_what_is_not_drawn_is_told(shown):
    drawn, lang, _ = shown
    assert drawn.layout.title.subtitle.text == i18n.t("sankey.unknown", lang, count=1)


def test_the_stub_of_an_imbalance_is_hatched(shown):
    drawn, lang, _ = shown
    hatched = [trace for trace in drawn.data if trace.fillpattern.shape]
    assert [trace.meta["ids"] for trace in hatched] == [["b"]]
    assert i18n.t("sankey.surplus", lang, amount={"zh": "3.95 万吨", "en": "39.5 kt"}[lang]) in hatched[0].text
    assert hatched[0].showlegend


def test_arrows_mark_every_return(shown):
    drawn, _, theme = shown
    arrows = [
        trace for trace in drawn.data if trace.fill == "toself" and trace.hoverinfo == "skip" and len(trace.x) == 10
    ]
    assert len(arrows) == 2
    assert all(np.isnan(trace.x[4]) for trace in arrows)


def test_texts_take_their_colour_from_the_template(shown):
    drawn, _, theme = shown
    assert drawn.layout.font.color is None
    assert drawn.data[-2].textfont.color is None
    assert drawn.layout.paper_bgcolor == drawn.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert INK[theme]["text"] not in drawn.to_json()
    assert UNKNOWN in drawn.to_json()


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize("amount", [0.0, math.nan])
def test_nothing_to_draw_is_said(lang, amount):
    drawn = figure(*net([("a", "b", amount)]), title="x", unit="t", lang=lang, theme="light")
    assert [note.text for note in drawn.layout.annotations] == [i18n.t("sankey.empty", lang)]
    assert not drawn.data
    nothing = figure(*net([]), title="x", unit="t", lang=lang, theme="light")
    assert nothing.layout.annotations


@STILL
@given(networks())
def test_labels_do_not_touch(network):
    flows = prepare(*network)
    if not len(flows.links):
        return
    words = Words.of(flows, "en", "t")
    layout = place(flows, **FRAME, margin=margin_for(flows, words))
    shown = labels(flows, layout, words, FRAME["width"])
    for _, column in shown.sort_values("y0").groupby("x"):
        assert (column["y0"].to_numpy()[1:] >= column["y1"].to_numpy()[:-1] - 1e-9).all()
    largest = (
        layout.nodes.assign(size=layout.nodes["y1"] - layout.nodes["y0"]).sort_values(["size", "id"])["id"].iloc[-1]
    )
    assert len(flows.nodes) > 1 or largest in set(shown["id"])


def test_a_long_name_ends_before_the_next_column():
    nodes, links = net([("a", "b", 1.0), ("b", "c", 1.0)], a={"label": "很长的名字" * 40})
    flows = prepare(nodes, links)
    words = Words.of(flows, "zh", "t")
    layout = place(flows, **FRAME)
    first = labels(flows, layout, words, FRAME["width"]).set_index("id").loc["a", "text"].split("<br>")[0]
    assert first.endswith("…")
    assert 12 * len(first) < layout.nodes.set_index("id").loc["b", "x0"]
