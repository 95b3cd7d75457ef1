"""A copy of a document in Word with a comment at each place that something is said of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

from tthc_stats.ingest.documents.assembling import written_span
from tthc_stats.ingest.documents.word import Written, written
from tthc_stats.ingest.documents.word_text import Paragraph
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.errors import NotWritableError, UsageError
from tthc_stats.model.text import T, Text
from tthc_stats.report.annotation import Note
from tthc_stats.report.language import SOURCE, Language, language
from tthc_stats.report.writers.word_comments import Mark, Position, commented
from tthc_stats.report.writers.word_new import NewDocument

_START = attrgetter("start")
MACROS = "vbaproject"
MOST_WORDS = 60
"""Characters of a place that are quoted where the comment cannot stand there."""
ELSEWHERE: tuple[tuple[BlockKind, Text], ...] = (
    (BlockKind.NOTE, T("In a footnote or endnote: “{words}”")),
    (BlockKind.MARGIN, T("At the head or foot of the pages: “{words}”")),
    (BlockKind.PARAGRAPH, T("In a text box: “{words}”")),
)


def annotated(
    data: bytes, notes: Sequence[Note], document: Document, words: Language | None = None
) -> bytes:
    """A copy of a .docx with comments; the same notes give the same bytes.

    data: the file that ``document`` was read from. words: the language of what is said where
    a comment cannot stand at its place: Word shows none in notes, headers and text boxes
    ([MS-OI29500] 2.1.315), so that they stand where those belong to.
    Raises UsageError for a document with macros, NotWritableError for more comments than
    Word opens, and what reading it raises.
    """
    writing = written(Source(data, document.file))
    if any(MACROS in part for part in writing.parts.package.members):
        raise UsageError(
            T("A document with macros gets no comments."),
            place=document.file,
            hint=T("Save it as .docx without macros."),
        )
    if writing.document.text != document.text:
        raise NotWritableError(
            T("The document has changed since it was read."),
            place=document.file,
            hint=T("Run the command again."),
        )
    anchors = _Anchors(writing, words or language(SOURCE))
    marks = [anchors.mark(note) for note in _in_order(notes)]
    return commented(data, writing.parts, writing.paragraphs, marks)


def annotated_new(
    notes: Sequence[Note], document: Document, words: Language | None = None
) -> bytes:
    """A plain .docx of the text of a document that was none, with comments.

    Raises NotWritableError for more comments than Word opens.
    """
    new = NewDocument(document, words or language(SOURCE))
    marks = [_mark_of_new(note, new, document) for note in _in_order(notes)]
    return commented(new.data, new.parts, new.paragraphs, marks)


def _in_order(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: (note.start, note.end))


def _mark_of_new(note: Note, new: NewDocument, document: Document) -> Mark:
    first, last = _blocks_of(note, document.blocks)
    opening, closing = document.blocks[first], document.blocks[last]
    start, end = note.start - opening.start, note.end - closing.start
    return Mark(
        _before(new.paragraphs, new.of_block[first], start),
        _behind(new.paragraphs, new.of_block[last], end),
        note.text,
    )


def _blocks_of(note: Note, blocks: Sequence[Block]) -> tuple[int, int]:
    """The blocks that a note begins and ends in; it stays within one cell, note or margin."""
    first = max(0, bisect_right(blocks, note.start, key=_START) - 1)
    last = max(first, bisect_right(blocks, max(note.start, note.end - 1), key=_START) - 1)
    return first, last if _is_one_flow(blocks[first : last + 1]) else first


def _is_one_flow(blocks: Sequence[Block]) -> bool:
    bound = (BlockKind.NOTE, BlockKind.MARGIN, BlockKind.CELL)
    return len(blocks) == 1 or not any(block.kind in bound for block in blocks)


class _Anchors:
    """Where comments can stand in a document that is there."""

    def __init__(self, writing: Written, words: Language) -> None:
        self._writing = writing
        self._words = words
        self._paragraphs = writing.paragraphs
        self._main = next(
            (n for n, paragraph in enumerate(self._paragraphs) if _is_main(paragraph)), None
        )

    def mark(self, note: Note) -> Mark:
        """A note as a comment at its place, or at what its place belongs to."""
        document = self._writing.document
        first, last = _blocks_of(note, document.blocks)
        numbers = range(self._writing.of_block[first], self._writing.of_block[last] + 1)
        if not all(_is_main(self._paragraphs[n]) for n in (numbers[0], numbers[-1])):
            return self._elsewhere(note, numbers[0])
        start, whole_end = self._written(first, note)
        end = whole_end if first == last else self._written(last, note)[1]
        return Mark(
            _before(self._paragraphs, numbers[0], start),
            _behind(self._paragraphs, numbers[-1], end),
            note.text,
        )

    def _written(self, number: int, note: Note) -> tuple[int, int]:
        """The part of a note in a block, as offsets in its paragraph."""
        document = self._writing.document
        block = document.blocks[number]
        shown = document.text[block.start : block.end]
        start = min(max(0, note.start - block.start), len(shown))
        end = max(start, min(note.end - block.start, len(shown)))
        text = self._paragraphs[self._writing.of_block[number]].text
        return written_span(text, shown, start, end)

    def _elsewhere(self, note: Note, number: int) -> Mark:
        paragraph = self._paragraphs[number]
        spot = paragraph.host
        while spot and not _is_shown(self._paragraphs[spot.paragraph]):
            spot = self._paragraphs[spot.paragraph].host
        text = f"{self._where(note, paragraph)}\n{note.text}"
        if spot:
            start = Position(spot.paragraph, spot.piece, 0)
            return Mark(start, start._replace(behind=True), text)
        return self._at_the_top(text)

    def _where(self, note: Note, paragraph: Paragraph) -> str:
        said = self._writing.document.text[note.start : note.end][:MOST_WORDS]
        kinds = dict(ELSEWHERE)
        message = kinds.get(paragraph.kind, kinds[BlockKind.PARAGRAPH])
        return self._words.text(T(message.message, words=said))

    def _at_the_top(self, text: str) -> Mark:
        if self._main is None:
            raise NotWritableError(
                T("The document has no text of its own that a comment could stand at."),
                place=self._writing.document.file,
            )
        end = len(self._paragraphs[self._main].text)
        return Mark(
            _before(self._paragraphs, self._main, 0),
            _behind(self._paragraphs, self._main, end),
            text,
        )


def _is_shown(paragraph: Paragraph) -> bool:
    """Whether Word shows comments in a paragraph."""
    return paragraph.host is None and paragraph.kind is not BlockKind.MARGIN


def _is_main(paragraph: Paragraph) -> bool:
    """Whether a comment can stand over text of a paragraph."""
    return bool(paragraph.text) and _is_shown(paragraph)


def _before(paragraphs: Sequence[Paragraph], number: int, offset: int) -> Position:
    """Before the character at an offset; before the last one where that is beyond it."""
    pieces = paragraphs[number].pieces
    ends = list(accumulate(len(piece.text) for piece in pieces))
    offset = max(0, min(offset, ends[-1] - 1))
    at = bisect_right(ends, offset)
    return Position(number, at, offset - ends[at] + len(pieces[at].text))


def _behind(paragraphs: Sequence[Paragraph], number: int, offset: int) -> Position:
    """Behind the character that ends at an offset, at least behind the first."""
    last = _before(paragraphs, number, offset - 1)
    return last._replace(offset=last.offset + 1, behind=True)
