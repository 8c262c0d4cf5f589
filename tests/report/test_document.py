"""A report holds every text and cell as text in both forms, reads back, and is the same file each time."""

import io
import re
from html.parser import HTMLParser

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn

from circnet.errors import UsageFault
from circnet.report.document import (
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    Table,
    cell_text,
    form_of,
    is_numeric,
    rendered,
    to_docx,
    to_html,
)
from circnet.report.figure_files import Line, bar_chart, line_chart, number_map

NASTY = '<img src=x onerror=alert(1)> & "=1+1" {{7*7}} ]]> \x00 盐湖'
TABLE = pd.DataFrame({
    "企业": [NASTY, "冶炼厂"], "t/a": [1234567, 5], "share": [0.123456, np.nan], "told": ["1,200", "–"],
    "mixed": ["12 万吨", "3"],
})  # fmt: skip


@pytest.fixture(scope="module")
def drawing():
    places = pd.DataFrame({
        "lat": [36.5, 36.6, np.nan], "lon": [101.5, 101.6, 101.0], "role": ["plant", "supplier", "customer"],
        "number": ["1", "2", "3"],
    })  # fmt: skip
    return number_map(places)


@pytest.fixture(scope="module")
def document(drawing):
    parts = (
        Heading(NASTY), Heading("二级", 2), Paragraph(NASTY, "lead"), Paragraph("谨慎", "note"), Paragraph("一\n二"),
        Bullets((NASTY, "两点")), KeyFigures((("规模", NASTY), ("投资", "1.2 亿元"))),
        Table(TABLE, NASTY, "注"), Figure(drawing.svg, drawing.png, NASTY, NASTY),
    )  # fmt: skip
    return Document(NASTY, "副题", "zh", parts, (NASTY, "第二"))


class Page(HTMLParser):
    """Tags, attributes and table cells of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.texts, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1].append(data)


SHOWN = NASTY.replace("\x00", "\ufffd")


def test_html_reads_back_and_nothing_in_it_runs(document):
    page = Page(to_html(document))
    tags = [tag for tag, _ in page.tags]
    assert not {"img", "script", "link", "iframe"} & set(tags)
    assert "onerror" not in {name for _, attributes in page.tags for name in attributes}
    assert page.rows == [
        list(TABLE),
        [SHOWN, "1,234,567", "0.1235", "1,200", "12 万吨"],
        ["冶炼厂", "5", "–", "–", "3"],
    ]
    text = "\n".join(page.texts)
    assert text.count(SHOWN) == 10  # twice the title, heading, lead, bullet, key figure, two captions, cell, source
    figure = next(attributes for tag, attributes in page.tags if tag == "figure")
    assert figure["aria-label"] == SHOWN
    assert tags.count("svg") == 1
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"', to_html(document)) == []


def test_word_reads_back(document):
    word = docx.Document(io.BytesIO(to_docx(document)))
    texts = [(p.style.name, p.text) for p in word.paragraphs if p.text]
    assert texts[0] == ("Title", SHOWN)
    assert ("Heading 1", SHOWN) in texts
    assert ("Heading 2", "二级") in texts
    assert ("List Bullet", "两点") in texts
    grid = word.tables[-1]
    cells = [[cell.text for cell in row.cells] for row in grid.rows]
    assert cells == Page(to_html(document)).rows
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    sides = [cell.paragraphs[0].alignment for cell in grid.rows[1].cells]
    assert [side is not None for side in sides] == [False, True, True, True, True]
    assert word.inline_shapes[0]._inline.docPr.get("descr") == SHOWN
    assert word.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "微软雅黑"
    codes = [one.text for one in word.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert word.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_same_report_gives_the_same_bytes(document, drawing):
    assert to_docx(document) == to_docx(document)
    assert rendered(document, "html") == to_html(document).encode()
    places = pd.DataFrame({"lat": [1.0, 1.1], "lon": [2.0, 2.1], "role": ["plant", "other"], "number": ["1", ""]})
    assert number_map(places) == number_map(places)
    assert number_map(places) != drawing


def test_empty_tables_and_maps_are_files():
    bare = Document("t", "", "en", (Table(pd.DataFrame({"a": []})), Table(pd.DataFrame()), Bullets(())))
    assert len(docx.Document(io.BytesIO(to_docx(bare))).tables) == 1
    assert "Sources" not in to_html(bare)
    assert number_map(pd.DataFrame({"lat": [], "lon": [], "role": [], "number": []})).png.startswith(b"\x89PNG")


def test_charts_are_svg_without_a_date_and_png():
    chart = line_chart([Line([1, 2, 3], [-1, 0, 2], "A"), Line([1, 3], [0, 1], dash="--")], "t/a", "CNY/a", (2, 0))
    assert "<dc:date>" not in chart.svg
    assert "<text" not in chart.svg
    assert bar_chart([3.0, -1.0], "t/a").png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345678, "12,345,678"), (0.0001234567, "0.0001235"), (12345.678, "12,346"), (2.5, "2.5"), (0.0, "0"),
     (-3.14159, "-3.142"), (float("nan"), "–"), (None, "–"), ("a", "a"), (True, "True"), (float("inf"), "inf")],
)  # fmt: skip
def test_cells(value, text):
    assert cell_text(value) == text


def test_which_columns_are_numbers():
    assert is_numeric(["1,200", "–", "-3.5", "12 %"])
    assert is_numeric(["1,683 吨", "–", "12.5 M CNY"])
    assert not is_numeric(["1", "2 t of slag a year"])
    assert not is_numeric(["1 t", "never"])
    assert not is_numeric(["–", ""])


def test_suffix_decides_the_form():
    assert form_of("a/b.DOCX") == "docx"
    for name in ("report.pdf", "docx", ""):
        with pytest.raises(UsageFault, match=r"\.docx, \.html"):
            form_of(name)
    with pytest.raises(UsageFault):
        rendered(Document("t", "", "en", ()), "pdf")
