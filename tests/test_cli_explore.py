"""`circnet alternatives`, `pareto` and `outage` as their users run them."""

import json

import pytest

from tests.commandline import circnet

KEYS = {
    ("alternatives", "minhe"): {
        "": {"status", "park", "objective", "cost", "saving", "within", "measured_on", "budget", "unique", "must",
             "choice", "never", "links", "stand_ins", "networks", "members"},
        "links": {"from", "to", "commodity", "mode", "distance_km", "existing", "amount", "least", "most", "potential",
                  "unit", "class", "group"},
        "stand_ins": {"from", "to", "commodity", "mode", "given_up", "extra_cost", "by", "by_from", "by_to", "by_mode",
                      "amount"},
        "networks": {"network", "links", "new_links", "extra_cost", "kept", "added", "dropped", "distance"},
        "members": {"network", "from", "to", "commodity", "mode", "amount", "unit"},
    },
    ("pareto", "golmud", "--points", "3"): {
        "": {"status", "park", "objective", "unit", "cheapest", "dearest", "highest", "lowest", "complete", "knee",
             "corners", "points", "links", "switches"},
        "corners": {"corner", "cost", "value", "extra_cost", "avoided", "marginal_cost", "links", "knee"},
        "points": {"point", "cost", "value", "extra_cost", "avoided", "links"},
        "links": {"point", "from", "to", "commodity", "mode", "amount", "unit", "existing"},
        "switches": {"point", "value", "change", "from", "to", "commodity", "mode", "amount"},
    },
    ("outage", "golmud", "qsl-potash"): {
        "": {"status", "park", "firm", "days", "network", "replacement", "cost", "cost_own", "cost_others", "firms_hit",
             "firms_cut", "levels", "goods_lost", "value_lost", "firms", "losses", "replacements", "cuts"},
        "firms": {"enterprise", "level", "hit", "value_lost", "cut", "stopped", "cost"},
        "losses": {"level", "enterprise", "side", "commodity", "partner", "amount", "unit", "value"},
        "replacements": {"enterprise", "side", "commodity", "by", "partner", "amount", "unit", "cost"},
        "cuts": {"enterprise", "unit", "technology", "commodity", "before", "after", "unit_of_amount", "share",
                 "stopped", "value"},
    },
    ("outage", "minhe", "--network", "coupled"): {
        "": {"status", "park", "days", "network", "replacement", "ranking"},
        "ranking": {"rank", "enterprise", "cost", "cost_others", "firms_hit", "firms_cut", "levels", "goods_lost",
                    "value_lost", "hardest_hit"},
    },
}  # fmt: skip


@pytest.mark.parametrize("arguments", KEYS, ids=" ".join)
def test_json_is_one_object_with_the_agreed_keys(arguments):
    done = circnet(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    result = json.loads(done.stdout)
    expected = KEYS[arguments]
    assert set(result) == expected[""]
    for table, columns in expected.items():
        if table:
            assert result[table], f"{table} must not be empty here"
            assert set(result[table][0]) == columns


@pytest.mark.parametrize(
    ("arguments", "lang", "words"),
    [
        (("alternatives", "minhe"), "zh", ["必不可少", "好方案", "少了这条耦合"]),
        (("alternatives", "minhe"), "en", ["must", "Who steps in", "Other whole networks"]),
        (("pareto", "minhe"), "zh", ["膝点", "权衡曲线", "启用"]),
        (("pareto", "minhe"), "en", ["knee", "net cost against CO2", "taken up"]),
        (("outage", "golmud", "qsl-potash"), "zh", ["停产 30 天", "谁断了什么", "100%"]),
        (("outage", "golmud", "qsl-potash"), "en", ["stands still for 30 days", "What must be cut", "less used"]),
        (("outage", "minhe"), "zh", ["影响大小排序", "他企损失"]),
        (("outage", "minhe"), "en", ["single points of failure", "do not run today"]),
    ],
)
def test_both_languages_are_spoken(arguments, lang, words):
    done = circnet(*arguments, "--lang", lang)
    assert done.returncode == 0, done.stderr
    assert [word for word in words if word not in done.stdout] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("outage", "golmud", "qsl-potsh"), ["qsl-potsh", "qsl-potash"]),
        (("outage", "golmud", "qsl-potash", "--days", "400"), ["400"]),
        (("outage", "golmud", "--network", "dream"), ["dream", "today"]),
        (("outage", "golmud", "--replacement", "magic"), ["magic", "hauled"]),
        (("pareto", "golmud", "--objective", "cost"), ["co2"]),
        (("pareto", "golmud", "--objective", "Zz9"), ["Zz9"]),
        (("pareto", "golmud", "--points", "1"), ["--points"]),
        (("alternatives", "golmud", "--within", "-3"), ["--within"]),
    ],
)
def test_wrong_usage_exits_2_and_says_what_could_be(arguments, words):
    done = circnet(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [word for word in words if word not in done.stderr] == []


def test_a_park_that_is_not_there_exits_1():
    for command in ("alternatives", "pareto", "outage"):
        assert circnet(command, "nowhere", "--json").returncode == 1


def test_the_same_question_gives_the_same_bytes():
    arguments = ("alternatives", "huzhu", "--json")
    assert circnet(*arguments).stdout == circnet(*arguments).stdout
