"""Measure proofreading by texts whose claims and errors are known, and list every failure.

See README.md for what is measured. The status is 0 unless ``--fail-below`` is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from proofread_truth import HELD_OUT, SETS, Error, IntPair, Sample, Truth, samples

from tthc_stats.model.findings import Finding, Severity
from tthc_stats.proofread.claim import Claim, Proofreading, Span

Reader = Callable[[Any], Proofreading]
AROUND = 40


class Failure(NamedTuple):
    """Something that was not found, or found wrongly; around: the text at its place."""

    file: str
    text: str
    kind: str
    what: str
    detail: str
    around: str


class Result(NamedTuple):
    """What came of some texts: how often each thing was tried and how often it was right."""

    tried: Counter[str]
    right: Counter[str]
    failures: list[Failure]
    extra: list[Failure]
    """Claims that the truth does not know, and that accuse nobody: right ones and no_base."""

    def share(self, measure: str) -> Fraction | None:
        """``None`` where nothing was tried."""
        tried = self.tried[measure]
        return Fraction(self.right[measure], tried) if tried else None


MEASURES = {
    "recall": "claims found, of those expected",
    "precision": "claims reported that are expected or accuse nobody",
    "kinds": "kinds of the claims found",
    "verdicts": "verdicts of the claims found",
    "pairs": "pairs of the claims found",
    "others": "other bases named, of wrong shares that have one",
    "ranges": "ranges of counts, of shares of a known base without numerator",
    "said": "wrong claims that have a finding of severity error",
    "errors": "sums that break, found by code and difference",
    "findings": "findings of severity error that are expected",
    "clean": "texts without errors that are left in peace",
    "alike": "texts that read alike from a stream and from a file",
}


class NamedBytes(BytesIO):
    """A stream with the name that tells its format."""

    name = "x.txt"


def evaluate(texts: Sequence[Sample], proofread: Reader) -> Result:
    """Proofread every text, from a stream and from a file, and compare with what is true."""
    result = Result(Counter(), Counter(), [], [])
    with tempfile.TemporaryDirectory() as folder:
        for sample in texts:
            try:
                _Judge(sample, result).judge(*_read_twice(sample, proofread, Path(folder)))
            except Exception as error:  # noqa: BLE001 - a text that breaks it is one failure
                _Judge(sample, result).broken(error)
    return result


def _read_twice(
    sample: Sample, proofread: Reader, folder: Path
) -> tuple[Proofreading, Proofreading]:
    path = folder / NamedBytes.name
    path.write_bytes(sample.text.encode())
    return proofread(NamedBytes(sample.text.encode())), proofread(path)


class _Judge:
    """Compares what was found in one text with what is true, and writes it to the result."""

    def __init__(self, sample: Sample, result: Result) -> None:
        self.sample, self.result = sample, result

    def judge(self, found: Proofreading, from_file: Proofreading) -> None:
        alike = found[1:3] == from_file[1:3] and found.spans == from_file.spans
        self._count("alike", alike, 0, "stream and file", "different claims, counts or findings")
        taken = self._claims(found)
        self._extra_claims([claim for claim in found.claims if id(claim) not in taken])
        self._errors(found.findings)
        self._findings(found)

    def broken(self, error: Exception) -> None:
        """All that was expected is missed."""
        what = f"{type(error).__name__}: {error}"
        self._fail("crash", 0, what, "")
        self.result.tried["recall"] += len(self.sample.claims)
        self.result.tried["errors"] += len(self.sample.errors)
        self.result.tried["clean"] += self.sample.clean

    def _claims(self, found: Proofreading) -> set[int]:
        """The identities of the claims that are expected ones."""
        taken = set()
        for truth in self.sample.claims:
            claim = next((claim for claim in found.claims if _is(claim, truth)), None)
            there = [claim for claim in found.claims if overlap(claim.span, truth)]
            detail = f"there is {[str(claim.stated) for claim in there]}" if there else ""
            if truth.optional:
                taken |= {id(claim) for claim in there}
                continue
            self._count("recall", claim is not None, truth.start, str(truth), detail)
            if claim:
                taken.add(id(claim))
                self.result.tried["precision"] += 1
                self.result.right["precision"] += 1
                self._claim(truth, claim, found)
        return taken

    def _claim(self, truth: Truth, claim: Claim, found: Proofreading) -> None:
        verdict = claim.verdict.value
        right = verdict in truth.verdicts
        self._compare("verdicts", truth, verdict, truth.verdicts[0], right)
        if verdict != "no_base":
            self._compare("kinds", truth, claim.kind.value, truth.kind)
            self._pair(truth, claim)
        elif truth.allowed:
            given = (claim.denominator, claim.allowed)
            self._compare("ranges", truth, given, (truth.denominator, truth.allowed))
        if verdict == "wrong" and right:
            said = any(overlap(span, truth) for _, span in _accusations(found))
            self._compare("said", truth, "no finding", "a finding", said)

    def _pair(self, truth: Truth, claim: Claim) -> None:
        expected = expected_pairs(truth)
        if not expected:
            return
        given = named_pair(claim)
        self._compare("pairs", truth, given, expected[0], given in expected)
        if truth.other and claim.verdict.value == "wrong":
            other = claim.other and (claim.other.numerator, claim.other.denominator)
            self._compare("others", truth, other, truth.other)

    def _compare(
        self, measure: str, truth: Truth, given: Any, expected: Any, right: bool | None = None
    ) -> None:
        right = given == expected if right is None else right
        detail = f"{given}, expected {expected}"
        self._count(measure, right, truth.start, str(truth), detail)

    def _extra_claims(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            what = self.sample.text[slice(*claim.span)]
            detail = f"{claim.verdict.value} {named_pair(claim) or ''}".strip()
            accuses = claim.verdict.value in {"wrong", "truncated"}
            self._count("precision", not accuses, claim.span.start, what, detail)
            if not accuses:
                failure = self._failure("extra", claim.span.start, what, detail)
                self.result.extra.append(failure)

    def _errors(self, findings: Sequence[Finding]) -> None:
        found = Counter((finding.code, finding.difference) for finding in findings)
        for error in self.sample.errors:
            there = found[error] > 0
            given = sorted(f"{code} {difference}" for code, difference in found.elements())
            self._count("errors", there, 0, str(error), f"there is {given}" if given else "")
            found.subtract([error] if there else [])

    def _findings(self, found: Proofreading) -> None:
        """Findings of severity error that nothing in the text deserves."""
        wrong = [truth for truth in self.sample.claims if "wrong" in truth.verdicts]
        expected = {*self.sample.errors, *self.sample.may}
        false = 0
        for finding, span in _accusations(found):
            right = (finding.code, finding.difference) in expected or (
                span is not None and any(overlap(span, truth) for truth in wrong)
            )
            start = span.start if span else 0
            what = str(Error(finding.code, abs(finding.difference or 0)))
            self._count("findings", right, start, what, str(finding.message))
            false += not right
        if self.sample.clean:
            self._count("clean", not false, 0, "clean text", f"{false} findings")

    def _count(self, measure: str, right: bool, start: int, what: str, detail: str) -> None:
        self.result.tried[measure] += 1
        self.result.right[measure] += right
        if not right:
            self._fail(measure, start, what, detail)

    def _fail(self, kind: str, start: int, what: str, detail: str) -> None:
        self.result.failures.append(self._failure(kind, start, what, detail))

    def _failure(self, kind: str, start: int, what: str, detail: str) -> Failure:
        around = " ".join(self.sample.text[max(0, start - AROUND) : start + AROUND].split())
        return Failure(self.sample.file, self.sample.id, kind, what, detail, around)


def overlap(span: Span | None, truth: Truth) -> bool:
    return span is not None and span.start < truth.end and truth.start < span.end


def expected_pairs(truth: Truth) -> tuple[Any, ...]:
    """Pairs of figures; of differences the two values, now and before."""
    if truth.now is None or truth.before is None:
        return truth.pairs
    if truth.kind == "growth":
        change = truth.now - truth.before
        return (change, truth.before), (-change, truth.before)
    return ((truth.now, truth.before),)


def named_pair(claim: Claim) -> IntPair | tuple[Any, Any] | None:
    if claim.kind.value in {"points", "difference"}:
        return (claim.now, claim.before)
    return claim.pair and (claim.pair.numerator, claim.pair.denominator)


def _is(claim: Claim, truth: Truth) -> bool:
    return abs(claim.stated) == truth.stated and overlap(claim.span, truth)


def _accusations(found: Proofreading) -> Iterator[tuple[Finding, Span | None]]:
    for finding, span in zip(found.findings, found.spans, strict=True):
        if finding.severity is Severity.ERROR:
            yield finding, span


def lines(result: Result, *, verbose: bool) -> Iterator[str]:
    for measure, meaning in MEASURES.items():
        yield f"{measure:<10} {_share(result, measure):<22} {meaning}"
    listed = [("failures", result.failures), ("extra claims, no failures", result.extra)]
    for title, entries in listed if verbose else listed[:1]:
        yield f"\n{title}: {len(entries)}"
        for entry in entries:
            detail = f" ({entry.detail})" if entry.detail else ""
            yield f"{entry.file} {entry.text}: {entry.kind}: {entry.what}{detail}"
            yield f"    … {entry.around} …"


def _share(result: Result, measure: str) -> str:
    share = result.share(measure)
    percent = "–" if share is None else f"{float(share):.2%}"
    return f"{result.right[measure]}/{result.tried[measure]} = {percent}"


def as_json(result: Result) -> dict[str, Any]:
    return {
        "measures": {
            measure: {"right": result.right[measure], "tried": result.tried[measure]}
            for measure in MEASURES
        },
        "failures": [failure._asdict() for failure in result.failures],
        "extra": [failure._asdict() for failure in result.extra],
    }


def chosen(only: Sequence[str] | None, sets: Sequence[str] = SETS) -> list[Sample]:
    """The texts whose id is, or starts with, one of those asked for."""
    texts = samples(sets)
    return [text for text in texts if text.id.startswith(tuple(only))] if only else texts


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--held-out", action="store_true", help="the texts that no rule was tried on"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--only", metavar="ID", action="append", help="texts by the start of an id")
    parser.add_argument("--verbose", action="store_true", help="list extra claims as well")
    parser.add_argument(
        "--fail-below",
        metavar="PER CENT",
        type=Fraction,
        help="status 1 where any measure is below this",
    )
    return parser.parse_args()


def main() -> int:
    given = arguments()
    proofread: Reader = import_module("tthc_stats.api.proofreading").proofread_text
    result = evaluate(chosen(given.only, HELD_OUT if given.held_out else SETS), proofread)
    if given.json:
        print(json.dumps(as_json(result), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(result, verbose=given.verbose)))
    shares = [share for measure in MEASURES if (share := result.share(measure)) is not None]
    missed = given.fail_below is not None and any(s * 100 < given.fail_below for s in shares)
    return int(missed or (given.fail_below is not None and not shares))


if __name__ == "__main__":
    sys.exit(main())
