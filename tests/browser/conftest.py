"""One real server on its own port, one real Chromium, and a page that remembers what it asked for and complained of."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from sfo_data.definitions.settings import PROJECT
from tests.browser import provider

# Drawn, and so in six frames on end: the script has ended, nothing is stale, every chart holds its picture.
READY = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const isDrawn = app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelector('h1') && document.fonts.status === 'loaded'
    && !document.querySelector('[data-testid=stSkeleton],[data-testid=stSpinner],[data-stale=true]')
    && ![...document.querySelectorAll('[data-testid=stPlotlyChart]')].some(e => !e.querySelector('.main-svg'));
  window.framesDrawn = isDrawn ? (window.framesDrawn ?? 0) + 1 : 0;
  if (window.framesDrawn <= 6) return false;
  window.framesDrawn = 0;
  return true;
}"""
# How often the server has answered something that this page asked of it: each is a run of the script. The page's own
# mark of a run is gone before it is drawn where a busy machine takes in a short run at once.
RUNS = """(() => {
  window.scriptRuns = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (this.isUnanswered === undefined) this.addEventListener('message', () => {
      if (this.isUnanswered) window.scriptRuns++;
      this.isUnanswered = false;
    });
    this.isUnanswered = true;
    return send.call(this, message);
  };
})()"""


@dataclass
class Reader:
    """A browser page on the product, and what went over the wire and into the console."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(RUNS)

    def open(self, path: str) -> "Reader":
        self.page.goto(f"{self.address}/{path}")
        return self.ready()

    def ready(self) -> "Reader":
        self.page.wait_for_function(READY, timeout=60_000)
        return self

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """Waits for the run of the script that the action inside asks for, to its end."""
        before = self.page.evaluate("window.scriptRuns")
        yield
        self.page.wait_for_function("before => window.scriptRuns > before", arg=before, timeout=60_000)
        self.ready()

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:", "ws://127.0.0.1"))]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


def menu_of(reader: Reader, panel: str) -> Locator:
    """What the menu of a figure opens, once all of it is there; another figure's is closed before."""
    body = reader.page.get_by_test_id("stPopoverBody")
    mine = body.filter(has=reader.page.locator(f".st-key-downloads_{panel}"))
    if not mine.count():
        if body.count():
            reader.page.keyboard.press("Escape")
            body.wait_for(state="detached")
        with reader.rerun():
            reader.page.locator(f".st-key-twin_{panel} [data-testid=stPopoverButton]").click()
        mine.locator("table").first.wait_for()
    return mine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(
    environment: dict[str, str], port: int | None = None, options: Sequence[str] = ()
) -> tuple[subprocess.Popen[bytes], str]:
    """A server of the product on a free loopback port, and its address once it is healthy."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "pages.server.serve", "--server.port", str(port), *options],
        cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return process, healthy(process, port)


def healthy(process: subprocess.Popen[bytes], port: int) -> str:
    """The address of a server on this machine, once it is healthy; ends it where it does not become so."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return address
        except OSError:
            time.sleep(0.25)
    stop(process)
    raise AssertionError("the server did not become healthy within 60 s")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(box_store_url: str) -> Iterator[str]:
    process, address = serve({"SFO_DATABASE_URL": box_store_url})
    yield address
    stop(process)


@pytest.fixture(scope="session")
def signed_in_server(box_store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with sign-in, against a provider of the tests' own that knows `provider.PEOPLE`."""
    folder, port, provider_port = tmp_path_factory.mktemp("sign_in"), free_port(), free_port()
    with provider.running(provider_port, f"http://127.0.0.1:{port}"):
        options = ("--secrets.files", str(provider.secrets(folder, provider_port, port)))
        environment = {"SFO_DATABASE_URL": box_store_url, "SFO_ROLES": str(provider.roles(folder))}
        process, address = serve(environment, port, options)
        yield address
        stop(process)


def complain(reader: Reader, message: ConsoleMessage) -> None:
    if message.type == "error" and not is_streamlits_own(message.location.get("url", "")):
        reader.complaints.append(message.text)


def is_streamlits_own(url: str) -> bool:
    """On a deep link Streamlit first looks for its health and settings below the page's own path, and finds 404."""
    path = urlsplit(url).path
    return path.count("/") > 2 and path.endswith(("/_stcore/health", "/_stcore/host-config"))


def reader_in(context: BrowserContext, address: str, width: int = 1400, height: int = 1000) -> Reader:
    """A new page of a visitor."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    reader = Reader(page, address)
    page.on("request", lambda request: reader.requests.append(request.url))
    page.on("console", lambda message: complain(reader, message))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    return reader


def new_context(browser: Browser, **settings: Any) -> BrowserContext:
    """A new visitor. Without a graphics card each frame of what Streamlit shows while a page loads is drawn by the
    processor: a visitor who asks for moving parts to stand still spares the machine half of what a page costs.
    """
    return browser.new_context(reduced_motion="reduce", **settings)


def reader_on(browser: Browser, address: str, width: int = 1400, height: int = 1000) -> Reader:
    """A new visitor's page, in a browser context of its own."""
    return reader_in(new_context(browser), address, width, height)


@pytest.fixture(scope="session")
def shared_context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor for all tests that need no other: what every page is made of is fetched and compiled once."""
    made = new_context(browser)
    yield made
    made.close()


@pytest.fixture
def reader(shared_context: BrowserContext, server: str) -> Iterator[Reader]:
    """A page of its own for each test, which leaves neither a cookie nor a permission behind."""
    made = reader_in(shared_context, server)
    yield made
    made.page.close()
    shared_context.clear_cookies()
    shared_context.clear_permissions()


@pytest.fixture
def new_reader(browser: Browser, server: str) -> Iterator[Callable[[], Reader]]:
    made: list[Reader] = []

    def make() -> Reader:
        made.append(reader_on(browser, server))
        return made[-1]

    yield make
    for each in made:
        each.page.context.close()
