"""What proofreading finds in the texts of the evaluation, and that their truth holds."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_stats.api.proofreading import proofread_text as proofread
from tthc_stats.data import load
from tthc_stats.model.document import Document
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.text import T
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Proofreading, Span, Verdict

ROOT = Path(__file__).parents[2]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("benchmarks are not part of source distributions", allow_module_level=True)
if TYPE_CHECKING:
    import proofread_evaluation as evaluation
    import proofread_truth as truth
else:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    evaluation = import_module("proofread_evaluation")
    truth = import_module("proofread_truth")

PUBLISHED = ROOT.parent / "shared" / "data" / "published" / "published_figures.json"
KNOWN = Path(__file__).parent / "known_failures.toml"
SAMPLES = truth.samples()
SAMPLE = next(sample for sample in SAMPLES if sample.clean)
VERDICTS = {"half_up": "rounded", "truncated": "truncated", "no": "wrong"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_truth_holds(sample: truth.Sample) -> None:
    assert list(truth.problems(sample)) == []


def test_ids_and_codes() -> None:
    ids = [sample.id for sample in SAMPLES]
    assert len(set(ids)) == len(ids)
    codes = {entry["code"] for entry in load("identities")["identity"]} | {"TOTAL_ROW"}
    assert {error.code for s in SAMPLES for error in (*s.errors, *s.may)} <= codes


def test_there_is_enough_to_measure_by() -> None:
    made = [sample for sample in SAMPLES if sample.file.startswith("made/")]
    assert len(made) >= 120
    assert {f"P{number:02}" for number in range(1, 21)} <= {r for s in SAMPLES for r in s.reports}
    long = [sample.clean for sample in made if len(sample.text) > 1900]
    assert long.count(True) >= 10
    assert long.count(False) >= 10


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"stated": Decimal("12.6")}, "is not what is printed"),
        ({"verdicts": ("truncated",)}, "but it is rounded"),
        ({"pairs": ((1, 9),)}, "but it is wrong"),
        ({"pairs": ((2, 16),)}, "not in the text"),
        ({"other": (1, 9)}, "does not explain it"),
    ],
)
def test_a_slip_in_the_truth_is_noticed(changed: dict[str, Any], problem: str) -> None:
    text = "Quá hạn 1/8 hồ sơ, chiếm 12,5%. Ngày 9."
    start = text.index("12,5%")
    claim = truth.Truth(
        *(start, start + 5, "12,5%", 1, Decimal("12.5"), "share", ("rounded",)), pairs=((1, 8),)
    )
    right = SAMPLE._replace(text=text, claims=(claim,))
    assert list(truth.problems(right)) == []
    (found, *_) = truth.problems(right._replace(claims=(claim._replace(**changed),)))
    assert problem in found


@pytest.mark.parametrize("near", ["98,33%", "5 điểm phần trăm", "12 bậc"])
def test_what_nobody_accounts_for_is_noticed(near: str) -> None:
    (problem,) = truth.problems(SAMPLE._replace(text=f"{SAMPLE.text} Còn {near}."))
    assert near in problem


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published figures are not here")
def test_every_published_share_and_broken_sum_is_in_the_texts() -> None:
    for report in json.loads(PUBLISHED.read_text(encoding="utf-8")):
        texts = [sample for sample in SAMPLES if report["id"] in sample.reports]
        assert len(texts) >= 3, report["id"]
        claims = {
            (claim.near, *pair, claim.verdicts[0])
            for sample in texts
            for claim in sample.claims
            for pair in claim.pairs
        }
        differences = {error.difference for sample in texts for error in sample.errors}
        for share in report["stated"].values():
            pair = (share["numerator_value"], share["denominator_value"])
            assert (share["text"], *pair, VERDICTS[share["matches"]]) in claims, report["id"]
        broken = [abs(check["difference"]) for check in report["checks"] if not check["holds"]]
        assert set(broken) <= differences, report["id"]


def pretender(answer: Callable[[truth.Sample], Proofreading]) -> evaluation.Reader:
    """A program that knows the truth, and answers as it likes."""
    by_text = {sample.text: sample for sample in SAMPLES}

    def proofread(source: Any) -> Proofreading:
        data = source.read_bytes() if isinstance(source, Path) else source.read()
        return answer(by_text[data.decode()])

    return proofread


def claim_of(known: truth.Truth) -> Claim:
    pairs = evaluation.expected_pairs(known)
    kind, two_values = ClaimKind(known.kind), known.kind in {"points", "difference"}
    return Claim(
        kind,
        Span(known.start, known.end),
        known.stated,
        0,
        Verdict(known.verdicts[0]),
        pair=Pair(int(pairs[0][0]), int(pairs[0][1])) if pairs and not two_values else None,
        denominator=known.denominator,
        now=known.now if two_values else None,
        before=known.before if two_values else None,
        other=Pair(*known.other) if known.other else None,
        allowed=known.allowed,
    )


def finding_of(code: str, difference: int) -> Finding:
    message = T("does not add up")
    return Finding(code, Severity.ERROR, Place("x.txt"), message, difference=difference)


def reading(claims: list[Claim], findings: list[Finding], spans: list[Span | None]) -> Proofreading:
    return Proofreading(Document("x.txt", "txt", "", ()), claims, (), findings, spans)


def perfect(sample: truth.Sample) -> Proofreading:
    claims = [claim_of(known) for known in sample.claims]
    wrong = [claim.span for claim in claims if claim.verdict is Verdict.WRONG]
    findings = [finding_of(*error) for error in sample.errors]
    shares = [finding_of("STATED_SHARE", 0) for _ in wrong]
    return reading(claims, [*findings, *shares], [*[None for _ in findings], *wrong])


def silent(sample: truth.Sample) -> Proofreading:
    return reading([], [], [])


def suspicious(sample: truth.Sample) -> Proofreading:
    """Holds every share for wrong, and every text for one that does not add up."""
    claims = [claim._replace(verdict=Verdict.WRONG) for claim in perfect(sample).claims]
    everywhere = Claim(ClaimKind.SHARE, Span(0, 1), Decimal(7), 0, Verdict.WRONG)
    return reading([everywhere, *claims], [finding_of("BALANCE", 12345)], [None])


def test_who_knows_everything_has_no_failure() -> None:
    result = evaluation.evaluate(SAMPLES, pretender(perfect))
    assert (result.failures, result.extra) == ([], [])
    assert result.right == result.tried
    assert all(result.tried[measure] for measure in evaluation.MEASURES)


def test_who_says_nothing_misses_everything_and_accuses_nobody() -> None:
    result = evaluation.evaluate(SAMPLES, pretender(silent))
    assert (result.right["recall"], result.right["errors"]) == (0, 0)
    assert result.share("clean") == 1
    missed = {failure.kind for failure in result.failures}
    assert missed == {"recall", "errors"}


def test_who_suspects_everything_accuses_everybody() -> None:
    result = evaluation.evaluate(SAMPLES, pretender(suspicious))
    assert result.share("recall") == 1
    assert (result.right["clean"], result.right["findings"]) == (0, 0)
    kinds = {failure.kind for failure in result.failures}
    assert {"verdicts", "precision", "clean", "findings", "said"} <= kinds
    assert len([f for f in result.failures if f.kind == "precision"]) == len(SAMPLES)


def test_a_text_that_breaks_the_program_is_a_failure_and_stops_nothing() -> None:
    def breaks(source: Any) -> Proofreading:
        raise ValueError("no")

    result = evaluation.evaluate(SAMPLES[:3], breaks)
    assert [failure.kind for failure in result.failures] == ["crash"] * 3
    assert result.share("recall") == 0


def test_proofreading_fails_only_where_it_is_known_to() -> None:
    result = evaluation.evaluate(SAMPLES, proofread)
    failed = {(failure.text, failure.kind, failure.what) for failure in result.failures}
    listed = tomllib.loads(KNOWN.read_text(encoding="utf-8")).get("failure", [])
    assert all(entry["why"] for entry in listed)
    known = {(entry["text"], entry["kind"], entry["what"]) for entry in listed}
    assert (failed - known, known - failed) == (set(), set())


def test_held_out_texts_are_accused_of_nothing_that_they_did_not_do() -> None:
    """Precision first: what is missed there is listed by the evaluation, not here."""
    result = evaluation.evaluate(truth.samples(truth.HELD_OUT), proofread)
    false = {"precision", "findings", "clean", "crash"}
    assert [failure for failure in result.failures if failure.kind in false] == []
