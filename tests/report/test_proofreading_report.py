"""What proofreading found, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _proofreadings import (
    BALANCE,
    CLAIMS,
    CUT,
    FIRST,
    GROWTH,
    LINES,
    OPEN,
    RANKS,
    REPAIR,
    RIGHT,
    STATED,
    TABLE,
    TEXT,
    WRONG,
    document,
    finding,
    proofreading,
    share,
    span,
)
from openpyxl import load_workbook

from tthc_stats.model.counts import Count
from tthc_stats.model.document import Block, BlockKind
from tthc_stats.model.findings import Place, Severity
from tthc_stats.model.text import Text
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Proofreading, Span, Verdict
from tthc_stats.report.excerpts import Places
from tthc_stats.report.language import language
from tthc_stats.report.proofreading import COLUMNS, notes_of, proofreading_report
from tthc_stats.report.verdicts import verdict_in_words
from tthc_stats.report.writers import Options, write

VI, EN = language("vi"), language("en")
COLOURS = re.compile(r"\033\[\d+m")


def shown(
    found: Proofreading, *, width: int | None = 80, colour: bool = False, compared: bool = False
) -> str:
    report = proofreading_report(found, VI, compared=compared)
    return write(report, "table", VI, Options(width, colour)).decode("utf-8")


def data(found: Proofreading) -> Any:
    return json.loads(write(proofreading_report(found, VI), "json", VI))


def rows(found: Proofreading) -> list[dict[str, str]]:
    written = write(proofreading_report(found, VI), "csv", VI).decode("utf-8")
    return list(csv.DictReader(io.StringIO(written)))


POINTS = share(
    "16 bậc",
    "0.84",
    Verdict.WRONG,
    kind=ClaimKind.POINTS,
    before=Decimal("97.29"),
    now=Decimal("98.13"),
    computed=Decimal("0.84"),
)
WORDS: dict[str, tuple[Claim, str]] = {
    "rounded": (RIGHT, "đúng (làm tròn): 714/3.254 = 21,94%"),
    "usual base": (
        RIGHT._replace(pair=Pair(714, 3254, base=Count.RESOLVED), count=Count.IN_TIME),
        "đúng (làm tròn): 714/3.254 = 21,94%",
    ),
    "another base": (
        RIGHT._replace(pair=Pair(714, 3254, base=Count.RECEIVED), count=Count.IN_TIME),
        "đúng (làm tròn): 714/3.254 (trên tổng tiếp nhận) = 21,94%",
    ),
    "one of several bases": (
        RIGHT._replace(pair=Pair(714, 3254, base=Count.RESOLVED), count=Count.FULL_PROCESS),
        "đúng (làm tròn): 714/3.254 (trên đã giải quyết) = 21,94%",
    ),
    "as printed": (GROWTH, "đúng: 3.197 → 3.308: 111/3.197 = 3,47%"),
    "falls": (
        GROWTH._replace(pair=Pair(-111, 3308), computed=Decimal("-3.36"), stated=Decimal("3.36")),
        "đúng: 3.308 → 3.197: 111/3.308 = 3,36%",
    ),
    "rises instead of falling": (
        GROWTH._replace(verdict=Verdict.WRONG, computed=Decimal("-3.47")),
        "SAI: thực tế tăng 3,47%, trong khi văn bản ghi là giảm: 3.197 → 3.308: 111/3.197 = 3,47%",
    ),
    "ranks": (RANKS, "đúng: 32 → 16: 16"),
    "points": (POINTS, "SAI: 97,29% → 98,13%: 0,84 điểm phần trăm"),
    "cut": (
        CUT,
        "đúng khi cắt bớt, không làm tròn: 160/2.261 = 7,0765…%; làm tròn là 7,08%",
    ),
    "cut, exact": (
        share("22%", "50.2", Verdict.TRUNCATED, pair=Pair(201, 400)),
        "đúng khi cắt bớt, không làm tròn: 201/400 = 50,250%; làm tròn là 50,3%",
    ),
    "cut, without a pair": (
        RANKS._replace(kind=ClaimKind.POINTS, verdict=Verdict.TRUNCATED, decimals=1),
        "đúng khi cắt bớt, không làm tròn: {}; làm tròn là {}".format(
            "32% → 16%: 16 điểm phần trăm", "16,0 điểm phần trăm"
        ),
    ),
    "wrong, other base": (
        WRONG,
        (
            "SAI: 104.814/106.014 (trên đã giải quyết) = 98,87%; 98,7% là 104.636/106.014 (trên "
            "tổng tiếp nhận), số khác trong văn bản"
        ),
    ),
    "wrong": (WRONG._replace(other=None), "SAI: 104.814/106.014 (trên đã giải quyết) = 98,87%"),
    "no base": (
        OPEN._replace(allowed=None),
        "không có cặp số nào trong văn bản giải thích",
    ),
    "range": (
        OPEN,
        "không có cặp số nào trong văn bản giải thích: 99,9% của 6.126 là từ 6.117 đến 6.122 hồ sơ",
    ),
    "range of no dossiers": (
        OPEN._replace(count=None),
        "không có cặp số nào trong văn bản giải thích: 99,9% của 6.126 là từ 6.117 đến 6.122",
    ),
    "one": (
        OPEN._replace(allowed=(3, 3), denominator=4),
        "không có cặp số nào trong văn bản giải thích: 99,9% của 4 là 3",
    ),
    "none": (
        OPEN._replace(allowed=(4, 3), denominator=4),
        "không có cặp số nào trong văn bản giải thích: không có số nguyên nào là 99,9% của 4",
    ),
    "approximate": (
        RIGHT._replace(approximate=True),
        "đúng (làm tròn): 714/3.254 = 21,94% (văn bản nêu là số gần đúng)",
    ),
    "of a file": (
        RIGHT._replace(source="so-lieu.xlsx"),
        "đúng (làm tròn): 714/3.254 = 21,94% (số liệu của so-lieu.xlsx)",
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_verdicts_in_words(case: str) -> None:
    claim, expected = WORDS[case]
    words = Places(document()).words(claim.span)
    assert VI.text(verdict_in_words(claim, words)) == expected


def test_what_is_wrong_comes_first_and_what_is_right_in_a_line_each() -> None:
    text = shown(proofreading())
    headings = ["Cần sửa (3):", "Cần xem lại (1):", "Không có cơ sở để kiểm tra (1):", "Đúng (3):"]
    assert [text.index(heading) for heading in headings] == sorted(
        text.index(heading) for heading in headings
    )
    assert "\n  dòng 3: 22% – đúng (làm tròn): 714/3.254 = 21,94%\n" in text
    assert text.count("»") == text.count("«") == 4  # two wrong, one cut off, one open


def test_the_words_around_are_cut_between_words() -> None:
    text = shown(proofreading(), width=None)
    assert "dòng 3: … 104.814/106.014 hồ sơ, đạt »98,7%«; có 714/3.254 hồ sơ toàn …\n" in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = shown(proofreading(), width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_colour_changes_no_words() -> None:
    found = proofreading()
    coloured = shown(found, colour=True)
    assert "\033[1m»98,7%«\033[0m" in coloured
    assert "\033[31m    SAI: " in coloured
    assert COLOURS.sub("", coloured) == shown(found)


def test_a_finding_of_a_claim_is_told_once() -> None:
    text = shown(proofreading())
    assert "STATED_SHARE" not in text
    assert text.count("98,87%") == 1


def test_what_differs_from_other_files_is_told_beside_the_verdict() -> None:
    against = finding("AGAINST_ROW", Text("bảng ghi 98,9%"), "3:120")
    findings = [(STATED, WRONG.span), (against, WRONG.span), (against, RIGHT.span)]
    text = shown(proofreading(findings=findings))
    assert text.count("lỗi AGAINST_ROW: bảng ghi 98,9%") == 2
    assert "Cần sửa (2):" in text
    assert "Đúng (2):" in text


def test_a_finding_elsewhere_names_its_file() -> None:
    elsewhere = TABLE._replace(place=Place("so-lieu.xlsx", "Sheet1", "C9"))
    assert "so-lieu.xlsx: Sheet1!C9" in shown(proofreading(findings=[(elsewhere, None)]))
    assert "bảng 1, ô B3: lỗi TOTAL_ROW" in shown(proofreading(findings=[(TABLE, None)]))


def test_suggestions_stand_below_their_finding() -> None:
    lines = shown(proofreading()).splitlines()
    at = lines.index("    lỗi BALANCE: 3.419 ≠ 3.414")
    assert lines[at + 1] == "        có thể sửa đang giải quyết 164 → 169"


def test_a_suggestion_elsewhere_names_the_place_in_words() -> None:
    (change,) = REPAIR.changes
    moved = change._replace(place=change.place._replace(cell="9:160"))
    other = BALANCE._replace(suggestions=(REPAIR._replace(changes=(moved,)),))
    found = proofreading(findings=[(other, span("3.419"))])
    assert "có thể sửa đang giải quyết 164 → 169 [dòng 9]" in shown(found)


def test_the_sum_counts_the_tables_that_were_checked() -> None:
    found = proofreading(claims=(), mentions=(), findings=(), tables=1, rows=19)
    assert "đã kiểm tra 1 bảng số liệu với 19 dòng" in shown(found)
    assert "không có gì để kiểm tra" not in shown(found)
    assert data(found)["tables"] == 1
    assert data(found)["rows"] == 19


def test_the_last_lines_count() -> None:
    found = proofreading(compared=3, figures=5)
    *_, verdicts, counts, compared = shown(found, compared=True).splitlines()
    assert verdicts == (
        "tỷ lệ và mức tăng, giảm: 3 đúng, 1 cắt bớt, 1 sai, 1 không có cơ sở để kiểm tra"
    )
    assert counts == "đọc được 4 số liệu hồ sơ; phát hiện 3 lỗi, 1 cảnh báo"
    assert compared == "3/5 số liệu trong văn bản có số tương ứng để đối chiếu"


def test_a_comparison_is_told_where_there_was_one() -> None:
    found = proofreading(figures=5)
    assert "số tương ứng" not in shown(found)
    assert "0/5 số liệu trong văn bản có số tương ứng" in shown(found, compared=True)


def test_nothing_to_check_is_no_praise() -> None:
    text = shown(proofreading(claims=(), findings=(), mentions=()))
    assert text == "không có gì để kiểm tra: văn bản không nêu tỷ lệ hay số hồ sơ nào\n"


def test_claims_as_data() -> None:
    found = data(proofreading(compared=3, figures=5))
    assert found["schema"] == "tthc-stats/claims/1"
    assert (found["file"], found["format"]) == ("bao-cao.txt", "txt")
    assert (found["compared"], found["figures"]) == (3, 5)
    for given, claim in zip(CLAIMS, found["claims"], strict=True):
        assert TEXT[claim["start"] : claim["end"]] == claim["text"]
        assert claim["verdict"] == given.verdict.value
        assert claim["kind"] == given.kind.value
    wrong, right, cut, growth, opened, ranks = found["claims"]
    assert wrong["context"] == "… 104.814/106.014 hồ sơ, đạt 98,7%; có 714/3.254 hồ sơ toàn …"
    assert wrong["other_base"] == {"numerator": 104636, "denominator": 106014, "base": "received"}
    assert wrong["line"] == 3
    assert wrong["base"] == "resolved"
    assert {key: right[key] for key in ("numerator", "denominator", "stated", "computed")} == {
        "numerator": 714,
        "denominator": 3254,
        "stated": "22",
        "computed": "21.94",
    }
    assert (cut["stated"], cut["computed"]) == ("7.07", "7.08")
    assert (growth["from"], growth["to"]) == ("3197", "3308")
    assert (opened["numerator"], opened["denominator"]) == (None, 6126)
    assert opened["range"] == {"from": 6117, "to": 6122}
    assert opened["computed"] is None
    assert (ranks["from"], ranks["to"], ranks["numerator"]) == ("32", "16", None)


def test_stated_keeps_the_printed_decimals() -> None:
    (claim,) = data(proofreading(claims=[RIGHT._replace(decimals=2)], findings=()))["claims"]
    assert claim["stated"] == "22.00"


def test_findings_as_data_tell_where_they_stand() -> None:
    findings = data(proofreading())["findings"]
    assert [f["code"] for f in findings] == ["STATED_SHARE", "STATED_SHARE", "BALANCE", "TOTAL_ROW"]
    balance, table = findings[2:]
    assert TEXT[balance["start"] : balance["end"]] == "3.419"
    assert balance["suggestions"][0]["set"] == {"pending": 169}
    assert (table["start"], table["end"]) == (None, None)


def test_counts_as_data() -> None:
    counts = data(proofreading())["counts"]
    assert (
        counts[1].items()
        >= {
            "text": "3.419",
            "start": TEXT.index("3.419"),
            "count": "received",
            "value": 3419,
            "unit": "Xã A",
            "level": "commune",
            "period": {"from": "2026-09-01", "to": "2026-09-30"},
            "approximate": False,
        }.items()
    )


def test_a_row_for_each_claim_and_each_finding_that_is_none() -> None:
    found = rows(proofreading())
    assert list(found[0]) == list(COLUMNS)
    kinds = ["share", "share", "share", "growth", "finding", "share", "difference", "finding"]
    assert [row["kind"] for row in found] == kinds
    wrong, *_ = found
    assert (wrong["code"], wrong["severity"]) == ("STATED_SHARE", "error")
    assert wrong["message"].startswith("SAI: 104.814/106.014 (trên đã giải quyết) = 98,87%")
    balance, table = (row for row in found if row["kind"] == "finding")
    assert (balance["code"], balance["suggestions"]) == ("BALANCE", "pending=169")
    assert (table["table"], table["cell"], table["start"]) == ("1", "B3", "")


def test_text_in_csv_is_no_formula() -> None:
    found = proofreading(
        document=document("=HYPERLINK(1) 22%"),
        claims=[RIGHT._replace(span=Span(0, 17))],
        findings=(),
        mentions=(),
    )
    (row,) = rows(found)
    assert row["text"] == row["context"] == "'=HYPERLINK(1) 22%"


def test_a_workbook_has_a_row_for_each_claim() -> None:
    written = write(proofreading_report(proofreading(), VI), "xlsx", VI)
    claims, findings = load_workbook(io.BytesIO(written)).worksheets
    words = [[cell.value for cell in row] for row in claims.iter_rows()]
    (head,) = (at for at, row in enumerate(words) if row[0] == "vị trí")
    assert [row[2] for row in words[head + 1 :]] == [
        *("98,7%", "22%", "7,07%", "3,47%", "99,9%", "16 bậc"),
    ]
    codes = [row[0].value for row in findings.iter_rows()]
    assert codes[-2:] == ["BALANCE", "TOTAL_ROW"]


@pytest.mark.parametrize("format_", ["md", "html"])
def test_documents_have_the_same_words(format_: str) -> None:
    text = write(proofreading_report(proofreading(), VI), format_, VI).decode("utf-8")
    assert "SAI: 104.814/106.014 (trên đã giải quyết) = 98,87%" in text
    assert "Đúng (3):" in text


def test_notes_are_of_what_has_to_be_looked_at() -> None:
    notes = notes_of(proofreading(), VI)
    assert [(TEXT[n.start : n.end], n.severity) for n in notes] == [
        ("98,7%", "error"),
        ("7,07%", "warning"),
        ("3.419", "error"),
        ("99,9%", None),
    ]
    assert notes[2].text == ("lỗi BALANCE: 3.419 ≠ 3.414\ncó thể sửa đang giải quyết 164 → 169")


def test_a_wrong_claim_is_an_error_unless_its_finding_says_less() -> None:
    warning = STATED._replace(severity=Severity.WARNING)
    assert notes_of(proofreading(findings=()), VI)[0].severity == "error"
    assert notes_of(proofreading(findings=[(warning, WRONG.span)]), VI)[0].severity == "warning"


PLACES = {
    "line": (Block(0, 9, line=4), "dòng 4"),
    "paragraph": (Block(0, 9, paragraph=12), "đoạn 12"),
    "page": (Block(0, 9, page=3), "trang 3"),
    "page and line": (Block(0, 9, page=3, line=7), "trang 3, dòng 7"),
    "cell": (Block(0, 9, BlockKind.CELL, 5, table=1, row=2, column=1), "bảng 2, ô B3"),
    "note": (Block(0, 9, BlockKind.NOTE, paragraph=40), "chú thích 40"),
    "margin": (Block(0, 9, BlockKind.MARGIN, paragraph=1), "đầu trang hoặc chân trang"),
    "large": (Block(0, 9, paragraph=1234), "đoạn 1234"),
}


@pytest.mark.parametrize("case", PLACES)
def test_where_in_words(case: str) -> None:
    block, expected = PLACES[case]
    places = Places(document("Đạt 98,7%", blocks=[block]))
    assert VI.text(places.where(4).in_words()) == expected


def test_lines_are_counted_within_a_block() -> None:
    text = "một\nhai\nba 22%"
    places = Places(document(text, blocks=[Block(0, len(text), line=10)]))
    assert places.where(text.index("22")).line == 12
    assert places.around(Span(11, 14)).marked == "một hai ba »22%«"


def test_words_of_other_blocks_are_not_around() -> None:
    places = Places(document())
    assert str(places.around(span(FIRST[:8]))).startswith("Trong kỳ,")
    assert LINES[0] not in str(places.around(span(FIRST[:8])))
