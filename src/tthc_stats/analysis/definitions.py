"""Own indicators as they are written in the office's file, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

from tthc_stats.analysis.indicators import indicator_keys
from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.errors import UsageError
from tthc_stats.model.indicator import COUNT_KEYS, Indicators, OwnIndicator
from tthc_stats.model.pattern import pattern
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T, Text

KEYS = ("name", "numerator", "denominator", "better")
BETTER = ("larger", "smaller")
KEY = pattern(r"[a-z][a-z0-9_]*")


def optional_keys() -> tuple[str, ...]:
    """The indicators that the program knows and computes only where they are asked for."""
    return tuple(load("optional_indicators"))


def own_indicators(given: Mapping[str, Any], source: str | None = None) -> Indicators:
    """Indicators from a mapping such as the table ``[indicators]`` of the office's file.

    given: by key, a mapping of ``name``, ``numerator``, ``denominator`` (a count, a caption of
    an extra column, or a list of them) and ``better``; ``True`` for an optional indicator of
    the program. source: where it is written, for messages.
    Raises UsageError for an unknown or missing entry, a key that is no plain word or is taken.
    """
    found = (_indicator(key, value, source) for key, value in given.items())
    return Indicators(tuple(own for own in found if own), source)


def _indicator(key: str, value: Any, source: str | None) -> OwnIndicator | None:
    if key in optional_keys():
        if isinstance(value, bool):
            return _optional(key) if value else None
        _refuse(
            source,
            T("“{key}” is an indicator of the program", key=key),
            T("Write {line} to have it computed.", line=f"{key} = true"),
        )
    _refuse_key(key, source)
    if not isinstance(value, Mapping):
        known = optional_keys()
        said = T("[indicators.{key}] must be a table", key=key)
        _refuse(source, said, T("Only {known} are switched on with true.", known=known))
    return _defined(key, value, source)


def _optional(key: str) -> OwnIndicator:
    entry = load("optional_indicators")[key]
    numerators = tuple(tuple(terms) for terms in entry["numerators"])
    return OwnIndicator(key, None, numerators, tuple(entry["denominator"]), points=entry["points"])


def _refuse_key(key: str, source: str | None) -> None:
    if not KEY.fullmatch(key):
        plain = "_".join(fold(key).split()) or "van_ban_ky_so"
        _refuse(
            source,
            T("[indicators.{key}]: a key has small letters a–z, digits and _ only", key=key),
            T("Write [indicators.{key}].", key=plain),
        )
    taken = {*indicator_keys(), *COUNT_KEYS, *(d.value for d in Dimension)}
    if key in taken:
        _refuse(
            source,
            T("[indicators.{key}]: the program has something of that name", key=key),
            T("Choose another key, such as {key}.", key=f"{key}_2"),
        )


def _defined(key: str, entry: Mapping[str, Any], source: str | None) -> OwnIndicator:
    table = f"indicators.{key}"
    for word in entry:
        if word not in KEYS:
            _refuse(
                source,
                T("there is no key “{key}” in [{table}]", key=word, table=table),
                _nearest(word, KEYS),
            )
    numerator, denominator = (
        tuple(_terms(entry, part, table, source)) for part in ("numerator", "denominator")
    )
    better = entry.get("better", BETTER[0])
    if better not in BETTER:
        _refuse(source, T("[{table}]: “better” is one of {known}", table=table, known=BETTER))
    name = _name(entry, table, source)
    return OwnIndicator(key, name, (numerator,), denominator, better == BETTER[1])


def _name(entry: Mapping[str, Any], table: str, source: str | None) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        _refuse(source, T("[{table}] needs a “{key}”, which is a text", table=table, key="name"))
    return " ".join(name.split())


def _terms(entry: Mapping[str, Any], part: str, table: str, source: str | None) -> Iterator[str]:
    """The counts and captions of a sum, each written once."""
    given = entry.get(part)
    listed = given if isinstance(given, list | tuple) else [given]
    texts = [" ".join(term.split()) for term in listed if isinstance(term, str)]
    if len(texts) < len(listed) or not all(map(fold, texts)) or not texts:
        _refuse(
            source,
            T("[{table}] needs a “{key}”: a count, a caption, or a list", table=table, key=part),
            T("Write {line}.", line=f'{part} = "Văn bản ký số"'),
        )
    if len(set(map(fold, texts))) < len(texts):
        _refuse(source, T("[{table}]: “{key}” names a figure twice", table=table, key=part))
    yield from texts


def _refuse(source: str | None, said: Text, hint: Text | None = None) -> NoReturn:
    raise UsageError(said, place=source, hint=hint)


def _nearest(word: str, known: Collection[str]) -> Text:
    from difflib import get_close_matches

    if near := get_close_matches(word, known, n=1):
        return T("Did you mean “{name}”?", name=near[0])
    return T("Known are {known}.", known=tuple(known))
