"""What does every slide carry, and how is a deck saved so that the same briefing gives the same bytes?"""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from sfo_data.definitions import settings
from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.packs.slides.master import CODE, MARKING, SHOWING, TITLE
from sfo_data.publishing.packs.slides.text import FONT, LANGUAGE, SMALLEST, Paragraph, as_xml, digits, plain, put, write
from sfo_data.publishing.packs.text_width import Run, cut, lines
from sfo_data.publishing.spreadsheets.packing import repacked
from sfo_data.wording.palette import BLUE, MUTED, PALETTE, TEXT

AUTHOR = "The national view of Serious Further Offences"
TITLE_SIZES, TITLE_LINES = (26.0, 24.0, 22.0, 20.0), 2
# A long marking or choice of filters is set smaller before it is cut; the notes have all of it.
FOOT_SIZES, SHOWING_LINES = (SMALLEST, 12.0, 10.0), 2
NOTES = 12.0
LONGEST_PROPERTY = 255
LETTERING = tuple(qn(name) for name in ("a:rPr", "a:defRPr", "a:endParaRPr"))
COLOURS = {"dk2": BLUE, "lt2": "#f3f2f1", **{f"accent{number}": each for number, each in enumerate(PALETTE, 1)}}
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>Microsoft Office PowerPoint</Application></Properties>'
)
SLIDE_NUMBER = (
    '<a:p><a:pPr algn="r"/><a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">'
    f'<a:rPr lang="{LANGUAGE}" sz="1400"><a:solidFill><a:srgbClr val="{digits(MUTED)}"/></a:solidFill></a:rPr>'
    "<a:t>{}</a:t></a:fld></a:p>"
)


def add_slide(deck: Any, title: str) -> Any:
    """A slide under a title that no slide before it has."""
    taken = {each.shapes.title.text_frame.text for each in deck.slides}
    size = next((each for each in TITLE_SIZES if _short(title, each) == plain(title)), TITLE_SIZES[-1])
    shown = _short(title, size)
    if shown in taken:
        shown = _short(f"{len(deck.slides) + 1}. {title}", size)
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    write(slide.shapes.title.text_frame, [Paragraph((Run(shown, size, TEXT, True),))])
    return slide


def _short(title: str, size: float) -> str:
    return cut(plain(title), size, TITLE.width, TITLE_LINES, is_bold=True)


def finish(slide: Any, number: int, briefing: Briefing, code: str, notes: Sequence[str]) -> None:
    """The foot below all that was added (marking, code, number, what is shown), and the speaker's notes."""
    synthetic = f". {settings.SYNTHETIC_MARK}" if briefing.is_synthetic else ""
    marking = plain(f"{settings.marking()}{synthetic}")
    lettered = Run(marking, _size(marking, MARKING.width, 1, is_bold=True), TEXT, True)
    _placeholder(slide, "ftr", 11, "Marking", as_xml([Paragraph((lettered,))]))
    label = (Run("Code ", SMALLEST, MUTED), Run(plain(code), SMALLEST, TEXT, True))
    put(slide, "Code", CODE, [Paragraph(label)], "r")
    _placeholder(slide, "sldNum", 12, "Slide number", SLIDE_NUMBER.format(number))
    put(slide, "What is shown", SHOWING, [Paragraph((_showing(briefing),))])
    write(slide.notes_slide.notes_text_frame, [Paragraph((Run(each, NOTES, TEXT),)) for each in notes])


def _showing(briefing: Briefing) -> Run:
    """The filters, shortened where they are too many for the foot, and always the day of knowledge."""
    filters, known = plain(briefing.filters.sentence()), f" {briefing.filters.as_known()}."
    size = _size(f"{filters}{known}", SHOWING.width, SHOWING_LINES)
    return Run(f"{cut(filters, size, SHOWING.width, SHOWING_LINES, after=known)}{known}", size, MUTED)


def _size(text: str, wide: float, most: int, is_bold: bool = False) -> float:
    """The largest lettering of the foot in which the text takes at most so many lines."""
    fitting = (each for each in FOOT_SIZES if lines([Run(text, each, TEXT, is_bold)], wide) <= most)
    return next(fitting, FOOT_SIZES[-1])


def _placeholder(slide: Any, kind: str, index: int, name: str, texts: str) -> None:
    """The layout's footer or slide number on the slide itself: python-pptx leaves both out."""
    number = max(each.shape_id for each in slide.shapes) + 1
    shape = (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{texts}</p:txBody></p:sp>"
    )
    slide.shapes._spTree.append(parse_xml(shape))


def saved(deck: Any, briefing: Briefing, code: str) -> bytes:
    """The deck as a file without a clock: dated by the day of knowledge, in British English throughout."""
    day = briefing.filters.known_on
    properties = deck.core_properties
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.author = properties.last_modified_by = AUTHOR
    properties.title = plain(briefing.title)[:LONGEST_PROPERTY]
    properties.subject = plain(f"Serious Further Offences, {briefing.place}, week to {day}")[:LONGEST_PROPERTY]
    marks = [settings.marking(), *([settings.SYNTHETIC_MARK] if briefing.is_synthetic else []), code]
    properties.keywords, properties.language = plain("; ".join(marks))[:LONGEST_PROPERTY], LANGUAGE
    properties.comments, properties.revision = "", 1
    _name_notes_master(deck)
    for part in deck.part.package.iter_parts():
        if hasattr(part, "_element"):
            _in_english(part._element)
    out = BytesIO()
    deck.save(out)
    themes = [name for name in ZipFile(out).namelist() if name.startswith("ppt/theme/")]
    return repacked(out.getvalue(), {"docProps/app.xml": lambda _: APP, **dict.fromkeys(themes, _theme)})


def _name_notes_master(deck: Any) -> None:
    """The list in which PowerPoint looks for the master of notes; python-pptx leaves it out."""
    name = deck.part.relate_to(deck.notes_master.part, RELATIONSHIP_TYPE.NOTES_MASTER)
    listed = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{name}"/></p:notesMasterIdLst>'
    deck.element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(listed))


def _in_english(element: Any) -> None:
    for lettering in element.iter(*LETTERING):
        lettering.set("lang", LANGUAGE)


def _theme(content: bytes) -> bytes:
    """The template's theme with our lettering and colours."""
    text = re.sub(r'(<a:latin typeface=")[^"]*', rf"\1{FONT}", content.decode())
    for name, colour in COLOURS.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{digits(colour)}"/>\2', text, flags=re.S)
    return text.encode()
