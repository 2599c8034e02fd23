"""What could run, or lead out, in a file that an office program or a PDF reader opens."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import IndirectObject, NameObject

# What begins a formula, by OWASP's list.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Elements and attributes of office files that do something, or fetch something.
ACTIVE = re.compile(r"}(f|hlinkClick|hlinkHover|externalLink|oleObject|script|event-listeners?|object|applet|plugin)$")
ACTIVE_ATTRIBUTES = re.compile(r"}(formula|actuate|macro-name|content-validation-name)$")
OURS = "http://schemas.openxmlformats.org/"


def active(content: bytes) -> Iterator[str]:
    """What could run, or lead out, in an office file, workbooks of its charts included."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            data = package.read(name)
            if name.endswith((".xlsx", ".docx")):
                yield from active(data)
            elif name.endswith((".bin", ".vml", ".js")) or "macro" in name.lower():
                yield name
            elif name.endswith((".xml", ".rels")) and data:
                yield from (f"{name}: {odd}" for odd in active_xml(data))


def active_xml(data: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(data).iter():
        # A chart names the cells it draws in an element of the same letter.
        is_reference = element.tag.startswith(f"{{{OURS}drawingml/2006/chart}}")
        if ACTIVE.search(element.tag) and not is_reference:
            yield element.tag
        for name, value in element.attrib.items():
            leads_out = name.endswith(("}href", "Target")) and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//|\\\\", value)
            if ACTIVE_ATTRIBUTES.search(name) or leads_out or value == "External":
                yield f"{name}={value}"


def starts_a_formula(cell: str) -> bool:
    """Whether it does; numbers below zero are no formula."""
    return cell.startswith(STARTS) and not re.fullmatch(r"-\d+(\.\d+)?(e-?\d+)?", cell)


def names_in(pdf_bytes: bytes) -> set[str]:
    """Every key of every object that hangs from the PDF's root."""
    reader = PdfReader(io.BytesIO(pdf_bytes))
    keys: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum not in seen:
                seen.add(each.idnum)
                waiting.append(each.get_object())
        elif isinstance(each, dict):
            keys |= {*each, *(str(value) for value in each.values() if isinstance(value, NameObject))}
            waiting += dict.values(each)
        elif isinstance(each, list):
            waiting += list.__iter__(each)
    return keys


ACTIONS = {"/URI", "/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/SubmitForm", "/GoToR"}
