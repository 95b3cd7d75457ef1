"""The page of a proofread document: its marks and notes, its policy, hostile texts in it."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _browser import CHROMIUM, DRIVER, Browser, browser
from _proofreadings import (
    BALANCE,
    LINES,
    OPEN,
    RIGHT,
    TABLE,
    WRONG,
    document,
    finding,
    proofreading,
)
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tthc_stats.ingest.documents.page import read as read_document
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.grid import Grid, Merge
from tthc_stats.model.text import Text
from tthc_stats.proofread.claim import Proofreading, Span
from tthc_stats.report.language import language
from tthc_stats.report.writers.annotated_page import SIGNS, annotated_page

VI = language("vi")
HOSTILE = (
    "<script>document.title=1</script>",
    '"><img src=http://example.org/x.png onerror="document.title=1">',
    "</style><style>*{display:none}</style>",
    "</mark></p><h1>x</h1>",
    "{{7*7}} {% raw %}",
    "&lt;b&gt; &amp;",
    "]]> <!-- ",
)


def page(found: Proofreading) -> LexborHTMLParser:
    return LexborHTMLParser(annotated_page(found, VI).decode("utf-8"))


def made(**changed: Any) -> LexborHTMLParser:
    return page(proofreading(**changed))


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def without_signs(tree: LexborHTMLParser) -> LexborHTMLParser:
    for node in tree.css("mark .sign"):
        node.decompose()
    return tree


def with_table() -> Document:
    """A paragraph, then a table of three cells with a merged heading, and a line at its foot."""
    parts = ("Biểu kèm theo:", "Kết quả", "Tiếp nhận", "12", "Trang 1", "Chú thích 50%")
    starts = [sum(len(part) + 1 for part in parts[:at]) for at in range(len(parts))]
    blocks = [
        Block(s, s + len(p), paragraph=n)
        for n, (s, p) in enumerate(zip(starts, parts, strict=True), 1)
    ]
    cells = [
        block._replace(kind=BlockKind.CELL, table=0, row=row, column=column)
        for block, (row, column) in zip(blocks[1:4], ((0, 0), (1, 0), (1, 1)), strict=True)
    ]
    others = (blocks[4]._replace(kind=BlockKind.MARGIN), blocks[5]._replace(kind=BlockKind.NOTE))
    grid = Grid("bao-cao.txt", "docx", [["Kết quả"], ["Tiếp nhận", 12]], "1")
    merged = grid._replace(merges=(Merge(0, 0, 0, 1),))
    return Document("bao-cao.txt", "docx", "\n".join(parts), [blocks[0], *cells, *others], [merged])


def of_table(**changed: Any) -> Proofreading:
    cell = TABLE._replace(place=TABLE.place._replace(cell="B2"))
    empty = proofreading((), [(cell, None)], ())
    return empty._replace(document=with_table(), **changed)


def test_the_text_is_all_there_in_its_order() -> None:
    shown = without_signs(made())
    assert texts(shown, ".text .block > :first-child") == list(LINES)
    assert texts(shown, ".text h3") == [LINES[0]]


def test_every_claim_is_marked_by_its_verdict_in_words_and_sign() -> None:
    tree = made()
    marks = [(node.attributes["class"], node.text()) for node in tree.css("mark")]
    assert marks == [
        ("wrong", "98,7%" + SIGNS["wrong"]),
        ("right", "22%" + SIGNS["right"]),
        ("look", "7,07%" + SIGNS["look"]),
        ("right", "3,47%" + SIGNS["right"]),
        ("wrong", "3.419" + SIGNS["wrong"]),
        ("open", "99,9%" + SIGNS["open"]),
        ("right", "16 bậc" + SIGNS["right"]),
    ]


def test_a_mark_is_described_by_its_note() -> None:
    tree = made()
    for mark in tree.css("mark"):
        for name in str(mark.attributes["aria-describedby"]).split():
            (note,) = tree.css(f"#{name}")
            assert note.text().strip()
    wrong = str(tree.css("mark.wrong")[0].attributes["aria-describedby"])
    assert "SAI: 104.814/106.014 (trên đã giải quyết) = 98,87%" in texts(tree, f"#{wrong}")[0]


def test_links_lead_to_the_places_worst_first() -> None:
    tree = made()
    classes = [node.attributes["class"] for node in tree.css(".places > li")]
    assert classes == ["wrong", "wrong", "wrong", "look", "open"]
    identities = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(identities) == len(set(identities))
    links = [str(node.attributes["href"]) for node in tree.css("a[href^='#']")]
    assert len(links) > 7
    assert {link[1:] for link in links} <= set(identities)


def test_nothing_to_correct_is_said() -> None:
    tree = made(claims=[RIGHT], findings=())
    assert texts(tree, "#places p") == ["Không có chỗ nào cần sửa."]


def test_marks_at_one_place_are_one() -> None:
    """A sum that a whole sentence is about, and a claim in it; two of the same place."""
    whole = Span(WRONG.span.start - 20, WRONG.span.end + 5)
    twice = finding("AGAINST_ROW", Text("bảng ghi 98,9%"), "3:120")
    tree = made(claims=[WRONG], findings=[(BALANCE, whole), (twice, WRONG.span)])
    (mark,) = tree.css("mark")
    assert mark.text() == "98,7%" + SIGNS["wrong"]
    assert len(str(mark.attributes["aria-describedby"]).split()) == 2
    assert without_signs(tree).css("p.paragraph")[0].text() == LINES[1]


def test_a_table_stands_in_cells_with_its_finding() -> None:
    tree = page(of_table())
    assert [texts(row, "td") for row in tree.css("tr")] == [["Kết quả"], ["Tiếp nhận", "12"]]
    assert tree.css("td")[0].attributes == {"rowspan": "1", "colspan": "2"}
    (marked,) = tree.css("td.marked")
    assert marked.text() == "12"
    assert texts(tree, ".places a") == ["bảng 1, ô B2"]
    assert tree.css(".places a")[0].attributes["href"] == f"#{marked.attributes['id']}"


def test_margins_are_left_out_and_notes_are_small() -> None:
    tree = page(of_table())
    assert "Trang 1" not in texts(tree, ".text p")
    assert texts(tree, ".text p.note") == ["Chú thích 50%"]


def test_a_margin_that_is_wrong_is_shown() -> None:
    at = with_table().text.index("Trang 1")
    tree = page(of_table(claims=[WRONG._replace(span=Span(at, at + 7))]))
    assert texts(without_signs(tree), ".text p.margin") == ["Trang 1"]


def test_a_merge_that_covers_text_is_not_believed() -> None:
    found = of_table()
    grid = found.document.tables[0]._replace(merges=(Merge(0, 0, 1, 1),))
    tree = page(found._replace(document=found.document._replace(tables=[grid])))
    assert texts(tree, "td") == ["Kết quả", "", "Tiếp nhận", "12"]


def test_the_policy_knows_just_the_style() -> None:
    tree = made()
    policy = str(tree.css("meta[http-equiv]")[0].attributes["content"])
    styles = [node.text(deep=True) for node in tree.css("style")]
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    assert (len(styles), tree.css("script"), tree.css("[style]")) == (1, [], [])


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_text(text: str) -> None:
    found = proofreading(
        document=document(text, file=text),
        claims=[WRONG._replace(span=Span(0, 3)), OPEN._replace(span=Span(4, len(text)))],
        findings=(),
    )
    tree = without_signs(page(found))
    assert tree.css("h3")[0].text() == text
    assert tree.css(".file")[0].text() == text
    assert not tree.css("script, img, .text h1")


@given(st.text("ạ1%<>&\"'{} \n", min_size=1, max_size=60), st.integers(0, 60), st.integers(1, 9))
def test_no_text_is_lost_whatever_is_marked(text: str, start: int, length: int) -> None:
    start = min(start, len(text) - 1)
    where = Span(start, min(len(text), start + length))
    blocks = [Block(0, len(text), line=1)]
    found = proofreading(
        document=document(text, blocks=blocks),
        claims=[WRONG._replace(span=where), RIGHT._replace(span=Span(0, len(text)))],
        findings=(),
    )
    shown = without_signs(page(found)).css("p.paragraph")[0].text()
    assert "".join(shown.split()) == "".join(text.split())


def test_the_same_findings_give_the_same_bytes() -> None:
    assert annotated_page(proofreading(), VI) == annotated_page(proofreading(), VI)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not (CHROMIUM and DRIVER):
        pytest.skip("Chromium (chromium and chromedriver) is not installed")
    with browser(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_loads_nothing_and_is_quiet(
    chromium: Browser, width: int, scheme: str
) -> None:
    chromium.open(annotated_page(proofreading(), VI), width=width)
    chromium.emulate(prefers_color_scheme=scheme)
    assert chromium.run("return document.documentElement.scrollWidth") <= width
    assert chromium.errors() == []
    assert chromium.requests() == [(chromium.folder / "page.html").as_uri()]


def test_notes_stand_beside_the_text_where_there_is_room(chromium: Browser) -> None:
    beside = (
        "const [p, n] = ['p.paragraph', '.noted .said'].map(s =>"
        " document.querySelector(s).getBoundingClientRect()); return n.left >= p.right"
    )
    chromium.open(annotated_page(proofreading(), VI), width=1280)
    assert chromium.run(beside)
    chromium.open(annotated_page(proofreading(), VI), width=390)
    assert not chromium.run(beside)


CONTRAST = """
const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const light = rgb => .2126*channel(rgb[0]) + .7152*channel(rgb[1]) + .0722*channel(rgb[2]);
const numbers = text => text.match(/[\\d.]+/g).map(Number);
const ground = node => { for (; node; node = node.parentElement) {
  const c = numbers(getComputedStyle(node).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c; } };
return [...document.querySelectorAll('mark, .sign, .said p, .said b, .places p, .words, .meant')]
  .map(node => { const [a, b] = [numbers(getComputedStyle(node).color), ground(node)].map(light);
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); });
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_signs_stand_out_from_their_ground(chromium: Browser, scheme: str) -> None:
    chromium.open(annotated_page(proofreading(), VI))
    chromium.emulate(prefers_color_scheme=scheme)
    ratios = chromium.run(CONTRAST)
    assert len(ratios) > 30
    assert min(ratios) >= 4.5


def test_hostile_texts_neither_run_nor_load(chromium: Browser) -> None:
    text = " ".join(HOSTILE)
    found = proofreading(
        document=document(text), claims=[WRONG._replace(span=Span(0, len(text)))], findings=()
    )
    chromium.open(annotated_page(found, VI))
    assert chromium.run("return document.title").startswith("Soát số liệu")
    assert chromium.errors() == []
    assert chromium.requests() == [(chromium.folder / "page.html").as_uri()]


def test_a_page_read_again_is_the_document_without_remarks() -> None:
    for found, lines in ((proofreading(), LINES), (of_table(), with_table().text.split("\n"))):
        read = read_document(Source(annotated_page(found, VI), "soat.html"))
        shown = [read.text[block.start : block.end] for block in read.blocks]
        assert shown == [line for line in lines if line != "Trang 1"]
