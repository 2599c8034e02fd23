"""What makes the pages of a run: the server of the pages and the browser's process, started again where they ended."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import Popen

from sfo_data.publishing.packs.browser_process import BrowserProcess, Drawn, Order, Visit
from sfo_data.publishing.packs.page_server import PageServer, serving


class PageMakers:
    """The server and the browser of one run."""

    def __init__(self, server: PageServer) -> None:
        self._page_server = server
        self._stack = ExitStack()
        self._browser: BrowserProcess | None = None
        self._server: Popen[bytes] | None = None
        self._address = ""

    def open(self) -> str:
        """The server's address, with server and browser up. Raises NoServer, NoBrowser."""
        has_browser, has_server = self._browser and self._browser.is_open, self._server and self._server.poll() is None
        if has_browser and has_server:
            return self._address
        self.close()
        self._browser = BrowserProcess(self._page_server)
        self._stack.callback(self._browser.close)
        self._server, self._address = self._stack.enter_context(serving(self._page_server))
        self._browser.wait()
        return self._address

    def order(self, order: Order | Visit) -> None:
        """See `BrowserProcess.order`."""
        assert self._browser is not None, "open it first"
        self._browser.order(order)

    def collect(self, order: Order) -> Drawn:
        """See `BrowserProcess.collect`."""
        assert self._browser is not None, "open it first"
        return self._browser.collect(order)

    def kill(self) -> None:
        """Ends the browser's process without waiting for what it is drawing."""
        if self._browser:
            self._browser.kill()

    def close(self) -> None:
        """Ends both processes."""
        self._stack.close()
        self._browser = self._server = None


@contextmanager
def page_makers(server: PageServer) -> Iterator[PageMakers]:
    """Server and browser of a run, closed in every case: at once where something went wrong, or a stop is asked for."""
    made = PageMakers(server)
    try:
        yield made
    except BaseException:
        made.kill()
        raise
    finally:
        made.close()
