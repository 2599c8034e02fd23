"""The page: a file or a code goes in, what it testifies to comes out, and a stranger's words stay words."""

import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions import filters as f
from sfo_data.definitions import settings
from sfo_data.publishing.provenance import code_of, issue, png, view_of
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material import marked_files
from tests.material.checking import issued

PAGE = "pages/briefing/check_a_screenshot.py"
pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def app(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(settings.PROJECT)
    return AppTest.from_file(str(settings.PROJECT / "dashboard.py"), default_timeout=60)


def opened(app: AppTest) -> AppTest:
    return app.run().switch_page(PAGE).run()


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    return app


def headings(app: AppTest) -> list[str]:
    """The headings as they are read: a backslash takes a sign's meaning away."""
    return [re.sub(r"\\(.)", r"\1", each.value) for each in app.header]


def words(app: AppTest) -> str:
    return " ".join([*(each.value for each in app.get("html")), *(each.value for each in app.markdown)])


def link(app: AppTest) -> str:
    return str(app.get("link_button")[0].proto.url)


def test_a_genuine_and_stale_picture_with_the_way_back_and_what_has_moved(app: AppTest, box_store_url: str):
    known = queries.facts(Store(box_store_url)).known
    view = view_of("overview", f.from_choices(known, {}, "cy-2020", date(2020, 5, 4)), "a" * 64, True)
    upload(opened(app), "chart.png", issue("png", marked_files.picture(), view))
    assert not app.exception and not app.error
    assert headings(app) == ["Genuine, and stale: chart.png"]
    assert "151 on 4 May 2020, 152 now: 1 late notification" in words(app)
    assert "Notified before, first delivered since" in words(app)
    assert link(app) == "overview?known_on=2020-05-04&period=cy-2020"
    assert any("SYNTHETIC DATA" in each.value and "11 May 2020" in each.value for each in app.caption)


def test_an_altered_picture_shows_where_and_the_view_it_was_made_of(app: AppTest):
    signed = issued("png")
    made = marked_files.pixels(signed)
    made.putpixel((0, 0), (9, 9, 9))
    upload(opened(app), "chart.png", marked_files.pixels_with(made, signed))
    assert headings(app) == ["Altered: chart.png"]
    assert "top left (1 of 64 parts of the picture)" in words(app)
    assert link(app) == marked_files.view().link()


def test_a_code_in_the_address_is_looked_up(app: AppTest):
    issued("png")
    app.query_params["code"] = code_of(marked_files.view()).lower()
    opened(app)
    assert headings(app)[0].endswith(code_of(marked_files.view())) and link(app) == marked_files.view().link()
    app.text_input(key="check_code").set_value("7K3Q-9WXM-2F").run()
    assert headings(app) == ["Cannot be checked: 7K3Q-9WXM-2F"] and not app.get("link_button")


def test_without_a_question_there_is_no_answer(app: AppTest):
    opened(app)
    assert not app.exception and headings(app) == [] and len(app.title) == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0", "It is a JPEG picture"),
        ("<b>x</b>.png", marked_files.picture()[:50], "It is damaged"),
    ],
)
def test_a_file_that_cannot_be_checked_says_why(app: AppTest, name: str, data: bytes, said: str):
    upload(opened(app), name, data)
    assert not app.exception and said in words(app)
    assert headings(app) == [f"Cannot be checked: {name}"] and "<b>" not in app.header[0].value


def test_a_stranger_cannot_write_markup_into_the_page(app: AppTest):
    forged = marked_files.picture()
    text = (
        '{"format":1,"view":{"page":"<script>alert(1)</script>"},"kind":"png","content":{},"key":"x","signature":"x"}'
    )
    upload(opened(app), "a.png", png.with_token(forged, text))
    assert headings(app) == ["Altered: a.png"] and "<script>alert" not in words(app) and not app.get("link_button")


def test_a_broken_register_is_said(app: AppTest, own_folder: Path):
    (own_folder / "issued.jsonl").write_text("broken\n")
    opened(app)
    assert "may be missing here" in app.warning[0].value and "issued.jsonl, line 1" in words(app)


def test_a_key_that_cannot_be_read_is_said_without_its_content(app: AppTest, own_folder: Path):
    (own_folder / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    upload(opened(app), "a.png", marked_files.picture())
    assert (
        not app.exception
        and not app.error
        and "cannot be read as a private key" in words(app)
        and "c2VjcmV0" not in words(app)
    )
