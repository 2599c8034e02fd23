"""How is a parser stopped that a hostile file keeps busy?"""

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

from sfo_data.testimony.content import Unreadable

Result = TypeVar("Result")


class _TooLong(BaseException):
    """Raised inside a parser; not an Exception, which parsers catch."""


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What `work` gives, or its error. Raises Unreadable where it takes longer, and stops it.

    Limits of work cannot be set for all that a parser does, and no file is worth a process. It is stopped between two
    steps of Python (PyThreadState_SetAsyncExc), so one long step in C is waited for.
    """
    given: list[Result] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="parser", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _stop(thread)
    if given:
        return given[0]
    if not failed or isinstance(failed[0], _TooLong):
        raise Unreadable(f"It takes longer to read than {seconds:.0f} seconds; no file of ours does.")
    raise failed[0]


def _stop(thread: threading.Thread) -> None:
    """Asks a thread to end, again until it does: what it runs may drop an exception in a destructor."""
    for _ in range(20):
        if thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_TooLong))
        thread.join(0.25)
        if not thread.is_alive():
            return
