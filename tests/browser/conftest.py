"""One real server on its own port, one real Chromium, and a page that remembers what it asked for and complained of."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
# Drawn: the script has ended, nothing is stale, every chart holds its picture.
READY = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelector('h1')
    && !document.querySelector('[data-testid=stSkeleton],[data-testid=stSpinner],[data-stale=true]')
    && ![...document.querySelectorAll('[data-testid=stPlotlyChart]')].some(e => !e.querySelector('.main-svg'));
}"""


@dataclass
class Reader:
    """A browser page on the product, and what went over the wire and into the console."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Reader":
        self.page.goto(f"{self.address}/{path}")
        return self.ready()

    def ready(self) -> "Reader":
        self.page.wait_for_function(READY, timeout=60_000)
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(READY, timeout=60_000)
        return self

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:", "ws://127.0.0.1"))]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


def serve(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """A server of the product on a free loopback port, and its address once it is healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pages.components.serve", "--server.port", str(port)],
        cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return process, address
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
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(box_store_url: str) -> Iterator[str]:
    process, address = serve({"SFO_DATABASE_URL": box_store_url})
    yield address
    stop(process)


def complain(reader: Reader, message: ConsoleMessage) -> None:
    if message.type == "error" and not is_streamlits_own(message.location.get("url", "")):
        reader.complaints.append(message.text)


def is_streamlits_own(url: str) -> bool:
    """On a deep link Streamlit first looks for its health and settings below the page's own path, and finds 404."""
    path = urlsplit(url).path
    return path.count("/") > 2 and path.endswith(("/_stcore/health", "/_stcore/host-config"))


def reader_on(browser: Browser, address: str, width: int = 1400, height: int = 1000) -> Reader:
    """A new visitor's page, in a browser context of its own."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    reader = Reader(page, address)
    page.on("request", lambda request: reader.requests.append(request.url))
    page.on("console", lambda message: complain(reader, message))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    return reader


@pytest.fixture
def reader(browser: Browser, server: str) -> Iterator[Reader]:
    made = reader_on(browser, server)
    yield made
    made.page.context.close()


@pytest.fixture
def new_reader(browser: Browser, server: str) -> Iterator[Callable[[], Reader]]:
    made: list[Reader] = []

    def make() -> Reader:
        made.append(reader_on(browser, server))
        return made[-1]

    yield make
    for each in made:
        each.page.context.close()
