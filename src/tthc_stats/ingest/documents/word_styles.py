"""What the styles of a Word document say of its paragraphs (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tthc_stats.ingest.documents.trees import Element
from tthc_stats.ingest.documents.word_parts import (
    child,
    children,
    is_on,
    number,
    value,
)

HEADING = re.compile(r"heading ([1-9])")
"""Built-in styles keep their English name in the file, whatever Word shows."""
TITLE = "title"
BODY_TEXT = 9
"""The outline level of paragraphs that are no headings."""


class Style(NamedTuple):
    """level: of a heading, from 1; 0 for none stated, as is text. listed: by ``w:numPr``."""

    based_on: str | None
    level: int | None
    listed: bool | None
    hidden: bool | None


class Styles:
    """The styles by their ids. root: of the part ``styles``, where there is one."""

    def __init__(self, root: Element | None) -> None:
        found = () if root is None else children(root, "w:style")
        self._styles = {value(style, "styleId") or "": _style(style) for style in found}

    def level(self, paragraph: Element | None) -> int:
        """The heading level of a paragraph by its ``w:pPr``; 0 for none."""
        stated = outline_level(paragraph)
        if stated is not None:
            return stated
        chain = self._chain(value(child(paragraph, "w:pStyle")))
        return next((style.level for style in chain if style.level is not None), 0)

    def is_listed(self, paragraph: Element | None) -> bool:
        """Whether a paragraph has an automatic number or bullet, by its ``w:pPr``."""
        stated = _listed(paragraph)
        if stated is not None:
            return stated
        chain = self._chain(value(child(paragraph, "w:pStyle")))
        return next((style.listed for style in chain if style.listed is not None), False)

    def hides(self, style: str | None) -> bool | None:
        """Whether a style hides its text; ``None`` where it does not say."""
        chain = self._chain(style)
        return next((one.hidden for one in chain if one.hidden is not None), None)

    def _chain(self, name: str | None) -> Iterator[Style]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = self._styles[name].based_on


def outline_level(paragraph: Element | None) -> int | None:
    """The level from 1 that ``w:outlineLvl`` states; 0 for body text."""
    level = number(child(paragraph, "w:outlineLvl"))
    return level if level is None else (level + 1 if level < BODY_TEXT else 0)


def _listed(paragraph: Element | None) -> bool | None:
    mark = child(paragraph, "w:numPr", "w:numId")
    return None if mark is None else value(mark) != "0"


def _style(style: Element) -> Style:
    name = (value(child(style, "w:name")) or "").lower()
    paragraph = child(style, "w:pPr")
    heading = HEADING.fullmatch(name)
    level = outline_level(paragraph)
    if heading:
        level = int(heading[1])
    elif name == TITLE:
        level = 1
    return Style(
        value(child(style, "w:basedOn")),
        level,
        _listed(paragraph),
        is_on(child(style, "w:rPr", "w:vanish")),
    )
