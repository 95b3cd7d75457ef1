"""Write the sample files next to this script, or into the folder named as argument.

The .ods and the .xls of form 07a are made from a workbook by LibreOffice (``soffice``); where
it is missing, the other files are written and those two stay as they are.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from register import Register, write_xlsx
from report_text import report_document

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Columns: captions between bars, the parts of a group in braces. Rows: cells between bars; "<"
# continues the cell to its left; the last cell of a short row runs to the right edge.

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
TITLE = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"


@dataclass(frozen=True)
class Form:
    """One table with its title block, and how the system that exports it prints them."""

    columns: str
    rows: str
    title: str = TITLE
    sheet: str = "Sheet1"
    left: str = ""
    right: str = MOTTO
    lines: tuple[str, ...] = ()
    unit: str = "Đơn vị tính: hồ sơ"
    header_rows: int = 3
    numbering: str = "({})"
    empty_columns: int = 0
    as_text: bool = False
    dated: str = ""
    """The place and date line above the signatures; without it the form is not signed."""


DAK_NONG = Form(
    sheet="Tình hình giải quyết",
    left="ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG\nSỞ TƯ PHÁP",
    title="BÁO CÁO TÌNH HÌNH TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH NĂM 2024",
    lines=("(Từ ngày 01/01/2024 đến ngày 03/09/2024)",),
    columns="""STT | Đơn vị
        | Tiếp nhận { Tổng số | Kỳ trước chuyển sang
            | Trong kỳ { Tổng số | Toàn trình | Một phần } }
        | Đã giải quyết { Tổng số | Trước và đúng hạn | Quá hạn }
        | Đang giải quyết { Tổng số | Trong hạn | Quá hạn }""",
    rows="1|Sở Tư pháp|3419|111|3308|714|2594|3250|3162|65|164|151|13",
    dated="Đắk Nông, ngày … tháng … năm 2024",
)

DAK_NONG_FULL_PROCESS = Form(
    sheet="Toàn trình",
    left=DAK_NONG.left,
    title="TỶ LỆ HỒ SƠ TOÀN TRÌNH NĂM 2024",
    lines=DAK_NONG.lines,
    header_rows=2,
    numbering="",
    columns="Đơn vị | Tổng số hồ sơ | Hồ sơ toàn trình { Số lượng | Tỷ lệ }",
    rows="Sở Tư pháp|3254|714|22%",
    dated=DAK_NONG.dated,
)

TUYEN_QUANG = Form(
    left="SỞ TƯ PHÁP TỈNH TUYÊN QUANG",
    title="KẾT QUẢ TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH",
    lines=("Năm 2017",),
    columns="""STT | Đơn vị | Tiếp nhận | Đã giải quyết | Trước hạn | Tỷ lệ | Đúng hạn | Tỷ lệ
        | Quá hạn | Trước và đúng hạn | Tỷ lệ""",
    rows="1|Sở Tư pháp tỉnh Tuyên Quang|2307|2261|2083|92,13%|160|7,07%|18|2243|99,2%",
)

AN_GIANG = Form(
    sheet="6 tháng đầu năm 2023",
    left="ỦY BAN NHÂN DÂN TỈNH AN GIANG\nSỞ TƯ PHÁP",
    lines=("6 tháng đầu năm 2023",),
    header_rows=1,
    numbering="",
    columns="STT | Đơn vị | Số lượng hồ sơ tiếp nhận | Số lượng hồ sơ đã giải quyết",
    rows="1|Sở Tư pháp tỉnh An Giang|6305|6126",
    dated="An Giang, ngày … tháng … năm 2023",
)

II06A = Form(
    sheet="Bieu II06a",
    left="Biểu số II.06a/VPCP/KSTT",
    title=TITLE + " TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
    right="- Đơn vị báo cáo: UBND tỉnh A\n- Đơn vị nhận báo cáo: Bộ Tư pháp",
    lines=("Kỳ báo cáo: Quý I năm 2026", "(Từ ngày 15/12/2025 đến ngày 14/03/2026)"),
    unit="Đơn vị tính: Số hồ sơ TTHC.",
    numbering="{}",
    columns="""TT | Lĩnh vực, công việc giải quyết theo cấp
        | Số lượng hồ sơ tiếp nhận { Tổng số
            | Trong kỳ { Trực tuyến | Trực tiếp, dịch vụ bưu chính } | Từ kỳ trước }
        | Số lượng hồ sơ đã giải quyết { Tổng số | Trước hạn | Đúng hạn | Quá hạn }
        | Số lượng hồ sơ đang giải quyết { Tổng số | Trong hạn | Quá hạn }""",
    rows="""I|Sở, ban, ngành
        1|Sở A|7.320|5.464|1.486|370|6.819|5.217|1.474|128|501|457|44
        2|Sở B|9.249|7.217|1.441|591|8.714|7.134|1.360|220|535|499|36
        3|Sở C|3.143|2.411|612|120|3.056|2.735|252|69|87|82|5
        4|Sở D|1.044|839|150|55|1.005|773|219|13|39|35|4
        II|UBND cấp xã
        1|Xã A|3.602|1.915|1.481|206|3.316|2.793|502|21|286|240|46
        2|Xã B|4.775|3.402|1.091|282|4.563|3.938|573|52|212|204|8
        3|Xã C|2.175|1.204|810|161|2.033|1.657|322|54|142|128|14
        4|Xã D|882|580|275|27|833|739|84|10|49|45|4
        5|Xã E|1.215|918|199|98|1.183|971|206|6|32|32|0
        |Tổng cộng|33.405|23.950|7.545|1.910|31.522|25.957|4.992|573|1.883|1.722|161""",
    dated="…, ngày … tháng … năm 2026",
)

# Xã D, quá hạn: 21 is printed as 12, on purpose; the rest of its row and the total row know 21.
FORM_07A = Form(
    sheet="07a",
    left="Biểu số 07a/BTP/KSTT/KTTH",
    right="Đơn vị báo cáo: UBND tỉnh A\nĐơn vị nhận báo cáo: Bộ Tư pháp",
    lines=("Kỳ báo cáo: Tháng 8 năm 2026", "(Từ ngày 15/07/2026 đến ngày 14/08/2026)"),
    empty_columns=1,
    columns="""STT | Đơn vị thực hiện
        | Số hồ sơ nhận giải quyết { Tổng số
            | Trong đó { Số kỳ trước chuyển qua | Trực tuyến toàn trình | Trực tiếp } }
        | Số hồ sơ đã giải quyết { Tổng số | Trước hạn | Đúng hạn | Quá hạn }
        | Số hồ sơ đang giải quyết { Tổng số | Chưa đến hạn | Quá hạn }""",
    rows="""1|Xã A|579|49|433|97|547|411|130|6|32|29|3
        2|Xã B|885|60|707|118|849|692|133|24|36|31|5
        3|Xã C|482|15|263|204|464|366|91|7|18|16|2
        4|Xã D|1367|73|1132|162|1274|1048|205|12|93|78|15
        5|Xã E|274|11|156|107|250|204|45|1|24|22|2
        6|Xã F|885|46|695|144|805|679|109|17|80|79|1
        |Tổng cộng|4472|254|3386|832|4189|3400|713|76|283|255|28""",
    dated="…, ngày … tháng … năm 2026",
)

OPENCPS = Form(
    sheet="Tổng hợp",
    title="BÁO CÁO TỔNG HỢP TÌNH HÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
    lines=("Tháng 9 năm 2026",),
    unit="",
    header_rows=5,
    as_text=True,
    columns="""STT | Đơn vị
        | Nhận giải quyết { Tổng số | Tồn trước | Nhận trong kỳ { Tổng số | Một cửa | Trực tuyến } }
        | Kết quả giải quyết { Tổng số | Tình hình thực hiện { Trước hạn | Đúng hạn | Quá hạn }
            | Từ chối giải quyết | Trả kết quả { Đã trả | Chưa trả } }
        | Đang giải quyết { Tổng số | Còn hạn | Quá hạn }
        | Tạm dừng bổ sung điều kiện | Rút không giải quyết | Tỉ lệ sớm và đúng hạn""",
    rows="""1|Sở A|1569|102|1467|364|1103|1443|1153|253|37|1|1404|38|113|109|4|8|5|97
        2|Sở B|2123|92|2031|491|1540|1954|1443|485|26|1|1928|25|159|157|2|2|8|98
        3|Sở C|838|56|782|198|584|794|592|188|14|2|777|15|42|37|5|2|0|98
        4|Sở D|379|29|350|153|197|352|324|23|5|3|345|4|25|23|2|1|1|98
        5|Sở E|97|2|95|20|75|94|85|9|0|1|91|2|2|2|0|1|0|100
        6|Sở F|1316|92|1224|220|1004|1238|933|275|30|6|1204|28|69|66|3|4|5|97
        Tổng số|<|6322|373|5949|1446|4503|5875|4530|1233|112|14|5749|112|410|394|16|18|19|98""",
)

COMMUNE_COLUMNS = """Đơn vị
    | Tổng tiếp nhận | Kỳ trước chuyển sang | Tiếp nhận trong kỳ | Trực tuyến | Trực tiếp
    | Đã giải quyết | Trước hạn | Đúng hạn | Quá hạn | Đang giải quyết | Trong hạn | Quá hạn"""

COMMUNES_AUGUST = Form(
    title=TITLE + " CỦA CÁC XÃ, PHƯỜNG",
    lines=("Tháng 8 năm 2026",),
    columns=COMMUNE_COLUMNS,
    rows="""Xã A|607|25|582|495|87|591|483|91|17|16|15|1
        Xã B|799|42|757|644|113|772|602|164|6|27|26|1
        Xã C|189|10|179|107|72|184|138|41|5|5|4|1
        Xã D|453|28|425|317|108|424|357|61|6|29|27|2
        Xã E|672|30|642|405|237|636|553|80|3|36|33|3
        Xã F|286|12|274|170|104|270|223|42|5|16|15|1
        Xã G|290|17|273|192|81|275|205|64|6|15|15|0
        Xã H|439|20|419|262|157|405|350|51|4|34|34|0
        Phường I|1284|80|1204|832|372|1238|905|299|34|46|39|7
        Phường K|340|20|320|230|90|320|259|54|7|20|17|3
        Phường L|2651|190|2461|1735|726|2544|2143|336|65|107|101|6
        Phường M|62|3|59|33|26|59|45|14|0|3|2|1""",
)

# Xã F carries over 14 where August left 16; Xã C and Phường K both reach 95 %.
COMMUNES_SEPTEMBER = Form(
    title=COMMUNES_AUGUST.title,
    lines=("Tháng 9 năm 2026",),
    columns=COMMUNE_COLUMNS,
    rows="""Xã A|541|16|525|481|44|508|463|38|7|33|32|1
        Xã B|708|27|681|499|182|680|627|41|12|28|28|0
        Xã C|198|5|193|176|17|180|160|11|9|18|17|1
        Xã D|397|29|368|213|155|368|262|78|28|29|29|0
        Xã E|634|36|598|488|110|587|403|94|90|47|43|4
        Xã F|331|14|317|244|73|305|255|47|3|26|26|0
        Xã G|232|15|217|166|51|217|171|46|0|15|14|1
        Xã H|525|34|491|305|186|509|427|41|41|16|16|0
        Phường I|1277|46|1231|817|414|1188|1026|157|5|89|84|5
        Phường K|318|20|298|240|58|300|222|63|15|18|17|1
        Phường L|2643|107|2536|1804|732|2500|2140|359|1|143|128|15
        Phường M|3|3|0|0|0|0|0|0|0|3|2|1""",
)

SIGNATURES = (
    ("Người lập biểu", "Thủ trưởng đơn vị"),
    ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu)"),
)


class Caption(NamedTuple):
    """A header cell and how far it spreads; rows and columns from 0."""

    row: int
    column: int
    text: str
    height: int
    width: int


def paths(form: Form) -> list[tuple[str, ...]]:
    """The captions above each column, outermost first."""
    found: list[tuple[str, ...]] = []
    groups: list[str] = []
    for part in map(str.strip, re.split(r"([{}|])", form.columns)):
        if part == "{":
            groups.append(found.pop()[-1])
        elif part == "}":
            groups.pop()
        elif part not in ("", "|"):
            found.append((*groups, part))
    return found


def captions(form: Form) -> list[Caption]:
    """The merged header cells, row by row; a lowest caption reaches down to the figures."""
    found: list[Caption] = []
    for row in range(form.header_rows):
        seen: list[tuple[str, ...]] = [path[: row + 1] for path in paths(form)]
        for column, path in enumerate(paths(form)):
            if len(path) == row + 1:
                found.append(Caption(row, column, path[row], form.header_rows - row, 1))
            elif len(path) > row and seen.index(path[: row + 1]) == column:
                found.append(Caption(row, column, path[row], 1, seen.count(path[: row + 1])))
    return found


def records(form: Form) -> list[list[str]]:
    return [line.strip().split("|") for line in form.rows.splitlines()]


PLAIN = Font(name="Times New Roman", size=12)
BOLD = Font(name="Times New Roman", size=12, bold=True)
ITALIC = Font(name="Times New Roman", size=12, italic=True)
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


class Pen:
    """Writes a form on a sheet; rows from 1, columns from 1 inside the form."""

    def __init__(self, sheet: Worksheet, form: Form) -> None:
        self.sheet, self.form = sheet, form
        self.width = len(paths(form))

    def put(
        self,
        row: int,
        column: int,
        text: str,
        *,
        width: int = 1,
        height: int = 1,
        align: str = "center",
        font: Font = PLAIN,
        boxed: bool = False,
    ) -> None:
        """Write one cell, merged where it is wider or higher than one."""
        left = column + self.form.empty_columns
        right, bottom = left + width - 1, row + height - 1
        is_number = text.isdigit() and not self.form.as_text
        cell = self.sheet.cell(row, left, int(text) if is_number else text or None)
        cell.number_format = "#,##0" if is_number else "@"
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if boxed:
            for covered in self.sheet.iter_rows(row, bottom, left, right):
                for part in covered:
                    part.border = BOX
        if width * height > 1:
            self.sheet.merge_cells(None, row, left, bottom, right)

    def line(self, row: int, text: str, *, align: str = "center", font: Font = PLAIN) -> None:
        """Write a text over the whole width of the form."""
        self.put(row, 1, text, width=self.width, align=align, font=font)

    def halves(self, row: int, texts: tuple[str, str], font: Font) -> None:
        """Write two texts side by side."""
        middle = self.width // 2
        self.put(row, 1, texts[0], width=middle, font=font)
        self.put(row, middle + 1, texts[1], width=self.width - middle, font=font)


def fill(sheet: Worksheet, form: Form) -> None:
    """Lay a form out on an empty sheet."""
    pen = Pen(sheet, form)
    header = fill_titles(pen)
    figures = fill_header(pen, header)
    below = fill_records(pen, figures)
    if form.dated:
        pen.halves(below + 1, ("", form.dated), ITALIC)
        pen.halves(below + 2, SIGNATURES[0], BOLD)
        pen.halves(below + 3, SIGNATURES[1], ITALIC)
    set_page(pen, header)


def fill_titles(pen: Pen) -> int:
    """Write what stands above the table; return the first row of the header."""
    form = pen.form
    pen.halves(1, (form.left, form.right), BOLD)
    pen.sheet.row_dimensions[1].height = 48
    pen.line(3, form.title, font=BOLD)
    pen.sheet.row_dimensions[3].height = 36
    for row, text in enumerate(form.lines, 4):
        pen.line(row, text, font=ITALIC)
    below = 4 + len(form.lines)
    pen.line(below, form.unit, align="right", font=ITALIC)
    return below + 1


def fill_header(pen: Pen, top: int) -> int:
    """Write captions and numbering; return the first row of figures."""
    for row, column, text, height, width in captions(pen.form):
        pen.put(top + row, column + 1, text, width=width, height=height, font=BOLD, boxed=True)
    below = top + pen.form.header_rows
    if not pen.form.numbering:
        return below
    for column in range(1, pen.width + 1):
        pen.put(below, column, pen.form.numbering.format(column), font=ITALIC, boxed=True)
    return below + 1


def fill_records(pen: Pen, top: int) -> int:
    """Write the rows of figures; return the row below them."""
    row = top
    for row, record in enumerate(records(pen.form), top):
        font = BOLD if any(text.startswith("Tổng") for text in record) else PLAIN
        for column, text in enumerate(record):
            if text != "<":
                width = 2 if record[column + 1 : column + 2] == ["<"] else 1
                align = "left" if text[:1].isalpha() else "center"
                pen.put(row, column + 1, text, width=width, align=align, font=font, boxed=True)
    return row + 1


def set_page(pen: Pen, header: int) -> None:
    """Set column widths and print on A4, landscape, one page wide."""
    sheet, empty = pen.sheet, pen.form.empty_columns
    names = {"STT": 6.0, "Đơn vị": 26.0, "Đơn vị thực hiện": 26.0}
    other = 24.0 if pen.width < 6 else 12.0 if pen.width < 14 else 9.0
    for column, path in enumerate(paths(pen.form), 1 + empty):
        sheet.column_dimensions[get_column_letter(column)].width = names.get(path[0], other)
    if empty:
        sheet.column_dimensions["A"].width = 3
    for caption in captions(pen.form):
        sheet.row_dimensions[header + caption.row].height = 34
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def workbook(*forms: Form) -> bytes:
    """An .xlsx with a sheet for each form."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for form in forms:
        fill(book.create_sheet(form.sheet), form)
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def settled(package: bytes) -> bytes:
    """The same zip package without the time of writing in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in ("docProps/core.xml", "meta.xml"):
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"2026-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = entry.compress_type, 0
            new.writestr(info, content)
    return out.getvalue()


def converted(book: bytes, extension: str, export_filter: str) -> bytes | None:
    """A workbook in another format by LibreOffice; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "book.xlsx").write_bytes(book)
        target = f"{extension}:{export_filter}"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", target, "--outdir", name]
        subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True)
        return (folder / f"book.{extension}").read_bytes()


def text_table(form: Form, delimiter: str, *, newline: str, padded: bool = False) -> str:
    """Title lines, captions and figures as delimited text.

    padded: fill title lines up to the width of the table, as Excel does on saving.
    """
    names = [path[-1] for path in paths(form)]
    above = [[text] for text in (form.left, form.title, *form.lines, form.unit) if text]
    if padded:
        above = [line + [""] * (len(names) - 1) for line in above]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerows([*above, names, *records(form)])
    return out.getvalue()


HTML_START = """<html xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head>
<body><table style="border-collapse: collapse; font: 12pt 'Times New Roman', serif">
<col width="40"><col width="260"><col width="90" span="11">
"""
AS_TEXT = r"mso-number-format:'\@'"


def td(text: str, *, width: int = 1, height: int = 1, align: str = "center", look: str = "") -> str:
    """One HTML cell; the words of look: bold, box."""
    spans = f' rowspan="{height}"' * (height > 1) + f' colspan="{width}"' * (width > 1)
    border = "border: 1px solid #333; " * ("box" in look)
    shown = escape(text, quote=False).replace("\n", "<br>")
    shown = f"<strong>{shown}</strong>" if "bold" in look and text else shown
    return f'<td{spans} align="{align}" style="{border}{AS_TEXT}">{shown}</td>'


def html_table(form: Form) -> str:
    """A form as the HTML page that web systems save under the name ``.xls``."""
    width = len(paths(form))
    title = td(form.title, width=width - 7, look="bold")
    left, right = td(form.left, width=3, look="bold"), td(form.right, width=4, align="left")
    rows = [left + title + right]
    rows += [td(text, width=width, look="bold") for text in form.lines]
    rows.append(td(form.unit, width=width, align="right"))
    rows += [html_captions(form, level) for level in range(form.header_rows)]
    rows.append("".join(td(form.numbering.format(i + 1), look="box") for i in range(width)))
    rows += [html_record(record, width) for record in records(form)]
    for texts in (("", form.dated), *SIGNATURES):
        rows.append(td(texts[0], width=7) + td(texts[1], width=width - 7))
    return HTML_START + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table></body></html>\n"


def html_captions(form: Form, level: int) -> str:
    """One row of the header."""
    row = [one for one in captions(form) if one.row == level]
    return "".join(td(one.text, width=one.width, height=one.height, look="box bold") for one in row)


def html_record(record: list[str], width: int) -> str:
    """A row of figures, or a section whose name runs to the right edge."""
    look = "box bold" if len(record) < width or not record[0] else "box"
    aligns = ["center", "left"] + ["right"] * (width - 2)
    spans = [1] * (len(record) - 1) + [width - len(record) + 1]
    cells = zip(record, aligns, spans, strict=False)
    return "".join(td(text, width=span, align=align, look=look) for text, align, span in cells)


def register_workbook(register: Register) -> bytes:
    """A register of dossiers as an .xlsx."""
    out = io.BytesIO()
    write_xlsx(register, out)
    return out.getvalue()


def files() -> dict[str, bytes | None]:
    """Every sample by its file name; None where it cannot be made on this machine."""
    ods = converted(workbook(AN_GIANG), "ods", "calc8")
    communes = {"08": COMMUNES_AUGUST, "09": COMMUNES_SEPTEMBER}
    return {
        "dak-nong-2024.xlsx": workbook(DAK_NONG, DAK_NONG_FULL_PROCESS),
        "tuyen-quang-2017.csv": text_table(TUYEN_QUANG, ";", newline="\r\n", padded=True).encode(
            "utf-8-sig"
        ),
        "an-giang-2023-6-thang.ods": ods and settled(ods),
        "bieu-ii06a.xls": html_table(II06A).encode(),
        "bieu-07a-btp.xls": converted(workbook(FORM_07A), "xls", "MS Excel 97"),
        "opencps-tong-hop.xlsx": workbook(OPENCPS),
        "so-theo-doi-2026-08.xlsx": register_workbook(Register()),
        "bao-cao-xa-a-2026-09.docx": settled(report_document()),
    } | {
        f"xa-phuong-2026-{month}.csv": text_table(form, ",", newline="\n").encode()
        for month, form in communes.items()
    }


def main(folder: Path) -> None:
    for name, content in files().items():
        if content is None:
            print(f"{name}: left as it is, soffice is not installed", file=sys.stderr)
        else:
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
