"""Measure how the time of proofreading grows with the length of a text.

Each text is proofread in one length and in twice that length, in turn; see README.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import NamedTuple

from tthc_stats.api.proofreading import proofread_text

MOST = 2.4
"""How many times as long twice the text may take."""
ROUNDS = 3
SENTENCE = "Đã giải quyết 200 hồ sơ, trễ hạn 10 hồ sơ, chiếm {share}%."
LINE = "Xã {n}: tiếp nhận 120 hồ sơ, giải quyết 100 hồ sơ, đạt 100%.\n"
CHANGE = "Tháng 8 đạt 100 hồ sơ, tăng 5% so với tháng 7.\n"
CLAUSE = "xã A{n} tiếp nhận 120 hồ sơ, giải quyết 1{n} hồ sơ, đạt 5%, "
BARE = "Giải quyết 5{n} hồ sơ, trễ hạn 3 hồ sơ, chiếm 6%.\n"


class Growing(NamedTuple):
    """A text by what it repeats, and how often in its shorter length."""

    name: str
    times: int
    part: Callable[[int], str]

    def text(self, times: int) -> bytes:
        return "".join(map(self.part, range(times))).encode()


TEXTS = (
    Growing("a right sentence again and again", 1000, lambda _: SENTENCE.format(share=5) + " "),
    Growing("a wrong sentence again and again", 1000, lambda _: SENTENCE.format(share=6) + " "),
    Growing("a sentence without an end", 1000, lambda _: SENTENCE.format(share=5)[:-1] + " và "),
    Growing("a line a commune", 1000, lambda n: LINE.format(n=n)),
    Growing("a clause a commune", 500, lambda n: CLAUSE.format(n=n)),
    Growing("different figures of nobody", 1000, lambda n: BARE.format(n=n)),
    Growing("differences", 1000, lambda _: CHANGE),
    Growing("shares and nothing else", 2000, lambda _: "5% "),
    Growing("fractions and nothing else", 4000, lambda _: "1/2/"),
    Growing("a number without an end", 4000, lambda _: "1."),
    Growing("numbers and spaces", 10000, lambda _: "12 "),
)


def seconds(text: bytes) -> float:
    start = perf_counter()
    proofread_text(BytesIO(text))
    return perf_counter() - start


def measured(growing: Growing, rounds: int) -> tuple[float, float]:
    """The least seconds of the text and of twice the text, run in turn."""
    texts = [growing.text(growing.times * factor) for factor in (1, 2)]
    runs = [tuple(map(seconds, texts)) for _ in range(rounds)]
    return min(one for one, _ in runs), min(two for _, two in runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="one round instead of three")
    rounds = 1 if parser.parse_args().quick else ROUNDS
    seconds(b"5%")  # what is loaded once
    print(f"| {'text':<32} | seconds | twice the text | ratio | ≤ {MOST} |")
    print(f"|{'-' * 34}|---------|----------------|-------|-------|")
    for growing in TEXTS:
        one, two = measured(growing, rounds)
        met = "yes" if two <= MOST * one else "no"
        print(f"| {growing.name:<32} | {one:7.2f} | {two:14.2f} | {two / one:5.2f} | {met:<5} |")


if __name__ == "__main__":
    main()
