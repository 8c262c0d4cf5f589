"""Three hundred corrupted workbooks, each by its number: what was done to it and what the answer must name."""

import datetime
import random
import zipfile

from tests.exchange import books

TABLES = ("park", "enterprises", "units", "recipes", "ports", "links", "markets", "commodities", "technologies")
"""Sheets enough to break: the fewer, the faster read."""

NUMBERS = {"units": ("capacity", "throughput"), "ports": ("maximum",),
           "markets": ("buy_price", "sell_price")}  # fmt: skip
NAMES = {"units": ("enterprise",), "ports": ("enterprise", "commodity"), "links": ("commodity",),
         "markets": ("commodity",)}  # fmt: skip


def sound():
    """The sheets before anything is broken."""
    sheets = books.good()
    return {name: sheets[name] for name in TABLES}


def _place(dice, sheets, columns, *, filled=True):
    """A random cell of some columns: sheet, row, column."""
    places = [
        (name, row, sheets[name][0].index(column))
        for name, wanted in columns.items()
        for column in wanted
        for row in range(1, len(sheets[name]))
        if not filled or sheets[name][row][sheets[name][0].index(column)] is not None
    ]
    return dice.choice(places)


def _with(columns, *values):
    """Put one of some values into a cell."""

    def breaking(dice, path):
        sheets = sound()
        name, row, column = _place(dice, sheets, columns)
        sheets[name][row][column] = dice.choice(values)
        return books.write(sheets, path)

    return breaking


def _spelt(columns, form):
    """Write a number as somebody else would."""

    def breaking(dice, path):
        sheets = sound()
        name, row, column = _place(dice, sheets, columns)
        sheets[name][row][column] = form(dice.randint(1000, 9000))
        return books.write(sheets, path)

    return breaking


def _id(change):
    def breaking(dice, path):
        sheets = sound()
        rows = sheets[dice.choice(["enterprises", "units", "commodities"])]
        change(dice, rows)
        return books.write(sheets, path)

    return breaking


def _double(dice, rows):
    rows[2][0] = rows[1][0]


def _missing(dice, rows):
    rows[dice.randrange(1, len(rows))][0] = None


def _renamed_sheet(dice, path):
    name = dice.choice(["enterprises", "park"])
    sheets = {key.replace(name, "第一张表"): rows for key, rows in sound().items()}
    return books.write(sheets, path)


def _two_sheets(dice, path):
    sheets = sound()
    return books.write(sheets | {"装置": sheets["units"]}, path)


def _heading(change):
    def breaking(dice, path):
        sheets = sound()
        name = dice.choice(["units", "ports", "links"])
        change(sheets[name])
        return books.write(sheets, path)

    return breaking


def _no_heading(rows):
    rows[0][1] = None


def _twice(rows):
    rows[0][3] = rows[0][2]


def _misspelt(rows):
    rows[0][2] += "x"


def _merged(dice, path):
    sheets = sound()
    name, row, column = _place(dice, sheets, NUMBERS)
    return books.write(sheets, path, lambda _, pages: pages[name].merge_range(row, column, row + 1, column + 1, "5"))


def _formula(text, value):
    def breaking(dice, path):
        sheets = sound()
        name, row, column = _place(dice, sheets, NUMBERS)
        return books.write(sheets, path, lambda _, pages: pages[name].write_formula(row, column, text, None, value))

    return breaking


def _date(dice, path):
    sheets = sound()
    name, row, column = _place(dice, sheets, NUMBERS)
    day = datetime.datetime(2024, dice.randint(1, 12), dice.randint(1, 28))

    def then(book, pages):
        pages[name].write_datetime(row, column, day, book.add_format({"num_format": "yyyy-mm-dd"}))

    return books.write(sheets, path, then)


def _edited(change):
    """Change the parts of the zip."""

    def breaking(dice, path):
        books.write(sound(), path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in change(dice, parts).items():
                archive.writestr(name, data)
        return path

    return breaking


def _uncomputed(dice, parts):
    name = "xl/worksheets/sheet3.xml"  # the second table: units
    return parts | {name: parts[name].replace(b"<v>1000</v>", b"<f>SUM(A1:A2)</f>")}


def _bomb(dice, parts):
    return parts | {"xl/media/image1.bmp": bytes(310_000_000)}


def _endless(dice, parts):
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"a" * 990 + b"</t></is></c></row>"
    name = "xl/worksheets/sheet3.xml"
    return parts | {name: parts[name].replace(b"</sheetData>", row * 13_000 + b"</sheetData>")}


def _macros(dice, parts):
    return parts | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(64)}


def _outside(dice, parts):
    return parts | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}


def _entities(dice, parts):
    name = "xl/workbook.xml"
    start = parts[name].index(b"<workbook")
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return parts | {name: parts[name][:start] + bomb + parts[name][start:]}


def _no_workbook(dice, parts):
    return {name: data for name, data in parts.items() if name != "xl/workbook.xml"}


def _cut_xml(dice, parts):
    name = "xl/worksheets/sheet3.xml"
    return parts | {name: parts[name][: len(parts[name]) // 2]}


def _bytes(start):
    def breaking(dice, path):
        path.write_bytes(start + dice.randbytes(dice.randint(0, 400)))
        return path

    return breaking


def _cut(dice, path):
    books.write(sound(), path)
    data = path.read_bytes()
    path.write_bytes(data[: dice.randint(10, len(data) - 30)])
    return path


def _flipped(dice, path):
    books.write(sound(), path)
    data = bytearray(path.read_bytes())
    for _ in range(dice.randint(1, 5)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    path.write_bytes(bytes(data))
    return path


def _blank_rows(dice, parts):
    name = "xl/worksheets/sheet3.xml"
    rows = "".join(
        f'<row r="{n}" spans="1:3"><c r="A{n}" s="1"/><c r="B{n}" s="1"/><c r="C{n}" s="1"></c></row>'
        for n in range(60, 100_060)
    )
    return parts | {name: parts[name].replace(b"</sheetData>", rows.encode() + b"</sheetData>")}


RARE = {
    "zip bomb": (_edited(_bomb), {"oversized_workbook"}),
    "endless sheet": (_edited(_endless), {"oversized_workbook"}),
    "blank rows": (_edited(_blank_rows), set()),
}
"""What takes a second to make is made once."""
KINDS = {
    "wrong sheet": (_renamed_sheet, {"missing_file"}),
    "sheet twice": (_two_sheets, {"duplicate_sheet"}),
    "merged": (_merged, {"merged_cells"}),
    "excel error": (_formula("=1/0", "#NUM!"), {"excel_error", "not_a_number"}),
    "formula of another file": (_formula("=[1]Sheet1!A1", "7"), {"value_from_elsewhere"}),
    "formula never computed": (_edited(_uncomputed), {"formula_without_value"}),
    "date": (_date, {"date_in_number"}),
    "words": (_with(NUMBERS, "about 300", "300-400", "1,00", "12.3.4", "nan", "inf", "-", "∞"), {"not_a_number"}),
    "full width": (_spelt(NUMBERS, lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)})), {"read_as"}),
    "thousands": (_spelt(NUMBERS, lambda n: f"{n:,}"), {"read_as"}),
    "strange unit": (_with(NUMBERS, "30 foo", "5 碗"), {"strange_unit", "unit_mismatch", "not_a_number"}),
    "negative": (_with({"units": ("capacity",), "ports": ("maximum",)}, -5.0), {"out_of_range"}),
    "boolean": (_with({"units": ("capacity",), "ports": ("maximum",)}, True), {"not_a_number"}),
    "same id": (_id(_double), {"duplicate_key"}),
    "no id": (_id(_missing), {"blank_value"}),
    "unknown name": (_with(NAMES, "某某厂", "不存在的物料", "nobody knows"), {"unknown_name"}),
    "unknown id": (_with(NAMES, "nobody", "nothing-here"), {"unknown_reference"}),
    "no heading": (_heading(_no_heading), {"nameless_column", "missing_column"}),
    "heading twice": (_heading(_twice), {"duplicate_column"}),
    "heading misspelt": (_heading(_misspelt), {"missing_column"}),
    "macros": (_edited(_macros), {"macros"}),
    "external links": (_edited(_outside), {"external_links"}),
    "entities": (_edited(_entities), {"unreadable_workbook"}),
    "no workbook": (_edited(_no_workbook), {"renamed_file"}),
    "xml cut": (_edited(_cut_xml), {"unreadable_workbook"}),
    "pdf": (_bytes(b"%PDF-1.7\n"), {"renamed_file"}),
    "old excel": (_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1"), {"renamed_file"}),
    "html": (_bytes(b"<html><table>"), {"renamed_file"}),
    "text": (_bytes(b"id,name_zh\n"), {"renamed_file"}),
    "cut off": (_cut, {"unreadable_workbook", "renamed_file"}),
    "flipped bytes": (_flipped, None),
}
"""By kind: how to make one, and faults of which one must be told; an empty set: it is read; None: anything."""


def corrupted(number, path):
    """Write the workbook of a number; returns its kind and the faults of which one must be told."""
    if number < len(RARE):
        kind = list(RARE)[number]
        breaking, expected = RARE[kind]
    else:
        kind = list(KINDS)[number % len(KINDS)]
        breaking, expected = KINDS[kind]
    breaking(random.Random(number), path)
    return kind, expected
