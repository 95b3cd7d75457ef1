"""Proofreadings made by hand, for the tests of what shows them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tthc_stats.model.counts import Count
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.findings import Change, Finding, Place, Severity, Suggestion
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.claim import (
    Claim,
    ClaimKind,
    Mention,
    Pair,
    Proofreading,
    Span,
    Subject,
    Verdict,
)

HEADING = "II. KẾT QUẢ GIẢI QUYẾT HỒ SƠ"
FIRST = (
    "Trong kỳ, Ủy ban nhân dân xã A đã giải quyết 106.014 hồ sơ, trong đó trước và đúng hạn "
    "104.814/106.014 hồ sơ, đạt 98,7%; có 714/3.254 hồ sơ toàn trình, chiếm 22%."
)
SECOND = (
    "Số hồ sơ giải quyết đúng hạn là 160/2.261 hồ sơ, chiếm 7,07%, tăng 3,47% so với tháng trước "
    "(3.308 so với 3.197 hồ sơ). Tổng số 3.419 hồ sơ, gồm 3.250 đã giải quyết và 164 đang giải "
    "quyết; chỉ số hài lòng đạt 99,9% của 6.126 hồ sơ; xếp hạng tăng 16 bậc, từ hạng 32 lên 16."
)
LINES = (HEADING, FIRST, SECOND)
TEXT = "\n\n".join(LINES) + "\n"
FILE = "bao-cao.txt"


def document(text: str = TEXT, **changed: Any) -> Document:
    """A plain text; its blocks are the paragraphs between blank lines, the first a heading."""
    blocks, start = [], 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph.rstrip("\n"))
        line = text.count("\n", 0, start) + 1
        kind = BlockKind.PARAGRAPH if start else BlockKind.HEADING
        blocks.append(Block(start, end, kind, line=line, level=0 if start else 1))
        start += len(paragraph) + 2
    return Document(FILE, "txt", text, blocks)._replace(**changed)


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def share(words: str, stated: str, verdict: Verdict, **more: Any) -> Claim:
    decimals = max(0, -Decimal(stated).as_tuple().exponent)  # type: ignore[operator]
    kind = more.pop("kind", ClaimKind.SHARE)
    where = more.pop("span", None) or span(words)
    return Claim(kind, where, Decimal(stated), decimals, verdict, **more)


WRONG = share(
    "98,7%",
    "98.7",
    Verdict.WRONG,
    pair=Pair(104814, 106014, base=Count.RESOLVED),
    computed=Decimal("98.87"),
    other=Pair(104636, 106014, base=Count.RECEIVED),
    count=Count.IN_TIME,
)
RIGHT = share(
    "22%", "22", Verdict.ROUNDED, pair=Pair(714, 3254, base=None), computed=Decimal("21.94")
)
CUT = share("7,07%", "7.07", Verdict.TRUNCATED, pair=Pair(160, 2261), computed=Decimal("7.08"))
GROWTH = share(
    "3,47%",
    "3.47",
    Verdict.ROUNDED,
    kind=ClaimKind.GROWTH,
    pair=Pair(111, 3197),
    before=Decimal(3197),
    now=Decimal(3308),
    computed=Decimal("3.47"),
)
OPEN = share(
    "99,9%",
    "99.9",
    Verdict.NO_BASE,
    denominator=6126,
    allowed=(6117, 6122),
    count=Count.ON_TIME,
)
RANKS = share(
    "16 bậc",
    "16",
    Verdict.ROUNDED,
    kind=ClaimKind.DIFFERENCE,
    before=Decimal(32),
    now=Decimal(16),
    computed=Decimal(16),
)
CLAIMS = (WRONG, RIGHT, CUT, GROWTH, OPEN, RANKS)
SUBJECT = Subject("Xã A", "commune", Period.parse("2026-09"), HEADING)


def mention(words: str, count: Count, value: int) -> Mention:
    return Mention(count, value, span(words), SUBJECT)


MENTIONS = (
    mention("106.014", Count.RESOLVED, 106014),
    mention("3.419", Count.RECEIVED, 3419),
    mention("3.250", Count.RESOLVED, 3250),
    mention("164", Count.PENDING, 164),
)


def finding(code: str, message: Text, cell: str | None, **more: Any) -> Finding:
    severity = more.pop("severity", Severity.ERROR)
    return Finding(code, severity, Place(FILE, more.pop("sheet", None), cell), message, **more)


STATED = finding("STATED_SHARE", T("printed {stated}", stated="98,7%"), "3:120")
STATED_CUT = finding(
    "STATED_SHARE", T("printed {stated}", stated="7,07%"), "5:50", severity=Severity.WARNING
)
REPAIR = Suggestion(
    (Change(Count.PENDING, 164, 169, Place(FILE, None, "5:160")),),
    T("{count} {old} → {new}", count=T("pending"), old=164, new=169),
)
BALANCE = finding(
    "BALANCE",
    Text("3.419 ≠ 3.414"),
    "5:110",
    left=3419,
    right=3414,
    difference=5,
    suggestions=(REPAIR,),
)
TABLE = finding("TOTAL_ROW", Text("bảng không cộng đúng"), "B3", sheet="1")
FINDINGS = ((STATED, WRONG.span), (STATED_CUT, CUT.span), (BALANCE, span("3.419")), (TABLE, None))


def proofreading(
    claims: Sequence[Claim] = CLAIMS,
    findings: Sequence[tuple[Finding, Span | None]] = FINDINGS,
    mentions: Sequence[Mention] = MENTIONS,
    **changed: Any,
) -> Proofreading:
    found, spans = [f for f, _ in findings], [s for _, s in findings]
    return Proofreading(document(), claims, mentions, found, spans)._replace(**changed)
