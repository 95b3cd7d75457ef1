"""Texts of reports, and what is true of their claims and sums: ``proofreading/*/*.toml``.

The keys of these files are explained in README.md.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "proofreading"

SETS = ("published", "made")
"""The texts that the rules were tried on while they were written."""
HELD_OUT = ("held_out", "held_out_2", "held_out_3", "held_out_4", "held_out_5", "held_out_6")
"""Those that were not, for an independent measure."""

KEYS = {"id", "reports", "note", "clean", "text", "claims", "errors", "may", "others"}
KEYS |= {"style", "not_claims", "sums", "form"}
CLAIM_KEYS = {
    *("stated", "kind", "numerator", "denominator", "now", "before", "verdict", "or", "also"),
    *("other", "derived", "near", "occurrence", "optional"),
}
NUMBER = re.compile(r"\d+(?:[.\xa0 ]\d{3})+(?!\d)|\d+")
SHARE = re.compile(r"\d+(?:[.,]\d+)?[ \xa0]?(?:%|điểm phần trăm|bậc)")

IntPair = tuple[int, int]


class Error(NamedTuple):
    """A finding by its code and how far its sides are apart."""

    code: str
    difference: int

    def __str__(self) -> str:
        return f"{self.code} {self.difference}"


class Truth(NamedTuple):
    """What is true of one claim; ``text[start:end]`` is how it is printed.

    verdicts: the right one, then others that may be defended. pairs: those that may be
    named, the best first. now, before: of a difference. other: another pair of the text
    that gives what is printed. derived: whether a figure of the pair is not printed.
    """

    start: int
    end: int
    near: str
    occurrence: int
    stated: Decimal
    kind: str
    verdicts: tuple[str, ...]
    pairs: tuple[IntPair, ...] = ()
    denominator: int | None = None
    now: Decimal | None = None
    before: Decimal | None = None
    other: IntPair | None = None
    derived: bool = False
    optional: bool = False

    @property
    def value(self) -> Fraction | None:
        """What the figures give, in per cent, points or units; ``None`` without figures."""
        if self.now is not None and self.before is not None:
            change = abs(Fraction(self.now) - Fraction(self.before))
            return change * 100 / Fraction(self.before) if self.kind == "growth" else change
        return _per_cent(self.pairs[0]) if self.pairs else None

    @property
    def allowed(self) -> IntPair | None:
        """The least and the greatest numerator that the share allows, of a known base."""
        if self.pairs or not self.denominator:
            return None
        base, decimals = self.denominator, decimals_of(self.stated)
        fitting = [
            above
            for above in range(base + 1)
            if half_up(Fraction(100 * above, base), decimals) == self.stated
        ]
        return (fitting[0], fitting[-1]) if fitting else None

    def __str__(self) -> str:
        return self.near if self.occurrence == 1 else f"{self.near} ({self.occurrence})"


class Sample(NamedTuple):
    """A text and all that is true of it; others: percentages that are nobody's claim."""

    file: str
    id: str
    text: str
    claims: tuple[Truth, ...]
    errors: tuple[Error, ...]
    may: tuple[Error, ...]
    others: tuple[str, ...]
    reports: tuple[str, ...]
    clean: bool


def samples(sets: Sequence[str] = SETS) -> list[Sample]:
    """Every text of some sets, in the order of files. Raises ValueError for unknown keys."""
    paths = (path for name in sets for path in sorted((FOLDER / name).glob("*.toml")))
    return [sample for path in paths for sample in _samples(path)]


def half_up(value: Fraction, decimals: int) -> Fraction:
    scaled = value * 10**decimals
    return Fraction(
        (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**decimals
    )


def cut_off(value: Fraction, decimals: int) -> Fraction:
    scaled = value * 10**decimals
    return Fraction(scaled.numerator // scaled.denominator, 10**decimals)


def decimals_of(stated: Decimal) -> int:
    exponent = stated.as_tuple().exponent
    return max(0, -int(exponent))


def verdict_of(stated: Decimal, value: Fraction) -> str:
    """How a printed number follows from the exact one."""
    decimals = decimals_of(stated)
    if half_up(value, decimals) == Fraction(stated):
        return "rounded"
    return "truncated" if cut_off(value, decimals) == Fraction(stated) else "wrong"


def problems(sample: Sample) -> Iterator[str]:
    """What makes the truth of a text doubtful: nothing, if all is well."""
    yield from _text_problems(sample)
    for claim in sample.claims:
        for problem in _claim_problems(sample, claim):
            yield f"{claim}: {problem}"


def _per_cent(pair: IntPair) -> Fraction:
    return Fraction(100 * pair[0], pair[1])


def _samples(path: Path) -> Iterator[Sample]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
        _refuse_unknown(entry, KEYS, path)
        for claim in entry["claims"]:
            _refuse_unknown(claim, CLAIM_KEYS, path)
        yield _sample(f"{path.parent.name}/{path.name}", entry)


def _refuse_unknown(entry: dict[str, Any], known: set[str], path: Path) -> None:
    if unknown := entry.keys() - known:
        raise ValueError(f"{path.name}: unknown keys {sorted(unknown)} in {entry}")


def _sample(file: str, entry: dict[str, Any]) -> Sample:
    return Sample(
        file=file,
        id=entry["id"],
        text=entry["text"],
        claims=tuple(
            _claim(unicodedata.normalize("NFC", entry["text"]), claim) for claim in entry["claims"]
        ),
        errors=_errors([e for e in _of_sums(entry, "errors") if not e.get("optional")]),
        may=_errors([e for e in _of_sums(entry, "errors") if e.get("optional")])
        + _errors(entry.get("may", ())),
        others=tuple(entry.get("others", entry.get("not_claims", ()))),
        reports=tuple(entry.get("reports", ())),
        clean=entry.get("clean", False),
    )


def _of_sums(entry: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The errors of sums; those of shares follow from the claims."""
    return [error for error in entry.get(key, ()) if "difference" in error]


def _errors(entries: Sequence[dict[str, Any]]) -> tuple[Error, ...]:
    return tuple(Error(entry["code"], abs(entry["difference"])) for entry in entries)


def _claim(text: str, entry: dict[str, Any]) -> Truth:
    near, occurrence = entry["near"], entry.get("occurrence", 1)
    start = _place(text, near, occurrence)
    pairs = (
        [(entry["numerator"], entry["denominator"])]
        if {"numerator", "denominator"} <= entry.keys()
        else []
    )
    other = entry.get("other")
    return Truth(
        start=start,
        end=start + len(near),
        near=near,
        occurrence=occurrence,
        stated=Decimal(entry["stated"]),
        kind=entry.get("kind", "share"),
        verdicts=(entry["verdict"], *entry.get("or", ())),
        pairs=(*pairs, *((above, below) for above, below in entry.get("also", ()))),
        denominator=entry.get("denominator"),
        now=_decimal(entry.get("now")),
        before=_decimal(entry.get("before")),
        other=(other[0], other[1]) if other else None,
        derived=entry.get("derived", False),
        optional=entry.get("optional", False),
    )


def _decimal(printed: str | int | None) -> Decimal | None:
    return None if printed is None else Decimal(printed)


def _place(text: str, near: str, occurrence: int) -> int:
    """Where a share stands; “8,33%” does not stand in “98,33%”."""
    places = [match.start() for match in re.finditer(rf"(?<![\d.,]){re.escape(near)}", text)]
    if len(places) < occurrence:
        raise ValueError(f"no {occurrence}th “{near}” in: {text}")
    return places[occurrence - 1]


def _text_problems(sample: Sample) -> Iterator[str]:
    if unicodedata.normalize("NFC", sample.text) != sample.text:
        yield "not NFC"
    wrong = any("wrong" in claim.verdicts for claim in sample.claims)
    if sample.clean == bool(sample.errors or sample.may or wrong):
        yield "clean is not what claims and errors say"
    if any(error.difference <= 0 for error in (*sample.errors, *sample.may)):
        yield "a difference of nothing, or with a sign"
    claimed = [claim.start for claim in sample.claims]
    if len(set(claimed)) != len(claimed):
        yield "two claims at one place"
    left = [m.group() for m in SHARE.finditer(sample.text) if m.start() not in claimed]
    if sorted(left) != sorted(sample.others):
        yield f"neither claimed nor among others: {left} against {list(sample.others)}"


def _claim_problems(sample: Sample, claim: Truth) -> Iterator[str]:
    printed = re.match(r"\d+(?:[.,]\d+)?", claim.near)
    if not printed or Decimal(printed.group().replace(",", ".")) != claim.stated:
        yield f"stated {claim.stated} is not what is printed"
    right = "no_base" if claim.value is None else verdict_of(claim.stated, claim.value)
    if claim.verdicts[0] != right:
        yield f"verdict {claim.verdicts[0]}, but it is {right}"
    if claim.other and verdict_of(claim.stated, _per_cent(claim.other)) == "wrong":
        yield f"other pair {claim.other} does not explain it"
    missing = set(_figures(claim)) - numbers(sample.text)
    if missing and not claim.derived:
        yield f"not in the text: {sorted(missing)}"


def _figures(claim: Truth) -> Iterator[Fraction]:
    for pair in (*claim.pairs, *([claim.other] if claim.other else [])):
        yield from map(Fraction, pair)
    yield from (Fraction(value) for value in (claim.now, claim.before) if value is not None)


def numbers(text: str) -> set[Fraction]:
    """Every number that a text may be read to state, dots and spaces as thousands or not."""
    whole = {Fraction(re.sub(r"\D", "", match.group())) for match in NUMBER.finditer(text)}
    short = {Fraction(part) for part in re.findall(r"\d+", text)}
    broken = {Fraction(part.replace(",", ".")) for part in re.findall(r"\d+[.,]\d+", text)}
    return whole | short | broken
