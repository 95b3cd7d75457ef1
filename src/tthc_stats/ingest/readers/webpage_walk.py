"""The tree of a web page, gone through with selectolax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NESTING = 64
"""Tables inside one another; deeper ones count as text of the cell."""
Opened = tuple[str, bool]
"""An element: its name and whether it is hidden."""


class Visitor(Protocol):
    """What sees the nodes of a page in order."""

    def enter(self, node: LexborNode) -> Opened | None:
        """Take in a node; ``None`` where its inside is skipped."""

    def leave(self, tag: str, *, hidden: bool) -> None:
        """The end of an element that was entered."""


def walk(text: str, visitor: Visitor) -> None:
    """Show a page to a visitor, without recursion, since pages may be nested without end."""
    from selectolax.lexbor import LexborHTMLParser

    node = LexborHTMLParser(text).root
    path: list[Opened] = []
    while node is not None:
        opened = visitor.enter(node)
        if opened:
            path.append(opened)
            if (child := node.child) is not None:
                node = child
                continue
            _leave(visitor, path)
        while node.next is None:
            node = node.parent
            if node is None or not path:
                return
            _leave(visitor, path)
        node = node.next


def _leave(visitor: Visitor, path: list[Opened]) -> None:
    tag, hidden = path.pop()
    visitor.leave(tag, hidden=hidden)


def is_entered(tag: str, skipped: frozenset[str], tables: int) -> bool:
    """Whether a node is an element to be gone into, ``tables`` being open around it."""
    if tag in skipped or not tag[:1].isalpha():
        return False
    return tag != "table" or tables < NESTING
