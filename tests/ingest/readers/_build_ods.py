"""OpenDocument spreadsheets from the XML of their tables."""

from __future__ import annotations

from _build_zip import Parts, zipped

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACE = "urn:oasis:names:tc:opendocument:xmlns"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
PARTS = ("office", "table", "text", "style", "drawing")
SPACES = " ".join(
    [
        f'xmlns:{part}="{SPACE}:{part}:1.0"'
        for part in ("office", "table", "text", "style", "drawing")
    ]
    + [f'xmlns:calcext="{CALC}"']
)
HIDDEN_STYLE = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def ods_parts(*tables: str, manifest: str = "") -> Parts:
    """The parts of a spreadsheet; tables with the style ``ta2`` are hidden."""
    return {
        "mimetype": ODS_TYPE,
        "content.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}>'
            f"<office:automatic-styles>{HIDDEN_STYLE}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet>"
            "</office:body></office:document-content>"
        ),
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
    }


def table(rows: str, name: str = "Sheet1", style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(content: str = "", attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def text(value: str, attributes: str = "") -> str:
    return cell(f"<text:p>{value}</text:p>", f'office:value-type="string" {attributes}')


def number(value: float, attributes: str = "") -> str:
    return cell(
        f"<text:p>{value}</text:p>",
        f'office:value-type="float" office:value="{value}" {attributes}',
    )


def ods(*tables: str) -> bytes:
    return zipped(ods_parts(*tables))
