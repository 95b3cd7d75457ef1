"""A register in a database gives what the same register gives as a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from _running import inside
from _server import Server, running
from _tables import NAMES, NEEDED, SAMPLE, TYPES, load, selected

from tthc_stats.api.checks import check
from tthc_stats.api.dossiers import dossiers, durations
from tthc_stats.api.reading import read
from tthc_stats.api.summary import summarize

KINDS = tuple(TYPES)
BY = ("unit", "level", "commune,channel", "month", "service", "linh_vuc", "han_tra")


@pytest.fixture(scope="session")
def server() -> Server:
    return running()


@pytest.fixture(scope="module")
def tables(server: Server) -> Iterator[Server]:
    """The sample register, and one with errors in it."""
    load(server, "so")
    load(server, "loi", rows=900, flaws=7)
    yield server
    for name in ("so", "loi"):
        server.do(*(f"DROP TABLE {name}_{kind}" for kind in KINDS))


def figures(data: Any) -> Any:
    """What a report says, without the places that a file has and a database has not."""
    if isinstance(data, list):
        return [figures(item) for item in data]
    if not isinstance(data, dict):
        return data
    places = ("sources", "file", "sheet", "cell", "message", "rows", "row")
    return {key: figures(value) for key, value in data.items() if key not in places}


def told(*arguments: object) -> Any:
    ran = inside(*arguments, "--format", "json")
    assert ran.status in (0, 1), ran.err
    return figures(ran.data())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "asked",
    [
        ("summarize", "--period", "2026-08"),
        ("summarize", "--period", "2026-08", "--cutoff", "calendar", "--by", "unit,channel"),
        ("summarize", "--period", "2026-07-15..2026-09-14", "--as-of", "2026-09-30"),
        ("check", "--period", "2026-08"),
        ("dossiers", "late", "--period", "2026-08"),
        ("dossiers", "overdue", "--period", "2026-08", "--limit", "5"),
        ("dossiers", "stats", "--period", "2026-08", "--by", "unit"),
    ],
    ids=" ".join,
)
def test_the_sample_says_the_same_as_the_file(
    tables: Server, kind: str, asked: tuple[str, ...]
) -> None:
    command, rest = (asked[:2], asked[2:]) if asked[0] == "dossiers" else (asked[:1], asked[1:])
    here = told(*command, tables.url(), "--table", f"so_{kind}", *rest)
    assert here == told(*command, SAMPLE, *rest)


@pytest.mark.parametrize("rule", ["date", "timestamp"])
@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (kind, by)
        for kind in KINDS
        for by in BY
        if (kind, by) != ("zoned", "han_tra")  # the export is in the server's zone
    ],
)
def test_a_register_with_errors_says_the_same_as_its_export(
    tables: Server, tmp_path: Path, kind: str, by: str, rule: str
) -> None:
    file = tables.export(f"loi_{kind}", tmp_path / "loi.csv")
    asked = ("--by", by, "--rule", rule)
    here = told("summarize", tables.url(), "--table", f"loi_{kind}", *asked)
    assert here == told("summarize", file, *asked)
    assert here["findings"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("as_of", [(), ("--as-of", "2026-09-21")])
def test_checks_find_the_same_as_in_the_export(
    tables: Server, tmp_path: Path, kind: str, as_of: tuple[str, ...]
) -> None:
    file = tables.export(f"loi_{kind}", tmp_path / "loi.csv")
    here = told("check", tables.url(), "--table", f"loi_{kind}", *as_of)
    assert here == told("check", file, *as_of)
    assert {finding["code"] for finding in here["findings"]} >= {"DUPLICATE_CODE", "CODE_DATE"}


def test_a_query_says_the_same_as_its_table(tables: Server) -> None:
    query = f"WITH s AS ({selected('so', 'zoned')}) SELECT * FROM s ORDER BY 1; -- all"
    query = query.replace("; -- all", ";")
    here = told("summarize", tables.url(), "--query", query, "--by", "unit")
    assert here == told("summarize", tables.url(), "--table", "so_zoned", "--by", "unit")


def test_python(tables: Server) -> None:
    found = read(tables.url(), table="so_moment")
    file = read(SAMPLE)
    assert summarize(found, by="unit", period="2026-08").groups == (
        summarize(file, by="unit", period="2026-08").groups
    )
    assert check(found, period="2026-08").dossiers == 300
    late = dossiers(found, "late", period="2026-08").dossiers
    assert late == dossiers(file, "late", period="2026-08").dossiers
    assert durations(found, period="2026-08").total == durations(file, period="2026-08").total


def test_a_database_and_a_file_add_up(tables: Server, tmp_path: Path) -> None:
    tables.do("CREATE VIEW nua AS SELECT * FROM so_moment WHERE stt::int > 100")
    tables.do("CREATE VIEW dau AS SELECT * FROM so_moment WHERE stt::int <= 100")
    try:
        file = tables.export("(SELECT * FROM dau)", tmp_path / "dau.csv")
        asked = ("--period", "2026-08", "--by", "unit")
        both = told("summarize", tables.url(), file, "--table", "nua", *asked)
        assert both == told("summarize", SAMPLE, *asked)
        shared = inside("summarize", tables.url(), file, "--table", "so_moment", *asked)
        assert (shared.status, "100 dossiers" in shared.err) == (65, True)
        twice = inside("summarize", tables.url(), tables.url(), "--table", "so_moment")
        assert (twice.status, "given twice" in twice.err) == (2, True)
    finally:
        tables.do("DROP VIEW nua, dau")


def test_personal_columns_are_never_asked_for(tables: Server) -> None:
    """A user who may read nothing else gets every report."""
    tables.do(
        "CREATE ROLE reader LOGIN",
        f"GRANT SELECT ({', '.join(NEEDED)}) ON so_zoned TO reader",
    )
    try:
        url = tables.url("reader")
        for asked in (("summarize",), ("check",), ("dossiers", "late"), ("inspect",)):
            ran = inside(*asked, url, "--table", "so_zoned")
            assert ran.status == 0, ran.err
        refused = inside("summarize", url, "--table", "so_zoned", "--by", "so_dien_thoai")
        assert (refused.status, "data of persons" in refused.err) == (2, True)
        unread = inside("summarize", url, "--table", "so_zoned", "--by", "stt")
        assert (unread.status, "may not be read" in unread.err) == (66, True)
    finally:
        tables.do("DROP OWNED BY reader", "DROP ROLE reader")


def test_own_names_of_columns(tables: Server, tmp_path: Path) -> None:
    tables.do(
        'CREATE VIEW "Sổ riêng" AS SELECT so_ho_so AS "Mã", ngay_tiep_nhan AS t1, han_tra AS t2, '
        "ngay_ket_thuc AS t3, trang_thai, don_vi_giai_quyet AS noi FROM so_moment"
    )
    try:
        source = (tables.url(), "--table", 'public."Sổ riêng"')
        assert inside("summarize", *source).status == 65
        own = tmp_path / "own.toml"
        own.write_text(
            '[register.columns]\n"Mã" = "code"\nt1 = "received"\nt2 = "due"\nt3 = "finished"\n'
            'noi = "unit"\n',
            "utf-8",
        )
        asked = ("--layout", own, "--period", "2026-08")
        here = told("summarize", *source, *asked)["groups"][0]["counts"]
        there = told("summarize", SAMPLE, "--period", "2026-08", "--by", "unit")["groups"][0]
        assert here["late"] == there["counts"]["late"]
        assert inside("dossiers", "late", *source, *asked).status == 0
    finally:
        tables.do('DROP VIEW "Sổ riêng"')


def test_inspect_tells_the_columns_and_reads_none(tables: Server, tmp_path: Path) -> None:
    layout = tmp_path / "own.toml"
    ran = inside(
        "inspect", tables.url(), "--table", "so_day", "--format", "json", "--save-layout", layout
    )
    (found,) = ran.data()["registers"]
    assert [column["caption"] for column in found["columns"]] == list(NAMES)
    assert (found["format"], found["sheet"], found["header_rows"]) == (
        "postgresql",
        "public.so_day",
        None,
    )
    again = inside("summarize", tables.url(), "--table", "so_day", "--layout", layout)
    assert again.status == 0, again.err


def test_findings_name_dossiers_and_no_rows(tables: Server) -> None:
    ran = inside("check", tables.url(), "--table", "loi_text", "--format", "json")
    for finding in ran.data()["findings"]:
        assert finding["cell"] is None
        assert finding["rows"] == [] if "rows" in finding else True
    messages = json.dumps(ran.data(), ensure_ascii=False)
    unreadable = tables.ask("SELECT min(so_ho_so) FROM loi_text WHERE han_tra = '31/02/2026'")
    assert f"{unreadable[0][0]} “31/02/2026”" in messages
    again = inside("check", tables.url(), "--table", "loi_text", "--format", "json")
    assert again.out == ran.out


def test_types_that_no_register_should_have(server: Server) -> None:
    """Padded texts, endless days and days before Christ; nothing is lost silently."""
    server.do(
        "CREATE TABLE la (so_ho_so char(20), don_vi varchar, ngay_tiep_nhan timestamptz, "
        "han_tra date, ngay_ket_thuc timestamp, trang_thai char(30))",
        "INSERT INTO la VALUES "
        "('H1', 'Xã A', '2026-07-31 18:30+00', '2026-08-03', '2026-08-02 09:00', 'Đã xử lý xong'),"
        "('H2', 'Xã \"A\"', '2026-08-01 08:00+07', 'infinity', NULL, 'Đang xử lý'),"
        "('H3', E'Xã\\nB', '2026-08-01 08:00+07', '5874897-12-31', NULL, 'Đang xử lý'),"
        "('H4', 'Xã A', '0044-03-15 08:00+00 BC', '2026-08-03', NULL, 'Đang xử lý'),"
        "('H5', '-', NULL, '2026-08-03', NULL, 'Đang xử lý'),"
        "(NULL, NULL, NULL, NULL, NULL, NULL)",
    )
    try:
        ran = inside(
            *("summarize", server.url(), "--table", "la", "--period", "2026-08"),
            *("--cutoff", "calendar", "--format", "json"),
        )
        data = ran.data()
        assert data["total"]["counts"]["received"] == 1
        assert data["total"]["counts"]["early"] == 1  # on 2/8, received on 1/8 in Vietnam
        numbers = {f["code"]: f["message"] for f in data["findings"]}
        assert "2 dossiers have no day of receipt" in numbers["NO_RECEIVED"]
        assert "H2 “infinity”, H3 “infinity”" in json.dumps(data, ensure_ascii=False)
        assert "H4 “infinity”" in json.dumps(data, ensure_ascii=False)
    finally:
        server.do("DROP TABLE la")
