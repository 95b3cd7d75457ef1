"""The rules of registers once more, in plain words: one dossier at a time.

Written from the rules of the domain (NĐ 61/2018, the national portal's ten statuses, the date
and the timestamp rule of systems in use), not from the page of SQL, so that the two can be
compared. Slow and meant to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

STATES = {
    "Mới đăng ký": "new",
    "1. Mới đăng ký": "new",
    "Được tiếp nhận": "pending",
    "Không được tiếp nhận": "refused",
    "Từ chối": "refused",
    "Đang xử lý": "pending",
    "4. ĐANG XỬ LÝ": "pending",
    "Yêu cầu bổ sung giấy tờ": "paused",
    "Yêu cầu thực hiện nghĩa vụ tài chính": "paused",
    "Dừng xử lý": "paused",
    "Công dân yêu cầu rút hồ sơ": "withdrawn",
    "Trả lại": "returned",
    "Đã xử lý xong": "resolved",
    "Đã trả kết quả": "resolved",
}
"""The national statuses with their classes (domain 2.2), and two of one-stop systems."""
CHANNELS = {
    "Trực tiếp": "in_person",
    "Trực tuyến": "online",
    "Nộp trực tuyến": "online",
    "Qua bưu chính công ích": "postal",
}
SERVICES = {"Toàn trình": "full", "Một phần": "partial", "Cung cấp thông tin": "none"}

MIDNIGHT = time(0)


@dataclass(frozen=True)
class Dossier:
    """One row: its dates, its words as they are written; ``None`` is an empty cell."""

    received: datetime | None
    due: datetime | None = None
    ended: datetime | None = None
    status: str | None = None
    channel: str | None = None
    service: str | None = None
    unit: str | None = None
    readable: bool = True

    @property
    def state(self) -> str | None:
        return STATES.get(self.status or "")


@dataclass(frozen=True)
class Question:
    """What is asked: the days of the period, the day of judgement, the two choices."""

    first: date
    last: date
    as_of: date
    timestamp: bool = False
    exclude: bool = False
    hours_of_due: bool = False
    """Whether the column of due dates tells the hour anywhere."""


def place_of(dossier: Dossier, asked: Question) -> str:
    """Where a dossier stands in the period: resolved, pending, or why it is not counted."""
    if dossier.state == "new":
        return "not received"
    if not dossier.readable:
        return "unreadable"
    if dossier.received is None:
        return "undated"
    if dossier.received.date() > asked.last:
        return "received later"
    if dossier.state == "refused":
        return "refused"
    if dossier.due is None and asked.exclude:
        return "excluded"
    return _place_by_dates(dossier, asked)


def _place_by_dates(dossier: Dossier, asked: Question) -> str:
    assert dossier.received is not None
    came_before = dossier.received.date() < asked.first
    if dossier.ended is None:
        if dossier.state not in ("resolved", "withdrawn", "returned"):
            return "pending"
        return "ended before" if came_before else "no finish"
    if came_before and dossier.ended.date() < asked.first:
        return "ended before"
    return "resolved" if dossier.ended.date() <= asked.last else "pending"


def timeliness_of(dossier: Dossier, asked: Question) -> str:
    """``early``, ``on_time`` or ``late`` of a dossier that was resolved."""
    assert dossier.ended is not None
    if dossier.due is None or dossier.state in ("withdrawn", "returned"):
        return "on_time"
    if asked.timestamp:
        return "on_time" if dossier.ended <= _last_moment(dossier.due, asked) else "late"
    if dossier.ended.date() < dossier.due.date():
        return "early"
    return "on_time" if dossier.ended.date() == dossier.due.date() else "late"


def _last_moment(due: datetime, asked: Question) -> datetime:
    """A due date without an hour lasts until the day ends."""
    return due if asked.hours_of_due else datetime.combine(due.date(), time.max)


def is_paused(dossier: Dossier) -> bool:
    """Whether it waits for the citizen: what has ended waits no more, whatever its status."""
    return dossier.state == "paused" and dossier.ended is None


def is_overdue(dossier: Dossier, asked: Question) -> bool:
    """Of a pending dossier, seen when the day of judgement ends.

    By the date rule the due day itself is still in time; by the moment it has gone by then.
    """
    if is_paused(dossier) or dossier.due is None:
        return False
    due = dossier.due.date()
    return due <= asked.as_of if asked.timestamp else due < asked.as_of


def counts_of(dossiers: Iterable[Dossier], asked: Question) -> Counter[str]:
    """The counts of the contract over some dossiers; a key that is missing is 0."""
    counts: Counter[str] = Counter()
    for dossier in dossiers:
        counts.update(_counted_as(dossier, asked))
    return counts


def _counted_as(dossier: Dossier, asked: Question) -> list[str]:
    """Every count that one dossier adds one to."""
    place = place_of(dossier, asked)
    if place == "refused":
        assert dossier.received is not None
        return ["refused"] if dossier.received.date() >= asked.first else []
    if place not in ("resolved", "pending", "no finish"):
        return []
    named = ["received", *_origin(dossier, asked)]
    if dossier.due and asked.first <= dossier.due.date() <= asked.last:
        named.append("due")
    if place == "resolved":
        named += _resolved(dossier, asked)
    if place == "pending":
        named += ["pending", "pending_overdue" if is_overdue(dossier, asked) else "pending_in_time"]
        named += ["paused"] * is_paused(dossier)
    return named


def _origin(dossier: Dossier, asked: Question) -> list[str]:
    assert dossier.received is not None
    if dossier.received.date() < asked.first:
        return ["carried_over"]
    named = ["received_in_period"]
    if channel := CHANNELS.get(dossier.channel or ""):
        named.append(f"received_{channel}")
    else:
        named.append("unknown channel")
    service = SERVICES.get(dossier.service or "")
    return named + [f"{service}_process"] * (service in ("full", "partial"))


def _resolved(dossier: Dossier, asked: Question) -> list[str]:
    timeliness = timeliness_of(dossier, asked)
    named = ["resolved", timeliness]
    named += ["in_time"] * (timeliness != "late")
    return named + [dossier.state] * (dossier.state in ("withdrawn", "returned"))  # type: ignore[list-item]


NEEDS = {
    "channel": ("received_online", "received_offline", "received_in_person", "received_postal"),
    "service": ("full_process", "partial_process"),
    "status": ("paused", "returned", "withdrawn", "refused"),
    "due": (
        "due",
        "early",
        "on_time",
        "late",
        "in_time",
        "pending_in_time",
        "pending_overdue",
    ),
    "ended": (
        *("received", "carried_over", "resolved", "early", "on_time", "late", "in_time"),
        *("pending", "pending_in_time", "pending_overdue"),
    ),
}
"""Counts that a register cannot tell without a column: absent, never zero."""
ALL = (
    *("received", "carried_over", "received_in_period", "received_online", "received_offline"),
    *("received_in_person", "received_postal", "full_process", "partial_process", "resolved"),
    *("early", "on_time", "late", "in_time", "pending", "pending_in_time", "pending_overdue"),
    *("paused", "returned", "withdrawn", "refused", "due"),
)


def reported(
    dossiers: Sequence[Dossier], asked: Question, missing: Iterable[str] = ()
) -> dict[str, int]:
    """What a summary must say of some dossiers of a register without some columns."""
    counts = counts_of(dossiers, asked)
    counts["received_offline"] = counts["received_in_person"] + counts["received_postal"]
    absent = {name for column in missing for name in NEEDS[column]}
    if asked.timestamp:
        absent.add("early")  # one class with on time
    if counts["unknown channel"]:
        absent.add("received_offline")  # who came by no known channel may have come in person
    return {name: counts[name] for name in ALL if name not in absent}


def tells_hours(moments: Iterable[datetime | None]) -> bool:
    return any(moment and moment.time() != MIDNIGHT for moment in moments)


def has_lone_end(dossiers: Iterable[Dossier]) -> bool:
    """Whether the newest days stand alone: more than a year of months without any dossier
    before them, and only one or two dossiers, or fewer than one in a hundred, after.
    """
    newest = [max(d for d in (x.received, x.ended) if d) for x in dossiers if x.received or x.ended]
    months = sorted(day.year * 12 + day.month for day in newest)
    for n in range(1, len(months)):
        few, all_of_them = len(months) - n, len(months)
        alone = few * 100 < all_of_them or (few <= 2 and few < n)
        if months[n] - months[n - 1] > 12 and alone:
            return True
    return False
