"""A form's definition: read from TOML, checked key by key, and typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from os import listdir, sep
from os.path import basename, join, splitext
from string import Formatter
from typing import Any, NamedTuple

from tthc_stats.data import FOLDER
from tthc_stats.ingest.own_toml import read_text, read_toml
from tthc_stats.model.counts import UNCOUNTED, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T, Text

FORMS = join(FOLDER, "forms")
ORDINAL, NAME, BLANK = "ordinal", "name", "blank"
HOLDS = (ORDINAL, NAME, BLANK)
NUMBERINGS = {"1": "{}", "(1)": "({})", "": ""}
ROWS = tuple(d.value for d in Dimension)
LEVELS = ("central", "province", "district", "commune")
FACTS = ("code", "citation", "unit", "parent_unit", "recipient_unit", "place")
PERIOD_FACTS = ("period", "from", "to")

TEXTS = ("code", "title", "citation", "sheet", "measure", "total", "numbering")
LINES = {
    "left": FACTS,
    "right": FACTS,
    "period": PERIOD_FACTS,
}
ENTRIES = (
    *TEXTS,
    *LINES,
    "rows",
    "numbering_formulas",
    "columns",
    "checks",
    "inside",
    "levels",
    "signatures",
)
COLUMN_ENTRIES = ("caption", "columns", "count", "also", "holds", "sum", "width")
SIGNATURES = ("date", "left", "right")


class FormColumn(NamedTuple):
    """A column of a form, by its caption path from group to leaf.

    number: as the numbering row has it, from 1. count: what it holds, ``None`` for labels,
    blank columns and bare sums. also: a count that its caption names as well. holds:
    ``ordinal``, ``name`` or ``blank`` for columns without figures. parts: the numbers of the
    columns whose sum it is. width: in characters, ``None`` for the usual one.
    """

    number: int
    path: tuple[str, ...]
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    also: Count | None = None
    holds: str | None = None
    parts: tuple[int, ...] = ()
    width: float | None = None

    @property
    def caption(self) -> str:
        return " › ".join(self.path)


class Caption(NamedTuple):
    """A cell of the header: its text and the range it is merged over, from 0."""

    text: str
    row: int
    column: int
    last_row: int
    last_column: int


class FormCheck(NamedTuple):
    """What must hold in a row: one column is the sum of others, by number."""

    total: int
    parts: tuple[int, ...]

    def __str__(self) -> str:
        return f"({self.total}) = " + " + ".join(f"({part})" for part in self.parts)


class Form(NamedTuple):
    """An official form.

    name: as it is called on the command line. left, right, period: lines above the table
    with facts in braces. rows: what its rows may be, the first that the source tells.
    header: the captions, ``depth`` rows of them. numbering: the numbering row, empty for
    none. checks: what must hold beside the sums of columns. inside: the counts that take in
    a class which is neither resolved nor pending by name; none where it stands beside them.
    levels: the names of sections by level. date, left_signature, right_signature: below.
    """

    name: str
    code: str
    title: str
    citation: str
    sheet: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    period: tuple[str, ...]
    measure: str
    rows: tuple[str, ...]
    total: str
    columns: tuple[FormColumn, ...]
    header: tuple[Caption, ...]
    depth: int
    numbering: tuple[str, ...]
    checks: tuple[FormCheck, ...]
    inside: Mapping[Count, tuple[Count, ...]]
    levels: Mapping[str, str]
    date: str
    left_signature: tuple[str, ...]
    right_signature: tuple[str, ...]

    @property
    def figures(self) -> tuple[FormColumn, ...]:
        return tuple(c for c in self.columns if c.holds not in (ORDINAL, NAME))

    def column_of(self, holds: str) -> int | None:
        """Where the column of ordinals or of names stands, from 0."""
        return next((c.number - 1 for c in self.columns if c.holds == holds), None)


def known_forms() -> tuple[str, ...]:
    """The names of the built-in forms."""
    return tuple(sorted(splitext(name)[0] for name in listdir(FORMS) if name.endswith(".toml")))


def form_text(form: str) -> str:
    """The TOML of a built-in form by name, or of a user's own by path.

    Raises UsageError where there is none, or where it cannot be read.
    """
    return read_text(_path(form), T("the form"))


def read_form(form: str) -> Form:
    """A built-in form by name, or a user's own by the path of its TOML.

    Raises UsageError for an unknown form, and for a wrong entry by its key.
    """
    path = _path(form)
    given = read_toml(path, T("the form"))
    return _Reader(splitext(basename(path))[0], path).form(given)


def _path(form: str) -> str:
    if form.lower().endswith(".toml") or sep in form or "/" in form:
        return form
    known = known_forms()
    name = re.sub(r"[^a-z0-9]", "", form.lower())
    if name not in known:
        raise UsageError(
            T("no form is called “{name}”", name=form), hint=nearest(form.lower(), known)
        )
    return join(FORMS, f"{name}.toml")


def nearest(word: str, known: Sequence[str]) -> Text:
    """What may have been meant, else all that is known."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    if near:
        return T("Did you mean “{name}”?", name=near[0])
    return T("Known ones are {known}.", known=tuple(known))


class _Reader:
    """Reads the entries of one file; every error names the file and the key."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path

    def wrong(self, text: Text, hint: Text | None = None) -> UsageError:
        return UsageError(text, place=self.path, hint=hint)

    def form(self, given: Mapping[str, Any]) -> Form:
        self.known(given, ENTRIES, "")
        texts = {entry: self.text(given, entry, entry) for entry in TEXTS}
        lines = {entry: self.lines(given, entry, entry, facts) for entry, facts in LINES.items()}
        nodes = self.list(given, "columns", "columns", dict)
        columns = self.columns(nodes)
        signatures = self.table(given, "signatures", SIGNATURES)
        date = self.text(signatures, "date", "signatures.date")
        self.facts(date, "signatures.date", FACTS)
        depth = max(len(column.path) for column in columns)
        return Form(
            name=self.name,
            code=texts["code"],
            title=self.needed(texts, "title"),
            citation=texts["citation"],
            sheet=texts["sheet"] or texts["code"] or self.name,
            left=lines["left"],
            right=lines["right"],
            period=lines["period"],
            measure=texts["measure"],
            rows=self.rows(given),
            total=texts["total"],
            columns=columns,
            header=tuple(_captions(nodes, depth)),
            depth=depth,
            numbering=self.numbering(given, columns),
            checks=tuple(self.checks(given, columns)),
            inside=self.inside(given),
            levels=self.levels(given),
            date=date,
            left_signature=self.lines(signatures, "left", "signatures.left", FACTS),
            right_signature=self.lines(signatures, "right", "signatures.right", FACTS),
        )

    def known(self, given: Mapping[str, Any], entries: Sequence[str], within: str) -> None:
        for entry in given:
            if entry not in entries:
                text = T("unknown entry “{entry}” in the form", entry=within + entry)
                raise self.wrong(text, nearest(entry, entries))

    def word(self, word: object, key: str, known: Sequence[str]) -> str:
        if isinstance(word, str) and word in known:
            return word
        text = T("{key}: “{word}” is not known", key=key, word=str(word))
        raise self.wrong(text, nearest(str(word), known))

    def text(self, given: Mapping[str, Any], entry: str, key: str) -> str:
        value = given.get(entry, "")
        if isinstance(value, str):
            return value
        raise self.wrong(T("{key} must be a text in quotation marks", key=key))

    def needed(self, texts: Mapping[str, str], entry: str) -> str:
        if texts[entry].strip():
            return texts[entry]
        raise self.wrong(T("the form lacks “{entry}”", entry=entry))

    def list(self, given: Mapping[str, Any], entry: str, key: str, kind: type) -> list[Any]:
        value = given.get(entry, [])
        if isinstance(value, list) and all(isinstance(item, kind) for item in value):
            return value
        if kind is str:
            raise self.wrong(T("{key} must be a list of texts", key=key))
        raise self.wrong(T("{key} must be a list of tables in braces", key=key))

    def lines(
        self, given: Mapping[str, Any], entry: str, key: str, facts: Sequence[str]
    ) -> tuple[str, ...]:
        found = self.list(given, entry, key, str)
        for line in found:
            self.facts(line, key, facts)
        return tuple(found)

    def facts(self, line: str, key: str, known: Sequence[str]) -> None:
        """Refuse braces that hold no fact."""
        try:
            named = [field for _, field, _, _ in Formatter().parse(line) if field is not None]
        except ValueError as error:
            raise self.wrong(
                T("{key}: the braces of “{line}” do not match", key=key, line=line)
            ) from error
        for field in named:
            self.word(field, key, known)

    def table(
        self, given: Mapping[str, Any], entry: str, entries: Sequence[str]
    ) -> Mapping[str, Any]:
        value = given.get(entry, {})
        if not isinstance(value, dict):
            raise self.wrong(T("[{entry}] must be a table", entry=entry))
        self.known(value, entries, f"{entry}.")
        return value

    def rows(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        found = self.list(given, "rows", "rows", str)
        for word in found:
            self.word(word, "rows", ROWS)
        return tuple(found)

    def inside(self, given: Mapping[str, Any]) -> dict[Count, tuple[Count, ...]]:
        classes = self.table(given, "inside", tuple(UNCOUNTED))
        return {
            Count(name): tuple(
                Count(self.word(word, f"inside.{name}", tuple(Count)))
                for word in self.list(classes, name, f"inside.{name}", str)
            )
            for name in classes
        }

    def levels(self, given: Mapping[str, Any]) -> dict[str, str]:
        table = self.table(given, "levels", LEVELS)
        return {level: self.text(table, level, f"levels.{level}") for level in table}

    def columns(self, nodes: Sequence[Mapping[str, Any]]) -> tuple[FormColumn, ...]:
        found = list(self.leaves(nodes, "columns", ()))
        if not found:
            raise self.wrong(T("the form lacks “{entry}”", entry="columns"))
        columns = tuple(
            self.column(node, key, path, number, len(found))
            for number, (node, key, path) in enumerate(found, start=1)
        )
        self.labels(columns)
        self.no_circles(columns)
        return columns

    def leaves(
        self, nodes: Sequence[Mapping[str, Any]], key: str, path: tuple[str, ...]
    ) -> Iterator[tuple[Mapping[str, Any], str, tuple[str, ...]]]:
        """The columns under some captions, each with its key in the file and its path."""
        for number, node in enumerate(nodes, start=1):
            own = f"{key}[{number}]"
            self.known(node, COLUMN_ENTRIES, f"{own}.")
            caption = self.text(node, "caption", f"{own}.caption")
            if not caption.strip():
                raise self.wrong(T("the form lacks “{entry}”", entry=f"{own}.caption"))
            if "columns" not in node:
                yield node, own, (*path, caption)
                continue
            below = self.list(node, "columns", f"{own}.columns", dict)
            if not below or set(node) - {"caption", "columns"}:
                raise self.wrong(T("{key}: a group has a caption and columns only", key=own))
            yield from self.leaves(below, f"{own}.columns", (*path, caption))

    def column(
        self, node: Mapping[str, Any], key: str, path: tuple[str, ...], number: int, columns: int
    ) -> FormColumn:
        held = [entry for entry in ("count", "holds", "sum") if entry in node]
        if not held or {"count", "holds"} <= set(held) or {"holds", "sum"} <= set(held):
            raise self.wrong(
                T("{key} must have a count, a sum, or holds (one of {known})", key=key, known=HOLDS)
            )
        width = node.get("width")
        if width is not None and (type(width) not in (int, float) or not 1 <= width <= 200):
            raise self.wrong(T("{key} must be a number from 1 to 200", key=f"{key}.width"))
        return FormColumn(
            number,
            path,
            self.count(node, "count", key),
            self.count(node, "also", key),
            self.word(node["holds"], f"{key}.holds", HOLDS) if "holds" in node else None,
            self.sum(node["sum"], f"{key}.sum", number, columns) if "sum" in node else (),
            width,
        )

    def count(self, node: Mapping[str, Any], entry: str, key: str) -> Count | None:
        if entry not in node:
            return None
        return Count(self.word(node[entry], f"{key}.{entry}", tuple(Count)))

    def sum(self, given: object, key: str, number: int, columns: int) -> tuple[int, ...]:
        """The numbers of the columns that are added up, such as “4 + 5 + 6”."""
        texts = str(given).split("+") if isinstance(given, str) else []
        parts = [text.strip().strip("()") for text in texts]
        numbers = [int(part) for part in parts if re.fullmatch(r"[0-9]{1,3}", part)]
        distinct = set(numbers) - {number}
        if len(distinct) < max(1, len(parts)) or not all(0 < n <= columns for n in numbers):
            raise self.wrong(
                T(
                    "{key}: “{sum}” is no sum of other columns; write their numbers, such as "
                    "4 + 5 + 6",
                    key=key,
                    sum=str(given),
                )
            )
        return tuple(numbers)

    def labels(self, columns: Sequence[FormColumn]) -> None:
        for holds, least in ((NAME, 1), (ORDINAL, 0)):
            number = sum(column.holds == holds for column in columns)
            if not least <= number <= 1:
                text = T("the form needs one column that holds “{holds}”", holds=holds)
                raise self.wrong(text, T("It has {number}.", number=number))
        for column in columns:
            if any(columns[part - 1].holds in (NAME, ORDINAL) for part in column.parts):
                text = T("{key}: it adds up a column of labels", key=f"“{column.caption}”")
                raise self.wrong(text)
        if not any(column.count or column.parts for column in columns):
            raise self.wrong(T("the form has no column of figures"))

    def numbering(self, given: Mapping[str, Any], columns: Sequence[FormColumn]) -> tuple[str, ...]:
        style = NUMBERINGS[self.word(given.get("numbering", ""), "numbering", tuple(NUMBERINGS))]
        formulas = given.get("numbering_formulas", False)
        if not isinstance(formulas, bool):
            raise self.wrong(T("{key} must be true or false", key="numbering_formulas"))
        return tuple(_numbered(column, style, formulas=formulas) for column in columns if style)

    def checks(
        self, given: Mapping[str, Any], columns: Sequence[FormColumn]
    ) -> Iterator[FormCheck]:
        for number, line in enumerate(self.list(given, "checks", "checks", str), start=1):
            key = f"checks[{number}]"
            total, _, parts = line.partition("=")
            if not re.fullmatch(r"\s*\(?\d+\)?\s*=.+", line):
                text = T("{key}: “{line}” is no sum such as 3 = 7 + 11", key=key, line=line)
                raise self.wrong(text)
            (left,) = self.sum(total, key, 0, len(columns))
            yield FormCheck(left, self.sum(parts, key, left, len(columns)))

    def no_circles(self, columns: Sequence[FormColumn]) -> None:
        """Refuse sums that are parts of their own parts: no program could compute them."""
        left = {column.number: set(column.parts) for column in columns if column.parts}
        while done := [number for number, parts in left.items() if not parts & left.keys()]:
            for number in done:
                del left[number]
        if left:
            numbers = ", ".join(f"({number})" for number in left)
            raise self.wrong(T("the sums of the columns {columns} go round", columns=numbers))


def _numbered(column: FormColumn, style: str, *, formulas: bool) -> str:
    number = style.format(column.number)
    if not (formulas and column.parts):
        return number
    return f"{number}=" + "+".join(style.format(part) for part in column.parts)


def _captions(nodes: Sequence[Mapping[str, Any]], depth: int) -> Iterator[Caption]:
    """The merged cells of the header: a group spans its columns, a leaf all rows below."""

    def placed(nodes: Sequence[Mapping[str, Any]], row: int, column: int) -> Iterator[Caption]:
        for node in nodes:
            below = node.get("columns", [])
            width = _width(node)
            last = row if below else depth - 1
            yield Caption(node["caption"], row, column, last, column + width - 1)
            yield from placed(below, row + 1, column)
            column += width

    yield from placed(nodes, 0, 0)


def _width(node: Mapping[str, Any]) -> int:
    return sum(map(_width, node["columns"])) if "columns" in node else 1
