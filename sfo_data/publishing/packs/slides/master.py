"""What does an empty deck look like? One layout on one grid, in Arial and the palette."""

from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from sfo_data.publishing.packs.slides.text import SMALLEST, Box, bare, digits, emu
from sfo_data.wording.palette import BLUE, RULE

# 16:9, as PowerPoint has it.
WIDE, HIGH = 40 / 3, 7.5
# Margins of half an inch; the title, what is said, and at the foot a line and one or two.
TITLE = Box(0.5, 0.28, 12.333, 0.9)
BODY = Box(0.5, 1.36, 12.333, 5.06)
MARKING, NUMBER = Box(0.5, 6.56, 8.9, 0.26), Box(12.233, 6.56, 0.6, 0.26)
CODE, SHOWING = Box(9.4, 6.56, 2.75, 0.26), Box(0.5, 6.83, 12.333, 0.5)
BAND, RULER = Box(0, 0, WIDE, 0.12), Box(0.5, 6.48, 12.333, 0.012)
PLACES = {
    PP_PLACEHOLDER.TITLE: TITLE,
    PP_PLACEHOLDER.BODY: BODY,
    PP_PLACEHOLDER.FOOTER: MARKING,
    PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER,
}


def empty_deck() -> Any:
    """A 16:9 deck of python-pptx without slides, and without what its template brings along."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in [each for each in deck.slide_layouts if each.name != "Title Only"]:
        deck.slide_layouts.remove(layout)
    _drop(deck.part.package, deck.part.package._rels, "metadata/thumbnail")
    _drop(deck.part, deck.part.rels, "printerSettings")
    for place in (deck.slide_master, deck.slide_layouts[0]):
        for shape in list(place.placeholders):
            if shape.placeholder_format.type == PP_PLACEHOLDER.DATE:
                shape.element.getparent().remove(shape.element)
    _style(deck.slide_master)
    return deck


def _drop(part: Any, relations: Any, kind: str) -> None:
    for name in [name for name, each in relations.items() if each.reltype.endswith(f"/{kind}")]:
        part.drop_rel(name)


def _style(master: Any) -> None:
    """Puts the placeholders on the grid, a band at the top and a line above the foot."""
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        shape.left, shape.top, shape.width, shape.height = emu(PLACES[kind])
        bare(shape.text_frame)
        for style in shape.element.iter(qn("a:lvl1pPr")):
            style.set("algn", "r" if kind == PP_PLACEHOLDER.SLIDE_NUMBER else "l")
            style.find(qn("a:defRPr")).set("sz", str(int(SMALLEST * 100)))
        if kind == PP_PLACEHOLDER.TITLE:
            # A short title stands by what it is the title of.
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    title = master.element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).attrib.update({"sz": "2600", "b": "1"})
    for number, (name, box, colour) in enumerate((("Band", BAND, BLUE), ("Line", RULER, RULE)), 20):
        master.shapes._spTree.insert(2, _rectangle(number, name, box, colour))


def _rectangle(number: int, name: str, box: Box, colour: str) -> Any:
    left, top, width, high = emu(box)
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{high}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{digits(colour)}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )
