"""A PowerPoint deck: its text, charts, pictures and where things stand are signed, slide by slide.

What saving in PowerPoint changes by itself is not: runs of text, numbers written with 17 digits, themes, identifiers.
"""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from sfo_data.publishing.provenance import office_file, png
from sfo_data.publishing.provenance.content import Content, Unreadable, changed_parts, content_of, parsing

NAMESPACE = "urn:sfo-national-view:testimony"
ELEMENT = f"{{{NAMESPACE}}}testimony"
TEXT, FIELD, PARAGRAPH, BLIP = (qn(name) for name in ("a:t", "a:fld", "a:p", "a:blip"))
SHAPES = {qn(f"p:{name}") for name in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp")}
PLACES = {qn("a:off"), qn("a:ext"), qn("a:chOff"), qn("a:chExt"), qn("a:srcRect")}
BACKGROUND = qn("p:bg")
CHART, RELATION, EMBEDDED = qn("c:chart"), qn("r:id"), qn("r:embed")
CHART_WORDS = {qn("c:v"), qn("c:formatCode"), TEXT}
CHART_SETTINGS = {qn("c:min"): "val", qn("c:max"): "val", qn("c:numFmt"): "formatCode"}


def content(data: bytes) -> Content:
    """One part a slide. Raises Unreadable."""
    with parsing("a slide in it"):
        parts = ["\n".join(_lines_of(slide)).encode() for slide in opened(data).slides]
    return content_of("pptx", f"{len(parts)} {'slide' if len(parts) == 1 else 'slides'}", parts)


def opened(data: bytes) -> Any:
    """The deck as python-pptx reads it. Raises Unreadable."""
    office_file.members(data)
    office_file.check_parsed(data)
    with parsing("the deck"):
        return Presentation(BytesIO(data))


def _lines_of(slide: Any) -> Iterator[str]:
    """All that the slide says, one thing a line."""
    yield f"hidden {slide._element.get('show')}"
    yield from _drawn(slide._element, slide.part)
    if slide.has_notes_slide:
        yield from (f"note {words!r}" for words in _texts(slide.notes_slide._element))
    for behind in (slide.slide_layout, slide.slide_layout.slide_master):
        # What a layout's placeholders say is a prompt, which no slide shows.
        shown = [shape._element for shape in behind.shapes if not shape.is_placeholder]
        for element in [*behind._element.iter(BACKGROUND), *shown]:
            yield "behind"
            yield from _drawn(element, behind.part)


def _drawn(drawing: Any, part: Any) -> Iterator[str]:
    """Words, shapes, places, pictures and charts inside an element of a part."""
    yield from (f"text {words!r}" for words in _texts(drawing))
    for element in drawing.iter():
        if element.tag in SHAPES:
            yield f"shape {element.tag}"
        elif element.tag in PLACES and element.attrib and "uri" not in element.attrib and not _is_of_group(element):
            yield f"at {sorted(element.attrib.items())}"
        elif element.tag == BLIP and element.get(EMBEDDED):
            yield f"picture {_picture(part.related_part(element.get(EMBEDDED)).blob)}"
        elif element.tag == CHART:
            yield from _chart(part.related_part(element.get(RELATION))._element)


def _is_of_group(element: Any) -> bool:
    """PowerPoint works out the place of a group, and of all shapes together, by itself."""
    return bool(element.getparent().getparent().tag == qn("p:grpSpPr"))


def _texts(element: Any) -> Iterator[str]:
    """Every paragraph's text. A field's is left out: PowerPoint writes slide numbers and dates anew."""
    for paragraph in element.iter(PARAGRAPH):
        words = "".join(t.text or "" for t in paragraph.iter(TEXT) if t.getparent().tag != FIELD)
        if words:
            yield words


def _chart(space: Any) -> Iterator[str]:
    """Names, values, words, formats that print another number than the value, and axes that are cut."""
    for element in space.iter():
        if element.tag in CHART_WORDS:
            text = _number(element.text or "")
        elif element.tag in CHART_SETTINGS:
            text = _number(element.get(CHART_SETTINGS[element.tag]) or "")
        else:
            continue
        # PowerPoint adds "General" where there was no format.
        if text != "General":
            yield f"chart {element.tag.partition('}')[2]} {text!r}"


def _number(text: str) -> str:
    """A number with 12 digits: PowerPoint saves 0.57 as 0.56999999999999995. Other text stays."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def _picture(blob: bytes) -> str:
    try:
        return png.content(blob).sha256
    except Unreadable:
        return hashlib.sha256(blob).hexdigest()


def pictures(data: bytes) -> list[tuple[str, bytes, bool]]:
    """Every PNG on a slide: its place in words, its bytes, and whether it is cropped. Raises Unreadable."""
    with parsing("a slide in it"):
        return [each for number, slide in enumerate(opened(data).slides, 1) for each in _pictures(number, slide)]


def _pictures(number: int, slide: Any) -> Iterator[tuple[str, bytes, bool]]:
    blips = [each for each in slide._element.iter(BLIP) if each.get(EMBEDDED)]
    for place, blip in enumerate(blips, 1):
        blob = slide.part.related_part(blip.get(EMBEDDED)).blob
        crop = blip.getparent().find(qn("a:srcRect"))
        if blob.startswith(png.SIGNATURE):
            yield f"slide {number}, picture {place}", blob, crop is not None and bool(crop.attrib)


def tokens(data: bytes) -> list[str]:
    """The signed descriptions it carries, as text. Raises Unreadable."""
    with parsing("its description"):
        related = opened(data).part.rels.values()
        ours = [each for each in related if each.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not each.is_external]
        texts = [_own_text(each.target_part.blob) for each in ours[: png.MOST_TOKENS]]
    return [text for text in texts if text]


def _own_text(blob: bytes) -> str:
    try:
        found: Any = parse_xml(blob)
    except SyntaxError:
        return ""
    return (found.text or "") if found.tag == ELEMENT else ""


def with_token(data: bytes, text: str) -> bytes:
    """The same deck with the description in place of any it had: a custom XML part, which PowerPoint keeps."""
    presentation = opened(data)
    part = presentation.part
    for name, each in list(part.rels.items()):
        if each.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and _own_text(each.target_part.blob):
            part.rels.pop(name)
    name = PackURI(part.package.next_partname("/customXml/item%d.xml"))
    blob = f'<testimony xmlns="{NAMESPACE}">{escape(text)}</testimony>'.encode()
    own = Part(name, "application/xml", part.package, blob)
    part.relate_to(own, RELATIONSHIP_TYPE.CUSTOM_XML)
    out = BytesIO()
    presentation.save(out)
    return office_file.packed_alike(out.getvalue())


def notes(data: bytes) -> list[str]:  # noqa: ARG001
    """What the signature leaves open."""
    return ["Signed are its words, numbers, charts' values, pictures and their places; not its colours and lettering."]


def where(signed: Content, found: Content) -> list[str]:
    """ "slide 3": which slides differ."""
    return named_parts("slide", signed, found)


def named_parts(noun: str, signed: Content, found: Content) -> list[str]:
    """The parts that were not signed, and those that are gone where the number of parts has changed."""
    added, missing = changed_parts(signed, found)
    if len(signed.parts) == len(found.parts):
        return [f"{noun} {place + 1}" for place in added] or [f"the order of its {noun}s"]
    gone = [f"{noun} {place + 1} as signed, which is missing" for place in missing]
    return [f"{noun} {place + 1}" for place in added] + gone or [f"the number of its {noun}s"]
