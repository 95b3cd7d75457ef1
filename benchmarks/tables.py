"""Workbooks to measure with: random, consistent, always the same."""

from __future__ import annotations

import random
from pathlib import Path

from openpyxl import Workbook

HEADER = [
    "STT", "Đơn vị", "Tổng tiếp nhận", "Kỳ trước chuyển sang", "Trực tuyến",
    "Trực tiếp, dịch vụ bưu chính", "Đã giải quyết", "Trước hạn", "Đúng hạn", "Quá hạn",
    "Đang giải quyết", "Trong hạn", "Quá hạn",
]  # fmt: skip


def figures(chance: random.Random) -> list[int]:
    """A row that adds up in every identity of biểu II.06a."""
    carried, online, offline = (chance.randint(0, most) for most in (50, 900, 200))
    received = carried + online + offline
    resolved = chance.randint(0, received)
    early = chance.randint(0, resolved)
    late = chance.randint(0, resolved - early)
    pending = received - resolved
    overdue = chance.randint(0, pending)
    timely = [early, resolved - early - late, late]
    return [
        received,
        carried,
        online,
        offline,
        resolved,
        *timely,
        pending,
        pending - overdue,
        overdue,
    ]


def write_table(path: Path, *, rows: int, seed: int) -> None:
    """A table of units with their total."""
    chance = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("06a")
    sheet.append(["(Từ ngày 15/07/2026 đến ngày 14/08/2026)"])
    sheet.append(HEADER)
    total = [0] * (len(HEADER) - 2)
    for number in range(1, rows + 1):
        row = figures(chance)
        total = [a + b for a, b in zip(total, row, strict=True)]
        sheet.append([number, f"Xã {seed}-{number}", *row])
    sheet.append([None, "Tổng cộng", *total])
    book.save(path)
