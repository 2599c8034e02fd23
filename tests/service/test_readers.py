"""What readers in a real browser see behind nginx: every page under its policy, and a restart under their hands."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as TooLate
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from sfo_data.definitions.settings import PROJECT
from tests.browser.conftest import Reader, complain, menu_of, new_context
from tests.browser.test_pages import PAGES
from tests.service.conftest import Service, signed_in

BLOCKED = (
    "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
)


def reader_behind_nginx(browser: Browser, service: Service) -> Reader:
    size = {"width": 1400, "height": 1000}
    context = new_context(browser, ignore_https_errors=True, viewport=size, permissions=["clipboard-write"])
    context.add_init_script(BLOCKED)
    context.add_cookies([{"name": USER_COOKIE_NAME, "value": signed_in(service.address), "url": service.address}])
    reader = Reader(context.new_page(), service.address)
    reader.page.on("request", lambda request: reader.requests.append(request.url))
    reader.page.on("console", lambda message: complain(reader, message))
    reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    return reader


@pytest.fixture(scope="module")
def reader(browser: Browser, service: Service) -> Iterator[Reader]:
    """One reader for all pages, who keeps Streamlit's files in the browser as readers do."""
    made = reader_behind_nginx(browser, service)
    yield made
    made.page.context.close()


@pytest.mark.parametrize("path", [*PAGES, "weekly?screenshot=1"])
def test_every_page_lives_with_the_policy(reader: Reader, path: str):
    reader.complaints.clear()
    reader.open(path)
    assert reader.page.get_by_text("could not be drawn").count() == 0
    assert reader.outside() == [] and reader.complaints == []


def test_the_sign_in_page_lives_with_the_policy_and_asks_for_it(browser: Browser, service: Service):
    visitor = reader_behind_nginx(browser, service)
    visitor.page.context.clear_cookies(name=USER_COOKIE_NAME)
    assert visitor.open("offences?period=cy-2018").heading == "Sign in"
    assert visitor.page.evaluate("sessionStorage.getItem('sfoAskedFor')").endswith("/offences?period=cy-2018")
    assert visitor.outside() == [] and visitor.complaints == []
    visitor.page.context.close()


def download_csv(reader: Reader, name: str) -> str:
    """What a click on the table's download gives, read; clicked again where the session behind the button has gone."""
    menu = menu_of(reader, name)
    for _ in range(3):
        try:
            with reader.page.expect_download(timeout=20_000) as download:
                menu.get_by_role("button", name="Download CSV").click()
        except TooLate:
            reader.ready()
        else:
            return download.value.path().read_text(encoding="utf-8-sig")
    raise AssertionError("no click gave a download")


def test_the_map_pictures_downloads_and_uploads_live_with_the_policy(reader: Reader):
    reader.open("providers")
    reader.page.locator("[data-testid=stDeckGlJsonChart] canvas").first.wait_for(state="visible")
    for name in ("funnel", "provider_map"):
        buttons = menu_of(reader, name).locator(".picture")
        for act, said in (("Copy", "Picture copied."), ("Download", "Picture saved as")):
            buttons.get_by_role("button", name=act).click()
            buttons.locator("[role=status]").filter(has_text=said).wait_for(timeout=30_000)
    with reader.page.expect_download() as download:
        buttons.get_by_role("button", name="Download").click()
    assert "SYNTHETIC" in download_csv(reader.open("?period=cy-2018"), "sfo_reviews_by_provider_type")
    reader.open("check_a_screenshot").page.locator("input[type=file]").set_input_files(download.value.path())
    reader.page.get_by_text("not signed").first.wait_for(timeout=30_000)
    assert reader.outside() == [] and reader.complaints == []


VIEWS = {"wales": "Wales", "london": "London", "north-west": "North West"}
PANEL = "sfo_reviews_by_provider_type"
CLICKED_IN_THE_GAP = "Cannot send rerun backMessage when disconnected from server."
# How long a page was without its server, in milliseconds, seen every 20 ms.
AWAY = """(() => {
  window.away = 0;
  setInterval(() => {
    const app = document.querySelector('[data-testid=stApp]');
    if (app && app.dataset.testConnectionState !== 'CONNECTED') window.away += 20;
  }, 20);
})()"""


class Visitor(threading.Thread):
    """Somebody who asks for pages and files all the time, and counts the answers."""

    def __init__(self, service: Service, source: str):
        super().__init__()
        self.service, self.source = service, source
        self.answers: Counter[int] = Counter()
        self.stopping = threading.Event()

    def run(self) -> None:
        # Under the limit of 20 pages a second.
        while not self.stopping.wait(0.2):
            for path in ("/", "/offences?period=cy-2018", "/static/media/none", "/_stcore/health", "/favicon.png"):
                self.answers[self.service.get(path, self.source).status] += 1


def test_a_rolling_restart_costs_no_request_and_readers_keep_their_view(browser: Browser, service: Service):
    readers = {place: reader_behind_nginx(browser, service) for place in VIEWS}
    for place, reader in readers.items():
        reader.page.add_init_script(AWAY)
        reader.open(f"?period=cy-2018&division={place}")
        reader.page.evaluate("window.stayed = true")
    before = {place: (reader.page.url, download_csv(reader, PANEL)) for place, reader in readers.items()}
    pids = {port: (service.folder / f"{port}.pid").read_text() for port in service.ports}
    logged = len(service.logged())
    visitor = Visitor(service, "127.0.0.8")
    visitor.start()
    restart_one = f"{sys.executable} -m tests.service.processes restart"
    restart = subprocess.Popen(
        [PROJECT / "docs" / "service" / "rolling-restart", *map(str, service.ports)],
        env={**service.environment, "SFO_SETTLE": "1", "SFO_RESTART": f"{restart_one} {service.folder} "},
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while restart.poll() is None:
        for reader in readers.values():
            reader.page.locator(f".st-key-twin_{PANEL} [data-testid=stPopoverButton]").click()
            reader.page.wait_for_timeout(100)
    visitor.stopping.set()
    visitor.join()
    said, _ = restart.communicate()
    assert restart.returncode == 0 and said.split() == [
        word for port in service.ports for word in (str(port), "restarted")
    ]
    assert all((service.folder / f"{port}.pid").read_text() != pid for port, pid in pids.items())
    assert set(visitor.answers) == {200} and visitor.answers[200] > 100
    for place, reader in readers.items():
        # Connected again, a page is not yet drawn again, and a button of the session that has gone gives nothing.
        reader.page.wait_for_timeout(2_000)
        reader.ready()
        assert (reader.page.url, download_csv(reader, PANEL)) == before[place]
        assert reader.page.get_by_text(f"division: {VIEWS[place]}").first.is_visible()
        # The page itself was never loaded again; half a second is usual, and the machine may be busy.
        assert reader.page.evaluate("window.stayed") and 0 < reader.page.evaluate("window.away") < 20_000
        assert set(reader.complaints) <= {CLICKED_IN_THE_GAP}
        reader.page.context.close()
    statuses = {line.split('"')[2].split()[0] for line in service.logged()[logged:]}
    assert statuses <= {"200", "101", "304"}
