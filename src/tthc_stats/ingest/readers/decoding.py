"""From the bytes of a text to its characters, when nothing says for sure how it was written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
"""The mark, the name of what carries it, and the codec for the rest. UTF-32 goes first:
its mark begins with that of UTF-16."""
SAMPLE = 4096
WIDE_SHARE, STRAY_SHARE = 0.25, 0.02
"""How many of the high bytes of UTF-16 are 0 at least, and of the low ones at most."""
CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
MAX_CONTROLS = 0.02
LEGACY = "cp1258"
UTF8_LETTER = re.compile(rb"[\xc3-\xc6\xcc\xe1][\x80-\xbf]{1,2}")
"""How Vietnamese letters are written in UTF-8."""
UTF8_SHARE = 0.85


def readings(
    data: bytes, file: str, declared: str | None = None
) -> Iterator[tuple[str, str | None]]:
    """The text and its codec, or ``None`` for 8-bit text that a font encoding may explain.

    After ``None`` comes a second reading, in the declared code page or the Vietnamese one.
    Raises UnreadableError for broken Unicode and for what is no text at all.
    """
    data = data.rstrip(b"\x1a")
    certain = _marked(data, file) or _wide(data, file) or _utf8(data, file)
    if certain:
        yield certain
        return
    if len(CONTROLS.findall(data[:SAMPLE])) > MAX_CONTROLS * len(data[:SAMPLE]):
        raise no_text(file)
    yield data.decode("latin-1"), None
    codec = declared or LEGACY
    yield data.decode(codec, errors="replace"), codec


def no_text(file: str) -> UnreadableError:
    return UnreadableError(
        T("This is neither a workbook nor a text."),
        place=file,
        hint=T("Export the table as .xlsx, .xls, .ods, .csv or HTML."),
    )


def _marked(data: bytes, file: str) -> tuple[str, str] | None:
    for mark, name, codec in BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec, file), name
    return None


def _wide(data: bytes, file: str) -> tuple[str, str] | None:
    """UTF-16 without a mark: most letters of a Vietnamese text have a zero byte."""
    sample = data[:SAMPLE]
    if b"\x00" not in sample or len(data) < 4:
        return None
    half = len(sample) / 2
    shares = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if shares[1] > WIDE_SHARE and shares[0] < STRAY_SHARE:
        return _strict(data, "utf-16-le", file), "utf-16-le"
    if shares[0] > WIDE_SHARE and shares[1] < STRAY_SHARE:
        return _strict(data, "utf-16-be", file), "utf-16-be"
    raise no_text(file)


def _utf8(data: bytes, file: str) -> tuple[str, str] | None:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _was_meant(data):
            raise broken(file, data, error.start, "utf-8") from error
        return None


def _was_meant(data: bytes) -> bool:
    """Whether a text that is not UTF-8 throughout is UTF-8 with a few broken bytes.

    In 8-bit text hardly any letter with an accent looks like a letter of UTF-8.
    """
    good = sum(map(len, UTF8_LETTER.findall(data)))
    beyond_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return good >= max(2, UTF8_SHARE * beyond_ascii)


def _strict(data: bytes, codec: str, file: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise broken(file, data, error.start, codec) from error


def broken(file: str, data: bytes, position: int, codec: str) -> UnreadableError:
    line = data[:position].decode(codec, errors="replace").count("\n") + 1
    return UnreadableError(
        T("Line {line} holds bytes that are not {codec}.", line=line, codec=codec.upper()),
        place=file,
        hint=T("Export the file again, as UTF-8 or as .xlsx."),
    )
