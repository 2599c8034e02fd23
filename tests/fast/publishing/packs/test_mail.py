"""An e-mail to each recipient: its essentials readable without attachments, and no name can write a header."""

from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing.briefing.recipients import Recipient
from sfo_data.publishing.packs import mail
from tests.material.briefing import CODE, briefing

FILES = {"briefing.pdf": b"%PDF-1.7 \x00\xff" * 50, "briefing.pptx": b"PK\x03\x04" * 50, "briefing.png": b"PNG"}
LONDON, WALES_CRC = Recipient("London", "division", ("NPS London",)), Recipient("Wales CRC", "provider")
EVERYBODY = (Recipient("national"), LONDON, WALES_CRC)


def made(**changes):
    return mail.message(briefing(**changes), CODE, ("a@example.gov.uk", "b@example.gov.uk"), FILES, "pack")


def parsed(data):
    return message_from_bytes(data, policy=SMTP)


def test_the_mail_opens_as_a_draft_with_marking_subject_and_addresses():
    found = parsed(made())
    assert found["X-Unsent"] == "1" and found["From"] is None
    assert found["To"] == "a@example.gov.uk, b@example.gov.uk"
    assert found["Subject"] == "OFFICIAL-SENSITIVE, SYNTHETIC: SFO briefing, London division, week to 11 May 2020"
    assert found["Message-ID"] == f"<{CODE}@sfo-briefing.invalid>"
    assert found["Date"].datetime.isoformat() == "2020-05-11T00:00:00+00:00"
    assert parsed(made(is_synthetic=False))["Subject"].startswith("OFFICIAL-SENSITIVE: SFO")


def test_text_and_html_say_the_same_and_both_have_the_code():
    found = parsed(made())
    text, html = (found.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for line in (
        "Reviews rose: 71 in the year",
        "SFO notifications and reviews: 71 reviews (70 on 4 May 2020)",
        "Open past the target: [c] reviews (– on 4 May 2020)",
        "Reviews rose: 71, against 62 the year before.",
        "What changed since 4 May 2020",
        "3 new notifications",
        "[c] late notifications, from before then",
        "Which reviews to finish first. 39 of 40 open for more than 20 days.",
        "Small numbers are withheld and stand as [c].",
        "SYNTHETIC DATA: invented cases.",
        f"Code of this view: {CODE}",
    ):
        assert line in text and line in html


def test_the_pdf_and_the_deck_are_attached_as_they_are():
    attached = {part.get_filename(): part.get_content() for part in parsed(made()).iter_attachments()}
    assert attached == {"pack.pdf": FILES["briefing.pdf"], "pack.pptx": FILES["briefing.pptx"]}


def test_the_same_inputs_give_the_same_bytes_with_the_line_ends_of_mail():
    data = made()
    assert data == made() != made(title="Other")
    assert data.count(b"\n") == data.count(b"\r\n")


@given(st.text(max_size=60))
def test_no_name_from_the_data_can_write_a_header_or_markup(name):
    place = f"X{name}\r\nBcc: thief@example.com\r\n\r\n<script>alert(1)</script>"
    found = parsed(made(place=place, title=place))
    assert found.keys() == ["X-Unsent", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert "\n" not in found["Subject"] and found["To"] == "a@example.gov.uk, b@example.gov.uk"
    assert "<script" not in found.get_body(("html",)).get_content()


def listed(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "who.csv"
    path.write_bytes(text.encode(encoding))
    return mail.addresses(path, EVERYBODY)


def test_addresses_are_read_by_name_other_name_or_slug(tmp_path):
    lines = [
        "recipient,address", '"NPS London",a@example.gov.uk', "london,b@example.gov.uk", "", "london,b@example.gov.uk",
        "wales-crc,c.d+e@mail.example.org", "",
    ]  # fmt: skip
    assert listed(tmp_path, "\r\n".join(lines), "utf-8-sig") == {
        LONDON: ("a@example.gov.uk", "b@example.gov.uk"),
        WALES_CRC: ("c.d+e@mail.example.org",),
    }


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["who.csv, line 1: its columns have to be recipient, address."]),
        ("name,mail\nlondon,a@b.uk\n", ["who.csv, line 1: its columns"]),
        (
            "recipient,address\nlondn,a@b.uk\nlondon,nobody\nlondon\n",
            ["line 2: Nobody called “londn” gets a briefing. Did you mean “London”?",
             "line 3: “nobody” is not a mail address.", "line 4: it has 1 columns, not 2."],
        ),
        ('recipient,address\nlondon,"a@b.uk\nBcc: x@y.uk"\n', ["line 3: “a@b.uk\nBcc: x@y.uk” is not a mail address."]),
        ("recipient,address\nlondon,a@b.uk;c@d.uk\n", ["is not a mail address"]),
        ('recipient,address\nlondon,"a@b.uk\n', ["cannot be read as CSV"]),
    ],
)  # fmt: skip
def test_each_wrong_line_of_the_addresses_is_named(tmp_path, text, sentences):
    with pytest.raises(mail.WrongAddresses) as error:
        listed(tmp_path, text)
    assert all(sentence in str(error.value) for sentence in sentences)


def test_addresses_in_another_encoding_are_named(tmp_path):
    with pytest.raises(mail.WrongAddresses, match="UTF-8"):
        listed(tmp_path, "recipient,address\nlondon,é@b.uk\n", "latin-1")
