"""Tables in plain text: lines whose fields are separated by tabs or by upright strokes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tthc_stats.ingest.documents.lines import Line, is_label
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.model.document import Block, BlockKind
from tthc_stats.model.grid import Grid
from tthc_stats.model.pattern import pattern

STROKE, TAB = "|", "\t"
_RULE = pattern(r"[\s|:+-]*-[\s|:+-]*")
"""The line between the head and the body of a table."""
Field = tuple[str, int]
"""What stands between two separators, without blanks around it, and its offset."""


class TextTable:
    """Rows of fields, each with the number of its line."""

    def __init__(self, rows: Sequence[tuple[int, list[Field]]]) -> None:
        self.rows = rows

    def cells(self, table: int) -> Iterator[Block]:
        for row, (line, fields) in enumerate(self.rows):
            for column, (field, start) in enumerate(fields):
                if field:
                    place = {"line": line, "table": table, "row": row, "column": column}
                    yield Block(start, start + len(field), BlockKind.CELL, **place)

    def grid(self, file: str, format: str, sheet: str) -> Grid:  # noqa: A002
        rows = [[field or None for field, _ in fields] for _, fields in self.rows]
        return shaped(rows, file=file, format=format, sheet=sheet)


def find_tables(lines: Sequence[Line], text: str) -> Iterator[TextTable | list[Line]]:
    """The lines in order, those that make a table put together.

    A table has two rows at least.
    """
    rest: list[Line] = []
    for run in _runs(lines, text):
        table = _table(run, text)
        if table is None:
            rest += run
            continue
        if rest:
            yield rest
            rest = []
        yield table
    if rest:
        yield rest


def _runs(lines: Sequence[Line], text: str) -> Iterator[list[Line]]:
    """Lines one below the other with the same separator."""
    run: list[Line] = []
    before = ""
    for line in lines:
        shape = _shape(text[line.start : line.end])
        if run and (line.apart or shape != before):
            yield run
            run = []
        before = shape
        run.append(line)
    if run:
        yield run


def _shape(bare: str) -> str:
    """The separator of a line, if it has one."""
    if STROKE in bare and (bare.count(STROKE) > 1 or bare.startswith(STROKE)):
        return STROKE
    if TAB in bare and not _is_item(bare):
        return TAB
    return ""


def _is_item(bare: str) -> bool:
    """Whether the only tab stands behind the label of an item."""
    return bare.count(TAB) == 1 and is_label(bare)


def _table(run: Sequence[Line], text: str) -> TextTable | None:
    separator = _shape(text[run[0].start : run[0].end])
    if not separator:
        return None
    rows = [(line.number, _fields(line, text, separator)) for line in run if not _is_rule(line)]
    return TextTable(rows) if len(rows) > 1 and max(len(f) for _, f in rows) > 1 else None


def _is_rule(line: Line) -> bool:
    return bool(_RULE.fullmatch(line.text))


def _fields(line: Line, text: str, separator: str) -> list[Field]:
    start, end = _extent(line, text, separator)
    fields: list[Field] = []
    for raw in text[start:end].split(separator):
        fields.append((raw.strip(), start + len(raw) - len(raw.lstrip())))
        start += len(raw) + 1
    return fields


def _extent(line: Line, text: str, separator: str) -> tuple[int, int]:
    """Between the strokes at the edges; with tabs the whole line, where blank fields count."""
    start, end = line.start, line.end
    if separator == TAB:
        after = text.find("\n", end)
        return text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after
    start += text[start] == STROKE
    return start, max(start, end - (text[end - 1] == STROKE))
