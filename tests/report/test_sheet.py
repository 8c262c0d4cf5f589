"""The one-page sheet of a coupling: its figures are the run's, both forms hold every fact, and names are only text."""

import html
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from circnet import __version__
from circnet.coupling import Settings, couple
from circnet.coupling.readiness import readiness
from circnet.errors import UsageFault
from circnet.park import load_catalog, load_park, read_catalog
from circnet.report.figures import money, price, quantity
from circnet.report.sheet import coupling_sheet, sheet_content
from circnet.text import keys
from tests.coupledparks import coupled, park_of

GOLDEN = Path(__file__).parent / "sheet_tiny.json"
REF = ("smelter", "cement", "slag")
NASTY = "<img src=x onerror=alert(1)>"
FILES = {
    "park.toml": (
        'id = "tiny"\nname_zh = "小园"\nname_en = "Tiny park"\nyear = 2025\ncatalog = false\ncandidates = "listed"\n'
        'zones = [{id = "east", name_zh = "东区", name_en = "East"}]\n'
    ),
    "enterprises.csv": (
        "id,name_zh,name_en,zone,status\n"
        "smelter,冶炼厂,Smelter,east,operating\ncement,水泥厂,Cement works,east,operating\n"
    ),
    "commodities.csv": (
        "id,name_zh,name_en,kind,unit,composition,hazard\nslag,矿渣,Slag,waste,t,CaO:0.4;SiO2:0.6,corrosive\n"
    ),
    "ports.csv": (
        "enterprise,commodity,direction,minimum,maximum,basis,source\n"
        "smelter,slag,supply,1000,1000,reported,S1\ncement,slag,demand,1000,1000,estimated,S2\n"
    ),
    "arcs.csv": "from,to,commodity,cost\nsmelter,cement,slag,5\n",
    "markets.csv": "commodity,enterprise,buy_price,dispose_cost\nslag,smelter,,50\nslag,cement,80,\n",
    "quality.csv": "enterprise,commodity,direction,property,value\ncement,slag,demand,chloride,0.06\n",
    "sources.csv": "id,title,url,year\nS1,A yearbook,https://example.org/1,2024\nS2,A guess,,2025\n",
}
"""Slag is dumped for 50 and bought for 80 CNY/t: the band at the smelter's gate is -50 to 75, its middle 12.5 CNY/t,
and each firm gains 62.5 CNY/t at it."""


def tiny(folder: Path, zh: str = "冶炼厂", en: str = "Smelter", status: str = "operating"):
    """The tiny park, its smelter under a name and its cement works in a state, and its run."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    park, catalog, settings = load_park(folder), read_catalog()[0], Settings()
    result = couple(park, catalog, settings)  # all run: a firm that has stopped since is told so on the sheet
    firms = park.enterprises.assign(
        name_zh=[zh, "水泥厂"], name_en=[en, "Cement works"], status=["operating", status]
    )  # fmt: skip
    return replace(park, enterprises=firms), catalog, settings, result


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def ganhe():
    return park_of("ganhe"), load_catalog(), Settings(), coupled("ganhe")


class Words(HTMLParser):
    """Every text and every attribute of a page."""

    def __init__(self):
        super().__init__()
        self.texts, self.attributes, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


def read_html(data: bytes) -> Words:
    words = Words()
    words.feed(data.decode("utf-8"))
    return words


def read_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def facts(content) -> dict[str, str]:
    return {label: text for part in content.parts for label, text in part.rows}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden(run, lang):
    told = json.dumps(sheet_content(*run, REF, lang).to_dict(), ensure_ascii=False).replace(__version__, "VERSION")
    assert json.loads(told) == json.loads(GOLDEN.read_text("utf-8"))[lang]


def test_figures_of_the_tiny_park_by_hand(run):
    content = sheet_content(*run, REF, "en")
    told = facts(content)
    assert told["Seller's floor"] == "-50 CNY/t"
    assert told["Middle"] == "12.5 CNY/t"
    assert told["Buyer's ceiling, less freight"] == "75 CNY/t"
    assert told["Seller disposes today at"].startswith("50 CNY/t")
    assert told["Buyer buys Slag today at"].startswith("80 CNY/t")
    assert content.firms[-1][1:] == ("62,500 CNY", "62,500 CNY")
    assert dict(content.headline)["Saving of the park, a year"] == money(125_000.0, "en")
    assert told["Quality accepted"] == "chloride 0.06"
    assert told["Typical composition"] == "SiO2 60.0%, CaO 40.0%"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_coupling_of_a_park_says_what_its_row_says(ganhe, lang):
    table, ready = ganhe[3].opportunities, readiness(*ganhe)
    for row in table.itertuples(index=False):
        content = sheet_content(*ganhe, (row[1], row[2], row.commodity), lang, ready=ready)
        text = "\n".join(content.texts())
        assert not re.search(r"\bnan\b|\bNone\b|[{}]|paper[._]", text)
        assert content.caution
        if row.choice == "chosen":
            for figure in (money(row.saving, lang), money(row.saving_alone, lang), quantity(row.co2_t, "t", lang),
                           quantity(row.amount, row.unit, lang), price(row.price_floor), price(row.price_ceiling),
                           price((row.price_floor + row.price_ceiling) / 2), f"{row.distance_km:,.1f}"):  # fmt: skip
                assert figure in text


def test_gains_add_up_to_the_band_at_any_price(run):
    middle, given = sheet_content(*run, REF, "en"), sheet_content(*run, REF, "en", price=75.0)
    assert given.firms[-1][1:] == (money(125_000.0, "en"), money(0.0, "en"))
    assert facts(given)["Price given"] == "75 CNY/t"
    assert "Middle" not in facts(given)
    assert middle.firms[-1][0] != given.firms[-1][0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_forms_hold_every_text(ganhe, lang):
    row = ganhe[3].opportunities.iloc[0]
    ref = (row["from"], row["to"], row["commodity"])
    content = sheet_content(*ganhe, ref, lang)
    page = "\n".join(read_html(coupling_sheet(*ganhe, ref, lang, "html")).texts)
    paper = read_docx(coupling_sheet(*ganhe, ref, lang, "docx"))
    assert [text for text in content.texts() if text not in page] == []
    assert [text for text in content.texts() if text not in paper] == []


def test_page_asks_for_nothing_outside_itself(run):
    data = coupling_sheet(*run, REF, "zh", "html").decode("utf-8")
    words = read_html(data.encode())
    assert not {name for name, _ in words.attributes} & {"src", "href", "srcset", "action", "style", "onerror"}
    assert not {"script", "link", "img", "iframe", "object"} & set(words.tags)
    assert "url(" not in data
    assert "@import" not in data
    assert "default-src 'none'" in html.unescape(data)


@pytest.mark.parametrize(
    "name",
    [NASTY, "</style><script>alert(1)</script>", '=HYPERLINK("http://x","y")', "{{ 7*7 }} {0} %s", "a\"b'c&d<e>"],
)
def test_hostile_names_are_text(tmp_path, name):
    park = tiny(tmp_path / "p", zh=name, en=name)
    words = read_html(coupling_sheet(*park, REF, "en", "html"))
    assert name in "".join(words.texts)
    assert not {"script", "img"} & set(words.tags)
    data = coupling_sheet(*park, REF, "zh", "docx")
    assert name in read_docx(data)
    assert not list(docx.Document(io.BytesIO(data)).element.body.iter(qn("w:instrText"), qn("w:hyperlink")))


def test_characters_that_no_file_can_hold_are_left_out(tmp_path):
    park = tiny(tmp_path / "p", zh="冶\x00炼\x0b厂\ud800", en="x")
    assert "冶炼厂" in read_docx(coupling_sheet(*park, REF, "zh", "docx"))
    assert "冶炼厂" in "".join(read_html(coupling_sheet(*park, REF, "zh", "html")).texts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_document_is_a4_and_has_a_chinese_font(run, lang):
    document = docx.Document(io.BytesIO(coupling_sheet(*run, REF, lang, "docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for name in ("Normal", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "微软雅黑"
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    body = [child.tag for child in document.element.body]
    assert (qn("w:tbl"), qn("w:tbl")) not in set(zip(body, body[1:], strict=False)), "tables that touch become one"


@pytest.mark.parametrize("form", ["docx", "html"])
def test_same_run_same_bytes(run, form):
    assert coupling_sheet(*run, REF, "zh", form) == coupling_sheet(*run, REF, "zh", form)


def test_unknown_coupling_names_the_nearest(run):
    with pytest.raises(UsageFault) as caught:
        sheet_content(*run, ("smelter", "cement", "slags"), "en")
    assert (caught.value.key, caught.value.expected) == ("no_such_coupling", "smelter cement slag")
    assert "usage.no_such_coupling" in keys("en")


def test_unknown_form(run):
    with pytest.raises(UsageFault, match="docx, html"):
        coupling_sheet(*run, REF, "zh", "pdf")


def test_a_firm_that_stands_still_is_a_risk_and_the_first_step(tmp_path):
    content = sheet_content(*tiny(tmp_path / "p", status="suspended"), REF, "zh")
    assert facts(content)["水泥厂"] == "停产"
    assert content.steps[1][1].startswith("向水泥厂确认是否在产")
    assert content.steps[1][2:] == ("", "")


@pytest.mark.parametrize(("lang", "words"), [("zh", "D 级"), ("en", "grade D")])
def test_grade_d_is_told_in_a_sentence(run, lang, words):
    content = sheet_content(*run, REF, lang)
    assert words in content.caution
    assert any("S2" in text for text in content.sources)
    assert "A guess" in "".join(content.sources)


def test_scenario_and_settings_are_told(run):
    park, catalog, settings, result = run
    content = sheet_content(park, catalog, replace(settings, max_km=30.0), result, REF, "en", scenario="Dear coal")
    assert "Dear coal" in content.subtitle
    assert "new links up to 30 km" in content.basis
    assert __version__ in content.basis
    assert "2025" in content.basis
