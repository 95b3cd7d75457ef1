"""Vietnamese text in every dress: composed forms, references, TCVN3, VNI, mixed sheets."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc_stats.ingest.legacy_tables import FONT_ENCODINGS, LETTERS, is_syllable
from tthc_stats.ingest.legacy_text import ENCODINGS, clean, decode, detect, encode, repair

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_stats.model.grid import Value

SHARED = Path(__file__).parents[3] / "shared" / "data"

# ---- the letters -------------------------------------------------------------------------

TCVN3 = """
¸á µà ¶ả ·ã ¹ạ ¨ă ¾ắ »ằ ¼ẳ ½ẵ Æặ ©â Êấ Çầ Èẩ Éẫ Ëậ ®đ Ðé Ìè Îẻ Ïẽ Ñẹ ªê Õế Òề Óể Ôễ Öệ Ýí ×ì Øỉ
Üĩ Þị ãó ßò áỏ âõ äọ «ô èố åồ æổ çỗ éộ ¬ơ íớ êờ ëở ìỡ îợ óú ïù ñủ òũ ôụ \u00adư øứ õừ öử ÷ữ ùự ýý
úỳ ûỷ üỹ þỵ ¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ
"""

VNI = """
aùá aøà aûả aõã aïạ aêă aéắ aèằ aúẳ aüẵ aëặ aââ aáấ aàầ aåẩ aãẫ aäậ ñđ eùé eøè eûẻ eõẽ eïẹ eâê eáế
eàề eåể eãễ eäệ íí ìì æỉ óĩ òị oùó oøò oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ ôơ ôùớ ôøờ ôûở ôõỡ ôïợ
uùú uøù uûủ uõũ uïụ öư öùứ öøừ öûử öõữ öïự yùý yøỳ yûỷ yõỹ îỵ
AÙÁ AØÀ AÛẢ AÕÃ AÏẠ AÊĂ AÉẮ AÈẰ AÚẲ AÜẴ AËẶ AÂÂ AÁẤ AÀẦ AÅẨ AÃẪ AÄẬ ÑĐ EÙÉ EØÈ EÛẺ EÕẼ EÏẸ EÂÊ EÁẾ
EÀỀ EÅỂ EÃỄ EÄỆ ÍÍ ÌÌ ÆỈ ÓĨ ÒỊ OÙÓ OØÒ OÛỎ OÕÕ OÏỌ OÂÔ OÁỐ OÀỒ OÅỔ OÃỖ OÄỘ ÔƠ ÔÙỚ ÔØỜ ÔÛỞ ÔÕỠ ÔÏỢ
UÙÚ UØÙ UÛỦ UÕŨ UÏỤ ÖƯ ÖÙỨ ÖØỪ ÖÛỬ ÖÕỮ ÖÏỰ YÙÝ YØỲ YÛỶ YÕỸ ÎỴ
"""

TABLES = [
    *(("tcvn3", pair[:-1], pair[-1]) for pair in TCVN3.split()),
    *(("vni", pair[:-1], pair[-1]) for pair in VNI.split()),
]


@pytest.mark.parametrize(("encoding", "code", "letter"), TABLES)
def test_letter(encoding: str, code: str, letter: str) -> None:
    assert decode(code, encoding) == letter
    assert encode(letter, encoding) == code


def test_tables_hold_every_letter() -> None:
    marked = {letter for letter in LETTERS if not letter.isascii()}
    assert len(marked) == 67
    assert {pair[-1] for pair in TCVN3.split()} == marked | set("ĂÂÊÔƠƯĐ")
    assert {pair[-1] for pair in VNI.split()} == marked | {letter.upper() for letter in marked}


@pytest.mark.skipif(not Path("/usr/bin/iconv").exists(), reason="glibc's iconv is not here")
def test_tcvn3_agrees_with_iconv() -> None:
    codes = FONT_ENCODINGS["tcvn3"].letters
    for code, letter in codes.items():
        shown = subprocess.run(
            [shutil.which("iconv") or "iconv", "-f", "TCVN5712-1", "-t", "UTF-8"],
            input=code.encode("latin-1"),
            capture_output=True,
            check=False,
        )
        if shown.returncode:
            pytest.skip("this iconv does not know TCVN5712-1")
        assert normalize("NFC", shown.stdout.decode()) == letter


VNI_TEXTS = [
    ("Ñôn vò", "Đơn vị"),
    ("Toång soá hoà sô tieáp nhaän", "Tổng số hồ sơ tiếp nhận"),
    ("THAØNH PHOÁ HOÀ CHÍ MINH", "THÀNH PHỐ HỒ CHÍ MINH"),
    ("Uûy ban, UÛY BAN", "Ủy ban, ỦY BAN"),
    ("xaùc ñiïnh", "xác định"),
    ("kyù hieäu, yù nghóa, Lyù", "ký hiệu, ý nghĩa, Lý"),
    ("tröôùc haïn: 12", "trước hạn: 12"),
]

TCVN3_TEXTS = [
    ("§¬n vÞ", "Đơn vị"),
    ("tæng hîp", "tổng hợp"),
    ("l\xad\xeeng hå s¬ tr\xad\xedc h¹n", "lượng hồ sơ trước hạn"),
    ("BIÓU Sè", "BIỂU SỐ"),
    ("§Ò NGHÞ Së NéI Vô", "ĐỀ NGHỊ SỞ NỘI VỤ"),
    ("L·NH §¹O (Ký vµ ghi râ hä tªn)", "LÃNH ĐẠO (Ký và ghi rõ họ tên)"),
    ("Hµ Giang", "Hà Giang"),
    ("Sè TT", "Số TT"),
    ("X· Xu©n Mü", "Xã Xuân Mỹ"),
    ("TNL§, H§ND Tµ", "TNLĐ, HĐND Tà"),
    ("BéY TÕ\nSè hé", "BỘY TẾ\nSố hộ"),
    ("TæNG Sè\nSè hé", "TỔNG SỐ\nSố hộ"),
    ("quý III – “®Çu”", "quý III – “đầu”"),
]


@pytest.mark.parametrize(("raw", "readable"), VNI_TEXTS)
def test_decode_vni(raw: str, readable: str) -> None:
    assert decode(raw, "vni") == readable


@pytest.mark.parametrize(("raw", "readable"), TCVN3_TEXTS)
def test_decode_tcvn3(raw: str, readable: str) -> None:
    assert decode(raw, "tcvn3") == readable


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["Tổng số hồ sơ", "Đã", "To\u0302\u0309ng", "STT", ""])
def test_decode_leaves_unicode(text: str, encoding: str) -> None:
    assert decode(text, encoding) == text


def test_decode_knows_no_other_encoding() -> None:
    with pytest.raises(KeyError):
        decode("Sè", "viscii")


# ---- syllables ---------------------------------------------------------------------------

SYLLABLES = """
Đường trước hạn giải quyết quý quí quỹ quốc giếng gì gìn giữa giữ giờ hoà hòa thuý thúy nghiêng
khuya ngoằn khuỷu uỷ ủy yêu yếm ở ý ổ Đắk Lắk Krông Kạn kỳ nghỉ ghi của thuở rượu bưu điện xoong
"""

NO_SYLLABLES = """
Société straße café señor maõ quaù tôt kôn cêng ngì ghà hốế tat bàc thôc zà fổ wế ngaøy QĐ đ
"""


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", NO_SYLLABLES.split())
def test_no_syllable(word: str) -> None:
    assert not is_syllable(word)


# ---- texts built from syllables ----------------------------------------------------------

ONSETS = ["", "b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "ph", "s", "t", "th", "tr", "v"]
RHYMES = """
à á ả ã ạ an ành ắc ẳng ặt ần ẫu ật e ẽ ẻo ếch ề ển ễu ệ í ì ỉ ĩ ị iến iệp iều inh oà oán oạch ó ò
ỏ õ ọ ồng ổi ỗ ộc ố ơ ớ ờ ở ỡ ợp ua uân uyển uý ụ ủ ũ ù ú ư ứ ừ ử ữ ự ước ười ượng ươn ý ỳ ỷ ỹ ỵ
"""

syllables = st.builds(str.__add__, st.sampled_from(ONSETS), st.sampled_from(RHYMES.split()))
words = st.builds(lambda word, case: case(word), syllables, st.sampled_from([str, str.title]))
phrases = st.lists(words, min_size=1, max_size=6).map(" ".join)
texts = st.builds(
    lambda phrase, case, tail: case(phrase) + tail,
    phrases,
    st.sampled_from([str, str.upper]),
    st.sampled_from(["", " (12)", ": 1.234", " – 98,5%", "\nCộng"]),
)


def tones_apart(text: str) -> str:
    """The letter with its shape, then the combining tone."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = [normalize("NFD", letter) for letter in text]
    return "".join(
        normalize("NFC", "".join(c for c in letter if c not in tones))
        + "".join(c for c in letter if c in tones)
        for letter in letters
    )


def tone_first(text: str) -> str:
    marks = "\u0302\u0306"
    return "".join(
        letter[0] + "".join(sorted(letter[1:], key=lambda mark: mark in marks))
        for letter in (normalize("NFD", letter) or " " for letter in text)
    )


def decimal(text: str) -> str:
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in text)


def hexadecimal(text: str) -> str:
    return "".join(c if c.isascii() else f"&#x{ord(c):X};" for c in text)


def windows_bytes(text: str) -> str:
    bytes_ = text.encode()
    return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in bytes_)


def latin_1_bytes(text: str) -> str:
    return text.encode().decode("latin-1")


DRESSES = [tones_apart, tone_first, decimal, hexadecimal, windows_bytes, latin_1_bytes]


@given(texts)
def test_clean_leaves_nfc_alone(text: str) -> None:
    assert clean(text) == text


@given(texts)
def test_clean_composes_nfd(text: str) -> None:
    assert clean(normalize("NFD", text)) == text


@pytest.mark.parametrize("dress", DRESSES)
@given(text=texts)
@settings(max_examples=50)
def test_clean_undoes(dress: Callable[[str], str], text: str) -> None:
    whole = f"{text} (hồ sơ)"  # "XÃ " alone could be what it shows
    assert clean(dress(whole)) == whole


@given(texts)
def test_vni_round_trip(text: str) -> None:
    assert decode(encode(text, "vni"), "vni") == text


@given(texts)
def test_tcvn3_round_trip_up_to_case(text: str) -> None:
    assert decode(encode(text, "tcvn3"), "tcvn3").lower() == text.lower()


@given(phrases.map(str.lower))
def test_tcvn3_keeps_small_letters(text: str) -> None:
    assert decode(encode(text, "tcvn3"), "tcvn3") == text


# ---- cleaning ----------------------------------------------------------------------------

CLEANED = [
    ("STT", "STT"),
    ("TB&XH", "TB&XH"),
    ("QÐ-UBND, ðơn vị", "QĐ-UBND, đơn vị"),
    ("Garðabær og Ísafjörður", "Garðabær og Ísafjörður"),
    ("H&#7897; t&#x1ED9;ch", "Hộ tộch"),
    ("&lt;A&gt; &amp; &quot;B&quot;&nbsp;C", '<A> & "B" C'),
    ("&#150; &#0; &#1114112; &bogus; &#", "– &#0; &#1114112; &bogus; &#"),
    ("1\xa0234\u202f567", "1 234 567"),
    ("Hồ\u200b sơ\ufeff\u00ad", "Hồ sơ"),
    ("Trước\r\nhạn\rkỳ\x0bnày", "Trước\nhạn\nkỳ\nnày"),
    ("a\tb\x00c\x7f", "a bc"),
    ("1\x962 \x93A\x94 \x81", "1–2 “A” "),
    ("e\u0302\u0301 ê\u0301 ê\u0323 é\u0302", "ế ế ệ ế"),
    ("Sá»‘ há»“ sÆ¡", "Số hồ sơ"),
    ("HÃ\xa0 Nam", "Hà Nam"),
    ("UBND XÃ\xa0", "UBND XÃ "),
    ("XÃ\xa0LONG THANH", "XÃ LONG THANH"),
    ("Société générale, Straße", "Société générale, Straße"),
    ("±2 °C ® © m²", "±2 °C ® © m²"),
]


@pytest.mark.parametrize(("raw", "cleaned"), CLEANED)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="&#x;0123456789amp\u200b\xad\r\n ÃÐðá»‘\x93\u0301\u0302eê"),
    )
)
def test_clean_twice_is_clean_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert normalize("NFC", cleaned) == cleaned


# ---- whole sheets ------------------------------------------------------------------------

HEADER = ["STT", "Đơn vị", "Tổng số tiếp nhận", "Trước hạn", "Xã", "Hộ", "Ghi chú"]

NOT_LEGACY = [
    [],
    ["STT", "Received", "Resolved"],
    HEADER,
    ["Xã", "Hà Nam", "Tài chính", "có", "Hoà Bình", "Bà Rá", "Lý do", "và"],
    ["Ðà", "QÐ-UBND", "Xã", "có"],
    ["Société générale", "où", "tôt", "été", "Préfecture", "très tôt"],
    ["Straße", "Köln", "für", "Müller", "Bücher", "Löhne", "Fön", "grün"],
    ["niño", "España", "más", "sí", "tú"],
    ["São Paulo", "não", "três", "ação", "lê", "pá"],
    ["±", "®", "©", "°", "25 °C", "£m", "µm", "§ 5", "«A»", "½", "Windows®"],
    ["Ñ", "Ö", "Î", "§"],
    [normalize("NFD", text) for text in HEADER],
    [windows_bytes(text) for text in HEADER],
    [decimal(text) for text in HEADER],
]


@pytest.mark.parametrize("sheet", NOT_LEGACY)
def test_detect_is_not_fooled(sheet: list[str]) -> None:
    assert detect(sheet) is None
    assert repair([sheet])[1] is None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_detect(encoding: str) -> None:
    assert detect(encode(text, encoding) for text in HEADER) == encoding


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.lists(phrases, min_size=4, max_size=8))
@settings(max_examples=50)
def test_detect_never_takes_one_for_the_other(encoding: str, text: list[str]) -> None:
    assert detect(encode(line, encoding) for line in text) in (encoding, None)
    assert detect(text) is None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_repair(encoding: str) -> None:
    figures: list[Value] = [1, 1.5, True, None, "12", "", " \xa0"]
    rows: list[list[Value]] = [[encode(text, encoding) for text in HEADER], figures]
    repaired, found = repair(rows)
    assert found == encoding
    assert repaired == [HEADER, [1, 1.5, True, None, "12", None, None]]
    assert repair(repaired) == (repaired, None)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_repair_mixed_rows(encoding: str) -> None:
    unicode_rows: list[list[Value]] = [
        [str(i), "Uỷ ban nhân dân xã", "Xã", "có", "Hà"] for i in range(20)
    ]
    rows: list[list[Value]] = [[encode(text, encoding) for text in HEADER], *unicode_rows]
    repaired, found = repair(rows)
    assert found == encoding
    assert repaired == [HEADER, *unicode_rows]


def test_repair_two_encodings() -> None:
    rows: list[list[Value]] = [[encode(text, enc) for text in HEADER] for enc in ENCODINGS]
    assert [row[:4] for row in repair(rows)[0]] == [HEADER[:4], HEADER[:4]]


def test_repair_finds_references_to_font_codes() -> None:
    rows: list[list[Value]] = [[decimal(encode(text, "tcvn3")) for text in HEADER]]
    assert repair(rows) == ([HEADER], "tcvn3")


def test_repair_cleans_unicode_sheets() -> None:
    assert repair([["Ðơn vị\xa0A", "\u200b"], []]) == ([["Đơn vị A", None], []], None)


cells: st.SearchStrategy[Value] = st.one_of(
    texts,
    texts.map(lambda text: encode(text, "tcvn3")),
    texts.map(lambda text: encode(text, "vni")),
    texts.map(lambda text: decimal(encode(text, "tcvn3"))),
    texts.map(windows_bytes),
    st.sampled_from(["Café", "Société", "®", "Xã", "có", "25 °C", "", " "]),
    st.text(max_size=5),
    st.none() | st.integers() | st.booleans(),
)


@given(st.lists(st.lists(cells, max_size=4), max_size=5))
def test_repair_twice_is_repair_once(rows: list[list[Value]]) -> None:
    repaired, _ = repair(rows)
    assert repair(repaired)[0] == repaired


# ---- published files ---------------------------------------------------------------------

PUBLISHED = {
    "tcvn3_2005-4E4ZD_XKT2.05.xls": {
        "ước thực hiện xuất khẩu tháng 2 và 2 tháng năm 2005",
        "Trong đó: - DN ĐTNN kể cả dầu thô ",
        "Dây điện và dây cáp điện",
        "Hàng thủ công mỹ nghệ",
    },
    "tcvn3_2007-74Z4A_solieu9thang-2.xls": {
        "Cơ quan",
        "Tổng số",
        "Trong đó",
        "Bình Phước (chưa có số liệu) ",
        "Đăk Lăk",
        "Bộ Lao động-TB&XH",
        "Số D.A.",
    },
    "tcvn3_2009-Channuoi_2007.xls": {
        "Số TT",
        "Xã Xuân Mỹ",
        "Phường Bửu Long",
        "Giá trị sản xuất năm 2007   \n( triệu đồng )",
    },
    "vni_2006-Mau21_CKTC_NSH.xls": {
        "THÀNH PHỐ HỒ CHÍ MINH",
        "   UBND HUYỆN CẦN GIỜ",
        "Thu nội địa(không kể thu từ dầu thô)",
        "ĐVT: đồng",
    },
    "vni_2009-20081202.257.xls": {
        "Tên đơn vị:",
        "BÁO CÁO TAI NẠN LAO ĐỘNG (tiếp theo)",
        "Không xác định thời hạn",
        "Giá trị hiết bị tài sản bị thiệt hại (1000đ)",
    },
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_file(name: str) -> None:
    path = SHARED / "legacy" / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    shown = repaired_texts(path, name.partition("_")[0])
    assert shown >= PUBLISHED[name]
    strange = {word for text in shown for word in words_of(text) if not readable(word)}
    assert strange == set()


def repaired_texts(path: Path, encoding: str) -> set[str]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    shown: set[str] = set()
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python()
        repaired, found = repair(rows)
        assert found == (encoding if rows else None)
        assert repair(repaired) == (repaired, None)
        shown |= {value for row in repaired for value in row if isinstance(value, str)}
    return shown


def words_of(text: str) -> list[str]:
    return "".join(c if c.isalpha() or ord(c) > 0x2100 else " " for c in text).split()


def readable(word: str) -> bool:
    """A syllable, plain ASCII, or an abbreviation in capitals with Đ."""
    return is_syllable(word) or word.isascii() or set(word.upper()) - set("AEIOUY") >= {"Đ"}


def test_constructed_bytes() -> None:
    path = SHARED / "encodings" / "constructed_tcvn3_latin1_bytes.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    rows = [line.split(",") for line in path.read_text("latin-1").splitlines()]
    repaired, encoding = repair(rows)
    assert encoding == "tcvn3"
    assert repaired[0] == [
        "STT",
        "Đơn vị",
        "Tổng số tiếp nhận",
        "Kỳ trước chuyển qua",
        "Đã giải quyết",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Đang giải quyết",
        "Trong hạn",
        "Quá hạn (đang giải quyết)",
    ]
    assert repaired[2][1] == "Uỷ ban nhân dân xã Đức Trọng"
