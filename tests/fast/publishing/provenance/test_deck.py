"""A deck: saved again it stays genuine; a changed word, number, picture or place is found with its slide."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches

from sfo_data.publishing.provenance import Unreadable, check, deck, issue, office_file, png
from tests.material import marked_files
from tests.material.checking import issued, only, verdict
from tests.material.marked_files import packed, picture, pixels, saved, view

IMAGE = RELATIONSHIP_TYPE.IMAGE


def opened(data: bytes):
    return Presentation(BytesIO(data))


def chart_of(slide):
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def new_numbers(chart, value: float) -> None:
    numbers = CategoryChartData()
    numbers.categories = ["NPS", "CRC"]
    numbers.add_series("Reviews", (1.1, value))
    chart.replace_data(numbers)


def test_a_signed_deck_is_genuine_and_signing_is_repeatable():
    signed = issued("pptx")
    assert verdict(signed) == ("genuine", ()) and only(signed).view == view()
    assert issued("pptx") == signed and len(deck.tokens(issue("pptx", signed, view(version="9")))) == 1


def test_a_deck_saved_again_stays_genuine():
    assert verdict(packed(opened(issued("pptx")))) == ("genuine", ())


def test_numbers_and_runs_as_powerpoint_saves_them_stay_genuine():
    made = opened(issued("pptx"))
    for element in chart_of(made.slides[1])._chartSpace.iter("{*}v"):
        if element.text == "2.57":
            element.text = "2.5699999999999998"
    paragraph = made.slides[1].shapes.title.text_frame.paragraphs[0]
    words = paragraph.runs[0].text
    paragraph.runs[0].text = words[:5]
    paragraph.add_run().text = words[5:]
    assert verdict(packed(made)) == ("genuine", ())


def test_a_changed_number_of_a_chart_is_found_with_its_slide():
    made = opened(issued("pptx"))
    new_numbers(chart_of(made.slides[1]), 2.58)
    assert verdict(packed(made)) == ("altered", ("slide 2",))


@pytest.mark.parametrize(
    "change",
    [
        lambda slide: setattr(slide.shapes.title, "text", "Slide 2: 141 reviews"),
        lambda slide: slide.shapes.add_textbox(0, 0, Inches(1), Inches(1)),
        lambda slide: setattr(slide.shapes[1], "left", Emu(9)),
        lambda slide: slide._element.set("show", "0"),
        lambda slide: setattr(slide.notes_slide.notes_text_frame, "text", "Say 141"),
        lambda slide: setattr(chart_of(slide).value_axis, "minimum_scale", 1.0),
        lambda slide: setattr(chart_of(slide).value_axis.tick_labels, "number_format", '"141"'),
        lambda slide: slide.shapes[1]._element.getparent().remove(slide.shapes[1]._element),
        lambda slide: slide.shapes.add_picture(BytesIO(picture()), 0, 0),
    ],
    ids=["words", "box", "place", "hidden", "notes", "axis", "format", "gone", "picture"],
)
def test_what_a_slide_says_otherwise_is_found(change):
    made = opened(issued("pptx"))
    change(made.slides[1])
    assert verdict(packed(made))[1][0] == "slide 2"


def test_words_put_behind_all_slides_are_found():
    made = opened(issued("pptx"))
    made.slide_master.shapes._spTree.append(made.slides[0].shapes.title._element.__deepcopy__({}))
    shape = made.slide_master.shapes[-1]
    shape._element.nvSpPr.nvPr.clear()
    assert verdict(packed(made))[0] == "altered"


def test_a_slide_added_removed_or_moved_is_said():
    made = opened(issued("pptx"))
    made.slides.add_slide(made.slide_layouts[6])
    assert verdict(packed(made)) == ("altered", ("slide 4",))
    made = opened(issued("pptx"))
    ids = made.slides._sldIdLst
    ids.remove(ids[1])
    assert verdict(packed(made)) == ("altered", ("slide 2 as signed, which is missing",))
    made = opened(issued("pptx"))
    ids = made.slides._sldIdLst
    ids.append(ids[0])
    assert verdict(packed(made)) == ("altered", ("the order of its slides",))


def test_a_changed_picture_in_our_deck_is_found_and_the_deck_still_says_where():
    signed = issue("pptx", marked_files.deck(image=picture()), view())
    made = opened(signed)
    image = made.slides[1].shapes[-1].image
    part = made.slides[1].part.related_part(made.slides[1].shapes[-1]._element.blip_rId)
    other = pixels(image.blob)
    other.putpixel((3, 3), (0, 0, 0))
    part._blob = saved(other)
    assert verdict(packed(made)) == ("altered", ("slide 2",))


def test_a_deck_without_its_description_is_known_by_its_slides():
    made = opened(issued("pptx"))
    part = made.part
    for name, relation in list(part.rels.items()):
        if "customXml" in relation.reltype:
            part.rels.pop(name)
    found = only(packed(made))
    assert (found.verdict, found.view, found.from_register) == ("genuine", view(), True)


def test_a_signed_picture_pasted_into_anybodys_deck_is_checked():
    signed = issued("png")
    found = only(marked_files.deck(image=signed), "theirs.pptx")
    assert (found.name, found.verdict, found.view) == ("theirs.pptx, slide 2, picture 1", "genuine", view())


def test_a_picture_pasted_by_the_clipboard_without_its_description_is_known():
    bare = saved(pixels(issued("png")).convert("RGBA"))
    found = only(marked_files.deck(image=bare))
    assert found.verdict == "genuine" and found.from_register


def test_a_changed_picture_pasted_into_anybodys_deck_is_found():
    signed = issued("png")
    other = pixels(signed)
    other.putpixel((239, 159), (0, 0, 0))
    altered = png.with_token(saved(other), png.tokens(signed)[0])
    assert verdict(marked_files.deck(image=altered)) == ("altered", ("bottom right (1 of 64 parts of the picture)",))


def test_a_picture_cut_by_the_slide_says_so():
    made = opened(marked_files.deck(image=issued("png")))
    made.slides[1].shapes[-1].crop_top = 0.4
    found = only(packed(made))
    assert found.verdict == "genuine" and found.notes == ("The slide shows only a part of it.",)


def test_pictures_that_are_not_ours_are_counted_beside_those_that_are():
    made = opened(marked_files.deck(image=issued("png")))
    made.slides[0].shapes.add_picture(BytesIO(picture("logo")), 0, 0)
    genuine, rest = check(packed(made), "mixed.pptx")
    assert genuine.verdict == "genuine"
    assert rest.verdict == "unsigned" and "1 of 2 pictures in it" in rest.notes[0]


def test_a_deck_that_is_not_ours_says_nothing_about_itself():
    found = only(marked_files.deck())
    assert found.verdict == "unsigned" and "no PNG picture in it" in found.notes[0]


def test_a_signed_picture_in_another_office_file_is_checked():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed_file:
        packed_file.writestr("word/document.xml", "<w/>")
        packed_file.writestr("word/media/image1.png", issued("png"))
    found = only(out.getvalue(), "note.docx")
    assert (found.name, found.verdict) == ("note.docx: word/media/image1.png", "genuine")


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_file:
        for name, content in files.items():
            packed_file.writestr(name, content)
    return out.getvalue()


def with_entities(data: bytes) -> bytes:
    """The deck with an XML bomb and a reference to a file of this machine in its first slide."""
    bomb = b'<!DOCTYPE p [<!ENTITY a "137"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    with zipfile.ZipFile(BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    slide = files["ppt/slides/slide1.xml"].replace(b"?>", b"?>" + bomb, 1)
    return zipped(files | {"ppt/slides/slide1.xml": slide.replace(b"no number", b"&f;")})


def test_an_entity_in_a_slide_is_not_followed():
    found = check(with_entities(issued("pptx")), "deck.pptx")
    assert (found[0].verdict, found[0].where) == ("altered", ("slide 1",))
    said = Path("/etc/hostname").read_text().strip()
    made = deck.opened(with_entities(issued("pptx")))
    assert not any(said in line for line in deck._lines_of(made.slides[0]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 not a zip", "cannot be unpacked"),
        (marked_files.MADE["pptx"][:3000], "cannot be unpacked"),
        (zipped({"ppt/presentation.xml": b"<p/>"}), "the deck cannot be read"),
        (zipped({"ppt/presentation.xml": b"0" * (office_file.MOST_UNPACKED + 1)}), "the most that are read are"),
        (zipped({f"{n}.xml": b"" for n in range(office_file.MOST_MEMBERS + 1)}), "the most that are read are 5,000"),
        (
            zipped({"ppt/presentation.xml": b"<p/>", "ppt/media/a.png": b"<a/>" * (office_file.MOST_PARSED // 4)}),
            "10 MB besides pictures",
        ),
        (office_file.OLD_OR_LOCKED + bytes(500), "old or protected by a password"),
    ],
)
def test_a_damaged_or_hostile_deck_is_named(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        check(data, "deck.pptx")


def test_two_files_of_one_name_are_refused():
    out = BytesIO(issued("pptx"))
    with zipfile.ZipFile(out, "a") as packed_file:
        packed_file.writestr("ppt/slides/SLIDE2.xml", b"<p/>")
    with pytest.raises(Unreadable, match="two files of one name"):
        check(out.getvalue(), "deck.pptx")


def test_a_picture_put_behind_all_slides_is_found():
    made = opened(issued("pptx"))
    made.slides[0].shapes.add_picture(BytesIO(picture("141")), 0, 0)
    moved = made.slides[0].shapes[-1]._element
    master = made.slide_master.part
    moved.blipFill.blip.set(deck.EMBEDDED, master.relate_to(made.slides[0].part.related_part(moved.blip_rId), IMAGE))
    made.slide_master.shapes._spTree.append(moved)
    assert verdict(packed(made)) == ("altered", ("slide 1", "slide 2", "slide 3"))


def test_a_packed_file_with_a_password_is_named():
    data = bytearray(zipped({"word/media/image1.png": picture()}))
    # Bit 0 of the flags, at byte 6 of the file's header and byte 8 of its line in the directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        check(bytes(data), "note.docx")
