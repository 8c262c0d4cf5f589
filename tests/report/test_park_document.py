"""The report of a park has every part in both languages, says what could not be made, and shows names as text."""

import io
import os
import re
import time
from dataclasses import replace

import docx
import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.errors import Infeasible
from circnet.park import load_catalog, load_park
from circnet.report.document import Bullets, Figure, Heading, Paragraph, Table, rendered
from circnet.report.export import gathered
from circnet.report.park_document import CHAPTERS, park_document
from circnet.report.park_document_drawings import network_drawing, ranges
from circnet.report.park_document_facts import element_accounts, park_facts
from circnet.report.park_figures import park_figures
from circnet.text import t
from tests.dashboards.chlorinepark import MADE, TAKEN, write_chlorine_park
from tests.dashboards.tinypark import NASTY
from tests.report.exportpark import write_export_park

EVERY = os.environ.get("CIRCNET_EVERY_REPORT")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, catalog):
    folder = write_export_park(tmp_path_factory.mktemp("parks") / "tiny")
    return park_facts(load_park(folder, catalog), catalog, Settings(), {"zh": "试算", "en": "A trial"})


@pytest.fixture(scope="module")
def bound(tiny, catalog):
    """The same park if nothing could be solved, as `circnet report` tells of a real one in its own test."""
    park, reason = tiny.content.park, Infeasible("slag has no outlet", pd.DataFrame())
    content = gathered(park, catalog, Settings(), today=True)
    ledgers, totals = element_accounts(park, catalog, Settings(), None)
    return replace(
        tiny, content=content, no_solution=reason, figures=park_figures(park, catalog, None), ledgers=ledgers,
        totals=totals, structure=reason, gaps=reason,
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents(tiny, bound):
    """The reports of both parks in both languages, drawn once."""
    parks = {"tiny": tiny, "bound": bound}
    return {(park, lang): park_document(facts, lang) for park, facts in parks.items() for lang in ("zh", "en")}


def chapters(document):
    return [part.text for part in document.parts if isinstance(part, Heading) and part.level == 1]


def texts(document):
    """Every text of a report but its figures' drawings."""
    for part in document.parts:
        match part:
            case Heading() | Paragraph():
                yield part.text
            case Bullets():
                yield from part.items
            case Table():
                yield from (str(cell) for column in part.frame for cell in (column, *part.frame[column]))
                yield from (part.caption, part.note)
            case Figure():
                yield from (part.caption, part.alt)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("park", ["tiny", "bound"])
def test_every_part_is_there_in_both_languages(park, lang, documents):
    document = documents[park, lang]
    topics = [t(f"park_report.topic_{name}", lang) for name, _ in CHAPTERS]
    told = chapters(document)
    assert [topic in title for topic, title in zip(topics, told, strict=True)] == [True] * len(CHAPTERS)
    assert [title.split(".")[0] for title in told] == [str(place) for place in range(1, len(CHAPTERS) + 1)]
    places = [place for place, part in enumerate(document.parts) if isinstance(part, Heading) and part.level == 1]
    assert all(after - before > 1 for before, after in zip(places, [*places[1:], len(document.parts)], strict=True))
    words = [text for text in texts(document) if text]
    assert not [text for text in words if re.search(r"\b(nan|None|park_report\.|inf)\b|\{|\}", text)]
    if lang == "en":
        names = ("冶炼厂", "砖厂", "小园", "=HYPERLINK")  # a firm without an English name
        assert not [one for one in words if re.search(r"[\u4e00-\u9fff]", one) and not any(n in one for n in names)]


def test_what_is_found_stands_in_the_titles(documents):
    document = documents["tiny", "en"]
    told = chapters(document)
    assert "2 links run, 1 to partners outside; 1 suspended" in told[0]
    assert "1 new link saves 0.12 M CNY a year" in told[1]
    assert "no chlorine" in told[2]
    assert "scenario: A trial" in document.subtitle
    assert sum(isinstance(part, Figure) for part in document.parts) == 2
    assert any("Brick works" in text and "place" in text for text in texts(document))


def test_chlorine_is_counted_by_hand(tiny, tmp_path, catalog):
    park = load_park(write_chlorine_park(tmp_path / "salt"), catalog)
    content = gathered(park, catalog, Settings())
    ledgers, totals = element_accounts(park, catalog, Settings(), content.result)
    document = park_document(replace(tiny, content=content, ledgers=ledgers, totals=totals), "en")
    title = chapters(document)[2]
    assert "145.2 t of chlorine in, 145 t out" in title
    forms = next(part for part in document.parts if isinstance(part, Table) and "By form" in part.caption)
    rows = forms.frame.set_index(forms.frame.columns[0])
    assert rows.loc["Chlorine", "Made"] == f"{MADE:g} t"
    assert rows.loc["Chlorine", "Used"] == f"{TAKEN:g} t"


def test_a_park_without_solution_is_told_about_all_the_same(bound, documents):
    told = list(texts(documents["bound", "en"]))
    assert len(documents["bound", "en"].parts[0].items) == 2  # of the present state
    assert any("no solution" in text for text in told)
    assert sum("could not be worked out" in text for text in told) >= 3
    assert bound.result is None


def test_citations_point_at_works(documents):
    document = documents["tiny", "zh"]
    assert document.sources == ("+A yearbook 2024 http://example.org", "Letter of a firm 2025")
    cells = [cell for part in document.parts if isinstance(part, Table) and "出处" in part.frame
             for cell in part.frame["出处"]]  # fmt: skip
    assert {cell for cell in cells if cell} == {"[1]", "[2]", "[1, 2]"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_open_and_show_names_as_text(lang, tiny, documents):
    document = documents["tiny", lang]
    html = rendered(document, "html").decode("utf-8")
    assert NASTY not in html
    if lang == "en":
        assert "&lt;img src=x" in html
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//|@import|url\((?!#)""", html)
    packed = rendered(document, "docx")
    word = docx.Document(io.BytesIO(packed))
    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == chapters(document)
    if lang == "en":
        assert rendered(park_document(tiny, lang), "docx") == packed


def test_no_link_is_no_drawing(tiny):
    assert network_drawing(tiny.content.links.iloc[:0], {}) is None
    assert (ranges([]), ranges([5]), ranges([2, 1]), ranges([4, 3, 2, 9])) == ("", "5", "1, 2", "2-4, 9")


@pytest.mark.skipif(not EVERY, reason="set CIRCNET_EVERY_REPORT=1 for the reports of all parks")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_built_in_park_has_a_report(lang, catalog):
    from circnet.park import builtin_parks  # noqa: PLC0415

    for name in builtin_parks():
        begun = time.monotonic()
        document = park_document(park_facts(load_park(name, catalog), catalog), lang)
        assert len(chapters(document)) == len(CHAPTERS), name
        rendered(document, "docx")
        assert time.monotonic() - begun < 60.0, name
