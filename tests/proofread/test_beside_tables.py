"""Texts beside tables and registers: what differs is found, what does not is not."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats import Count, Proofreading, Severity, UsageError

SAMPLES = Path(__file__).parents[2] / "sample_data"
SEPTEMBER = SAMPLES / "xa-phuong-2026-09.csv"
REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
CASES = tomllib.loads((Path(__file__).parent / "against_cases.toml").read_text(encoding="utf-8"))
TITLE = '"TÌNH HÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"\n"{title}"\n'


def stream(text: str, name: str) -> io.BytesIO:
    file = io.BytesIO(text.encode("utf-8"))
    file.name = name
    return file


def beside(text: str, *files: Any, **options: Any) -> Proofreading:
    against = tthc_stats.read(list(files))
    return tthc_stats.proofread_text(stream(text, "bao-cao.txt"), against=against, **options)


def of_case(case: dict[str, Any]) -> Proofreading:
    if table := case.get("table"):
        title = TITLE.format(title=case.get("title", "Tháng 9 năm 2026"))
        files: list[Any] = [stream(title + table, "so-lieu.csv")]
    else:
        files = [SAMPLES / name for name in case.get("files", [SEPTEMBER.name])]
    if document := case.get("document"):
        return tthc_stats.proofread_text(SAMPLES / document, against=tthc_stats.read(files))
    return beside(case["text"], *files, **case.get("options", {}))


def differing(found: Proofreading, severity: Severity = Severity.ERROR) -> list[list[int | None]]:
    told = [f for f in found.findings if f.code == "AGAINST" and f.severity is severity]
    return [[f.left, f.right] for f in told]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_cases(case: dict[str, Any]) -> None:
    found = of_case(case)
    assert differing(found) == case.get("differing", [])
    assert differing(found, Severity.WARNING) == case.get("warnings", [])
    assert found.compared == case["compared"]
    assert found.compared <= found.figures
    said = " ".join(str(f.message) for f in found.findings if f.code == "AGAINST")
    assert case.get("said", "") in said
    if "claims" in case:
        assert [list(_claim(claim)) for claim in found.claims] == case["claims"]


def _claim(claim: tthc_stats.Claim) -> Any:
    yield from (format(claim.stated, "f"), claim.verdict.value)
    if claim.pair:
        yield from (claim.pair.numerator, claim.pair.denominator)


def test_findings_stand_at_their_figures() -> None:
    text = "Xã A tiếp nhận 541 hồ sơ.\nHiện Xã A đang giải quyết 35 hồ sơ."
    found = beside(text, SEPTEMBER)
    (finding,), (span,) = found.findings, found.spans
    assert span is not None
    assert text[span.start : span.end] == "35"
    assert (finding.place.file, finding.place.cell) == ("bao-cao.txt", "2:27")
    assert (finding.left, finding.right, finding.difference) == (35, 33, 2)
    assert finding.counts == (Count.PENDING,)
    assert finding.details["source"] == f"{SEPTEMBER}: K5"


def test_a_share_of_the_table_names_the_file() -> None:
    (claim,) = beside("Xã B đạt tỷ lệ hồ sơ giải quyết đúng hạn 98,24%.", SEPTEMBER).claims
    assert claim.source == str(SEPTEMBER)
    assert claim.pair is not None
    assert (claim.pair.above, claim.pair.below) == (None, None)
    assert claim.pair.base is Count.RESOLVED


def test_without_files_nothing_is_compared() -> None:
    text = "Xã A tiếp nhận 30 hồ sơ, đạt tỷ lệ hồ sơ giải quyết đúng hạn 98,24%."
    found = tthc_stats.proofread_text(stream(text, "bao-cao.txt"))
    assert (found.compared, found.figures, list(found.findings)) == (0, 2, [])


def test_a_register_is_counted() -> None:
    text = "UBND xã A tiếp nhận 23 hồ sơ, đã giải quyết 22 hồ sơ. Sở B đã giải quyết 12 hồ sơ."
    found = beside(text, REGISTER)
    assert differing(found) == [[22, 21]]
    assert found.compared == 3
    assert "gives 21" in str(found.findings[0].message)


def test_a_register_is_counted_for_the_days_that_are_asked() -> None:
    counts = tthc_stats.summarize(tthc_stats.read(REGISTER), period="2026-08").total.counts
    text = f"Toàn tỉnh đã giải quyết {counts[Count.RESOLVED]} hồ sơ, "
    text += f"đang giải quyết {counts[Count.PENDING] + 1} hồ sơ."
    found = beside(text, REGISTER, period="2026-08")
    assert differing(found) == [[counts[Count.PENDING] + 1, counts[Count.PENDING]]]
    assert found.compared == 2
    assert differing(beside(text, REGISTER)) != differing(found)


def test_a_register_without_a_period_is_refused() -> None:
    register = (
        "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,Trạng thái,Đơn vị\n"
        "H1,20/07/2026,30/07/2026,29/07/2026,Đã trả kết quả,Xã A\n"
        "H2,22/07/2026,31/07/2026,,Đang xử lý,Xã A\n"
    )
    with pytest.raises(UsageError, match="period") as raised:
        beside("Xã A tiếp nhận 2 hồ sơ.", stream(register, "so.csv"))
    assert "--period" in str(raised.value.hint)
    assert beside("Xã A tiếp nhận 2 hồ sơ.", stream(register, "so.csv"), period="2026-08").compared


# Texts made of tables: nothing differs, and one figure changed is found where it stands.

UNITS = ("Xã A", "Xã B", "Phường C", "Thị trấn D", "Đặc khu E")
OPENINGS = ("Tháng 9 năm 2026, {unit} ", "Trong tháng 9/2026, {unit} ", "{unit} ")
RUNNING_ON = (
    "tiếp nhận {received} hồ sơ; đã giải quyết {resolved} hồ sơ, trong đó trước hạn {early} hồ sơ, "
    "đúng hạn {on_time} hồ sơ, quá hạn {late} hồ sơ; đang giải quyết {pending} hồ sơ."
)
IN_BRACKETS = (
    "đã tiếp nhận tổng số {received} hồ sơ. Đã giải quyết {resolved} hồ sơ (trước hạn: {early}, "
    "đúng hạn: {on_time}, quá hạn: {late}). Hồ sơ đang giải quyết: {pending}."
)
SENTENCES = (RUNNING_ON, IN_BRACKETS)
COUNTS = ("received", "resolved", "early", "on_time", "late", "pending")
HEADER = "Đơn vị,Tổng tiếp nhận,Đã giải quyết,Trước hạn,Đúng hạn,Quá hạn,Đang giải quyết\n"
Row = dict[str, int]


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[str, Row]]:
    some = draw(st.lists(st.sampled_from(UNITS), min_size=2, max_size=4, unique=True))
    return [(unit, draw(counts())) for unit in some]


@st.composite
def counts(draw: st.DrawFn) -> Row:
    early, on_time, late, pending = (draw(st.integers(0, 4000)) for _ in range(4))
    resolved = early + on_time + late
    figures = (resolved + pending, resolved, early, on_time, late, pending)
    return dict(zip(COUNTS, figures, strict=True))


def written(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def sentence(unit: str, row: Row, opening: str, words: str) -> str:
    figures = {count: written(number) for count, number in row.items()}
    return opening.format(unit=unit) + words.format(**figures)


def table_of(rows_: list[tuple[str, Row]]) -> io.BytesIO:
    lines = [",".join([unit, *(str(row[count]) for count in COUNTS)]) for unit, row in rows_]
    return stream(TITLE.format(title="Tháng 9 năm 2026") + HEADER + "\n".join(lines), "t.csv")


def total_of(rows_: list[tuple[str, Row]]) -> Row:
    return {count: sum(row[count] for _, row in rows_) for count in COUNTS}


@settings(max_examples=40, deadline=None)
@given(rows(), st.sampled_from(OPENINGS), st.sampled_from(SENTENCES))
def test_a_text_made_of_a_table_does_not_differ(
    made: list[tuple[str, Row]], opening: str, words: str
) -> None:
    told = [*made, ("Toàn tỉnh", total_of(made))]
    text = "\n".join(sentence(unit, row, opening, words) for unit, row in told)
    found = beside(text, table_of(made))
    assert differing(found) + differing(found, Severity.WARNING) == []
    assert found.compared == len(COUNTS) * len(told)


@settings(max_examples=60, deadline=None)
@given(rows(), st.sampled_from(OPENINGS), st.sampled_from(SENTENCES), st.data())
def test_one_figure_changed_is_found(
    made: list[tuple[str, Row]], opening: str, words: str, data: st.DataObject
) -> None:
    told = [*made, ("Toàn tỉnh", total_of(made))]
    unit, row = data.draw(st.sampled_from(told))
    count = data.draw(st.sampled_from(COUNTS))
    wrong = data.draw(st.integers(10, 9999).filter(lambda number: number != row[count]))
    changed = [(name, {**r, count: wrong} if name == unit else r) for name, r in told]
    text = "\n".join(sentence(name, r, opening, words) for name, r in changed)
    found = beside(text, table_of(made))
    others = [row[one] for one in COUNTS if one != count]
    if not any(number >= 10 for number in others):
        return  # nothing else of the unit shows that it is meant
    assert differing(found) == [[wrong, row[count]]]
    at = next(i for i, f in enumerate(found.findings) if f.code == "AGAINST")
    span = found.spans[at]
    assert span is not None
    assert text[span.start : span.end] == written(wrong)
