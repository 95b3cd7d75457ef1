"""The page of a monthly report: its structure, its policy, and names of any kind in it."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _pages import FINDINGS, FORM, TREND, UNITS, drawn, groups, paper, report, share
from _reports import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tthc_stats.model.office import Office
from tthc_stats.report.document import Heading, ShareCell, TableBlock
from tthc_stats.report.language import language
from tthc_stats.report.paper import Headline, Paragraph, Sentence
from tthc_stats.report.writers import web_page, write
from tthc_stats.report.writers.page_tables import exact, page_table, part, sheet_table
from tthc_stats.report.writers.web_page import attributed, page_of

VI = language("vi")
WORSE = (
    *HOSTILE,
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "{{7*7}}",
    "{% raw %}",
    "</style><script>alert(1)</script>",
    "</script>",
    "</title>",
    "<!-- ",
    "]]>",
    "&lt;b&gt; &amp;",
    "</svg><script>1</script>",
)


@pytest.fixture(autouse=True, scope="module")
def pictures() -> Iterator[None]:
    """Pictures of one line, since drawing takes longer than all else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_page, "svg_of", drawn)
        plain()
        yield


def parsed(page: str) -> LexborHTMLParser:
    return LexborHTMLParser(page)


def made(**changed: Any) -> LexborHTMLParser:
    return parsed(page_of(paper(**changed)))


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css(selector)
    assert len(found) == 1, selector
    return found[0]


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [node.text().strip() for node in tree.css(selector)]


def named(name: str) -> LexborHTMLParser:
    """A page with one name wherever a name can stand."""
    table = TableBlock(
        (Heading(name), Heading(name, numeric=True)), [(name, 1), (name, share(1, 2))], title=name
    )
    chart = TREND._replace(title=name, described=name, categories=(name,) * 4)
    form = FORM._replace(
        title=name, cells={at: cell._replace(value=name) for at, cell in FORM.cells.items()}
    )
    return made(
        office=Office(name=name, parent=name),
        subject=name,
        period=name,
        dated=name,
        headlines=(Headline(name, name, name, name, (name,), doubtful=True),),
        paragraphs=(Paragraph(name, (Sentence(name, doubtful=True),)),),
        doubts=name,
        charts=(chart,),
        groups=table._replace(totals=1),
        compared=table,
        form=form,
        findings=table._replace(),
        notes=(name,),
    )


def skeleton(tree: LexborHTMLParser) -> list[tuple[str | None, tuple[str, ...]]]:
    """Every element with the names of its attributes; pictures are drawn elsewhere."""
    assert tree.root
    return [
        (node.tag, tuple(sorted(node.attributes)))
        for node in tree.root.traverse()
        if not any(parent.tag == "svg" for parent in ancestors(node))
    ]


def ancestors(node: LexborNode) -> list[LexborNode]:
    above = node.parent
    return [above, *ancestors(above)] if above else []


@cache
def plain() -> list[tuple[str | None, tuple[str, ...]]]:
    return skeleton(named("Xã A"))


CLEANED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def in_page(name: str) -> str:
    return CLEANED.sub("\ufffd", re.sub("\r\n?", "\n", name))


@pytest.mark.parametrize("name", WORSE)
def test_a_hostile_name_is_text_wherever_it_stands(name: str) -> None:
    tree = named(name)
    assert skeleton(tree) == plain()
    assert one(tree, "h1").text() == in_page(name)
    assert one(tree, "#annex-1 tbody th").text() == in_page(name)


@given(st.text(min_size=1, max_size=40))
def test_any_name_is_text_wherever_it_stands(name: str) -> None:
    tree = named(name)
    assert skeleton(tree) == plain()
    shown = one(tree, "#annex-1 tbody th").text()
    assert shown == in_page(name)
    shown.encode("utf-8")


def test_a_mark_that_turns_the_direction_of_figures_is_seen() -> None:
    tree = made(paragraphs=(Paragraph("Xã", (Sentence("Xã \u202eA đạt 97,29%"),)),))
    assert texts(tree, ".words p") == ["Xã \ufffdA đạt 97,29%"]


def test_the_policy_knows_just_the_style_and_the_script_of_the_page() -> None:
    page = page_of(paper())
    policy = one(parsed(page), "meta[http-equiv]").attributes["content"]
    digests = [
        base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode()
        for tag in ("style", "script")
        for content in re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    ]
    assert len(digests) == 2
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; "
        f"script-src 'sha256-{digests[1]}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_nothing_loads_and_nothing_runs_but_the_script() -> None:
    tree = made()
    used = {node.tag for node in tree.css("*")}
    assert not used & {"img", "iframe", "object", "embed", "base", "form", "audio", "video"}
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "formaction", "ping")
            if name in ("href", "xlink:href"):
                assert (value or "").startswith(("#", "data:,"))
    assert one(tree, "link[rel=icon]").attributes["href"] == "data:,"  # else one asks for it
    assert not re.search(r"@import|url\((?!#)", page_of(paper()))


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = write(report(), "html", VI)
    assert first == write(report(), "html", VI)
    assert first.startswith(b"<!DOCTYPE html>\n")
    assert b"\r" not in first


@pytest.mark.parametrize(
    ("code", "skip"),
    [
        ("vi", "Chuyển đến nội dung"),
        ("en", "Skip to the content"),
    ],
)
def test_the_page_speaks_the_language_of_its_paper(code: str, skip: str) -> None:
    tree = made(language=language(code))
    assert one(tree, "html").attributes["lang"] == code
    assert texts(tree, ".skip") == [skip]


def test_a_page_has_its_landmarks_and_one_first_heading() -> None:
    tree = made()
    for landmark in (
        "header",
        "nav[aria-label]",
        "main",
        "h1",
        "head title",
        "a.skip[href='#main']",
    ):
        one(tree, landmark)
    levels = [int((node.tag or "h9")[1]) for node in tree.css("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(later - sooner <= 1 for sooner, later in pairwise(levels))


def test_every_reference_leads_somewhere_and_every_id_is_one() -> None:
    tree = made()
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    led_to = {(node.attributes["href"] or "")[1:] for node in tree.css("a[href^='#']")}
    for name in ("aria-labelledby", "aria-describedby", "for"):
        for node in tree.css(f"[{name}]"):
            led_to |= set((node.attributes[name] or "").split())
    assert led_to <= set(ids)
    contents = {(node.attributes["href"] or "")[1:] for node in tree.css("nav a")}
    assert contents == {node.attributes["id"] for node in tree.css("main section")}


def test_tables_can_be_read_without_seeing_them() -> None:
    tree = made()
    assert len(tree.css("table")) == 5
    for table in tree.css("table"):
        assert one(table, "caption").text().strip()
        assert all(node.attributes.get("scope") for node in table.css("th"))
        region = table.parent
        assert region
        assert region.attributes["role"] == "region"
        assert region.attributes["tabindex"] == "0"


def test_a_picture_has_its_words_and_its_figures() -> None:
    tree = made()
    assert texts(tree, "figcaption") == [TREND.title]
    assert texts(tree, "figure desc") == [TREND.described]
    assert texts(tree, "figure thead th") == ["kỳ", "Đúng hạn", "Trực tuyến"]
    assert texts(tree, "figure tbody tr:nth-child(2) > *") == ["7/2026", "–", "41,50%"]


def test_headline_figures_are_a_list_of_descriptions() -> None:
    tree = made()
    assert texts(tree, ".cards dt")[1] == "Tỷ lệ đúng hạn"
    assert texts(tree, ".cards .fraction") == ["5.095/5.299", "2.790/6.312"]
    assert len(texts(tree, ".cards .change")) == 3
    assert {node.tag for node in one(tree, ".cards").css("dl > *")} == {"div"}


@pytest.mark.parametrize(
    ("changed", "led_to"),
    [
        ({}, "#findings"),
        ({"findings": None}, "#doubts"),
        ({"findings": None, "doubts": None}, None),
    ],
)
def test_the_mark_stands_at_what_is_doubtful_and_leads_to_why(
    changed: dict[str, Any], led_to: str | None
) -> None:
    tree = made(**changed)
    marks = tree.css(".mark")
    assert [mark.attributes.get("href") for mark in marks] == [led_to] * 2
    assert all("(*)" in mark.text() for mark in marks)
    assert one(tree, ".cards .doubtful .value").text().startswith("96,15% (*)")
    sentence = texts(tree, ".words p")[1]
    assert sentence.startswith("Đã giải quyết đúng hạn 5.095 hồ sơ (5.095/5.299 = 96,15%). (*)")


def test_the_groups_are_figures_that_can_be_sorted_exactly() -> None:
    table = one(made(), "table[data-sortable]")
    first = one(table, "tbody tr:first-child")
    assert [(node.tag, node.attributes.get("data-value")) for node in first.css("tr > *")] == [
        ("td", "3"),
        ("th", None),
        ("td", "812"),
        ("td", "640"),
        ("td", "622/640"),
        ("td", "700/812"),
        ("td", "12.50"),
    ]
    assert texts(table, "tbody tr:first-child td.share small") == ["622/640", "700/812"]
    assert texts(table, "tfoot th") == ["Tổng cộng"]
    assert len(table.css("tbody tr")) == len(UNITS)


def test_absent_is_a_dash_and_no_zero() -> None:
    table = one(made(), "table[data-sortable]")
    row = table.css("tbody tr")[5]
    assert [cell.text() for cell in row.css("[data-absent]")] == ["–"] * 4
    assert not row.css("[data-absent][data-value]")
    none = ShareCell(0, 0, None)
    assert exact(none) is None


def test_a_filter_is_offered_where_there_are_many_rows() -> None:
    assert not made().css("input")
    many = made(groups=groups([*UNITS, *UNITS]))
    assert one(many, "label").attributes["for"] == one(many, "input").attributes["id"]
    assert "hidden" in one(many, ".tools").attributes


def test_one_row_is_not_sorted() -> None:
    assert not made(groups=groups(UNITS[:1])).css("[data-sortable], .tools")


def test_a_form_keeps_its_merged_headings_and_leaves_out_its_signatures() -> None:
    tree = made()
    form = one(tree, "table.merged")
    spans = ("rowspan", "colspan")
    heads = [(c.text(), *map(c.attributes.get, spans)) for c in form.css("thead th")]
    assert heads[:3] == [
        ("TT", "2", None),
        ("Lĩnh vực", "2", None),
        ("Số lượng hồ sơ đã giải quyết", None, "2"),
    ]
    assert [[c.text() for c in r.css("tr > *")] for r in form.css("tbody tr")] == [
        ["1", "Đất đai", "5.299", ""],
        ["", "Tổng cộng", "5.299", "204"],
    ]
    assert texts(tree, "#annex-3 .above") == ["Biểu số II.06a/VPCP/KSTT"]
    assert "Thủ trưởng" not in one(tree, "#annex-3").text()


def test_rows_of_a_form_are_as_wide_as_its_headings() -> None:
    table = sheet_table(FORM, VI)
    for row in table.body:
        assert sum(int(cell.attributes.get("colspan", 1)) for cell in row.cells) == 4


def test_what_a_paper_lacks_the_page_leaves_out() -> None:
    bare = {"headlines": (), "paragraphs": (), "charts": (), "notes": (), "period": None}
    none = {"compared": None, "form": None, "findings": None, "doubts": None}
    tree = made(**bare, **none, office=Office())
    assert [node.attributes["id"] for node in tree.css("main section")] == ["annex-1"]
    assert one(tree, "title").text() == paper().subject
    assert "None" not in one(tree, "body").text()


def test_sentences_of_findings_can_stand_below_one_another() -> None:
    table = one(made(), "#findings table")
    assert table.attributes["class"] == "prose"
    labels = [cell.attributes["data-label"] for cell in table.css("tbody tr:first-child > *")]
    assert labels == [str(heading.title) for heading in FINDINGS.headings]


def test_groups_stay_a_table_however_long_their_names_are() -> None:
    long = "Thủ tục đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
    headings = (Heading("Đơn vị"), Heading("Thủ tục"), Heading("Tổng", numeric=True))
    table = TableBlock(headings, [("Xã A", long, 1), ("Xã B", long, 2)], title="Số liệu")
    assert one(made(groups=table), "#annex-1 table").attributes.get("class") is None


def test_wide_tables_are_printed_on_landscape_pages() -> None:
    headings = [Heading(str(n), numeric=n > 0) for n in range(9)]
    wide = TableBlock(headings, [("Xã A", *range(8))], title="Rộng")
    assert "has-wide" in (one(made(groups=wide), "#annex-1").attributes["class"] or "")
    assert "has-wide" not in (one(made(), "#annex-1").attributes["class"] or "")


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_bar_is_full_or_empty_only_where_the_share_is(above: int, below: int) -> None:
    length = part(share(above, below))
    assert 0 <= length <= 100
    assert (length == 0) == (above == 0)
    assert (length == 100) == (above >= below)
    if 0 < above < below:
        assert abs(length - 100 * above / below) <= 1


def test_the_first_column_of_texts_calls_the_rows() -> None:
    headings = (Heading("Hạng", numeric=True), Heading("Xã"), Heading("Cấp"))
    block = TableBlock(headings, [(1, "A", "B")])
    assert [cell.tag for cell in page_table(block, VI).body[0].cells] == ["td", "th", "td"]
    figures = TableBlock((Heading("số", numeric=True),), [(Decimal("1.50"),)])
    assert page_table(figures, VI).body[0].cells[0].tag == "th"


def test_a_picture_has_attributes_instead_of_styles() -> None:
    svg = (
        '<svg width="9" style="max-width: 100%; height: auto; stroke-linecap: butt">'
        '<text style="font-size: 8px; font-family: \'Noto\'" x="1">a style="fill: red" &lt;</text>'
        '<path style=""/></svg>'
    )
    assert attributed(svg) == (
        '<svg width="9" stroke-linecap="butt">'
        '<text font-size="8px" font-family="\'Noto\'" x="1">a style="fill: red" &lt;</text>'
        "<path/></svg>"
    )
