"""What makes the pages of a run: the product's server and the studio, started again where they have ended."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import Popen

from sfo_data.briefing.server import serving
from sfo_data.briefing.studio import Drawn, Order, Studio, Visit


class Workshop:
    """The server and the studio of one run."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._studio: Studio | None = None
        self._server: Popen[bytes] | None = None
        self._address = ""

    def open(self) -> str:
        """The server's address, with server and browser up. Raises NoServer, NoBrowser."""
        has_studio, has_server = self._studio and self._studio.is_open, self._server and self._server.poll() is None
        if has_studio and has_server:
            return self._address
        self.close()
        self._studio = Studio()
        self._stack.callback(self._studio.close)
        self._server, self._address = self._stack.enter_context(serving())
        self._studio.wait()
        return self._address

    def order(self, order: Order | Visit) -> None:
        """See `Studio.order`."""
        assert self._studio is not None, "open it first"
        self._studio.order(order)

    def collect(self, order: Order) -> Drawn:
        """See `Studio.collect`."""
        assert self._studio is not None, "open it first"
        return self._studio.collect(order)

    def kill(self) -> None:
        """Ends the studio without waiting for what it is drawing."""
        if self._studio:
            self._studio.kill()

    def close(self) -> None:
        """Ends both processes."""
        self._stack.close()
        self._studio = self._server = None


@contextmanager
def workshop() -> Iterator[Workshop]:
    """A workshop, closed in every case: at once where something has gone wrong, or a stop is asked for."""
    made = Workshop()
    try:
        yield made
    except BaseException:
        made.kill()
        raise
    finally:
        made.close()
