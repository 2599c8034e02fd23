"""Reads an OpenDocument spreadsheet back by its raw XML, without the code that wrote it."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.material.spreadsheets.book import Book, Value, parts

OFFICE, TABLE, TEXT, STYLE, FO, META, DC, CONFIG, XLINK = (
    f"{{{namespace}}}"
    for namespace in (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "http://purl.org/dc/elements/1.1/",
        "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
        "http://www.w3.org/1999/xlink",
    )
)


def read_ods(content: bytes) -> Book:
    files = parts(content)
    body, styles, settings, meta = (
        ElementTree.fromstring(files[f"{name}.xml"]) for name in ("content", "styles", "settings", "meta")
    )
    sheets = list(body.iter(f"{TABLE}table"))
    areas = {each.get(f"{TABLE}name", ""): each for each in body.iter(f"{TABLE}database-range")}
    own_styles = {each.get(f"{STYLE}name", ""): each for each in body.iter(f"{STYLE}style")}
    said = {each.tag: each.text or "" for each in meta.iter()}
    return Book(
        {sheet.get(f"{TABLE}name", ""): [_values(row) for row in sheet.iter(f"{TABLE}table-row")] for sheet in sheets},
        {name: _area(each, body) for name, each in areas.items()},
        [("".join(each.itertext()), each.get(f"{XLINK}href", "")) for each in body.iter(f"{TEXT}a")],
        {sheet.get(f"{TABLE}name", ""): _heading(sheet, own_styles, styles) for sheet in sheets},
        {sheet.get(f"{TABLE}name", ""): _widths(sheet, own_styles) for sheet in sheets},
        [text for sheet in sheets for text in _cut_off(sheet, own_styles)],
        [*_oddities(files, body), *_of_pages(styles), *_of_views(settings)],
        {
            "title": said[f"{DC}title"],
            "author": said[f"{DC}creator"],
            "language": said[f"{DC}language"],
            "created": said[f"{META}creation-date"],
        },
        _opens_on(settings, sheets[0].get(f"{TABLE}name", "")),
    )


def _values(row: Element) -> list[Value]:
    return [
        float(cell.get(f"{OFFICE}value", ""))
        if cell.get(f"{OFFICE}value-type") == "float"
        else "".join(cell.itertext())
        for cell in row.iter(f"{TABLE}table-cell")
    ]


def _area(area: Element, body: Element) -> tuple[str, str, int]:
    first, _, last = area.get(f"{TABLE}target-range-address", "").partition(":")
    sheet = first.partition(".")[0]
    [table] = [each for each in body.iter(f"{TABLE}table") if each.get(f"{TABLE}name") == sheet]
    rows = sum(len(list(each)) for each in table.iter(f"{TABLE}table-header-rows"))
    is_headed = area.get(f"{TABLE}contains-header") == "true"
    return sheet, f"{first.partition('.')[2]}:{last.partition('.')[2]}", rows * is_headed


def _heading(sheet: Element, own: dict[str, Element], styles: Element) -> str:
    [first, *_] = sheet.iter(f"{TABLE}table-cell")
    parent = own[first.get(f"{TABLE}style-name", "")].get(f"{STYLE}parent-style-name")
    [named] = [each for each in styles.iter(f"{STYLE}style") if each.get(f"{STYLE}name") == parent]
    return named.get(f"{STYLE}display-name", "")


def _widths(sheet: Element, own: dict[str, Element]) -> list[float]:
    columns = [own[each.get(f"{TABLE}style-name", "")] for each in sheet.iter(f"{TABLE}table-column")]
    return [float(each[0].get(f"{STYLE}column-width", "").removesuffix("cm")) for each in columns]


def _cut_off(sheet: Element, own: dict[str, Element]) -> list[str]:
    rows = list(sheet)
    [headings] = [each for each in rows if each.tag == f"{TABLE}table-header-rows"]
    return [
        "".join(cell.itertext())
        for row in rows[rows.index(headings) :]
        for cell in row.iter(f"{TABLE}table-cell")
        if own[cell.get(f"{TABLE}style-name", "")][0].get(f"{FO}wrap-option") != "wrap"
    ]


def _oddities(files: dict[str, bytes], body: Element) -> list[str]:
    every = list(body.iter())
    [own] = body.iter(f"{OFFICE}automatic-styles")
    odd = [name for name in files if any(each in name for each in ("Pictures", "Basic", "Scripts", "Thumbnail"))]
    odd += [
        f"merged {each.tag}" for each in every if each.get(f"{TABLE}number-columns-spanned") or "covered" in each.tag
    ]
    odd += [f"formula {each.get(f'{TABLE}formula')}" for each in every if each.get(f"{TABLE}formula")]
    odd += [f"hidden {each.tag}" for each in every if each.get(f"{TABLE}visibility", "visible") != "visible"]
    odd += [f"hidden {each.tag}" for each in every if each.get(f"{TABLE}display") == "false"]
    odd += ["filter" for each in every if each.get(f"{TABLE}display-filter-buttons") == "true" or "filter" in each.tag]
    odd += [f"drawing {each.tag}" for each in every if "drawing" in each.tag or "annotation" in each.tag]
    odd += ["nothing" for each in every if each.tag == f"{TABLE}table-cell" and not "".join(each.itertext()).strip()]
    return odd + [f"colour {name}" for each in own.iter() for name in each.attrib if "color" in name]


def _of_pages(styles: Element) -> list[str]:
    running = [each for name in ("header", "footer") for each in styles.iter(f"{STYLE}{name}")]
    return ["header or footer" for each in running if each.get(f"{STYLE}display") != "false" or len(each)]


def _of_views(settings: Element) -> list[str]:
    frozen = ("HorizontalSplitMode", "VerticalSplitMode")
    return ["frozen" for each in settings.iter() if each.get(f"{CONFIG}name") in frozen and each.text == "2"]


def _opens_on(settings: Element, first_sheet: str) -> str:
    said = {each.get(f"{CONFIG}name", ""): each.text for each in settings.iter(f"{CONFIG}config-item")}
    at_start = (said["CursorPositionX"], said["CursorPositionY"]) == ("0", "0")
    return f"{said['ActiveTable']}!{'A1' if at_start else 'elsewhere'}" if first_sheet else ""
