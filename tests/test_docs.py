"""The documentation says what is so: generated pages, commands, examples with their output, links."""

import importlib.util
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from circnet.cli import app
from circnet.coupling import families
from dashboards.address import CARRIED
from tests.commandline import circnet

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT / "docs"
GUIDES = [DOCS / "guide.zh.md", DOCS / "guide.en.md"]
PAGES = [*sorted(DOCS.glob("*.md")), PROJECT / "README.md", PROJECT / "data" / "README.md"]
COMMANDS = get_command(app).commands

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(
    r"^`(?P<folder>[a-z]+)/(?P<file>[\w.]+)`[^\n]*\n\n```(?:csv|toml)\n(?P<text>.*?)^```$"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def called(text: str) -> list[list[str]]:
    """Calls of circnet in the fenced blocks of a page."""
    lines = [line for kind, body in FENCE.findall(text) if kind in ("sh", "console") for line in body.splitlines()]
    found = [re.sub(r"^\$ ", "", line) for line in lines]
    return [shlex.split(line)[1:] for line in found if line.startswith("circnet ")]


def parts(command) -> dict:
    """The commands of a group by name; none of a plain command."""
    return getattr(command, "commands", {})


def options(command) -> set[str]:
    """Every option of a command, or of the commands of a group."""
    items = [item for one in (parts(command).values() or [command]) for item in one.params]
    return {option for item in items for option in item.opts if option.startswith("--")}


def without_fences(text: str) -> str:
    return FENCE.sub("", text)


def by_language(page: Path) -> str:
    return page.name


def test_data_dictionary_is_what_the_columns_generate():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.TARGET.read_text("utf-8") == generate.dictionary(), "run: python docs/generate.py"


@pytest.mark.parametrize("guide", GUIDES, ids=by_language)
def test_guide_calls_commands_as_they_are(guide):
    calls = called(guide.read_text("utf-8"))
    for name, *arguments in calls:
        group = parts(COMMANDS[name])
        command, rest = (group[arguments[0]], arguments[1:]) if group else (COMMANDS[name], arguments)
        command.make_context(name, list(rest))  # raises for what the command does not take
    assert {name for name, *_ in calls} == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert {call[1] for call in calls if call[0] == name and len(call) > 1} >= set(parts(command)), name


@pytest.mark.parametrize("guide", GUIDES, ids=by_language)
def test_guide_names_every_option_and_no_other(guide):
    known = {option for command in COMMANDS.values() for option in options(command)} - {"--help"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", guide.read_text("utf-8")))
    assert known - named == set()
    assert named - known <= {"--help"}


@pytest.mark.parametrize("guide", GUIDES, ids=by_language)
def test_guide_tells_options_where_their_command_stands(guide):
    """Each command's section names all of the command's options, but for the two that all share."""
    sections = re.split(r"^### 2\.\d+ ", guide.read_text("utf-8"), flags=re.MULTILINE)[1:]
    told = {section.split("\n", 1)[0].strip(): section for section in sections}
    assert set(told) == set(COMMANDS)
    for name, command in COMMANDS.items():
        own = options(command) - {"--help", "--json", "--lang"}
        missing = {option for option in own if option not in told[name]}
        assert missing == set(), name


@pytest.mark.parametrize("guide", GUIDES, ids=by_language)
def test_guide_names_built_in_scenarios_and_what_an_address_carries(guide):
    text = guide.read_text("utf-8")
    scenarios = {file.stem for file in (PROJECT / "parks").glob("*/scenarios/*.toml")}
    assert {name for name in scenarios | set(CARRIED) if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("guide", GUIDES, ids=by_language)
def test_example_gives_the_output_shown(guide, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = 0
    for step in STEP.finditer(guide.read_text("utf-8")):
        if step["console"] is None:
            write(tmp_path / step["folder"], step["file"], step["text"])
        else:
            assert replay(step["console"]) == step["console"].rstrip("\n").splitlines()
            ran += 1
    assert ran >= 3


def write(folder: Path, file: str, text: str) -> None:
    """Write a table; once there is the park `tiny`, every further folder starts as a copy of it."""
    tiny = folder.parent / "tiny"
    if not folder.exists() and tiny.exists():
        shutil.copytree(tiny, folder)
    folder.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")


def replay(console: str) -> list[str]:
    """Run the commands of a console block; return it with what they really print."""
    lines, code = [], None
    for line in (line for line in console.splitlines() if line.startswith("$ ")):
        lines.append(line)
        if line == "$ echo $?":
            lines.append(str(code))
            continue
        program, *arguments = shlex.split(line[2:])
        assert program == "circnet"
        run = circnet(*arguments)
        code = run.returncode
        lines += [shown.rstrip() for shown in (run.stdout + run.stderr).splitlines()]
    return lines


def test_guides_have_the_same_structure():
    def skeleton(page: Path) -> list[tuple[str, str]]:
        text = without_fences(page.read_text("utf-8"))
        return re.findall(r"^(#+) (\d[\d.]*)?", text, re.MULTILINE)

    one, other = map(skeleton, GUIDES)
    assert one == other
    assert len(one) >= 15


def test_guides_show_the_same_tables():
    def tables(page: Path) -> list[tuple[str, ...]]:
        found = STEP.finditer(page.read_text("utf-8"))
        return [(step["folder"], step["file"], step["text"]) for step in found if step["console"] is None]

    one, other = map(tables, GUIDES)
    assert one == other


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_relative_links_resolve(page):
    text = without_fences(page.read_text("utf-8"))
    targets = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    broken = [link for link in targets if not lands(page, link)]
    assert broken == []


def lands(page: Path, link: str) -> bool:
    """Whether a link leads to a file and, with an anchor, to a heading in it."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if anchor else []
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return not anchor or anchor in anchors


def test_every_dependency_has_its_paragraph():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    listed = settings["project"]["dependencies"] + settings["dependency-groups"]["dev"]
    names = {re.match(r"[\w-]+(?:\[cbc\])?", item)[0] for item in listed}
    paragraphs = set(re.findall(r"\*\*([\w\[\]-]+)\*\* \(", (DOCS / "dependencies.md").read_text("utf-8")))
    assert names - paragraphs == set()


def test_mathematics_names_every_constraint_family():
    rows = set(families.__all__) - {"heat_offers", "substitute_offers", "priced"}  # these make sets and prices, no rows
    text = (DOCS / "mathematics.md").read_text("utf-8")
    assert {name for name in rows if f"`{name}`" not in text} == set()
