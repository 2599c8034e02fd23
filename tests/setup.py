"""Brings what the tests need and pip cannot: a Chromium for the browser tests."""

import os
import shutil
import subprocess
import sys

WITHOUT = "The browser tests need Chromium. Install it (Debian: apt-get install chromium) and run `make test` again."


def main() -> int:
    """0 where a Chromium is there or could be installed, 1 with one line on stderr where not."""
    if shutil.which("chromium"):
        return 0
    print("== Installing chromium", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium", "fonts-liberation"]):
        try:
            subprocess.run([*as_root, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            print(WITHOUT, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
