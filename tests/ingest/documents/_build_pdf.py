"""Small PDFs, stroke by stroke: letters are half as wide as high, and mean what we say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842
LEFT, TOP, STEP, SIZE = 70, 780, 18, 12
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


class Word(NamedTuple):
    x: float
    y: float
    text: str
    size: float = SIZE


class Page(NamedTuple):
    words: Sequence[Word] = ()
    strokes: Sequence[tuple[float, float, float, float]] = ()
    picture: bool = False
    lying: bool = False


def lines(*texts: str, top: float = TOP, x: float = LEFT) -> list[Word]:
    """Lines one below the other; a blank one leaves its room."""
    return [Word(x, top - n * STEP, text) for n, text in enumerate(texts) if text]


def table(
    rows: Sequence[Sequence[str]], top: float, *, width: float = 100, left: float = LEFT
) -> Page:
    """A ruled table whose upper edge is at ``top``; its columns are ``width`` wide."""
    words = [
        Word(left + 4 + c * width, top - 14 - r * 20, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    ]
    right, bottom = left + width * len(rows[0]), top - 20 * len(rows)
    across = [(left, top - 20 * r, right, top - 20 * r) for r in range(len(rows) + 1)]
    down = [(left + width * c, top, left + width * c, bottom) for c in range(len(rows[0]) + 1)]
    return Page(words, across + down)


def pdf(*pages: Page, password: str | None = None, needs: bool = True, more: bytes = b"") -> bytes:
    """A document; with a password it is encrypted (RC4, 40 bits, PDF 1.7, 7.6.3).

    more: another object. needs: whether it takes the password to open it; if not, the password
    is the one of the owner.
    """
    letters = sorted({letter for page in pages for word in page.words for letter in word.text})
    codes = {letter: code for code, letter in enumerate(letters, 33)}
    assert len(codes) < 220
    objects: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()
    objects[3] = _font(codes)
    objects[4] = stream(_to_unicode(codes))
    objects[5] = stream(
        bytes(range(64)),
        "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8",
    )
    for n, page in enumerate(pages):
        size = f"{HEIGHT} {WIDTH}" if page.lying else f"{WIDTH} {HEIGHT}"
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents {11 + 2 * n} 0 R"
            "/Resources<</Font<</F 3 0 R>>/XObject<</P 5 0 R>>>>>>"
        ).encode()
        objects[11 + 2 * n] = stream(_content(page, codes))
    if more:
        objects[6] = more
    if password is not None:
        return _written(*_encrypted(objects, password if needs else "", password))
    return _written(objects, b"")


def _font(codes: dict[str, int]) -> bytes:
    widths = "500 " * len(codes)
    return (
        f"<</Type/Font/Subtype/TrueType/BaseFont/Any/FirstChar 33/LastChar {32 + len(codes)}"
        f"/Widths[{widths}]/ToUnicode 4 0 R/FontDescriptor<</Type/FontDescriptor/FontName/Any"
        "/Flags 32/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700"
        "/StemV 80>>>>"
    ).encode()


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = "".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Any def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    ).encode()


def _content(page: Page, codes: dict[str, int]) -> bytes:
    parts = [
        f"BT /F {word.size} Tf {word.x} {word.y} Td "
        f"<{bytes(codes[letter] for letter in word.text).hex()}> Tj ET"
        for word in page.words
    ]
    parts += [f"{a} {b} m {c} {d} l S" for a, b, c, d in page.strokes]
    if page.picture:
        parts.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q")
    return "\n".join(parts).encode()


def stream(data: bytes, entries: str = "") -> bytes:
    return f"<</Length {len(data)}{entries}>>stream\n".encode() + data + b"\nendstream"


def _written(objects: dict[int, bytes], trailer: bytes) -> bytes:
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    size = max(objects) + 1
    data += b"xref\n0 %d\n" % size
    for number in range(size):
        used = number in places
        data += b"%010d %05d %s \n" % (
            places.get(number, 0),
            0 if used else 65535,
            b"fn"[used:][:1],
        )
    return data + b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )


def _encrypted(objects: dict[int, bytes], user: str, owner: str) -> tuple[dict[int, bytes], bytes]:
    """The objects with their streams encrypted, and what the trailer says about it."""
    of_user, of_owner = (_padded(text) for text in (user, owner))
    key_of_owner = hashlib.md5(of_owner).digest()[:5]
    kept = _rc4(key_of_owner, of_user)
    identity = bytes(16)
    permissions = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(of_user + kept + permissions + identity).digest()[:5]
    check = _rc4(key, PADDING)
    sealed = {number: _sealed(number, body, key) for number, body in objects.items()}
    entry = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/O<{kept.hex()}>/U<{check.hex()}>/P -4>>"
        f"/ID[<{identity.hex()}><{identity.hex()}>]"
    )
    return sealed, entry.encode()


def _sealed(number: int, body: bytes, key: bytes) -> bytes:
    head, mark, rest = body.partition(b"stream\n")
    if not mark:
        return body
    of_object = key + number.to_bytes(3, "little") + bytes(2)
    return head + mark + _rc4(hashlib.md5(of_object).digest()[:10], rest[:-10]) + rest[-10:]


def _padded(text: str) -> bytes:
    return (text.encode("latin-1") + PADDING)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    found, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        found.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(found)
