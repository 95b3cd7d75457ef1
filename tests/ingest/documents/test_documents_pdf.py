"""PDF: paragraphs, margins, ruled tables, scans, passwords."""

from __future__ import annotations

import re
import zlib

import pytest
from _build_pdf import LEFT, Page, Word, lines, pdf, stream, table
from _read import is_sound, read, written

from tthc_stats.ingest.documents import pdf as reader
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError

SENTENCE = (
    "Trong tháng 8 năm 2026, Ủy ban nhân dân xã A đã tiếp nhận 3.254 hồ sơ,",
    "trong đó có 714 hồ sơ trực tuyến, chiếm 22%. Theo Nghị định số 61/2018/NĐ-",
    "CP, tỷ lệ giải quyết đúng hạn đạt 98,5%, không có hồ sơ nào quá hạn.",
)


def test_lines_become_paragraphs() -> None:
    document = read(
        pdf(Page(lines("I. KẾT QUẢ", *SENTENCE, "- Trước hạn: 100 hồ sơ", "- Quá hạn: 5")))
    )
    assert written(document) == [
        "heading 1: I. KẾT QUẢ",
        "paragraph: " + " ".join(SENTENCE).replace("NĐ- CP", "NĐ-CP"),
        "item: - Trước hạn: 100 hồ sơ",
        "item: - Quá hạn: 5",
    ]
    assert document.format == "pdf"
    assert {(block.page, block.line) for block in document.blocks} == {(1, None)}
    assert [block.paragraph for block in document.blocks] == [1, 2, 3, 4]
    is_sound(document)


def test_a_wide_space_and_an_indent_begin_paragraphs() -> None:
    words = [
        *lines("đoạn một có", "hai dòng", "", "đoạn hai có", "hai dòng"),
        *lines("Đoạn ba thụt vào", top=690, x=LEFT + 30),
        *lines("và đi tiếp", top=672),
    ]
    assert written(read(pdf(Page(words)))) == [
        "paragraph: đoạn một có hai dòng",
        "paragraph: đoạn hai có hai dòng",
        "paragraph: Đoạn ba thụt vào và đi tiếp",
    ]


def test_columns_beside_one_another_are_not_one_line() -> None:
    words = [Word(70, 780, "UBND TỈNH A"), Word(300, 780, "CỘNG HÒA XÃ HỘI"), Word(70, 760, "XÃ A")]
    assert [text.partition(": ")[2] for text in written(read(pdf(Page(words))))] == [
        "UBND TỈNH A",
        "CỘNG HÒA XÃ HỘI",
        "XÃ A",
    ]


def test_a_paragraph_goes_on_over_heads_and_feet() -> None:
    def page(number: int, *texts: str) -> Page:
        head, foot = Word(200, 820, "Báo cáo của xã A"), Word(290, 30, str(number))
        return Page([head, *lines(*texts, top=760), foot])

    document = read(pdf(page(1, SENTENCE[0]), page(2, *SENTENCE[1:]), page(3, "Hết.")))
    assert written(document) == [
        "paragraph: " + " ".join(SENTENCE).replace("NĐ- CP", "NĐ-CP"),
        "paragraph: Hết.",
        *["margin: Báo cáo của xã A", "margin: 1", "margin: Báo cáo của xã A", "margin: 2"],
        *["margin: Báo cáo của xã A", "margin: 3"],
    ]
    assert [block.page for block in document.blocks] == [1, 3, 1, 1, 2, 2, 3, 3]


def test_page_numbers_in_words_and_figures_at_the_edge_of_pages() -> None:
    pages = [
        Page([*lines(f"Tiếp nhận {n * 7} hồ sơ.", top=800), Word(70, 30, f"Trang {n}/3 - xã A")])
        for n in (1, 2, 3)
    ]
    document = read(pdf(*pages))
    assert [text for text in written(document) if text.startswith("paragraph")] == [
        "paragraph: Tiếp nhận 7 hồ sơ.",
        "paragraph: Tiếp nhận 14 hồ sơ.",
        "paragraph: Tiếp nhận 21 hồ sơ.",
    ]


def test_a_footnote_and_its_mark() -> None:
    words = [
        *lines("Tiếp nhận 3.254", "hồ sơ trong kỳ", "báo cáo."),
        Word(LEFT + 15 * 6, 785, "1", 7),
        Word(LEFT, 80, "1 Gồm cả hồ sơ kỳ trước.", 8),
    ]
    document = read(pdf(Page(sorted(words, key=lambda word: -round(word.y / 9)))))
    assert "3.2541" not in document.text
    assert written(document)[-1] == "note: 1 Gồm cả hồ sơ kỳ trước."


def test_private_letters_and_spaces() -> None:
    document = read(
        pdf(Page(lines("\uf0b7 Mục  một\u00a0có   714", "Nghị định 61/2018/N\u0110\xadCP")))
    )
    assert written(document)[0] == "item: • Mục một có 714"
    assert "NĐ-CP" in document.text


def test_a_ruled_table() -> None:
    head = lines("Bảng 1. Kết quả", top=780)
    rows = [["STT", "Đơn vị", "Số hồ sơ"], ["1", "Xã A", "714"], ["", "Tổng", "714"]]
    ruled = table(rows, 760)
    document = read(
        pdf(Page([*head, *ruled.words, *lines("Nguồn: xã A.", top=600)], ruled.strokes))
    )
    assert written(document) == [
        "paragraph: Bảng 1. Kết quả",
        *["cell 0.0.0: STT", "cell 0.0.1: Đơn vị", "cell 0.0.2: Số hồ sơ", "cell 0.1.0: 1"],
        *["cell 0.1.1: Xã A", "cell 0.1.2: 714", "cell 0.2.1: Tổng", "cell 0.2.2: 714"],
        "paragraph: Nguồn: xã A.",
    ]
    assert document.tables[0].rows == [rows[0], rows[1], [None, "Tổng", "714"]]
    is_sound(document)


def test_merged_cells_of_a_ruled_table() -> None:
    ruled = table([["Đơn vị", "Hồ sơ", ""], ["", "Nhận", "Trả"], ["Xã A", "714", "700"]], 700)
    first_column, second_column = (LEFT, LEFT + 100), LEFT + 200
    strokes = [
        stroke
        for stroke in ruled.strokes
        if not (stroke[1] == stroke[3] == 680) and not (stroke[0] == stroke[2] == second_column)
    ]
    strokes += [(first_column[1], 680, LEFT + 300, 680), (second_column, 680, second_column, 640)]
    document = read(pdf(Page(ruled.words, strokes)))
    (grid,) = document.tables
    assert grid.rows == [["Đơn vị", "Hồ sơ"], [None, "Nhận", "Trả"], ["Xã A", "714", "700"]]
    assert [tuple(merge) for merge in grid.merges] == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_a_table_goes_on_on_the_next_page() -> None:
    head = ["STT", "Đơn vị"]
    pages = [table([head, ["1", "Xã A"]], 700), table([head, ["2", "Xã B"]], 780)]
    document = read(pdf(*pages))
    assert [list(grid.rows) for grid in document.tables] == [[head, ["1", "Xã A"], ["2", "Xã B"]]]
    assert written(document)[-4:] == [
        *["margin: STT", "margin: Đơn vị", "cell 0.2.0: 2", "cell 0.2.1: Xã B"],
    ]


def test_a_table_under_a_title_of_its_own_does_not_go_on() -> None:
    head, second = ["STT", "Đơn vị"], table([["STT", "Đơn vị"], ["1", "Xã B"]], 700)
    title = Page([*lines("Bảng 2"), *second.words], second.strokes)
    assert len(read(pdf(table([head, ["1", "Xã A"]], 700), title)).tables) == 2


HEAD = [
    ["TT", "Đơn vị", "Tiếp nhận", "Đã giải quyết"],
    ["", "", "Tổng số", "Tổng số"],
    ["(1)", "(2)", "(3)=(4)+(5)", "(4)"],
]


@pytest.mark.parametrize("repeated", [HEAD, HEAD[2:], []], ids=["head", "numbers", "nothing"])
@pytest.mark.parametrize(
    "above", ["2", "Trang 1/2", "(tiếp theo)", "Biểu số 2 (tiếp)", "Bảng 1. (continued)"]
)
def test_a_table_goes_on_below_what_begins_a_page(repeated: list[list[str]], above: str) -> None:
    """Numbers of pages begin anew in annexes."""
    first = table([*HEAD, ["1", "Xã A", "541", "508"]], 700)
    rest = table([*repeated, ["2", "Xã B", "708", "680"], ["", "Tổng cộng", "1.249", "1.188"]], 780)
    top = Page([*lines(above, top=815, x=290), *rest.words], rest.strokes)
    document = read(pdf(Page(lines("Trang bìa")), Page(lines("Lời nói đầu")), first, top))
    (grid,) = document.tables
    assert [row[1] for row in grid.rows[3:]] == ["Xã A", "Xã B", "Tổng cộng"]
    is_sound(document)


def test_the_last_rows_of_a_table_may_have_wider_cells() -> None:
    first = table([*HEAD, ["1", "Xã A", "541", "508"]], 700)
    total = table([["Tổng cộng", "", "541", "508"]], 780)
    divider = LEFT + 100
    strokes = [stroke for stroke in total.strokes if (stroke[0], stroke[2]) != (divider, divider)]
    (grid,) = read(pdf(first, Page(total.words, strokes))).tables
    assert grid.rows[-1] == ["Tổng cộng", None, "541", "508"]
    assert tuple(grid.merges[-1]) == (4, 0, 4, 1)


def test_a_row_like_an_earlier_one_is_no_head() -> None:
    row = ["1", "Xã A", "0", "0"]
    first = table([*HEAD, row, ["2", "Xã B", "7", "7"]], 700)
    assert len(read(pdf(first, table([row], 780))).tables[0].rows) == 6


def test_a_number_that_ends_a_paragraph_is_no_number_of_a_page() -> None:
    text = ["Trong tháng, bộ phận một cửa tiếp nhận số hồ sơ là", "1"]
    document = read(pdf(Page(lines("Trang bìa")), Page(lines(*text, top=80))))
    assert written(document) == ["paragraph: Trang bìa", f"paragraph: {text[0]} 1"]


def test_heads_of_pages_that_lie_on_their_side() -> None:
    """They stand as far below the upper edge, wherever that is."""
    upright = Page(lines("Báo cáo tháng 9", top=805) + lines("Một.", top=700))
    lying = Page(lines("Báo cáo tháng 9", top=558) + lines("Hai.", top=400), lying=True)
    texts = written(read(pdf(upright, lying)))
    assert texts.count("margin: Báo cáo tháng 9") == 2


def test_a_frame_is_no_table() -> None:
    framed = table([["Đạt 22% trong tháng"]], 700, width=300)
    document = read(pdf(framed))
    assert written(document) == ["paragraph: Đạt 22% trong tháng"]
    assert not document.tables


def test_pages_that_are_pictures_are_told() -> None:
    stamp = Page([Word(70, 700, "Ký bởi: xã A")], picture=True)
    document = read(pdf(Page(lines("Tiếp nhận 714 hồ sơ.")), Page(picture=True), stamp, Page()))
    assert written(document) == ["paragraph: Tiếp nhận 714 hồ sơ."]
    assert document.unread == [2, 3]


def test_a_scan() -> None:
    with pytest.raises(NotUnderstoodError, match=r"no text layer.*OCR.*\.docx"):
        read(pdf(Page(picture=True), Page(picture=True)))


def test_blank_pages() -> None:
    with pytest.raises(NotUnderstoodError, match="nothing in it"):
        read(pdf(Page(), Page()))


def test_a_password() -> None:
    with pytest.raises(UnreadableError, match="document is protected with a password"):
        read(pdf(Page(lines("714 hồ sơ")), password="mật".replace("ậ", "a")))


def test_the_password_of_the_owner_alone_is_no_obstacle() -> None:
    document = read(pdf(Page(lines("714 hồ sơ")), password="mat", needs=False))
    assert written(document) == ["paragraph: 714 hồ sơ"]


def test_a_document_in_an_old_font() -> None:
    from tthc_stats.ingest.legacy_text import encode

    texts = [encode(text, "tcvn3") for text in SENTENCE]
    document = read(pdf(Page(lines(*texts))))
    assert document.encoding == "tcvn3"
    assert "trong đó có 714 hồ sơ trực tuyến, chiếm 22%." in document.text


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_a_document_that_is_cut_off(keep: float) -> None:
    data = pdf(Page(lines(*SENTENCE)), Page(lines(*SENTENCE)))
    with pytest.raises(UnreadableError, match="damaged or cut off"):
        read(data[: int(keep * len(data))])


@pytest.mark.parametrize(("limit", "most"), [("MAX_PAGES", 1), ("MAX_CHARACTERS", 10)])
def test_documents_beyond_the_limits(
    limit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, limit, most)
    with pytest.raises(UnreadableError, match=re.escape("too large to be read")):
        read(pdf(Page(lines("714 hồ sơ")), Page(lines("714 hồ sơ"))))


@pytest.mark.parametrize("times", [1, 2])
def test_a_small_file_that_unpacks_without_end(times: int) -> None:
    packed = b"q " * 5_000_000
    for _ in range(times):
        packed = zlib.compress(packed)
    filters = "/FlateDecode " * times
    with pytest.raises(UnreadableError, match="too large to be read"):
        read(pdf(Page(lines("714 hồ sơ")), more=stream(packed, f"/Filter[{filters}]")))


def test_a_large_picture_is_not_unpacked() -> None:
    packed = stream(zlib.compress(bytes(20_000_000)), "/Subtype /Image/Filter/FlateDecode")
    assert written(read(pdf(Page(lines("714 hồ sơ")), more=packed))) == ["paragraph: 714 hồ sơ"]
