"""Captions: what printed words mean, with the traps of real exports."""

import pytest

from tthc_stats.data import load
from tthc_stats.ingest.captions import (
    count_of,
    fold,
    key_of,
    label_of,
    near_miss,
    stage_of,
    terms_of,
)
from tthc_stats.ingest.columns import columns_of
from tthc_stats.model.table import ColumnKind

ALONE = {
    "Số lượng hồ sơ đã giải quyết": "resolved",
    "Tổng số hồ sơ tiếp nhận": "received",
    "Số hồ sơ nhận giải quyết": "received",
    "Lũy kế hồ sơ đã và đang giải quyết": "received",
    "Trực tiếp, dịch vụ bưu chính": "received_offline",
    "Kỳ trước chuyển sang": "carried_over",
    "Số kỳ trước chuyển qua": "carried_over",
    "TỒN KỲ TRƯỚC": "carried_over",
    "Tiếp nhận\ntrong kỳ": "received_in_period",
    "Tiếp nhận mới": "received_in_period",
    "Quá hạn (đang giải quyết)": "pending_overdue",
    "Hồ sơ đang giải quyết quá hạn": "pending_overdue",
    "Quá hạn giải quyết nhưng chưa có kết quả": "pending_overdue",
    "Trả đúng thời hạn": "on_time",
    "Số hồ sơ giải quyết trước hạn": "early",
    "Sớm và đúng hạn": "in_time",
    "Trước hạn, đúng hạn": "in_time",
    "HS Công dân rút": "withdrawn",
    "Trả lại/Rút HS": "returned",
    "HS bị từ chối": "refused",
    "Số hồ sơ đến hạn giải quyết": "due",
    "Huỷ": "refused",
    "(7)=(8)+(9)+(10) Đã giải quyết": "resolved",
    "Đang giải quyết (11)": "pending",
    "Đang giải quyết 11": "pending",
    "Quá hạn (đang giải quyết) (13)": "pending_overdue",
    "Mức độ 4": "full_process",
    "Mức 4": "full_process",
    "Mức độ IV": "full_process",
    "Trực tuyến mức độ 3": "partial_process",
    "Mức độ 3 (5)": "partial_process",
}

NO_COUNT = [
    "Tổng số trễ hạn",
    "Số GCN đã cấp",
    "Đã giải quyết trực tuyến",
    "Phi địa giới",
    "Kết thúc",
]

SAME = [
    ("Tỷ lệ", "Tỉ lệ"),
    ("Quí", "Quý"),
    ("Hòa", "Hoà"),
    ("Lũy kế", "Luỹ kế"),
    ("Đúng hạn", "ÐÚNG HẠN"),
]


@pytest.mark.parametrize(("caption", "count"), ALONE.items())
def test_a_caption_alone(caption: str, count: str) -> None:
    said = terms_of(caption)
    assert not said.rest
    assert count_of(said.terms, stage_of(said.terms)) == count


@pytest.mark.parametrize("caption", NO_COUNT)
def test_known_words_that_are_no_count(caption: str) -> None:
    (column,) = columns_of([(caption,)])
    assert column.counts == ()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_word(one: str, other: str) -> None:
    assert fold(one) == fold(other.replace("Ð", "Đ"))


def test_plain_names() -> None:
    assert key_of("received_in_period") == "received_in_period"
    assert key_of("Received in period") == "received_in_period"
    assert key_of("onlineCount") == "received_online"
    assert key_of("PreExtisting") == "carried_over"
    assert label_of("Lĩnh vực, công việc giải quyết theo cấp") == "field"
    assert label_of("STT (1)") == "ordinal"


def test_a_near_miss_is_suggested_and_never_taken() -> None:
    assert near_miss("Đã giải quyêt xog") == "đã giải quyết xong"
    (column,) = columns_of([("Đã giải quyêt xog",)])
    assert column.kind is ColumnKind.UNKNOWN
    assert "đã giải quyết xong" in str(column.note)


@pytest.mark.parametrize("group", ["terms", "labels"])
def test_every_known_caption_is_understood_and_hints_at_none(group: str) -> None:
    captions = [caption for known in load("captions")[group].values() for caption in known]
    assert [c for c in captions if near_miss(c)] == []
    assert [c for c in captions if terms_of(c).rest and not label_of(c)] == []
