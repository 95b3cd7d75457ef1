"""Comments in a Word document, each over exact characters (ECMA-376 part 1, 17.13.4).

Everything else of the package stays as it is, byte for byte where it holds no text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from tthc_stats.ingest.documents.trees import Element, parsed
from tthc_stats.ingest.documents.word_parts import (
    STRICT,
    TRANSITIONAL,
    XML_SPACE,
    WordParts,
    child,
    name_of,
    number,
    value,
)
from tthc_stats.ingest.documents.word_text import Paragraph, Piece, text_of
from tthc_stats.model.errors import NotWritableError
from tthc_stats.model.text import T
from tthc_stats.report.writers.cells import UNFIT
from tthc_stats.report.writers.zipped import with_parts

AUTHOR, INITIALS = "tthc-stats", "TTHC"
MOST = 32_767
"""Comments that Word opens ([MS-OI29500] 2.1.315)."""
TYPES = "[content_types].xml"
TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
NO_RELATIONS = f'<Relationships xmlns="{RELATIONS_SPACE}"/>'.encode()


class Position(NamedTuple):
    """Before a character of a piece, or behind it; pieces without text have two sides too."""

    paragraph: int
    piece: int
    offset: int
    behind: bool = False


class Mark(NamedTuple):
    """A comment from one position to another."""

    start: Position
    end: Position
    text: str


def commented(
    data: bytes, parts: WordParts, texts: Sequence[Paragraph], marks: Sequence[Mark]
) -> bytes:
    """The package ``data`` with comments at the marks; the trees of ``parts`` are changed.

    Raises NotWritableError for more comments than Word opens.
    """
    comments = parts.related("comments")
    used = set(_ids(parts.root, comments))
    first = 1 + max(used, default=-1)
    earlier = _said(comments)
    if earlier:
        marks = _new(parts.root, texts, marks, earlier)
        if not marks:
            return data
    if len(used) + len(marks) > MOST:
        said = T("The document would have more comments than Word opens ({most}).", most=MOST)
        raise NotWritableError(said, place=parts.file)
    _place(parts.root, texts, marks, first)
    return _packed(data, parts, comments, marks, first)


def _ids(*roots: Element | None) -> Iterable[int]:
    for root in roots:
        for element in () if root is None else root.iter():
            if name_of(element) in ("w:comment", "w:commentReference", "w:commentRangeStart"):
                yield number(element, "id") or 0


def _said(comments: Element | None) -> dict[int | None, str]:
    """What the comments of an earlier copy say, by their numbers."""
    own = () if comments is None else comments.iterchildren()
    return {
        number(comment, "id"): _lines(
            "".join(text_of(text) for text in paragraph.iter() if name_of(text) == "w:t")
            for paragraph in comment.iterchildren()
        )
        for comment in own
        if name_of(comment) == "w:comment" and value(comment, "author") == AUTHOR
    }


def _lines(said: Iterable[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in said)


def _new(
    root: Element, texts: Sequence[Paragraph], marks: Sequence[Mark], said: dict[int | None, str]
) -> list[Mark]:
    """The marks without those that stand there already, behind as many characters."""
    lengths: dict[int, int] = defaultdict(int)
    for piece in (piece for paragraph in texts for piece in paragraph.pieces):
        lengths[id(piece.element)] += len(piece.text)
    before: dict[int, int] = {}
    there: set[tuple[int, str]] = set()
    passed = 0
    for element in root.iter():
        if id(element) in lengths:
            before[id(element)] = passed
            passed += lengths[id(element)]
        elif name_of(element) == "w:commentRangeStart" and number(element, "id") in said:
            there.add((passed, said[number(element, "id")]))
    kept = []
    for mark in marks:
        at = mark.start
        piece = texts[at.paragraph].pieces[at.piece]
        text = _lines(mark.text.translate(UNFIT).split("\n"))
        if (before.get(id(piece.element), 0) + at.offset, text) not in there:
            kept.append(mark)
    return kept


def _place(root: Element, texts: Sequence[Paragraph], marks: Sequence[Mark], first: int) -> None:
    """Put the marks in from the last to the first, so that positions before stay as they are."""
    there: dict[Position, list[Element]] = defaultdict(list)
    for key, mark in enumerate(marks, first):
        there[mark.start].append(_element(root, "commentRangeStart", id=str(key)))
        there[mark.end].append(_element(root, "commentRangeEnd", id=str(key)))
        there[mark.end].append(_reference(root, key))
    for position in sorted(there, reverse=True):
        piece = texts[position.paragraph].pieces[position.piece]
        _insert(piece, position, there[position])


def _insert(piece: Piece, position: Position, marks: Sequence[Element]) -> None:
    whole = piece.element is piece.run
    before = _last_before(piece, position)
    run = piece.run if whole else piece.element.getparent()
    if before is None:
        for mark in marks:
            run.addprevious(mark)
        return
    if not whole:
        _divide(run, before)
    for mark in reversed(marks):
        run.addnext(mark)


def _last_before(piece: Piece, position: Position) -> Element | None:
    """What of the run stands before a position: its last child there, or ``None``.

    A text is divided where the position is within it.
    """
    inside = 0 < position.offset < len(piece.text)
    if inside and name_of(piece.element) == "w:t":
        _divide_text(piece.element, position.offset)
        return piece.element
    if position.behind:
        return piece.element
    if piece.element is piece.run:
        return None
    previous = piece.element.getprevious()
    return None if previous is None or name_of(previous) == "w:rPr" else previous


def _divide_text(element: Element, offset: int) -> None:
    text = text_of(element)
    rest = deepcopy(element)
    for part, said in ((element, text[:offset]), (rest, text[offset:])):
        part.text = said
        part.set(XML_SPACE, "preserve")
    element.addnext(rest)


def _divide(run: Element, last: Element) -> None:
    """Everything behind ``last`` into a run of its own that looks the same."""
    rest = list(last.itersiblings())
    if not rest:
        return
    behind = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    looks = child(run, "w:rPr")
    if looks is not None:
        behind.append(deepcopy(looks))
    behind.extend(rest)
    run.addnext(behind)


def _space(root: Element) -> str:
    return STRICT if root.tag.startswith(f"{{{STRICT}}}") else TRANSITIONAL


def _element(root: Element, name: str, **attributes: str) -> Element:
    space = _space(root)
    element = etree.Element(f"{{{space}}}{name}", nsmap={"w": space})
    for key, said in attributes.items():
        element.set(f"{{{space}}}{key}", said)
    return element


def _run(root: Element, look: str | None, *content: Element) -> Element:
    run = _element(root, "r")
    if look:
        looks = _element(root, "rPr")
        looks.append(_element(root, "rStyle", val=look))
        run.append(looks)
    run.extend(content)
    return run


def _reference(root: Element, key: int) -> Element:
    return _run(root, "CommentReference", _element(root, "commentReference", id=str(key)))


def _comment(root: Element, key: int, text: str) -> Element:
    comment = _element(root, "comment", id=str(key), author=AUTHOR, initials=INITIALS)
    for place, line in enumerate(text.translate(UNFIT).split("\n")):
        paragraph = _element(root, "p")
        look = _element(root, "pPr")
        look.append(_element(root, "pStyle", val="CommentText"))
        paragraph.append(look)
        if not place:
            paragraph.append(_run(root, "CommentReference", _element(root, "annotationRef")))
        said = _element(root, "t")
        said.text = line
        said.set(XML_SPACE, "preserve")
        paragraph.append(_run(root, None, said))
        comment.append(paragraph)
    return comment


def _packed(
    data: bytes, parts: WordParts, comments: Element | None, marks: Sequence[Mark], first: int
) -> bytes:
    changed = {parts.main: _bytes(parts.root)}
    path = parts.path_of("comments")
    if comments is None or path is None:
        comments = _element(parts.root, "comments")
        path = _free_path(parts)
        changed |= _announced(parts, path)
    comments.extend(_comment(parts.root, key, mark.text) for key, mark in enumerate(marks, first))
    changed[path] = _bytes(comments)
    return with_parts(data, changed)


def _free_path(parts: WordParts) -> str:
    folder = parts.main.rpartition("/")[0]
    names = ("comments.xml", *(f"comments{number}.xml" for number in range(2, 1000)))
    paths = (f"{folder}/{name}".lstrip("/") for name in names)
    return next(path for path in paths if path not in parts.package.members)


def _announced(parts: WordParts, path: str) -> dict[str, bytes]:
    """The list of types and the relations of the main part, with a part more."""
    types = parsed(parts.package.read(TYPES), parts.file)
    etree.SubElement(types, f"{{{TYPES_SPACE}}}Override", PartName=f"/{path}", ContentType=CONTENT)
    folder, _, name = parts.main.rpartition("/")
    key = f"{folder}/_rels/{name}.rels".lstrip("/")
    there = parts.package.read(key) if key in parts.package.members else NO_RELATIONS
    relations = parsed(there, parts.file)
    kind = STRICT_RELATION if _space(parts.root) == STRICT else RELATION
    used = {relation.get("Id") for relation in relations}
    free = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    etree.SubElement(
        relations, f"{{{RELATIONS_SPACE}}}Relationship", Id=free, Type=kind, Target=f"/{path}"
    )
    return {TYPES: _bytes(types), key: _bytes(relations)}


def _bytes(root: Element) -> bytes:
    tree = root.getroottree()
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
