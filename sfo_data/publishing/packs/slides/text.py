"""How does text stand on a slide? In boxes of fixed size, as large as fits; lists are lists."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from xml.sax.saxutils import escape

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from sfo_data.publishing.packs.text_width import Run, cut, height
from sfo_data.wording.palette import BLUE, TEXT

FONT, LANGUAGE = "Arial", "en-GB"
# Text is as large as fits its box.
SIZES = (20.0, 18.0, 16.0, 14.0)
SMALLEST = SIZES[-1]
Align = Literal["l", "r"]
Marker = Literal["", "bullet", "number"]
BULLET = f'<a:buFont typeface="{FONT}"/>'
MARKERS: Mapping[Marker, str] = {
    "": "",
    "bullet": f'{BULLET}<a:buChar char="•"/>',
    "number": f'{BULLET}<a:buAutoNum type="arabicPeriod"/>',
}
HEADING, MOST_LINES = 18.0, 4


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches from its top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Paragraph:
    """Runs of text; with a marker it is an item of a list. `after` are the points of room below it."""

    runs: tuple[Run, ...]
    marker: Marker = ""
    after: float = 0.0


@dataclass(frozen=True)
class Listing:
    """A heading and a list of items (bold words, plain words) in a box."""

    title: str
    box: Box
    items: Sequence[tuple[str, str]]
    marker: Marker


def plain(text: object) -> str:
    """Text as it may stand in a file, its white space single spaces.

    Controls, halves of characters and marks that turn the direction of reading are left out.
    """
    return " ".join(_printable(str(text)).split())


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(each)[0] == "C" else each for each in text)


def digits(colour: str) -> str:
    """ "0B0C0C" for "#0b0c0c"."""
    return colour[1:].upper()


def emu(box: Box) -> tuple[Inches, Inches, Inches, Inches]:
    """Left, top, width and height as python-pptx takes them."""
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def bare(frame: Any) -> None:
    """A frame of text without margins, from the top, of fixed size: what fits is found here, not by the program."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    body = frame._txBody.bodyPr
    for old in list(body):
        body.remove(old)
    body.append(parse_xml(f"<a:noAutofit {nsdecls('a')}/>"))


def room(paragraphs: Iterable[Paragraph], wide: float) -> float:
    """Inches that the paragraphs take, one below the other."""
    return sum(height(each.runs, wide - _indent(each)) + each.after / 72 for each in paragraphs)


def _indent(paragraph: Paragraph) -> float:
    return paragraph.runs[0].size * 1.3 / 72 if paragraph.marker else 0.0


def put(slide: Any, name: str, box: Box, paragraphs: Sequence[Paragraph], align: Align = "l") -> None:
    """A text box."""
    shape = slide.shapes.add_textbox(*emu(box))
    shape.name = name
    bare(shape.text_frame)
    write(shape.text_frame, paragraphs, align)


def put_text(slide: Any, name: str, box: Box, text: str, size: float, colour: str) -> None:
    """One paragraph, smaller where it is long; the notes have what does not fit at all."""
    fitting = next((each for each in (size, *SIZES) if each <= size and _cut(text, each, box) == text), SMALLEST)
    put(slide, name, box, [Paragraph((Run(_cut(text, fitting, box), fitting, colour),))])


def _cut(text: str, size: float, box: Box) -> str:
    return cut(text, size, box.width, max(1, int(box.height / height([Run("x", size, "")], box.width) + 0.01)))


def put_lists(slide: Any, lists: Sequence[Listing]) -> None:
    """Lists beside each other in one size, the largest that fits; the notes have what does not fit at all."""
    sizes = (
        size for size in SIZES if all(room(_listed(each, size), each.box.width) <= each.box.height for each in lists)
    )
    size = next(sizes, SMALLEST)
    for each in lists:
        put(slide, each.title, each.box, _listed(_shortened(each, size), size))


def _shortened(whole: Listing, size: float) -> Listing:
    """The list, or so many of its items, cut to a few lines, as fit, and how many more there are."""
    shown, more = whole, 0
    while room(_listed(shown, size), whole.box.width) > whole.box.height and more < len(whole.items):
        more += 1
        part = [(bold, cut(plain(words), size, whole.box.width, MOST_LINES)) for bold, words in whole.items[:-more]]
        shown = replace(whole, items=[*part, ("", f"And {more} more, in the notes.")])
    return shown


def _listed(each: Listing, size: float) -> list[Paragraph]:
    """The heading, and a paragraph for each item."""
    found = [Paragraph((Run(each.title, max(size, HEADING), BLUE, True),), after=6)]
    for bold, words in each.items:
        runs = [Run(f"{plain(bold)} ", size, TEXT, True)] if bold else []
        found.append(Paragraph((*runs, Run(plain(words), size, TEXT)), each.marker, after=size * 0.4))
    return found


def write(frame: Any, paragraphs: Sequence[Paragraph], align: Align = "l") -> None:
    """Fills a frame of text. As XML at once: run by run, python-pptx takes ten times as long."""
    body = frame._txBody
    for old in list(body.iter(qn("a:p"))):
        body.remove(old)
    body.extend(list(parse_xml(f"<a:txBody {nsdecls('a')}>{as_xml(paragraphs, align)}</a:txBody>")))


def as_xml(paragraphs: Sequence[Paragraph], align: Align = "l") -> str:
    """The paragraphs as DrawingML, each run with its language, size, colour and font."""
    return "".join(_paragraph(each, align) for each in paragraphs) or "<a:p/>"


def _paragraph(paragraph: Paragraph, align: str) -> str:
    indent = Inches(_indent(paragraph))
    after = f'<a:spcAft><a:spcPts val="{round(paragraph.after * 100)}"/></a:spcAft>'
    sides = f' marL="{indent}" indent="{-indent}"' if paragraph.marker else ""
    runs = "".join(map(_run, paragraph.runs))
    return f'<a:p><a:pPr algn="{align}"{sides}>{after}{MARKERS[paragraph.marker]}</a:pPr>{runs}</a:p>'


def _run(run: Run) -> str:
    return (
        f'<a:r><a:rPr lang="{LANGUAGE}" sz="{round(run.size * 100)}" b="{int(run.is_bold)}"><a:solidFill>'
        f'<a:srgbClr val="{digits(run.colour)}"/></a:solidFill><a:latin typeface="{FONT}"/></a:rPr>'
        f"<a:t>{escape(_printable(run.text))}</a:t></a:r>"
    )


def describe(frame: Any, alt: str) -> None:
    """Gives a chart, table or picture its alternative text."""
    next(frame._element.iter(qn("p:cNvPr"))).set("descr", alt)
