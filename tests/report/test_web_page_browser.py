"""The page of a monthly report in a real browser: Chromium without a window."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _browser import CHROMIUM, DRIVER, Browser, browser
from _pages import TREND, UNITS, groups, paper
from _reports import HOSTILE
from selenium.webdriver import ActionChains, Keys

from tthc_stats.report.paper import Paragraph, Sentence
from tthc_stats.report.writers.web_page import page_of

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="Chromium (chromium and chromedriver) is not installed"
)
NAMES = [str(unit[0]) for unit in UNITS]
ON_TIME, ONLINE, NAME, RANK = 4, 5, 1, 0


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(paper())


def names(chromium: Browser) -> list[str]:
    """The names of the rows as they stand, without those that are filtered away."""
    found: list[str] = chromium.run(
        "return [...document.querySelectorAll('[data-sortable] tbody tr:not([hidden]) th')]"
        ".map(cell => cell.textContent)"
    )
    return found


def press(chromium: Browser, column: int) -> None:
    chromium.run(
        "document.querySelectorAll('[data-sortable] thead button')[arguments[0]].click()", column
    )


def status(chromium: Browser) -> str:
    return str(chromium.run("return document.querySelector('.status').textContent"))


def test_what_is_not_silent_is_heard(chromium: Browser) -> None:
    """The tests below could not fail if neither errors nor requests were seen."""
    policy = '<meta http-equiv="Content-Security-Policy" content="style-src \'none\'">'
    loaded = '<link rel="icon" href="data:,"><img src="http://example.org/x.png">'
    chromium.open(f'{policy}{loaded}<p style="color: red">x</p>')
    assert any("Content Security Policy" in error for error in chromium.errors())
    assert "http://example.org/x.png" in chromium.requests()


def test_nothing_is_loaded_and_the_console_stays_empty(chromium: Browser, page: str) -> None:
    chromium.open(page)
    for column in range(7):
        press(chromium, column)
    chromium.printed()
    assert chromium.errors() == []
    assert chromium.requests() == [(chromium.folder / "page.html").as_uri()]
    assert chromium.run("return performance.getEntriesByType('resource').length") == 0


def test_hostile_names_neither_run_nor_load(chromium: Browser) -> None:
    hostile = (
        *HOSTILE,
        '"><img src=x onerror="document.title=1">',
        "</script><script>document.title=1</script>",
        "</style><style>*{display:none}</style>",
        "{{7*7}}",
    )
    rows = [(name, 9 + at, 9, 9 - at % 9, 1) for at, name in enumerate(hostile)]
    chart = TREND._replace(title=hostile[-3], described=hostile[-4], categories=hostile[-4:])
    said = paper(
        groups=groups(rows),
        charts=(chart,),
        paragraphs=tuple(Paragraph(name, (Sentence(name, True),)) for name in hostile),
    )
    chromium.open(page_of(said))
    assert chromium.run("return document.title").startswith("Tình hình")
    press(chromium, NAME)
    assert sorted(names(chromium)) == sorted(
        name.replace("\r\n", "\n").replace("\r", "\n") for name in hostile
    )
    assert chromium.errors() == []
    assert chromium.requests() == [(chromium.folder / "page.html").as_uri()]


def by_share(above: int, below: int, sign: int) -> list[str]:
    """Names by an exact share, equal ones as they were, those without a share last."""
    counted = {name: (counts[above], counts[below]) for name, *counts in UNITS}
    shares = {
        str(name): sign * Fraction(part, whole)
        for name, (part, whole) in counted.items()
        if part is not None and whole
    }
    return [*sorted(shares, key=shares.__getitem__), *(n for n in NAMES if n not in shares)]


@pytest.mark.parametrize(("column", "above", "below"), [(ON_TIME, 2, 1), (ONLINE, 3, 0)])
def test_shares_are_sorted_exactly_in_both_directions(
    column: int, above: int, below: int, chromium: Browser, page: str
) -> None:
    chromium.open(page)
    assert names(chromium) == NAMES
    press(chromium, column)
    assert names(chromium) == by_share(above, below, 1)
    press(chromium, column)
    assert names(chromium) == by_share(above, below, -1)
    press(chromium, column)
    assert names(chromium) == NAMES


def test_equal_shares_keep_their_order_and_absent_ones_come_last(
    chromium: Browser, page: str
) -> None:
    chromium.open(page)
    for _ in range(2):
        press(chromium, ON_TIME)
        order = names(chromium)
        assert order.index("Xã An Bình") + 1 == order.index("Xã Bình Minh")
        assert order[-2:] == ["Xã Đắk Búk So", "Phường 2"]


def test_shares_that_look_alike_are_told_apart(chromium: Browser) -> None:
    """Both are 33.33 per cent, and nearer to one another than floats can tell."""
    whole = 3 * 10**17
    rows = [
        ("Xã B", 9, whole, 10**17 + 1, 0),
        ("Xã A", 9, whole, 10**17, 0),
        ("Xã C", 9, whole, 10**17 + 2, 0),
    ]
    chromium.open(page_of(paper(groups=groups(rows))))
    press(chromium, ON_TIME)
    assert names(chromium) == ["Xã A", "Xã B", "Xã C"]


def test_names_are_sorted_as_in_vietnamese(chromium: Browser, page: str) -> None:
    chromium.open(page)
    press(chromium, NAME)
    assert names(chromium) == [
        "Phường 2",
        "Phường 10",
        "Phường Ea Kao",
        "Xã An Bình",
        "Xã Ân Thạnh",
        "Xã Bình Minh",
        "Xã Chư Pưh",
        "Xã Đắk Búk So",
        "Xã Đắk Mil",
    ]


def test_letters_with_marks_are_letters_of_their_own(chromium: Browser) -> None:
    order = ["Xã Anh Sơn", "Xã Ăn", "Xã Âu Lâu", "Xã Duy Phú", "Xã Đa Phước", "Xã Em", "Xã Ê"]
    rows = [(name, 1, 1, 1, 1) for name in reversed(order)]
    chromium.open(page_of(paper(groups=groups(rows), charts=())))
    press(chromium, NAME)
    assert names(chromium) == order


def test_the_total_stays_last_and_the_sorting_is_said(chromium: Browser, page: str) -> None:
    chromium.open(page)
    press(chromium, ON_TIME)
    last = "return [...document.querySelectorAll('[data-sortable] tr')].at(-1).textContent"
    assert "Tổng cộng" in chromium.run(last)
    assert status(chromium) == ("Đã sắp xếp theo “Tỷ lệ đúng hạn (trên đã giải quyết)”, tăng dần.")
    sorts = (
        "return [...document.querySelectorAll('[aria-sort]')]"
        ".map(head => [head.cellIndex, head.ariaSort])"
    )
    assert chromium.run(sorts) == [[ON_TIME, "ascending"]]
    press(chromium, NAME)
    press(chromium, NAME)
    assert chromium.run(sorts) == [[NAME, "descending"]]
    assert status(chromium) == "Đã sắp xếp theo “Đơn vị”, giảm dần."
    press(chromium, NAME)
    assert chromium.run(sorts) == []
    assert status(chromium) == "Các dòng đã trở lại thứ tự ban đầu."


def test_everything_can_be_done_with_the_keyboard(chromium: Browser, page: str) -> None:
    chromium.open(page)
    focused = "const e = document.activeElement; return e.textContent.trim() || e.id || e.tagName"
    keys = ActionChains(chromium.driver)
    keys.send_keys(Keys.TAB).perform()
    assert chromium.run(focused) == "Chuyển đến nội dung"
    inside = "return document.activeElement.getBoundingClientRect().top"
    assert chromium.run(inside) >= 0
    keys.send_keys(Keys.ENTER).perform()
    assert chromium.run("return document.activeElement.id") == "main"
    for _ in range(30):
        keys.send_keys(Keys.TAB).perform()
        if chromium.run(focused) == "Đơn vị":
            break
    assert chromium.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys.send_keys(Keys.ENTER).perform()
    assert names(chromium)[0] == "Phường 2"
    keys.send_keys(Keys.SPACE).perform()
    assert names(chromium)[0] == "Xã Đắk Mil"
    assert chromium.run(focused) == "Đơn vị"


def test_what_is_read_aloud(chromium: Browser, page: str) -> None:
    chromium.open(page)
    find = chromium.driver.find_element
    button = find("css selector", "thead button")
    assert (button.aria_role, button.accessible_name) == ("button", "Hạng")
    region = find("css selector", "#annex-1 .scroll")
    assert (region.aria_role, region.accessible_name) == ("region", "Phụ lục I Số liệu theo đơn vị")
    assert find("css selector", "#annex-1 table").accessible_name == "Số liệu theo đơn vị"
    picture = find("css selector", "figure svg")
    assert picture.aria_role in ("img", "image")
    assert TREND.title in picture.accessible_name
    mark = find("css selector", ".mark")
    assert mark.accessible_name == "dựa trên số liệu chưa khớp khi kiểm tra"


def filtered(chromium: Browser, text: str) -> list[str]:
    field = chromium.driver.find_element("id", "filter")
    field.clear()
    field.send_keys(text)
    time.sleep(0.3)
    return names(chromium)


def test_a_filter_hears_names_without_their_accents(chromium: Browser) -> None:
    rows = [*UNITS, ("Xã Yên Mỹ", 1, 1, 1, 1), ("Xã dự phòng", 1, 1, 1, 1)]
    chromium.open(page_of(paper(groups=groups(rows))))
    assert filtered(chromium, "dak") == ["Xã Đắk Mil", "Xã Đắk Búk So"]
    assert status(chromium) == "Đang hiện 2 trong 11 dòng; dòng tổng là của tất cả các dòng."
    press(chromium, NAME)
    assert names(chromium) == ["Xã Đắk Búk So", "Xã Đắk Mil"]
    assert filtered(chromium, "ĐẮK MIL") == ["Xã Đắk Mil"]
    assert filtered(chromium, "không có") == []
    assert len(filtered(chromium, " ")) == 11
    assert filtered(chromium, "y") == ["Xã Yên Mỹ"]


def test_paper_has_every_row_in_light_colours_without_controls(chromium: Browser) -> None:
    many = [(f"Xã {at}", 9, 9, at % 9, 1) for at in range(90)]
    chromium.open(page_of(paper(groups=groups(many))))
    assert len(filtered(chromium, "Xã 1")) == 11
    assert "90 dòng" in status(chromium)
    chromium.emulate(media="print", prefers_color_scheme="dark")
    style = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    assert chromium.run(style, "tr[hidden]", "display") == "table-row"
    assert chromium.run(style, ".tools", "display") == "none"
    assert chromium.run(style, "nav", "display") == "none"
    assert chromium.run(style, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert chromium.run(style, "[data-sortable] thead", "display") == "table-header-group"
    assert chromium.run(style, "tfoot", "display") == "table-row-group"
    chromium.emulate()
    assert chromium.printed().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("dated", "seen"), [("ngày …… tháng …… năm ……", False), ("ngày 08 tháng 9", True)]
)
def test_dots_to_write_on_are_on_paper_only(dated: str, seen: bool, chromium: Browser) -> None:
    chromium.open(page_of(paper(dated=dated, charts=())))
    shown = "return document.querySelector('.dated').offsetHeight > 0"
    assert chromium.run(shown) is seen
    chromium.emulate(media="print")
    assert chromium.run(shown)


def test_every_printed_page_of_a_table_has_its_headings(chromium: Browser, tmp_path: Path) -> None:
    if not (program := shutil.which("pdftotext")):
        pytest.skip("pdftotext is not installed")
    many = [(f"Xã số {at}", 9, 9, at % 9, 1) for at in range(200)]
    chromium.open(page_of(paper(groups=groups(many), compared=None, form=None, charts=())))
    (tmp_path / "page.pdf").write_bytes(chromium.printed())
    printed = subprocess.run(
        [program, "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    pages = [text for text in printed.split("\f") if "Xã số" in text]
    assert len(pages) >= 4
    assert all("Hạng" in text for text in pages)
    assert sum(text.count("Xã số") for text in pages) == 200
    assert printed.count("Tổng cộng") == 1


COLOURS = """
const canvas = document.createElement("canvas").getContext("2d");
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const ground = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = parts(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const light = colour => {
  const [r, g, b] = colour.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const found = [];
for (const e of document.querySelectorAll("body *:not(script, svg *)")) {
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  found.push([contrast, e.tagName + "." + e.className + ": " + e.textContent.slice(0, 40)]);
}
return found;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str, chromium: Browser, page: str) -> None:
    chromium.open(page)
    chromium.emulate(prefers_color_scheme=scheme)
    press(chromium, ON_TIME)
    found: list[tuple[float, str]] = chromium.run(COLOURS)
    assert len(found) > 100
    assert [text for contrast, text in found if contrast < 4.5] == []
    ground = chromium.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


LONG = "Xã" + "rấtdài" * 30


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", ["Xã A", LONG])
def test_only_wide_tables_scroll_sideways(width: int, name: str, chromium: Browser) -> None:
    rows = [(name, 1, 1, 1, 1), *UNITS]
    words = (Paragraph(name, (Sentence(name),)),)
    chromium.open(page_of(paper(groups=groups(rows), paragraphs=words, subject=name)), width=width)
    page = "return document.scrollingElement.scrollWidth"
    assert chromium.run(page) == width
    chromium.run("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert chromium.run(page) == width


def test_a_telephone_keeps_the_names_in_sight(chromium: Browser, page: str) -> None:
    chromium.open(page, width=390, height=844)
    scrolled: list[float] = chromium.run(
        "const box = document.querySelector('#annex-1 .scroll'); box.scrollLeft = 9999;"
        "const name = box.querySelector('tbody th');"
        "const left = element => element.getBoundingClientRect().left;"
        "return [box.scrollLeft, left(name) - left(box)]"
    )
    assert scrolled[0] > 100
    assert 0 <= scrolled[1] <= 2


def test_the_page_is_whole_without_scripts(chromium: Browser, page: str) -> None:
    chromium.open(page)
    chromium.command("Emulation.setScriptExecutionDisabled", value=True)
    chromium.driver.refresh()
    chromium.command("Emulation.setScriptExecutionDisabled", value=False)
    assert names(chromium) == NAMES
    assert chromium.run("return document.querySelectorAll('thead button').length") == 0
    assert chromium.run("return document.querySelector('.tools').offsetParent === null")
    bar = "return getComputedStyle(document.querySelector('td.p97')).backgroundSize"
    assert "97%" in chromium.run(bar)


def test_ten_thousand_rows_are_sorted_while_one_looks(chromium: Browser) -> None:
    many = 10_000
    rows = [
        (f"Xã {at * 7919 % many}", at + 1, at + 1, at * 31 % (at + 1), at) for at in range(many)
    ]
    page = page_of(paper(groups=groups(rows), charts=()))
    assert len(page.encode("utf-8")) < 500 * many
    chromium.open(page)
    took: list[float] = chromium.run(
        "return [4, 4, 1].map(column => {"
        " const start = performance.now();"
        " document.querySelectorAll('[data-sortable] thead button')[column].click();"
        " document.body.getBoundingClientRect();"
        " return performance.now() - start; })"
    )
    assert min(took) < 1000, took
    assert names(chromium)[:3] == ["Xã 0", "Xã 1", "Xã 2"]
    assert chromium.errors() == []
