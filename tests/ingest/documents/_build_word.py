"""Word documents part by part, so that every odd element can be had."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tthc_stats.ingest.documents.word import read
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import BlockKind, Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{REL}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
Parts = dict[str, str | bytes]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts(body: str, related: Mapping[str, str] | None = None) -> Parts:
    """A package of a body. related: the insides of ``styles``, ``footnotes``, ``header1``…"""
    related = related or {}
    listed = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in related
    )
    found: Parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{PACKAGE.replace("http", "x")}"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
    }
    if related:
        found["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'
        )
    roots = {"header": "hdr", "footer": "ftr"}
    for name, inside in related.items():
        root = roots.get(name.rstrip("0123456789"), name)
        found[f"word/{name}.xml"] = f"<w:{root} {SPACES}>{inside}</w:{root}>"
    return found


def docx(body: str, related: Mapping[str, str] | None = None) -> bytes:
    return zipped(parts(body, related))


def document(body: str, related: Mapping[str, str] | None = None) -> Document:
    return read(Source(docx(body, related), "bao-cao.docx"))


def p(*runs: str, look: str = "") -> str:
    """A paragraph; what does not begin with ``<`` is a run."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{inside}</w:p>"


def r(text: str, look: str = "") -> str:
    looks = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*blocks: str, look: str = "") -> str:
    content = "".join(b if b.startswith("<") else p(b) for b in blocks) or "<w:p/>"
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def tbl(*rows: tuple[str, ...]) -> str:
    made = ("".join(c if c.startswith("<w:tc") else tc(c) for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{cells}</w:tr>" for cells in made) + "</w:tbl>"


def box(*blocks: str) -> str:
    """A run with a text box, as Word writes it: for new and for old programs."""
    content = "".join(b if b.startswith("<") else p(b) for b in blocks)
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing>'
        f"<wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def shown(found: Document) -> list[tuple[str, str]]:
    """The blocks by kind and text."""
    return [(block.kind.value, found.text[block.start : block.end]) for block in found.blocks]


def texts(found: Document, kind: BlockKind | None = None) -> list[str]:
    return [
        found.text[block.start : block.end]
        for block in found.blocks
        if kind is None or block.kind is kind
    ]
