"""Brings what the tests need and pip cannot: Chromium, nginx, PgBouncer, and two packages of npm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Program -> its Debian packages, and what cannot be tested without it.
WANTED = {
    "chromium": (["chromium", "fonts-liberation"], "The browser tests need Chromium"),
    "nginx": (["nginx"], "The tests of the service need nginx"),
    "pgbouncer": (["pgbouncer"], "The tests of a pooler need PgBouncer"),
    "npm": (["nodejs", "npm"], "The sign-in and accessibility tests need Node.js 20 or later with npm"),
}

TESTS = Path(__file__).resolve().parent
# Folder with a lock file of npm -> the tests that are skipped without its packages.
FROM_NPM = {"identity_provider": "sign-in tests", "browser/axe": "accessibility tests"}


def from_npm(folder: Path, tests: str) -> None:
    """Installs the packages of the lock file, or says on stderr why the tests will be skipped."""
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if not (shutil.which("node") and shutil.which("npm")):
        why = "they need Node.js 20 or later with npm (Debian: apt-get install nodejs npm)"
        print(f"The {tests} will be skipped: {why}.", file=sys.stderr)
        return
    print(f"== Installing the packages of the {tests}", flush=True)
    command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=folder, check=False).returncode:
        print(f"The {tests} will be skipped: npm ci failed in {folder}.", file=sys.stderr)


def main() -> int:
    """0 where all is there or could be installed, 1 with one line on stderr for each program that could not."""
    # Debian keeps nginx where only root looks.
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    missing = {name: wanted for name, wanted in WANTED.items() if not shutil.which(name, path=path)}
    failed = [_install(name, *wanted) for name, wanted in missing.items()]
    for folder, tests in FROM_NPM.items():
        from_npm(TESTS / folder, tests)
    return max([0, *failed])


def _install(name: str, packages: list[str], without: str) -> int:
    print(f"== Installing {name}", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        try:
            subprocess.run([*as_root, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            print(f"{without}. Install it (Debian: apt-get install {name}) and run `make test` again.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
