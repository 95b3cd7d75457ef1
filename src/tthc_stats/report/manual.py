"""Manual pages of findings: what a code means and what to do about it."""

from __future__ import annotations

from difflib import get_close_matches

from tthc_stats.data import load
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.language import Language, language_asked


def codes() -> tuple[str, ...]:
    """Every code that a finding may carry."""
    return tuple(load("codes"))


def explain(code: str, lang: str = "en") -> str:
    """What a code of findings means and what to do about it, as ``check --explain`` prints it.

    lang: ``en`` or ``vi``. Raises UsageError for a code or a language that does not exist.
    """
    return manual_page(code, language_asked(lang))


def manual_page(code: str, language: Language) -> str:
    """The page of a code in a language.

    Raises UsageError for a code that does not exist.
    """
    known = load("codes")
    name = code.upper().replace("-", "_")
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = (
            T("Did you mean {code}?", code=near[0])
            if near
            else T("Codes are {known}.", known=codes())
        )
        raise UsageError(T("no finding has the code “{code}”", code=code), hint=hint)
    page = known[name][language.code]
    return f"{name}: {page['title']}\n\n{page['text'].strip()}\n"
