"""What the documents show is what the program does: examples are run, pages rebuilt."""

import ast
import difflib
import doctest
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from tthc_stats.cli import COMMANDS, program
from tthc_stats.report.manual import codes

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted(DOCS.glob("*.md"))]
EVERY_PAGE = [*PAGES, ROOT / "CHANGELOG.md", *sorted(REFERENCE.glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OMITTED = "…"


class Example(NamedTuple):
    """A command of a ``console`` block and the lines shown below it."""

    command: str
    shown: list[str]


def blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [body for kind, body in found if kind == language]


def examples(page: Path) -> Iterator[Example]:
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield Example(command, shown)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def matches(shown: list[str], printed: str) -> bool:
    """Whether an output is as shown; a line of only “…” stands for omitted lines."""
    pattern = "".join(
        "(?:.*\n)+?" if line == OMITTED else re.escape(line.rstrip() + "\n") for line in shown
    )
    return bool(re.fullmatch(pattern, printed))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like the root of the repository, where examples may write files."""
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    shutil.copytree(DOCS / "examples", tmp_path / "docs" / "examples")
    programs = tmp_path / "bin"
    programs.mkdir()
    shim = programs / "tthc-stats"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tthc_stats "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    for variable in ("LC_ALL", "LC_MESSAGES", "TTHC_STATS_LANG", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def needs_absent(command: str) -> bool:
    """Whether a command goes through a program that this machine does not have."""
    return "| jq " in command and shutil.which("jq") is None


@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples need a shell")
@pytest.mark.parametrize("page", [p for p in PAGES if list(examples(p))], ids=name)
def test_examples_print_what_is_shown(page: Path, desk: Path) -> None:
    tried = [example for example in examples(page) if not needs_absent(example.command)]
    for command, shown in tried:
        run = subprocess.run(
            ["sh", "-c", command],
            check=False,
            cwd=desk,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        printed = run.stdout.decode("utf-8")
        difference = difflib.unified_diff(shown, printed.splitlines(), "shown", "printed")
        assert matches(shown, printed), "\n".join((command, *difference))
    if len(tried) < len(list(examples(page))):
        pytest.skip("jq is not installed: the examples with it were not tried")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "pycon")], ids=name)
def test_python_examples_print_what_is_shown(page: Path) -> None:
    text = "\n".join(blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(text, {}, name(page), None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert runner.tries
    assert not runner.failures, "\n".join(report)


def test_reference_is_up_to_date(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DOCS / "build_reference.py", tmp_path], check=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in REFERENCE.iterdir()}
    assert made == kept, "run: python docs/build_reference.py"


def options() -> Iterator[tuple[str, click.Option]]:
    modules = {command: import_module(f"tthc_stats.cli.{command}").command for command in COMMANDS}
    for command, group in list(modules.items()):
        inner = getattr(group, "commands", {})
        modules |= {f"{command} {name}": object_ for name, object_ in inner.items()}
    for command, object_ in {"tthc-stats": program, **modules}.items():
        for parameter in object_.params:
            if isinstance(parameter, click.Option):
                yield command, parameter


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"## {command}\n" in (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for page in (ROOT / "README.md", ROOT / "README.vi.md"):
        assert f"tthc-stats {command}" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "option"), [pytest.param(c, o, id=f"{c} {o.opts[-1]}") for c, o in options()]
)
def test_every_option_is_documented(command: str, option: click.Option) -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    start = page.index(f"Usage: {'' if command == 'tthc-stats' else 'tthc-stats '}{command} ")
    assert option.help
    for written in option.opts:
        assert written in page[start : page.index("```", start)]


def test_every_code_has_a_manual_page() -> None:
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                named = [word.value for word in node.keywords if word.arg == "code"]
                for value in (*node.args[:1], *named):
                    if isinstance(value, ast.Constant):
                        used.add(value.value)
    assert "CARRY_OVER" in used
    assert used <= set(codes())


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(BLOCK, "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_text_is_nfc(page: Path) -> None:
    assert unicodedata.is_normalized("NFC", page.read_text(encoding="utf-8"))
