"""`circnet sheet` as its users run it."""

import io
import json

import docx
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.dashboards.tinypark import write_park

LINK = ("ganhe", "xining-power", "haina-cement", "fly_ash")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A link of a park of three firms: what is told of any link is told of this one, and sooner."""
    return (write_park(tmp_path_factory.mktemp("parks") / "tiny"), "smelter", "cement", "slag")


def sheet(*arguments):
    return CliRunner().invoke(app, ["sheet", *map(str, arguments)])


def test_word_file_and_json(tmp_path):
    file = tmp_path / "ash.docx"
    done = sheet(*LINK, "--out", file, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["file"] == str(file)
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(file.read_bytes())).paragraphs]
    assert paragraphs[0] == told["title"]
    assert told["lead"] in paragraphs


@pytest.mark.parametrize(("lang", "words"), [("zh", "下一步"), ("en", "Next steps")])
def test_html_file_in_both_languages(tmp_path, small, lang, words):
    file = tmp_path / "slag.HTML"
    done = sheet(*small, "--out", file, "--lang", lang)
    assert done.exit_code == 0
    assert str(file) in done.stdout.replace("\n", "")
    assert words in file.read_text("utf-8")


def test_names_stand_for_ids_and_a_price_may_be_given(tmp_path):
    file = tmp_path / "ash.html"
    done = sheet("ganhe", "黄河公司西宁发电分公司", "青海盐湖海纳水泥", "粉煤灰", "--out", file, "--price", 10)
    assert done.exit_code == 0
    assert "所议价" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (("ganhe", "haina-cement", "xining-power", "fly_ash"), "xining-power haina-cement fly_ash"),
        (("ganhe", "xining-powr", "haina-cement", "fly_ash"), "xining-power"),
        (("ganhe", "xining-power", "haina-cement", "fly_ashh"), "fly_ash"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(tmp_path, link, words):
    file = tmp_path / "ash.html"
    done = sheet(*link, "--out", file, "--lang", "en")
    assert done.exit_code == 2
    assert words in done.stderr
    assert not file.exists()


def test_a_form_that_there_is_not(tmp_path):
    done = sheet(*LINK, "--out", tmp_path / "ash.pdf", "--lang", "en")
    assert done.exit_code == 2
    assert ".docx, .html" in done.stderr


def test_settings_of_the_run_stand_on_the_sheet(tmp_path, small):
    file = tmp_path / "slag.html"
    done = sheet(*small, "--out", file, "--max-km", 30, "--carbon-price", 50, "--lang", "en")
    assert done.exit_code == 0
    assert "new links up to 30 km" in file.read_text("utf-8")
    assert "carbon price 50 CNY/t CO2" in file.read_text("utf-8")
