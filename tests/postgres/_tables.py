"""The sample register as tables of a database, its days in every type that has them."""

from __future__ import annotations

import csv
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _server import Server

__all__ = ["DAYS", "NAMES", "NEEDED", "SAMPLE", "SAMPLES", "TYPES", "load", "register", "selected"]

SAMPLES = Path(__file__).parents[2] / "sample_data"
SAMPLE = SAMPLES / "so-theo-doi-2026-08.xlsx"
if TYPE_CHECKING:
    import register
else:
    sys.path.insert(0, str(SAMPLES))
    register = import_module("register")

NAMES = (
    *("stt", "so_ho_so", "ten_tthc", "linh_vuc", "don_vi_giai_quyet", "xa_phuong", "chu_ho_so"),
    *("so_dien_thoai", "ngay_tiep_nhan", "han_tra", "ngay_ket_thuc", "trang_thai"),
    *("hinh_thuc_tiep_nhan", "muc_do_dvc"),
)
"""The captions of the register as people name columns."""
DAYS = ("ngay_tiep_nhan", "han_tra", "ngay_ket_thuc")
NEEDED = (NAMES[1], *NAMES[2:6], *DAYS, *NAMES[11:])
MOMENT = "to_timestamp({}, 'DD/MM/YYYY HH24:MI:SS')::timestamp"
TYPES = {
    "text": "{}",
    "day": f"{MOMENT}::date",
    "moment": MOMENT,
    "zoned": f"({MOMENT} AT TIME ZONE 'Asia/Ho_Chi_Minh')",
}
"""How a table has the days: each is made from the table of texts."""


def load(server: Server, name: str, **made: Any) -> None:
    """A made-up register as the tables ``<name>_<type>``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        register.write(register.Register(**made), file)
        with file.open(encoding="utf-8", newline="") as stream:
            _header, *rows = csv.reader(stream)
    filled = [[value or None for value in row] for row in rows]
    server.load(f"{name}_text", [f"{column} text" for column in NAMES], filled)
    for kind in TYPES:
        if kind != "text":
            server.do(f"CREATE TABLE {name}_{kind} AS {selected(name, kind)}")


def selected(name: str, kind: str) -> str:
    """A query that gives the table of a kind; what is no date is absent in the typed ones."""
    columns = []
    for column in NAMES:
        read = TYPES[kind].format(f"nullif({column}, '{register.UNREADABLE}')")
        columns.append(f"{read} AS {column}" if column in DAYS and kind != "text" else column)
    return f"SELECT {', '.join(columns)} FROM {name}_text"
