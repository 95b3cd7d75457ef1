"""Check the held-out texts: ``python benchmarks/proofreading/check_held_out.py``.

Every verdict is worked out again from its figures, every difference from its sum; every claim
stands in its text, every percentage of a text is a claim or named as none. Exit status 1 and
one line for each defect.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

NAMES = ("held_out", "held_out_2", "held_out_3", "held_out_4", "held_out_5", "held_out_6")
FOLDERS = [Path(__file__).with_name(name) for name in NAMES]
PERCENTAGE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:[%％]|phần trăm|điểm)")
INTEGER = re.compile(r"\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?!\d)|\d+")
WORDS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
CODES = {"TIMELINESS", "BALANCE", "IN_TIME", "PENDING", "RECEIVED", "CHANNELS", "STATED_SHARE"}
CODES |= {"TOTAL_ROW", "CONFLICT"}  # across rows, and of a count stated twice
KINDS = {"share", "growth", "points", "difference"}

Entry = dict[str, Any]


def texts() -> Iterator[Entry]:
    for file in (file for folder in FOLDERS for file in sorted(folder.glob("*.toml"))):
        yield from tomllib.loads(file.read_text(encoding="utf-8"))["text"]


def exact(claim: Entry) -> Decimal | None:
    """What the claim should be, unrounded and without its sign; ``None`` without two figures."""
    with localcontext(prec=60):
        if claim.get("kind") in {"points", "difference"}:
            return abs(Decimal(claim["now"]) - Decimal(claim["before"]))
        if "numerator" not in claim or "denominator" not in claim:
            return None
        return abs(Decimal(claim["numerator"]) * 100 / Decimal(claim["denominator"]))


def verdict(claim: Entry) -> str:
    value = exact(claim)
    if value is None:
        return "no_base"
    stated = Decimal(claim["stated"])
    unit = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    if value.quantize(unit, ROUND_HALF_UP) == stated:
        return "rounded"
    return "truncated" if value.quantize(unit, ROUND_DOWN) == stated else "wrong"


def spans(text: str, part: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(part), text)]


def span_of(text: str, claim: Entry) -> tuple[int, int] | None:
    found = spans(text, claim["near"])
    return found[claim["occurrence"] - 1] if claim["occurrence"] <= len(found) else None


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def integers(text: str) -> set[int]:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    digits = {int(re.sub(r"\D", "", n)) for n in INTEGER.findall(text)}
    return digits | {WORDS[word] for word in words if word in WORDS}


def claim_defects(text: str, claim: Entry) -> Iterator[str]:
    place = span_of(text, claim)
    if place is None:
        yield "does not stand in the text"
    if any(re.search(r"\d[.,]?$", text[:start]) for start, _ in spans(text, claim["near"])):
        yield "also ends a longer number"
    if claim.get("kind", "share") not in KINDS:
        yield "has an unknown kind"
    if claim.get("kind") == "growth" and not is_growth(claim):
        yield "is not the growth from before to now"
    if verdict(claim) != claim["verdict"]:
        yield f"is {verdict(claim)}, not {claim['verdict']}"
    if claim["stated"] != stated(claim):
        yield f"is printed {stated(claim)}, not {claim['stated']}"
    yield from (f"{n} is not in the text" for n in needed(claim) - integers(text))


def is_growth(claim: Entry) -> bool:
    now, before = int(claim["now"]), int(claim["before"])
    return (claim["numerator"], claim["denominator"]) == (now - before, before)


def stated(claim: Entry) -> str:
    found = re.match(r"[\d.,]*\d", claim["near"])
    printed = found.group() if found else ""
    whole = claim.get("kind") == "difference"
    return printed.replace(".", "") if whole else printed.replace(",", ".")


def needed(claim: Entry) -> set[int]:
    """The figures that must stand in the text for this claim."""
    kind = claim.get("kind", "share")
    if kind == "points":
        return set()
    if kind in {"growth", "difference"}:
        return {int(claim["now"]), int(claim["before"])}
    keys = ("denominator",) if claim.get("derived") else ("numerator", "denominator")
    derived = claim.get("derived") and claim["optional"]
    return set() if derived else {claim[k] for k in keys if k in claim}


def sum_defects(entry: Entry) -> Iterator[str]:
    there = integers(entry["text"])
    broken = Counter[tuple[str, int]]()
    for item in entry.get("sums", []):
        yield from (f"{n} is not in the text" for n in {item["total"], *item["parts"]} - there)
        if difference := item["total"] - sum(item["parts"]):
            broken[item["code"], difference] += 1
    named = Counter((e["code"], e["difference"]) for e in entry["errors"] if "difference" in e)
    if broken != named:
        yield f"errors {dict(named)} but sums {dict(broken)}"


def error_defects(entry: Entry) -> Iterator[str]:
    wrong = Counter((c["near"], c["optional"]) for c in entry["claims"] if c["verdict"] == "wrong")
    shares = [e for e in entry["errors"] if e["code"] == "STATED_SHARE"]
    if wrong != Counter((e["near"], e["optional"]) for e in shares):
        yield "wrong claims and STATED_SHARE errors differ"
    if unknown := {e["code"] for e in entry["errors"]} - CODES:
        yield f"unknown codes {unknown}"
    if entry["clean"] == bool(entry["errors"]):
        yield "clean contradicts errors"


def cover_defects(entry: Entry) -> Iterator[str]:
    text = entry["text"]
    claims = [p for c in entry["claims"] if (p := span_of(text, c))]
    others = [p for part in entry["not_claims"] for p in spans(text, part)]
    yield from (f"{p} is not in the text" for p in entry["not_claims"] if not spans(text, p))
    both = [p for p in others for c in claims if overlap(p, c)]
    yield from (f"{text[slice(*p)]} is claim and none" for p in both)
    for found in PERCENTAGE.finditer(text):
        if found.group().endswith("điểm") and not text[found.end() :].startswith((" phần", " %")):
            continue
        if not any(overlap(found.span(), place) for place in claims + others):
            yield f"{found.group()} is neither claim nor none"


def defects(entry: Entry) -> Iterator[str]:
    form = {"nfd": "NFD", "composite": None}.get(entry.get("form", ""), "NFC")
    if form and unicodedata.normalize(form, entry["text"]) != entry["text"]:  # type: ignore[arg-type]
        yield f"is not {form}"
    if not form and unicodedata.is_normalized("NFC", entry["text"]):
        yield "is not of composed letters and combining tones"
    for claim in entry["claims"]:
        yield from (f"{claim['near']} {defect}" for defect in claim_defects(entry["text"], claim))
    for rule in (sum_defects, error_defects, cover_defects):
        yield from rule(entry)


def main() -> int:
    entries = list(texts())
    found = [f"{e['id']}: {defect}" for e in entries for defect in defects(e)]
    twice = [f"{i}: twice" for i, n in Counter(e["id"] for e in entries).items() if n > 1]
    for line in found + twice:
        print(line)
    claims = [c for e in entries for c in e["claims"]]
    print(len(entries), "texts,", sum(e["clean"] for e in entries), "clean")
    print(len(claims), "claims", dict(Counter(c["verdict"] for c in claims)))
    print("optional", sum(c["optional"] for c in claims))
    print("kinds", dict(Counter(c.get("kind", "share") for c in claims)))
    print("errors", dict(Counter(x["code"] for e in entries for x in e["errors"])))
    print("not claims", sum(len(e["not_claims"]) for e in entries))
    return 1 if found or twice else 0


if __name__ == "__main__":
    sys.exit(main())
