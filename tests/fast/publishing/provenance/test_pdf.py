"""A PDF: only its very bytes are genuine; pages saved anew are said to be; a changed digit is found with its page."""

import subprocess
import sys
import tempfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.provenance import Unreadable, check, check_in_own_process, issue, pdf
from tests.material import marked_files
from tests.material.checking import issued, only, verdict
from tests.material.marked_files import packed_pdf, view


def changed(data: bytes, change) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    change(writer)
    return packed_pdf(writer)


def test_a_signed_pdf_is_genuine_begins_as_it_was_and_signing_is_repeatable():
    signed = issued("pdf")
    assert verdict(signed) == ("genuine", ()) and only(signed).view == view()
    assert signed == issued("pdf") and signed.startswith(marked_files.MADE["pdf"])
    assert only(issue("pdf", signed, view(version="9"))).view == view(version="9")


def test_blank_lines_added_at_the_end_leave_it_genuine():
    bare = marked_files.MADE["pdf"]
    assert issue("pdf", bare + b"\r\n \n", view()) == issue("pdf", bare.rstrip(), view()) == issued("pdf")


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.metadata,
        lambda writer: writer.add_metadata({"/Title": "Another title", "/Author": "Somebody"}),
        lambda writer: [page.compress_content_streams(9) for page in writer.pages],
        lambda writer: writer.compress_identical_objects(),
    ],
    ids=["written anew", "metadata", "packed", "shared"],
)
@pytest.mark.parametrize("has_register", [True, False])
def test_pages_that_read_the_same_in_other_bytes_are_saved_anew(change, has_register, own_folder):
    signed = issued("pdf")
    if not has_register:
        (own_folder / "issued.jsonl").unlink()
    assert only(changed(signed, change)).view == view()
    assert verdict(changed(signed, change)) == ("saved anew", ())


@settings(max_examples=60)
@given(place=st.floats(0, 0.9999), by=st.integers(1, 255))
def test_no_changed_byte_leaves_it_genuine(place: float, by: int):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SFO_REGISTER", f"{folder}/issued.jsonl")
        signed = bytearray(issued("pdf"))
        signed[int(place * len(signed))] ^= by
        try:
            assert only(bytes(signed)).verdict != "genuine" or bytes(signed).rstrip() == issued("pdf").rstrip()
        except Unreadable as error:
            assert "damaged" in str(error) or "neither" in str(error) or "pages" in str(error)


def test_another_table_of_objects_behind_the_end_is_not_genuine():
    signed = issued("pdf")
    first = int(signed.split(b"startxref")[1].split()[0])
    last = signed.rindex(b"startxref")
    older = signed[:last] + b"startxref\n%d\n%%%%EOF\n" % first
    assert only(older).verdict == "saved anew"


def digit(writer: PdfWriter) -> None:
    stream = writer.pages[1]["/Contents"].get_object()
    stream.set_data(stream.get_data().replace(b"141", b"147"))


def font(writer: PdfWriter) -> None:
    writer.pages[1]["/Resources"]["/Font"]["/F1"][NameObject("/BaseFont")] = NameObject("/Symbol")


def note(writer: PdfWriter) -> None:
    writer.add_annotation(1, FreeText(text="147", rect=(20, 90, 120, 120)))


def own_font(writer: PdfWriter) -> None:
    fonts = writer.pages[1]["/Resources"]["/Font"]
    fonts[NameObject("/F1")] = DictionaryObject(fonts["/F1"])
    fonts["/F1"][NameObject("/Encoding")] = NameObject("/MacRomanEncoding")


@pytest.mark.parametrize("change", [digit, note, own_font, lambda w: w.pages[1].rotate(90)])
def test_a_changed_digit_note_font_or_turn_is_found_with_its_page(change):
    assert verdict(changed(issued("pdf"), change)) == ("altered", ("page 2",))


def test_a_font_changed_for_all_pages_is_found_on_all():
    assert verdict(changed(issued("pdf"), font)) == ("altered", ("page 1", "page 2", "page 3"))


def test_a_page_added_removed_or_moved_is_said():
    assert verdict(changed(issued("pdf"), lambda w: w.add_blank_page(9, 9))) == ("altered", ("page 4",))
    gone = verdict(changed(issued("pdf"), lambda w: w.remove_page(0)))
    assert gone == ("altered", ("page 1 as signed, which is missing",))
    assert verdict(issue_and_turn()) == ("altered", ("the order of its pages",))


def issue_and_turn() -> bytes:
    def turn(writer: PdfWriter) -> None:
        kids = writer.root_object["/Pages"]["/Kids"]
        kids.append(kids.pop(0))

    return changed(issued("pdf"), turn)


def test_something_put_around_the_pages_is_found():
    altered = changed(issued("pdf"), lambda w: w.add_attachment("figures.csv", b"147"))
    assert verdict(altered) == ("altered", (pdf.AROUND,))


def test_a_pdf_without_its_description_is_known_by_its_pages():
    issued("pdf")
    found = only(changed(marked_files.MADE["pdf"], lambda writer: writer.add_metadata({"/Author": "Somebody"})))
    assert (found.verdict, found.view) == ("saved anew", view())


def test_a_pdf_that_does_not_end_as_one_is_not_signed():
    with pytest.raises(Unreadable, match="does not end as a PDF does"):
        pdf.with_token(marked_files.MADE["pdf"] + b"more", "{}")


def test_the_description_of_another_pdf_is_found_out():
    other = marked_files.pdf("Another")
    found = only(pdf.with_token(other, pdf.tokens(issued("pdf"))[0]))
    assert found.verdict == "altered" and "page 1" in found.where


def many_objects() -> bytes:
    def chain(writer: PdfWriter) -> None:
        last = writer._add_object(DictionaryObject())
        for _ in range(pdf.MOST_OBJECTS):
            last = writer._add_object(DictionaryObject({NameObject("/Next"): last}))
        writer.pages[0][NameObject("/Chain")] = last

    return changed(marked_files.MADE["pdf"], chain)


def in_a_circle() -> bytes:
    def circle(writer: PdfWriter) -> None:
        first = DictionaryObject()
        reference = writer._add_object(first)
        first[NameObject("/Next")] = writer._add_object(DictionaryObject({NameObject("/Next"): reference}))
        writer.pages[0][NameObject("/Circle")] = reference

    return changed(marked_files.MADE["pdf"], circle)


def bomb() -> bytes:
    def add(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(bytes(80_000_000))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())

    return changed(marked_files.MADE["pdf"], add)


def test_objects_that_hang_in_a_circle_are_read_once():
    assert verdict(issue("pdf", in_a_circle(), view())) == ("genuine", ())


def test_a_stream_that_would_burst_is_not_unpacked():
    assert len(bomb()) < 1_000_000
    assert verdict(bomb()) == ("unsigned", ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n%%EOF\n", "the PDF cannot be read"),
        (marked_files.MADE["pdf"][:200], "the PDF cannot be read|pages"),
        (changed(marked_files.MADE["pdf"], lambda w: w.encrypt("reader", "owner")), "protected by a password"),
        (changed(marked_files.MADE["pdf"], lambda w: w.encrypt("", "owner")), "protected by a password"),
        (marked_files.pdf(*["x"] * (pdf.MOST_PAGES + 1)), "501 pages"),
        (packed_pdf(PdfWriter()), "0 pages|cannot be read"),
    ],
    ids=["empty", "cut", "locked", "locked by its owner", "pages", "no page"],
)
def test_a_damaged_or_hostile_pdf_is_named(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        check(data, "pack.pdf")


def test_too_many_objects_are_refused():
    with pytest.raises(Unreadable, match="more than 50,000 objects"):
        check(many_objects(), "pack.pdf")


def test_a_number_is_the_same_however_it_is_written():
    assert pdf._plain(NumberObject(612)) == pdf._plain(pdf.FloatObject("612.000"))


def repeated(text: Any, times: int) -> bytes:
    """A PDF of one page, which hangs on to the same text again and again."""

    def add(writer: PdfWriter) -> None:
        reference = writer._add_object(text)
        writer.pages[0][NameObject("/Again")] = ArrayObject([reference] * times)

    return changed(marked_files.MADE["pdf"], add)


def test_a_text_referred_to_again_and_again_is_refused():
    data = repeated(TextStringObject("a" * 100_000), 20_000)
    assert len(data) < 400_000
    with pytest.raises(Unreadable, match="more than 50,000 objects or 50 MB"):
        check(data, "pack.pdf")


def slow(count: int) -> bytes:
    """Streams just small enough to be unpacked, in the way that takes longest: line by line, two bytes a line."""

    def add(writer: PdfWriter) -> None:
        for place in range(count):
            stream = DecodedStreamObject()
            stream.set_data(bytes(9_000_000) + bytes([place]) * 2)
            packed = stream.flate_encode()
            packed[NameObject("/DecodeParms")] = DictionaryObject(
                {NameObject("/Predictor"): NumberObject(15), NameObject("/Columns"): NumberObject(1)}
            )
            writer.pages[0][NameObject(f"/Slow{place}")] = writer._add_object(packed)

    return changed(marked_files.MADE["pdf"], add)


def test_what_takes_too_long_is_stopped_and_said():
    data = slow(5)
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="takes longer than 1 seconds, or more memory, to read"):
        check_in_own_process(data, "pack.pdf", seconds=1)


def test_a_process_of_its_own_says_what_the_check_says():
    data = issue("pdf", marked_files.MADE["pdf"], marked_files.view())
    for each, name in ((data, "pack.pdf"), (marked_files.MADE["pdf"], "bare\0.pdf"), (data[:-300], "cut.pdf")):
        assert check_in_own_process(each, name) == check(each, name.replace("\0", "?"))
    with pytest.raises(Unreadable, match="It is empty"):
        check_in_own_process(b"", "none.pdf")


def test_what_takes_too_much_memory_is_stopped_and_said():
    program = (
        "from sfo_data.publishing.provenance import check_one_file\n"
        "check_one_file.limit(30, 400 * 1024**2)\n"
        "bytearray(500 * 1024**2)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "MemoryError" in ended.stderr
