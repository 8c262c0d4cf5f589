"""Every text the app shows stands in the catalogues of both languages, and nowhere else."""

import ast
import re
import string
from pathlib import Path

import dashboards
from dashboards import i18n

SOURCE = Path(dashboards.__file__).parent


def test_both_languages_have_the_same_texts():
    optional = {
        key for lang in i18n.LANGUAGES for key in i18n.keys(lang) if key.split(".")[0] in ("grid", "hazard", "permit")
    }
    assert i18n.keys("zh") - optional == i18n.keys("en") - optional


def test_texts_of_both_languages_have_the_same_blanks():
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key in i18n.keys("zh") & i18n.keys("en"):
        part, name = key.split(".", 1)
        if part not in ("grid", "hazard", "permit"):
            assert blanks(i18n.section(part, "zh")[name]) == blanks(i18n.section(part, "en")[name]), key


def test_every_text_that_is_asked_for_is_there():
    for path in SOURCE.rglob("*.py"):
        for key in re.findall(r"""\bt\(\s*"([a-z_]+\.[A-Za-z0-9_]+)\"""", path.read_text("utf-8")):
            assert key in i18n.keys("zh"), f"{path.name}: {key}"


def test_no_text_stands_in_the_code():
    for path in SOURCE.rglob("*.py"):
        code = "\n".join(
            line
            for line in path.read_text("utf-8").splitlines()
            if ">>>" not in line and not line.strip().startswith("'")
        )
        found = re.findall(r"[\u4e00-\u9fff]+", code)
        assert set(found) <= {
            "中文",
            "股份有限公司",
            "集团股份",
            "有限责任公司",
            "有限公司",
            "分公司",
            "青海盐湖工业股份有限公司",
            "钾肥分公司",
            "经济技术开发区",
        }


SHOWN = (
    "children",
    "label",
    "title",
    "placeholder",
    "aria-label",
    "description",
    "nothingFoundMessage",
    "text",
    "name",
)


def shown_constants(tree):
    """Texts that a component would show: literal first arguments and literal values of what is read by people."""
    for call in ast.walk(tree):
        made = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if not (made and isinstance(call.func.value, ast.Name) and call.func.value.id in ("html", "dmc", "dcc")):
            continue
        spread = [word.value for word in call.keywords if word.arg is None and isinstance(word.value, ast.Dict)]
        pairs = [(word.arg, word.value) for word in call.keywords]
        pairs += [
            (getattr(key, "value", ""), value)
            for each in spread
            for key, value in zip(each.keys, each.values, strict=True)
        ]
        shown = [*call.args[:1], *(value for name, value in pairs if name in SHOWN)]
        for value in shown:
            listed = value.elts if isinstance(value, ast.List) else [value]
            yield from (one.value for one in listed if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_no_component_shows_a_text_that_stands_in_the_code():
    code = 'html.P("some words"); dmc.Select(label="a label", **{"aria-label": "x y"}); html.Div(["in a list"])'
    assert sorted(shown_constants(ast.parse(code))) == ["a label", "in a list", "some words", "x y"]
    for path in SOURCE.rglob("*.py"):
        found = [
            text for text in shown_constants(ast.parse(path.read_text("utf-8"))) if re.search(r"[A-Za-z]{2}", text)
        ]
        assert found == [], path.name
