"""Tables that run over the pages of a PDF, and the tool's own reports in every format."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest" / "documents"))

from _build_pdf import Page, lines, pdf, table

from tthc_stats.api.proofreading import proofread_text as proofread

HEAD = ["TT", "Đơn vị", "Tiếp nhận", "Đã giải quyết"]
ROWS = [["1", "Xã A", "541", "508"], ["2", "Xã B", "708", "680"], ["3", "Xã C", "198", "180"]]
TOTAL = ["", "Tổng cộng", "1.447", "1.368"]
SAMPLES = Path(__file__).parents[2] / "sample_data"
CLEAN = ["xa-phuong-2026-09.csv", "bieu-ii06a.xls", "so-theo-doi-2026-08.xlsx"]
LANGUAGES = ["vi", "en"]


def codes(*pages: Page) -> set[str]:
    return {finding.code for finding in proofread(BytesIO(pdf(*pages))).findings}


def under(above: str, page: Page) -> Page:
    return Page([*lines(above, top=815, x=200), *page.words], page.strokes)


def test_a_total_on_the_next_page_is_that_of_all_rows() -> None:
    rest = under("2", table([HEAD, ROWS[2], TOTAL], 780))
    first = table([HEAD, *ROWS[:2]], 700)
    assert codes(Page(lines("Bìa")), Page(lines("Mục lục")), first, rest) == set()
    wrong = under("2", table([HEAD, ROWS[2], [*TOTAL[:2], "1.474", "1.368"]], 780))
    assert codes(Page(lines("Bìa")), Page(lines("Mục lục")), first, wrong) == {"TOTAL_ROW"}


def test_a_total_is_added_up_where_a_table_says_that_it_goes_on() -> None:
    wrong = table([HEAD, ROWS[2], [*TOTAL[:2], "1.474", "1.368"]], 780)
    assert codes(table([HEAD, *ROWS[:2]], 700), under("Biểu 1 (tiếp)", wrong)) == {"TOTAL_ROW"}


@pytest.mark.parametrize("above", ["UBND TỈNH X", "Báo cáo tháng chín", ""])
def test_what_may_be_the_rest_of_a_table_is_not_added_up(above: str) -> None:
    first = table([["STT", *HEAD[1:]], *ROWS[:2]], 700, width=110)
    rest = table([HEAD, ROWS[2], TOTAL], 780)
    assert codes(first, under(above, rest)) == set()


@pytest.mark.parametrize("above", ["Bảng 2", "2. Cấp xã", "Kết quả như sau:"])
def test_a_table_with_a_title_is_added_up(above: str) -> None:
    first = table([HEAD, *ROWS[:2]], 700)
    assert codes(first, under(above, table([HEAD, ROWS[2], TOTAL], 780))) == {"TOTAL_ROW"}


def test_a_table_that_may_go_on_in_a_picture_is_not_added_up() -> None:
    sections = [["I", "Cấp xã", "1.447", "1.368"], *ROWS[:2]]
    assert codes(table([HEAD, *sections, TOTAL], 780)) != set()
    assert codes(table([HEAD, *sections, TOTAL], 780), Page(picture=True)) == set()


@pytest.fixture(scope="module")
def papers(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of clean samples as Word documents, web pages and PDF."""
    folder = tmp_path_factory.mktemp("papers")
    run = [sys.executable, "-m", "tthc_stats", "report"]
    for sample, language in product(CLEAN, LANGUAGES):
        path = folder / f"{sample}-{language}"
        outputs = [f"--output={path}.{kind}" for kind in ("docx", "html", "md")]
        command = [*run, str(SAMPLES / sample), "--lang", language, *outputs]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(path) for path in folder.glob("*.docx")]
    for kind in ("pdf", "odt"):
        subprocess.run(
            [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *files],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            timeout=180,
        )
    return folder


@pytest.mark.parametrize("sample", CLEAN)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["docx", "odt", "html", "md", "pdf"])
def test_own_reports_of_clean_figures_have_no_errors(
    papers: Path, sample: str, language: str, kind: str
) -> None:
    found = proofread(papers / f"{sample}-{language}.{kind}")
    assert [str(one.message) for one in found.findings if one.severity == "error"] == []
