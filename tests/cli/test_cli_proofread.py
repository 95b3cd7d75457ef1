"""Every option of ``proofread``, inside the test process.

What it reads and finds is tested elsewhere; here a small proofreading is given to it.
"""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, SAMPLES, inside, written

from tthc_stats.ingest.legacy_text import encode
from tthc_stats.model.document import Block, Document
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.text import T
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Proofreading, Span, Verdict

TEXT = "Đã giải quyết 714/3.254 hồ sơ, đạt 23%."
SHARE = Span(TEXT.index("23%"), TEXT.index("23%") + 3)
CORE, WORD = "tthc_stats.api.proofreading", "tthc_stats.report.writers.annotated_word"


class Core:
    """Stands for the library: keeps what it is asked, and finds one wrong share."""

    def __init__(self, severity: Severity | None = Severity.ERROR) -> None:
        self.severity = severity
        self.asked: dict[str, Any] = {}
        self.read = b""

    def proofread(self, source: Any, **options: Any) -> Proofreading:
        self.asked = {"source": source, **options}
        name = source if isinstance(source, str) else source.name
        self.read = b"" if isinstance(source, str) else source.read()
        verdict = Verdict.WRONG if self.severity else Verdict.NO_BASE
        claim = Claim(ClaimKind.SHARE, SHARE, Decimal(23), 0, verdict, Pair(714, 3254))
        severity = self.severity or Severity.WARNING
        finding = Finding("STATED_SHARE", severity, Place(name, None, "1:36"), T("wrong"))
        document = Document(name, Path(name).suffix[1:] or "txt", TEXT, [Block(0, len(TEXT))])
        findings = [finding] if self.severity else []
        return Proofreading(
            document,
            [claim._replace(computed=Decimal("21.94"))],
            [],
            findings,
            [SHARE for _ in findings],
        )


class Word:
    """Stands for what writes comments."""

    @staticmethod
    def annotated(data: bytes, notes: Any, document: Document, words: Any) -> bytes:
        return b"PK comments in " + data + f" {len(notes)} {words.code}".encode()

    @staticmethod
    def annotated_new(notes: Any, document: Document, words: Any) -> bytes:
        return f"PK new {len(notes)} {document.file}".encode()


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Core:
    found = Core()
    monkeypatch.setitem(sys.modules, CORE, SimpleNamespace(proofread_text=found.proofread))
    monkeypatch.setitem(sys.modules, WORD, Word)
    return found


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return written(tmp_path / "bao-cao.txt", TEXT)


STATUSES: dict[str, tuple[Severity | None, tuple[str, ...], int]] = {
    "an error": (Severity.ERROR, (), 1),
    "an error, exit zero": (Severity.ERROR, ("--exit-zero",), 0),
    "a warning": (Severity.WARNING, (), 0),
    "a warning, fail on it": (Severity.WARNING, ("--fail-on", "warning"), 1),
    "nothing": (None, ("--fail-on", "warning"), 0),
}


@pytest.mark.parametrize("case", STATUSES)
@pytest.mark.parametrize("format_", ["table", "json", "csv", "md", "html"])
def test_what_ends_with_1(case: str, format_: str, core: Core, report: Path) -> None:
    core.severity, options, status = STATUSES[case]
    ran = inside("proofread", report, *options, "--format", format_)
    assert (ran.status, ran.err) == (status, "")
    assert b"23%" in ran.out


def test_a_table_by_default(core: Core, report: Path) -> None:
    text = inside("proofread", report).text
    assert "»23%«" in text
    assert "714/3" in text


def test_claims_by_the_contract(core: Core, report: Path) -> None:
    data = inside("proofread", report, "--format", "json").data()
    assert data["schema"] == "tthc-stats/claims/1"
    (claim,) = data["claims"]
    assert (
        claim.items()
        >= {
            "text": "23%",
            "start": SHARE.start,
            "end": SHARE.end,
            "numerator": 714,
            "denominator": 3254,
            "stated": "23",
            "computed": "21.94",
            "verdict": "wrong",
        }.items()
    )


def test_outputs_of_every_format(core: Core, report: Path, tmp_path: Path) -> None:
    names = ("a.txt", "a.json", "a.csv", "a.md", "a.html", "a.xlsx", "a.docx")
    outputs = [part for name in names for part in ("-o", tmp_path / name)]
    ran = inside("proofread", report, *outputs)
    assert (ran.status, ran.out) == (1, b"")
    made = {name: (tmp_path / name).read_bytes() for name in names}
    assert all(made.values())
    assert b"<mark" in made["a.html"]
    assert made["a.docx"] == f"PK new 1 {report}".encode()


def test_a_word_document_gets_comments(core: Core, tmp_path: Path) -> None:
    source = tmp_path / "bao-cao.docx"
    source.write_bytes(b"PK a document")
    assert inside("proofread", source, "-o", tmp_path / "b.docx").status == 1
    made = (tmp_path / "b.docx").read_bytes()
    assert made.startswith(b"PK comments in PK a document 1 ")
    assert core.read == b"PK a document"


def test_the_page_goes_to_standard_output_too(core: Core, report: Path, tmp_path: Path) -> None:
    inside("proofread", report, "-o", tmp_path / "a.html")
    shown = inside("proofread", report, "--format", "html").out
    assert shown == (tmp_path / "a.html").read_bytes()


def test_standard_input_is_read_once(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(TEXT.encode()), closed=False)
    monkeypatch.setattr(sys, "stdin", given)
    ran = inside("proofread", "-", "-o", tmp_path / "a.docx")
    assert ran.status == 1
    assert core.read == TEXT.encode()
    assert (tmp_path / "a.docx").read_bytes() == b"PK new 1 -"
    inside("proofread", "-")
    assert core.asked["source"] == "-"


@pytest.mark.parametrize("format_", ["table", "docx"])
def test_no_document_is_66(core: Core, tmp_path: Path, format_: str) -> None:
    if format_ == "docx":
        ran = inside("proofread", tmp_path / "none.docx", "-o", tmp_path / "a.docx")
        assert ran.status == 66
        assert ran.err.count("\n") == 1
        assert not (tmp_path / "a.docx").exists()
    else:
        ran = inside("proofread", tmp_path / "a.txt", "--against", tmp_path / "none.csv")
        assert ran.status == 66
        assert core.asked == {}


def test_options_are_handed_on(core: Core, report: Path) -> None:
    ran = inside(
        *("proofread", report, "--against", AUGUST, "--period", "2026-08", "--rule", "timestamp"),
        *("--cutoff", "calendar", "--on-time-base", "due", "--as-of", "2026-08-31"),
        *("--no-due", "exclude", "--date-order", "mdy"),
    )
    assert ran.status == 1
    asked = core.asked
    assert [table.grid.file for table in asked["against"].tables] == [str(AUGUST)]
    assert asked["period"] == "2026-08"
    assert asked["as_of"].isoformat() == "2026-08-31"
    given = [asked[name] for name in ("on_time_base", "rule", "cutoff", "no_due", "date_order")]
    assert given == ["due", "timestamp", "calendar", "exclude", "mdy"]


def test_days_are_a_period(core: Core, report: Path) -> None:
    inside("proofread", report, "--from", "2026-08-01", "--to", "2026-08-09")
    assert str(core.asked["period"]) == "2026-08-01..2026-08-09"
    assert core.asked["against"] == ()


def test_options_without_a_file_to_compare_with_are_told(core: Core, report: Path) -> None:
    ran = inside("proofread", report, "--sheet", "1", "--rule", "date")
    assert ran.status == 1
    assert "--sheet, --rule" in ran.err


@pytest.mark.parametrize("which", ["document", "against", "config"])
def test_no_output_replaces_what_is_read(
    core: Core, tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = written(tmp_path / "a.txt", TEXT)
    table = written(tmp_path / "b.csv", AUGUST.read_text(encoding="utf-8"))
    target = {"document": "a.txt", "against": "b.csv", "config": "tthc-stats.toml"}[which]
    if which == "config":
        written(tmp_path / target, "")
    before = (tmp_path / target).read_bytes()
    ran = inside("proofread", source, "--against", table, "-o", tmp_path / target)
    assert ran.status == 2
    assert (tmp_path / target).read_bytes() == before
    assert core.asked == {}


def test_unknown_endings_are_refused(core: Core, report: Path, tmp_path: Path) -> None:
    ran = inside("proofread", report, "-o", tmp_path / "a.pdf")
    assert ran.status == 2
    assert core.asked == {}


def test_one_document_a_run(core: Core, report: Path) -> None:
    assert inside("proofread", report, report).status == 2
    assert inside("proofread").status == 2


def test_outputs_appear_together_or_not_at_all(core: Core, report: Path, tmp_path: Path) -> None:
    ran = inside("proofread", report, "-o", tmp_path / "a.json", "-o", tmp_path / "no" / "a.html")
    assert ran.status == 73
    assert not (tmp_path / "a.json").exists()


def test_the_sample_report() -> None:
    """With the whole program, not with a stand-in."""
    pytest.importorskip(CORE)
    sample = SAMPLES / "bao-cao-xa-a-2026-09.docx"
    ran = inside("proofread", sample, "--format", "json")
    assert ran.status == 1
    verdicts = {claim["text"]: claim["verdict"] for claim in ran.data()["claims"]}
    expected = {"91,6%": "rounded", "98,26%": "wrong", "1,37%": "truncated"}
    assert verdicts.items() >= expected.items()
    assert set(verdicts) - set(expected) <= {"10,87%", "7 bậc"}
    assert "BALANCE" in [finding["code"] for finding in ran.data()["findings"]]


OLD = (
    "Trong tháng 8 năm 2025, Sở Tư pháp tiếp nhận 1.000 hồ sơ. Đã giải quyết 900 hồ sơ, trong đó "
    "trước và đúng hạn 880 hồ sơ, đạt 97,78%; quá hạn 20 hồ sơ, chiếm 2,22%."
)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", None])
@pytest.mark.parametrize("output", [(), ("--format", "json"), ("-o", "b.html")])
def test_a_converted_text_is_told(
    encoding: str | None,
    output: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    report = written(Path("bao-cao.txt"), encode(OLD, encoding) if encoding else OLD)
    ran = inside("proofread", report, *output)
    said = (
        f"bao-cao.txt: the text was in the font encoding {encoding.upper()}; it was converted to "
        "Unicode, and places are those of the converted text\n"
        if encoding
        else ""
    )
    assert (ran.status, ran.err) == (0, said)


def test_files_without_a_counterpart_are_told(tmp_path: Path) -> None:
    text = "Tháng 7 năm 2026, xã Không Có tiếp nhận 169 hồ sơ, giải quyết 141 hồ sơ."
    report = written(tmp_path / "bao-cao.txt", text)
    ran = inside("proofread", report, "--against", AUGUST)
    assert "no figure of the text has a counterpart" in ran.err
    assert "xã Không Có, July 2026" in ran.err
    assert "Xã A, Xã B, Xã C, …" in ran.err
    assert "--period" in ran.err
    assert "no figure" not in inside("proofread", report).err


def test_a_table_is_sent_to_check() -> None:
    ran = inside("proofread", AUGUST)
    assert (ran.status, ran.out) == (65, b"")
    assert "tthc-stats check" in ran.err
