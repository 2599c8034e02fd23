"""A process of the dashboard per port, as a service manager runs it: python -m … start|end|restart FOLDER PORT."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from sfo_data.definitions.settings import PROJECT

WITHIN_SECONDS = 60


def start(folder: Path, port: int) -> None:
    """Starts the process of a port and notes its id; it ends on its own account only when told."""
    with (folder / f"{port}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pages.server.serve", "--server.port", str(port)],
            cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    (folder / f"{port}.pid").write_text(str(process.pid))
    # Nobody waits for it: this program has ended by then, and the system's first process has taken over.
    process.returncode = 0


def end(folder: Path, port: int) -> None:
    """Tells the process of a port to end, and returns when it has."""
    if (folder / f"{port}.pid").exists():
        os.kill(int((folder / f"{port}.pid").read_text()), signal.SIGTERM)
        wait_until_ended(folder, port)


def wait_until_ended(folder: Path, port: int) -> None:
    """Returns when the process of a port has ended; one that does not is killed after a minute, as systemd would."""
    noted = folder / f"{port}.pid"
    pid, until = int(noted.read_text()), time.monotonic() + WITHIN_SECONDS
    while _runs(pid):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    noted.unlink()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_ready(port: int) -> None:
    """Returns when the process of a port says that it is ready."""
    until = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the process on port {port} was not ready within {WITHIN_SECONDS} s")


if __name__ == "__main__":
    act, where, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if act in ("end", "restart"):
        end(where, at)
    if act in ("start", "restart"):
        start(where, at)
