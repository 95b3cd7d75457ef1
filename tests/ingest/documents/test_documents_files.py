"""What a file is, by its content; and one clear line for every file that is no report."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
import zipfile
from pathlib import Path
from unicodedata import normalize

import pytest
from _read import read, written

from tthc_stats.ingest import readers
from tthc_stats.ingest.documents import read_document
from tthc_stats.ingest.documents.refusals import HINTS, WORDING
from tthc_stats.ingest.legacy_text import encode
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError

TEXT = "Báo cáo kết quả giải quyết hồ sơ\nTiếp nhận 3.254 hồ sơ, đúng hạn 98,5%."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def zipped(*names: str, content: bytes = b"x") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return held.getvalue()


def compound(*names: str) -> bytes:
    """An OLE container with empty streams of these names ([MS-CFB])."""
    end = 0xFFFFFFFE
    numbers = [0x3E, 0x3, 0xFFFE, 9, 6]
    head = OLE + bytes(16) + b"".join(n.to_bytes(2, "little") for n in numbers) + bytes(6)
    counts = [0, 1, 1, 0, 4096, end, 0, end, 0, 0, *([0xFFFFFFFF] * 108)]
    head += b"".join(n.to_bytes(4, "little") for n in counts)
    table = b"".join(n.to_bytes(4, "little") for n in (0xFFFFFFFD, end, *([0xFFFFFFFF] * 126)))
    entries = [("Root Entry", 5), *((name, 2) for name in names)]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + (2 * len(name) + 2).to_bytes(2, "little")
        + bytes([kind, 1])
        + b"\xff" * 12
        + bytes(36)
        + end.to_bytes(4, "little")
        + bytes(8)
        for name, kind in entries
    )
    return head + table + directory.ljust(512, b"\0")


REFUSED = {
    "empty": (b"", 65, "nothing in it"),
    "blanks": (b" \r\n\t\n", 65, "nothing in it"),
    "only a mark": ("\ufeff".encode(), 65, "nothing in it"),
    "no-break spaces": ("\xa0 \u3000".encode(), 65, "nothing in it"),
    "workbook": (zipped("xl/workbook.xml"), 65, "workbook, not the text.*tthc-stats check"),
    "ods": (
        zipped(
            "mimetype", "content.xml", content=b"application/vnd.oasis.opendocument.spreadsheet"
        ),
        65,
        "workbook, not the text",
    ),
    "xls": (compound("Workbook"), 65, "workbook, not the text"),
    "old Word": (compound("WordDocument"), 66, r"old Word document \(\.doc\).*save it as \.docx"),
    "protected": (
        compound("EncryptedPackage", "EncryptionInfo"),
        66,
        "document is protected with a password",
    ),
    "slides": (zipped("ppt/presentation.xml"), 66, "PowerPoint presentation"),
    "archive": (zipped("bao-cao.docx"), 66, "a zip archive.*Unpack it and name the report"),
    "damaged zip": (zipped("word/document.xml")[:60], 66, "damaged or cut off.*program it was"),
    "RTF": (rb"{\rtf1 714}", 66, r"RTF document.*\.docx"),
    "picture": (b"\x89PNG\r\n\x1a\n", 66, "PNG picture.*OCR"),
    "Word 2003": (
        b'<?xml version="1.0"?><w xmlns="http://schemas.microsoft.com/office/word/2003/wordml">',
        66,
        "Word 2003 XML",
    ),
    "XML": (b"<?xml version='1.0'?><a>714</a>", 66, "an XML document"),
    "JSON": (b'{"claims": 714}', 66, "JSON document"),
    "binary": (bytes(range(256)) * 8, 66, "neither a document nor a text.*docx"),
    "broken UTF-8": (TEXT.encode() + b"\xff\xc3\n" + TEXT.encode(), 66, "Line 2 .*not UTF-8.*docx"),
    "French": ("Café, résumé, naïveté, été".encode("cp1252"), 65, "not certain.*Unicode"),
    "damaged gz": (gzip.compress(TEXT.encode())[:20], 66, "damaged or cut off"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_files_that_are_no_report(kind: str) -> None:
    data, status, said = REFUSED[kind]
    with pytest.raises(TthcError, match=said) as refusal:
        read(data)
    assert refusal.value.exit_status == status
    assert "\n" not in str(refusal.value)
    assert "workbook" not in said or "spreadsheet" not in str(refusal.value)


@pytest.mark.parametrize("message", [*WORDING, *HINTS])
def test_what_is_said_in_other_words_is_said_by_the_readers_of_tables(message: str) -> None:
    modules = Path(str(readers.__file__)).parent.glob("*.py")
    assert any(f'T("{message}"' in module.read_text(encoding="utf-8") for module in modules)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="a folder"):
        read_document(tmp_path)
    with pytest.raises(UnreadableError, match="no such file"):
        read_document(tmp_path / "khong-co.docx")


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode(codec: str) -> None:
    document = read(TEXT.encode(codec))
    assert document.text == TEXT
    assert document.encoding is not None
    assert codec.startswith(document.encoding[:6])


def test_letters_with_their_marks_apart() -> None:
    assert read(normalize("NFD", TEXT)).text == TEXT


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("written_as", ["latin-1", "utf-8"])
@pytest.mark.parametrize("wrap", ["{}", "<html><body><p>{}</p></body></html>"])
def test_old_fonts_are_converted(encoding: str, written_as: str, wrap: str) -> None:
    document = read(wrap.format(encode(TEXT, encoding)).encode(written_as))
    assert "".join(document.text.split()) == "".join(TEXT.split())
    assert document.encoding == encoding


def test_the_vietnamese_code_page_of_windows() -> None:
    text = "Tiếp nhận 714 hồ sơ, đạt 22%"
    combining = "Ti\u00ea\u0301p nh\u00e2\u0323n 714 h\u00f4\u0300 s\u01a1, đa\u0323t 22%"
    document = read(combining.encode("cp1258"))
    assert (document.text, document.encoding) == (text, "cp1258")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_texts(pack: object) -> None:
    assert callable(pack)
    assert read(pack(TEXT.encode())).text == TEXT
    assert read(pack(f"# {TEXT}".encode()), "a.md.gz").format == "md"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Given:
        closed = False
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Given())
    document = read_document("-")
    assert (document.file, document.text) == ("-", TEXT)


def test_a_path(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo.md"
    path.write_text("# Tiêu đề", encoding="utf-8")
    assert written(read_document(path)) == ["heading 1: # Tiêu đề"]
    assert read_document(path).file == str(path)


def test_only_errors_of_two_statuses() -> None:
    assert {status for _, status, _ in REFUSED.values()} == {
        NotUnderstoodError.exit_status,
        UnreadableError.exit_status,
    }


@pytest.mark.parametrize("name", ["so-lieu.csv", "SO-LIEU.TSV", "so-lieu.csv.gz"])
def test_a_delimited_table_is_sent_to_check(name: str) -> None:
    data = b"unit,received\nA,3\n"
    with pytest.raises(
        TthcError, match=r"table \(CSV\), not the text.*tthc-stats check"
    ) as refusal:
        read_document(io.BytesIO(gzip.compress(data) if name.endswith("gz") else data), name=name)
    assert refusal.value.exit_status == 65
