"""What does the briefing's page look like? One Chromium, kept open, photographs it."""

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from sfo_data.publishing.packs import chart_svg
from sfo_data.publishing.packs.chromium import BrowserError, ChromiumFailed, ChromiumMissing, is_there, kill, running
from sfo_data.publishing.packs.page_server import PageServer

__all__ = [
    "AnotherView", "BrowserError", "Chromium", "ChromiumFailed", "ChromiumMissing", "PageFailed", "PageNotReady",
    "Photograph", "chromium",
]  # fmt: skip

SCREEN: ViewportSize = {"width": 1920, "height": 1080}
SCALE = 2
# Charts for paper are laid out anew for a narrower window: on A4 their numbers are 7.8 points then, and not 6.4.
FOR_PAPER: ViewportSize = {"width": 1600, "height": 1080}
# Beyond the caller's limit, for calls that have no limit of their own.
SPARE = 15.0


class PageFailed(BrowserError):
    """The page could not be loaded, or it complained."""


class PageNotReady(BrowserError):
    """The page was not drawn whole in time; the message says what was missing."""


class AnotherView(BrowserError):
    """The page shows another view than the one expected: its printed code differs."""


@dataclass(frozen=True)
class Photograph:
    """The page as PNG, 3840 by 2160 pixels, and each of its charts in their order as one SVG."""

    png: bytes
    charts: tuple[str, ...]


@dataclass
class Chromium:
    """A running Chromium with one page open, to be used by the thread that opened it.

    Each view is loaded anew. Turning to it within the product takes half the time, and gives other bytes: a shade of
    one in 255 at the edge of a line, with every element in the same place.
    """

    pid: int
    page: Page
    server: PageServer
    complaints: list[str] = field(default_factory=list)

    def photograph(self, address: str, expected_code: str, timeout: float = 30.0) -> Photograph:
        """The briefing's page at `address` (…/weekly?…&screenshot=1) once it says that it is drawn whole.

        Raises ChromiumFailed, PageFailed, PageNotReady (after `timeout` seconds), AnotherView, UnsafeDrawing.
        """
        page = self.page
        with self._answering(timeout):
            page.set_viewport_size(SCREEN)
            _load(page, address, timeout)
            _wait(page, self.server.page_state, expected_code, timeout)
            png = page.screenshot(animations="disabled", caret="hide", timeout=timeout * 1000)
            page.set_viewport_size(FOR_PAPER)
            layers = _layers(page, self.server.chart_layers, timeout)
            _wait(page, self.server.page_state, expected_code, timeout)
        size = struct.unpack(">II", png[16:24])
        if size != (SCREEN["width"] * SCALE, SCREEN["height"] * SCALE):
            raise PageFailed(f"The picture has {size[0]} by {size[1]} pixels.")
        return Photograph(png, tuple(chart_svg.standalone(each, f"chart{n}") for n, each in enumerate(layers, 1)))

    def visit(self, address: str, timeout: float = 30.0) -> None:
        """Opens a page and leaves it to the server. Raises ChromiumFailed, PageFailed, PageNotReady."""
        with self._answering(timeout):
            _load(self.page, address, timeout)

    @contextmanager
    def _answering(self, seconds: float) -> Iterator[None]:
        """Ends a Chromium that does not answer; names what went wrong, and what the page complained of."""
        self.complaints.clear()
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            kill(self.pid)

        watch = threading.Timer(seconds + SPARE, end)
        watch.daemon = True
        watch.start()
        try:
            yield
        except PlaywrightError as error:
            words = error.message.splitlines()[0][:200]
            if is_late.is_set():
                raise ChromiumFailed(
                    f"Chromium did not answer within {seconds + SPARE:.0f} s; it was ended."
                ) from error
            if not is_there(self.pid) or "crash" in words.lower() or "closed" in words.lower():
                raise ChromiumFailed(f"Chromium crashed: {words}") from error
            raise PageFailed(f"The page could not be drawn: {words}") from error
        except PageNotReady as error:
            raise PageNotReady(f"{error}{self._complaint()}") from error
        finally:
            watch.cancel()
        if self.complaints:
            raise PageFailed(f"The page was drawn, but not without errors.{self._complaint()}")

    def _complaint(self) -> str:
        return f" It complained: {self.complaints[0][:300]}" if self.complaints else ""


@contextmanager
def chromium(server: PageServer) -> Iterator[Chromium]:
    """A headless Chromium for the pages of this server, gone afterwards in every case.

    Raises ChromiumMissing, ChromiumFailed.
    """
    with running() as (browser, pid):
        yield _opened(browser, pid, server)


def _opened(browser: Browser, pid: int, server: PageServer) -> Chromium:
    context = browser.new_context(
        viewport=SCREEN,
        device_scale_factor=SCALE,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    made = Chromium(pid, context.new_page(), server)

    def of_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_expected(message.location.get("url", ""), server.not_found):
            made.complaints.append(message.text)

    context.on("console", of_console)
    context.on("weberror", lambda found: made.complaints.append(str(found.error)))
    return made


def _is_expected(url: str, not_found: tuple[str, ...]) -> bool:
    """Whether it is one of the server's own files, looked for below the page's own path."""
    path = urlsplit(url).path
    return any(path.endswith(ending) and path != ending for ending in not_found)


def _load(page: Page, address: str, timeout: float) -> None:
    try:
        response = page.goto(address, wait_until="commit", timeout=timeout * 1000)
    except PlaywrightTimeout as error:
        # Where Chromium itself hangs, this does not come back.
        page.context.new_cdp_session(page).send("Browser.getVersion")
        raise PageNotReady(f"The server did not answer within {timeout:.0f} s.") from error
    if response is not None and not response.ok:
        raise PageFailed(f"The server answered {response.status} for {urlsplit(address).path}.")


def _wait(page: Page, page_state: str, expected_code: str, timeout: float) -> None:
    """Until the page says that it is ready, with the code expected."""
    look = f"() => {{const state = ({page_state})(); return state.code || state.problem ? state : null;}}"
    try:
        state = page.wait_for_function(look, polling="raf", timeout=timeout * 1000).json_value()
    except PlaywrightTimeout as error:
        missing = page.evaluate(f"({page_state})().missing")
        raise PageNotReady(f"The page was not ready within {timeout:.0f} s; missing: {missing}.") from error
    if not state["code"]:
        raise PageFailed(f"The page says: {state['problem']}")
    if state["code"] != expected_code:
        raise AnotherView(f"The page shows the view {state['code']}, not {expected_code}.")


def _layers(page: Page, chart_layers: str, timeout: float) -> list[list[str]]:
    try:
        found: list[list[str]] = page.wait_for_function(
            chart_layers, polling="raf", timeout=timeout * 1000
        ).json_value()
    except PlaywrightTimeout as error:
        raise PageNotReady(f"The charts were not laid out for paper within {timeout:.0f} s.") from error
    return found
