"""Vietnamese text as it stands in old and new files, brought to Unicode NFC.

``clean`` repairs what is Unicode already; ``detect`` and ``decode`` know the font encodings
TCVN3 and VNI, whose letters show as Latin-1 characters; ``repair`` does both for a sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING
from unicodedata import normalize

from tthc_stats.model.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_stats.ingest.legacy_tables import FontEncoding, Verdict
    from tthc_stats.model.grid import Value

ENCODINGS = ("tcvn3", "vni")
SAMPLE = 20_000
"""Distinct texts of a sheet that are looked at to detect its encoding."""

_BEYOND_LATIN_1 = "ĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_LETTERS = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý" + _BEYOND_LATIN_1
_PLAIN = pattern(f"[\n -%'-~–…{_LETTERS}]*")
_UNICODE = pattern(f"[ð{_BEYOND_LATIN_1}\u0300-\u036f]")
"""Neither font encoding has a ð; where it stands for đ, the text is Unicode."""

_CP1252 = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
"""Punctuation of Windows that was read as Latin-1; its five unused codes are dropped."""
_BYTES = {ord(shown): code for code, shown in _CP1252.items() if shown}
_INVISIBLE = (0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060)
_CHARACTERS: dict[int, str] = {
    **dict.fromkeys((*range(0x20), 0x7F, *_INVISIBLE, *range(0x2066, 0x206A), 0xFEFF), ""),
    **dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F), " "),
    **dict.fromkeys((0x0A, 0x0B, 0x0C, 0x2028, 0x2029), "\n"),
    **_CP1252,
}
_FONT_CHARACTERS = {code: shown for code, shown in _CHARACTERS.items() if code != 0xAD}
"""The soft hyphen is the letter ư in TCVN3."""
_LINE_END = pattern("\r\n?")
_NAMED = {"amp": "&", "nbsp": "\xa0", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = pattern(f"&(?:#([0-9]{{1,7}})|#[xX]([0-9a-fA-F]{{1,6}})|({'|'.join(_NAMED)}));")
_ETH = str.maketrans("Ðð", "Đđ")
_FOREIGN_LETTER = pattern(f"(?![A-Za-z{_LETTERS}Ððªº])[^\\W\\d_]")
_TONE_BEFORE_SHAPE = pattern("([AEOaeo])([\u0300\u0301\u0303\u0309])([\u0302\u0306])")

_MOJIBAKE = pattern("[ÂÃÄÅÆÌáâ][\x80-\xbf\u0152-\u2122]")
_REREAD = pattern(f"[\x00-\x7f\xa0-\xbf{_LETTERS}\u0300-\u0323\u2000-\u206f]*")
_REREAD_LETTER = pattern(f"[{_LETTERS}\u0300-\u0323]")
_TILDE_AND_SPACE_ONLY = pattern("(?:[\x00-\x7f]|Ã\xa0)*")
_SPACE_BEFORE_CAPITAL = pattern("Ã\xa0[A-Z0-9]")

_FONT_WORDS = pattern("[A-Za-z\xa1-\xff]+")
_SMALL_LETTER = pattern("[a-z]")
_SEGMENTS = pattern("[^\n():;]+")
_WORDS = pattern(r"[^\W\d_]+")
_TWO_CAPITALS = pattern("[A-Z][^A-Z]*[A-Z]")
_ACCENTED = pattern("[^A-ZĐ]")


def clean(text: str) -> str:
    r"""The text in NFC, free of stray encodings and of characters that do not show.

    Line breaks become ``\n``, every other space an ordinary one. Cleaning twice changes
    nothing. Text in TCVN3 must be decoded before, since there the soft hyphen is a letter.
    """
    if _PLAIN.fullmatch(text):
        return text
    while (cleaned := _composed(_shown(text, _CHARACTERS))) != text:
        text = cleaned
    return text


def _shown(text: str, characters: dict[int, str]) -> str:
    return _LINE_END.sub("\n", _unwrapped(text)).translate(characters)


def _composed(text: str) -> str:
    if text.isascii():
        return text
    text = normalize("NFC", _TONE_BEFORE_SHAPE.sub(r"\1\3\2", normalize("NFD", text)))
    with_eth = "Ð" in text or "ð" in text
    return text.translate(_ETH) if with_eth and not _FOREIGN_LETTER.search(text) else text


def _unwrapped(text: str) -> str:
    """Character references and UTF-8 read as Windows-1252 undone."""
    if "&" in text:
        text = _REFERENCE.sub(_referenced, text)
    return _reread(text) if _MOJIBAKE.search(text) else text


def _referenced(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code in _CP1252:
        return _CP1252[code]
    valid = 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return chr(code) if valid else reference[0]


def _reread(text: str) -> str:
    try:
        reread = text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    if not (_REREAD.fullmatch(reread) and _REREAD_LETTER.search(reread)):
        return text
    return text if _TILDE_AND_SPACE_ONLY.fullmatch(text) and _in_capitals(text) else reread


def _in_capitals(text: str) -> bool:
    """Whether ``XÃ``, a no-break space and ``LONG`` are meant, not the bytes of ``XàLONG``."""
    return text.replace("Ã", "").isupper() or bool(_SPACE_BEFORE_CAPITAL.search(text))


def decode(text: str, encoding: str) -> str:
    """Text in ``"tcvn3"`` or ``"vni"`` as NFC; text that is Unicode Vietnamese stays as it is.

    TCVN3 stores no capitals with tones. They come back in runs of words without small
    letters, where one word has two plain capitals (``BIÓU Sè``, but not ``Hµ`` alone).
    Raises ``KeyError`` for any other encoding.
    """
    if text.isascii() or _UNICODE.search(text):
        return text
    read = _font(encoding).read(text)
    if encoding != "tcvn3":
        return read
    return _SEGMENTS.sub(lambda segment: _with_capitals(segment[0]), read)


def encode(text: str, encoding: str) -> str:
    """The inverse of ``decode``, up to the capitals that TCVN3 does not have."""
    return _font(encoding).write(normalize("NFC", text))


def _font(encoding: str) -> FontEncoding:
    from tthc_stats.ingest.legacy_tables import FONT_ENCODINGS

    return FONT_ENCODINGS[encoding]


def _with_capitals(text: str) -> str:
    runs = groupby(_WORDS.finditer(text), key=lambda word: bool(_SMALL_LETTER.search(word[0])))
    for small, run in reversed([(small, list(words)) for small, words in runs]):
        if not small and any(map(_was_capital, run)):
            start, end = run[0].start(), run[-1].end()
            text = text[:start] + text[start:end].upper() + text[end:]
    return text


def _was_capital(word: re.Match[str]) -> bool:
    return bool(_TWO_CAPITALS.search(word[0]) and _ACCENTED.search(word[0]))


def detect(texts: Iterable[str]) -> str | None:
    """The font encoding of the texts of a sheet: ``"tcvn3"``, ``"vni"`` or ``None``.

    A word speaks for an encoding if it becomes a Vietnamese syllable by it, and against it
    if it stops being one or never is one. Texts that are Unicode Vietnamese do not vote.
    """
    telling = [words for words in map(_font_words, texts) if words]
    if not telling:
        return None
    gains = {encoding: _convincing_gain(telling, encoding) for encoding in ENCODINGS}
    best = max(ENCODINGS, key=gains.__getitem__)
    return best if gains[best] else None


def _font_words(text: str) -> set[str]:
    text = _font_text(text)
    if text.isascii() or _UNICODE.search(text):
        return set()
    return {word for word in _FONT_WORDS.findall(text) if not word.isascii()}


def _font_text(text: str) -> str:
    """The text cleaned as far as it can be before its encoding is known."""
    while (shown := normalize("NFC", _shown(text, _FONT_CHARACTERS))) != text:
        text = shown
    return text


def _convincing_gain(telling: list[set[str]], encoding: str) -> int:
    """Distinct words won, if they are most of the sheet or nearly all of one long text."""
    gain, against = _balance(set().union(*telling), encoding)
    if gain >= 2 and gain >= 2 * against:
        return gain
    balances = (_balance(words, encoding) for words in telling if len(words) > 2)
    return gain if any(won >= 3 and won >= 3 * lost for won, lost in balances) else 0


def _balance(words: set[str], encoding: str) -> tuple[int, int]:
    verdicts = Counter(_verdicts(words, encoding))
    return verdicts["gain"], verdicts["loss"] + verdicts["unknown"]


def _verdicts(words: set[str], encoding: str) -> list[Verdict]:
    from tthc_stats.ingest.legacy_tables import verdict

    return [verdict(word, encoding) for word in words]


def repair(rows: Sequence[Sequence[Value]]) -> tuple[list[list[Value]], str | None]:
    """The rows of a sheet with readable texts, and the font encoding they were in, if any.

    Blank texts become ``None``. Cells in Unicode beside others in a font encoding are left
    alone; a text that could be either goes with its row, else its column, else the sheet.
    """
    repaired, encoding = _repaired(rows)
    if encoding:  # what is left may be in the other encoding, and stand out only now
        repaired, _ = _repaired(repaired)
    return repaired, encoding


def _repaired(rows: Sequence[Sequence[Value]]) -> tuple[list[list[Value]], str | None]:
    texts = list(islice(_font_texts(rows), SAMPLE))
    encodings = [] if _plainly_unicode(texts, rows) else _encodings(texts)
    if encodings:
        return _decoded(rows, encodings), encodings[0]
    cleaned = lru_cache(maxsize=1 << 16)(_cleaned_cell)
    return [[cleaned(v) if isinstance(v, str) else v for v in row] for row in rows], None


def _plainly_unicode(texts: list[str], rows: Sequence[Sequence[Value]]) -> bool:
    """Whether a sheet has Unicode Vietnamese, and no letter that only fonts would show.

    This spares most sheets the tables of the font encodings.
    """
    return all(map(_PLAIN.fullmatch, texts)) and any(
        isinstance(value, str) and _UNICODE.search(value) for row in rows for value in row
    )


def _cleaned_cell(text: str) -> str | None:
    cleaned = clean(text)
    return None if not cleaned or cleaned.isspace() else cleaned


def _font_texts(rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    """The distinct texts of a sheet that a font encoding could have written."""
    seen: set[str] = set()
    for row in rows:
        for value in row:
            if isinstance(value, str) and value not in seen and _could_be_font(value):
                seen.add(value)
                yield value


def _could_be_font(text: str) -> bool:
    return "&#" in text or (not text.isascii() and not _UNICODE.search(text))


def _encodings(texts: list[str]) -> list[str]:
    """The encodings that some texts are in, the leading one first."""
    found: list[str] = []
    while (encoding := detect(texts)) and encoding not in found:
        leanings = {text: _leaning(text, encoding) for text in texts}
        if max(leanings.values()) <= 0:
            break
        found.append(encoding)
        texts = [text for text in texts if leanings[text] <= 0]
    return found


@lru_cache(maxsize=1 << 16)
def _leaning(text: str, encoding: str) -> int:
    """1 for a text in the encoding, -1 for one in Unicode, 0 where it could be both."""
    if _UNICODE.search(_font_text(text)):
        return -1
    verdicts = Counter(_verdicts(_font_words(text), encoding))
    lead = verdicts["gain"] - verdicts["loss"]
    return (lead > 0) - (lead < 0)


def _decoded(rows: Sequence[Sequence[Value]], encodings: list[str]) -> list[list[Value]]:
    in_row, in_column = _votes(rows, encodings[0])

    @lru_cache(maxsize=1 << 16)
    def convert(text: str, context: int) -> str | None:
        leading, *others = encodings
        for encoding in others:
            if _leaning(text, leading) <= 0 < _leaning(text, encoding):
                leading = encoding
        belongs = _leaning(text, leading) or context
        return _cleaned_cell(text if belongs < 0 else decode(_font_text(text), leading))

    def context(row: int, column: int) -> int:
        votes = in_row[row] or in_column[column] or in_row.total()
        return (votes > 0) - (votes < 0)

    return [
        [convert(v, context(r, c)) if isinstance(v, str) else v for c, v in enumerate(row)]
        for r, row in enumerate(rows)
    ]


def _votes(rows: Sequence[Sequence[Value]], encoding: str) -> tuple[Counter[int], Counter[int]]:
    """The leanings of the texts, added up by row and by column."""
    in_row: Counter[int] = Counter()
    in_column: Counter[int] = Counter()
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and not value.isascii():
                leaning = _leaning(value, encoding)
                in_row[r] += leaning
                in_column[c] += leaning
    return in_row, in_column
