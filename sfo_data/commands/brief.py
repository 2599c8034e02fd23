"""The command that makes briefing packs: for whom, of which day, where to; what became of each; a line of history."""

import argparse
import math
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from sfo_data.definitions import periods, settings
from sfo_data.definitions.filters import Known
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import WEEK, runs
from sfo_data.publishing.briefing.recipients import ENGLAND_AND_WALES, Recipient, UnknownRecipient, chosen, recipients
from sfo_data.publishing.packs import atomic_folder, mail
from sfo_data.publishing.packs.atomic_folder import Outcome
from sfo_data.publishing.packs.making import Job, Result, cause, make
from sfo_data.publishing.packs.page_makers import page_makers
from sfo_data.publishing.packs.page_server import PageServer
from sfo_data.publishing.provenance.view import code_version
from sfo_data.questions import queries
from sfo_data.security import audit
from sfo_data.store.database import default_store

HERE = ZoneInfo("Europe/London")
NEWEST, TODAY = "newest", "today"
EXIT_CODES = "Exit code 0: every pack made, or there already and the same; 1: some made; 2: none; 130 or 143: stopped."


class NotKnown(ValueError):
    """There is no state of knowledge for the day asked for."""


class Stopped(BaseException):
    """The system asks to stop (SIGTERM)."""


# What was asked for cannot be made; the message is a sentence.
REFUSED = (NotKnown, UnknownRecipient, periods.UnknownPeriod, mail.WrongAddresses, atomic_folder.Busy)


@dataclass
class RunReport:
    """What is known of a run so far, for its line of history."""

    known_on: str
    wanted: tuple[str, ...] = ()
    results: list[Result] = field(default_factory=list)
    cause: str = ""

    @property
    def exit_code(self) -> int:
        """0 all made, 1 some, 2 none."""
        if not any(each.outcome for each in self.results):
            return 2
        return int(any(each.cause for each in self.results) or len(self.results) < len(self.wanted))


def add_arguments(parser: argparse.ArgumentParser, server: PageServer) -> None:
    """The arguments of `brief`, whose packs are pictures of the pages that `server` serves."""
    parser.epilog = EXIT_CODES
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to put the packs in")
    parser.add_argument(
        "--known-on", default=NEWEST, metavar="DATE",
        help="YYYY-MM-DD, “newest” (default: the store's newest data), or “today” (refused without data of this week)",
    )  # fmt: skip
    parser.add_argument(
        "--for", dest="wanted", nargs="+", default=[ENGLAND_AND_WALES], metavar="WHOM",
        help="“national” (default), “all”, or divisions and CRCs by name or slug; an NPS division by its provider too",
    )  # fmt: skip
    parser.add_argument(
        "--audience", choices=["wider", "internal"], default="wider",
        help="wider (default, for England and Wales too): small numbers withheld; internal: all shown",
    )  # fmt: skip
    parser.add_argument("--period", default=periods.DEFAULT, help=f"{periods.DEFAULT} (default), cy-2019, fy-2019-20")
    parser.add_argument("--email", action="store_true", help="write an .eml for each address in SFO_RECIPIENTS")
    parser.add_argument("--replace", action="store_true", help="put a new pack in the place of another that differs")
    parser.add_argument("--within", type=seconds, default=30.0, metavar="SECONDS", help="for one page (default 30)")
    parser.set_defaults(run=partial(run, server))


def seconds(text: str) -> float:
    """How long a page may take. Raises ValueError."""
    wanted = float(text)
    # To a browser, no seconds are no limit.
    if not 0 < wanted < math.inf:
        raise ValueError(text)
    return wanted


def run(server: PageServer, args: argparse.Namespace) -> int:
    """See `EXIT_CODES`. Errors are told on stderr, one sentence each, and in the history of runs."""
    started, clock, report = datetime.now(UTC), time.monotonic(), RunReport(args.known_on)
    code = 2
    try:
        with _stoppable():
            _make(server, args, report, today_in_london(started))
        code = report.exit_code
    except Stopped:
        code, report.cause = 128 + signal.SIGTERM, "Stopped by the system."
    except KeyboardInterrupt:
        code, report.cause = 128 + signal.SIGINT, "Stopped by hand."
    except REFUSED as error:
        report.cause = str(error)
    except Exception as error:
        report.cause = cause(error)
    _tell(report, code)
    _record(report, started, time.monotonic() - clock, code)
    return code


def _make(server: PageServer, args: argparse.Namespace, report: RunReport, today: date) -> None:
    store = default_store()
    facts = queries.facts(store)
    known_on = day(args.known_on, facts.known, today)
    report.known_on = known_on.isoformat()
    everybody = recipients(queries.ask(store, "providers", known_on=known_on))
    wanted = chosen(everybody, args.wanted)
    addresses = _addresses(everybody) if args.email else None
    job = Job(wanted, known_on, args.period, args.audience, args.out, args.replace, args.within, addresses)
    periods.period(args.period, known_on, facts.known.first_day)
    report.wanted = tuple(each.name for each in wanted)
    bar = tqdm(desc="Briefings", total=len(wanted), unit="pack", disable=None, file=sys.stderr, leave=False)
    audit.command("export", "brief", f"{args.audience}: {', '.join(report.wanted)}")
    with atomic_folder.only_writer(args.out), page_makers(server) as makers, bar:
        makers.open()
        for result in make(store, facts, job, makers):
            report.results.append(result)
            bar.set_postfix_str(result.recipient.name, refresh=False)
            bar.update()


def today_in_london(now: datetime) -> date:
    """The date on London's calendar at an instant, whatever the machine's time zone."""
    return now.astimezone(HERE).date()


def day(asked: str, known: Known, today: date) -> date:
    """The state of knowledge asked for: "newest", or the one in force on "today" or a date, at most a week old.

    Raises NotKnown.
    """
    if asked == NEWEST:
        return known.known_on
    try:
        wanted = today if asked == TODAY else date.fromisoformat(asked)
    except ValueError:
        raise NotKnown(f"“{asked[:40]}” is not a day: YYYY-MM-DD, “{NEWEST}” or “{TODAY}”.") from None
    state = known.on(wanted)
    if state is None:
        raise NotKnown(f"Nothing was known on {day_in_words(wanted)}: the data begin {day_in_words(known.states[0])}.")
    if wanted - state >= WEEK:
        raise NotKnown(
            f"There are no data of the week to {day_in_words(wanted)}: "
            f"the newest by then are of {day_in_words(state)} (--known-on {state})."
        )
    return state


def _addresses(everybody: tuple[Recipient, ...]) -> Mapping[Recipient, tuple[str, ...]]:
    path = settings.recipients()
    if path is None:
        raise mail.WrongAddresses("For --email, SFO_RECIPIENTS has to name a CSV with the columns recipient, address.")
    return mail.addresses(path, everybody)


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM raises Stopped inside, so that server, browser and drafts are cleared away before the end."""

    def stop(*_: object) -> None:
        raise Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(report: RunReport, code: int) -> None:
    """Each recipient's outcome on stdout, each cause on stderr."""
    for result in report.results:
        if result.outcome:
            print(f"{result.recipient.name}: {result.outcome}")
        if result.cause:
            not_made = "" if result.outcome else "not made: "
            print(f"{result.recipient.name}: {not_made}{result.cause}", file=sys.stderr)
    if report.cause:
        print(report.cause if code > 2 else f"Not done: {report.cause}", file=sys.stderr)


def _record(report: RunReport, started: datetime, seconds: float, code: int) -> None:
    """Adds the run to the history; a history that cannot be written is told and stops nothing."""
    outcomes = {each.recipient.name: each.outcome for each in report.results}
    line = runs.Run(
        started.replace(microsecond=0), round(seconds, 2), report.known_on, code, code_version(), report.wanted,
        tuple(name for name, outcome in outcomes.items() if outcome in (Outcome.MADE, Outcome.REPLACED)),
        tuple(name for name, outcome in outcomes.items() if outcome is Outcome.UNCHANGED),
        {each.recipient.name: each.cause for each in report.results if each.cause}, report.cause,
    )  # fmt: skip
    try:
        runs.append(settings.briefing_log(), line)
    except OSError as error:
        print(f"The run is not in the history: {cause(error)}", file=sys.stderr)
