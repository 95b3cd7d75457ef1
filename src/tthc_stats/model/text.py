"""Texts for people that are put into words, in a language, only when they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Text:
    """A message in English with named places, and what stands in them.

    ``str(text)`` is the English sentence; ``text.in_language(gettext)`` another one.
    Values that are texts themselves are translated along.
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def in_language(self, translate: Translate) -> str:
        if not self.values:
            return translate(self.message)
        return translate(self.message).format(
            **{name: _shown(value, translate) for name, value in self.values}
        )

    def __str__(self) -> str:
        return self.in_language(lambda message: message)


def _shown(value: object, translate: Translate) -> object:
    if isinstance(value, Text):
        return value.in_language(translate)
    if isinstance(value, tuple):
        return ", ".join(str(_shown(item, translate)) for item in value)
    return value


def T(message: str, /, **values: object) -> Text:  # noqa: N802 (gettext's habit)
    """A text to be translated; the message must be a literal, so that catalogues find it."""
    return Text(message, tuple(values.items()))
