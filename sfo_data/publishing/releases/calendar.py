"""Which releases are there, when are they published, and who may open one before (pre-release access)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sfo_data.definitions import settings

# The hour at which official statistics are published in the United Kingdom (Code of Practice for Statistics, T3.6).
PUBLICATION_HOUR, LONDON = time(9, 30), ZoneInfo("Europe/London")
RELEASE_COLUMNS = ("release", "known_on", "title", "published_on")
ACCESS_COLUMNS = ("release", "subject", "reason", "from")


class WrongCalendar(ValueError):
    """A line of a file of releases cannot be used; the message names the line and what to write."""


class UnknownRelease(ValueError):
    """There is no release of this name."""


class MayNotOpen(PermissionError):
    """The release is not published yet, and the reader is not on its early-access list."""


@dataclass(frozen=True)
class Release:
    """Tables of the state of knowledge in force on `known_on`, open to all from 09:30 London time on `published_on`."""

    name: str
    known_on: date
    title: str
    published_on: date

    @property
    def published_at(self) -> datetime:
        """The instant of publication."""
        return datetime.combine(self.published_on, PUBLICATION_HOUR, LONDON)

    def is_published(self, now: datetime) -> bool:
        """Whether it is out at an instant (aware of its time zone)."""
        return now >= self.published_at


@dataclass(frozen=True)
class EarlyAccess:
    """One person (`subject`, as sign-in knows them) who may open a release before publication, from a day on."""

    release: str
    subject: str
    reason: str
    starts_on: date


def releases(path: Path | None = None) -> tuple[Release, ...]:
    """All releases in order of publication, from `settings.releases()`. Raises WrongCalendar."""
    found = [
        Release(row["release"], _day(row["known_on"], where), row["title"], _day(row["published_on"], where))
        for where, row in _lines(path or settings.releases(), RELEASE_COLUMNS)
    ]
    names = [each.name for each in found]
    if twice := [name for name in names if names.count(name) > 1]:
        raise WrongCalendar(f"The release “{twice[0]}” stands in the file twice; each has a name of its own.")
    if early := [each for each in found if each.published_on < each.known_on]:
        raise WrongCalendar(f"The release “{early[0].name}” is published before what it tells is known.")
    return tuple(sorted(found, key=lambda each: (each.published_on, each.name)))


def early_access(path: Path | None = None) -> tuple[EarlyAccess, ...]:
    """Who may open which release early, and why, from `settings.early_access()`. Raises WrongCalendar."""
    return tuple(
        EarlyAccess(row["release"], row["subject"], row["reason"], _day(row["from"], where))
        for where, row in _lines(path or settings.early_access(), ACCESS_COLUMNS)
    )


def may_open(release: Release, subject: str, now: datetime, listed: Sequence[EarlyAccess]) -> bool:
    """Whether the release is published, or the subject is on its list and their day has come (London's calendar)."""
    return release.is_published(now) or _entry(release, subject, now, listed) is not None


def openable(subject: str, now: datetime) -> tuple[Release, ...]:
    """The releases that a reader may open at an instant, the newest first. Raises WrongCalendar."""
    listed = early_access()
    return tuple(reversed([each for each in releases() if may_open(each, subject, now, listed)]))


def opened(name: str, subject: str, now: datetime) -> tuple[Release, EarlyAccess | None]:
    """A release by name, with the entry under which it is opened early (to be recorded), None once it is published.

    Raises UnknownRelease, MayNotOpen, WrongCalendar.
    """
    release = next((each for each in releases() if each.name == name), None)
    if release is None:
        raise UnknownRelease(f"There is no release “{name[:40]}”.")
    if release.is_published(now):
        return release, None
    entry = _entry(release, subject, now, early_access())
    if entry is None:
        raise MayNotOpen(f"“{release.title}” is published at {release.published_at:%H:%M on %d %B %Y}, London time.")
    return release, entry


def _entry(release: Release, subject: str, now: datetime, listed: Sequence[EarlyAccess]) -> EarlyAccess | None:
    today = now.astimezone(LONDON).date()
    entries = (each for each in listed if (each.release, each.subject) == (release.name, subject))
    return next((each for each in entries if each.starts_on <= today), None)


def _lines(path: Path, columns: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    try:
        table = pl.read_csv(path, infer_schema=False, encoding="utf8")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WrongCalendar(f"{path.name} cannot be read: {error}") from error
    if tuple(table.columns) != columns:
        raise WrongCalendar(f"{path.name} must have the columns {', '.join(columns)}.")
    lines = []
    for number, row in enumerate(table.iter_rows(named=True), 2):
        where = f"{path.name}, line {number}"
        if empty := [name for name in columns if not (row[name] or "").strip()]:
            raise WrongCalendar(f"{where}: {empty[0]} is empty.")
        lines.append((where, {name: str(value).strip() for name, value in row.items()}))
    return lines


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongCalendar(f"{where}: “{text[:40]}” is not a day; write it as YYYY-MM-DD.") from None
