"""Names in the order of Vietnamese dictionaries."""

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.model.alphabet import alphabetical

SORTED = (
    "2. Đất đai",
    "An toàn thực phẩm",
    "Ăn uống",
    "Âm nhạc",
    "Bảo trợ xã hội",
    "Bưu chính",
    "Chứng thực",
    "Da",
    "Dược phẩm",
    "Đất đai",
    "Đầu tư",
    "Giáo dục",
    "Hộ tịch",
    "Lao động",
    "Lâm nghiệp",
    "Nông nghiệp",
    "Xã Ta",
    "Xã Tà",
    "Xã Tả",
    "Xã Tã",
    "Xã Tá",
    "Xã Tạ",
    "Xã Tam",
    "Xuất bản",
    "Xúc tiến thương mại",
    "Y tế",
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_stand_in_vietnamese_order(form: str) -> None:
    names = [unicodedata.normalize(form, name) for name in SORTED]  # type: ignore[arg-type]
    mixed = Random(1).sample(names, len(names))
    assert sorted(mixed, key=alphabetical) == names


def test_case_and_spaces_do_not_matter() -> None:
    assert alphabetical("ĐẤT  đai ") == alphabetical("Đất đai")


@given(st.text(), st.text())
def test_any_texts_can_be_sorted(one: str, other: str) -> None:
    assert (alphabetical(one) < alphabetical(other)) or alphabetical(other) <= alphabetical(one)
    assert alphabetical(one) == alphabetical(unicodedata.normalize("NFD", one))
