"""A web page: every byte counts but the description itself and the ends of lines."""

import pytest

from sfo_data.publishing.provenance import Unreadable, issue, web_page
from tests.material.checking import issued, only, verdict
from tests.material.marked_files import HTML, view


def test_a_signed_page_is_genuine_and_signing_is_repeatable():
    signed = issued("html")
    assert verdict(signed) == ("genuine", ()) and only(signed).view == view()
    assert issue("html", signed, view()) == signed == issued("html")


def test_line_ends_of_another_machine_leave_it_genuine():
    assert verdict(issued("html").replace(b"\n", b"\r\n")) == ("genuine", ())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"137", b"141", "under heading 1"),
        (b"141 open", b"14 open", "under heading 2"),
        (b"Marking", b"", "before its first heading"),
        (b"</head>", b"<style>p {display: none}</style></head>", "before its first heading"),
        (b"</body>", b"<script>alert(1)</script></body>", "under heading 2"),
        (b"<h2>", b"<h2>New</h2><h2>", "under heading 2"),
    ],
)
def test_a_change_is_found_under_its_heading(old: bytes, new: bytes, place: str):
    found = verdict(issued("html").replace(old, new))
    assert found[0] == "altered" and found[1][0] == place


def test_a_description_in_another_place_is_a_change():
    signed = issued("html")
    own = signed[signed.index(web_page.START) : signed.index(web_page.END) + len(web_page.END)]
    inside = signed.replace(own, b"").replace(b"137", own + b"137")
    assert verdict(inside) == ("altered", ("under heading 1",))
    assert verdict(signed.replace(b"137", own + b"137")) == ("altered", ("under heading 1",))


def test_parts_exchanged_are_found():
    one, two = b"<h1>Briefing</h1><p>137 reviews</p>", b"<h2>Late</h2><p>141 open</p>"
    page = HTML.replace(two, two + b"<h2>End</h2>")
    signed = issue("html", page, view())
    assert verdict(signed.replace(one + two, two + one)) == ("altered", ("the order of its parts",))


def test_a_page_without_its_description_is_known_by_its_bytes():
    issued("html")
    found = only(HTML)
    assert (found.verdict, found.from_register) == ("genuine", True)


def test_what_a_view_says_cannot_end_the_element():
    signed = issue("html", HTML, view(showing="</script><script>alert(1)</script>"))
    assert signed.count(b"</script>") == 1 and verdict(signed) == ("genuine", ())


def test_a_page_without_a_head_is_refused():
    with pytest.raises(Unreadable, match="no head"):
        web_page.with_token(b"<p>137</p>", "{}")
