"""What stands beside a share in its sentence: the figure it follows, the one behind it in
brackets, the words of its own caption, and the base that they name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tthc_stats.proofread.around import (
    ABOUT,
    CLOSING,
    MOST_ITEMS,
    OPENING,
    OVER,
    Around,
    Left,
    is_share,
    is_whole,
)
from tthc_stats.proofread.phrases import CHANGES, CLASSES, COMMA, COUNTED, over
from tthc_stats.proofread.rows import LINKS, Rows
from tthc_stats.proofread.subjects import LEVELS
from tthc_stats.proofread.words import CONNECTORS, Item, Kind, is_word, items_before, items_behind

ENDS = frozenset(";.!?•…")
NEAR_WORDS = 7
"""Unknown words that may stand between a figure and its share where no “chiếm”, “đạt” ties them."""

MOST_WORDS = 2
"""Unknown words in brackets before a figure that is what the share is of."""

FAR = 14
"""Items that may stand between a share and a figure behind it."""


class Beside:
    """Reads around the share at a position of a sentence."""

    def __init__(self, around: Around, position: int) -> None:
        self.around = around
        self.items = around.items
        self.position = position
        self.captions = around.captions
        self.rows = Rows(around, position)

    def left(self) -> Left:
        """The figure that the share follows; of a row of shares, the one in its place."""
        known = self.around.left_of
        if self.position not in known:
            known[self.position] = self._left()
        return known[self.position]

    def _left(self) -> Left:
        in_row = self.rows.figure()
        if in_row is not None:
            return Left(in_row)
        figure, whole, start = self._figures_before()
        nearest = whole if whole is not None else figure
        if nearest is not None and nearest in self.captions:
            start = max(start, self.captions[nearest].tail)
        own, over, told = self._caption(start)
        opens = self._opens_phrase(told=told) and bool(self.behind())
        own = self.behind() if opens else own
        if figure is not None and figure not in self.captions:
            share, figure = figure, self._same_figure(figure)
            if is_share(self.items[share].figure) and Beside(self.around, share).left().opens:
                own = ()  # “94,52% đúng hạn (…), 85,36% đã giải quyết”
            if figure is not None:
                own, over = (), ()  # those before are of the first share
            else:
                own = own or self._caption_of(share)
        if figure is None and not own:
            own = self._caption_of_list()
        return Left(figure, own, over, whole, opens)

    def _same_figure(self, share: int) -> int | None:
        """“1.500 hồ sơ toàn trình (75% số trực tuyến, 60% tổng số)”: of two shares that each name
        a base, the second is of the first one's figure.
        """
        if not is_share(self.items[share].figure):
            return None
        if not self.names_base() and self.base() is None:
            return None
        first = Beside(self.around, share)
        joined = self.items[share + 1 : self.position]
        bracketed = self.items[share - 1].marks(OPENING)
        based = bool(joined) and bool(joined[0].signs & {"number", "whole", "over", "of"})
        told = based or bracketed or first.names_base()
        if not told or any(item.marks(ENDS) for item in joined):
            return None
        return first.left().figure

    def _caption_of(self, share: int) -> tuple[str, ...]:
        """“Tỷ lệ đúng hạn cao nhất: Xã G (100%); Phường L (99,96%)”: what the first share is of
        the others in brackets are too.
        """
        bracketed = self.items[self.position - 1].marks(OPENING)
        if not bracketed or not is_share(self.items[share].figure):
            return ()
        return Beside(self.around, share).left().own

    def _caption_of_list(self) -> tuple[str, ...]:
        """The same over a semicolon: “cao nhất: Xã G (100%); Phường L (99,96%)”."""
        if not self.position or not self.items[self.position - 1].marks(OPENING):
            return ()
        for n in range(self.position - 2, max(-1, self.position - FAR), -1):
            item = self.items[n]
            if is_share(item.figure):
                return self._caption_of(n)
            if item.figure or item.kind == Kind.TERM or item.signs & {"part_of"}:
                return ()
        return ()

    def _figures_before(self) -> tuple[int | None, int | None, int]:
        """The figure before the share, a whole that stands between them, and where the words
        begin that may speak of the share.
        """
        whole: int | None = None
        shared = False
        n = self.position - 1
        first = max(0, self.position - MOST_ITEMS)
        while n >= first:
            item = self.items[n]
            if item.marks(CLOSING):
                told = self._fraction_in(n)
                if told is not None:
                    return told, whole, n + 1
                opening = self._opening_of(n)
                shared |= any(is_share(one.figure) for one in self.items[opening:n])
                n = opening
            elif item.figure:
                if shared and not self._names_another():
                    return None, whole, self.captions[n].tail if n in self.captions else n + 1
                if whole is None and not is_share(item.figure) and is_whole(self.items, n):
                    whole = n
                elif whole is not None and self._apart(n, whole):
                    return None, whole, whole + 1
                elif self._is_far(n):
                    return None, whole, n + 1
                else:
                    return n, whole, n + 1
            elif item.marks(ENDS) or "part_of" in item.signs:
                return None, whole, n + 1
            n -= 1
        return None, whole, first

    def _names_another(self) -> bool:
        """Whether the share names its base, so that it may be a second one of a figure: “20 hồ sơ
        (4%), chiếm 40% tổng số hồ sơ quá hạn của tỉnh”.
        """
        return self.names_base() or self.base() is not None

    def _fraction_in(self, closing: int) -> int | None:
        """The fraction in brackets directly before the share: “… (51.072/51.780): 98,63%”."""
        between = self.items[closing + 1 : self.position]
        if not all(item.kind == Kind.MARK or item.signs & {"link"} for item in between):
            return None
        opening = self._opening_of(closing)
        if opening and is_share(self.items[opening - 1].figure):
            return None
        inside = range(opening, closing)
        figures = [n for n in inside if self.items[n].figure]
        figure = self.items[figures[0]].figure if len(figures) == 1 else None
        return figures[0] if figure and figure.below is not None else None

    def _is_far(self, n: int) -> bool:
        """Whether so much is said between a figure and the share that it is of another thing."""
        between = self.items[n + 1 : self.position]
        words = sum(is_word(item) for item in between)
        return words > (FAR if self._tied() else NEAR_WORDS)

    def _apart(self, n: int, whole: int) -> bool:
        """Whether a figure and a whole behind it belong to different clauses."""
        between = self.items[n + 1 : whole]
        if any(item.marks(CLOSING) for item in between):
            return True
        opening = next((k for k, item in enumerate(between) if item.marks(OPENING)), None)
        if opening is not None:  # “12 hồ sơ (trong 1.544 hồ sơ đã giải quyết, 0,78%)”
            return opening != len(between) - 2
        return not (any(item.signs & OVER for item in between) or over(self.items, n, whole))

    def _opening_of(self, closing: int) -> int:
        depth = 0
        for n in range(closing, max(-1, closing - MOST_ITEMS), -1):
            depth += self.items[n].marks(CLOSING) - self.items[n].marks(OPENING)
            if not depth:
                return n
        return 0

    def _caption(self, start: int) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """The terms of the share's own caption, those of its base, and whether a word ties the
        share to what stands before it (“chiếm”, “đạt”).
        """
        own: list[str] = []
        over: list[str] = []
        tied, based, depth, behind = False, False, 0, 0
        for item in reversed(self.items[start : self.position]):
            depth += item.marks(CLOSING) - item.marks(OPENING)
            if depth > 0:
                continue
            tied |= bool(item.signs & {"link", "share"})
            if item.kind == Kind.TERM:
                own.append(item.name)
            if item.marks(COMMA):
                behind = len(own)  # “Trong số đã giải quyết, hồ sơ sớm hạn chiếm 71,13%”
            if item.signs & OVER and not item.signs & ABOUT and own:
                behind = behind if behind < len(own) else 0
                own, over, based = own[:behind], own[behind:], True
        named = [term for term in over if term != "total"] or over
        return tuple(reversed(own)), tuple(reversed(named)) if based else (), tied

    def _opens_phrase(self, *, told: bool) -> bool:
        """Whether the share is the beginning of what it tells: “1,85% hồ sơ trễ hạn”, or “đạt
        99,9% đúng hạn” whatever stands before it.
        """
        if self.position and self.items[self.position - 1].marks(OPENING):
            return False
        following = self.items[self.position + 1 : self.position + 2]
        if any(item.name in CLASSES for item in following if item.kind == Kind.TERM):
            return True
        return not told and any("dossiers" in item.signs for item in following)

    def behind(self) -> tuple[str, ...]:
        """The terms behind the share, up to the next break: of what it is, or of its base."""
        terms = []
        for item in items_behind(self.items, self.position):
            if item.kind in (Kind.FIGURE, Kind.MARK) or item.signs & {"part_of", "and", "link"}:
                break
            if item.kind == Kind.TERM:
                terms.append(item.name)
        return tuple(terms)

    def names_base(self) -> bool:
        """Whether what stands behind the share is its base: “chiếm 2% (tổng) số hồ sơ …”."""
        following = self.items[self.position + 1 : self.position + 3]
        if any(item.signs & OVER or item.name == "total" for item in following):
            return True
        named = following[:1]
        if any("number" in item.signs for item in named):
            return any(i.kind == Kind.TERM or "dossiers" in i.signs for i in following[1:])
        staged = any(item.kind == Kind.TERM and item.name not in CLASSES for item in named)
        return staged or any("dossiers" in item.signs for item in named)

    def owner(self) -> Item | None:
        """Whose dossiers its base is said to be, behind the share: “toàn tỉnh”, “khối sở”, “của
        tỉnh”.
        """
        before: Item | None = None
        for item in items_behind(self.items, self.position):
            if item.kind == Kind.MARK or item.figure or item.signs & {"and", "link", "part_of"}:
                break
            if item.signs & LEVELS:
                return item
            if before is not None and "of" in before.signs and item.signs & {"agents"}:
                return item
            before = item
        return self._owner_before()

    def _owner_before(self) -> Item | None:
        """“90 hồ sơ quá hạn, đứng đầu toàn tỉnh và chiếm 43,48%”."""
        for item in items_before(self.items, self.position):
            if item.figure or item.marks(ENDS) or item.kind == Kind.TERM:
                return None
            if "whole_unit" in item.signs:
                return item
        return None

    def names_others(self) -> bool:
        """Whether the base that stands behind the share is called by words that name some of the
        dossiers: “bằng 6,83% hồ sơ đất đai”.
        """
        following = self.items[self.position + 1 : self.position + 4]
        if following and "number" in following[0].signs:
            following = following[1:]
        if len(following) < 2 or "dossiers" not in following[0].signs:
            return False
        named = following[1]
        return is_word(named) and named.name not in CONNECTORS

    def of_goal(self) -> bool:
        """Whether the share is of what was planned: “bằng 160% kế hoạch năm”."""
        following = self.items[self.position + 1 : self.position + 2]
        return any("goal" in item.signs for item in following)

    def right(self) -> int | None:
        """The figure behind the share in brackets, or one that words tie to it."""
        listed, figure = self.rows.listed_behind()
        if listed:
            return figure
        return self._right()

    def _right(self) -> int | None:
        n = None if self._is_result() else self._next_figure()
        if n is None:
            return None
        if is_whole(self.items, n):
            return self._in_brackets_behind(n)
        between = self.items[self.position + 1 : n]
        figure = self.items[n].figure
        bracketed = self.items[n - 1].marks(OPENING)
        of_goal = {"goal"} if not (bracketed and figure and figure.below) else set()
        if any(item.signs & (CHANGES | OVER | {"than"} | of_goal) for item in between):
            return None
        if any(item.marks(OPENING) for item in between):
            return None if self._tells_more(between) else n
        beside = all(item.marks(COMMA) for item in between)
        if figure and figure.below is not None and beside and not self._has_share(n):
            return n
        tied = any(
            item.signs & {"link", "namely"} or item.marks(frozenset("=:–-")) for item in between
        )
        return n if tied and not self._has_share(n) else None

    @staticmethod
    def _tells_more(between: Sequence[Item]) -> bool:
        """Whether brackets tell something else before a figure: “(chủ yếu ở thủ tục đất đai,
        11/16 hồ sơ)”.
        """
        return sum(is_word(item) and item.name not in CONNECTORS for item in between) > MOST_WORDS

    def _is_result(self) -> bool:
        """Whether the fraction that the share comes of stands before it: “574/591 = 97,12%”."""
        before = list(self.items[max(0, self.position - 2) : self.position])
        if before and before[-1].marks(frozenset("=")):
            before.pop()
        figure = before[-1].figure if before else None
        return figure is not None and figure.below is not None

    def _in_brackets_behind(self, whole: int) -> int | None:
        """“97% trong số 5.240 hồ sơ được trả đúng hạn (5.062 hồ sơ)”."""
        for n in range(whole + 1, min(len(self.items) - 1, whole + FAR)):
            item = self.items[n]
            if item.marks(OPENING):
                figure = self.items[n + 1].figure
                return n + 1 if figure and figure.kind in COUNTED else None
            if item.figure or item.kind == Kind.MARK:
                return None
        return None

    def _next_figure(self) -> int | None:
        """The next figure, if nothing but some marks, links and words stands before it."""
        for n in range(self.position + 1, min(len(self.items), self.position + FAR)):
            item = self.items[n]
            if item.figure:
                return n if item.figure.kind in COUNTED else None
            if item.kind == Kind.MARK and not item.marks(LINKS):
                return None
            if item.signs & {"part_of", "and"} and "namely" not in item.signs:
                return None
        return None

    def _has_share(self, n: int) -> bool:
        """Whether a figure has a share of its own behind it, in the same clause."""
        for k in range(n + 1, len(self.items)):
            item = self.items[k]
            if item.figure:
                return is_share(item.figure)
            if item.marks(COMMA):
                following = self.items[k + 1 : k + 2]
                if not any(i.signs & {"link", "share"} for i in following):
                    return False
            elif item.marks(frozenset(");.")):
                return False
        return False

    def base(self) -> int | None:
        """The figure behind the share that is its base: “22% trong tổng số 3.254 hồ sơ”, “99,9%
        của 6.126 hồ sơ”, “bằng 60% so với tháng 8 (25 hồ sơ)”.
        """
        last = self.rows.row()[-1]
        named = last == self.position and self._tied() and self.names_base()
        for n in range(last + 1, min(len(self.items), last + FAR)):
            item = self.items[n]
            if item.figure:
                return n if named and item.figure.kind in COUNTED else None
            if item.marks(OPENING) and not named:
                return None
            if item.kind == Kind.MARK and not item.marks(frozenset(":/(")):
                return None
            named |= bool(item.signs & (OVER | {"than"}))
            named |= item.name in ("total", "received_all")
            named |= "of" in item.signs and self._leads(n)
            if item.signs & (CHANGES | {"part_of"}):
                return None
        return None

    def _tied(self) -> bool:
        """Whether a word ties the share to a figure before it: “chiếm”, “bằng”."""
        for item in items_before(self.items, self.position):
            if item.signs & {"link"}:
                return True
            if item.kind in (Kind.MARK, Kind.TERM) or item.figure:
                return False
        return False

    def that(self) -> int | None:
        """The figure that “trong số này” behind the share means: the last one before it."""
        following = self.items[self.position + 1 : self.position + 2]
        if not any("that" in item.signs for item in following):
            return None
        n = bisect_left(self.around.positions, self.position)
        return self.around.positions[n - 1] if n else None

    def _leads(self, n: int) -> bool:
        """Whether a figure stands directly behind a word, but for “gần” or “hơn”."""
        following = [item for item in self.items[n + 1 : n + 3] if not item.signs & ABOUT]
        return bool(following) and following[0].figure is not None

    def of_other_things(self) -> bool:
        """Whether the share is of something else than dossiers: “98% người dân”."""
        following = self.items[self.position + 1 : self.position + 2]
        return any(
            (is_word(item) and item.name not in CONNECTORS)
            or (item.signs & {"agents", "procedures"} and item.kind == Kind.SIGN)
            for item in following
        )
