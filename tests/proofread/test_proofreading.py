"""Whole texts: what may be said of any of them, whatever they are."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc_stats.api.proofreading import proofread_text as proofread
from tthc_stats.model.findings import Severity
from tthc_stats.proofread.claim import Claim, ClaimKind, Proofreading, Verdict

WORDS = [
    *("tiếp nhận", "đã giải quyết", "trước hạn", "đúng hạn", "quá hạn", "đang giải quyết"),
    *("hồ sơ", "trong đó", "chiếm", "đạt", "tỷ lệ", "tăng", "giảm", "so với cùng kỳ", "gần"),
    *("xã A", "Sở B", "cấp tỉnh", "tháng 9/2026", "trực tuyến", "kỳ trước chuyển sang", "và"),
    *(",", ";", ":", "(", ")", ".", "\n", "\n- ", "trên tổng số", "lần lượt", "xếp", "bậc"),
    *("nhiệm vụ", "người", "12/15", "714/3.254", "97,29%", "1,2 điểm phần trăm", "14,5 triệu"),
]


def read(text: str) -> Proofreading:
    return proofread(BytesIO(text.encode()))


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.integers(0, 4000).map(str)), min_size=1))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(words: list[str]) -> None:
    text = " ".join(words)
    if not text.strip():
        return
    found = read(text)
    assert len(found.findings) == len(found.spans)
    for claim in found.claims:
        assert found.document.text[claim.span.start : claim.span.end].strip()
        assert is_exact(claim)


def is_exact(claim: Claim) -> bool:
    """Whether the verdict follows from the pair, by another way of counting."""
    if claim.kind is not ClaimKind.SHARE or claim.pair is None or claim.approximate:
        return True
    with localcontext(prec=60):
        share = Decimal(100 * claim.pair.numerator) / Decimal(claim.pair.denominator)
        unit = Decimal(1).scaleb(-claim.decimals)
        half_up = share.quantize(unit, ROUND_HALF_UP) == claim.stated
        cut_off = share.quantize(unit, ROUND_DOWN) == claim.stated
    if claim.verdict is Verdict.ROUNDED:
        return half_up or _rounded_figures(claim)
    if claim.verdict is Verdict.TRUNCATED:
        return cut_off and not half_up
    return not half_up and not cut_off


def _rounded_figures(claim: Claim) -> bool:
    """Pairs of rounded figures, such as “14,5 triệu”, are told by no more than their size."""
    pair = claim.pair
    assert pair
    return abs(Decimal(100 * pair.numerator) / pair.denominator - claim.stated) < 1


def test_the_issue_s_own_examples() -> None:
    found = read(
        "714/3.254 hồ sơ, chiếm 22%. Đã giải quyết 2.261 hồ sơ, trong đó 160 hồ sơ đúng hạn "
        "(chiếm 7,07%). Đã thực hiện 26/28 nhiệm vụ, đạt 92%. Có 99,9% của 6.126 hồ sơ."
    )
    assert [claim.verdict.value for claim in found.claims] == [
        "rounded",
        "truncated",
        "truncated",
        "no_base",
    ]
    assert found.claims[-1].allowed == (6117, 6122)
    assert found.claims[0].computed == Decimal("21.94")


DAK_NONG = (
    "Sở Tư pháp tỉnh Đắk Nông tiếp nhận tổng số 3.419 hồ sơ{received}. Đã giải quyết 3.250 hồ "
    "sơ, trong đó trước và đúng hạn 3.162 hồ sơ, quá hạn 65 hồ sơ; đang giải quyết 164 hồ "
    "sơ{pending}."
)


@pytest.mark.parametrize(
    "text",
    [
        DAK_NONG.format(received="", pending=""),
        DAK_NONG.format(received="", pending=" (trong hạn 151 hồ sơ, quá hạn 13 hồ sơ)"),
        (
            "- Tổng tiếp nhận: 3419\n- Đã giải quyết: 3250\n  + Trước và đúng hạn: 3162\n"
            "  + Quá hạn: 65\n- Đang giải quyết: 164"
        ),
    ],
)
def test_dak_nong(text: str) -> None:
    found = read(text)
    errors = {f.code: f.difference for f in found.findings if f.severity is Severity.ERROR}
    assert errors == {"TIMELINESS": 23, "BALANCE": 5}


def test_dak_nong_has_the_suggestions_of_its_table() -> None:
    """As in the table, where all other figures are bound by sums that hold."""
    found = read(
        "Sở Tư pháp tỉnh Đắk Nông tiếp nhận tổng số 3.419 hồ sơ, trong đó kỳ trước chuyển sang "
        "111 hồ sơ, tiếp nhận mới 3.308 hồ sơ. Đã giải quyết 3.250 hồ sơ, trong đó trước và "
        "đúng hạn 3.162 hồ sơ, quá hạn 65 hồ sơ; đang giải quyết 164 hồ sơ, trong đó trong hạn "
        "151 hồ sơ, quá hạn 13 hồ sơ."
    )
    for finding in found.findings:
        sets = [{c.count.value: c.new for c in s.changes} for s in finding.suggestions]
        assert sets == [{"resolved": 3255, "in_time": 3190}, {"resolved": 3255, "late": 93}]


def test_figures_of_different_units_are_not_mixed() -> None:
    found = read(
        "Xã A tiếp nhận 120 hồ sơ, đã giải quyết 100 hồ sơ, đang giải quyết 20 hồ sơ. "
        "Xã B tiếp nhận 95 hồ sơ, đã giải quyết 90 hồ sơ, đang giải quyết 5 hồ sơ."
    )
    assert [(m.subject.unit, m.value) for m in found.mentions] == [
        *(("Xã A", n) for n in (120, 100, 20)),
        *(("Xã B", n) for n in (95, 90, 5)),
    ]
    assert not found.findings


def test_a_count_told_twice_with_digits_swapped() -> None:
    found = read(
        "Xã A tiếp nhận tổng số 2.104 hồ sơ. Đã giải quyết 2.000 hồ sơ.\n\n"
        "Trong 2.000 hồ sơ đó, trễ hạn 10 hồ sơ. Tổng số hồ sơ tiếp nhận của Xã A là 2.140 hồ sơ."
    )
    assert [(f.code, f.severity, f.difference) for f in found.findings] == [
        ("CONFLICT", Severity.WARNING, 36)
    ]


LEVELS = (
    "Toàn tỉnh đã giải quyết {resolved} hồ sơ, trễ hạn {late} hồ sơ. Cấp tỉnh giải quyết 5.027 "
    "hồ sơ, trễ hạn 254 hồ sơ. Cấp xã giải quyết 4.202 hồ sơ, trễ hạn 40 hồ sơ."
)


@pytest.mark.parametrize(
    ("resolved", "late", "expected"),
    [
        ("9.229", "294", []),
        ("9.249", "294", [("TOTAL_ROW", 20)]),
        ("9.229", "249", [("TOTAL_ROW", 45)]),
        ("9.400", "301", []),  # then others than these levels have the rest
    ],
)
def test_levels_of_a_whole(resolved: str, late: str, expected: list[tuple[str, int]]) -> None:
    found = read(LEVELS.format(resolved=resolved, late=late))
    assert [(f.code, f.difference) for f in found.findings] == expected


def test_levels_that_receive_only_new_ones_are_doubted() -> None:
    found = read(
        "Toàn tỉnh tổng số hồ sơ tiếp nhận 9.300 hồ sơ, đã giải quyết 9.000 hồ sơ. Cấp tỉnh tiếp "
        "nhận 4.100 hồ sơ, đã giải quyết 4.000 hồ sơ. Cấp xã tiếp nhận 5.100 hồ sơ, đã giải "
        "quyết 5.000 hồ sơ."
    )
    assert [(f.code, f.severity, f.difference) for f in found.findings] == [
        ("TOTAL_ROW", Severity.WARNING, 100)
    ]


def test_numbered_lines_head_what_follows() -> None:
    found = read(
        "1. Cấp tỉnh\nĐã giải quyết 8.350 hồ sơ, quá hạn 59 hồ sơ.\n"
        "2. Cấp xã\nĐã giải quyết 22.062 hồ sơ, quá hạn 546 hồ sơ.\n"
    )
    assert [(m.subject.level, m.value) for m in found.mentions] == [
        ("Cấp tỉnh", 8350),
        ("Cấp tỉnh", 59),
        ("Cấp xã", 22062),
        ("Cấp xã", 546),
    ]


def test_a_list_of_names_heads_nothing() -> None:
    found = read("Còn hồ sơ trễ hạn:\n1. Sở A\n2. Sở B\nĐã giải quyết 23 hồ sơ.\n")
    assert [(m.subject.unit, m.value) for m in found.mentions] == [(None, 23)]


def test_an_equals_sign_ties_a_share_to_the_fraction_before_it() -> None:
    found = read("Xã A 574/591 = 97,21% 501/508 = 98,62%")
    assert [(c.pair and c.pair.numerator, c.verdict) for c in found.claims] == [
        (574, Verdict.WRONG),
        (501, Verdict.ROUNDED),
    ]


@pytest.mark.parametrize("written", ["3.25O", "l2", "1" * 5000])
def test_what_is_no_number_is_not_read_in_part(written: str) -> None:
    found = read(f"Đã giải quyết {written} hồ sơ, đúng hạn 12 hồ sơ, đạt 97,29%.")
    assert [m.value for m in found.mentions] == [12]
    assert [c.verdict for c in found.claims] == [Verdict.NO_BASE]


@pytest.mark.parametrize(
    "text",
    [
        "Submitted online, of the dossiers received in the period: 61.33% (157/256).",
        "Received online, of those received in the period: 61.33% (157/256).",
        "Nộp trực tuyến, trên số hồ sơ tiếp nhận trong kỳ: 61,33% (157/256).",
        "Nộp trực tuyến, tính trên tổng số hồ sơ tiếp nhận trong kỳ: 61,33% (157/256).",
    ],
)
def test_what_a_share_is_taken_of_does_not_say_what_its_fraction_counts(text: str) -> None:
    (mention,) = read(text).mentions
    assert (mention.count.value, mention.value) == ("received_online", 157)


def test_received_by_post_are_not_all_received() -> None:
    mentions = read("Received 291 dossiers, received by post 12.").mentions
    assert [mention.count.value for mention in mentions] == ["received", "received_postal"]


BASED = "Received 7,595, of which 5,422 online and 2,173 in person. {said}: 71.39% (5,422/7,595)."


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ("Received online, of those received in the period", "received_in_period"),
        ("Online, of the dossiers received", "received"),
        ("Trực tuyến, trên tổng số hồ sơ tiếp nhận trong kỳ", "received_in_period"),
        ("Tỷ lệ trực tuyến tính trên số hồ sơ tiếp nhận trong kỳ", "received_in_period"),
        ("Tỷ lệ trực tuyến", None),
    ],
)
def test_a_base_that_the_caption_of_a_share_names_is_not_what_stands_above_the_line(
    said: str, base: str | None
) -> None:
    found = read(BASED.format(said=said))
    assert found.findings == []
    told = {(m.count.value, m.value) for m in found.mentions}
    assert ("received_online", 5422) in told
    assert {count for count, value in told if value == 5422} == {"received_online"}
    if base:
        assert not {(base, 5422)} & told


def test_dossiers_received_by_post_are_no_others() -> None:
    found = read("Received in person 87, received by post 12, withdrawn 4, refused 5.")
    assert [(m.count.value, m.value) for m in found.mentions][:2] == [
        ("received_in_person", 87),
        ("received_postal", 12),
    ]
    assert found.findings == []


def test_none_of_a_few_is_a_fraction_not_a_day() -> None:
    found = read("Xã A 0/2 = 0,00% 16/23 = 69,57%")
    assert [c.pair and c.pair.numerator for c in found.claims] == [0, 16]


FORM = """| số đếm | cột của biểu II.06a |
|---|---|
| tổng tiếp nhận | 3 |
| tiếp nhận trong kỳ | 4 + 5 |
| từ kỳ trước | 6 |
| đã giải quyết | 7 |
| trước hạn · đúng hạn · quá hạn | 8 · 9 · 10 |
| đang giải quyết | 11 |
"""


@pytest.mark.parametrize("form", [FORM, FORM.replace(" · ", " và "), FORM.replace("4 + 5", "–")])
def test_a_column_that_numbers_the_columns_of_a_form_counts_nothing(form: str) -> None:
    stream = BytesIO(form.encode())
    stream.name = "huong-dan.md"
    found = proofread(stream)
    assert (list(found.findings), list(found.mentions)) == ([], [])


def test_a_column_of_counts_is_read_though_its_figures_are_small() -> None:
    stream = BytesIO("| | số hồ sơ |\n|---|---|\n| tổng tiếp nhận | 30 |\n".encode())
    stream.name = "so-lieu.md"
    stream.write("| đã giải quyết | 20 |\n| đang giải quyết | 11 |\n".encode())
    stream.seek(0)
    assert [f.code for f in proofread(stream).findings] == []
    rows = "| tổng tiếp nhận | 30 |\n| đã giải quyết | 20 |\n| đang giải quyết | 11 |\n"
    stream = BytesIO(f"| | số hồ sơ |\n|---|---|\n{rows}".encode())
    stream.name = "so-lieu.md"
    assert [f.code for f in proofread(stream).findings] == ["BALANCE"]


@pytest.mark.parametrize(
    "text",
    [
        "Trạng thái: 1 tiếp nhận; 2 đã giải quyết; 3 đang giải quyết; 4 tạm dừng.",
        "Cột: tiếp nhận{3 Tổng số, 4 kỳ trước, 5 trực tuyến, 6 trực tiếp, 7 bưu chính}.",
        "Tiếp nhận, colspan 4, tổng số. Giải quyết, colspan 2, đúng hạn, columns 3.",
        "Hồ sơ kết thúc trước khi tiếp nhận: 1. Hồ sơ trả lại: 9.",
    ],
)
def test_numbers_that_only_number_something_are_no_counts(text: str) -> None:
    found = read(text)
    assert [m.value for m in found.mentions if m.value < 9] == []
    assert list(found.findings) == []


def test_columns_that_are_no_counts_are_no_findings() -> None:
    rows = "| Xã A | 30 | 20 | 10 | 1 |\n| Xã B | 31 | 20 | 11 | 2 |\n"
    head = "| Đơn vị | Tiếp nhận | Đã giải quyết | Đang giải quyết | Rank by share |\n"
    stream = BytesIO(f"{head}|---|---|---|---|---|\n{rows}".encode())
    stream.name = "bao-cao.md"
    assert list(proofread(stream).findings) == []


@pytest.mark.parametrize(
    ("partial", "expected"),
    [
        ("37.531", []),
        ("37.530", [("SERVICE_LEVEL", 1)]),
        ("57.166", []),  # then of all that was received
    ],
)
def test_service_levels_may_divide_what_came_online(
    partial: str, expected: list[tuple[str, int]]
) -> None:
    found = read(
        "Toàn tỉnh tiếp nhận mới: trực tuyến 98.765 hồ sơ, trực tiếp và bưu chính 19.635 hồ sơ. "
        f"Hồ sơ toàn trình 61.234 hồ sơ, một phần {partial} hồ sơ."
    )
    assert [(f.code, f.difference) for f in found.findings] == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Trong kỳ tiếp nhận 1.034 hồ sơ, giảm 3,4% so với tháng trước (1.000 hồ sơ).",
            "it rose by 3.40%, but the text says that it fell",
        ),
        (
            "Trong kỳ tiếp nhận 966 hồ sơ, tăng 3,4% so với tháng trước (1.000 hồ sơ).",
            "it fell by 3.40%, but the text says that it rose",
        ),
        (
            "Tháng 8 nhận 1.000 hồ sơ. Tháng 9 nhận 1.034 hồ sơ, giảm 34 hồ sơ so với tháng 8.",
            "it rose by 34, but the text says that it fell",
        ),
        (
            "Xã A xếp thứ 12/63, tăng 7 bậc so với năm 2024 (thứ 5/63).",
            "it fell by 7, but the text says that it rose",
        ),
    ],
)
def test_a_change_that_goes_the_other_way_is_told_as_such(text: str, said: str) -> None:
    (finding,) = read(text).findings
    assert said in str(finding.message)


@pytest.mark.parametrize(
    ("points", "verdict"), [("5,12", "rounded"), ("5,13", "rounded"), ("5,15", "wrong")]
)
def test_points_of_rounded_shares_may_be_off_in_their_last_place(points: str, verdict: str) -> None:
    found = read(f"Tháng 9 đạt 95,25%, tháng 8 đạt 90,13%, tăng {points} điểm phần trăm.")
    (claim,) = (claim for claim in found.claims if claim.kind is ClaimKind.POINTS)
    assert (claim.verdict.value, str(claim.computed)) == (verdict, "5.12")


def test_a_claim_is_told_once() -> None:
    found = read(
        "So với quý II/2025 (tiếp nhận 118.200 hồ sơ), số hồ sơ tiếp nhận 125.430 hồ sơ, tăng "
        "7.230 hồ sơ, tương ứng tăng 6,12%."
    )
    told = [(claim.span, claim.kind) for claim in found.claims]
    assert len(told) == len(set(told))
    assert "6,12%" in {found.document.text[span.start : span.end] for span, _ in told}


def test_tables_and_rows_that_were_checked_are_counted() -> None:
    stream = BytesIO(b"| Unit | Received | Resolved | Pending |\n|---|---|---|---|\n")
    stream.seek(0, 2)
    stream.write(b"| A | 30 | 20 | 10 |\n| B | 31 | 20 | 11 |\n")
    stream.seek(0)
    stream.name = "report.md"
    found = proofread(stream)
    assert (found.tables, found.rows, list(found.findings)) == (1, 2, [])


def test_changes_in_english_are_no_shares() -> None:
    found = read("Received 424, resolved 397, in time 368, down 13.21%; 300 of 320, up to 93.75%.")
    assert [f.code for f in found.findings] == []


def test_full_online_process_is_no_channel() -> None:
    found = read("Full online process: 69.41% (177/255, of resolved).")
    assert "received_online" not in {m.count.value for m in found.mentions}
