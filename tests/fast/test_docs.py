"""Do the documents name what is there: links, files, pages, settings, commands and the rooms of the house?"""

import argparse
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from pages.frame.menu import MENU, sections
from sfo_data.__main__ import parser
from sfo_data.definitions import settings

HOUSE = settings.PROJECT
DOCS = HOUSE / "docs"
DOCUMENTS = [*HOUSE.glob("*.md"), *DOCS.glob("*.md"), *(HOUSE / "sfo_data").rglob("*.md")]
DATA_FOLDERS = {"published", "geo"}
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def code_in(document: Path) -> str:
    """Blocks of code and words in single backticks, a line each."""
    text = document.read_text()
    return "\n".join([*FENCED.findall(text), *re.findall(r"^ {4}\S.*$|`[^`\n]+`", text, re.MULTILINE)])


def anchors(document: Path) -> set[str]:
    """The anchors that a document's headings have where it is shown."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


CODE = (HOUSE / "sfo_data", HOUSE / "pages", HOUSE / "tests", HOUSE / "docs" / "service")
# Of other programs.
FOREIGN = {"CRON_TZ"}
CONSTANT = re.compile(r"^[A-Z][A-Z0-9]*_[A-Z0-9_]+$", re.MULTILINE)


def broken_links(document: Path) -> list[str]:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_a_link_to_no_file_or_to_no_heading_is_found(tmp_path: Path) -> None:
    document = tmp_path / "here.md"
    document.write_text("# One heading\n[a](here.md#one-heading) [b](#two) [c](gone.md) [d](https://example.org/x)\n")
    assert broken_links(document) == ["#two", "gone.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_path_of_the_code_that_a_document_names_is_there(document: Path) -> None:
    paths = re.findall(r"`((?:sfo_data|pages|sql|docs|tests)/[\w./-]+)`", document.read_text())
    assert [path for path in paths if not (HOUSE / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_of_code_that_a_document_names_is_there_with_the_test_named_in_it(document: Path) -> None:
    rooms = ("pages", "sfo_data", "sql", "tests", "docs")
    present = ["/dashboard.py", *(f"/{named(path)}" for room in rooms for path in (HOUSE / room).rglob("*.*"))]
    for file, test in re.findall(r"`([\w/.]+\.(?:py|sql|js|css))\b(?:::(\w+))?", document.read_text()):
        found = [HOUSE / path[1:] for path in present if path.endswith(f"/{file}")]
        assert found, file
        assert not test or any(f"def {test}" in path.read_text() for path in found), test


def test_every_document_and_every_file_beside_them_is_in_the_index() -> None:
    files = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*") if path.is_file()}
    linked = set(re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text()))
    pictures = {f"screenshots/{entry.name}.png" for entry in MENU}
    assert files - linked - pictures == {"README.md"}


def test_the_front_door_is_short() -> None:
    assert len((HOUSE / "README.md").read_text().splitlines()) < 120


def test_the_list_of_pages_is_the_menu() -> None:
    text = (DOCS / "pages.md").read_text()
    rows = re.findall(r"^\| \*\*\[(.+?)\]\(\.\./(\S+?)\)\*\*.*\]\((\S+?)\) \|$", text, re.MULTILINE)
    assert rows == [(entry.title, entry.file, f"screenshots/{entry.name}.png") for entry in MENU]
    assert [heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if heading in sections()] == [
        *sections()
    ]


def test_every_setting_is_in_the_list_of_settings_and_no_other() -> None:
    source = "".join(path.read_text() for room in ("sfo_data", "pages") for path in (HOUSE / room).rglob("*.py"))
    listed = re.findall(r"^\| `(SFO_\w+)` \|", (DOCS / "settings.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(re.findall(r'"(SFO_[A-Z_]+)"', source)))


def test_every_command_is_in_the_list_of_commands_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (DOCS / "loading.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(within(parser()))


def test_every_make_command_is_in_the_list_of_commands_and_no_other() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    listed = re.findall(r"^\| `make ([\w-]+)` \|", (HOUSE / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(phony.split()) - {"free-port"})


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_make_command_and_module_that_a_document_runs_is_there(document: Path) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    code = code_in(document)
    assert {*re.findall(r"\bmake (?!`)([a-z][\w-]*)", code)} <= set(phony.split())
    modules = re.findall(r"python -m ((?:tests|pages|sfo_data)[\w.]*)", code)
    places = [HOUSE / module.replace(".", "/") for module in modules]
    assert [place for place in places if not place.with_suffix(".py").exists() and not place.is_dir()] == []


def within(command: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a command, by name."""
    return next((dict(action.choices) for action in command._actions if isinstance(action.choices, dict)), {})


def options_of(command: argparse.ArgumentParser) -> set[str]:
    return set(command._option_string_actions).union(*map(options_of, within(command).values()))


@pytest.mark.parametrize("document", [*HOUSE.glob("[!C]*.md"), *DOCS.glob("*.md")], ids=named)
def test_every_command_line_in_a_document_names_a_command_and_options_that_are_there(document: Path) -> None:
    commands = within(parser())
    for name, rest in re.findall(r"(?:^|[`/ ])sfo ([a-z]+)\b([^`\n|]*)", code_in(document), re.MULTILINE):
        assert name in commands, name
        assert {*re.findall(r"--[a-z-]+", rest)} <= options_of(commands[name]), (name, rest)


def test_the_picture_of_the_house_is_the_import_contract() -> None:
    contract = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    (picture,) = re.findall(r"```mermaid\n(.*?)```", (DOCS / "architecture.md").read_text(), re.DOTALL)
    floors = re.findall(r"subgraph (\w+).*?\n(.*?)\n {4}end", picture, re.DOTALL)
    assert [" | ".join(re.findall(r'\["(.+?)"\]', rooms)) for _, rooms in floors] == contract["layers"]
    assert re.findall(r"^ {4}(\w+) --> (\w+)$", picture, re.MULTILINE) == [
        (above, below) for (above, _), (below, _) in pairwise(floors)
    ]


@pytest.mark.parametrize(("house", "front"), [("sfo_data", {"__init__.py", "__main__.py"}), ("pages", {"__init__.py"})])
def test_everything_in_the_house_is_a_room_of_the_contract_or_a_folder_of_data(house: str, front: set[str]) -> None:
    contract = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    rooms = {
        room.split(".")[1] for layer in contract["layers"] for room in layer.split(" | ") if room.startswith(house)
    }
    entries = {path.name: path for path in (HOUSE / house).iterdir() if path.name != "__pycache__"}
    folders = {name for name, path in entries.items() if path.is_dir()}
    assert {*entries} - folders <= front
    assert folders - rooms <= DATA_FOLDERS
    assert rooms <= folders
    assert not [file for name in folders & DATA_FOLDERS for file in entries[name].rglob("*.py")]


def test_every_step_of_the_walk_from_click_to_sql_names_a_function_that_is_there() -> None:
    steps = re.findall(r"^\| \d+ \| `(\S+?)` \| `(\w+)` \|", (DOCS / "architecture.md").read_text(), re.MULTILINE)
    assert len(steps) > 5
    for module, function in steps:
        assert re.search(rf"^ *(def )?{function}( =|\()", (HOUSE / module).read_text(), re.MULTILINE), (
            module,
            function,
        )


def test_every_constant_that_a_document_names_is_in_the_code():
    named_in = {word for document in DOCUMENTS for word in CONSTANT.findall(code_in(document).replace("`", ""))}
    code = "\n".join(path.read_text() for folder in CODE for path in folder.rglob("*") if path.suffix in (".py", ".js"))
    assert {word for word in named_in if word not in code} <= FOREIGN
