"""From bytes to letters that are certain: Unicode, or a known old encoding of Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from unicodedata import normalize

from tthc_stats.ingest import legacy_text
from tthc_stats.ingest.documents.refusals import letters_unknown
from tthc_stats.ingest.readers.decoding import LEGACY, no_text, readings
from tthc_stats.ingest.readers.guard import too_large
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.pattern import pattern

MAX_CHARACTERS = 100 << 20
"""A report of that length would have some 40,000 pages."""
CERTAIN = 0.8
"""The least share of words with accents that are Vietnamese syllables."""
_WORDS = pattern(r"[^\W\d_]+")
_LINE_END = pattern("\r\n?")


def texts(source: Source, declared: str | None = None) -> Iterator[tuple[str, str | None]]:
    r"""The readings of a text, as ``decoding.readings`` gives them; NFC, lines end in ``\n``.

    Raises UnreadableError for what is no text, NotUnderstoodError for an 8-bit text that
    states no encoding and is not Vietnamese in any that we know.
    """
    for text, codec in readings(source.data, source.file, declared):
        if "\x00" in text:
            raise no_text(source.file)
        if len(text) > MAX_CHARACTERS:
            raise too_large(source.file)
        composed = normalize("NFC", _LINE_END.sub("\n", text))
        if codec == LEGACY and not declared and not is_vietnamese(composed):
            raise letters_unknown(source.file)
        yield composed, codec


def repaired(lines: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """The lines in Unicode, and the font encoding that they were in, if any."""
    if legacy_text.detect(_sample(lines)) is None:
        return lines, None
    rows, encoding = legacy_text.repair([[line] for line in lines])
    return [str(row[0] or "") for row in rows], encoding


def _sample(lines: Iterable[str]) -> Iterator[str]:
    telling = (line for line in lines if not line.isascii())
    return iter(dict.fromkeys(islice(telling, legacy_text.SAMPLE)))


def is_vietnamese(text: str) -> bool:
    """Whether most words with accents are Vietnamese syllables; so for a text without any."""
    from tthc_stats.ingest.legacy_tables import is_syllable

    words = {word for word in _WORDS.findall(text) if not word.isascii()}
    return sum(map(is_syllable, words)) >= CERTAIN * len(words)
