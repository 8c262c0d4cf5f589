"""``circnet heat`` as its users run it: published cases, keys, exit codes, both languages."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.heat.streamcases import (
    COMMITTED,
    SHARED_PINCH,
    SHARED_SITES,
    check_pinch,
    close,
    site_rows,
    stream_rows,
)

ZONES = """name,enterprise,supply_c,target_c,heat_capacity_kw_k,duty_kw
off-gas,smelter,400,180,,2200
acid,smelter,110,60,20,
drying,drier,20,120,,500
district,town,50,90,,1500
"""
LEVELS = """name,role,supply_c,target_c,cost
steam,both,150,,40
hot water,both,95,60,20
cooling water,cold,15,25,1
"""


def run(*arguments):
    done = CliRunner().invoke(app, ["heat", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def told(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def written(tmp_path):
    def write(text, name="streams.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def check(case, path):
    stream_rows(case["inputs"]["streams"]).drop(columns="enterprise").to_csv(path, index=False)
    least = ["--dtmin", case["inputs"]["dT_min"]] if "dT_min" in case["inputs"] else []
    check_pinch(told("--streams", path, *least), case)


def read(shared, group, name):
    place = shared / "cases" / group / f"{name}.json"
    if not place.exists():
        pytest.skip(f"needs the reference case {name!r}, which is not among those beside the project")
    return json.loads(place.read_text("utf-8"))


@pytest.mark.parametrize("case", COMMITTED, ids=lambda one: one["id"])
def test_a_committed_case_through_the_command_line(case, tmp_path):
    check(case, tmp_path / "streams.csv")


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_PINCH)
def test_a_reference_case_through_the_command_line(name, shared, tmp_path):
    check(read(shared, "01_pinch", f"pinch_{name}"), tmp_path / "streams.csv")


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_SITES)
def test_a_site_through_the_command_line(name, shared, tmp_path):
    case = read(shared, "02_total_site", f"totalsite_{name}")
    streams, utilities = site_rows(case)
    streams.to_csv(tmp_path / "streams.csv", index=False)
    utilities.to_csv(tmp_path / "utilities.csv", index=False)
    found = told("--streams", tmp_path / "streams.csv", "--utilities", tmp_path / "utilities.csv")
    direct = case["answers"]["all_streams_direct_integration"]
    assert close(found["hot_utility_kw"], direct["QH"], case["tolerance"])
    targets = {row["exchange"]: row for row in found["site"]["targets"]}
    assert close(targets["mains"]["hot_utility_kw"], case["answers"]["total_site_indirect"]["QH"], case["tolerance"])
    zones = {row["zone"]: row for row in found["site"]["zones"]}
    for zone, answer in case["answers"]["zones"].items():
        assert close(zones[zone]["cold_utility_kw"], answer["QC"], case["tolerance"])


def test_one_json_object_with_every_key(written):
    done = run("--streams", written(ZONES), "--dtmin", 20, "--json", "--lang", "en")
    found = json.loads(done.stdout)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert {"hot_utility_kw", "cold_utility_kw", "pinch_c", "pinch_hot_c", "pinch_cold_c", "threshold", "cascade",
            "curves", "streams", "site", "utilities", "warnings"} <= set(found)  # fmt: skip
    assert {"shifted_c", "net_kw", "flow_kw"} == set(found["cascade"][0])
    # 2,200 kW above 180 C and 1,000 kW of acid: drying and district heating are served with 1,200 kW left
    assert (found["hot_utility_kw"], found["cold_utility_kw"]) == (0.0, pytest.approx(1200.0))
    assert (found["threshold"], found["threshold_kind"]) == (True, "no_hot_utility")
    assert found["utilities"] is None
    targets = {row["exchange"]: row["hot_utility_kw"] for row in found["site"]["targets"]}
    assert targets == pytest.approx({"none": 2000.0, "direct": 0.0})
    assert {row["curve"] for row in found["curves"]} == {"hot", "cold", "hot_shifted", "cold_shifted", "grand"}


def test_mains_carry_heat_between_firms(written):
    found = told("--streams", written(ZONES), "--utilities", written(LEVELS, "levels.csv"))
    targets = {row["exchange"]: row["hot_utility_kw"] for row in found["site"]["targets"]}
    assert targets["direct"] <= targets["mains"] < targets["none"]
    assert {row["utility"] for row in found["site"]["mains"]} == {"steam", "hot water"}
    placed = sum(row["duty_kw"] for row in found["utilities"] if row["role"] == "cold")
    assert placed == pytest.approx(found["cold_utility_kw"])
    price = {("steam", "cold"): -40, ("hot water", "cold"): -20, ("cooling water", "cold"): 1}
    for row in found["utilities"]:
        rate = price.get((row["utility"], row["role"]), 0.0)
        assert row["cost_cny_per_h"] == pytest.approx(row["duty_kw"] * 3.6e-3 * rate)


@pytest.mark.parametrize(("lang", "words"), [
    ("zh", ("夹点", "经母管互供", "热电联产潜力", "阈值问题")),
    ("en", ("Pinch", "through mains", "Cogeneration", "Threshold")),
])  # fmt: skip
def test_tables_speak_both_languages(written, lang, words):
    done = run("--streams", written(ZONES), "--utilities", written(LEVELS, "levels.csv"), "--lang", lang)
    assert done.exit_code == 0
    assert all(word in done.stdout for word in words)


@pytest.mark.parametrize(("lang", "word"), [("zh", "须写明 type"), ("en", "type must say")])
def test_faults_are_told_with_their_place(written, lang, word):
    done = run("--streams", written("name,supply_c,target_c,duty_kw\nboil,100,100,5\n"), "--lang", lang)
    assert done.exit_code == 1
    assert word in done.output
    assert "streams.csv" in done.output


def test_all_faults_come_at_once(written):
    bad = written("name,supply_c,target_c,duty_kw\na,x,50,5\nb,80,40,\n")
    done = run("--streams", bad, "--utilities", written("name,role,supply_c\ns,warm,20\n", "u.csv"), "--json")
    assert done.exit_code == 1
    found = [(row["file"], row["row"], row["column"]) for row in json.loads(done.stdout)["errors"]]
    assert found == [("streams.csv", 2, "supply_c"), ("streams.csv", 3, "duty_kw"), ("u.csv", 2, "role")]


@pytest.mark.parametrize(("arguments", "code"), [
    ([], 2), (["golmud", "--streams", "x.csv"], 2), (["--streams", "no.csv"], 1), (["no-such-park"], 1),
])  # fmt: skip
def test_exit_codes(arguments, code):
    assert run(*arguments).exit_code == code


def test_a_negative_least_difference_is_wrong_usage(written):
    done = run("--streams", written(ZONES), "--dtmin", "-5", "--lang", "en")
    assert done.exit_code == 2
    assert "dtmin_k" in done.output


def test_a_park_scales_the_catalogs_streams_with_its_loads():
    found = told("ganhe")
    acid = [row for row in found["streams"] if row["technology"] == "smelter_acid" and row["name"] == "converter"]
    assert acid
    assert all(row["basis"] and row["source"] for row in acid)
    firm = {row["zone"] for row in found["site"]["zones"]}
    assert {row["enterprise"] for row in found["streams"]} == firm
    total = sum(row["duty_kw"] for row in found["streams"] if row["hot"])
    assert found["hot_duty_kw"] == pytest.approx(total)
    ways = {row["exchange"]: row["hot_utility_kw"] for row in found["site"]["targets"]}
    assert ways["direct"] <= ways["mains"] < ways["none"]
    pairs = found["pairs"]
    assert pairs
    assert all(row["from"] != row["to"] and row["gj"] > 0 for row in pairs)
    assert [row["gj"] for row in pairs] == sorted((row["gj"] for row in pairs), reverse=True)
    needs = {(row["enterprise"], row["commodity"]) for row in found["grades"] if row["direction"] == "demand"}
    assert {(row["to"], row["serves"]) for row in pairs} <= needs
    assert {row["direction"] for row in found["ports"]} == {"supply"}


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("谁可以给谁供热", "低压蒸汽")), ("en", ("Who can heat whom", "LP steam"))]
)
def test_a_park_is_told_in_both_languages(lang, words):
    done = run("ganhe", "--lang", lang)
    assert done.exit_code == 0
    assert all(word in done.stdout for word in words)


@pytest.mark.parametrize("headings", [
    "stream,Tin,Tout,CP", "name,TS,TT,mCp", "Stream,T supply (°C),T target (℃),CP (kW/K)",
    "名称,起始温度,目标温度,热容流率",
])  # fmt: skip
def test_headings_in_other_words(written, headings):
    rows = "1,20,135,2\n2,170,60,3\n3,80,140,4\n4,150,30,1.5\n"
    found = told("--streams", written(f"{headings}\n{rows}"))
    assert (found["hot_utility_kw"], found["cold_utility_kw"]) == (pytest.approx(20.0), pytest.approx(60.0))


def test_a_park_over_the_seasons(written):
    users = written("name,gj,grade,cost\ngreenhouses,20000,low_heat_40,60\ntown,100000,hot_water_70,75\n", "users.csv")
    shown = run("hehuang", "--users", users, "--lang", "en")
    assert shown.exit_code == 0
    assert all(word in shown.output for word in ("greenhouses", "DN", "heat pump", "lines between firms save"))
    found = told("haibei", "--seasons", "--lang", "en")
    assert {"cost", "cost_alone", "saving", "lines", "machines", "months", "needs", "gifts", "notes"} <= set(found)
    assert "no line is cheaper" in found["notes"][0]


@pytest.mark.parametrize("arguments", [["--seasons"], ["--streams", "x.csv", "--seasons"], ["--users", "users.csv"]])
def test_seasons_are_of_a_park(arguments):
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(("park", "words", "opened"), [
    ("haibei", "told by recipes or ports already", False), ("huzhu", "Heat streams open", True),
])  # fmt: skip
def test_streams_join_the_coupling_as_ports(park, words, opened):
    done = CliRunner().invoke(app, ["couple", park, "--heat-streams", "--json", "--lang", "en"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert words in found["heat_note"]
    assert bool(found["heat_ports"]) is opened
    if opened:
        plain = json.loads(CliRunner().invoke(app, ["couple", park, "--json"]).stdout)
        assert set(found) == {*plain, "heat_ports", "heat_note"}
        assert found["cost"] != plain["cost"]
