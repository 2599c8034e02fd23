"""A picture goes in by the browser, the answer comes out, and one click brings its view back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from sfo_data.definitions import filters as f
from sfo_data.publishing.provenance import View, code_of, issue, keys, png, view_of
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.browser.conftest import Reader, reader_on, serve, stop
from tests.material import marked_files

SETTINGS = {"SFO_SIGNING_KEY": "key.pem", "SFO_REGISTER": "issued.jsonl", "SFO_TRUSTED_KEYS": "trusted"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this module's server and its tests have their keys and their register."""
    made = tmp_path_factory.mktemp("testimony")
    with pytest.MonkeyPatch.context() as patched:
        for name, file in SETTINGS.items():
            patched.setenv(name, str(made / file))
        keys.make_local(made / "key.pem")
        yield made


@pytest.fixture(scope="module")
def signing_server(box_store_url: str, folder: Path) -> Iterator[str]:
    own = {name: str(folder / file) for name, file in SETTINGS.items()}
    process, address = serve({"SFO_DATABASE_URL": box_store_url, **own})
    yield address
    stop(process)


@pytest.fixture
def reader(browser: Browser, signing_server: str) -> Iterator[Reader]:
    made = reader_on(browser, signing_server)
    yield made
    made.page.context.close()


@pytest.fixture(scope="module")
def view(box_store_url: str) -> View:
    known = queries.facts(Store(box_store_url)).known
    chosen = f.from_choices(known, {"division": ["Wales"]}, "cy-2019", date(2020, 5, 4))
    return view_of("overview", chosen, "a" * 64, True)


@pytest.fixture(scope="module")
def signed(folder: Path, view: View) -> bytes:
    assert folder.is_dir()
    return issue("png", marked_files.picture(), view)


def give(reader: Reader, name: str, data: bytes, heading: str) -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": data}
    reader.page.locator("input[type=file]").set_input_files(files=[file])
    reader.page.get_by_role("heading", name=heading).wait_for()
    reader.ready()


def test_a_signed_picture_is_genuine_and_one_click_opens_its_view(reader: Reader, signed: bytes):
    reader.open("check_a_screenshot")
    give(reader, "chart.png", signed, "Genuine, and stale: chart.png")
    with reader.page.context.expect_page() as opened:
        reader.page.get_by_role("link", name="Open this view").click()
    other = Reader(opened.value, reader.address).ready()
    asked = parse_qs(urlsplit(other.page.url).query)
    assert asked == {"period": ["cy-2019"], "known_on": ["2020-05-04"], "division": ["wales"]}
    text = other.page.locator("[data-testid=stMainBlockContainer]").inner_text()
    assert "1 January 2019 to 31 December 2019" in text and "division: Wales" in text
    assert "Data as known on 4 May 2020" in text
    assert reader.outside() == [] and reader.complaints == []


def test_a_changed_pixel_is_found_in_the_browser(reader: Reader, signed: bytes):
    changed = marked_files.pixels(signed)
    changed.putpixel((239, 0), (254, 255, 255))
    reader.open("check_a_screenshot")
    give(reader, "chart.png", png.with_token(marked_files.saved(changed), png.tokens(signed)[0]), "Altered: chart.png")
    assert reader.page.get_by_text("top right (1 of 64 parts of the picture)").is_visible()


def test_a_code_in_the_address_brings_the_view_back_and_stays_in_it(reader: Reader, signed: bytes, view: View):
    assert signed
    reader.open(f"check_a_screenshot?code={code_of(view).lower()}")
    assert reader.page.get_by_role("heading", name=f"The code is ours, and stale: {code_of(view)}").is_visible()
    assert f"code={code_of(view).lower()}" in reader.page.url
    assert reader.page.get_by_role("alert").count() == 0
    reader.page.get_by_test_id("stTextInputField").fill("7K3Q-9WXM-2F")
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("heading", name="Cannot be checked: 7K3Q-9WXM-2F").wait_for()
    assert "code=7K3Q-9WXM-2F" in reader.ready().page.url
