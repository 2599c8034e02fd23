"""A process of its own with one kept-open browser: pages become pictures, documents become PDFs, and it can be ended.

A browser that hangs holds up its own process only, and one signal ends both: the browser goes with its process.
"""

import logging
import multiprocessing
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.packs import document, page_picture
from sfo_data.publishing.packs.chart_svg import NotPrintable
from sfo_data.publishing.packs.page_server import PageServer
from sfo_data.publishing.packs.pdf import pdf

STARTS_WITHIN, ENDS_WITHIN = 60.0, 3.0
# A page and a PDF are each given the order's time, and the browser a little more to be ended in; this is beyond both.
BESIDES = 20.0

log = logging.getLogger("sfo")


class NotDrawn(Exception):
    """A page or document could not be made, and why."""


class BrowserLost(NotDrawn):
    """The browser crashed or hung; the next order needs another."""


class NoBrowser(Exception):
    """There is no browser to draw with, and why."""


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be drawn: the page at `address`, which has to show `code` within `seconds`, and its briefing."""

    address: str
    briefing: Briefing
    code: str
    seconds: float


@dataclass(frozen=True)
class Visit:
    """A page to be opened for what the server then works out, and not to be drawn."""

    address: str


@dataclass(frozen=True)
class Drawn:
    """The files that a browser makes of an order, and the code they show."""

    code: str
    png: bytes
    html: bytes
    pdf: bytes


class BrowserProcess:
    """One process with one browser, which takes one order at a time."""

    def __init__(self, server: PageServer) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_work, args=(theirs, server), name="sfo-briefing-browser", daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_open(self) -> bool:
        return self._process.is_alive()

    def wait(self) -> None:
        """Returns when the browser is up. Raises NoBrowser."""
        try:
            self._answer(STARTS_WITHIN, "The browser did not start")
        except NotDrawn as error:
            raise NoBrowser(str(error)) from error

    def order(self, order: Order | Visit) -> None:
        """Hands over an order; the one before has to be collected first. A visit never is. Raises NotDrawn."""
        try:
            self._line.send(order)
        except OSError as error:
            self.close()
            raise BrowserLost(f"The browser has crashed ({type(error).__name__}).") from error

    def collect(self, order: Order) -> Drawn:
        """The files of the order handed over. Raises NotDrawn."""
        found = self._answer(2 * order.seconds + BESIDES, "The browser hung")
        if not isinstance(found, Drawn) or found.code != order.code:
            self.close()
            raise BrowserLost("The browser has drawn something else than was ordered.")
        return found

    def _answer(self, seconds: float, failure: str) -> Drawn | None:
        try:
            if not self._line.poll(seconds):
                self.close()
                raise BrowserLost(f"{failure}: no answer within {seconds:.0f} s.")
            found = self._line.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise BrowserLost("The browser has crashed, or its process was ended.") from error
        if isinstance(found, BrowserLost):
            self.close()
        if isinstance(found, NotDrawn | NoBrowser):
            raise found
        return found  # type: ignore[no-any-return]

    def close(self) -> None:
        """Ends the process, and with it the browser; what does not end by itself is killed."""
        self._line.close()
        self._process.join(ENDS_WITHIN)
        self.kill()

    def kill(self) -> None:
        """Ends the process at once. Playwright's own process sees its end, and ends the browser."""
        self._process.kill()
        self._process.join()


def _work(line: Connection, server: PageServer) -> None:
    """Takes orders until the line ends, which it does with the process at its other end, however that ends."""
    # Ctrl-C in a terminal reaches every process there; ours is told by the one that started it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        try:
            with page_picture.chromium(server) as chromium:
                line.send(None)
                while True:
                    order = line.recv()
                    if isinstance(order, Visit):
                        # What goes wrong will go wrong again, and be told, with the order that follows.
                        with suppress(page_picture.BrowserError):
                            chromium.visit(order.address)
                    else:
                        line.send(_drawn(chromium, order))
        except page_picture.BrowserError as error:
            line.send(NoBrowser(str(error)))


def _drawn(chromium: page_picture.Chromium, order: Order) -> Drawn | NotDrawn:
    try:
        photograph = chromium.photograph(order.address, order.code, order.seconds)
        html = document.html(order.briefing, photograph.charts, order.code)
        return Drawn(order.code, photograph.png, html.encode(), pdf(order.briefing, photograph.charts, order.code))
    except page_picture.ChromiumFailed as error:
        return BrowserLost(str(error))
    except (page_picture.BrowserError, NotPrintable) as error:
        return NotDrawn(str(error))
    except Exception as error:
        log.exception("unforeseen")
        return NotDrawn(f"Unforeseen: {type(error).__name__}: {error}")
