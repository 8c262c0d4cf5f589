"""A prospectus says what its facts say, in both languages and both forms, and hostile names in it are only text."""

import html
import io
import json
import re
from dataclasses import replace

import docx
import numpy as np
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.gaps import where
from circnet.park import load_catalog, load_park
from circnet.report.document import Bullets, Figure, KeyFigures, Table, rendered
from circnet.report.prospectus import prospectus, size_sentence
from circnet.report.prospectus_facts import prospectus_facts
from circnet.report.prospectus_words import ProspectusWords
from tests.dashboards.slagfolder import write_slag_park
from tests.dashboards.tinypark import NASTY

A = 0.08 / (1.0 - 1.08**-10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_slag_park(tmp_path_factory.mktemp("parks") / "slag")


@pytest.fixture(scope="module")
def facts(folder):
    """60 t of board of 60 t of slag and 12 t of resin: 120 CNY/t before its annuity."""
    catalog = load_catalog()
    return prospectus_facts(load_park(folder, catalog), catalog, Settings(transaction_cost=0.0), "board_making", 3)


def text_of(data: bytes) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", data.decode()))


def tables_of(document):
    return [part.frame for part in document.parts if isinstance(part, Table)]


def test_facts_by_hand(facts):
    partners = facts.partners.set_index(["side", "commodity"])
    slag = partners.loc[("supplier", "slag")]
    assert (slag["partner"], slag["inside"], slag["amount"], slag["number"]) == ("smelter", True, 60.0, "1")
    assert np.isnan(slag["distance_km"])  # nobody knows where the smelter stands
    assert partners.loc[("supplier", "resin"), ["inside", "amount", "grade"]].tolist() == [False, 12.0, ""]
    assert facts.gap["saving"] == pytest.approx(60.0 * (120.0 - 200.0 * A))
    assert facts.curve["capacity"].iloc[-1] == 60.0
    assert facts.curve["value"].iloc[-1] == pytest.approx(facts.gap["saving"])
    assert facts.unmeasured == ("slag",)
    roles = facts.places.set_index("id")["role"]
    assert roles["smelter"] == "supplier"
    assert sorted(roles) == ["plant", "supplier"]
    json.dumps(facts.to_dict(), allow_nan=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_stands_in_both_forms(facts, lang):
    document = prospectus(facts, lang)
    words = ProspectusWords(facts, lang)
    figures = next(part for part in document.parts if isinstance(part, KeyFigures)).items
    assert [figure for _, figure in figures] == [
        words.amount(60.0, "t"), words.money(12_000.0), words.money(facts.gap["saving"]), words.years(12 / 7.2),
        words.share(facts.gap["covers"]),
    ]  # fmt: skip
    page = text_of(rendered(document, "html"))
    word = docx.Document(io.BytesIO(rendered(document, "docx")))
    told = "\n".join([*(p.text for p in word.paragraphs), *(c.text for t in word.tables for c in t._cells)])
    for table in tables_of(document):
        for cell in table.to_numpy().ravel():
            assert str(cell) in page
            assert str(cell) in told
    supply, takers, money = tables_of(document)[:3]
    assert supply.iloc[0].tolist()[1:5] == [words.firms["smelter"], words.good("slag"), words.amount(60.0, "t"), "100%"]
    assert takers.iloc[0, 3] == words.amount(60.0, "t")
    assert len(money) == 3


def test_hostile_names_are_text_and_firms_stand_on_a_map(facts):
    assert not any(isinstance(part, Figure) and "Map" in part.alt for part in prospectus(facts, "en").parts)
    placed = replace(facts, places=facts.places.assign(lat=[36.0, 36.1], lon=[101.0, 101.1]))
    document = prospectus(placed, "en")
    assert any(isinstance(part, Figure) and "Map" in part.alt for part in document.parts)
    page = rendered(document, "html").decode()
    assert NASTY not in page
    assert html.escape(NASTY, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")
    assert "<img" not in page


def test_questions_follow_from_what_is_not_known(facts):
    words = ProspectusWords(facts, "en")
    told = " ".join(words.questions())
    assert "no purity" in told
    assert "board a year has to be sold" in told
    assert "plans the same" not in told
    planned = replace(facts, planned=("smelter", ""), firms=facts.firms.assign(status="suspended"))
    told = " ".join(ProspectusWords(planned, "en").questions())
    assert "plans the same already" in told
    assert "(no firm named yet)" in told
    assert "suspended: will it supply" in told


def curve_told(facts, capacity, load, value):
    curve = facts.curve.iloc[: len(value)].assign(capacity=capacity, load=load, value=value)
    return size_sentence(ProspectusWords(replace(facts, curve=curve), "en"))


def test_what_a_size_curve_says(facts):
    sizes = [10.0, 20.0, 30.0]
    assert "larger is better; each further 1 t" in curve_told(facts, sizes, sizes, [1.0, 2.0, 3.0])
    assert "no size mends that" in curve_told(facts, sizes, [0.0, 0.0, 0.0], [-1.0, -2.0, -3.0])
    assert "least at 10 t" in curve_told(facts, sizes, sizes, [-1.0, -2.0, -3.0])
    assert "about 20 t is best, with about 5 CNY a year; beyond" in curve_told(facts, sizes, sizes, [1.0, 5.0, 3.0])
    assert "stand idle in part" in curve_told(facts, sizes, [10.0, 20.0, 20.0], [1.0, 5.0, 3.0])


def test_a_plant_that_cannot_stand_here_has_none(folder):
    catalog = load_catalog()
    with pytest.raises(UsageFault, match="feedstock: brine"):
        prospectus_facts(load_park(folder, catalog), catalog, None, "salt_works")


def test_where_tells_why_not(folder):
    catalog = load_catalog()
    other = load_park(folder, catalog)
    bare = other.replace(technologies=other.technologies.iloc[:0], units=other.units.iloc[:0])
    table = where([bare, other], catalog, "board_making").set_index("status")
    assert set(table.index) == {"unknown", "valued"}
    with pytest.raises(UsageFault):
        where([bare], catalog, "board_making")


def test_command(folder, tmp_path):
    def run(*arguments):
        return CliRunner().invoke(app, ["gaps", str(folder), *arguments, "--lang", "en"])

    done = run("--prospectus", "board_making", "--out", str(tmp_path / "p.html"), "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"file", "gap", "partners", "economics", "curve", "permits", "sources", "title"} <= set(told)
    assert "Open questions" in (tmp_path / "p.html").read_text("utf-8")
    done = run("--curve", "brick_making", "--json")
    assert {"capacity", "load", "value", "npv", "marginal"} <= set(json.loads(done.stdout)["curve"][0])
    done = run("--where", "board_making")
    assert done.exit_code == 0, done.stderr
    assert "which park suits it" in done.stdout
    for wrong in (("--prospectus", "board_making"), ("--out", "a.docx"), ("--curve", "a", "--where", "b"),
                  ("--prospectus", "board_making", "--out", "a.pdf"), ("--curve", "no such thing")):  # fmt: skip
        assert run(*wrong).exit_code == 2


def test_open_questions_end_the_paper(facts):
    document = prospectus(facts, "zh")
    bullets = [part for part in document.parts if isinstance(part, Bullets)]
    assert bullets[-1].items == ProspectusWords(facts, "zh").questions()
    assert "招商" in document.title
