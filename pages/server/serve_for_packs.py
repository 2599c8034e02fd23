"""The dashboard for the program that started it: ends when its standard input does, so also when that is killed."""

import os
import runpy
import signal
import sys
from threading import Thread


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    # Before the rest is loaded, which takes seconds.
    Thread(target=_end_with_input, daemon=True).start()
    runpy.run_module("pages.server.serve", run_name="__main__", alter_sys=True)
