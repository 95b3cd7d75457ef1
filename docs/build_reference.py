"""Write the reference pages from ``--help`` and from the data of the package.

``python docs/build_reference.py`` writes them to ``docs/reference``; another folder may be
named. The same code gives the same bytes, whatever the terminal, the locale and the time.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from inspect import getsource
from pathlib import Path
from typing import Any

os.environ["TTHC_STATS_LANG"] = "en"  # before the texts of the commands are made

import click

import tthc_stats
from tthc_stats.cli import COMMANDS, exits, program
from tthc_stats.data import load
from tthc_stats.model import errors
from tthc_stats.model.counts import CLOSING_STOCKS, COUNT_NAMES, OPENING_STOCKS, UNCOUNTED, Count
from tthc_stats.model.text import Text
from tthc_stats.report.forms.definition import Form, FormCheck, FormColumn, known_forms, read_form
from tthc_stats.report.language import Language, language
from tthc_stats.report.summary import INDICATOR_NAMES

FOLDER = Path(__file__).parent / "reference"
WIDTH = 100
MADE = "<!-- Made by docs/build_reference.py; changes here are lost. -->"
ENGLISH, VIETNAMESE = language("en"), language("vi")

II06A = {
    "received": "3",
    "carried_over": "6",
    "received_online": "4",
    "received_offline": "5",
    "resolved": "7",
    "early": "8",
    "on_time": "9",
    "late": "10",
    "pending": "11",
    "pending_in_time": "12",
    "pending_overdue": "13",
}
"""The columns of biểu II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP)."""

EXIT_STATUSES = (
    (0, "done"),
    (1, "done, with errors: `check`, `proofread` (see `--fail-on`), `summarize --strict`"),
    (errors.UsageError.exit_status, "the command, an option or an own layout is wrong"),
    (errors.NotUnderstoodError.exit_status, "the input was read, but holds no counts to add up"),
    (errors.UnreadableError.exit_status, "the input is missing, broken or protected"),
    (exits.BUG, "a bug in tthc-stats"),
    (errors.NotWritableError.exit_status, "an output could not be written; the old file stands"),
    (exits.INTERRUPTED, "interrupted with Ctrl-C"),
    (exits.READER_GONE, "the reader of the pipe went away"),
    ("129, 143", "ended by SIGHUP (the terminal was closed) or SIGTERM, with nothing left behind"),
)


def page(title: str, *parts: str) -> str:
    """A page: its title, the mark of a made file, and its parts with blank lines between."""
    return "\n\n".join((f"# {title}", MADE, *parts)) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table; bars in cells are escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(words: Iterable[str], separator: str = " ") -> str:
    return separator.join(f"`{word}`" for word in words)


def in_words(text: Text) -> tuple[str, str]:
    return ENGLISH.text(text), VIETNAMESE.text(text)


def help_of(context: click.Context) -> str:
    return f"```text\n{context.get_help()}\n```"


def commands() -> str:
    whole = program.make_context(
        exits.PROGRAM, [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH
    )
    parts = [help_of(whole)]
    for name in COMMANDS:
        command = import_module(f"tthc_stats.cli.{name}").command
        own = click.Context(command, info_name=name, parent=whole)
        parts += [f"## {name}", help_of(own)]
        for inner in getattr(command, "commands", {}).values():
            context = click.Context(inner, info_name=inner.name, parent=own)
            parts += [f"### {name} {inner.name}", help_of(context)]
    statuses = table(("status", "meaning"), ((str(n), text) for n, text in EXIT_STATUSES))
    return page("Commands", *parts, "## Exit statuses", statuses)


def over_periods(count: Count) -> str:
    """What happens to a count when consecutive periods are added up."""
    if count is Count.RECEIVED:
        return "first `carried_over` + all `received_in_period`"
    if count in OPENING_STOCKS:
        return "that of the first period"
    return "that of the last period" if count in CLOSING_STOCKS else "added"


def counts() -> str:
    identities = load("identities")["identity"]
    rows = ((f"`{c}`", *in_words(COUNT_NAMES[c]), II06A.get(c, ""), over_periods(c)) for c in Count)
    return page(
        "Counts and identities",
        "A count is a whole number from 0, or absent. Absent is never zero: `null` in JSON, an "
        "empty field in CSV, `<NA>` in pandas. Over units, fields and procedures every count "
        "adds; over consecutive periods stocks do not. Absent plus a number is absent.",
        table(("key", "English", "Vietnamese", "column of II.06a", "over periods"), rows),
        "## Identities",
        "A total and its parts. Where a table prints the parts in several ways, the one of "
        "which it prints most is taken. A count that is not printed is derived where the "
        "identities determine it. Bounds are checked too: known parts may not exceed their "
        "total.",
        table(("code", "total", "parts", "severity"), map(identity_row, identities)),
        f"{code(UNCOUNTED, ', ')} may stand inside `resolved` or `pending`, beside both, or hidden "
        "in other columns; they are added to the identity to which the layout makes them a part. "
        "`tthc-stats inspect` tells where a table keeps them.",
    )


def identity_row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    parts = ", or ".join(code(option, " + ") for option in entry["parts"])
    return f"`{entry['code']}`", f"`{entry['total']}`", parts, str(entry.get("severity", "error"))


def indicators() -> str:
    rows = (
        (
            f"`{key}`",
            *in_words(INDICATOR_NAMES[key]),
            f"`{entry['numerator']}`",
            code(entry["bases"], ", else ") + " × days of the period" * entry.get("days", False),
            entry.get("better", "larger"),
        )
        for key, entry in load("indicators").items()
    )
    asked = (
        (
            f"`{key}`",
            *in_words(INDICATOR_NAMES[key]),
            ", else ".join(code(terms, " + ") for terms in entry["numerators"]),
            code(entry["denominator"], " + "),
            str(entry["points"]),
        )
        for key, entry in load("optional_indicators").items()
    )
    return page(
        "Indicators",
        "Numerator and denominator are whole numbers; the percentage is computed exactly and "
        "rounded half-up at the end (`--decimals`, 2 by default). A total is the ratio of sums, "
        "never the mean of ratios. An empty denominator gives no value, neither 0 nor 100. A share "
        "that is not exactly 0 % or 100 % is never shown as such: it gets as many decimals as that "
        "takes.",
        table(("key", "English", "Vietnamese", "numerator", "denominator", "better"), rows),
        "`on_time` is taken of `resolved`; `--on-time-base received` or `due` take another base. "
        "`clearance` may exceed 100. `disposition_days` is a number of days, not a share. Columns "
        "in CSV and pandas are called `<key>_pct`, and `disposition_days`; `--sort` takes the "
        "indicator where a key is a count too.",
        "## Where they are asked for",
        "By `--indicator`, or everywhere with `KEY = true` below `[indicators]` in the office's "
        "file, where [indicators of one's own](../howto-own-indicators.md) stand too. The value is "
        "the points times the ratio, and 0 where there is nothing to take it of.",
        table(("key", "English", "Vietnamese", "numerator", "denominator", "points"), asked),
    )


def findings(speaker: Language, title: str, lead: str) -> str:
    """The manual pages of all codes, as ``check --explain`` prints them."""
    parts = []
    for name, pages in load("codes").items():
        entry = pages[speaker.code]
        parts += [f"## {name}", f"**{entry['title']}**", *entry["text"].strip().split("\n")]
    return page(title, lead, *parts)


def captions() -> str:
    known = load("captions")
    meanings = (
        (f"`{count}`", ", or ".join(code(terms, " + ") for terms in sets))
        for count, sets in known["meanings"].items()
    )
    rows_known = {k: v for k, v in load("rows").items() if isinstance(v, list)}
    return page(
        "Vocabulary of captions",
        "Captions are compared without case, accents, punctuation, numbering such as “(3)” and "
        "fillers. Each is cut into known phrases, which stand for terms; the terms along the path "
        "from group to leaf (“Đã giải quyết › Quá hạn” is `resolved` + `late`) mean a count, or "
        "none. A caption with a word that nobody knows is never guessed: it is reported.",
        "## What terms mean",
        table(("count", "terms (`total` adds nothing)"), meanings),
        "## Terms",
        vocabulary("term", known["terms"]),
        "## Columns that name the row",
        vocabulary("label", known["labels"]),
        "## Programs' own names",
        "Beside these, the keys of the counts are understood, such as `received_online`.",
        vocabulary("count", known["keys"]),
        "## Fillers",
        ", ".join(known["fillers"]),
        "## Words that tell what a row is",
        vocabulary("kind", rows_known),
    )


def vocabulary(heading: str, groups: Mapping[str, Sequence[str]]) -> str:
    rows = ((f"`{name}`", "; ".join(phrases)) for name, phrases in groups.items())
    return table((heading, "as exports print it"), rows)


def layouts() -> str:
    parts = []
    for entry in load("layouts")["layout"]:
        parts += [f"## {entry['name']}", entry["title"], "\n".join(layout_facts(entry))]
    return page(
        "Known layouts",
        "A layout is recognised by the code of its form or by the counts that its columns give. "
        "Any other table is read column by column; its layout is then called `columns`. Being "
        "known matters where a layout keeps classes that are neither resolved nor pending: "
        "its roles say so. Without roles, those are taken under which most rows add up.",
        *parts,
    )


def layout_facts(entry: Mapping[str, Any]) -> Iterable[str]:
    if forms := entry.get("codes"):
        yield f"- codes of forms: {', '.join(forms)}"
    if printed := entry.get("captions"):
        yield f"- captions: {'; '.join(printed)}"
    if held := entry.get("counts"):
        yield f"- counts: {code(held, ', ')}"
    if extras := entry.get("extras"):
        yield f"- columns that are none of the counts: {'; '.join(extras)}"
    if roles := entry.get("roles"):
        yield "- roles: " + ", ".join(f"`{count} = {role}`" for count, role in roles.items())


def forms() -> str:
    parts = []
    for form in map(read_form, known_forms()):
        parts += [f"## {form.name}", form.title, "\n".join(form_facts(form))]
        rows = ((numbered(c), c.caption, held(c)) for c in form.columns)
        parts.append(table(("column", "caption", "holds"), rows))
    return page(
        "Official forms",
        "`tthc-stats form NAME FILES… -o form.xlsx` fills them; `tthc-stats forms --show NAME` "
        "prints the TOML of a form, which is also what a form of one's own looks like.",
        *parts,
    )


def form_facts(form: Form) -> Iterable[str]:
    if form.code:
        yield f"- code: {form.code}"
    if form.citation:
        yield f"- {form.citation}"
    yield f"- rows: {code(form.rows, ', else ')}"
    yield f"- must hold: {'; '.join(map(str, form.checks))}"
    for count, inside in form.inside.items():
        where = f"inside {code(inside, ', ')}" if inside else "beside `resolved` and `pending`"
        yield f"- `{count}`: {where}"


def numbered(column: FormColumn) -> str:
    return str(FormCheck(column.number, column.parts)) if column.parts else f"({column.number})"


def held(column: FormColumn) -> str:
    also = f", named as `{column.also}` too" if column.also else ""
    return f"`{column.count or column.holds or 'sum'}`{also}"


def python() -> str:
    nodes = sorted(map(definition, tthc_stats.__all__), key=lambda n: isinstance(n, ast.ClassDef))
    return page(
        "Python API",
        "Everything is imported from `tthc_stats` and loaded when it is first used. The package "
        "is typed. A text for people is a `Text`: `str(text)` is its English sentence.",
        *(part for node in nodes for part in (f"## {node.name}", *described(node)) if part),
    )


def definition(name: str) -> ast.FunctionDef | ast.ClassDef:
    node = ast.parse(getsource(getattr(tthc_stats, name))).body[0]
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    return node


def described(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    text = ast.get_docstring(node) or ""
    if isinstance(node, ast.FunctionDef):
        return [f"```python\n{signature(node)}\n```", text]
    return [text, "\n".join(members(node))]


def signature(node: ast.FunctionDef) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({ast.unparse(node.args)}){returns}"
    if len(line) <= WIDTH - 10:
        return line
    arguments = ast.unparse(node.args).replace(", *, ", ",\n    *, ")
    return f"{node.name}(\n    {arguments}\n){returns}"


def members(node: ast.ClassDef) -> Iterable[str]:
    """Fields, members of an enumeration, and public methods with their first line."""
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield f"- `{item.target.id}: {ast.unparse(item.annotation)}`"
        elif isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant):
            yield f"- `{ast.unparse(item.targets[0])} = {ast.unparse(item.value)}`"
        elif isinstance(item, ast.FunctionDef) and item.name == "__init__":
            yield from attributes(item)
        elif isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            text = (ast.get_docstring(item) or "").split("\n\n")[0].replace("\n", " ")
            yield f"- `{item.name}({ast.unparse(item.args)})`" + (f": {text}" if text else "")


def attributes(init: ast.FunctionDef) -> Iterable[str]:
    """The arguments that a class keeps; one that is made where none is given is never None."""
    types = {a.arg: ast.unparse(a.annotation) for a in init.args.args if a.annotation}
    for line in init.body:
        if isinstance(line, ast.Assign) and isinstance(kept := line.targets[0], ast.Attribute):
            kind = types.get(kept.attr, "Any")
            made = isinstance(line.value, ast.IfExp)
            yield f"- `{kept.attr}: {kind.removesuffix(' | None') if made else kind}`"


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "counts.md": counts,
    "indicators.md": indicators,
    "findings.md": lambda: findings(
        ENGLISH, "Codes of findings", "As `tthc-stats check --explain CODE` prints them."
    ),
    "findings.vi.md": lambda: findings(
        VIETNAMESE, "Mã phát hiện", "Như lệnh `tthc-stats check --explain MÃ --lang vi` in ra."
    ),
    "captions.md": captions,
    "layouts.md": layouts,
    "forms.md": forms,
    "python.md": python,
}


def main(folder: Path = FOLDER) -> None:
    """Write every page into a folder."""
    for name, made in PAGES.items():
        (folder / name).write_text(made(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
