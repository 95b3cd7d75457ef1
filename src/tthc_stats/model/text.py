"""Texts for people that are put into words, in a language, only when they are shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

Translate = Callable[[str], str]
Write = Callable[[int | Decimal], str]


class Joined(NamedTuple):
    """Several texts or numbers with a sign between them, such as a sum."""

    parts: tuple[object, ...]
    separator: str = ", "


class Text(NamedTuple):
    """A message in English with named places, and what stands in them.

    ``str(text)`` is the English sentence; ``text.in_language(gettext, number)`` another
    one. Values that are texts themselves are translated along, numbers written in style.
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def in_language(self, translate: Translate, number: Write = str) -> str:
        if not self.values:
            return translate(self.message)
        return translate(self.message).format(
            **{name: _shown(value, translate, number) for name, value in self.values}
        )

    def __str__(self) -> str:
        return self.in_language(lambda message: message)

    def __repr__(self) -> str:
        return f"T({str(self)!r})"


def _shown(value: object, translate: Translate, number: Write) -> str:
    if isinstance(value, Text):
        return value.in_language(translate, number)
    if isinstance(value, Joined):
        return value.separator.join(_shown(part, translate, number) for part in value.parts)
    if isinstance(value, int | Decimal):
        return number(value)
    return str(value)


def unicode_only(text: str) -> str:
    """The text with “?” for what no encoding can write: the bytes of a file's name need not be
    Unicode (PEP 383).
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def T(message: str, /, **values: object) -> Text:  # noqa: N802 (gettext's habit)
    """A text to be translated; the message must be a literal, so that catalogues find it.

    A tuple stands for its items with commas between them.
    """
    return Text(
        message,
        tuple(
            (name, Joined(value) if type(value) is tuple else value)
            for name, value in values.items()
        ),
    )
