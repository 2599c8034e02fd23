"""The documented schedules start once a week at seven in London, on both sides of both clock changes."""

import re
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sfo_data.definitions.settings import PROJECT

DOCS = PROJECT / "docs"
LONDON = ZoneInfo("Europe/London")
# In 2026 London's clocks change on Sunday 29 March and Sunday 25 October.
MONDAYS = [datetime(2026, 1, 5, tzinfo=UTC) + timedelta(weeks=week) for week in range(52)]
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def guard() -> str:
    """What stands before the command in Debian's recipe, as the shell gets it from cron."""
    (line,) = re.findall(r"^0 6,7 \* \* 1  (\[.*?\]) && ", (DOCS / "briefing.md").read_text(), re.MULTILINE)
    return line.replace(r"\%", "%")


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """A `date` that answers for the instant in FROZEN."""
    frozen = tmp_path / "date"
    frozen.write_text(f'#!/bin/sh\nexec {shutil.which("date")} -d "@$FROZEN" "$@"\n')
    frozen.chmod(frozen.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:{Path('/usr/bin')}:{Path('/bin')}")
    return lambda at: monkeypatch.setenv("FROZEN", str(int(at.timestamp())))


def test_the_guard_for_debians_cron_passes_once_each_monday_at_seven_in_london(clock):
    passed = []
    for monday in MONDAYS:
        for hour in (6, 7):
            clock(monday.replace(hour=hour))
            if subprocess.run(["sh", "-c", guard()], check=False).returncode == 0:
                passed.append(monday.replace(hour=hour))
    assert [at.date() for at in passed] == [monday.date() for monday in MONDAYS]
    assert {at.astimezone(LONDON).hour for at in passed} == {7}
    assert {at.hour for at in passed} == {6, 7}


@needs_systemd
@pytest.mark.parametrize(
    ("after", "instants"),
    [
        ("2026-03-20", ["2026-03-23 07:00:00", "2026-03-30 06:00:00", "2026-04-06 06:00:00"]),
        ("2026-10-16", ["2026-10-19 06:00:00", "2026-10-26 07:00:00", "2026-11-02 07:00:00"]),
    ],
)
def test_the_timer_elapses_at_seven_in_london_over_both_changes(after, instants):
    timer = (DOCS / "systemd" / "sfo-briefing.timer").read_text()
    (expression,) = re.findall(r"^OnCalendar=(.*)$", timer, re.MULTILINE)
    command = ["systemd-analyze", "calendar", f"--base-time={after}", "--iterations=3", expression]
    utc = {"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=utc)
    assert re.findall(r"Mon (\S+ \S+) UTC", said.stdout) == instants


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    for name in ("sfo-briefing.service", "sfo-briefing.timer"):
        text = (DOCS / "systemd" / name).read_text().replace("/srv/sfo/.venv/bin/sfo", "/bin/true")
        (tmp_path / name).write_text(text)
    units = sorted(str(path) for path in tmp_path.iterdir())
    command = ["systemd-analyze", "verify", "--man=no", *units]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    ours = [line for line in said.stderr.splitlines() if "sfo-briefing" in line]
    assert ours == []


@needs_systemd
@pytest.mark.parametrize(
    ("unit", "most"), [("systemd/sfo-briefing.service", 3.5), ("service/sfo-dashboard@.service", 1.5)]
)
def test_units_are_closed_to_what_they_do_not_need(unit, most):
    """By systemd's own measure, 0 (closed) to 10; an ordinary unit without any of it has 9.6."""
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(DOCS / unit)]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    (exposure,) = re.findall(r"exposure level for \S+: (\d+\.\d)", said.stdout + said.stderr)
    assert float(exposure) <= most
