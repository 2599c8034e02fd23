"""A Chromium of our own that is gone afterwards, whatever happens."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from sfo_data.definitions import settings

# Without hinting letters stand where they do on paper; no name but this machine's is looked up. A picture put together
# from parts has edges that differ by 2 of 255 from one run to the next: a page is one tile, drawn whole.
ARGUMENTS = (
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none",
    "--disable-partial-raster", "--default-tile-width=4096", "--default-tile-height=4096",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
# No other setting of ours is Chromium's business, the store's address least of all.
ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
STARTS_WITHIN, ENDS_WITHIN = 30.0, 5.0


class BrowserError(Exception):
    """No picture, and why."""


class ChromiumMissing(BrowserError):
    """There is no Chromium to drive."""


class ChromiumFailed(BrowserError):
    """Chromium did not start, crashed or hangs; it is ended, and a new one is needed."""


@contextmanager
def running() -> Iterator[tuple[Browser, int]]:
    """A headless Chromium and its process; Playwright ends it also where Python itself is killed.

    Raises ChromiumMissing, ChromiumFailed.
    """
    path = settings.chromium()
    if not os.access(path, os.X_OK):
        raise ChromiumMissing(
            f"There is no Chromium at {path}. Install it (Debian: apt-get install chromium fonts-liberation), "
            "or name another in SFO_CHROMIUM."
        )
    with sync_playwright() as playwright:
        browser, pid = _launched(playwright, path)
        try:
            yield browser, pid
        finally:
            _end(browser, pid)


def _launched(playwright: Playwright, path: Path) -> tuple[Browser, int]:
    try:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=list(ARGUMENTS),
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            # Chromium refuses its sandbox to root.
            chromium_sandbox=os.geteuid() != 0,
            timeout=STARTS_WITHIN * 1000,
        )
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    except PlaywrightError as error:
        raise ChromiumFailed(f"{path} did not start: {error.message.splitlines()[0][:200]}") from error
    return browser, next(int(each["id"]) for each in processes if each["type"] == "browser")


def _end(browser: Browser, pid: int) -> None:
    """Closes it; what does not go by itself is killed."""
    watch = threading.Timer(ENDS_WITHIN, kill, [pid])
    watch.start()
    try:
        browser.close()
    except PlaywrightError:
        kill(pid)
    finally:
        watch.cancel()
    until = time.monotonic() + ENDS_WITHIN
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.02)
    kill(pid)


def is_there(pid: int) -> bool:
    """Whether the process lives; one that has ended and that nobody has asked after does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except OSError:
        # Not Linux.
        return True


def kill(pid: int) -> None:
    """Ends the process with its group, which is its own."""
    with suppress(ProcessLookupError):
        if is_there(pid) and os.getpgid(pid) != os.getpgrp():
            os.killpg(os.getpgid(pid), signal.SIGKILL)
