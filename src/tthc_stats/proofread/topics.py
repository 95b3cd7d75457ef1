"""Which subject each figure of a text belongs to.

A sentence that begins with a unit or a period is about it, and so are the sentences after it;
one named further on holds for what follows in its clause. Headings, and lines that stand as
such, hold for their section.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.proofread.sentences import Sentence, list_sign
from tthc_stats.proofread.subjects import (
    LABELLED,
    PAST,
    RUNNING,
    SOME,
    Named,
    Scope,
    labels_of_lists,
    named_in,
)
from tthc_stats.proofread.words import Item, Kind, items_before, items_behind, position_at

BEHIND = frozenset({"của", "tại", "do", "ở", "mà", "thuộc", "trên"})
"""Words that tie a name to the figure before it."""
NUMBERED = 2
"""The level of headings from where they may also be the entries of a list."""
CLOSES_PAST = frozenset(",;).")


class Reader:
    """Follows the subject through the sentences of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.topic = Scope()
        self.paragraph_topic = Scope()
        """What holds where a paragraph says nothing."""
        self.block = -1
        self.lists: list[tuple[str, Scope]] = []
        self.titles: dict[str, Scope] = {}
        """Of the entries that are titles, by their signs."""
        self.last_title = ("", -1)
        self.sections: list[tuple[int, Scope]] = []

    def scopes(self, sentence: Sentence) -> tuple[list[Scope], Sentence]:
        """The scope of every item of a sentence, and the sentence with the names of subjects as
        mere words: “lĩnh vực chứng thực” says nothing of what is counted.
        """
        block = self.document.blocks[sentence.block]
        if sentence.block != self.block:
            self._enter(block, sentence.block)
        named = named_in(self.document.text, sentence.start, sentence.end, sentence.items)
        named = labels_of_lists(named, listed=bool(list_sign(self.document.text, block)))
        before = self.topic.who
        self.topic = _with(self.topic, self._about(sentence, named))
        if sentence.first and self.lists:
            self._note_title(list_sign(self.document.text, block), sentence)
        if sentence.first and not self.lists:
            self.paragraph_topic = self._of_paragraphs(sentence, before)
        scopes = _scopes_of_items(sentence.items, named, self.topic)
        who = self.topic.who
        if who and who.kind in (LABELLED, SOME) and any(item.figure for item in sentence.items):
            self.topic = self.topic._replace(who=before)
            self.paragraph_topic = self.paragraph_topic._replace(who=before)
        for name in named:
            tied = _tied(self.document.text, sentence.items, name)
            if tied is not None and name.kind != "period":
                scopes[tied] = scopes[tied]._replace(who=name)
        for name in named if len({n.key for n in named if n.kind == "period"}) > 1 else ():
            if name.kind == "period" and (tied := _directly_before(sentence.items, name)):
                scopes[tied] = scopes[tied]._replace(when=name)
        kept = _named_as_words(sentence.items, named)
        items = [item for _, item in kept]
        return [scopes[n] for n, _ in kept], sentence._replace(items=items)

    def _of_paragraphs(self, sentence: Sentence, before: Named | None) -> Scope:
        """What a first sentence says for the paragraphs to come too: not the level or field that
        it has figures of.
        """
        who = self.topic.who
        passing = who and who.kind in ("level", "field") and any(i.figure for i in sentence.items)
        return self.topic._replace(who=before) if passing else self.topic

    def _about(self, sentence: Sentence, named: Sequence[Named]) -> list[Named]:
        """The names that say whom and when a sentence is about: those that it begins with, one
        that is tied to its first figure, or the only one.
        """
        items = sentence.items
        first_figure = next((item.start for item in items if item.figure), sentence.end)
        opening = _opening(items, first_figure)
        now = [n for n in named if n.key != PAST and not _compared(items, n)]
        about = [n for n in now if n.start < opening and _is_topical(items, n, first_figure)]
        who = [n for n in now if n.kind != "period"]
        when = [n for n in now if n.kind == "period" and not _is_bracketed(items, n)]
        if who and who[0] not in about and self._is_of_all(sentence, who):
            about.append(who[0])
        alone = len({n.key for n in when}) == 1 and not any(n in about for n in when)
        if alone and not (self.topic.when and _of_next_figure(items, when[0], first_figure)):
            about.append(when[0])
        return about

    def _is_of_all(self, sentence: Sentence, who: Sequence[Named]) -> bool:
        """Whether the first name behind a figure is that of the whole sentence."""
        if _tied(self.document.text, sentence.items, who[0]) is not None:
            return True
        before = [item for item in sentence.items if item.start < who[0].start]
        closed = not any("part_of" in i.signs or i.marks(frozenset("(:;")) for i in before)
        return self.topic.who is None and len({n.key for n in who}) == 1 and closed

    def _enter(self, block: Block, number: int) -> None:
        self.block = number
        sign = list_sign(self.document.text, block)
        if block.kind is BlockKind.HEADING:
            self._leave_sections(block.level)
        if self._heads(block, number):
            self.sections.append((block.level, self.topic))
            self.lists = []
        elif sign:
            rank = _rank(sign)
            self.titles = {known: t for known, t in self.titles.items() if _rank(known) < rank}
            self._enter_list(sign)
        else:
            self._leave_lists()

    def _heads(self, block: Block, number: int) -> bool:
        """Whether a heading stands over anything: not those of “1. Sở A 2. Sở B” in a row."""
        blocks = self.document.blocks[max(0, number - 1) : number + 2]
        alike = sum(one.kind is block.kind and one.level == block.level for one in blocks)
        return block.kind is BlockKind.HEADING and (block.level < NUMBERED or alike == 1)

    def _leave_lists(self) -> None:
        """A plain paragraph behind a list goes on with the entry that is its title, if one is:
        “2. Tiếp nhận 8 tháng đầu năm”, “2.1. …”, and what follows.
        """
        titled = [n for n, (sign, _) in enumerate(self.lists) if sign in self.titles]
        if titled:
            self.topic = self.titles[self.lists[titled[-1]][0]]
            del self.lists[titled[-1] + 1 :]
        else:
            self.lists = []
            self.topic = self.paragraph_topic

    def _note_title(self, sign: str, sentence: Sentence) -> None:
        if not sign.isdigit() or any(item.figure for item in sentence.items):
            return
        if (sign, sentence.block - 1) != self.last_title:  # not “1. Sở A 2. Sở B” in a row
            self.titles[sign] = self.topic
        self.last_title = sign, sentence.block

    def _enter_list(self, sign: str) -> None:
        """An entry begins with the topic that its list had; a deeper one with that above it."""
        for depth, (known, scope) in enumerate(self.lists):
            if known == sign:
                self.topic = scope
                del self.lists[depth + 1 :]
                return
            if _rank(sign) < _rank(known):  # “3.” behind “a) b) c)”
                self.topic = scope
                self.lists[depth:] = [(sign, scope)]
                return
        self.lists.append((sign, self.topic))

    def _leave_sections(self, level: int) -> None:
        """Back to whom a text was about; its first period may stand below “BÁO CÁO”."""
        while self.sections and self.sections[-1][0] >= level:
            left = self.topic.when
            self.topic = self.sections.pop()[1]
            if self.topic.when is None and left and left.key not in (PAST, RUNNING):
                self.topic = self.topic._replace(when=left)


LETTERS, BULLETS = 4, 5


def _rank(sign: str) -> int:
    """How deep the entries of a list stand by what they begin with: 1., 1.1., a), –."""
    if sign.isdigit():
        return len(sign)
    return LETTERS if sign == "a" else BULLETS


def _named_as_words(items: Sequence[Item], named: Sequence[Named]) -> list[tuple[int, Item]]:
    """The items, with their positions, where each name of a subject is one word: what it is
    called says nothing of what is counted.
    """
    names = deque(name for name in named if name.kind in ("unit", "field", LABELLED))
    kept: list[tuple[int, Item]] = []
    last: Named | None = None
    for n, item in enumerate(items):
        while names and names[0].end <= item.start:
            names.popleft()
        name = names[0] if names and names[0].start <= item.start else None
        if name is None or item.figure or item.kind == Kind.MARK:
            kept.append((n, item))
        elif name is not last:
            kept.append((n, item._replace(kind=Kind.WORD, signs=frozenset())))
            last = name
    return kept


def _of_next_figure(items: Sequence[Item], named: Named, first_figure: int) -> bool:
    """Whether a period behind a figure is that of the next one alone: “14.320 hồ sơ, năm 2024 là
    13.016 hồ sơ”.
    """
    if named.start < first_figure:
        return False
    behind = [item for item in items if item.start >= named.end][:2]
    return any(item.figure for item in behind)


def _is_bracketed(items: Sequence[Item], named: Named) -> bool:
    """Whether brackets tell a running total beside a figure: “626 hồ sơ (lũy kế 8.477 hồ sơ)”."""
    at = position_at(items, named.start)
    return named.key == RUNNING and at > 1 and items[at - 1].marks(frozenset("("))


def _opening(items: Sequence[Item], first_figure: int) -> int:
    """Up to where a sentence says what it is about: its first figure, or “trong đó”."""
    return next(
        (i.start for i in items if "part_of" in i.signs and i.start < first_figure), first_figure
    )


def _is_topical(items: Sequence[Item], named: Named, first_figure: int) -> bool:
    """Whether a name before the first figure is what the sentence is about, and those after it:
    not in “Cao nhất: Xã G (100%), …”.
    """
    opening = takewhile(lambda item: item.start < named.start, items)
    if named.kind == "period" or not any(item.marks(frozenset(":(")) for item in opening):
        return True
    between = items[position_at(items, named.end) : position_at(items, first_figure)]
    return any(item.kind == Kind.TERM for item in between)


def _compared(items: Sequence[Item], named: Named) -> bool:
    """Whether a name stands behind “so với”, in the same clause."""
    for item in items_before(items, position_at(items, named.start)):
        if "than" in item.signs:
            return True
        if item.kind in (Kind.MARK, Kind.FIGURE):
            return False
    return False


def _tied(text: str, items: Sequence[Item], named: Named) -> int | None:
    """The figure before a name that “của”, “tại” or “do” ties it to, by position."""
    words = text[max(0, named.start - 8) : named.start].split()
    if not words or words[-1] not in BEHIND:
        return None
    for n in range(position_at(items, named.start) - 1, -1, -1):
        item = items[n]
        if item.kind == Kind.MARK or "part_of" in item.signs:
            return None
        if item.figure:
            return n
    return None


def _directly_before(items: Sequence[Item], named: Named) -> int | None:
    """The figure whose period stands right behind it: “2.600 hồ sơ năm 2024 và 2.860 …”."""
    behind = next((n for n, item in enumerate(items) if item.start >= named.start), len(items))
    for n in range(behind - 1, max(-1, behind - 3), -1):
        if items[n].figure:
            return n
        if "dossiers" not in items[n].signs:
            return None
    return None


def _with(scope: Scope, named: Sequence[Named]) -> Scope:
    """A scope after some names; of the people named first, of the periods the first too."""
    who = next((n for n in named if n.kind != "period"), None)
    when = next((n for n in named if n.kind == "period"), None)
    return Scope(who or scope.who, when or scope.when)


def _scopes_of_items(items: Sequence[Item], named: Sequence[Named], topic: Scope) -> list[Scope]:
    """The scope of each item: names hold from where they stand, one in brackets within them,
    another period than the text's to the end of its clause.
    """
    scopes: list[Scope] = []
    outer: list[Scope] = []
    scope = topic
    waiting = deque(named)
    past, seen = False, False
    whole = _is_past_whole(items, named)
    opening = _opening(items, next((item.start for item in items if item.figure), 0))
    for position, item in enumerate(items):
        seen |= item.figure is not None
        lasting = past and (not seen or whole)
        if item.kind == Kind.MARK and not (lasting and item.marks(frozenset(","))):
            scope, past = _after_mark(items, position, scope, topic, outer, past=past)
        while waiting and waiting[0].start <= item.start:
            name = waiting.popleft()
            if name.kind == "period" and (name.key == PAST or _compared(items, name)):
                scope, past = scope._replace(when=name._replace(key=PAST)), True
            elif name.kind == "period":
                scope = scope._replace(when=name)
            elif name.start >= opening or not _is_topical(items, name, opening):
                scope = scope._replace(who=name)
        scopes.append(_of_the_past(items, position, scope) if item.figure else scope)
    return scopes


NOW = frozenset({"nay", "này", "hiện"})


def _is_past_whole(items: Sequence[Item], named: Sequence[Named]) -> bool:
    """Whether a sentence begins with a past period and names no other: “Cùng kỳ năm 2025, xã A
    tiếp nhận 500 hồ sơ, giải quyết 450 hồ sơ”.
    """
    when = [name for name in named if name.kind == "period"]
    if len(when) != 1 or when[0].key != PAST or position_at(items, when[0].start) > 1:
        return False
    return not any(
        item.signs & {"than", "up", "down", "becomes"} or NOW & set(item.name.split())
        for item in items
    )


def _after_mark(
    items: Sequence[Item],
    position: int,
    scope: Scope,
    topic: Scope,
    outer: list[Scope],
    *,
    past: bool,
) -> tuple[Scope, bool]:
    mark = items[position].name
    if mark in "([":
        outer.append(scope._replace(when=topic.when) if past else scope)
        return scope, past
    if mark in ")]":
        return (outer.pop() if outer else scope), False
    if past and mark in CLOSES_PAST and not outer:
        following = items[position + 1] if position + 1 < len(items) else None
        if following is None or not following.marks(frozenset("(")):
            return scope._replace(when=topic.when), False
    if mark == ";" and not outer:
        return topic, False
    return scope, past


def _of_the_past(items: Sequence[Item], position: int, scope: Scope) -> Scope:
    """A figure is of the past also where its clause says so behind it: “3.100 hồ sơ cùng kỳ”."""
    for item in items_behind(items, position):
        if item.figure or item.kind == Kind.MARK or item.signs & {"up", "down", "than"}:
            return scope
        if "past" in item.signs:
            return scope._replace(when=Named(item.start, item.end, "period", item.name, PAST))
    return scope
